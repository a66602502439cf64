//! Every support plan, with its newest version.

use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use super::frame::{ListPage, Way};
use crate::page::loaded;
use crate::pages::desk::{Around, Room};
use crate::ui::{Moment, SkeletonShape, When};

#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct PlanLine {
    pub name: String,
    pub href: String,
    pub version: u32,
    pub since: Moment,
    pub calendar: String,
    pub changes: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct PlansPage {
    pub around: Around,
    pub lines: Vec<PlanLine>,
}

#[component]
pub fn Plans() -> impl IntoView {
    loaded(|| "/admin/plans".to_owned(), SkeletonShape::Rows(4), |page: PlansPage| view! { <All page=page/> })
}

#[component]
fn All(page: PlansPage) -> impl IntoView {
    let line = |line: PlanLine| {
        view! {
            <tr>
                <td class="grow"><a class="strong cover" href=line.href>{line.name}</a></td>
                <td data-label="Version">{line.version}</td>
                <td data-label="Since"><When moment=line.since/></td>
                <td data-label="Calendar">{line.calendar}</td>
                <td data-label="Last change" class="soft wrap">{line.changes}</td>
            </tr>
        }
        .into_any()
    };
    // A plan begins as a copy of one.
    let add = (!page.lines.is_empty()).then(|| Way::new("New plan", "/admin/new/plan"));
    view! {
        <ListPage
            around=page.around
            room=Room::Plans
            title="Support plans"
            columns=&["Plan", "Version", "Since", "Calendar", "Last change"]
            lines=page.lines.into_iter().map(line).collect()
            empty=("There is no plan yet", "The first account brings the standard plan with it.")
            add=add
        />
    }
    .into_any()
}
