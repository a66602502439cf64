//! Which open cases go by which version of a plan.

use caseline_domain::id::{CaseNumber, PlanId};
use uuid::Uuid;

use super::{Read, Result, count, on};

const VERSIONS_OF_PLAN: &str = "
select id, version
from plan
where name = $1
order by version desc";

// By number, after the number $2.
const OPEN_BY_PLAN: &str = "
select number
from support_case
where plan_id = $1
  and status <> 'closed'
  and number > $2
order by number
limit $3";

const COUNT_OPEN_BY_PLAN: &str = count!("support_case", "plan_id = $1 and status <> 'closed'");

pub(super) const STATEMENTS: &[(&str, &str)] = &[
    ("VERSIONS_OF_PLAN", VERSIONS_OF_PLAN),
    ("OPEN_BY_PLAN", OPEN_BY_PLAN),
    ("COUNT_OPEN_BY_PLAN", COUNT_OPEN_BY_PLAN),
];

impl Read {
    /// The versions of a plan, the newest first.
    pub async fn versions_of_plan(&mut self, name: &str) -> Result<Vec<(PlanId, u32)>> {
        let rows: Vec<(Uuid, i64)> = on!(self, |c| sqlx::query_as(VERSIONS_OF_PLAN).bind(name).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|(id, version)| (PlanId(id), u32::try_from(version).unwrap_or(u32::MAX))).collect())
    }

    /// Open cases that go by this version, by number after `after`, at most `most`.
    pub async fn open_by_plan(&mut self, plan: PlanId, after: CaseNumber, most: i64) -> Result<Vec<CaseNumber>> {
        let rows: Vec<i64> =
            on!(self, |c| sqlx::query_scalar(OPEN_BY_PLAN).bind(plan.0).bind(after.0).bind(most).fetch_all(c).await)?;
        Ok(rows.into_iter().map(CaseNumber).collect())
    }

    /// How many those are, up to 1000.
    pub async fn count_open_by_plan(&mut self, plan: PlanId) -> Result<i64> {
        Ok(on!(self, |c| sqlx::query_scalar(COUNT_OPEN_BY_PLAN).bind(plan.0).fetch_one(c).await)?)
    }
}
