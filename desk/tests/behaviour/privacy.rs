//! What is internal stays with us, wherever one looks.

use caseline_domain::case::{Event, Impact};
use caseline_domain::survey::{Expectations, Score, SurveyAnswer};

use crate::support::{CONTACT, Person, World, on_both_databases, request_fields};

const CANARY: &str = "Canary-7731";

/// Everything that a member can read, as one text.
async fn all_that_is_read(member: &Person, numbers: &[caseline_domain::id::CaseNumber]) -> String {
    let (desk, actor) = (&member.desk, &member.actor);
    let mut read = String::new();
    for number in numbers {
        let view = member.sees(*number).await;
        read += &format!("{:?} {:?} {:?} {:?} {:?}", view.row, view.case, view.details, view.events, view.clocks);
    }
    let home = desk.portal_home(actor).await.unwrap();
    read += &format!("{} {:?}", home.account_name, home.surveys);
    for entry in home.open.iter().chain(&home.closed) {
        read += &format!("{:?} {:?}", entry.row, entry.clocks);
    }
    read += &format!("{:?} {:?}", desk.draft(actor).await.unwrap(), desk.call_card(actor).await.unwrap());
    for survey in &home.surveys {
        let number = caseline_domain::id::CaseNumber(survey.number);
        let link = desk.survey_link(actor, number).await.unwrap();
        read += &format!("{:?}", desk.survey(&link).await.unwrap());
    }
    read
}

async fn no_internal_text_reaches_a_member_or_a_mail(w: &World) {
    let mut numbers = vec![w.ana.takes_call_of(&w.merchant, Impact::Outage).await];
    for _ in 0..3 {
        numbers.push(w.merchant.submits(Impact::Core).await);
    }
    w.merchant.types(Impact::Core).await;
    w.desk
        .save_draft(&w.merchant.actor, &request_fields(Impact::Crucial), 1, request_fields(Impact::Core))
        .await
        .unwrap();
    for (n, number) in numbers.iter().copied().enumerate() {
        w.ben.notes(number, CANARY).await.unwrap();
        if n > 0 {
            w.ana.takes(number).await.unwrap();
        }
        w.ana.writes(number, "We are on it.").await.unwrap();
        w.ana.notes(number, CANARY).await.unwrap();
        w.ana.offers(number, &w.ben, CANARY).await.unwrap();
        w.ben.declines_hand_over(number, CANARY).await.unwrap();
        w.ana.offers(number, &w.ben, CANARY).await.unwrap();
        if n == 1 {
            continue; // Offered, and not yet accepted.
        }
        w.ben.accepts_hand_over(number).await.unwrap();
        w.ben.asks(number, "Which stores?").await.unwrap();
        w.ben.notes(number, CANARY).await.unwrap();
        w.merchant.writes(number, "All.").await.unwrap();
        w.ben.proposes(number, "Fixed.").await.unwrap();
        w.ben.notes(number, CANARY).await.unwrap();
        if n == 2 {
            continue;
        }
        w.merchant.agrees(number).await.unwrap();
        w.ben.notes(number, CANARY).await.unwrap();
    }
    let desk = w.ana.sees(numbers[0]).await;
    assert_eq!(format!("{:?}", desk.events).matches(CANARY).count(), 8, "the desk reads them");
    for member in [&w.merchant, &w.colleague] {
        let read = all_that_is_read(member, &numbers).await;
        assert!(read.contains("We are on it."));
        assert!(!read.contains(CANARY), "{read}");
        let offered = member.sees(numbers[1]).await;
        assert!(!format!("{:?} {:?}", offered.case, offered.events).contains(&w.ben.id().to_string()));
    }
    let mail: Vec<(String, String)> = w.stored("select subject, body from outbox").await;
    assert!(mail.len() > 20, "{}", mail.len());
    assert!(mail.iter().all(|(subject, body)| !subject.contains(CANARY) && !body.contains(CANARY)));
}

async fn a_survey_score_is_the_managers_to_read(w: &World) {
    let number = w.ana.takes_call_of(&w.merchant, Impact::Core).await;
    w.ana.proposes(number, "Fixed.").await.unwrap();
    w.merchant.agrees(number).await.unwrap();
    let link = w.desk.survey_link(&w.merchant.actor, number).await.unwrap();
    let score = Score::new(2).unwrap();
    let answer = SurveyAnswer {
        overall: score,
        timeliness: score,
        quality: score,
        expectations: Expectations::Missed,
        comment: None,
        may_contact: false,
    };
    w.desk.answer_survey(&link, answer).await.unwrap();
    let kinds = async |person: &Person| -> Vec<&str> {
        person.sees(number).await.events.iter().map(|event| event.recorded.event.kind()).collect()
    };
    assert!(!kinds(&w.merchant).await.contains(&"survey_invited"));
    assert!(kinds(&w.ana).await.contains(&"survey_invited"));
    for person in [&w.merchant, &w.colleague, &w.ana, &w.ben] {
        assert!(!kinds(person).await.contains(&"survey_answered"), "{}", person.actor.name);
    }
    for person in [&w.manager, &w.administrator] {
        let last = person.sees(number).await.events.pop().unwrap().recorded.event;
        assert_eq!(last, Event::SurveyAnswered { overall: 2 }, "{}", person.actor.name);
    }
}

async fn a_mail_tells_each_of_the_other_side_once(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    w.past_the_beginning().await;
    w.merchant.writes(number, "Anybody?").await.unwrap();
    assert!(w.outbox().await.is_empty(), "nobody owns it yet, the queue shows it");
    w.ana.takes(number).await.unwrap();
    w.past_the_beginning().await;
    let mut known = 0;
    let fresh = async |known: &mut usize| -> Vec<(String, String)> {
        let outbox = w.outbox().await;
        let mut fresh: Vec<_> = outbox[*known..].iter().map(|(kind, to, _)| (kind.clone(), to.clone())).collect();
        *known = outbox.len();
        fresh.sort();
        fresh
    };
    let to = |kind: &str, recipients: &[&str]| -> Vec<(String, String)> {
        let mut mails: Vec<_> = recipients.iter().map(|to| (kind.to_owned(), (*to).to_owned())).collect();
        mails.sort();
        mails
    };
    let (customers, owner) = ([w.merchant.email.as_str(), CONTACT], [w.ana.email.as_str()]);
    // A colleague writes; who opened the case and the technical contact are told, and not the colleague.
    w.ben.writes(number, "I look at it.").await.unwrap();
    assert_eq!(fresh(&mut known).await, to("message", &customers));
    w.later(1);
    w.ana.asks(number, "Which stores?").await.unwrap();
    assert_eq!(fresh(&mut known).await, to("question", &customers));
    w.later(1);
    w.colleague.writes(number, "All.").await.unwrap();
    assert_eq!(fresh(&mut known).await, to("answer", &owner));
    w.later(1);
    w.ana.notes(number, "Hm.").await.unwrap();
    assert!(fresh(&mut known).await.is_empty());
    // A hand-over: who is asked, then who asked; the customer once it is so.
    let ben = [w.ben.email.as_str()];
    w.ana.offers(number, &w.ben, CANARY).await.unwrap();
    assert_eq!(fresh(&mut known).await, to("hand_over", &ben));
    w.later(1);
    w.ben.declines_hand_over(number, CANARY).await.unwrap();
    assert_eq!(fresh(&mut known).await, to("hand_over", &owner));
    w.later(1);
    w.manager.offers(number, &w.ben, CANARY).await.unwrap();
    assert_eq!(fresh(&mut known).await, to("hand_over", &ben));
    w.later(1);
    w.ben.accepts_hand_over(number).await.unwrap();
    let everybody = [customers.as_slice(), &owner, &[w.manager.email.as_str()]].concat();
    assert_eq!(fresh(&mut known).await, to("hand_over", &everybody));
    for (kind, recipient, body) in w.outbox().await.iter().filter(|(kind, _, _)| kind == "hand_over") {
        assert!(!body.contains(CANARY), "{kind} to {recipient}: {body}");
        let theirs = customers.contains(&recipient.as_str());
        let room = if theirs { "portal" } else { "desk" };
        assert!(
            body.contains(&format!("{number}: Orders stay in routing\nhttps://desk.example/{room}/cases/{number}"))
        );
        if theirs {
            assert!(body.starts_with("Ben Okafor owns your case now, for their expertise."), "{body}");
        }
    }
    w.later(1);
    w.ben.offers(number, &w.ana, "Hm.").await.unwrap();
    w.ana.accepts_hand_over(number).await.unwrap();
    fresh(&mut known).await;
    w.later(1);
    w.ana.proposes(number, "Fixed.").await.unwrap();
    assert_eq!(fresh(&mut known).await, to("closure", &customers));
    w.later(1);
    w.merchant.declines(number, "Oslo.").await.unwrap();
    assert_eq!(fresh(&mut known).await, to("closure", &owner));
    w.later(1);
    w.merchant.proposes(number, "It is back.").await.unwrap();
    assert_eq!(fresh(&mut known).await, to("closure", &owner));
    w.later(1);
    w.ana.agrees(number).await.unwrap();
    let mut closing = to("closure", &customers);
    closing.extend(to("survey", &[w.merchant.email.as_str()]));
    assert_eq!(fresh(&mut known).await, closing);
    // A contact who opened the case themselves gets one.
    w.later(1);
    let theirs = w.stranger.submits(Impact::Core).await;
    w.ana.takes(theirs).await.unwrap();
    w.past_the_beginning().await;
    w.ana.writes(theirs, "Hello.").await.unwrap();
    assert_eq!(fresh(&mut known).await, to("message", &[w.stranger.email.as_str()]));
    // However the address is written, and whatever its letters.
    w.later(1);
    w.tamper("update person set email = 'söl@salysol.example' where email = 'sol@salysol.example'").await;
    w.tamper("update account set contact_email = 'SÖL@SalySol.example' where name = 'Sal y Sol'").await;
    w.ana.writes(theirs, "Are you there?").await.unwrap();
    assert_eq!(fresh(&mut known).await, to("message", &["söl@salysol.example"]));
}

on_both_databases! {
    no_internal_text_reaches_a_member_or_a_mail,
    a_survey_score_is_the_managers_to_read,
    a_mail_tells_each_of_the_other_side_once,
}
