//! Filling an empty desk fast: many rows a statement, for demo data and measurements. It writes what
//! [`Write::insert_case`] and [`Write::insert_event`] write, only more at once: these inserts are the one exception to
//! statements being constants, because they have as many values as there are rows.

use caseline_domain::case::{Author, Recorded, Visibility};
use caseline_domain::id::PersonId;
use caseline_domain::instant::Timestamp;
use caseline_domain::survey::SurveyAnswer;
use sqlx::QueryBuilder;

use super::cases::NewCaseRow;
use super::surveys::NewSurvey;
use super::{Connection, Result, Write, on, to_json};

const SET_COUNTER: &str = "
update counter
set value = $1
where name = 'case_number' and value < $1";

const ANALYZE: &str = "analyze";

pub(super) const STATEMENTS: &[(&str, &str)] = &[("SET_COUNTER", SET_COUNTER), ("ANALYZE", ANALYZE)];

/// SQLite takes at most 32,766 values a statement; so many rows of the widest table fit with room.
const ROWS: usize = 400;

/// A case with all that hangs on it.
pub struct BulkCase {
    pub row: NewCaseRow,
    pub events: Vec<Recorded>,
    pub survey: Option<BulkSurvey>,
}

pub struct BulkSurvey {
    pub survey: NewSurvey,
    pub answer: Option<(Timestamp, SurveyAnswer)>,
}

macro_rules! insert_many {
    ($self:expr, $head:expr, $items:expr, |$row:ident, $item:ident| $push:block) => {
        for chunk in $items.chunks(ROWS) {
            match $self.connection() {
                Connection::Sqlite(c) => {
                    let mut builder = QueryBuilder::<sqlx::Sqlite>::new($head);
                    builder.push_values(chunk, |mut $row, $item| $push);
                    builder.build().execute(c).await?;
                }
                Connection::Postgres(c) => {
                    let mut builder = QueryBuilder::<sqlx::Postgres>::new($head);
                    builder.push_values(chunk, |mut $row, $item| $push);
                    builder.build().execute(c).await?;
                }
            }
        }
    };
}

impl Write {
    /// Inserts cases with their events and surveys.
    pub async fn insert_cases(&mut self, cases: &[BulkCase]) -> Result<()> {
        let rows: Vec<&NewCaseRow> = cases.iter().map(|case| &case.row).collect();
        insert_many!(
            self,
            "insert into support_case (id, number, account_id, plan_id, opened_by, subject, area, priority, channel, status,
             owner_id, waits_for_customer, started_at, assigned_at, resolved_at, closed_at, pauses, next_due, updated_at,
             last_seq, offered_to) ",
            rows,
            |row, case| {
                row.push_bind(case.id.0)
                    .push_bind(case.number.0)
                    .push_bind(case.account.0)
                    .push_bind(case.plan.0)
                    .push_bind(case.opened_by.0)
                    .push_bind(case.subject.as_str())
                    .push_bind(case.area.as_str())
                    .push_bind(case.priority)
                    .push_bind(case.channel)
                    .push_bind(case.status)
                    .push_bind(case.owner.map(|owner| owner.0))
                    .push_bind(case.waits_for_customer)
                    .push_bind(case.started.millis())
                    .push_bind(case.assigned.map(Timestamp::millis))
                    .push_bind(case.resolved.map(Timestamp::millis))
                    .push_bind(case.closed.map(Timestamp::millis))
                    .push_bind(case.pauses.as_str())
                    .push_bind(case.next_due.millis())
                    .push_bind(case.updated.millis())
                    .push_bind(i64::from(case.last_seq))
                    .push_bind(case.offered_to.map(|person| person.0));
            }
        );
        let mut events = Vec::new();
        for case in cases {
            for recorded in &case.events {
                let actor = match recorded.by {
                    Author::Person(PersonId(id)) => Some(id),
                    Author::Desk => None,
                };
                events.push((case.row.id.0, recorded, actor, to_json(&recorded.event)?));
            }
        }
        insert_many!(
            self,
            "insert into case_event (case_id, seq, at, actor_id, concerns_id, kind, internal, body) ",
            events,
            |row, event| {
                let (case, recorded, actor, body) = event;
                row.push_bind(*case)
                    .push_bind(i64::from(recorded.seq))
                    .push_bind(recorded.at.millis())
                    .push_bind(*actor)
                    .push_bind(recorded.event.concerns().map(|person| person.0))
                    .push_bind(recorded.event.kind())
                    .push_bind(recorded.event.visibility() == Visibility::Internal)
                    .push_bind(body.as_str());
            }
        );
        let surveys: Vec<&BulkSurvey> = cases.iter().filter_map(|case| case.survey.as_ref()).collect();
        insert_many!(
            self,
            "insert into survey (id, case_id, account_id, person_id, owner_id, priority, area, sent_at, expires_at,
             answered_at, overall, timeliness, quality, expectations, comment, may_contact) ",
            surveys,
            |row, bulk| {
                let (survey, answer) = (&bulk.survey, bulk.answer.as_ref().map(|(_, answer)| answer));
                row.push_bind(survey.id.0)
                    .push_bind(survey.case.0)
                    .push_bind(survey.account.0)
                    .push_bind(survey.person.0)
                    .push_bind(survey.owner.map(|owner| owner.0))
                    .push_bind(survey.priority)
                    .push_bind(survey.area.as_str())
                    .push_bind(survey.sent.millis())
                    .push_bind(survey.expires.millis())
                    .push_bind(bulk.answer.as_ref().map(|(at, _)| at.millis()))
                    .push_bind(answer.map(|answer| i64::from(answer.overall.points())))
                    .push_bind(answer.map(|answer| i64::from(answer.timeliness.points())))
                    .push_bind(answer.map(|answer| i64::from(answer.quality.points())))
                    .push_bind(answer.map(|answer| answer.expectations.key()))
                    .push_bind(answer.and_then(|answer| answer.comment.as_ref()).map(|comment| comment.as_str()))
                    .push_bind(answer.is_some_and(|answer| answer.may_contact));
            }
        );
        Ok(())
    }

    /// Lets the numbers of cases go on after `last`.
    pub async fn set_last_case_number(&mut self, last: i64) -> Result<()> {
        on!(self, |c| sqlx::query(SET_COUNTER).bind(last).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    /// Lets the database look at what it holds now, so that it plans well.
    pub async fn analyze(&mut self) -> Result<()> {
        on!(self, |c| sqlx::query(ANALYZE).execute(c).await.map(|_| ()))?;
        Ok(())
    }
}
