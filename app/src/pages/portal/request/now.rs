//! The present moment in the browser, as the server tells it: the shown minute is the one that the case will get. The
//! page's own clock is used for what has passed since, never for what time it is.

use caseline_domain::hours::{Offsets, Timeline};
use caseline_domain::instant::Timestamp;
use caseline_domain::plan::Plan;
use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use crate::clock::ClocksView;

/// What it takes to count the deadlines again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Live {
    pub plan: Plan,
    pub timeline: Timeline,
    pub zone: Offsets,
    /// When the server made the page.
    pub now: Timestamp,
}

/// Counts both deadlines again every second. The first rendering is the server's own.
#[cfg(feature = "hydrate")]
pub fn keep_current(live: Live, p2: RwSignal<ClocksView>, p3: RwSignal<ClocksView>) {
    use caseline_domain::case::Priority;

    let made = made_at();
    let live = StoredValue::new(live);
    Effect::new(move || {
        let again = move |priority: Priority, shown: RwSignal<ClocksView>| {
            let counted = live.with_value(|live| {
                let now = live.now.plus_millis(whole(js_sys::Date::now() - made));
                ClocksView::of_new(&live.plan, priority, &live.timeline, &live.zone, now)
            });
            // A page that stayed open beyond what it knows keeps its last deadline.
            if let Ok(counted) = counted
                && shown.with_untracked(|shown| *shown != counted)
            {
                shown.set(counted);
            }
        };
        let tick = set_interval_with_handle(
            move || {
                again(Priority::P2, p2);
                again(Priority::P3, p3);
            },
            std::time::Duration::from_secs(1),
        );
        if let Ok(tick) = tick {
            on_cleanup(move || tick.clear());
        }
    });
}

#[cfg(not(feature = "hydrate"))]
pub fn keep_current(_: Live, _: RwSignal<ClocksView>, _: RwSignal<ClocksView>) {}

/// When this browser's clock says that the server made the page: as the response began, for a page that is being
/// hydrated; now, for one that was fetched by a page that is.
#[cfg(feature = "hydrate")]
fn made_at() -> f64 {
    let now = js_sys::Date::now();
    let hydrated = document().document_element().is_some_and(|root| root.has_attribute("data-ready"));
    let since = if hydrated { None } else { since_the_response_began() };
    now - since.unwrap_or(0.0)
}

#[cfg(feature = "hydrate")]
fn since_the_response_began() -> Option<f64> {
    use wasm_bindgen::JsCast;

    let performance = window().performance()?;
    let navigation = performance.get_entries_by_type("navigation").get(0);
    let began = navigation.dyn_into::<web_sys::PerformanceResourceTiming>().ok()?.response_start();
    // Zero where the browser does not tell.
    (began > 0.0).then(|| performance.now() - began)
}

#[cfg(feature = "hydrate")]
#[expect(clippy::cast_possible_truncation, reason = "milliseconds since the page was made fit")]
fn whole(millis: f64) -> i64 {
    millis as i64
}
