//! What every page shares: how it loads, and what it shows when it cannot.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex};

use leptos::prelude::*;
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use leptos::server_fn::{Bytes, Decodes};
use leptos::tachys::reactive_graph::OwnedView;
use leptos_router::hooks::{use_location, use_params_map, use_query_map};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::live::Following;
use crate::ui::{Empty, EmptySize, PageTitle, PlainFrame, Skeleton, SkeletonShape};

/// Why a page cannot be shown: one variant a reason that the reader can act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum PageError {
    /// No session, or it has ended.
    #[error("signed out")]
    SignedOut,
    /// It does not exist, or this person may not know that it does.
    #[error("not there")]
    NotThere,
    /// The database does not answer.
    #[error("not available")]
    Unavailable,
    /// The server was upgraded while this page was open, and what it says now is written for its own pages.
    #[error("outdated")]
    Outdated,
    /// A fault of ours.
    #[error("broken")]
    Broken,
}

impl PageError {
    /// Reads what [`Display`](fmt::Display) writes; what it does not know is a fault.
    fn parse(word: &str) -> Self {
        [PageError::SignedOut, PageError::NotThere, PageError::Unavailable, PageError::Outdated]
            .into_iter()
            .find(|error| error.to_string() == word)
            .unwrap_or(PageError::Broken)
    }
}

impl FromServerFnError for PageError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            // The browser could not reach the server.
            ServerFnErrorErr::Request(_) => PageError::Unavailable,
            _ => PageError::Broken,
        }
    }

    /// A refusal that is none of ours comes from where no page is made any more: a server that cannot ask who this is, or
    /// a proxy whose server is away.
    fn de(data: Bytes) -> Self {
        JsonEncoding::decode(data).unwrap_or(PageError::Unavailable)
    }
}

/// What a page shows, as JSON text. It stays text on its way, so that the machinery of loading is compiled once and not
/// once a page; a third of the browser's code was that.
#[derive(Clone, Debug, PartialEq, Eq)]
struct PageText(Result<String, PageError>);

impl fmt::Display for PageText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Ok(json) => f.write_str(json),
            Err(error) => write!(f, "!{error}"),
        }
    }
}

impl FromStr for PageText {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(PageText(match text.strip_prefix('!') {
            Some(word) => Err(PageError::parse(word)),
            None => Ok(text.to_owned()),
        }))
    }
}

/// What the page at the address `at` (path and query) shows, as JSON text; `load.rs` says which page shows what. `build`:
/// which browser code asks, as [`build`] tells it. The text has no names of fields, so code of another build would
/// misread it, and code of another bundle has no use for it. `again`: for a page that is shown already and that nobody asked
/// for just now. That there is none any more is no fault then, which the browser would write into its console.
#[server(prefix = "/act", endpoint = "page", input = leptos::server_fn::codec::GetUrl)]
async fn load_page(at: String, build: Option<String>, again: Option<bool>) -> Result<String, PageError> {
    let ours = crate::request::request()?.site.code(crate::bundle::Bundle::of(&at)).map(|code| code.wasm);
    let loaded = if build.is_some() && build != ours {
        answer_with(PageError::Outdated);
        Err(PageError::Outdated)
    } else {
        crate::load::load(&at).await
    };
    match loaded {
        Err(error) if again == Some(true) && error != PageError::Unavailable => {
            if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
                response.set_status(http::StatusCode::OK);
            }
            Ok(PageText(Err(error)).to_string())
        }
        loaded => loaded,
    }
}

/// The browser code that runs here, as the document says which one it brought; nothing on the server, which is of one
/// build with itself.
fn build() -> Option<String> {
    #[cfg(feature = "hydrate")]
    return document().document_element()?.get_attribute("data-build");
    #[cfg(not(feature = "hydrate"))]
    None
}

/// Loads what the page at the address `at` shows, and shows it, or what stands in its place until then or instead. `at`
/// names a row of `load.rs`, whose type is `T`.
pub fn loaded<T, V>(
    at: impl Fn() -> String + Send + Sync + 'static,
    shape: SkeletonShape,
    show: impl Fn(T) -> V + Send + Sync + 'static,
) -> AnyView
where
    T: DeserializeOwned,
    V: IntoView + 'static,
{
    let draw = Arc::new(move |json: &str| serde_json::from_str(json).map(|page| show(page).into_any()));
    view! { <LoadedText at=Arc::new(at) shape=shape draw=draw follows=Follows::Nothing/> }.into_any()
}

/// The same for a page that follows what happens while it is shown: in the browser it is drawn over itself with every
/// change (`live`).
pub fn followed<T, V>(
    at: impl Fn() -> String + Send + Sync + 'static,
    shape: SkeletonShape,
    show: impl Fn(T) -> V + Send + Sync + 'static,
) -> AnyView
where
    T: DeserializeOwned,
    V: IntoView + 'static,
{
    let draw = Arc::new(move |json: &str| serde_json::from_str(json).map(|page| show(page).into_any()));
    view! { <LoadedText at=Arc::new(at) shape=shape draw=draw follows=Follows::Changes/> }.into_any()
}

/// The address of a case's page, of which `before` is what stands before its number: the one that the browser is at.
pub fn case_address(before: &'static str) -> impl Fn() -> String + Send + Sync + 'static {
    let (params, query, here) = (use_params_map(), use_query_map(), use_location());
    move || {
        let number = params.with(|params| params.get("number").unwrap_or_default());
        let path = format!("{before}{number}");
        // From one case to another the flat router keeps the page, and the query with it; on its way to another page the
        // browser is ahead of this one.
        let query = if here.pathname.with(|at| *at == path) { here.query } else { query };
        query.with(|query| format!("{path}{}", query.to_query_string()))
    }
}

type Address = Arc<dyn Fn() -> String + Send + Sync>;
type Draw = Arc<dyn Fn(&str) -> Result<AnyView, serde_json::Error> + Send + Sync>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Follows {
    Nothing,
    Changes,
}

/// What the page shows newly since it was loaded, if anything; another for each load.
type Newest = (ArcTrigger, Arc<Mutex<String>>);

#[component]
fn LoadedText(at: Address, shape: SkeletonShape, draw: Draw, follows: Follows) -> impl IntoView {
    let loads = Arc::clone(&at);
    let text = Resource::new_str(move || loads(), |at| async { PageText(load_page(at, build(), None).await) });
    let owner = Owner::new();
    let following = (follows == Follows::Changes).then(|| owner.with(|| Following::begin(owner.clone())));
    let newest: Arc<Mutex<Newest>> = Arc::default();
    #[cfg(feature = "hydrate")]
    if following.is_some() {
        let (address, newest) = (Arc::clone(&at), Arc::clone(&newest));
        Effect::new(move || {
            let (address, newest) = (Arc::clone(&address), Arc::clone(&newest));
            crate::live::keep_up(
                move || untrack(|| address()),
                |at| async { load_page(at, build(), Some(true)).await.ok() },
                move |text| {
                    let newest = newest.lock().map(|newest| newest.clone());
                    let (drawn_anew, newest) = newest.unwrap_or_default();
                    if let Ok(mut newest) = newest.lock() {
                        *newest = text;
                    }
                    drawn_anew.notify();
                },
            );
        });
    }
    view! {
        <Suspense fallback=move || view! { <Skeleton shape=shape/> }>
            {move || {
                let (draw, owner, following) = (Arc::clone(&draw), owner.clone(), following.clone());
                let newest = Arc::clone(&newest);
                Suspend::new(async move {
                    let drawn = move |json: &str| {
                        let page = draw(json).map_err(|_| PageError::Broken);
                        page.unwrap_or_else(|error| view! { <Failed error=error/> }.into_any())
                    };
                    match (text.await.0, following) {
                        (Err(error), _) => view! { <Failed error=error/> }.into_any(),
                        (Ok(first), None) => drawn(&first),
                        (Ok(first), Some(following)) => {
                            following.another_page();
                            let this = Newest::default();
                            if let Ok(mut newest) = newest.lock() {
                                *newest = this.clone();
                            }
                            let page = move || {
                                this.0.track();
                                let newest = this.1.lock().map(|newest| newest.clone()).unwrap_or_default();
                                drawn(if newest.is_empty() { &first } else { &newest })
                            };
                            OwnedView::new_with_owner(page, owner.with(Owner::new)).into_any()
                        }
                    }
                })
            }}
        </Suspense>
    }
    .into_any()
}

/// The page that says why there is none.
#[component]
pub fn Failed(error: PageError) -> impl IntoView {
    answer_with(error);
    match error {
        PageError::NotThere => view! { <NotThere/> }.into_any(),
        PageError::SignedOut => {
            leave_for_sign_in();
            view! {
                <Instead tab="Signed out" title="You are signed out" text="Your session has ended. What you had typed into a request is saved as a draft.">
                    <a class="button main" rel="external" href="/sign-in">"Sign in"</a>
                </Instead>
            }
            .into_any()
        }
        PageError::Outdated => {
            load_anew();
            view! {
                <Instead tab="A newer version" title="There is a newer version" text="This page is from before the last upgrade.">
                    <a class="button main" rel="external" href="">"Load it anew"</a>
                </Instead>
            }
            .into_any()
        }
        PageError::Unavailable => view! {
            <Instead tab="Not available" title="We cannot reach our data right now" text="Nothing is lost. Try again in a moment.">
                <p inner_html=phones()></p>
                // This very address, asked for anew.
                <a class="button main" rel="external" href="">"Try again"</a>
            </Instead>
        }
        .into_any(),
        PageError::Broken => view! {
            <Instead tab="Something went wrong" title="Something went wrong on our side" text="It is logged. Try again; if it happens again, tell us what you did.">
                <a class="button" rel="external" href="/">"To the start"</a>
            </Instead>
        }
        .into_any(),
    }
}

/// What stands in the place of a page: what is the matter, and the next step.
#[component]
fn Instead(tab: &'static str, title: &'static str, text: &'static str, children: Children) -> impl IntoView {
    view! {
        <PageTitle text=format!("{tab} · Caseline")/>
        <PlainFrame>
            <Empty title=title text=text size=EmptySize::Page children=children/>
        </PlainFrame>
    }
    .into_any()
}

/// The `<template>` in which the document carries along whom to phone.
pub const PHONES: &str = "phones";

/// Whom to phone, as markup that the server wrote.
#[cfg(feature = "hydrate")]
fn phones() -> String {
    document().get_element_by_id(PHONES).map(|phones| phones.inner_html()).unwrap_or_default()
}

/// On the server a plain page takes this one's place.
#[cfg(not(feature = "hydrate"))]
fn phones() -> String {
    String::new()
}

/// Nothing here: the same for what does not exist and for what is another's.
#[component]
pub fn NotThere() -> impl IntoView {
    answer_with(PageError::NotThere);
    view! {
        <Instead tab="Not found" title="There is nothing here" text="The address may be mistyped, or it belongs to someone else.">
            <a class="button main" rel="external" href="/">"To the start"</a>
        </Instead>
    }
    .into_any()
}

#[cfg(feature = "ssr")]
pub(crate) fn answer_with(error: PageError) {
    use http::StatusCode;
    let status = match error {
        PageError::NotThere => StatusCode::NOT_FOUND,
        PageError::SignedOut => StatusCode::UNAUTHORIZED,
        PageError::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        PageError::Outdated => StatusCode::CONFLICT,
        PageError::Broken => StatusCode::INTERNAL_SERVER_ERROR,
    };
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(status);
    }
}

#[cfg(not(feature = "ssr"))]
fn answer_with(_: PageError) {}

/// The whole page is loaded again, with the code that it has on the server.
pub(crate) fn load_anew() {
    // After all that goes on now, the browser is at the page's address.
    #[cfg(feature = "hydrate")]
    set_timeout(
        || {
            // Where the browser refuses, the link on the page still does it.
            let _ = window().location().reload();
        },
        std::time::Duration::ZERO,
    );
}

/// In the browser a session that ended while the page was open leads to the sign-in and back here.
fn leave_for_sign_in() {
    #[cfg(feature = "hydrate")]
    Effect::new(|| {
        let location = window().location();
        let here = location.pathname().unwrap_or_default();
        // Where the browser refuses to go, the link on the page still does.
        let _ = location.set_href(&format!("/sign-in?next={}", js_sys::encode_uri_component(&here)));
    });
}
