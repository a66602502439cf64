//! What surrounds every page of the portal: the frame with its ways to go, and the numbers to call.

use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use crate::ui::{NavItem, Phone, PortalFrame, Viewer};

/// Who looks, and whom they can call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Around {
    pub viewer: Viewer,
    /// In the US, and from anywhere else.
    pub us: Phone,
    pub abroad: Phone,
}

#[cfg(feature = "ssr")]
impl Around {
    pub fn new(
        request: &crate::request::RequestContext,
        actor: &caseline_domain::access::Actor,
        account: &str,
    ) -> Self {
        let (us, abroad) = request.phones();
        Around { viewer: request.viewer(actor, Some(account)), us, abroad }
    }
}

/// The desk and the member who is signed in. For somebody of our side the portal's pages are not there.
#[cfg(feature = "ssr")]
pub fn signed_in_member()
-> Result<(crate::request::RequestContext, caseline_domain::access::Actor), crate::page::PageError> {
    let (request, actor) = crate::request::signed_in()?;
    match actor.standing.account() {
        Some(_) => Ok((request, actor)),
        None => Err(caseline_desk::error::Refusal::NotThere.into()),
    }
}

/// The places that the navigation knows; a case is on neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Home,
    Cases,
    NewRequest,
    Account,
    Case,
}

/// The frame with the portal's navigation. `children` begin with `<div class="sheet">`.
#[component]
pub fn PortalPage(around: Around, place: Place, children: Children) -> impl IntoView {
    let item = |href: &str, label: &str, at: Place| {
        let item = NavItem::new(href, label);
        if place == at { item.here() } else { item }
    };
    let nav = vec![
        item("/portal", "Home", Place::Home),
        item("/portal/cases", "Cases", Place::Cases),
        item("/portal/requests/new", "Open a request", Place::NewRequest),
        item("/portal/account", "Account", Place::Account),
    ];
    view! {
        <PortalFrame viewer=around.viewer nav=nav phone=Some(around.us)>
            {children()}
        </PortalFrame>
    }
    .into_any()
}

/// Both numbers as links: `big` for where calling is the one thing to do.
#[component]
pub fn Numbers(us: Phone, abroad: Phone, #[prop(optional)] size: NumberSize) -> impl IntoView {
    let class = match size {
        NumberSize::Normal => "phone-number num",
        NumberSize::Big => "phone-number big num",
    };
    view! {
        <div class="stack-xs">
            <a class=class href=format!("tel:{}", us.dial)>{us.text}</a>
            <span class="small soft num">
                "Outside the US " <a class="strong nowrap" href=format!("tel:{}", abroad.dial)>{abroad.text}</a>
            </span>
        </div>
    }
    .into_any()
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NumberSize {
    #[default]
    Normal,
    Big,
}
