//! Cases and their events. The row is a cache of the events: whoever appends one ([`Write::insert_event`]) writes the
//! row's new state in the same transaction ([`Write::update_case`]), as [`crate::cases::cached`] makes it.

use caseline_domain::case::{Author, Recorded, Visibility};
use caseline_domain::id::{AccountId, CaseId, CaseNumber, PersonId, PlanId};
use caseline_domain::instant::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use super::dialect::{PerDialect, for_update};
use super::grants::{granted_to, with_company};
use super::{CaseWords, Connection, Read, Reader, Result, StoreError, Write, json, on, to_json};

// Nothing is mailed to who is disabled, so that their address is not here, nor where it is the technical contact's. Neither
// is that of a partner's person whose company may not read the case any more.
macro_rules! case_where {
    ($condition:literal) => {
        concat!(
            "
select support_case.id, support_case.number, support_case.account_id, support_case.plan_id, support_case.opened_by,
  support_case.subject, support_case.owner_id,
  account.name as account_name, account.contact_email, account.zone as account_zone, account.kind as account_kind,
  case when disabled.id is null then account.contact_email end as mailed_contact,
  ",
            with_company!("opener", "support_case.account_id"),
            " as opener_name, coalesce(opener.account_id = support_case.account_id, false) as opener_is_member,
  case
    when opener.disabled_at is null
      and (opener.account_id = support_case.account_id
        or support_case.account_id in (
    ",
            granted_to!("opener.account_id"),
            "))
    then opener.email
  end as opener_email, opener.phone as opener_phone, opener.prefers as opener_prefers,
  owner.name as owner_name, case when owner.disabled_at is null then owner.email end as owner_email, owner.zone as owner_zone
from support_case
join account on account.id = support_case.account_id
join person opener on opener.id = support_case.opened_by
left join person owner on owner.id = support_case.owner_id
left join person disabled on disabled.email_folded = account.contact_folded and disabled.disabled_at is not null
where ",
            $condition
        )
    };
}

const CASE: &str = case_where!("support_case.number = $1");
const CASE_OF_ACCOUNT: &str = case_where!("support_case.account_id = $1 and support_case.number = $2");
const CASE_FOR_MEMBER: &str = case_where!(
    "support_case.number = $2
  and (support_case.account_id = $1
    or support_case.account_id in (
    select merchant_id
    from account_grant
    where partner_id = $1 and withdrawn_at is null))"
);

const LOCK_CASE: PerDialect = for_update!(
    "
select id
from support_case
where number = $1"
);

const EVENTS: &str = concat!(
    "
select event.seq, event.at, event.actor_id, event.body, actor.standing as actor_standing,
  ",
    with_company!("actor", "support_case.account_id"),
    " as actor_name, concerned.name as concerned_name
from case_event event
join support_case on support_case.id = event.case_id
left join person actor on actor.id = event.actor_id
left join person concerned on concerned.id = event.concerns_id
where event.case_id = $1
order by event.seq"
);

// The columns of a case, and below in the same order their values: what a case is, and then what its events make of it.
macro_rules! case_state_columns {
    () => {
        "plan_id, priority, status, owner_id, waits_for_customer, assigned_at, resolved_at, closed_at, clocks, next_due,
  timer_at, updated_at, last_seq, offered_to, escalation, decided, words_mark"
    };
}
macro_rules! case_columns {
    () => {
        concat!(
            "id, number, account_id, opened_by, subject, area, channel, started_at,
  ",
            case_state_columns!()
        )
    };
}

/// Binds a row's values with the method of that name, `bind` or `push_bind`: one list for one row and for many.
macro_rules! bind_case_state {
    ($query:expr, $bind:ident, $row:expr) => {
        $query
            .$bind($row.plan.0)
            .$bind($row.priority)
            .$bind($row.status)
            .$bind($row.owner.map(|owner| owner.0))
            .$bind($row.waits_for_customer)
            .$bind($row.assigned.map(Timestamp::millis))
            .$bind($row.resolved.map(Timestamp::millis))
            .$bind($row.closed.map(Timestamp::millis))
            .$bind($row.clocks.as_str())
            .$bind($row.next_due.millis())
            .$bind($row.timer.millis())
            .$bind($row.updated.millis())
            .$bind(i64::from($row.last_seq))
            .$bind($row.offered_to.map(|person| person.0))
            .$bind($row.escalation)
            .$bind($row.decided.as_deref())
            .$bind($row.words.mark)
    };
}
pub(super) use bind_case_state;
macro_rules! bind_case {
    ($query:expr, $bind:ident, $row:expr) => {
        bind_case_state!(
            $query
                .$bind($row.id.0)
                .$bind($row.number.0)
                .$bind($row.account.0)
                .$bind($row.opened_by.0)
                .$bind($row.subject.as_str())
                .$bind($row.area.as_str())
                .$bind($row.channel)
                .$bind($row.started.millis()),
            $bind,
            $row
        )
    };
}
pub(super) use bind_case;

macro_rules! event_columns {
    () => {
        "case_id, seq, at, actor_id, concerns_id, kind, internal, body"
    };
}
macro_rules! bind_event {
    ($query:expr, $bind:ident, $case:expr, $recorded:expr, $body:expr) => {
        $query
            .$bind($case.0)
            .$bind(i64::from($recorded.seq))
            .$bind($recorded.at.millis())
            .$bind($crate::store::cases::actor_id($recorded))
            .$bind($recorded.event.concerns().map(|person| person.0))
            .$bind($recorded.event.kind())
            .$bind($recorded.event.visibility() == Visibility::Internal)
            .$bind($body)
    };
}
pub(super) use bind_event;

/// Who did it, as it is stored: nobody for the desk itself.
pub(super) fn actor_id(recorded: &Recorded) -> Option<Uuid> {
    match recorded.by {
        Author::Person(person) => Some(person.0),
        Author::Desk => None,
    }
}

/// How the inserts of many rows begin.
pub(super) const INSERT_CASES: &str = concat!("insert into support_case (", case_columns!(), ") ");
pub(super) const INSERT_EVENTS: &str = concat!("insert into case_event (", event_columns!(), ") ");

const INSERT_CASE: &str = concat!(
    "
insert into support_case (",
    case_columns!(),
    ")
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
  $24, $25)"
);

const INSERT_EVENT: &str = concat!(
    "
insert into case_event (",
    event_columns!(),
    ")
values ($1, $2, $3, $4, $5, $6, $7, $8)"
);

const UPDATE_CASE: &str = concat!(
    "
update support_case
set (",
    case_state_columns!(),
    ") =
  ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
where id = $1"
);

const NEXT_NUMBER: &str = "
update counter
set value = value + 1
where name = 'case_number'
returning value";

const PERFORM_ONCE: &str = "
insert into performed (once_key, person_id, at)
values ($1, $2, $3)
on conflict (once_key) do nothing
returning once_key";

const NOTE_OPENED: &str = "
update performed
set number = $2
where once_key = $1";

const OPENED_WITH: &str = "
select number
from performed
where once_key = $1 and person_id = $2 and number is not null";

pub(super) const PER_DIALECT: &[(&str, PerDialect)] = &[("LOCK_CASE", LOCK_CASE)];

pub(super) const STATEMENTS: &[(&str, &str)] = &[
    ("CASE", CASE),
    ("CASE_OF_ACCOUNT", CASE_OF_ACCOUNT),
    ("CASE_FOR_MEMBER", CASE_FOR_MEMBER),
    ("EVENTS", EVENTS),
    ("INSERT_CASE", INSERT_CASE),
    ("INSERT_EVENT", INSERT_EVENT),
    ("UPDATE_CASE", UPDATE_CASE),
    ("NEXT_NUMBER", NEXT_NUMBER),
    ("PERFORM_ONCE", PERFORM_ONCE),
    ("NOTE_OPENED", NOTE_OPENED),
    ("OPENED_WITH", OPENED_WITH),
];

/// Name and address of a person around a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonInCase {
    pub id: PersonId,
    pub name: String,
    /// `None` for who is disabled: nothing is mailed to them.
    pub email: Option<String>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    number: i64,
    account_id: Uuid,
    plan_id: Uuid,
    opened_by: Uuid,
    subject: String,
    owner_id: Option<Uuid>,
    account_name: String,
    contact_email: String,
    mailed_contact: Option<String>,
    account_zone: String,
    account_kind: String,
    opener_name: String,
    opener_is_member: bool,
    opener_email: Option<String>,
    opener_phone: Option<String>,
    opener_prefers: String,
    owner_name: Option<String>,
    owner_email: Option<String>,
    owner_zone: Option<String>,
}

/// What surrounds a case; its state is in its events.
#[derive(Clone, Debug)]
pub struct CaseRow {
    pub id: CaseId,
    pub number: CaseNumber,
    pub account: AccountId,
    pub account_name: String,
    pub account_kind: String,
    pub account_zone: String,
    pub contact_email: String,
    /// The same where mail goes there; `None` where it is the address of somebody who is disabled.
    pub mailed_contact: Option<String>,
    pub plan: PlanId,
    pub subject: String,
    /// With their company, where that is a partner's.
    pub opener: PersonInCase,
    /// Who opened it is a member of its account, and not a partner's person.
    pub opener_is_member: bool,
    pub opener_phone: Option<String>,
    pub opener_prefers: String,
    pub owner: Option<PersonInCase>,
    /// The zone in which the owner reads times.
    pub owner_zone: Option<String>,
}

impl CaseRow {
    /// Where the owner is written to; nobody where the case has none, or one who is disabled.
    #[must_use]
    pub fn owner_reads(&self) -> Vec<Reader> {
        let email = self.owner.as_ref().and_then(|owner| owner.email.clone());
        email.zip(self.owner_zone.clone()).map(|(email, zone)| Reader { email, zone }).into_iter().collect()
    }
}

impl From<Row> for CaseRow {
    fn from(row: Row) -> CaseRow {
        CaseRow {
            id: CaseId(row.id),
            number: CaseNumber(row.number),
            account: AccountId(row.account_id),
            account_name: row.account_name,
            account_kind: row.account_kind,
            account_zone: row.account_zone,
            contact_email: row.contact_email,
            mailed_contact: row.mailed_contact,
            plan: PlanId(row.plan_id),
            subject: row.subject,
            opener: PersonInCase { id: PersonId(row.opened_by), name: row.opener_name, email: row.opener_email },
            opener_is_member: row.opener_is_member,
            opener_phone: row.opener_phone,
            opener_prefers: row.opener_prefers,
            owner: row.owner_id.zip(row.owner_name).map(|(id, name)| PersonInCase {
                id: PersonId(id),
                name,
                email: row.owner_email,
            }),
            owner_zone: row.owner_zone,
        }
    }
}

#[derive(FromRow)]
struct RawEvent {
    seq: i64,
    at: i64,
    actor_id: Option<Uuid>,
    body: String,
    actor_name: Option<String>,
    actor_standing: Option<String>,
    concerned_name: Option<String>,
}

/// An event with the names that a page needs beside it.
#[derive(Clone, Debug)]
pub struct EventRow {
    pub recorded: Recorded,
    /// With their company, where that is a partner's.
    pub actor_name: Option<String>,
    /// The person on our side, or a member.
    pub by_us: bool,
    pub concerned_name: Option<String>,
}

impl TryFrom<RawEvent> for EventRow {
    type Error = StoreError;
    fn try_from(raw: RawEvent) -> Result<EventRow> {
        Ok(EventRow {
            recorded: Recorded {
                seq: u32::try_from(raw.seq).map_err(|_| StoreError::Damaged(format!("event number {}", raw.seq)))?,
                at: Timestamp::from_millis(raw.at),
                by: raw.actor_id.map_or(Author::Desk, |id| Author::Person(PersonId(id))),
                event: json(&raw.body)?,
            },
            by_us: raw.actor_standing.as_deref().is_none_or(|standing| standing != "member"),
            actor_name: raw.actor_name,
            concerned_name: raw.concerned_name,
        })
    }
}

/// A case's row as its events leave it; see [`crate::cases::cached`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCaseRow {
    pub id: CaseId,
    pub number: CaseNumber,
    pub account: AccountId,
    pub plan: PlanId,
    pub opened_by: PersonId,
    pub subject: String,
    pub area: String,
    pub priority: &'static str,
    pub channel: &'static str,
    pub status: &'static str,
    pub owner: Option<PersonId>,
    pub waits_for_customer: bool,
    pub started: Timestamp,
    pub assigned: Option<Timestamp>,
    pub resolved: Option<Timestamp>,
    pub closed: Option<Timestamp>,
    /// What its clocks come to, as `cases::cached` writes and reads them.
    pub clocks: String,
    pub next_due: Timestamp,
    /// When the desk does something by itself next.
    pub timer: Timestamp,
    pub updated: Timestamp,
    pub last_seq: u32,
    /// Whom the owner asked to take over, until they answer.
    pub offered_to: Option<PersonId>,
    /// The word of an open escalation's standing.
    pub escalation: Option<&'static str>,
    /// What came of its earlier promises, as `cases::word` writes and reads it; nothing where there are none.
    pub decided: Option<String>,
    /// What it is found by.
    pub words: CaseWords,
}

impl Read {
    pub async fn case(&mut self, number: CaseNumber) -> Result<Option<CaseRow>> {
        let row: Option<Row> = on!(self, |c| sqlx::query_as(CASE).bind(number.0).fetch_optional(c).await)?;
        Ok(row.map(CaseRow::from))
    }

    /// The case if it is that account's.
    pub async fn case_of_account(&mut self, account: AccountId, number: CaseNumber) -> Result<Option<CaseRow>> {
        let row: Option<Row> =
            on!(self, |c| sqlx::query_as(CASE_OF_ACCOUNT).bind(account.0).bind(number.0).fetch_optional(c).await)?;
        Ok(row.map(CaseRow::from))
    }

    /// The case if it is that member's account's, or of one that lets it read.
    pub async fn case_for_member(&mut self, own: AccountId, number: CaseNumber) -> Result<Option<CaseRow>> {
        let row: Option<Row> =
            on!(self, |c| sqlx::query_as(CASE_FOR_MEMBER).bind(own.0).bind(number.0).fetch_optional(c).await)?;
        Ok(row.map(CaseRow::from))
    }

    /// Everything that happened, in order.
    pub async fn events(&mut self, case: CaseId) -> Result<Vec<EventRow>> {
        let rows: Vec<RawEvent> = on!(self, |c| sqlx::query_as(EVENTS).bind(case.0).fetch_all(c).await)?;
        rows.into_iter().map(EventRow::try_from).collect()
    }
}

impl Write {
    /// Holds a case until the transaction ends, so that two acts on it follow one another.
    pub async fn lock_case(&mut self, number: CaseNumber) -> Result<()> {
        match self.connection() {
            Connection::Sqlite(_) => {}
            Connection::Postgres(c) => {
                sqlx::query(LOCK_CASE.postgres).bind(number.0).fetch_optional(c).await?;
            }
        }
        Ok(())
    }

    pub async fn next_case_number(&mut self) -> Result<CaseNumber> {
        let value: i64 = on!(self, |c| sqlx::query_scalar(NEXT_NUMBER).fetch_one(c).await)?;
        Ok(CaseNumber(value))
    }

    pub async fn insert_case(&mut self, row: &NewCaseRow) -> Result<()> {
        on!(self, |c| bind_case!(sqlx::query(INSERT_CASE), bind, row).execute(c).await.map(|_| ()))?;
        self.put_words(row).await
    }

    pub async fn update_case(&mut self, row: &NewCaseRow) -> Result<()> {
        self.renew_words(row).await?;
        on!(self, |c| bind_case_state!(sqlx::query(UPDATE_CASE).bind(row.id.0), bind, row)
            .execute(c)
            .await
            .map(|_| ()))?;
        Ok(())
    }

    pub async fn insert_event(&mut self, case: CaseId, recorded: &Recorded) -> Result<()> {
        let body = to_json(&recorded.event)?;
        on!(self, |c| bind_event!(sqlx::query(INSERT_EVENT), bind, case, recorded, body).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    /// Whether this act's key is new; a form sent twice finds its key taken.
    pub async fn perform_once(&mut self, key: Uuid, person: PersonId, now: Timestamp) -> Result<bool> {
        let fresh: Option<Uuid> = on!(self, |c| sqlx::query_scalar(PERFORM_ONCE)
            .bind(key)
            .bind(person.0)
            .bind(now.millis())
            .fetch_optional(c)
            .await)?;
        Ok(fresh.is_some())
    }

    /// Remembers which case the form with this key opened.
    pub async fn note_opened(&mut self, key: Uuid, number: CaseNumber) -> Result<()> {
        on!(self, |c| sqlx::query(NOTE_OPENED).bind(key).bind(number.0).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    /// The case that this person's form with this key opened.
    pub async fn opened_with(&mut self, key: Uuid, person: PersonId) -> Result<Option<CaseNumber>> {
        let number: Option<i64> =
            on!(self, |c| sqlx::query_scalar(OPENED_WITH).bind(key).bind(person.0).fetch_optional(c).await)?;
        Ok(number.map(CaseNumber))
    }
}
