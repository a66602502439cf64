//! The row that lists read, as the events of a case make it: everything that writes one gets it from here. Its clocks are
//! kept in few bytes, because there is a row for every case and most are as their plan has them.

use caseline_domain::case::{
    Case, CaseDetails, Channel, Clock, ClockKind, Clocks, EscalationStanding, Event, Priority, Recorded, Side, Status,
    Stop, Timelines, Timer, timers,
};
use caseline_domain::hours::{Pause, Target};
use caseline_domain::id::{CaseNumber, PlanId};
use caseline_domain::instant::Timestamp;
use caseline_domain::plan::{Plan, Plans};
use serde::{Deserialize, Serialize};

use super::words::words_of;
use super::{CaseKey, word};
use crate::error::Refusal;
use crate::store::NewCaseRow;

/// How a case came and what was told, if this is what opens one.
pub(super) const fn opening(first: &Recorded) -> Option<(Channel, &CaseDetails)> {
    match &first.event {
        Event::Opened { channel, details, .. } => Some((*channel, details)),
        _ => None,
    }
}

/// What the history of a case comes to; `None`, because it is no history of the process, is our fault.
pub(super) fn known<T>(number: CaseNumber, comes_to: Option<T>) -> Result<T, Refusal> {
    comes_to.ok_or_else(|| Refusal::Internal(format!("{number} has a history that the process does not know")))
}

/// The row of a case with these events.
pub fn cached(key: CaseKey, plans: &(impl Plans + Timelines), events: &[Recorded]) -> Result<NewCaseRow, Refusal> {
    row_of(key, plans, &known(key.number, Case::from_events(events))?, events)
}

/// The row of a case that these events are known to make.
pub(super) fn row_of(
    key: CaseKey,
    plans: &(impl Plans + Timelines),
    case: &Case,
    events: &[Recorded],
) -> Result<NewCaseRow, Refusal> {
    let clocks = known(key.number, Clocks::from_events(plans, events))?;
    let (channel, details) = known(key.number, events.first().and_then(opening))?;
    let last = known(key.number, events.last())?;
    let status = case.stage.status();
    let closed = (status == Status::Closed)
        .then(|| events.iter().rev().find(|recorded| recorded.event.closes()).map(|recorded| recorded.at))
        .flatten();
    let waits_for_customer = status == Status::WaitingOnCustomer || case.stage.closure_awaits() == Some(Side::Customer);
    let plan = clocks.resolution.plan;
    let kept = known(key.number, plans.plan(plan))?;
    let kept = serde_json::to_string(&keep(&clocks, case.priority, plan, kept))
        .map_err(|error| Refusal::Internal(error.to_string()))?;
    let timer =
        timers(case, &clocks, plans, events)?.into_iter().map(Timer::ripe).min().unwrap_or(Timestamp::FAR_FUTURE);
    Ok(NewCaseRow {
        id: key.id,
        number: key.number,
        account: key.account,
        plan,
        opened_by: key.opened_by,
        subject: details.subject.as_str().to_owned(),
        area: details.area.as_str().to_owned(),
        priority: case.priority.word(),
        channel: channel.key(),
        status: status.key(),
        owner: case.stage.owner(),
        waits_for_customer,
        started: case.started,
        assigned: clocks.assignment.stop.map(|stop| stop.at()),
        resolved: clocks.resolution.stop.map(|stop| stop.at()),
        closed,
        clocks: kept,
        next_due: clocks.next_due(plans)?,
        timer,
        updated: last.at,
        last_seq: case.last,
        offered_to: case.offer.map(|offer| offer.to),
        escalation: escalation(case, &clocks, events).map(EscalationStanding::key),
        decided: word::keep(&clocks, plans)?,
        words: words_of(&key, events),
    })
}

/// Somebody's escalation, or else that the desk told managers of the promise that runs.
fn escalation(case: &Case, clocks: &Clocks, events: &[Recorded]) -> Option<EscalationStanding> {
    if let Some(open) = case.escalation {
        return Some(open.standing());
    }
    // A move to another version of the plan takes nothing off the managers' list: the problem is the same.
    let mut of_now = events
        .iter()
        .rev()
        .take_while(|recorded| !matches!(recorded.event, Event::PriorityChanged { .. } | Event::Reopened { .. }));
    let told = of_now.any(|recorded| matches!(recorded.event, Event::ManagersTold { .. }));
    (clocks.resolution.stop.is_none() && told).then_some(EscalationStanding::ByItself)
}

/// A clock of a row.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Kept(ClockKind, Timestamp, Option<(Timestamp, bool)>, Vec<Pause>, Option<(Priority, PlanId, Target)>);

fn keep(clocks: &Clocks, priority: Priority, plan_id: PlanId, plan: &Plan) -> Vec<Kept> {
    let keep = |clock: &Clock| {
        let as_planned = (priority, plan_id, plan.promise(priority).target(clock.kind));
        let own = (clock.priority, clock.plan, Some(clock.target)) != as_planned;
        let stop = clock.stop.map(|stop| (stop.at(), clock.is_settled()));
        let own = own.then_some((clock.priority, clock.plan, clock.target));
        Kept(clock.kind, clock.start, stop, clock.pauses.clone(), own)
    };
    clocks.current().map(keep).collect()
}

/// The clocks of a row, in the order of [`Clocks::current`]; `None` where the row is not one of ours.
pub(super) fn kept(text: &str, priority: Priority, plan_id: PlanId, plan: &Plan) -> Option<Vec<Clock>> {
    let kept: Vec<Kept> = serde_json::from_str(text).ok()?;
    let clock = |Kept(kind, start, stop, pauses, own)| {
        let (priority, plan, target) = match own {
            Some(own) => own,
            None => (priority, plan_id, plan.promise(priority).target(kind)?),
        };
        let stop = stop.map(|(at, settled)| if settled { Stop::Final(at) } else { Stop::Provisional(at) });
        Some(Clock { kind, priority, plan, start, target, pauses, stop })
    };
    kept.into_iter().map(clock).collect()
}
