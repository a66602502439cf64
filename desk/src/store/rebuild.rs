//! Reading the rows of many cases, as they are stored, with all their events, to compare the two and to write the rows
//! that differ.

use std::collections::HashMap;

use caseline_domain::case::{Author, Recorded};
use caseline_domain::id::{CaseId, CaseNumber, PersonId};
use caseline_domain::instant::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use super::dialect::{PerDialect, for_update};
use super::{Connection, NewCaseRow, Read, Result, StoreError, Write, json, on};

// The columns of a row, in one list: what is read, and what is compared.
macro_rules! stored_rows {
    ($($column:ident: $type:ty = |$row:ident| $value:expr,)+) => {
        /// A case's row as it is stored.
        #[derive(Clone, Debug, PartialEq, Eq, FromRow)]
        pub struct StoredCase {
            pub id: Uuid,
            pub number: i64,
            pub account_id: Uuid,
            pub opened_by: Uuid,
            $(pub $column: $type,)+
        }

        impl StoredCase {
            /// The columns in which it is not what its events make of it.
            #[must_use]
            pub fn differs(&self, made: &NewCaseRow) -> Vec<&'static str> {
                let mut columns = Vec::new();
                $({
                    let $row = made;
                    let value: $type = $value;
                    if self.$column != value {
                        columns.push(stringify!($column));
                    }
                })+
                columns
            }
        }
    };
}

stored_rows! {
    plan_id: Uuid = |row| row.plan.0,
    subject: String = |row| row.subject.clone(),
    area: String = |row| row.area.clone(),
    priority: String = |row| row.priority.to_owned(),
    channel: String = |row| row.channel.to_owned(),
    status: String = |row| row.status.to_owned(),
    owner_id: Option<Uuid> = |row| row.owner.map(|owner| owner.0),
    waits_for_customer: bool = |row| row.waits_for_customer,
    started_at: i64 = |row| row.started.millis(),
    assigned_at: Option<i64> = |row| row.assigned.map(Timestamp::millis),
    resolved_at: Option<i64> = |row| row.resolved.map(Timestamp::millis),
    closed_at: Option<i64> = |row| row.closed.map(Timestamp::millis),
    clocks: Option<String> = |row| Some(row.clocks.clone()),
    next_due: i64 = |row| row.next_due.millis(),
    timer_at: Option<i64> = |row| Some(row.timer.millis()),
    updated_at: i64 = |row| row.updated.millis(),
    last_seq: i64 = |row| i64::from(row.last_seq),
    offered_to: Option<Uuid> = |row| row.offered_to.map(|person| person.0),
    escalation: Option<String> = |row| row.escalation.map(str::to_owned),
    decided: Option<String> = |row| row.decided.clone(),
    words_mark: Option<i64> = |row| Some(row.words.mark),
}

macro_rules! batch_where {
    ($condition:literal) => {
        concat!(
            "
select id, number, account_id, opened_by, plan_id, subject, area, priority, channel, status, owner_id,
  waits_for_customer, started_at, assigned_at, resolved_at, closed_at, clocks, next_due, timer_at, updated_at, last_seq,
  offered_to, escalation, decided, words_mark
from support_case
where ",
            $condition,
            "
order by number
limit $2"
        )
    };
}
macro_rules! events_where {
    ($condition:literal) => {
        concat!(
            "
select case_id, seq, at, actor_id, body
from case_event
where case_id in (
  select id
  from support_case
  where ",
            $condition,
            "
  order by number
  limit $2)
order by case_id, seq"
        )
    };
}

const BATCH: PerDialect = for_update!(batch_where!("number > $1"));
const BATCH_EVENTS: &str = events_where!("number > $1");
// Those of before an upgrade, which has left what the program makes anew to it.
const LEFT_BATCH: PerDialect = for_update!(batch_where!("words_mark is null and number > $1"));
const LEFT_BATCH_EVENTS: &str = events_where!("words_mark is null and number > $1");

// What of a case never changes; the rest is written as after an act.
const RESTORE: &str = "
update support_case
set (subject, area, channel, started_at) = ($2, $3, $4, $5)
where id = $1";

pub(super) const PER_DIALECT: &[(&str, PerDialect)] = &[("BATCH", BATCH), ("LEFT_BATCH", LEFT_BATCH)];

pub(super) const STATEMENTS: &[(&str, &str)] =
    &[("BATCH_EVENTS", BATCH_EVENTS), ("LEFT_BATCH_EVENTS", LEFT_BATCH_EVENTS), ("RESTORE", RESTORE)];

/// Which cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Batch {
    All,
    /// Those whose row an upgrade has left to be made anew.
    Left,
}

impl Batch {
    const fn rows(self) -> PerDialect {
        match self {
            Batch::All => BATCH,
            Batch::Left => LEFT_BATCH,
        }
    }

    const fn events(self) -> &'static str {
        match self {
            Batch::All => BATCH_EVENTS,
            Batch::Left => LEFT_BATCH_EVENTS,
        }
    }
}

/// An event as it is stored.
#[derive(FromRow)]
pub(super) struct RawEvent {
    case_id: Uuid,
    seq: i64,
    at: i64,
    actor_id: Option<Uuid>,
    body: String,
}

/// What happened in a case, or that it cannot be read.
pub type History = Result<Vec<Recorded>>;

impl Read {
    /// The next cases after this number, with what happened in them.
    pub async fn cases_with_events(
        &mut self,
        which: Batch,
        after: CaseNumber,
        most: i64,
    ) -> Result<Vec<(StoredCase, History)>> {
        // Here nothing is locked: the one statement does for both.
        let sql = which.rows().sqlite;
        let rows: Vec<StoredCase> = on!(self, |c| sqlx::query_as(sql).bind(after.0).bind(most).fetch_all(c).await)?;
        self.with_events(which, after, most, rows).await
    }

    async fn with_events(
        &mut self,
        which: Batch,
        after: CaseNumber,
        most: i64,
        rows: Vec<StoredCase>,
    ) -> Result<Vec<(StoredCase, History)>> {
        let events: Vec<RawEvent> =
            on!(self, |c| sqlx::query_as(which.events()).bind(after.0).bind(most).fetch_all(c).await)?;
        Ok(histories(events, rows, |row| row.id))
    }
}

/// Gives each case its events, which come in order.
pub(super) fn histories<Row>(events: Vec<RawEvent>, rows: Vec<Row>, id: fn(&Row) -> Uuid) -> Vec<(Row, History)> {
    let mut histories: HashMap<Uuid, History> = HashMap::with_capacity(rows.len());
    for event in events {
        let history = histories.entry(event.case_id).or_insert_with(|| Ok(Vec::new()));
        match (history.as_mut(), recorded(event)) {
            (Ok(history), Ok(recorded)) => history.push(recorded),
            (Ok(_), Err(error)) => *history = Err(error),
            (Err(_), _) => {}
        }
    }
    let with_history = |row: Row| {
        let history = histories.remove(&id(&row)).unwrap_or_else(|| Ok(Vec::new()));
        (row, history)
    };
    rows.into_iter().map(with_history).collect()
}

fn recorded(raw: RawEvent) -> Result<Recorded> {
    Ok(Recorded {
        seq: u32::try_from(raw.seq).map_err(|_| StoreError::Damaged(format!("event number {}", raw.seq)))?,
        at: Timestamp::from_millis(raw.at),
        by: raw.actor_id.map_or(Author::Desk, |id| Author::Person(PersonId(id))),
        event: json(&raw.body)?,
    })
}

impl Write {
    /// As [`Read::cases_with_events`], each held until the transaction ends.
    pub async fn hold_cases_with_events(
        &mut self,
        which: Batch,
        after: CaseNumber,
        most: i64,
    ) -> Result<Vec<(StoredCase, History)>> {
        let sql = which.rows();
        let rows = match self.connection() {
            Connection::Sqlite(c) => sqlx::query_as(sql.sqlite).bind(after.0).bind(most).fetch_all(c).await?,
            Connection::Postgres(c) => sqlx::query_as(sql.postgres).bind(after.0).bind(most).fetch_all(c).await?,
        };
        self.with_events(which, after, most, rows).await
    }

    /// Writes all of a case's row that its events make.
    pub async fn restore_case(&mut self, row: &NewCaseRow) -> Result<()> {
        self.update_case(row).await?;
        on!(self, |c| sqlx::query(RESTORE)
            .bind(row.id.0)
            .bind(&row.subject)
            .bind(&row.area)
            .bind(row.channel)
            .bind(row.started.millis())
            .execute(c)
            .await
            .map(|_| ()))?;
        Ok(())
    }
}

impl StoredCase {
    #[must_use]
    pub const fn case(&self) -> CaseId {
        CaseId(self.id)
    }
}
