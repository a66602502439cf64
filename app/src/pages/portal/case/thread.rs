//! The thread: what either side said, and between it what happened. The form that answers a question or a proposal stands
//! inside the entry that asks.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use super::turn::{Answer, Turn};
use crate::act_forms::AgreeOrNot;
use crate::form::ActKey;
use crate::live::kept;
use crate::ui::{
    Attachments, Entry, EntrySide, EventLine, Fact, FactList, LeftOut, LeftOutLine, Moment, News, Thread, When,
};

/// One public entry of the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Happened {
    /// What is left out before it.
    pub before: Option<LeftOut>,
    /// Its place among those shown, from 1.
    pub place: usize,
    pub author: String,
    pub at: Moment,
    pub what: What,
    pub files: Vec<Fact>,
}

/// Whose words they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Voice {
    /// The customer's.
    Theirs,
    /// Support's.
    Ours,
}

impl Voice {
    const fn side(self) -> EntrySide {
        match self {
            Voice::Theirs => EntrySide::Theirs,
            Voice::Ours => EntrySide::Ours,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    Opened {
        by: String,
        text: String,
        told: Vec<Fact>,
    },
    Owned {
        name: String,
        how: String,
    },
    /// `note`: what they did in saying it; may be empty.
    Said {
        voice: Voice,
        note: String,
        text: String,
    },
    Asked {
        text: Option<String>,
        questions: Vec<String>,
        open: bool,
        paused: bool,
    },
    Proposed {
        voice: Voice,
        text: String,
        /// While it waits for them: what becomes of it unanswered.
        open: Option<String>,
    },
    /// Closed, or an escalation ended.
    Settled {
        sentence: String,
    },
    /// It happened, and there is nothing to answer.
    Noted {
        sentence: String,
    },
}

#[component]
pub fn CaseThread(happened: Vec<Happened>, later: Option<LeftOut>, turn: Turn, key: ActKey) -> impl IntoView {
    view! {
        <Thread>
            {happened
                .into_iter()
                .map(|mut entry| {
                    view! {
                        <LeftOutLine left_out=entry.before.take()/>
                        <One entry=entry turn=turn key=key.clone()/>
                    }
                })
                .collect_view()}
            <LeftOutLine left_out=later/>
        </Thread>
        <span id="latest"></span>
    }
    .into_any()
}

#[component]
fn One(entry: Happened, turn: Turn, key: ActKey) -> impl IntoView {
    let Happened { place, author, at, what, files, .. } = entry;
    let id = format!("entry-{place}");
    let said = |voice: Voice, note: String, inside: AnyView| {
        view! { <Entry side=voice.side() author=author at=at.clone() note=note id=id>{inside} <Attachments files=files/></Entry> }.into_any()
    };
    match what {
        What::Opened { by, text, told } => {
            let inside = view! {
                <div class="stack-s">
                    <Text text=text/>
                    <FactList facts=told class="facts-list well"/>
                </div>
            };
            said(Voice::Theirs, by, inside.into_any())
        }
        What::Owned { name, how } => view! {
            <EventLine>{name} " owns this case since " <When moment=at/> {how}</EventLine>
        }
        .into_any(),
        What::Said { voice, note, text } => said(voice, note, view! { <Text text=text/> }.into_any()),
        What::Asked { text, questions, open, paused } => {
            let form = (open && turn == Turn::Answer).then_some(key);
            let ask = view! { <Questions questions=questions open=open paused=paused form=form/> };
            said(
                Voice::Ours,
                "support".to_owned(),
                view! { {text.map(|text| view! { <Text text=text/> })} {ask} }.into_any(),
            )
        }
        What::Proposed { voice, text, open } => {
            let note = match voice {
                Voice::Ours => "support, proposes to close",
                Voice::Theirs => "asked to close",
            };
            let agree = open.map(|unanswered| {
                // What it says changes with the case; what one types into the form stays.
                let form = kept("decline".to_owned(), move || view! { <AgreeOrNot key=key title="Is it solved for you?" explained="If not, say what is still open: work goes on as if it had never stopped." label="What is still open?"/> }.into_any());
                view! {
                    {form}
                    <p class="small soft" data-test="unanswered">{unanswered}</p>
                }
            });
            said(voice, note.to_owned(), view! { <Text text=text/> {agree} }.into_any())
        }
        What::Settled { sentence } => view! { <EventLine tone=News::Good at=at>{sentence}</EventLine> }.into_any(),
        What::Noted { sentence } => view! { <EventLine tone=News::Neutral at=at>{sentence}</EventLine> }.into_any(),
    }
}

#[component]
fn Text(text: String) -> impl IntoView {
    view! { <div class="text">{text}</div> }
}

/// The questions; while they are open, with the place to answer them. `form`: the key of that form.
#[component]
fn Questions(questions: Vec<String>, open: bool, paused: bool, form: Option<ActKey>) -> impl IntoView {
    let asked = match questions.len() {
        0 => "Something to answer".to_owned(),
        1 => "One question".to_owned(),
        many => format!("{many} questions"),
    };
    let clock = match (open, paused) {
        (false, _) => "",
        (true, true) if form.is_some() => " The clock is paused until you answer.",
        (true, true) => " The clock is paused until it is answered.",
        (true, false) => " The clock keeps running: please answer soon.",
    };
    let class = if open { "ask" } else { "ask answered" };
    let state = if open { "." } else { ", answered or withdrawn." };
    view! {
        <div class=class id=open.then_some("answer")>
            <b>{asked} {state} {clock}</b>
            {(!questions.is_empty())
                .then(|| {
                    view! { <ol>{questions.into_iter().map(|question| view! { <li>{question}</li> }).collect_view()}</ol> }
                })}
            {form.map(|key| kept("answer".to_owned(), move || view! { <Answer key=key/> }.into_any()))}
        </div>
    }
    .into_any()
}
