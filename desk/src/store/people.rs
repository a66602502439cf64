//! Accounts, plans and people, of whom everything here finds only those who are not disabled.

use caseline_domain::access::{Actor, Standing};
use caseline_domain::id::{AccountId, PersonId, PlanId};
use caseline_domain::instant::Timestamp;
use caseline_domain::plan::Plan;
use caseline_domain::text::{EmailAddress, fold};
use sqlx::FromRow;
use uuid::Uuid;

use super::dialect::{PerDialect, for_update};
use super::{Connection, Read, Result, StoreError, Write, json, on, to_json};

const PLAN: &str = "
select body
from plan
where id = $1";

const NEWEST_PLAN: PerDialect = for_update!(
    "
select id
from plan
where name = $1
order by version desc
limit 1"
);

const INSERT_PLAN: &str = "
insert into plan (id, name, version, body, created_at)
values ($1, $2, $3, $4, $5)
on conflict (name, version) do nothing";

const INSERT_ACCOUNT: &str = "
insert into account (id, name, name_folded, kind, contact_email, contact_folded, zone, plan_id, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

const SET_CONTACT: &str = "
update account
set (contact_email, contact_folded) = ($2, $3)
where id = $1
returning id";

const ACCOUNTS_OF_CONTACT: &str = "
select name
from account
where contact_folded = $1
order by name_folded, id";

const ACCOUNT: &str = "
select id, name, kind, contact_email, zone, plan_id
from account
where id = $1";

const ACCOUNT_NAMED: &str = "
select id
from account
where name_folded = $1
limit 1";

// Every name that begins like this lies between it and itself followed by the greatest letter.
const ACCOUNTS_BY_NAME: &str = "
select id, name, kind, contact_email, zone, plan_id
from account
where name_folded >= $1 and name_folded < $2
order by name_folded, id
limit $3";

const MEMBERS: &str = "
select id, name
from person
where account_id = $1 and disabled_at is null
order by name, id";

const INSERT_PERSON: &str = "
insert into person (id, email, email_folded, name, standing, account_id, password_hash, zone, phone, prefers,
  expertise, shift_from, shift_until, disabled_at, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, null, $14)";

macro_rules! person {
    () => {
        "
select id, email, name, standing, account_id, password_hash, zone
from person
where id = $1 and disabled_at is null"
    };
}

const PERSON: &str = person!();
const PERSON_LOCKED: PerDialect = for_update!(person!());

const PERSON_BY_EMAIL: &str = "
select id, email, name, standing, account_id, password_hash, zone
from person
where email_folded = $1 and disabled_at is null";

const DUTY: &str = "
select shift_from, shift_until, zone
from person
where id = $1 and disabled_at is null";

const COLLEAGUES: &str = "
select id, email, name, standing, account_id, password_hash, zone
from person
where standing in ('csa', 'manager') and disabled_at is null
order by name, id
limit 500";

// All of them, without a limit: whoever is left out would not know of an escalation.
const MANAGERS: &str = "
select email, zone
from person
where standing = 'manager' and disabled_at is null
order by id";

// Where nobody has the mark of a senior manager, all are told.
const SENIOR_MANAGERS: &str = "
select email, zone
from person
where standing = 'manager' and disabled_at is null
  and (senior or not exists (
    select 1
    from person
    where standing = 'manager' and disabled_at is null and senior))
order by id";

const SET_PASSWORD: &str = "
update person
set password_hash = $2
where id = $1";

const INSERT_LINK: &str = "
insert into one_time_link (token_hash, person_id, purpose, expires_at, used_at)
values ($1, $2, $3, $4, null)";

const LINK: &str = "
select person_id, purpose
from one_time_link
where token_hash = $1 and used_at is null and expires_at > $2";

const USE_LINK: &str = "
update one_time_link
set used_at = $2
where token_hash = $1 and used_at is null and expires_at > $2
returning person_id, purpose";

const VOID_RESETS: &str = "
update one_time_link
set used_at = $2
where person_id = $1 and used_at is null and purpose = 'reset'";

const VOID_LINKS: &str = "
update one_time_link
set used_at = $2
where person_id = $1 and used_at is null";

// A row that is always there, written again as it is.
const CHANGE_NOTHING: &str = "
update counter
set value = value
where name = 'case_number'";

const PEOPLE_COUNT: &str = "
select count(*)
from person";

pub(super) const PER_DIALECT: &[(&str, PerDialect)] = &[("NEWEST_PLAN", NEWEST_PLAN), ("PERSON_LOCKED", PERSON_LOCKED)];

pub(super) const STATEMENTS: &[(&str, &str)] = &[
    ("PLAN", PLAN),
    ("INSERT_PLAN", INSERT_PLAN),
    ("INSERT_ACCOUNT", INSERT_ACCOUNT),
    ("SET_CONTACT", SET_CONTACT),
    ("ACCOUNTS_OF_CONTACT", ACCOUNTS_OF_CONTACT),
    ("ACCOUNT", ACCOUNT),
    ("MEMBERS", MEMBERS),
    ("ACCOUNT_NAMED", ACCOUNT_NAMED),
    ("ACCOUNTS_BY_NAME", ACCOUNTS_BY_NAME),
    ("INSERT_PERSON", INSERT_PERSON),
    ("PERSON", PERSON),
    ("PERSON_BY_EMAIL", PERSON_BY_EMAIL),
    ("DUTY", DUTY),
    ("COLLEAGUES", COLLEAGUES),
    ("MANAGERS", MANAGERS),
    ("SENIOR_MANAGERS", SENIOR_MANAGERS),
    ("SET_PASSWORD", SET_PASSWORD),
    ("INSERT_LINK", INSERT_LINK),
    ("LINK", LINK),
    ("USE_LINK", USE_LINK),
    ("VOID_RESETS", VOID_RESETS),
    ("VOID_LINKS", VOID_LINKS),
    ("CHANGE_NOTHING", CHANGE_NOTHING),
    ("PEOPLE_COUNT", PEOPLE_COUNT),
];

/// Where somebody is written to, and the zone in which they read times.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Reader {
    pub email: String,
    pub zone: String,
}

#[derive(Clone, Debug, FromRow)]
pub struct AccountRow {
    pub id: Uuid,
    pub name: String,
    pub kind: String,
    pub contact_email: String,
    pub zone: String,
    pub plan_id: Uuid,
}

/// A person as stored; the password's hash does not show in `Debug`.
#[derive(Clone, FromRow)]
pub struct PersonRow {
    pub id: Uuid,
    pub email: String,
    pub name: String,
    standing: String,
    account_id: Option<Uuid>,
    pub password_hash: Option<String>,
    pub zone: String,
}

/// When somebody works: the working day in local minutes, from and until, and whose minutes they are.
#[derive(Clone, Debug, FromRow)]
pub struct Duty {
    pub shift_from: Option<i64>,
    pub shift_until: Option<i64>,
    pub zone: String,
}

/// The word of a standing in the database.
pub(super) fn standing_word(standing: Standing) -> &'static str {
    match standing {
        Standing::Member { .. } => "member",
        Standing::Csa => "csa",
        Standing::Manager => "manager",
        Standing::Administrator => "administrator",
    }
}

impl PersonRow {
    /// What they are here.
    pub fn standing(&self) -> Result<Standing> {
        Ok(match (self.standing.as_str(), self.account_id) {
            ("member", Some(account)) => Standing::Member { account: AccountId(account) },
            ("csa", None) => Standing::Csa,
            ("manager", None) => Standing::Manager,
            ("administrator", None) => Standing::Administrator,
            (word, _) => return Err(StoreError::Damaged(format!("person {} stands as {word:?}", self.id))),
        })
    }
}

/// A person to be created.
#[derive(Clone, Debug)]
pub struct NewPerson {
    pub id: PersonId,
    pub email: String,
    pub name: String,
    pub standing: Standing,
    pub password_hash: Option<String>,
    pub zone: String,
    pub phone: Option<String>,
    /// `email` or `phone`.
    pub prefers: &'static str,
    pub expertise: Vec<String>,
    /// The working day in local minutes, from and until.
    pub shift: Option<(i64, i64)>,
}

impl NewPerson {
    /// Somebody who has no password yet, and of whom no more is known.
    #[must_use]
    pub fn new(id: PersonId, email: String, name: String, standing: Standing, zone: String) -> NewPerson {
        NewPerson {
            id,
            email,
            name,
            standing,
            password_hash: None,
            zone,
            phone: None,
            prefers: "email",
            expertise: Vec::new(),
            shift: None,
        }
    }
}

impl Read {
    pub async fn plan(&mut self, id: PlanId) -> Result<Option<Plan>> {
        let body: Option<String> = on!(self, |c| sqlx::query_scalar(PLAN).bind(id.0).fetch_optional(c).await)?;
        body.as_deref().map(json).transpose()
    }

    pub async fn account(&mut self, id: AccountId) -> Result<Option<AccountRow>> {
        Ok(on!(self, |c| sqlx::query_as(ACCOUNT).bind(id.0).fetch_optional(c).await)?)
    }

    /// The account of exactly this name, whatever its case.
    pub async fn account_named(&mut self, name: &str) -> Result<Option<AccountId>> {
        let id: Option<Uuid> =
            on!(self, |c| sqlx::query_scalar(ACCOUNT_NAMED).bind(fold(name)).fetch_optional(c).await)?;
        Ok(id.map(AccountId))
    }

    /// Accounts whose name begins with `text`, whatever its case; all of them for an empty text.
    pub async fn accounts_named(&mut self, text: &str, most: i64) -> Result<Vec<AccountRow>> {
        let from = fold(text);
        let until = format!("{from}\u{10ffff}");
        Ok(on!(self, |c| sqlx::query_as(ACCOUNTS_BY_NAME).bind(from).bind(until).bind(most).fetch_all(c).await)?)
    }

    /// The names of the accounts whose technical contact has this folded address.
    pub async fn accounts_of_contact(&mut self, folded: &str) -> Result<Vec<String>> {
        Ok(on!(self, |c| sqlx::query_scalar(ACCOUNTS_OF_CONTACT).bind(folded).fetch_all(c).await)?)
    }

    /// Everybody who can sign in for an account, by name.
    pub async fn members(&mut self, account: AccountId) -> Result<Vec<(PersonId, String)>> {
        let rows: Vec<(Uuid, String)> = on!(self, |c| sqlx::query_as(MEMBERS).bind(account.0).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|(id, name)| (PersonId(id), name)).collect())
    }

    /// The person as they act at this moment, with what is granted to them.
    pub async fn actor(&mut self, row: &PersonRow) -> Result<Actor> {
        let mut actor = Actor::new(PersonId(row.id), row.name.clone(), row.standing()?, row.zone.clone());
        if let Some(own) = actor.standing.account() {
            actor.grants = self.granted_to(own).await?;
        }
        Ok(actor)
    }

    pub async fn person(&mut self, id: PersonId) -> Result<Option<PersonRow>> {
        Ok(on!(self, |c| sqlx::query_as(PERSON).bind(id.0).fetch_optional(c).await)?)
    }

    /// By the folded address, see [`caseline_domain::text::EmailAddress::folded`].
    pub async fn person_by_email(&mut self, folded: &str) -> Result<Option<PersonRow>> {
        Ok(on!(self, |c| sqlx::query_as(PERSON_BY_EMAIL).bind(folded).fetch_optional(c).await)?)
    }

    /// When this person works.
    pub async fn duty(&mut self, id: PersonId) -> Result<Option<Duty>> {
        Ok(on!(self, |c| sqlx::query_as(DUTY).bind(id.0).fetch_optional(c).await)?)
    }

    /// Everybody who can own a case.
    pub async fn colleagues(&mut self) -> Result<Vec<PersonRow>> {
        Ok(on!(self, |c| sqlx::query_as(COLLEAGUES).fetch_all(c).await)?)
    }

    /// Where the managers are written to.
    pub async fn managers(&mut self) -> Result<Vec<Reader>> {
        Ok(on!(self, |c| sqlx::query_as(MANAGERS).fetch_all(c).await)?)
    }

    /// Where the senior managers are written to.
    pub async fn senior_managers(&mut self) -> Result<Vec<Reader>> {
        Ok(on!(self, |c| sqlx::query_as(SENIOR_MANAGERS).fetch_all(c).await)?)
    }

    /// Whom a link is for and what it is for, if it is still good.
    pub async fn one_time_link(&mut self, hash: &[u8], now: Timestamp) -> Result<Option<(Uuid, String)>> {
        Ok(on!(self, |c| sqlx::query_as(LINK).bind(hash).bind(now.millis()).fetch_optional(c).await)?)
    }

    pub async fn count_people(&mut self) -> Result<i64> {
        Ok(on!(self, |c| sqlx::query_scalar(PEOPLE_COUNT).fetch_one(c).await)?)
    }
}

impl Write {
    /// The newest version of a plan, held until the transaction ends: who adds accounts to it, adds one after another. Who
    /// waited for a change of the plan finds out only then that there is a newer one, so it is asked for again.
    pub async fn newest_plan(&mut self, name: &str) -> Result<Option<PlanId>> {
        let mut held = self.newest_plan_held(name).await?;
        loop {
            let now = self.newest_plan_held(name).await?;
            if now == held {
                return Ok(now);
            }
            held = now;
        }
    }

    async fn newest_plan_held(&mut self, name: &str) -> Result<Option<PlanId>> {
        let id: Option<Uuid> = match self.connection() {
            Connection::Sqlite(c) => sqlx::query_scalar(NEWEST_PLAN.sqlite).bind(name).fetch_optional(c).await?,
            Connection::Postgres(c) => sqlx::query_scalar(NEWEST_PLAN.postgres).bind(name).fetch_optional(c).await?,
        };
        Ok(id.map(PlanId))
    }

    /// Stores a plan version, unless that version of that name is there already.
    pub async fn insert_plan(&mut self, id: PlanId, plan: &Plan, now: Timestamp) -> Result<()> {
        let body = to_json(plan)?;
        on!(self, |c| sqlx::query(INSERT_PLAN)
            .bind(id.0)
            .bind(&plan.name)
            .bind(i64::from(plan.version))
            .bind(body)
            .bind(now.millis())
            .execute(c)
            .await
            .map(|_| ()))?;
        Ok(())
    }

    pub async fn insert_account(&mut self, account: &AccountRow, now: Timestamp) -> Result<()> {
        on!(self, |c| sqlx::query(INSERT_ACCOUNT)
            .bind(account.id)
            .bind(&account.name)
            .bind(fold(&account.name))
            .bind(&account.kind)
            .bind(&account.contact_email)
            .bind(fold(&account.contact_email))
            .bind(&account.zone)
            .bind(account.plan_id)
            .bind(now.millis())
            .execute(c)
            .await
            .map(|_| ()))?;
        Ok(())
    }

    /// Gives an account another technical contact; whether there is that account.
    pub async fn set_contact(&mut self, account: AccountId, contact: &EmailAddress) -> Result<bool> {
        let id: Option<Uuid> = on!(self, |c| sqlx::query_scalar(SET_CONTACT)
            .bind(account.0)
            .bind(contact.as_str())
            .bind(contact.folded())
            .fetch_optional(c)
            .await)?;
        Ok(id.is_some())
    }

    pub async fn insert_person(&mut self, person: &NewPerson, now: Timestamp) -> Result<()> {
        let expertise = to_json(&person.expertise)?;
        on!(self, |c| sqlx::query(INSERT_PERSON)
            .bind(person.id.0)
            .bind(&person.email)
            .bind(fold(&person.email))
            .bind(&person.name)
            .bind(standing_word(person.standing))
            .bind(person.standing.account().map(|account| account.0))
            .bind(&person.password_hash)
            .bind(&person.zone)
            .bind(&person.phone)
            .bind(person.prefers)
            .bind(expertise)
            .bind(person.shift.map(|shift| shift.0))
            .bind(person.shift.map(|shift| shift.1))
            .bind(now.millis())
            .execute(c)
            .await
            .map(|_| ()))?;
        Ok(())
    }

    /// The person, held until the transaction ends: a change of their password comes before it or after.
    pub async fn person_locked(&mut self, id: PersonId) -> Result<Option<PersonRow>> {
        Ok(match self.connection() {
            Connection::Sqlite(c) => sqlx::query_as(PERSON_LOCKED.sqlite).bind(id.0).fetch_optional(c).await?,
            Connection::Postgres(c) => sqlx::query_as(PERSON_LOCKED.postgres).bind(id.0).fetch_optional(c).await?,
        })
    }

    pub async fn set_password(&mut self, person: PersonId, hash: &str) -> Result<()> {
        on!(self, |c| sqlx::query(SET_PASSWORD).bind(person.0).bind(hash).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    pub async fn insert_one_time_link(
        &mut self,
        hash: &[u8],
        person: PersonId,
        purpose: &str,
        expires: Timestamp,
    ) -> Result<()> {
        on!(self, |c| sqlx::query(INSERT_LINK)
            .bind(hash)
            .bind(person.0)
            .bind(purpose)
            .bind(expires.millis())
            .execute(c)
            .await
            .map(|_| ()))?;
        Ok(())
    }

    /// Takes the link if it is still good; of two who try at once, one gets it.
    pub async fn use_one_time_link(&mut self, hash: &[u8], now: Timestamp) -> Result<Option<(Uuid, String)>> {
        Ok(on!(self, |c| sqlx::query_as(USE_LINK).bind(hash).bind(now.millis()).fetch_optional(c).await)?)
    }

    /// No reset link made for this person before is good any more; an invitation is.
    pub async fn void_resets(&mut self, person: PersonId, now: Timestamp) -> Result<()> {
        on!(self, |c| sqlx::query(VOID_RESETS).bind(person.0).bind(now.millis()).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    /// Writes and changes nothing: the work of a commit, where an answer must not tell by its time whether there was one.
    pub async fn change_nothing(&mut self) -> Result<()> {
        on!(self, |c| sqlx::query(CHANGE_NOTHING).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    /// No link made for this person before is good any more.
    pub async fn void_links(&mut self, person: PersonId, now: Timestamp) -> Result<()> {
        on!(self, |c| sqlx::query(VOID_LINKS).bind(person.0).bind(now.millis()).execute(c).await.map(|_| ()))?;
        Ok(())
    }
}
