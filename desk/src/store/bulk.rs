//! Filling an empty desk fast: many rows a statement, for demo data and measurements. It writes what
//! [`Write::insert_case`] and [`Write::insert_event`] write, only more at once: these inserts are the one exception to
//! statements being constants, because they have as many values as there are rows.

use caseline_domain::case::{Recorded, Visibility};
use caseline_domain::instant::Timestamp;
use caseline_domain::survey::SurveyAnswer;
use sqlx::QueryBuilder;

use super::cases::{INSERT_CASES, INSERT_EVENTS, NewCaseRow, bind_case, bind_case_state, bind_event};
use super::surveys::{INSERT_SURVEYS, NewSurvey, bind_answer, bind_survey};
use super::{Connection, Result, Write, on, to_json};

const SET_COUNTER: &str = "
update counter
set value = $1
where name = 'case_number' and value < $1";

const ANALYZE: &str = "analyze";

pub(super) const STATEMENTS: &[(&str, &str)] = &[("SET_COUNTER", SET_COUNTER), ("ANALYZE", ANALYZE)];

/// SQLite takes at most 32,766 values a statement; so many rows of the widest table fit with room.
pub(super) const ROWS: usize = 400;

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
        insert_many!(self, INSERT_CASES, rows, |row, case| {
            bind_case!(row, push_bind, case);
        });
        self.put_words_of(&rows).await?;
        let mut events = Vec::new();
        for case in cases {
            for recorded in &case.events {
                events.push((case.row.id, recorded, to_json(&recorded.event)?));
            }
        }
        insert_many!(self, INSERT_EVENTS, events, |row, event| {
            let (case, recorded, body) = event;
            bind_event!(row, push_bind, case, recorded, body.as_str());
        });
        let surveys: Vec<&BulkSurvey> = cases.iter().filter_map(|case| case.survey.as_ref()).collect();
        insert_many!(self, INSERT_SURVEYS, surveys, |row, bulk| {
            let (at, answer) = bulk.answer.as_ref().map(|(at, answer)| (*at, answer)).unzip();
            let row = bind_survey!(row, push_bind, bulk.survey);
            bind_answer!(row, push_bind, at, answer);
        });
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
