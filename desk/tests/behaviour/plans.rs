//! Support plans: another calendar, a copy, and which one an account is on. What a form shows before it is saved is what
//! happens.

use caseline_desk::calendars::{CalendarEdit, NewCalendar};
use caseline_desk::error::Refusal;
use caseline_desk::plan_versions::{NewPlan, PlanEdit};
use caseline_domain::case::{ClockKind, Impact};
use caseline_domain::hours::{Calendar, Holiday, Target};
use caseline_domain::id::{AccountId, CaseNumber, PlanId};
use caseline_domain::instant::{HOUR, Timestamp};
use caseline_domain::plan::{CalendarOfPlan, Plan};

use crate::support::{World, line, on_both_databases, refused};

/// The plan of this world, and the calendar that came with it.
const STANDARD: &str = "Standard";

fn around_the_clock(name: &str) -> NewCalendar {
    NewCalendar { name: line(name), like: None, calendar: Calendar::always("Europe/Berlin") }
}

fn copy(name: &str) -> NewPlan {
    NewPlan { name: line(name), like: STANDARD.into() }
}

async fn newest(w: &World, name: &str) -> (PlanId, Plan) {
    let versions = w.desk.plan_versions(&w.administrator.actor, name).await.unwrap();
    (versions[0].id, versions[0].plan.clone())
}

async fn due(w: &World, number: CaseNumber) -> Timestamp {
    let view = w.ana.sees(number).await;
    view.clocks.resolution.reading(&view.plan.timeline, view.now).unwrap().due()
}

/// A plan with a shorter word for P2, which no account is on yet.
async fn gold(w: &World) -> PlanId {
    let ada = &w.administrator.actor;
    w.desk.add_plan(ada, copy("Gold")).await.unwrap();
    let (_, mut plan) = newest(w, "Gold").await;
    plan.p2.resolution = Target::BusinessMinutes(60);
    w.desk.save_plan(ada, PlanEdit { seen: 1, plan }).await.unwrap();
    newest(w, "Gold").await.0
}

/// As the plan is now, with the newest version of this calendar.
async fn counted_in(w: &World, calendar: &str) -> PlanEdit {
    let (_, plan) = newest(w, STANDARD).await;
    let history = w.desk.calendar(&w.administrator.actor, calendar).await.unwrap();
    let held = history.newest();
    let copied = CalendarOfPlan { name: held.name.clone(), version: held.version };
    PlanEdit { seen: plan.version, plan: Plan { calendar: Some(copied), service: held.calendar.clone(), ..plan } }
}

async fn a_plan_gets_another_calendar_and_open_cases_would_move_as_previewed(w: &World) {
    let ada = &w.administrator.actor;
    let number = w.merchant.submits(Impact::Core).await;
    w.desk.add_calendar(ada, around_the_clock("Night")).await.unwrap();
    let edit = counted_in(w, "Night").await;
    let preview = w.desk.preview_plan(ada, edit.plan.clone()).await.unwrap();
    let shown = preview.cases[0].clocks.iter().find(|clock| clock.kind == ClockKind::Resolution).unwrap();
    let shown = shown.after.unwrap().due();
    assert_eq!((preview.count, preview.cases[0].number), (1, number));
    assert_eq!(w.desk.save_plan(ada, edit.clone()).await.unwrap(), 2);
    assert_eq!(w.desk.save_plan(ada, edit).await.unwrap(), 2, "sent twice it is done once");
    let versions = w.desk.plan_versions(ada, STANDARD).await.unwrap();
    let said = "Service calendar: Night, version 1, instead of Standard, version 1";
    assert_eq!((versions.len(), versions[0].changes.as_deref()), (2, Some(said)));
    w.desk.move_cases(ada, STANDARD, versions[0].id, None).await.unwrap();
    assert_eq!(due(w, number).await, shown);
    // The calendar that it left is there still, and changes without the plan.
    let left = w.desk.calendar(ada, STANDARD).await.unwrap();
    assert!(left.plans.is_empty());
    let day = Holiday { date: "2026-12-24".parse().unwrap(), name: None, source: None };
    let calendar = left.newest().calendar.clone().closed_on(vec![day]);
    w.desk.save_calendar(ada, CalendarEdit { name: STANDARD.into(), seen: 1, calendar }).await.unwrap();
    assert_eq!(newest(w, STANDARD).await.1.version, 2);
    // A change of the one that it has is its next version.
    let calendar = Calendar::always("Europe/Oslo");
    w.desk.save_calendar(ada, CalendarEdit { name: "Night".into(), seen: 1, calendar }).await.unwrap();
    assert_eq!(newest(w, STANDARD).await.1.version, 3);
}

async fn a_calendar_that_changed_meanwhile_or_is_none_is_not_copied(w: &World) {
    let ada = &w.administrator.actor;
    w.desk.add_calendar(ada, around_the_clock("Night")).await.unwrap();
    let edit = counted_in(w, "Night").await;
    let mut none = edit.clone();
    none.plan.calendar = Some(CalendarOfPlan { name: "Day".into(), version: 1 });
    let mut forged = edit.clone();
    forged.plan.service = Calendar::always("UTC");
    let calendar = Calendar::always("Europe/Oslo");
    w.desk.save_calendar(ada, CalendarEdit { name: "Night".into(), seen: 1, calendar }).await.unwrap();
    refused!(w.desk.save_plan(ada, edit).await, Refusal::Stale);
    refused!(w.desk.save_plan(ada, forged).await, Refusal::Stale);
    refused!(w.desk.save_plan(ada, none).await, Refusal::NotThere);
    assert_eq!(newest(w, STANDARD).await.1.version, 1);
}

async fn a_new_plan_is_a_copy_under_a_name_of_its_own(w: &World) {
    let ada = &w.administrator.actor;
    w.desk.add_plan(ada, copy("Gold")).await.unwrap();
    w.desk.add_plan(ada, copy("Gold")).await.unwrap();
    let versions = w.desk.plan_versions(ada, "Gold").await.unwrap();
    assert_eq!(versions.len(), 1, "sent twice it is made once");
    let (_, standard) = newest(w, STANDARD).await;
    let as_standard =
        Plan { name: STANDARD.into(), calendar: None, version: standard.version, ..versions[0].plan.clone() };
    assert_eq!(as_standard, standard);
    assert_eq!(versions[0].plan.calendar_of(), standard.calendar_of(), "it counts in the same calendar");
    let told = (versions[0].created_by.as_deref(), versions[0].changes.as_deref());
    assert_eq!(told, (Some("Ada Roy"), Some("New, begun as a copy of Standard, version 1")));
    let calendars = w.desk.calendars(ada).await.unwrap();
    assert_eq!((calendars.len(), &*calendars[0].plans), (1, &["Gold".to_owned(), STANDARD.to_owned()][..]));
    for taken in ["STANDARD", "standard"] {
        let Err(Refusal::Fields(errors)) = w.desk.add_plan(ada, copy(taken)).await else { panic!("{taken}") };
        assert!(errors.get("name").is_some());
    }
    let of_none = NewPlan { name: line("Silver"), like: "Bronze".into() };
    let Err(Refusal::Fields(errors)) = w.desk.add_plan(ada, of_none).await else { panic!("there is no such plan") };
    assert!(errors.get("like").is_some());
    assert_eq!(w.desk.plans(ada).await.unwrap().len(), 2);
}

async fn a_new_calendar_has_a_name_of_its_own_and_hours(w: &World) {
    let ada = &w.administrator.actor;
    let night =
        NewCalendar { like: Some(CalendarOfPlan { name: STANDARD.into(), version: 1 }), ..around_the_clock("Night") };
    w.desk.add_calendar(ada, night.clone()).await.unwrap();
    w.desk.add_calendar(ada, night).await.unwrap();
    let history = w.desk.calendar(ada, "Night").await.unwrap();
    assert_eq!(history.versions.len(), 1, "sent twice it is made once");
    assert_eq!(history.newest().changes, "New, begun as a copy of Standard, version 1");
    assert_eq!((history.newest().created_by.as_deref(), history.plans.len()), (Some("Ada Roy"), 0));
    // The one that came with the plan has no row of its own, and its name is taken all the same.
    for taken in ["standard", "NIGHT"] {
        let Err(Refusal::Fields(errors)) = w.desk.add_calendar(ada, around_the_clock(taken)).await else {
            panic!("{taken}")
        };
        assert!(errors.get("name").is_some(), "{taken}");
    }
    let nowhere = NewCalendar { calendar: Calendar::always("Mars/Olympus"), ..around_the_clock("Olympus") };
    refused!(w.desk.add_calendar(ada, nowhere).await, Refusal::Fields(_));
    assert_eq!(w.desk.calendars(ada).await.unwrap().len(), 2);
}

async fn an_account_gets_another_plan_for_new_cases_and_open_ones_move_as_previewed(w: &World) {
    let ada = &w.administrator.actor;
    let (open, others) = (w.merchant.submits(Impact::Core).await, w.stranger.submits(Impact::Core).await);
    let before = due(w, open).await;
    let gold = gold(w).await;
    let account = w.merchant.account();
    let seen = w.desk.account_on_plan(ada, account).await.unwrap().on.id;
    let preview = w.desk.preview_account(ada, account, gold).await.unwrap();
    let numbers: Vec<_> = preview.cases.iter().map(|case| case.number).collect();
    assert_eq!((preview.count, &*numbers), (1, &[open][..]), "of this account alone");
    let shown = preview.cases[0].clocks.iter().find(|clock| clock.kind == ClockKind::Resolution).unwrap();
    let (now, then) = (shown.before.unwrap().due(), shown.after.unwrap().due());
    assert_eq!((now, then != before), (before, true));

    refused!(w.desk.move_cases_of_account(ada, account, gold, None).await, Refusal::Stale);
    w.desk.change_plan(ada, account, seen, gold).await.unwrap();
    w.desk.change_plan(ada, account, seen, gold).await.unwrap();
    let listed = w.desk.accounts_on_plans(ada, "").await.unwrap();
    let listed: Vec<_> =
        listed.accounts.iter().map(|held| (held.account.name.as_str(), held.on.plan.name.as_str())).collect();
    assert_eq!(listed, [("Harbor & Pine", "Gold"), ("Sal y Sol", STANDARD)]);
    let new = w.merchant.submits(Impact::Core).await;
    assert_eq!(w.ana.sees(new).await.row.plan, gold);
    assert_eq!(due(w, open).await, before, "an open case keeps the plan that it started with");
    assert_eq!(w.desk.count_behind_account(ada, account).await.unwrap(), 1);

    let note = Some(line("A new contract"));
    assert_eq!(w.desk.move_cases_of_account(ada, account, gold, note).await.unwrap().cases, 1);
    assert_eq!(due(w, open).await, then);
    assert_eq!(w.ana.sees(others).await.row.plan, seen);
    assert_eq!(w.desk.count_behind_account(ada, account).await.unwrap(), 0);
    w.later(HOUR);
    // What holds for new cases of its new plan reaches the account.
    let (_, mut plan) = newest(w, "Gold").await;
    plan.closing.reopens_within = 7;
    w.desk.save_plan(ada, PlanEdit { seen: 2, plan }).await.unwrap();
    assert_eq!(w.desk.account_on_plan(ada, account).await.unwrap().on.plan.version, 3);
}

async fn an_account_gets_the_newest_version_of_a_plan_alone_and_not_behind_somebodys_back(w: &World) {
    let ada = &w.administrator.actor;
    let gold = gold(w).await;
    let account = w.merchant.account();
    let standard = newest(w, STANDARD).await.0;
    let first = w.desk.plan_versions(ada, "Gold").await.unwrap()[1].id;
    refused!(w.desk.change_plan(ada, account, standard, first).await, Refusal::Stale);
    refused!(w.desk.change_plan(ada, account, gold, newest(w, "Gold").await.0).await, Refusal::Stale);
    let none = AccountId(w.merchant.id().0);
    refused!(w.desk.change_plan(ada, none, standard, gold).await, Refusal::NotThere);
    refused!(w.desk.preview_account(ada, none, gold).await, Refusal::NotThere);
    assert_eq!(w.desk.account_on_plan(ada, account).await.unwrap().on.id, standard);
}

async fn plans_and_whose_they_are_is_for_administrators_alone(w: &World) {
    let gold = gold(w).await;
    let account = w.merchant.account();
    let on = newest(w, STANDARD).await.0;
    for person in w.everybody().into_iter().filter(|person| person.id() != w.administrator.id()) {
        let who = &person.actor;
        refused!(w.desk.add_plan(who, copy("Mine")).await, Refusal::NotThere);
        refused!(w.desk.add_calendar(who, around_the_clock("Mine")).await, Refusal::NotThere);
        refused!(w.desk.accounts_on_plans(who, "").await, Refusal::NotThere);
        refused!(w.desk.account_on_plan(who, account).await, Refusal::NotThere);
        refused!(w.desk.change_plan(who, account, on, gold).await, Refusal::NotThere);
        refused!(w.desk.preview_account(who, account, gold).await, Refusal::NotThere);
        refused!(w.desk.count_behind_account(who, account).await, Refusal::NotThere);
        refused!(w.desk.move_cases_of_account(who, account, on, None).await, Refusal::NotThere);
    }
    assert_eq!(w.desk.plans(&w.administrator.actor).await.unwrap().len(), 2);
}

on_both_databases!(
    a_plan_gets_another_calendar_and_open_cases_would_move_as_previewed,
    a_calendar_that_changed_meanwhile_or_is_none_is_not_copied,
    a_new_plan_is_a_copy_under_a_name_of_its_own,
    a_new_calendar_has_a_name_of_its_own_and_hours,
    an_account_gets_another_plan_for_new_cases_and_open_ones_move_as_previewed,
    an_account_gets_the_newest_version_of_a_plan_alone_and_not_behind_somebodys_back,
    plans_and_whose_they_are_is_for_administrators_alone,
);
