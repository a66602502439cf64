//! Filling a desk fast, many rows a statement: demo data, measurements and legacy cases. Of cases it writes what
//! [`Write::insert_case`] and [`Write::insert_event`] write, only more at once: these inserts are the one exception to
//! statements being constants, because they have as many values as there are rows.

use caseline_domain::case::{Recorded, Visibility};
use caseline_domain::instant::Timestamp;
use caseline_domain::legacy::folded_number;
use caseline_domain::survey::SurveyAnswer;
use caseline_domain::text::OldLine;
use sqlx::QueryBuilder;

use super::cases::{INSERT_CASES, INSERT_EVENTS, NewCaseRow, bind_case, bind_case_state, bind_event};
use super::legacy::NewLegacy;
use super::surveys::{INSERT_SURVEYS, NewSurvey, bind_answer, bind_survey};
use super::{Connection, Result, Write, on, to_json};

const SET_COUNTER: &str = "
update counter
set value = $1
where name = 'case_number' and value < $1";

const INSERT_LEGACY: &str = "
insert into legacy_case (number, system, old_number, old_folded, account_id, subject, status, priority, opened_at,
  closed_at, contact, hash, imported_at)
";
const INSERT_LEGACY_ENTRIES: &str = "
insert into legacy_entry (legacy_number, place, at, author, internal, body)
";
const INSERT_LEGACY_FILES: &str = "
insert into legacy_file (legacy_number, place, name, size, sha256)
";

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

    /// Inserts legacy cases with all that hangs on them.
    pub async fn insert_legacy(&mut self, all: &[NewLegacy]) -> Result<()> {
        let text = |line: &Option<OldLine>| line.as_ref().map_or_else(String::new, OldLine::to_string);
        insert_many!(self, INSERT_LEGACY, all, |row, new| {
            let case = &new.case;
            row.push_bind(new.id.0)
                .push_bind(case.system.as_str())
                .push_bind(case.old_number.as_str())
                .push_bind(folded_number(case.old_number.as_str()))
                .push_bind(case.account.0)
                .push_bind(case.subject.as_str())
                .push_bind(text(&case.status))
                .push_bind(text(&case.priority))
                .push_bind(case.opened.millis())
                .push_bind(case.closed.map(Timestamp::millis))
                .push_bind(text(&case.contact))
                .push_bind(new.hash.as_str())
                .push_bind(new.imported.millis());
        });
        let entries = all.iter().flat_map(|new| (1_i64..).zip(&new.case.entries).map(|entry| (new.id, entry)));
        let entries: Vec<_> = entries.collect();
        insert_many!(self, INSERT_LEGACY_ENTRIES, entries, |row, entry| {
            let (id, (place, entry)) = entry;
            row.push_bind(id.0)
                .push_bind(*place)
                .push_bind(entry.at.millis())
                .push_bind(entry.author.as_str())
                .push_bind(entry.text.is_internal())
                .push_bind(entry.text.as_str());
        });
        let files = all.iter().flat_map(|new| (1_i64..).zip(&new.case.files).map(|file| (new.id, file)));
        let files: Vec<_> = files.collect();
        insert_many!(self, INSERT_LEGACY_FILES, files, |row, file| {
            let (id, (place, file)) = file;
            row.push_bind(id.0)
                .push_bind(*place)
                .push_bind(file.name.as_str())
                .push_bind(i64::try_from(file.size).unwrap_or(i64::MAX))
                .push_bind(file.sha256.as_str());
        });
        let public: Vec<_> = all.iter().map(|new| (new.id.0, new.words.0.as_str())).collect();
        let internal = all.iter().filter_map(|new| Some((new.id.0, new.words.1.as_deref()?)));
        let internal: Vec<_> = internal.collect();
        self.insert_words("legacy_words", &public).await?;
        self.insert_words("legacy_words_internal", &internal).await
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
