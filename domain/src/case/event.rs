//! What happens to a case. Events are stored as JSON for good: a variant may gain optional fields, never lose or
//! rename one.

use serde::{Deserialize, Serialize};

use super::{EscalationReason, Impact, Priority, Side};
use crate::id::PersonId;
use crate::instant::Timestamp;
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
    ClosureLapsed,
    SurveyInvited,
    SurveyAnswered {
        overall: u8,
    },
    /// The customer asks for a manager. Told on the phone, it is theirs all the same, and its author is who took it down.
    /// What the desk will escalate by itself is no event of this kind: nobody says anything there.
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
}

impl Event {
    /// The name in the `kind` column; the same as in the stored JSON (a test compares them).
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Event::Opened { .. } => "opened",
            Event::Assigned(_) => "assigned",
            Event::HandOverOffered { .. } => "hand_over_offered",
            Event::HandOverAccepted { .. } => "hand_over_accepted",
            Event::HandOverDeclined { .. } => "hand_over_declined",
            Event::Message { .. } => "message",
            Event::InternalNote { .. } => "internal_note",
            Event::InformationRequested { .. } => "information_requested",
            Event::InformationAnswered { .. } => "information_answered",
            Event::ClosureProposed { .. } => "closure_proposed",
            Event::ClosureAccepted { .. } => "closure_accepted",
            Event::ClosureDeclined { .. } => "closure_declined",
            Event::ClosureLapsed => "closure_lapsed",
            Event::SurveyInvited => "survey_invited",
            Event::SurveyAnswered { .. } => "survey_answered",
            Event::Escalated { .. } => "escalated",
            Event::EscalationAcknowledged { .. } => "escalation_acknowledged",
            Event::EscalationEnded { .. } => "escalation_ended",
        }
    }

    /// What the customer may read of it; nothing of what is internal. Whatever holds an [`InternalText`] is; scores of
    /// a survey are the managers' (product.md, "Who sees what").
    #[must_use]
    pub fn public(&self) -> Option<PublicEvent<'_>> {
        Some(match self {
            Event::Opened { channel, details, .. } => PublicEvent::Opened { channel: *channel, details },
            Event::Assigned(assigned) => PublicEvent::Assigned(*assigned),
            Event::HandOverAccepted { reason, .. } => PublicEvent::HandOverAccepted { reason: *reason },
            Event::Message { text } => PublicEvent::Message { text },
            Event::InformationRequested { questions, text } => {
                PublicEvent::InformationRequested { questions, text: text.as_ref() }
            }
            Event::InformationAnswered { text } => PublicEvent::InformationAnswered { text },
            Event::ClosureProposed { summary, .. } => PublicEvent::ClosureProposed { summary },
            Event::ClosureAccepted { .. } => PublicEvent::ClosureAccepted,
            Event::ClosureDeclined { reason, .. } => PublicEvent::ClosureDeclined { reason },
            Event::ClosureLapsed => PublicEvent::ClosureLapsed,
            Event::Escalated { channel, reason, text } => {
                PublicEvent::Escalated { channel: *channel, reason: *reason, text }
            }
            Event::EscalationAcknowledged { text } => PublicEvent::EscalationAcknowledged { text },
            Event::EscalationEnded { text, .. } => PublicEvent::EscalationEnded { text: text.as_ref() },
            Event::HandOverOffered { .. }
            | Event::HandOverDeclined { .. }
            | Event::InternalNote { .. }
            | Event::SurveyInvited
            | Event::SurveyAnswered { .. } => return None,
        })
    }

    #[must_use]
    pub fn visibility(&self) -> Visibility {
        if self.public().is_some() { Visibility::Public } else { Visibility::Internal }
    }

    /// How many bytes of text it holds.
    #[must_use]
    pub fn weight(&self) -> usize {
        let lines = |lines: &[Line]| lines.iter().map(|line| line.as_str().len()).sum::<usize>();
        match self {
            Event::Opened { details, .. } => {
                details.description.as_str().len() + details.steps.as_ref().map_or(0, |steps| steps.as_str().len())
            }
            Event::Message { text }
            | Event::InformationAnswered { text }
            | Event::ClosureProposed { summary: text, .. }
            | Event::ClosureDeclined { reason: text, .. }
            | Event::Escalated { text, .. }
            | Event::EscalationAcknowledged { text } => text.as_str().len(),
            Event::InformationRequested { questions, text } => {
                lines(questions) + text.as_ref().map_or(0, |text| text.as_str().len())
            }
            Event::EscalationEnded { text, .. } => text.as_ref().map_or(0, |text| text.as_str().len()),
            Event::HandOverOffered { summary: text, .. }
            | Event::HandOverDeclined { why: text, .. }
            | Event::InternalNote { text } => text.as_str().len(),
            Event::Assigned(_)
            | Event::HandOverAccepted { .. }
            | Event::ClosureAccepted { .. }
            | Event::ClosureLapsed
            | Event::SurveyInvited
            | Event::SurveyAnswered { .. } => 0,
        }
    }

    /// The person an event is about, beside who did it.
    #[must_use]
    pub const fn concerns(&self) -> Option<PersonId> {
        match self {
            Event::Assigned(Assigned { to, .. })
            | Event::HandOverOffered { to, .. }
            | Event::HandOverAccepted { to, .. } => Some(*to),
            Event::HandOverDeclined { by, .. } => Some(*by),
            _ => None,
        }
    }
}

/// An event as the customer may read it. It has no place for an internal text, and none may be added: what goes to
/// customers takes this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicEvent<'a> {
    Opened { channel: Channel, details: &'a CaseDetails },
    Assigned(Assigned),
    HandOverAccepted { reason: HandOverReason },
    Message { text: &'a PublicText },
    InformationRequested { questions: &'a [Line], text: Option<&'a PublicText> },
    InformationAnswered { text: &'a PublicText },
    ClosureProposed { summary: &'a PublicText },
    ClosureAccepted,
    ClosureDeclined { reason: &'a PublicText },
    ClosureLapsed,
    Escalated { channel: Channel, reason: EscalationReason, text: &'a PublicText },
    EscalationAcknowledged { text: &'a PublicText },
    EscalationEnded { text: Option<&'a PublicText> },
}

/// Who did it: a person, or the desk by itself (a lapse).
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

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    /// One of each, with `internal` in every text that is ours.
    fn every(internal: &str) -> [Event; 19] {
        let text = || PublicText::parse("x").unwrap();
        let note = || InternalText::parse(internal).unwrap();
        let to = PersonId(Uuid::nil());
        let line = |text| Line::parse(text).unwrap();
        let details = CaseDetails::new(line("s"), text(), line("a"), Impact::Core);
        let reason = HandOverReason::Expertise;
        let by = Side::Customer;
        [
            Event::Opened { channel: Channel::Portal, priority: Priority::P2, details },
            Event::Assigned(Assigned { to, reason: AssignmentReason::Taken }),
            Event::HandOverOffered { to, reason, summary: note() },
            Event::HandOverAccepted { to, reason },
            Event::HandOverDeclined { by: to, why: note() },
            Event::Message { text: text() },
            Event::InternalNote { text: note() },
            Event::InformationRequested { questions: Vec::new(), text: None },
            Event::InformationAnswered { text: text() },
            Event::ClosureProposed { by, summary: text() },
            Event::ClosureAccepted { by },
            Event::ClosureDeclined { by, reason: text() },
            Event::ClosureLapsed,
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
    fn an_escalation_is_stored_with_how_why_and_what() {
        let [.., escalated, acknowledged, ended, ended_in_silence] = every("x");
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
        let ours = ["hand_over_offered", "hand_over_declined", "internal_note", "survey_invited", "survey_answered"];
        assert_eq!(kinds, ours);
        for event in &events {
            assert_eq!(event.public().is_none(), internal(&event), "{}", event.kind());
            assert!(!format!("{:?}", event.public()).contains("Canary-7731"), "{}", event.kind());
        }
    }
}
