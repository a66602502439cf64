//! The stream that tells which cases changed: what each person hears of, how one resumes, and when it ends.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use caseline_domain::case::Impact;
use caseline_domain::instant::DAY;
use caseline_domain::text::InternalText;
use futures::StreamExt;
use tower::ServiceExt;

use super::{Browser, World, details};
use crate::http::live::Streams;
use crate::http::{App, router};

impl Browser<'_> {
    async fn listens(&self, at: &str) -> Listener {
        self.listens_to(&self.world.router, at, None).await
    }

    async fn listens_to(&self, router: &axum::Router, at: &str, last: Option<&str>) -> Listener {
        let mut request = self.request(Method::GET, at);
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response: Response = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(response.headers()["cache-control"], "no-store");
        Listener(response.into_body().into_data_stream())
    }
}

struct Listener(BodyDataStream);

impl Listener {
    /// The next event as it is written; nothing at the end.
    async fn hears(&mut self) -> Option<String> {
        let event = self.0.next().await?.unwrap();
        Some(String::from_utf8(event.to_vec()).unwrap())
    }
}

impl World {
    async fn note(&self, number: caseline_domain::id::CaseNumber) {
        let note = InternalText::parse("Canary-7731").unwrap();
        self.desk.write_note(&self.ana, self.fresh(number).await, note).await.unwrap();
    }

    async fn pass_on(&self) {
        self.desk.pass_changes_on().await.unwrap();
    }
}

#[tokio::test]
async fn one_hears_of_what_one_may_see_and_of_nothing_else() {
    let world = World::new().await;
    world.pass_on().await;
    let (mut mara, mut ana) = (
        world.browser(&world.mara).await.listens("/live").await,
        world.browser(&world.ana).await.listens("/live?after=0").await,
    );
    let mut administrator = world.browser(&world.administrator).await.listens("/live").await;
    let theirs = world.case_of(&world.sol).await;
    let ours = world.case_of(&world.mara).await;
    world.pass_on().await;
    world.note(ours).await;
    world.desk.take(&world.ben, world.fresh(ours).await).await.unwrap();
    world.pass_on().await;
    let first = mara.hears().await.unwrap();
    assert!(first == format!("id: 1\ndata: {ours}\n\n") || first == format!("id: 2\ndata: {ours}\n\n"), "{first}");
    // Neither the other account's request nor the note.
    let second = mara.hears().await.unwrap();
    assert!(second.starts_with("id: ") && second.ends_with(&format!("\ndata: {ours}\n\n")), "{second}");
    for us in [&mut ana, &mut administrator] {
        let mut heard = Vec::new();
        for _ in 0..4 {
            heard.push(us.hears().await.unwrap());
        }
        for (index, event) in heard.iter().enumerate() {
            assert!(event.starts_with(&format!("id: {}\ndata: C-", index + 1)), "{event}");
            assert!(!event.contains("Canary"));
        }
        assert_eq!(heard.iter().filter(|event| event.contains(&theirs.to_string())).count(), 1);
    }
    // What was before is filtered as what comes.
    world.note(ours).await;
    world.pass_on().await;
    let last = world.case_of(&world.mara).await;
    world.pass_on().await;
    let mut again = world.browser(&world.mara).await.listens("/live?after=4").await;
    assert_eq!(again.hears().await.unwrap(), format!("id: 6\ndata: {last}\n\n"));
    let mut other = world.browser(&world.sol).await.listens("/live?after=4").await;
    let own = world.case_of(&world.sol).await;
    world.pass_on().await;
    assert_eq!(other.hears().await.unwrap(), format!("id: 7\ndata: {own}\n\n"));
}

#[tokio::test]
async fn signed_out_there_is_no_stream() {
    let world = World::new().await;
    for browser in [world.stranger(), world.signed_out(&world.mara)] {
        for at in ["/live", "/live?after=0"] {
            let answer = browser.get(at).await;
            assert_eq!((answer.status, answer.body.as_str()), (StatusCode::UNAUTHORIZED, ""));
        }
    }
    assert_eq!(world.browser(&world.mara).await.get("/live?after=x").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn one_resumes_behind_the_last_event_whatever_the_page_says() {
    let world = World::new().await;
    let ana = world.browser(&world.ana).await;
    let numbers = [world.case_of(&world.mara).await, world.case_of(&world.sol).await];
    world.pass_on().await;
    let mut heard = Vec::new();
    let mut listener = ana.listens("/live?after=0").await;
    for _ in numbers {
        heard.push(listener.hears().await.unwrap());
    }
    let mut resumed = ana.listens_to(&world.router, "/live?after=0", Some("1")).await;
    assert_eq!(resumed.hears().await.unwrap(), heard[1]);
    let next = world.case_of(&world.mara).await;
    world.pass_on().await;
    for listener in [&mut listener, &mut resumed] {
        assert_eq!(listener.hears().await.unwrap(), format!("id: 3\ndata: {next}\n\n"));
    }
}

#[tokio::test]
async fn who_was_away_for_too_long_is_told_to_load_everything_anew() {
    let world = World::new().await;
    world.case_of(&world.mara).await;
    world.case_of(&world.mara).await;
    world.pass_on().await;
    world.later(DAY + 1);
    world.desk.sweep().await.unwrap();
    let mut mara = world.browser(&world.mara).await.listens("/live?after=1").await;
    assert_eq!(mara.hears().await.unwrap(), "id: 2\ndata: *\n\n");
    let number = world.case_of(&world.mara).await;
    world.pass_on().await;
    assert_eq!(mara.hears().await.unwrap(), format!("id: 3\ndata: {number}\n\n"));
}

/// The world's server with streams that look again all the time.
fn watchful(world: &World) -> axum::Router {
    let app = App::new(world.desk.clone(), false, false, 0);
    router(App { streams: Streams::looking_again_every(Duration::from_millis(5)).into(), ..app })
}

#[tokio::test]
async fn a_stream_ends_with_its_session_and_with_who_is_disabled() {
    let world = World::new().await;
    let router = watchful(&world);
    let (mara, other) = (world.browser(&world.mara).await, world.browser(&world.mara).await);
    let ben = world.browser(&world.ben).await;
    let mut streams = Vec::new();
    for browser in [&mara, &other, &ben] {
        streams.push(browser.listens_to(&router, "/live?after=0", None).await);
    }
    mara.post("/sign-out", &[]).await;
    assert_eq!(streams[0].hears().await, None);
    let ben = caseline_domain::text::EmailAddress::parse(&super::email(&world.ben)).unwrap();
    world.desk.disable(None, &ben).await.unwrap();
    assert_eq!(streams[2].hears().await, None);
    // Nobody else's.
    let number = world.case_of(&world.mara).await;
    world.pass_on().await;
    world.desk.take(&world.ana, world.fresh(number).await).await.unwrap();
    world.pass_on().await;
    assert!(streams[1].hears().await.unwrap().contains(&number.to_string()));
    world.later(4 * DAY);
    while streams[1].hears().await.is_some() {}
    assert_eq!(other.get("/live").await.status, StatusCode::UNAUTHORIZED, "a stream kept no session alive");
}

#[tokio::test]
async fn one_session_has_a_few_streams_and_the_next_ends_the_first() {
    let world = World::new().await;
    world.pass_on().await;
    let mara = world.browser(&world.mara).await;
    let mut streams = Vec::new();
    for _ in 0..5 {
        streams.push(mara.listens("/live").await);
    }
    let mut colleague = world.browser(&world.mara).await.listens("/live").await;
    assert_eq!(streams[0].hears().await, None);
    let number = world.desk.submit_request(&world.mara, details(Impact::Core), None).await;
    assert!(number.is_ok());
    world.pass_on().await;
    for stream in streams[1..].iter_mut().chain([&mut colleague]) {
        assert!(stream.hears().await.unwrap().starts_with("id: 1\n"));
    }
}

#[tokio::test]
async fn a_server_that_stops_ends_its_streams_and_begins_no_other() {
    let world = World::new().await;
    let app = App::new(world.desk.clone(), false, false, 0);
    let (streams, router) = (app.streams.clone(), router(app));
    let mara = world.browser(&world.mara).await;
    let mut open = [mara.listens_to(&router, "/live", None).await, mara.listens_to(&router, "/live", None).await];
    streams.close();
    for stream in &mut open {
        assert_eq!(stream.hears().await, None);
    }
    let request = mara.request(Method::GET, "/live").body(Body::empty()).unwrap();
    assert_eq!(router.oneshot(request).await.unwrap().status(), StatusCode::SERVICE_UNAVAILABLE);
}
