//! The clocks of a case, those of now and those of before, and what they come to. How they come about is in `fold.rs`.

use serde::{Deserialize, Serialize};

use super::fold::{Fold, Story};
use super::{Clock, ClockKind, Priority, Recorded};
use crate::hours::{OutOfHorizon, Timeline};
use crate::id::PlanId;
use crate::instant::Timestamp;
use crate::plan::{Plan, Plans};

/// What stopped the resolution clock; reports keep them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResolvedBy {
    Proposal,
    /// Of an Outage or a P1: the customer can go on with it.
    Workaround,
    /// A manager closed the case without agreement.
    Override,
}

/// Why a clock gave way to another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    Priority(Priority),
    Plan(PlanId),
    Reopened,
}

/// A clock as it stood until something else was promised in its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    pub clock: Clock,
    /// The how manieth time the case was open.
    pub cycle: u32,
    pub at: Timestamp,
    pub change: Change,
    /// What had stopped it by then, of a resolution clock.
    pub resolved_by: Option<ResolvedBy>,
}

/// The clocks of a case, those of now and those of before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clocks {
    pub assignment: Clock,
    pub first_response: Clock,
    /// The last that was promised, by the plan or by a person.
    pub next_update: Option<Clock>,
    pub resolution: Clock,
    pub resolved_by: Option<ResolvedBy>,
    /// Of the last escalation that somebody asked for.
    pub escalation: Option<Clock>,
    /// Since when the targets of now hold: the case was opened, opened again, moved, or given another priority.
    pub since: Timestamp,
    /// What gave way to a change, in order.
    pub changed: Vec<Changed>,
    /// Updates and escalations of before the last ones.
    pub earlier: Vec<Clock>,
}

/// The compiled calendar of each plan version that a case goes by.
pub trait Timelines {
    fn timeline(&self, id: PlanId) -> Option<&Timeline>;
}

/// The only one there is.
impl Timelines for Timeline {
    fn timeline(&self, _: PlanId) -> Option<&Timeline> {
        Some(self)
    }
}

impl Clocks {
    /// A case's clocks from its history; `None` when the events are not a case's history, or go by a plan version that
    /// `plans` does not have.
    #[must_use]
    pub fn from_events<'a>(plans: &impl Plans, events: impl IntoIterator<Item = &'a Recorded>) -> Option<Clocks> {
        let mut events = events.into_iter();
        let mut story = Story::opened(plans, events.next()?)?;
        for recorded in events {
            story.take(plans, recorded)?;
        }
        Some(story.fold.clocks())
    }

    /// The clocks of a request that would be submitted at `start`: what the form shows beforehand.
    #[must_use]
    pub fn of_new(plan: (PlanId, &Plan), priority: Priority, start: Timestamp) -> Clocks {
        Fold::new(plan.1, plan.0, priority, start).clocks()
    }

    /// Those that a case has now, in the order in which they matter to a reader.
    pub fn current(&self) -> impl Iterator<Item = &Clock> {
        [Some(&self.resolution), Some(&self.assignment), Some(&self.first_response)]
            .into_iter()
            .chain([self.next_update.as_ref(), self.escalation.as_ref()])
            .flatten()
    }

    /// Every clock that the case ever had. Those that gave way to another one are read as of then, see [`Changed::at`].
    pub fn all(&self) -> impl Iterator<Item = (&Clock, Option<Timestamp>)> {
        let changed = self.changed.iter().map(|changed| (&changed.clock, Some(changed.at)));
        changed.chain(self.earlier.iter().chain(self.current()).map(|clock| (clock, None)))
    }

    /// The promises that are broken as of `now`, with their due times: in the order of [`Clocks::all`], one that gave way
    /// to another as it stood then.
    ///
    /// Errors: a timeline does not reach far enough; one that is missing counts as that of a promise that is kept.
    pub fn broken(
        &self,
        timelines: &impl Timelines,
        now: Timestamp,
    ) -> Result<Vec<(ClockKind, Timestamp)>, OutOfHorizon> {
        let breaches = self.breaches(|clock, gave_way| match timelines.timeline(clock.plan) {
            Some(timeline) => clock.breach(timeline, gave_way.unwrap_or(now)),
            None => Ok(None),
        })?;
        Ok(breaches.into_iter().filter(|breach| !breach.again).map(|breach| (breach.kind, breach.due)).collect())
    }

    /// What `due_if_broken` finds broken of all clocks, given each with the instant at which it gave way, each once.
    pub(super) fn breaches<E>(
        &self,
        due_if_broken: impl Fn(&Clock, Option<Timestamp>) -> Result<Option<Timestamp>, E>,
    ) -> Result<Vec<Breach>, E> {
        let mut breaches: Vec<Breach> = Vec::new();
        // Which cycle a clock is of, and since when it was the one that was promised.
        let (mut cycle, mut since, mut at) = (1, None, None);
        let changed = self.changed.iter().map(|changed| (&changed.clock, Some(changed), false));
        let earlier = self.earlier.iter().map(|clock| (clock, None, false));
        let current = self.current().map(|clock| (clock, None, true));
        for (clock, changed, is_current) in changed.chain(earlier).chain(current) {
            let gave_way = changed.map(|changed| changed.at);
            match changed {
                Some(changed) if changed.cycle != cycle => (cycle, since, at) = (changed.cycle, at, Some(changed.at)),
                // Several give way at once.
                Some(changed) if Some(changed.at) != at => (since, at) = (at, Some(changed.at)),
                Some(_) => {}
                None => since = Some(self.since),
            }
            let Some(due) = due_if_broken(clock, gave_way)? else { continue };
            let kind = clock.kind;
            if breaches.iter().any(|known| (known.kind, known.due) == (kind, due)) {
                continue;
            }
            // Late already when it was promised, in the place of one that was late: that is one breach.
            let again = Some(due) < since && breaches.iter().any(|known| known.kind == kind && Some(known.due) < since);
            breaches.push(Breach { kind, due, again, is_current });
        }
        Ok(breaches)
    }

    /// The clock that is due next of those that run, with its due time.
    ///
    /// Errors: a timeline does not reach far enough; one that is missing counts as that of a clock that stands still.
    pub fn next(&self, timelines: &impl Timelines) -> Result<Option<(&Clock, Timestamp)>, OutOfHorizon> {
        let mut next: Option<(&Clock, Timestamp)> = None;
        for clock in self.current() {
            let Some(timeline) = timelines.timeline(clock.plan) else { continue };
            let due = clock.next_due(timeline)?;
            if due < next.map_or(Timestamp::FAR_FUTURE, |(_, due)| due) {
                next = Some((clock, due));
            }
        }
        Ok(next)
    }

    /// The earliest due time of a clock that runs, to sort queues by. Errors: as [`Clocks::next`].
    pub fn next_due(&self, timelines: &impl Timelines) -> Result<Timestamp, OutOfHorizon> {
        Ok(self.next(timelines)?.map_or(Timestamp::FAR_FUTURE, |(_, due)| due))
    }
}

/// A promise that is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Breach {
    pub kind: ClockKind,
    pub due: Timestamp,
    /// Whether what a change put in its place was late from the first instant, as it had been.
    pub again: bool,
    /// Whether it is promised still.
    pub is_current: bool,
}
