//! What surrounds every page. The routes are in `bundle.rs`.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{FlatRoutes, Router};

use crate::bundle::Pages;
use crate::form::{attend_to_what_came_back, provide_bounce};
use crate::page::{NotThere, load_anew};

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
        <Router>
            <FlatRoutes fallback=Elsewhere><Pages/></FlatRoutes>
        </Router>
    }
}

/// Where no route here leads. The server has said so if its page is the one that wakes; one that was gone to since may be
/// a page of another bundle, which the browser loads.
#[component]
fn Elsewhere() -> impl IntoView {
    if cfg!(feature = "ssr") || is_waking() {
        return NotThere().into_any();
    }
    load_anew();
    ().into_any()
}

/// Whether the browser is just taking over what the server wrote.
fn is_waking() -> bool {
    Owner::current_shared_context().is_some_and(|shared| shared.during_hydration())
}
