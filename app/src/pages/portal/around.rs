//! What surrounds every page of the portal: the frame with its ways to go, and the numbers to call.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use crate::ui::{NavItem, Phone, PortalFrame, Viewer};

/// Who looks, at which account, and whom they can call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Around {
    pub viewer: Viewer,
    /// In the US, and from anywhere else.
    pub us: Phone,
    pub abroad: Phone,
    /// The accounts that a partner's member can look at, with what the addresses of each have behind them; nothing for whom
    /// there is one alone.
    pub accounts: Vec<NavItem>,
    /// What the addresses of these pages have behind them: nothing for one's own account, `?for=` and the id of another.
    pub of: String,
    /// Whether requests can be opened for the account.
    pub opens: bool,
}

impl Around {
    /// The id of the account, where it is not one's own.
    #[must_use]
    pub fn account(&self) -> Option<&str> {
        self.of.strip_prefix(FOR)
    }

    /// The field with which a form says which account it was shown for: in another tab it may be another one.
    pub fn shown_for(&self) -> impl IntoView + use<> {
        let account = self.account().map(str::to_owned);
        account.map(|account| view! { <input type="hidden" name="for" value=account/> })
    }
}

/// How addresses name the account that they are about.
const FOR: &str = "?for=";

#[cfg(feature = "ssr")]
pub use server::{looking_at, of_account, signed_in_member};

#[cfg(feature = "ssr")]
mod server {
    use caseline_desk::error::Refusal;
    use caseline_domain::access::{Action, Actor, decide};
    use caseline_domain::account::GrantLevel;
    use caseline_domain::id::AccountId;

    use super::{Around, FOR};
    use crate::page::PageError;
    use crate::request::RequestContext;
    use crate::ui::NavItem;

    impl Around {
        /// `actor`: looking at the account that the page is about.
        pub async fn new(request: &RequestContext, actor: &Actor) -> Result<Self, PageError> {
            let (us, abroad) = request.phones();
            let own = request.desk.account_name(actor).await?;
            let of = of_account(actor);
            let opens = actor.account().is_some_and(|account| decide(actor, Action::OpenRequest { account }).is_ok());
            let item = |address: String, label: String| {
                let here = address == of;
                NavItem { here, ..NavItem::new(address, label) }
            };
            let granted = actor.grants.iter().map(|grant| {
                let label = match grant.level {
                    GrantLevel::Act => grant.name.clone(),
                    GrantLevel::Read => format!("{}, to read", grant.name),
                };
                item(format!("{FOR}{}", grant.account), label)
            });
            let accounts = if actor.grants.is_empty() {
                Vec::new()
            } else {
                std::iter::once(item(String::new(), own.clone())).chain(granted).collect()
            };
            Ok(Around { viewer: request.viewer(actor, Some(&own)), us, abroad, accounts, of, opens })
        }
    }

    /// What the addresses of the portal have behind them for the account that a member looks at.
    #[must_use]
    pub fn of_account(actor: &Actor) -> String {
        let elsewhere = actor.account().filter(|_| actor.is_elsewhere());
        elsewhere.map_or_else(String::new, |account| format!("{FOR}{account}"))
    }

    /// The member, looking at the account that an address or a form names; at their own where it names none. For somebody
    /// of our side the portal's pages are not there.
    pub fn looking_at(actor: Actor, account: &str) -> Result<Actor, Refusal> {
        let own = actor.standing.account().ok_or(Refusal::NotThere)?;
        let account: AccountId =
            if account.is_empty() { own } else { account.parse().map_err(|_| Refusal::NotThere)? };
        Ok(actor.choosing(account)?)
    }

    /// The desk and the member who is signed in, looking at that account.
    pub fn signed_in_member(account: &str) -> Result<(RequestContext, Actor), PageError> {
        let (request, actor) = crate::request::signed_in()?;
        Ok((request, looking_at(actor, account)?))
    }
}

/// The address of a page that is about an account: with the account that the browser's own address names.
pub fn about_account(path: &'static str) -> impl Fn() -> String + Send + Sync + 'static {
    let query = use_query_map();
    move || match query.with(|query| query.get("for")) {
        Some(account) => format!("{path}{FOR}{account}"),
        None => path.to_owned(),
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
    let Around { of, opens, accounts, .. } = around;
    let item = |path: &str, label: &str, at: Place| {
        let item = NavItem::new(format!("{path}{of}"), label);
        if place == at { item.here() } else { item }
    };
    let mut nav = vec![item("/portal", "Home", Place::Home), item("/portal/cases", "Cases", Place::Cases)];
    if opens {
        nav.push(item("/portal/requests/new", "Open a request", Place::NewRequest));
    }
    // The page of an account is for its members.
    if of.is_empty() {
        nav.push(item("/portal/account", "Account", Place::Account));
    }
    let path = if place == Place::Cases { "/portal/cases" } else { "/portal" };
    let accounts = accounts.into_iter().map(|item| NavItem { href: format!("{path}{}", item.href), ..item }).collect();
    view! {
        <PortalFrame viewer=around.viewer nav=nav phone=Some(around.us) accounts=accounts>
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
