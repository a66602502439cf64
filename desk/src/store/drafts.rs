//! Requests not yet submitted: one for each account that an author writes for, theirs alone until the call code is read.

use caseline_domain::form::Fields;
use caseline_domain::id::{AccountId, PersonId, PlanId};
use caseline_domain::instant::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use super::dialect::{PerDialect, for_update};
use super::{Connection, Read, Result, Write, count, json, on, to_json};

macro_rules! draft {
    ($rest:literal) => {
        concat!(
            "
select author_id, account_id, revision, fields, call_code, call_code_made_at, updated_at
from draft
where ",
            $rest
        )
    };
}

const DRAFT: &str = draft!("author_id = $1 and account_id = $2");
const DRAFT_LOCKED: PerDialect = for_update!(draft!("author_id = $1 and account_id = $2"));
const DRAFT_BY_CODE: &str = draft!("call_code = $1 and call_code_made_at > $2");

const INSERT_DRAFT: &str = "
insert into draft (author_id, account_id, revision, fields, must_be_phoned, call_code, call_code_made_at, updated_at)
values ($1, $2, $3, $4, $5, null, null, $6)
on conflict (author_id, account_id) do nothing
returning revision";

const UPDATE_DRAFT: &str = "
update draft
set revision = $3, fields = $4, must_be_phoned = $5, updated_at = $6
where author_id = $1 and account_id = $2";

// The answers as they were typed stay; what they come to is told again by the next save.
const DOUBT_DRAFTS: &str = "
update draft
set must_be_phoned = null
where account_id in (
  select id
  from account
  where plan_id = $1)";

const SET_CODE: &str = "
update draft
set call_code = $3, call_code_made_at = $4
where author_id = $1 and account_id = $2";

const DELETE_DRAFT: &str = "
delete from draft
where author_id = $1 and account_id = $2";

// Made up to $1 and after $2. What cannot be told is shown rather than dropped.
macro_rules! nobody_called_about {
    () => {
        "draft.call_code is not null
  and draft.must_be_phoned is not false
  and draft.call_code_made_at <= $1
  and draft.call_code_made_at > $2"
    };
}

const CODES_NOBODY_CALLED_ABOUT: &str = concat!(
    "
select draft.call_code, draft.call_code_made_at, draft.fields, person.name as author, person.phone, account.name as account
from draft
join person on person.id = draft.author_id
join account on account.id = draft.account_id
where ",
    nobody_called_about!(),
    "
order by draft.call_code_made_at
limit 100"
);

const COUNT_NOBODY_CALLED_ABOUT: &str = count!("draft", nobody_called_about!());

pub(super) const PER_DIALECT: &[(&str, PerDialect)] = &[("DRAFT_LOCKED", DRAFT_LOCKED)];

pub(super) const STATEMENTS: &[(&str, &str)] = &[
    ("DRAFT", DRAFT),
    ("DRAFT_BY_CODE", DRAFT_BY_CODE),
    ("INSERT_DRAFT", INSERT_DRAFT),
    ("UPDATE_DRAFT", UPDATE_DRAFT),
    ("DOUBT_DRAFTS", DOUBT_DRAFTS),
    ("SET_CODE", SET_CODE),
    ("DELETE_DRAFT", DELETE_DRAFT),
    ("CODES_NOBODY_CALLED_ABOUT", CODES_NOBODY_CALLED_ABOUT),
    ("COUNT_NOBODY_CALLED_ABOUT", COUNT_NOBODY_CALLED_ABOUT),
];

#[derive(FromRow)]
struct Row {
    author_id: Uuid,
    account_id: Uuid,
    revision: i64,
    fields: String,
    call_code: Option<String>,
    call_code_made_at: Option<i64>,
    updated_at: i64,
}

/// A draft: its fields as typed, so that nothing is lost, and how often it was saved.
#[derive(Clone, Debug)]
pub struct Draft {
    pub author: PersonId,
    pub account: AccountId,
    pub revision: i64,
    pub fields: Fields,
    /// The call code and when it was made.
    pub code: Option<(String, Timestamp)>,
    pub updated: Timestamp,
}

impl TryFrom<Row> for Draft {
    type Error = super::StoreError;
    fn try_from(row: Row) -> Result<Draft> {
        Ok(Draft {
            author: PersonId(row.author_id),
            account: AccountId(row.account_id),
            revision: row.revision,
            fields: json(&row.fields)?,
            code: row.call_code.zip(row.call_code_made_at.map(Timestamp::from_millis)),
            updated: Timestamp::from_millis(row.updated_at),
        })
    }
}

/// A code nobody called about.
#[derive(Clone, Debug, FromRow)]
pub struct CallBack {
    pub call_code: String,
    pub call_code_made_at: i64,
    fields: String,
    pub author: String,
    pub phone: Option<String>,
    pub account: String,
}

impl CallBack {
    pub fn fields(&self) -> Result<Fields> {
        json(&self.fields)
    }
}

impl Read {
    pub async fn draft(&mut self, author: PersonId, account: AccountId) -> Result<Option<Draft>> {
        let row: Option<Row> =
            on!(self, |c| sqlx::query_as(DRAFT).bind(author.0).bind(account.0).fetch_optional(c).await)?;
        row.map(Draft::try_from).transpose()
    }

    /// The draft of a call code that was made after `not_before`.
    pub async fn draft_by_code(&mut self, code: &str, not_before: Timestamp) -> Result<Option<Draft>> {
        let row: Option<Row> =
            on!(self, |c| sqlx::query_as(DRAFT_BY_CODE).bind(code).bind(not_before.millis()).fetch_optional(c).await)?;
        row.map(Draft::try_from).transpose()
    }

    /// Codes made before `before` that are still good (made after `not_before`), the oldest first.
    pub async fn codes_to_call_back(&mut self, before: Timestamp, not_before: Timestamp) -> Result<Vec<CallBack>> {
        Ok(on!(self, |c| sqlx::query_as(CODES_NOBODY_CALLED_ABOUT)
            .bind(before.millis())
            .bind(not_before.millis())
            .fetch_all(c)
            .await)?)
    }

    /// How many codes [`Read::codes_to_call_back`] tells of, up to 1000.
    pub async fn count_to_call_back(&mut self, before: Timestamp, not_before: Timestamp) -> Result<i64> {
        Ok(on!(self, |c| sqlx::query_scalar(COUNT_NOBODY_CALLED_ABOUT)
            .bind(before.millis())
            .bind(not_before.millis())
            .fetch_one(c)
            .await)?)
    }
}

impl Write {
    /// The draft, held until the transaction ends.
    pub async fn draft_locked(&mut self, author: PersonId, account: AccountId) -> Result<Option<Draft>> {
        let row: Option<Row> = match self.connection() {
            Connection::Sqlite(c) => {
                sqlx::query_as(DRAFT_LOCKED.sqlite).bind(author.0).bind(account.0).fetch_optional(c).await?
            }
            Connection::Postgres(c) => {
                sqlx::query_as(DRAFT_LOCKED.postgres).bind(author.0).bind(account.0).fetch_optional(c).await?
            }
        };
        row.map(Draft::try_from).transpose()
    }

    /// Begins a draft; false when its author has one for this account, maybe since a moment. `must_be_phoned`: what its answers come to,
    /// if that can be told.
    pub async fn insert_draft(
        &mut self,
        author: PersonId,
        account: AccountId,
        revision: i64,
        fields: &Fields,
        must_be_phoned: Option<bool>,
        now: Timestamp,
    ) -> Result<bool> {
        let fields = to_json(fields)?;
        let begun: Option<i64> = on!(self, |c| sqlx::query_scalar(INSERT_DRAFT)
            .bind(author.0)
            .bind(account.0)
            .bind(revision)
            .bind(fields)
            .bind(must_be_phoned)
            .bind(now.millis())
            .fetch_optional(c)
            .await)?;
        Ok(begun.is_some())
    }

    pub async fn update_draft(
        &mut self,
        (author, account): (PersonId, AccountId),
        revision: i64,
        fields: &Fields,
        must_be_phoned: Option<bool>,
        now: Timestamp,
    ) -> Result<()> {
        let fields = to_json(fields)?;
        on!(self, |c| sqlx::query(UPDATE_DRAFT)
            .bind(author.0)
            .bind(account.0)
            .bind(revision)
            .bind(fields)
            .bind(must_be_phoned)
            .bind(now.millis())
            .execute(c)
            .await
            .map(|_| ()))?;
        Ok(())
    }

    /// Of the drafts of a plan version's accounts it cannot be told any more whether they must be phoned.
    pub async fn doubt_drafts(&mut self, plan: PlanId) -> Result<()> {
        on!(self, |c| sqlx::query(DOUBT_DRAFTS).bind(plan.0).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    pub async fn set_call_code(
        &mut self,
        author: PersonId,
        account: AccountId,
        code: Option<(&str, Timestamp)>,
    ) -> Result<()> {
        on!(self, |c| sqlx::query(SET_CODE)
            .bind(author.0)
            .bind(account.0)
            .bind(code.map(|(code, _)| code))
            .bind(code.map(|(_, at)| at.millis()))
            .execute(c)
            .await
            .map(|_| ()))?;
        Ok(())
    }

    pub async fn delete_draft(&mut self, author: PersonId, account: AccountId) -> Result<()> {
        on!(self, |c| sqlx::query(DELETE_DRAFT).bind(author.0).bind(account.0).execute(c).await.map(|_| ()))?;
        Ok(())
    }
}
