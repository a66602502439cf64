//! One support plan: what it promises a priority and a clock, how its cases close, and its versions.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use super::PreviewVersion;
use super::calendar::{Version, Versions};
use super::frame::{Behind, OnePage, Way};
use crate::form::{Form, FormState, Summary};
use crate::page::loaded;
use crate::pages::desk::{Around, Room};
use crate::ui::{Check, Need, SelectField, SelectOption, SkeletonShape, TextField};

/// The `act` of the form.
pub const PLAN: &str = "plan";

#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct PlanPage {
    pub around: Around,
    pub name: String,
    pub href: String,
    pub version: u32,
    /// Where a copy of it is begun.
    pub copy: String,
    pub calendar: String,
    pub calendar_href: String,
    /// The names of all calendars.
    pub calendars: Vec<String>,
    /// The form's fields with what holds now.
    pub fields: Vec<(String, String)>,
    pub versions: Vec<Version>,
    /// How many open cases go by an older version, in words; nothing where none does.
    pub behind: Option<String>,
}

/// Name in the fields, title, and whether the process fixes how it is reported and that it never pauses.
const PRIORITIES: [(&str, &str, bool); 4] =
    [("outage", "Outage", true), ("p1", "P1", true), ("p2", "P2", false), ("p3", "P3", false)];

/// Name in the fields, label, whether it may be empty.
const TARGETS: [(&str, &str, bool); 7] = [
    ("assignment", "Assigned within", false),
    ("first_response", "First response within", false),
    ("resolution", "Resolved within", false),
    ("next_update", "Next update within", true),
    ("escalation", "Escalation acknowledged within", false),
    ("warnings", "Warn at, in percent", true),
    ("escalations", "Escalate by itself at, in percent", true),
];

#[component]
pub fn Plan() -> impl IntoView {
    let path = use_location().pathname;
    loaded(move || path.get(), SkeletonShape::Lines(14), |page: PlanPage| view! { <One page=page/> })
}

#[component]
fn One(page: PlanPage) -> impl IntoView {
    let state = FormState::new(PLAN, |_| Default::default());
    let known = StoredValue::new(page.fields);
    let value = move |name: &str| {
        let known = known.with_value(|fields| fields.iter().find(|(at, _)| at == name).map(|(_, value)| value.clone()));
        state.value_or(name, &known.unwrap_or_default())
    };
    let text = move |name: String, label: &'static str, optional: bool| {
        let (shown, error) = (value(&name), state.error_of(name.clone()));
        let need = if optional { Need::Optional } else { Need::Required };
        view! { <TextField name=name label=label value=shown error=error need=need autocomplete="off"/> }.into_any()
    };
    let priorities = PRIORITIES.map(|(key, title, fixed)| {
        let targets = TARGETS.map(|(what, label, optional)| text(format!("{key}_{what}"), label, optional));
        let checks = if fixed {
            view! { <p class="soft small">"Must be phoned, and its clocks never pause: the process says so."</p> }
                .into_any()
        } else {
            let (phoned, pauses) = (format!("{key}_phoned"), format!("{key}_pauses"));
            let (is_phoned, does_pause) = (value(&phoned) == "on", value(&pauses) == "on");
            view! {
                <div class="row">
                    <Check name=phoned label="Must be phoned" checked=is_phoned/>
                    <Check name=pauses label="Pauses while a question is open" checked=does_pause/>
                </div>
            }
            .into_any()
        };
        view! {
            <section class="card">
                <header><h2>{title}</h2></header>
                <div class="body stack">
                    <div class="thirds">{targets.collect_view()}</div>
                    {checks}
                </div>
            </section>
        }
        .into_any()
    });
    let workaround = value("workaround_stops") == "on";
    let calendars = page.calendars.into_iter().map(|name| SelectOption::new(name.clone(), name)).collect();
    let moving = format!("{}/move", page.href);
    view! {
        <OnePage around=page.around room=Room::Plans ways=vec![Way::new("Support plans", "/admin/plans")] title=page.name>
                <p class="soft">
                    {format!("Version {}. Business time is counted in the calendar ", page.version)}
                    <a class="link" href=page.calendar_href>{page.calendar}</a> ". "
                    <a class="link" href=page.copy>"Begin a new plan as a copy of this one"</a>
                </p>
                <Behind says=page.behind href=moving/>
                <Form state=state summary=Summary::Listed class="stack-l">
                    <input type="hidden" name="seen" value=page.version.to_string()/>
                    <section class="card">
                        <header><h2>"Service calendar"</h2></header>
                        <div class="body stack">
                            <SelectField name="calendar" label="Business time is counted in" hint="Its hours, its holidays and its zone." options=calendars value=value("calendar") error=state.error("calendar")/>
                        </div>
                    </section>
                    <p class="soft">
                        "Write times like 15 minutes, 24 hours, 48 business hours, 14 days, or 24 hours or next opening; shares like 25, 50, 75 senior."
                    </p>
                    {priorities.collect_view()}
                    <section class="card">
                        <header><h2>"Closing"</h2></header>
                        <div class="body stack">
                            <div class="thirds">
                                {text("lapse_after".to_owned(), "An unanswered proposal lapses after so many days of service", true)}
                                {text("reminders".to_owned(), "Who has not answered is reminded after days", true)}
                                {text("reopens_within".to_owned(), "A closed case opens again within days", false)}
                            </div>
                            <Check name="workaround_stops" label="An accepted workaround stops the resolution clock of an Outage or a P1" checked=workaround/>
                        </div>
                    </section>
                    <PreviewVersion state=state version=page.version button="Show what changes"/>
                </Form>
                <Versions versions=page.versions/>
        </OnePage>
    }
    .into_any()
}
