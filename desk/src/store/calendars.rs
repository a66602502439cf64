//! Service calendars by version, and the plan versions that have copied one.

use caseline_domain::hours::Calendar;
use caseline_domain::id::{PersonId, PlanId};
use caseline_domain::instant::Timestamp;
use caseline_domain::plan::Plan;
use sqlx::FromRow;
use uuid::Uuid;

use super::dialect::{PerDialect, for_update};
use super::{Connection, Read, Result, Write, json, on, to_json};

const CALENDARS: &str = "
select calendar.id, calendar.name, calendar.version, calendar.body, calendar.fingerprint, calendar.created_at,
  person.name as created_by, calendar.changes
from calendar
left join person on person.id = calendar.created_by
where calendar.version = (
  select max(newest.version)
  from calendar newest
  where newest.name = calendar.name)
order by calendar.name";

const VERSIONS: &str = "
select calendar.id, calendar.name, calendar.version, calendar.body, calendar.fingerprint, calendar.created_at,
  person.name as created_by, calendar.changes
from calendar
left join person on person.id = calendar.created_by
where calendar.name = $1
order by calendar.version desc";

const INSERT_CALENDAR: &str = "
insert into calendar (id, name, version, body, fingerprint, created_at, created_by, changes)
values ($1, $2, $3, $4, $5, $6, $7, $8)";

// What an account is on, and the newest of each name, which the next account starts with. Locked in one order.
macro_rules! plans_in_use {
    () => {
        "
select id, body, created_at
from plan
where exists (
    select 1
    from account
    where account.plan_id = plan.id)
  or version = (
    select max(newest.version)
    from plan newest
    where newest.name = plan.name)
order by name, version"
    };
}

const PLANS_IN_USE: &str = plans_in_use!();
const PLANS_IN_USE_HELD: PerDialect = for_update!(plans_in_use!());

const MOVE_ACCOUNTS: &str = "
update account
set plan_id = $2
where plan_id = $1";

pub(super) const PER_DIALECT: &[(&str, PerDialect)] = &[("PLANS_IN_USE_HELD", PLANS_IN_USE_HELD)];

pub(super) const STATEMENTS: &[(&str, &str)] = &[
    ("CALENDARS", CALENDARS),
    ("VERSIONS", VERSIONS),
    ("INSERT_CALENDAR", INSERT_CALENDAR),
    ("PLANS_IN_USE", PLANS_IN_USE),
    ("MOVE_ACCOUNTS", MOVE_ACCOUNTS),
];

/// One version of a calendar, as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarVersion {
    pub id: Uuid,
    pub name: String,
    pub version: u32,
    pub calendar: Calendar,
    pub fingerprint: String,
    pub created: Timestamp,
    /// Nobody, where it came with its plan.
    pub created_by: Option<String>,
    /// A sentence.
    pub changes: String,
}

#[derive(FromRow)]
struct CalendarRow {
    id: Uuid,
    name: String,
    version: i64,
    body: String,
    fingerprint: String,
    created_at: i64,
    created_by: Option<String>,
    changes: String,
}

impl CalendarRow {
    fn read(self) -> Result<CalendarVersion> {
        Ok(CalendarVersion {
            id: self.id,
            name: self.name,
            version: u32::try_from(self.version).unwrap_or(u32::MAX),
            calendar: json(&self.body)?,
            fingerprint: self.fingerprint,
            created: Timestamp::from_millis(self.created_at),
            created_by: self.created_by,
            changes: self.changes,
        })
    }
}

/// A plan version that an account is on, or that the next one would be.
#[derive(Clone, Debug)]
pub struct PlanInUse {
    pub id: PlanId,
    pub plan: Plan,
    pub created: Timestamp,
}

fn in_use((id, body, created_at): (Uuid, String, i64)) -> Result<PlanInUse> {
    Ok(PlanInUse { id: PlanId(id), plan: json(&body)?, created: Timestamp::from_millis(created_at) })
}

impl Read {
    /// The newest version of each calendar, by name.
    pub async fn calendars(&mut self) -> Result<Vec<CalendarVersion>> {
        let rows: Vec<CalendarRow> = on!(self, |c| sqlx::query_as(CALENDARS).fetch_all(c).await)?;
        rows.into_iter().map(CalendarRow::read).collect()
    }

    /// Every version of a calendar, the newest first.
    pub async fn calendar_versions(&mut self, name: &str) -> Result<Vec<CalendarVersion>> {
        let rows: Vec<CalendarRow> = on!(self, |c| sqlx::query_as(VERSIONS).bind(name).fetch_all(c).await)?;
        rows.into_iter().map(CalendarRow::read).collect()
    }

    /// The plan versions in use, by name and version.
    pub async fn plans_in_use(&mut self) -> Result<Vec<PlanInUse>> {
        let rows: Vec<(Uuid, String, i64)> = on!(self, |c| sqlx::query_as(PLANS_IN_USE).fetch_all(c).await)?;
        rows.into_iter().map(in_use).collect()
    }
}

impl Write {
    /// As [`Read::plans_in_use`], held until the transaction ends: who adds an account to one of them waits.
    pub async fn plans_in_use_held(&mut self) -> Result<Vec<PlanInUse>> {
        let rows: Vec<(Uuid, String, i64)> = match self.connection() {
            Connection::Sqlite(c) => sqlx::query_as(PLANS_IN_USE_HELD.sqlite).fetch_all(c).await?,
            Connection::Postgres(c) => sqlx::query_as(PLANS_IN_USE_HELD.postgres).fetch_all(c).await?,
        };
        rows.into_iter().map(in_use).collect()
    }

    /// Stores a version; [`super::StoreError::Duplicate`] where somebody has stored that version meanwhile.
    pub async fn insert_calendar(&mut self, version: &CalendarVersion, by: Option<PersonId>) -> Result<()> {
        let body = to_json(&version.calendar)?;
        on!(self, |c| sqlx::query(INSERT_CALENDAR)
            .bind(version.id)
            .bind(&version.name)
            .bind(i64::from(version.version))
            .bind(body)
            .bind(&version.fingerprint)
            .bind(version.created.millis())
            .bind(by.map(|person| person.0))
            .bind(&version.changes)
            .execute(c)
            .await
            .map(|_| ()))?;
        Ok(())
    }

    /// The accounts on one plan version start new cases on another from now on; open cases keep theirs.
    pub async fn move_accounts(&mut self, from: PlanId, to: PlanId) -> Result<()> {
        on!(self, |c| sqlx::query(MOVE_ACCOUNTS).bind(from.0).bind(to.0).execute(c).await.map(|_| ()))?;
        Ok(())
    }
}
