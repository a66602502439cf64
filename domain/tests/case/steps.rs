//! The steps of the process, one after the other, and what they do to the clocks.

use caseline_domain::case::{Case, Clocks, Closing, EscalationStanding, Event, Priority, Reading, Status, Stop};
use caseline_domain::instant::{DAY, HOUR, MINUTE, Timestamp};

use crate::story::{
    KINDS, Story, acknowledged, answered, asked, declined, escalated, event, opened, person, plan, proposed, timeline,
    working,
};

#[test]
fn each_status_has_the_steps_of_the_process_and_no_other() {
    let reach = |status| {
        let mut story = working(Priority::P2);
        match status {
            Status::Submitted => story = Story::of(Priority::P2),
            Status::Working => {}
            Status::WaitingOnCustomer => assert!(story.then(1, asked())),
            Status::ClosureProposed => assert!(story.then(1, proposed())),
            Status::Closed => assert!(story.then(1, proposed()) && story.then(1, event(10, 0))),
        }
        assert_eq!(story.status(), status);
        story
    };
    for (status, steps) in [
        (Status::Submitted, [0, 4, 5, 8, 17].as_slice()),
        (Status::Working, &[1, 4, 5, 6, 8, 9, 17]),
        (Status::WaitingOnCustomer, &[1, 4, 5, 7, 8, 9, 17]),
        // Proposed by us: theirs to accept or decline.
        (Status::ClosureProposed, &[4, 5, 10, 12, 14, 17]),
        (Status::Closed, &[5, 15, 16]),
    ] {
        let there: Vec<usize> = (0..KINDS).filter(|kind| reach(status).then(1, event(*kind, 1))).collect();
        assert_eq!(there, steps, "{status:?}");
        assert!(!reach(status).then(1, opened(Priority::P1).event), "opened twice");
    }
}

#[test]
fn an_outage_or_p1_never_lapses() {
    for priority in Priority::ALL {
        for by in [8, 9] {
            let mut story = working(priority);
            assert!(story.then(1, event(by, 0)));
            assert_eq!(
                story.then(30 * 24 * 60, Event::ClosureLapsed { due: None }),
                !priority.is_phoned(),
                "{priority:?}"
            );
            let closing = story.case.stage.closing();
            assert_eq!(closing, (!priority.is_phoned()).then_some(Closing::Lapsed));
        }
    }
}

#[test]
fn a_declined_closure_runs_the_clock_as_if_never_stopped() {
    for priority in Priority::ALL {
        for (by, declining) in [(8, 13), (9, 12)] {
            let mut story = working(priority);
            let before = story.clocks();
            assert!(story.then(30, event(by, 0)));
            let proposal = story.now();
            assert_eq!(story.clocks().resolution.stop, Some(Stop::Provisional(proposal)));
            assert_eq!(story.clocks().next_due(&timeline()).unwrap(), Timestamp::FAR_FUTURE);
            assert!(story.then(3 * 24 * 60, event(declining, 0)));
            assert_eq!(story.clocks(), before);
        }
    }
}

#[test]
fn a_breach_while_a_proposal_stood_shows_once_it_is_declined() {
    let mut story = working(Priority::P1);
    let due = story.case.started.plus_millis(24 * HOUR);
    assert!(story.then(23 * 60 - 10, proposed()));
    let reading = |story: &Story| story.clocks().resolution.reading(&timeline(), story.now()).unwrap();
    assert!(!reading(&story).is_breached(story.now()));
    assert!(story.then(2 * 60, declined()));
    assert_eq!(reading(&story), Reading::Running { due });
    assert!(reading(&story).is_breached(story.now()), "at its true due time");
}

#[test]
fn an_acceptance_or_a_lapse_confirms_the_instant_of_the_proposal() {
    for end in [10, 14] {
        let mut story = working(Priority::P3);
        assert!(story.then(60, proposed()));
        let proposal = story.now();
        assert!(story.then(5 * 24 * 60, event(end, 0)));
        assert_eq!(story.clocks().resolution.stop, Some(Stop::Final(proposal)));
    }
}

#[test]
fn a_question_stops_the_resolution_clock_until_it_is_answered() {
    // Tuesday noon in Los Angeles; 70 minutes of 48 hours are gone when she asks.
    let mut story = working(Priority::P2);
    assert!(story.then(0, asked()));
    let (asked_at, due) = (story.now(), "2026-11-26T20:00:00Z".parse().unwrap());
    let reading = |story: &Story, at| story.clocks().resolution.reading(&timeline(), at).unwrap();
    assert_eq!(reading(&story, asked_at), Reading::Paused { since: asked_at, due });
    // Live: if it were answered two hours later.
    let later = asked_at.plus_millis(2 * HOUR);
    assert_eq!(reading(&story, later), Reading::Paused { since: asked_at, due: due.plus_millis(2 * HOUR) });
    assert_eq!(story.clocks().next_due(&timeline()).unwrap(), Timestamp::FAR_FUTURE);
    assert!(story.then(24 * 60, answered()));
    // 24 hours later: Friday noon.
    assert_eq!(reading(&story, story.now()), Reading::Running { due: due.plus_millis(24 * HOUR) });
    // Over the weekend nothing is counted, so nothing is paused.
    let friday: Timestamp = "2026-11-28T08:00:00Z".parse().unwrap();
    let mut weekend = working(Priority::P2);
    assert!(weekend.then(friday.since(weekend.now()) / MINUTE, asked()));
    assert!(weekend.then(48 * 60, answered()));
    assert_eq!(reading(&weekend, weekend.now()), Reading::Running { due });
}

#[test]
fn a_p3_moves_on_by_the_length_of_its_pauses() {
    let mut story = working(Priority::P3);
    let due: Timestamp = "2026-12-08T20:00:00Z".parse().unwrap();
    assert!(story.then(0, asked()));
    assert!(story.then(3 * 24 * 60 + 17, answered()));
    let clock = story.clocks().resolution;
    let moved = due.plus_millis(3 * DAY + 17 * MINUTE);
    assert_eq!(clock.reading(&timeline(), story.now()).unwrap(), Reading::Running { due: moved });
}

#[test]
fn proposing_while_we_wait_withdraws_the_question_and_ends_its_pause() {
    let mut story = working(Priority::P2);
    assert!(story.then(10, asked()));
    let asked_at = story.now();
    assert!(story.then(120, proposed()));
    let proposal = story.now();
    assert!(story.then(600, declined()));
    assert_eq!(story.status(), Status::Working);
    let pauses = story.clocks().resolution.pauses;
    assert_eq!(pauses.len(), 1);
    assert_eq!((pauses[0].from, pauses[0].until), (asked_at, Some(proposal)));
}

#[test]
fn a_question_on_an_outage_or_p1_pauses_nothing() {
    for priority in [Priority::Outage, Priority::P1] {
        let mut story = working(priority);
        let before = story.clocks();
        assert!(story.then(10, asked()));
        assert_eq!(story.clocks(), before);
        assert!(story.then(10, answered()));
        assert_eq!(story.clocks(), before);
    }
}

#[test]
fn only_who_was_asked_last_may_take_over() {
    let mut story = working(Priority::P2);
    assert!(!story.then(1, event(2, 1)), "nobody was asked");
    assert!(!story.then(1, event(1, 0)), "the owner has it");
    assert!(story.then(1, event(1, 1)) && story.then(1, event(1, 2)));
    assert!(!story.then(1, event(2, 1)) && !story.then(1, event(3, 1)));
    assert_eq!(story.case.stage.owner(), Some(person(0)));
    assert!(story.then(1, event(2, 2)));
    assert_eq!(story.case.stage.owner(), Some(person(2)));
}

#[test]
fn an_escalation_is_open_until_it_is_ended_and_one_at_a_time() {
    for (acknowledges, ending) in [(false, 19), (false, 20), (true, 19), (true, 20)] {
        let mut story = working(Priority::P2);
        let standing = |story: &Story| story.case.escalation.map(|open| open.standing());
        assert!(!story.then(1, acknowledged()) && !story.then(1, event(ending, 0)), "there is none");
        assert!(story.then(1, escalated()));
        assert_eq!(standing(&story), Some(EscalationStanding::Waits));
        let open = story.case.escalation.unwrap();
        assert_eq!((open.seq, open.at), (story.case.last, story.now()));
        assert!(!story.then(1, escalated()), "one is open");
        assert!(story.then(1, event(4, 0)), "more is said in a message");
        if acknowledges {
            assert!(story.then(7, acknowledged()));
            assert_eq!(standing(&story), Some(EscalationStanding::Acknowledged));
            assert_eq!(story.case.escalation.unwrap().acknowledged, Some(story.now()));
            assert!(!story.then(1, acknowledged()), "a manager has it");
        }
        assert!(story.then(1, event(ending, 0)));
        assert_eq!(standing(&story), None);
        assert!(story.then(1, escalated()), "another may follow");
    }
}

#[test]
fn a_case_that_closes_ends_its_escalation() {
    for (end, acknowledges) in [(10, false), (10, true), (14, false)] {
        let mut story = working(Priority::P2);
        assert!(story.then(1, escalated()));
        assert!(!acknowledges || story.then(1, acknowledged()));
        assert!(story.then(1, proposed()) && story.case.escalation.is_some(), "a proposal ends it not");
        assert!(story.then(7 * 24 * 60, event(end, 0)));
        assert_eq!(story.case.escalation, None);
        assert!(!story.then(1, event(19, 0)) && !story.then(1, acknowledged()) && !story.then(1, escalated()));
    }
}

#[test]
fn an_escalation_moves_no_clock_and_no_stage_and_makes_no_form_stale() {
    for priority in Priority::ALL {
        let mut story = working(priority);
        let (before, clocks) = (story.case.clone(), story.clocks());
        assert!(story.then(5, escalated()) && story.then(5, acknowledged()) && story.then(5, event(20, 0)));
        assert_eq!((story.clocks().assignment, story.clocks().resolution), (clocks.assignment, clocks.resolution));
        assert_eq!(
            story.case,
            Case {
                last: before.last + 3,
                public: before.public + 3,
                weight: story.case.weight,
                escalation_ended: Some(story.now()),
                ..before
            }
        );
    }
}

#[test]
fn a_form_is_stale_when_the_case_took_a_step_since_and_not_for_what_was_only_said() {
    let mut story = working(Priority::P2);
    let seen = story.case.last;
    for said in [event(4, 0), event(5, 0), event(1, 1)] {
        assert!(story.then(1, said));
        assert!(story.case.unchanged_since(seen).is_ok());
    }
    assert!(story.then(1, asked()));
    assert!(story.case.unchanged_since(seen).is_err());
    assert!(story.case.unchanged_since(story.case.last).is_ok());
    let seen = story.case.last;
    assert!(story.then(1, event(2, 1)), "another owner");
    assert!(story.case.unchanged_since(seen).is_err());
    let seen = story.case.last;
    let plan = |n| caseline_domain::id::PlanId(uuid::Uuid::from_u128(n));
    let moved = caseline_domain::case::Event::PlanChanged { from: plan(1), to: plan(2), note: None };
    assert!(story.then(1, moved));
    assert!(story.case.unchanged_since(seen).is_err(), "what the form said that it would do is not so any more");
}

#[test]
fn what_does_not_begin_with_an_opening_is_no_history() {
    assert!(Case::from_events(&[]).is_none());
    let mut story = working(Priority::P2);
    story.history.remove(0);
    assert!(Case::from_events(&story.history).is_none());
    assert!(Clocks::from_events(&plan(), &story.history).is_none());
    assert!(Clocks::from_events(&plan(), &[]).is_none());
}
