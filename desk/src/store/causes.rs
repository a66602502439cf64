//! Why promises are broken: what one chooses from.

use super::{Read, Result, Write, on};

const CAUSES: &str = "
select cause
from breach_cause
order by position";

const DELETE_CAUSES: &str = "
delete from breach_cause";

const INSERT_CAUSE: &str = "
insert into breach_cause (position, cause)
values ($1, $2)";

pub(super) const STATEMENTS: &[(&str, &str)] =
    &[("CAUSES", CAUSES), ("DELETE_CAUSES", DELETE_CAUSES), ("INSERT_CAUSE", INSERT_CAUSE)];

impl Read {
    /// The causes in their order.
    pub async fn causes(&mut self) -> Result<Vec<String>> {
        Ok(on!(self, |c| sqlx::query_scalar(CAUSES).fetch_all(c).await)?)
    }
}

impl Write {
    /// These causes in the place of those of before.
    pub async fn replace_causes(&mut self, causes: &[String]) -> Result<()> {
        on!(self, |c| sqlx::query(DELETE_CAUSES).execute(c).await.map(|_| ()))?;
        for (position, cause) in (1_i64..).zip(causes) {
            on!(self, |c| sqlx::query(INSERT_CAUSE).bind(position).bind(cause).execute(c).await.map(|_| ()))?;
        }
        Ok(())
    }
}
