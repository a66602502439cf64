//! The schema: migrations in pairs, one file name on both sides, embedded in the program.

use sqlx::migrate::{MigrateError, Migrator};

use super::{Result, Store, StoreError};

static SQLITE: Migrator = sqlx::migrate!("./migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("./migrations/postgres");

impl Store {
    /// Brings the schema to this program's version. Refuses a schema that a newer Caseline made.
    pub async fn migrate(&self) -> Result<()> {
        match self {
            Store::Sqlite { writer, .. } => SQLITE.run(writer).await,
            Store::Postgres(pool) => POSTGRES.run(pool).await,
        }
        .map_err(|error| match error {
            MigrateError::VersionMissing(version) => StoreError::Schema(format!(
                "the database has schema version {version}, which this version of Caseline does not know: \
                 it was used by a newer one. Start that one, or restore a backup from before the upgrade."
            )),
            MigrateError::VersionMismatch(version) => StoreError::Schema(format!(
                "schema version {version} in the database differs from the one in this program: \
                 it was made by another build of Caseline."
            )),
            MigrateError::Execute(error) => error.into(),
            other => StoreError::Schema(other.to_string()),
        })
    }
}
