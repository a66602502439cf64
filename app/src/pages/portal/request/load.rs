//! Gathers the request form on the server.

use caseline_desk::store::Draft;
use caseline_domain::case::Priority;
use caseline_domain::hours::{Horizon, Offsets};
use caseline_domain::instant::{DAY, Timestamp};
use caseline_domain::plan::Plan;

use super::draft::{base, saved_words};
use super::now::Live;
use super::preview::{Phoned, Spoken};
use super::{Around, RequestPage, StoredDraft};
use crate::clock::ClocksView;
use crate::page::PageError;
use crate::pages::portal::around::signed_in_member;
use crate::pages::portal::spoken::within;

/// A page may stay open for this long and still count its deadlines right.
const STAYS_OPEN: i64 = 30 * DAY;

pub async fn request_page() -> Result<RequestPage, PageError> {
    let (request, actor) = signed_in_member()?;
    let desk = &request.desk;
    let plan = desk.plan_for_new(&actor).await?;
    let (zone, now) = (request.zone(&actor), desk.now());
    let p2 = ClocksView::of_new(&plan.plan, Priority::P2, &plan.timeline, &zone, now)?;
    let p3 = ClocksView::of_new(&plan.plan, Priority::P3, &plan.timeline, &zone, now)?;
    let horizon = Horizon { from: now.plus_millis(-DAY), until: last_due(&p2, &p3, now).plus_millis(STAYS_OPEN) };
    Ok(RequestPage {
        around: Around::new(&request, &actor, &desk.account_name(&actor).await?),
        draft: desk.draft(&actor).await?.map(|draft| stored(draft, &zone, now)).unwrap_or_default(),
        once: request.once(),
        p2,
        p3,
        phoned: Phoned { outage: spoken(&plan.plan, Priority::Outage), p1: spoken(&plan.plan, Priority::P1) },
        live: Live {
            plan: without_calendar(&plan.plan),
            timeline: plan.timeline.slice(horizon),
            zone: zone.slice(horizon),
            now,
        },
    })
}

/// The latest of the deadlines shown; they are read back from what the page says of them.
fn last_due(p2: &ClocksView, p3: &ClocksView, now: Timestamp) -> Timestamp {
    let dues = [&p2.assignment, &p2.resolution, &p3.assignment, &p3.resolution];
    dues.into_iter().filter_map(|clock| clock.due.iso.parse().ok()).max().unwrap_or(now)
}

/// The targets only: the timeline has the hours and the holidays already.
fn without_calendar(plan: &Plan) -> Plan {
    let mut plan = plan.clone();
    plan.service.holidays.clear();
    plan
}

fn spoken(plan: &Plan, priority: Priority) -> Spoken {
    let promise = plan.promise(priority);
    Spoken { assigned: within(promise.assignment), resolved: within(promise.resolution) }
}

fn stored(draft: Draft, zone: &Offsets, now: Timestamp) -> StoredDraft {
    StoredDraft {
        base: base(&draft.fields),
        revision: draft.revision,
        saved: Some(saved_words(draft.updated, zone, now)),
        fields: draft.fields,
    }
}
