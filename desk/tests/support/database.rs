//! A fresh database for each test, taken away when it passed and left to look at when it did not.

use std::collections::hash_map::DefaultHasher;
use std::hash::Hasher;
use std::path::{Path, PathBuf};

use caseline_desk::clock::{Ids, SystemIds};
use caseline_desk::store::Store;
use caseline_domain::instant::Timestamp;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::World;

pub async fn on_sqlite(test: impl AsyncFnOnce(&World)) {
    let folder = fresh_folder();
    let url = format!("sqlite://{}", folder.join("desk.db").display());
    let store = Store::connect(&url).await.unwrap();
    store.migrate().await.unwrap();
    let world = World::new(store, url, folder).await;
    test(&world).await;
    world.desk.store().close().await;
    std::fs::remove_dir_all(&world.folder).unwrap();
}

pub async fn on_postgres(test: impl AsyncFnOnce(&World)) {
    let server = server();
    let name = format!("caseline_test_{}", unique());
    copy_template(&server, &name).await;
    let url = with_database(&server, &name);
    let store = Store::connect(&url).await.unwrap();
    let world = World::new(store, url, fresh_folder()).await;
    test(&world).await;
    world.desk.store().close().await;
    std::fs::remove_dir_all(&world.folder).unwrap();
    let mut admin = PgConnection::connect(&server).await.unwrap();
    run(&mut admin, format!("drop database {name} with (force)")).await;
}

/// An empty database without a schema, for tests of the migrations themselves.
pub async fn empty_postgres() -> String {
    let server = server();
    let name = format!("caseline_test_{}", unique());
    let mut admin = PgConnection::connect(&server).await.unwrap();
    run(&mut admin, format!("create database {name}")).await;
    with_database(&server, &name)
}

fn server() -> String {
    std::env::var("CASELINE_TEST_POSTGRES").unwrap_or_else(|_| {
        panic!(
            "CASELINE_TEST_POSTGRES is not set, so this test has no PostgreSQL. Run the tests through \
             `script/postgres cargo test …` (or `make test`), which starts one for them."
        )
    })
}

pub fn unique() -> String {
    SystemIds.id(Timestamp::from_millis(0)).simple().to_string()
}

pub fn fresh_folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("caseline-desk-test-{}", unique()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Copies the migrated template, which the first test makes. Tests may be processes of their own, so a lock in the
/// database orders them, and the template gets its name only when it is whole.
async fn copy_template(server: &str, name: &str) {
    let template = format!("caseline_template_{:016x}", hash_of_migrations());
    let mut admin = PgConnection::connect(server).await.unwrap();
    run(&mut admin, "select pg_advisory_lock(20261123)".into()).await;
    let there: bool = sqlx::query_scalar("select exists (select 1 from pg_database where datname = $1)")
        .bind(&template)
        .fetch_one(&mut admin)
        .await
        .unwrap();
    if !there {
        run(&mut admin, format!("drop database if exists {template}_unready")).await;
        run(&mut admin, format!("create database {template}_unready")).await;
        let store = Store::connect(&with_database(server, &format!("{template}_unready"))).await.unwrap();
        store.migrate().await.unwrap();
        store.close().await;
        run(&mut admin, format!("alter database {template}_unready rename to {template}")).await;
    }
    run(&mut admin, format!("create database {name} template {template}")).await;
    admin.close().await.unwrap();
}

async fn run(c: &mut PgConnection, sql: String) {
    sqlx::query(AssertSqlSafe(sql)).execute(c).await.unwrap();
}

fn with_database(server: &str, name: &str) -> String {
    let (address, options) = server.split_once('?').map_or((server, None), |(a, o)| (a, Some(o)));
    let (host, _) = address.rsplit_once('/').unwrap();
    options.map_or_else(|| format!("{host}/{name}"), |options| format!("{host}/{name}?{options}"))
}

pub fn migrations(dialect: &str) -> Vec<PathBuf> {
    // The server's tests use this world, too.
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../desk/migrations").join(dialect);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn hash_of_migrations() -> u64 {
    let mut hasher = DefaultHasher::new();
    for file in migrations("postgres") {
        hasher.write(&std::fs::read(file).unwrap());
    }
    hasher.finish()
}
