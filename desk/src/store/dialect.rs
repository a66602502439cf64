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

/// Whether a database's error code says that it cannot just now, and that trying again later may help.
///
/// SQLite's codes are numbers, whose lowest byte is the reason and the rest its detail (sqlite.org/rescode.html);
/// PostgreSQL's are five letters, so the two cannot be mistaken for each other (appendix A of its manual).
pub fn passes(code: &str) -> bool {
    const BUSY: u32 = 5;
    const LOCKED: u32 = 6;
    const IO_ERROR: u32 = 10;
    const FULL: u32 = 13;
    const CANNOT_OPEN: u32 = 14;
    match (code.len(), code.parse::<u32>()) {
        // Connection, resources (connections, disk, memory), shutting down or starting up, rolled back for another.
        (5, _) => {
            ["08", "53", "57P0"].iter().any(|class| code.starts_with(class))
                || ["55P03", "40001", "40P01"].contains(&code)
        }
        (_, Ok(code)) => [BUSY, LOCKED, IO_ERROR, FULL, CANNOT_OPEN].contains(&(code & 0xff)),
        _ => false,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_by_itself_is_known_by_its_code() {
        for (code, passes_by) in [
            ("5", true),      // SQLite: busy
            ("517", true),    // busy, its snapshot is old
            ("6", true),      // locked
            ("10", true),     // input or output
            ("4874", true),   // input or output, at the shared memory
            ("13", true),     // full
            ("14", true),     // cannot open
            ("1", false),     // SQLite: wrong SQL
            ("11", false),    // damaged
            ("19", false),    // a constraint
            ("2067", false),  // a unique constraint
            ("08006", true),  // PostgreSQL: connection failure
            ("53100", true),  // disk full
            ("53300", true),  // too many connections
            ("53400", true),  // a configured limit
            ("55P03", true),  // lock not available
            ("57P01", true),  // shut down by its administrator
            ("57P02", true),  // crash shutdown
            ("57P03", true),  // cannot connect now
            ("40001", true),  // serialization failure
            ("40P01", true),  // deadlock
            ("23505", false), // PostgreSQL: a unique constraint
            ("42601", false), // wrong SQL
            ("57014", false), // cancelled
            ("", false),
        ] {
            assert_eq!(passes(code), passes_by, "{code}");
        }
    }
}
