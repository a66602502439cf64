//! Which partner may do what for which merchant. A grant is withdrawn and never deleted: its row is the record of who
//! granted it, who withdrew it, and when.

use caseline_domain::access::Grant;
use caseline_domain::account::GrantLevel;
use caseline_domain::id::{AccountId, PersonId};
use caseline_domain::instant::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use super::dialect::PerDialect;
use super::{Connection, Read, Result, StoreError, Write, on};

// Who acts on a case of another account than their own is named with their company. `$person` joins a person, `$account`
// names the account whose case it is.
macro_rules! with_company {
    ($person:literal, $account:literal) => {
        concat!(
            $person,
            ".name || coalesce(', ' || (
    select company.name
    from account company
    where company.id = ",
            $person,
            ".account_id and company.id <> ",
            $account,
            "), '')"
        )
    };
}
pub(super) use with_company;

// The merchants who let the partner $1 read their cases.
macro_rules! granted_to {
    ($partner:literal) => {
        concat!(
            "select merchant_id
    from account_grant
    where partner_id = ",
            $partner,
            " and withdrawn_at is null"
        )
    };
}
pub(super) use granted_to;

const GRANTED_TO: &str = "
select account.id, account.name, account_grant.level
from account_grant
join account on account.id = account_grant.merchant_id
where account_grant.partner_id = $1 and account_grant.withdrawn_at is null
order by account.name_folded, account.id";

const GRANTS_BY: &str = "
select partner.id as partner_id, partner.name as partner, account_grant.level, giver.name as granted_by,
  account_grant.granted_at, taker.name as withdrawn_by, account_grant.withdrawn_at
from account_grant
join account partner on partner.id = account_grant.partner_id
join person giver on giver.id = account_grant.granted_by
left join person taker on taker.id = account_grant.withdrawn_by
where account_grant.merchant_id = $1
order by account_grant.granted_at desc, account_grant.id desc
limit 200";

// Who can phone for an account: its members, and the people of partners that act for it.
const CALLERS: &str = concat!(
    "
select person.id, ",
    with_company!("person", "$1"),
    " as name
from person
where person.disabled_at is null
  and (person.account_id = $1
    or person.account_id in (
      select partner_id
      from account_grant
      where merchant_id = $1 and level = 'act' and withdrawn_at is null))
order by case when person.account_id = $1 then 0 else 1 end, person.name, person.id"
);

// Nobody finds more than the partner whose whole name or address they know.
const PARTNERS_KNOWN_AS: &str = "
select id, name, kind, contact_email, zone, plan_id
from account
where kind = 'partner' and (name_folded = $1 or contact_folded = $1)
order by name_folded, id
limit 2";

const INSERT_GRANT: &str = "
insert into account_grant (id, merchant_id, partner_id, level, granted_by, granted_at)
values ($1, $2, $3, $4, $5, $6)";

const WITHDRAW_GRANT: &str = "
update account_grant
set withdrawn_by = $3, withdrawn_at = $4
where merchant_id = $1 and partner_id = $2 and withdrawn_at is null
returning level";

const DROP_DRAFTS_OF_PARTNER: &str = "
delete from draft
where account_id = $1
  and author_id in (
    select id
    from person
    where account_id = $2)";

macro_rules! drop_mail_of_partner {
    ($recipient:literal) => {
        concat!(
            "
delete from outbox
where sent_at is null and failed_at is null
  and ",
            $recipient,
            " in (
    select email_folded
    from person
    where account_id = $2)
  and ",
            $recipient,
            " <> coalesce((
    select contact_folded
    from account
    where id = $1), '')
  and exists (
    select 1
    from support_case
    where support_case.id = outbox.case_id and support_case.account_id = $1)"
        )
    };
}

/// Folded as in `mail.rs`. What goes to the merchant's technical contact is the merchant's, whoever reads it.
const DROP_MAIL_OF_PARTNER: PerDialect = PerDialect {
    sqlite: drop_mail_of_partner!("lower(recipient)"),
    postgres: drop_mail_of_partner!("lower(recipient collate \"C\")"),
};

pub(super) const STATEMENTS: &[(&str, &str)] = &[
    ("GRANTED_TO", GRANTED_TO),
    ("GRANTS_BY", GRANTS_BY),
    ("CALLERS", CALLERS),
    ("PARTNERS_KNOWN_AS", PARTNERS_KNOWN_AS),
    ("INSERT_GRANT", INSERT_GRANT),
    ("WITHDRAW_GRANT", WITHDRAW_GRANT),
    ("DROP_DRAFTS_OF_PARTNER", DROP_DRAFTS_OF_PARTNER),
];

pub(super) const PER_DIALECT: &[(&str, PerDialect)] = &[("DROP_MAIL_OF_PARTNER", DROP_MAIL_OF_PARTNER)];

/// A grant, in force or withdrawn, with its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantRow {
    pub partner: AccountId,
    pub partner_name: String,
    pub level: GrantLevel,
    pub by: String,
    pub at: Timestamp,
    /// By whom and when it was withdrawn.
    pub withdrawn: Option<(String, Timestamp)>,
}

#[derive(FromRow)]
struct Row {
    partner_id: Uuid,
    partner: String,
    level: String,
    granted_by: String,
    granted_at: i64,
    withdrawn_by: Option<String>,
    withdrawn_at: Option<i64>,
}

fn level(word: &str) -> Result<GrantLevel> {
    GrantLevel::parse(word).ok_or_else(|| StoreError::Damaged(format!("a grant of {word:?}")))
}

impl Read {
    /// What merchants grant this partner at this moment, by their names.
    pub async fn granted_to(&mut self, partner: AccountId) -> Result<Vec<Grant>> {
        let rows: Vec<(Uuid, String, String)> =
            on!(self, |c| sqlx::query_as(GRANTED_TO).bind(partner.0).fetch_all(c).await)?;
        let grant =
            |(id, name, word): (Uuid, String, String)| Ok(Grant { account: AccountId(id), name, level: level(&word)? });
        rows.into_iter().map(grant).collect()
    }

    /// What this merchant granted and withdrew, the newest first.
    pub async fn grants_by(&mut self, merchant: AccountId) -> Result<Vec<GrantRow>> {
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(GRANTS_BY).bind(merchant.0).fetch_all(c).await)?;
        let row = |row: Row| {
            Ok(GrantRow {
                partner: AccountId(row.partner_id),
                partner_name: row.partner,
                level: level(&row.level)?,
                by: row.granted_by,
                at: Timestamp::from_millis(row.granted_at),
                withdrawn: row.withdrawn_by.zip(row.withdrawn_at.map(Timestamp::from_millis)),
            })
        };
        rows.into_iter().map(row).collect()
    }

    /// Everybody who can phone for an account, its members first; the others with their company.
    pub async fn callers(&mut self, account: AccountId) -> Result<Vec<(PersonId, String)>> {
        let rows: Vec<(Uuid, String)> = on!(self, |c| sqlx::query_as(CALLERS).bind(account.0).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|(id, name)| (PersonId(id), name)).collect())
    }

    /// The partners of exactly this folded name, or whose technical contact has this folded address; at most two.
    pub async fn partners_known_as(&mut self, folded: &str) -> Result<Vec<super::AccountRow>> {
        Ok(on!(self, |c| sqlx::query_as(PARTNERS_KNOWN_AS).bind(folded).fetch_all(c).await)?)
    }
}

impl Write {
    /// Grants it; where one is in force already, that is a [`StoreError::Duplicate`].
    pub async fn insert_grant(
        &mut self,
        id: Uuid,
        (merchant, partner): (AccountId, AccountId),
        level: GrantLevel,
        by: PersonId,
        now: Timestamp,
    ) -> Result<()> {
        on!(self, |c| sqlx::query(INSERT_GRANT)
            .bind(id)
            .bind(merchant.0)
            .bind(partner.0)
            .bind(level.key())
            .bind(by.0)
            .bind(now.millis())
            .execute(c)
            .await
            .map(|_| ()))?;
        Ok(())
    }

    /// Withdraws the grant that is in force; what it was, nothing where there was none.
    pub async fn withdraw_grant(
        &mut self,
        merchant: AccountId,
        partner: AccountId,
        by: PersonId,
        now: Timestamp,
    ) -> Result<Option<GrantLevel>> {
        let word: Option<String> = on!(self, |c| sqlx::query_scalar(WITHDRAW_GRANT)
            .bind(merchant.0)
            .bind(partner.0)
            .bind(by.0)
            .bind(now.millis())
            .fetch_optional(c)
            .await)?;
        word.as_deref().map(level).transpose()
    }

    /// Throws away what the partner's people have not submitted for this merchant.
    pub async fn drop_drafts_of_partner(&mut self, merchant: AccountId, partner: AccountId) -> Result<()> {
        on!(self, |c| sqlx::query(DROP_DRAFTS_OF_PARTNER)
            .bind(merchant.0)
            .bind(partner.0)
            .execute(c)
            .await
            .map(|_| ()))?;
        Ok(())
    }

    /// Deletes what is not sent yet to the partner's people about this merchant's cases, whoever holds its lease.
    pub async fn drop_mail_of_partner(&mut self, merchant: AccountId, partner: AccountId) -> Result<()> {
        match self.connection() {
            Connection::Sqlite(c) => {
                let query = sqlx::query(DROP_MAIL_OF_PARTNER.sqlite).bind(merchant.0).bind(partner.0);
                query.execute(c).await.map(|_| ())?;
            }
            Connection::Postgres(c) => {
                let query = sqlx::query(DROP_MAIL_OF_PARTNER.postgres).bind(merchant.0).bind(partner.0);
                query.execute(c).await.map(|_| ())?;
            }
        }
        Ok(())
    }
}
