//! What a case has to be reminded of: warnings, breaches, what escalates by itself, the reminders and the lapse of a
//! closure proposal. Each is an instant that follows from the clocks, and is done once the case has an event that says so:
//! who looks after a night, or twice, finds what is left and nothing else.

use super::fold::Story;
use super::{Author, Case, Clock, ClockKind, Clocks, Event, Managers, Priority, Recorded, Side, Stage, Timelines};
use crate::hours::{OutOfHorizon, Timeline};
use crate::instant::Timestamp;
use crate::plan::Plans;

/// Something that the desk does by itself at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timer {
    pub due: Timestamp,
    pub what: TimerKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimerKind {
    /// So much of a clock's target, in percent, is used up.
    Warning {
        clock: ClockKind,
        share: u8,
    },
    Breach {
        clock: ClockKind,
    },
    /// So much of the resolution target is used up that managers are told.
    Escalation {
        share: u8,
        to: Managers,
    },
    /// A closure proposal is unanswered since so many dates with service hours.
    Reminder {
        day: u32,
    },
    Lapse,
}

impl Timer {
    /// From when on it is to be done. What is done at the very instant of a due time is in time: only after it is a promise
    /// broken, and a proposal not answered.
    #[must_use]
    pub fn ripe(self) -> Timestamp {
        match self.what {
            TimerKind::Breach { .. } | TimerKind::Lapse => self.due.plus_millis(1),
            TimerKind::Warning { .. } | TimerKind::Escalation { .. } | TimerKind::Reminder { .. } => self.due,
        }
    }

    /// The event that says that it is done.
    #[must_use]
    pub const fn event(self) -> Event {
        let due = self.due;
        match self.what {
            TimerKind::Warning { clock, share } => Event::Warned { clock, share, due },
            TimerKind::Breach { clock } => Event::Breached { clock, due },
            TimerKind::Escalation { share, to } => Event::ManagersTold { to, share, due },
            TimerKind::Reminder { day } => Event::ClosureReminded { day, due },
            TimerKind::Lapse => Event::ClosureLapsed { due: Some(due) },
        }
    }
}

/// What is still to be done on a case, in order of its time; what stands still until somebody acts is not in it.
///
/// Errors: a timeline does not reach far enough.
pub fn timers(
    case: &Case,
    clocks: &Clocks,
    plans: &(impl Plans + Timelines),
    events: &[Recorded],
) -> Result<Vec<Timer>, OutOfHorizon> {
    let mut left = Vec::new();
    let done = |timer: &Timer| match timer.what {
        // Another calendar may put the same day of the same proposal elsewhere: nobody is reminded of it again.
        TimerKind::Reminder { day } => {
            events.iter().rev().take_while(|recorded| !matches!(recorded.event, Event::ClosureProposed { .. })).any(
                |recorded| matches!(recorded.event, Event::ClosureReminded { day: reminded, .. } if reminded == day),
            )
        }
        _ => events.iter().any(|recorded| recorded.event == timer.event()),
    };
    let mut note = |due: Timestamp, what: TimerKind| {
        let timer = Timer { due, what };
        // A promise that a change put in the place of the same one is broken once.
        if due < Timestamp::FAR_FUTURE && !left.contains(&timer) && !done(&timer) {
            left.push(timer);
        }
    };
    let breaches = clocks.breaches(|clock, gave_way| match plans.timeline(clock.plan) {
        Some(timeline) => broken(clock, timeline, gave_way),
        None => Ok(None),
    })?;
    for breach in breaches.iter().filter(|breach| !breach.again) {
        note(breach.due, TimerKind::Breach { clock: breach.kind });
    }
    for clock in clocks.current().filter(|clock| clock.stop.is_none()) {
        let kind = clock.kind;
        let Some((plan, timeline)) = plans.plan(clock.plan).zip(plans.timeline(clock.plan)) else { continue };
        let was_late = breaches.iter().any(|breach| breach.again && breach.is_current && breach.kind == kind);
        let promise = plan.promise(clock.priority);
        // What a change has left behind is not warned of any more.
        let ahead = |at: &Timestamp| *at >= clocks.since;
        for share in &promise.warnings {
            let at = clock.share(timeline, *share)?;
            if ahead(&at) {
                note(at, TimerKind::Warning { clock: kind, share: *share });
            }
        }
        for told in promise.escalations.iter().filter(|_| kind == ClockKind::Resolution) {
            let at = clock.share(timeline, told.share)?;
            if ahead(&at) || (told.share >= 100 && !was_late) {
                note(at, TimerKind::Escalation { share: told.share, to: told.to });
            }
        }
    }
    if let Stage::ClosureProposed(_) = case.stage
        && let Some(proposed) = events.iter().rev().find(|event| matches!(event.event, Event::ClosureProposed { .. }))
        && let Some((plan, timeline)) = plans.plan(clocks.resolution.plan).zip(plans.timeline(clocks.resolution.plan))
    {
        let days = plan.closing.lapse_after.filter(|_| can_lapse(case.priority));
        for day in &plan.closing.reminders {
            // Nobody is reminded of what has lapsed.
            if days.is_none_or(|lapse| *day < lapse) {
                note(timeline.nth_open_day_after(proposed.at, *day)?, TimerKind::Reminder { day: *day });
            }
        }
        if let Some(due) = lapses(case, clocks, plans, proposed.at)? {
            note(due, TimerKind::Lapse);
        }
    }
    // What leads to nothing more comes last of what is due at once.
    left.sort_by_key(|timer| (timer.due, timer.what == TimerKind::Lapse));
    Ok(left)
}

/// When a closure that was proposed at `proposed`, and that nobody answers, closes the case. `None`: never, as an Outage, a
/// P1, and where the plan has it so.
///
/// Errors: a timeline does not reach far enough.
pub fn lapses(
    case: &Case,
    clocks: &Clocks,
    plans: &(impl Plans + Timelines),
    proposed: Timestamp,
) -> Result<Option<Timestamp>, OutOfHorizon> {
    let of = clocks.resolution.plan;
    let Some((plan, timeline)) = plans.plan(of).zip(plans.timeline(of)) else { return Ok(None) };
    let Some(days) = plan.closing.lapse_after.filter(|_| can_lapse(case.priority)) else { return Ok(None) };
    let due = timeline.nth_open_day_after(proposed, days)?;
    Ok((due < Timestamp::FAR_FUTURE).then_some(due))
}

/// What people did on a case, with what the desk did by itself up to `now` in between, each thing when it fell due, and
/// numbered anew. `None`: `told` is no history, or goes on after it has lapsed.
///
/// Errors: a timeline does not reach far enough.
pub fn with_timers(
    plans: &(impl Plans + Timelines),
    told: Vec<Recorded>,
    now: Timestamp,
) -> Result<Option<Vec<Recorded>>, OutOfHorizon> {
    let mut told = told.into_iter();
    let Some(first) = told.next() else { return Ok(None) };
    let Some(mut story) = Story::opened(plans, &first) else { return Ok(None) };
    let mut whole = Vec::with_capacity(told.len() + 4);
    whole.push(first);
    let mut left = timers(&story.case, &story.clocks(), plans, &whole)?;
    loop {
        let next = told.next();
        let until = next.as_ref().map_or(now, |next| next.at);
        // Of what is due at the very instant of an act, the act comes first: who acts then is in time.
        while let Some(timer) =
            left.first().copied().filter(|timer| timer.due < until || (next.is_none() && timer.ripe() <= until))
        {
            left.remove(0);
            let at = whole.last().map_or(timer.due, |last: &Recorded| timer.due.max(last.at));
            let done = Recorded { seq: story.case.last + 1, at, by: Author::Desk, event: timer.event() };
            if story.take(plans, &done).is_none() {
                return Ok(None);
            }
            whole.push(done);
            if timer.what == TimerKind::Lapse {
                left = timers(&story.case, &story.clocks(), plans, &whole)?;
            }
        }
        let Some(next) = next else { return Ok(Some(whole)) };
        let next = Recorded { seq: story.case.last + 1, ..next };
        if story.take(plans, &next).is_none() {
            return Ok(None);
        }
        let moves = moves_timers(&next.event);
        whole.push(next);
        if moves {
            left = timers(&story.case, &story.clocks(), plans, &whole)?;
        }
    }
}

/// Whether timers may be others after it; of what is only said or noted they are not.
const fn moves_timers(event: &Event) -> bool {
    !matches!(
        event,
        Event::Message { by: Side::Customer, .. }
            | Event::InternalNote { .. }
            | Event::HandOverOffered { .. }
            | Event::HandOverDeclined { .. }
            | Event::SurveyInvited
            | Event::SurveyAnswered { .. }
            | Event::BreachExplained { .. }
    )
}

/// An Outage or a P1 never lapses (sla.md).
const fn can_lapse(priority: Priority) -> bool {
    !priority.is_phoned()
}

/// When a clock's promise is broken, or will be if nothing happens. One that was due exactly when it stopped is kept.
pub(super) fn broken(
    clock: &Clock,
    timeline: &Timeline,
    gave_way: Option<Timestamp>,
) -> Result<Option<Timestamp>, OutOfHorizon> {
    let due = timeline.due(clock.start, clock.target, &clock.pauses)?;
    if clock.is_paused() && clock.pauses.last().is_some_and(|pause| pause.from == due) {
        // Whoever asks at the due time itself is in time to ask.
        return Ok(None);
    }
    let end = [clock.stop.map(super::Stop::at), gave_way].into_iter().flatten().min();
    Ok((due < Timestamp::FAR_FUTURE && end.is_none_or(|end| end > due)).then_some(due))
}
