//! Workarounds: proposed by our side, tried, and accepted or failed by the customer, or by us for them.

use caseline_desk::error::Refusal;
use caseline_domain::case::{Event, Impact, ResolvedBy, Side, Status, Stop, WorkaroundState};
use caseline_domain::id::CaseNumber;
use caseline_domain::instant::HOUR;

use crate::support::{CONTACT, Person, World, on_both_databases, refused, text};

async fn state(person: &Person, number: CaseNumber) -> Option<WorkaroundState> {
    person.sees(number).await.case.workaround.map(|workaround| workaround.state)
}

async fn a_workaround_is_proposed_tried_and_accepted_and_both_sides_see_each_step(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    w.ana.proposes_workaround(number, "Route by hand.").await.unwrap();
    for person in [&w.merchant, &w.colleague, &w.ana, &w.manager] {
        assert_eq!(state(person, number).await, Some(WorkaroundState::Proposed));
    }
    w.ben.tests_workaround(number, false).await.unwrap();
    assert_eq!(state(&w.merchant, number).await, Some(WorkaroundState::Tested(false)));
    w.ben.tests_workaround(number, true).await.unwrap();
    w.colleague.accepts_workaround(number).await.unwrap();
    assert_eq!(state(&w.ana, number).await, Some(WorkaroundState::Accepted(w.now())));
    let clocks = w.ana.sees(number).await.clocks;
    assert_eq!((clocks.resolution.stop, clocks.resolved_by), (None, None), "below P1 the work goes on");
    refused!(w.merchant.accepts_workaround(number).await, Refusal::WorkaroundOver);
    w.merchant.fails_workaround(number, "It stopped.").await.unwrap();
    refused!(w.ana.fails_workaround(number, "Indeed.").await, Refusal::WorkaroundOver);
    // Another one begins anew.
    w.ana.proposes_workaround(number, "By telephone.").await.unwrap();
    w.ana.accepts_workaround(number).await.unwrap();
    let last = w.merchant.sees(number).await.events.pop().unwrap().recorded.event;
    assert_eq!(last, Event::WorkaroundAccepted { by: Side::Support }, "told on the phone, noted for them");
}

async fn an_accepted_workaround_resolves_a_p1_until_it_fails_after_all(w: &World) {
    let number = w.ana.takes_call_of(&w.merchant, Impact::Crucial).await;
    w.later(HOUR);
    w.ana.proposes_workaround(number, "Route by hand.").await.unwrap();
    w.later(HOUR);
    w.merchant.accepts_workaround(number).await.unwrap();
    let clocks = w.merchant.sees(number).await.clocks;
    assert_eq!(clocks.resolution.stop, Some(Stop::Provisional(w.now())));
    assert_eq!(clocks.resolved_by, Some(ResolvedBy::Workaround));
    w.later(HOUR);
    w.merchant.fails_workaround(number, "It stopped.").await.unwrap();
    let after = w.merchant.sees(number).await.clocks;
    assert_eq!((after.resolution.stop, after.resolved_by), (None, None));
    assert_eq!(after.resolution.start, clocks.resolution.start, "as if it had never stopped");
}

async fn managers_hear_where_our_side_accepts_for_the_customer_what_stops_a_clock(w: &World) {
    // Mail of one instant is in no order.
    let heard = async || {
        let outbox = w.outbox().await.into_iter();
        let noted = outbox.filter(|(kind, _, body)| kind == "workaround" && body.contains("noted"));
        let mut heard: Vec<_> = noted.map(|(_, to, body)| (to, body.split_once('\n').unwrap().0.to_owned())).collect();
        heard.sort();
        heard
    };
    let (core, crucial) =
        (w.merchant.submits(Impact::Core).await, w.ana.takes_call_of(&w.merchant, Impact::Crucial).await);
    w.ana.takes(core).await.unwrap();
    for number in [core, crucial] {
        w.ana.proposes_workaround(number, "Route by hand.").await.unwrap();
    }
    w.ana.accepts_workaround(core).await.unwrap();
    let theirs = "Ana Flores noted that you can go on with the workaround.".to_owned();
    let mut expected = [w.merchant.email.clone(), CONTACT.to_owned()].map(|to| (to, theirs.clone())).to_vec();
    expected.sort();
    assert_eq!(heard().await, expected, "below P1 no clock stops");
    w.ana.accepts_workaround(crucial).await.unwrap();
    let ours = "Ana Flores noted for the customer that they can go on with the workaround of this P1.".to_owned();
    expected.extend(expected.clone());
    expected.push((w.manager.email.clone(), ours));
    expected.sort();
    assert_eq!(heard().await, expected);
}

async fn only_the_workaround_that_the_page_showed_is_decided(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    refused!(w.merchant.accepts_workaround(number).await, Refusal::WorkaroundOver);
    w.ana.proposes_workaround(number, "Route by hand.").await.unwrap();
    let (theirs, ours) = (w.merchant.form(number).await, w.ben.form(number).await);
    w.ana.proposes_workaround(number, "Delete the queue.").await.unwrap();
    let before = w.everything_written().await;
    refused!(w.desk.accept_workaround(&w.merchant.actor, theirs).await, Refusal::WorkaroundOver);
    refused!(w.desk.fail_workaround(&w.merchant.actor, theirs, text("No.")).await, Refusal::WorkaroundOver);
    refused!(w.desk.accept_workaround(&w.ben.actor, ours).await, Refusal::WorkaroundOver);
    assert_eq!(w.everything_written().await, before);
}

async fn a_workaround_is_nobody_elses(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    refused!(w.ana.proposes_workaround(number, "Wait.").await, Refusal::NotNow(Status::Submitted));
    w.ana.takes(number).await.unwrap();
    w.ana.proposes_workaround(number, "Route by hand.").await.unwrap();
    let before = w.everything_written().await;
    for person in [&w.merchant, &w.stranger, &w.administrator] {
        refused!(person.proposes_workaround(number, "Mine.").await, Refusal::NotThere);
        refused!(person.tests_workaround(number, true).await, Refusal::NotThere);
    }
    for person in [&w.stranger, &w.administrator] {
        refused!(person.accepts_workaround(number).await, Refusal::NotThere);
        refused!(person.fails_workaround(number, "No.").await, Refusal::NotThere);
    }
    assert_eq!(w.everything_written().await, before);
}

on_both_databases! {
    a_workaround_is_proposed_tried_and_accepted_and_both_sides_see_each_step,
    an_accepted_workaround_resolves_a_p1_until_it_fails_after_all,
    managers_hear_where_our_side_accepts_for_the_customer_what_stops_a_clock,
    only_the_workaround_that_the_page_showed_is_decided,
    a_workaround_is_nobody_elses,
}
