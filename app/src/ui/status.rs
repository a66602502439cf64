//! A word about a thing's state, in a pill. The tone says how it concerns the reader.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tone {
    /// It takes its course.
    #[default]
    Neutral,
    /// Someone is waited for.
    You,
    /// Done, kept, agreed.
    Good,
    /// Past its time, or refused.
    Late,
}

#[component]
pub fn Status(#[prop(into)] word: String, #[prop(optional)] tone: Tone) -> impl IntoView {
    let class = match tone {
        Tone::Neutral => "status",
        Tone::You => "status you",
        Tone::Good => "status good",
        Tone::Late => "status late",
    };
    view! { <span class=class>{word}</span> }
}
