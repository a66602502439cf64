//! What the desk does by itself: once, whoever looks and however often, late where nobody looked in time.

use caseline_desk::Desk;
use caseline_domain::case::{Author, ClockKind, Event, Impact, Managers, Priority, Recorded, Status};
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
    w.clock.set(instant("2026-11-26T20:00:01Z"));
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

/// Subject and text of the one mail of a kind to somebody.
async fn letter(w: &World, kind: &str, to: &str) -> (String, String) {
    let all = w.stored::<(String, String, String, String)>("select kind, recipient, subject, body from outbox").await;
    let mut theirs = all.into_iter().filter(|(of, recipient, ..)| of == kind && recipient == to);
    let (.., subject, body) = theirs.next().unwrap_or_else(|| panic!("no {kind} to {to}"));
    assert!(theirs.next().is_none(), "more than one {kind} to {to}");
    (subject, body)
}

async fn our_own_mail_says_in_its_subject_what_happened_on_the_clocks_of_its_reader(w: &World) {
    let number = working(w).await;
    w.clock.set(instant("2026-11-26T08:00:00Z"));
    look(&w.desk).await;
    w.clock.set(instant("2026-11-26T20:00:01Z"));
    look(&w.desk).await;
    let case = format!("[{number}]");
    let which = "\n\nPriority: P2\nAccount: Harbor & Pine\nOwner: Ana Flores\n\n";
    // Ana and Grace read times in Los Angeles, the account in Berlin.
    for (kind, to, subject, text) in [
        (
            "warning",
            &w.ana,
            "75 % used: Resolution due Thu 26 Nov 2026, 12:00, P2 of Harbor & Pine",
            "75 % of the time for the resolution of the case is used up. It is due Thu 26 Nov 2026, 12:00 (America/Los_Angeles).",
        ),
        (
            "breach",
            &w.ana,
            "Broken: Resolution was due Thu 26 Nov 2026, 12:00, P2 of Harbor & Pine",
            "A promise is broken: the resolution of the case was due Thu 26 Nov 2026, 12:00 (America/Los_Angeles).",
        ),
        (
            "told",
            &w.manager,
            "For managers, at 100 %: Resolution due Thu 26 Nov 2026, 12:00, P2 of Harbor & Pine",
            "All the time to resolve this P2 case is used up; the resolution is due Thu 26 Nov 2026, 12:00 (America/Los_Angeles).",
        ),
    ] {
        let (said, body) = letter(w, kind, &to.email).await;
        assert_eq!(said, format!("{case} {subject}"));
        assert!(body.starts_with(&format!("{text}{which}")), "{body}");
        assert!(body.contains(&format!("https://desk.example/desk/cases/{number}")), "{body}");
    }
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
    w.clock.set(instant("2027-11-26T20:00:01Z"));
    let mut tx = w.desk.store().write().await.unwrap();
    assert_eq!(tx.claim_timers(w.now(), w.now().plus_millis(2 * MINUTE), 20).await.unwrap().len(), 1);
    tx.commit().await.unwrap();
    w.clock.set(instant("2026-11-26T20:00:01Z"));
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

async fn what_is_noticed_after_a_case_is_closed_is_recorded_and_mailed_to_nobody(w: &World) {
    let number = working(w).await;
    w.clock.set(instant("2026-11-27T20:00:01Z"));
    w.ana.proposes(number, "The rule is back.").await.unwrap();
    w.merchant.agrees(number).await.unwrap();
    let mail = w.outbox().await.len();
    assert_eq!(look(&w.desk).await, 1);
    assert_eq!(events_by_itself(w, number).await, [breached()]);
    assert_eq!(w.outbox().await.len(), mail);
}

/// Bodies of the mail of a kind to somebody.
async fn bodies(w: &World, kind: &str, to: &str) -> Vec<String> {
    let mail = w.outbox().await.into_iter().filter(|(of, recipient, _)| of == kind && recipient == to);
    mail.map(|(_, _, body)| body).collect()
}

async fn the_customer_is_told_of_the_case_and_of_its_owner_with_what_is_promised(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    for to in [w.merchant.email.as_str(), CONTACT] {
        assert_eq!(
            bodies(w, "received", to).await,
            [format!(
                "We have your request. Its number is {number}, its priority P2.\n\n\
                 Assignment: due Wed 25 Nov 2026, 21:00: at the next opening, or within 24 hours from Tue 24 Nov 2026, 21:00.\n\
                 Resolution: due Thu 26 Nov 2026, 21:00: 48 business hours from Tue 24 Nov 2026, 21:00.\n\
                 Times as clocks show them in Europe/Berlin.\n\n\
                 {number}: Orders stay in routing\nhttps://desk.example/portal/cases/{number}\n"
            )]
        );
    }
    w.ana.takes(number).await.unwrap();
    let said = bodies(w, "assigned", &w.merchant.email).await;
    assert!(
        said[0].starts_with("Ana Flores owns your case now.\n\nResolution: due Thu 26 Nov 2026, 21:00: "),
        "{said:?}"
    );
    let phoned = w.ana.takes_call_of(&w.stranger, Impact::Crucial).await;
    let said = bodies(w, "received", &w.stranger.email).await;
    let first = format!("Ana Flores took your call and owns your case now: {phoned}, priority P1.\n\nResolution: due ");
    assert!(said.len() == 1 && said[0].starts_with(&first) && !said[0].contains("Assignment"), "{said:?}");
    assert_eq!(bodies(w, "assigned", &w.stranger.email).await, [""; 0]);
}

async fn each_is_told_of_what_fell_due_in_their_words(w: &World) {
    let number = working(w).await;
    w.clock.set(instant("2026-11-26T08:00:00Z"));
    look(&w.desk).await;
    w.clock.set(instant("2026-11-26T20:00:01Z"));
    look(&w.desk).await;
    w.ana.proposes(number, "The rule is back.").await.unwrap();
    w.later(2 * DAY);
    w.clock.set(instant("2026-11-30T20:00:01Z"));
    look(&w.desk).await;
    w.clock.set(instant("2026-12-03T20:00:02Z"));
    look(&w.desk).await;
    let said = async |kind: &str, to: &str, what: &str| {
        let bodies = bodies(w, kind, to).await;
        assert!(bodies.iter().any(|body| body.starts_with(what)), "{kind} to {to}: {bodies:?}");
    };
    let (ana, grace, mara) = (w.ana.email.as_str(), w.manager.email.as_str(), w.merchant.email.as_str());
    let due = "due Thu 26 Nov 2026, 12:00 (America/Los_Angeles).";
    let warning = format!("75 % of the time for the resolution of the case is used up. It is {due}\n");
    said("warning", ana, &warning).await;
    said("breach", ana, &format!("A promise is broken: the resolution of the case was {due}\n")).await;
    let told = "All the time to resolve this P2 case is used up; the resolution is";
    said("told", grace, &format!("{told} {due}\n")).await;
    let reminder = "We proposed to close your case, and wait for your answer:\n\nThe rule is back.\n\n\
                    Please agree, or say what is still open. Without an answer the case closes by itself on \
                    Thu 3 Dec 2026, 21:00 (Europe/Berlin).\n";
    said("reminder", mara, reminder).await;
    said("reminder", CONTACT, reminder).await;
    said("closure", mara, "The case is closed: our proposal to close it was not answered in time.").await;
    said("closure", ana, "The case is closed: the customer did not answer the proposal to close it in time.").await;
    let customers = w.outbox().await.into_iter().filter(|(_, to, _)| !to.ends_with("@caseline.example"));
    for (kind, to, body) in customers {
        assert!(!["warning", "breach", "told"].contains(&kind.as_str()), "{kind} to {to}");
        assert!(body.contains("https://desk.example/portal/") || kind == "survey", "{body}");
    }
}

async fn our_side_is_reminded_of_what_the_customer_proposes(w: &World) {
    let number = working(w).await;
    w.merchant.proposes(number, "It works again.").await.unwrap();
    w.later(2 * DAY);
    look(&w.desk).await;
    assert_eq!(mailed(w, "reminder").await, [w.ana.email.as_str()]);
    w.later(30 * DAY);
    look(&w.desk).await;
    let said = bodies(w, "closure", &w.merchant.email).await;
    assert!(said[0].starts_with("The case is closed, as you proposed."), "{said:?}");
}

async fn senior_managers_are_told_where_somebody_has_the_mark(w: &World) {
    let address = |email: &str| caseline_domain::text::EmailAddress::parse(email).unwrap();
    let boss = caseline_desk::people::Invitation {
        email: address("boss@caseline.example"),
        name: crate::support::line("Bo Ross"),
        standing: caseline_domain::access::Standing::Manager,
        zone: "UTC".into(),
    };
    let boss_address = boss.email.clone();
    w.desk.invite(None, boss).await.unwrap();
    let phoned = async || {
        let number = w.ana.takes_call_of(&w.merchant, Impact::Crucial).await;
        w.later(18 * HOUR);
        look(&w.desk).await;
        w.tamper("delete from outbox where kind <> 'told'").await;
        let told = mailed(w, "told").await;
        let last = events_by_itself(w, number).await.pop().unwrap();
        assert!(matches!(last, Event::ManagersTold { to: Managers::Senior, share: 75, .. }), "{last:?}");
        w.ana.proposes(number, "The rule is back.").await.unwrap();
        w.tamper("delete from outbox").await;
        told
    };
    let grace = w.manager.email.as_str();
    let boss = "boss@caseline.example";
    // Half of the time to all, three quarters to the senior ones: these are all where nobody has the mark.
    assert_eq!(phoned().await, [boss, boss, grace, grace]);
    w.desk.mark_senior(None, &boss_address, true).await.unwrap();
    assert_eq!(phoned().await, [boss, boss, grace]);
    w.desk.disable(None, &boss_address).await.unwrap();
    assert_eq!(phoned().await, [grace, grace]);
}

async fn an_escalation_that_nobody_acknowledges_is_a_broken_promise_to_managers(w: &World) {
    let number = working(w).await;
    w.merchant.escalates(number, "Sales stop at noon.").await.unwrap();
    w.later(4 * HOUR + SECOND);
    look(&w.desk).await;
    assert_eq!(mailed(w, "breach").await, [w.manager.email.as_str()]);
    assert!(matches!(
        events_by_itself(w, number).await[..],
        [Event::Warned { clock: ClockKind::Escalation, .. }, Event::Breached { clock: ClockKind::Escalation, .. }]
    ));
}

async fn what_was_due_before_a_change_is_not_left_out(w: &World) {
    let number = w.ana.takes_call_of(&w.merchant, Impact::Crucial).await;
    // A quarter of the time is over, and nobody has looked since.
    w.later(7 * HOUR);
    w.ana.changes_priority(number, Priority::Outage).await.unwrap();
    assert!(matches!(
        events_by_itself(w, number).await[..],
        [Event::ManagersTold { to: Managers::All, share: 25, .. }]
    ));
    assert_eq!(mailed(w, "told").await, [w.manager.email.as_str()]);
    let before = w.everything_written().await;
    assert_eq!(look(&w.desk).await, 0);
    assert_eq!(w.everything_written().await, before);
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
    w.clock.set(instant("2026-11-26T20:00:01Z"));
    let worker = tokio::spawn(w.desk.clone().keep_promises());
    while events_by_itself(w, number).await.len() < 3 {
        tokio::task::yield_now().await;
    }
    // It sleeps until something is due; who changes a case wakes it.
    w.ana.proposes(number, "The rule is back.").await.unwrap();
    w.clock.set(instant("2026-12-08T20:00:01Z"));
    // Between her page and her note it may be closed already.
    w.ana.notes(number, "Still nothing.").await.ok();
    while w.ana.sees(number).await.case.stage.status() != Status::Closed {
        tokio::task::yield_now().await;
    }
    worker.abort();
}

on_both_databases! {
    each_thing_is_done_when_it_falls_due,
    our_own_mail_says_in_its_subject_what_happened_on_the_clocks_of_its_reader,
    what_fell_due_while_nobody_looked_is_done_once_and_marked_late,
    two_servers_at_once_do_each_thing_once,
    what_a_server_claimed_before_it_was_killed_is_done_after_its_lease,
    a_clock_that_jumps_does_nothing_twice_and_leaves_nothing_out,
    a_lease_of_a_wrong_clock_holds_nobody_up,
    a_paused_clock_waits_and_an_answer_moves_it,
    a_p1_is_reminded_of_and_never_lapses,
    a_proposal_declined_after_the_due_time_leaves_a_breach_at_its_true_due_time,
    a_case_on_which_it_fails_is_tried_again_and_holds_up_no_other,
    what_was_due_before_a_change_is_not_left_out,
    without_an_owner_the_managers_are_warned,
    what_is_noticed_after_a_case_is_closed_is_recorded_and_mailed_to_nobody,
    the_customer_is_told_of_the_case_and_of_its_owner_with_what_is_promised,
    each_is_told_of_what_fell_due_in_their_words,
    our_side_is_reminded_of_what_the_customer_proposes,
    senior_managers_are_told_where_somebody_has_the_mark,
    an_escalation_that_nobody_acknowledges_is_a_broken_promise_to_managers,
    the_worker_looks_by_itself_and_when_it_is_woken,
}
