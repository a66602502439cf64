//! Any sequence of events is either refused or keeps what the process promises.

use caseline_domain::case::{Assigned, Case, Clocks, Event, Priority, Stage, Status, Stop};
use caseline_domain::instant::Timestamp;
use proptest::prelude::*;

use crate::story::{KINDS, Story, event, plan, timeline};

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
