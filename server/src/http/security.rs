//! What protects every answer, errors too: the content policy with a fresh nonce, and the refusal of posts from elsewhere.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::App;

/// The nonce of this request's scripts.
#[derive(Clone)]
pub struct ScriptNonce(pub String);

/// Mints the nonce into the request, where page and header find the same one.
pub async fn nonce(mut request: Request, next: Next) -> Response {
    let mut bytes = [0; 16];
    // Without randomness there is no script: the page works without.
    let nonce =
        getrandom::fill(&mut bytes).map(|()| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    if let Ok(nonce) = nonce {
        request.extensions_mut().insert(ScriptNonce(nonce));
    }
    next.run(request).await
}

/// Sets the headers on whatever is answered.
pub async fn headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let nonce = request.extensions().get::<ScriptNonce>().cloned();
    let asset = request.uri().path().starts_with("/pkg/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let script =
        nonce.map_or("'none'".to_owned(), |nonce| format!("'strict-dynamic' 'nonce-{}' 'wasm-unsafe-eval'", nonce.0));
    let policy = format!(
        "default-src 'none'; script-src {script}; style-src 'self'; connect-src 'self'; img-src 'self'; font-src 'self'; \
         base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    if let Ok(policy) = policy.parse() {
        // What somebody sent, now or in an earlier system, brings one of its own, which lets it do nothing.
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    }
    let fixed: [(HeaderName, &'static str); 6] = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        // `no-referrer` would make `Origin: null` and break form posts.
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if app.secure_cookies {
        headers
            .insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=63072000; includeSubDomains"));
    }
    if !asset {
        // Pages hold what is only for their reader.
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-store"));
    }
    response
}

/// Refuses what changes something and does not come from our own pages.
pub async fn same_origin(State(app): State<App>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !reads && !comes_from_us(request.headers(), app.origin.as_deref()) {
        return (
            StatusCode::FORBIDDEN,
            "This form was not sent from our own pages. Open the page again and send it from there.",
        )
            .into_response();
    }
    next.run(request).await
}

/// By what the browser says of the page that asks: that it is of this site (`Sec-Fetch-Site`), and where it is (`Origin`).
/// Both absent (a script): only without a cookie, so nobody's session is used.
///
/// `origin` is where people reach us, where that was configured; then nothing of the request decides what is ours. Else
/// it is the `Host` that was asked for. No page can make a browser send another one, so who spoofs it is no browser, and
/// has nobody's cookie. A name of somebody else's that points to our address (DNS rebinding) is its own `Host` and
/// `Origin`, and both agree: what keeps such a page from using a session is that cookies go to the name that set them,
/// so it is a stranger here. Where an origin was configured it is refused, stranger or not.
fn comes_from_us(headers: &HeaderMap, origin: Option<&str>) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let is_ours = |asking: &str| match origin {
        Some(ours) => asking == ours,
        None => asking.split_once("://").is_some_and(|(_, host)| !host.is_empty() && Some(host) == text("host")),
    };
    match (text("sec-fetch-site"), text("origin")) {
        // Browsers that say the one and not the other have nothing to compare; a proxy may have given Host another name.
        (Some(site), asking) => {
            matches!(site, "same-origin" | "none") && (origin.is_none() || asking.is_none_or(is_ours))
        }
        (None, Some(asking)) => is_ours(asking),
        (None, None) => !headers.contains_key(header::COOKIE),
    }
}

/// A configured address as browsers write its origin: in small letters, without the port that goes without saying (HTML
/// Standard, "ASCII serialization of an origin").
pub fn origin_of(url: &str) -> String {
    let url = url.trim_end_matches('/').to_lowercase();
    let port = if url.starts_with("https://") { ":443" } else { ":80" };
    url.strip_suffix(port).map(str::to_owned).unwrap_or(url)
}

/// Whether a browser says that our own pages ask, or does not say who.
pub fn is_asked_by_us(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_none_or(|site| site == "same-origin" || site == "none")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn only_our_own_pages_may_change_something() {
        for ours in [
            &[("sec-fetch-site", "same-origin")][..],
            &[("origin", "http://127.0.0.1:3000"), ("host", "127.0.0.1:3000")],
            &[("sec-fetch-site", "none")],
            &[],
        ] {
            assert!(comes_from_us(&headers(ours), None), "{ours:?}");
        }
        for theirs in [
            &[("sec-fetch-site", "cross-site")][..],
            &[("sec-fetch-site", "same-site")],
            &[("origin", "https://evil.example"), ("host", "127.0.0.1:3000")],
            &[("origin", "null"), ("host", "127.0.0.1:3000")],
            &[("cookie", "caseline=x")],
        ] {
            assert!(!comes_from_us(&headers(theirs), None), "{theirs:?}");
        }
    }

    #[test]
    fn where_an_origin_is_configured_no_host_makes_another_one_ours() {
        let configured = Some("https://desk.example");
        for ours in [
            &[("origin", "https://desk.example"), ("host", "10.0.0.5:3000")][..],
            &[("origin", "https://desk.example"), ("sec-fetch-site", "same-origin")],
            &[("sec-fetch-site", "same-origin"), ("host", "desk.example")],
            &[],
        ] {
            assert!(comes_from_us(&headers(ours), configured), "{ours:?}");
        }
        for theirs in [
            // A name of theirs that points to us, and a Host that somebody made up: both agree with themselves.
            &[("origin", "https://evil.example"), ("host", "evil.example")][..],
            &[("origin", "https://evil.example"), ("host", "evil.example"), ("sec-fetch-site", "same-origin")],
            &[("origin", "http://desk.example"), ("host", "desk.example")],
            &[("origin", "https://desk.example:8443"), ("host", "desk.example:8443")],
            &[("origin", "https://desk.example.evil.example"), ("host", "desk.example")],
            &[("origin", "null"), ("sec-fetch-site", "same-origin")],
            &[("origin", "https://desk.example"), ("sec-fetch-site", "cross-site")],
            &[("cookie", "caseline=x")],
        ] {
            assert!(!comes_from_us(&headers(theirs), configured), "{theirs:?}");
        }
    }

    #[test]
    fn an_origin_is_written_as_browsers_write_it() {
        for (url, origin) in [
            ("https://Desk.Example/", "https://desk.example"),
            ("https://desk.example:443", "https://desk.example"),
            ("http://desk.example:80", "http://desk.example"),
            ("http://desk.example:443", "http://desk.example:443"),
            ("https://desk.example:8443", "https://desk.example:8443"),
            ("http://[::1]:3000", "http://[::1]:3000"),
        ] {
            assert_eq!(origin_of(url), origin, "{url}");
        }
    }
}
