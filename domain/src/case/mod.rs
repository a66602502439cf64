//! A support case: its priorities, its events, the steps the process allows, and what follows from them.
//! Everything a case is, is a fold over its events; rows in a database only cache it.

mod clock;
mod clocks;
mod escalation;
mod event;
mod fold;
mod outcome;
mod priority;
mod receipt;
mod said;
mod stage;
mod timers;
mod whole;
mod workaround;

pub use clock::{Clock, ClockKind, Reading, Stop};
pub use clocks::{Change, Changed, Clocks, ResolvedBy, Timelines};
pub use escalation::{Escalation, EscalationReason, EscalationStanding, Managers};
pub use event::{
    Assigned, AssignmentReason, Author, CaseDetails, Channel, Event, HandOverReason, PublicEvent, RecentChange,
    Recorded, Visibility,
};
pub use outcome::{Decided, Outcome};
pub use priority::{Impact, PortalPriority, Priority, ThroughPortal};
pub use receipt::{Before, Line as ReceiptLine, Receipt, State as ReceiptState, Terms, why};
pub use stage::{Closing, Stage, Status};
pub use timers::{Timer, TimerKind, lapses, timers, with_timers};
pub use whole::{Case, Full, IllegalStep, MOST_ENTRIES, MOST_WEIGHT, Offer, StaleForm, Weight};
pub use workaround::{Workaround, WorkaroundState};

use serde::{Deserialize, Serialize};

/// The two sides that must agree before a case closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Customer,
    Support,
}

impl Side {
    #[must_use]
    pub const fn other(self) -> Side {
        match self {
            Side::Customer => Side::Support,
            Side::Support => Side::Customer,
        }
    }
}
