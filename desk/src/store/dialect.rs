//! The lines in which the two databases really differ.

use sqlx::SqlitePool;

use super::{Result, Store, StoreError};

/// SQLite before this version has a WAL bug that loses commits (fixed in 3.51.3).
const OLDEST_SOUND_SQLITE: (u32, u32, u32) = (3, 51, 3);

/// Refuses a SQLite that loses commits.
pub async fn assert_sqlite_is_sound(pool: &SqlitePool) -> Result<()> {
    let version: String = sqlx::query_scalar("select sqlite_version()").fetch_one(pool).await?;
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    let mut part = || parts.next().unwrap_or(0);
    if (part(), part(), part()) < OLDEST_SOUND_SQLITE {
        return Err(StoreError::Schema(format!(
            "SQLite {version} loses commits in WAL mode; 3.51.3 or later is needed"
        )));
    }
    Ok(())
}

/// A statement that the databases spell differently, one text each.
#[derive(Clone, Copy)]
pub struct PerDialect {
    pub sqlite: &'static str,
    pub postgres: &'static str,
}

impl PerDialect {
    /// As this database spells it.
    pub fn of(self, store: &Store) -> &'static str {
        match store {
            Store::Sqlite { .. } => self.sqlite,
            Store::Postgres(_) => self.postgres,
        }
    }
}

/// A query whose rows stay locked until the transaction ends. SQLite has one writer, so there they are already.
macro_rules! for_update {
    ($($sql:expr),+ $(,)?) => {
        $crate::store::dialect::PerDialect {
            sqlite: concat!($($sql),+),
            postgres: concat!($($sql),+, "\nfor update"),
        }
    };
}
pub(super) use for_update;
