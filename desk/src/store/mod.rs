//! All SQL of Caseline. One enum over the two native pools, each statement written once as a constant that both
//! databases prepare (a test does; only [`bulk`] builds some), and the few real differences in [`dialect`]. Deliberately
//! absent: any rule of the process, any decision about access, any clock.
//!
//! To add a query: a `const` in the file of its area, a method on [`Read`] or [`Write`] beside it that runs it with
//! `on!`, and its name in that file's `STATEMENTS` (`PER_DIALECT` where the databases differ), which is what the test
//! prepares. Lookups return `Option`.

mod bulk;
mod calendars;
mod cases;
mod causes;
mod changes;
mod dialect;
mod drafts;
mod files;
mod forms;
mod grants;
mod legacy;
mod legacy_search;
mod mail;
mod migrate;
mod moves;
mod people;
mod plans;
mod queue;
mod rebuild;
mod reports;
mod roster;
mod search;
mod sessions;
mod surveys;
mod sweep;
mod timers;

pub use bulk::{BulkCase, BulkSurvey};
pub use calendars::{CalendarVersion, PlanInUse};
pub use cases::{CaseRow, EventRow, NewCaseRow, PersonInCase};
pub use changes::{Change, NewChange, WakeUps};
pub use drafts::{CallBack, Draft};
pub use files::{FileRow, NewFile};
pub use grants::GrantRow;
pub use legacy::{LegacyEntryRow, LegacyRow, NewLegacy};
pub use mail::{NewMail, OutboxRow};
pub use moves::CaseBehind;
pub use people::{AccountRow, Duty, NewPerson, PersonRow, Reader};
pub use plans::PlanVersion;
pub use queue::{ClocksRow, QueuePage, QueueRow, QueueView, ViewCounts};
pub use rebuild::{Batch, History, StoredCase};
pub use reports::{CommentRow, PriorityScore, SatisfactionFilter, SatisfactionTotals, WeekScore};
pub use roster::Listed;
pub use search::{Audience, CaseWords, FoundRow, Hit, Matching, Openness, SearchFilter};
pub use surveys::{NewSurvey, SurveyRow};
pub use sweep::Sweepable;
pub use timers::{ClaimedTimers, LONGEST_LEASE};

use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool, Transaction};

/// Why the store did not do as asked. None of it is shown to people; see [`crate::error`].
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database does not answer; trying again later may help.
    #[error("the database is not available: {0}")]
    Unavailable(#[source] sqlx::Error),
    /// Something of that key is there already.
    #[error("already there: {0}")]
    Duplicate(#[source] sqlx::Error),
    /// A stored value is not what the program writes.
    #[error("stored data is damaged: {0}")]
    Damaged(String),
    #[error("the database refused: {0}")]
    Refused(#[source] sqlx::Error),
    #[error("{0}")]
    Schema(String),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error as E;
        match &error {
            E::Io(_) | E::Tls(_) | E::PoolTimedOut | E::PoolClosed | E::WorkerCrashed | E::BeginFailed => {
                StoreError::Unavailable(error)
            }
            E::Database(database) if database.is_unique_violation() => StoreError::Duplicate(error),
            E::Database(database) if database.code().is_some_and(|code| dialect::passes(&code)) => {
                StoreError::Unavailable(error)
            }
            _ => StoreError::Refused(error),
        }
    }
}

pub type Result<T> = std::result::Result<T, StoreError>;

/// Which database, by the scheme of its URL.
#[derive(Clone)]
pub enum Store {
    /// One writer, because SQLite has one; readers that never wait for it.
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
    },
    Postgres(PgPool),
}

/// How many connections read at once.
const READERS: u32 = 8;

impl Store {
    /// Opens the database of a URL (`sqlite://path` or `postgres://…`). The schema is [`Store::migrate`]'s.
    pub async fn connect(url: &str) -> Result<Store> {
        if url.starts_with("sqlite:") {
            let options: SqliteConnectOptions = url.parse().map_err(StoreError::Refused)?;
            let options = options
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                // An acknowledged case is durable: every commit reaches the disk.
                .synchronous(SqliteSynchronous::Full)
                .busy_timeout(Duration::from_secs(5))
                .foreign_keys(true)
                .pragma("cache_size", "-65536")
                .pragma("mmap_size", "268435456");
            let writer = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
            let readers = SqlitePoolOptions::new()
                .max_connections(READERS)
                .acquire_timeout(Duration::from_secs(5))
                .connect_with(options.read_only(true))
                .await?;
            dialect::assert_sqlite_is_sound(&writer).await?;
            Ok(Store::Sqlite { writer, readers })
        } else {
            let options: PgConnectOptions = url.parse().map_err(StoreError::Refused)?;
            // A client that hangs up may leave a transaction open on a pooled connection (sqlx 4385).
            let options =
                options.options([("idle_in_transaction_session_timeout", "15000"), ("lock_timeout", "10000")]);
            let pool = PgPoolOptions::new()
                .max_connections(2 * READERS)
                .acquire_timeout(Duration::from_secs(5))
                .connect_with(options)
                .await?;
            Ok(Store::Postgres(pool))
        }
    }

    /// The name of the database, for logs and tests.
    #[must_use]
    pub fn dialect(&self) -> &'static str {
        match self {
            Store::Sqlite { .. } => "SQLite",
            Store::Postgres(_) => "PostgreSQL",
        }
    }

    /// A connection to read with.
    pub async fn read(&self) -> Result<Read> {
        Ok(match self {
            Store::Sqlite { readers, .. } => Read(Held::Sqlite(readers.acquire().await?)),
            Store::Postgres(pool) => Read(Held::Postgres(pool.acquire().await?)),
        })
    }

    /// A transaction to change things in. Never await the network inside; run it through [`crate::Desk::write`],
    /// which a client that hangs up cannot cancel midway.
    pub async fn write(&self) -> Result<Write> {
        let held = match self {
            Store::Sqlite { writer, .. } => Held::SqliteTx(writer.begin_with("BEGIN IMMEDIATE").await?),
            Store::Postgres(pool) => Held::PostgresTx(pool.begin().await?),
        };
        Ok(Write { read: Read(held), changed: false })
    }

    /// Whether the database answers.
    pub async fn is_ready(&self) -> bool {
        match self.read().await {
            Ok(mut db) => {
                on!(db, |c| sqlx::query_scalar::<_, i64>("select cast(1 as bigint)").fetch_one(c).await).is_ok()
            }
            Err(_) => false,
        }
    }

    pub async fn close(&self) {
        match self {
            Store::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Store::Postgres(pool) => pool.close().await,
        }
    }
}

enum Held {
    Sqlite(PoolConnection<Sqlite>),
    SqliteTx(Transaction<'static, Sqlite>),
    Postgres(PoolConnection<Postgres>),
    PostgresTx(Transaction<'static, Postgres>),
}

/// What may be asked.
pub struct Read(Held);

/// What may be asked and changed, until [`Write::commit`]; dropped, nothing happened.
pub struct Write {
    read: Read,
    /// Whether a case changed in it.
    changed: bool,
}

impl Write {
    /// Whether a case changed in this transaction, so that somebody has to hear of it after the commit.
    #[must_use]
    pub fn changes_a_case(&self) -> bool {
        self.changed
    }

    pub async fn commit(self) -> Result<()> {
        match self.read.0 {
            Held::SqliteTx(tx) => tx.commit().await?,
            Held::PostgresTx(tx) => tx.commit().await?,
            Held::Sqlite(_) | Held::Postgres(_) => {}
        }
        Ok(())
    }
}

impl std::ops::Deref for Write {
    type Target = Read;
    fn deref(&self) -> &Read {
        &self.read
    }
}

impl std::ops::DerefMut for Write {
    fn deref_mut(&mut self) -> &mut Read {
        &mut self.read
    }
}

/// One of the two native connections.
pub(crate) enum Connection<'a> {
    Sqlite(&'a mut SqliteConnection),
    Postgres(&'a mut PgConnection),
}

impl Read {
    pub(crate) fn connection(&mut self) -> Connection<'_> {
        match &mut self.0 {
            Held::Sqlite(c) => Connection::Sqlite(c),
            Held::SqliteTx(tx) => Connection::Sqlite(tx),
            Held::Postgres(c) => Connection::Postgres(c),
            Held::PostgresTx(tx) => Connection::Postgres(tx),
        }
    }
}

/// Runs one expression on whichever connection it is: the SQL is written once, the compiler makes both.
macro_rules! on {
    ($db:expr, |$c:ident| $query:expr) => {
        match $db.connection() {
            $crate::store::Connection::Sqlite($c) => $query,
            $crate::store::Connection::Postgres($c) => $query,
        }
    };
}
use on;

/// A count that stops at a thousand, which means "more than 999": it costs the same at a thousand rows and at a million.
macro_rules! count {
    ($table:expr, $predicate:expr) => {
        concat!(
            "\nselect count(*)\nfrom (\n  select 1\n  from ",
            $table,
            "\n  where ",
            $predicate,
            "\n  limit 1000) as counted"
        )
    };
}
use count;

/// Reads a stored word back into its type; what is not one of its words is damage.
fn word<T: std::str::FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| StoreError::Damaged(format!("unexpected word {text:?}")))
}

/// Reads stored JSON back into its type.
fn json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| StoreError::Damaged(error.to_string()))
}

/// Writes a value as JSON; the types stored this way always can be.
fn to_json<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| StoreError::Damaged(error.to_string()))
}

impl Store {
    /// Every statement as this database gets it, for the test that prepares each on both databases.
    #[must_use]
    pub fn statements(&self) -> Vec<(&'static str, &'static str)> {
        let mut all = [
            bulk::STATEMENTS,
            calendars::STATEMENTS,
            cases::STATEMENTS,
            causes::STATEMENTS,
            changes::STATEMENTS,
            drafts::STATEMENTS,
            legacy::STATEMENTS,
            legacy_search::STATEMENTS,
            files::STATEMENTS,
            forms::STATEMENTS,
            grants::STATEMENTS,
            mail::STATEMENTS,
            moves::STATEMENTS,
            people::STATEMENTS,
            plans::STATEMENTS,
            queue::STATEMENTS,
            rebuild::STATEMENTS,
            reports::STATEMENTS,
            roster::STATEMENTS,
            search::STATEMENTS,
            sessions::STATEMENTS,
            surveys::STATEMENTS,
            sweep::STATEMENTS,
            timers::STATEMENTS,
        ]
        .concat();
        for (name, statement) in [
            calendars::PER_DIALECT,
            cases::PER_DIALECT,
            changes::PER_DIALECT,
            drafts::PER_DIALECT,
            grants::PER_DIALECT,
            legacy::PER_DIALECT,
            legacy_search::PER_DIALECT,
            mail::PER_DIALECT,
            people::PER_DIALECT,
            rebuild::PER_DIALECT,
            search::PER_DIALECT,
            timers::PER_DIALECT,
        ]
        .concat()
        {
            all.push((name, statement.of(self)));
        }
        all
    }

    /// Prepares a statement without running it; the error names what the database does not understand.
    pub async fn prepare(&self, sql: &'static str) -> Result<()> {
        use sqlx::Executor;
        let mut db = self.read().await?;
        on!(db, |c| c.prepare(sqlx::SqlStr::from_static(sql)).await.map(|_| ())).map_err(StoreError::from)
    }
}
