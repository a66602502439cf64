//! The feed: that a case changed. A change is written with its case and gets its position after the commit: positions are
//! given one transaction at a time, so a reader who goes by them never finds one behind itself. Deliberately absent: what
//! changed; whoever hears of it reads the case.

use caseline_domain::id::{AccountId, CaseNumber};
use caseline_domain::instant::Timestamp;
use sqlx::FromRow;
use sqlx::postgres::PgListener;
use uuid::Uuid;

use super::dialect::{PerDialect, for_update};
use super::{Connection, Read, Result, Store, Write, on};

const INSERT_CHANGE: &str = "
insert into change (id, number, account_id, visible, at)
values ($1, $2, $3, $4, $5)";

const UNSTAMPED: &str = "
select id
from change
where position is null
limit 1";

const NEWEST: &str = "
select value
from counter
where name = 'change_position'";

/// The counter, held until the transaction ends: of two who give positions the second waits, and sees what the first left.
const HOLD_NEWEST: PerDialect = for_update!(
    "
select value
from counter
where name = 'change_position'"
);

const STAMP: &str = "
update change
set position = $1 + fresh.place
from (
  select id, row_number() over (order by id) as place
  from change
  where position is null) as fresh
where change.id = fresh.id";

const SET_NEWEST: &str = "
update counter
set value = $1
where name = 'change_position'";

const AFTER: &str = "
select position, number, account_id, visible
from change
where position > $1
order by position
limit $2";

const AFTER_OF_ACCOUNT: &str = "
select position, number, account_id, visible
from change
where position > $1
  and visible
  and (account_id = $3
    or account_id in (
    select merchant_id
    from account_grant
    where partner_id = $3 and withdrawn_at is null))
order by position
limit $2";

const KEY: &str = "
select value
from counter
where name = 'change_key'";

const INSERT_KEY: &str = "
insert into counter (name, value)
values ('change_key', $1)
on conflict (name) do nothing";

const OLDEST: &str = "
select min(position)
from change";

/// Only a wake-up: what is new is read by position. SQLite has one server, which wakes itself.
const WAKE_OTHERS: PerDialect = PerDialect { sqlite: "select ''", postgres: "select pg_notify('change', '')::text" };

pub(super) const STATEMENTS: &[(&str, &str)] = &[
    ("INSERT_CHANGE", INSERT_CHANGE),
    ("UNSTAMPED", UNSTAMPED),
    ("NEWEST", NEWEST),
    ("STAMP", STAMP),
    ("SET_NEWEST", SET_NEWEST),
    ("AFTER", AFTER),
    ("AFTER_OF_ACCOUNT", AFTER_OF_ACCOUNT),
    ("KEY", KEY),
    ("INSERT_KEY", INSERT_KEY),
    ("OLDEST", OLDEST),
];

pub(super) const PER_DIALECT: &[(&str, PerDialect)] = &[("HOLD_NEWEST", HOLD_NEWEST), ("WAKE_OTHERS", WAKE_OTHERS)];

/// A case changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewChange {
    pub id: Uuid,
    pub number: CaseNumber,
    pub account: AccountId,
    /// Whether the customer may see that anything happened.
    pub visible: bool,
}

/// A change with its place among all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    pub position: i64,
    pub number: CaseNumber,
    pub account: AccountId,
    pub visible: bool,
}

#[derive(FromRow)]
struct Row {
    position: i64,
    number: i64,
    account_id: Uuid,
    visible: bool,
}

impl From<Row> for Change {
    fn from(row: Row) -> Change {
        let (number, account) = (CaseNumber(row.number), AccountId(row.account_id));
        Change { position: row.position, number, account, visible: row.visible }
    }
}

impl Read {
    /// Whether a change waits for its position.
    pub async fn has_unstamped_changes(&mut self) -> Result<bool> {
        let one: Option<Uuid> = on!(self, |c| sqlx::query_scalar(UNSTAMPED).fetch_optional(c).await)?;
        Ok(one.is_some())
    }

    /// The last position given; 0 before the first.
    pub async fn newest_position(&mut self) -> Result<i64> {
        Ok(on!(self, |c| sqlx::query_scalar(NEWEST).fetch_one(c).await)?)
    }

    /// The first position that is kept; nothing when none is.
    pub async fn oldest_position(&mut self) -> Result<Option<i64>> {
        Ok(on!(self, |c| sqlx::query_scalar(OLDEST).fetch_one(c).await)?)
    }

    /// What changed after a position, in order; at most so many.
    pub async fn changes_after(&mut self, position: i64, most: i64) -> Result<Vec<Change>> {
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(AFTER).bind(position).bind(most).fetch_all(c).await)?;
        Ok(rows.into_iter().map(Change::from).collect())
    }

    /// The same of an account's cases, and of those that it was granted, without what its members may not see.
    pub async fn changes_of_account_after(
        &mut self,
        account: AccountId,
        position: i64,
        most: i64,
    ) -> Result<Vec<Change>> {
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(AFTER_OF_ACCOUNT)
            .bind(position)
            .bind(most)
            .bind(account.0)
            .fetch_all(c)
            .await)?;
        Ok(rows.into_iter().map(Change::from).collect())
    }

    /// What hides positions from browsers; nothing before it was made.
    pub async fn change_key(&mut self) -> Result<Option<i64>> {
        Ok(on!(self, |c| sqlx::query_scalar(KEY).fetch_optional(c).await)?)
    }

    /// Tells the other servers that there are new positions.
    pub async fn wake_others(&mut self) -> Result<()> {
        match self.connection() {
            Connection::Sqlite(_) => {}
            Connection::Postgres(c) => sqlx::query(WAKE_OTHERS.postgres).execute(c).await.map(|_| ())?,
        }
        Ok(())
    }
}

impl Write {
    pub async fn insert_change(&mut self, change: &NewChange, now: Timestamp) -> Result<()> {
        on!(self, |c| sqlx::query(INSERT_CHANGE)
            .bind(change.id)
            .bind(change.number.0)
            .bind(change.account.0)
            .bind(change.visible)
            .bind(now.millis())
            .execute(c)
            .await
            .map(|_| ()))?;
        self.changed = true;
        Ok(())
    }

    /// Keeps this key, unless there is one; returns the one there is.
    pub async fn change_key_or(&mut self, key: i64) -> Result<i64> {
        on!(self, |c| sqlx::query(INSERT_KEY).bind(key).execute(c).await.map(|_| ()))?;
        Ok(self.change_key().await?.unwrap_or(key))
    }

    /// Gives every committed change that has none its position; how many got one.
    pub async fn stamp_changes(&mut self) -> Result<u64> {
        let newest: i64 = match self.connection() {
            Connection::Sqlite(c) => sqlx::query_scalar(HOLD_NEWEST.sqlite).fetch_one(c).await?,
            Connection::Postgres(c) => sqlx::query_scalar(HOLD_NEWEST.postgres).fetch_one(c).await?,
        };
        let stamped = on!(self, |c| sqlx::query(STAMP).bind(newest).execute(c).await.map(|done| done.rows_affected()))?;
        let newest = newest + i64::try_from(stamped).unwrap_or(i64::MAX);
        on!(self, |c| sqlx::query(SET_NEWEST).bind(newest).execute(c).await.map(|_| ()))?;
        Ok(stamped)
    }
}

/// The wake-ups that other servers send.
pub struct WakeUps(Option<PgListener>);

impl WakeUps {
    /// Waits for the next; also for the end of a connection, during which some may have been missed. On SQLite it waits
    /// for ever.
    pub async fn next(&mut self) -> Result<()> {
        match &mut self.0 {
            None => std::future::pending().await,
            Some(listener) => listener.try_recv().await.map(|_| ()).map_err(Into::into),
        }
    }
}

impl Store {
    /// Listens to other servers, on a connection of its own.
    pub async fn wake_ups(&self) -> Result<WakeUps> {
        Ok(WakeUps(match self {
            Store::Sqlite { .. } => None,
            Store::Postgres(pool) => {
                let mut listener = PgListener::connect_with(pool).await?;
                listener.listen("change").await?;
                Some(listener)
            }
        }))
    }
}
