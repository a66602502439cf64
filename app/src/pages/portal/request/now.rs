//! What the form counts: the deadlines of a request that is sent at this moment.

use caseline_domain::case::Priority;
use caseline_domain::hours::{Offsets, Timeline};
use caseline_domain::instant::Timestamp;
use caseline_domain::plan::Plan;
use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use crate::clock::ClocksView;
use crate::now::each_second;

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
pub fn keep_current(live: Live, p2: RwSignal<ClocksView>, p3: RwSignal<ClocksView>) {
    each_second(live.now, move |now| {
        for (priority, shown) in [(Priority::P2, p2), (Priority::P3, p3)] {
            let counted = ClocksView::of_new(&live.plan, priority, &live.timeline, &live.zone, now);
            // A page that stayed open beyond what it knows keeps its last deadline.
            if let Ok(counted) = counted
                && shown.with_untracked(|shown| *shown != counted)
            {
                shown.set(counted);
            }
        }
    });
}
