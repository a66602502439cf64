//! The one page that takes a file, and what becomes of a wrong one.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use caseline_desk::plan_versions::PlanEdit;
use caseline_domain::hours::Target;
use tower::ServiceExt;

use super::World;

const ADD: &str = "/admin/calendars/Standard/holidays/add";
const FORM: [(&str, &str); 2] = [("act", "add"), ("act", "list")];

const FILE: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20270805\r\n\
    SUMMARY:Inventory <b>\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:2\r\nDTSTART:20270806T100000Z\r\nSUMMARY:Party\r\n\
    END:VEVENT\r\nEND:VCALENDAR\r\n";

#[tokio::test]
async fn the_days_of_a_file_wait_unchecked_and_what_is_none_is_named() {
    let world = World::new().await;
    let ada = world.browser(&world.administrator).await;
    let before = world.written().await;
    let answer = ada.post_file(ADD, &FORM, FILE.as_bytes()).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    assert!(answer.body.contains("Thu 5 Aug 2027") && answer.body.contains("Inventory &lt;b&gt;"), "{}", answer.body);
    assert!(answer.body.contains("“Party”: it has a time of day and is no whole day"));
    assert!(answer.body.contains("value=\"2027-08-05\"") && !answer.body.contains("value=\"2027-08-05\" checked"));
    assert_eq!(world.written().await, before, "nothing is a holiday before it is approved");
}

#[tokio::test]
async fn a_wrong_file_gets_its_sentence_and_what_was_typed_stays() {
    let world = World::new().await;
    let ada = world.browser(&world.administrator).await;
    let typed = [&FORM[..], &[("date", "2027-08-06"), ("name", "Summer party")]].concat();
    let large = vec![b'x'; 2 * 1024 * 1024];
    for (file, sentence) in [
        (&b"PK\x03\x04\x00\xff"[..], "This file is not text in UTF-8"),
        (b"date,name", "This is no iCalendar file"),
        (&large, "This file is larger than 256 kB"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "There is no whole day in this file"),
    ] {
        let answer = ada.post_file(ADD, &typed, file).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{sentence}");
        assert!(answer.body.contains(sentence), "{sentence}: {}", answer.body);
        assert!(answer.body.contains("Summer party"), "{sentence}");
    }
    // No page reads more than this.
    let endless = vec![b'x'; 5 * 1024 * 1024];
    assert_eq!(ada.post_file(ADD, &typed, &endless).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_file_is_taken_on_its_page_alone_from_administrators_alone_and_from_our_own_pages() {
    let world = World::new().await;
    let ada = world.browser(&world.administrator).await;
    let elsewhere = ada.post_file("/admin/calendars/Standard", &FORM, FILE.as_bytes()).await;
    assert_eq!(elsewhere.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let ana = world.browser(&world.ana).await;
    assert_eq!(ana.post_file(ADD, &FORM, FILE.as_bytes()).await.status, StatusCode::NOT_FOUND);
    let forged = ada
        .request(Method::POST, ADD)
        .header("sec-fetch-site", "cross-site")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
    assert_eq!(ada.send(forged, "").await.status, StatusCode::FORBIDDEN);
    let broken = ada
        .request(Method::POST, ADD)
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
    assert_eq!(ada.send(broken, "--edge\r\nnonsense").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_large_file_is_read_of_administrators_alone() {
    let world = World::new().await;
    let large = vec![b'x'; 2 * 1024 * 1024];
    for actor in [&world.ana, &world.mara, &world.manager] {
        let browser = world.browser(actor).await;
        assert_eq!(browser.post_file(ADD, &FORM, &large).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    }
    let nobody = vec![b'x'; 900 * 1024];
    assert_eq!(world.stranger().post_file(ADD, &FORM, &nobody).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    // Many at once wait for each other.
    let ada = world.browser(&world.administrator).await;
    let all = (0..9).map(|_| ada.post_file(ADD, &FORM, &large));
    for answer in futures::future::join_all(all).await {
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

/// Whose body breaks off before its end: of strangers no more was kept than they may send.
#[tokio::test]
async fn of_a_stranger_no_more_is_read_than_is_kept() {
    let world = World::new().await;
    let taken = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counts = taken.clone();
    let endless = futures::stream::repeat_with(move || {
        counts.fetch_add(64 * 1024, std::sync::atomic::Ordering::Relaxed);
        Ok::<_, std::convert::Infallible>(vec![b'x'; 64 * 1024])
    });
    let request = world.stranger().request(Method::POST, ADD);
    let request = request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
    let request = request.header("sec-fetch-site", "same-origin").body(Body::from_stream(endless)).unwrap();
    let response = world.router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let taken = taken.load(std::sync::atomic::Ordering::Relaxed);
    assert!(taken <= 1024 * 1024, "{taken} bytes");
}

#[tokio::test]
async fn a_week_in_which_nothing_can_be_counted_is_neither_shown_nor_saved() {
    let world = World::new().await;
    world.case_of(&world.mara).await;
    let ada = world.browser(&world.administrator).await;
    let mut plan = world.desk.plans(&world.administrator).await.unwrap().remove(0).plan;
    plan.p2.resolution = Target::BusinessMinutes(200 * 60);
    world.desk.save_plan(&world.administrator, PlanEdit { seen: 1, plan }).await.unwrap();
    let before = world.written().await;
    // A minute a week: two hundred hours are over in the year 2256.
    let days =
        [("mon", "9:00-9:01")].into_iter().chain(["tue", "wed", "thu", "fri", "sat", "sun"].map(|day| (day, "closed")));
    let days: Vec<_> = days.collect();
    for pressed in ["preview", "save"] {
        let form = [&[("act", "calendar"), ("seen", "1"), ("zone", "UTC")][..], &days, &[("act", pressed)]].concat();
        let answer = ada.post("/admin/calendars/Standard", &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{answer:?}");
        assert!(answer.body.contains("Plan Standard cannot be counted in these hours."), "{}", answer.body);
    }
    assert_eq!(world.written().await, before);
}

#[tokio::test]
async fn what_is_saved_is_what_was_shown() {
    let world = World::new().await;
    let ada = world.browser(&world.administrator).await;
    let typed = |until: &'static str| {
        [("act", "add"), ("candidates", "2031-08-05\tX\tY\n2031-08-06\tX\tY"), ("day", "2031-08-05"), ("day", until)]
    };
    let shown = ada.post(ADD, &[&typed("2031-08-05")[..], &[("act", "preview")]].concat()).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.body.contains("What changes with version 2") && shown.body.contains("Closed: Tue 5 Aug 2031, X"));
    let previewed =
        shown.body.split("name=\"previewed\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let before = world.written().await;
    // One day more was checked after the preview: shown anew, not saved.
    let other =
        ada.post(ADD, &[&typed("2031-08-06")[..], &[("previewed", &previewed), ("act", "save")]].concat()).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(other.body.contains("This is another change than the one that was shown."), "{}", other.body);
    assert_eq!(world.written().await, before);
    let saved =
        ada.post(ADD, &[&typed("2031-08-05")[..], &[("previewed", &previewed), ("act", "save")]].concat()).await;
    assert_eq!(saved.status, StatusCode::OK);
    assert!(saved.body.contains("Saved as version 2, which holds for new cases."), "{}", saved.body);
    let page = ada.get("/admin/calendars/Standard").await;
    assert!(page.body.contains("Closed Tue 5 Aug 2031, X"), "{}", page.body);
}

#[tokio::test]
async fn holidays_that_leave_no_open_day_in_a_year_are_refused_before_they_are_saved() {
    let world = World::new().await;
    let ada = world.browser(&world.administrator).await;
    let before = world.written().await;
    let today = caseline_domain::hours::Offsets::utc().local(world.now()).date;
    let dates: Vec<String> = (0..370).map(|day| today.plus_days(day).to_string()).collect();
    let candidates = dates.iter().map(|date| format!("{date}\tInventory\tby hand")).collect::<Vec<_>>().join("\n");
    for button in ["preview", "save"] {
        let mut form = vec![("act", "add"), ("act", button), ("candidates", candidates.as_str())];
        form.extend(dates.iter().map(|date| ("day", date.as_str())));
        let answer = ada.post(ADD, &form).await;
        assert!(answer.body.contains("would not be open on any day of the next year"), "{}", answer.body);
        assert!(answer.body.contains("Inventory"), "what was listed stays");
    }
    assert_eq!(world.written().await, before);
}
