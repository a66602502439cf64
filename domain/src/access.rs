//! Who may do what: one table. A use case asks it once, before it touches anything; pages never decide.
//! What a person may not see answers exactly as what does not exist, so there is one kind of "no".

use serde::{Deserialize, Serialize};

use crate::case::Side;
use crate::id::{AccountId, PersonId};

/// What a person is here. A member belongs to exactly one account; everybody else is on our side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    Member { account: AccountId },
    Csa,
    Manager,
    Administrator,
}

impl Standing {
    #[must_use]
    pub fn side(self) -> Side {
        match self {
            Standing::Member { .. } => Side::Customer,
            Standing::Csa | Standing::Manager | Standing::Administrator => Side::Support,
        }
    }

    #[must_use]
    pub fn account(self) -> Option<AccountId> {
        match self {
            Standing::Member { account } => Some(account),
            _ => None,
        }
    }
}

/// Who acts: the person behind a session, a token or a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    pub person: PersonId,
    pub name: String,
    pub standing: Standing,
    /// The IANA zone in which this person reads times.
    pub zone: String,
}

/// What can be done, with the account it would be done to where that decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Write and submit a request for one's account.
    OpenRequest,
    /// Read a case's public side in the portal; also list them.
    ReadInPortal {
        account: AccountId,
    },
    /// Answer, agree, decline, ask for closure, as the customer.
    ActAsCustomer {
        account: AccountId,
    },
    /// Read any case with its internal side, and the queue.
    ReadOnDesk,
    /// Take, write, ask, propose: what the owner and colleagues do on a case.
    WorkCases,
    /// Ask a colleague to take over a case of this owner; where there is none yet, the process refuses it.
    OfferHandOver {
        owner: Option<PersonId>,
    },
    /// Ask for a manager, from the case or for a customer on the phone.
    Escalate {
        account: AccountId,
    },
    /// Have an escalation as a manager, and answer it.
    AcknowledgeEscalation,
    EndEscalation {
        account: AccountId,
    },
    /// Change how urgent a case is, upwards too: never anybody of the customer's side, who phone instead.
    ChangePriority,
    /// Say of a case of this owner that one has it.
    ConfirmOwnership {
        owner: Option<PersonId>,
    },
    /// Open a closed case again.
    Reopen {
        account: AccountId,
    },
    /// Close a case without an agreement.
    OverrideClosure,
    /// Say why a promise on a case of this owner was broken.
    ExplainBreach {
        owner: Option<PersonId>,
    },
    /// Take a call: open a case of any priority for any account.
    TakeCalls,
    /// See satisfaction with its scores by person.
    ReadReports,
    /// Create people and accounts.
    ManagePeople,
    /// See and change support plans and their calendars.
    ManagePlans,
    /// Say which causes of a broken promise there are to choose from.
    ManageCauses,
}

/// The one "no": rendered as what does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not there")]
pub struct NotThere;

/// The decision table (product.md, "Who sees what").
pub fn decide(actor: &Actor, action: Action) -> Result<(), NotThere> {
    use Standing::{Administrator, Csa, Manager, Member};
    let allowed = match (actor.standing, action) {
        (Member { .. }, Action::OpenRequest) => true,
        (
            Member { account: own },
            Action::ReadInPortal { account }
            | Action::ActAsCustomer { account }
            | Action::Escalate { account }
            | Action::EndEscalation { account }
            | Action::Reopen { account },
        ) => own == account,
        (
            Csa | Manager,
            Action::ReadOnDesk
            | Action::WorkCases
            | Action::TakeCalls
            | Action::Escalate { .. }
            | Action::ChangePriority
            | Action::Reopen { .. },
        ) => true,
        (Csa, Action::OfferHandOver { owner }) => owner.is_none_or(|owner| owner == actor.person),
        (Csa | Manager, Action::ConfirmOwnership { owner }) | (Csa, Action::ExplainBreach { owner }) => {
            owner == Some(actor.person)
        }
        (
            Manager,
            Action::OfferHandOver { .. }
            | Action::AcknowledgeEscalation
            | Action::EndEscalation { .. }
            | Action::OverrideClosure
            | Action::ExplainBreach { .. },
        ) => true,
        (Manager | Administrator, Action::ReadReports) => true,
        (Administrator, Action::ReadOnDesk | Action::ManagePeople | Action::ManagePlans | Action::ManageCauses) => true,
        _ => false,
    };
    if allowed { Ok(()) } else { Err(NotThere) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn actor(standing: Standing) -> Actor {
        Actor { person: PersonId(Uuid::nil()), name: "A".into(), standing, zone: "UTC".into() }
    }

    #[test]
    fn a_member_reaches_only_their_own_account() {
        let (own, other) = (AccountId(Uuid::from_u128(1)), AccountId(Uuid::from_u128(2)));
        let member = actor(Standing::Member { account: own });
        assert!(decide(&member, Action::ReadInPortal { account: own }).is_ok());
        for action in [
            Action::ReadInPortal { account: other },
            Action::ActAsCustomer { account: other },
            Action::ReadOnDesk,
            Action::WorkCases,
            Action::OfferHandOver { owner: None },
            Action::Escalate { account: other },
            Action::AcknowledgeEscalation,
            Action::EndEscalation { account: other },
            Action::ChangePriority,
            Action::ConfirmOwnership { owner: Some(member.person) },
            Action::Reopen { account: other },
            Action::OverrideClosure,
            Action::ExplainBreach { owner: Some(member.person) },
            Action::ManageCauses,
            Action::TakeCalls,
            Action::ReadReports,
            Action::ManagePeople,
            Action::ManagePlans,
        ] {
            assert_eq!(decide(&member, action), Err(NotThere), "{action:?}");
        }
    }

    #[test]
    fn nobody_on_our_side_acts_as_the_customer() {
        let account = AccountId(Uuid::from_u128(1));
        for standing in [Standing::Csa, Standing::Manager, Standing::Administrator] {
            for action in [Action::OpenRequest, Action::ReadInPortal { account }, Action::ActAsCustomer { account }] {
                assert_eq!(decide(&actor(standing), action), Err(NotThere), "{standing:?} {action:?}");
            }
        }
    }

    #[test]
    fn a_case_is_handed_over_by_its_owner_or_a_manager() {
        let offer = |standing, owner: u128| {
            decide(&actor(standing), Action::OfferHandOver { owner: Some(PersonId(Uuid::from_u128(owner))) }).is_ok()
        };
        // The actor of these tests is the person of id 0.
        assert!(offer(Standing::Csa, 0) && offer(Standing::Manager, 1));
        assert!(!offer(Standing::Csa, 1) && !offer(Standing::Administrator, 0));
    }

    #[test]
    fn who_works_on_a_case_escalates_it_a_manager_answers_and_the_customer_or_a_manager_ends_it() {
        let account = AccountId(Uuid::from_u128(1));
        let may = |standing| {
            [Action::Escalate { account }, Action::AcknowledgeEscalation, Action::EndEscalation { account }]
                .map(|action| decide(&actor(standing), action).is_ok())
        };
        assert_eq!(may(Standing::Member { account }), [true, false, true]);
        assert_eq!(may(Standing::Csa), [true, false, false]);
        assert_eq!(may(Standing::Manager), [true, true, true]);
        assert_eq!(may(Standing::Administrator), [false, false, false]);
    }

    #[test]
    fn plans_are_changed_by_administrators_alone() {
        for standing in [Standing::Csa, Standing::Manager] {
            assert!(decide(&actor(standing), Action::ManagePlans).is_err(), "{standing:?}");
        }
        assert!(decide(&actor(Standing::Administrator), Action::ManagePlans).is_ok());
    }

    #[test]
    fn a_manager_alone_overrides_and_a_broken_promise_is_explained_by_its_owner_or_a_manager() {
        let (own, other) = (Some(PersonId(Uuid::nil())), Some(PersonId(Uuid::from_u128(1))));
        let may = |standing| {
            [
                Action::ChangePriority,
                Action::OverrideClosure,
                Action::ExplainBreach { owner: own },
                Action::ExplainBreach { owner: other },
                Action::ConfirmOwnership { owner: own },
                Action::ConfirmOwnership { owner: other },
                Action::ConfirmOwnership { owner: None },
            ]
            .map(|action| decide(&actor(standing), action).is_ok())
        };
        assert_eq!(may(Standing::Csa), [true, false, true, false, true, false, false]);
        assert_eq!(may(Standing::Manager), [true, true, true, true, true, false, false]);
        assert_eq!(may(Standing::Administrator), [false; 7]);
    }

    #[test]
    fn reports_are_for_managers_and_administrators() {
        assert!(decide(&actor(Standing::Csa), Action::ReadReports).is_err());
        assert!(decide(&actor(Standing::Manager), Action::ReadReports).is_ok());
        assert!(decide(&actor(Standing::Administrator), Action::ReadReports).is_ok());
    }
}
