//! Pages: the application rendered for a GET, and for a form post that was refused; and the few posts of no page.

use std::net::IpAddr;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::{Extension, Json};
use axum_extra::extract::cookie::CookieJar;
use caseline_app::form::{Bounce, SIGN_IN, address};
use caseline_app::page::PageError;
use caseline_app::pages::public::post::without_secrets;
use caseline_app::post::{Outcome, post};
use caseline_app::request::{RequestContext, Wakes, home_of, local, phone_sentence};
use caseline_app::shell::shell;
use caseline_app::ui::{News, Theme};
use caseline_domain::access::{Action, Actor, decide};
use caseline_domain::form::Fields;
use caseline_domain::hours::ical::LARGEST_FILE;
use leptos::nonce::Nonce;
use leptos::prelude::provide_context;

use super::client::Client;
use super::limits::Limited;
use super::path::{canonical, segments};
use super::security::{ScriptNonce, is_asked_by_us};
use super::session::Visitor;
use super::{App, door, files, legacy, shown};

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
    if path != canonical(&path) {
        return elsewhere(&app, visitor, request).await;
    }
    // A form is not sent away: what was typed into it would be lost.
    if visitor.actor.is_none() && is_in_a_room(&path) && *request.method() != Method::POST {
        return to_sign_in(request.uri());
    }
    match *request.method() {
        Method::GET | Method::HEAD => {
            if path == "/sign-in"
                && let Some(actor) = &visitor.actor
            {
                return Redirect::to(home_of(actor)).into_response();
            }
            if let Some(actor) = &visitor.actor
                && let Some(to) = legacy::straight(&app, actor, request.uri()).await
            {
                return Redirect::to(&to).into_response();
            }
            match shown::page(&app, &visitor, request.uri()).await {
                None => render(&app, visitor, None, request).await,
                Some(Ok(bounce)) => {
                    let status = shown::status(&bounce);
                    again(&app, visitor, bounce, status, request).await
                }
                Some(Err(answer)) => answer,
            }
        }
        Method::POST => submit(app, visitor, jar, &path, request).await,
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
}

/// An address with an empty part or a slash at the end names no page. Who reads is led to the one meant; a form is not
/// taken, so that no limit and no check can be walked around by writing its address differently.
async fn elsewhere(app: &App, visitor: Visitor, mut request: Request) -> Response {
    let meant = canonical(request.uri().path());
    let query = request.uri().query().map_or(String::new(), |query| format!("?{query}"));
    let meant = format!("{meant}{query}");
    if matches!(*request.method(), Method::GET | Method::HEAD)
        && let Some(meant) = local(&meant)
    {
        return Redirect::permanent(meant).into_response();
    }
    *request.method_mut() = Method::GET;
    nothing_here(app, visitor, request).await
}

/// Whether a page is for people who are signed in.
fn is_in_a_room(path: &str) -> bool {
    let within = |room: &str| path.strip_prefix(room).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    ["/portal", "/desk", "/reports", "/admin"].into_iter().any(within)
}

pub(super) fn to_sign_in(uri: &Uri) -> Response {
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
    pub(super) fn context(&self, visitor: &Visitor) -> RequestContext {
        RequestContext {
            desk: self.desk.clone(),
            actor: visitor.actor.clone(),
            theme: visitor.theme,
            site: self.site.clone(),
            demo: self.demo,
            reloads: self.reloads,
            wakes: Wakes::AtItsAddress,
            // Asked before anything of the page is read.
            position: visitor.actor.as_ref().and_then(|_| self.desk.mark(self.desk.position()?)),
        }
    }
}

/// Renders the application for the address of `request`; with `bounce`, a form that came back.
pub(super) async fn render(app: &App, visitor: Visitor, bounce: Option<Bounce>, request: Request) -> Response {
    rendered(app, app.context(&visitor), bounce, request).await
}

/// Renders another page than the one that `request` is for, at whose address the browser stays.
pub(super) async fn render_in_place(
    app: &App,
    visitor: Visitor,
    page: &'static str,
    bounce: Option<Bounce>,
    mut request: Request,
) -> Response {
    *request.uri_mut() = Uri::from_static(page);
    let context = RequestContext { wakes: Wakes::Never, ..app.context(&visitor) };
    rendered(app, context, bounce, request).await
}

async fn rendered(app: &App, context: RequestContext, bounce: Option<Bounce>, request: Request) -> Response {
    let at = address(request.uri().path(), shown::named(request.uri()).as_deref());
    let bounce = bounce.map(|bounce| Bounce { at, ..bounce });
    let asked = if bounce.is_some() { Asked::WithAForm } else { Asked::ByAddress };
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
    let response = leptos_axum::render_app_async_with_context(provide, shell)(request).await;
    // A page without its data says neither where the typed text is nor whom to phone.
    if response.status() == StatusCode::SERVICE_UNAVAILABLE { unavailable(app, asked) } else { response }
}

/// The page at an address that leads nowhere, and at one that is another's: they are one.
pub(super) async fn nothing_here(app: &App, visitor: Visitor, page_again: Request) -> Response {
    render_in_place(app, visitor, "/nothing-here", None, page_again).await
}

/// No form of ours has so many fields, but where days are checked one by one.
pub(super) const MOST_FIELDS: usize = 200;
const MOST_DAYS: usize = 1_200;

/// How many fields a form may have.
fn most_fields(segments: &[&str]) -> usize {
    if matches!(segments, ["admin", "calendars", ..]) { MOST_DAYS } else { MOST_FIELDS }
}

/// Whether a file goes along with a page's form.
fn takes_a_file(segments: &[&str]) -> bool {
    matches!(segments, ["admin", "calendars", _, "holidays", "add"])
}

/// How many forms above [`super::LARGEST_BODY`] are read at once.
pub const LARGE_AT_ONCE: usize = 4;

/// How much a form of theirs may hold. Before anybody is known, no more than its fields need.
fn largest_form(segments: &[&str], actor: Option<&Actor>) -> usize {
    match segments {
        ["sign-in" | "forgot-password"] | ["welcome", _] => 64 * 1024,
        // One text of 20,000 characters, nine bytes each in the worst script.
        ["survey", _] => 256 * 1024,
        // A file that is too large is read up to here, so that its page can say so beside the field.
        _ if takes_a_file(segments) && actor.is_some_and(|actor| decide(actor, Action::ManagePlans).is_ok()) => {
            4 * super::LARGEST_BODY
        }
        _ => super::LARGEST_BODY,
    }
}

/// A form as it was sent, and the request for its page, to be rendered again.
struct Sent {
    fields: Fields,
    page_again: Request,
    from: Option<IpAddr>,
}

/// Reads a form, or says why not. Who sends it is known before a byte of it is kept: it decides how many are.
async fn read(
    app: &App,
    request: Request,
    segments: &[&str],
    room: bool,
    actor: Option<&Actor>,
) -> Result<Sent, Response> {
    let page_again = looked_at(&request);
    let from = request.extensions().get::<Client>().map(|client| client.0);
    let stranger = actor.is_none();
    let most = largest_form(segments, actor);
    let form = page_again.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if let Some((place, boundary)) = files::place(segments).zip(form.and_then(|kind| multer::parse_boundary(kind).ok()))
    {
        let most = if stranger { door::LARGEST_KEPT } else { most };
        let fields = files::forms::read(app, request.into_body(), boundary, place, actor, most).await?;
        return Ok(Sent { fields, page_again, from });
    }
    let is_read = match (room, stranger) {
        (true, true) => door::LARGEST_KEPT.max(door::LARGEST),
        (true, false) => most.max(door::LARGEST),
        (false, _) => most,
    };
    let length = page_again.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let is_large = is_read > super::LARGEST_BODY && length.is_none_or(|length: usize| length > super::LARGEST_BODY);
    let _place = if is_large { app.large_bodies.acquire().await.ok() } else { None };
    let too_large = |sentence: &'static str| (StatusCode::PAYLOAD_TOO_LARGE, sentence).into_response();
    let more_than_fits = || too_large("This is more text than fits. Shorten it, then send it again.");
    let body = axum::body::to_bytes(request.into_body(), is_read).await.map_err(|_| more_than_fits())?;
    let most = if room && stranger { door::LARGEST_KEPT } else { most };
    if body.len() > if room && body.starts_with(door::BEGINNING) { door::LARGEST } else { most } {
        return Err(more_than_fits());
    }
    let boundary = form.filter(|_| takes_a_file(segments)).and_then(|kind| multer::parse_boundary(kind).ok());
    if let Some(boundary) = boundary {
        return match parts(body, boundary, most_fields(segments)).await {
            Some(pairs) => Ok(Sent { fields: Fields::new(pairs), page_again, from }),
            None => Err((StatusCode::BAD_REQUEST, "The form could not be read.").into_response()),
        };
    }
    if !form.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) {
        let sentence = "Forms are sent as application/x-www-form-urlencoded.";
        return Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, sentence).into_response());
    }
    // Before anything is made of them.
    if body.iter().filter(|byte| **byte == b'&').count() >= most_fields(segments) {
        return Err(too_large("This form has more fields than any of ours."));
    }
    let pairs = serde_urlencoded::from_bytes(&body)
        .map_err(|_| (StatusCode::BAD_REQUEST, "The form could not be read.").into_response())?;
    Ok(Sent { fields: Fields::new(pairs), page_again, from })
}

/// The fields of a form that came with its file (RFC 7578). The file is a field like the others, up to a byte more than one
/// may have: whoever reads it says what is wrong with it. Nothing where it is no such form, or has too many fields.
async fn parts(body: Bytes, boundary: String, most: usize) -> Option<Vec<(String, String)>> {
    let whole = futures::stream::once(async move { Ok::<_, std::convert::Infallible>(body) });
    let mut parts = multer::Multipart::new(whole, boundary);
    let mut pairs = Vec::new();
    while let Some(part) = parts.next_field().await.ok()? {
        if pairs.len() >= most {
            return None;
        }
        let (name, is_file) = (part.name()?.to_owned(), part.file_name().is_some());
        let bytes = part.bytes().await.ok()?;
        let most = if is_file { bytes.len().min(LARGEST_FILE + 1) } else { bytes.len() };
        pairs.push((name, String::from_utf8_lossy(&bytes[..most]).into_owned()));
    }
    Some(pairs)
}

/// The request for the page that another one, with a form or without, is at.
pub(super) fn looked_at(request: &Request) -> Request {
    let mut page = Request::new(Body::empty());
    *page.uri_mut() = request.uri().clone();
    *page.headers_mut() = request.headers().clone();
    *page.extensions_mut() = request.extensions().clone();
    page
}

/// A form post: done and on, or the page again with what was typed.
async fn submit(app: App, visitor: Visitor, jar: CookieJar, path: &str, request: Request) -> Response {
    let (segments, room) = (segments(path), is_in_a_room(path));
    let sent = read(&app, request, &segments, room, visitor.actor.as_ref()).await;
    let Sent { fields, page_again, from } = match sent {
        Ok(sent) => sent,
        Err(answer) => return answer,
    };
    if room && fields.get("act") == SIGN_IN {
        return door::sign_in(app, visitor, jar, from, fields, page_again).await;
    }
    if room && visitor.actor.is_none() {
        return door::keep(&app, visitor, from, fields, page_again).await;
    }
    if let Some(bounce) = Limited::of(&segments).and_then(|limited| limited.refused(&app.limits, from, &fields)) {
        return again(&app, visitor, bounce, StatusCode::TOO_MANY_REQUESTS, page_again).await;
    }
    if let Some(actor) = &visitor.actor
        && !app.writes.allow_form(actor.person)
    {
        let bounce = Bounce::news(fields.get("act"), without_secrets(&fields), News::Warn, TOO_MANY_FORMS);
        return again(&app, visitor, bounce, StatusCode::TOO_MANY_REQUESTS, page_again).await;
    }
    match post(&app.context(&visitor), &segments, fields).await {
        Outcome::Go(to) => Redirect::to(&to).into_response(),
        Outcome::SignedIn { secret, to, actor } => {
            app.begin_session(jar, &visitor, (&secret, actor.person), Redirect::to(&to).into_response()).await
        }
        Outcome::Told { to, says } => {
            let told = match (&visitor.actor, to.parse()) {
                (Some(actor), Ok(page)) => shown::keep(&app, actor, &page, &Bounce::done(says), "#").await,
                _ => None,
            };
            told.unwrap_or_else(|| Redirect::to(&format!("{to}#")).into_response())
        }
        Outcome::Again(bounce) => {
            if let Some(actor) = visitor.actor.as_ref().filter(|_| shown::has_addresses(path))
                && let Some(kept) = shown::keep(&app, actor, page_again.uri(), &bounce, "").await
            {
                return kept;
            }
            let status = shown::status(&bounce);
            again(&app, visitor, *bounce, status, page_again).await
        }
        Outcome::Failed(PageError::Unavailable) => unavailable(&app, Asked::WithAForm),
        // A form is not misread: it is never of another build.
        Outcome::Failed(PageError::Broken | PageError::Outdated) => broken(Asked::WithAForm),
        Outcome::Failed(PageError::SignedOut) => to_sign_in(page_again.uri()),
        // The same page as for an address that does not exist.
        Outcome::Failed(PageError::NotThere) => nothing_here(&app, visitor, page_again).await,
    }
}

/// The page again, with what was typed.
async fn again(app: &App, visitor: Visitor, bounce: Bounce, status: StatusCode, page_again: Request) -> Response {
    answered(render(app, visitor, Some(bounce), page_again).await, status)
}

/// A page that came out as it should, answered with `status`. What one says of itself stays: that it is not there, or
/// that its data is out of reach.
pub(super) fn answered(mut page: Response, status: StatusCode) -> Response {
    if page.status() == StatusCode::OK {
        *page.status_mut() = status;
    }
    page
}

const TOO_MANY_FORMS: &str =
    "You have sent very many forms within a minute. What you typed is still here: wait a minute, then send it again.";

/// What pages ask in the browser.
pub async fn server_function(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    request: Request,
) -> Response {
    let (mut parts, body) = request.into_parts();
    // Only our own pages ask, also where nothing is changed. Browsers that do not say who asks are let through: without
    // a CORS header no other site can read the answer.
    if !is_asked_by_us(&parts.headers) {
        return (StatusCode::FORBIDDEN, "This was not asked by our own pages.").into_response();
    }
    // The page tries again by itself, and says so.
    if parts.method != Method::GET
        && let Some(actor) = &visitor.actor
        && !app.writes.allow_save(actor.person)
    {
        return (StatusCode::TOO_MANY_REQUESTS, Json(PageError::Unavailable)).into_response();
    }
    let Ok(body) = axum::body::to_bytes(body, super::LARGEST_BODY).await else {
        return (StatusCode::PAYLOAD_TOO_LARGE, "This is more text than fits.").into_response();
    };
    // For who accepts HTML, server functions answer as forms do: by a redirect to the Referer, wherever that is. Our
    // forms post to their pages.
    parts.headers.remove(header::ACCEPT);
    parts.headers.remove(header::REFERER);
    let request = Request::from_parts(parts, Body::from(body));
    let context = app.context(&visitor);
    leptos_axum::handle_server_fns_with_context(move || provide_context(context.clone()), request).await.into_response()
}

pub async fn sign_out(State(app): State<App>, Extension(visitor): Extension<Visitor>, jar: CookieJar) -> Response {
    if let Some(secret) = &visitor.secret
        && let Err(refusal) = app.desk.sign_out(secret).await
    {
        tracing::error!(error = %refusal, "sign-out failed");
        return unavailable(&app, Asked::WithAForm);
    }
    if let Some(secret) = &visitor.secret {
        app.streams.end(&secret.hash());
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
    let back = back.as_ref().and_then(Uri::path_and_query).and_then(|path| local(path.as_str())).unwrap_or("/");
    (jar.add(app.theme_cookie(theme)), Redirect::to(back)).into_response()
}

/// How what failed was asked for. A form is not asked for again by its address: it is sent again, from the browser that
/// still has its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    ByAddress,
    WithAForm,
    /// Nobody can tell any more.
    Somehow,
}

impl Asked {
    pub fn by(method: &Method) -> Asked {
        if matches!(*method, Method::GET | Method::HEAD) { Asked::ByAddress } else { Asked::WithAForm }
    }
}

/// The database does not answer. Plain, because a page would need it.
pub fn unavailable(app: &App, asked: Asked) -> Response {
    let what_now = match asked {
        Asked::ByAddress | Asked::Somehow => "Nothing is lost. Try again in a moment.",
        Asked::WithAForm => {
            "Nothing was changed. What you typed is still in your browser: go back, and send it again in a moment."
        }
    };
    let phones = phone_sentence(app.desk.settings());
    let sentences = format!("<p>{what_now}</p><p>{phones}</p>");
    plain(StatusCode::SERVICE_UNAVAILABLE, "We cannot reach our data right now", &sentences, asked)
}

pub fn broken(asked: Asked) -> Response {
    let what_now = match asked {
        Asked::ByAddress => "It is logged. Try again in a moment.",
        Asked::WithAForm => {
            "It is logged. What you typed is still in your browser: go back, and send it again in a moment."
        }
        Asked::Somehow => "It is logged. Go back, and try again in a moment.",
    };
    let sentence = format!("<p>{what_now}</p>");
    plain(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong on our side", &sentence, asked)
}

/// Too many forms from one address before anybody is known there. Plain, so that a flood costs little.
pub fn too_many() -> Response {
    let sentence = "<p>What you typed is still in your browser: go back, wait a minute, and send it again.</p>";
    plain(StatusCode::TOO_MANY_REQUESTS, "Too many attempts", sentence, Asked::WithAForm)
}

/// `sentences` is markup.
fn plain(status: StatusCode, title: &str, sentences: &str, asked: Asked) -> Response {
    let style =
        super::site().href("css").map(|css| format!("<link rel=\"stylesheet\" href=\"{css}\">")).unwrap_or_default();
    let again = match asked {
        Asked::ByAddress => "<p><a class=\"button\" href=\"\">Try again</a></p>",
        Asked::WithAForm | Asked::Somehow => "",
    };
    let page = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title} · Caseline</title>{style}</head>\
         <body><div class=\"plain\"><main><div class=\"empty\"><h1>{title}</h1>{sentences}{again}</div></main></div></body></html>"
    );
    (status, Html(page)).into_response()
}
