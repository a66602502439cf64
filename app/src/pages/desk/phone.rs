//! Taking a call: the code opens what the customer wrote; without one, the account and the same questions, in one screen.

use caseline_domain::case::Impact;
use caseline_domain::form::{self, AREAS, CHANGE_ROWS, PHONE_ACCOUNT};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

use super::around::{Around, DeskPage, Room};
use crate::form::{Form, FormState, Summary, bounce, errors_of};
use crate::page::loaded;
use crate::ui::{
    ChoiceOption, Choices, Empty, EmptySize, InputKind, Moment, Need, SelectField, SelectOption, SkeletonShape,
    TextArea, TextField, When,
};

/// A code nobody called about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallBack {
    pub code: String,
    pub made: Moment,
    pub author: String,
    pub phone: Option<String>,
    pub account: String,
    pub subject: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhonePage {
    pub around: Around,
    /// When this page was opened: the call was answered then.
    pub answered: i64,
    pub answered_at: Moment,
    pub once: String,
    pub accounts: Vec<(String, String)>,
    /// What the list of accounts was narrowed to.
    pub searched: String,
    pub call_backs: Vec<CallBack>,
}

#[component]
pub fn Phone() -> impl IntoView {
    let query = use_query_map();
    let at = move || query.with(|query| format!("/desk/phone{}", query.to_query_string()));
    loaded(at, SkeletonShape::Lines(10), |page: PhonePage| view! { <Call page=page/> })
}

#[component]
fn Call(page: PhonePage) -> impl IntoView {
    let top = view! { <h1>"Take a call"</h1> }.into_any();
    // The call began when the page was first opened, however often a form came back since.
    let kept = bounce().map(|bounce| bounce.fields.get("answered").to_owned()).filter(|answered| !answered.is_empty());
    let answered = kept.unwrap_or_else(|| page.answered.to_string());
    view! {
        <Title text="Take a call · Caseline"/>
        <DeskPage around=page.around room=Room::Phone top=top>
            <div class="page">
                <div class="two">
                    <div class="stack-l">
                        <Code answered=answered.clone() once=page.once.clone()/>
                        <NewCase answered=answered once=page.once accounts=page.accounts searched=page.searched/>
                    </div>
                    <aside class="stack">
                        <section class="card">
                            <div class="body stack-s">
                                <h2>"The call"</h2>
                                <p class="small soft">"Opened " <When moment=page.answered_at/> ". Every clock of the case starts when the call was answered."</p>
                            </div>
                        </section>
                        <CallBacks call_backs=page.call_backs/>
                    </aside>
                </div>
            </div>
        </DeskPage>
    }
    .into_any()
}

#[component]
fn Code(answered: String, once: String) -> impl IntoView {
    let state = FormState::new("code", |fields| errors_of(form::call_code(fields)));
    view! {
        <section class="card">
            <div class="body">
                <Form state=state>
                    <input type="hidden" name="answered" value=answered/>
                    <input type="hidden" name="once" value=once/>
                    <TextField
                        name="code"
                        id="call-code"
                        label="Call code"
                        hint="The customer says it first. It opens what they wrote."
                        kind=InputKind::Code
                        value=state.value("code")
                        error=state.error("code")
                        autocomplete="off"
                        autofocus=true
                    />
                    <div class="row"><button class="button main" type="submit">"Open what they wrote"</button></div>
                </Form>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn NewCase(answered: String, once: String, accounts: Vec<(String, String)>, searched: String) -> impl IntoView {
    let state = FormState::new("open", |fields| errors_of(form::phone_case(fields)));
    let options = std::iter::once(SelectOption::new("", "Choose the account"))
        .chain(accounts.into_iter().map(|(id, name)| SelectOption::new(id, name)))
        .collect();
    let areas = std::iter::once(SelectOption::new("", "Choose the area"))
        .chain(AREAS.into_iter().map(|area| SelectOption::new(area, area)))
        .collect();
    let impacts = Impact::ALL
        .into_iter()
        .map(|impact| {
            let (title, detail) = impact.question();
            ChoiceOption::new(impact.key(), format!("{}: {title}", impact.priority().word())).detail(detail)
        })
        .collect();
    view! {
        <section class="card">
            <header><h2>{if state.value("code").is_empty() { "Without a code" } else { "What they wrote" }}</h2></header>
            <div class="body stack">
                <form method="get" action="/desk/phone" class="row">
                    <TextField name="account" id="find-account" label="Find the account by how its name begins" kind=InputKind::Search value=searched need=Need::Optional/>
                    <button class="button s" type="submit">"Narrow the list"</button>
                </form>
                <Form state=state summary=Summary::Listed>
                    <input type="hidden" name="answered" value=answered/>
                    <input type="hidden" name="once" value=once/>
                    <input type="hidden" name="code" value=state.value("code")/>
                    <SelectField name=PHONE_ACCOUNT label="Account" options=options value=state.value(PHONE_ACCOUNT) error=state.error(PHONE_ACCOUNT)/>
                    <TextField name="subject" label="In one line" value=state.value("subject") error=state.error("subject") autocomplete="off"/>
                    <TextArea name="description" label="What do they see, and what did they expect?" value=state.value("description") error=state.error("description")/>
                    <SelectField name="area" label="Area" options=areas value=state.value("area") error=state.error("area")/>
                    <Choices name="impact" legend="How much does it hurt? It decides the priority" options=impacts value=state.value("impact") error=state.error("impact")/>
                    <details open=!state.value("systems").is_empty() || !state.value("change_1_system").is_empty()>
                        <summary>"Systems, environment, steps, recent changes"</summary>
                        <div class="stack">
                            <TextField name="systems" label="Systems" value=state.value("systems") error=state.error("systems") need=Need::Optional/>
                            <TextField name="environment" label="Environment" value=state.value("environment") error=state.error("environment") need=Need::Optional/>
                            <TextArea name="steps" label="Steps" value=state.value("steps") error=state.error("steps") need=Need::Optional rows=2/>
                            {(1..=CHANGE_ROWS).map(|row| view! { <Change row=row state=state/> }).collect_view()}
                        </div>
                    </details>
                    <div class="row"><button class="button main" type="submit">"Open the case and own it"</button></div>
                </Form>
            </div>
        </section>
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
                                <b class="break">{waiting.subject}</b>
                                <span class="small">{format!("{} · {}", waiting.author, waiting.account)}</span>
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
