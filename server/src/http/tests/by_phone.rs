//! The request form under a plan that has more phoned than the process: what the page says, and what sending it does.

use axum::http::StatusCode;
use caseline_domain::text::PublicText;

use super::{World, request_form};

const NEW: &str = "/portal/requests/new";
const CALL: &str = "/portal/requests/call";

#[tokio::test]
async fn the_form_says_what_the_plan_has_phoned() {
    let world = World::new().await;
    let mara = world.browser(&world.mara).await;
    let says = async || {
        let page = mara.get(NEW).await.body;
        (
            page.contains(r#"name="phoned" value="outage crucial""#),
            page.contains("Submit as P2"),
            page.contains("Submit as P3"),
        )
    };
    assert_eq!(says().await, (true, true, true));
    world.changes_plan(|plan| plan.p2.phoned = true).await;
    assert_eq!(says().await, (false, false, true));
    let page = mara.get(NEW).await.body;
    assert!(page.contains(r#"name="phoned" value="outage crucial core""#), "{page}");
    assert!(page.contains("within 24 hours of your call, or when we open next"), "{page}");
    world.changes_plan(|plan| (plan.p1.phoned, plan.p2.phoned) = (false, false)).await;
    assert_eq!(says().await, (true, true, true), "an Outage and a P1 are phoned whatever a plan says");
}

#[tokio::test]
async fn what_the_plan_has_phoned_leads_to_the_call_card_by_that_one_answer() {
    let world = World::new().await;
    world.changes_plan(|plan| plan.p2.phoned = true).await;
    let mara = world.browser(&world.mara).await;
    // As the page is, and as somebody would like it to be.
    for phoned in ["outage crucial core", "outage crucial", ""] {
        let form = [("act", "submit"), ("impact", "core"), ("revision", "0"), ("base", ""), ("phoned", phoned)];
        let answer = mara.post(NEW, &form).await;
        assert_eq!(answer.goes_to(), "/portal/requests/call#", "{phoned:?}: {}", answer.body);
        let code = world.desk.draft(&world.mara).await.unwrap().unwrap().code.unwrap().0;
        let card = mara.get(CALL).await.body;
        assert!(card.contains(&code[..3]) && card.contains("Your plan has this phoned."), "{card}");
        mara.post(NEW, &[("act", "discard")]).await;
    }
    assert!(world.cases().await.is_empty());
    // A P3 is written as ever.
    let form = [&[("act", "submit")][..], &request_form("minor")].concat();
    assert_eq!(mara.post(NEW, &form).await.status, StatusCode::SEE_OTHER);
    assert_eq!(world.cases().await.len(), 1);
}

#[tokio::test]
async fn a_form_of_before_the_plan_changed_leads_to_the_call_card_with_all_that_was_typed() {
    let world = World::new().await;
    let mara = world.browser(&world.mara).await;
    let form = [&[("act", "submit"), ("revision", "0"), ("base", "")][..], &request_form("core")].concat();
    world.changes_plan(|plan| plan.p2.phoned = true).await;
    assert_eq!(mara.post(NEW, &form).await.goes_to(), "/portal/requests/call#");
    let draft = world.desk.draft(&world.mara).await.unwrap().unwrap();
    assert_eq!(draft.fields.get("subject"), "Orders stay in routing");
    // Taken back, the card is over, and the form opens the case.
    world.changes_plan(|plan| plan.p2.phoned = false).await;
    assert!(mara.get(CALL).await.body.contains("No request waits for your call"));
    let revision = draft.revision.to_string();
    let again = [&[("act", "submit"), ("revision", revision.as_str())][..], &request_form("core")].concat();
    assert!(mara.post(NEW, &again).await.goes_to().starts_with("/portal/cases/"));
}

#[tokio::test]
async fn a_closed_case_that_is_phoned_by_now_shows_the_numbers() {
    let world = World::new().await;
    let mara = world.browser(&world.mara).await;
    let number = world.case_of(&world.mara).await;
    world.desk.take(&world.ana, world.fresh(number).await).await.unwrap();
    let summary = PublicText::parse("It works again").unwrap();
    world.desk.propose_closure(&world.ana, world.fresh(number).await, summary).await.unwrap();
    world.desk.accept_closure(&world.mara, world.fresh(number).await).await.unwrap();
    let page = async || mara.get(&format!("/portal/cases/{number}")).await.body;
    assert!(page().await.contains("Open it again"));
    world.changes_plan(|plan| plan.p2.phoned = true).await;
    let phoned = page().await;
    assert!(phoned.contains("If it comes back, phone us") && !phoned.contains("Open it again"), "{phoned}");
}
