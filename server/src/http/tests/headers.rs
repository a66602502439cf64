//! What stands on every answer, whatever it is: the content policy with a fresh nonce, and what browsers must not do.

use axum::http::{Method, StatusCode, header};

use caseline_app::request::STARTED;

use super::{Answer, SEEN_ALL, Setup, World, act_page};
use crate::http::site;

/// One answer of each kind that the server gives, with what it is.
async fn answers(world: &World) -> Vec<(&'static str, Answer)> {
    let number = world.case_of(&world.mara).await;
    let own_case = format!("/portal/cases/{number}");
    let (mara, stranger) = (world.browser(&world.mara).await, world.stranger());
    let foreign = mara.request(Method::POST, "/portal/requests/new").header("sec-fetch-site", "cross-site");
    let untyped = mara.request(Method::POST, &own_case).header("sec-fetch-site", "same-origin");
    let large = stranger.request(Method::POST, "/sign-in").header("sec-fetch-site", "same-origin");
    let put = mara.request(Method::PUT, "/portal").header("sec-fetch-site", "same-origin");
    let head = mara.request(Method::HEAD, "/portal");
    let empty = [("act", "message"), SEEN_ALL, ("text", "")];
    let mut answers = vec![
        ("200 page", stranger.get("/sign-in").await),
        ("200 page", mara.get(&own_case).await),
        ("200 page", mara.send(head, String::new()).await),
        ("200 data", mara.get(&act_page("/portal")).await),
        ("200 text", stranger.get("/healthz").await),
        ("200 text", stranger.get("/readyz").await),
        ("200 text", stranger.get("/robots.txt").await),
        ("303 start", stranger.get("/").await),
        ("303 to sign in", stranger.get("/desk").await),
        ("303 done", mara.post(&own_case, &[("act", "message"), SEEN_ALL, ("text", "T")]).await),
        ("400 no such function", mara.get("/act/nothing").await),
        ("401 data", stranger.get(&act_page("/portal")).await),
        ("403 from elsewhere", mara.send(foreign, String::new()).await),
        ("404 page", mara.get("/portal/cases/C-9999").await),
        ("404 page", stranger.get("/no/such/page").await),
        ("404 asset", stranger.get("/pkg/nothing.css").await),
        ("405 method", mara.send(put, String::new()).await),
        ("413 too large", stranger.send(large, "x".repeat(2 * 1024 * 1024)).await),
        ("415 no form", mara.send(untyped, "text=T").await),
        ("422 page", mara.post(&own_case, &empty).await),
    ];
    // Without a built site there is no asset to fetch; the one that is missing shows the headers too.
    if let Some(css) = site().href("css") {
        answers.push(("200 asset", stranger.get(&css).await));
    }
    for (kind, answer) in &answers {
        assert_eq!(answer.status.as_str(), &kind[..3], "{kind}: {}", answer.body);
    }
    world.desk.store().close().await;
    answers.push(("503 plain", mara.get("/portal").await));
    answers.push(("503 text", mara.get("/readyz").await));
    answers
}

#[tokio::test]
async fn every_kind_of_answer_carries_what_protects_it() {
    let world = World::new().await;
    for (kind, answer) in answers(&world).await {
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("access-control-allow-origin", ""),
            ("strict-transport-security", ""),
            ("server", ""),
        ] {
            assert_eq!(answer.header(name), value, "{kind}: {name}");
        }
        let kept = if kind == "200 asset" { "public, max-age=31536000, immutable" } else { "private, no-store" };
        // A file that is not there may be there tomorrow; nothing says how long to keep that answer.
        if kind != "404 asset" {
            assert_eq!(answer.header("cache-control"), kept, "{kind}");
        }
        let policy = answer.header("content-security-policy");
        for directive in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"] {
            assert!(policy.split("; ").any(|part| part == directive), "{kind}: {directive} in {policy}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{kind}: {policy}");
        assert!(!answer.header("x-request-id").is_empty(), "{kind}");
    }
}

#[tokio::test]
async fn the_nonce_is_fresh_each_time_and_on_every_script_of_its_page() {
    let world = World::new().await;
    let answers = answers(&world).await;
    let mut nonces: Vec<&str> = answers.iter().map(|(_, answer)| answer.nonce()).collect();
    assert!(nonces.iter().all(|nonce| nonce.len() == 32), "128 bits: {nonces:?}");
    nonces.sort_unstable();
    nonces.dedup();
    assert_eq!(nonces.len(), answers.len(), "no two answers share one");
    let mut scripts = 0;
    for (kind, answer) in answers.iter().filter(|(kind, _)| kind.ends_with("page")) {
        for script in answer.body.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap();
            assert!(tag.contains(&format!("nonce=\"{}\"", answer.nonce())), "{kind}: <script{tag}>");
            scripts += 1;
        }
    }
    assert!(scripts > 0, "there are scripts to look at");
}

/// The policy has no `unsafe-inline`: what needs it would silently not work.
#[tokio::test]
async fn no_page_needs_what_the_policy_forbids() {
    let world = World::new().await;
    for (kind, answer) in answers(&world).await.iter().filter(|(kind, _)| kind.ends_with("page")) {
        for forbidden in
            [" style=\"", "<style", " onclick=", " onsubmit=", " oninput=", "javascript:", "<base", "<iframe"]
        {
            assert!(!answer.body.contains(forbidden), "{kind} has {forbidden}");
        }
    }
}

#[tokio::test]
async fn over_https_browsers_are_told_to_stay_there() {
    let world = World::with(Setup { secure_cookies: true, ..Setup::default() }).await;
    for at in ["/sign-in", "/healthz", "/no/such/page", "/pkg/nothing.css", "/desk"] {
        let answer = world.stranger().get(at).await;
        assert!(answer.header("strict-transport-security").starts_with("max-age=63072000"), "{at}");
    }
}

/// The flags of the cookie that an answer sets, with its name and whether it holds anything.
fn cookie(answer: &Answer) -> (String, bool, Vec<String>) {
    let mut parts = answer.header("set-cookie").split("; ");
    let (name, value) = parts.next().unwrap().split_once('=').unwrap();
    let mut flags: Vec<String> = parts.filter(|part| !part.starts_with("Expires")).map(str::to_owned).collect();
    flags.sort();
    (name.to_owned(), !value.is_empty(), flags)
}

#[tokio::test]
async fn the_session_cookie_is_for_this_host_and_for_no_script() {
    for (secure_cookies, name, flags) in [
        (false, "caseline", &["HttpOnly", "Path=/", "SameSite=Lax"][..]),
        (true, "__Host-caseline", &["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]),
    ] {
        let world = World::with(Setup { secure_cookies, ..Setup::default() }).await;
        world.give_password(&world.mara).await;
        let form = [("email", "mara@example.com"), ("password", super::PASSWORD)];
        let signed_in = world.stranger().post("/sign-in", &form).await;
        assert_eq!(signed_in.status, StatusCode::SEE_OTHER);
        assert_eq!(cookie(&signed_in), (name.to_owned(), true, flags.iter().map(|flag| (*flag).to_owned()).collect()));

        // The one that takes it away must have the same flags, or browsers keep the old one.
        let signed_out = world.stranger().post("/sign-out", &[]).await;
        let mut removal: Vec<String> = flags.iter().map(|flag| (*flag).to_owned()).collect();
        removal.insert(1, "Max-Age=0".to_owned());
        assert_eq!(cookie(&signed_out), (name.to_owned(), false, removal));

        let themed = world.stranger().post("/theme", &[("value", "dark")]).await;
        let (name, _, themed) = cookie(&themed);
        assert_eq!(name, "theme");
        assert!(flags.iter().all(|flag| themed.iter().any(|other| other == flag)), "{themed:?}");
    }
}

#[tokio::test]
async fn nothing_that_an_answer_repeats_becomes_markup() {
    let world = World::new().await;
    let number = world.case_of(&world.mara).await;
    let mara = world.browser(&world.mara).await;
    let evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'";
    let own_case = format!("/portal/cases/{number}");
    // Kept in a draft, shown again beside an error, said on the case, and in the address.
    let mut request = request_form_with(evil);
    let again = mara.post("/portal/requests/new", &request).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    request.push(("impact", "minor"));
    mara.post(&own_case, &[("act", "message"), SEEN_ALL, ("text", evil)]).await;
    let next = format!("/sign-in?{}", serde_urlencoded::to_string([("next", format!("/{evil}"))]).unwrap());
    for answer in [
        again,
        mara.get("/portal/requests/new").await,
        mara.get(&own_case).await,
        mara.post("/portal/requests/new", &request_form_with(evil)).await,
        world.stranger().get(&next).await,
        world.stranger().post("/sign-in", &[("email", evil), ("password", evil), ("next", evil)]).await,
    ] {
        assert!(answer.body.contains("alert(1)"), "it is shown, as text: {}", answer.body);
        for markup in ["<script>alert", "<img src=x", "</script><script>a"] {
            assert!(!answer.body.contains(markup), "{markup} in {}", answer.body);
        }
        assert!(answer.header(header::CONTENT_TYPE.as_str()).starts_with("text/html"));
    }
}

/// A request without its impact, so that it comes back.
fn request_form_with(text: &str) -> Vec<(&str, &str)> {
    vec![("subject", text), ("description", text), ("area", "Order routing"), ("systems", text), ("steps", text)]
}

/// `make dev` has pages look out for the next server; no other server lets them.
#[tokio::test]
async fn only_a_server_under_development_has_pages_load_themselves_again() {
    let world = World::new().await;
    let normal = world.stranger().get("/sign-in").await;
    assert!(!normal.body.contains("location.reload"), "{}", normal.body);
    assert_eq!(world.stranger().get(STARTED).await.status, StatusCode::NOT_FOUND);

    let world = World::with(Setup { reloads: true, ..Setup::default() }).await;
    let page = world.stranger().get("/sign-in").await;
    let script = page.body.split("<script").find(|script| script.contains("location.reload")).unwrap();
    assert!(script.contains(&format!("nonce=\"{}\"", page.nonce())) && script.contains(STARTED), "{script}");
    let started = world.stranger().get(STARTED).await;
    assert_eq!(started.status, StatusCode::OK);
    assert_eq!((started.header("x-content-type-options"), started.header("cache-control")), ("nosniff", "no-store"));
    assert_eq!(world.stranger().get(STARTED).await.body, started.body, "the same as long as it runs");
}
