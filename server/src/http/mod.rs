//! The HTTP side: what surrounds every request, and the routes.

mod assets;
mod attended;
mod client;
mod connections;
mod door;
mod files;
mod legacy;
mod limits;
mod live;
mod pages;
mod path;
mod receipts;
mod security;
mod session;
mod shown;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state, map_request};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use axum::{Extension, Router};
use caseline_app::request::{STARTED, Site};
use caseline_desk::Desk;
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::request_id::{MakeRequestId, PropagateRequestIdLayer, RequestId, SetRequestIdLayer};
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

pub use assets::site;
pub use client::Network;
pub use connections::{Places, patient};
use limits::{SignInLimits, WriteLimits};
use live::Streams;
use session::Visitor;

/// What every handler can reach.
#[derive(Clone)]
pub struct App {
    pub desk: Desk,
    pub site: Arc<Site>,
    pub demo: bool,
    pub secure_cookies: bool,
    pub limits: Arc<SignInLimits>,
    pub writes: Arc<WriteLimits>,
    /// Whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Arc<[Network]>,
    /// Where people reach us, where that was configured: forms come from there alone.
    pub origin: Option<Arc<str>>,
    /// Whether pages load themselves again once another server answers: while one works on their source.
    pub reloads: bool,
    /// The streams of who looks at a page that follows.
    pub streams: Arc<Streams>,
    /// The places of forms that are large, while they are read.
    pub large_bodies: Arc<Semaphore>,
}

impl App {
    #[must_use]
    pub fn new(desk: Desk, demo: bool, secure_cookies: bool, sign_ins_per_minute: u32) -> App {
        App {
            desk,
            site: Arc::new(site()),
            demo,
            secure_cookies,
            limits: Arc::new(SignInLimits::new(sign_ins_per_minute)),
            trusted_proxies: Arc::new([]),
            writes: Arc::new(WriteLimits::new(0)),
            origin: None,
            reloads: false,
            streams: Arc::default(),
            large_bodies: Arc::new(Semaphore::new(pages::LARGE_AT_ONCE)),
        }
    }

    /// With so many forms a minute of one person; without this, or with 0, as many as they like.
    #[must_use]
    pub fn writing(mut self, writes_per_minute: u32) -> App {
        self.writes = Arc::new(WriteLimits::new(writes_per_minute));
        self
    }

    /// Reached at this address.
    #[must_use]
    pub fn reached_at(mut self, public_url: Option<&str>) -> App {
        self.origin = public_url.map(|url| security::origin_of(url).into());
        self
    }

    /// For `make dev`.
    #[must_use]
    pub fn reloading(mut self, reloads: bool) -> App {
        self.reloads = reloads;
        self
    }

    /// Behind these proxies.
    #[must_use]
    pub fn behind(mut self, proxies: &[Network]) -> App {
        self.trusted_proxies = proxies.into();
        self
    }
}

/// A form with a long text in every field fits; nothing else is posted.
const LARGEST_BODY: usize = 1024 * 1024;
/// No page takes this long to begin; a request that does is stuck. A stream that has begun goes on.
const LONGEST_REQUEST: Duration = Duration::from_secs(30);

/// What brings a file takes as long as its connection needs; of who is signed in alone.
const LONGEST_UPLOAD: Duration = Duration::from_secs(15 * 60);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The server's routes. Pages are known to the application; everything else is here.
pub fn router(app: App) -> Router {
    let pages = Router::new()
        .route("/", get(pages::start))
        .route("/sign-out", post(pages::sign_out))
        .route("/theme", post(pages::theme))
        .route("/act/{*name}", any(pages::server_function))
        .route("/portal/cases/{number}/receipt.json", get(receipts::receipts))
        .route("/desk/cases/{number}/receipt.json", get(receipts::receipts))
        .route("/portal/legacy/{number}/files/{place}", get(legacy::file))
        .route("/desk/legacy/{number}/files/{place}", get(legacy::file))
        .merge(files::routes())
        .fallback(pages::page)
        .layer(from_fn(in_time))
        .layer(from_fn_with_state(app.clone(), session::find))
        .layer(from_fn_with_state(app.clone(), security::same_origin));
    let reloads = app.reloads;
    // An id of its own for each start: what asks sees that it is another server's.
    let started = app.desk.ids().id(app.desk.now()).to_string();
    let router = Router::new()
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(ready))
        // Outside of `session::find`: a stream that comes back by itself keeps no session alive.
        .route("/live", get(live::live))
        .route("/pkg/{*file}", get(assets::file))
        .route("/favicon.ico", get(assets::icon))
        .route("/robots.txt", get(|| async { "User-agent: *\nDisallow: /\n" }))
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, LONGEST_REQUEST))
        .merge(pages)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(CatchPanicLayer::custom(|_| pages::broken(pages::Asked::Somehow)))
        .layer(from_fn_with_state(app.clone(), security::headers))
        .layer(from_fn(security::nonce))
        .layer(TraceLayer::new_for_http().make_span_with(span).on_response(log))
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(SetRequestIdLayer::new(REQUEST_ID, Ids(app.desk.clone())))
        .layer(map_request(without_id))
        .layer(from_fn_with_state(app.clone(), client::find))
        .with_state(app);
    // Asked for all the time: it would fill the log. So it is outside of what surrounds the others, and brings its headers.
    let headers = [(header::X_CONTENT_TYPE_OPTIONS, "nosniff"), (header::CACHE_CONTROL, "no-store")];
    if reloads { router.route(STARTED, get(move || async move { (headers, started) })) } else { router }
}

/// Within the time that a request may take, now that it is known who asks.
async fn in_time(Extension(visitor): Extension<Visitor>, request: Request, next: Next) -> Response {
    let longest =
        if visitor.actor.is_some() && files::brings_files(&request) { LONGEST_UPLOAD } else { LONGEST_REQUEST };
    let answer = tokio::time::timeout(longest, next.run(request)).await;
    answer.unwrap_or_else(|_| StatusCode::GATEWAY_TIMEOUT.into_response())
}

/// Whether this server can do its work: the database answers.
async fn ready(State(app): State<App>) -> Response {
    if app.desk.store().is_ready().await {
        "ready".into_response()
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer").into_response()
    }
}

/// An id that a client sends is as long and as old as it likes: every request gets one of ours.
async fn without_id(mut request: Request) -> Request {
    request.headers_mut().remove(REQUEST_ID);
    request
}

/// Request ids come from where all ids come from.
#[derive(Clone)]
struct Ids(Desk);

impl MakeRequestId for Ids {
    fn make_request_id<B>(&mut self, _: &axum::http::Request<B>) -> Option<RequestId> {
        self.0.ids().id(self.0.now()).to_string().parse().ok().map(RequestId::new)
    }
}

/// One span a request. The path only: what people search for stays out of the log, and so do the tokens in links.
fn span<B>(request: &axum::http::Request<B>) -> tracing::Span {
    let path = path::logged(request.uri().path());
    let id = request.headers().get(&REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or("");
    let from = request.extensions().get::<client::Client>().map(|client| tracing::field::display(client.0));
    tracing::info_span!("request", method = %request.method(), path, id, from)
}

fn log<B>(response: &axum::http::Response<B>, took: Duration, _: &tracing::Span) {
    tracing::info!(
        status = response.status().as_u16(),
        micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
        "answered"
    );
}
