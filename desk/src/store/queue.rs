//! Lists of cases. Each view has a fixed leading predicate and the index that it reads; lists page by key, and counts
//! stop at a thousand, so a list costs the same at a thousand cases and at a million.

use caseline_domain::id::{AccountId, CaseNumber, PersonId, PlanId};
use caseline_domain::instant::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use super::{Read, Result, StoreError, count, on, word};

// Every case has its account; the left join is there because SQLite keeps its order, and with few accounts would
// otherwise begin with them and sort.
macro_rules! list {
    ($tail:expr) => {
        concat!(
            "
select support_case.number, support_case.subject, support_case.area, support_case.priority, support_case.status,
  support_case.waits_for_customer, support_case.started_at, support_case.closed_at, support_case.clocks, support_case.next_due, support_case.updated_at, support_case.plan_id,
  support_case.owner_id, support_case.last_seq, support_case.escalation, account.name as account_name, owner.name as owner_name
from support_case
left join account on account.id = support_case.account_id
left join person owner on owner.id = support_case.owner_id
where ",
            $tail
        )
    };
}

// The key of the last row of the page before is ($1, $2); the smallest key for the first page.
macro_rules! by_due {
    ($predicate:literal) => {
        list!(concat!(
            $predicate,
            "
  and (support_case.next_due, support_case.number) > ($1, $2)
order by support_case.next_due, support_case.number
limit $3"
        ))
    };
}

macro_rules! count_cases {
    ($predicate:literal) => {
        count!("support_case", $predicate)
    };
}

const ESCALATED: &str = by_due!("support_case.status <> 'closed' and support_case.escalation is not null");
const ALL: &str = by_due!("support_case.status <> 'closed'");
const UNASSIGNED: &str = by_due!("support_case.status <> 'closed' and support_case.owner_id is null");
const WAITING: &str = by_due!("support_case.status <> 'closed' and support_case.waits_for_customer");
const MINE: &str = by_due!("support_case.status <> 'closed' and support_case.owner_id = $4");
const ASKED: &str = by_due!("support_case.status <> 'closed' and support_case.offered_to = $4");
const OF_ACCOUNT: &str = by_due!("support_case.status <> 'closed' and support_case.account_id = $4");

const CLOSED_OF_ACCOUNT: &str = list!(
    "support_case.account_id = $1 and support_case.status = 'closed'
order by support_case.closed_at desc, support_case.number desc
limit $2"
);

// What is open, and what was closed since $2. That it is due at all leads SQLite to the index of the open ones, as below.
const CLOCKS_OF_ACCOUNT: &str = "
select priority, plan_id, clocks, decided
from support_case
where account_id = $1 and status <> 'closed' and next_due > 0
union all
select priority, plan_id, clocks, decided
from support_case
where account_id = $1 and status = 'closed' and closed_at >= $2
limit $3";

const COUNT_ESCALATED: &str = count_cases!("status <> 'closed' and escalation is not null");
const COUNT_ESCALATED_WAITING: &str = count_cases!("status <> 'closed' and escalation = 'waits'");
const COUNT_ALL: &str = count_cases!("status <> 'closed'");
const COUNT_UNASSIGNED: &str = count_cases!("status <> 'closed' and owner_id is null");
const COUNT_WAITING: &str = count_cases!("status <> 'closed' and waits_for_customer");
const COUNT_MINE: &str = count_cases!("status <> 'closed' and owner_id = $1");
const COUNT_ASKED: &str = count_cases!("status <> 'closed' and offered_to = $1");
// That it is due at all leads SQLite, which knows no sizes before it has looked, to the index of the open ones.
const COUNT_OF_ACCOUNT: &str = count_cases!("status <> 'closed' and account_id = $1 and next_due > 0");

pub(super) const STATEMENTS: &[(&str, &str)] = &[
    ("ESCALATED", ESCALATED),
    ("ALL", ALL),
    ("UNASSIGNED", UNASSIGNED),
    ("WAITING", WAITING),
    ("MINE", MINE),
    ("ASKED", ASKED),
    ("OF_ACCOUNT", OF_ACCOUNT),
    ("CLOSED_OF_ACCOUNT", CLOSED_OF_ACCOUNT),
    ("CLOCKS_OF_ACCOUNT", CLOCKS_OF_ACCOUNT),
    ("COUNT_ESCALATED", COUNT_ESCALATED),
    ("COUNT_ESCALATED_WAITING", COUNT_ESCALATED_WAITING),
    ("COUNT_ALL", COUNT_ALL),
    ("COUNT_UNASSIGNED", COUNT_UNASSIGNED),
    ("COUNT_WAITING", COUNT_WAITING),
    ("COUNT_MINE", COUNT_MINE),
    ("COUNT_ASKED", COUNT_ASKED),
    ("COUNT_OF_ACCOUNT", COUNT_OF_ACCOUNT),
];

/// Which cases a queue shows; always the open ones, by their next deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueView {
    Mine(PersonId),
    /// Those that this person is asked to take over.
    Asked(PersonId),
    Unassigned,
    /// Those that wait for the customer.
    Waiting,
    /// Those with an open escalation.
    Escalated,
    All,
    /// Those of an account: the portal's list.
    Account(AccountId),
}

#[derive(FromRow)]
struct Row {
    number: i64,
    subject: String,
    area: String,
    priority: String,
    status: String,
    waits_for_customer: bool,
    started_at: i64,
    closed_at: Option<i64>,
    clocks: Option<String>,
    next_due: i64,
    updated_at: i64,
    plan_id: Uuid,
    owner_id: Option<Uuid>,
    last_seq: i64,
    escalation: Option<String>,
    account_name: String,
    owner_name: Option<String>,
}

/// A case as lists show it.
#[derive(Clone, Debug)]
pub struct QueueRow {
    pub number: CaseNumber,
    pub subject: String,
    pub area: String,
    pub priority: caseline_domain::case::Priority,
    pub status: caseline_domain::case::Status,
    pub waits_for_customer: bool,
    pub started: Timestamp,
    pub closed: Option<Timestamp>,
    /// As `cases::cached` writes and reads them.
    pub clocks: String,
    pub next_due: Timestamp,
    pub updated: Timestamp,
    pub plan: PlanId,
    pub owner: Option<PersonId>,
    pub owner_name: Option<String>,
    pub account_name: String,
    /// The number of the last event, for a form that acts on the case from the list.
    pub last_seq: u32,
    pub escalation: Option<caseline_domain::case::EscalationStanding>,
}

impl TryFrom<Row> for QueueRow {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<QueueRow> {
        Ok(QueueRow {
            number: CaseNumber(row.number),
            subject: row.subject,
            area: row.area,
            priority: word(&row.priority)?,
            status: word(&row.status)?,
            waits_for_customer: row.waits_for_customer,
            started: Timestamp::from_millis(row.started_at),
            closed: row.closed_at.map(Timestamp::from_millis),
            clocks: row.clocks.ok_or_else(|| StoreError::Damaged(format!("C-{} is not rebuilt", row.number)))?,
            next_due: Timestamp::from_millis(row.next_due),
            updated: Timestamp::from_millis(row.updated_at),
            plan: PlanId(row.plan_id),
            owner: row.owner_id.map(PersonId),
            owner_name: row.owner_name,
            account_name: row.account_name,
            last_seq: u32::try_from(row.last_seq)
                .map_err(|_| StoreError::Damaged(format!("event number {}", row.last_seq)))?,
            escalation: row.escalation.as_deref().map(word).transpose()?,
        })
    }
}

/// The clocks of a case, and what they go by.
#[derive(Clone, Debug)]
pub struct ClocksRow {
    pub priority: caseline_domain::case::Priority,
    pub plan: PlanId,
    /// As `cases::cached` writes and reads them.
    pub clocks: String,
    /// What came of its earlier promises, as `cases::word` writes and reads it.
    pub decided: Option<String>,
}

/// A page of a queue, and the key that the next one begins after.
#[derive(Clone, Debug)]
pub struct QueuePage {
    pub rows: Vec<QueueRow>,
    pub next: Option<(Timestamp, CaseNumber)>,
}

/// How many cases each view has, up to 1000, which means "more than 999".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ViewCounts {
    pub mine: i64,
    /// Those that the person is asked to take over.
    pub asked: i64,
    pub unassigned: i64,
    pub waiting: i64,
    pub escalated: i64,
    /// Those of the escalated that no manager has acknowledged.
    pub escalated_waiting: i64,
    pub all: i64,
}

impl Read {
    /// A page of at most `size` rows that come after the key `after`.
    pub async fn queue(
        &mut self,
        view: QueueView,
        after: Option<(Timestamp, CaseNumber)>,
        size: u16,
    ) -> Result<QueuePage> {
        let (due, number) = after.map_or((i64::MIN, i64::MIN), |(due, number)| (due.millis(), number.0));
        // One more than asked tells whether there is a next page.
        let most = i64::from(size) + 1;
        let (sql, of) = match view {
            QueueView::Escalated => (ESCALATED, None),
            QueueView::All => (ALL, None),
            QueueView::Unassigned => (UNASSIGNED, None),
            QueueView::Waiting => (WAITING, None),
            QueueView::Mine(person) => (MINE, Some(person.0)),
            QueueView::Asked(person) => (ASKED, Some(person.0)),
            QueueView::Account(account) => (OF_ACCOUNT, Some(account.0)),
        };
        let rows: Vec<Row> = match of {
            None => on!(self, |c| sqlx::query_as(sql).bind(due).bind(number).bind(most).fetch_all(c).await)?,
            Some(of) => {
                on!(self, |c| sqlx::query_as(sql).bind(due).bind(number).bind(most).bind(of).fetch_all(c).await)?
            }
        };
        let mut rows = rows.into_iter().map(QueueRow::try_from).collect::<Result<Vec<_>>>()?;
        let more = rows.len() > usize::from(size);
        rows.truncate(usize::from(size));
        let next = rows.last().filter(|_| more).map(|row| (row.next_due, row.number));
        Ok(QueuePage { rows, next })
    }

    /// The newest closed cases of an account.
    pub async fn closed_of_account(&mut self, account: AccountId, most: i64) -> Result<Vec<QueueRow>> {
        let rows: Vec<Row> =
            on!(self, |c| sqlx::query_as(CLOSED_OF_ACCOUNT).bind(account.0).bind(most).fetch_all(c).await)?;
        rows.into_iter().map(QueueRow::try_from).collect()
    }

    /// The clocks of an account's cases that are open or were closed since then, of at most so many.
    pub async fn clocks_of_account(
        &mut self,
        account: AccountId,
        since: Timestamp,
        most: i64,
    ) -> Result<Vec<ClocksRow>> {
        let rows: Vec<(String, Uuid, Option<String>, Option<String>)> =
            on!(self, |c| sqlx::query_as(CLOCKS_OF_ACCOUNT)
                .bind(account.0)
                .bind(since.millis())
                .bind(most)
                .fetch_all(c)
                .await)?;
        let row = |(priority, plan, clocks, decided): (String, Uuid, Option<String>, Option<String>)| {
            let clocks = clocks.ok_or_else(|| StoreError::Damaged("a case is not rebuilt".to_owned()))?;
            Ok(ClocksRow { priority: word(&priority)?, plan: PlanId(plan), clocks, decided })
        };
        rows.into_iter().map(row).collect()
    }

    pub async fn view_counts(&mut self, person: PersonId) -> Result<ViewCounts> {
        let mine = on!(self, |c| sqlx::query_scalar(COUNT_MINE).bind(person.0).fetch_one(c).await)?;
        let asked = on!(self, |c| sqlx::query_scalar(COUNT_ASKED).bind(person.0).fetch_one(c).await)?;
        let unassigned = on!(self, |c| sqlx::query_scalar(COUNT_UNASSIGNED).fetch_one(c).await)?;
        let waiting = on!(self, |c| sqlx::query_scalar(COUNT_WAITING).fetch_one(c).await)?;
        let escalated = on!(self, |c| sqlx::query_scalar(COUNT_ESCALATED).fetch_one(c).await)?;
        let escalated_waiting = on!(self, |c| sqlx::query_scalar(COUNT_ESCALATED_WAITING).fetch_one(c).await)?;
        let all = on!(self, |c| sqlx::query_scalar(COUNT_ALL).fetch_one(c).await)?;
        Ok(ViewCounts { mine, asked, unassigned, waiting, escalated, escalated_waiting, all })
    }

    /// How many open cases an account has, up to 1000.
    pub async fn open_of_account(&mut self, account: AccountId) -> Result<i64> {
        Ok(on!(self, |c| sqlx::query_scalar(COUNT_OF_ACCOUNT).bind(account.0).fetch_one(c).await)?)
    }
}
