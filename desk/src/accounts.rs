//! Accounts, and the plan that a new one starts with.

use caseline_domain::access::{Action, Actor};
use caseline_domain::account::AccountKind;
use caseline_domain::form::FieldErrors;
use caseline_domain::hours::{Calendar, Horizon, zone_offsets};
use caseline_domain::id::{AccountId, PlanId};
use caseline_domain::plan::Plan;
use caseline_domain::text::{EmailAddress, Line};

use crate::error::Refusal;
use crate::store::{AccountRow, Write};
use crate::{Desk, decide_by};

/// An account about to be added.
#[derive(Clone, Debug)]
pub struct NewAccount {
    pub name: Line,
    pub kind: AccountKind,
    /// The one technical contact; often a distribution list (support process, "Roles and Responsibilities").
    pub contact: EmailAddress,
    /// An IANA name.
    pub zone: String,
}

/// What there is of an account's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// Exactly this one, whatever the case of its letters.
    Account(AccountId),
    /// Not this one; some of those whose names begin like it.
    Nearly(Vec<String>),
}

impl Desk {
    /// Adds an account on the standard plan, which the first one brings with it. For administrators; the command line
    /// of the machine itself passes no actor.
    ///
    /// [`Refusal::Fields`]: `name` is taken, `zone` is none, or `contact` is the address of somebody who is disabled.
    pub async fn add_account(&self, by: Option<&Actor>, account: NewAccount) -> Result<AccountId, Refusal> {
        decide_by(by, Action::ManagePeople)?;
        if let Err(error) = zone_offsets(&account.zone, Horizon::WIDEST) {
            return Err(FieldErrors::one("zone", format!("{error}. Zones are named like Europe/Berlin.")).into());
        }
        let now = self.now();
        let (id, plan_id) = (AccountId(self.ids().id(now)), PlanId(self.ids().id(now)));
        self.write(move |tx| {
            Box::pin(async move {
                let plan = Plan::standard(Calendar::standard());
                let held = match tx.newest_plan(&plan.name).await? {
                    Some(held) => Some(held),
                    None => {
                        tx.insert_plan(plan_id, &plan, now).await?;
                        tx.newest_plan(&plan.name).await?
                    }
                };
                let held = held.ok_or_else(|| Refusal::Internal("the standard plan is not stored".into()))?;
                if tx.account_named(account.name.as_str()).await?.is_some() {
                    return Err(FieldErrors::one("name", "There is an account of this name already.").into());
                }
                refuse_disabled(tx, &account.contact).await?;
                let row = AccountRow {
                    id: id.0,
                    name: account.name.as_str().to_owned(),
                    kind: account.kind.key().to_owned(),
                    contact_email: account.contact.as_str().to_owned(),
                    zone: account.zone,
                    plan_id: held.0,
                };
                tx.insert_account(&row, now).await?;
                Ok(id)
            })
        })
        .await
    }

    /// The account of a name. For administrators; the command line of the machine itself passes no actor.
    pub async fn account_named(&self, by: Option<&Actor>, name: &str) -> Result<Named, Refusal> {
        decide_by(by, Action::ManagePeople)?;
        let mut db = self.store().read().await?;
        if let Some(account) = db.account_named(name).await? {
            return Ok(Named::Account(account));
        }
        let near = db.accounts_named(name, 20).await?;
        Ok(Named::Nearly(near.into_iter().map(|account| account.name).collect()))
    }

    /// Gives an account another technical contact. For administrators; the command line of the machine itself passes no
    /// actor.
    ///
    /// [`Refusal::NotThere`]: there is no such account; [`Refusal::Fields`]: `contact` is the address of somebody who is
    /// disabled.
    pub async fn change_contact(
        &self,
        by: Option<&Actor>,
        account: AccountId,
        contact: EmailAddress,
    ) -> Result<(), Refusal> {
        decide_by(by, Action::ManagePeople)?;
        self.write(move |tx| {
            Box::pin(async move {
                refuse_disabled(tx, &contact).await?;
                if tx.set_contact(account, &contact).await? { Ok(()) } else { Err(Refusal::NotThere) }
            })
        })
        .await
    }

    /// Every account, by name. For administrators; the command line of the machine itself passes no actor.
    pub async fn accounts(&self, by: Option<&Actor>) -> Result<Vec<AccountRow>, Refusal> {
        decide_by(by, Action::ManagePeople)?;
        Ok(self.store().read().await?.accounts_named("", i64::MAX).await?)
    }
}

async fn refuse_disabled(tx: &mut Write, contact: &EmailAddress) -> Result<(), Refusal> {
    if may_be_contact(tx, &contact.folded()).await? {
        return Ok(());
    }
    Err(FieldErrors::one("contact", "This is the address of somebody who is disabled.").into())
}

/// Whether mail goes to this folded address: none does to somebody who is disabled.
pub(crate) async fn may_be_contact(tx: &mut Write, folded: &str) -> Result<bool, Refusal> {
    Ok(tx.who_has_address(folded).await?.is_none() || tx.person_by_email(folded).await?.is_some())
}
