//! What just happened (a flash), or what one has to know, with room for what to do about it.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::icon::{Icon, Symbol};

/// What kind of news it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum News {
    #[default]
    Neutral,
    Good,
    Warn,
    Bad,
}

/// `children` are the sentence, and a link or a button behind it.
#[component]
pub fn Banner(#[prop(optional)] news: News, children: Children) -> impl IntoView {
    let (class, symbol, role) = match news {
        News::Neutral => ("banner news", Symbol::Info, "status"),
        News::Good => ("banner good", Symbol::CheckRound, "status"),
        News::Warn => ("banner warn", Symbol::Alert, "status"),
        News::Bad => ("banner bad", Symbol::Refused, "alert"),
    };
    view! {
        <div class=class role=role tabindex="-1">
            <Icon symbol=symbol/>
            <div>{children()}</div>
        </div>
    }
    .into_any()
}
