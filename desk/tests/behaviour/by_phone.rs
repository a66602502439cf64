//! What must be phoned is what the account's plan of now has phoned, and an Outage and a P1 whatever a plan says.

use caseline_desk::cases::Submitted;
use caseline_desk::error::Refusal;
use caseline_domain::case::{Impact, Priority, Status};
use caseline_domain::form::Fields;
use caseline_domain::id::CaseNumber;
use caseline_domain::instant::MINUTE;
use caseline_domain::text::EmailAddress;

use crate::support::{World, details, on_both_databases, refused, request_fields};

async fn has_p2_phoned(w: &World, phoned: bool) {
    w.changes_plan(|plan| plan.p2.phoned = phoned).await;
}

async fn sent(w: &World, impact: Impact) -> Submitted {
    w.desk.submit_request(&w.merchant.actor, details(impact), w.once()).await.unwrap()
}

async fn card(w: &World) -> Option<(Priority, String)> {
    w.desk.call_card(&w.merchant.actor).await.unwrap().map(|card| (card.priority, card.code))
}

/// The codes to call back about.
async fn to_call_back(w: &World) -> Vec<String> {
    let listed: Vec<_> =
        w.desk.call_backs(&w.ana.actor).await.unwrap().into_iter().map(|waiting| waiting.call_code).collect();
    assert_eq!(w.desk.count_call_backs(&w.ana.actor).await.unwrap(), i64::try_from(listed.len()).unwrap());
    listed
}

async fn the_accounts_plan_of_now_decides_what_the_portal_opens(w: &World) {
    assert!(matches!(sent(w, Impact::Core).await, Submitted::Opened(_)));
    has_p2_phoned(w, true).await;
    w.merchant.types(Impact::Core).await;
    assert_eq!(card(w).await, None, "nothing was sent yet");
    assert_eq!(sent(w, Impact::Core).await, Submitted::MustBePhoned);
    let (priority, code) = card(w).await.unwrap();
    assert_eq!(priority, Priority::P2);
    assert_eq!(w.count("select count(*) from support_case").await, 1);
    let draft = w.desk.draft_by_code(&w.ana.actor, &code).await.unwrap().unwrap();
    assert_eq!(draft.fields, request_fields(Impact::Core), "the call opens what was typed");
    assert!(matches!(sent(w, Impact::Minor).await, Submitted::Opened(_)), "a P3 is written still");

    // Nobody called, and the plan takes it back.
    w.merchant.types(Impact::Core).await;
    assert_eq!(sent(w, Impact::Core).await, Submitted::MustBePhoned);
    assert!(card(w).await.is_some());
    has_p2_phoned(w, false).await;
    assert_eq!(card(w).await, None);
    assert!(matches!(sent(w, Impact::Core).await, Submitted::Opened(_)));
}

async fn no_plan_opens_an_outage_or_a_p1_through_the_portal(w: &World) {
    w.changes_plan(|plan| (plan.p1.phoned, plan.outage.phoned) = (false, false)).await;
    for (impact, priority) in [(Impact::Crucial, Priority::P1), (Impact::Outage, Priority::Outage)] {
        w.merchant.types(impact).await;
        assert_eq!(sent(w, impact).await, Submitted::MustBePhoned);
        assert_eq!(card(w).await.unwrap().0, priority);
    }
    assert_eq!(w.count("select count(*) from support_case").await, 0);
}

async fn who_is_called_back_follows_the_plan(w: &World) {
    has_p2_phoned(w, true).await;
    w.merchant.types(Impact::Core).await;
    sent(w, Impact::Core).await;
    let (_, code) = card(w).await.unwrap();
    w.later(15 * MINUTE);
    assert_eq!(to_call_back(w).await, [code.as_str()]);
    has_p2_phoned(w, false).await;
    assert_eq!(to_call_back(w).await, [code.as_str()], "they waited for a call, and have not been told");
    w.desk.save_draft(&w.merchant.actor, &request_fields(Impact::Core), i64::MAX, Fields::default()).await.unwrap();
    assert!(to_call_back(w).await.is_empty(), "told again, it need not be phoned");
    // Typed when it could be written, sent when it must be phoned.
    has_p2_phoned(w, true).await;
    assert_eq!(sent(w, Impact::Core).await, Submitted::MustBePhoned);
    assert_eq!(to_call_back(w).await, [code.as_str()]);
}

async fn closed(w: &World) -> CaseNumber {
    let number = w.merchant.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    w.ana.proposes(number, "Fixed.").await.unwrap();
    w.merchant.agrees(number).await.unwrap();
    number
}

async fn what_is_phoned_by_now_is_opened_again_by_phone(w: &World) {
    let (first, second) = (closed(w).await, closed(w).await);
    w.merchant.reopens(first, "It is back.").await.unwrap();
    has_p2_phoned(w, true).await;
    let before = w.everything_written().await;
    refused!(w.merchant.reopens(second, "It is back.").await, Refusal::ByPhone);
    assert_eq!(w.everything_written().await, before);
    // Ana owned it, and has left.
    let ana = EmailAddress::parse(&w.ana.email).unwrap();
    w.desk.disable(Some(&w.administrator.actor), &ana).await.unwrap();
    w.ben.reopens(second, "They called.").await.unwrap();
    let view = w.ben.sees(second).await;
    assert_eq!((view.case.stage.status(), view.case.stage.owner()), (Status::Working, Some(w.ben.id())));
}

on_both_databases! {
    the_accounts_plan_of_now_decides_what_the_portal_opens,
    no_plan_opens_an_outage_or_a_p1_through_the_portal,
    who_is_called_back_follows_the_plan,
    what_is_phoned_by_now_is_opened_again_by_phone,
}
