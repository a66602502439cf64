//! Signed-in sessions, by the hash of their token.

use caseline_domain::id::PersonId;
use caseline_domain::instant::Timestamp;
use sqlx::FromRow;

use super::people::PersonRow;
use super::{Read, Result, Write, on};

const SESSION: &str = "
select person.id, person.email, person.name, person.standing, person.account_id, person.password_hash, person.zone,
  session.seen_at
from session
join person on person.id = session.person_id
where session.token_hash = $1
  and session.expires_at > $2
  and session.seen_at > $3
  and person.disabled_at is null";

const INSERT_SESSION: &str = "
insert into session (token_hash, person_id, created_at, seen_at, expires_at)
values ($1, $2, $3, $3, $4)";

const TOUCH_SESSION: &str = "
update session
set seen_at = $2
where token_hash = $1";

const END_SESSION: &str = "
delete from session
where token_hash = $1";

const END_SESSIONS_OF: &str = "
delete from session
where person_id = $1";

const DROP_EXPIRED: &str = "
delete from session
where expires_at <= $1";

pub(super) const STATEMENTS: &[(&str, &str)] = &[
    ("SESSION", SESSION),
    ("INSERT_SESSION", INSERT_SESSION),
    ("TOUCH_SESSION", TOUCH_SESSION),
    ("END_SESSION", END_SESSION),
    ("END_SESSIONS_OF", END_SESSIONS_OF),
    ("DROP_EXPIRED", DROP_EXPIRED),
];

#[derive(FromRow)]
struct SessionRow {
    #[sqlx(flatten)]
    person: PersonRow,
    seen_at: i64,
}

impl Read {
    /// Whose session this is and when it was last seen, if it lives: not past its end, and seen after `idle_since`.
    pub async fn session(
        &mut self,
        hash: &[u8],
        now: Timestamp,
        idle_since: Timestamp,
    ) -> Result<Option<(PersonRow, Timestamp)>> {
        let row: Option<SessionRow> = on!(self, |c| sqlx::query_as(SESSION)
            .bind(hash)
            .bind(now.millis())
            .bind(idle_since.millis())
            .fetch_optional(c)
            .await)?;
        Ok(row.map(|row| (row.person, Timestamp::from_millis(row.seen_at))))
    }
}

impl Write {
    pub async fn insert_session(
        &mut self,
        hash: &[u8],
        person: PersonId,
        now: Timestamp,
        expires: Timestamp,
    ) -> Result<()> {
        on!(self, |c| sqlx::query(INSERT_SESSION)
            .bind(hash)
            .bind(person.0)
            .bind(now.millis())
            .bind(expires.millis())
            .execute(c)
            .await
            .map(|_| ()))?;
        Ok(())
    }

    pub async fn touch_session(&mut self, hash: &[u8], now: Timestamp) -> Result<()> {
        on!(self, |c| sqlx::query(TOUCH_SESSION).bind(hash).bind(now.millis()).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    pub async fn end_session(&mut self, hash: &[u8]) -> Result<()> {
        on!(self, |c| sqlx::query(END_SESSION).bind(hash).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    pub async fn end_sessions_of(&mut self, person: PersonId) -> Result<()> {
        on!(self, |c| sqlx::query(END_SESSIONS_OF).bind(person.0).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    pub async fn drop_expired_sessions(&mut self, now: Timestamp) -> Result<()> {
        on!(self, |c| sqlx::query(DROP_EXPIRED).bind(now.millis()).execute(c).await.map(|_| ()))?;
        Ok(())
    }
}
