//! A case to tell: its events by number, and what the process makes of them.

use caseline_domain::case::{
    Assigned, AssignmentReason, Author, Case, CaseDetails, Channel, Clocks, EscalationReason, Event, HandOverReason,
    Impact, Priority, Recorded, Side, Status,
};
use caseline_domain::hours::{Calendar, Horizon, Timeline};
use caseline_domain::id::PersonId;
use caseline_domain::instant::Timestamp;
use caseline_domain::plan::Plan;
use caseline_domain::text::{InternalText, Line, PublicText};
use uuid::Uuid;

pub const KINDS: usize = 21;

pub fn person(n: usize) -> PersonId {
    PersonId(Uuid::from_u128(1 + n as u128))
}

pub fn text() -> PublicText {
    PublicText::parse("x").unwrap()
}

pub fn note() -> InternalText {
    InternalText::parse("x").unwrap()
}

pub fn opened(priority: Priority) -> Recorded {
    let line = |text| Line::parse(text).unwrap();
    let impact = Impact::ALL.into_iter().find(|impact| impact.priority() == priority).unwrap();
    let details = CaseDetails::new(line("s"), text(), line("a"), impact);
    let at = "2026-11-24T20:00:00Z".parse().unwrap();
    Recorded { seq: 1, at, by: Author::Desk, event: Event::Opened { channel: Channel::Phone, priority, details } }
}

/// The event of a number, about one of three people.
pub fn event(kind: usize, who: usize) -> Event {
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
pub struct Story {
    pub history: Vec<Recorded>,
    pub case: Case,
}

impl Story {
    pub fn of(priority: Priority) -> Story {
        let history = vec![opened(priority)];
        let case = Case::from_events(&history).unwrap();
        Story { history, case }
    }

    /// Whether the process has that step from here; if so it is taken, so many minutes after the last.
    pub fn then(&mut self, minutes: i64, event: Event) -> bool {
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

    pub fn now(&self) -> Timestamp {
        self.history.last().unwrap().at
    }

    pub fn status(&self) -> Status {
        self.case.stage.status()
    }

    pub fn clocks(&self) -> Clocks {
        Clocks::from_events(&plan(), &self.history).unwrap()
    }
}

pub fn plan() -> Plan {
    Plan::standard(Calendar::monday_to_friday("America/Los_Angeles"))
}

pub fn timeline() -> Timeline {
    let from = "2026-01-01T00:00:00Z".parse().unwrap();
    let until = "2036-01-01T00:00:00Z".parse().unwrap();
    plan().service.compile(Horizon { from, until }).unwrap()
}

pub fn asked() -> Event {
    event(6, 0)
}
pub fn answered() -> Event {
    event(7, 0)
}
pub fn proposed() -> Event {
    event(9, 0)
}
pub fn declined() -> Event {
    event(12, 0)
}
pub fn escalated() -> Event {
    event(17, 0)
}
pub fn acknowledged() -> Event {
    event(18, 0)
}

/// A case that a CSA has worked on for some hours.
pub fn working(priority: Priority) -> Story {
    let mut story = Story::of(priority);
    assert!(story.then(10, event(0, 0)));
    assert!(story.then(60, event(4, 0)));
    story
}
