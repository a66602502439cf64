//! Outage and P1: the call card, its code, and the case that a call opens.

use caseline_desk::cases::Submitted;
use caseline_desk::error::Refusal;
use caseline_domain::access::Standing;
use caseline_domain::case::{Assigned, AssignmentReason, Author, Channel, Clocks, Event, Impact, Priority, Status};
use caseline_domain::form::{Fields, PHONE_ACCOUNT, PHONE_CALLER, PhoneCase};
use caseline_domain::id::AccountId;
use caseline_domain::instant::{HOUR, MINUTE, SECOND};
use uuid::Uuid;

use crate::support::{World, details, fields, on_both_databases, refused, request_fields};

/// Submits what must be phoned; the code of its card.
async fn code_of(w: &World, impact: Impact) -> String {
    w.merchant.types(impact).await;
    let submitted = w.desk.submit_request(&w.merchant.actor, details(impact), w.once()).await.unwrap();
    assert_eq!(submitted, Submitted::MustBePhoned);
    w.desk.call_card(&w.merchant.actor).await.unwrap().unwrap().code
}

fn call(w: &World, code: Option<&str>, impact: Impact) -> PhoneCase {
    let account = w.merchant.account();
    PhoneCase { account, caller: None, details: details(impact), answered: w.now(), code: code.map(str::to_owned) }
}

async fn a_p1_or_outage_from_the_portal_stays_a_draft_with_a_call_code(w: &World) {
    for (impact, priority) in [(Impact::Crucial, Priority::P1), (Impact::Outage, Priority::Outage)] {
        let code = code_of(w, impact).await;
        let card = w.desk.call_card(&w.merchant.actor).await.unwrap().unwrap();
        assert_eq!((card.priority, card.made, card.code.len()), (priority, w.now(), 6));
        assert_eq!(code_of(w, impact).await, code, "asked again, the card is the same");
        let draft = w.desk.draft(&w.merchant.actor).await.unwrap().unwrap();
        assert_eq!(draft.fields, request_fields(impact));
    }
    assert_eq!(w.count("select count(*) from support_case").await, 0);
    assert_eq!(w.count("select count(*) from case_event").await, 0);
}

async fn a_draft_that_need_not_be_phoned_has_no_call_card(w: &World) {
    assert!(w.desk.call_card(&w.merchant.actor).await.unwrap().is_none());
    code_of(w, Impact::Crucial).await;
    w.desk.save_draft(&w.merchant.actor, &request_fields(Impact::Minor), 0, Fields::default()).await.unwrap();
    assert!(w.desk.call_card(&w.merchant.actor).await.unwrap().is_none());
}

async fn the_code_opens_the_case_dated_when_the_call_was_answered(w: &World) {
    let code = code_of(w, Impact::Crucial).await;
    w.later(9 * MINUTE);
    let answered = w.now();
    let draft = w.desk.draft_by_code(&w.ana.actor, &code).await.unwrap().unwrap();
    assert_eq!((draft.author, draft.account), (w.merchant.id(), w.merchant.account()));
    assert_eq!(draft.fields, request_fields(Impact::Crucial));
    w.later(4 * MINUTE + 7 * SECOND);
    let case = PhoneCase { answered, ..call(w, Some(&code), Impact::Crucial) };
    let number = w.desk.open_by_phone(&w.ana.actor, case, w.once()).await.unwrap();

    let view = w.merchant.sees(number).await;
    assert_eq!((view.channel, view.case.priority), (Channel::Phone, Priority::P1));
    assert_eq!(view.case.started, answered);
    assert_eq!(view.case.stage.status(), Status::Working);
    assert_eq!(view.case.stage.owner(), Some(w.ana.id()));
    assert_eq!(view.row.opener.id, w.merchant.id(), "the author of the draft");
    assert_eq!(view.clocks.resolution, Clocks::of_new((w.plan.id, &w.plan.plan), Priority::P1, answered).resolution);
    assert_eq!(view.clocks.assignment.stop.map(|stop| stop.at()), Some(answered));
    let events: Vec<_> = view.events.iter().map(|event| (&event.recorded.event, event.recorded.by)).collect();
    let assigned = Event::Assigned(Assigned { to: w.ana.id(), reason: AssignmentReason::TookTheCall });
    assert_eq!(events[1], (&assigned, Author::Person(w.ana.id())));
    assert!(w.desk.draft(&w.merchant.actor).await.unwrap().is_none(), "the draft is the case now");
    assert!(w.desk.draft_by_code(&w.ana.actor, &code).await.unwrap().is_none());
}

async fn a_code_is_good_for_24_hours(w: &World) {
    let code = code_of(w, Impact::Outage).await;
    w.later(24 * HOUR - 1);
    assert!(w.desk.draft_by_code(&w.ana.actor, &code).await.unwrap().is_some());
    let answered = w.now();
    w.later(1);
    assert!(w.desk.draft_by_code(&w.ana.actor, &code).await.unwrap().is_none());
    assert!(w.desk.call_card(&w.merchant.actor).await.unwrap().is_none());
    let before = w.everything_written().await;
    let late = call(w, Some(&code), Impact::Outage);
    refused!(w.desk.open_by_phone(&w.ana.actor, late, None).await, Refusal::Fields(e) if e.get("code").is_some());
    assert_eq!(w.everything_written().await, before, "the draft stays, for a new code");
    // It does not run out while they speak.
    let spoken = PhoneCase { answered, ..call(w, Some(&code), Impact::Outage) };
    w.desk.open_by_phone(&w.ana.actor, spoken, None).await.unwrap();
    assert!(w.desk.draft(&w.merchant.actor).await.unwrap().is_none());
}

async fn after_a_code_ran_out_there_is_a_new_one(w: &World) {
    let old = code_of(w, Impact::Outage).await;
    w.later(25 * HOUR);
    let new = code_of(w, Impact::Outage).await;
    assert_ne!(old, new);
    assert!(w.desk.draft_by_code(&w.ana.actor, &new).await.unwrap().is_some());
}

async fn a_code_nobody_calls_about_for_15_minutes_comes_up_to_be_called_back(w: &World) {
    let code = code_of(w, Impact::Crucial).await;
    w.later(15 * MINUTE - 1);
    assert!(w.desk.call_backs(&w.ana.actor).await.unwrap().is_empty());
    w.later(1);
    let back = w.desk.call_backs(&w.ana.actor).await.unwrap();
    assert_eq!(back.len(), 1);
    assert_eq!((back[0].call_code.as_str(), back[0].author.as_str()), (code.as_str(), "Mara Lind"));
    assert_eq!(back[0].phone.as_deref(), Some("+49 30 1234"));
    assert_eq!(back[0].fields().unwrap(), request_fields(Impact::Crucial));
    w.merchant.types(Impact::Core).await;
    assert!(w.desk.call_backs(&w.ana.actor).await.unwrap().is_empty(), "what the portal takes needs no call");
    w.merchant.types(Impact::Crucial).await;
    let called = call(w, Some(&code), Impact::Crucial);
    w.desk.open_by_phone(&w.ana.actor, called, None).await.unwrap();
    assert!(w.desk.call_backs(&w.ana.actor).await.unwrap().is_empty());
    code_of(w, Impact::Crucial).await;
    w.later(24 * HOUR);
    assert!(w.desk.call_backs(&w.ana.actor).await.unwrap().is_empty(), "nobody can call about it any more");
}

/// The codes on the list, and how many the count says they are.
async fn to_call_back(w: &World) -> (Vec<String>, i64) {
    let listed = w.desk.call_backs(&w.ana.actor).await.unwrap();
    let counted = w.desk.count_call_backs(&w.ana.actor).await.unwrap();
    (listed.into_iter().map(|waiting| waiting.call_code).collect(), counted)
}

async fn what_is_to_be_called_back_is_counted_as_it_is_listed(w: &World) {
    assert_eq!(to_call_back(w).await, (vec![], 0));
    let code = code_of(w, Impact::Outage).await;
    assert_eq!(to_call_back(w).await, (vec![], 0), "they may still call");
    w.later(15 * MINUTE);
    assert_eq!(to_call_back(w).await, (vec![code.clone()], 1));
    w.merchant.types(Impact::Minor).await;
    assert_eq!(to_call_back(w).await, (vec![], 0), "what the portal takes needs no call");
    let mut unanswered = request_fields(Impact::Minor);
    unanswered.set("impact", "");
    w.desk.save_draft(&w.merchant.actor, &unanswered, i64::MAX, request_fields(Impact::Minor)).await.unwrap();
    assert_eq!(to_call_back(w).await, (vec![code.clone()], 1), "what cannot be told is shown rather than dropped");
    // A stale page changes another field: what is kept is what the whole of the answers means.
    w.merchant.types(Impact::Crucial).await;
    let (base, mut typed) = (request_fields(Impact::Minor), request_fields(Impact::Minor));
    typed.set("subject", "Still in routing");
    let saved = w.desk.save_draft(&w.merchant.actor, &typed, 1, base).await.unwrap();
    assert_eq!(saved.fields.get("impact"), "crucial");
    assert_eq!(to_call_back(w).await, (vec![code], 1));
    w.later(24 * HOUR);
    assert_eq!(to_call_back(w).await, (vec![], 0), "nobody can call about it any more");
    for person in [&w.merchant, &w.administrator] {
        refused!(w.desk.count_call_backs(&person.actor).await, Refusal::NotThere);
    }
}

async fn drafts_of_before_the_count_are_counted_by_what_they_answered(w: &World) {
    const MIGRATION: &str = include_str!("../../migrations/sqlite/0006_must_be_phoned.sql");
    let code = code_of(w, Impact::Crucial).await;
    w.later(15 * MINUTE);
    for (impact, counted) in [("outage", 1), ("crucial", 1), ("core", 0), ("minor", 0), ("", 1)] {
        let mut typed = request_fields(Impact::Crucial);
        typed.set("impact", impact);
        typed.set("description", "It said [\"impact\",\"minor\"] and [\"impact\",\"outage\"].");
        // As by a page that showed another answer.
        let base = fields(&[("impact", "?")]);
        w.desk.save_draft(&w.merchant.actor, &typed, 0, base).await.unwrap();
        w.tamper("drop index draft_to_call_back").await;
        w.tamper("alter table draft drop column must_be_phoned").await;
        w.tamper("create index draft_to_call_back on draft (call_code_made_at)").await;
        for statement in MIGRATION.split_terminator(";\n") {
            w.tamper(statement).await;
        }
        let listed = if counted == 1 { vec![code.clone()] } else { vec![] };
        assert_eq!(to_call_back(w).await, (listed, counted), "{impact:?}");
    }
}

async fn a_call_without_a_code_opens_any_priority_for_who_calls(w: &World) {
    for impact in Impact::ALL {
        let number = w.ana.takes_call_of(&w.merchant, impact).await;
        let view = w.colleague.sees(number).await;
        assert_eq!((view.case.priority, view.row.opener.id), (impact.priority(), w.merchant.id()));
        assert_eq!(view.case.stage.owner(), Some(w.ana.id()));
    }
    w.merchant.types(Impact::Core).await;
    w.ana.takes_call_of(&w.merchant, Impact::Core).await;
    assert!(w.desk.draft(&w.merchant.actor).await.unwrap().is_some(), "a draft that was not read out stays");
}

async fn a_call_without_a_code_must_say_who_calls(w: &World) {
    let open = async |caller| {
        let case = PhoneCase { caller, ..call(w, None, Impact::Crucial) };
        w.desk.open_by_phone(&w.ana.actor, case, None).await
    };
    for nobody in [None, Some(w.ana.id()), Some(w.stranger.id())] {
        refused!(open(nobody).await, Refusal::Fields(e) if e.get(PHONE_CALLER).is_some());
    }
    let number = open(Some(w.colleague.id())).await.unwrap();
    let view = w.ana.sees(number).await;
    assert_eq!(view.row.opener.id, w.colleague.id());
    // Who noted it is who wrote it: nobody is said to have opened a case that they did not open.
    assert_eq!(view.events[0].recorded.by, Author::Person(w.ana.id()));
}

async fn a_call_form_sent_twice_opens_one_case(w: &World) {
    let code = code_of(w, Impact::Crucial).await;
    let (once, case) = (w.once(), call(w, Some(&code), Impact::Crucial));
    let first = w.desk.open_by_phone(&w.ana.actor, case.clone(), once).await.unwrap();
    assert_eq!(w.desk.open_by_phone(&w.ana.actor, case, once).await.unwrap(), first);
    assert_eq!(w.count("select count(*) from support_case").await, 1);
}

async fn of_two_csas_who_type_one_code_at_once_one_opens_the_case(w: &World) {
    let other = w.another_server().await;
    for _ in 0..15 {
        let code = code_of(w, Impact::Crucial).await;
        let open = |desk: caseline_desk::Desk, actor: caseline_domain::access::Actor| {
            let case = call(w, Some(&code), Impact::Crucial);
            tokio::spawn(async move { desk.open_by_phone(&actor, case, None).await })
        };
        let (ana, ben) = (open(w.desk.clone(), w.ana.actor.clone()), open(other.clone(), w.ben.actor.clone()));
        let outcomes = [ana.await.unwrap(), ben.await.unwrap()];
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        for outcome in outcomes.iter().filter(|outcome| outcome.is_err()) {
            assert!(matches!(outcome, Err(Refusal::Fields(e)) if e.get("code").is_some()), "{outcome:?}");
        }
    }
    assert_eq!(w.count("select count(*) from support_case").await, 15);
}

async fn a_call_is_refused_where_a_field_is_wrong(w: &World) {
    let before = w.everything_written().await;
    let open = async |case| w.desk.open_by_phone(&w.ana.actor, case, w.once()).await;
    let (good, now) = (call(w, None, Impact::Core), w.now());
    for answered in [now.plus_millis(1), now.plus_millis(-4 * HOUR - 1)] {
        let case = PhoneCase { answered, ..good.clone() };
        refused!(open(case).await, Refusal::Fields(e) if e.get("answered").is_some());
    }
    let nobodys = PhoneCase { account: AccountId(Uuid::from_u128(7)), ..good.clone() };
    refused!(open(nobodys).await, Refusal::Fields(e) if e.get(PHONE_ACCOUNT).is_some());
    let unknown = PhoneCase { code: Some("KT492P".into()), ..good };
    refused!(open(unknown).await, Refusal::Fields(e) if e.get("code").is_some());
    assert_eq!(w.everything_written().await, before);
}

async fn accounts_are_found_by_the_begin_of_their_name(w: &World) {
    let found = async |text| -> Vec<String> {
        w.desk.accounts_named(&w.ana.actor, text).await.unwrap().into_iter().map(|(_, name)| name).collect()
    };
    assert_eq!(found("").await, ["Harbor & Pine", "Sal y Sol"]);
    assert_eq!(found(" HARBOR").await, ["Harbor & Pine"]);
    assert!(found("pine").await.is_empty());
    let colleagues = w.desk.colleagues(&w.ana.actor).await.unwrap();
    let names: Vec<_> = colleagues.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(names, ["Ana Flores", "Ben Okafor", "Grace Kim"]);
    assert!(matches!(w.administrator.actor.standing, Standing::Administrator), "who does not own cases");
}

on_both_databases! {
    a_p1_or_outage_from_the_portal_stays_a_draft_with_a_call_code,
    a_draft_that_need_not_be_phoned_has_no_call_card,
    the_code_opens_the_case_dated_when_the_call_was_answered,
    a_code_is_good_for_24_hours,
    after_a_code_ran_out_there_is_a_new_one,
    a_code_nobody_calls_about_for_15_minutes_comes_up_to_be_called_back,
    what_is_to_be_called_back_is_counted_as_it_is_listed,
    drafts_of_before_the_count_are_counted_by_what_they_answered,
    a_call_without_a_code_opens_any_priority_for_who_calls,
    a_call_without_a_code_must_say_who_calls,
    a_call_form_sent_twice_opens_one_case,
    of_two_csas_who_type_one_code_at_once_one_opens_the_case,
    a_call_is_refused_where_a_field_is_wrong,
    accounts_are_found_by_the_begin_of_their_name,
}
