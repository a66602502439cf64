//! What changes how a case goes, as our side does it: what this person should say now, and under "More" what is done rarely.
//! What each form would do is worked out on the server, and stands here as sentences.

use caseline_domain::form::{self, NEXT_UPDATES};
use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use crate::act_forms::{Folded, OneButton};
use crate::form::{ActKey, Form, FormState, errors_of};
use crate::live::kept;
use crate::ui::{ChoiceLayout, ChoiceOption, Choices, InputKind, Need, SelectField, SelectOption, TextArea, TextField};

/// Those that do not stand under "More": what cannot wait, and a promise, which stands beside the clocks.
const HAVE_IT: &str = "have-it";
const PROMISE: &str = "promise";
/// Where the owner owes it, it does not wait either.
const EXPLAIN: &str = "explain";

/// What is known of these forms.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Steps {
    /// Which there are for this person, by `act`.
    pub acts: Vec<String>,
    /// Each other priority, and in a line a clock what it would do.
    pub priorities: Vec<(String, Vec<String>)>,
    /// What a question would do to the due time; nothing where none can be asked.
    pub pause: String,
    /// Broken promises: the value in the form, and what they are, with the cause as it was said.
    pub broken: Vec<(String, String)>,
    pub causes: Vec<String>,
    /// What the owner should explain; empty where nothing is left to.
    pub unexplained: String,
    /// By when this case must be somebody's again; empty where it is.
    pub to_confirm: String,
    /// By when the customer was promised to hear from us; empty where that does not run.
    pub promised: String,
}

impl Steps {
    #[must_use]
    pub fn has(&self, act: &str) -> bool {
        self.acts.iter().any(|there| there == act)
    }

    /// Whether it waits for the owner to say why a promise was broken.
    fn asks_why(&self) -> bool {
        self.has(EXPLAIN) && !self.unexplained.is_empty()
    }

    /// Whether a form stands where it is needed, and not under "More".
    fn stands_elsewhere(&self, act: &str) -> bool {
        matches!(act, HAVE_IT | PROMISE) || (act == EXPLAIN && self.asks_why())
    }
}

/// What waits for the owner's word before anything else.
#[component]
pub fn OwnersWord(steps: Steps, key: ActKey) -> impl IntoView {
    let confirm = steps.has(HAVE_IT).then(|| {
        let key = key.clone();
        view! {
            <section class="ask" data-test="confirm">
                <b>"This case was raised under you"</b>
                <span class="small">{steps.to_confirm.clone()}</span>
                <OneButton act=HAVE_IT key=key label="I have it"/>
            </section>
        }
    });
    let explain = steps.asks_why().then(|| {
        let offers = steps.broken.iter().map(|(value, _)| value.as_str()).collect::<Vec<_>>().join(" ");
        let said = steps.unexplained.clone();
        view! {
            <section class="ask" data-test="unexplained">
                <b>{said}</b>
                {kept(format!("why {offers}"), move || view! { <Explain steps=steps summary="Say why" key=key/> }.into_any())}
            </section>
        }
    });
    view! {
        {confirm}
        {explain}
    }
    .into_any()
}

/// What is done rarely, folded away; open where one of its forms came back. What one types into it stays while the case
/// moves and the same can still be done to it.
#[component]
pub fn More(steps: Steps, key: ActKey) -> impl IntoView {
    let mut offers = steps.acts.join(" ");
    // What each would do, too: nobody sends what they chose by another preview.
    steps.priorities.iter().for_each(|(priority, does)| offers.extend([priority.as_str(), &does.concat()]));
    steps.broken.iter().for_each(|(value, _)| offers.push_str(value));
    kept(format!("more {offers}"), move || view! { <MoreForms steps=steps key=key/> }.into_any())
}

#[component]
fn MoreForms(steps: Steps, key: ActKey) -> impl IntoView {
    let bounced = crate::form::bounce().map(|bounce| bounce.act);
    let is_here = |act: &str| steps.has(act) && !steps.stands_elsewhere(act);
    let open = bounced.is_some_and(|act| is_here(&act));
    steps.acts.iter().any(|act| is_here(act)).then(|| {
        let form = |act: &str| {
            let key = key.clone();
            if steps.stands_elsewhere(act) {
                return ().into_any();
            }
            match act {
                "priority" => view! { <ChangePriority priorities=steps.priorities.clone() key=key/> }.into_any(),
                EXPLAIN => {
                    view! { <Explain steps=steps.clone() summary="Explain a broken promise" key=key/> }.into_any()
                }
                "reopen" => view! { <Reopen key=key/> }.into_any(),
                "override" => view! { <Override key=key/> }.into_any(),
                _ => ().into_any(),
            }
        };
        let forms = steps.acts.iter().map(|act| form(act)).collect_view();
        view! {
            <details class="card" id="more" open=open>
                <summary class="body">"More"</summary>
                <div class="body stack">
                    {forms}
                </div>
            </details>
        }
        .into_any()
    })
}

#[component]
fn ChangePriority(priorities: Vec<(String, Vec<String>)>, key: ActKey) -> impl IntoView {
    let state = FormState::new("priority", |fields| errors_of(form::change_priority(fields)));
    let options = priorities
        .into_iter()
        .map(|(priority, does)| ChoiceOption::new(priority.clone(), priority).detail(does.join(" ")))
        .collect();
    view! {
        <details open=state.came_back()>
            <summary>"Change the priority"</summary>
            <Form state=state key=key class="stack">
                <Choices name="new_priority" legend="To" hint="Below each: what the clocks become, if it is changed now." options=options value=state.value("new_priority") error=state.error("new_priority")/>
                <TextArea name="priority_reason" label="Why? The customer reads this" value=state.value("priority_reason") error=state.error("priority_reason") rows=3/>
                <div class="row"><button class="button" type="submit">"Change the priority"</button></div>
            </Form>
        </details>
    }
    .into_any()
}

/// Beside the clocks: until when the customer hears from us again. Nothing where this person cannot promise it.
#[component]
pub fn NextUpdate(steps: Steps, key: ActKey) -> impl IntoView {
    steps.has(PROMISE).then(|| kept(PROMISE.to_owned(), move || view! { <Promise key=key/> }.into_any()))
}

#[component]
fn Promise(key: ActKey) -> impl IntoView {
    let state = FormState::new(PROMISE, |fields| errors_of(form::next_update(fields)));
    let options = NEXT_UPDATES.into_iter().map(|(value, title)| ChoiceOption::new(value, title)).collect();
    view! {
        <details open=state.came_back()>
            <summary>"Promise the next update"</summary>
            <Form state=state key=key class="stack">
                <Choices name="promise" legend="They hear from us again" hint="The customer is told, and a clock of its own runs until we write or call." options=options value=state.value("promise") error=state.error("promise") layout=ChoiceLayout::Scale/>
                <TextField name="promised_at" label="Another time, on your clocks" kind=InputKind::DateTime need=Need::Optional value=state.value("promised_at") error=state.error("promised_at")/>
                <div class="row"><button class="button" type="submit">"Promise it"</button></div>
            </Form>
        </details>
    }
    .into_any()
}

#[component]
fn Explain(steps: Steps, summary: &'static str, key: ActKey) -> impl IntoView {
    let Steps { broken, causes, .. } = steps;
    let state = FormState::new(EXPLAIN, |fields| errors_of(form::breach_cause(fields)));
    let first = broken.first().map(|(value, _)| value.clone()).unwrap_or_default();
    let promises = broken.into_iter().map(|(value, label)| SelectOption::new(value, label)).collect();
    let causes = std::iter::once(SelectOption::new("", "Choose a cause"))
        .chain(causes.into_iter().map(|cause| SelectOption::new(cause.clone(), cause)))
        .collect();
    view! {
        <details open=state.came_back()>
            <summary>{summary}</summary>
            <Form state=state key=key class="stack">
                <SelectField name="broken" label="Which promise" options=promises value=state.value_or("broken", &first) error=state.error("broken")/>
                <SelectField name="cause" label="Cause" options=causes value=state.value("cause") error=state.error("cause")/>
                <TextArea name="cause_text" label="What happened" hint="For our side only: the customer does not read it." value=state.value("cause_text") error=state.error("cause_text") need=Need::Optional rows=2/>
                <div class="row"><button class="button internal" type="submit">"Keep the cause"</button></div>
            </Form>
        </details>
    }
    .into_any()
}

#[component]
fn Reopen(key: ActKey) -> impl IntoView {
    let state = FormState::new("reopen", |fields| errors_of(form::reopening(fields)));
    view! {
        <Folded summary="Open it again" state=state key=key name="reopen_reason" label="What came back, or what is still open? The customer reads this" button="Open it again"/>
    }
}

#[component]
fn Override(key: ActKey) -> impl IntoView {
    let state = FormState::new("override", |fields| errors_of(form::overriding(fields)));
    view! {
        <Folded summary="Close without agreement" state=state key=key name="override_reason" label="Why is it closed without agreement? The customer reads this" button="Close without agreement"/>
    }
}
