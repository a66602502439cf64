//! The clocks of a case: a fold over its events, never a counter that code adds to (sla.md, "Clocks").
//!
//! To add a clock: its kind in `clock.rs`, its target in `crate::plan::Promise`, and below what starts and what stops it.

use serde::{Deserialize, Serialize};

use super::{Case, Clock, ClockKind, Event, Priority, Recorded, Stage, Stop, Workaround};
use crate::hours::{OutOfHorizon, Pause, Target, Timeline};
use crate::id::PlanId;
use crate::instant::Timestamp;
use crate::plan::{Plan, Plans, Promise};

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

/// A case and its clocks as they come about.
pub(super) struct Story<'p> {
    pub case: Case,
    fold: Fold<'p>,
}

impl<'p> Story<'p> {
    /// `None`: no case begins like this, or its plan version is missing.
    pub fn opened(plans: &'p impl Plans, first: &Recorded) -> Option<Story<'p>> {
        let case = Case::opened(first)?;
        let fold = Fold::opened(plans.plan(plans.first())?, plans.first(), case.priority, first);
        Some(Story { case, fold })
    }

    /// `None`: the process has no such step, or the plan version that it names is missing.
    pub fn take(&mut self, plans: &'p impl Plans, recorded: &Recorded) -> Option<()> {
        let next = self.case.after(recorded).ok()?;
        self.fold.take(plans, &self.case, &next, recorded)?;
        self.case = next;
        Some(())
    }

    pub fn clocks(&self) -> Clocks {
        self.fold.clone().clocks()
    }
}

/// What the clocks come to, event by event.
#[derive(Clone)]
struct Fold<'p> {
    plan: &'p Plan,
    plan_id: PlanId,
    priority: Priority,
    cycle: u32,
    /// The case was opened, or opened again.
    start: Timestamp,
    /// Raised from P2 or P3 to P1 or Outage: resolution, and the first response that was still owed, count from then.
    raised: Option<Timestamp>,
    since: Timestamp,
    /// Once they have stopped they are judged by what was promised then, whatever is promised later.
    assignment: Option<Clock>,
    first_assignment: Option<Clock>,
    first_response: Option<Clock>,
    /// While an information request was open and the priority let it pause.
    pauses: Vec<Pause>,
    proposed: Option<Timestamp>,
    workaround: Option<Workaround>,
    overridden: Option<Timestamp>,
    closed: bool,
    next_update: Option<Clock>,
    escalation: Option<Clock>,
    changed: Vec<Changed>,
    /// What had stopped those of `changed` that are resolution clocks of this cycle, by their places in it.
    stops_of_changed: Vec<(usize, Vec<(ResolvedBy, Timestamp)>)>,
    earlier: Vec<Clock>,
}

impl<'p> Fold<'p> {
    fn new(plan: &'p Plan, plan_id: PlanId, priority: Priority, start: Timestamp) -> Fold<'p> {
        Fold {
            plan,
            plan_id,
            priority,
            cycle: 1,
            start,
            raised: None,
            since: start,
            assignment: None,
            first_assignment: None,
            first_response: None,
            pauses: Vec::new(),
            proposed: None,
            workaround: None,
            overridden: None,
            closed: false,
            next_update: None,
            escalation: None,
            changed: Vec::new(),
            stops_of_changed: Vec::new(),
            earlier: Vec::new(),
        }
    }

    fn opened(plan: &'p Plan, plan_id: PlanId, priority: Priority, first: &Recorded) -> Fold<'p> {
        let mut fold = Fold::new(plan, plan_id, priority, first.at);
        fold.hear(first);
        fold
    }

    fn promise(&self) -> &'p Promise {
        self.plan.promise(self.priority)
    }

    /// A clock of now, which nothing pauses and nothing has stopped.
    fn clock(&self, kind: ClockKind, start: Timestamp, target: Target) -> Clock {
        Clock::running(kind, self.priority, self.plan_id, start, target)
    }

    fn assignment(&self) -> Clock {
        let start = self.raised.unwrap_or(self.start);
        self.assignment.clone().unwrap_or_else(|| self.clock(ClockKind::Assignment, start, self.promise().assignment))
    }

    fn first_response(&self) -> Clock {
        let start = self.raised.unwrap_or(self.start);
        self.first_response
            .clone()
            .unwrap_or_else(|| self.clock(ClockKind::FirstResponse, start, self.promise().first_response))
    }

    fn resolution(&self) -> Clock {
        let start = self.raised.unwrap_or(self.start);
        Clock {
            pauses: self.counted_pauses(),
            stop: self.resolved().map(|(_, stop)| stop),
            ..self.clock(ClockKind::Resolution, start, self.promise().resolution)
        }
    }

    /// Pauses that were taken under a priority that has them count for one that has them, too (sla.md, "Priority change").
    fn counted_pauses(&self) -> Vec<Pause> {
        if self.plan.pauses(self.priority) { self.pauses.clone() } else { Vec::new() }
    }

    /// What stops the resolution clock, each with its instant.
    fn stops(&self) -> Vec<(ResolvedBy, Timestamp)> {
        let start = self.raised.unwrap_or(self.start);
        let counts = self.priority.is_phoned() && self.plan.closing.workaround_stops;
        // One that was accepted before the case was raised was enough for a lesser problem.
        let works = self.workaround.filter(|_| counts).and_then(|workaround| workaround.accepted(start));
        [
            (ResolvedBy::Workaround, works),
            // An override stops at the override, whatever was proposed.
            (ResolvedBy::Override, self.overridden),
            (ResolvedBy::Proposal, self.proposed.filter(|_| self.overridden.is_none())),
        ]
        .into_iter()
        .filter_map(|(by, at)| Some((by, at?)))
        .collect()
    }

    /// What stops the resolution clock first.
    fn resolved(&self) -> Option<(ResolvedBy, Stop)> {
        self.first_of(&self.stops())
    }

    fn first_of(&self, stops: &[(ResolvedBy, Timestamp)]) -> Option<(ResolvedBy, Stop)> {
        let (by, at) = stops.iter().min_by_key(|(_, at)| *at)?;
        Some((*by, if self.closed { Stop::Final(*at) } else { Stop::Provisional(*at) }))
    }

    /// Whether what stopped a clock is still so: the proposal was not declined, the workaround has not failed.
    fn still_holds(&self, by: ResolvedBy, at: Timestamp) -> bool {
        match by {
            ResolvedBy::Override => true,
            ResolvedBy::Proposal => self.proposed == Some(at) && self.overridden.is_none(),
            ResolvedBy::Workaround => self.workaround.is_some_and(|workaround| workaround.accepted(at) == Some(at)),
        }
    }

    fn clocks(self) -> Clocks {
        Clocks {
            assignment: self.assignment(),
            first_response: self.first_response(),
            resolution: self.resolution(),
            resolved_by: self.resolved().map(|(by, _)| by),
            next_update: self.shown_update(),
            escalation: self.escalation,
            since: self.since,
            changed: self.changed,
            earlier: self.earlier,
        }
    }

    /// Takes in one event, which leads from `before` to `after`; `None` without the plan version it names.
    fn take(&mut self, plans: &'p impl Plans, before: &Case, after: &Case, recorded: &Recorded) -> Option<()> {
        let at = recorded.at;
        // What lapsed while nobody looked was over when it was due.
        let ended = match recorded.event {
            Event::ClosureLapsed { due: Some(due) } => due.min(at),
            _ => at,
        };
        match &recorded.event {
            Event::PriorityChanged { to, .. } => self.change_priority(*to, after, recorded),
            Event::PlanChanged { to, .. } => {
                self.set_aside(Change::Plan(*to), at);
                self.move_to(plans, *to)?;
                self.since = at;
                self.promise_anew(None);
            }
            Event::Reopened { owner, to, .. } => {
                self.set_aside(Change::Reopened, at);
                self.move_to(plans, *to)?;
                self.reopen(at);
                if owner.is_some() {
                    self.settle_assignment(at);
                }
            }
            Event::NextUpdatePromised { by } => {
                self.end_update(at);
                self.begin_update(at, Target::At(*by));
            }
            Event::Escalated { .. } => {
                self.earlier.extend(self.escalation.take());
                self.escalation = Some(self.clock(ClockKind::Escalation, at, self.promise().escalation));
            }
            Event::OwnershipConfirmed | Event::HandOverAccepted { .. } => self.settle_assignment(at),
            Event::ClosureProposed { .. } => self.proposed = Some(at),
            Event::ClosureDeclined { .. } => self.proposed = None,
            Event::ClosureOverridden { .. } => self.overridden = Some(at),
            _ => {}
        }
        if before.stage.owner().is_none() && after.stage.owner().is_some() {
            self.settle_assignment(at);
        }
        if after.escalation.is_none_or(|open| open.acknowledged.is_some())
            && let Some(running) = self.escalation.as_mut().filter(|clock| clock.stop.is_none())
        {
            running.stop = Some(Stop::Final(ended.max(running.start)));
        }
        self.workaround = after.workaround;
        self.pause(after, at);
        self.hear(recorded);
        self.closed = matches!(after.stage, Stage::Closed(_));
        self.follow_updates(after, recorded);
        if self.closed {
            self.end_update(ended);
            self.stop_what_runs(ended);
        }
        self.undo_stops();
        Some(())
    }

    /// A change holds from `at` on: what was promised until then stays on record as it stood.
    fn set_aside(&mut self, change: Change, at: Timestamp) {
        let everything = matches!(change, Change::Reopened);
        // What a person promised stands, unless the case begins anew.
        let update = self.shown_update().filter(|clock| everything || !is_a_word(clock));
        let escalation = self.escalation.clone().filter(|_| !everything);
        let of_plan = [self.assignment(), self.first_response(), self.resolution()];
        let all = of_plan.into_iter().chain(update).chain(escalation);
        for clock in all.filter(|clock| everything || !clock.is_settled()) {
            let pauses = clock.pauses_ended_at(at);
            self.put_aside(Clock { pauses, ..clock }, change, at);
        }
    }

    fn put_aside(&mut self, clock: Clock, change: Change, at: Timestamp) {
        let mut resolved_by = None;
        if clock.kind == ClockKind::Resolution {
            resolved_by = self.resolved().map(|(by, _)| by);
            self.stops_of_changed.push((self.changed.len(), self.stops()));
        }
        self.changed.push(Changed { clock, cycle: self.cycle, at, change, resolved_by });
    }

    fn move_to(&mut self, plans: &'p impl Plans, to: PlanId) -> Option<()> {
        self.plan = plans.plan(to)?;
        self.plan_id = to;
        Some(())
    }

    fn change_priority(&mut self, to: Priority, after: &Case, recorded: &Recorded) {
        let at = recorded.at;
        self.set_aside(Change::Priority(to), at);
        let raised = to.is_phoned() && !self.priority.is_phoned();
        self.priority = to;
        self.since = at;
        self.promise_anew(raised.then_some(at));
        // A standing proposal is over.
        self.proposed = None;
        if raised {
            self.raised = Some(at);
            // The owner of a P3 may be asleep: somebody must have it now. Who raises their own case has it.
            let kept = self.assignment.take();
            if let Some(clock) = kept.clone() {
                self.put_aside(clock, Change::Priority(to), at);
            }
            self.first_assignment = kept.or(self.first_assignment.take());
            if after.stage.owner().is_some_and(|owner| recorded.by == super::Author::Person(owner)) {
                self.settle_assignment(at);
            }
        } else if !to.is_phoned() {
            self.raised = None;
            if self.assignment.is_none() {
                self.assignment = self.first_assignment.clone();
            }
        }
    }

    fn reopen(&mut self, at: Timestamp) {
        self.next_update = None;
        self.earlier.extend(self.escalation.take());
        self.cycle += 1;
        self.start = at;
        self.since = at;
        self.raised = None;
        self.assignment = None;
        self.first_assignment = None;
        self.first_response = None;
        self.pauses.clear();
        self.proposed = None;
        self.workaround = None;
        self.overridden = None;
        // What a cycle that is over came to does not change any more.
        self.stops_of_changed.clear();
    }

    fn settle_assignment(&mut self, at: Timestamp) {
        if self.assignment.is_none() {
            self.assignment = Some(Clock { stop: Some(Stop::Final(at)), ..self.assignment() });
        }
    }

    /// Begins a pause, or ends it, by whether an information request is open and the priority of now lets it pause.
    fn pause(&mut self, after: &Case, at: Timestamp) {
        let pauses = after.stage.open_request().is_some() && self.plan.pauses(self.priority);
        match self.pauses.last_mut().filter(|pause| pause.until.is_none()) {
            None if pauses => self.pauses.push(Pause { from: at, until: None }),
            Some(open) if !pauses => open.until = Some(at),
            _ => {}
        }
    }

    /// What our side says to the customer is the first response, and the update that they wait for.
    fn hear(&mut self, recorded: &Recorded) {
        if !recorded.event.is_our_word() {
            return;
        }
        if self.first_response.is_none() {
            let stop = Some(Stop::Final(recorded.at));
            self.first_response = Some(Clock { stop, ..self.first_response() });
        }
        self.end_update(recorded.at);
    }

    /// Where the plan has updates in steps, each thing that we say begins the next one, as long as somebody works on the
    /// case: a proposal to close is their turn.
    fn follow_updates(&mut self, after: &Case, recorded: &Recorded) {
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
    fn end_update(&mut self, at: Timestamp) {
        if let Some(promised) = self.shown_update().filter(|promised| promised.stop.is_none()) {
            let at = at.max(promised.start);
            let pauses = promised.pauses_ended_at(at);
            self.next_update = Some(Clock { stop: Some(Stop::Final(at)), pauses, ..promised });
        }
    }

    fn begin_update(&mut self, at: Timestamp, target: Target) {
        self.earlier.extend(self.next_update.take());
        self.next_update = Some(self.clock(ClockKind::NextUpdate, at, target));
    }

    /// After a change, the update in steps of the plan and the answer to an escalation are those of now; what a person
    /// promised stands. `raised`: since when they count, if not since they began.
    fn promise_anew(&mut self, raised: Option<Timestamp>) {
        let promise = self.promise();
        if let Some(running) = self.next_update.take_if(|clock| clock.stop.is_none() && !is_a_word(clock)) {
            let start = raised.unwrap_or(running.start);
            self.next_update = promise.next_update.map(|target| self.clock(ClockKind::NextUpdate, start, target));
        }
        if let Some(running) = self.escalation.take_if(|clock| clock.stop.is_none()) {
            let start = raised.unwrap_or(running.start);
            self.escalation = Some(self.clock(ClockKind::Escalation, start, promise.escalation));
        }
    }

    /// The update clock with the pauses that it has had so far.
    fn shown_update(&self) -> Option<Clock> {
        let clock = self.next_update.clone()?;
        if clock.stop.is_some() || is_a_word(&clock) {
            return Some(clock);
        }
        let mut pauses = self.counted_pauses();
        pauses.retain(|pause| pause.until.is_none_or(|until| until > clock.start));
        Some(Clock { pauses, ..clock })
    }

    /// A declined proposal, or a workaround that fails after all, makes a clock run as if it had never stopped: also one
    /// that has given way to another since (sla.md, "Stop"). Nothing else does: what a lesser priority or another plan would
    /// say of what stopped it does not matter.
    fn undo_stops(&mut self) {
        let mut of_changed = std::mem::take(&mut self.stops_of_changed);
        for (place, stops) in &mut of_changed {
            stops.retain(|(by, at)| self.still_holds(*by, *at));
            let first = self.first_of(stops);
            if let Some(changed) = self.changed.get_mut(*place) {
                changed.clock.stop = first.map(|(_, stop)| stop);
                changed.resolved_by = first.map(|(by, _)| by);
            }
        }
        self.stops_of_changed = of_changed;
    }

    /// A case that is closed owes nothing more: nobody is waited for any longer.
    fn stop_what_runs(&mut self, at: Timestamp) {
        let stopped = |clock: Clock| {
            let at = at.max(clock.start);
            Clock { stop: clock.stop.or(Some(Stop::Final(at))), ..clock }
        };
        self.assignment = Some(stopped(self.assignment()));
        self.first_response = Some(stopped(self.first_response()));
    }
}

/// Whether a person promised it in so many words.
const fn is_a_word(clock: &Clock) -> bool {
    matches!(clock.target, Target::At(_))
}
