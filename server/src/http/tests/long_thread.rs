//! A case of thousands of entries: its page stays the size of a page, and every entry can be reached.

use axum::http::StatusCode;
use caseline_domain::case::{Author, Event, Recorded, Side};
use caseline_domain::text::{InternalText, PublicText};

use super::{SEEN_ALL, World, act_page};

/// More than a page with a hundred short entries weighs, on either side.
const PAGE: usize = 300_000;

/// A case of Mara's, with 3,000 messages and a note after every fourth of them.
async fn long_case(world: &World) -> String {
    let number = world.case_of(&world.mara).await;
    world.desk.take(&world.ana, world.fresh(number).await).await.unwrap();
    let view = world.desk.case(&world.ana, number).await.unwrap();
    let (by, at) = (Author::Person(world.ana.person), world.now());
    let mut tx = world.desk.store().write().await.unwrap();
    let mut seq = view.case.last;
    for n in 1..=2_998 {
        let text = PublicText::parse(&format!("This is message {n}.")).unwrap();
        let noted = (n % 4 == 0).then(|| Event::InternalNote { text: InternalText::parse("Canary-7731").unwrap() });
        for event in [Event::Message { by: Side::Support, text }].into_iter().chain(noted) {
            seq += 1;
            tx.insert_event(view.row.id, &Recorded { seq, at, by, event }).await.unwrap();
        }
    }
    tx.commit().await.unwrap();
    number.to_string()
}

#[tokio::test]
async fn a_case_of_thousands_of_entries_is_a_page_of_bounded_size() {
    let world = World::new().await;
    let number = long_case(&world).await;
    let (mara, ana) = (world.browser(&world.mara).await, world.browser(&world.ana).await);
    for (browser, page, left_out) in [
        // The customer's count is that of what they see.
        (&mara, format!("/portal/cases/{number}"), "Show 100 of 2899 earlier entries"),
        (&ana, format!("/desk/cases/{number}"), "Show 100 of 3648 earlier entries"),
    ] {
        for at in [page.clone(), act_page(&page)] {
            let answer = browser.get(&at).await;
            assert_eq!(answer.status, StatusCode::OK, "{at}");
            assert!(answer.body.len() < PAGE, "{at}: {} bytes", answer.body.len());
            for shown in ["Since this morning no order leaves routing.", "This is message 2998.", left_out] {
                assert!(answer.body.contains(shown), "{at} has no {shown:?}");
            }
            assert!(!answer.body.contains("This is message 1500."), "{at}");
        }
    }
}

#[tokio::test]
async fn the_links_lead_back_to_the_first_message_without_a_script() {
    let world = World::new().await;
    let number = long_case(&world).await;
    let mara = world.browser(&world.mara).await;
    let page = format!("/portal/cases/{number}");
    let (mut at, mut pages) = (page.clone(), 0);
    loop {
        let answer = mara.get(&at).await;
        assert!(answer.body.len() < PAGE && !answer.body.contains("Canary-7731"), "{at}");
        pages += 1;
        if answer.body.contains("This is message 1.") {
            break;
        }
        let earlier = answer.body.split(&format!("href=\"{page}?until=")).nth(1).expect("a link to earlier ones");
        at = format!("{page}?until={}", earlier.split('"').next().unwrap());
    }
    assert_eq!(pages, 30);
    let last = mara.get(&at).await;
    assert!(last.body.contains("Show 100 of 2900 later entries"), "{at}");
}

#[tokio::test]
async fn a_question_far_back_is_still_answered_on_the_page() {
    let world = World::new().await;
    let number = world.case_of(&world.mara).await;
    let (mara, ana) = (world.browser(&world.mara).await, world.browser(&world.ana).await);
    let (portal, desk) = (format!("/portal/cases/{number}"), format!("/desk/cases/{number}"));
    ana.post(&desk, &[("act", "take"), SEEN_ALL]).await;
    ana.post(&desk, &[("act", "ask"), ("questions", "Which store is it?"), SEEN_ALL]).await;
    for n in 0..120 {
        ana.post(&desk, &[("act", "message"), ("text", &format!("Still with you, {n}.")), SEEN_ALL]).await;
    }
    let page = mara.get(&portal).await;
    for shown in ["Which store is it?", "name=\"answer\"", "Still with you, 119.", "Show 20 earlier entries"] {
        assert!(page.body.contains(shown), "{shown}");
    }
    assert!(!page.body.contains("Still with you, 5."));
}

#[tokio::test]
async fn a_full_case_says_so_and_keeps_what_was_typed() {
    let world = World::new().await;
    let number = long_case(&world).await;
    let mara = world.browser(&world.mara).await;
    let message = [("act", "message"), ("text", "One more, please."), SEEN_ALL];
    let answer = mara.post(&format!("/portal/cases/{number}"), &message).await;
    assert!(answer.body.contains("This case is full"), "{}", answer.status);
    assert!(answer.body.contains("One more, please."));
}
