//! Every service calendar, with its newest version and the plans that it is in.

use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use super::frame::{ListPage, Way};
use crate::page::loaded;
use crate::pages::desk::{Around, Room};
use crate::ui::{Moment, SkeletonShape, When};

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
    let line = |line: CalendarLine| {
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
        .into_any()
    };
    view! {
        <ListPage
            around=page.around
            room=Room::Calendars
            title="Calendars"
            columns=&["Calendar", "Zone", "Holidays ahead", "Version", "Since", "Plans"]
            lines=page.lines.into_iter().map(line).collect()
            empty=("There is no calendar yet", "The first account brings the standard plan and its calendar with it.")
            add=Some(Way::new("New calendar", "/admin/new/calendar"))
        />
    }
    .into_any()
}
