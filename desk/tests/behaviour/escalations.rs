//! Escalations: the customer asks for a manager, a manager answers, the customer or a manager ends it.

use caseline_desk::cases::ActForm;
use caseline_desk::clock::{Ids, SystemIds};
use caseline_desk::error::Refusal;
use caseline_desk::store::{NewPerson, QueueView};
use caseline_domain::access::Standing;
use caseline_domain::case::{Author, Channel, EscalationReason, EscalationStanding, Event, Impact, Side, Status};
use caseline_domain::form::Escalate;
use caseline_domain::id::{CaseNumber, PersonId};
use caseline_domain::instant::MINUTE;

use crate::support::{CONTACT, Person, World, on_both_databases, refused, text};

const CANARY: &str = "Canary-7731";

async fn owned(w: &World) -> CaseNumber {
    let number = w.merchant.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    number
}

async fn last(person: &Person, number: CaseNumber) -> (Author, Event) {
    let last = person.sees(number).await.events.pop().unwrap().recorded;
    (last.by, last.event)
}

async fn standing(person: &Person, number: CaseNumber) -> Option<EscalationStanding> {
    person.sees(number).await.case.escalation.map(|open| open.standing())
}

async fn a_customer_escalates_a_manager_answers_and_the_customer_ends_it(w: &World) {
    let number = owned(w).await;
    let clocks = w.merchant.sees(number).await.clocks;
    let escalate = Escalate { reason: EscalationReason::BusinessImpact, text: text("Sales stop at noon.") };
    w.desk.escalate(&w.merchant.actor, w.merchant.form(number).await, escalate).await.unwrap();
    let at = w.now();
    for person in [&w.merchant, &w.colleague, &w.ana, &w.manager, &w.administrator] {
        let open = person.sees(number).await.case.escalation.unwrap();
        assert_eq!((open.at, open.author), (at, Author::Person(w.merchant.id())));
        assert_eq!(open.acknowledged, None);
    }
    let listed = w.desk.queue(&w.ben.actor, QueueView::Escalated, None, 10).await.unwrap().entries;
    assert_eq!(listed[0].row.escalation, Some(EscalationStanding::Waits));
    w.later(41 * MINUTE);
    w.manager.acknowledges(number, "I have two more people on it.").await.unwrap();
    assert_eq!(w.merchant.sees(number).await.case.escalation.unwrap().acknowledged, Some(w.now()));
    let answer = Event::EscalationAcknowledged { text: text("I have two more people on it.") };
    assert_eq!(last(&w.merchant, number).await, (Author::Person(w.manager.id()), answer));
    w.colleague.ends_escalation(number, Some("Thank you, that helps.")).await.unwrap();
    assert_eq!(standing(&w.ana, number).await, None);
    assert!(w.desk.queue(&w.ben.actor, QueueView::Escalated, None, 10).await.unwrap().entries.is_empty());
    let view = w.merchant.sees(number).await;
    let beside = (view.clocks.resolution, view.clocks.assignment, view.case.stage.status());
    assert_eq!(beside, (clocks.resolution, clocks.assignment, Status::Working), "the work goes on beside it");
    w.later(15 * MINUTE);
    w.merchant.escalates(number, "It stopped again.").await.unwrap();
    w.manager.ends_escalation(number, None).await.unwrap();
    let ended = Event::EscalationEnded { by: Side::Support, text: None };
    assert_eq!(last(&w.merchant, number).await, (Author::Person(w.manager.id()), ended));
}

async fn our_side_is_told_who_escalates_what_and_by_when_a_manager_answers(w: &World) {
    let number = owned(w).await;
    w.merchant.escalates(number, "Sales stop at noon.").await.unwrap();
    let mail =
        w.stored::<(String, String, String)>("select recipient, subject, body from outbox where kind = 'escalation'");
    let mail = mail.await;
    assert_eq!(mail.len(), 2, "the owner and the manager: {mail:?}");
    // Four business hours from noon in Los Angeles, where both of them are.
    for (to, subject, body) in mail {
        assert_eq!(
            subject,
            format!("[{number}] Escalated: P2 of Harbor & Pine, answer by Tue 24 Nov 2026, 16:00"),
            "{to}"
        );
        assert!(body.starts_with("Mara Lind asks for a manager ("), "{body}");
        let told = "Sales stop at noon.\n\nPriority: P2\nAccount: Harbor & Pine\nOwner: Ana Flores\n\
                    A manager has to answer by Tue 24 Nov 2026, 16:00 (America/Los_Angeles).\n";
        assert!(body.contains(told), "{body}");
    }
}

async fn an_escalation_by_phone_is_the_customers_and_is_taken_down_by_who_heard_it(w: &World) {
    let number = owned(w).await;
    for (person, ends) in [(&w.ben, &w.merchant), (&w.manager, &w.merchant)] {
        person.escalates(number, "Caller wants a manager.").await.unwrap();
        let (author, event) = last(&w.merchant, number).await;
        let Event::Escalated { channel, .. } = event else { panic!("{event:?}") };
        assert_eq!((author, channel), (Author::Person(person.id()), Channel::Phone));
        ends.ends_escalation(number, None).await.unwrap();
    }
}

async fn while_one_is_open_no_second_is_begun_and_more_is_said_in_a_message(w: &World) {
    let number = owned(w).await;
    w.merchant.escalates(number, "Nobody answers.").await.unwrap();
    let before = w.everything_written().await;
    for person in [&w.merchant, &w.colleague, &w.ana, &w.manager] {
        refused!(person.escalates(number, "Me too.").await, Refusal::Escalated);
    }
    assert_eq!(w.everything_written().await, before);
    w.merchant.writes(number, "And Oslo is closed now.").await.unwrap();
    w.manager.acknowledges(number, "I am here.").await.unwrap();
    refused!(w.colleague.escalates(number, "Me too.").await, Refusal::Escalated);
    refused!(w.manager.acknowledges(number, "Still here.").await, Refusal::EscalationOver);
}

async fn only_a_manager_acknowledges_and_on_our_side_only_a_manager_ends(w: &World) {
    let number = owned(w).await;
    w.merchant.escalates(number, "Nobody answers.").await.unwrap();
    let before = w.everything_written().await;
    for person in [&w.merchant, &w.colleague, &w.stranger, &w.ana, &w.ben, &w.administrator] {
        refused!(person.acknowledges(number, "I do.").await, Refusal::NotThere);
    }
    for person in [&w.stranger, &w.ana, &w.ben, &w.administrator] {
        refused!(person.ends_escalation(number, None).await, Refusal::NotThere);
        refused!(person.ends_escalation(number, Some("Enough.")).await, Refusal::NotThere);
    }
    assert_eq!(w.everything_written().await, before);
}

async fn another_accounts_case_is_escalated_as_one_that_is_not_there(w: &World) {
    let number = owned(w).await;
    let before = w.everything_written().await;
    for number in [number, CaseNumber(9_999)] {
        refused!(w.stranger.escalates(number, "Mine?").await, Refusal::NotThere);
        refused!(w.stranger.acknowledges(number, "Mine?").await, Refusal::NotThere);
        refused!(w.stranger.ends_escalation(number, None).await, Refusal::NotThere);
        refused!(w.administrator.escalates(number, "Ours?").await, Refusal::NotThere);
    }
    assert_eq!(w.everything_written().await, before);
}

async fn a_case_is_escalated_at_any_time_until_it_is_closed_and_closing_ends_it(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    w.merchant.escalates(number, "Nobody has it.").await.unwrap();
    w.merchant.ends_escalation(number, None).await.unwrap();
    w.ana.takes(number).await.unwrap();
    w.ana.asks(number, "Which?").await.unwrap();
    w.later(15 * MINUTE);
    w.merchant.escalates(number, "You have asked that twice.").await.unwrap();
    w.ana.proposes(number, "Fixed.").await.unwrap();
    assert_eq!(standing(&w.merchant, number).await, Some(EscalationStanding::Waits));
    w.merchant.agrees(number).await.unwrap();
    assert_eq!(standing(&w.merchant, number).await, None);
    assert_eq!(w.count("select count(*) from support_case where escalation is not null").await, 0);
    let before = w.everything_written().await;
    refused!(w.merchant.escalates(number, "Again.").await, Refusal::NotNow(Status::Closed));
    refused!(w.manager.acknowledges(number, "Late.").await, Refusal::EscalationOver);
    refused!(w.merchant.ends_escalation(number, None).await, Refusal::EscalationOver);
    assert_eq!(w.everything_written().await, before);
}

async fn a_manager_answers_only_the_escalation_that_their_page_showed(w: &World) {
    let number = owned(w).await;
    w.merchant.escalates(number, "Nobody answers.").await.unwrap();
    let form = w.manager.form(number).await;
    w.merchant.ends_escalation(number, None).await.unwrap();
    w.later(15 * MINUTE);
    w.merchant.escalates(number, "What you did made it worse.").await.unwrap();
    let before = w.everything_written().await;
    let answer = w.desk.acknowledge_escalation(&w.manager.actor, form, text("You will hear today.")).await;
    refused!(answer, Refusal::EscalationOver);
    refused!(w.desk.end_escalation(&w.manager.actor, form, None).await, Refusal::EscalationOver);
    assert_eq!(w.everything_written().await, before);
}

async fn an_escalation_that_is_sent_twice_is_one(w: &World) {
    let number = owned(w).await;
    w.past_the_beginning().await;
    let form = ActForm { once: w.once(), ..w.merchant.form(number).await };
    for _ in 0..2 {
        let escalate = Escalate { reason: EscalationReason::Resolution, text: text("It came back.") };
        w.desk.escalate(&w.merchant.actor, form, escalate).await.unwrap();
    }
    let events = w.ana.sees(number).await.events;
    assert_eq!(events.iter().filter(|event| event.recorded.event.kind() == "escalated").count(), 1);
    assert_eq!(w.outbox().await.len(), 2, "to the owner and to the manager, once");
}

async fn an_escalation_tells_the_owner_and_the_managers_and_its_answer_the_customers_side(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    w.past_the_beginning().await;
    let known = std::cell::Cell::new(0);
    let fresh = async || -> Vec<String> {
        w.later(1);
        let outbox = w.outbox().await;
        let mails = &outbox[known.replace(outbox.len())..];
        for (kind, to, body) in mails {
            assert_eq!(kind, "escalation");
            let room = if to.ends_with("@caseline.example") { "desk" } else { "portal" };
            assert!(body.contains(&format!("https://desk.example/{room}/cases/{number}")), "{to}: {body}");
            assert!(!body.contains(CANARY), "{to}: {body}");
        }
        let mut to: Vec<String> = mails.iter().map(|(_, to, _)| to.clone()).collect();
        to.sort();
        to
    };
    let sorted = |people: &[&str]| -> Vec<String> {
        let mut people: Vec<String> = people.iter().map(|email| (*email).to_owned()).collect();
        people.sort();
        people
    };
    let (mara, noah) = (w.merchant.email.as_str(), w.colleague.email.as_str());
    let (ana, grace) = (w.ana.email.as_str(), w.manager.email.as_str());
    // Nobody owns it: the managers know.
    w.merchant.escalates(number, "Nobody has it.").await.unwrap();
    assert_eq!(fresh().await, sorted(&[grace]));
    w.ana.takes(number).await.unwrap();
    w.past_the_beginning().await;
    w.ana.notes(number, CANARY).await.unwrap();
    w.manager.acknowledges(number, "Ana has it now.").await.unwrap();
    assert_eq!(fresh().await, sorted(&[mara, CONTACT, ana]));
    w.merchant.ends_escalation(number, Some("Good.")).await.unwrap();
    assert_eq!(fresh().await, sorted(&[CONTACT, ana]), "and not who ended it");
    // A colleague of who opened it escalates: the answer is theirs too.
    w.later(15 * MINUTE);
    w.colleague.escalates(number, "It stopped again.").await.unwrap();
    assert_eq!(fresh().await, sorted(&[ana, grace]));
    w.manager.acknowledges(number, "I look at it myself.").await.unwrap();
    assert_eq!(fresh().await, sorted(&[mara, noah, CONTACT, ana]));
    w.manager.ends_escalation(number, None).await.unwrap();
    assert_eq!(fresh().await, sorted(&[mara, noah, CONTACT, ana]));
    // By phone: who took it down knows, and the customer reads what was.
    w.ana.escalates(number, "Caller wants a manager.").await.unwrap();
    assert_eq!(fresh().await, sorted(&[grace, mara, CONTACT]));
    // The manager owns it: one mail each, and none to who acts.
    w.ana.offers(number, &w.manager, CANARY).await.unwrap();
    w.manager.accepts_hand_over(number).await.unwrap();
    w.later(1);
    known.set(w.outbox().await.len());
    w.merchant.ends_escalation(number, None).await.unwrap();
    w.later(15 * MINUTE);
    w.merchant.escalates(number, "Still.").await.unwrap();
    assert_eq!(fresh().await, sorted(&[CONTACT, grace, grace]));
    w.manager.acknowledges(number, "Yes.").await.unwrap();
    assert_eq!(fresh().await, sorted(&[mara, CONTACT]));
    let said: Vec<String> = w.outbox().await.into_iter().map(|(_, _, body)| body).collect();
    for sentence in [
        "Mara Lind asks for a manager (dissatisfied with the responsiveness):\n\nNobody has it.",
        "Grace Kim, a manager, has the escalation of this case and answers:\n\nAna has it now.",
        "Mara Lind ended the escalation:\n\nGood.",
        "Grace Kim ended the escalation.",
        "Ana Flores took down an escalation on the phone",
    ] {
        assert!(said.iter().any(|body| body.starts_with(sentence)), "{sentence}: {said:#?}");
    }
}

async fn who_ends_an_escalation_and_begins_another_at_once_is_sent_to_the_phone(w: &World) {
    let number = owned(w).await;
    w.merchant.escalates(number, "Nobody answers.").await.unwrap();
    w.merchant.ends_escalation(number, None).await.unwrap();
    w.later(15 * MINUTE - 1);
    let before = w.everything_written().await;
    for member in [&w.merchant, &w.colleague] {
        refused!(member.escalates(number, "Still nobody.").await, Refusal::EscalatedLately);
    }
    assert_eq!(w.everything_written().await, before);
    w.later(1);
    w.merchant.escalates(number, "Still nobody.").await.unwrap();
    w.manager.ends_escalation(number, None).await.unwrap();
    w.ana.escalates(number, "They phoned.").await.unwrap();
}

async fn every_manager_is_told_however_many_there_are(w: &World) {
    let mut tx = w.desk.store().write().await.unwrap();
    for n in 0..120 {
        let id = PersonId(SystemIds.id(w.now()));
        let email = format!("manager-{n}@caseline.example");
        let manager = NewPerson::new(id, email, "Manager".into(), Standing::Manager, "UTC".into());
        tx.insert_person(&manager, w.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
    let number = w.merchant.submits(Impact::Core).await;
    w.merchant.escalates(number, "Nobody has it.").await.unwrap();
    assert_eq!(w.count("select count(distinct recipient) from outbox where kind = 'escalation'").await, 121);
}

on_both_databases! {
    a_customer_escalates_a_manager_answers_and_the_customer_ends_it,
    our_side_is_told_who_escalates_what_and_by_when_a_manager_answers,
    an_escalation_by_phone_is_the_customers_and_is_taken_down_by_who_heard_it,
    while_one_is_open_no_second_is_begun_and_more_is_said_in_a_message,
    only_a_manager_acknowledges_and_on_our_side_only_a_manager_ends,
    another_accounts_case_is_escalated_as_one_that_is_not_there,
    a_case_is_escalated_at_any_time_until_it_is_closed_and_closing_ends_it,
    a_manager_answers_only_the_escalation_that_their_page_showed,
    an_escalation_that_is_sent_twice_is_one,
    an_escalation_tells_the_owner_and_the_managers_and_its_answer_the_customers_side,
    who_ends_an_escalation_and_begins_another_at_once_is_sent_to_the_phone,
    every_manager_is_told_however_many_there_are,
}
