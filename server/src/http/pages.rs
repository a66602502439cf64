//! Pages: the application rendered for a GET, and for a form post that was refused; and the few posts of no page.

use std::net::SocketAddr;

use axum::Extension;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{Method, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use caseline_app::form::Bounce;
use caseline_app::page::PageError;
use caseline_app::post::{Outcome, post};
use caseline_app::request::{RequestContext, home_of};
use caseline_app::shell::shell;
use caseline_app::ui::Theme;
use caseline_domain::form::{FieldErrors, Fields};
use caseline_domain::text::fold;
use leptos::nonce::Nonce;
use leptos::prelude::provide_context;

use super::App;
use super::security::ScriptNonce;
use super::session::Visitor;

/// The start is everybody's own room.
pub async fn start(Extension(visitor): Extension<Visitor>) -> Redirect {
    Redirect::to(visitor.actor.as_ref().map_or("/sign-in", home_of))
}

/// A page: shown, or sent a form.
pub async fn page(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    jar: CookieJar,
    request: Request,
) -> Response {
    let path = request.uri().path().to_owned();
    if visitor.actor.is_none() && ["/portal", "/desk", "/reports"].iter().any(|room| within(&path, room)) {
        return to_sign_in(request.uri());
    }
    match *request.method() {
        Method::GET | Method::HEAD => {
            if path == "/sign-in"
                && let Some(actor) = &visitor.actor
            {
                return Redirect::to(home_of(actor)).into_response();
            }
            render(&app, visitor, None, request).await
        }
        Method::POST => submit(app, visitor, jar, &path, request).await,
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
}

fn within(path: &str, room: &str) -> bool {
    path.strip_prefix(room).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn to_sign_in(uri: &Uri) -> Response {
    let next: String = uri
        .path_and_query()
        .map_or("/", |path| path.as_str())
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect();
    Redirect::to(&format!("/sign-in?next={next}")).into_response()
}

impl App {
    fn context(&self, visitor: &Visitor) -> RequestContext {
        RequestContext {
            desk: self.desk.clone(),
            actor: visitor.actor.clone(),
            theme: visitor.theme,
            site: self.site.clone(),
            demo: self.demo,
        }
    }
}

/// Renders the application for the address of `request`; with `bounce`, a form that came back.
async fn render(app: &App, visitor: Visitor, bounce: Option<Bounce>, request: Request) -> Response {
    let context = app.context(&visitor);
    let nonce = request.extensions().get::<ScriptNonce>().cloned();
    let provide = move || {
        provide_context(context.clone());
        if let Some(nonce) = &nonce {
            provide_context(Nonce::from_value(nonce.0.as_str()));
        }
        if let Some(bounce) = &bounce {
            provide_context(bounce.clone());
        }
    };
    leptos_axum::render_app_async_with_context(provide, shell)(request).await
}

/// A form post: done and on, or the page again with what was typed.
async fn submit(app: App, visitor: Visitor, jar: CookieJar, path: &str, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let address = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let body = match axum::body::to_bytes(body, super::LARGEST_BODY).await {
        Ok(body) => body,
        Err(_) => {
            return (StatusCode::PAYLOAD_TOO_LARGE, "This is more text than fits: at most one megabyte.")
                .into_response();
        }
    };
    let form = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if !form.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) {
        return (StatusCode::UNSUPPORTED_MEDIA_TYPE, "Forms are sent as application/x-www-form-urlencoded.")
            .into_response();
    }
    let Ok(pairs) = serde_urlencoded::from_bytes(&body) else {
        return (StatusCode::BAD_REQUEST, "The form could not be read.").into_response();
    };
    let fields = Fields::new(pairs);
    let mut page_again = Request::new(Body::empty());
    *page_again.uri_mut() = parts.uri.clone();
    *page_again.headers_mut() = parts.headers.clone();
    *page_again.extensions_mut() = parts.extensions.clone();

    if path == "/sign-in"
        && let Some(address) = address
        && !app.limits.allow(address, &fold(fields.get("email")))
    {
        let errors = FieldErrors::one("password", "Too many attempts. Wait a minute, then try again.");
        let bounce = Bounce::errors("sign-in", fields.only(|name| name != "password"), errors);
        let mut response = render(&app, visitor, Some(bounce), page_again).await;
        *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
        return response;
    }
    let segments: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    match post(&app.context(&visitor), &segments, fields).await {
        Outcome::Go(to) => Redirect::to(&to).into_response(),
        Outcome::SignedIn { secret, to } => {
            // The session of before is over: a token that somebody planted is worth nothing.
            if let Some(old) = &visitor.secret {
                let _ = app.desk.sign_out(old).await;
            }
            (jar.add(app.session_cookie(&secret)), Redirect::to(&to)).into_response()
        }
        Outcome::Again(bounce) => {
            let fine = bounce.errors.is_empty() && bounce.news.is_none();
            let mut response = render(&app, visitor, Some(*bounce), page_again).await;
            if response.status() == StatusCode::OK && !fine {
                *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            }
            response
        }
        Outcome::Failed(PageError::Unavailable) => unavailable(),
        Outcome::Failed(PageError::Broken) => broken(),
        Outcome::Failed(PageError::SignedOut) => to_sign_in(&parts.uri),
        // The same page as for an address that does not exist.
        Outcome::Failed(PageError::NotThere) => {
            *page_again.uri_mut() = Uri::from_static("/nothing-here");
            render(&app, visitor, None, page_again).await
        }
    }
}

/// What pages ask in the browser.
pub async fn server_function(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    request: Request,
) -> Response {
    let context = app.context(&visitor);
    leptos_axum::handle_server_fns_with_context(move || provide_context(context.clone()), request).await.into_response()
}

pub async fn sign_out(State(app): State<App>, Extension(visitor): Extension<Visitor>, jar: CookieJar) -> Response {
    if let Some(secret) = &visitor.secret
        && let Err(refusal) = app.desk.sign_out(secret).await
    {
        tracing::error!(error = %refusal, "sign-out failed");
        return unavailable();
    }
    (jar.add(app.no_session()), Redirect::to("/sign-in")).into_response()
}

/// Light, dark, or as the system has it; then back to where one was.
pub async fn theme(State(app): State<App>, jar: CookieJar, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1024).await.unwrap_or_default();
    let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(&body).unwrap_or_default();
    let theme = Theme::parse(Fields::new(pairs).get("value")).unwrap_or_default();
    let back = parts
        .headers
        .get(header::REFERER)
        .and_then(|from| from.to_str().ok())
        .and_then(|from| from.parse::<Uri>().ok());
    let back = back.as_ref().and_then(Uri::path_and_query).map_or("/", |path| path.as_str());
    let back = if back.starts_with("//") { "/" } else { back };
    (jar.add(app.theme_cookie(theme)), Redirect::to(back)).into_response()
}

/// The database does not answer. Plain, because a page would need it.
pub fn unavailable() -> Response {
    plain(
        StatusCode::SERVICE_UNAVAILABLE,
        "We cannot reach our data right now",
        "Nothing is lost. Try again in a moment. For an outage or a P1, phone us.",
    )
}

pub fn broken() -> Response {
    plain(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong on our side", "It is logged. Try again in a moment.")
}

fn plain(status: StatusCode, title: &str, sentence: &str) -> Response {
    let style =
        super::site().href("css").map(|css| format!("<link rel=\"stylesheet\" href=\"{css}\">")).unwrap_or_default();
    let page = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title} · Caseline</title>{style}</head>\
         <body><div class=\"plain\"><main><div class=\"empty\"><h1>{title}</h1><p>{sentence}</p>\
         <p><a class=\"button\" href=\"\">Try again</a></p></div></main></div></body></html>"
    );
    (status, Html(page)).into_response()
}
