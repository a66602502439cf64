//! Moving open cases to a new version of their plan: the preview says what happens, and that is what happens.

use caseline_desk::calendars::CalendarEdit;
use caseline_desk::error::Refusal;
use caseline_domain::case::{Change, ClockKind, Impact};
use caseline_domain::hours::Holiday;
use caseline_domain::id::PlanId;
use caseline_domain::instant::{DAY, HOUR, Timestamp};

use crate::support::{CONTACT, World, instant, line, on_both_databases, refused};

const PLAN: &str = "Standard";

/// The day of tomorrow is closed from the next version on.
async fn closes_tomorrow(w: &World) {
    let history = w.desk.calendar(&w.administrator.actor, PLAN).await.unwrap();
    let day = Holiday { date: "2026-11-25".parse().unwrap(), name: Some("Founders’ day".into()), source: None };
    let calendar = history.newest().calendar.clone().closed_on(vec![day]);
    let edit = CalendarEdit { name: PLAN.into(), seen: history.newest().version, calendar };
    w.desk.save_calendar(&w.administrator.actor, edit).await.unwrap();
}

async fn target(w: &World) -> PlanId {
    w.desk.preview_move(&w.administrator.actor, PLAN).await.unwrap().to.id
}

async fn due(w: &World, number: caseline_domain::id::CaseNumber) -> Timestamp {
    let view = w.ana.sees(number).await;
    view.clocks.resolution.reading(&view.plan.timeline, view.now).unwrap().due()
}

async fn what_is_previewed_is_what_happens(w: &World) {
    let working = w.merchant.submits(Impact::Core).await;
    w.ana.takes(working).await.unwrap();
    let paused = w.merchant.submits(Impact::Core).await;
    w.ana.takes(paused).await.unwrap();
    w.ana.asks(paused, "Which store?").await.unwrap();
    let closed = w.merchant.submits(Impact::Core).await;
    w.ana.takes(closed).await.unwrap();
    w.ana.proposes(closed, "Done.").await.unwrap();
    w.merchant.agrees(closed).await.unwrap();
    w.later(3 * HOUR);
    let before = [due(w, working).await, due(w, closed).await];
    closes_tomorrow(w).await;
    assert_eq!([due(w, working).await, due(w, closed).await], before, "open cases keep the version they started with");

    let preview = w.desk.preview_move(&w.administrator.actor, PLAN).await.unwrap();
    assert_eq!((preview.count, preview.to.plan.version), (2, 2), "closed cases are not in it");
    let shown: Vec<_> = preview
        .cases
        .iter()
        .map(|case| {
            let moved = case.clocks.iter().find(|clock| clock.kind == ClockKind::Resolution).unwrap();
            (case.number, moved.before.unwrap().due(), moved.after.unwrap().due(), moved.breaks())
        })
        .collect();
    assert_eq!(shown[0], (working, before[0], before[0].plus_millis(DAY), false));

    let note = Some(line("Founders’ day"));
    assert_eq!(w.desk.move_cases(&w.administrator.actor, PLAN, preview.to.id, note).await.unwrap().cases, 2);
    for (number, _, new_due, _) in shown {
        assert_eq!(due(w, number).await, new_due, "{number}");
    }
    assert_eq!(due(w, closed).await, before[1], "closed cases never change");
    let view = w.ana.sees(working).await;
    assert_eq!((view.row.plan, view.clocks.resolution.plan), (preview.to.id, preview.to.id));
    assert!(view.clocks.changed.iter().all(|changed| changed.change == Change::Plan(preview.to.id)));
    let receipts = w.desk.receipts(None, working).await.unwrap();
    let text = receipts[0].receipt.text(&receipts[0].calendar, &receipts[0].calendar);
    assert!(text.contains("Founders’ day") && text.contains("when the plan changed"), "{text}");

    let again = w.desk.preview_move(&w.administrator.actor, PLAN).await.unwrap();
    assert_eq!((again.count, again.cases.len()), (0, 0));
    assert_eq!(w.desk.move_cases(&w.administrator.actor, PLAN, preview.to.id, None).await.unwrap().cases, 0);
    // A new case is on it at once.
    let new = w.merchant.submits(Impact::Core).await;
    assert_eq!(w.ana.sees(new).await.row.plan, preview.to.id);
}

async fn whose_due_time_moves_is_told_by_mail_and_nobody_else(w: &World) {
    let slow = w.merchant.submits(Impact::Core).await;
    w.ana.takes(slow).await.unwrap();
    w.ana.writes(slow, "I am on it.").await.unwrap();
    let proposed = w.merchant.submits(Impact::Core).await;
    w.ana.takes(proposed).await.unwrap();
    w.ana.proposes(proposed, "Done.").await.unwrap();
    closes_tomorrow(w).await;
    let moved = w.desk.move_cases(&w.administrator.actor, PLAN, target(w).await, Some(line("Founders’ day"))).await;
    let moved = moved.unwrap();
    assert_eq!((moved.cases, moved.told), (2, 1), "the clock of the other one stands");
    let mail = w.stored::<(String, String, String)>("select recipient, subject, body from outbox where kind = 'moved'");
    let mail = mail.await;
    let mut told: Vec<&str> = mail.iter().map(|(to, ..)| to.as_str()).collect();
    told.sort_unstable();
    assert_eq!(told, [w.merchant.email.as_str(), CONTACT]);
    for (_, subject, body) in &mail {
        assert!(subject.starts_with(&format!("[{slow}] ")), "{subject}");
        let says = "Your case goes by another version of your support plan now: Founders’ day.\n\n\
                    Resolution: due Fri 27 Nov 2026, 21:00; before it was Thu 26 Nov 2026, 21:00\n\
                    Times as clocks show them in Europe/Berlin.\n\n";
        assert!(body.starts_with(says), "{body}");
        assert!(body.contains(&format!("https://desk.example/portal/cases/{slow}")), "{body}");
    }
}

async fn cases_are_moved_by_administrators_to_the_newest_version_alone(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    closes_tomorrow(w).await;
    let to = target(w).await;
    for person in [&w.merchant, &w.ana, &w.manager] {
        refused!(w.desk.preview_move(&person.actor, PLAN).await, Refusal::NotThere);
        refused!(w.desk.move_cases(&person.actor, PLAN, to, None).await, Refusal::NotThere);
    }
    refused!(w.desk.preview_move(&w.administrator.actor, "Golden").await, Refusal::NotThere);
    refused!(w.desk.move_cases(&w.administrator.actor, PLAN, w.plan.id, None).await, Refusal::Stale);
    assert_eq!(w.ana.sees(number).await.row.plan, w.plan.id);
    assert_eq!(w.now(), instant("2026-11-24T20:00:00Z"));
}

on_both_databases! {
    what_is_previewed_is_what_happens,
    whose_due_time_moves_is_told_by_mail_and_nobody_else,
    cases_are_moved_by_administrators_to_the_newest_version_alone,
}
