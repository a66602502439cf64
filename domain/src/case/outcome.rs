//! What came of the promises of a case, each counted once, for our word to its account.

use serde::{Deserialize, Serialize};

use super::timers::broken;
use super::{Clock, ClockKind, Clocks, Stop, Timelines};
use crate::hours::{OutOfHorizon, Timeline};
use crate::instant::Timestamp;

/// A promise that nothing changes any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    pub kind: ClockKind,
    /// When it was kept, or when it was due and was not.
    pub at: Timestamp,
    pub kept: bool,
}

/// What came of the promises of a case that do not stand any more.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    pub outcomes: Vec<Outcome>,
    /// Promises of now that were late from the first instant, in the place of some that were: those are counted already.
    pub again: Vec<ClockKind>,
}

impl Decided {
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.outcomes.is_empty() && self.again.is_empty()
    }

    /// All that came of a case's promises, with what comes of its current clocks.
    #[must_use]
    pub fn with(self, current: impl IntoIterator<Item = Outcome>) -> Vec<Outcome> {
        let Decided { mut outcomes, again } = self;
        for outcome in current {
            let counted = !outcome.kept && again.contains(&outcome.kind);
            if !counted && !outcomes.contains(&outcome) {
                outcomes.push(outcome);
            }
        }
        outcomes
    }
}

impl Clock {
    /// What has come of its promise by `now`; nothing while it may be kept or broken still.
    ///
    /// Errors: the timeline does not reach far enough.
    pub fn outcome(&self, timeline: &Timeline, now: Timestamp) -> Result<Option<Outcome>, OutOfHorizon> {
        let kind = self.kind;
        if let Some(due) = self.breach(timeline, now)? {
            return Ok(Some(Outcome { kind, at: due, kept: false }));
        }
        Ok(self.kept_at().map(|at| Outcome { kind, at, kept: true }))
    }

    const fn kept_at(&self) -> Option<Timestamp> {
        match self.stop {
            Some(Stop::Final(at)) => Some(at),
            // It may run again, and be broken.
            _ => None,
        }
    }
}

impl Clocks {
    /// What came of the promises that do not stand any more. Errors: a timeline does not reach far enough; of one that is
    /// missing nothing is counted.
    pub fn decided(&self, timelines: &impl Timelines) -> Result<Decided, OutOfHorizon> {
        let due_if_broken = |clock: &Clock, gave_way| match timelines.timeline(clock.plan) {
            Some(timeline) => broken(clock, timeline, gave_way),
            None => Ok(None),
        };
        let mut decided = Decided::default();
        for breach in self.breaches(due_if_broken)? {
            match (breach.again, breach.is_current) {
                (true, true) => decided.again.push(breach.kind),
                (false, false) => {
                    decided.outcomes.push(Outcome { kind: breach.kind, at: breach.due, kept: false });
                }
                _ => {}
            }
        }
        let changed = self.changed.iter().map(|changed| (&changed.clock, Some(changed.at)));
        for (clock, gave_way) in changed.chain(self.earlier.iter().map(|clock| (clock, None))) {
            let Some(at) = clock.kept_at().filter(|_| timelines.timeline(clock.plan).is_some()) else { continue };
            let outcome = Outcome { kind: clock.kind, at, kept: true };
            if due_if_broken(clock, gave_way)?.is_none() && !decided.outcomes.contains(&outcome) {
                decided.outcomes.push(outcome);
            }
        }
        Ok(decided)
    }
}
