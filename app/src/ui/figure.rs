//! A big number with its name, its change and what it is made of.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use super::icon::{Icon, IconSize, Symbol};

/// Whether a change is for the better; up is not always good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sense {
    Better,
    Worse,
    Same,
}

/// A change against the period before, in words: "up 0.19 on the 13 weeks before".
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Change {
    pub words: String,
    pub sense: Sense,
    /// Whether the number rose; it decides the arrow.
    pub rose: bool,
}

/// `href` opens the cases behind the number; `children` are the caption under it.
#[component]
pub fn Figure(
    #[prop(into)] label: String,
    #[prop(into)] value: String,
    #[prop(optional_no_strip)] change: Option<Change>,
    #[prop(optional_no_strip)] href: Option<String>,
    /// The number itself asks for action.
    #[prop(optional)]
    alarming: bool,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let class = if alarming { "figure bad" } else { "figure" };
    let number = match href {
        Some(href) => view! { <a class=class href=href>{value}</a> }.into_any(),
        None => view! { <span class=class>{value}</span> }.into_any(),
    };
    view! {
        <div class="figure-block">
            <span class="label">{label}</span>
            {number}
            {change.map(change_line)}
            {children.map(|children| view! { <span class="caption">{children()}</span> })}
        </div>
    }
    .into_any()
}

fn change_line(change: Change) -> impl IntoView {
    let class = match change.sense {
        Sense::Better => "change better",
        Sense::Worse => "change worse",
        Sense::Same => "change",
    };
    let arrow = (change.sense != Sense::Same).then(|| {
        let symbol = if change.rose { Symbol::ArrowUp } else { Symbol::ArrowDown };
        view! { <Icon symbol=symbol size=IconSize::Small/> }
    });
    view! { <span class=class>{arrow} {change.words}</span> }
}
