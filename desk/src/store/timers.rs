//! Which cases have something that the desk does by itself, and when. A case is claimed with a lease as mail is; what is
//! to be done on it is in its events.

use caseline_domain::id::{CaseId, CaseNumber};
use caseline_domain::instant::{HOUR, Timestamp};
use sqlx::FromRow;

use super::dialect::PerDialect;
use super::{Connection, Read, Result, Write, on};

/// No lease is longer: what lies further ahead was given before the machine's clock was set back, and holds nobody.
pub const LONGEST_LEASE: i64 = HOUR;

// That a timer is set at all stands in the words of the index.
macro_rules! claim {
    ($lock:literal) => {
        concat!(
            "
update support_case
set timer_lease = $2, timer_tries = coalesce(timer_tries, 0) + 1
where id in (
  select id
  from support_case
  where timer_at < 9223372036854775807 and timer_at <= $1
    and (timer_lease is null or timer_lease <= $1 or timer_lease > $3)
  order by timer_at
  limit $4",
            $lock,
            ")
returning number, timer_tries"
        )
    };
}

/// On PostgreSQL each server passes over what another holds, SQLite has one writer.
const CLAIM_TIMERS: PerDialect = PerDialect { sqlite: claim!(""), postgres: claim!("\n  for update skip locked") };

const TIMERS_DONE: &str = "
update support_case
set timer_lease = null, timer_tries = null
where id = $1";

const TIMERS_LATER: &str = "
update support_case
set timer_lease = $2
where number = $1";

const NEXT_TIMER: &str = "
select min(timer_at)
from support_case
where timer_at < 9223372036854775807 and timer_at > $1";

pub(super) const PER_DIALECT: &[(&str, PerDialect)] = &[("CLAIM_TIMERS", CLAIM_TIMERS)];

pub(super) const STATEMENTS: &[(&str, &str)] =
    &[("TIMERS_DONE", TIMERS_DONE), ("TIMERS_LATER", TIMERS_LATER), ("NEXT_TIMER", NEXT_TIMER)];

/// A case on which something is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct ClaimedTimers {
    pub number: i64,
    /// How often it was claimed since it was last done, with this time.
    #[sqlx(rename = "timer_tries")]
    pub tries: i64,
}

impl Read {
    /// When something is to be done next after `now`.
    pub async fn next_timer(&mut self, now: Timestamp) -> Result<Option<Timestamp>> {
        let next: Option<i64> = on!(self, |c| sqlx::query_scalar(NEXT_TIMER).bind(now.millis()).fetch_one(c).await)?;
        Ok(next.map(Timestamp::from_millis))
    }
}

impl Write {
    /// Cases with something that is due, leased to the caller until `lease`: another server, or this one after a crash,
    /// may take them then.
    pub async fn claim_timers(&mut self, now: Timestamp, lease: Timestamp, most: i64) -> Result<Vec<ClaimedTimers>> {
        let never = now.plus_millis(LONGEST_LEASE);
        macro_rules! claim {
            ($c:ident, $sql:expr) => {
                sqlx::query_as($sql)
                    .bind(now.millis())
                    .bind(lease.millis())
                    .bind(never.millis())
                    .bind(most)
                    .fetch_all($c)
                    .await?
            };
        }
        Ok(match self.connection() {
            Connection::Sqlite(c) => claim!(c, CLAIM_TIMERS.sqlite),
            Connection::Postgres(c) => claim!(c, CLAIM_TIMERS.postgres),
        })
    }

    /// Everything that was due on a case is done: the lease ends.
    pub async fn timers_done(&mut self, case: CaseId) -> Result<()> {
        on!(self, |c| sqlx::query(TIMERS_DONE).bind(case.0).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    /// Nobody takes the case before `next_try`.
    pub async fn timers_later(&mut self, number: CaseNumber, next_try: Timestamp) -> Result<()> {
        on!(self, |c| sqlx::query(TIMERS_LATER).bind(number.0).bind(next_try.millis()).execute(c).await.map(|_| ()))?;
        Ok(())
    }
}
