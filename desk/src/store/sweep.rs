//! Deleting what nothing asks for any more, a batch at a time so that no writer waits long.

use caseline_domain::instant::Timestamp;

use super::{Result, Write, on};

/// So many rows a statement.
const BATCH: i64 = 1_000;

macro_rules! delete_batch {
    ($table:literal, $key:literal, $condition:literal) => {
        concat!(
            "
delete from ",
            $table,
            "
where ",
            $key,
            " in (
  select ",
            $key,
            "
  from ",
            $table,
            "
  where ",
            $condition,
            "
  limit $2)"
        )
    };
}

const SWEEP_PERFORMED: &str = delete_batch!("performed", "once_key", "at < $1");
const SWEEP_FORMS_SHOWN: &str = delete_batch!("form_shown", "id", "at < $1");
const SWEEP_EXPIRED_SESSIONS: &str = delete_batch!("session", "token_hash", "expires_at <= $1");
const SWEEP_IDLE_SESSIONS: &str = delete_batch!("session", "token_hash", "seen_at <= $1");
const SWEEP_LINKS: &str = delete_batch!("one_time_link", "token_hash", "used_at < $1 or expires_at < $1");
const SWEEP_SURVEY_LINKS: &str = delete_batch!("survey_link", "token_hash", "expires_at < $1");
const SWEEP_MAIL: &str = delete_batch!("outbox", "id", "sent_at < $1");
// From the oldest on, so that what is kept has no gap: who resumes behind the first one kept has missed nothing.
const SWEEP_CHANGES: &str = delete_batch!(
    "change",
    "id",
    "at < $1
    and position < coalesce(
      (select min(kept.position) from change as kept where kept.at >= $1),
      (select value + 1 from counter where name = 'change_position'))
  order by position"
);

pub(super) const STATEMENTS: &[(&str, &str)] = &[
    ("SWEEP_PERFORMED", SWEEP_PERFORMED),
    ("SWEEP_FORMS_SHOWN", SWEEP_FORMS_SHOWN),
    ("SWEEP_EXPIRED_SESSIONS", SWEEP_EXPIRED_SESSIONS),
    ("SWEEP_IDLE_SESSIONS", SWEEP_IDLE_SESSIONS),
    ("SWEEP_LINKS", SWEEP_LINKS),
    ("SWEEP_SURVEY_LINKS", SWEEP_SURVEY_LINKS),
    ("SWEEP_MAIL", SWEEP_MAIL),
    ("SWEEP_CHANGES", SWEEP_CHANGES),
];

/// What can be swept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sweepable {
    /// Keys of forms that were sent.
    Performed,
    /// Forms that came back, by when.
    FormsShown,
    /// Sessions by their end.
    ExpiredSessions,
    /// Sessions by when they were last used.
    IdleSessions,
    /// Invitations and resets, by when they were used or ran out.
    Links,
    /// By when they ran out; one that was used still says thank you until then.
    SurveyLinks,
    /// What was sent, by when.
    Mail,
    /// What changed, by when.
    Changes,
}

impl Sweepable {
    const fn statement(self) -> &'static str {
        match self {
            Sweepable::Performed => SWEEP_PERFORMED,
            Sweepable::FormsShown => SWEEP_FORMS_SHOWN,
            Sweepable::ExpiredSessions => SWEEP_EXPIRED_SESSIONS,
            Sweepable::IdleSessions => SWEEP_IDLE_SESSIONS,
            Sweepable::Links => SWEEP_LINKS,
            Sweepable::SurveyLinks => SWEEP_SURVEY_LINKS,
            Sweepable::Mail => SWEEP_MAIL,
            Sweepable::Changes => SWEEP_CHANGES,
        }
    }
}

impl Write {
    /// Deletes a batch of what is older than `before`; how many rows, fewer than a whole batch at the end.
    pub async fn sweep(&mut self, what: Sweepable, before: Timestamp) -> Result<u64> {
        Ok(on!(self, |c| sqlx::query(what.statement())
            .bind(before.millis())
            .bind(BATCH)
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?)
    }
}
