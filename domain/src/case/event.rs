//! What happens to a case. Events are stored as JSON for good: a variant may gain optional fields, never lose or
//! rename one.

mod table;

pub use table::PublicEvent;

use serde::{Deserialize, Serialize};

use super::{ClockKind, EscalationReason, Impact, Managers, Priority, Side};
use crate::id::{PersonId, PlanId};
use crate::instant::{MINUTE, Timestamp};
use crate::text::{InternalText, Line, PublicText};

/// How a case reached us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    Portal,
    Phone,
    Email,
    Api,
}

impl Channel {
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Channel::Portal => "portal",
            Channel::Phone => "phone",
            Channel::Email => "email",
            Channel::Api => "api",
        }
    }
}

/// Something that changed lately in a connected system or in the configuration (support process, "Record Any Recent Change").
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecentChange {
    pub system: Line,
    pub what: Line,
    /// The customer's own wall clock, `2026-11-17T18:00`, if they know it.
    pub when: Option<String>,
}

/// What the customer told us when the case was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseDetails {
    pub subject: Line,
    pub description: PublicText,
    pub area: Line,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub systems: Option<Line>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<Line>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steps: Option<PublicText>,
    pub impact: Impact,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<RecentChange>,
}

impl CaseDetails {
    /// What every request says; the rest need not be told.
    #[must_use]
    pub fn new(subject: Line, description: PublicText, area: Line, impact: Impact) -> CaseDetails {
        let changes = Vec::new();
        CaseDetails { subject, description, area, systems: None, environment: None, steps: None, impact, changes }
    }
}

/// Why this person owns the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssignmentReason {
    /// They took it from the queue.
    Taken,
    /// They answered the call that opened it.
    TookTheCall,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    pub to: PersonId,
    pub reason: AssignmentReason,
}

/// Why a case passes from one CSA to another (support process, "Working the problem").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandOverReason {
    TimeZone,
    Expertise,
    Other,
}

impl HandOverReason {
    pub const ALL: [HandOverReason; 3] = [HandOverReason::TimeZone, HandOverReason::Expertise, HandOverReason::Other];

    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            HandOverReason::TimeZone => "time_zone",
            HandOverReason::Expertise => "expertise",
            HandOverReason::Other => "other",
        }
    }

    /// As the customer reads it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            HandOverReason::TimeZone => "so that work goes on in another time zone",
            HandOverReason::Expertise => "for their expertise",
            HandOverReason::Other => "for another reason",
        }
    }
}

/// Who may read an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    Public,
    Internal,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// Properly submitted, or answered on the phone. `at` of the record is the start of every clock.
    Opened {
        channel: Channel,
        priority: Priority,
        details: CaseDetails,
    },
    Assigned(Assigned),
    /// The owner asks a colleague to take over. Nothing changes until they accept.
    HandOverOffered {
        to: PersonId,
        reason: HandOverReason,
        summary: InternalText,
    },
    HandOverAccepted {
        to: PersonId,
        reason: HandOverReason,
    },
    HandOverDeclined {
        by: PersonId,
        why: InternalText,
    },
    Message {
        by: Side,
        text: PublicText,
    },
    /// A person on our side spoke with the customer on the phone; `minutes` as they noted it.
    CallLogged {
        minutes: Option<u32>,
        text: PublicText,
    },
    InternalNote {
        text: InternalText,
    },
    InformationRequested {
        questions: Vec<Line>,
        text: Option<PublicText>,
    },
    InformationAnswered {
        text: PublicText,
    },
    /// "Can we close this?", from either side; a support proposal carries the resolution summary.
    ClosureProposed {
        by: Side,
        summary: PublicText,
    },
    ClosureAccepted {
        by: Side,
    },
    ClosureDeclined {
        by: Side,
        reason: PublicText,
    },
    /// Nobody answered the proposal in time (a departure from the letter of the process; product.md).
    ClosureLapsed {
        /// When it fell due; in cases of before this was kept, nobody knows.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Timestamp>,
    },
    /// Who has not answered a proposal was reminded of it, on so many dates with service hours after it.
    ClosureReminded {
        day: u32,
        due: Timestamp,
    },
    /// A manager closes the case without agreement (a departure, as the lapse is).
    ClosureOverridden {
        reason: PublicText,
    },
    /// A closed case goes on, with clocks of its own and under the plan version of now.
    Reopened {
        by: Side,
        reason: PublicText,
        /// The last owner, if they are on duty.
        owner: Option<PersonId>,
        from: PlanId,
        to: PlanId,
    },
    SurveyInvited,
    SurveyAnswered {
        overall: u8,
    },
    /// The customer asks for a manager. Told on the phone, it is theirs all the same, and its author is who took it down.
    /// What the desk tells managers by itself is `ManagersTold`: nobody says anything there.
    Escalated {
        channel: Channel,
        reason: EscalationReason,
        text: PublicText,
    },
    /// A manager has it, and answers the customer.
    EscalationAcknowledged {
        text: PublicText,
    },
    /// By the customer or by a manager; a closed case ends it without this.
    EscalationEnded {
        by: Side,
        text: Option<PublicText>,
    },
    /// Only our side changes a priority, with a reason that the customer reads.
    PriorityChanged {
        to: Priority,
        reason: PublicText,
    },
    /// The owner says, of a case that became an Outage or a P1 under them, that they have it.
    OwnershipConfirmed,
    /// An administrator moved the case to another version of its plan, or to another plan.
    PlanChanged {
        from: PlanId,
        to: PlanId,
        /// Why, for both sides to read.
        note: Option<Line>,
    },
    /// The customer hears from us again by then.
    NextUpdatePromised {
        by: Timestamp,
    },
    WorkaroundProposed {
        text: PublicText,
    },
    /// Our side tried it.
    WorkaroundTested {
        works: bool,
        text: PublicText,
    },
    /// The customer can go on with it; our side notes it for them where they say so on the phone.
    WorkaroundAccepted {
        by: Side,
    },
    /// It does not do, at once or after all.
    WorkaroundFailed {
        by: Side,
        text: PublicText,
    },
    /// So much of a clock's target was used up, in percent, at `due`.
    Warned {
        clock: ClockKind,
        share: u8,
        due: Timestamp,
    },
    /// A clock ran beyond its due time.
    Breached {
        clock: ClockKind,
        due: Timestamp,
    },
    /// The desk told managers by itself: so much of the resolution target was used up at `due`.
    ManagersTold {
        to: Managers,
        share: u8,
        due: Timestamp,
    },
    /// Why a promise was broken, as the owner says it; a later one takes the place of an earlier one.
    BreachExplained {
        clock: ClockKind,
        due: Timestamp,
        cause: Line,
        text: Option<InternalText>,
    },
}

impl Event {
    /// The person an event is about, beside who did it.
    #[must_use]
    pub const fn concerns(&self) -> Option<PersonId> {
        match self {
            Event::Assigned(Assigned { to, .. })
            | Event::HandOverOffered { to, .. }
            | Event::HandOverAccepted { to, .. } => Some(*to),
            Event::HandOverDeclined { by, .. } => Some(*by),
            Event::Reopened { owner, .. } => *owner,
            _ => None,
        }
    }

    /// Whether a person on our side speaks to the customer in it, in writing or on the phone. `Opened` by phone is one
    /// too: somebody answered the call. A reason for something else that we do is none: it answers nobody.
    #[must_use]
    pub const fn is_our_word(&self) -> bool {
        matches!(
            self,
            Event::Opened { channel: Channel::Phone, .. }
                | Event::Message { by: Side::Support, .. }
                | Event::CallLogged { .. }
                | Event::InformationRequested { .. }
                | Event::ClosureProposed { by: Side::Support, .. }
                | Event::ClosureDeclined { by: Side::Support, .. }
                | Event::ClosureAccepted { by: Side::Support }
                | Event::ClosureOverridden { .. }
                | Event::Reopened { by: Side::Support, .. }
                | Event::Escalated { channel: Channel::Phone, .. }
                | Event::EscalationAcknowledged { .. }
                | Event::EscalationEnded { by: Side::Support, text: Some(_) }
                | Event::WorkaroundProposed { .. }
                | Event::WorkaroundTested { .. }
                | Event::WorkaroundFailed { by: Side::Support, .. }
        )
    }

    /// Whether it closes the case.
    #[must_use]
    pub const fn closes(&self) -> bool {
        matches!(self, Event::ClosureAccepted { .. } | Event::ClosureLapsed { .. } | Event::ClosureOverridden { .. })
    }

    /// When what the desk did by itself fell due: recorded later than that, it was late.
    #[must_use]
    pub const fn fell_due(&self) -> Option<Timestamp> {
        match self {
            Event::ClosureLapsed { due } => *due,
            Event::ClosureReminded { due, .. }
            | Event::Warned { due, .. }
            | Event::Breached { due, .. }
            | Event::ManagersTold { due, .. } => Some(*due),
            _ => None,
        }
    }
}

/// Who did it: a person, or the desk by itself (a warning, a lapse).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    Person(PersonId),
    Desk,
}

/// An event with its place in the case: sequence numbers count from 1 without gaps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    pub seq: u32,
    pub at: Timestamp,
    pub by: Author,
    pub event: Event,
}

/// What the desk does by itself is on time within this.
const ON_TIME: i64 = 2 * MINUTE;

impl Recorded {
    /// By how much the desk noticed too late what fell due, because it was switched off; nothing for what was on time.
    #[must_use]
    pub fn late(&self) -> Option<i64> {
        let late = self.at.since(self.event.fell_due()?);
        (late > ON_TIME).then_some(late)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    /// One of each, with `internal` in every text that is ours.
    fn every(internal: &str) -> Vec<Event> {
        let text = || PublicText::parse("x").unwrap();
        let note = || InternalText::parse(internal).unwrap();
        let to = PersonId(Uuid::nil());
        let line = |text| Line::parse(text).unwrap();
        let details = CaseDetails::new(line("s"), text(), line("a"), Impact::Core);
        let reason = HandOverReason::Expertise;
        let by = Side::Customer;
        let plan = PlanId(Uuid::nil());
        let due = Timestamp::from_millis(1);
        let (clock, share) = (ClockKind::Resolution, 75);
        vec![
            Event::Opened { channel: Channel::Portal, priority: Priority::P2, details },
            Event::Assigned(Assigned { to, reason: AssignmentReason::Taken }),
            Event::HandOverOffered { to, reason, summary: note() },
            Event::HandOverAccepted { to, reason },
            Event::HandOverDeclined { by: to, why: note() },
            Event::Message { by, text: text() },
            Event::CallLogged { minutes: Some(4), text: text() },
            Event::InternalNote { text: note() },
            Event::InformationRequested { questions: Vec::new(), text: None },
            Event::InformationAnswered { text: text() },
            Event::ClosureProposed { by, summary: text() },
            Event::ClosureAccepted { by },
            Event::ClosureDeclined { by, reason: text() },
            Event::ClosureLapsed { due: None },
            Event::ClosureReminded { day: 2, due },
            Event::ClosureOverridden { reason: text() },
            Event::Reopened { by, reason: text(), owner: Some(to), from: plan, to: plan },
            Event::PriorityChanged { to: Priority::P1, reason: text() },
            Event::OwnershipConfirmed,
            Event::PlanChanged { from: plan, to: plan, note: None },
            Event::NextUpdatePromised { by: due },
            Event::WorkaroundProposed { text: text() },
            Event::WorkaroundTested { works: true, text: text() },
            Event::WorkaroundAccepted { by },
            Event::WorkaroundFailed { by, text: text() },
            Event::Warned { clock, share, due },
            Event::Breached { clock, due },
            Event::ManagersTold { to: Managers::Senior, share, due },
            Event::BreachExplained { clock, due, cause: line("c"), text: Some(note()) },
            Event::SurveyInvited,
            Event::SurveyAnswered { overall: 5 },
            Event::Escalated { channel: Channel::Phone, reason: EscalationReason::Responsiveness, text: text() },
            Event::EscalationAcknowledged { text: text() },
            Event::EscalationEnded { by, text: Some(text()) },
            Event::EscalationEnded { by: Side::Support, text: None },
        ]
    }

    #[test]
    fn the_kind_column_says_what_the_stored_json_says() {
        for event in every("x") {
            let json = serde_json::to_value(&event).unwrap();
            assert_eq!(json["kind"], event.kind());
            assert_eq!(serde_json::from_value::<Event>(json).unwrap(), event);
        }
    }

    #[test]
    fn an_event_weighs_what_is_said_in_it() {
        let weights: Vec<_> = every("xyz").iter().map(|event| (event.kind(), event.weight())).collect();
        let (inside, outside): (Vec<_>, Vec<_>) =
            weights.into_iter().filter(|(_, weight)| *weight > 0).partition(|(_, weight)| *weight == 3);
        let kinds = |weights: Vec<(&'static str, usize)>| weights.into_iter().map(|(kind, _)| kind).collect::<Vec<_>>();
        assert_eq!(kinds(inside), ["hand_over_offered", "hand_over_declined", "internal_note", "breach_explained"]);
        assert!(outside.iter().all(|(_, weight)| *weight == 1), "{outside:?}");
        let said = [
            "opened",
            "message",
            "call_logged",
            "information_answered",
            "closure_proposed",
            "closure_declined",
            "closure_overridden",
            "reopened",
            "priority_changed",
            "workaround_proposed",
            "workaround_tested",
            "workaround_failed",
            "escalated",
            "escalation_acknowledged",
            "escalation_ended",
        ];
        assert_eq!(kinds(outside), said);
    }

    #[test]
    fn an_escalation_is_stored_with_how_why_and_what() {
        let Ok([escalated, acknowledged, ended, ended_in_silence]) =
            <[Event; 4]>::try_from(every("x").split_off(every("x").len() - 4))
        else {
            panic!("the last four are of an escalation")
        };
        for (event, json) in [
            (escalated, r#"{"kind":"escalated","channel":"phone","reason":"responsiveness","text":"x"}"#),
            (acknowledged, r#"{"kind":"escalation_acknowledged","text":"x"}"#),
            (ended, r#"{"kind":"escalation_ended","by":"customer","text":"x"}"#),
            (ended_in_silence, r#"{"kind":"escalation_ended","by":"support","text":null}"#),
        ] {
            assert_eq!(serde_json::to_string(&event).unwrap(), json);
        }
        for reason in EscalationReason::ALL {
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.key());
            assert_eq!(reason.key().parse(), Ok(reason));
        }
    }

    #[test]
    fn what_is_internal_has_no_public_side_and_a_public_side_holds_nothing_internal() {
        let events = every("Canary-7731");
        let internal = |event: &&Event| event.visibility() == Visibility::Internal;
        let kinds: Vec<_> = events.iter().filter(internal).map(Event::kind).collect();
        let ours = [
            "hand_over_offered",
            "hand_over_declined",
            "internal_note",
            "warned",
            "breached",
            "breach_explained",
            "survey_invited",
            "survey_answered",
        ];
        assert_eq!(kinds, ours);
        for event in &events {
            assert_eq!(event.public().is_none(), internal(&event), "{}", event.kind());
            assert!(!format!("{:?}", event.public()).contains("Canary-7731"), "{}", event.kind());
        }
    }
}
