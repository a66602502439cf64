//! What waits for this member: a draft, a question, a closure to agree to, a survey. Each with its one next step.

use caseline_domain::case::Priority;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use crate::ui::{PriorityBadge, Status, Tone};

/// A request that was begun and not sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct DraftWaits {
    /// Its one line, if it has one yet.
    pub subject: String,
    /// When it was saved last.
    pub saved: String,
    /// It must be phoned, and this is what to say.
    pub code: Option<String>,
}

/// A case whose next step is the customer's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Waiting {
    pub number: String,
    pub subject: String,
    pub priority: Option<Priority>,
    /// Who asks what.
    pub sentence: String,
    pub step: Step,
}

/// What there is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    Answer,
    AgreeOrNot,
    Rate,
}

#[component]
pub fn WaitingForYou(draft: Option<DraftWaits>, waiting: Vec<Waiting>, of: String) -> impl IntoView {
    let count = waiting.len() + usize::from(draft.is_some());
    view! {
        <section class="card" id="waiting">
            <header>
                <h2>"Waiting for you"</h2>
                <Status word=count.to_string() tone=Tone::You/>
            </header>
            <div class="body stack divided">
                {draft.map(|draft| view! { <DraftItem draft=draft of=of/> })}
                {waiting.into_iter().map(|item| view! { <Item item=item/> }).collect_view()}
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn DraftItem(draft: DraftWaits, of: String) -> impl IntoView {
    let title = if draft.subject.is_empty() { "A request without a title yet".to_owned() } else { draft.subject };
    let (sentence, step) = match draft.code {
        Some(code) => (
            format!("It must be phoned, and your call has not come yet. Your call code: {code}."),
            view! { <a class="button s" href=format!("/portal/requests/call{of}")>"Show me the number"</a> }.into_any(),
        ),
        None => (
            format!("You began this request and have not sent it. Saved {}.", draft.saved),
            view! { <a class="button s" href=format!("/portal/requests/new{of}")>"Go on writing"</a> }.into_any(),
        ),
    };
    view! {
        <div class="item">
            <div class="stack-s">
                <div class="row tight">
                    <Status word="Draft"/>
                    <span class="strong break">{title}</span>
                </div>
                <p class="small soft">{sentence}</p>
            </div>
            {step}
        </div>
    }
    .into_any()
}

#[component]
fn Item(item: Waiting) -> impl IntoView {
    let Waiting { number, subject, priority, sentence, step } = item;
    let address = format!("/portal/cases/{number}");
    view! {
        <div class="item">
            <div class="stack-s">
                <div class="row tight">
                    {priority.map(|priority| view! { <PriorityBadge priority=priority/> })}
                    <a class="strong break" href=address.clone()>{subject}</a>
                    <span class="xs faint num">{number}</span>
                </div>
                <p class="small soft">{sentence}</p>
            </div>
            <NextStep address=address step=step/>
        </div>
    }
    .into_any()
}

/// The buttons are links to the form on the case's page; only the survey's link has to be made first.
#[component]
fn NextStep(address: String, step: Step) -> impl IntoView {
    match step {
        Step::Answer => view! { <a class="button s" href=format!("{address}#answer")>"Answer"</a> }.into_any(),
        Step::AgreeOrNot => view! {
            <div class="row tight">
                <a class="button s" href=format!("{address}#closure")>"Agree"</a>
                // A whole page load: the browser opens the folded form that the address names.
                <a class="button s quiet" rel="external" href=format!("{address}#f-reason")>"Not yet"</a>
            </div>
        }
        .into_any(),
        Step::Rate => view! {
            <form method="post" action=address>
                <input type="hidden" name="act" value="survey"/>
                <button class="button s" type="submit">"Tell us"</button>
            </form>
        }
        .into_any(),
    }
}
