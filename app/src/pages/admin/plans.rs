//! Every support plan, with its newest version.

use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use crate::page::loaded;
use crate::pages::desk::{Around, DeskPage, Room};
use crate::ui::{Empty, Moment, PageTitle, SkeletonShape, TableHead, When};

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
    let top = view! { <h1>"Support plans"</h1> }.into_any();
    let lines = page.lines.into_iter().map(|line| {
        view! {
            <tr>
                <td class="grow"><a class="strong cover" href=line.href>{line.name}</a></td>
                <td data-label="Version">{line.version}</td>
                <td data-label="Since"><When moment=line.since/></td>
                <td data-label="Calendar">{line.calendar}</td>
                <td data-label="Last change" class="soft wrap">{line.changes}</td>
            </tr>
        }
    });
    view! {
        <PageTitle text="Support plans · Caseline"/>
        <DeskPage around=page.around room=Room::Plans top=top>
            {if lines.len() == 0 {
                view! { <Empty title="There is no plan yet" text="The first account brings the standard plan with it."/> }.into_any()
            } else {
                view! {
                    <div class="scroll">
                        <table class="table rows">
                            <TableHead columns=&["Plan", "Version", "Since", "Calendar", "Last change"]/>
                            <tbody>{lines.collect_view()}</tbody>
                        </table>
                    </div>
                }
                .into_any()
            }}
        </DeskPage>
    }
    .into_any()
}
