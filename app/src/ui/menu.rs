//! The person's own corner: who one is, light or dark, sign out. A popover, so it opens without script; theme and
//! sign-out are plain form posts (`/theme` with `value`, `/sign-out`), after which the server sends one back.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use super::avatar::{Face, FaceSize};
use super::icon::{Icon, Symbol};
use super::nav::{NavItem, NavLink};

/// What the shell writes as `data-theme` on `<html>` (`System`: nothing).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    /// The value in the form and in the cookie.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        [Theme::System, Theme::Light, Theme::Dark].into_iter().find(|theme| theme.key() == key)
    }

    /// The attribute on `<html>`.
    #[must_use]
    pub const fn attribute(self) -> Option<&'static str> {
        match self {
            Theme::System => None,
            Theme::Light => Some("light"),
            Theme::Dark => Some("dark"),
        }
    }
}

/// The person who looks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Viewer {
    pub name: String,
    /// The account, or the role.
    pub place: String,
    pub theme: Theme,
    /// Their own pages: profile, keys, the other rooms they may enter.
    pub links: Vec<NavItem>,
}

#[component]
pub fn PersonMenu(viewer: Viewer) -> impl IntoView {
    let Viewer { name, place, theme, links } = viewer;
    let label = format!("{name}: account, theme, sign out");
    view! {
        <button class="face-button" type="button" popovertarget="me" aria-label=label>
            <Face name=name.clone()/>
        </button>
        <div class="menu" id="me" popover="auto">
            <div class="row one">
                <Face name=name.clone() size=FaceSize::Large/>
                <div class="who fill">
                    <span class="strong">{name}</span>
                    <span class="soft small">{place}</span>
                </div>
            </div>
            <hr/>
            {links.into_iter().map(|item| view! { <NavLink item=item/> }).collect_view()}
            <ThemeSwitch theme=theme/>
            <hr/>
            <form method="post" action="/sign-out">
                <button type="submit">
                    <Icon symbol=Symbol::SignOut/>
                    "Sign out"
                </button>
            </form>
        </div>
    }
    .into_any()
}

#[component]
fn ThemeSwitch(theme: Theme) -> impl IntoView {
    let choice = |value: Theme, symbol: Symbol, word: &'static str| {
        let pressed = if value == theme { "true" } else { "false" };
        view! {
            <button type="submit" name="value" value=value.key() aria-pressed=pressed>
                <Icon symbol=symbol/>
                {word}
            </button>
        }
    };
    view! {
        <form class="theme" method="post" action="/theme" aria-label="Theme">
            {choice(Theme::Light, Symbol::Sun, "Light")}
            {choice(Theme::Dark, Symbol::Moon, "Dark")}
            {choice(Theme::System, Symbol::Monitor, "System")}
        </form>
    }
}
