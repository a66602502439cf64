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
    /// The one that the customer goes on with while this is proposed and tried, with the number of its event and since when.
    pub before: Option<(u32, Timestamp)>,
}

impl Workaround {
    /// One that was just proposed. What the customer goes on with already they have until this one is accepted.
    pub(super) const fn proposed(seq: u32, last: Option<Workaround>) -> Workaround {
        let before = match last {
            Some(Workaround { seq, state: WorkaroundState::Accepted(at), before }) => match before {
                // With the first of them the problem was solved for the time being.
                Some((_, first)) => Some((seq, first)),
                None => Some((seq, at)),
            },
            Some(last) => last.before,
            None => None,
        };
        Workaround { seq, state: WorkaroundState::Proposed, before }
    }

    /// When the customer accepted what they go on with, if that was not before `since`.
    #[must_use]
    pub fn accepted(self, since: Timestamp) -> Option<Timestamp> {
        let own = match self.state {
            WorkaroundState::Accepted(at) => Some(at),
            _ => None,
        };
        self.before.map(|(_, at)| at).into_iter().chain(own).filter(|at| *at >= since).min()
    }

    /// Whether it waits for the customer's word.
    #[must_use]
    pub const fn is_undecided(self) -> bool {
        matches!(self.state, WorkaroundState::Proposed | WorkaroundState::Tested(_))
    }

    /// After an event of at `at`, if it is one about workarounds.
    pub(super) const fn after(self, event: &Event, at: Timestamp) -> Workaround {
        if let (Event::WorkaroundFailed { .. }, true, Some((seq, at))) = (event, self.is_undecided(), self.before) {
            return Workaround { seq, state: WorkaroundState::Accepted(at), before: None };
        }
        let before = match event {
            // Who went on with it gave up what they had before.
            Event::WorkaroundFailed { .. } => None,
            _ => self.before,
        };
        let state = match event {
            Event::WorkaroundTested { works, .. } => WorkaroundState::Tested(*works),
            Event::WorkaroundAccepted { .. } => WorkaroundState::Accepted(at),
            Event::WorkaroundFailed { .. } => WorkaroundState::Failed,
            _ => self.state,
        };
        Workaround { seq: self.seq, state, before }
    }
}
