//! Who owns a case, when several want to act at once: truly at once, on two servers with one database.

use std::sync::Arc;

use caseline_desk::Desk;
use caseline_desk::cases::{ActForm, Acted};
use caseline_desk::error::Refusal;
use caseline_domain::access::Actor;
use caseline_domain::case::{Event, HandOverReason, Impact, Status};
use caseline_domain::form::HandOver;
use caseline_domain::id::CaseNumber;
use tokio::sync::Barrier;

use crate::support::{Person, World, note, on_both_databases, refused, text};

type Outcome = Result<Acted, Refusal>;

/// Runs two acts from one starting line, each on a server of its own.
async fn at_once(
    one: impl Future<Output = Outcome> + Send + 'static,
    other: impl Future<Output = Outcome> + Send + 'static,
) -> (Outcome, Outcome) {
    let line = Arc::new(Barrier::new(2));
    let (here, there) = (line.clone(), line);
    let one = tokio::spawn(async move {
        here.wait().await;
        one.await
    });
    let other = tokio::spawn(async move {
        there.wait().await;
        other.await
    });
    (one.await.unwrap(), other.await.unwrap())
}

fn take(desk: &Desk, actor: &Actor, form: ActForm) -> impl Future<Output = Outcome> + Send + 'static {
    let (desk, actor) = (desk.clone(), actor.clone());
    async move { desk.take(&actor, form).await }
}

fn kinds(events: &[Event]) -> Vec<&'static str> {
    events.iter().map(Event::kind).collect()
}

async fn events(w: &World, number: CaseNumber) -> Vec<Event> {
    w.ana.sees(number).await.events.into_iter().map(|event| event.recorded.event).collect()
}

async fn of_two_csas_who_take_one_case_at_once_exactly_one_gets_it(w: &World) {
    let other = w.another_server().await;
    for _ in 0..50 {
        let number = w.merchant.submits(Impact::Core).await;
        let (here, there) = (w.ana.form(number).await, w.ben.form(number).await);
        let (ana, ben) = at_once(take(&w.desk, &w.ana.actor, here), take(&other, &w.ben.actor, there)).await;
        let (winner, loser) = match (&ana, &ben) {
            (Ok(_), Err(_)) => (&w.ana, ben),
            (Err(_), Ok(_)) => (&w.ben, ana),
            _ => panic!("{ana:?} and {ben:?}"),
        };
        refused!(loser, Refusal::Stale);
        assert_eq!(kinds(&events(w, number).await), ["opened", "assigned"]);
        assert_eq!(w.ana.sees(number).await.case.stage.owner(), Some(winner.id()));
        assert_eq!(w.ana.sees(number).await.row.owner.unwrap().id, winner.id());
    }
}

async fn of_many_who_take_one_case_at_once_exactly_one_gets_it(w: &World) {
    for _ in 0..5 {
        let number = w.merchant.submits(Impact::Core).await;
        let form = w.ana.form(number).await;
        let people = [&w.ana, &w.ben, &w.manager];
        let tasks: Vec<_> = (0..12).map(|n| tokio::spawn(take(&w.desk, &people[n % 3].actor, form))).collect();
        let mut taken = 0;
        for task in tasks {
            taken += usize::from(task.await.unwrap().is_ok());
        }
        assert_eq!(taken, 1);
        assert_eq!(events(w, number).await.len(), 2);
    }
}

async fn a_reply_that_races_a_closure_comes_before_it_or_not_at_all(w: &World) {
    let other = w.another_server().await;
    for round in 0..50 {
        let number = w.merchant.submits(Impact::Core).await;
        w.ana.takes(number).await.unwrap();
        w.ana.proposes(number, "Fixed.").await.unwrap();
        let (here, there) = (w.ana.form(number).await, w.merchant.form(number).await);
        let reply = {
            let (desk, actor) = if round % 2 == 0 {
                (w.desk.clone(), w.ana.actor.clone())
            } else {
                (w.desk.clone(), w.colleague.actor.clone())
            };
            async move { desk.write_message(&actor, here, text("One more thing.")).await }
        };
        let closure = {
            let (desk, actor) = (other.clone(), w.merchant.actor.clone());
            async move { desk.accept_closure(&actor, there).await }
        };
        let (reply, closure) = at_once(reply, closure).await;
        closure.unwrap();
        let kinds = kinds(&events(w, number).await);
        match reply {
            Ok(_) => {
                assert_eq!(kinds[3..], ["message", "closure_accepted", "survey_invited"]);
            }
            refusal => {
                refused!(refusal, Refusal::Stale);
                assert_eq!(kinds[3..], ["closure_accepted", "survey_invited"]);
            }
        }
    }
}

async fn of_an_acceptance_and_a_decline_at_once_one_holds(w: &World) {
    let other = w.another_server().await;
    for _ in 0..25 {
        let number = w.merchant.submits(Impact::Core).await;
        w.ana.takes(number).await.unwrap();
        w.ana.proposes(number, "Fixed.").await.unwrap();
        let form = w.merchant.form(number).await;
        let (desk, merchant, colleague) = (w.desk.clone(), w.merchant.actor.clone(), w.colleague.actor.clone());
        let there = other.clone();
        let (accepted, declined) = at_once(async move { desk.accept_closure(&merchant, form).await }, async move {
            there.decline_closure(&colleague, form, text("No.")).await
        })
        .await;
        assert!(accepted.is_ok() != declined.is_ok(), "{accepted:?} and {declined:?}");
        let status = w.ana.sees(number).await.case.stage.status();
        assert_eq!(status, if accepted.is_ok() { Status::Closed } else { Status::Working });
    }
}

async fn a_hand_over_waits_for_the_one_who_was_asked(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    w.ana.offers(number, &w.ben, "The feed needs your eyes.").await.unwrap();
    let owner = async || w.merchant.sees(number).await.case.stage.owner();
    assert_eq!(owner().await, Some(w.ana.id()), "until it is accepted");
    let before = w.everything_written().await;
    for person in [&w.ana, &w.manager] {
        assert!(person.accepts_hand_over(number).await.is_err());
        assert!(person.declines_hand_over(number, "No.").await.is_err());
    }
    assert_eq!(w.everything_written().await, before);
    w.ben.accepts_hand_over(number).await.unwrap();
    assert_eq!(owner().await, Some(w.ben.id()));
    assert!(w.ben.accepts_hand_over(number).await.is_err(), "it is accepted once");
    // The customer reads who and why, and not the summary.
    let events = w.merchant.sees(number).await.events;
    let last = events.last().unwrap();
    let accepted = Event::HandOverAccepted { to: w.ben.id(), reason: HandOverReason::Expertise };
    assert_eq!((&last.recorded.event, last.concerned_name.as_deref()), (&accepted, Some("Ben Okafor")));
}

async fn a_declined_hand_over_leaves_the_owner(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    w.ana.offers(number, &w.ben, "Late here.").await.unwrap();
    w.ben.declines_hand_over(number, "Late here too.").await.unwrap();
    assert!(w.ben.accepts_hand_over(number).await.is_err());
    assert_eq!(w.ana.sees(number).await.case.stage.owner(), Some(w.ana.id()));
}

async fn a_case_is_offered_only_to_who_can_own_it(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    let offer = async |by: &Person, to: &Person| {
        let to = HandOver { to: to.id(), reason: HandOverReason::Other, summary: note("x") };
        w.desk.offer_hand_over(&by.actor, by.form(number).await, to).await
    };
    refused!(offer(&w.ana, &w.ben).await, Refusal::NotNow(Status::Submitted));
    w.ana.takes(number).await.unwrap();
    let before = w.everything_written().await;
    for to in [&w.merchant, &w.stranger, &w.administrator] {
        refused!(offer(&w.ana, to).await, Refusal::NotThere);
    }
    refused!(offer(&w.manager, &w.ana).await, Refusal::NotNow(Status::Working));
    for oneself in [&w.ana, &w.manager] {
        refused!(offer(oneself, oneself).await, Refusal::Fields(errors) if errors.get("to").is_some());
    }
    assert_eq!(w.everything_written().await, before);
    offer(&w.ana, &w.manager).await.unwrap();
}

async fn a_case_is_offered_only_by_its_owner_or_a_manager(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    let before = w.everything_written().await;
    refused!(w.ben.offers(number, &w.manager, "Yours.").await, Refusal::NotThere);
    refused!(w.administrator.offers(number, &w.ben, "Yours.").await, Refusal::NotThere);
    assert_eq!(w.everything_written().await, before);
    w.manager.offers(number, &w.ben, "Ana is away.").await.unwrap();
    w.ben.accepts_hand_over(number).await.unwrap();
    refused!(w.ana.offers(number, &w.manager, "Back.").await, Refusal::NotThere);
    w.ben.offers(number, &w.ana, "Back.").await.unwrap();
}

async fn a_second_offer_takes_the_place_of_the_first_which_is_then_over(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    w.ana.offers(number, &w.ben, "Feeds.").await.unwrap();
    // Neither who was asked nor who is not the owner asks another.
    refused!(w.ben.offers(number, &w.manager, "Not me.").await, Refusal::NotThere);
    w.ana.offers(number, &w.manager, "Ben is away.").await.unwrap();
    let before = w.everything_written().await;
    refused!(w.ben.accepts_hand_over(number).await, Refusal::OfferOver);
    refused!(w.ben.declines_hand_over(number, "Away.").await, Refusal::OfferOver);
    assert_eq!(w.everything_written().await, before);
    w.manager.accepts_hand_over(number).await.unwrap();
    refused!(w.manager.accepts_hand_over(number).await, Refusal::OfferOver);
    assert_eq!(w.ana.sees(number).await.case.stage.owner(), Some(w.manager.id()));
}

async fn a_proposal_to_close_ends_an_unanswered_offer(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    w.ana.offers(number, &w.ben, "Feeds.").await.unwrap();
    w.merchant.proposes(number, "Never mind.").await.unwrap();
    assert!(w.ben.accepts_hand_over(number).await.is_err());
    w.ana.declines(number, "There is more.").await.unwrap();
    assert!(w.ben.accepts_hand_over(number).await.is_err());
}

async fn a_hand_over_while_we_wait_keeps_the_pause(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    w.ana.asks(number, "Which?").await.unwrap();
    let pauses = w.ana.sees(number).await.clocks.resolution.pauses;
    w.later(60_000);
    w.ana.offers(number, &w.ben, "Night.").await.unwrap();
    w.ben.accepts_hand_over(number).await.unwrap();
    let view = w.ben.sees(number).await;
    assert_eq!(view.clocks.resolution.pauses, pauses);
    assert_eq!((view.case.stage.status(), view.case.stage.owner()), (Status::WaitingOnCustomer, Some(w.ben.id())));
}

on_both_databases! {
    of_two_csas_who_take_one_case_at_once_exactly_one_gets_it,
    of_many_who_take_one_case_at_once_exactly_one_gets_it,
    a_reply_that_races_a_closure_comes_before_it_or_not_at_all,
    of_an_acceptance_and_a_decline_at_once_one_holds,
    a_hand_over_waits_for_the_one_who_was_asked,
    a_declined_hand_over_leaves_the_owner,
    a_case_is_offered_only_to_who_can_own_it,
    a_case_is_offered_only_by_its_owner_or_a_manager,
    a_second_offer_takes_the_place_of_the_first_which_is_then_over,
    a_proposal_to_close_ends_an_unanswered_offer,
    a_hand_over_while_we_wait_keeps_the_pause,
}
