//! What is too much, or not a form at all, gets a clear answer, and the server goes on.

use axum::http::{Method, StatusCode, header};

use super::{SEEN_ALL, Setup, World, act_page};

const FORM: &str = "application/x-www-form-urlencoded";
const MEGABYTE: usize = 1024 * 1024;

#[tokio::test]
async fn a_body_that_is_too_long_is_refused_and_one_within_is_read() {
    let world = World::new().await;
    let number = world.case_of(&world.mara).await;
    let mara = world.browser(&world.mara).await;
    let before = world.written().await;
    // Strangers' forms may hold less.
    for (at, most) in [
        ("/portal/requests/new".to_owned(), MEGABYTE),
        (format!("/portal/cases/{number}"), MEGABYTE),
        ("/sign-in".to_owned(), 64 * 1024),
    ] {
        for (length, status) in [(most + 1, StatusCode::PAYLOAD_TOO_LARGE), (most, StatusCode::UNPROCESSABLE_ENTITY)] {
            let start = "act=message&seen=9&email=x&text=";
            let body = format!("{start}{}", "a".repeat(length - start.len()));
            let request = mara.request(Method::POST, &at).header("sec-fetch-site", "same-origin");
            let answer = mara.send(request.header(header::CONTENT_TYPE, FORM), body).await;
            assert_eq!(answer.status, status, "{at}, {length} bytes");
        }
    }
    let after = world.written().await;
    assert_eq!(after.len(), before.len(), "no case, no event, no mail");
}

#[tokio::test]
async fn only_a_form_is_read_as_one() {
    let world = World::new().await;
    let number = world.case_of(&world.mara).await;
    let mara = world.browser(&world.mara).await;
    let before = world.written().await;
    for kind in [Some("text/plain"), Some("application/json"), Some("multipart/mixed; boundary=x"), Some(""), None] {
        for at in [format!("/portal/cases/{number}"), "/portal/requests/new".to_owned(), "/sign-in".to_owned()] {
            let request = mara.request(Method::POST, &at).header("sec-fetch-site", "same-origin");
            let request = match kind {
                Some(kind) => request.header(header::CONTENT_TYPE, kind),
                None => request,
            };
            let answer = mara.send(request, "act=message&seen=9&text=T").await;
            assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{at} as {kind:?}");
        }
    }
    assert_eq!(world.written().await, before);
}

/// Bytes that are no text are read as well as they can be (URL Standard, "application/x-www-form-urlencoded parsing").
#[tokio::test]
async fn bytes_that_are_no_text_do_no_harm() {
    let world = World::new().await;
    let number = world.case_of(&world.mara).await;
    let mara = world.browser(&world.mara).await;
    for body in [
        &b"act=message&seen=9&text=%FF%FE%00"[..],
        b"\xff\xfe\x00=\xff",
        b"act=message&seen=9&text=\xc3\x28",
        b"%%%&&&===",
        b"act=message&seen=-1&once=no&text=",
        b"act=message&seen=99999999999999999999&text=%ED%A0%80",
        b"",
    ] {
        for at in [format!("/portal/cases/{number}"), "/portal/requests/new".to_owned(), "/sign-in".to_owned()] {
            let request = mara.request(Method::POST, &at).header("sec-fetch-site", "same-origin");
            let answer = mara.send(request.header(header::CONTENT_TYPE, FORM), body).await;
            assert!(!answer.status.is_server_error(), "{at} {body:?}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn a_query_that_means_nothing_does_no_harm() {
    let world = World::new().await;
    let manager = world.browser(&world.manager).await;
    for query in [
        "after=1.1",
        "after=9223372036854775807.9223372036854775807",
        "after=-9223372036854775808.-1",
        "after=x.y",
        "view=%FF%00",
        "account=%00%25_%27",
        "weeks=99999999999999999999&priority=P9",
        "weeks=-1",
        "%%%",
    ] {
        for page in ["/desk", "/desk/phone", "/reports/satisfaction"] {
            for at in [format!("{page}?{query}"), act_page(&format!("{page}?{query}"))] {
                assert_eq!(manager.get(&at).await.status, StatusCode::OK, "{at}");
            }
        }
    }
}

#[tokio::test]
async fn a_call_answered_at_an_impossible_time_is_refused() {
    let world = World::new().await;
    let ana = world.browser(&world.ana).await;
    let account = world.mara.standing.account().unwrap().to_string();
    for answered in ["-9223372036854775808", "9223372036854775807", "0", "", "99999999999999999999", "NaN"] {
        let call = [("act", "open"), ("account", account.as_str()), ("answered", answered)];
        let answer = ana.post("/desk/phone", &[&call[..], &super::request_form("outage")].concat()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{answered}: {}", answer.body);
    }
    assert!(world.cases().await.is_empty());
}

#[tokio::test]
async fn too_many_sign_ins_are_told_to_wait_and_keep_what_was_typed_but_not_the_password() {
    // One attempt for one person, four from one address.
    let world = World::with(Setup { sign_ins_per_minute: 4, ..Setup::default() }).await;
    let stranger = world.stranger();
    let try_as = async |email: &str| {
        stranger.post("/sign-in", &[("email", email), ("password", "sesame-opens"), ("next", "/portal/x")]).await
    };
    assert_eq!(try_as("mara@example.com").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    // The same person however the address is written.
    for email in ["mara@example.com", "MARA@example.com ", " Mara@Example.com"] {
        let answer = try_as(email).await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{email}");
        assert!(answer.body.contains("Too many attempts. Wait a minute, then try again."));
        assert!(answer.body.contains(&format!("value=\"{email}\"")), "the address is still there");
        assert!(answer.body.contains("value=\"/portal/x\""), "so is where one was going");
        assert!(!answer.body.contains("sesame"), "the password is not");
        assert_eq!(answer.header("set-cookie"), "");
    }
    // By now the address has used its four as well.
    assert_eq!(try_as("sol@example.com").await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(stranger.get("/sign-in").await.status, StatusCode::OK, "looking is not limited");
}

#[tokio::test]
async fn forms_that_strangers_send_are_bounded_and_come_back_with_a_sentence() {
    let password = "correct horse";
    for (page, form) in [
        ("/sign-in", vec![("email", "a@b.example"), ("password", password)]),
        ("/forgot-password", vec![("email", "a@b.example")]),
        ("/welcome/guessed", vec![("password", password), ("password_again", password)]),
        ("/survey", vec![("overall", "5")]),
    ] {
        let world = World::with(Setup { sign_ins_per_minute: 1, ..Setup::default() }).await;
        let at = if page == "/survey" { world.survey_of(&world.mara).await } else { page.to_owned() };
        let stranger = world.stranger();
        assert_ne!(stranger.post(&at, &form).await.status, StatusCode::TOO_MANY_REQUESTS, "{at}");
        let second = stranger.post(&at, &form).await;
        assert_eq!(second.status, StatusCode::TOO_MANY_REQUESTS, "{at}");
        // An invitation that was guessed has no form to show the sentence on.
        assert!(at.contains("guessed") || second.body.contains("Too many attempts."), "{at}: {}", second.body);
        assert!(!second.body.contains(password), "{at}");
    }
}

#[tokio::test]
async fn a_survey_that_is_not_there_is_not_there_however_often_it_is_guessed() {
    let world = World::with(Setup { sign_ins_per_minute: 1, ..Setup::default() }).await;
    for _ in 0..2 {
        let answer = world.stranger().post("/survey/guessed", &[("overall", "5")]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", answer.body);
    }
}

#[tokio::test]
async fn other_methods_are_not_allowed_anywhere() {
    let world = World::new().await;
    let number = world.case_of(&world.mara).await;
    let mara = world.browser(&world.mara).await;
    let before = world.written().await;
    for method in [Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS, Method::TRACE] {
        for at in ["/", "/sign-in", "/portal", "/portal/requests/new", "/sign-out", "/theme", "/healthz", "/robots.txt"]
            .map(str::to_owned)
            .into_iter()
            .chain([format!("/portal/cases/{number}")])
        {
            let request = mara.request(method.clone(), &at).header("sec-fetch-site", "same-origin");
            let answer = mara.send(request.header(header::CONTENT_TYPE, FORM), "act=message&seen=9&text=T").await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {at}");
        }
    }
    for at in ["/sign-out", "/theme"] {
        assert_eq!(mara.get(at).await.status, StatusCode::METHOD_NOT_ALLOWED, "{at} is no link");
    }
    assert_eq!(world.written().await, before);
}

#[tokio::test]
async fn a_form_with_more_fields_than_any_of_ours_is_refused() {
    let world = World::new().await;
    let number = world.case_of(&world.mara).await;
    let mara = world.browser(&world.mara).await;
    let mut form = vec![("act", "message"), SEEN_ALL];
    form.extend(std::iter::repeat_n(("text", "T"), 10_000));
    assert_eq!(mara.post(&format!("/portal/cases/{number}"), &form).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn too_many_forms_of_one_person_come_back_with_their_text_and_nothing_is_done() {
    let world = World::with(Setup { writes_per_minute: 2, ..Setup::default() }).await;
    let number = world.case_of(&world.mara).await;
    let at = format!("/portal/cases/{number}");
    let (mara, other_device, ana) =
        (world.browser(&world.mara).await, world.browser(&world.mara).await, world.browser(&world.ana).await);
    let message = [("act", "message"), SEEN_ALL, ("text", "Typed with care")];
    assert_eq!(mara.post(&at, &message).await.status, StatusCode::SEE_OTHER);
    assert_eq!(mara.post(&at, &message).await.status, StatusCode::SEE_OTHER);
    let before = world.written().await;
    for (browser, at, form) in [
        (&mara, at.as_str(), message.to_vec()),
        (&other_device, at.as_str(), message.to_vec()),
        (&mara, "/portal/requests/new", [&[("act", "submit")][..], &super::request_form("core")].concat()),
    ] {
        let answer = browser.post(at, &form).await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{at}");
        assert!(answer.body.contains("very many forms within a minute"), "{at}: {}", answer.body);
        assert!(answer.body.contains(form.last().unwrap().1) && answer.body.contains("once"), "{at}: {}", answer.body);
    }
    assert_eq!(world.written().await, before);
    assert_eq!(mara.get(&at).await.status, StatusCode::OK, "looking is not limited");
    // What is typed is saved all the while.
    let saved = mara.post_json("/act/save-draft", super::draft(&super::request_form("core"))).await;
    assert_eq!(saved.status, StatusCode::OK, "{saved:?}");
    let taken = ana.post(&format!("/desk/cases/{number}"), &[("act", "take"), SEEN_ALL]).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "another person is still free");
}

#[tokio::test]
async fn no_page_saves_faster_than_anybody_types() {
    let world = World::with(Setup { writes_per_minute: 2, ..Setup::default() }).await;
    let mara = world.browser(&world.mara).await;
    let save = async || mara.post_json("/act/save-draft", "{}".to_owned()).await;
    for _ in 0..300 {
        assert_ne!(save().await.status, StatusCode::TOO_MANY_REQUESTS);
    }
    // The bound grows again while the test runs.
    let mut refused = save().await;
    for _ in 0..100 {
        if refused.status != StatusCode::TOO_MANY_REQUESTS {
            refused = save().await;
        }
    }
    // As the page understands it: not saved yet, and tried again.
    assert_eq!((refused.status, refused.body.as_str()), (StatusCode::TOO_MANY_REQUESTS, "\"Unavailable\""));
}
