//! Who is disabled: nothing lets them in, nothing is mailed to them, and what they own stays theirs until handed over.

use caseline_desk::clock::Secret;
use caseline_desk::error::Refusal;
use caseline_desk::people::SignInRefusal;
use caseline_domain::case::{Impact, Status};
use caseline_domain::form::{PHONE_CALLER, PhoneCase};
use caseline_domain::instant::MINUTE;

use crate::people::{address, joins, lives, sign_in_during, signs_in};
use crate::support::{CONTACT, Person, World, details, on_both_databases, refused};

async fn disable(w: &World, person: &Person) {
    w.desk.disable(Some(&w.administrator.actor), &address(&person.email)).await.unwrap();
}

/// The kind and the recipient of each mail that was written since the clock last moved, in no order.
async fn mailed(w: &World) -> Vec<(String, String)> {
    let rows: Vec<(String, String, i64)> = w.stored("select kind, recipient, created_at from outbox").await;
    let now = rows.into_iter().filter(|(_, _, at)| *at == w.now().millis());
    let mut mailed: Vec<_> = now.map(|(kind, recipient, _)| (kind, recipient)).collect();
    mailed.sort();
    mailed
}

fn mail(kind: &str, recipient: &str) -> (String, String) {
    (kind.to_owned(), recipient.to_owned())
}

async fn a_disabled_person_is_out_at_once_and_no_link_lets_them_in(w: &World) {
    let session = joins(w, "ida@harborpine.example", "correct horse").await;
    w.desk.ask_for_reset(&address("ida@harborpine.example")).await.unwrap();
    let link = w.mailed_secret("reset").await;
    w.later(MINUTE);
    let left = w.desk.disable(None, &address("Ida@HarborPine.example")).await.unwrap();
    assert_eq!((left.name.as_str(), left.owned.len(), left.asked.len()), ("Ida Berg", 0, 0));
    assert!(!lives(w, &session).await);
    assert_eq!(w.count("select count(*) from session").await, 0);
    let refusal = signs_in(w, "ida@harborpine.example", "correct horse").await.unwrap_err();
    let wrong = signs_in(w, "nobody@harborpine.example", "correct horse").await.unwrap_err();
    assert_eq!(format!("{refusal:?} {refusal}"), format!("{wrong:?} {wrong}"));
    assert!(w.desk.whose_password_link(&link).await.unwrap().is_none());
    refused!(w.desk.choose_password(&link, "battery staple".into()).await, Refusal::NotThere);
    w.desk.ask_for_reset(&address("ida@harborpine.example")).await.unwrap();
    assert_eq!(mailed(w).await, []);
    assert_eq!(w.count("select count(*) from one_time_link where used_at is null").await, 0);
}

async fn who_is_enabled_again_has_their_password_but_no_session_or_link_of_before(w: &World) {
    let session = joins(w, "ida@harborpine.example", "correct horse").await;
    w.desk.ask_for_reset(&address("ida@harborpine.example")).await.unwrap();
    let link = w.mailed_secret("reset").await;
    for _ in 0..2 {
        w.desk.disable(None, &address("ida@harborpine.example")).await.unwrap();
    }
    let listed = w.desk.everybody(None).await.unwrap();
    let ida = listed.iter().find(|person| person.email == "ida@harborpine.example").unwrap();
    assert!(ida.is_disabled && ida.has_password);
    assert_eq!((ida.standing.as_str(), ida.account_name.as_deref()), ("member", Some("Harbor & Pine")));
    assert_eq!(listed.iter().filter(|person| person.is_disabled).count(), 1);
    assert_eq!(w.desk.enable(None, &address("ida@harborpine.example")).await.unwrap(), "Ida Berg");
    assert!(!lives(w, &session).await);
    refused!(w.desk.choose_password(&link, "battery staple".into()).await, Refusal::NotThere);
    signs_in(w, "ida@harborpine.example", "correct horse").await.unwrap();
    w.later(MINUTE);
    w.desk.ask_for_reset(&address("ida@harborpine.example")).await.unwrap();
    let link = w.mailed_secret("reset").await;
    w.desk.choose_password(&link, "battery staple".into()).await.unwrap();
}

async fn who_is_disabled_while_their_password_is_compared_gets_no_session(w: &World) {
    joins(w, "ida@harborpine.example", "correct horse").await;
    let outcome = sign_in_during(w, "ida@harborpine.example", "correct horse", async || {
        w.desk.disable(None, &address("ida@harborpine.example")).await.unwrap();
    })
    .await;
    refused!(outcome, SignInRefusal::Wrong);
    assert_eq!(w.count("select count(*) from session").await, 0);
}

async fn nobody_disabled_is_offered_as_a_colleague_or_as_who_calls(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    disable(w, &w.ben).await;
    disable(w, &w.merchant).await;
    let colleagues = w.desk.colleagues(&w.ana.actor).await.unwrap();
    let names: Vec<_> = colleagues.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(names, ["Ana Flores", "Grace Kim"]);
    refused!(w.ana.offers(number, &w.ben, "Night.").await, Refusal::NotThere);
    let (_, members) = w.desk.account_with_callers(&w.ana.actor, w.merchant.account()).await.unwrap().unwrap();
    assert_eq!(members, [(w.colleague.id(), "Noah Pine".to_owned())]);
    let case = PhoneCase {
        account: w.merchant.account(),
        caller: Some(w.merchant.id()),
        details: details(Impact::Crucial),
        answered: w.now(),
        code: None,
    };
    let before = w.everything_written().await;
    let refused = w.desk.open_by_phone(&w.ana.actor, case, None).await;
    refused!(refused, Refusal::Fields(e) if e.get(PHONE_CALLER).is_some());
    assert_eq!(w.everything_written().await, before);
}

async fn what_a_disabled_csa_owns_stays_theirs_until_a_manager_hands_it_over(w: &World) {
    let owned = [w.merchant.submits(Impact::Core).await, w.stranger.submits(Impact::Minor).await];
    let asked = w.merchant.submits(Impact::Core).await;
    let closed = w.merchant.submits(Impact::Minor).await;
    for number in [owned[0], owned[1], closed] {
        w.ben.takes(number).await.unwrap();
    }
    w.ben.proposes(closed, "Fixed.").await.unwrap();
    w.merchant.agrees(closed).await.unwrap();
    w.ana.takes(asked).await.unwrap();
    w.ana.offers(asked, &w.ben, "Night.").await.unwrap();
    // Else it would be dropped.
    w.tamper("update outbox set sent_at = created_at").await;
    let before = w.everything_written().await;
    let left = w.desk.disable(None, &address(&w.ben.email)).await.unwrap();
    assert_eq!(w.everything_written().await, before, "no case changes");
    assert_eq!((left.name.as_str(), left.owned), ("Ben Okafor", owned.to_vec()));
    assert_eq!(left.asked, [asked]);
    assert_eq!(w.ana.sees(owned[0]).await.case.stage.owner(), Some(w.ben.id()));
    // A message for them is on the case, and reaches no mailbox that may be somebody else's by now.
    w.later(MINUTE);
    w.merchant.writes(owned[0], "Any news?").await.unwrap();
    assert_eq!(mailed(w).await, []);
    w.manager.offers(owned[0], &w.ana, "Ben left.").await.unwrap();
    w.ana.accepts_hand_over(owned[0]).await.unwrap();
    assert_eq!(w.ana.sees(owned[0]).await.case.stage.owner(), Some(w.ana.id()));
    // What they were asked, another can be asked.
    w.ana.offers(asked, &w.manager, "Night.").await.unwrap();
    let left = w.desk.disable(None, &address(&w.ben.email)).await.unwrap();
    assert_eq!((left.owned, left.asked), (vec![owned[1]], vec![]));
}

async fn mail_of_a_disabled_members_case_goes_to_the_technical_contact_alone(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    w.past_the_beginning().await;
    disable(w, &w.merchant).await;
    w.ana.writes(number, "It was a filter.").await.unwrap();
    w.ana.proposes(number, "Fixed.").await.unwrap();
    w.colleague.agrees(number).await.unwrap();
    let expected =
        [mail("closure", &w.ana.email), mail("closure", CONTACT), mail("message", CONTACT), mail("survey", CONTACT)];
    assert_eq!(mailed(w).await, expected);
    let (_, _, survey) = w.outbox().await.into_iter().find(|(kind, _, _)| kind == "survey").unwrap();
    assert!(survey.starts_with("Hello Harbor & Pine,"), "{survey}");
    let link: Secret = w.mailed_secret("survey").await;
    assert!(w.desk.survey(&link).await.unwrap().is_some());
}

/// Noah is the technical contact of Harbor & Pine, written otherwise than where he signs in.
async fn noah_is_the_contact(w: &World) {
    w.desk.change_contact(None, w.merchant.account(), address("NOAH@HarborPine.example")).await.unwrap();
}

async fn a_technical_contact_who_is_disabled_is_told_nothing_and_the_others_are(w: &World) {
    noah_is_the_contact(w).await;
    let number = w.merchant.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    w.past_the_beginning().await;
    w.ana.writes(number, "We are on it.").await.unwrap();
    assert_eq!(mailed(w).await, [mail("message", "NOAH@HarborPine.example"), mail("message", &w.merchant.email)]);
    let left = w.desk.disable(None, &address(&w.colleague.email)).await.unwrap();
    assert_eq!(left.contact_of, ["Harbor & Pine"]);
    w.later(MINUTE);
    w.ana.writes(number, "It was a filter.").await.unwrap();
    assert_eq!(mailed(w).await, [mail("message", &w.merchant.email)]);
    w.later(MINUTE);
    w.merchant.escalates(number, "Sales stop at noon.").await.unwrap();
    w.manager.acknowledges(number, "I have two more people on it.").await.unwrap();
    w.ana.proposes(number, "Fixed.").await.unwrap();
    w.merchant.agrees(number).await.unwrap();
    let told = mailed(w).await;
    assert!(told.iter().all(|(_, recipient)| !recipient.eq_ignore_ascii_case(&w.colleague.email)), "{told:?}");
    for kind in ["escalation", "closure", "survey"] {
        assert!(told.contains(&mail(kind, &w.merchant.email)), "{kind} of {told:?}");
    }
    // Still there to be seen, and told again once they are back.
    assert_eq!(w.ana.sees(number).await.row.contact_email, "NOAH@HarborPine.example");
    w.desk.enable(None, &address(&w.colleague.email)).await.unwrap();
    assert!(w.ana.sees(number).await.row.mailed_contact.is_some());
}

async fn with_nobody_left_to_tell_nothing_is_mailed_and_nobody_is_asked(w: &World) {
    noah_is_the_contact(w).await;
    let number = w.colleague.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    disable(w, &w.colleague).await;
    w.ana.writes(number, "It was a filter.").await.unwrap();
    w.ana.proposes(number, "Fixed.").await.unwrap();
    assert_eq!(mailed(w).await, []);
    w.merchant.agrees(number).await.unwrap();
    assert_eq!(mailed(w).await, [mail("closure", &w.ana.email)]);
    assert_eq!(w.count("select count(*) from survey").await, 0);
    assert_eq!(w.count("select count(*) from case_event where kind = 'survey_invited'").await, 0);
    assert_eq!(w.ana.sees(number).await.case.stage.status(), Status::Closed);
}

/// A closed case of this person's; the secret of the link to its survey that was mailed.
async fn asks_about_a_case_of(w: &World, opener: &Person, closes: &Person, between: impl AsyncFnOnce()) -> Secret {
    let number = opener.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    w.ana.proposes(number, "Fixed.").await.unwrap();
    between().await;
    w.later(MINUTE);
    closes.agrees(number).await.unwrap();
    let link = w.mailed_secret("survey").await;
    w.later(MINUTE);
    link
}

async fn the_survey_links_that_a_disabled_person_got_work_no_more_and_no_others(w: &World) {
    let noahs = asks_about_a_case_of(w, &w.colleague, &w.colleague, async || ()).await;
    let maras = asks_about_a_case_of(w, &w.merchant, &w.merchant, async || ()).await;
    let disabled = async || disable(w, &w.merchant).await;
    let contacts = asks_about_a_case_of(w, &w.merchant, &w.colleague, disabled).await;
    let good = async || {
        let mut good = Vec::new();
        for link in [&noahs, &maras, &contacts] {
            good.push(w.desk.survey(link).await.unwrap().is_some());
        }
        good
    };
    assert_eq!(good().await, [true, false, true]);
    // Once more: what was mailed to the contact after she was disabled was never hers.
    disable(w, &w.merchant).await;
    assert_eq!(good().await, [true, false, true]);
    w.desk.enable(None, &address(&w.merchant.email)).await.unwrap();
    assert_eq!(good().await, [true, false, true], "an end is an end");
    disable(w, &w.colleague).await;
    assert_eq!(good().await, [false, false, true]);
}

async fn a_survey_link_that_was_mailed_to_a_technical_contact_ends_with_them(w: &World) {
    noah_is_the_contact(w).await;
    let disabled = async || disable(w, &w.merchant).await;
    let link = asks_about_a_case_of(w, &w.merchant, &w.colleague, disabled).await;
    assert!(w.desk.survey(&link).await.unwrap().is_some());
    disable(w, &w.colleague).await;
    assert!(w.desk.survey(&link).await.unwrap().is_none());
}

async fn what_waits_to_be_mailed_to_a_disabled_person_is_dropped_and_nothing_else(w: &World) {
    noah_is_the_contact(w).await;
    let number = w.merchant.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    w.past_the_beginning().await;
    w.ana.writes(number, "We are on it.").await.unwrap();
    w.tamper("update outbox set sent_at = 1 where recipient like 'NOAH%'").await;
    w.ana.writes(number, "Still on it.").await.unwrap();
    w.desk.ask_for_reset(&address(&w.colleague.email)).await.unwrap();
    let waiting = "select count(*) from outbox where sent_at is null";
    assert_eq!(w.count(waiting).await, 4);
    disable(w, &w.colleague).await;
    assert_eq!(w.count(waiting).await, 2, "Mara's");
    assert_eq!(w.count("select count(*) from outbox where recipient = 'mara@harborpine.example'").await, 2);
    assert_eq!(w.outbox().await.len(), 3, "what was sent was sent");
}

async fn only_administrators_disable_and_an_address_that_nobody_has_is_said(w: &World) {
    let ben = address(&w.ben.email);
    for person in [&w.merchant, &w.ana, &w.manager] {
        let actor = Some(&person.actor);
        refused!(w.desk.disable(actor, &ben).await, Refusal::NotThere);
        refused!(w.desk.enable(actor, &ben).await, Refusal::NotThere);
        refused!(w.desk.set_shift(actor, &ben, None).await, Refusal::NotThere);
        refused!(w.desk.everybody(actor).await, Refusal::NotThere);
    }
    assert_eq!(w.count("select count(*) from person where disabled_at is not null").await, 0);
    let nobody = address("nobody@caseline.example");
    refused!(w.desk.disable(None, &nobody).await, Refusal::NotThere);
    refused!(w.desk.enable(None, &nobody).await, Refusal::NotThere);
    assert_eq!(w.desk.everybody(Some(&w.administrator.actor)).await.unwrap().len(), w.everybody().len());
}

on_both_databases! {
    a_disabled_person_is_out_at_once_and_no_link_lets_them_in,
    who_is_enabled_again_has_their_password_but_no_session_or_link_of_before,
    who_is_disabled_while_their_password_is_compared_gets_no_session,
    nobody_disabled_is_offered_as_a_colleague_or_as_who_calls,
    what_a_disabled_csa_owns_stays_theirs_until_a_manager_hands_it_over,
    mail_of_a_disabled_members_case_goes_to_the_technical_contact_alone,
    a_technical_contact_who_is_disabled_is_told_nothing_and_the_others_are,
    with_nobody_left_to_tell_nothing_is_mailed_and_nobody_is_asked,
    the_survey_links_that_a_disabled_person_got_work_no_more_and_no_others,
    a_survey_link_that_was_mailed_to_a_technical_contact_ends_with_them,
    what_waits_to_be_mailed_to_a_disabled_person_is_dropped_and_nothing_else,
    only_administrators_disable_and_an_address_that_nobody_has_is_said,
}
