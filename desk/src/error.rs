//! Why an act on a case, or a look at one, is refused: one variant a reason a caller can act on. The pages' side has
//! the one place that turns these into a status and a sentence.

use caseline_domain::access::NotThere;
use caseline_domain::case::{Full, IllegalStep, StaleForm, Status};
use caseline_domain::form::FieldErrors;
use caseline_domain::hours::OutOfHorizon;

use crate::store::StoreError;

#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// It does not exist, or this person may not know that it does.
    #[error("not there")]
    NotThere,
    /// Somebody changed the case after this person's page was made.
    #[error("the case changed meanwhile")]
    Stale,
    /// The process has no such step from here.
    #[error("not possible while {}", .0.words())]
    NotNow(Status),
    /// The case holds as many entries as one can.
    #[error("the case is full")]
    Full,
    /// This hand-over waits for this person's answer no longer: it was answered, ended, or another colleague was asked.
    #[error("the hand-over is over")]
    OfferOver,
    /// An escalation is open on this case; more is said in a message.
    #[error("the case is escalated already")]
    Escalated,
    /// An escalation of this case has ended within the last quarter of an hour.
    #[error("escalated a moment ago")]
    EscalatedLately,
    /// The escalation that the page showed has ended, or another manager has acknowledged it.
    #[error("the escalation is over")]
    EscalationOver,
    /// The workaround that the page showed was accepted, has failed, or another one was proposed.
    #[error("the workaround is over")]
    WorkaroundOver,
    /// The case was closed longer ago than its plan lets it be opened again.
    #[error("closed too long ago")]
    ClosedTooLong,
    /// A customer opens an Outage or a P1 again by phone, as they opened it.
    #[error("to be phoned")]
    ByPhone,
    /// Somebody has this case already: its new time to be assigned does not run.
    #[error("the case is somebody's already")]
    HasAnOwner,
    /// The draft that is being saved was submitted, opened from a call or discarded; it does not come back by itself.
    #[error("the draft is gone")]
    DraftGone,
    /// A field needs another look.
    #[error("a field is wrong")]
    Fields(FieldErrors),
    /// The database does not answer.
    #[error("not available")]
    Unavailable,
    /// A fault of ours; the log has the rest.
    #[error("internal: {0}")]
    Internal(String),
}

impl From<NotThere> for Refusal {
    fn from(_: NotThere) -> Self {
        Refusal::NotThere
    }
}

impl From<StaleForm> for Refusal {
    fn from(_: StaleForm) -> Self {
        Refusal::Stale
    }
}

impl From<IllegalStep> for Refusal {
    fn from(step: IllegalStep) -> Self {
        Refusal::NotNow(step.status)
    }
}

impl From<Full> for Refusal {
    fn from(_: Full) -> Self {
        Refusal::Full
    }
}

impl From<FieldErrors> for Refusal {
    fn from(errors: FieldErrors) -> Self {
        Refusal::Fields(errors)
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(cause) => {
                tracing::error!(%cause, "database unavailable");
                Refusal::Unavailable
            }
            other => Refusal::Internal(other.to_string()),
        }
    }
}

impl From<OutOfHorizon> for Refusal {
    fn from(error: OutOfHorizon) -> Self {
        Refusal::Internal(format!("deadline beyond the zone data: {error}"))
    }
}
