//! Making a service calendar: its name, its zone and its week, from office hours or from those of another one.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use super::calendar::{Day, Week};
use super::frame::{OnePage, Way};
use crate::form::{Form, FormState, Summary};
use crate::page::loaded;
use crate::pages::desk::{Around, Room};
use crate::ui::{SkeletonShape, TextField};

/// The `act` of the form.
pub const NEW_CALENDAR: &str = "new-calendar";

#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct NewCalendarPage {
    pub around: Around,
    /// The name of the calendar that it is begun as a copy of; nothing where it is none.
    pub like: String,
    /// What comes along with the week.
    pub says: String,
    pub zone: String,
    pub week: Vec<Day>,
}

#[component]
pub fn NewCalendar() -> impl IntoView {
    let query = use_query_map();
    let at = move || query.with(|query| format!("/admin/new/calendar{}", query.to_query_string()));
    loaded(at, SkeletonShape::Lines(10), |page: NewCalendarPage| view! { <New page=page/> })
}

#[component]
fn New(page: NewCalendarPage) -> impl IntoView {
    let state = FormState::new(NEW_CALENDAR, |_| Default::default());
    let ways = vec![Way::new("Calendars", "/admin/calendars")];
    view! {
        <OnePage around=page.around room=Room::Calendars ways=ways title="New calendar" class="sheet medium">
            <Form state=state summary=Summary::Listed class="stack-l">
                <input type="hidden" name="like" value=page.like/>
                <section class="card">
                    <div class="body stack">
                        <TextField name="name" label="Name" hint="It stays: plans and receipts name the calendar by it." value=state.value("name") error=state.error("name") autocomplete="off"/>
                        <p class="soft">{page.says}</p>
                    </div>
                </section>
                <Week state=state zone=page.zone week=page.week/>
                <div class="row">
                    <button class="button main" type="submit">"Make the calendar"</button>
                    <a class="button" href="/admin/calendars">"Leave it"</a>
                </div>
            </Form>
        </OnePage>
    }
    .into_any()
}
