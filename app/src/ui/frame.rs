//! The three frames: portal, desk (reports and administration too) and plain. A frame has the skip link, the landmarks
//! and one live region (`#live`), into which scripts speak. Deliberately absent: the sprite, which the shell renders.

use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use super::icon::{Icon, Mark, Symbol};
use super::menu::{PersonMenu, Viewer};
use super::nav::{NavGroup, NavItem, NavLink};

/// A number to call: as one reads it and as one dials it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Phone {
    pub text: String,
    /// In the `tel:` form: `+18772827436`.
    pub dial: String,
}

/// Members' pages. Inside, a page puts its content in `<div class="sheet">`.
#[component]
pub fn PortalFrame(
    viewer: Viewer,
    nav: Vec<NavItem>,
    /// The number for an Outage or a P1, always in reach.
    #[prop(optional_no_strip)]
    phone: Option<Phone>,
    /// Whose cases there are to look at, where that is more than one account's.
    #[prop(optional)]
    accounts: Vec<NavItem>,
    children: Children,
) -> impl IntoView {
    view! {
        <SkipLink/>
        <header class="bar">
            <div class="in">
                <Mark href="/portal"/>
                <nav aria-label="Main">
                    {nav.into_iter().map(|item| view! { <NavLink item=item/> }).collect_view()}
                </nav>
                <span class="account clip">{viewer.place.clone()}</span>
                {phone
                    .map(|phone| {
                        view! {
                            <a class="phone" href=format!("tel:{}", phone.dial) title="Outage or P1: call, day or night">
                                <Icon symbol=Symbol::Phone/>
                                <span class="visually-hidden">"Outage or P1: call "</span>
                                {phone.text}
                            </a>
                        }
                    })}
                <PersonMenu viewer=viewer/>
            </div>
        </header>
        {(!accounts.is_empty())
            .then(|| {
                view! {
                    <nav class="accounts" aria-label="Whose cases">
                        <span>"Cases of"</span>
                        {accounts.into_iter().map(|item| view! { <NavLink item=item/> }).collect_view()}
                    </nav>
                }
            })}
        <main id="main" tabindex="-1">{children()}</main>
        <LiveRegion/>
    }
    .into_any()
}

/// Where people work all day. `top` is what stands in the bar above: `<h1>` or crumbs, search, actions.
#[component]
pub fn DeskFrame(
    viewer: Viewer,
    nav: Vec<NavGroup>,
    top: AnyView,
    /// What stands under the navigation: the shift.
    #[prop(optional)]
    note: Option<AnyView>,
    #[prop(default = "/desk")] home: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <SkipLink/>
        <div class="desk">
            <nav class="side" aria-label="Main">
                <Mark href=home/>
                {nav
                    .into_iter()
                    .enumerate()
                    .map(|(index, group)| view! { <SideGroup group=group id=format!("side-{index}")/> })
                    .collect_view()}
                {note.map(|note| view! { <div class="aside-note">{note}</div> })}
            </nav>
            <div class="room">
                <header class="top">
                    <div class="slot">{top}</div>
                    <PersonMenu viewer=viewer/>
                </header>
                <main id="main" tabindex="-1">{children()}</main>
            </div>
        </div>
        <LiveRegion/>
    }
    .into_any()
}

#[component]
fn SideGroup(group: NavGroup, id: String) -> impl IntoView {
    let labelled_by = group.title.is_some().then(|| id.clone());
    view! {
        <div>
            {group.title.map(|title| view! { <span class="title" id=id>{title}</span> })}
            <ul aria-labelledby=labelled_by>
                {group.items.into_iter().map(|item| view! { <li><NavLink item=item/></li> }).collect_view()}
            </ul>
        </div>
    }
    .into_any()
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PlainWidth {
    /// A sign-in, an error.
    #[default]
    Narrow,
    /// A survey.
    Medium,
}

/// One thing on the page, nobody signed in: sign-in, survey, errors.
#[component]
pub fn PlainFrame(#[prop(optional)] width: PlainWidth, children: Children) -> impl IntoView {
    let class = match width {
        PlainWidth::Narrow => "plain",
        PlainWidth::Medium => "plain medium",
    };
    view! {
        <SkipLink/>
        <div class=class>
            <header><Mark/></header>
            <main id="main" tabindex="-1">{children()}</main>
        </div>
        <LiveRegion/>
    }
    .into_any()
}

#[component]
fn SkipLink() -> impl IntoView {
    view! { <a class="skip" rel="external" href="#main">"Skip to the content"</a> }
}

#[component]
fn LiveRegion() -> impl IntoView {
    view! { <div id="live" class="visually-hidden" role="status" aria-live="polite"></div> }
}
