//! The files that browsers load: embedded in a release binary, read from `site/dist` in development. Their names carry
//! a hash of their content, so they are kept for good.

use std::borrow::Cow;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use caseline_app::request::Site;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../site/dist"]
struct Dist;

/// The names of today's files. Without a site the pages still work, plain and without script.
#[must_use]
pub fn site() -> Site {
    let manifest = Dist::get("manifest.json").and_then(|file| serde_json::from_slice(&file.data).ok());
    manifest.unwrap_or_else(|| {
        tracing::warn!("there is no built site: pages have no style and no script. `make build` builds it");
        Site::default()
    })
}

/// One file, in the best encoding that the browser takes.
pub async fn file(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let accepts = |encoding: &str| {
        let header = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
        header.split(',').any(|offer| offer.split(';').next().is_some_and(|offer| offer.trim() == encoding))
    };
    let path = format!("pkg/{name}");
    let kind = match name.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("woff2") => "font/woff2",
        Some("svg") => "image/svg+xml",
        Some("txt") => "text/plain; charset=utf-8",
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    for (encoding, suffix) in [("br", ".br"), ("gzip", ".gz")] {
        if accepts(encoding)
            && let Some(file) = Dist::get(&format!("{path}{suffix}"))
        {
            return ([(header::CONTENT_ENCODING, encoding)], answer(kind, file.data)).into_response();
        }
    }
    match Dist::get(&path) {
        Some(file) => answer(kind, file.data),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn answer(kind: &'static str, data: Cow<'static, [u8]>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::VARY, "accept-encoding"),
    ];
    (headers, data.into_owned()).into_response()
}

/// Browsers ask for this by themselves.
pub async fn icon() -> Response {
    match site().href("icon") {
        Some(icon) => Redirect::temporary(&icon).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
