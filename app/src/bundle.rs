//! The bundles of browser code: what is loaded at once, so that within it one goes from page to page without loading.
//! One for each side of the desk, since nobody works on both, and nobody waits for the pages of the other side. The
//! server has the routes of all of them; a build for the browser has those of its cargo features. A page of another
//! bundle is loaded anew (`app::Elsewhere`).

use leptos::prelude::*;
use leptos::tachys::view::iterators::StaticVec;
use leptos_router::any_nested_route::AnyNestedRoute;
use leptos_router::components::Route;
use leptos_router::path;

#[cfg(feature = "desk")]
use crate::pages::{admin, desk, reports};
#[cfg(feature = "portal")]
use crate::pages::{portal, public};

/// The pages of merchants and partners, and what is seen without being signed in.
#[cfg(feature = "portal")]
fn portal() -> Vec<AnyNestedRoute> {
    view! {
        <Route path=path!("/sign-in") view=public::SignIn/>
        <Route path=path!("/forgot-password") view=public::ForgotPassword/>
        <Route path=path!("/welcome/:token") view=public::Welcome/>
        <Route path=path!("/survey/:token") view=public::Survey/>
        <Route path=path!("/portal") view=portal::Home/>
        <Route path=path!("/portal/cases") view=portal::Cases/>
        <Route path=path!("/portal/account") view=portal::Account/>
        <Route path=path!("/portal/requests/new") view=portal::NewRequest/>
        <Route path=path!("/portal/requests/call") view=portal::CallNow/>
        <Route path=path!("/portal/cases/:number") view=portal::Case/>
        <Route path=path!("/portal/legacy/:number") view=portal::LegacyCase/>
    }
    .into_inner()
    .into()
}

/// The pages of our own side.
#[cfg(feature = "desk")]
fn desk() -> Vec<AnyNestedRoute> {
    view! {
        <Route path=path!("/desk") view=desk::Queue/>
        <Route path=path!("/desk/search") view=desk::Search/>
        <Route path=path!("/desk/cases/:number") view=desk::Case/>
        <Route path=path!("/desk/legacy/:number") view=desk::LegacyCase/>
        <Route path=path!("/desk/phone") view=desk::Phone/>
        <Route path=path!("/reports/satisfaction") view=reports::Satisfaction/>
        <Route path=path!("/admin/accounts") view=admin::Accounts/>
        <Route path=path!("/admin/accounts/:account") view=admin::Account/>
        <Route path=path!("/admin/accounts/:account/move") view=admin::Moving/>
        <Route path=path!("/admin/new/plan") view=admin::NewPlan/>
        <Route path=path!("/admin/new/calendar") view=admin::NewCalendar/>
        <Route path=path!("/admin/plans") view=admin::Plans/>
        <Route path=path!("/admin/plans/:name") view=admin::Plan/>
        <Route path=path!("/admin/plans/:name/move") view=admin::Moving/>
        <Route path=path!("/admin/causes") view=admin::Causes/>
        <Route path=path!("/admin/calendars") view=admin::Calendars/>
        <Route path=path!("/admin/calendars/:name") view=admin::Calendar/>
        <Route path=path!("/admin/calendars/:name/holidays/add") view=admin::AddHolidays/>
    }
    .into_inner()
    .into()
}

/// Every route that is here.
#[component(transparent)]
pub(crate) fn Pages() -> StaticVec<AnyNestedRoute> {
    let bundles: Vec<Vec<AnyNestedRoute>> = vec![
        #[cfg(feature = "portal")]
        portal(),
        #[cfg(feature = "desk")]
        desk(),
    ];
    bundles.into_iter().flatten().collect::<Vec<_>>().into()
}

/// Which bundle a page brings along.
#[cfg(feature = "ssr")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bundle {
    Portal,
    Desk,
}

#[cfg(feature = "ssr")]
impl Bundle {
    /// The bundle of the page at an address, with its query or without. An address that leads nowhere is in the one that strangers load.
    #[must_use]
    pub fn of(at: &str) -> Self {
        match at.split(['/', '?']).find(|part| !part.is_empty()) {
            Some("desk" | "reports" | "admin") => Bundle::Desk,
            _ => Bundle::Portal,
        }
    }

    /// The name of its cargo feature, and what its files end in.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Bundle::Portal => "portal",
            Bundle::Desk => "desk",
        }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use leptos_router::{MatchNestedRoutes, PathSegment};

    use super::*;

    #[test]
    fn every_page_is_in_the_bundle_that_it_brings_along() {
        for (bundle, routes) in [(Bundle::Portal, portal()), (Bundle::Desk, desk())] {
            for route in routes.iter().flat_map(|route| route.generate_routes()) {
                let Some(PathSegment::Static(first)) = route.segments.first() else { panic!("{:?}", route.segments) };
                for at in [format!("/{first}"), format!("/{first}/more"), format!("/{first}?view=all")] {
                    assert_eq!(Bundle::of(&at), bundle, "{at}");
                }
            }
        }
        assert_eq!(Bundle::of("/desktop"), Bundle::Portal);
    }
}
