//! Signing in and out: one answer for whatever is wrong, nobody led elsewhere, and a session that ends on the server.

use axum::http::StatusCode;
use caseline_desk::clock::Secret;

use super::{Answer, Browser, PASSWORD, Setup, World};

const WRONG: &str = "That address and password do not belong together. Check both.";

async fn sign_in(browser: &Browser<'_>, email: &str, password: &str, next: &str) -> Answer {
    browser.post("/sign-in", &[("email", email), ("password", password), ("next", next)]).await
}

/// The cookie that an answer sets, as the browser sends it back.
fn cookie_of(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_get_the_same_answer() {
    let world = World::new().await;
    world.give_password(&world.mara).await;
    let stranger = world.stranger();
    let mut bodies = Vec::new();
    // Sol has no password yet: the invitation was never used.
    for email in ["mara@example.com", "nobody@example.com", "sol@example.com"] {
        let answer = sign_in(&stranger, email, "not-the-password", "/portal").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{email}");
        assert_eq!(answer.header("set-cookie"), "", "{email}");
        assert!(answer.body.contains(WRONG), "{email}: {}", answer.body);
        assert!(answer.body.contains(&format!("value=\"{email}\"")), "the address is still there");
        assert!(!answer.body.contains("not-the-password"), "the password is not");
        bodies.push(answer.body.replace(answer.nonce(), "NONCE").replace(email, "ADDRESS"));
    }
    assert_eq!(bodies[0], bodies[1]);
    assert_eq!(bodies[0], bodies[2]);
}

#[tokio::test]
async fn asking_for_a_new_password_says_the_same_whether_the_address_is_known_or_not() {
    let world = World::new().await;
    let mut bodies = Vec::new();
    for email in ["mara@example.com", "nobody@example.com"] {
        let answer = world.stranger().post("/forgot-password", &[("email", email)]).await;
        assert_eq!(answer.status, StatusCode::OK, "{email}");
        bodies.push(answer.body.replace(answer.nonce(), "NONCE").replace(email, "ADDRESS"));
    }
    assert_eq!(bodies[0], bodies[1]);
    let recipients: Vec<String> = world.mail().await.into_iter().map(|(to, _)| to).collect();
    assert_eq!(recipients, ["mara@example.com"]);
}

#[tokio::test]
async fn after_signing_in_one_is_led_to_where_one_was_going_and_never_elsewhere() {
    let world = World::new().await;
    world.give_password(&world.mara).await;
    for (next, to) in [
        ("/portal/requests/new", "/portal/requests/new"),
        ("/portal/cases/C-1001#entry-3", "/portal/cases/C-1001#entry-3"),
        ("", "/portal"),
        ("//evil.example", "/portal"),
        ("https://evil.example/portal", "/portal"),
        ("/\\evil.example", "/portal"),
        ("\\\\evil.example", "/portal"),
        ("javascript:alert(1)", "/portal"),
        ("evil.example", "/portal"),
        ("/portal\r\nset-cookie: caseline=x", "/portal"),
    ] {
        let answer = sign_in(&world.stranger(), "mara@example.com", PASSWORD, next).await;
        assert_eq!((answer.status, answer.goes_to()), (StatusCode::SEE_OTHER, to), "{next:?}");
    }
}

#[tokio::test]
async fn who_comes_signed_out_returns_to_the_page_they_wanted() {
    let world = World::new().await;
    world.give_password(&world.ana).await;
    let wanted = "/desk?view=waiting&after=5.1001";
    let asked = world.stranger().get(wanted).await;
    assert!(asked.asks_to_sign_in(), "{asked:?}");
    let page = world.stranger().get(asked.goes_to()).await.body;
    assert!(page.contains("name=\"next\" value=\"/desk?view=waiting&amp;after=5.1001\""), "{page}");
    let signed_in = sign_in(&world.stranger(), "ana@example.com", PASSWORD, wanted).await;
    assert_eq!(signed_in.goes_to(), wanted);
}

#[tokio::test]
async fn each_is_led_to_their_own_room() {
    let world = World::new().await;
    for (actor, home) in [
        (&world.mara, "/portal"),
        (&world.ana, "/desk"),
        (&world.manager, "/reports/satisfaction"),
        (&world.administrator, "/desk"),
    ] {
        world.give_password(actor).await;
        let signed_in = sign_in(&world.stranger(), &super::email(actor), PASSWORD, "").await;
        assert_eq!(signed_in.goes_to(), home);
        let browser = Browser { world: &world, cookie: Some(cookie_of(&signed_in)) };
        assert_eq!(browser.get("/").await.goes_to(), home);
        assert_eq!(browser.get("/sign-in").await.goes_to(), home);
        assert_eq!(browser.get(home).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let world = World::new().await;
    let mara = world.browser(&world.mara).await;
    let elsewhere = world.browser(&world.mara).await;
    assert_eq!(mara.get("/portal").await.status, StatusCode::OK);
    let out = mara.post("/sign-out", &[]).await;
    assert_eq!(out.goes_to(), "/sign-in");
    assert!(out.header("set-cookie").contains("Max-Age=0"), "{out:?}");
    // The browser, or who copied its cookie, sends the old one.
    assert!(mara.get("/portal").await.asks_to_sign_in());
    assert_eq!(mara.get(&super::act_page("/portal")).await.status, StatusCode::UNAUTHORIZED);
    assert!(mara.post("/portal/requests/new", &super::request_form("core")).await.keeps_the_form());
    assert!(world.cases().await.is_empty());
    assert_eq!(elsewhere.get("/portal").await.status, StatusCode::OK, "the other device stays signed in");
}

#[tokio::test]
async fn a_session_is_new_with_each_sign_in_and_the_one_before_it_is_over() {
    let world = World::new().await;
    world.give_password(&world.mara).await;
    // Somebody planted a cookie of their choice, and somebody's real session is in this browser.
    let planted = Browser { world: &world, cookie: Some("caseline=planted".into()) };
    let of_before = world.browser(&world.sol).await;
    for browser in [planted, of_before] {
        let answer = sign_in(&browser, "mara@example.com", PASSWORD, "").await;
        let fresh = cookie_of(&answer);
        assert_ne!(Some(&fresh), browser.cookie.as_ref());
        assert!(browser.get("/portal").await.asks_to_sign_in(), "the old cookie is worth nothing");
        let mara = Browser { world: &world, cookie: Some(fresh) };
        assert_eq!(mara.get("/portal").await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_session_ends_by_itself() {
    let world = World::new().await;
    let mara = world.browser(&world.mara).await;
    assert_eq!(mara.get("/portal").await.status, StatusCode::OK);
    world.later(2 * caseline_domain::instant::DAY);
    assert!(mara.get("/portal").await.asks_to_sign_in());
    assert_eq!(mara.get(&super::act_page("/portal")).await.body, "\"SignedOut\"");
}

#[tokio::test]
async fn choosing_a_password_ends_every_session_of_before_and_uses_the_link_up() {
    let world = World::new().await;
    let mara = world.browser(&world.mara).await;
    world.stranger().post("/forgot-password", &[("email", "mara@example.com")]).await;
    let mail = world.mail().await.pop().unwrap().1;
    let link = mail.lines().find_map(|line| line.strip_prefix("https://desk.example")).unwrap().to_owned();
    // Mail scanners look first; that uses nothing up.
    assert!(world.stranger().get(&link).await.body.contains("Choose your password"));
    let short = world.stranger().post(&link, &[("password", "canary"), ("password_again", "canary")]).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!short.body.contains("canary"), "no password travels back");

    let form = [("password", PASSWORD), ("password_again", PASSWORD)];
    let chosen = world.stranger().post(&link, &form).await;
    assert_eq!((chosen.status, chosen.goes_to()), (StatusCode::SEE_OTHER, "/portal"));
    assert!(mara.get("/portal").await.asks_to_sign_in(), "the session of before is over");
    let fresh = Browser { world: &world, cookie: Some(cookie_of(&chosen)) };
    assert_eq!(fresh.get("/portal").await.status, StatusCode::OK);

    let again = world.stranger().post(&link, &form).await;
    assert_eq!((again.goes_to(), again.header("set-cookie")), (link.as_str(), ""));
    let secret = Secret::presented(link.rsplit('/').next().unwrap());
    assert!(world.desk.whose_password_link(&secret).await.unwrap().is_none());
}

/// A neighbouring host can set a cookie for this one, but not one with the prefix (RFC 6265bis, "The __Host- Prefix").
#[tokio::test]
async fn over_https_a_cookie_without_the_host_prefix_is_no_session() {
    let world = World::with(Setup { secure_cookies: true, ..Setup::default() }).await;
    let planted = world.browser(&world.mara).await;
    assert!(planted.get("/portal").await.asks_to_sign_in());
    let prefixed = planted.cookie.as_ref().map(|cookie| format!("__Host-{cookie}"));
    let prefixed = Browser { world: &world, cookie: prefixed };
    assert_eq!(prefixed.get("/portal").await.status, StatusCode::OK);
}
