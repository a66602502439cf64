//! What a change would do to the clocks of a case, before anybody decides: the events of the case with the change after
//! them, folded as they will be. So what is shown is what happens.

use caseline_domain::case::{Case, Clock, ClockKind, Clocks, Event, Recorded, Stop, Timelines};
use caseline_domain::id::CaseNumber;
use caseline_domain::instant::Timestamp;

use super::cached::known;
use crate::error::Refusal;
use crate::plans::Book;

/// A clock before and after a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockMoved {
    pub kind: ClockKind,
    /// As it is due now; an open pause as if it ended now.
    pub due: Timestamp,
    pub new_due: Timestamp,
    /// Whether it is broken as of now, and whether it would be.
    pub broken: bool,
    pub would_be_broken: bool,
}

impl ClockMoved {
    /// Whether the change breaks a promise that stands.
    #[must_use]
    pub const fn breaks(&self) -> bool {
        self.would_be_broken && !self.broken
    }
}

/// What an event would do at `now` to the clocks that still run, or stand until somebody agrees.
pub(super) fn what_if(
    number: CaseNumber,
    book: &Book,
    history: &[Recorded],
    event: &Recorded,
) -> Result<Vec<ClockMoved>, Refusal> {
    let now = event.at;
    let case = known(number, Case::from_events(history))?;
    case.after(event)?;
    let before = known(number, Clocks::from_events(book, history))?;
    let after = known(number, Clocks::from_events(book, history.iter().chain([event])))?;
    let stands = |clock: &&Clock| !matches!(clock.stop, Some(Stop::Final(_)));
    let read = |clock: &Clock| {
        let reading = clock.reading(known(number, book.timeline(clock.plan))?, now)?;
        Ok::<_, Refusal>((reading.due(), reading.is_breached(now)))
    };
    let mut moved = Vec::new();
    for old in before.current().filter(stands) {
        let Some(new) = after.current().find(|clock| clock.kind == old.kind) else { continue };
        let ((due, broken), (new_due, would_be_broken)) = (read(old)?, read(new)?);
        moved.push(ClockMoved { kind: old.kind, due, new_due, broken, would_be_broken });
    }
    Ok(moved)
}

/// An event as it would be recorded at `now` after a history.
pub(super) fn recorded(
    history: &[Recorded],
    by: caseline_domain::case::Author,
    now: Timestamp,
    event: Event,
) -> Recorded {
    let last = history.last();
    let at = last.map_or(now, |last| now.max(last.at));
    Recorded { seq: last.map_or(1, |last| last.seq + 1), at, by, event }
}
