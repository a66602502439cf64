//! What was said in an event, as texts: apart what the customer may read, and what is ours. Search is made from these.

use super::{CaseDetails, Event, PublicEvent};

impl<'a> PublicEvent<'a> {
    /// The texts that people wrote in it, in the order in which one reads them; none for what has only facts.
    #[must_use]
    pub fn texts(&self) -> Vec<&'a str> {
        match *self {
            PublicEvent::Opened { details, .. } => details.texts(),
            PublicEvent::InformationRequested { questions, text } => {
                text.iter().map(|text| text.as_str()).chain(questions.iter().map(|line| line.as_str())).collect()
            }
            PublicEvent::PlanChanged { note, .. } => note.iter().map(|note| note.as_str()).collect(),
            PublicEvent::EscalationEnded { text } => text.iter().map(|text| text.as_str()).collect(),
            PublicEvent::Message { text }
            | PublicEvent::CallLogged { text, .. }
            | PublicEvent::InformationAnswered { text }
            | PublicEvent::ClosureProposed { summary: text }
            | PublicEvent::ClosureDeclined { reason: text }
            | PublicEvent::ClosureOverridden { reason: text }
            | PublicEvent::Reopened { reason: text }
            | PublicEvent::PriorityChanged { reason: text, .. }
            | PublicEvent::WorkaroundProposed { text }
            | PublicEvent::WorkaroundTested { text, .. }
            | PublicEvent::WorkaroundFailed { text }
            | PublicEvent::Escalated { text, .. }
            | PublicEvent::EscalationAcknowledged { text } => vec![text.as_str()],
            PublicEvent::Assigned(_)
            | PublicEvent::HandOverAccepted { .. }
            | PublicEvent::ClosureAccepted
            | PublicEvent::ClosureLapsed
            | PublicEvent::ClosureReminded
            | PublicEvent::OwnershipConfirmed
            | PublicEvent::NextUpdatePromised { .. }
            | PublicEvent::WorkaroundAccepted { .. }
            | PublicEvent::ManagersTold { .. } => Vec::new(),
        }
    }
}

impl CaseDetails {
    /// All that was told, the description first; the subject, which stands above all of it, is not among them.
    fn texts(&self) -> Vec<&str> {
        let mut texts = vec![self.description.as_str()];
        texts.extend(self.steps.as_ref().map(|steps| steps.as_str()));
        texts.push(self.area.as_str());
        texts.extend([&self.systems, &self.environment].into_iter().flatten().map(|line| line.as_str()));
        texts.extend(self.changes.iter().flat_map(|change| [change.system.as_str(), change.what.as_str()]));
        texts
    }
}

impl Event {
    /// The texts of it that only our side reads.
    #[must_use]
    pub fn internal_texts(&self) -> Vec<&str> {
        match self {
            Event::HandOverOffered { summary: text, .. }
            | Event::HandOverDeclined { why: text, .. }
            | Event::InternalNote { text } => vec![text.as_str()],
            Event::BreachExplained { cause, text, .. } => {
                [cause.as_str()].into_iter().chain(text.iter().map(|text| text.as_str())).collect()
            }
            _ => Vec::new(),
        }
    }
}
