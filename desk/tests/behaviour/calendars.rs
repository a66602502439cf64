//! Service calendars: a change is a new version, for whoever opens a case from then on.

use caseline_desk::accounts::NewAccount;
use caseline_desk::calendars::CalendarEdit;
use caseline_desk::error::Refusal;
use caseline_desk::plan_versions::PlanEdit;
use caseline_domain::account::AccountKind;
use caseline_domain::case::Impact;
use caseline_domain::hours::{Holiday, Target, Weekday, day_as_typed};
use caseline_domain::instant::DAY;

use crate::people::address;
use crate::support::{World, line, on_both_databases, refused};

/// The calendar that came with the plan of this world.
const NAME: &str = "Standard";

fn holiday(date: &str, name: &str) -> Holiday {
    Holiday { date: date.parse().unwrap(), name: Some(name.to_owned()), source: None }
}

/// The calendar as it is, closed on another day too.
async fn closed_also_on(w: &World, date: &str) -> CalendarEdit {
    let history = w.desk.calendar(&w.administrator.actor, NAME).await.unwrap();
    let newest = history.newest();
    let calendar = newest.calendar.clone().closed_on(vec![holiday(date, "Inventory")]);
    CalendarEdit { name: NAME.into(), seen: newest.version, calendar }
}

async fn closes(w: &World, date: &str) -> u32 {
    let edit = closed_also_on(w, date).await;
    w.desk.save_calendar(&w.administrator.actor, edit).await.unwrap()
}

async fn a_calendar_that_came_with_its_plan_is_there_without_a_row(w: &World) {
    let all = w.desk.calendars(&w.administrator.actor).await.unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!((all[0].newest().name.as_str(), all[0].newest().version), (NAME, 1));
    assert_eq!(all[0].plans, [NAME]);
    assert_eq!(w.count("select count(*) from calendar").await, 0);
}

async fn a_change_is_the_next_version_with_who_when_and_what(w: &World) {
    w.later(DAY);
    assert_eq!(closes(w, "2026-12-24").await, 2);
    assert_eq!(closes(w, "2026-12-31").await, 3);
    let history = w.desk.calendar(&w.administrator.actor, NAME).await.unwrap();
    let told: Vec<_> =
        history.versions.iter().map(|v| (v.version, v.created_by.as_deref(), v.changes.as_str())).collect();
    assert_eq!(
        told,
        [
            (3, Some("Ada Roy"), "Closed Thu 31 Dec 2026, Inventory"),
            (2, Some("Ada Roy"), "Closed Thu 24 Dec 2026, Inventory"),
            (1, None, "As plan Standard had it"),
        ]
    );
    assert_eq!(history.versions[0].created, w.now());
    assert_eq!(history.versions[2].created.millis(), w.now().millis() - DAY);
    assert_eq!(history.versions[2].calendar, w.plan.plan.service, "a version never changes");
    assert_eq!(history.versions[2].fingerprint, w.plan.terms.calendar);
    assert_eq!(history.versions[0].calendar.holidays.len(), 2);
}

async fn new_cases_start_on_the_new_version_and_open_ones_keep_theirs(w: &World) {
    let before = w.merchant.submits(Impact::Core).await;
    let due = |view: &caseline_desk::cases::CaseView| view.plan.id;
    let kept = due(&w.ana.sees(before).await);
    closes(w, "2026-11-25").await;
    let after = w.merchant.submits(Impact::Core).await;
    assert_eq!(due(&w.ana.sees(before).await), kept);
    let view = w.ana.sees(after).await;
    assert_ne!(due(&view), kept);
    assert_eq!((view.plan.plan.version, view.plan.plan.service.holidays.len()), (2, 1));
    let calendar = view.plan.plan.calendar.clone().unwrap();
    assert_eq!((calendar.name.as_str(), calendar.version), (NAME, 2));
    // Both accounts, and the next one.
    assert_eq!(w.count("select count(distinct plan_id) from account").await, 1);
    let account = NewAccount {
        name: line("Nordlys"),
        kind: AccountKind::Merchant,
        contact: address("ops@nordlys.example"),
        zone: "Europe/Oslo".into(),
    };
    w.desk.add_account(Some(&w.administrator.actor), account).await.unwrap();
    assert_eq!(w.count("select count(distinct plan_id) from account").await, 1);
}

async fn plan_versions_with_the_same_calendar_go_by_one_timeline(w: &World) {
    let first = w.desk.plan_for_new(&w.merchant.actor).await.unwrap();
    let mut plan = first.plan.clone();
    plan.p3.assignment = Target::ElapsedMinutes(90);
    w.desk.save_plan(&w.administrator.actor, PlanEdit { seen: 1, plan }).await.unwrap();
    let second = w.desk.plan_for_new(&w.merchant.actor).await.unwrap();
    assert_ne!(first.id, second.id);
    assert!(std::sync::Arc::ptr_eq(&first.timeline, &second.timeline));
    closes(w, "2026-12-24").await;
    let third = w.desk.plan_for_new(&w.merchant.actor).await.unwrap();
    assert!(!std::sync::Arc::ptr_eq(&second.timeline, &third.timeline));
    assert_ne!(second.timeline, third.timeline);
}

async fn an_account_that_was_left_on_an_older_plan_version_gets_a_version_of_that_one(w: &World) {
    closes(w, "2026-12-24").await;
    w.tamper(
        "update account
         set plan_id = (select id from plan where version = 1)
         where name = 'Sal y Sol'",
    )
    .await;
    closes(w, "2026-12-31").await;
    let plans: Vec<(String, i64, i64)> = w
        .stored(
            "select account.name, plan.version, (select count(*) from plan)
             from account
             join plan on plan.id = account.plan_id
             order by account.name",
        )
        .await;
    assert_eq!(plans, [("Harbor & Pine".to_owned(), 4, 4), ("Sal y Sol".to_owned(), 3, 4)]);
}

async fn of_two_changes_of_one_version_one_is_stale_and_the_same_sent_twice_is_one(w: &World) {
    let (one, other) = (closed_also_on(w, "2026-12-24").await, closed_also_on(w, "2026-12-31").await);
    assert_eq!(w.desk.save_calendar(&w.administrator.actor, one.clone()).await.unwrap(), 2);
    refused!(w.desk.save_calendar(&w.administrator.actor, other).await, Refusal::Stale);
    assert_eq!(w.desk.save_calendar(&w.administrator.actor, one).await.unwrap(), 2);
    assert_eq!(w.count("select count(*) from calendar").await, 2);
    assert_eq!(w.count("select count(*) from plan").await, 2);
}

async fn of_two_servers_that_change_it_at_once_one_does(w: &World) {
    let (one, other) = (closed_also_on(w, "2026-12-24").await, closed_also_on(w, "2026-12-31").await);
    let second = w.another_server().await;
    let both = tokio::join!(
        w.desk.save_calendar(&w.administrator.actor, one),
        second.save_calendar(&w.administrator.actor, other)
    );
    let outcomes = [both.0, both.1];
    assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, Ok(2))).count(), 1, "{outcomes:?}");
    assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, Err(Refusal::Stale))).count(), 1, "{outcomes:?}");
    assert_eq!(w.count("select count(*) from calendar").await, 2);
    second.store().close().await;
}

async fn what_cannot_be_counted_in_or_is_nothing_new_is_not_stored(w: &World) {
    let edit = closed_also_on(w, "2026-12-24").await;
    let mut nowhere = edit.clone();
    nowhere.calendar.zone = "Mars/Olympus".into();
    refused!(w.desk.save_calendar(&w.administrator.actor, nowhere).await, Refusal::Fields(_));
    let same =
        CalendarEdit { calendar: edit.calendar.clone().open_on(&["2026-12-24".parse().unwrap()]), ..edit.clone() };
    refused!(w.desk.save_calendar(&w.administrator.actor, same).await, Refusal::Fields(_));
    let none = CalendarEdit { name: "Night".into(), ..edit };
    refused!(w.desk.save_calendar(&w.administrator.actor, none).await, Refusal::NotThere);
    assert_eq!(w.count("select count(*) from calendar").await, 0);
}

async fn hours_in_which_a_promise_is_never_due_are_not_stored_and_not_shown(w: &World) {
    let mut plan = w.plan.plan.clone();
    plan.p2.resolution = Target::BusinessMinutes(200 * 60);
    w.desk.save_plan(&w.administrator.actor, PlanEdit { seen: 1, plan }).await.unwrap();
    let mut edit = closed_also_on(w, "2026-12-24").await;
    for weekday in Weekday::ALL {
        edit.calendar.week.set_day(weekday, vec![]);
    }
    // A minute a week: two hundred hours are over in the year 2256.
    edit.calendar.week.set_day(Weekday::Wed, day_as_typed("9:00-9:01").unwrap());
    for refusal in [
        w.desk.plans_with(&w.administrator.actor, NAME, &edit.calendar).await.unwrap_err(),
        w.desk.save_calendar(&w.administrator.actor, edit.clone()).await.unwrap_err(),
    ] {
        let Refusal::Fields(errors) = refusal else { panic!("{refusal}") };
        let sentence = errors.get("").unwrap();
        assert!(sentence.starts_with("Plan Standard cannot be counted in these hours. "), "{sentence}");
    }
    assert_eq!(w.count("select count(*) from plan").await, 2);
    // An hour a week is enough, as long as not more is promised.
    edit.calendar.week.set_day(Weekday::Wed, day_as_typed("9-10").unwrap());
    w.desk.save_calendar(&w.administrator.actor, edit).await.unwrap();
    w.merchant.submits(Impact::Core).await;
    let mut plan = w.desk.plan_for_new(&w.merchant.actor).await.unwrap().plan.clone();
    plan.p2.resolution = Target::BusinessMinutes(10 * 366 * 24 * 60);
    plan.p3.next_update = Some(Target::BusinessMinutes(70 * 52 * 60));
    for refusal in [
        w.desk.preview_plan(&w.administrator.actor, plan.clone()).await.map(|_| ()).unwrap_err(),
        w.desk.save_plan(&w.administrator.actor, PlanEdit { seen: 3, plan }).await.unwrap_err(),
    ] {
        let Refusal::Fields(errors) = refusal else { panic!("{refusal}") };
        // Seventy years from now are in this century, and from five years later are not.
        let fields: Vec<_> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["p2_resolution", "p3_next_update"]);
    }
}

async fn calendars_are_for_administrators_alone(w: &World) {
    let edit = closed_also_on(w, "2026-12-24").await;
    for person in w.everybody().into_iter().filter(|person| person.id() != w.administrator.id()) {
        refused!(w.desk.calendars(&person.actor).await, Refusal::NotThere);
        refused!(w.desk.calendar(&person.actor, NAME).await, Refusal::NotThere);
        refused!(w.desk.save_calendar(&person.actor, edit.clone()).await, Refusal::NotThere);
    }
    assert_eq!(w.count("select count(*) from calendar").await, 0);
}

on_both_databases!(
    a_calendar_that_came_with_its_plan_is_there_without_a_row,
    a_change_is_the_next_version_with_who_when_and_what,
    new_cases_start_on_the_new_version_and_open_ones_keep_theirs,
    plan_versions_with_the_same_calendar_go_by_one_timeline,
    an_account_that_was_left_on_an_older_plan_version_gets_a_version_of_that_one,
    of_two_changes_of_one_version_one_is_stale_and_the_same_sent_twice_is_one,
    of_two_servers_that_change_it_at_once_one_does,
    what_cannot_be_counted_in_or_is_nothing_new_is_not_stored,
    hours_in_which_a_promise_is_never_due_are_not_stored_and_not_shown,
    calendars_are_for_administrators_alone,
);
