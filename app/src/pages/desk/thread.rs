//! What happened on a case, as our side reads it: internal entries among the others, unmistakable.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use crate::ui::{Attachments, Entry, EntrySide, EventLine, Fact, FactList, LeftOut, LeftOutLine, Moment, News, Thread};

/// One thing in the thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    Theirs {
        text: String,
        note: String,
        told: Vec<Fact>,
    },
    Ours {
        text: String,
        note: String,
    },
    /// An information request, and whether it waits for its answer.
    Asked {
        text: String,
        questions: Vec<String>,
        open: bool,
    },
    Internal {
        text: String,
        note: String,
    },
    Line {
        sentence: String,
        good: bool,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Happened {
    /// What is left out before it.
    pub before: Option<LeftOut>,
    pub seq: u32,
    pub author: String,
    pub at: Moment,
    pub what: What,
    pub files: Vec<Fact>,
}

#[component]
pub fn Happenings(thread: Vec<Happened>, later: Option<LeftOut>) -> impl IntoView {
    view! {
        <Thread>
            {thread
                .into_iter()
                .map(|mut one| view! { <LeftOutLine left_out=one.before.take()/> <One one=one/> })
                .collect_view()}
            <LeftOutLine left_out=later/>
        </Thread>
    }
    .into_any()
}

#[component]
fn One(one: Happened) -> impl IntoView {
    let Happened { seq, author, at, what, files, .. } = one;
    let id = format!("e{seq}");
    match what {
        What::Line { sentence, good } => {
            let tone = if good { News::Good } else { News::Neutral };
            view! { <EventLine tone=tone at=at>{sentence}</EventLine> }.into_any()
        }
        What::Theirs { text, note, told } => view! {
            <Entry side=EntrySide::Theirs author=author at=at note=note id=id>
                <div class="text">{text}</div>
                {(!told.is_empty())
                    .then(|| view! {
                        <FactList facts=told class="facts-list well"/>
                    })}
                <Attachments files=files/>
            </Entry>
        }
        .into_any(),
        What::Ours { text, note } => view! {
            <Entry side=EntrySide::Ours author=author at=at note=note id=id>
                <div class="text">{text}</div>
                <Attachments files=files/>
            </Entry>
        }
        .into_any(),
        What::Asked { text, questions, open } => {
            let (class, state) =
                if open { ("ask", "waits for the answer") } else { ("ask answered", "answered or withdrawn") };
            view! {
                <Entry side=EntrySide::Ours author=author at=at note="asks the customer".to_owned() id=id>
                    {(!text.is_empty()).then(|| view! { <div class="text">{text}</div> })}
                    <div class=class>
                        <b>"Information request, " {state}</b>
                        <ol>{questions.into_iter().map(|question| view! { <li>{question}</li> }).collect_view()}</ol>
                    </div>
                </Entry>
            }
            .into_any()
        }
        What::Internal { text, note } => view! {
            <Entry side=EntrySide::Internal author=author at=at note=note id=id>
                <div class="text">{text}</div>
                <Attachments files=files/>
            </Entry>
        }
        .into_any(),
    }
}
