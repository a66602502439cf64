//! Adding holidays: by hand, by country, or out of a calendar file. Whatever is found waits in one list, and only what is
//! checked there closes a day.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use super::frame::{OnePage, Way};
use super::{PreviewVersion, checked};
use crate::form::{Form, FormState, Summary};
use crate::page::loaded;
use crate::pages::desk::{Around, Room};
use crate::ui::{FileField, InputKind, Need, SelectField, SelectOption, SkeletonShape, TextArea, TextField};

/// The `act` of the form.
pub const ADD: &str = "add";

/// What its buttons say that list days; that of the first is the list's own.
const LIST: &str = "list";
pub const LIST_COUNTRY: &str = "list-country";
pub const LIST_FILE: &str = "list-file";

#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct AddHolidaysPage {
    pub around: Around,
    pub name: String,
    pub href: String,
    pub version: u32,
    /// Key and name.
    pub countries: Vec<(String, String)>,
    /// What stands in the fields of the years at first.
    pub years: (i64, i64),
}

#[component]
pub fn AddHolidays() -> impl IntoView {
    let path = use_location().pathname;
    loaded(move || path.get(), SkeletonShape::Lines(12), |page: AddHolidaysPage| view! { <Add page=page/> })
}

#[component]
fn Add(page: AddHolidaysPage) -> impl IntoView {
    let ways = vec![Way::new("Calendars", "/admin/calendars"), Way::new(page.name, page.href)];
    let state = FormState::new(ADD, |_| Default::default());
    let waiting = state.value("candidates");
    view! {
        <OnePage around=page.around room=Room::Calendars ways=ways title="Add holidays">
                <Form state=state summary=Summary::Listed class="stack-l" enctype="multipart/form-data">
                    <ByHand state=state/>
                    <ByCountry state=state countries=page.countries years=page.years/>
                    <ByFile state=state/>
                    {(!waiting.is_empty()).then(|| view! { <Waiting state=state waiting=waiting version=page.version/> })}
                </Form>
        </OnePage>
    }
    .into_any()
}

/// The three ways lead to the same list, at which the page opens, so that Enter in any field does what its button says.
#[component]
fn ToTheList(act: &'static str, label: &'static str) -> impl IntoView {
    view! { <div class="row"><button class="button" type="submit" formaction="#list" name="act" value=act>{label}</button></div> }
        .into_any()
}

#[component]
fn ByHand(state: FormState) -> impl IntoView {
    view! {
        <section class="card">
            <header><h2>"By hand"</h2></header>
            <div class="body stack">
                <div class="pair">
                    <TextField name="date" label="Date" kind=InputKind::Date value=state.value("date") error=state.error("date") need=Need::OneWay/>
                    <TextField name="until" label="Last day, of several" kind=InputKind::Date value=state.value("until") error=state.error("until") need=Need::Optional/>
                </div>
                <TextField name="name" label="What day it is" value=state.value("name") error=state.error("name") need=Need::OneWay autocomplete="off"/>
                <ToTheList act=LIST label="Put it on the list"/>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn ByCountry(state: FormState, countries: Vec<(String, String)>, years: (i64, i64)) -> impl IntoView {
    let options = std::iter::once(SelectOption::new("", "Choose the country"))
        .chain(countries.into_iter().map(|(key, name)| SelectOption::new(key, name)))
        .collect();
    view! {
        <section class="card">
            <header><h2>"Public holidays of a country"</h2></header>
            <div class="body stack">
                <SelectField name="country" label="Country" options=options value=state.value("country") error=state.error("country") need=Need::OneWay/>
                <div class="pair">
                    <TextField name="from_year" label="From the year" kind=InputKind::Number value=state.value_or("from_year", &years.0.to_string()) error=state.error("from_year") need=Need::OneWay/>
                    <TextField name="until_year" label="Up to the year" kind=InputKind::Number value=state.value_or("until_year", &years.1.to_string()) error=state.error("until_year") need=Need::OneWay/>
                </div>
                <ToTheList act=LIST_COUNTRY label="List its holidays"/>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn ByFile(state: FormState) -> impl IntoView {
    view! {
        <section class="card">
            <header><h2>"A calendar file"</h2></header>
            <div class="body stack">
                <FileField name="file" label="File" hint="An iCalendar file (.ics) of at most 256 kB. Its whole days are listed; each is approved below." error=state.error("file")/>
                <TextArea name="ics" label="Or paste what is in it" value=state.value("ics") error=state.error("ics") need=Need::OneWay rows=3/>
                <ToTheList act=LIST_FILE label="Read the file"/>
            </div>
        </section>
    }
    .into_any()
}

/// The list of what was found: nothing of it is a holiday before it is checked and saved.
#[component]
fn Waiting(state: FormState, waiting: String, version: u32) -> impl IntoView {
    let approved = checked(ADD, "day");
    let days = waiting
        .lines()
        .map(|line| {
            let mut parts = line.split('\t').map(str::to_owned);
            let mut part = || parts.next().unwrap_or_default();
            let (date, name, source, says, closed) = (part(), part(), part(), part(), part());
            let source = if closed.is_empty() { source } else { closed.clone() };
            let is_checked = approved.contains(&date);
            view! {
                <li>
                    <label class="check">
                        <input type="checkbox" name="day" value=date checked=is_checked disabled=!closed.is_empty()/>
                        <span>{says} ", " {name} " " <span class="faint small">{source}</span></span>
                    </label>
                </li>
            }
        })
        .collect_view();
    let left_out = state.value("left_out");
    let not_taken = (!left_out.is_empty()).then(|| {
        let lines = left_out.lines().map(|line| view! { <li>{line.to_owned()}</li> }).collect_view();
        view! {
            <div class="note" data-test="left-out">
                <p>"Not taken:"</p>
                <ul>{lines}</ul>
                <input type="hidden" name="left_out" value=left_out/>
            </div>
        }
    });
    view! {
        <section class="card" id="list" data-test="list">
            <header>
                <h2>"What was found"</h2>
                <button class="button s" type="submit" formaction="#list" name="act" value="all">"Check all"</button>
            </header>
            <div class="body stack">
                <p class="soft">"Check each day that is to be closed. What is not checked is dropped."</p>
                <input type="hidden" name="candidates" value=waiting/>
                <ul class="stack-s">{days}</ul>
                {not_taken}
            </div>
        </section>
        <PreviewVersion state=state version=version button="Go on with what is checked"/>
    }
    .into_any()
}
