//! A case that holds as many entries as one can.

use caseline_desk::error::Refusal;
use caseline_domain::case::{Author, Event, Impact, MOST_ENTRIES, Recorded, Side, Status};
use caseline_domain::id::CaseNumber;

use crate::support::{World, note, on_both_databases, refused, text};

/// Ana writes until the customer sees this many entries, and `inside` notes.
async fn fill(w: &World, number: CaseNumber, public: u32, inside: u32) {
    let view = w.ana.sees(number).await;
    let (us, at) = (Author::Person(w.ana.id()), w.now());
    let said = (view.case.public..public).map(|_| Event::Message { by: Side::Support, text: text("Still with you.") });
    let noted = (0..inside).map(|_| Event::InternalNote { text: note("Odd.") });
    let mut tx = w.desk.store().write().await.unwrap();
    for (seq, event) in (view.case.last + 1..).zip(said.chain(noted)) {
        tx.insert_event(view.row.id, &Recorded { seq, at, by: us, event }).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn a_full_case_takes_no_more_talk_is_escalated_and_closes_by_agreement(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    fill(w, number, MOST_ENTRIES - 1, 20).await;
    w.merchant.writes(number, "The last one.").await.unwrap();
    let before = w.everything_written().await;
    refused!(w.merchant.writes(number, "One more.").await, Refusal::Full);
    refused!(w.ana.writes(number, "One more.").await, Refusal::Full);
    refused!(w.ana.asks(number, "One more?").await, Refusal::Full);
    assert_eq!(w.everything_written().await, before);
    w.ana.notes(number, "Full.").await.unwrap();
    w.merchant.escalates(number, "I cannot write any more.").await.unwrap();
    w.manager.acknowledges(number, "We go on in a new one.").await.unwrap();
    w.merchant.ends_escalation(number, None).await.unwrap();
    w.ana.proposes(number, "Let us go on in a new one.").await.unwrap();
    w.merchant.declines(number, "Why?").await.unwrap();
    w.merchant.proposes(number, "Well then.").await.unwrap();
    w.ana.agrees(number).await.unwrap();
    assert_eq!(w.ana.sees(number).await.case.stage.status(), Status::Closed);
}

async fn what_is_said_inside_takes_no_room_from_the_customer(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    fill(w, number, 3, MOST_ENTRIES).await;
    refused!(w.ana.notes(number, "One more.").await, Refusal::Full);
    refused!(w.ana.offers(number, &w.ben, "Night.").await, Refusal::Full);
    w.merchant.writes(number, "Any news?").await.unwrap();
    w.ana.asks(number, "Which store?").await.unwrap();
    w.merchant.writes(number, "Oslo.").await.unwrap();
    assert_eq!(w.merchant.sees(number).await.events.len(), 6);
}

on_both_databases! {
    a_full_case_takes_no_more_talk_is_escalated_and_closes_by_agreement,
    what_is_said_inside_takes_no_room_from_the_customer,
}
