//! Terms with what is known about each. Deliberately absent: which facts; that is the page's.

use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

/// A term and what is said about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Fact {
    pub term: String,
    pub said: String,
}

impl Fact {
    #[must_use]
    pub fn new(term: impl Into<String>, said: impl Into<String>) -> Self {
        Fact { term: term.into(), said: said.into() }
    }
}

#[component]
pub fn FactList(facts: Vec<Fact>, #[prop(default = "facts-list")] class: &'static str) -> impl IntoView {
    view! {
        <dl class=class>
            {facts
                .into_iter()
                .map(|fact| view! { <dt>{fact.term}</dt> <dd class="pre-line break">{fact.said}</dd> })
                .collect_view()}
        </dl>
    }
    .into_any()
}
