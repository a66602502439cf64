//! What is internal stays with us: planted words that no byte a member can fetch may hold.

use axum::http::StatusCode;
use caseline_desk::plan_versions::PlanEdit;
use caseline_domain::case::HandOverReason;
use caseline_domain::form::HandOver;
use caseline_domain::text::{InternalText, PublicText};

use super::{Answer, Browser, SEEN_ALL, World, act_page};

const CANARIES: [&str; 4] = ["canary-note", "canary-offer", "canary-refusal", "canary-afterwards"];
/// Whom we asked to take over is ours as long as they have not.
const ASKED: &str = "Ben";

fn internal(text: &str) -> InternalText {
    InternalText::parse(text).unwrap()
}

/// Everything a member can fetch about a case, and what a form of theirs that is refused shows again.
async fn all_that_is_shown(member: &Browser<'_>, case: &str) -> Vec<(String, Answer)> {
    let mut shown = Vec::new();
    let own_case = format!("/portal/cases/{case}");
    // What is found by a public word shows no other.
    let found = ["/portal/cases", "/portal/cases?q=orders", "/portal/cases?q=1001", "/desk/search?q=orders"];
    for at in found.into_iter().chain([
        "/portal",
        "/portal/requests/new",
        "/portal/requests/call",
        &own_case,
        &format!("/desk/cases/{case}"),
    ]) {
        shown.push((at.to_owned(), member.get(at).await));
        shown.push((act_page(at), member.get(&act_page(at)).await));
    }
    for (act, seen) in [("message", "999"), ("propose", "999"), ("decline", "999"), ("answer", "0"), ("accept", "0")] {
        let form = [("act", act), ("seen", seen), ("text", ""), ("summary", ""), ("reason", ""), ("answer", "")];
        shown.push((format!("{act}, refused"), member.post(&own_case, &form).await));
    }
    let stale = [("act", "message"), ("seen", "0"), ("text", "Hello")];
    shown.push(("message, stale".to_owned(), member.post(&own_case, &stale).await));
    shown
}

#[tokio::test]
async fn no_number_on_a_customers_page_moves_with_what_is_said_inside() {
    let world = World::new().await;
    let number = world.case_of(&world.mara).await;
    let (mara, ana) = (world.browser(&world.mara).await, world.browser(&world.ana).await);
    let (portal, desk) = (format!("/portal/cases/{number}"), format!("/desk/cases/{number}"));
    ana.post(&desk, &[("act", "take"), SEEN_ALL]).await;
    let seen = async || {
        let page = mara.get(&portal).await.body;
        let value = page.split_once("name=\"seen\" value=\"").unwrap().1;
        value.split('"').next().unwrap().to_owned()
    };
    let before = seen().await;
    for note in ["One.", "Two.", "Three."] {
        ana.post(&desk, &[("act", "note"), ("note", note), SEEN_ALL]).await;
    }
    assert_eq!(seen().await, before);
    // And a form of that page is as good as any.
    let sent = mara.post(&portal, &[("act", "message"), ("text", "Hello"), ("seen", &before)]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
}

#[tokio::test]
async fn no_customer_is_sent_the_name_of_an_administrator() {
    let world = World::new().await;
    let number = world.case_of(&world.mara).await;
    let administrator = &world.administrator;
    let mut plan = world.desk.plans(administrator).await.unwrap().remove(0).plan;
    plan.p3.assignment = caseline_domain::hours::Target::ElapsedMinutes(90);
    world.desk.save_plan(administrator, PlanEdit { seen: 1, plan }).await.unwrap();
    let to = world.desk.preview_move(administrator, "Standard").await.unwrap().to.id;
    assert_eq!(world.desk.move_cases(administrator, "Standard", to, None).await.unwrap().cases, 1);
    let mara = world.browser(&world.mara).await;
    for (at, answer) in all_that_is_shown(&mara, &number.to_string()).await {
        assert!(!answer.body.contains(&administrator.name), "{at}: {}", answer.body);
    }
    assert!(
        mara.get(&format!("/portal/cases/{number}"))
            .await
            .body
            .contains("Your case goes by the plan Standard, version 2 now")
    );
}

#[tokio::test]
async fn a_member_reads_no_internal_word_wherever_they_look() {
    let world = World::new().await;
    let desk = &world.desk;
    let number = world.case_of(&world.mara).await;
    let (mara, ana) = (world.browser(&world.mara).await, world.browser(&world.ana).await);
    desk.take(&world.ana, world.fresh(number).await).await.unwrap();
    desk.write_note(&world.ana, world.fresh(number).await, internal(CANARIES[0])).await.unwrap();
    for (summary, declines) in [("canary-offer", true), ("canary-offer again", false)] {
        let offer = HandOver { to: world.ben.person, reason: HandOverReason::Other, summary: internal(summary) };
        desk.offer_hand_over(&world.ana, world.fresh(number).await, offer).await.unwrap();
        if declines {
            let why = internal(CANARIES[2]);
            desk.decline_hand_over(&world.ben, world.fresh(number).await, why).await.unwrap();
        }
    }
    let case = number.to_string();
    let of_members = |shown: &[(String, Answer)]| {
        for (what, answer) in shown {
            assert!(!answer.status.is_server_error(), "{what}: {answer:?}");
            for word in CANARIES.iter().chain([&ASKED]) {
                assert!(!answer.body.contains(word), "{word} in {what}: {}", answer.body);
                let in_headers =
                    answer.headers.values().any(|value| String::from_utf8_lossy(value.as_bytes()).contains(word));
                assert!(!in_headers, "{word} in the headers of {what}");
            }
        }
    };
    of_members(&all_that_is_shown(&mara, &case).await);

    // Closed, with a note after it and a survey: there too.
    let summary = PublicText::parse("It works again").unwrap();
    desk.propose_closure(&world.ana, world.fresh(number).await, summary).await.unwrap();
    of_members(&all_that_is_shown(&mara, &case).await);
    let closed = mara.post(&format!("/portal/cases/{case}"), &[("act", "accept"), SEEN_ALL]).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER);
    desk.write_note(&world.ana, world.fresh(number).await, internal(CANARIES[3])).await.unwrap();
    let link = mara.post(&format!("/portal/cases/{case}"), &[("act", "survey"), SEEN_ALL]).await.goes_to().to_owned();
    assert!(link.starts_with("/survey/"), "{link}");
    let mut shown = all_that_is_shown(&mara, &case).await;
    shown.push(("survey".into(), mara.get(&link).await));
    shown.push(("survey".into(), mara.get(&act_page(&link)).await));
    of_members(&shown);

    for (to, text) in world.mail().await.into_iter().filter(|(to, _)| to.starts_with("mara") || to.starts_with("team"))
    {
        assert!(CANARIES.iter().all(|word| !text.contains(word)), "mail to {to}: {text}");
    }
    // That they were there to be found.
    let ours = ana.get(&format!("/desk/cases/{case}")).await.body;
    assert!(CANARIES.iter().chain([&ASKED]).all(|word| ours.contains(word)), "{ours}");
}

#[tokio::test]
async fn a_survey_s_score_is_for_managers_and_its_comment_for_nobody_else() {
    let world = World::new().await;
    let number = world.case_of(&world.mara).await;
    let (mara, ana) = (world.browser(&world.mara).await, world.browser(&world.ana).await);
    let manager = world.browser(&world.manager).await;
    world.desk.take(&world.ana, world.fresh(number).await).await.unwrap();
    let summary = PublicText::parse("It works again").unwrap();
    world.desk.propose_closure(&world.ana, world.fresh(number).await, summary).await.unwrap();
    let own_case = format!("/portal/cases/{number}");
    mara.post(&own_case, &[("act", "accept"), SEEN_ALL]).await;
    let link = mara.post(&own_case, &[("act", "survey"), SEEN_ALL]).await.goes_to().to_owned();
    let answer = [
        ("overall", "2"),
        ("timeliness", "1"),
        ("quality", "3"),
        ("expectations", "missed"),
        ("comment", "canary-comment"),
    ];
    let sent = world.stranger().post(&link, &answer).await;
    assert_eq!(sent.goes_to(), link, "{sent:?}");
    let at = format!("/desk/cases/{number}");
    for (who, browser, shown) in [("analyst", &ana, &at), ("member", &mara, &own_case)] {
        for address in
            [shown.clone(), act_page(shown), "/reports/satisfaction".to_owned(), act_page("/reports/satisfaction")]
        {
            let body = browser.get(&address).await.body;
            assert!(!body.contains("2 of 5") && !body.contains("canary-comment"), "{who} at {address}: {body}");
        }
    }
    world.later(1_000);
    assert!(manager.get(&at).await.body.contains("2 of 5"));
    assert!(manager.get("/reports/satisfaction").await.body.contains("canary-comment"));
}
