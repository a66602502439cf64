//! A workaround: proposed by our side, tried, accepted by the customer or failed (support process, "Working the problem").

use super::Event;
use crate::instant::Timestamp;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkaroundState {
    Proposed,
    /// Our side tried it, and whether it works.
    Tested(bool),
    /// The customer goes on with it, since then.
    Accepted(Timestamp),
    Failed,
}

/// The last workaround of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Workaround {
    /// The number of the event that proposed it, which holds its text.
    pub seq: u32,
    pub state: WorkaroundState,
}

impl Workaround {
    /// Whether it waits for the customer's word.
    #[must_use]
    pub const fn is_undecided(self) -> bool {
        matches!(self.state, WorkaroundState::Proposed | WorkaroundState::Tested(_))
    }

    /// After an event of at `at`, if it is one about workarounds.
    pub(super) const fn after(self, event: &Event, at: Timestamp) -> Workaround {
        let state = match event {
            Event::WorkaroundTested { works, .. } => WorkaroundState::Tested(*works),
            Event::WorkaroundAccepted { .. } => WorkaroundState::Accepted(at),
            Event::WorkaroundFailed { .. } => WorkaroundState::Failed,
            _ => self.state,
        };
        Workaround { state, ..self }
    }
}
