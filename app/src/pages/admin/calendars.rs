//! Every service calendar, with its newest version and the plans that it is in.

use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use crate::page::loaded;
use crate::pages::desk::{Around, DeskPage, Room};
use crate::ui::{Empty, Moment, PageTitle, SkeletonShape, TableHead, When};

#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct CalendarLine {
    pub name: String,
    pub href: String,
    pub zone: String,
    pub holidays: String,
    pub version: u32,
    pub since: Moment,
    pub plans: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct CalendarsPage {
    pub around: Around,
    pub lines: Vec<CalendarLine>,
}

#[component]
pub fn Calendars() -> impl IntoView {
    loaded(|| "/admin/calendars".to_owned(), SkeletonShape::Rows(4), |page: CalendarsPage| view! { <All page=page/> })
}

#[component]
fn All(page: CalendarsPage) -> impl IntoView {
    let top = view! { <h1>"Calendars"</h1> }.into_any();
    let lines = page.lines.into_iter().map(|line| {
        view! {
            <tr>
                <td class="grow"><a class="strong cover" href=line.href>{line.name}</a></td>
                <td data-label="Zone">{line.zone}</td>
                <td data-label="Holidays ahead">{line.holidays}</td>
                <td data-label="Version">{line.version}</td>
                <td data-label="Since"><When moment=line.since/></td>
                <td data-label="Plans" class="soft">{line.plans}</td>
            </tr>
        }
    });
    view! {
        <PageTitle text="Calendars · Caseline"/>
        <DeskPage around=page.around room=Room::Calendars top=top>
            {if lines.len() == 0 {
                view! { <Empty title="There is no calendar yet" text="The first account brings the standard plan and its calendar with it."/> }.into_any()
            } else {
                view! {
                    <div class="scroll">
                        <table class="table rows">
                            <TableHead columns=&["Calendar", "Zone", "Holidays ahead", "Version", "Since", "Plans"]/>
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
