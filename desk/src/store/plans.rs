//! The versions of support plans.

use caseline_domain::id::{PersonId, PlanId};
use caseline_domain::instant::Timestamp;
use caseline_domain::plan::Plan;
use sqlx::FromRow;
use uuid::Uuid;

use super::{Read, Result, Write, json, on, to_json};

macro_rules! plan_where {
    ($tail:literal) => {
        concat!(
            "
select plan.id, plan.body, plan.created_at, person.name as created_by, plan.changes
from plan
left join person on person.id = plan.created_by
where ",
            $tail
        )
    };
}

const NEWEST_PLANS: &str = plan_where!(
    "plan.version = (
  select max(newest.version)
  from plan newest
  where newest.name = plan.name)
order by plan.name"
);

const PLAN_VERSIONS: &str = plan_where!("plan.name = $1\norder by plan.version desc");

const INSERT_PLAN_VERSION: &str = "
insert into plan (id, name, version, body, created_at, created_by, changes)
values ($1, $2, $3, $4, $5, $6, $7)";

pub(super) const STATEMENTS: &[(&str, &str)] =
    &[("NEWEST_PLANS", NEWEST_PLANS), ("PLAN_VERSIONS", PLAN_VERSIONS), ("INSERT_PLAN_VERSION", INSERT_PLAN_VERSION)];

/// One version of a plan, as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanVersion {
    pub id: PlanId,
    pub plan: Plan,
    pub created: Timestamp,
    /// Nobody, where it came with the first account.
    pub created_by: Option<String>,
    pub changes: Option<String>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    body: String,
    created_at: i64,
    created_by: Option<String>,
    changes: Option<String>,
}

impl Row {
    fn read(self) -> Result<PlanVersion> {
        Ok(PlanVersion {
            id: PlanId(self.id),
            plan: json(&self.body)?,
            created: Timestamp::from_millis(self.created_at),
            created_by: self.created_by,
            changes: self.changes,
        })
    }
}

impl Read {
    /// The newest version of each plan, by name.
    pub async fn newest_plans(&mut self) -> Result<Vec<PlanVersion>> {
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(NEWEST_PLANS).fetch_all(c).await)?;
        rows.into_iter().map(Row::read).collect()
    }

    /// Every version of a plan, the newest first.
    pub async fn plan_versions(&mut self, name: &str) -> Result<Vec<PlanVersion>> {
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(PLAN_VERSIONS).bind(name).fetch_all(c).await)?;
        rows.into_iter().map(Row::read).collect()
    }
}

impl Write {
    /// Stores the version of a plan that follows others; [`super::StoreError::Duplicate`] where it is there already.
    pub async fn insert_plan_version(
        &mut self,
        id: PlanId,
        plan: &Plan,
        now: Timestamp,
        by: PersonId,
        changes: &str,
    ) -> Result<()> {
        let body = to_json(plan)?;
        on!(self, |c| sqlx::query(INSERT_PLAN_VERSION)
            .bind(id.0)
            .bind(&plan.name)
            .bind(i64::from(plan.version))
            .bind(body)
            .bind(now.millis())
            .bind(by.0)
            .bind(changes)
            .execute(c)
            .await
            .map(|_| ()))?;
        Ok(())
    }
}
