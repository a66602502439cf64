//! What each event is called, what of it the customer may read, and how much it weighs: a line an event. A new event gets
//! its line here; the compiler asks for it.

use super::{Assigned, CaseDetails, Channel, Event, HandOverReason, Visibility};
use crate::case::{EscalationReason, Managers, Priority, Side};
use crate::id::PlanId;
use crate::instant::Timestamp;
use crate::text::{Line, PublicText};

/// An event as the customer may read it. It has no place for an internal text, and none may be added: what goes to
/// customers takes this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicEvent<'a> {
    Opened { channel: Channel, details: &'a CaseDetails },
    Assigned(Assigned),
    HandOverAccepted { reason: HandOverReason },
    Message { text: &'a PublicText },
    CallLogged { minutes: Option<u32>, text: &'a PublicText },
    InformationRequested { questions: &'a [Line], text: Option<&'a PublicText> },
    InformationAnswered { text: &'a PublicText },
    ClosureProposed { summary: &'a PublicText },
    ClosureAccepted,
    ClosureDeclined { reason: &'a PublicText },
    ClosureLapsed,
    ClosureReminded,
    ClosureOverridden { reason: &'a PublicText },
    Reopened { reason: &'a PublicText },
    PriorityChanged { to: Priority, reason: &'a PublicText },
    OwnershipConfirmed,
    PlanChanged { from: PlanId, to: PlanId, note: Option<&'a Line> },
    NextUpdatePromised { by: Timestamp },
    WorkaroundProposed { text: &'a PublicText },
    WorkaroundTested { works: bool, text: &'a PublicText },
    WorkaroundAccepted { by: Side },
    WorkaroundFailed { text: &'a PublicText },
    ManagersTold { to: Managers },
    Escalated { channel: Channel, reason: EscalationReason, text: &'a PublicText },
    EscalationAcknowledged { text: &'a PublicText },
    EscalationEnded { text: Option<&'a PublicText> },
}

/// A line of the table.
struct Row<'a> {
    kind: &'static str,
    /// Nothing where it is ours alone.
    public: Option<PublicEvent<'a>>,
    /// In bytes of text.
    weight: usize,
}

/// What the customer may read.
const fn shown<'a>(kind: &'static str, public: PublicEvent<'a>, weight: usize) -> Row<'a> {
    Row { kind, public: Some(public), weight }
}

/// What holds an [`crate::text::InternalText`], is about the desk's own work, or is a score of a survey: those are the
/// managers' (product.md, "Who sees what").
const fn ours<'a>(kind: &'static str, weight: usize) -> Row<'a> {
    Row { kind, public: None, weight }
}

fn told(details: &CaseDetails) -> usize {
    details.description.as_str().len() + if_any(&details.steps)
}

fn asked(questions: &[Line]) -> usize {
    questions.iter().map(|line| line.as_str().len()).sum()
}

fn if_any(text: &Option<PublicText>) -> usize {
    text.as_ref().map_or(0, |text| text.as_str().len())
}

impl Event {
    fn row(&self) -> Row<'_> {
        match self {
            Event::Opened { channel, details, .. } => {
                shown("opened", PublicEvent::Opened { channel: *channel, details }, told(details))
            }
            Event::Assigned(assigned) => shown("assigned", PublicEvent::Assigned(*assigned), 0),
            Event::HandOverOffered { summary, .. } => ours("hand_over_offered", summary.as_str().len()),
            Event::HandOverAccepted { reason, .. } => {
                shown("hand_over_accepted", PublicEvent::HandOverAccepted { reason: *reason }, 0)
            }
            Event::HandOverDeclined { why, .. } => ours("hand_over_declined", why.as_str().len()),
            Event::Message { text, .. } => shown("message", PublicEvent::Message { text }, text.as_str().len()),
            Event::CallLogged { minutes, text } => {
                shown("call_logged", PublicEvent::CallLogged { minutes: *minutes, text }, text.as_str().len())
            }
            Event::InternalNote { text } => ours("internal_note", text.as_str().len()),
            Event::InformationRequested { questions, text } => shown(
                "information_requested",
                PublicEvent::InformationRequested { questions, text: text.as_ref() },
                asked(questions) + if_any(text),
            ),
            Event::InformationAnswered { text } => {
                shown("information_answered", PublicEvent::InformationAnswered { text }, text.as_str().len())
            }
            Event::ClosureProposed { summary, .. } => {
                shown("closure_proposed", PublicEvent::ClosureProposed { summary }, summary.as_str().len())
            }
            Event::ClosureAccepted { .. } => shown("closure_accepted", PublicEvent::ClosureAccepted, 0),
            Event::ClosureDeclined { reason, .. } => {
                shown("closure_declined", PublicEvent::ClosureDeclined { reason }, reason.as_str().len())
            }
            Event::ClosureLapsed { .. } => shown("closure_lapsed", PublicEvent::ClosureLapsed, 0),
            Event::ClosureReminded { .. } => shown("closure_reminded", PublicEvent::ClosureReminded, 0),
            Event::ClosureOverridden { reason } => {
                shown("closure_overridden", PublicEvent::ClosureOverridden { reason }, reason.as_str().len())
            }
            Event::Reopened { reason, .. } => {
                shown("reopened", PublicEvent::Reopened { reason }, reason.as_str().len())
            }
            Event::SurveyInvited => ours("survey_invited", 0),
            Event::SurveyAnswered { .. } => ours("survey_answered", 0),
            Event::Escalated { channel, reason, text } => shown(
                "escalated",
                PublicEvent::Escalated { channel: *channel, reason: *reason, text },
                text.as_str().len(),
            ),
            Event::EscalationAcknowledged { text } => {
                shown("escalation_acknowledged", PublicEvent::EscalationAcknowledged { text }, text.as_str().len())
            }
            Event::EscalationEnded { text, .. } => {
                shown("escalation_ended", PublicEvent::EscalationEnded { text: text.as_ref() }, if_any(text))
            }
            Event::PriorityChanged { to, reason } => {
                shown("priority_changed", PublicEvent::PriorityChanged { to: *to, reason }, reason.as_str().len())
            }
            Event::OwnershipConfirmed => shown("ownership_confirmed", PublicEvent::OwnershipConfirmed, 0),
            Event::PlanChanged { from, to, note } => {
                shown("plan_changed", PublicEvent::PlanChanged { from: *from, to: *to, note: note.as_ref() }, 0)
            }
            Event::NextUpdatePromised { by } => {
                shown("next_update_promised", PublicEvent::NextUpdatePromised { by: *by }, 0)
            }
            Event::WorkaroundProposed { text } => {
                shown("workaround_proposed", PublicEvent::WorkaroundProposed { text }, text.as_str().len())
            }
            Event::WorkaroundTested { works, text } => {
                shown("workaround_tested", PublicEvent::WorkaroundTested { works: *works, text }, text.as_str().len())
            }
            Event::WorkaroundAccepted { by } => {
                shown("workaround_accepted", PublicEvent::WorkaroundAccepted { by: *by }, 0)
            }
            Event::WorkaroundFailed { text, .. } => {
                shown("workaround_failed", PublicEvent::WorkaroundFailed { text }, text.as_str().len())
            }
            Event::Warned { .. } => ours("warned", 0),
            Event::Breached { .. } => ours("breached", 0),
            Event::ManagersTold { to, .. } => shown("managers_told", PublicEvent::ManagersTold { to: *to }, 0),
            Event::BreachExplained { text, .. } => {
                ours("breach_explained", text.as_ref().map_or(0, |text| text.as_str().len()))
            }
        }
    }

    /// The name in the `kind` column; the same as in the stored JSON (a test compares them).
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.row().kind
    }

    /// What the customer may read of it; nothing of what is internal.
    #[must_use]
    pub fn public(&self) -> Option<PublicEvent<'_>> {
        self.row().public
    }

    #[must_use]
    pub fn visibility(&self) -> Visibility {
        if self.public().is_some() { Visibility::Public } else { Visibility::Internal }
    }

    /// How many bytes of text it holds.
    #[must_use]
    pub fn weight(&self) -> usize {
        self.row().weight
    }
}
