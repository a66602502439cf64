//! The clocks of a case: a fold over its events, never a counter that code adds to (sla.md, "Clocks").

use serde::{Deserialize, Serialize};

use super::{Event, Priority, Recorded, Stage};
use crate::hours::{OutOfHorizon, Pause, Target, Timeline};
use crate::instant::Timestamp;
use crate::plan::Plan;

/// What a clock promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    /// Until a CSA owns the case.
    Assignment,
    /// Until a resolution is proposed.
    Resolution,
}

impl ClockKind {
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            ClockKind::Assignment => "Assignment",
            ClockKind::Resolution => "Resolution",
        }
    }
}

/// When a clock stopped, and whether that may still be undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stop {
    /// A closure proposal stands: declined, the clock runs as if it had never stopped.
    Provisional(Timestamp),
    Final(Timestamp),
}

impl Stop {
    #[must_use]
    pub const fn at(self) -> Timestamp {
        match self {
            Stop::Provisional(at) | Stop::Final(at) => at,
        }
    }
}

/// One running commitment on a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    pub kind: ClockKind,
    pub start: Timestamp,
    pub target: Target,
    /// Ascending; the last one may be open.
    pub pauses: Vec<Pause>,
    pub stop: Option<Stop>,
}

/// What a clock shows at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    Running {
        due: Timestamp,
    },
    /// Paused since; `due` if the customer answered at the moment of reading.
    Paused {
        since: Timestamp,
        due: Timestamp,
    },
    Stopped {
        at: Timestamp,
        due: Timestamp,
    },
}

impl Reading {
    #[must_use]
    pub const fn due(self) -> Timestamp {
        match self {
            Reading::Running { due } | Reading::Paused { due, .. } | Reading::Stopped { due, .. } => due,
        }
    }

    /// Whether the promise is broken as of `now`: not stopped at its due time, or stopped after it.
    #[must_use]
    pub fn is_breached(self, now: Timestamp) -> bool {
        match self {
            Reading::Running { due } => now > due,
            // Due times of a pause are read "if answered now": passed before the pause began, it is broken all the same.
            Reading::Paused { since, due } => since > due,
            Reading::Stopped { at, due } => at > due,
        }
    }
}

impl Clock {
    /// The pauses with an open one ended at `now`.
    pub(super) fn pauses_ended_at(&self, now: Timestamp) -> Vec<Pause> {
        self.pauses.iter().map(|pause| pause.ended_at(now)).collect()
    }

    /// Whether it stands still until the customer answers.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.stop.is_none() && self.pauses.last().is_some_and(|pause| pause.until.is_none())
    }

    /// What the clock shows at `now`. Errors: the timeline does not reach far enough.
    pub fn reading(&self, timeline: &Timeline, now: Timestamp) -> Result<Reading, OutOfHorizon> {
        let due = timeline.due(self.start, self.target, &self.pauses_ended_at(now))?;
        let open_pause = self.pauses.last().filter(|pause| pause.until.is_none());
        Ok(match (self.stop, open_pause) {
            (Some(stop), _) => Reading::Stopped { at: stop.at(), due },
            (None, Some(pause)) => Reading::Paused { since: pause.from, due },
            (None, None) => Reading::Running { due },
        })
    }

    /// The due time to sort by: [`Timestamp::FAR_FUTURE`] while the clock is paused or stopped.
    pub fn next_due(&self, timeline: &Timeline) -> Result<Timestamp, OutOfHorizon> {
        if self.stop.is_some() {
            Ok(Timestamp::FAR_FUTURE)
        } else {
            timeline.due(self.start, self.target, &self.pauses)
        }
    }
}

/// The clocks of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clocks {
    pub assignment: Clock,
    pub resolution: Clock,
}

impl Clocks {
    /// A case's clocks from its history; `None` when the events are not a case's history.
    #[must_use]
    pub fn from_events<'a>(plan: &Plan, events: impl IntoIterator<Item = &'a Recorded>) -> Option<Clocks> {
        let mut events = events.into_iter();
        let first = super::Case::opened(events.next()?)?;
        let mut case = first.clone();
        let mut assigned = None;
        let mut pauses: Vec<Pause> = Vec::new();
        let mut resolved = None;
        for recorded in events {
            let next = case.after(recorded).ok()?;
            if case.stage.owner().is_none() && next.stage.owner().is_some() && assigned.is_none() {
                assigned = Some(Stop::Final(recorded.at));
            }
            match (case.stage, next.stage) {
                (Stage::Working(_), Stage::WaitingOnCustomer(_)) if pausable(case.priority) => {
                    pauses.push(Pause { from: recorded.at, until: None });
                }
                (Stage::WaitingOnCustomer(_), Stage::Working(_) | Stage::ClosureProposed(_)) => {
                    if let Some(open) = pauses.last_mut().filter(|pause| pause.until.is_none()) {
                        open.until = Some(recorded.at);
                    }
                }
                _ => {}
            }
            resolved = match (&recorded.event, next.stage) {
                (Event::ClosureProposed { .. }, Stage::ClosureProposed(_)) => Some(Stop::Provisional(recorded.at)),
                (Event::ClosureDeclined { .. }, _) => None,
                // Acceptance and lapse confirm the instant of the proposal.
                (Event::ClosureAccepted { .. } | Event::ClosureLapsed, Stage::Closed(_)) => {
                    resolved.map(|stop: Stop| Stop::Final(stop.at()))
                }
                _ => resolved,
            };
            case = next;
        }
        let promise = plan.promise(case.priority);
        let start = first.started;
        Some(Clocks {
            assignment: Clock {
                kind: ClockKind::Assignment,
                start,
                target: promise.assignment,
                pauses: Vec::new(),
                stop: assigned,
            },
            resolution: Clock {
                kind: ClockKind::Resolution,
                start,
                target: promise.resolution,
                pauses,
                stop: resolved,
            },
        })
    }

    /// The clocks of a request that would be submitted at `start`: what the form shows beforehand.
    #[must_use]
    pub fn of_new(plan: &Plan, priority: Priority, start: Timestamp) -> Clocks {
        let promise = plan.promise(priority);
        let clock = |kind, target| Clock { kind, start, target, pauses: Vec::new(), stop: None };
        Clocks {
            assignment: clock(ClockKind::Assignment, promise.assignment),
            resolution: clock(ClockKind::Resolution, promise.resolution),
        }
    }

    /// The earliest due time of a clock that runs, to sort queues by.
    pub fn next_due(&self, timeline: &Timeline) -> Result<Timestamp, OutOfHorizon> {
        Ok(self.assignment.next_due(timeline)?.min(self.resolution.next_due(timeline)?))
    }
}

/// Only an open information request pauses, and never for Outage or P1 (sla.md, "Pause").
const fn pausable(priority: Priority) -> bool {
    !priority.is_phoned()
}
