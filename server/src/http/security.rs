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
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
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
pub async fn same_origin(State(_): State<App>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !reads && !comes_from_us(request.headers()) {
        return (
            StatusCode::FORBIDDEN,
            "This form was not sent from our own pages. Open the page again and send it from there.",
        )
            .into_response();
    }
    next.run(request).await
}

/// By `Sec-Fetch-Site`, else by `Origin`. Both absent (a script): only without a cookie, so nobody's session is used.
fn comes_from_us(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => site == "same-origin" || site == "none",
        (None, Some(origin)) => {
            let host = text("host").unwrap_or("");
            !host.is_empty() && origin.split_once("://").is_some_and(|(_, ours)| ours == host)
        }
        (None, None) => !headers.contains_key(header::COOKIE),
    }
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
            assert!(comes_from_us(&headers(ours)), "{ours:?}");
        }
        for theirs in [
            &[("sec-fetch-site", "cross-site")][..],
            &[("sec-fetch-site", "same-site")],
            &[("origin", "https://evil.example"), ("host", "127.0.0.1:3000")],
            &[("origin", "null"), ("host", "127.0.0.1:3000")],
            &[("cookie", "caseline=x")],
        ] {
            assert!(!comes_from_us(&headers(theirs)), "{theirs:?}");
        }
    }
}
