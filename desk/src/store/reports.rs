//! The satisfaction report: sums over the surveys of a period, read from one index.

use caseline_domain::instant::Timestamp;
use sqlx::FromRow;

use super::{Read, Result, on};

// The optional filter follows the period, which leads and has the index. Every column that is read here is in that index:
// a report never touches the rows.
macro_rules! period {
    ($head:literal, $tail:literal) => {
        concat!(
            "
select ",
            $head,
            "
from survey
where sent_at >= $1 and sent_at < $2
  and (cast($3 as text) is null or priority = $3)",
            $tail
        )
    };
}

// Sums of nothing are null, so each is given its zero; integer division below keeps both databases alike.
const TOTALS: &str = period!(
    "count(*) as sent, count(overall) as answered, cast(coalesce(sum(overall), 0) as bigint) as points,
  cast(coalesce(sum(case when overall >= 4 then 1 else 0 end), 0) as bigint) as satisfied,
  cast(coalesce(sum(case when overall <= 2 and may_contact then 1 else 0 end), 0) as bigint) as to_follow_up",
    ""
);

const BY_PRIORITY: &str = period!(
    "priority, count(*) as sent, count(overall) as answered, cast(coalesce(sum(overall), 0) as bigint) as points",
    "
group by priority"
);

const BY_WEEK: &str = period!(
    "(sent_at - $1) / 604800000 as week, count(overall) as answered, cast(coalesce(sum(overall), 0) as bigint) as points,
  cast(coalesce(sum(overall * overall), 0) as bigint) as squares",
    "
group by (sent_at - $1) / 604800000
order by 1"
);

macro_rules! comments {
    ($which:literal) => {
        concat!(
            "
select survey.answered_at, survey.overall, survey.priority, survey.comment, survey.may_contact, support_case.number,
  account.name as account_name
from survey
join support_case on support_case.id = survey.case_id
join account on account.id = survey.account_id
where survey.sent_at >= $1
  and survey.sent_at < $2
  and (cast($3 as text) is null or survey.priority = $3)
  and ",
            $which,
            "
order by survey.sent_at desc
limit $4"
        )
    };
}

const COMMENTS: &str = comments!("survey.comment is not null");

// Who rated 1 or 2 and may be contacted, whether or not they wrote why: as many as TOTALS counts.
const TO_FOLLOW_UP: &str = comments!("survey.overall <= 2 and survey.may_contact");

const COMMENTS_COUNT: &str = period!("count(*)", "\n  and comment is not null");

pub(super) const STATEMENTS: &[(&str, &str)] = &[
    ("TOTALS", TOTALS),
    ("BY_PRIORITY", BY_PRIORITY),
    ("BY_WEEK", BY_WEEK),
    ("COMMENTS", COMMENTS),
    ("TO_FOLLOW_UP", TO_FOLLOW_UP),
    ("COMMENTS_COUNT", COMMENTS_COUNT),
];

/// What a report looks at. Surveys count in the week that they were sent, so that a late answer changes its own week.
#[derive(Clone, Copy, Debug)]
pub struct SatisfactionFilter {
    pub from: Timestamp,
    pub until: Timestamp,
    pub priority: Option<&'static str>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct SatisfactionTotals {
    pub sent: i64,
    pub answered: i64,
    /// The sum of the overall scores.
    pub points: i64,
    /// Rated 4 or 5.
    pub satisfied: i64,
    /// Rated 1 or 2, and may be contacted.
    pub to_follow_up: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct PriorityScore {
    pub priority: String,
    pub sent: i64,
    pub answered: i64,
    pub points: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct WeekScore {
    /// Weeks since the begin of the period.
    pub week: i64,
    pub answered: i64,
    pub points: i64,
    /// The sum of the squared scores, for the confidence band.
    pub squares: i64,
}

#[derive(Clone, Debug, FromRow)]
pub struct CommentRow {
    pub answered_at: i64,
    pub overall: i64,
    pub priority: String,
    /// Always there among the comments; who is to be followed up may have written none.
    pub comment: Option<String>,
    pub may_contact: bool,
    pub number: i64,
    pub account_name: String,
}

/// Binds a filter to a statement of the period; written once for the three of them.
macro_rules! of_period {
    ($c:ident, $sql:expr, $filter:ident, $fetch:ident) => {
        sqlx::query_as($sql)
            .bind($filter.from.millis())
            .bind($filter.until.millis())
            .bind($filter.priority)
            .$fetch($c)
            .await
    };
}

macro_rules! newest {
    ($c:ident, $sql:expr, $filter:ident, $most:ident) => {
        sqlx::query_as($sql)
            .bind($filter.from.millis())
            .bind($filter.until.millis())
            .bind($filter.priority)
            .bind($most)
            .fetch_all($c)
            .await
    };
}

impl Read {
    pub async fn satisfaction_totals(&mut self, filter: SatisfactionFilter) -> Result<SatisfactionTotals> {
        Ok(on!(self, |c| of_period!(c, TOTALS, filter, fetch_one))?)
    }

    pub async fn satisfaction_by_priority(&mut self, filter: SatisfactionFilter) -> Result<Vec<PriorityScore>> {
        Ok(on!(self, |c| of_period!(c, BY_PRIORITY, filter, fetch_all))?)
    }

    pub async fn satisfaction_by_week(&mut self, filter: SatisfactionFilter) -> Result<Vec<WeekScore>> {
        Ok(on!(self, |c| of_period!(c, BY_WEEK, filter, fetch_all))?)
    }

    /// The newest comments on surveys of the period.
    pub async fn survey_comments(&mut self, filter: SatisfactionFilter, most: i64) -> Result<Vec<CommentRow>> {
        Ok(on!(self, |c| newest!(c, COMMENTS, filter, most))?)
    }

    pub async fn count_survey_comments(&mut self, filter: SatisfactionFilter) -> Result<i64> {
        Ok(on!(self, |c| sqlx::query_scalar(COMMENTS_COUNT)
            .bind(filter.from.millis())
            .bind(filter.until.millis())
            .bind(filter.priority)
            .fetch_one(c)
            .await)?)
    }

    /// The newest answers of the period that are to be followed up.
    pub async fn answers_to_follow_up(&mut self, filter: SatisfactionFilter, most: i64) -> Result<Vec<CommentRow>> {
        Ok(on!(self, |c| newest!(c, TO_FOLLOW_UP, filter, most))?)
    }
}
