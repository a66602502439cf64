//! The cases: opening them, working on them, closing them by agreement, and reading them.
//!
//! To add an act: its event in `domain::case`, its form in `domain::form`, and a function here that calls
//! [`Desk::act`] with the event. What the act changes on the row, whom it tells and what it stops follow from the event.

mod acts;
mod cached;
mod drafts;
mod due;
mod escalations;
mod foreseen;
mod moves;
mod open;
mod read;
mod rebuild;
mod receipts;
mod search;
mod steps;
mod tell;
mod word;
mod words;
mod workarounds;

pub use acts::{ActForm, Acted};
pub(crate) use acts::{OpenCase, acts_on_cases};
pub use cached::cached;
pub(crate) use drafts::written_for;
pub use drafts::{CallCard, SavedDraft};
pub use foreseen::{Broken, ForeseenClock, ForeseenPriority};
pub use moves::{CaseMoved, MovePreview, Moved};
pub use open::{CALL_CODE_LIVES, Submitted};
pub use read::{CaseView, PortalHome, QueueEntry, QueueReading, Seen};
pub use rebuild::{Difference, Rebuild, Rebuilt};
pub use receipts::CaseReceipt;
pub use search::{Excerpt, Found, FoundCase, FoundCases, Place, Search, Which};
pub(crate) use word::Words;
pub use word::{AccountPlan, OUR_WORD, Word};
pub use words::Piece;
pub(crate) use words::words_of_legacy;

use caseline_domain::case::{Recorded, Visibility};
use caseline_domain::form::{ATTACHED, Fields, of_attached_value};
use caseline_domain::id::{AccountId, CaseId, CaseNumber, PersonId};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::Desk;
use crate::error::Refusal;
use crate::store::{NewChange, Write};

/// The key of one act: made of the page's `once` and of everything that the form says. The same form sent again has the same
/// key and acts once; another form of that page, or other words, is another act.
#[must_use]
pub fn act_key(once: Uuid, fields: &Fields) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(once);
    for (name, value) in fields.iter() {
        // A file that comes with its form gets another id each time.
        let value = if name == ATTACHED { of_attached_value(value).1 } else { value };
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

/// Appends events to a case, and leaves in the same transaction that it changed. Nothing else appends any.
async fn append(desk: &Desk, tx: &mut Write, key: CaseKey, events: &[Recorded]) -> Result<(), Refusal> {
    for recorded in events {
        tx.insert_event(key.id, recorded).await?;
    }
    let visible = events.iter().any(|recorded| recorded.event.visibility() == Visibility::Public);
    let now = desk.now();
    let change = NewChange { id: desk.ids().id(now), number: key.number, account: key.account, visible };
    if !events.is_empty() {
        tx.insert_change(&change, now).await?;
    }
    Ok(())
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
        let sent = |id: &str| key(&[("act", "message"), ("attached", &format!("{id} a.log, 3 kB"))]);
        assert_eq!(sent("1"), sent("2"), "a file of the same name and size");
        assert_ne!(message, act_key(Uuid::from_u128(8), &form(&[("act", "message"), ("text", "ab")])));
    }
}
