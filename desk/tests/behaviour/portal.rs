//! What a member does: opens requests, reads and answers their account's cases, and nobody else's.

use std::collections::BTreeSet;

use caseline_desk::accounts::NewAccount;
use caseline_desk::calendars::{CalendarEdit, NewCalendar};
use caseline_desk::cases::{ActForm, Submitted};
use caseline_desk::error::Refusal;
use caseline_desk::people::Invitation;
use caseline_desk::plan_versions::{NewPlan, PlanEdit};
use caseline_desk::reports::Listed;
use caseline_desk::store::QueueView;
use caseline_domain::access::Standing;
use caseline_domain::account::AccountKind;
use caseline_domain::case::{ClockKind, Clocks, EscalationReason, HandOverReason, Impact, Priority, Status};
use caseline_domain::form::{Ask, Escalate, Fields, HandOver, NextUpdate, PhoneCase};
use caseline_domain::id::CaseNumber;
use caseline_domain::instant::{DAY, HOUR, MINUTE};
use caseline_domain::text::EmailAddress;

use crate::support::{Person, World, details, fields, line, note, on_both_databases, refused, request_fields, text};

async fn a_p2_or_p3_opens_with_the_deadline_that_was_shown_before(w: &World) {
    // At noon on a Tuesday, in the last minute of a Friday and on a Saturday of Los Angeles.
    for wait in [0, 2 * DAY + 11 * HOUR + 59 * MINUTE, 14 * HOUR] {
        w.later(wait);
        for (impact, priority) in [(Impact::Core, Priority::P2), (Impact::Minor, Priority::P3)] {
            let plan = w.desk.plan_for_new(&w.merchant.actor).await.unwrap();
            let shown = Clocks::of_new((plan.id, &plan.plan), priority, w.now());
            let number = w.merchant.submits(impact).await;
            let view = w.merchant.sees(number).await;
            assert_eq!((view.case.priority, view.clocks.resolution.kind), (priority, ClockKind::Resolution));
            assert_eq!(view.clocks, shown);
            let home = w.desk.portal_home(&w.merchant.actor).await.unwrap();
            let row = &home.open.iter().find(|entry| entry.row.number == number).unwrap().row;
            assert_eq!(row.next_due, shown.next_due(&*plan.timeline).unwrap());
        }
    }
}

async fn a_request_is_a_case_of_its_author_and_account(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    let view = w.colleague.sees(number).await;
    assert_eq!(view.row.opener.id, w.merchant.id());
    assert_eq!(view.row.account, w.merchant.account());
    assert_eq!(view.case.stage.status(), Status::Submitted);
    assert_eq!(view.details, details(Impact::Core));
    assert_eq!(view.events.len(), 1);
    assert!(view.row.owner.is_none());
}

async fn the_same_form_sent_twice_opens_one_case(w: &World) {
    let once = w.once();
    let submit = |desk: caseline_desk::Desk| {
        let actor = w.merchant.actor.clone();
        async move { desk.submit_request(&actor, details(Impact::Core), once).await.unwrap() }
    };
    let (desk, other) = (w.desk.clone(), w.another_server().await);
    let (first, second) = tokio::join!(tokio::spawn(submit(desk)), tokio::spawn(submit(other)));
    let Submitted::Opened(number) = first.unwrap() else { panic!("a P2 opens") };
    assert_eq!(second.unwrap(), Submitted::Opened(number));
    let newer = w.merchant.submits(Impact::Minor).await;
    assert_eq!(submit(w.desk.clone()).await, Submitted::Opened(number), "and not {newer}");
    assert_eq!(w.count("select count(*) from support_case").await, 2);
}

async fn the_same_reply_sent_twice_is_written_once(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    let form = ActForm { once: w.once(), ..w.merchant.form(number).await };
    let first = w.desk.write_message(&w.merchant.actor, form, text("It is back.")).await.unwrap();
    let second = w.desk.write_message(&w.merchant.actor, form, text("It is back.")).await.unwrap();
    assert_eq!(first, second);
    assert_eq!(w.merchant.sees(number).await.events.len(), 2);
}

async fn a_draft_is_kept_merged_by_field_and_discarded(w: &World) {
    let first =
        w.desk.save_draft(&w.merchant.actor, &request_fields(Impact::Core), 0, Fields::default()).await.unwrap();
    let shown = w.desk.draft(&w.merchant.actor).await.unwrap().unwrap();
    assert_eq!((shown.revision, shown.fields.get("subject")), (first.revision, "Orders stay in routing"));
    // Another tab changes the subject; this one, still at the first revision, changes the description.
    let mut there = shown.fields.clone();
    there.set("subject", "Orders stay in routing since six");
    let theirs = w.desk.save_draft(&w.merchant.actor, &there, first.revision, shown.fields.clone()).await.unwrap();
    assert!(theirs.merged.is_empty());
    let mut here = shown.fields.clone();
    here.set("description", "All stores.");
    let ours = w.desk.save_draft(&w.merchant.actor, &here, first.revision, shown.fields.clone()).await.unwrap();
    assert_eq!(ours.merged, ["subject"]);
    assert!(ours.revision > theirs.revision);
    let kept = w.desk.draft(&w.merchant.actor).await.unwrap().unwrap();
    assert_eq!(kept.fields, ours.fields);
    assert_eq!(kept.fields.get("subject"), "Orders stay in routing since six");
    assert_eq!(kept.fields.get("description"), "All stores.");
    // It is the author's alone.
    assert!(w.desk.draft(&w.colleague.actor).await.unwrap().is_none());
    w.desk.discard_draft(&w.colleague.actor).await.unwrap();
    assert!(w.desk.portal_home(&w.merchant.actor).await.unwrap().has_draft);
    w.desk.discard_draft(&w.merchant.actor).await.unwrap();
    assert!(w.desk.draft(&w.merchant.actor).await.unwrap().is_none());
}

async fn a_draft_is_gone_once_it_is_submitted(w: &World) {
    w.merchant.types(Impact::Core).await;
    w.colleague.types(Impact::Core).await;
    w.merchant.submits(Impact::Core).await;
    assert!(w.desk.draft(&w.merchant.actor).await.unwrap().is_none());
    assert!(w.desk.draft(&w.colleague.actor).await.unwrap().is_some(), "a colleague's stays");
}

async fn a_draft_that_is_gone_does_not_come_back_by_a_late_save(w: &World) {
    let (desk, member) = (&w.desk, &w.merchant.actor);
    let typed = async |impact| desk.save_draft(member, &request_fields(impact), 0, Fields::default()).await;
    for gone in ["submitted", "discarded", "phoned"] {
        let impact = if gone == "phoned" { Impact::Crucial } else { Impact::Core };
        let page = typed(impact).await.unwrap();
        match gone {
            "submitted" => drop(w.merchant.submits(impact).await),
            "discarded" => desk.discard_draft(member).await.unwrap(),
            _ => {
                desk.make_call_code(member).await.unwrap();
                let code = Some(desk.call_card(member).await.unwrap().unwrap().code);
                let account = w.merchant.account();
                let case = PhoneCase { account, caller: None, details: details(impact), answered: w.now(), code };
                desk.open_by_phone(&w.ana.actor, case, None).await.unwrap();
            }
        }
        let before = w.everything_written().await;
        let late = desk.save_draft(member, &request_fields(Impact::Minor), page.revision, page.fields.clone()).await;
        refused!(late, Refusal::DraftGone);
        assert_eq!(w.everything_written().await, before, "{gone}");
        assert!(desk.draft(member).await.unwrap().is_none(), "{gone}");
        // Asked for once more, as a page without a draft, it is stored; the page of the old one merges into it.
        w.later(MINUTE);
        let anew = typed(Impact::Core).await.unwrap();
        let mut other = page.fields.clone();
        other.set("subject", "Another window");
        let merged = desk.save_draft(member, &other, page.revision, page.fields.clone()).await.unwrap();
        assert!(merged.revision > anew.revision && anew.revision != page.revision);
        assert_eq!(merged.fields.get("impact"), Impact::Core.key());
        desk.discard_draft(member).await.unwrap();
    }
}

async fn of_two_first_saves_at_once_neither_is_lost(w: &World) {
    let other = w.another_server().await;
    for _ in 0..25 {
        let save = |desk: caseline_desk::Desk, field: &'static str| {
            let actor = w.merchant.actor.clone();
            tokio::spawn(async move {
                desk.save_draft(&actor, &fields(&[(field, "typed")]), 0, Fields::default()).await.unwrap()
            })
        };
        let (here, there) = (save(w.desk.clone(), "subject"), save(other.clone(), "description"));
        let (here, there) = (here.await.unwrap(), there.await.unwrap());
        assert_ne!(here.revision, there.revision);
        assert_eq!(here.merged.len() + there.merged.len(), 1, "who came second is told what was there");
        let kept = w.desk.draft(&w.merchant.actor).await.unwrap().unwrap().fields;
        assert_eq!((kept.get("subject"), kept.get("description")), ("typed", "typed"));
        w.desk.discard_draft(&w.merchant.actor).await.unwrap();
    }
}

async fn the_fields_that_work_the_form_are_not_part_of_the_draft(w: &World) {
    let mut typed = request_fields(Impact::Core);
    for name in ["act", "once", "revision", "base"] {
        typed.set(name, "x");
    }
    w.desk.save_draft(&w.merchant.actor, &typed, 0, Fields::default()).await.unwrap();
    let kept = w.desk.draft(&w.merchant.actor).await.unwrap().unwrap().fields;
    assert_eq!(kept, request_fields(Impact::Core));
}

/// Every act on an existing case, by its name.
async fn each_act(person: &Person, form: ActForm, to: &Person) -> Vec<(&'static str, Result<(), Refusal>)> {
    let (desk, actor) = (&person.desk, &person.actor);
    let offer = HandOver { to: to.id(), reason: HandOverReason::Other, summary: note("x") };
    let ask = Ask { text: None, questions: vec![line("x?")] };
    let escalate = Escalate { reason: EscalationReason::BusinessImpact, text: text("x") };
    vec![
        ("take", desk.take(actor, form).await.map(|_| ())),
        ("offer_hand_over", desk.offer_hand_over(actor, form, offer).await.map(|_| ())),
        ("accept_hand_over", desk.accept_hand_over(actor, form).await.map(|_| ())),
        ("decline_hand_over", desk.decline_hand_over(actor, form, note("x")).await.map(|_| ())),
        ("write_message", desk.write_message(actor, form, text("x")).await.map(|_| ())),
        ("write_note", desk.write_note(actor, form, note("x")).await.map(|_| ())),
        ("ask_for_information", desk.ask_for_information(actor, form, ask).await.map(|_| ())),
        ("propose_closure", desk.propose_closure(actor, form, text("x")).await.map(|_| ())),
        ("accept_closure", desk.accept_closure(actor, form).await.map(|_| ())),
        ("decline_closure", desk.decline_closure(actor, form, text("x")).await.map(|_| ())),
        ("escalate", desk.escalate(actor, form, escalate).await.map(|_| ())),
        ("acknowledge_escalation", desk.acknowledge_escalation(actor, form, text("x")).await.map(|_| ())),
        ("end_escalation", desk.end_escalation(actor, form, None).await.map(|_| ())),
    ]
}

async fn another_accounts_case_is_as_little_there_as_a_number_that_does_not_exist(w: &World) {
    let theirs = w.merchant.submits(Impact::Core).await;
    w.ana.takes(theirs).await.unwrap();
    w.ana.proposes(theirs, "Fixed.").await.unwrap();
    let closed = w.merchant.submits(Impact::Core).await;
    w.ana.takes(closed).await.unwrap();
    w.ana.proposes(closed, "Fixed.").await.unwrap();
    w.merchant.agrees(closed).await.unwrap();
    let before = w.everything_written().await;
    for number in [theirs, closed, CaseNumber(999_999)] {
        refused!(w.desk.case(&w.stranger.actor, number).await, Refusal::NotThere);
        refused!(w.desk.survey_link(&w.stranger.actor, number).await, Refusal::NotThere);
        for seen in [0, u32::MAX] {
            let form = ActForm { number, seen, once: w.once() };
            for (act, outcome) in each_act(&w.stranger, form, &w.ben).await {
                assert!(matches!(outcome, Err(Refusal::NotThere)), "{act} on {number}: {outcome:?}");
            }
        }
    }
    let home = w.desk.portal_home(&w.stranger.actor).await.unwrap();
    assert_eq!((home.open.len(), home.open_count, home.closed.len(), home.surveys.len()), (0, 0, 0, 0));
    assert_eq!(w.desk.account_name(&w.stranger.actor).await.unwrap(), "Sal y Sol");
    assert_eq!(w.everything_written().await, before);
}

async fn a_member_cannot_do_what_is_the_desks(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    for taken in [false, true] {
        if taken {
            w.ana.takes(number).await.unwrap();
            w.ana.offers(number, &w.ben, "Feeds.").await.unwrap();
        }
        let before = w.everything_written().await;
        let form = w.merchant.form(number).await;
        let desk = &w.desk;
        let actor = &w.merchant.actor;
        refused!(desk.take(actor, form).await, Refusal::NotThere);
        refused!(desk.accept_hand_over(actor, form).await, Refusal::NotThere);
        refused!(desk.decline_hand_over(actor, form, note("no")).await, Refusal::NotThere);
        refused!(w.merchant.offers(number, &w.ben, "x").await, Refusal::NotThere);
        refused!(w.merchant.notes(number, "x").await, Refusal::NotThere);
        refused!(w.merchant.asks(number, "x?").await, Refusal::NotThere);
        assert_eq!(w.everything_written().await, before);
    }
    let account = QueueView::Account(w.merchant.account());
    for view in [QueueView::All, QueueView::Unassigned, QueueView::Waiting, QueueView::Escalated, account] {
        refused!(w.desk.queue(&w.merchant.actor, view, None, 10).await, Refusal::NotThere);
    }
    refused!(w.desk.view_counts(&w.merchant.actor).await, Refusal::NotThere);
    refused!(w.desk.accounts_named(&w.merchant.actor, "").await, Refusal::NotThere);
    refused!(w.desk.colleagues(&w.merchant.actor).await, Refusal::NotThere);
    refused!(w.desk.satisfaction(&w.merchant.actor, 12, None, Listed::Newest).await, Refusal::NotThere);
    refused!(w.desk.satisfaction(&w.ana.actor, 12, None, Listed::Newest).await, Refusal::NotThere);
}

async fn nobody_on_our_side_acts_as_the_customer(w: &World) {
    w.merchant.types(Impact::Core).await;
    for person in [&w.ana, &w.manager, &w.administrator] {
        let (desk, actor) = (&w.desk, &person.actor);
        refused!(desk.submit_request(actor, details(Impact::Core), None).await, Refusal::NotThere);
        refused!(desk.save_draft(actor, &Fields::default(), 0, Fields::default()).await, Refusal::NotThere);
        refused!(desk.draft(actor).await, Refusal::NotThere);
        refused!(desk.discard_draft(actor).await, Refusal::NotThere);
        refused!(desk.call_card(actor).await, Refusal::NotThere);
        refused!(desk.make_call_code(actor).await, Refusal::NotThere);
        refused!(desk.plan_for_new(actor).await, Refusal::NotThere);
        refused!(desk.portal_home(actor).await, Refusal::NotThere);
        refused!(desk.account_name(actor).await, Refusal::NotThere);
        refused!(desk.survey_link(actor, CaseNumber(1_001)).await, Refusal::NotThere);
    }
    // What a CSA writes while we wait for the customer is a message, not the customer's answer.
    let number = w.merchant.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    w.ana.asks(number, "Which store?").await.unwrap();
    w.ana.writes(number, "No hurry.").await.unwrap();
    assert_eq!(w.ana.sees(number).await.case.stage.status(), Status::WaitingOnCustomer);
}

async fn an_administrator_reads_cases_and_does_not_work_them(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    let form = w.administrator.form(number).await;
    assert_eq!(form.seen, 1);
    let before = w.everything_written().await;
    for (act, outcome) in each_act(&w.administrator, form, &w.ben).await {
        assert!(matches!(outcome, Err(Refusal::NotThere)), "{act}: {outcome:?}");
    }
    assert_eq!(w.everything_written().await, before);
}

/// The names of all use cases that are given who acts, as the sources have them.
fn use_cases_with_an_actor() -> BTreeSet<String> {
    let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut names = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
                continue;
            }
            let source = std::fs::read_to_string(entry).unwrap();
            for function in source.split("pub async fn ").skip(1) {
                let signature = function.split('{').next().unwrap();
                if signature.contains("&Actor") {
                    names.insert(signature.split('(').next().unwrap().to_owned());
                }
            }
        }
    }
    names
}

/// Walks every use case with a member's session, in every status a case can have, with whatever is forged into it.
async fn no_use_case_lets_a_member_open_or_raise_to_p1_or_outage(w: &World) {
    let mut walked = BTreeSet::new();
    let p2 = w.merchant.submits(Impact::Core).await;
    let (desk, member) = (&w.desk, &w.merchant.actor);
    let refuses = |walked: &mut BTreeSet<String>, name: &str, refused: bool| {
        walked.insert(name.to_owned());
        assert!(refused, "{name} lets a member do it");
    };
    for impact in [Impact::Crucial, Impact::Outage] {
        let mut typed = request_fields(impact);
        typed.set("priority", "P1");
        typed.set("channel", "phone");
        desk.save_draft(member, &typed, 0, Fields::default()).await.unwrap();
        for once in [None, w.once()] {
            let outcome = desk.submit_request(member, details(impact), once).await.unwrap();
            assert_eq!(outcome, Submitted::MustBePhoned);
        }
        desk.make_call_code(member).await.unwrap();
        let code = desk.call_card(member).await.unwrap().unwrap().code;
        refuses(&mut walked, "draft_by_code", desk.draft_by_code(member, &code).await.is_err());
        refuses(
            &mut walked,
            "account_with_callers",
            desk.account_with_callers(member, w.merchant.account()).await.is_err(),
        );
        assert!(desk.answer_call(member).is_err());
        refuses(&mut walked, "call_backs", desk.call_backs(member).await.is_err());
        refuses(&mut walked, "count_call_backs", desk.count_call_backs(member).await.is_err());
        for code in [None, Some(code)] {
            let account = w.merchant.account();
            let case = PhoneCase { account, caller: None, details: details(impact), answered: w.now(), code };
            refuses(&mut walked, "open_by_phone", desk.open_by_phone(member, case, None).await.is_err());
        }
    }
    for stage in 0..5 {
        match stage {
            1 => drop(w.ana.takes(p2).await.unwrap()),
            2 => drop(w.ana.asks(p2, "Which store?").await.unwrap()),
            3 => drop(w.ana.proposes(p2, "Fixed.").await.unwrap()),
            4 => drop(w.merchant.agrees(p2).await.unwrap()),
            _ => {}
        }
        let form = w.merchant.form(p2).await;
        if stage < 4 {
            // These may be the member's; in any order they leave the priority.
            w.merchant.writes(p2, "Please raise it to P1, it is an Outage").await.unwrap();
            w.later(15 * MINUTE);
            w.merchant.escalates(p2, "P1").await.unwrap();
            w.merchant.ends_escalation(p2, Some("P1")).await.unwrap();
        }
        for (name, outcome) in [
            ("take", desk.take(member, form).await),
            ("accept_hand_over", desk.accept_hand_over(member, form).await),
            ("decline_hand_over", desk.decline_hand_over(member, form, note("P1")).await),
            ("write_note", desk.write_note(member, form, note("P1")).await),
            ("acknowledge_escalation", desk.acknowledge_escalation(member, form, text("P1")).await),
            ("offer_hand_over", w.merchant.offers(p2, &w.ben, "P1").await),
            ("ask_for_information", w.merchant.asks(p2, "P1?").await),
            ("change_priority", w.merchant.changes_priority(p2, Priority::P1).await),
            ("confirm_ownership", w.merchant.has_it(p2).await),
            ("override_closure", w.merchant.overrides(p2, "P1").await),
            ("promise_update", w.merchant.promises(p2, NextUpdate::In(30)).await),
            ("log_call", w.merchant.logs_call(p2, None, "P1").await),
            ("explain_breach", w.merchant.explains(p2, (ClockKind::Resolution, w.now()), "Our mistake").await),
            ("propose_workaround", w.merchant.proposes_workaround(p2, "P1").await),
            ("test_workaround", w.merchant.tests_workaround(p2, true).await),
        ] {
            refuses(&mut walked, name, matches!(outcome, Err(Refusal::NotThere)));
        }
        assert_eq!(w.ana.sees(p2).await.case.priority, Priority::P2);
        if stage == 1 {
            w.ana.proposes_workaround(p2, "By hand.").await.unwrap();
            w.merchant.accepts_workaround(p2).await.unwrap();
            w.merchant.fails_workaround(p2, "No. It is a P1.").await.unwrap();
        }
        if stage == 2 {
            w.ana.proposes(p2, "Fixed.").await.unwrap();
            w.merchant.declines(p2, "No. It is a P1.").await.unwrap();
            w.merchant.proposes(p2, "P1").await.unwrap();
            w.ana.declines(p2, "Let us see first.").await.unwrap();
        }
    }
    desk.survey_link(member, p2).await.unwrap();
    w.merchant.reopens(p2, "It is a P1 now.").await.unwrap();
    assert_eq!(w.ana.sees(p2).await.case.priority, Priority::P2);
    refuses(&mut walked, "causes", desk.causes(member).await.is_err());
    refuses(&mut walked, "listed_causes", desk.listed_causes(Some(member)).await.is_err());
    refuses(&mut walked, "change_causes", desk.change_causes(Some(member), None, vec![line("P1")]).await.is_err());
    for name in [
        "escalate",
        "end_escalation",
        "write_message",
        "propose_closure",
        "accept_closure",
        "decline_closure",
        "survey_link",
        "accept_workaround",
        "fail_workaround",
        "reopen",
    ] {
        walked.insert(name.into());
    }
    for name in ["save_draft", "submit_request", "make_call_code", "call_card"] {
        walked.insert(name.into());
    }
    let invitation = Invitation {
        email: EmailAddress::parse("csa2@caseline.example").unwrap(),
        name: line("Me"),
        standing: Standing::Csa,
        zone: "UTC".into(),
    };
    refuses(&mut walked, "invite", desk.invite(Some(member), invitation).await.is_err());
    let csa = EmailAddress::parse(&w.ana.email).unwrap();
    refuses(&mut walked, "disable", desk.disable(Some(member), &csa).await.is_err());
    refuses(&mut walked, "enable", desk.enable(Some(member), &csa).await.is_err());
    refuses(&mut walked, "mark_senior", desk.mark_senior(Some(member), &csa, true).await.is_err());
    refuses(&mut walked, "set_shift", desk.set_shift(Some(member), &csa, None).await.is_err());
    refuses(&mut walked, "everybody", desk.everybody(Some(member)).await.is_err());
    let account = NewAccount {
        name: line("Mine"),
        kind: AccountKind::Merchant,
        contact: EmailAddress::parse("me@example.com").unwrap(),
        zone: "UTC".into(),
    };
    refuses(&mut walked, "add_account", desk.add_account(Some(member), account).await.is_err());
    let contact = EmailAddress::parse("me@harborpine.example").unwrap();
    let changed = desk.change_contact(Some(member), w.merchant.account(), contact).await;
    refuses(&mut walked, "change_contact", changed.is_err());
    refuses(&mut walked, "accounts", desk.accounts(Some(member)).await.is_err());
    refuses(&mut walked, "account_named", desk.account_named(Some(member), "Mine").await.is_err());
    refuses(&mut walked, "queue", desk.queue(member, QueueView::All, None, 10).await.is_err());
    refuses(&mut walked, "view_counts", desk.view_counts(member).await.is_err());
    refuses(&mut walked, "accounts_named", desk.accounts_named(member, "").await.is_err());
    refuses(&mut walked, "colleagues", desk.colleagues(member).await.is_err());
    refuses(&mut walked, "receipts", desk.receipts(Some(member), p2).await.is_err());
    refuses(&mut walked, "satisfaction", desk.satisfaction(member, 12, None, Listed::Newest).await.is_err());
    let plan = w.plan.plan.clone();
    let calendar = plan.service.clone();
    refuses(&mut walked, "calendars", desk.calendars(member).await.is_err());
    refuses(&mut walked, "calendar", desk.calendar(member, &plan.name).await.is_err());
    let read = desk.days_of_file(member, "BEGIN:VCALENDAR".into(), 2026..=2030).await;
    refuses(&mut walked, "days_of_file", read.is_err());
    refuses(&mut walked, "plans_with", desk.plans_with(member, &plan.name, &calendar).await.is_err());
    let new = NewCalendar { name: line("Mine"), like: None, calendar: calendar.clone() };
    refuses(&mut walked, "add_calendar", desk.add_calendar(member, new).await.is_err());
    let new = NewPlan { name: line("Mine"), like: plan.name.clone() };
    refuses(&mut walked, "add_plan", desk.add_plan(member, new).await.is_err());
    let (account, on) = (w.merchant.account(), w.plan.id);
    refuses(&mut walked, "accounts_on_plans", desk.accounts_on_plans(member, "").await.is_err());
    refuses(&mut walked, "account_on_plan", desk.account_on_plan(member, account).await.is_err());
    refuses(&mut walked, "change_plan", desk.change_plan(member, account, on, on).await.is_err());
    refuses(&mut walked, "preview_account", desk.preview_account(member, account, on).await.is_err());
    refuses(&mut walked, "count_behind_account", desk.count_behind_account(member, account).await.is_err());
    let moved = desk.move_cases_of_account(member, account, on, None).await;
    refuses(&mut walked, "move_cases_of_account", moved.is_err());
    let edit = CalendarEdit { name: plan.name.clone(), seen: 1, calendar };
    refuses(&mut walked, "save_calendar", desk.save_calendar(member, edit).await.is_err());
    refuses(&mut walked, "plans", desk.plans(member).await.is_err());
    refuses(&mut walked, "plan_versions", desk.plan_versions(member, &plan.name).await.is_err());
    refuses(&mut walked, "count_behind", desk.count_behind(member, &plan.name).await.is_err());
    refuses(&mut walked, "preview_move", desk.preview_move(member, &plan.name).await.is_err());
    let moved = desk.move_cases(member, &plan.name, w.plan.id, None).await;
    refuses(&mut walked, "move_cases", moved.is_err());
    refuses(&mut walked, "preview_plan", desk.preview_plan(member, plan.clone()).await.is_err());
    refuses(&mut walked, "save_plan", desk.save_plan(member, PlanEdit { seen: 1, plan }).await.is_err());
    // What only reads, or takes a draft away.
    for name in [
        "account_name",
        "account_plan",
        "askers",
        "case",
        "changes_since",
        "changes_since_mark",
        "legacy_by_number",
        "legacy_case",
        "legacy_file",
        "portal_home",
        "search",
        "draft",
        "plan_for_new",
        "discard_draft",
        // Whom else a member's account lets in can do no more than they.
        "grants",
        "grant_access",
        "withdraw_access",
        "first_time",
        "keep_form_shown",
        "form_shown",
    ] {
        walked.insert(name.into());
    }
    // Files are sent and read; with what they are sent is walked above without them.
    for name in [
        "announce_file",
        "go_on_with_file",
        "take_file",
        "own_file",
        "remove_file",
        "file",
        "draft_files",
        "write_message_with",
        "write_note_with",
    ] {
        walked.insert(name.into());
    }
    assert_eq!(
        w.stored::<(String,)>("select distinct priority from support_case").await,
        [("P2".to_owned(),)],
        "nothing else was opened"
    );
    assert_eq!(walked, use_cases_with_an_actor(), "a use case is new: can a member raise with it?");
}

on_both_databases! {
    a_p2_or_p3_opens_with_the_deadline_that_was_shown_before,
    a_request_is_a_case_of_its_author_and_account,
    the_same_form_sent_twice_opens_one_case,
    the_same_reply_sent_twice_is_written_once,
    a_draft_is_kept_merged_by_field_and_discarded,
    a_draft_is_gone_once_it_is_submitted,
    a_draft_that_is_gone_does_not_come_back_by_a_late_save,
    of_two_first_saves_at_once_neither_is_lost,
    the_fields_that_work_the_form_are_not_part_of_the_draft,
    another_accounts_case_is_as_little_there_as_a_number_that_does_not_exist,
    a_member_cannot_do_what_is_the_desks,
    nobody_on_our_side_acts_as_the_customer,
    an_administrator_reads_cases_and_does_not_work_them,
    no_use_case_lets_a_member_open_or_raise_to_p1_or_outage,
}
