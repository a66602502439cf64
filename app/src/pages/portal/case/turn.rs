//! What the customer can do on a case, by whose turn it is. Every form posts to the case's own address; `post.rs` there.

use caseline_domain::form::{self, FILES, FieldErrors};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::super::around::Numbers;
use crate::act_forms::Folded;
use crate::form::{ActKey, Form, FormState, WITH_FILES, errors_of, left_over};
use crate::ui::{Attach, Audience, Composer, ComposerTab, Icon, LabelShown, Phone, Symbol, TextArea};

/// Whose turn it is, as the customer sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Turn {
    /// Support asked; the answer is theirs.
    Answer,
    /// Support proposes to close; they agree or not.
    Agree,
    /// Support works on it; they can write, and ask to close.
    Talk,
    /// They asked to close; support has not answered.
    AskedToClose,
    /// They read it and do nothing on it.
    Reads { closed: bool },
    Closed {
        /// Whether this reader can still rate it.
        survey: bool,
        again: Again,
    },
}

/// How a closed case goes on, if it comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Again {
    /// It is opened again, on its page.
    Here,
    /// What must be phoned is opened again by who answers the call.
    ByPhone,
    /// It was closed too long ago: a new request names it.
    Anew,
}

impl Turn {
    /// Whether the page has the form with this `act`.
    fn offers(self, act: &str) -> bool {
        match self {
            Turn::Answer => matches!(act, "answer" | "propose"),
            Turn::Agree => matches!(act, "accept" | "decline" | "message"),
            Turn::Talk => matches!(act, "message" | "propose"),
            Turn::AskedToClose => act == "message",
            Turn::Reads { .. } => false,
            Turn::Closed { survey, again } => survey && act == "survey" || again == Again::Here && act == "reopen",
        }
    }

    #[must_use]
    pub fn is_closed(self) -> bool {
        matches!(self, Turn::Closed { .. } | Turn::Reads { closed: true })
    }

    #[must_use]
    pub fn can_ask_to_close(self) -> bool {
        self.offers("propose")
    }
}

/// Name and label of everything that one types on a case.
const TYPED: [(&str, &str); 8] = [
    ("answer", "Your answer"),
    ("text", "Your message to support"),
    ("summary", "Why it can be closed"),
    ("reason", "What is still open"),
    ("escalation", "What the manager should know"),
    ("ending", "Your last word on the escalation"),
    ("workaround_failure", "Why the workaround does not do"),
    ("reopen_reason", "What came back"),
];

/// A form came back that the page no longer has, because the case moved on: say so, and give the text back.
#[component]
pub fn LeftOver(turn: Turn, acts: Vec<String>) -> impl IntoView {
    left_over(|act| turn.offers(act) || acts.iter().any(|offered| offered == act), &TYPED)
}

#[component]
pub fn Answer(key: ActKey) -> impl IntoView {
    let state = FormState::new("answer", |fields| errors_of(form::answer(fields)));
    view! {
        <Form state=state key=key class="stack-s" enctype=WITH_FILES>
            <TextArea name="answer" label="Your answer" value=state.value("answer") error=state.error("answer") rows=3/>
            <Attach act="answer" attached=state.attached() error=state.error(FILES)/>
            <div class="row"><button class="button main" type="submit">"Send the answer"</button></div>
        </Form>
    }
    .into_any()
}

/// A message to support, at any time while the case is open.
#[component]
pub fn Write(key: ActKey) -> impl IntoView {
    let state = FormState::new("message", |fields| errors_of(form::message(fields)));
    let body = view! {
        <Form state=state key=key class="write" enctype=WITH_FILES>
            <TextArea
                name="text"
                label="Your message to support"
                label_shown=LabelShown::ForReaders
                placeholder="Write to whoever works on this case"
                value=state.value("text")
                error=state.error("text")
            />
            <Attach act="message" attached=state.attached() error=state.error(FILES)/>
            <footer>
                <span class="soft">"Everybody of the account can read it."</span>
                <button class="button main" type="submit">"Send"</button>
            </footer>
        </Form>
    }
    .into_any();
    let tab = ComposerTab { key: "message", label: "Write to support", audience: Audience::Customer, body };
    view! { <Composer tabs=vec![tab]/> }
}

/// "Can we close this?", folded away: it is not what one comes for.
#[component]
pub fn AskToClose(key: ActKey) -> impl IntoView {
    let state = FormState::new("propose", |fields| errors_of(form::proposal(fields)));
    view! {
        <section class="card">
            <div class="body">
                <Folded
                    summary="Ask to close"
                    state=state
                    key=key
                    name="summary"
                    label="What solved it, or why can it be closed?"
                    button="Ask to close"
                />
            </div>
        </section>
    }
    .into_any()
}

/// Nothing can be written any more: what to do instead, and how it was. `says`: how it was closed, and until when it can
/// be opened again; `of`: what the addresses of its account have behind them.
#[component]
pub fn Closed(
    of: String,
    number: String,
    survey: bool,
    again: Again,
    says: String,
    us: Phone,
    abroad: Phone,
    key: ActKey,
) -> impl IntoView {
    let reopen = FormState::new("reopen", |fields| errors_of(form::reopening(fields)));
    let if_it_comes_back = match again {
        Again::Here => view! {
            <Folded summary="It came back: open it again" state=reopen key=key name="reopen_reason" label="What came back, or what is still open?" button="Open it again"/>
        }
        .into_any(),
        Again::ByPhone => view! {
            <p class="soft">"If it comes back, phone us: a case like this is opened again on the phone, so that somebody has it at once."</p>
            <Numbers us=us abroad=abroad/>
        }
        .into_any(),
        Again::Anew => view! {
            <p class="soft">
                "If it comes back, open a new request and name " <b class="nowrap">{number}</b> ": we read on from there."
            </p>
        }
        .into_any(),
    };
    view! {
        {survey.then(|| view! { <Rate/> })}
        <section class="well stack-s" data-test="closed">
            <h2 class="small-head">"This case is closed"</h2>
            <p class="soft">{says}</p>
            {if_it_comes_back}
            <div class="row">
                <a class="button" href=format!("/portal/requests/new{of}")><Icon symbol=Symbol::Plus/> "Open a request"</a>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Rate() -> impl IntoView {
    let state = FormState::new("survey", |_| FieldErrors::default());
    view! {
        <section class="card accent" id="survey">
            <div class="body item">
                <div class="stack-xs">
                    <h2>"How did we do?"</h2>
                    <p class="soft">"Your opinion on this case, in under a minute."</p>
                </div>
                <Form state=state class="row">
                    <button class="button main" type="submit">"Tell us"</button>
                </Form>
            </div>
        </section>
    }
    .into_any()
}
