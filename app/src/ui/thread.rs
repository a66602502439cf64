//! The thread: bubbles with a side, and lines between them. A bubble's side decides how it looks; what is internal has
//! its own ground, a dashed edge, a lock and the word. Deliberately absent: what an entry is; that is the page's.

use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use super::avatar::Face;
use super::banner::News;
use super::icon::{Icon, Symbol};
use super::when::{Moment, When};

/// Whose words these are, from the reader's point of view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntrySide {
    /// The customer's.
    Theirs,
    /// Support's, and the customer reads it.
    Ours,
    /// Support's, and the customer never reads it.
    Internal,
}

/// The list that holds entries and event lines.
#[component]
pub fn Thread(children: Children) -> impl IntoView {
    view! { <ol class="thread" id="thread">{children()}</ol> }
}

/// One bubble. `note` says how it came ("by e-mail", "to the customer"); `id` makes it a place that a link can name.
#[component]
pub fn Entry(
    side: EntrySide,
    #[prop(into)] author: String,
    at: Moment,
    #[prop(optional, into)] note: Option<String>,
    #[prop(into)] id: String,
    children: Children,
) -> impl IntoView {
    let class = match side {
        EntrySide::Theirs => "entry theirs",
        EntrySide::Ours => "entry ours",
        EntrySide::Internal => "entry internal",
    };
    view! {
        <li class=class id=id.clone()>
            <Face name=author.clone()/>
            <div class="bubble">
                <div class="meta">
                    <b>{author}</b>
                    {(side == EntrySide::Internal)
                        .then(|| {
                            view! {
                                <span class="internal-word">
                                    <Icon symbol=Symbol::Lock size=super::icon::IconSize::Small/>
                                    "internal"
                                </span>
                            }
                        })}
                    {note.filter(|note| !note.is_empty()).map(|note| view! { <span>{note}</span> })}
                    <a class="when" href=format!("#{id}")><When moment=at/></a>
                </div>
                {children()}
            </div>
        </li>
    }
    .into_any()
}

/// Entries that are not shown, and the address of the page that shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct LeftOut {
    pub words: String,
    pub href: String,
}

/// In the place of what is left out, if anything is.
#[component]
pub fn LeftOutLine(left_out: Option<LeftOut>) -> impl IntoView {
    left_out.map(|left_out| view! { <EventLine><a class="link" href=left_out.href>{left_out.words}</a></EventLine> })
}

/// What happened between the bubbles: assigned, priority changed, escalated, closed.
#[component]
pub fn EventLine(
    #[prop(optional)] tone: News,
    #[prop(optional, into)] at: Option<Moment>,
    children: Children,
) -> impl IntoView {
    let class = match tone {
        News::Neutral => "event",
        News::Good => "event good",
        News::Warn => "event warn",
        News::Bad => "event bad",
    };
    view! {
        <li class=class>
            <span>{children()} {at.map(|at| view! { " · " <When moment=at/> })}</span>
        </li>
    }
    .into_any()
}
