//! The stream that tells which cases changed: what each person hears of, how one resumes, and when it ends.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use caseline_desk::clock::{Ids as _, SystemIds};
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

/// What says nothing but that the stream lives.
const LIVES: &str = "data: .\n\n";

impl Listener {
    /// The next event as it is written, whatever it is; nothing at the end.
    async fn gets(&mut self) -> Option<String> {
        let event = self.0.next().await?.unwrap();
        Some(String::from_utf8(event.to_vec()).unwrap())
    }

    /// The next event that says something.
    async fn hears(&mut self) -> Option<String> {
        loop {
            match self.gets().await {
                Some(event) if event == LIVES => {}
                event => return event,
            }
        }
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

    /// The position and the number of an event, which has nothing else.
    fn read(&self, event: &str) -> (i64, String) {
        let said = event.strip_suffix("\n\n").unwrap().split_once('\n').unwrap();
        let (Some(one), Some(other)) = (said.0.split_once(": "), said.1.split_once(": ")) else { panic!("{event}") };
        let (id, data) = if one.0 == "id" { (one, other) } else { (other, one) };
        assert_eq!((id.0, data.0), ("id", "data"), "{event}");
        (self.desk.marked(id.1).unwrap(), data.1.to_owned())
    }

    async fn hears(&self, listener: &mut Listener) -> (i64, String) {
        self.read(&listener.hears().await.unwrap())
    }

    /// The address of a stream from a position on.
    fn after(&self, position: i64) -> String {
        format!("/live?after={}", self.desk.mark(position).unwrap())
    }
}

#[tokio::test]
async fn one_hears_of_what_one_may_see_and_of_nothing_else() {
    let world = World::new().await;
    world.pass_on().await;
    let (mut mara, mut ana) = (
        world.browser(&world.mara).await.listens("/live").await,
        world.browser(&world.ana).await.listens(&world.after(0)).await,
    );
    let mut administrator = world.browser(&world.administrator).await.listens("/live").await;
    let theirs = world.case_of(&world.sol).await;
    let ours = world.case_of(&world.mara).await;
    world.pass_on().await;
    world.note(ours).await;
    world.desk.take(&world.ben, world.fresh(ours).await).await.unwrap();
    world.pass_on().await;
    let (first, number) = world.hears(&mut mara).await;
    assert!([1, 2].contains(&first) && number == ours.to_string(), "{first} {number}");
    // Neither the other account's request nor the note.
    let (second, number) = world.hears(&mut mara).await;
    assert!([3, 4].contains(&second) && number == ours.to_string(), "{second} {number}");
    for us in [&mut ana, &mut administrator] {
        let mut numbers = Vec::new();
        for position in 1..=4 {
            let (heard, number) = world.hears(us).await;
            assert_eq!(heard, position);
            numbers.push(number);
        }
        assert_eq!(numbers.iter().filter(|number| **number == theirs.to_string()).count(), 1);
        assert_eq!(numbers.iter().filter(|number| **number == ours.to_string()).count(), 3);
    }
    // What was before is filtered as what comes.
    world.note(ours).await;
    world.pass_on().await;
    let last = world.case_of(&world.mara).await;
    world.pass_on().await;
    let mut again = world.browser(&world.mara).await.listens(&world.after(4)).await;
    assert_eq!(world.hears(&mut again).await, (6, last.to_string()));
    let mut other = world.browser(&world.sol).await.listens(&world.after(4)).await;
    let own = world.case_of(&world.sol).await;
    world.pass_on().await;
    assert_eq!(world.hears(&mut other).await, (7, own.to_string()));
}

/// The mark of a page, as its document has it.
async fn mark_of(browser: &Browser<'_>, at: &str) -> String {
    let page = browser.get(at).await.body;
    let (_, rest) = page.split_once("data-live=\"").unwrap();
    rest.split_once('"').unwrap().0.to_owned()
}

#[tokio::test]
async fn nobody_learns_from_a_stream_how_much_happens_on_the_desk() {
    let world = World::new().await;
    world.pass_on().await;
    let mara = world.browser(&world.mara).await;
    let quiet = [mark_of(&mara, "/portal").await, mark_of(&mara, "/portal").await];
    assert_ne!(quiet[0], quiet[1], "nor whether anything happened at all");
    let before = mark_of(&mara, "/portal").await;
    let theirs = world.case_of(&world.sol).await;
    for _ in 0..600 {
        world.note(theirs).await;
    }
    world.pass_on().await;
    let own = world.case_of(&world.mara).await;
    world.pass_on().await;
    // Six hundred changes of another are no reason to load everything anew.
    let mut listener = mara.listens(&format!("/live?after={before}")).await;
    let event = listener.hears().await.unwrap();
    assert_eq!(world.read(&event), (602, own.to_string()));
    assert!(!event.contains("602"), "{event}");
    let mut ana = world.browser(&world.ana).await.listens(&format!("/live?after={before}")).await;
    assert_eq!(world.hears(&mut ana).await, (602, "*".into()));
}

#[tokio::test]
async fn signed_out_there_is_no_stream_and_nothing_to_complain_of() {
    let world = World::new().await;
    for browser in [world.stranger(), world.signed_out(&world.mara)] {
        for at in ["/live", "/live?after=0"] {
            let answer = browser.get(at).await;
            assert_eq!((answer.status, answer.body.as_str()), (StatusCode::NO_CONTENT, ""));
        }
        // Nor when a page that is shown wants to follow, which is no other answer than nothing.
        let answer = browser.get(&format!("{}&again=true", super::act_page("/desk"))).await;
        assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, "\"!signed out\""));
        assert_eq!(browser.get(&super::act_page("/desk")).await.status, StatusCode::UNAUTHORIZED);
    }
    let mara = world.browser(&world.mara).await;
    let answer = mara.get(&format!("{}&again=true", super::act_page("/desk"))).await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, "\"!not there\""));
}

#[tokio::test]
async fn one_resumes_behind_the_last_event_whatever_the_page_says() {
    let world = World::new().await;
    let ana = world.browser(&world.ana).await;
    let numbers = [world.case_of(&world.mara).await, world.case_of(&world.sol).await];
    world.pass_on().await;
    let mut heard = Vec::new();
    let mut listener = ana.listens(&world.after(0)).await;
    for _ in numbers {
        heard.push(world.hears(&mut listener).await);
    }
    let first = world.desk.mark(1).unwrap();
    let mut resumed = ana.listens_to(&world.router, &world.after(0), Some(&first)).await;
    assert_eq!(world.hears(&mut resumed).await, heard[1]);
    let next = world.case_of(&world.mara).await;
    world.pass_on().await;
    for listener in [&mut listener, &mut resumed] {
        assert_eq!(world.hears(listener).await, (3, next.to_string()));
    }
}

#[tokio::test]
async fn who_was_away_for_too_long_or_comes_with_no_mark_of_ours_is_told_to_load_everything_anew() {
    let world = World::new().await;
    world.case_of(&world.mara).await;
    world.case_of(&world.mara).await;
    world.pass_on().await;
    world.later(DAY + 1);
    world.desk.sweep().await.unwrap();
    for at in [world.after(1), world.after(9), "/live?after=2".into(), "/live?after=".into(), "/live?after=x".into()] {
        let mut mara = world.browser(&world.mara).await.listens(&at).await;
        assert_eq!(world.hears(&mut mara).await, (2, "*".into()), "{at}");
    }
    let mut mara = world.browser(&world.mara).await.listens(&world.after(1)).await;
    assert_eq!(world.hears(&mut mara).await, (2, "*".into()));
    let number = world.case_of(&world.mara).await;
    world.pass_on().await;
    assert_eq!(world.hears(&mut mara).await, (3, number.to_string()));
}

/// The world's server with streams that beat and look again all the time.
fn watchful(world: &World) -> axum::Router {
    let app = App::new(world.desk.clone(), false, false, 0);
    router(App { streams: Streams::beating_and_looking_again_every(Duration::from_millis(5)).into(), ..app })
}

#[tokio::test]
async fn a_stream_ends_with_its_session_and_with_who_is_disabled() {
    let world = World::new().await;
    let router = watchful(&world);
    let (mara, other) = (world.browser(&world.mara).await, world.browser(&world.mara).await);
    let ben = world.browser(&world.ben).await;
    let mut streams = Vec::new();
    for browser in [&mara, &other, &ben] {
        streams.push(browser.listens_to(&router, "/live", None).await);
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
    assert_eq!(other.get("/live").await.status, StatusCode::NO_CONTENT, "a stream kept no session alive");
}

#[tokio::test]
async fn a_quiet_stream_says_that_it_lives_and_goes_on() {
    let world = World::new().await;
    let router = watchful(&world);
    let mut mara = world.browser(&world.mara).await.listens_to(&router, "/live", None).await;
    // Beats pass its session's look many times over.
    for _ in 0..3 {
        for _ in 0..20 {
            assert_eq!(mara.gets().await.unwrap(), LIVES);
        }
        let number = world.case_of(&world.mara).await;
        world.pass_on().await;
        assert_eq!(world.hears(&mut mara).await.1, number.to_string());
    }
}

#[tokio::test]
async fn who_signs_out_ends_the_streams_of_that_session_at_once() {
    let world = World::new().await;
    // Its streams look again in half a minute only.
    let (mara, other) = (world.browser(&world.mara).await, world.browser(&world.mara).await);
    let mut streams = [mara.listens("/live").await, mara.listens("/live").await];
    let mut others = other.listens("/live").await;
    mara.post("/sign-out", &[]).await;
    for stream in &mut streams {
        assert_eq!(stream.hears().await, None);
    }
    let number = world.case_of(&world.mara).await;
    world.pass_on().await;
    world.desk.take(&world.ana, world.fresh(number).await).await.unwrap();
    world.pass_on().await;
    assert!(others.hears().await.unwrap().contains(&number.to_string()));
}

#[tokio::test]
async fn one_session_has_a_few_streams_and_the_next_ends_the_first() {
    let world = World::new().await;
    world.pass_on().await;
    let mara = world.browser(&world.mara).await;
    let mut streams = Vec::new();
    // Nobody of them looks meanwhile whether they are to leave.
    for _ in 0..12 {
        streams.push(mara.listens("/live").await);
    }
    let mut colleague = world.browser(&world.mara).await.listens("/live").await;
    for stream in &mut streams[..4] {
        assert_eq!(stream.hears().await, None);
    }
    let number = world.desk.submit_request(&world.mara, details(Impact::Core), None).await;
    assert!(number.is_ok());
    world.pass_on().await;
    for stream in streams[4..].iter_mut().chain([&mut colleague]) {
        assert_eq!(world.hears(stream).await.0, 1);
    }
}

#[tokio::test]
async fn one_person_has_a_few_streams_however_many_sessions() {
    let world = World::new().await;
    let mut streams = Vec::new();
    for _ in 0..3 {
        let browser = world.browser(&world.mara).await;
        for _ in 0..8 {
            streams.push(browser.listens("/live").await);
        }
    }
    let last = world.browser(&world.mara).await;
    let refused = last.get("/live").await;
    assert_eq!(
        (refused.status, refused.headers["retry-after"].to_str().unwrap()),
        (StatusCode::SERVICE_UNAVAILABLE, "60")
    );
    world.browser(&world.sol).await.listens("/live").await;
    streams.pop();
    last.listens("/live").await;
}

#[tokio::test]
async fn no_other_site_opens_a_stream() {
    let world = World::new().await;
    let mara = world.browser(&world.mara).await;
    for (site, status) in [("cross-site", 403), ("same-site", 403), ("same-origin", 200), ("none", 200)] {
        let request = mara.request(Method::GET, "/live").header("sec-fetch-site", site).body(Body::empty()).unwrap();
        assert_eq!(world.router.clone().oneshot(request).await.unwrap().status(), status, "{site}");
    }
}

#[tokio::test]
async fn the_streams_of_who_is_disabled_or_has_another_password_end_at_once() {
    let world = World::new().await;
    let email = |actor| caseline_domain::text::EmailAddress::parse(&super::email(actor)).unwrap();
    // They look again in half a minute only.
    let mut ben = world.browser(&world.ben).await.listens("/live").await;
    let mut ana = world.browser(&world.ana).await.listens("/live").await;
    world.desk.disable(None, &email(&world.ben)).await.unwrap();
    assert_eq!(ben.hears().await, None);
    let number = world.case_of(&world.mara).await;
    world.pass_on().await;
    assert!(ana.hears().await.unwrap().contains(&number.to_string()), "nobody else's");
    let (link, now) = (SystemIds.secret(), world.desk.now());
    let mut tx = world.desk.store().write().await.unwrap();
    tx.insert_one_time_link(&link.hash(), world.ana.person, "reset", now.plus_millis(DAY)).await.unwrap();
    tx.commit().await.unwrap();
    world.desk.choose_password(&link, "another horse battery".into()).await.unwrap();
    assert_eq!(ana.hears().await, None);
}

#[tokio::test]
async fn a_page_that_loads_itself_again_keeps_no_session_alive() {
    let world = World::new().await;
    // Its session would last for two weeks.
    let lasting = async |actor: &caseline_domain::access::Actor| {
        let (secret, now) = (SystemIds.secret(), world.desk.now());
        let mut tx = world.desk.store().write().await.unwrap();
        tx.insert_session(&secret.hash(), actor.person, now, now.plus_millis(14 * DAY)).await.unwrap();
        tx.commit().await.unwrap();
        Browser { world: &world, cookie: Some(format!("caseline={}", secret.reveal())) }
    };
    let mara = lasting(&world.mara).await;
    let again = format!("{}&again=true", super::act_page("/portal"));
    for _ in 0..7 {
        world.later(DAY / 2);
        mara.get(&again).await;
    }
    assert_eq!(mara.get(&super::act_page("/portal")).await.status, StatusCode::UNAUTHORIZED);
    let sol = lasting(&world.sol).await;
    for _ in 0..7 {
        world.later(DAY / 2);
        assert_eq!(sol.get(&super::act_page("/portal")).await.status, StatusCode::OK, "who looks is there");
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

#[tokio::test]
async fn a_partner_hears_of_the_merchants_cases_until_the_grant_is_withdrawn_on_whichever_server() {
    let world = World::new().await;
    world.pass_on().await;
    let (merchant, partner) = (world.mara.standing.account().unwrap(), world.acting.standing.account().unwrap());
    let (paz, rea) = (world.browser(&world.acting).await, world.browser(&world.reading).await);
    let una = world.browser(&world.apart).await;
    let (mut acting, mut reading) = (paz.listens("/live").await, rea.listens("/live").await);
    let mut apart = una.listens("/live").await;
    let ours = world.case_of(&world.mara).await;
    world.pass_on().await;
    for partner in [&mut acting, &mut reading] {
        assert_eq!(world.hears(partner).await, (1, ours.to_string()));
    }
    // Here: the stream ends, and what comes back in its place hears nothing of it.
    world.desk.withdraw_access(&world.mara, partner).await.unwrap();
    assert_eq!(acting.hears().await, None);
    let mut acting = paz.listens(&world.after(0)).await;
    // On another server: nobody here is told.
    let (by, now, other) = (world.mara.person, world.now(), world.reading.standing.account().unwrap());
    let mut tx = world.desk.store().write().await.unwrap();
    tx.withdraw_grant(merchant, other, by, now).await.unwrap();
    tx.commit().await.unwrap();
    world.desk.take(&world.ana, world.fresh(ours).await).await.unwrap();
    world.pass_on().await;
    for (who, listener) in [(&world.acting, &mut acting), (&world.reading, &mut reading), (&world.apart, &mut apart)] {
        let own = world.case_of(who).await;
        world.pass_on().await;
        assert_eq!(world.hears(listener).await.1, own.to_string(), "{}", who.name);
    }
}
