//! Everybody there is, and who of them is disabled: by the list and by the address. All other look-ups of people find only
//! who is not; on cases everybody keeps their name.

use caseline_domain::id::{CaseNumber, PersonId};
use caseline_domain::instant::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use super::{Read, Result, Write, on};

const EVERYBODY: &str = "
select person.email, person.name, person.standing, account.name as account_name,
  person.password_hash is not null as has_password, person.disabled_at is not null as is_disabled,
  person.senior is true as is_senior
from person
left join account on account.id = person.account_id
order by person.email_folded";

const WHO_HAS_ADDRESS: &str = "
select id, name
from person
where email_folded = $1";

const DISABLE: &str = "
update person
set disabled_at = $2
where id = $1 and disabled_at is null";

const ENABLE: &str = "
update person
set disabled_at = null
where id = $1";

const MARK_SENIOR: &str = "
update person
set senior = $2
where id = $1 and standing = 'manager'
returning name";

const SET_SHIFT: &str = "
update person
set shift_from = $2, shift_until = $3
where id = $1 and standing in ('csa', 'manager')
returning name";

const OPEN_AND_OWNED: &str = "
select number
from support_case
where status <> 'closed' and owner_id = $1
order by next_due, number";

const OPEN_AND_OFFERED: &str = "
select number
from support_case
where status <> 'closed' and offered_to = $1
order by next_due, number";

pub(super) const STATEMENTS: &[(&str, &str)] = &[
    ("EVERYBODY", EVERYBODY),
    ("WHO_HAS_ADDRESS", WHO_HAS_ADDRESS),
    ("DISABLE", DISABLE),
    ("ENABLE", ENABLE),
    ("MARK_SENIOR", MARK_SENIOR),
    ("SET_SHIFT", SET_SHIFT),
    ("OPEN_AND_OWNED", OPEN_AND_OWNED),
    ("OPEN_AND_OFFERED", OPEN_AND_OFFERED),
];

/// A person as the list of everybody shows them.
#[derive(Clone, Debug, FromRow)]
pub struct Listed {
    pub email: String,
    pub name: String,
    /// What they are here, in a word.
    pub standing: String,
    pub account_name: Option<String>,
    pub has_password: bool,
    pub is_disabled: bool,
    pub is_senior: bool,
}

impl Read {
    /// Everybody, by address.
    pub async fn everybody(&mut self) -> Result<Vec<Listed>> {
        Ok(on!(self, |c| sqlx::query_as(EVERYBODY).fetch_all(c).await)?)
    }

    /// Who has this folded address and their name, disabled or not.
    pub async fn who_has_address(&mut self, folded: &str) -> Result<Option<(PersonId, String)>> {
        let found: Option<(Uuid, String)> =
            on!(self, |c| sqlx::query_as(WHO_HAS_ADDRESS).bind(folded).fetch_optional(c).await)?;
        Ok(found.map(|(id, name)| (PersonId(id), name)))
    }

    /// The open cases that a person owns, by their next deadline.
    pub async fn open_and_owned(&mut self, owner: PersonId) -> Result<Vec<CaseNumber>> {
        self.numbers(OPEN_AND_OWNED, owner).await
    }

    /// The open cases that a person is asked to take over.
    pub async fn open_and_offered(&mut self, to: PersonId) -> Result<Vec<CaseNumber>> {
        self.numbers(OPEN_AND_OFFERED, to).await
    }

    async fn numbers(&mut self, sql: &'static str, person: PersonId) -> Result<Vec<CaseNumber>> {
        let numbers: Vec<i64> = on!(self, |c| sqlx::query_scalar(sql).bind(person.0).fetch_all(c).await)?;
        Ok(numbers.into_iter().map(CaseNumber).collect())
    }
}

impl Write {
    /// Disables a person; who is disabled already stays so since then.
    pub async fn disable(&mut self, person: PersonId, now: Timestamp) -> Result<()> {
        on!(self, |c| sqlx::query(DISABLE).bind(person.0).bind(now.millis()).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    pub async fn enable(&mut self, person: PersonId) -> Result<()> {
        on!(self, |c| sqlx::query(ENABLE).bind(person.0).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    /// Gives a manager the mark of a senior one, or takes it away; whether this is a manager.
    pub async fn mark_senior(&mut self, person: PersonId, senior: bool) -> Result<bool> {
        let name: Option<String> =
            on!(self, |c| sqlx::query_scalar(MARK_SENIOR).bind(person.0).bind(senior).fetch_optional(c).await)?;
        Ok(name.is_some())
    }
    /// Sets in which minutes of their day a person works, from and until; whether this is somebody who owns cases.
    pub async fn set_shift(&mut self, person: PersonId, shift: Option<(i64, i64)>) -> Result<bool> {
        let name: Option<String> = on!(self, |c| sqlx::query_scalar(SET_SHIFT)
            .bind(person.0)
            .bind(shift.map(|shift| shift.0))
            .bind(shift.map(|shift| shift.1))
            .fetch_optional(c)
            .await)?;
        Ok(name.is_some())
    }
}
