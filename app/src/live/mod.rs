//! Pages that follow what happens while one looks at them. The browser hears which cases changed (`stream.rs`, one stream
//! for all its tabs), asks for the page's text anew, and the page is drawn over itself: what is the same stays as it is in
//! the document, with focus, place and whatever is open (`keep.rs`). Without script a page is as it was sent.
//!
//! What one types into is [`kept`]: it is drawn once, and again only when it offers something else. Deliberately absent:
//! what changed; the page is read as this person may read it.

#[cfg(feature = "hydrate")]
mod keep;
#[cfg(feature = "hydrate")]
mod kept;
#[cfg(feature = "hydrate")]
mod stream;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use leptos::prelude::*;

use crate::form::ActKey;

/// What the parts of a page that follows share.
#[derive(Clone)]
pub struct Following {
    /// Of what is kept: the page's own is cleared whenever it is drawn.
    #[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "on the server a page is drawn once"))]
    owner: Owner,
    /// Counts the pages shown here one after another: what is kept of one is not kept for the next.
    page: Arc<AtomicU32>,
}

impl Following {
    /// For the page that loads here.
    pub fn begin(owner: Owner) -> Following {
        let following = Following { owner, page: Arc::default() };
        provide_context(following.clone());
        following
    }

    pub fn another_page(&self) {
        self.page.fetch_add(1, Ordering::Relaxed);
    }
}

/// What the page shows now: the forms that are kept are sent from this, too.
pub fn shows(key: &ActKey) {
    #[cfg(feature = "hydrate")]
    keep::shows(key);
    #[cfg(not(feature = "hydrate"))]
    let _ = key;
}

/// A part of a page in which one types: once drawn it is left alone, until `offers` is another.
pub fn kept(offers: String, draw: impl FnOnce() -> AnyView + Send + 'static) -> AnyView {
    #[cfg(feature = "hydrate")]
    if let Some(Following { owner, page, .. }) = use_context::<Following>() {
        let offers = format!("{} {offers}", page.load(Ordering::Relaxed));
        return kept::Kept { offers, owner, draw: Box::new(draw) }.into_any();
    }
    let _ = offers;
    draw()
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

/// Does it later. Boxed, so that there is one of this and not one for each thing to do.
#[cfg(feature = "hydrate")]
fn after(pause: std::time::Duration, work: Box<dyn FnOnce()>) {
    set_timeout(work, pause);
}
