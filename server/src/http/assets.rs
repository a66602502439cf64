//! The files that browsers load: embedded in a release binary, read from `site/dist` in development. Their names carry
//! a hash of their content, so they are kept for good; those of cargo-leptos do not, and are asked for again.

use std::borrow::Cow;
use std::collections::BTreeMap;

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
    manifest.or_else(|| plainly_named(|path| Dist::get(path).is_some())).unwrap_or_else(|| {
        tracing::warn!("there is no built site: pages have no style and no script. `make build` builds it");
        Site::default()
    })
}

/// What cargo-leptos leaves in `site/dist`: no manifest, and the names that `Cargo.toml` gives it.
fn plainly_named(is_there: impl Fn(&str) -> bool) -> Option<Site> {
    let files = ["js", "wasm", "css"].map(|role| (role.to_owned(), format!("pkg/caseline.{role}")));
    files.iter().all(|(_, path)| is_there(path)).then(|| Site(BTreeMap::from(files)))
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
            return ([(header::CONTENT_ENCODING, encoding)], answer(kind, &name, file.data)).into_response();
        }
    }
    match Dist::get(&path) {
        Some(file) => answer(kind, &name, file.data),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn answer(kind: &'static str, name: &str, data: Cow<'static, [u8]>) -> Response {
    let headers =
        [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, kept_for(name)), (header::VARY, "accept-encoding")];
    (headers, data.into_owned()).into_response()
}

/// How long a browser keeps a file: for good, where another content would have another name.
fn kept_for(name: &str) -> &'static str {
    if name.matches('.').count() > 1 { "public, max-age=31536000, immutable" } else { "no-cache" }
}

/// Browsers ask for this by themselves.
pub async fn icon() -> Response {
    match site().href("icon") {
        Some(icon) => Redirect::temporary(&icon).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use caseline_app::bundle::Bundle;

    #[test]
    fn a_site_without_a_manifest_is_found_by_its_plain_names_once_it_is_whole() {
        let site = plainly_named(|path| ["pkg/caseline.js", "pkg/caseline.wasm", "pkg/caseline.css"].contains(&path));
        let site = site.unwrap();
        for bundle in [Bundle::Portal, Bundle::Desk] {
            assert_eq!(site.code(bundle).unwrap().wasm, "/pkg/caseline.wasm");
        }
        assert!(plainly_named(|path| path == "pkg/caseline.js").is_none());
    }

    #[test]
    fn only_a_name_that_tells_its_content_is_kept_for_good() {
        assert!(kept_for("caseline.0123456789abcdef.js").contains("immutable"));
        assert_eq!(kept_for("caseline.js"), "no-cache");
    }
}
