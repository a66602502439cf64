//! What every page shares: how it loads, and what it shows when it cannot.

use leptos::prelude::*;
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use leptos_meta::Title;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::ui::{Empty, EmptySize, PlainFrame, Skeleton, SkeletonShape};

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
    /// A fault of ours.
    #[error("broken")]
    Broken,
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
}

/// Shows what was loaded, or what stands in its place. The status of the response follows from the error, here only.
#[component]
pub fn Loaded<T, V, F>(data: Resource<Result<T, PageError>>, shape: SkeletonShape, children: F) -> impl IntoView
where
    T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Fn(T) -> V + Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    view! {
        <Suspense fallback=move || view! { <Skeleton shape=shape/> }>
            {move || {
                let children = children.clone();
                Suspend::new(async move {
                    match data.await {
                        Ok(value) => children(value).into_any(),
                        Err(error) => view! { <Failed error=error/> }.into_any(),
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
                <Title text="Signed out · Caseline"/>
                <PlainFrame>
                    <Empty title="You are signed out" text="Your session has ended. What you had typed into a request is saved as a draft." size=EmptySize::Page>
                        <a class="button main" rel="external" href="/sign-in">"Sign in"</a>
                    </Empty>
                </PlainFrame>
            }
            .into_any()
        }
        PageError::Unavailable => view! {
            <Title text="Not available · Caseline"/>
            <PlainFrame>
                <Empty title="We cannot reach our data right now" text="Nothing is lost. Try again in a moment. For an outage or a P1, phone us." size=EmptySize::Page>
                </Empty>
            </PlainFrame>
        }
        .into_any(),
        PageError::Broken => view! {
            <Title text="Something went wrong · Caseline"/>
            <PlainFrame>
                <Empty title="Something went wrong on our side" text="It is logged. Try again; if it happens again, tell us what you did." size=EmptySize::Page>
                    <a class="button" rel="external" href="/">"To the start"</a>
                </Empty>
            </PlainFrame>
        }
        .into_any(),
    }
}

/// Nothing here: the same for what does not exist and for what is another's.
#[component]
pub fn NotThere() -> impl IntoView {
    answer_with(PageError::NotThere);
    view! {
        <Title text="Not found · Caseline"/>
        <PlainFrame>
            <Empty title="There is nothing here" text="The address may be mistyped, or it belongs to someone else." size=EmptySize::Page>
                <a class="button main" rel="external" href="/">"To the start"</a>
            </Empty>
        </PlainFrame>
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
        PageError::Broken => StatusCode::INTERNAL_SERVER_ERROR,
    };
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(status);
    }
}

#[cfg(not(feature = "ssr"))]
fn answer_with(_: PageError) {}

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
