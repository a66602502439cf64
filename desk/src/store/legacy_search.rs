//! Finding legacy cases: by their words, as other cases are ([`super::search`]), by their old number, and all of an account.

use caseline_domain::id::{AccountId, LegacyId};
use caseline_domain::instant::Timestamp;
use sqlx::Row as _;

use super::dialect::PerDialect;
use super::search::{Matching, hits_in, steps_before};
use super::{Audience, Connection, Read, Result, on};

// The hits of $1 behind the number $2, first by the words and then by the row, as in the search for other cases.
macro_rules! hits {
    ($hit:expr, $account:literal) => {
        concat!(
            "
with hit as materialized (",
            $hit,
            ")
select legacy_case.number, legacy_case.subject
from hit
cross join legacy_case
where legacy_case.number = hit.number",
            $account,
            "
order by legacy_case.number desc
limit $3"
        )
    };
}

const LEGACY_HITS_OF_ACCOUNT: PerDialect =
    hits_in!(hits, "legacy_words", "number + 0", "\n  and legacy_case.account_id = $4");
const LEGACY_HITS: PerDialect = hits_in!(hits, "legacy_words", "number + 0", "");
const LEGACY_INTERNAL_HITS: PerDialect = hits_in!(hits, "legacy_words_internal", "number + 0", "");
const NEWEST_LEGACY_HITS: PerDialect = hits_in!(hits, "legacy_words", "number", "");
const NEWEST_LEGACY_INTERNAL_HITS: PerDialect = hits_in!(hits, "legacy_words_internal", "number", "");

const LAST_LEGACY: &str = "
select value
from counter
where name = 'legacy_case'";

const BY_OLD_NUMBER: &str = "
select number
from legacy_case
where old_folded = $1
order by number desc
limit $2";

const BY_OLD_NUMBER_OF_ACCOUNT: &str = "
select number
from legacy_case
where old_folded = $1 and account_id = $3
order by number desc
limit $2";

const LEGACY_PLACE: &str = "
select opened_at
from legacy_case
where number = $1 and account_id = $2";

// The last one of the page before is that of $2 and $3.
const LEGACY_LISTED: &str = "
select number
from legacy_case
where account_id = $1 and (opened_at, number) < ($2, $3)
order by opened_at desc, number desc
limit $4";

pub(super) const PER_DIALECT: &[(&str, PerDialect)] = &[
    ("LEGACY_HITS_OF_ACCOUNT", LEGACY_HITS_OF_ACCOUNT),
    ("LEGACY_HITS", LEGACY_HITS),
    ("LEGACY_INTERNAL_HITS", LEGACY_INTERNAL_HITS),
    ("NEWEST_LEGACY_HITS", NEWEST_LEGACY_HITS),
    ("NEWEST_LEGACY_INTERNAL_HITS", NEWEST_LEGACY_INTERNAL_HITS),
];

pub(super) const STATEMENTS: &[(&str, &str)] = &[
    ("LAST_LEGACY", LAST_LEGACY),
    ("BY_OLD_NUMBER", BY_OLD_NUMBER),
    ("BY_OLD_NUMBER_OF_ACCOUNT", BY_OLD_NUMBER_OF_ACCOUNT),
    ("LEGACY_PLACE", LEGACY_PLACE),
    ("LEGACY_LISTED", LEGACY_LISTED),
];

impl Read {
    /// The newest legacy cases in whose words all of these are, with their subjects; of those behind `behind` alone.
    pub async fn legacy_hits(
        &mut self,
        audience: Audience,
        matching: &Matching,
        behind: i64,
        most: i64,
    ) -> Result<Vec<(i64, String)>> {
        let which: &[PerDialect] = match (audience, behind) {
            (Audience::Account(_), _) => &[LEGACY_HITS_OF_ACCOUNT],
            (Audience::Desk, 0) => &[LEGACY_HITS, LEGACY_INTERNAL_HITS],
            (Audience::Desk, _) => &[NEWEST_LEGACY_HITS, NEWEST_LEGACY_INTERNAL_HITS],
        };
        let mut hits = Vec::new();
        for sql in which {
            macro_rules! run {
                ($c:expr, $sql:expr, $matching:expr) => {{
                    let query = sqlx::query($sql).bind($matching).bind(behind).bind(most);
                    let query = match audience {
                        Audience::Account(AccountId(account)) => query.bind(account),
                        Audience::Desk => query,
                    };
                    for row in query.fetch_all($c).await? {
                        hits.push((row.try_get(0)?, row.try_get(1)?));
                    }
                }};
            }
            match self.connection() {
                Connection::Sqlite(c) => run!(c, sql.sqlite, matching.for_sqlite()),
                Connection::Postgres(c) => run!(c, sql.postgres, matching.for_postgres()),
            }
        }
        // One in which something internal was said is in both.
        hits.sort_unstable_by(|one: &(i64, String), other| other.cmp(one));
        hits.dedup_by_key(|(number, _)| *number);
        hits.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        Ok(hits)
    }

    /// As for other cases: how far it pays to look for hits step by step.
    pub async fn steps_of_legacy_search(&mut self, audience: Audience) -> Result<Vec<i64>> {
        let is_sqlite = matches!(self.connection(), Connection::Sqlite(_));
        if is_sqlite || audience != Audience::Desk {
            return Ok(vec![0]);
        }
        let last: i64 = on!(self, |c| sqlx::query_scalar(LAST_LEGACY).fetch_one(c).await)?;
        Ok(steps_before(last))
    }

    /// The legacy cases of this folded old number that this audience may see, of whatever system.
    pub async fn legacy_by_old_number(&mut self, audience: Audience, folded: &str, most: i64) -> Result<Vec<LegacyId>> {
        let numbers: Vec<i64> = match audience {
            Audience::Desk => {
                on!(self, |c| sqlx::query_scalar(BY_OLD_NUMBER).bind(folded).bind(most).fetch_all(c).await)?
            }
            Audience::Account(AccountId(account)) => on!(self, |c| sqlx::query_scalar(BY_OLD_NUMBER_OF_ACCOUNT)
                .bind(folded)
                .bind(most)
                .bind(account)
                .fetch_all(c)
                .await)?,
        };
        Ok(numbers.into_iter().map(LegacyId).collect())
    }

    /// The legacy cases of an account, those opened last first, behind one of them.
    pub async fn legacy_of_account(
        &mut self,
        account: AccountId,
        after: Option<LegacyId>,
        most: i64,
    ) -> Result<Vec<LegacyId>> {
        let after: Option<(i64, i64)> = match after {
            None => None,
            Some(LegacyId(number)) => {
                let opened: Option<i64> = on!(self, |c| sqlx::query_scalar(LEGACY_PLACE)
                    .bind(number)
                    .bind(account.0)
                    .fetch_optional(c)
                    .await)?;
                opened.map(|opened| (opened, number))
            }
        };
        let (opened, number) = after.unwrap_or((Timestamp::FAR_FUTURE.millis(), i64::MAX));
        let numbers: Vec<i64> = on!(self, |c| sqlx::query_scalar(LEGACY_LISTED)
            .bind(account.0)
            .bind(opened)
            .bind(number)
            .bind(most)
            .fetch_all(c)
            .await)?;
        Ok(numbers.into_iter().map(LegacyId).collect())
    }
}
