//! Cases of earlier systems: written once, in bulk, and read by who may. What is internal never leaves the database for a
//! member: their statements leave it out. How they are found is in [`super::legacy_search`].

use caseline_domain::id::{AccountId, LegacyId};
use caseline_domain::instant::Timestamp;
use caseline_domain::legacy::{LegacyCase, LegacyFile};
use sqlx::FromRow;
use uuid::Uuid;

use super::dialect::PerDialect;
use super::grants::granted_to;
use super::{Audience, Connection, Read, Result, StoreError, Write, on, to_json};

// Who holds the counter imports alone: what another import writes is seen before anything is compared with it.
const TAKE_NUMBERS: &str = "
update counter
set value = value + $1
where name = 'legacy_case'
returning value";

const KNOWN: PerDialect = PerDialect {
    sqlite: "
select old_number, hash
from legacy_case
where system = $1 and old_number in (select value from json_each($2))",
    postgres: "
select old_number, hash
from legacy_case
where system = $1 and old_number in (select json_array_elements_text(cast($2 as json)))",
};

macro_rules! legacy_case {
    ($($account:expr),+) => {
        concat!(
            "
select legacy_case.number, legacy_case.account_id, legacy_case.system, legacy_case.old_number, legacy_case.subject, legacy_case.status,
  legacy_case.priority, legacy_case.opened_at, legacy_case.closed_at, legacy_case.contact, legacy_case.imported_at,
  account.name as account_name
from legacy_case
join account on account.id = legacy_case.account_id
where legacy_case.number = $1",
            $($account),+
        )
    };
}
const LEGACY_CASE: &str = legacy_case!("");
const LEGACY_CASE_OF_ACCOUNT: &str = legacy_case!(" and legacy_case.account_id = $2");
const LEGACY_CASE_FOR_MEMBER: &str = legacy_case!(
    "
  and (legacy_case.account_id = $2
    or legacy_case.account_id in (
    ",
    granted_to!("$2"),
    "))"
);

macro_rules! entries {
    ($which:literal) => {
        concat!(
            "
select at, author, internal, body
from legacy_entry
where legacy_number = $1",
            $which,
            "
order by place
limit $2"
        )
    };
}
const LEGACY_ENTRIES: &str = entries!("");
const LEGACY_ENTRIES_PUBLIC: &str = entries!(" and not internal");

const LEGACY_FILES: &str = "
select place, name, size, sha256
from legacy_file
where legacy_number = $1
order by place";

pub(super) const PER_DIALECT: &[(&str, PerDialect)] = &[("KNOWN", KNOWN)];

pub(super) const STATEMENTS: &[(&str, &str)] = &[
    ("TAKE_NUMBERS", TAKE_NUMBERS),
    ("LEGACY_CASE", LEGACY_CASE),
    ("LEGACY_CASE_OF_ACCOUNT", LEGACY_CASE_OF_ACCOUNT),
    ("LEGACY_CASE_FOR_MEMBER", LEGACY_CASE_FOR_MEMBER),
    ("LEGACY_ENTRIES", LEGACY_ENTRIES),
    ("LEGACY_ENTRIES_PUBLIC", LEGACY_ENTRIES_PUBLIC),
    ("LEGACY_FILES", LEGACY_FILES),
];

/// A legacy case to be written, with what it is found by.
pub struct NewLegacy {
    pub id: LegacyId,
    pub case: LegacyCase,
    /// Of its canonical content.
    pub hash: String,
    /// Its words that its customer may read, and all of them where something internal is among them.
    pub words: (String, Option<String>),
    pub imported: Timestamp,
}

#[derive(FromRow)]
struct Row {
    number: i64,
    account_id: Uuid,
    system: String,
    old_number: String,
    subject: String,
    status: String,
    priority: String,
    opened_at: i64,
    closed_at: Option<i64>,
    contact: String,
    imported_at: i64,
    account_name: String,
}

/// A legacy case as lists show it. Empty is what its system had not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegacyRow {
    pub id: LegacyId,
    pub account: AccountId,
    pub system: String,
    pub old_number: String,
    pub subject: String,
    pub status: String,
    pub priority: String,
    pub opened: Timestamp,
    pub closed: Option<Timestamp>,
    pub contact: String,
    pub imported: Timestamp,
    pub account_name: String,
}

impl From<Row> for LegacyRow {
    fn from(row: Row) -> LegacyRow {
        LegacyRow {
            id: LegacyId(row.number),
            account: AccountId(row.account_id),
            system: row.system,
            old_number: row.old_number,
            subject: row.subject,
            status: row.status,
            priority: row.priority,
            opened: Timestamp::from_millis(row.opened_at),
            closed: row.closed_at.map(Timestamp::from_millis),
            contact: row.contact,
            imported: Timestamp::from_millis(row.imported_at),
            account_name: row.account_name,
        }
    }
}

/// An entry of a legacy case as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegacyEntryRow {
    pub at: Timestamp,
    pub author: String,
    pub internal: bool,
    pub body: String,
}

impl Read {
    /// Those of these old numbers that were imported from a system, with the hash of their content.
    pub async fn known_legacy(&mut self, system: &str, old_numbers: &[&str]) -> Result<Vec<(String, String)>> {
        let numbers = to_json(&old_numbers)?;
        Ok(match self.connection() {
            Connection::Sqlite(c) => sqlx::query_as(KNOWN.sqlite).bind(system).bind(numbers).fetch_all(c).await?,
            Connection::Postgres(c) => sqlx::query_as(KNOWN.postgres).bind(system).bind(numbers).fetch_all(c).await?,
        })
    }

    /// The legacy case of this number, if this audience may see it.
    pub async fn legacy_case(&mut self, audience: Audience, id: LegacyId) -> Result<Option<LegacyRow>> {
        let row: Option<Row> = match audience {
            Audience::Desk => on!(self, |c| sqlx::query_as(LEGACY_CASE).bind(id.0).fetch_optional(c).await)?,
            Audience::Account(AccountId(account)) => {
                on!(self, |c| sqlx::query_as(LEGACY_CASE_OF_ACCOUNT).bind(id.0).bind(account).fetch_optional(c).await)?
            }
        };
        Ok(row.map(LegacyRow::from))
    }

    /// The legacy case of this number if it is that member's account's, or of one that lets it read.
    pub async fn legacy_case_for_member(&mut self, own: AccountId, id: LegacyId) -> Result<Option<LegacyRow>> {
        let row: Option<Row> =
            on!(self, |c| sqlx::query_as(LEGACY_CASE_FOR_MEMBER).bind(id.0).bind(own.0).fetch_optional(c).await)?;
        Ok(row.map(LegacyRow::from))
    }

    /// The first entries of a legacy case, as far as this audience may read them.
    pub async fn legacy_entries(&mut self, audience: Audience, id: LegacyId, most: i64) -> Result<Vec<LegacyEntryRow>> {
        let sql = match audience {
            Audience::Account(_) => LEGACY_ENTRIES_PUBLIC,
            Audience::Desk => LEGACY_ENTRIES,
        };
        let rows: Vec<(i64, String, bool, String)> =
            on!(self, |c| sqlx::query_as(sql).bind(id.0).bind(most).fetch_all(c).await)?;
        Ok(rows
            .into_iter()
            .map(|(at, author, internal, body)| LegacyEntryRow {
                at: Timestamp::from_millis(at),
                author,
                internal,
                body,
            })
            .collect())
    }

    /// The files of a legacy case, each with its place from 1.
    pub async fn legacy_files(&mut self, id: LegacyId) -> Result<Vec<(i64, LegacyFile)>> {
        let rows: Vec<(i64, String, i64, String)> =
            on!(self, |c| sqlx::query_as(LEGACY_FILES).bind(id.0).fetch_all(c).await)?;
        rows.into_iter()
            .map(|(place, name, size, sha256)| {
                let damaged = || StoreError::Damaged(format!("file {place} of legacy case {id}"));
                let name = caseline_domain::text::OldLine::parse(&name).map_err(|_| damaged())?;
                let size = u64::try_from(size).map_err(|_| damaged())?;
                Ok((place, LegacyFile { name, size, sha256 }))
            })
            .collect()
    }
}

impl Write {
    /// Takes numbers for so many legacy cases and returns the last one. None are taken for 0; either way nobody else
    /// imports until this transaction ends.
    pub async fn take_legacy_numbers(&mut self, many: i64) -> Result<i64> {
        Ok(on!(self, |c| sqlx::query_scalar(TAKE_NUMBERS).bind(many).fetch_one(c).await)?)
    }
}
