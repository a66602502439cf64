//! The cases: opening them, working on them, closing them by agreement, and reading them.
//!
//! To add an act: its event in `domain::case`, its form in `domain::form`, and a function here that calls
//! [`Desk::act`] with the event. What the act changes on the row, whom it tells and what it stops follow from the event.

mod acts;
mod drafts;
mod escalations;
mod open;
mod read;
mod receipts;
mod tell;

pub(crate) use acts::OpenCase;
pub use acts::{ActForm, Acted};
pub use drafts::{CallCard, SavedDraft};
pub use open::{CALL_CODE_LIVES, Submitted};
pub use read::{CaseView, PortalHome, QueueEntry, QueueReading, Seen};
pub use receipts::CaseReceipts;

use caseline_domain::case::{Case, CaseDetails, Channel, Clocks, Event, Recorded, Side, Status};
use caseline_domain::form::Fields;
use caseline_domain::id::{AccountId, CaseId, CaseNumber, PersonId};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::error::Refusal;
use crate::plans::PlanInForce;
use crate::store::NewCaseRow;

/// The key of one act: made of the page's `once` and of everything that the form says. The same form sent again has the same
/// key and acts once; another form of that page, or other words, is another act.
#[must_use]
pub fn act_key(once: Uuid, fields: &Fields) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(once);
    for (name, value) in fields.iter() {
        for part in [name, value] {
            hash.update(part.len().to_be_bytes());
            hash.update(part);
        }
    }
    let mut key = [0; 16];
    key.copy_from_slice(&hash.finalize()[..16]);
    uuid::Builder::from_custom_bytes(key).into_uuid()
}

/// Who and what a case belongs to: the part of its row that is not in its events.
#[derive(Clone, Copy, Debug)]
pub struct CaseKey {
    pub id: CaseId,
    pub number: CaseNumber,
    pub account: AccountId,
    pub opened_by: PersonId,
}

/// How a case came and what was told, if this is what opens one.
const fn opening(first: &Recorded) -> Option<(Channel, &CaseDetails)> {
    match &first.event {
        Event::Opened { channel, details, .. } => Some((*channel, details)),
        _ => None,
    }
}

/// What the history of a case comes to; `None`, because it is no history of the process, is our fault.
fn known<T>(number: CaseNumber, comes_to: Option<T>) -> Result<T, Refusal> {
    comes_to.ok_or_else(|| Refusal::Internal(format!("{number} has a history that the process does not know")))
}

/// The row that lists read, as the events of a case make it.
pub fn cached(key: CaseKey, plan: &PlanInForce, events: &[Recorded]) -> Result<NewCaseRow, Refusal> {
    row_of(key, plan, &known(key.number, Case::from_events(events))?, events)
}

/// The row of a case that these events are known to make. Everything that writes a row gets it from here.
fn row_of(key: CaseKey, plan: &PlanInForce, case: &Case, events: &[Recorded]) -> Result<NewCaseRow, Refusal> {
    let clocks = known(key.number, Clocks::from_events(&plan.plan, events))?;
    let (channel, details) = known(key.number, events.first().and_then(opening))?;
    let last = known(key.number, events.last())?;
    let status = case.stage.status();
    let closed = (status == Status::Closed)
        .then(|| {
            let closing = |event: &Event| matches!(event, Event::ClosureAccepted { .. } | Event::ClosureLapsed);
            events.iter().rev().find(|recorded| closing(&recorded.event)).map(|recorded| recorded.at)
        })
        .flatten();
    let waits_for_customer = status == Status::WaitingOnCustomer || case.stage.closure_awaits() == Some(Side::Customer);
    let pauses =
        serde_json::to_string(&clocks.resolution.pauses).map_err(|error| Refusal::Internal(error.to_string()))?;
    Ok(NewCaseRow {
        id: key.id,
        number: key.number,
        account: key.account,
        plan: plan.id,
        opened_by: key.opened_by,
        subject: details.subject.as_str().to_owned(),
        area: details.area.as_str().to_owned(),
        priority: case.priority.word(),
        channel: channel.key(),
        status: status.key(),
        owner: case.stage.owner(),
        waits_for_customer,
        started: case.started,
        assigned: clocks.assignment.stop.map(|stop| stop.at()),
        resolved: clocks.resolution.stop.map(|stop| stop.at()),
        closed,
        pauses,
        next_due: clocks.next_due(&plan.timeline)?,
        updated: last.at,
        last_seq: case.last,
        offered_to: case.offer.map(|offer| offer.to),
        escalation: case.escalation.map(|open| open.standing().key()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_form_sent_again_is_the_same_act() {
        let once = Uuid::from_u128(7);
        let form = |pairs: &[(&str, &str)]| {
            Fields::new(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
        };
        let key = |pairs: &[(&str, &str)]| act_key(once, &form(pairs));
        let message = key(&[("act", "message"), ("text", "ab")]);
        assert_eq!(message, key(&[("act", "message"), ("text", "ab")]));
        for other in [
            &[("act", "decline"), ("text", "ab")][..],
            &[("act", "message"), ("text", "a")],
            &[("act", "message"), ("texta", "b")],
        ] {
            assert_ne!(message, key(other), "{other:?}");
        }
        assert_ne!(message, act_key(Uuid::from_u128(8), &form(&[("act", "message"), ("text", "ab")])));
    }
}
