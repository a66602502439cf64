//! Which open cases go by an older version of a plan, and which of an account's by another than its own.

use caseline_domain::id::{AccountId, CaseId, CaseNumber, PlanId};
use sqlx::FromRow;
use uuid::Uuid;

use super::rebuild::{History, RawEvent, histories};
use super::{Read, Result, Write, count, on};

const NEWEST_OF_PLAN: &str = "
select id
from plan
where name = $1
order by version desc
limit 1";

// The open cases of the plan $1 that go by another version than $2.
macro_rules! plan_and_case {
    () => {
        "plan
  join support_case on support_case.plan_id = plan.id"
    };
}
macro_rules! is_behind {
    () => {
        "plan.name = $1
    and plan.id <> $2
    and support_case.status <> 'closed'"
    };
}
// The next $4 of them after the number $3; by what the index on open cases of a plan holds.
macro_rules! numbers_behind {
    () => {
        concat!(
            "
  select support_case.number
  from ",
            plan_and_case!(),
            "
  where ",
            is_behind!(),
            "
    and support_case.number > $3
  order by support_case.number
  limit $4"
        )
    };
}

const CASES_BEHIND: &str = concat!(
    "
select support_case.id, support_case.number, support_case.subject, account.name as account, plan.id as plan_id, plan.version
from support_case
join plan on plan.id = support_case.plan_id
join account on account.id = support_case.account_id
where support_case.number in (",
    numbers_behind!(),
    ")
order by support_case.number"
);

const EVENTS_BEHIND: &str = concat!(
    "
select case_event.case_id, case_event.seq, case_event.at, case_event.actor_id, case_event.body
from support_case
join case_event on case_event.case_id = support_case.id
where support_case.number in (",
    numbers_behind!(),
    ")
order by case_event.case_id, case_event.seq"
);

const COUNT_BEHIND: &str = count!(plan_and_case!(), is_behind!());

const OPEN_ON_ANOTHER_PLAN: &str = "
select support_case.id, support_case.number, support_case.subject, account.name as account, plan.id as plan_id, plan.version
from support_case
join plan on plan.id = support_case.plan_id
join account on account.id = support_case.account_id
where support_case.account_id = $1
  and support_case.status <> 'closed'
  and support_case.plan_id <> $2
order by support_case.number
limit $3";

const COUNT_OPEN_ON_ANOTHER_PLAN: &str =
    count!("support_case", "account_id = $1 and status <> 'closed' and plan_id <> $2");

const SET_PLAN: &str = "
update account
set plan_id = $3
where id = $1
  and plan_id = $2
returning id";

pub(super) const STATEMENTS: &[(&str, &str)] = &[
    ("NEWEST_OF_PLAN", NEWEST_OF_PLAN),
    ("CASES_BEHIND", CASES_BEHIND),
    ("EVENTS_BEHIND", EVENTS_BEHIND),
    ("COUNT_BEHIND", COUNT_BEHIND),
    ("OPEN_ON_ANOTHER_PLAN", OPEN_ON_ANOTHER_PLAN),
    ("COUNT_OPEN_ON_ANOTHER_PLAN", COUNT_OPEN_ON_ANOTHER_PLAN),
    ("SET_PLAN", SET_PLAN),
];

/// An open case that goes by another plan version than it would, opened now.
#[derive(Clone, Debug, FromRow)]
pub struct CaseBehind {
    id: Uuid,
    number: i64,
    pub subject: String,
    pub account: String,
    plan_id: Uuid,
    version: i64,
}

impl CaseBehind {
    #[must_use]
    pub const fn id(&self) -> CaseId {
        CaseId(self.id)
    }
    #[must_use]
    pub const fn number(&self) -> CaseNumber {
        CaseNumber(self.number)
    }
    #[must_use]
    pub const fn plan(&self) -> PlanId {
        PlanId(self.plan_id)
    }
    #[must_use]
    pub fn version(&self) -> u32 {
        u32::try_from(self.version).unwrap_or(u32::MAX)
    }
}

impl Read {
    /// The newest version of a plan.
    pub async fn newest_of_plan(&mut self, name: &str) -> Result<Option<PlanId>> {
        let id: Option<Uuid> = on!(self, |c| sqlx::query_scalar(NEWEST_OF_PLAN).bind(name).fetch_optional(c).await)?;
        Ok(id.map(PlanId))
    }

    /// The next open cases of a plan after a number that go by another version than `to`, at most `most`.
    pub async fn cases_behind(
        &mut self,
        plan: &str,
        to: PlanId,
        after: CaseNumber,
        most: i64,
    ) -> Result<Vec<CaseBehind>> {
        Ok(on!(self, |c| sqlx::query_as(CASES_BEHIND)
            .bind(plan)
            .bind(to.0)
            .bind(after.0)
            .bind(most)
            .fetch_all(c)
            .await)?)
    }

    /// As [`Read::cases_behind`], each with what happened in it.
    pub async fn cases_behind_with_events(
        &mut self,
        plan: &str,
        to: PlanId,
        after: CaseNumber,
        most: i64,
    ) -> Result<Vec<(CaseBehind, History)>> {
        let cases = self.cases_behind(plan, to, after, most).await?;
        let events: Vec<RawEvent> = on!(self, |c| sqlx::query_as(EVENTS_BEHIND)
            .bind(plan)
            .bind(to.0)
            .bind(after.0)
            .bind(most)
            .fetch_all(c)
            .await)?;
        Ok(histories(events, cases, |case| case.id))
    }

    /// How many open cases of a plan go by another version than `to`, up to 1000.
    pub async fn count_behind(&mut self, plan: &str, to: PlanId) -> Result<i64> {
        Ok(on!(self, |c| sqlx::query_scalar(COUNT_BEHIND).bind(plan).bind(to.0).fetch_one(c).await)?)
    }

    /// Open cases of an account that go by another plan version than this one, by number, at most `most`.
    pub async fn open_on_another_plan(
        &mut self,
        account: AccountId,
        plan: PlanId,
        most: i64,
    ) -> Result<Vec<CaseBehind>> {
        Ok(on!(self, |c| sqlx::query_as(OPEN_ON_ANOTHER_PLAN)
            .bind(account.0)
            .bind(plan.0)
            .bind(most)
            .fetch_all(c)
            .await)?)
    }

    /// How many those are, up to 1000.
    pub async fn count_open_on_another_plan(&mut self, account: AccountId, plan: PlanId) -> Result<i64> {
        Ok(on!(self, |c| sqlx::query_scalar(COUNT_OPEN_ON_ANOTHER_PLAN)
            .bind(account.0)
            .bind(plan.0)
            .fetch_one(c)
            .await)?)
    }
}

impl Write {
    /// The account starts new cases on another plan version; whether it was on `from` until now.
    pub async fn set_plan(&mut self, account: AccountId, from: PlanId, to: PlanId) -> Result<bool> {
        let id: Option<Uuid> = on!(self, |c| sqlx::query_scalar(SET_PLAN)
            .bind(account.0)
            .bind(from.0)
            .bind(to.0)
            .fetch_optional(c)
            .await)?;
        Ok(id.is_some())
    }
}
