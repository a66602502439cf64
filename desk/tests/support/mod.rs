//! A small world to act in: one plan, two accounts, their members, two CSAs, a manager and an administrator, at a
//! Tuesday noon that stands still until a test moves it. Deliberately absent: any stand-in for the database.

mod database;
mod person;

pub use database::{empty_postgres, migrations, on_postgres, on_sqlite};
pub use person::{Person, details, fields, line, note, request_fields, text};

use std::path::PathBuf;
use std::sync::Arc;

use caseline_desk::clock::{Clock, Ids, SystemIds, TestClock};
use caseline_desk::files::FileSettings;
use caseline_desk::plan_versions::PlanEdit;
use caseline_desk::store::{AccountRow, NewPerson, Store};
use caseline_desk::{Desk, PlanInForce, Settings};
use caseline_domain::access::{Actor, Standing};
use caseline_domain::hours::Calendar;
use caseline_domain::id::{AccountId, PersonId, PlanId};
use caseline_domain::instant::Timestamp;
use caseline_domain::plan::Plan;
use sqlx::Connection;
use sqlx::postgres::{PgConnection, PgRow};
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use tokio::sync::Mutex;
use uuid::Uuid;

/// Each test becomes `sqlite::name` and `postgres::name`. A test that is not listed here is dead code, which clippy says.
macro_rules! on_both_databases {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $name() {
                crate::support::on_sqlite(super::$name).await;
            })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $name() {
                crate::support::on_postgres(super::$name).await;
            })+
        }
    };
}
pub(crate) use on_both_databases;

/// Asserts that something is refused in this way.
macro_rules! refused {
    ($outcome:expr, $pattern:pat $(if $guard:expr)?) => {
        match $outcome {
            Err($pattern) $(if $guard)? => {}
            Err(other) => panic!("refused, but not as {}: {other:?}", stringify!($pattern)),
            Ok(_) => panic!("not refused: {}", stringify!($outcome)),
        }
    };
}
pub(crate) use refused;

/// A connection that is not the store's.
enum Raw {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// What a parameter of a statement is given.
#[derive(Clone, Copy)]
pub enum Value {
    Number(i64),
    Id(Uuid),
    Text(&'static str),
    NoId,
}

pub struct World {
    pub desk: Desk,
    pub clock: Arc<TestClock>,
    pub url: String,
    /// A folder of this test alone, gone after it.
    pub folder: PathBuf,
    raw: Mutex<Raw>,
    pub plan: PlanInForce,
    /// Of Harbor & Pine.
    pub merchant: Person,
    /// Of Harbor & Pine as well.
    pub colleague: Person,
    /// Of another account.
    pub stranger: Person,
    pub ana: Person,
    pub ben: Person,
    pub manager: Person,
    pub administrator: Person,
}

/// Where the technical contact of Harbor & Pine reads.
pub const CONTACT: &str = "oms-team@harborpine.example";

pub fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

impl World {
    /// Fills an empty, migrated store.
    pub async fn new(store: Store, url: String, folder: PathBuf) -> World {
        let clock = Arc::new(TestClock::at(instant("2026-11-24T20:00:00Z")));
        let now = clock.now();
        let files = FileSettings::new(folder.join("files"), 1, 10, 3);
        let settings = Settings { public_url: "https://desk.example".into(), files, ..Settings::default() };
        let desk = Desk::new(store, clock.clone(), Arc::new(SystemIds), settings);
        // Ids sort by their time, so those made later are of later milliseconds.
        let made = std::cell::Cell::new(0);
        let id = || {
            made.set(made.get() + 1);
            SystemIds.id(now.plus_millis(made.get()))
        };

        let raw = match desk.store() {
            Store::Sqlite { .. } => Raw::Sqlite(SqliteConnection::connect(&url).await.unwrap()),
            Store::Postgres(_) => Raw::Postgres(PgConnection::connect(&url).await.unwrap()),
        };
        let plan_id = PlanId(id());
        let plan = Plan::standard(Calendar::monday_to_friday("America/Los_Angeles"));
        let (ours, theirs) = (AccountId(id()), AccountId(id()));
        let person = |name: &str, email: &str, standing, zone: &str| Person {
            desk: desk.clone(),
            actor: Actor::new(PersonId(id()), name.into(), standing, zone.into()),
            email: email.into(),
        };
        let world = World {
            merchant: person(
                "Mara Lind",
                "mara@harborpine.example",
                Standing::Member { account: ours },
                "Europe/Berlin",
            ),
            colleague: person(
                "Noah Pine",
                "noah@harborpine.example",
                Standing::Member { account: ours },
                "Europe/Berlin",
            ),
            stranger: person("Sol Reyes", "sol@salysol.example", Standing::Member { account: theirs }, "Europe/Madrid"),
            ana: person("Ana Flores", "ana@caseline.example", Standing::Csa, "America/Los_Angeles"),
            ben: person("Ben Okafor", "ben@caseline.example", Standing::Csa, "Europe/London"),
            manager: person("Grace Kim", "grace@caseline.example", Standing::Manager, "America/Los_Angeles"),
            administrator: person("Ada Roy", "ada@caseline.example", Standing::Administrator, "UTC"),
            plan: PlanInForce::compile(plan_id, plan).unwrap(),
            desk,
            clock,
            url,
            folder,
            raw: Mutex::new(raw),
        };

        let mut tx = world.desk.store().write().await.unwrap();
        tx.insert_plan(plan_id, &world.plan.plan, now).await.unwrap();
        for (account, name, contact) in [(ours, "Harbor & Pine", CONTACT), (theirs, "Sal y Sol", "sol@salysol.example")]
        {
            let row = AccountRow {
                id: account.0,
                name: name.into(),
                kind: "merchant".into(),
                contact_email: contact.into(),
                zone: "Europe/Berlin".into(),
                plan_id: plan_id.0,
            };
            tx.insert_account(&row, now).await.unwrap();
        }
        for person in world.everybody() {
            let Actor { person: id, name, standing, zone, .. } = person.actor.clone();
            let row = NewPerson {
                phone: Some("+49 30 1234".into()),
                ..NewPerson::new(id, person.email.clone(), name, standing, zone)
            };
            tx.insert_person(&row, now).await.unwrap();
        }
        tx.commit().await.unwrap();
        world
    }

    pub fn everybody(&self) -> [&Person; 7] {
        [&self.merchant, &self.colleague, &self.stranger, &self.ana, &self.ben, &self.manager, &self.administrator]
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Lets time pass.
    pub fn later(&self, millis: i64) {
        self.clock.advance(millis);
    }

    /// An id for a form's `once`.
    pub fn once(&self) -> Option<Uuid> {
        Some(SystemIds.id(self.now()))
    }

    /// Makes the next version of the standard plan, which accounts are on from now on.
    pub async fn changes_plan(&self, change: impl FnOnce(&mut Plan)) {
        let plans = self.desk.plans(&self.administrator.actor).await.unwrap();
        let mut plan = plans.into_iter().find(|version| version.plan.name == "Standard").unwrap().plan;
        change(&mut plan);
        let edit = PlanEdit { seen: plan.version, plan };
        self.desk.save_plan(&self.administrator.actor, edit).await.unwrap();
    }

    /// A second server on the same database, at the same time.
    pub async fn another_server(&self) -> Desk {
        let store = Store::connect(&self.url).await.unwrap();
        Desk::new(store, self.clock.clone(), Arc::new(SystemIds), self.desk.settings().clone())
    }

    /// The same for `caseline serve --demo`.
    pub async fn demonstration(&self) -> Desk {
        let store = Store::connect(&self.url).await.unwrap();
        let settings = Settings { demo: true, ..self.desk.settings().clone() };
        Desk::new(store, self.clock.clone(), Arc::new(SystemIds), settings)
    }

    /// Rows as they are stored, by a connection that is not the store's.
    pub async fn stored<T>(&self, sql: &'static str) -> Vec<T>
    where
        T: for<'r> sqlx::FromRow<'r, SqliteRow> + for<'r> sqlx::FromRow<'r, PgRow> + Send + Unpin,
    {
        match &mut *self.raw.lock().await {
            Raw::Sqlite(c) => sqlx::query_as(sql).fetch_all(c).await.unwrap(),
            Raw::Postgres(c) => sqlx::query_as(sql).fetch_all(c).await.unwrap(),
        }
    }

    /// One stored number.
    pub async fn count(&self, sql: &'static str) -> i64 {
        self.stored::<(i64,)>(sql).await[0].0
    }

    /// Changes what is stored behind the store's back.
    pub async fn tamper(&self, sql: &'static str) {
        match &mut *self.raw.lock().await {
            Raw::Sqlite(c) => drop(sqlx::query(sql).execute(c).await.unwrap()),
            Raw::Postgres(c) => drop(sqlx::query(sql).execute(c).await.unwrap()),
        }
    }

    /// How SQLite would run a statement, a line a step; `values` are for its parameters in turn.
    pub async fn sqlite_plan(&self, sql: &str, values: &[Value]) -> Vec<String> {
        let Raw::Sqlite(c) = &mut *self.raw.lock().await else { panic!("this is not SQLite") };
        let sql = sqlx::AssertSqlSafe(format!("explain query plan {sql}"));
        let mut query = sqlx::query_as::<_, (i64, i64, i64, String)>(sql);
        for value in values {
            query = match value {
                Value::Number(number) => query.bind(*number),
                Value::Id(id) => query.bind(*id),
                Value::Text(text) => query.bind(*text),
                Value::NoId => query.bind(None::<Uuid>),
            };
        }
        query.fetch_all(c).await.unwrap().into_iter().map(|(_, _, _, step)| step).collect()
    }

    /// How PostgreSQL runs a statement where it need not read a small table whole.
    pub async fn postgres_plan(&self, sql: &str, values: &[Value]) -> String {
        let Raw::Postgres(c) = &mut *self.raw.lock().await else { panic!("this is not PostgreSQL") };
        sqlx::query("set enable_seqscan = off").execute(&mut *c).await.unwrap();
        let sql = sqlx::AssertSqlSafe(format!("explain {sql}"));
        let mut query = sqlx::query_as::<_, (String,)>(sql);
        for value in values {
            query = match value {
                Value::Number(number) => query.bind(*number),
                Value::Id(id) => query.bind(*id),
                Value::Text(text) => query.bind(*text),
                Value::NoId => query.bind(None::<Uuid>),
            };
        }
        query.fetch_all(c).await.unwrap().into_iter().map(|(line,)| line).collect::<Vec<_>>().join("\n")
    }

    /// Everything that acts write, to see that a refused one wrote nothing.
    pub async fn everything_written(&self) -> Vec<String> {
        let mut all = Vec::new();
        let cases: Vec<(i64, String, Option<Uuid>, i64, i64, String)> = self
            .stored(
                "select number, status || coalesce(escalation, ''), owner_id, next_due, last_seq, clocks
                 from support_case
                 order by number",
            )
            .await;
        all.extend(cases.iter().map(|row| format!("{row:?}")));
        let events: Vec<(Uuid, i64, String)> =
            self.stored("select case_id, seq, body from case_event order by case_id, seq").await;
        all.extend(events.iter().map(|row| format!("{row:?}")));
        let drafts: Vec<(Uuid, i64, String, Option<String>)> =
            self.stored("select author_id, revision, fields, call_code from draft order by author_id").await;
        all.extend(drafts.iter().map(|row| format!("{row:?}")));
        let counts: Vec<(i64, i64, i64)> = self
            .stored(
                "select (select count(*) from outbox), (select count(*) from performed), (select count(*) from survey)",
            )
            .await;
        all.extend(counts.iter().map(|row| format!("{row:?}")));
        all
    }

    /// The outbox as kind, recipient and body, the oldest first.
    pub async fn outbox(&self) -> Vec<(String, String, String)> {
        self.stored("select kind, recipient, body from outbox order by created_at, id").await
    }

    /// Takes out of the outbox what tells customers of a new case and of its owner: what comes after is looked at alone.
    pub async fn past_the_beginning(&self) {
        self.tamper("delete from outbox where kind in ('received', 'assigned')").await;
    }

    /// The secret in the last mail of a kind, where its link ends.
    pub async fn mailed_secret(&self, kind: &str) -> caseline_desk::clock::Secret {
        let outbox = self.outbox().await;
        let (_, _, body) = outbox.iter().rev().find(|(k, _, _)| k == kind).unwrap();
        let link = body.lines().find(|line| line.starts_with("https://desk.example/")).unwrap();
        caseline_desk::clock::Secret::presented(link.rsplit('/').next().unwrap())
    }
}
