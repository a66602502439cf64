//! The status machine. Each stage is a type with only the steps that the process has; [`super::Case::after`] is the one
//! place where an event meets them, so a step that is not here cannot happen.

use serde::{Deserialize, Serialize};

use super::Side;
use crate::id::PersonId;

/// The status as lists and people know it. A draft is not yet a case and has its own table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Submitted,
    Working,
    WaitingOnCustomer,
    ClosureProposed,
    Closed,
}

impl Status {
    pub const ALL: [Status; 5] =
        [Status::Submitted, Status::Working, Status::WaitingOnCustomer, Status::ClosureProposed, Status::Closed];

    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Status::Submitted => "submitted",
            Status::Working => "working",
            Status::WaitingOnCustomer => "waiting_on_customer",
            Status::ClosureProposed => "closure_proposed",
            Status::Closed => "closed",
        }
    }

    /// As the desk reads it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Status::Submitted => "Submitted",
            Status::Working => "Working",
            Status::WaitingOnCustomer => "Waiting on customer",
            Status::ClosureProposed => "Closure proposed",
            Status::Closed => "Closed",
        }
    }
}

impl std::str::FromStr for Status {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Status::ALL.into_iter().find(|s| s.key() == text).ok_or(())
    }
}

/// How a case was closed; reports keep the kinds apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closing {
    Agreed,
    Lapsed,
    /// By a manager, without agreement.
    Overridden,
}

impl Closing {
    /// As both sides read it, behind "Closed".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Closing::Agreed => "by agreement",
            Closing::Lapsed => "because the proposal was not answered in time",
            Closing::Overridden => "by a manager, without agreement",
        }
    }
}

/// Submitted, and owned by nobody yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submitted(());

/// Somebody works on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Working {
    owner: PersonId,
}

/// An information request is open; the resolution clock stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingOnCustomer {
    owner: PersonId,
    request: u32,
}

/// One side asked to close; the other has not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosureProposed {
    owner: Option<PersonId>,
    by: Side,
    proposal: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    owner: Option<PersonId>,
    how: Closing,
}

impl Submitted {
    pub(super) fn assign(self, owner: PersonId) -> Working {
        Working { owner }
    }
    pub(super) fn propose_closure(self, by: Side, proposal: u32) -> ClosureProposed {
        ClosureProposed { owner: None, by, proposal }
    }
}

impl Working {
    pub(super) fn hand_over(self, owner: PersonId) -> Working {
        Working { owner }
    }
    pub(super) fn ask(self, request: u32) -> WaitingOnCustomer {
        WaitingOnCustomer { owner: self.owner, request }
    }
    pub(super) fn propose_closure(self, by: Side, proposal: u32) -> ClosureProposed {
        ClosureProposed { owner: Some(self.owner), by, proposal }
    }
}

impl WaitingOnCustomer {
    pub(super) fn hand_over(self, owner: PersonId) -> WaitingOnCustomer {
        WaitingOnCustomer { owner, ..self }
    }
    pub(super) fn answer(self) -> Working {
        Working { owner: self.owner }
    }
    /// Withdraws the open request: after a decline the work goes on, not the waiting (sla.md, "Stop").
    pub(super) fn propose_closure(self, by: Side, proposal: u32) -> ClosureProposed {
        ClosureProposed { owner: Some(self.owner), by, proposal }
    }
}

impl ClosureProposed {
    pub(super) fn assign(self, owner: PersonId) -> ClosureProposed {
        ClosureProposed { owner: Some(owner), ..self }
    }
    /// Only the other side can accept: closing is by agreement.
    pub(super) fn accept(self, by: Side) -> Option<Closed> {
        (by == self.by.other()).then_some(Closed { owner: self.owner, how: Closing::Agreed })
    }
    pub(super) fn decline(self, by: Side) -> Option<Stage> {
        (by == self.by.other()).then_some(Stage::owned_by(self.owner))
    }
    pub(super) fn lapse(self) -> Closed {
        Closed { owner: self.owner, how: Closing::Lapsed }
    }
}

/// Where a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Submitted(Submitted),
    Working(Working),
    WaitingOnCustomer(WaitingOnCustomer),
    ClosureProposed(ClosureProposed),
    Closed(Closed),
}

impl Stage {
    /// Worked on by its owner, or waiting for one.
    pub(super) fn owned_by(owner: Option<PersonId>) -> Stage {
        match owner {
            Some(owner) => Stage::Working(Working { owner }),
            None => Stage::Submitted(Submitted(())),
        }
    }

    /// Closed by a manager, from wherever it stands.
    pub(super) fn overridden(self) -> Stage {
        Stage::Closed(Closed { owner: self.owner(), how: Closing::Overridden })
    }

    /// Whether an unassigned proposal can still get an owner.
    pub(super) const fn wants_an_owner(self) -> bool {
        self.owner().is_none() && !matches!(self, Stage::Closed(_))
    }

    #[must_use]
    pub const fn status(self) -> Status {
        match self {
            Stage::Submitted(_) => Status::Submitted,
            Stage::Working(_) => Status::Working,
            Stage::WaitingOnCustomer(_) => Status::WaitingOnCustomer,
            Stage::ClosureProposed(_) => Status::ClosureProposed,
            Stage::Closed(_) => Status::Closed,
        }
    }

    #[must_use]
    pub const fn owner(self) -> Option<PersonId> {
        match self {
            Stage::Submitted(_) => None,
            Stage::Working(Working { owner }) | Stage::WaitingOnCustomer(WaitingOnCustomer { owner, .. }) => {
                Some(owner)
            }
            Stage::ClosureProposed(ClosureProposed { owner, .. }) | Stage::Closed(Closed { owner, .. }) => owner,
        }
    }

    /// The side whose answer a closure proposal waits for.
    #[must_use]
    pub const fn closure_awaits(self) -> Option<Side> {
        match self {
            Stage::ClosureProposed(proposed) => Some(proposed.by.other()),
            _ => None,
        }
    }

    /// The sequence number of the open information request.
    #[must_use]
    pub const fn open_request(self) -> Option<u32> {
        match self {
            Stage::WaitingOnCustomer(waiting) => Some(waiting.request),
            _ => None,
        }
    }

    #[must_use]
    pub const fn closing(self) -> Option<Closing> {
        match self {
            Stage::Closed(closed) => Some(closed.how),
            _ => None,
        }
    }
}
