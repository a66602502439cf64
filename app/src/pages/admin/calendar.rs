//! One service calendar: its week, its holidays, and its versions with who made each and what it changed.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use super::frame::{Behind, OnePage, Way};
use super::{PreviewVersion, checked};
use crate::form::{Form, FormState, Summary};
use crate::page::loaded;
use crate::pages::desk::{Around, Room};
use crate::ui::{Moment, SkeletonShape, TableHead, TextField, When};

/// The `act` of the form.
pub const EDIT: &str = "edit";

#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Day {
    /// Of its field.
    pub name: String,
    pub label: String,
    pub hours: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Closed {
    /// `2026-12-25`.
    pub date: String,
    pub says: String,
    pub source: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Version {
    pub version: u32,
    pub when: Moment,
    pub who: String,
    pub what: String,
    pub fingerprint: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct CalendarPage {
    pub around: Around,
    pub name: String,
    pub href: String,
    /// Where a copy of it is begun.
    pub copy: String,
    pub plans: String,
    /// Of each plan with open cases that go by an older version: how many do, and where they are moved.
    pub behind: Vec<Way>,
    pub version: u32,
    pub zone: String,
    pub week: Vec<Day>,
    /// Year, whether it is folded away, its days.
    pub years: Vec<(String, bool, Vec<Closed>)>,
    pub versions: Vec<Version>,
}

#[component]
pub fn Calendar() -> impl IntoView {
    let path = use_location().pathname;
    loaded(move || path.get(), SkeletonShape::Lines(12), |page: CalendarPage| view! { <One page=page/> })
}

#[component]
fn One(page: CalendarPage) -> impl IntoView {
    let add = format!("{}/holidays/add", page.href);
    let state = FormState::new(EDIT, |_| Default::default());
    let taken_out = checked(EDIT, "remove");
    let used = if page.plans.is_empty() {
        "No plan counts in this calendar.".to_owned()
    } else {
        format!("Counted in by: {}. A new version of the calendar makes a new version of the plan.", page.plans)
    };
    view! {
        <OnePage around=page.around room=Room::Calendars ways=vec![Way::new("Calendars", "/admin/calendars")] title=page.name>
                <p class="soft">{used} " " <a class="link" href=page.copy>"Begin a new calendar as a copy of this one"</a></p>
                {page.behind.into_iter().map(|way| view! { <Behind says=Some(way.says) href=way.href/> }).collect_view()}
                <Form state=state summary=Summary::Listed class="stack-l">
                    <input type="hidden" name="seen" value=page.version.to_string()/>
                    <Week state=state zone=page.zone week=page.week/>
                    <section class="card">
                        <header>
                            <h2>"Holidays"</h2>
                            <a class="button s" href=add>"Add holidays"</a>
                        </header>
                        <div class="body stack">
                            <p class="soft">"Closed from midnight to midnight. Check those that are to be taken out."</p>
                            {page.years
                                .into_iter()
                                .map(|(year, folded, days)| view! { <Year year=year folded=folded days=days taken_out=taken_out.clone()/> })
                                .collect_view()}
                        </div>
                    </section>
                    <PreviewVersion state=state version=page.version button="Show what changes"/>
                </Form>
                <Versions versions=page.versions/>
        </OnePage>
    }
    .into_any()
}

/// The zone and the hours of each weekday.
#[component]
pub fn Week(state: FormState, zone: String, week: Vec<Day>) -> impl IntoView {
    let days = week
        .into_iter()
        .map(|day| {
            let (value, error) = (state.value_or(&day.name, &day.hours), state.error_of(day.name.clone()));
            view! { <TextField name=day.name label=day.label value=value error=error autocomplete="off"/> }
        })
        .collect_view();
    view! {
        <section class="card">
            <header><h2>"Week"</h2></header>
            <div class="body stack">
                <TextField name="zone" label="Zone" hint="Its clock says when a day begins. Named like Europe/Berlin." value=state.value_or("zone", &zone) error=state.error("zone") autocomplete="off"/>
                <p class="soft">"Hours like 09:00–17:00, 18:00–20:00; or “24 hours”; or “closed”."</p>
                <div class="thirds">{days}</div>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Year(year: String, folded: bool, days: Vec<Closed>, taken_out: Vec<String>) -> impl IntoView {
    let open = !folded || days.iter().any(|day| taken_out.contains(&day.date));
    let days = days
        .into_iter()
        .map(|day| {
            let out = taken_out.contains(&day.date);
            view! {
                <li>
                    <label class="check">
                        <input type="checkbox" name="remove" value=day.date checked=out/>
                        <span>{day.says} " " <span class="faint small">{day.source}</span></span>
                    </label>
                </li>
            }
        })
        .collect_view();
    view! {
        <details open=open>
            <summary>{year}</summary>
            <ul class="stack-s">{days}</ul>
        </details>
    }
    .into_any()
}

#[component]
pub fn Versions(versions: Vec<Version>) -> impl IntoView {
    let lines = versions
        .into_iter()
        .map(|version| {
            view! {
                <tr>
                    <th scope="row">{version.version}</th>
                    <td class="wrap" data-label="What">{version.what}</td>
                    <td data-label="Who">{version.who}</td>
                    <td data-label="When"><When moment=version.when/></td>
                    <td class="faint" data-label="Fingerprint"><code>{version.fingerprint}</code></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="card" aria-labelledby="versions">
            <header><h2 id="versions">"Versions"</h2></header>
            <div class="scroll">
                <table class="table">
                    <TableHead columns=&["Version", "What", "Who", "When", "Fingerprint"]/>
                    <tbody>{lines}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}
