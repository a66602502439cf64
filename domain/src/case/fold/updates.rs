//! The updates that the customer is promised, by the plan in steps or by a person in so many words: what begins the clock
//! of one, and what ends it.

use super::Fold;
use crate::case::{Case, Clock, ClockKind, Event, Recorded, Stage, Stop};
use crate::hours::Target;
use crate::instant::Timestamp;

impl Fold<'_> {
    /// Where the plan has updates in steps, each thing that we say begins the next one, as long as somebody works on the
    /// case: a proposal to close is their turn.
    pub(super) fn follow_updates(&mut self, after: &Case, recorded: &Recorded) {
        let works = matches!(after.stage, Stage::Submitted(_) | Stage::Working(_) | Stage::WaitingOnCustomer(_));
        if let Some(target) = self.promise().next_update
            && works
            && (recorded.event.is_our_word() || matches!(recorded.event, Event::ClosureDeclined { .. }))
        {
            self.end_update(recorded.at);
            self.begin_update(recorded.at, target);
        }
    }

    /// The update that was promised is given, or another one is promised in its place, which the customer is told.
    pub(super) fn end_update(&mut self, at: Timestamp) {
        if let Some(promised) = self.shown_update().filter(|promised| promised.stop.is_none()) {
            let at = at.max(promised.start);
            let pauses = promised.pauses_ended_at(at);
            self.next_update = Some(Clock { stop: Some(Stop::Final(at)), pauses, ..promised });
        }
    }

    pub(super) fn begin_update(&mut self, at: Timestamp, target: Target) {
        self.earlier.extend(self.next_update.take());
        self.next_update = Some(self.clock(ClockKind::NextUpdate, at, target));
    }

    /// The update clock with the pauses that it has had so far.
    pub(super) fn shown_update(&self) -> Option<Clock> {
        let clock = self.next_update.clone()?;
        if clock.stop.is_some() || is_a_word(&clock) {
            return Some(clock);
        }
        let mut pauses = self.counted_pauses();
        pauses.retain(|pause| pause.until.is_none_or(|until| until > clock.start));
        Some(Clock { pauses, ..clock })
    }
}

/// Whether a person promised it in so many words.
pub(super) const fn is_a_word(clock: &Clock) -> bool {
    matches!(clock.target, Target::At(_))
}
