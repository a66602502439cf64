//! A priority as people see it: a shape, a word and a colour, never colour alone.

use caseline_domain::case::Priority;
use leptos::prelude::*;

use super::icon::{Icon, Symbol};

/// The class that lends a priority's colour to what is inside it (a caseline, a card).
#[must_use]
pub const fn priority_class(priority: Priority) -> &'static str {
    match priority {
        Priority::Outage => "outage",
        Priority::P1 => "p1",
        Priority::P2 => "p2",
        Priority::P3 => "p3",
    }
}

#[component]
pub fn PriorityBadge(priority: Priority) -> impl IntoView {
    let (class, symbol) = match priority {
        Priority::Outage => ("priority outage", Symbol::Outage),
        Priority::P1 => ("priority p1", Symbol::P1),
        Priority::P2 => ("priority p2", Symbol::P2),
        Priority::P3 => ("priority p3", Symbol::P3),
    };
    view! {
        <span class=class>
            <Icon symbol=symbol/>
            {priority.word()}
        </span>
    }
}
