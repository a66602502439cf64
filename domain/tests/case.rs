//! The status machine and the clocks of a case, under whatever happens: any sequence of events is either refused or
//! keeps what the process promises. `CASES=100000` asks more than a quick run.
#![cfg(feature = "zones")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use caseline_domain::case::{
    Assigned, AssignmentReason, Author, Case, CaseDetails, Channel, Clocks, Closing, EscalationReason,
    EscalationStanding, Event, Full, HandOverReason, Impact, MOST_ENTRIES, MOST_WEIGHT, Priority, Reading, Recorded,
    Side, Stage, Status, Stop,
};
use caseline_domain::hours::{Calendar, Horizon, Timeline};
use caseline_domain::id::PersonId;
use caseline_domain::instant::{DAY, HOUR, MINUTE, Timestamp};
use caseline_domain::plan::Plan;
use caseline_domain::text::{InternalText, Line, PublicText};
use proptest::prelude::*;
use uuid::Uuid;

const KINDS: usize = 21;

fn person(n: usize) -> PersonId {
    PersonId(Uuid::from_u128(1 + n as u128))
}

fn text() -> PublicText {
    PublicText::parse("x").unwrap()
}

fn note() -> InternalText {
    InternalText::parse("x").unwrap()
}

fn opened(priority: Priority) -> Recorded {
    let line = |text| Line::parse(text).unwrap();
    let impact = Impact::ALL.into_iter().find(|impact| impact.priority() == priority).unwrap();
    let details = CaseDetails::new(line("s"), text(), line("a"), impact);
    let at = "2026-11-24T20:00:00Z".parse().unwrap();
    Recorded { seq: 1, at, by: Author::Desk, event: Event::Opened { channel: Channel::Phone, priority, details } }
}

#[test]
fn a_full_case_takes_no_more_talk_and_can_still_be_ended() {
    let mut case = Case::opened(&opened(Priority::P2)).unwrap();
    let assigned = Event::Assigned(Assigned { to: person(0), reason: AssignmentReason::Taken });
    let append = |case: &mut Case, event: Event| {
        let at = "2026-11-24T20:00:00Z".parse().unwrap();
        *case = case.after(&Recorded { seq: case.last + 1, at, by: Author::Desk, event }).unwrap();
    };
    append(&mut case, assigned);
    let (message, inside) =
        (|| Event::Message { by: Side::Support, text: text() }, || Event::InternalNote { text: note() });
    while case.public < MOST_ENTRIES {
        assert_eq!(case.has_room_for(&message()), Ok(()));
        append(&mut case, message());
    }
    let question = Event::InformationRequested { questions: vec![Line::parse("q?").unwrap()], text: None };
    for talk in [message(), question] {
        assert_eq!(case.has_room_for(&talk), Err(Full));
    }
    // What is said inside is counted apart.
    for _ in 0..MOST_ENTRIES {
        assert_eq!(case.has_room_for(&inside()), Ok(()));
        append(&mut case, inside());
    }
    let offered = Event::HandOverOffered { to: person(1), reason: HandOverReason::Expertise, summary: note() };
    for talk in [inside(), offered] {
        assert_eq!(case.has_room_for(&talk), Err(Full));
    }
    // A manager is reached all the same.
    for step in [escalated(), acknowledged(), event(19, 0), escalated()] {
        assert_eq!(case.has_room_for(&step), Ok(()));
        append(&mut case, step);
    }
    // Nobody is made to agree to a closure because the case is full, and it ends all the same.
    let mut declined = 0;
    loop {
        append(&mut case, Event::ClosureProposed { by: Side::Support, summary: text() });
        let decline = Event::ClosureDeclined { by: Side::Customer, reason: text() };
        if case.has_room_for(&decline).is_err() {
            break;
        }
        append(&mut case, decline);
        declined += 1;
    }
    assert_eq!(declined, 98);
    assert_eq!(case.has_room_for(&escalated()), Err(Full), "there is an end to it");
    assert_eq!(case.has_room_for(&event(19, 0)), Ok(()));
    assert_eq!(case.has_room_for(&Event::ClosureAccepted { by: Side::Customer }), Ok(()));
}

#[test]
fn a_case_is_full_by_the_weight_of_its_texts_too_on_each_side_of_the_line() {
    let long = "€".repeat(20_000);
    let message = || Event::Message { by: Side::Support, text: PublicText::parse(&long).unwrap() };
    let inside = || Event::InternalNote { text: InternalText::parse(&long).unwrap() };
    assert_eq!(message().weight(), 60_000);
    let mut story = working(Priority::P2);
    while story.case.has_room_for(&message()).is_ok() {
        assert!(story.then(1, message()));
    }
    let held = story.case.weight.public;
    assert!(held <= MOST_WEIGHT && held + 60_000 > MOST_WEIGHT, "{held}");
    // A word still fits, a decline and a manager's attention have room beyond, and the other side is not full.
    assert_eq!(story.case.has_room_for(&Event::Message { by: Side::Support, text: text() }), Ok(()));
    assert_eq!(story.case.has_room_for(&Event::ClosureDeclined { by: Side::Customer, reason: text() }), Ok(()));
    assert_eq!(story.case.has_room_for(&inside()), Ok(()));
    assert_eq!(story.case.weight.internal, 0);
}

/// The event of a number, about one of three people.
fn event(kind: usize, who: usize) -> Event {
    let (to, reason) = (person(who), HandOverReason::Expertise);
    match kind {
        0 => Event::Assigned(Assigned { to, reason: AssignmentReason::Taken }),
        1 => Event::HandOverOffered { to, reason, summary: note() },
        2 => Event::HandOverAccepted { to, reason },
        3 => Event::HandOverDeclined { by: to, why: note() },
        4 => Event::Message { by: Side::Support, text: text() },
        5 => Event::InternalNote { text: note() },
        6 => Event::InformationRequested { questions: vec![Line::parse("q?").unwrap()], text: None },
        7 => Event::InformationAnswered { text: text() },
        8 => Event::ClosureProposed { by: Side::Customer, summary: text() },
        9 => Event::ClosureProposed { by: Side::Support, summary: text() },
        10 => Event::ClosureAccepted { by: Side::Customer },
        11 => Event::ClosureAccepted { by: Side::Support },
        12 => Event::ClosureDeclined { by: Side::Customer, reason: text() },
        13 => Event::ClosureDeclined { by: Side::Support, reason: text() },
        14 => Event::ClosureLapsed { due: None },
        15 => Event::SurveyInvited,
        16 => Event::SurveyAnswered { overall: 4 },
        17 => Event::Escalated { channel: Channel::Portal, reason: EscalationReason::Resolution, text: text() },
        18 => Event::EscalationAcknowledged { text: text() },
        19 => Event::EscalationEnded { by: Side::Customer, text: None },
        _ => Event::EscalationEnded { by: Side::Support, text: Some(text()) },
    }
}

/// A case as it goes: what the process refuses is left out.
struct Story {
    history: Vec<Recorded>,
    case: Case,
}

impl Story {
    fn of(priority: Priority) -> Story {
        let history = vec![opened(priority)];
        let case = Case::from_events(&history).unwrap();
        Story { history, case }
    }

    /// Whether the process has that step from here; if so it is taken, so many minutes after the last.
    fn then(&mut self, minutes: i64, event: Event) -> bool {
        let at = self.now().plus_minutes(minutes);
        let recorded = Recorded { seq: self.case.last + 1, at, by: Author::Desk, event };
        match self.case.after(&recorded) {
            Ok(case) => {
                self.case = case;
                self.history.push(recorded);
                true
            }
            Err(step) => {
                assert_eq!(step.status, self.case.stage.status());
                false
            }
        }
    }

    fn now(&self) -> Timestamp {
        self.history.last().unwrap().at
    }

    fn status(&self) -> Status {
        self.case.stage.status()
    }

    fn clocks(&self) -> Clocks {
        Clocks::from_events(&plan(), &self.history).unwrap()
    }
}

fn plan() -> Plan {
    Plan::standard(Calendar::monday_to_friday("America/Los_Angeles"))
}

fn timeline() -> Timeline {
    let from = "2026-01-01T00:00:00Z".parse().unwrap();
    let until = "2036-01-01T00:00:00Z".parse().unwrap();
    plan().service.compile(Horizon { from, until }).unwrap()
}

fn asked() -> Event {
    event(6, 0)
}
fn answered() -> Event {
    event(7, 0)
}
fn proposed() -> Event {
    event(9, 0)
}
fn declined() -> Event {
    event(12, 0)
}
fn escalated() -> Event {
    event(17, 0)
}
fn acknowledged() -> Event {
    event(18, 0)
}

/// A case that a CSA has worked on for some hours.
fn working(priority: Priority) -> Story {
    let mut story = Story::of(priority);
    assert!(story.then(10, event(0, 0)));
    assert!(story.then(60, event(4, 0)));
    story
}

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

fn config() -> ProptestConfig {
    let cases = std::env::var("CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(500);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

fn steps() -> impl Strategy<Value = Vec<(usize, usize, i64)>> {
    proptest::collection::vec((0..KINDS, 0..3_usize, 0..4_000_i64), 0..80)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn whatever_happens_the_process_holds(priority in 0..4_usize, steps in steps()) {
        let priority = Priority::ALL[priority];
        let mut story = Story::of(priority);
        for (kind, who, minutes) in steps {
            let before = story.case.clone();
            let event = event(kind, who);
            if !story.then(minutes, event.clone()) {
                prop_assert_eq!(&story.case, &before);
                continue;
            }
            let (was, is) = (before.stage, story.case.stage);
            // Its owner is never lost, and changes only by assignment or an accepted hand-over.
            if was.owner().is_some() {
                prop_assert!(is.owner().is_some());
            }
            if was.owner() != is.owner() {
                match &event {
                    Event::Assigned(Assigned { to, .. }) => {
                        prop_assert!(was.owner().is_none());
                        prop_assert_eq!(is.owner(), Some(*to));
                    }
                    Event::HandOverAccepted { to, .. } => {
                        prop_assert_eq!(before.offer.map(|offer| offer.to), Some(*to));
                        prop_assert_eq!(is.owner(), Some(*to));
                    }
                    other => prop_assert!(false, "{:?} changed the owner", other),
                }
            }
            // Closed stays closed; it closes by the other side's acceptance or by lapse.
            if was.status() == Status::Closed {
                prop_assert_eq!(is, was);
                prop_assert_ne!(event.kind(), "message");
            } else if is.status() == Status::Closed {
                match &event {
                    Event::ClosureAccepted { by } => prop_assert_eq!(was.closure_awaits(), Some(*by)),
                    Event::ClosureLapsed { .. } => prop_assert!(!priority.is_phoned()),
                    other => prop_assert!(false, "{:?} closed it", other),
                }
            }
            if let Event::ClosureDeclined { by, .. } = &event {
                prop_assert_eq!(was.closure_awaits(), Some(*by));
            }
            // An escalation is begun and ended by its own events, or by closing.
            let closed = is.status() == Status::Closed;
            match (before.escalation, story.case.escalation) {
                (None, None) => prop_assert!(!event.kind().starts_with("escala")),
                (None, Some(open)) => prop_assert_eq!((event.kind(), open.seq), ("escalated", story.case.last)),
                (Some(_), None) => prop_assert!(closed || event.kind() == "escalation_ended"),
                (Some(was), Some(open)) if was != open => prop_assert_eq!(event.kind(), "escalation_acknowledged"),
                (Some(_), Some(_)) => prop_assert!(!event.kind().starts_with("escala")),
            }
            prop_assert!(!closed || story.case.escalation.is_none());
            prop_assert_eq!(story.case.priority, priority);
            prop_assert!(story.case.last_step <= story.case.last);
            prop_assert_eq!(is != was, story.case.last_step == story.case.last);
        }
        prop_assert_eq!(Case::from_events(&story.history), Some(story.case.clone()));
    }

    #[test]
    fn whatever_happens_the_clocks_are_what_the_history_says(priority in 0..4_usize, steps in steps()) {
        let priority = Priority::ALL[priority];
        let (plan, timeline) = (plan(), timeline());
        let mut story = Story::of(priority);
        let new = Clocks::of_new((caseline_domain::id::PlanId::NONE, &plan), priority, story.case.started);
        prop_assert_eq!((story.clocks().assignment, story.clocks().resolution), (new.assignment.clone(), new.resolution.clone()));
        for (kind, who, minutes) in steps {
            let before = story.clocks();
            if !story.then(minutes, event(kind, who)) {
                continue;
            }
            let (clocks, now) = (story.clocks(), story.now());
            let (assignment, resolution) = (&clocks.assignment, &clocks.resolution);
            // What started a clock and what it promises do not change without a change of priority.
            prop_assert_eq!((assignment.start, assignment.target), (new.assignment.start, new.assignment.target));
            prop_assert_eq!((resolution.start, resolution.target), (new.resolution.start, new.resolution.target));
            // The assignment clock never pauses, and stops for good with the first owner, or with the case.
            prop_assert!(assignment.pauses.is_empty());
            let is_over = story.case.stage.owner().is_some() || story.status() == Status::Closed;
            prop_assert_eq!(assignment.stop.is_some(), is_over);
            if before.assignment.stop.is_some() {
                prop_assert_eq!(assignment.stop, before.assignment.stop);
            }
            // The resolution clock stands while a proposal does, and when closed.
            let standing = matches!(story.case.stage, Stage::ClosureProposed(_) | Stage::Closed(_));
            prop_assert_eq!(resolution.stop.is_some(), standing);
            let is_final = matches!(resolution.stop, Some(Stop::Final(_)));
            prop_assert_eq!(is_final, story.status() == Status::Closed);
            // It pauses while a question waits, in order, and never for Outage or P1.
            let open = resolution.pauses.iter().filter(|pause| pause.until.is_none()).count();
            let waits = story.status() == Status::WaitingOnCustomer && !priority.is_phoned();
            prop_assert_eq!(open, usize::from(waits));
            prop_assert!(!priority.is_phoned() || resolution.pauses.is_empty());
            for pair in resolution.pauses.windows(2) {
                prop_assert!(pair[0].until.is_some_and(|until| pair[0].from <= until && until <= pair[1].from));
            }
            let next = resolution.next_due(&timeline).unwrap();
            let due = resolution.reading(&timeline, now).unwrap().due();
            // A question asked when it was due already does not hide that.
            let in_time = resolution.pauses.last().is_some_and(|pause| pause.from < due);
            prop_assert_eq!(next == Timestamp::FAR_FUTURE, (waits && in_time) || standing);
            // A pause never makes it due earlier.
            let first = new.resolution.next_due(&timeline).unwrap();
            prop_assert!(due >= first);
        }
    }
}
