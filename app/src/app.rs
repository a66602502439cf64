//! The routes, and what surrounds every page.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;

use crate::form::{attend_to_what_came_back, provide_bounce};
use crate::page::NotThere;
use crate::pages::{admin, desk, portal, public, reports};

/// The whole application.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_bounce();
    // Tests and scripts wait for this: from here on the page answers without the server.
    Effect::new(|| {
        if let Some(root) = document().document_element() {
            // Nothing can be done about a document that refuses an attribute.
            let _ = root.set_attribute("data-ready", "");
        }
        attend_to_what_came_back();
    });
    view! {
        <crate::ui::Sprite/>
        <Router>
            <Routes fallback=NotThere>
                <Route path=path!("/sign-in") view=public::SignIn/>
                <Route path=path!("/forgot-password") view=public::ForgotPassword/>
                <Route path=path!("/welcome/:token") view=public::Welcome/>
                <Route path=path!("/survey/:token") view=public::Survey/>
                <Route path=path!("/portal") view=portal::Home/>
                <Route path=path!("/portal/requests/new") view=portal::NewRequest/>
                <Route path=path!("/portal/requests/call") view=portal::CallNow/>
                <Route path=path!("/portal/cases/:number") view=portal::Case/>
                <Route path=path!("/desk") view=desk::Queue/>
                <Route path=path!("/desk/cases/:number") view=desk::Case/>
                <Route path=path!("/desk/phone") view=desk::Phone/>
                <Route path=path!("/reports/satisfaction") view=reports::Satisfaction/>
                <Route path=path!("/admin/calendars") view=admin::Calendars/>
                <Route path=path!("/admin/calendars/:name") view=admin::Calendar/>
                <Route path=path!("/admin/calendars/:name/holidays/add") view=admin::AddHolidays/>
            </Routes>
        </Router>
    }
}
