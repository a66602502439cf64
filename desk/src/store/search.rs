//! Finding cases by their words, and listing all of an account. The words are made by [`crate::cases`] and written with the
//! case's row; what the customer may read and what is internal are in tables of their own, and the statements for members
//! name the first one alone. On SQLite that is FTS5, on PostgreSQL a tsvector with GIN. Both give the newest hits first
//! and only so many, because to rank all cases with a common word would read half of them.

use caseline_domain::case::{Priority, Status};
use caseline_domain::id::{AccountId, CaseId, CaseNumber, PersonId};
use caseline_domain::instant::Timestamp;
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

use super::dialect::PerDialect;
use super::grants::with_company;
use super::{Connection, NewCaseRow, Read, Result, StoreError, Write, json, on, word};

const PUT_WORDS: PerDialect = PerDialect {
    sqlite: "insert or replace into case_words (rowid, words)
values ($1, $2)",
    postgres: "insert into case_words (number, words)
values ($1, array_to_tsvector(string_to_array($2, ' ')))
on conflict (number) do update
set words = excluded.words",
};
const PUT_INTERNAL_WORDS: PerDialect = PerDialect {
    sqlite: "insert or replace into case_words_internal (rowid, words)
values ($1, $2)",
    postgres: "insert into case_words_internal (number, words)
values ($1, array_to_tsvector(string_to_array($2, ' ')))
on conflict (number) do update
set words = excluded.words",
};

const WORDS_MARK: &str = "
select words_mark
from support_case
where id = $1";

// The hits of $1 among the cases behind the number $2, and of these the cases that the filters let pass. That the hits come
// first is said by the cross join, which SQLite keeps, and by "materialized", which PostgreSQL keeps.
macro_rules! hits {
    ($hit:expr, $account:literal) => {
        concat!(
            "
with hit as materialized (",
            $hit,
            ")
select support_case.number, support_case.subject
from hit
cross join support_case
where support_case.number = hit.number
  and ($3 = '' or ($3 = 'closed') = (support_case.status = 'closed'))
  and ($4 = '' or support_case.priority = $4)
  and (support_case.opened_by = $5 or $5 is null)",
            $account,
            "
order by support_case.number desc
limit $6"
        )
    };
}

// FTS5 walks its hits from the newest and stops at the limit. GIN gathers them all, and then reads their rows as they lie;
// where only the newest cases are asked for, by their index as well. `$hits`: the macro of the caller's own statement.
macro_rules! hits_in {
    ($hits:ident, $table:literal, $behind:literal, $account:literal) => {
        PerDialect {
            sqlite: $hits!(
                concat!(
                    "
  select rowid as number
  from ",
                    $table,
                    "
  where ",
                    $table,
                    " match $1 and rowid > $2
  order by rowid desc
  limit 5000"
                ),
                $account
            ),
            postgres: $hits!(
                concat!(
                    "
  select number
  from ",
                    $table,
                    "
  where words @@ cast($1 as tsquery) and ",
                    $behind,
                    " > $2
  limit 20000"
                ),
                $account
            ),
        }
    };
}
pub(super) use hits_in;

// A sum keeps PostgreSQL from the index of numbers, which it would read whole where it takes the words for common ones.
const HITS_OF_ACCOUNT: PerDialect = hits_in!(hits, "case_words", "number + 0", "\n  and support_case.account_id = $7");
const HITS: PerDialect = hits_in!(hits, "case_words", "number + 0", "");
const INTERNAL_HITS: PerDialect = hits_in!(hits, "case_words_internal", "number + 0", "");
const NEWEST_HITS: PerDialect = hits_in!(hits, "case_words", "number", "");
const NEWEST_INTERNAL_HITS: PerDialect = hits_in!(hits, "case_words_internal", "number", "");

// The number of the last case of the page before is $2.
macro_rules! listed {
    ($tail:literal) => {
        concat!(
            "
select number, subject
from support_case
where account_id = $1 and number < $2
  and ($3 = '' or ($3 = 'closed') = (status = 'closed'))
  and ($4 = '' or priority = $4)",
            $tail,
            "
order by number desc
limit $5"
        )
    };
}
const LISTED: &str = listed!("");
const LISTED_BY_OPENER: &str = listed!("\n  and opened_by = $6");

const LAST_NUMBER: &str = "
select value
from counter
where name = 'case_number'";

const FOUND: &str = concat!(
    "
select support_case.id, support_case.number, support_case.subject, support_case.area, support_case.priority,
  support_case.status, support_case.waits_for_customer, support_case.started_at, support_case.closed_at,
  support_case.updated_at, ",
    with_company!("opener", "support_case.account_id"),
    " as opener_name, owner.name as owner_name, account.name as account_name
from support_case
join account on account.id = support_case.account_id
join person opener on opener.id = support_case.opened_by
left join person owner on owner.id = support_case.owner_id
where support_case.number = $1"
);

const NUMBER_OF_ACCOUNT: &str = "
select number, subject
from support_case
where number = $1 and account_id = $2";

const NUMBER: &str = "
select number, subject
from support_case
where number = $1";

macro_rules! said {
    ($which:literal) => {
        concat!(
            "
select at, body
from case_event
where case_id = $1",
            $which,
            "
order by seq
limit $2"
        )
    };
}
const SAID: &str = said!("");
const SAID_TO_CUSTOMER: &str = said!(" and not internal");

pub(super) const PER_DIALECT: &[(&str, PerDialect)] = &[
    ("PUT_WORDS", PUT_WORDS),
    ("PUT_INTERNAL_WORDS", PUT_INTERNAL_WORDS),
    ("HITS_OF_ACCOUNT", HITS_OF_ACCOUNT),
    ("HITS", HITS),
    ("INTERNAL_HITS", INTERNAL_HITS),
    ("NEWEST_HITS", NEWEST_HITS),
    ("NEWEST_INTERNAL_HITS", NEWEST_INTERNAL_HITS),
];

pub(super) const STATEMENTS: &[(&str, &str)] = &[
    ("WORDS_MARK", WORDS_MARK),
    ("LISTED", LISTED),
    ("LISTED_BY_OPENER", LISTED_BY_OPENER),
    ("LAST_NUMBER", LAST_NUMBER),
    ("FOUND", FOUND),
    ("NUMBER", NUMBER),
    ("NUMBER_OF_ACCOUNT", NUMBER_OF_ACCOUNT),
    ("SAID", SAID),
    ("SAID_TO_CUSTOMER", SAID_TO_CUSTOMER),
];

/// What a case is found by: folded words with spaces between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseWords {
    /// What the customer may read.
    pub public: String,
    /// All there is, where something internal is among it.
    pub internal: Option<String>,
    /// Of both, another one for other words.
    pub mark: i64,
}

/// Words to be found, all in one case. They are of letters and digits alone, so that nothing in them is an operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matching {
    pub whole: Vec<String>,
    /// The beginning of a word.
    pub begins: Option<String>,
}

impl Matching {
    /// As FTS5 takes it: strings, and a star behind one that begins a word.
    pub(super) fn for_sqlite(&self) -> String {
        let whole = self.whole.iter().map(|word| format!("\"{word}\""));
        let begins = self.begins.iter().map(|word| format!("\"{word}\" *"));
        whole.chain(begins).collect::<Vec<_>>().join(" AND ")
    }

    /// As tsquery takes it.
    pub(super) fn for_postgres(&self) -> String {
        let whole = self.whole.iter().map(|word| format!("'{word}'"));
        let begins = self.begins.iter().map(|word| format!("'{word}':*"));
        whole.chain(begins).collect::<Vec<_>>().join(" & ")
    }
}

/// Which part of the cases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Openness {
    #[default]
    All,
    Open,
    Closed,
    /// Those of earlier systems, which are neither.
    Legacy,
}

impl Openness {
    const fn word(self) -> &'static str {
        match self {
            Openness::All | Openness::Legacy => "",
            Openness::Open => "open",
            Openness::Closed => "closed",
        }
    }
}

/// What narrows a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SearchFilter {
    pub openness: Openness,
    pub priority: Option<Priority>,
    pub opened_by: Option<PersonId>,
}

impl SearchFilter {
    /// Whether a case of ours can be like that.
    #[must_use]
    pub fn takes_cases(&self) -> bool {
        self.openness != Openness::Legacy
    }

    /// Whether a legacy case can be like that: it has none of our priorities, and none of our people asked.
    #[must_use]
    pub fn takes_legacy(&self) -> bool {
        matches!(self.openness, Openness::All | Openness::Legacy) && self.priority.is_none() && self.opened_by.is_none()
    }

    fn priority_word(&self) -> &'static str {
        self.priority.map_or("", Priority::word)
    }
}

/// Whose words are looked through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// What its customer may read, of the cases of an account.
    Account(AccountId),
    /// Everything.
    Desk,
}

/// The numbers behind which to look, up to the last one there is.
pub(super) fn steps_before(last: i64) -> Vec<i64> {
    let steps = [5_000, 100_000].into_iter().map(|step| last - step).filter(|behind| *behind > 0);
    steps.chain([0]).collect()
}

/// A case that is found, by its number and its subject.
pub type Hit = (i64, String);

#[derive(FromRow)]
struct Row {
    id: Uuid,
    number: i64,
    subject: String,
    area: String,
    priority: String,
    status: String,
    waits_for_customer: bool,
    started_at: i64,
    closed_at: Option<i64>,
    updated_at: i64,
    opener_name: String,
    owner_name: Option<String>,
    account_name: String,
}

/// A found case as lists show it.
#[derive(Clone, Debug)]
pub struct FoundRow {
    pub id: CaseId,
    pub number: CaseNumber,
    pub subject: String,
    pub area: String,
    pub priority: Priority,
    pub status: Status,
    pub waits_for_customer: bool,
    pub started: Timestamp,
    pub closed: Option<Timestamp>,
    pub updated: Timestamp,
    /// With their company, where that is a partner's.
    pub opener_name: String,
    pub owner_name: Option<String>,
    pub account_name: String,
}

impl TryFrom<Row> for FoundRow {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<FoundRow> {
        Ok(FoundRow {
            id: CaseId(row.id),
            number: CaseNumber(row.number),
            subject: row.subject,
            area: row.area,
            priority: word(&row.priority)?,
            status: word(&row.status)?,
            waits_for_customer: row.waits_for_customer,
            started: Timestamp::from_millis(row.started_at),
            closed: row.closed_at.map(Timestamp::from_millis),
            updated: Timestamp::from_millis(row.updated_at),
            opener_name: row.opener_name,
            owner_name: row.owner_name,
            account_name: row.account_name,
        })
    }
}

impl Read {
    /// The newest cases in whose words all of these are, the newest first; of cases behind the number `behind` alone.
    pub async fn hits(
        &mut self,
        audience: Audience,
        matching: &Matching,
        filter: &SearchFilter,
        behind: CaseNumber,
        most: i64,
    ) -> Result<Vec<Hit>> {
        let Audience::Account(account) = audience else {
            let (public, internal) = match behind {
                CaseNumber(0) => (HITS, INTERNAL_HITS),
                _ => (NEWEST_HITS, NEWEST_INTERNAL_HITS),
            };
            let mut hits = self.hits_of_all(public, matching, filter, behind, most).await?;
            hits.extend(self.hits_of_all(internal, matching, filter, behind, most).await?);
            // A case in which something internal was said is in both.
            hits.sort_unstable_by(|one, other| other.cmp(one));
            hits.dedup_by_key(|(number, _)| *number);
            hits.truncate(usize::try_from(most).unwrap_or(usize::MAX));
            return Ok(hits);
        };
        macro_rules! run {
            ($c:expr, $sql:expr, $matching:expr) => {
                sqlx::query_as($sql)
                    .bind($matching)
                    .bind(behind.0)
                    .bind(filter.openness.word())
                    .bind(filter.priority_word())
                    .bind(filter.opened_by.map(|person| person.0))
                    .bind(most)
                    .bind(account.0)
                    .fetch_all($c)
                    .await?
            };
        }
        Ok(match self.connection() {
            Connection::Sqlite(c) => run!(c, HITS_OF_ACCOUNT.sqlite, matching.for_sqlite()),
            Connection::Postgres(c) => run!(c, HITS_OF_ACCOUNT.postgres, matching.for_postgres()),
        })
    }

    async fn hits_of_all(
        &mut self,
        sql: PerDialect,
        matching: &Matching,
        filter: &SearchFilter,
        behind: CaseNumber,
        most: i64,
    ) -> Result<Vec<Hit>> {
        macro_rules! run {
            ($c:expr, $sql:expr, $matching:expr) => {
                sqlx::query_as($sql)
                    .bind($matching)
                    .bind(behind.0)
                    .bind(filter.openness.word())
                    .bind(filter.priority_word())
                    .bind(filter.opened_by.map(|person| person.0))
                    .bind(most)
                    .fetch_all($c)
                    .await?
            };
        }
        Ok(match self.connection() {
            Connection::Sqlite(c) => run!(c, sql.sqlite, matching.for_sqlite()),
            Connection::Postgres(c) => run!(c, sql.postgres, matching.for_postgres()),
        })
    }

    /// How far it pays to look for hits step by step, from the newest cases on: the numbers behind which to look. GIN
    /// gathers all hits before it gives any; FTS5 begins with the newest and needs no steps.
    pub async fn steps_of_search(&mut self, audience: Audience) -> Result<Vec<CaseNumber>> {
        let is_sqlite = matches!(self.connection(), Connection::Sqlite(_));
        if is_sqlite || audience != Audience::Desk {
            return Ok(vec![CaseNumber(0)]);
        }
        let last: i64 = on!(self, |c| sqlx::query_scalar(LAST_NUMBER).fetch_one(c).await)?;
        Ok(steps_before(last).into_iter().map(CaseNumber).collect())
    }

    /// The cases of an account before a number, the newest first.
    pub async fn cases_of_account(
        &mut self,
        account: AccountId,
        filter: &SearchFilter,
        before: CaseNumber,
        most: i64,
    ) -> Result<Vec<Hit>> {
        let (openness, priority) = (filter.openness.word(), filter.priority_word());
        Ok(match filter.opened_by {
            None => on!(self, |c| sqlx::query_as(LISTED)
                .bind(account.0)
                .bind(before.0)
                .bind(openness)
                .bind(priority)
                .bind(most)
                .fetch_all(c)
                .await)?,
            Some(person) => on!(self, |c| sqlx::query_as(LISTED_BY_OPENER)
                .bind(account.0)
                .bind(before.0)
                .bind(openness)
                .bind(priority)
                .bind(most)
                .bind(person.0)
                .fetch_all(c)
                .await)?,
        })
    }

    /// The case of this number, if this audience may see it.
    pub async fn hit_by_number(&mut self, audience: Audience, number: CaseNumber) -> Result<Option<Hit>> {
        Ok(match audience {
            Audience::Desk => on!(self, |c| sqlx::query_as(NUMBER).bind(number.0).fetch_optional(c).await)?,
            Audience::Account(account) => {
                on!(self, |c| sqlx::query_as(NUMBER_OF_ACCOUNT).bind(number.0).bind(account.0).fetch_optional(c).await)?
            }
        })
    }

    /// A found case with what stands beside it.
    pub async fn found(&mut self, number: CaseNumber) -> Result<Option<FoundRow>> {
        let row: Option<Row> = on!(self, |c| sqlx::query_as(FOUND).bind(number.0).fetch_optional(c).await)?;
        row.map(FoundRow::try_from).transpose()
    }

    /// The first things that happened in a case, as far as this audience may read them.
    pub async fn said(
        &mut self,
        audience: Audience,
        case: CaseId,
        most: i64,
    ) -> Result<Vec<(Timestamp, caseline_domain::case::Event)>> {
        let sql = match audience {
            Audience::Account(_) => SAID_TO_CUSTOMER,
            Audience::Desk => SAID,
        };
        let rows: Vec<(i64, String)> = on!(self, |c| sqlx::query_as(sql).bind(case.0).bind(most).fetch_all(c).await)?;
        rows.into_iter().map(|(at, body)| Ok((Timestamp::from_millis(at), json(&body)?))).collect()
    }
}

impl Write {
    /// Writes what a case is found by.
    pub(super) async fn put_words(&mut self, row: &NewCaseRow) -> Result<()> {
        let (number, words) = (row.number.0, &row.words);
        match self.connection() {
            Connection::Sqlite(c) => {
                sqlx::query(PUT_WORDS.sqlite).bind(number).bind(&words.public).execute(&mut *c).await?;
                if let Some(internal) = &words.internal {
                    sqlx::query(PUT_INTERNAL_WORDS.sqlite).bind(number).bind(internal).execute(c).await?;
                }
            }
            Connection::Postgres(c) => {
                sqlx::query(PUT_WORDS.postgres).bind(number).bind(&words.public).execute(&mut *c).await?;
                if let Some(internal) = &words.internal {
                    sqlx::query(PUT_INTERNAL_WORDS.postgres).bind(number).bind(internal).execute(c).await?;
                }
            }
        }
        Ok(())
    }

    /// The same, if the words are not those of the row as it is stored. To be called before the row is written.
    pub(super) async fn renew_words(&mut self, row: &NewCaseRow) -> Result<()> {
        let mark: Option<Option<i64>> =
            on!(self, |c| sqlx::query_scalar(WORDS_MARK).bind(row.id.0).fetch_optional(c).await)?;
        if mark.flatten() == Some(row.words.mark) { Ok(()) } else { self.put_words(row).await }
    }

    /// Writes the words of many new cases.
    pub(super) async fn put_words_of(&mut self, rows: &[&NewCaseRow]) -> Result<()> {
        let public: Vec<_> = rows.iter().map(|row| (row.number.0, row.words.public.as_str())).collect();
        let internal = rows.iter().filter_map(|row| Some((row.number.0, row.words.internal.as_deref()?)));
        let internal: Vec<_> = internal.collect();
        self.insert_words("case_words", &public).await?;
        self.insert_words("case_words_internal", &internal).await
    }

    /// Writes what many new rows are found by, each by its number, into a table of words.
    pub(super) async fn insert_words(&mut self, table: &'static str, all: &[(i64, &str)]) -> Result<()> {
        for chunk in all.chunks(super::bulk::ROWS) {
            match self.connection() {
                Connection::Sqlite(c) => {
                    let head = format!("insert into {table} (rowid, words) ");
                    let mut builder = QueryBuilder::<sqlx::Sqlite>::new(head);
                    builder.push_values(chunk, |mut row, (number, words)| {
                        row.push_bind(*number).push_bind(*words);
                    });
                    builder.build().execute(c).await?;
                }
                Connection::Postgres(c) => {
                    let head = format!("insert into {table} (number, words) ");
                    let mut builder = QueryBuilder::<sqlx::Postgres>::new(head);
                    builder.push_values(chunk, |mut row, (number, words)| {
                        row.push_bind(*number);
                        row.push("array_to_tsvector(string_to_array(");
                        row.push_bind_unseparated(*words);
                        row.push_unseparated(", ' '))");
                    });
                    builder.build().execute(c).await?;
                }
            }
        }
        Ok(())
    }
}
