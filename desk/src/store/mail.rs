//! The outbox: mail is written in the transaction of what it tells about, and sent afterwards.

use caseline_domain::id::CaseId;
use caseline_domain::instant::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use super::dialect::PerDialect;
use super::{Connection, Result, Write, on};

const INSERT_MAIL: &str = "
insert into outbox (id, case_id, kind, recipient, subject, body, created_at, next_try_at, lease_until, attempts)
values ($1, $2, $3, $4, $5, $6, $7, $7, 0, 0)";

macro_rules! claim {
    ($lock:literal) => {
        concat!(
            "
update outbox
set lease_until = $2, attempts = attempts + 1
where id in (
  select id
  from outbox
  where sent_at is null and failed_at is null and next_try_at <= $1 and lease_until <= $1
  order by next_try_at, id
  limit $3",
            $lock,
            ")
returning id, recipient, subject, body, created_at, attempts"
        )
    };
}

/// Several servers claim at once: on PostgreSQL each passes over what another holds, SQLite has one writer.
const CLAIM: PerDialect = PerDialect { sqlite: claim!(""), postgres: claim!("\n  for update skip locked") };

// The text holds links that let people in: it is not kept longer than it is needed.
const SENT: &str = "
update outbox
set sent_at = $2, body = ''
where id = $1";

const TRY_LATER: &str = "
update outbox
set next_try_at = $2, lease_until = 0
where id = $1";

const GIVE_UP: &str = "
update outbox
set failed_at = $2, body = ''
where id = $1";

macro_rules! drop_unsent {
    ($recipient:literal) => {
        concat!(
            "
delete from outbox
where sent_at is null and failed_at is null and ",
            $recipient,
            " = $1"
        )
    };
}

/// Addresses are ASCII, which SQLite folds; PostgreSQL would fold by its language, where an `I` may become another letter.
const DROP_UNSENT: PerDialect =
    PerDialect { sqlite: drop_unsent!("lower(recipient)"), postgres: drop_unsent!("lower(recipient collate \"C\")") };

pub(super) const PER_DIALECT: &[(&str, PerDialect)] = &[("CLAIM", CLAIM), ("DROP_UNSENT", DROP_UNSENT)];

pub(super) const STATEMENTS: &[(&str, &str)] =
    &[("INSERT_MAIL", INSERT_MAIL), ("SENT", SENT), ("TRY_LATER", TRY_LATER), ("GIVE_UP", GIVE_UP)];

/// A mail to be sent.
pub struct NewMail {
    pub id: Uuid,
    pub case: Option<CaseId>,
    pub kind: &'static str,
    pub recipient: String,
    pub subject: String,
    pub body: String,
}

#[derive(Clone, Debug, FromRow)]
pub struct OutboxRow {
    pub id: Uuid,
    pub recipient: String,
    pub subject: String,
    pub body: String,
    pub created_at: i64,
    pub attempts: i64,
}

impl Write {
    pub async fn insert_mail(&mut self, mail: &NewMail, now: Timestamp) -> Result<()> {
        on!(self, |c| sqlx::query(INSERT_MAIL)
            .bind(mail.id)
            .bind(mail.case.map(|case| case.0))
            .bind(mail.kind)
            .bind(&mail.recipient)
            .bind(&mail.subject)
            .bind(&mail.body)
            .bind(now.millis())
            .execute(c)
            .await
            .map(|_| ()))?;
        Ok(())
    }

    /// Mail that is due, leased to the caller until `lease`: another server, or this one after a crash, may take it then.
    pub async fn claim_mail(&mut self, now: Timestamp, lease: Timestamp, most: i64) -> Result<Vec<OutboxRow>> {
        Ok(match self.connection() {
            Connection::Sqlite(c) => {
                sqlx::query_as(CLAIM.sqlite).bind(now.millis()).bind(lease.millis()).bind(most).fetch_all(c).await?
            }
            Connection::Postgres(c) => {
                sqlx::query_as(CLAIM.postgres).bind(now.millis()).bind(lease.millis()).bind(most).fetch_all(c).await?
            }
        })
    }

    /// Deletes what is not sent yet to this folded address, whoever holds its lease.
    pub async fn drop_unsent_mail(&mut self, folded: &str) -> Result<()> {
        match self.connection() {
            Connection::Sqlite(c) => sqlx::query(DROP_UNSENT.sqlite).bind(folded).execute(c).await.map(|_| ())?,
            Connection::Postgres(c) => sqlx::query(DROP_UNSENT.postgres).bind(folded).execute(c).await.map(|_| ())?,
        }
        Ok(())
    }

    pub async fn mail_sent(&mut self, id: Uuid, now: Timestamp) -> Result<()> {
        on!(self, |c| sqlx::query(SENT).bind(id).bind(now.millis()).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    pub async fn mail_later(&mut self, id: Uuid, next_try: Timestamp) -> Result<()> {
        on!(self, |c| sqlx::query(TRY_LATER).bind(id).bind(next_try.millis()).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    pub async fn mail_failed(&mut self, id: Uuid, now: Timestamp) -> Result<()> {
        on!(self, |c| sqlx::query(GIVE_UP).bind(id).bind(now.millis()).execute(c).await.map(|_| ()))?;
        Ok(())
    }
}
