//! Whatever changes something is sent from our own pages: a foreign page that uses somebody's cookie is refused.

use axum::http::{Method, StatusCode, header};

use super::{Browser, SEEN_ALL, World, draft, request_form};

/// What a browser says of a page that is not ours, or hides.
const ELSEWHERE: [&[(&str, &str)]; 8] = [
    &[("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "same-site")],
    &[("sec-fetch-site", "cross-site"), ("origin", "https://desk.example")],
    &[("origin", "https://evil.example")],
    &[("origin", "https://desk.example.evil.example")],
    &[("origin", "https://desk.example:8443")],
    &[("origin", "null")],
    &[],
];

const OUR_PAGES: [&[(&str, &str)]; 3] = [
    &[("sec-fetch-site", "same-origin"), ("origin", "https://desk.example")],
    &[("sec-fetch-site", "same-origin")],
    &[("origin", "https://desk.example")],
];

/// Every address that takes a post, with a body that it would take.
fn posts(portal_case: &str, desk_case: &str) -> Vec<(String, &'static str, String)> {
    let form = |fields: &[(&str, &str)]| serde_urlencoded::to_string(fields).unwrap();
    let urlencoded = "application/x-www-form-urlencoded";
    vec![
        ("/portal/requests/new".into(), urlencoded, form(&request_form("core"))),
        (portal_case.into(), urlencoded, form(&[("act", "message"), SEEN_ALL, ("text", "T")])),
        (desk_case.into(), urlencoded, form(&[("act", "note"), SEEN_ALL, ("note", "N")])),
        ("/desk/phone".into(), urlencoded, form(&[("act", "code"), ("code", "KT492P")])),
        ("/act/save-draft".into(), "application/json", draft(&request_form("core"))),
        ("/act/save-draft".into(), "text/plain", draft(&request_form("core"))),
        ("/act/page".into(), urlencoded, form(&[("at", "/portal")])),
        ("/forgot-password".into(), urlencoded, form(&[("email", "mara@example.com")])),
        ("/sign-in".into(), urlencoded, form(&[("email", "mara@example.com"), ("password", "x")])),
        ("/theme".into(), urlencoded, form(&[("value", "dark")])),
        ("/sign-out".into(), urlencoded, String::new()),
    ]
}

async fn send(browser: &Browser<'_>, at: &str, kind: &str, body: &str, says: &[(&str, &str)]) -> super::Answer {
    let request = browser.request(Method::POST, at).header(header::CONTENT_TYPE, kind);
    let request = says.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    browser.send(request, body.to_owned()).await
}

#[tokio::test]
async fn a_form_from_elsewhere_is_refused_and_changes_nothing() {
    let world = World::new().await;
    let number = world.case_of(&world.mara).await;
    let (mara, ana) = (world.browser(&world.mara).await, world.browser(&world.ana).await);
    let before = world.written().await;
    for browser in [&mara, &ana] {
        for (at, kind, body) in posts(&format!("/portal/cases/{number}"), &format!("/desk/cases/{number}")) {
            for says in ELSEWHERE {
                let answer = send(browser, &at, kind, &body, says).await;
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{at} {says:?}");
                assert_eq!(answer.header("set-cookie"), "", "{at} {says:?}");
            }
        }
    }
    assert_eq!(world.written().await, before);
    for (browser, home) in [(mara, "/portal"), (ana, "/desk")] {
        assert_eq!(browser.get(home).await.status, StatusCode::OK, "nobody was signed out");
    }
}

#[tokio::test]
async fn the_same_forms_from_our_own_pages_are_taken() {
    let world = World::new().await;
    let number = world.case_of(&world.mara).await;
    for says in OUR_PAGES {
        let mara = world.browser(&world.mara).await;
        for (at, kind, body) in posts(&format!("/portal/cases/{number}"), &format!("/desk/cases/{number}")) {
            let answer = send(&mara, &at, kind, &body, says).await;
            assert_ne!(answer.status, StatusCode::FORBIDDEN, "{at} {says:?}");
            match at.as_str() {
                "/portal/requests/new" => assert!(answer.goes_to().starts_with("/portal/cases/C-"), "{answer:?}"),
                "/sign-out" => assert_eq!(answer.goes_to(), "/sign-in"),
                _ if at.starts_with("/portal/cases/") => assert!(answer.goes_to().starts_with(&at), "{answer:?}"),
                _ => {}
            }
        }
        assert!(mara.get("/portal").await.asks_to_sign_in(), "the last of the forms was the sign-out");
    }
}

/// Nobody's cookie is used, so nobody's name is misused: `curl` may sign in.
#[tokio::test]
async fn a_script_without_a_cookie_may_leave_out_where_it_comes_from() {
    let world = World::new().await;
    let stranger = world.stranger();
    for (at, kind, body) in posts("/portal/cases/C-1", "/desk/cases/C-1") {
        let answer = send(&stranger, &at, kind, &body, &[]).await;
        assert_ne!(answer.status, StatusCode::FORBIDDEN, "{at}");
        let answer = send(&stranger, &at, kind, &body, &[("origin", "https://evil.example")]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{at}");
    }
}

#[tokio::test]
async fn looking_changes_nothing() {
    let world = World::new().await;
    let number = world.case_of(&world.mara).await;
    let (mara, ana) = (world.browser(&world.mara).await, world.browser(&world.ana).await);
    let before = world.written().await;
    for browser in [&mara, &ana] {
        for (at, _, body) in posts(&format!("/portal/cases/{number}"), &format!("/desk/cases/{number}")) {
            let body = if body.starts_with('{') { "fields=x&revision=0&base=".to_owned() } else { body };
            for method in [Method::GET, Method::HEAD] {
                let request = browser.request(method, &format!("{at}?{body}")).header("sec-fetch-site", "cross-site");
                browser.send(request, String::new()).await;
            }
        }
    }
    assert_eq!(world.written().await, before);
    assert_eq!(mara.get("/portal").await.status, StatusCode::OK, "no link signs anybody out");
}

#[tokio::test]
async fn the_theme_leads_back_to_a_path_of_ours_whatever_page_it_names() {
    let world = World::new().await;
    for (from, back) in [
        ("https://desk.example/portal/cases/C-1001?x=1", "/portal/cases/C-1001?x=1"),
        ("https://evil.example/portal", "/portal"),
        ("https://evil.example//evil.example/x", "/"),
        ("//evil.example", "/"),
        ("evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ] {
        let answer = send(
            &world.stranger(),
            "/theme",
            "application/x-www-form-urlencoded",
            "value=dark",
            &[("sec-fetch-site", "same-origin"), ("referer", from)],
        )
        .await;
        assert_eq!((answer.status, answer.goes_to()), (StatusCode::SEE_OTHER, back), "{from}");
        assert!(answer.header("set-cookie").starts_with("theme=dark; "), "{from}");
    }
}
