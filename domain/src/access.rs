//! Who may do what: one table. A use case asks it once, before it touches anything; pages never decide.
//! What a person may not see answers exactly as what does not exist, so there is one kind of "no".

use serde::{Deserialize, Serialize};

use crate::account::GrantLevel;
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
    /// What merchants let a member of a partner do, as of when the person was looked up.
    pub grants: Vec<Grant>,
    /// The account that a member looks at, where it is not their own: [`Actor::choosing`].
    chosen: Option<AccountId>,
}

/// That a merchant lets a partner's people read their cases, or act on them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The merchant's.
    pub account: AccountId,
    pub name: String,
    pub level: GrantLevel,
}

impl Actor {
    /// Somebody to whom nobody granted anything.
    #[must_use]
    pub fn new(person: PersonId, name: String, standing: Standing, zone: String) -> Actor {
        Actor { person, name, standing, zone, grants: Vec::new(), chosen: None }
    }

    /// The account whose cases a member looks at, and for which they open requests: their own, unless they chose another.
    #[must_use]
    pub fn account(&self) -> Option<AccountId> {
        self.chosen.or(self.standing.account())
    }

    /// The same person, looking at this account.
    pub fn choosing(mut self, account: AccountId) -> Result<Actor, NotThere> {
        decide(&self, Action::ReadInPortal { account })?;
        self.chosen = (self.standing.account() != Some(account)).then_some(account);
        Ok(self)
    }

    /// Whether they look at another account than their own.
    #[must_use]
    pub fn is_elsewhere(&self) -> bool {
        self.chosen.is_some()
    }

    /// Whether a member may do on an account's cases what takes this level: on their own account's everything.
    fn reaches(&self, account: AccountId, level: GrantLevel) -> bool {
        let granted = || self.grants.iter().any(|grant| grant.account == account && grant.level >= level);
        self.standing.account().is_some_and(|own| own == account || granted())
    }
}

/// What can be done, with the account it would be done to where that decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Write and submit a request for an account.
    OpenRequest {
        account: AccountId,
    },
    /// Read a case's public side in the portal; also list them.
    ReadInPortal {
        account: AccountId,
    },
    /// Answer, agree, decline, ask for closure, as the customer.
    ActAsCustomer {
        account: AccountId,
    },
    /// See who else signs in for an account and who has access to it, and rate its closed cases.
    ReadAsMember {
        account: AccountId,
    },
    /// Grant a partner access to an account, and withdraw it.
    GrantAccess {
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
        (Member { .. }, Action::ReadInPortal { account }) => actor.reaches(account, GrantLevel::Read),
        (
            Member { .. },
            Action::OpenRequest { account }
            | Action::ActAsCustomer { account }
            | Action::Escalate { account }
            | Action::EndEscalation { account }
            | Action::Reopen { account },
        ) => actor.reaches(account, GrantLevel::Act),
        (Member { account: own }, Action::ReadAsMember { account } | Action::GrantAccess { account }) => own == account,
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
        Actor::new(PersonId(Uuid::nil()), "A".into(), standing, "UTC".into())
    }

    #[test]
    fn a_partners_member_reads_or_acts_where_a_merchant_granted_it_and_sees_no_more_of_that_account() {
        let [own, acts, reads, other] = [1, 2, 3, 4].map(|id| AccountId(Uuid::from_u128(id)));
        let grant = |account, level| Grant { account, name: "M".into(), level };
        let grants = vec![grant(acts, GrantLevel::Act), grant(reads, GrantLevel::Read)];
        let partner = Actor { grants, ..actor(Standing::Member { account: own }) };
        let may = |account| {
            [
                Action::ReadInPortal { account },
                Action::OpenRequest { account },
                Action::ActAsCustomer { account },
                Action::Escalate { account },
                Action::EndEscalation { account },
                Action::Reopen { account },
                Action::ReadAsMember { account },
                Action::GrantAccess { account },
            ]
            .map(|action| decide(&partner, action).is_ok())
        };
        assert_eq!(may(own), [true; 8]);
        assert_eq!(may(acts), [true, true, true, true, true, true, false, false]);
        assert_eq!(may(reads), [true, false, false, false, false, false, false, false]);
        assert_eq!(may(other), [false; 8]);
        for action in [Action::ReadOnDesk, Action::WorkCases, Action::ChangePriority, Action::TakeCalls] {
            assert_eq!(decide(&partner, action), Err(NotThere), "{action:?}");
        }
    }

    #[test]
    fn one_chooses_an_account_that_one_may_read_and_is_back_on_ones_own() {
        let [own, reads, other] = [1, 2, 3].map(|id| AccountId(Uuid::from_u128(id)));
        let grants = vec![Grant { account: reads, name: "M".into(), level: GrantLevel::Read }];
        let partner = Actor { grants, ..actor(Standing::Member { account: own }) };
        assert_eq!(partner.account(), Some(own));
        let there = partner.clone().choosing(reads).unwrap();
        assert_eq!((there.account(), there.is_elsewhere()), (Some(reads), true));
        let back = there.choosing(own).unwrap();
        assert_eq!((back.account(), back.is_elsewhere()), (Some(own), false));
        assert_eq!(partner.choosing(other), Err(NotThere));
        // Nobody of our side has an account, whatever a grant says.
        let grants = vec![Grant { account: reads, name: "M".into(), level: GrantLevel::Act }];
        let csa = Actor { grants, ..actor(Standing::Csa) };
        assert_eq!(csa.choosing(reads), Err(NotThere));
    }

    #[test]
    fn a_member_reaches_only_their_own_account() {
        let (own, other) = (AccountId(Uuid::from_u128(1)), AccountId(Uuid::from_u128(2)));
        let member = actor(Standing::Member { account: own });
        assert!(decide(&member, Action::ReadInPortal { account: own }).is_ok());
        for action in [
            Action::ReadInPortal { account: other },
            Action::OpenRequest { account: other },
            Action::ActAsCustomer { account: other },
            Action::ReadAsMember { account: other },
            Action::GrantAccess { account: other },
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
            for action in
                [Action::OpenRequest { account }, Action::ReadInPortal { account }, Action::ActAsCustomer { account }]
            {
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
