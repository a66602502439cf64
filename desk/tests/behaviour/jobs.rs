//! What the desk does by itself: once, whoever looks and however often, late where nobody looked in time.

use caseline_desk::Desk;
use caseline_domain::case::{Author, ClockKind, Event, Impact, Managers, Recorded, Status};
use caseline_domain::id::CaseNumber;
use caseline_domain::instant::{DAY, HOUR, MINUTE, SECOND, Timestamp};

use crate::support::{CONTACT, World, instant, on_both_databases};

/// Does everything that is due; on how many cases.
async fn look(desk: &Desk) -> usize {
    let mut cases = 0;
    loop {
        match desk.do_what_is_due().await.unwrap() {
            0 => return cases,
            more => cases += more,
        }
    }
}

/// What the desk did by itself on a case, with what stands in the record.
async fn by_itself(w: &World, number: CaseNumber) -> Vec<Recorded> {
    let events = w.ana.sees(number).await.events.into_iter().map(|event| event.recorded);
    events.filter(|recorded| recorded.event.fell_due().is_some()).collect()
}

async fn events_by_itself(w: &World, number: CaseNumber) -> Vec<Event> {
    by_itself(w, number).await.into_iter().map(|recorded| recorded.event).collect()
}

/// The mail of a kind, by its recipients.
async fn mailed(w: &World, kind: &str) -> Vec<String> {
    let mail = w.outbox().await.into_iter().filter(|(of, _, _)| of == kind);
    let mut recipients: Vec<String> = mail.map(|(_, recipient, _)| recipient).collect();
    recipients.sort();
    recipients
}

/// A P2 that Ana owns and has answered: its resolution is due on Thursday 20:00 UTC, and three quarters of the time are
/// over at 08:00 of that day.
async fn working(w: &World) -> CaseNumber {
    let number = w.merchant.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    w.ana.writes(number, "I am on it.").await.unwrap();
    number
}

fn warned() -> Event {
    Event::Warned { clock: ClockKind::Resolution, share: 75, due: instant("2026-11-26T08:00:00Z") }
}

fn breached() -> Event {
    Event::Breached { clock: ClockKind::Resolution, due: instant("2026-11-26T20:00:00Z") }
}

fn told() -> Event {
    Event::ManagersTold { to: Managers::All, share: 100, due: instant("2026-11-26T20:00:00Z") }
}

async fn each_thing_is_done_when_it_falls_due(w: &World) {
    let number = working(w).await;
    assert_eq!(look(&w.desk).await, 0);
    w.clock.set(instant("2026-11-26T07:59:59Z"));
    assert_eq!(look(&w.desk).await, 0);
    w.later(SECOND);
    assert_eq!(look(&w.desk).await, 1);
    assert_eq!(look(&w.desk).await, 0);
    assert_eq!(events_by_itself(w, number).await, [warned()]);
    assert_eq!(mailed(w, "warning").await, [w.ana.email.as_str()]);
    w.clock.set(instant("2026-11-26T20:00:00Z"));
    look(&w.desk).await;
    let done = by_itself(w, number).await;
    assert_eq!(done.iter().map(|recorded| recorded.event.clone()).collect::<Vec<_>>(), [warned(), breached(), told()]);
    assert!(done.iter().all(|recorded| recorded.by == Author::Desk && recorded.late().is_none()), "{done:?}");
    assert_eq!(mailed(w, "breach").await, [w.ana.email.as_str()]);
    assert_eq!(mailed(w, "told").await, [w.manager.email.as_str()]);
    let before = w.everything_written().await;
    w.later(100 * DAY);
    assert_eq!(look(&w.desk).await, 0);
    assert_eq!(w.everything_written().await, before);
}

async fn what_fell_due_while_nobody_looked_is_done_once_and_marked_late(w: &World) {
    let broken = working(w).await;
    let proposed = working(w).await;
    w.ana.proposes(proposed, "The rule is back.").await.unwrap();
    w.clock.set(instant("2026-12-08T20:00:00Z"));
    assert_eq!(look(&w.desk).await, 2);
    let done = by_itself(w, broken).await;
    assert_eq!(done.iter().map(|recorded| recorded.event.clone()).collect::<Vec<_>>(), [warned(), breached(), told()]);
    let late: Vec<_> = done.iter().map(|recorded| recorded.late()).collect();
    assert_eq!(late, [Some(12 * DAY + 12 * HOUR), Some(12 * DAY), Some(12 * DAY)]);
    let lapse = instant("2026-12-01T20:00:00Z");
    let done = by_itself(w, proposed).await;
    assert_eq!(
        done.iter().map(|recorded| recorded.event.clone()).collect::<Vec<_>>(),
        [
            Event::ClosureReminded { day: 2, due: instant("2026-11-26T20:00:00Z") },
            Event::ClosureReminded { day: 4, due: instant("2026-11-30T20:00:00Z") },
            Event::ClosureLapsed { due: Some(lapse) },
        ]
    );
    assert_eq!(done[2].late(), Some(7 * DAY));
    assert_eq!(w.ana.sees(proposed).await.case.stage.status(), Status::Closed);
    assert!(w.merchant.sees(proposed).await.survey_waits, "asked as after every closing");

    // Of what is outdone meanwhile nobody is told.
    assert_eq!(mailed(w, "warning").await, [""; 0]);
    assert_eq!(mailed(w, "reminder").await, [""; 0]);
    assert_eq!(mailed(w, "breach").await, [w.ana.email.as_str()]);
    assert_eq!(mailed(w, "told").await, [w.manager.email.as_str()]);
    assert_eq!(mailed(w, "closure").await.len(), 5, "two of the proposal, and the lapse to both sides");
    assert_eq!(mailed(w, "survey").await, [w.merchant.email.as_str()]);
    let before = w.everything_written().await;
    assert_eq!(look(&w.desk).await, 0);
    assert_eq!(w.everything_written().await, before);
}

async fn two_servers_at_once_do_each_thing_once(w: &World) {
    for _ in 0..30 {
        w.merchant.submits(Impact::Core).await;
    }
    w.later(4 * DAY);
    let other = w.another_server().await;
    let first = tokio::spawn({
        let desk = w.desk.clone();
        async move { look(&desk).await }
    });
    let cases = look(&other).await + first.await.unwrap();
    assert_eq!(cases, 30);
    let done = w.count("select count(*) from case_event where kind in ('warned', 'breached', 'managers_told')").await;
    let once = "select count(*) from (select distinct case_id, body from case_event
                where kind in ('warned', 'breached', 'managers_told')) as done";
    assert_eq!((done, done), (w.count(once).await, 30 * 7), "three warnings, three breaches, the managers");
    let told = w.count("select count(*) from outbox where kind = 'told'").await;
    assert_eq!(told, 30);
    assert_eq!(w.count("select count(*) from support_case where timer_lease is not null").await, 0);
    other.store().close().await;
}

async fn what_a_server_claimed_before_it_was_killed_is_done_after_its_lease(w: &World) {
    let number = working(w).await;
    w.later(4 * DAY);
    let now = w.now();
    let mut tx = w.desk.store().write().await.unwrap();
    assert_eq!(tx.claim_timers(now, now.plus_millis(2 * MINUTE), 20).await.unwrap().len(), 1);
    tx.commit().await.unwrap();
    assert_eq!(look(&w.desk).await, 0);
    w.later(2 * MINUTE);
    assert_eq!(look(&w.desk).await, 1);
    assert_eq!(events_by_itself(w, number).await, [warned(), breached(), told()]);
}

async fn a_clock_that_jumps_does_nothing_twice_and_leaves_nothing_out(w: &World) {
    let number = working(w).await;
    w.clock.set(instant("2026-11-26T09:00:00Z"));
    look(&w.desk).await;
    let before = w.everything_written().await;
    w.later(-2 * DAY);
    assert_eq!(look(&w.desk).await, 0);
    w.later(DAY);
    assert_eq!(look(&w.desk).await, 0);
    assert_eq!(w.everything_written().await, before);
    w.later(100 * DAY);
    assert_eq!(look(&w.desk).await, 1);
    assert_eq!(events_by_itself(w, number).await, [warned(), breached(), told()]);
}

async fn a_lease_of_a_wrong_clock_holds_nobody_up(w: &World) {
    let number = working(w).await;
    w.clock.set(instant("2027-11-26T20:00:00Z"));
    let mut tx = w.desk.store().write().await.unwrap();
    assert_eq!(tx.claim_timers(w.now(), w.now().plus_millis(2 * MINUTE), 20).await.unwrap().len(), 1);
    tx.commit().await.unwrap();
    w.clock.set(instant("2026-11-26T20:00:00Z"));
    assert_eq!(look(&w.desk).await, 1);
    assert_eq!(events_by_itself(w, number).await, [warned(), breached(), told()]);
}

async fn a_paused_clock_waits_and_an_answer_moves_it(w: &World) {
    let number = working(w).await;
    w.later(HOUR);
    w.ana.asks(number, "Which store?").await.unwrap();
    w.later(20 * DAY);
    assert_eq!(look(&w.desk).await, 0);
    w.merchant.writes(number, "Oslo.").await.unwrap();
    assert_eq!(look(&w.desk).await, 0);
    // 35 of the 36 hours are left from Monday 13:00 in Los Angeles on.
    w.clock.set(instant("2026-12-16T07:59:59Z"));
    assert_eq!(look(&w.desk).await, 0);
    w.later(SECOND);
    assert_eq!(look(&w.desk).await, 1);
    let due = instant("2026-12-16T08:00:00Z");
    let warned = Event::Warned { clock: ClockKind::Resolution, share: 75, due };
    assert_eq!(events_by_itself(w, number).await, [warned]);
}

async fn a_p1_is_reminded_of_and_never_lapses(w: &World) {
    let number = w.ana.takes_call_of(&w.merchant, Impact::Crucial).await;
    w.later(HOUR);
    w.ana.proposes(number, "The rule is back.").await.unwrap();
    w.later(60 * DAY);
    look(&w.desk).await;
    let view = w.ana.sees(number).await;
    assert_eq!(view.case.stage.status(), Status::ClosureProposed);
    let days: Vec<u32> = events_by_itself(w, number)
        .await
        .into_iter()
        .map(|event| match event {
            Event::ClosureReminded { day, .. } => day,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(days, [2, 4]);
    let mut both = vec![CONTACT, w.merchant.email.as_str()];
    both.sort_unstable();
    assert_eq!(mailed(w, "reminder").await, both, "of two at once the last is mailed");
    assert_eq!(look(&w.desk).await, 0);
}

async fn a_proposal_declined_after_the_due_time_leaves_a_breach_at_its_true_due_time(w: &World) {
    let number = working(w).await;
    w.clock.set(instant("2026-11-26T19:00:00Z"));
    look(&w.desk).await;
    w.ana.proposes(number, "The rule is back.").await.unwrap();
    w.clock.set(instant("2026-11-27T19:00:00Z"));
    assert_eq!(look(&w.desk).await, 0);
    assert_eq!(events_by_itself(w, number).await, [warned()]);
    w.merchant.declines(number, "Oslo is still stuck.").await.unwrap();
    assert_eq!(look(&w.desk).await, 1);
    let done = by_itself(w, number).await;
    assert_eq!(done.iter().map(|recorded| recorded.event.clone()).collect::<Vec<_>>(), [warned(), breached(), told()]);
    assert_eq!(done[1].late(), Some(23 * HOUR));
}

async fn a_case_on_which_it_fails_is_tried_again_and_holds_up_no_other(w: &World) {
    let broken = working(w).await;
    let other = working(w).await;
    w.tamper(
        "update case_event set kind = body, body = 'no event'
         where seq = 2 and case_id in (select id from support_case where number = 1001)",
    )
    .await;
    assert_eq!(broken.0, 1001);
    w.later(4 * DAY);
    let mut pauses = Vec::new();
    for _ in 0..9 {
        w.desk.do_what_is_due().await.unwrap();
        assert_eq!(w.desk.do_what_is_due().await.unwrap(), 0, "not before its time");
        let lease = w.count("select timer_lease from support_case where number = 1001").await;
        let next = Timestamp::from_millis(lease);
        pauses.push(next.since(w.now()));
        w.clock.set(next);
    }
    assert_eq!(events_by_itself(w, other).await, [warned(), breached(), told()]);
    assert_eq!(pauses[..3], [30 * SECOND, MINUTE, 2 * MINUTE]);
    assert!(pauses.is_sorted() && pauses.last() == Some(&HOUR), "{pauses:?}");
    w.tamper(
        "update case_event set body = kind, kind = 'assigned'
         where seq = 2 and case_id in (select id from support_case where number = 1001)",
    )
    .await;
    assert_eq!(look(&w.desk).await, 1);
    assert_eq!(events_by_itself(w, broken).await, [warned(), breached(), told()]);
    assert_eq!(w.count("select count(*) from support_case where timer_tries is not null").await, 0);
}

async fn without_an_owner_the_managers_are_warned(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    w.clock.set(instant("2026-11-25T19:00:00Z"));
    look(&w.desk).await;
    let warned: Vec<_> = events_by_itself(w, number).await;
    assert!(warned.iter().all(|event| matches!(event, Event::Warned { .. })) && warned.len() == 2, "{warned:?}");
    assert_eq!(mailed(w, "warning").await, [w.manager.email.as_str(); 2]);
}

async fn the_worker_looks_by_itself_and_when_it_is_woken(w: &World) {
    let number = working(w).await;
    w.clock.set(instant("2026-11-26T20:00:00Z"));
    let worker = tokio::spawn(w.desk.clone().keep_promises());
    while events_by_itself(w, number).await.len() < 3 {
        tokio::task::yield_now().await;
    }
    // It sleeps until something is due; who changes a case wakes it.
    w.ana.proposes(number, "The rule is back.").await.unwrap();
    w.clock.set(instant("2026-12-08T20:00:00Z"));
    // Between her page and her note it may be closed already.
    w.ana.notes(number, "Still nothing.").await.ok();
    while w.ana.sees(number).await.case.stage.status() != Status::Closed {
        tokio::task::yield_now().await;
    }
    worker.abort();
}

on_both_databases! {
    each_thing_is_done_when_it_falls_due,
    what_fell_due_while_nobody_looked_is_done_once_and_marked_late,
    two_servers_at_once_do_each_thing_once,
    what_a_server_claimed_before_it_was_killed_is_done_after_its_lease,
    a_clock_that_jumps_does_nothing_twice_and_leaves_nothing_out,
    a_lease_of_a_wrong_clock_holds_nobody_up,
    a_paused_clock_waits_and_an_answer_moves_it,
    a_p1_is_reminded_of_and_never_lapses,
    a_proposal_declined_after_the_due_time_leaves_a_breach_at_its_true_due_time,
    a_case_on_which_it_fails_is_tried_again_and_holds_up_no_other,
    without_an_owner_the_managers_are_warned,
    the_worker_looks_by_itself_and_when_it_is_woken,
}
