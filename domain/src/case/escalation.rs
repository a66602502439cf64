//! Escalations: why the customer wants a manager, and the one that is open on a case. What happens to them are events,
//! and when it may happen stands with the other steps of a case.

use serde::{Deserialize, Serialize};

use super::Author;
use crate::instant::Timestamp;

/// Why the customer wants a manager (support process, "Support Request Escalation Policy").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EscalationReason {
    /// They have a critical business impact to tell of.
    BusinessImpact,
    /// They are dissatisfied with how support answers.
    Responsiveness,
    /// They are dissatisfied with what support answers.
    Resolution,
}

impl EscalationReason {
    pub const ALL: [EscalationReason; 3] =
        [EscalationReason::BusinessImpact, EscalationReason::Responsiveness, EscalationReason::Resolution];

    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            EscalationReason::BusinessImpact => "business_impact",
            EscalationReason::Responsiveness => "responsiveness",
            EscalationReason::Resolution => "resolution",
        }
    }

    /// As one chooses it.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            EscalationReason::BusinessImpact => "The business impact is critical",
            EscalationReason::Responsiveness => "Support responds too slowly",
            EscalationReason::Resolution => "The resolution is not good enough",
        }
    }

    /// As both sides read it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            EscalationReason::BusinessImpact => "critical business impact",
            EscalationReason::Responsiveness => "dissatisfied with the responsiveness",
            EscalationReason::Resolution => "dissatisfied with the resolution",
        }
    }
}

impl std::str::FromStr for EscalationReason {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        EscalationReason::ALL.into_iter().find(|reason| reason.key() == text).ok_or(())
    }
}

/// An escalation that is open: it ends by the customer, by a manager, or when the case closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Escalation {
    /// The number of its event, which holds its text.
    pub seq: u32,
    /// When a manager's time to acknowledge it began.
    pub at: Timestamp,
    /// Who wrote it: a member, or who took it down on the phone.
    pub author: Author,
    pub acknowledged: Option<Timestamp>,
}

impl Escalation {
    #[must_use]
    pub const fn standing(self) -> EscalationStanding {
        match self.acknowledged {
            None => EscalationStanding::Waits,
            Some(_) => EscalationStanding::Acknowledged,
        }
    }
}

/// Which managers the desk tells by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Managers {
    All,
    /// Those with the mark of a senior manager.
    Senior,
}

impl Managers {
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Managers::All => "the support managers",
            Managers::Senior => "the senior support managers",
        }
    }
}

/// Whether a manager has an escalation, as lists know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EscalationStanding {
    Waits,
    Acknowledged,
    /// Nobody asked for a manager; the desk told them, because so much of the target is used up.
    ByItself,
}

impl EscalationStanding {
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            EscalationStanding::Waits => "waits",
            EscalationStanding::Acknowledged => "acknowledged",
            EscalationStanding::ByItself => "by_itself",
        }
    }
}

impl std::str::FromStr for EscalationStanding {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        [EscalationStanding::Waits, EscalationStanding::Acknowledged, EscalationStanding::ByItself]
            .into_iter()
            .find(|standing| standing.key() == text)
            .ok_or(())
    }
}
