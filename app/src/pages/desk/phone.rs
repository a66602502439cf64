//! Taking a call, in one screen: answer it, which starts every clock; type the code that opens what the customer wrote, or
//! find the account and write while listening.

use caseline_domain::case::{Impact, Priority};
use caseline_domain::form::{self, AREAS, CHANGE_ROWS, PHONE_ACCOUNT, PHONE_CALLER};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use super::around::{Around, DeskPage, Room};
use crate::form::{Form, FormState, Summary, errors_of};
use crate::page::loaded;
use crate::ui::{
    ChoiceOption, Choices, Empty, EmptySize, InputKind, Moment, Need, PageTitle, PriorityBadge, SelectField,
    SelectOption, SkeletonShape, TextArea, TextField, When,
};

/// A code nobody called about. What the draft says stays its author's until the code is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct CallBack {
    pub code: String,
    pub made: Moment,
    pub author: String,
    pub phone: Option<String>,
    pub account: String,
    pub priority: Option<Priority>,
}

/// The call that is being taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Call {
    /// When it was answered, in milliseconds since 1970.
    pub answered: i64,
    pub answered_at: Moment,
    /// How long ago that was when the page was made, in seconds.
    pub running: i64,
    /// Accounts to choose from, the chosen one among them: id and name.
    pub accounts: Vec<(String, String)>,
    /// The members of the chosen account: id and name.
    pub members: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct PhonePage {
    pub around: Around,
    pub once: String,
    /// None before the call is answered.
    pub call: Option<Call>,
    pub call_backs: Vec<CallBack>,
}

#[component]
pub fn Phone() -> impl IntoView {
    let query = use_query_map();
    let at = move || query.with(|query| format!("/desk/phone{}", query.to_query_string()));
    loaded(at, SkeletonShape::Lines(10), |page: PhonePage| view! { <TakeCall page=page/> })
}

#[component]
fn TakeCall(page: PhonePage) -> impl IntoView {
    let top = view! { <h1>"Take a call"</h1> }.into_any();
    view! {
        <PageTitle text="Take a call · Caseline"/>
        <DeskPage around=page.around room=Room::Phone top=top>
            <div class="page">
                <div class="two">
                    {match page.call {
                        None => view! { <Answer/> }.into_any(),
                        Some(call) => view! { <Intake call=call once=page.once/> }.into_any(),
                    }}
                    <aside class="stack">
                        <CallBacks call_backs=page.call_backs/>
                    </aside>
                </div>
            </div>
        </DeskPage>
    }
    .into_any()
}

/// Before the call: the button to press when the phone rings.
#[component]
fn Answer() -> impl IntoView {
    let state = FormState::new("answer", |_| form::FieldErrors::default());
    view! {
        <section class="card">
            <div class="body">
                <Form state=state>
                    <h2>"When the phone rings"</h2>
                    <p class="soft">
                        "Answer, and press this. Every clock of the case starts at that moment; the code that the customer says, or the account’s name, comes after."
                    </p>
                    <div class="row">
                        <button class="button main" type="submit" autofocus data-test="answer">"I am answering a call"</button>
                    </div>
                </Form>
            </div>
        </section>
    }
    .into_any()
}

/// Everything about the call is one form, so that nothing typed is lost between its buttons. The first button is what
/// Enter means: it looks a new code up, else it opens the case.
#[component]
fn Intake(call: Call, once: String) -> impl IntoView {
    let state = FormState::new("open", |fields| errors_of(form::phone(fields)));
    let found = state.value("found");
    let heading = if found.is_empty() { "The case" } else { "What they wrote" };
    view! {
        <Form state=state summary=Summary::Listed class="stack-l">
            <input type="hidden" name="answered" value=call.answered.to_string()/>
            <input type="hidden" name="once" value=state.value_or("once", &once)/>
            <input type="hidden" name="found" value=found/>
            <section class="card">
                <div class="body stack">
                    <Running call=call.clone() state=state/>
                    <div class="row bottom-edge">
                        <TextField
                                name="code"
                                label="Call code"
                                hint="The customer says it first. It opens what they wrote."
                                kind=InputKind::Code
                                value=state.value("code")
                                error=state.error("code")
                                need=Need::Optional
                                autocomplete="off"
                                autofocus=!state.came_back()
                            />
                        <button class="button" type="submit">"Open what they wrote"</button>
                    </div>
                </div>
            </section>
            <section class="card">
                <header><h2>{heading}</h2></header>
                <div class="body stack">
                    <WhoCalls call=call state=state/>
                    <WhatTheySay state=state/>
                    <div class="row"><button class="button main" type="submit">"Open the case and own it"</button></div>
                </div>
            </section>
        </Form>
    }
    .into_any()
}

/// How long the call runs, and the way to correct when it was answered.
#[component]
fn Running(call: Call, state: FormState) -> impl IntoView {
    let seconds = RwSignal::new(call.running);
    keep_running(seconds);
    let shown = move || {
        let seconds = seconds.get();
        format!("{}:{:02}", seconds / 60, seconds % 60)
    };
    view! {
        <div class="row between">
            <p>
                "Answered " <b><When moment=call.answered_at/></b> ", "
                <span class="num" role="timer" data-test="call-timer">{shown}</span> " ago"
            </p>
            <div class="row one">
                <TextField
                    name="earlier"
                    label="In truth, minutes earlier"
                    kind=InputKind::Number
                    value=state.value("earlier")
                    error=state.error("earlier")
                    need=Need::Optional
                    autocomplete="off"
                />
            </div>
        </div>
    }
    .into_any()
}

/// Counts the seconds since the page was made; without script the page says what it was then.
#[cfg(feature = "hydrate")]
fn keep_running(seconds: RwSignal<i64>) {
    let (from, began) = (seconds.get_untracked(), js_sys::Date::now());
    Effect::new(move || {
        let tick = set_interval_with_handle(
            move || {
                #[expect(clippy::cast_possible_truncation, reason = "seconds of a call")]
                let passed = ((js_sys::Date::now() - began) / 1000.0) as i64;
                seconds.set(from + passed);
            },
            std::time::Duration::from_secs(1),
        );
        if let Ok(tick) = tick {
            on_cleanup(move || tick.clear());
        }
    });
}

#[cfg(not(feature = "hydrate"))]
fn keep_running(_: RwSignal<i64>) {}

fn options(first: &str, rest: Vec<(String, String)>) -> Vec<SelectOption> {
    std::iter::once(SelectOption::new("", first))
        .chain(rest.into_iter().map(|(id, name)| SelectOption::new(id, name)))
        .collect()
}

#[component]
fn WhoCalls(call: Call, state: FormState) -> impl IntoView {
    let Call { accounts, members, .. } = call;
    view! {
        <div class="row bottom-edge">
            <TextField
                name="find"
                label="Find the account by how its name begins"
                kind=InputKind::Search
                value=state.value("find")
                error=state.error("find")
                need=Need::Optional
                autocomplete="off"
            />
            <button class="button" type="submit" name="act" value="find" formnovalidate>"Find"</button>
        </div>
        <SelectField
            name=PHONE_ACCOUNT
            label="Account"
            options=options("Choose the account", accounts)
            value=state.value(PHONE_ACCOUNT)
            error=state.error(PHONE_ACCOUNT)
        />
        {(!members.is_empty())
            .then(|| view! {
                <SelectField
                    name=PHONE_CALLER
                    label="Who is calling, or for whom"
                    options=options("Choose the person", members)
                    value=state.value(PHONE_CALLER)
                    error=state.error(PHONE_CALLER)
                />
            })}
    }
    .into_any()
}

/// How the names of the fields begin that are folded away at first.
const FOLDED: [&str; 4] = ["systems", "environment", "steps", "change_"];

#[component]
fn WhatTheySay(state: FormState) -> impl IntoView {
    let areas = options("Choose the area", AREAS.into_iter().map(|area| (area.to_owned(), area.to_owned())).collect());
    let impacts = Impact::ALL
        .into_iter()
        .map(|impact| {
            let (title, detail) = impact.question();
            ChoiceOption::new(impact.key(), format!("{}: {title}", impact.priority().word())).detail(detail)
        })
        .collect();
    view! {
        <TextField name="subject" label="In one line" value=state.value("subject") error=state.error("subject") autocomplete="off"/>
        <TextArea name="description" label="What do they see, and what did they expect?" value=state.value("description") error=state.error("description")/>
        <SelectField name="area" label="Area" options=areas value=state.value("area") error=state.error("area")/>
        <Choices name="impact" legend="How much does it hurt? It decides the priority" options=impacts value=state.value("impact") error=state.error("impact")/>
        <details open=state.shows(&FOLDED)>
            <summary>"Systems, environment, steps, recent changes"</summary>
            <div class="stack">
                <TextField name="systems" label="Systems" value=state.value("systems") error=state.error("systems") need=Need::Optional/>
                <TextField name="environment" label="Environment" value=state.value("environment") error=state.error("environment") need=Need::Optional/>
                <TextArea name="steps" label="Steps" value=state.value("steps") error=state.error("steps") need=Need::Optional rows=2/>
                {(1..=CHANGE_ROWS).map(|row| view! { <Change row=row state=state/> }).collect_view()}
            </div>
        </details>
    }
    .into_any()
}

#[component]
fn Change(row: usize, state: FormState) -> impl IntoView {
    let name = move |part: &str| format!("change_{row}_{part}");
    let field = move |part: &'static str, label: &'static str| {
        let name = name(part);
        view! { <TextField name=name.clone() label=format!("{label} {row}") value=state.value(&name) error=state.error_of(name.clone()) need=Need::Optional/> }
    };
    view! {
        <div class="thirds">
            {field("system", "Changed system")}
            {field("when", "When")}
            {field("what", "What changed")}
        </div>
    }
    .into_any()
}

#[component]
fn CallBacks(call_backs: Vec<CallBack>) -> impl IntoView {
    view! {
        <section class="card">
            <header><h2>"Call back"</h2></header>
            <div class="body stack divided">
                {if call_backs.is_empty() {
                    view! { <Empty title="Nobody to call back" text="Codes nobody called about for 15 minutes come up here." size=EmptySize::Small/> }.into_any()
                } else {
                    call_backs
                        .into_iter()
                        .map(|waiting| view! {
                            <div class="stack-xs">
                                <span class="row">
                                    {waiting.priority.map(|priority| view! { <PriorityBadge priority=priority/> })}
                                    <b class="break">{waiting.account}</b>
                                </span>
                                <span class="small">{waiting.author}</span>
                                {waiting.phone.map(|phone| { let dial = format!("tel:{}", phone.replace(' ', "")); view! { <a class="link small" href=dial>{phone}</a> } })}
                                <span class="xs faint">{waiting.code} " · " <When moment=waiting.made/></span>
                            </div>
                        })
                        .collect_view()
                        .into_any()
                }}
            </div>
        </section>
    }
    .into_any()
}
