//! Gathers the request form on the server.

use caseline_desk::store::Draft;
use caseline_domain::case::{Clock, Clocks, Impact, Priority};
use caseline_domain::hours::{Horizon, Offsets, OutOfHorizon, Timeline};
use caseline_domain::instant::{DAY, Timestamp};
use caseline_domain::plan::Plan;

use super::draft::{base, saved_words};
use super::now::Live;
use super::preview::Answer;
use super::{Around, RequestPage, StoredDraft};
use crate::clock::ClocksView;
use crate::now::STAYS_OPEN;
use crate::page::PageError;
use crate::pages::attached::carried;
use crate::pages::portal::around::signed_in_member;
use crate::pages::portal::spoken::{of_the_call, within};

pub async fn request_page(account: &str) -> Result<RequestPage, PageError> {
    let (request, actor) = signed_in_member(account)?;
    let desk = &request.desk;
    let plan = desk.plan_for_new(&actor).await?;
    let (zone, now) = (request.zone(&actor), desk.now());
    let clocks = |priority| Clocks::of_new((plan.id, &plan.plan), priority, now);
    let (p2, p3) = (clocks(Priority::P2), clocks(Priority::P3));
    let horizon = needed(&[&p2, &p3], &plan.timeline, now)?;
    Ok(RequestPage {
        around: Around::new(&request, &actor).await?,
        draft: StoredDraft {
            files: desk.draft_files(&actor).await?.iter().map(carried).collect(),
            ..desk.draft(&actor).await?.map(|draft| stored(draft, &zone, now)).unwrap_or_default()
        },
        once: request.once(),
        p2: ClocksView::read(&p2, &*plan, &zone, now)?,
        p3: ClocksView::read(&p3, &*plan, &zone, now)?,
        phoned: phoned(&plan.plan),
        answers: Impact::ALL.map(|impact| answer(&plan.plan, impact.priority())).to_vec(),
        live: Live {
            plan: without_calendar(&plan.plan),
            timeline: plan.timeline.slice(horizon),
            zone: zone.slice(horizon),
            now,
        },
    })
}

/// The part of the timeline with which the page counts its clocks again for as long as it stays open: it shows each as if
/// the request were sent then.
fn needed(clocks: &[&Clocks], timeline: &Timeline, now: Timestamp) -> Result<Horizon, OutOfHorizon> {
    let last = now.plus_millis(STAYS_OPEN);
    // A browser's clock can be set back meanwhile.
    let mut horizon = Horizon { from: now.plus_millis(-DAY), until: last };
    for clock in clocks.iter().flat_map(|clocks| [&clocks.assignment, &clocks.resolution]) {
        let needed = Clock { start: last, ..clock.clone() }.needed(timeline, last)?;
        horizon.until = horizon.until.max(needed.until);
    }
    Ok(horizon)
}

/// The targets only: the timeline has the hours and the holidays already.
fn without_calendar(plan: &Plan) -> Plan {
    let mut plan = plan.clone();
    plan.service.holidays.clear();
    plan
}

/// The keys of the answers that the plan has phoned.
fn phoned(plan: &Plan) -> String {
    let phoned = Impact::ALL.into_iter().filter(|impact| plan.is_phoned(impact.priority()));
    phoned.map(Impact::key).collect::<Vec<_>>().join(" ")
}

fn answer(plan: &Plan, priority: Priority) -> Answer {
    let promise = plan.promise(priority);
    let spoken = || (of_the_call(promise.assignment), within(promise.resolution));
    let phoned = plan.is_phoned(priority);
    Answer {
        priority,
        shown: format!("if-{}", priority.word().to_lowercase()),
        button: if phoned { "Show me the number to call".to_owned() } else { format!("Submit as {}", priority.word()) },
        spoken: phoned.then(spoken),
    }
}

fn stored(draft: Draft, zone: &Offsets, now: Timestamp) -> StoredDraft {
    StoredDraft {
        base: base(&draft.fields),
        revision: draft.revision,
        saved: Some(saved_words(draft.updated, zone, now)),
        fields: draft.fields,
        files: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use caseline_domain::hours::Calendar;
    use caseline_domain::id::PlanId;
    use caseline_domain::instant::MINUTE;

    use super::*;

    #[test]
    fn a_page_counts_its_deadlines_right_as_long_as_it_may_stay_open() {
        let now: Timestamp = "2026-11-24T22:30:00Z".parse().unwrap();
        let whole = Horizon { from: now.plus_millis(-90 * DAY), until: now.plus_millis(365 * DAY) };
        let calendar = Calendar::standard();
        let timeline = calendar.compile(whole).unwrap();
        let plan = Plan::standard(calendar);
        let priorities = [Priority::P2, Priority::P3];
        let clocks = priorities.map(|priority| Clocks::of_new((PlanId::NONE, &plan), priority, now));
        let slice = timeline.slice(needed(&[&clocks[0], &clocks[1]], &timeline, now).unwrap());
        for open in [-DAY, 0, 8 * DAY, STAYS_OPEN - MINUTE, STAYS_OPEN] {
            for priority in priorities {
                let shown = |timeline: &Timeline| {
                    let at = now.plus_millis(open);
                    ClocksView::of_new(&plan, priority, timeline, timeline.offsets(), at).unwrap()
                };
                assert_eq!(shown(&slice), shown(&timeline), "{priority:?} after {open} ms");
            }
        }
        assert!(slice.horizon().until.since(now) < 60 * DAY, "no page carries a year");
    }
}
