//! The database does not answer: people are told so in plain words, and those who watch the server see which part it is.

use axum::http::StatusCode;

use super::{PASSWORD, SEEN_ALL, Setup, World, act_page, draft, request_form};

/// Nothing of the inside is shown.
/// Whom to phone stands there as well, and after a form where its text is.
fn is_plain(body: &str) -> bool {
    body.contains("We cannot reach our data right now")
        && (body.contains("Nothing is lost") || body.contains("still in your browser"))
        && body.contains("1-877-282-7436")
        && body.contains("tel:")
        && ["sqlx", "pool", "Pool", "SQL", "sqlite", "panicked", ".rs"].iter().all(|inside| !body.contains(inside))
}

#[tokio::test]
async fn pages_and_forms_answer_503_in_plain_words_and_the_server_stays_alive() {
    let world = World::new().await;
    world.give_password(&world.mara).await;
    let number = world.case_of(&world.mara).await;
    let (mara, ana, stranger) = (world.browser(&world.mara).await, world.browser(&world.ana).await, world.stranger());
    assert_eq!(stranger.get("/readyz").await.status, StatusCode::OK);
    world.desk.store().close().await;

    assert_eq!(stranger.get("/readyz").await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(stranger.get("/healthz").await.status, StatusCode::OK);
    for (browser, at) in [
        (&mara, "/portal".to_owned()),
        (&mara, "/portal/requests/new".to_owned()),
        (&mara, format!("/portal/cases/{number}")),
        (&mara, "/".to_owned()),
        (&mara, act_page("/portal")),
        (&ana, "/desk".to_owned()),
        (&ana, format!("/desk/cases/{number}")),
        // Without a cookie nobody is asked who this is, only what the link is for.
        (&stranger, "/survey/made-up".to_owned()),
        (&stranger, "/welcome/made-up".to_owned()),
    ] {
        let answer = browser.get(&at).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{at}: {}", answer.body);
        assert!(is_plain(&answer.body), "{at}: {}", answer.body);
        assert!(answer.body.contains("Try again</a>"), "{at}: {}", answer.body);
    }
    let own_case = format!("/portal/cases/{number}");
    let sign_in = [("email", "mara@example.com"), ("password", PASSWORD)];
    for answer in [
        mara.post(&own_case, &[("act", "message"), SEEN_ALL, ("text", "T")]).await,
        mara.post("/portal/requests/new", &request_form("core")).await,
        mara.post("/sign-out", &[]).await,
        stranger.post("/sign-in", &sign_in).await,
        stranger.post("/forgot-password", &[("email", "mara@example.com")]).await,
        // It is the page itself that finds no data, and a form came back to it.
        stranger.post("/survey/made-up", &[("act", "survey"), ("comment", "Good")]).await,
        mara.post_json("/act/save-draft", draft(&request_form("core"))).await,
    ] {
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.body);
        assert!(is_plain(&answer.body), "{}", answer.body);
        assert!(answer.body.contains("still in your browser: go back"), "{}", answer.body);
        assert!(!answer.body.contains("Try again</a>") && !answer.body.contains("Nothing is lost"), "{}", answer.body);
        assert_eq!(answer.header("set-cookie"), "", "nobody is signed in or out by half");
    }
}

/// An address without data says so whatever its form came for: that it came too often is the smaller news.
#[tokio::test]
async fn a_form_too_many_to_a_page_without_its_data_is_told_that() {
    let world = World::with(Setup { sign_ins_per_minute: 1, ..Setup::default() }).await;
    world.desk.store().close().await;
    for _ in 0..2 {
        let answer = world.stranger().post("/survey/made-up", &[("overall", "5")]).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.body);
    }
}

#[tokio::test]
async fn what_needs_no_data_still_answers() {
    let world = World::new().await;
    world.desk.store().close().await;
    let stranger = world.stranger();
    for (at, status) in
        [("/sign-in", 200), ("/forgot-password", 200), ("/robots.txt", 200), ("/", 303), ("/portal", 303)]
    {
        assert_eq!(stranger.get(at).await.status.as_u16(), status, "{at}");
    }
}
