//! How the clocks of a case come about: a fold over its events, never a counter that code adds to (sla.md, "Clocks").
//!
//! To add a clock: its kind in `clock.rs`, its target in `crate::plan::Promise`, and below what starts and what stops it.

mod updates;

use super::{
    Case, Change, Changed, Clock, ClockKind, Clocks, Event, Priority, Recorded, ResolvedBy, Stage, Stop, Workaround,
};
use crate::hours::{Pause, Target};
use crate::id::PlanId;
use crate::instant::Timestamp;
use crate::plan::{Plan, Plans, Promise};
use updates::is_a_word;

/// A case and its clocks as they come about.
pub(super) struct Story<'p> {
    pub case: Case,
    pub fold: Fold<'p>,
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
pub(super) struct Fold<'p> {
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
    /// How many information requests there were, in all cycles.
    asked: u32,
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
    pub fn new(plan: &'p Plan, plan_id: PlanId, priority: Priority, start: Timestamp) -> Fold<'p> {
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
            asked: 0,
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

    pub fn clocks(self) -> Clocks {
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
            Event::InformationRequested { .. } => self.asked += 1,
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
            None if pauses => self.pauses.push(Pause { from: at, until: None, request: Some(self.asked) }),
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
