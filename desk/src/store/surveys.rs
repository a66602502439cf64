//! Satisfaction surveys: one a closure, reached by one or several links, answered once.

use caseline_domain::id::{AccountId, CaseId, PersonId, SurveyId};
use caseline_domain::instant::Timestamp;
use caseline_domain::survey::SurveyAnswer;
use sqlx::FromRow;
use uuid::Uuid;

use super::{Read, Result, Write, on};

// The columns of a survey, and below in the same order their values: what is asked, and what is answered.
macro_rules! survey_columns {
    () => {
        "id, case_id, account_id, person_id, owner_id, priority, area, sent_at, expires_at"
    };
}
macro_rules! answer_columns {
    () => {
        "answered_at, overall, timeliness, quality, expectations, comment, may_contact"
    };
}

/// Binds a survey's values with the method of that name, `bind` or `push_bind`: one list for one row and for many.
macro_rules! bind_survey {
    ($query:expr, $bind:ident, $survey:expr) => {
        $query
            .$bind($survey.id.0)
            .$bind($survey.case.0)
            .$bind($survey.account.0)
            .$bind($survey.person.0)
            .$bind($survey.owner.map(|owner| owner.0))
            .$bind($survey.priority)
            .$bind($survey.area.as_str())
            .$bind($survey.sent.millis())
            .$bind($survey.expires.millis())
    };
}
pub(super) use bind_survey;
macro_rules! bind_answer {
    ($query:expr, $bind:ident, $at:expr, $answer:expr) => {
        $query
            .$bind($at.map(Timestamp::millis))
            .$bind($answer.map(|answer| i64::from(answer.overall.points())))
            .$bind($answer.map(|answer| i64::from(answer.timeliness.points())))
            .$bind($answer.map(|answer| i64::from(answer.quality.points())))
            .$bind($answer.map(|answer| answer.expectations.key()))
            .$bind($answer.and_then(|answer| answer.comment.as_ref()).map(|comment| comment.as_str()))
            .$bind($answer.is_some_and(|answer| answer.may_contact))
    };
}
pub(super) use bind_answer;

/// How the insert of many rows begins, answered or not.
pub(super) const INSERT_SURVEYS: &str =
    concat!("insert into survey (", survey_columns!(), ", ", answer_columns!(), ") ");

const INSERT_SURVEY: &str = concat!(
    "
insert into survey (",
    survey_columns!(),
    ", may_contact)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, false)"
);

const INSERT_SURVEY_LINK: &str = "
insert into survey_link (token_hash, survey_id, expires_at)
values ($1, $2, $3)";

// By when who opened the case was disabled, if they were, it is known who got the link: until then they did, and from then
// on the technical contact, who also gets it of a case that a partner opened.
const VOID_SURVEY_LINKS: &str = "
delete from survey_link
where exists (
  select 1
  from survey
  join person opener on opener.id = survey.person_id
  join account on account.id = survey.account_id
  where survey.id = survey_link.survey_id
    and (opener.id = $1 and opener.account_id = survey.account_id and survey.sent_at <= opener.disabled_at
      or account.contact_folded = $2
        and (survey.sent_at >= opener.disabled_at or opener.account_id <> survey.account_id)))";

macro_rules! survey_where {
    ($condition:literal) => {
        concat!(
            "
select survey.id, survey.case_id, survey.answered_at, survey.expires_at, support_case.number, support_case.subject
from survey
join support_case on support_case.id = survey.case_id
where ",
            $condition
        )
    };
}

const SURVEY_BY_LINK: &str = survey_where!(
    "survey.id = (
  select survey_id
  from survey_link
  where token_hash = $1 and expires_at > $2)"
);

// Of a case that was opened again nobody is asked how it was, and of one that was closed again about that closing. A
// survey is the account's own affair: the partner who opened the case for it is not asked.
const OPEN_SURVEYS: &str = survey_where!(
    "survey.person_id = $1
  and survey.account_id = (select account_id from person where id = $1)
  and survey.answered_at is null and survey.sent_at > $2 and survey.expires_at > $3
  and support_case.status = 'closed'
  and not exists (
    select 1
    from survey newer
    where newer.case_id = survey.case_id and newer.sent_at > survey.sent_at)
order by survey.sent_at desc
limit 20"
);

const OPEN_SURVEY_OF_CASE: &str = survey_where!(
    "survey.case_id = $1 and survey.person_id = $2
  and survey.account_id = (select account_id from person where id = $2)
  and survey.answered_at is null and survey.expires_at > $3
order by survey.sent_at desc
limit 1"
);

const ANSWER_SURVEY: &str = concat!(
    "
update survey
set (",
    answer_columns!(),
    ") =
  ($2, $3, $4, $5, $6, $7, $8)
where id = $1 and answered_at is null
returning id"
);

pub(super) const STATEMENTS: &[(&str, &str)] = &[
    ("INSERT_SURVEY", INSERT_SURVEY),
    ("INSERT_SURVEY_LINK", INSERT_SURVEY_LINK),
    ("VOID_SURVEY_LINKS", VOID_SURVEY_LINKS),
    ("SURVEY_BY_LINK", SURVEY_BY_LINK),
    ("OPEN_SURVEYS", OPEN_SURVEYS),
    ("OPEN_SURVEY_OF_CASE", OPEN_SURVEY_OF_CASE),
    ("ANSWER_SURVEY", ANSWER_SURVEY),
];

/// A survey to be sent.
pub struct NewSurvey {
    pub id: SurveyId,
    pub case: CaseId,
    pub account: AccountId,
    pub person: PersonId,
    pub owner: Option<PersonId>,
    pub priority: &'static str,
    pub area: String,
    pub sent: Timestamp,
    pub expires: Timestamp,
}

#[derive(Clone, Debug, FromRow)]
pub struct SurveyRow {
    pub id: Uuid,
    pub case_id: Uuid,
    pub answered_at: Option<i64>,
    pub expires_at: i64,
    pub number: i64,
    pub subject: String,
}

impl Read {
    /// The survey of a link that has not expired, answered or not.
    pub async fn survey_by_link(&mut self, hash: &[u8], now: Timestamp) -> Result<Option<SurveyRow>> {
        Ok(on!(self, |c| sqlx::query_as(SURVEY_BY_LINK).bind(hash).bind(now.millis()).fetch_optional(c).await)?)
    }

    /// What a person was asked since `sent_after` and has not answered.
    pub async fn open_surveys(
        &mut self,
        person: PersonId,
        sent_after: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<SurveyRow>> {
        Ok(on!(self, |c| sqlx::query_as(OPEN_SURVEYS)
            .bind(person.0)
            .bind(sent_after.millis())
            .bind(now.millis())
            .fetch_all(c)
            .await)?)
    }

    pub async fn open_survey_of_case(
        &mut self,
        case: CaseId,
        person: PersonId,
        now: Timestamp,
    ) -> Result<Option<SurveyRow>> {
        Ok(on!(self, |c| sqlx::query_as(OPEN_SURVEY_OF_CASE)
            .bind(case.0)
            .bind(person.0)
            .bind(now.millis())
            .fetch_optional(c)
            .await)?)
    }
}

impl Write {
    pub async fn insert_survey(&mut self, survey: &NewSurvey) -> Result<()> {
        on!(self, |c| bind_survey!(sqlx::query(INSERT_SURVEY), bind, survey).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    pub async fn insert_survey_link(&mut self, hash: &[u8], survey: SurveyId, expires: Timestamp) -> Result<()> {
        on!(self, |c| sqlx::query(INSERT_SURVEY_LINK)
            .bind(hash)
            .bind(survey.0)
            .bind(expires.millis())
            .execute(c)
            .await
            .map(|_| ()))?;
        Ok(())
    }

    /// No survey's link that this person got, who has this folded address, is good any more, be it as who opened the case or
    /// as the technical contact.
    pub async fn void_survey_links(&mut self, person: PersonId, folded: &str) -> Result<()> {
        on!(self, |c| sqlx::query(VOID_SURVEY_LINKS).bind(person.0).bind(folded).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    /// Stores the answer if there is none yet; of two who answer at once, one does.
    pub async fn answer_survey(&mut self, survey: SurveyId, answer: &SurveyAnswer, now: Timestamp) -> Result<bool> {
        let (at, answer) = (Some(now), Some(answer));
        let stored: Option<Uuid> =
            on!(self, |c| bind_answer!(sqlx::query_scalar(ANSWER_SURVEY).bind(survey.0), bind, at, answer)
                .fetch_optional(c)
                .await)?;
        Ok(stored.is_some())
    }
}
