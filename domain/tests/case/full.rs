//! How much a case holds.

use caseline_domain::case::{
    Assigned, AssignmentReason, Author, Case, Event, Full, HandOverReason, MOST_ENTRIES, MOST_WEIGHT, Priority,
    Recorded, Side,
};
use caseline_domain::text::{InternalText, Line, PublicText};

use crate::story::{acknowledged, escalated, event, note, opened, person, text, working};

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
