//! A form that arrives signed out: what was typed waits inside the sign-in, and is there again after it; nowhere else.

use axum::http::StatusCode;
use caseline_domain::form::Fields;

use super::{Answer, Browser, PASSWORD, SEEN_ALL, Setup, World, request_form};

const ENDED: &str = "Your session has ended, so this was not sent. What you typed is kept";
const BACK: &str = "You were signed out. What you typed is here: check it, and send it again.";
const TYPED: &str = "Lyon <b>was</b> the \"first\",\r\nthen Malmö & Łódź.";

/// What a hidden field of the page holds, as a browser reads it.
fn hidden(answer: &Answer, name: &str) -> String {
    let field = format!("type=\"hidden\" name=\"{name}\" value=\"");
    let value = answer.body.split_once(&field).unwrap_or_else(|| panic!("no {name} in {}", answer.body)).1;
    read(value.split('"').next().unwrap())
}

/// Markup as the text that a browser makes of it.
fn read(markup: &str) -> String {
    markup.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// Signs in by the form that stands in front of `at`.
async fn signs_in(browser: &Browser<'_>, at: &str, kept: &str, email: &str, password: &str) -> Answer {
    let form = [("act", "sign-in"), ("next", ""), ("kept", kept), ("email", email), ("password", password)];
    browser.post(at, &form).await
}

/// The page as text, without what a script carries along.
fn shown(answer: &Answer) -> String {
    let parts = answer.body.split("<script").map(|part| part.split_once("</script>").map_or(part, |(_, rest)| rest));
    read(&parts.collect::<String>())
}

fn signed_in<'w>(world: &'w World, answer: &Answer) -> Browser<'w> {
    Browser { world, cookie: Some(answer.header("set-cookie").split(';').next().unwrap().to_owned()) }
}

#[tokio::test]
async fn a_form_that_arrives_signed_out_is_there_again_after_signing_in_and_is_not_done() {
    let world = World::new().await;
    world.give_password(&world.mara).await;
    world.give_password(&world.ana).await;
    let number = world.case_of(&world.mara).await;
    let account = world.mara.standing.account().unwrap().to_string();
    let request = [&[("act", "submit"), ("revision", "0"), ("base", "")][..], &request_form("core")].concat();
    let request = [&request[..], &[("steps", TYPED)]].concat();
    let now = world.now().millis().to_string();
    let call = [("act", "open"), ("answered", now.as_str()), ("account", account.as_str()), ("description", TYPED)];
    for (email, at, form) in [
        ("mara@example.com", format!("/portal/cases/{number}"), vec![("act", "message"), SEEN_ALL, ("text", TYPED)]),
        ("ana@example.com", format!("/desk/cases/{number}"), vec![("act", "note"), SEEN_ALL, ("note", TYPED)]),
        ("ana@example.com", format!("/desk/phone?answered={now}"), call.to_vec()),
        ("mara@example.com", "/portal/requests/new".to_owned(), request),
    ] {
        let before = world.written().await;
        let stranger = world.signed_out(if email.starts_with("mara") { &world.mara } else { &world.ana });
        let asked = stranger.post(&at, &form).await;
        assert_eq!(asked.status, StatusCode::UNAUTHORIZED, "{at}");
        assert_eq!(asked.goes_to(), "", "nothing typed goes into an address");
        assert!(asked.body.contains(ENDED) && asked.body.contains("name=\"password\""), "{at}: {}", asked.body);
        let kept = hidden(&asked, "kept");

        let wrong = signs_in(&stranger, &at, &kept, email, "not the password").await;
        assert_eq!((wrong.status, wrong.header("set-cookie")), (StatusCode::UNPROCESSABLE_ENTITY, ""), "{at}");
        assert_eq!(hidden(&wrong, "kept"), kept, "a wrong password loses nothing");
        assert!(wrong.body.contains(ENDED) && !wrong.body.contains("not the password"), "{at}");

        let back = signs_in(&stranger, &at, &kept, email, PASSWORD).await;
        assert_eq!(back.status, StatusCode::OK, "{at}: {}", back.body);
        assert!(shown(&back).contains(BACK), "{at}: {}", back.body);
        assert!(shown(&back).contains(TYPED), "{at}: {}", back.body);
        assert_eq!(world.written().await, before, "{at}: nothing was done");
        let browser = signed_in(&world, &back);
        assert_eq!(browser.get(at.split('?').next().unwrap()).await.status, StatusCode::OK, "{at}");
    }
}

#[tokio::test]
async fn no_password_is_kept() {
    let world = World::new().await;
    let form = [("act", "message"), ("text", "T"), ("password", "canary"), ("password_again", "canary")];
    let asked = world.stranger().post("/portal/cases/C-1001", &form).await;
    assert!(asked.body.contains(ENDED) && !asked.body.contains("canary"), "{}", asked.body);
}

#[tokio::test]
async fn who_may_not_see_the_page_sees_nothing_of_what_was_typed_there() {
    let world = World::new().await;
    let number = world.case_of(&world.mara).await;
    for (actor, at) in [
        (&world.sol, format!("/portal/cases/{number}")),
        (&world.mara, format!("/desk/cases/{number}")),
        (&world.ana, "/portal/requests/new".to_owned()),
        (&world.ana, "/desk/nothing".to_owned()),
    ] {
        world.give_password(actor).await;
        let before = world.written().await;
        let form = [("act", "message"), SEEN_ALL, ("text", "canary"), ("subject", "canary")];
        let kept = hidden(&world.signed_out(actor).post(&at, &form).await, "kept");
        let answer = signs_in(&world.signed_out(actor), &at, &kept, &super::email(actor), PASSWORD).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{at}");
        assert!(!answer.body.contains("canary"), "{at}: {}", answer.body);
        let nothing = signed_in(&world, &answer).post("/desk/no/such/page", &form).await;
        assert_eq!(answer.body.replace(answer.nonce(), ""), nothing.body.replace(nothing.nonce(), ""), "{at}");
        assert_eq!(world.written().await, before, "{at}");
    }
}

#[tokio::test]
async fn what_waits_in_a_sign_in_is_a_form_of_that_page_or_nothing() {
    let world = World::new().await;
    world.give_password(&world.mara).await;
    let number = world.case_of(&world.mara).await;
    let at = format!("/portal/cases/{number}");
    let many = Fields::new((0..1_000).map(|n| (format!("f{n}"), String::new())).collect());
    let many = serde_json::to_string(&many).unwrap();
    for kept in ["", "no JSON", "[[\"act\"]]", "{\"act\":1}", "[[\"act\",\"sign-in\"],[\"kept\",\"canary\"]]", &many] {
        let answer = signs_in(&world.stranger(), &at, kept, "mara@example.com", PASSWORD).await;
        assert_eq!((answer.status, answer.goes_to()), (StatusCode::SEE_OTHER, at.as_str()), "{kept}");
    }
    // Wherever the form says to go: there is one address, the page's own.
    let form = [("act", "sign-in"), ("next", "//evil.example"), ("email", "mara@example.com"), ("password", PASSWORD)];
    assert_eq!(world.stranger().post(&at, &form).await.goes_to(), at);
    assert_eq!(world.stranger().post(&format!("/{at}"), &form).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_signed_in_elsewhere_meanwhile_loses_nothing_by_signing_in_again() {
    let world = World::new().await;
    world.give_password(&world.mara).await;
    let number = world.case_of(&world.mara).await;
    let at = format!("/portal/cases/{number}");
    let kept = hidden(&world.signed_out(&world.mara).post(&at, &[("act", "message"), ("text", TYPED)]).await, "kept");
    let other_window = world.browser(&world.mara).await;
    let back = signs_in(&other_window, &at, &kept, "mara@example.com", PASSWORD).await;
    assert!(shown(&back).contains(BACK), "{back:?}");
    assert!(other_window.get(&at).await.asks_to_sign_in(), "the session of before is over");
    assert_eq!(signed_in(&world, &back).get(&at).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_sign_in_in_front_of_a_page_is_bounded_as_any_other_and_keeps_what_waits() {
    let world = World::with(Setup { sign_ins_per_minute: 4, ..Setup::default() }).await;
    let at = "/portal/cases/C-1001";
    let kept = hidden(&world.signed_out(&world.mara).post(at, &[("act", "message"), ("text", TYPED)]).await, "kept");
    let try_it = async || signs_in(&world.signed_out(&world.mara), at, &kept, "mara@example.com", "sesame").await;
    assert_eq!(try_it().await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let limited = try_it().await;
    assert_eq!(limited.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(limited.body.contains("Too many attempts") && !limited.body.contains("sesame"), "{}", limited.body);
    assert!(limited.body.contains("still in your browser: go back"), "{}", limited.body);
}

#[tokio::test]
async fn a_flood_of_forms_from_nobody_is_answered_in_a_few_lines() {
    let world = World::with(Setup { sign_ins_per_minute: 2, ..Setup::default() }).await;
    let flood = async || {
        let text = "\"".repeat(64 * 1024);
        world.stranger().post("/portal/cases/C-1001", &[("act", "message"), ("text", &text)]).await
    };
    for _ in 0..2 {
        assert_eq!(flood().await.status, StatusCode::UNAUTHORIZED);
    }
    let refused = flood().await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.body.len() < 4 * 1024, "{}", refused.body.len());
}

#[tokio::test]
async fn what_one_person_typed_is_not_shown_to_the_next_at_that_browser() {
    let world = World::new().await;
    for actor in [&world.mara, &world.sol] {
        world.give_password(actor).await;
    }
    let (at, form) = ("/portal/requests/new", [("act", "submit"), ("subject", "canary")]);
    for browser in [world.signed_out(&world.mara), world.stranger()] {
        let kept = hidden(&browser.post(at, &form).await, "kept");
        let other = signs_in(&browser, at, &kept, "sol@example.com", PASSWORD).await;
        assert_eq!((other.status, other.goes_to()), (StatusCode::SEE_OTHER, at));
        assert!(!signed_in(&world, &other).get(at).await.body.contains("canary"));
    }
}

#[tokio::test]
async fn a_sign_in_that_the_browser_sends_again_opens_nothing() {
    let world = World::new().await;
    world.give_password(&world.mara).await;
    let (at, browser) = ("/portal/requests/new", world.signed_out(&world.mara));
    let kept = hidden(&browser.post(at, &[("act", "submit"), ("subject", "S")]).await, "kept");
    let first = signs_in(&browser, at, &kept, "mara@example.com", PASSWORD).await;
    assert_eq!(first.status, StatusCode::OK);
    signed_in(&world, &first).post("/sign-out", &[]).await;
    let again = signs_in(&browser, at, &kept, "mara@example.com", PASSWORD).await;
    assert_eq!(
        (again.status, again.goes_to(), again.header("set-cookie")),
        (StatusCode::SEE_OTHER, "/sign-in?next=/portal/requests/new", "")
    );
}

#[tokio::test]
async fn the_longest_form_of_a_page_fits_into_its_sign_in_and_no_other_form_may_be_longer() {
    let world = World::new().await;
    world.give_password(&world.mara).await;
    let number = world.case_of(&world.mara).await;
    let at = format!("/portal/cases/{number}");
    // The worst that people type: three bytes a quotation mark on the first way, six on the second.
    let start = "act=message&text=".len();
    let text = "\"".repeat((384 * 1024 - start) / 3);
    let asked = world.signed_out(&world.mara).post(&at, &[("act", "message"), ("text", &text)]).await;
    assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
    let back =
        signs_in(&world.signed_out(&world.mara), &at, &hidden(&asked, "kept"), "mara@example.com", PASSWORD).await;
    assert_eq!(back.status, StatusCode::OK);
    assert!(shown(&back).contains(&text[..1_000]));
    for act in ["message", "sign-i"] {
        let answer = world.signed_out(&world.mara).post(&at, &[("act", act), ("text", &"a".repeat(384 * 1024))]).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{act}");
    }
    let most = "a".repeat(2 * 384 * 1024 + 64 * 1024);
    let answer = signs_in(&world.signed_out(&world.mara), &at, &most, "mara@example.com", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_draft_that_another_window_changed_meanwhile_is_merged_and_not_overwritten() {
    let world = World::new().await;
    world.give_password(&world.mara).await;
    let (mara, at) = (world.browser(&world.mara).await, "/portal/requests/new");
    mara.post(at, &[("act", "save"), ("subject", "Of before"), ("revision", "0"), ("base", "")]).await;
    let page = mara.get(at).await;
    let (revision, base) = (hidden(&page, "revision"), hidden(&page, "base"));
    let of_before = [("revision", revision.as_str()), ("base", base.as_str())];
    let signed_out = [&[("act", "submit"), ("subject", "Of before"), ("steps", "Typed here")][..], &of_before].concat();
    let kept = hidden(&world.signed_out(&world.mara).post(at, &signed_out).await, "kept");
    mara.post(at, &[&[("act", "save"), ("subject", "Of another window")][..], &of_before].concat()).await;

    let back = signs_in(&world.signed_out(&world.mara), at, &kept, "mara@example.com", PASSWORD).await;
    assert_eq!((hidden(&back, "revision"), hidden(&back, "base")), (revision.clone(), base.clone()));
    let again = signed_in(&world, &back).post(at, &signed_out).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.body.contains("Of another window") && again.body.contains("Typed here"), "{}", again.body);
}
