//! Pages that follow what happens while one looks at them. The browser hears which cases changed (`stream.rs`, one stream
//! for all its tabs), asks for the page's text anew, and the page is drawn over itself: what is the same stays as it is in
//! the document, with focus, place and whatever is open (`keep.rs`). Without script a page is as it was sent.
//!
//! What one types into is [`kept`]: it is drawn once, and again only when it offers something else. Deliberately absent:
//! what changed; the page is read as this person may read it.

#[cfg(feature = "hydrate")]
mod keep;
#[cfg(feature = "hydrate")]
mod stream;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use leptos::prelude::*;
use leptos::tachys::reactive_graph::OwnedView;
use leptos::tachys::view::keyed::keyed;

use crate::form::ActKey;

/// What the parts of a page that follows share.
#[derive(Clone)]
pub struct Following {
    /// Of what is kept: the page's own is cleared whenever it is drawn.
    owner: Owner,
    /// Counts the pages shown here one after another: what is kept of one is not kept for the next.
    page: Arc<AtomicU32>,
    key: ArcRwSignal<ActKey>,
}

impl Following {
    /// For the page that loads here.
    pub fn begin(owner: Owner) -> Following {
        let following = Following { owner, page: Arc::default(), key: ArcRwSignal::default() };
        provide_context(following.clone());
        following
    }

    pub fn another_page(&self) {
        self.page.fetch_add(1, Ordering::Relaxed);
    }
}

/// Tells the forms that are kept what the page shows now: they were sent from this.
pub fn shows(key: &ActKey) {
    if let Some(following) = use_context::<Following>() {
        following.key.set(key.clone());
    }
}

/// The key of a form, as the page shows it at any time.
pub fn key_now(key: ActKey) -> ArcRwSignal<ActKey> {
    use_context::<Following>().map_or_else(|| ArcRwSignal::new(key), |following| following.key)
}

type Draw = Box<dyn FnOnce() -> AnyView + Send>;

/// A part of a page in which one types: once drawn it is left alone, until `offers` is another. Nothing that is offered,
/// nothing is drawn.
pub fn kept(offers: String, draw: impl FnOnce() -> AnyView + Send + 'static) -> AnyView {
    let Some(Following { owner, page, .. }) = use_context::<Following>() else { return draw() };
    let offers = format!("{} {offers}", page.load(Ordering::Relaxed));
    let parts: Vec<(String, Draw)> = vec![(offers, Box::new(draw))];
    keyed(
        parts,
        |(offers, _): &(String, Draw)| offers.clone(),
        move |_, (_, draw): (String, Draw)| {
            let owner = owner.with(Owner::new);
            let view = owner.with(draw);
            (drop as fn(usize), OwnedView::new_with_owner(view, owner))
        },
    )
    .into_any()
}

/// Calls `apply` with the page's text whenever something happened that it shows, until the page goes.
#[cfg(feature = "hydrate")]
pub fn keep_up<L, F>(at: impl Fn() -> String + 'static, load: L, apply: impl Fn(String) + 'static)
where
    L: Fn(String) -> F + 'static,
    F: Future<Output = Option<String>> + 'static,
{
    keep::keep_up(at, load, apply);
}
