//! One running commitment on a case: its start, its target, its pauses, its stop, and what it shows at a moment.

use serde::{Deserialize, Serialize};

use super::Priority;
use crate::hours::{OutOfHorizon, Pause, Segment, SegmentKind, Target, Timeline};
use crate::id::PlanId;
use crate::instant::Timestamp;

/// What a clock promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    /// Until a CSA owns the case.
    Assignment,
    /// Until a person on our side writes or calls.
    FirstResponse,
    /// Until the customer hears from us again, as the plan has it or as somebody promised.
    NextUpdate,
    /// Until a resolution is proposed.
    Resolution,
    /// Until a manager acknowledges an escalation.
    Escalation,
}

impl ClockKind {
    pub const ALL: [ClockKind; 5] = [
        ClockKind::Assignment,
        ClockKind::FirstResponse,
        ClockKind::NextUpdate,
        ClockKind::Resolution,
        ClockKind::Escalation,
    ];

    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            ClockKind::Assignment => "Assignment",
            ClockKind::FirstResponse => "First response",
            ClockKind::NextUpdate => "Next update",
            ClockKind::Resolution => "Resolution",
            ClockKind::Escalation => "Escalation",
        }
    }

    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            ClockKind::Assignment => "assignment",
            ClockKind::FirstResponse => "first_response",
            ClockKind::NextUpdate => "next_update",
            ClockKind::Resolution => "resolution",
            ClockKind::Escalation => "escalation",
        }
    }
}

impl std::str::FromStr for ClockKind {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        ClockKind::ALL.into_iter().find(|kind| kind.key() == text).ok_or(())
    }
}

/// When a clock stopped, and whether that may still be undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stop {
    /// A closure proposal stands, or a workaround does: declined or failed, the clock runs as if it had never stopped.
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
    /// Whose target it counts.
    pub priority: Priority,
    /// The plan version that says the target, and whose calendar counts it.
    pub plan: PlanId,
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
    /// One that nothing has paused and nothing has stopped.
    #[must_use]
    pub const fn running(kind: ClockKind, priority: Priority, plan: PlanId, start: Timestamp, target: Target) -> Clock {
        Clock { kind, priority, plan, start, target, pauses: Vec::new(), stop: None }
    }

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

    /// Whether it has stopped for good: nothing that happens to the case changes it any more.
    #[must_use]
    pub const fn is_settled(&self) -> bool {
        matches!(self.stop, Some(Stop::Final(_)))
    }

    /// When its promise was broken, if it is as of `now`. Errors: the timeline does not reach far enough.
    pub fn breach(&self, timeline: &Timeline, now: Timestamp) -> Result<Option<Timestamp>, OutOfHorizon> {
        let reading = self.reading(timeline, now)?;
        Ok(reading.is_breached(now).then(|| reading.due()))
    }

    /// How much of what it counts has passed from `due` to `until`, in milliseconds: time in pauses is not counted, where its
    /// target has them (sla.md, "Overdue"). Errors: the timeline does not reach far enough.
    pub fn overdue(&self, timeline: &Timeline, due: Timestamp, until: Timestamp) -> Result<i64, OutOfHorizon> {
        // Past due, a promise of the next opening is late by real time.
        let target = match self.target {
            Target::NextOpeningWithinMinutes(_) => Target::At(due),
            other => other,
        };
        let counted = timeline.segments(due, until, target, &self.pauses_ended_at(until))?;
        let counted = counted.iter().filter(|segment| segment.kind == SegmentKind::Counted);
        Ok(counted.map(Segment::millis).sum())
    }

    /// When a share of its target, in percent, is used up: [`Timestamp::FAR_FUTURE`] while it is paused before that.
    ///
    /// Errors: the timeline does not reach far enough.
    pub fn share(&self, timeline: &Timeline, percent: u8) -> Result<Timestamp, OutOfHorizon> {
        timeline.share(self.start, self.target, &self.pauses, percent)
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
