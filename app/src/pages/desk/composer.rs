//! What our side can write on a case, and what it has to decide. Every form posts to the case's own address; `post.rs`.

use caseline_domain::case::HandOverReason;
use caseline_domain::form::{self, FILES, FieldErrors};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::act_forms::{AgreeOrNot, Folded, OneButton};
use crate::form::{ActKey, Form, FormState, WITH_FILES, bounce, errors_of, left_over};
use crate::live::kept;
use crate::ui::{
    Attach, Audience, ChoiceLayout, ChoiceOption, Choices, Composer, ComposerTab, LabelShown, Need, SelectField,
    SelectOption, TextArea, TextField,
};

/// Something that waits for this person's word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Decision {
    /// Nobody owns the case.
    Take,
    /// A colleague asks this person to take over.
    TakeOver { summary: String },
    /// The customer asks to close.
    Close,
}

impl Decision {
    fn acts(&self) -> &'static [&'static str] {
        match self {
            Decision::Take => &["take"],
            Decision::TakeOver { .. } => &["accept-hand-over", "decline-hand-over"],
            Decision::Close => &["accept", "decline"],
        }
    }
}

/// Name and label of everything that one types on a case.
const TYPED: [(&str, &str); 19] = [
    ("text", "To the customer"),
    ("note", "Internal note"),
    ("questions", "Questions"),
    ("ask_text", "What you wanted to say with them"),
    ("summary", "What solved it"),
    ("reason", "What is still open"),
    ("handover_summary", "Where it stands, and what comes next"),
    ("refusal", "Why not"),
    ("escalation", "What the manager should know"),
    ("acknowledgement", "Your answer to the customer"),
    ("ending", "Your last word on the escalation"),
    ("call_text", "What was said on the phone"),
    ("workaround", "What they can do until it is solved"),
    ("workaround_test", "What you tried and what you saw"),
    ("workaround_failure", "Why the workaround does not do"),
    ("priority_reason", "Why the priority changes"),
    ("reopen_reason", "What came back"),
    ("override_reason", "Why it is closed without agreement"),
    ("cause_text", "Why the promise was broken"),
];

/// A form came back that the page no longer has, because the case moved on: say so, and give the text back.
#[component]
pub fn LeftOver(tabs: Vec<String>, decisions: Vec<Decision>, acts: Vec<String>) -> impl IntoView {
    let there = move |act: &str| {
        tabs.iter().chain(&acts).any(|offered| offered == act)
            || decisions.iter().any(|decision| decision.acts().contains(&act))
    };
    left_over(there, &TYPED)
}

#[component]
pub fn Decisions(decisions: Vec<Decision>, key: ActKey) -> impl IntoView {
    decisions
        .into_iter()
        .map(|decision| {
            let key = key.clone();
            let mut offers = decision.acts().concat();
            if let Decision::TakeOver { summary } = &decision {
                offers.push_str(summary);
            }
            kept(offers, move || match decision {
                Decision::Take => view! { <Take key=key/> }.into_any(),
                Decision::TakeOver { summary } => view! { <TakeOver summary=summary key=key/> }.into_any(),
                Decision::Close => view! {
                    <AgreeOrNot
                        key=key
                        title="The customer asks to close this case"
                        label="What is still open? The customer reads this"
                    />
                }
                .into_any(),
            })
        })
        .collect_view()
}

fn nothing_to_check(_: &form::Fields) -> FieldErrors {
    FieldErrors::default()
}

#[component]
fn Take(key: ActKey) -> impl IntoView {
    let state = FormState::new("take", nothing_to_check);
    view! {
        <Form state=state key=key class="ask">
            <b>"Nobody owns this case yet"</b>
            <div class="row"><button class="button main" type="submit">"Take it"</button></div>
        </Form>
    }
    .into_any()
}

#[component]
fn TakeOver(summary: String, key: ActKey) -> impl IntoView {
    let decline = FormState::new("decline-hand-over", |fields| errors_of(form::refusal(fields)));
    view! {
        <section class="ask">
            <b>"You are asked to take this case over"</b>
            <div class="pre-line">{summary}</div>
            <OneButton act="accept-hand-over" key=key.clone() label="Take it over"/>
            <Folded summary="I cannot" state=decline key=key name="refusal" label="Why not?" button="Decline"/>
        </section>
    }
    .into_any()
}

/// The tabs by their `act`, in the order they are shown.
#[component]
pub fn CaseComposer(
    tabs: Vec<String>,
    colleagues: Vec<(String, String)>,
    /// What a question does to the due time.
    pause: String,
    key: ActKey,
) -> impl IntoView {
    let mut offers = tabs.join(" ") + &pause;
    colleagues.iter().for_each(|(id, _)| offers.push_str(id));
    kept(offers, move || view! { <Tabs tabs=tabs colleagues=colleagues pause=pause key=key/> }.into_any())
}

#[component]
fn Tabs(tabs: Vec<String>, colleagues: Vec<(String, String)>, pause: String, key: ActKey) -> impl IntoView {
    let came_back = bounce().map(|bounce| bounce.act);
    let mut open = "";
    let mut shown = Vec::new();
    for tab in tabs {
        let key = key.clone();
        let tab = match tab.as_str() {
            "message" => ComposerTab {
                key: "message",
                label: "To the customer",
                audience: Audience::Customer,
                body: view! { <Message key=key/> }.into_any(),
            },
            "note" => ComposerTab {
                key: "note",
                label: "Internal note",
                audience: Audience::Internal,
                body: view! { <Note key=key/> }.into_any(),
            },
            "ask" => ComposerTab {
                key: "ask",
                label: "Ask for information",
                audience: Audience::Customer,
                body: view! { <Ask key=key pause=pause.clone()/> }.into_any(),
            },
            "workaround" => ComposerTab {
                key: "workaround",
                label: "Workaround",
                audience: Audience::Customer,
                body: view! { <Workaround key=key/> }.into_any(),
            },
            "call" => ComposerTab {
                key: "call",
                label: "Log a call",
                audience: Audience::Customer,
                body: view! { <CallLog key=key/> }.into_any(),
            },
            "propose" => ComposerTab {
                key: "propose",
                label: "Propose closure",
                audience: Audience::Customer,
                body: view! { <Propose key=key/> }.into_any(),
            },
            "hand-over" => ComposerTab {
                key: "hand-over",
                label: "Hand over",
                audience: Audience::InternalBut("Internal: the customer is told only who takes over, and why"),
                body: view! { <HandOver key=key colleagues=colleagues.clone()/> }.into_any(),
            },
            _ => continue,
        };
        if came_back.as_deref() == Some(tab.key) {
            open = tab.key;
        }
        shown.push(tab);
    }
    (!shown.is_empty()).then(|| view! { <Composer tabs=shown open=open/> })
}

#[component]
fn Message(key: ActKey) -> impl IntoView {
    let state = FormState::new("message", |fields| errors_of(form::message(fields)));
    view! {
        <Form state=state key=key class="" enctype=WITH_FILES>
            <div class="write">
                <TextArea name="text" label="To the customer" label_shown=LabelShown::ForReaders value=state.value("text") error=state.error("text") placeholder="Write to the customer…"/>
            </div>
            <Attach act="message" attached=state.attached() error=state.error(FILES)/>
            <footer><span></span><button class="button main s" type="submit">"Send"</button></footer>
        </Form>
    }
    .into_any()
}

#[component]
fn Note(key: ActKey) -> impl IntoView {
    let state = FormState::new("note", |fields| errors_of(form::note(fields)));
    view! {
        <Form state=state key=key class="" enctype=WITH_FILES>
            <div class="write">
                <TextArea name="note" label="Internal note" label_shown=LabelShown::ForReaders value=state.value("note") error=state.error("note") placeholder="For our side only…"/>
            </div>
            <Attach act="note" attached=state.attached() error=state.error(FILES)/>
            <footer><span></span><button class="button internal s" type="submit">"Keep the note"</button></footer>
        </Form>
    }
    .into_any()
}

#[component]
fn Ask(key: ActKey, pause: String) -> impl IntoView {
    let state = FormState::new("ask", |fields| errors_of(form::ask(fields)));
    view! {
        <Form state=state key=key class="">
            <div class="body stack">
                <TextArea name="questions" label="Questions, one a line" hint=pause value=state.value("questions") error=state.error("questions") rows=3/>
                <TextArea name="ask_text" label="What you want to say with them" value=state.value("ask_text") error=state.error("ask_text") need=Need::Optional rows=2/>
            </div>
            <footer><span></span><button class="button main s" type="submit">"Ask"</button></footer>
        </Form>
    }
    .into_any()
}

#[component]
fn Workaround(key: ActKey) -> impl IntoView {
    let state = FormState::new("workaround", |fields| errors_of(form::workaround(fields)));
    view! {
        <Form state=state key=key class="">
            <div class="body stack">
                <TextArea name="workaround" label="What they can do until it is solved" hint="The customer tries it and says whether they can go on with it." value=state.value("workaround") error=state.error("workaround")/>
            </div>
            <footer><span></span><button class="button main s" type="submit">"Propose it"</button></footer>
        </Form>
    }
    .into_any()
}

#[component]
fn CallLog(key: ActKey) -> impl IntoView {
    let state = FormState::new("call", |fields| errors_of(form::call_log(fields)));
    view! {
        <Form state=state key=key class="">
            <div class="body stack">
                <TextArea name="call_text" label="What was said" hint="The customer reads this." value=state.value("call_text") error=state.error("call_text")/>
                <TextField name="minutes" label="Minutes" need=Need::Optional value=state.value("minutes") error=state.error("minutes")/>
            </div>
            <footer><span></span><button class="button main s" type="submit">"Log the call"</button></footer>
        </Form>
    }
    .into_any()
}

#[component]
fn Propose(key: ActKey) -> impl IntoView {
    let state = FormState::new("propose", |fields| errors_of(form::proposal(fields)));
    view! {
        <Form state=state key=key class="">
            <div class="body stack">
                <TextArea name="summary" label="What solved it" hint="The customer reads this and agrees, or says what is still open." value=state.value("summary") error=state.error("summary")/>
            </div>
            <footer><span></span><button class="button main s" type="submit">"Propose to close"</button></footer>
        </Form>
    }
    .into_any()
}

#[component]
fn HandOver(key: ActKey, colleagues: Vec<(String, String)>) -> impl IntoView {
    let state = FormState::new("hand-over", |fields| errors_of(form::hand_over(fields)));
    let options = std::iter::once(SelectOption::new("", "Choose a colleague"))
        .chain(colleagues.into_iter().map(|(id, name)| SelectOption::new(id, name)))
        .collect();
    let reasons = HandOverReason::ALL
        .into_iter()
        .map(|reason| {
            let title = match reason {
                HandOverReason::TimeZone => "Time zone",
                HandOverReason::Expertise => "Expertise",
                HandOverReason::Other => "Another reason",
            };
            ChoiceOption::new(reason.key(), title)
        })
        .collect();
    view! {
        <Form state=state key=key class="">
            <div class="body stack">
                <SelectField name="to" label="To whom" options=options value=state.value("to") error=state.error("to")/>
                <Choices name="why" legend="Why" hint="The customer is told." options=reasons value=state.value("why") error=state.error("why") layout=ChoiceLayout::Scale/>
                <TextArea name="handover_summary" label="Where it stands, and what comes next" value=state.value("handover_summary") error=state.error("handover_summary") rows=3/>
            </div>
            <footer><span class="small soft">"It stays with its owner until they accept."</span><button class="button internal s" type="submit">"Ask them"</button></footer>
        </Form>
    }
    .into_any()
}
