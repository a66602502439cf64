//! Which plan an account is on, and giving it another one. New cases start on that; open ones keep theirs until they are
//! moved (`cases::moves`), which is an act of its own.

use std::sync::Arc;

use caseline_domain::access::{Action, Actor, decide};
use caseline_domain::id::{AccountId, PlanId};

use crate::Desk;
use crate::error::Refusal;
use crate::plans::PlanInForce;
use crate::store::AccountRow;

/// So many accounts stand in a list; a name finds the others.
const MOST_LISTED: i64 = 100;

/// An account with the plan version that its next case starts on.
#[derive(Clone)]
pub struct AccountOnPlan {
    pub account: AccountRow,
    pub on: Arc<PlanInForce>,
}

/// Some accounts by name.
pub struct AccountsOnPlans {
    pub accounts: Vec<AccountOnPlan>,
    /// Whether there are more than are listed.
    pub more: bool,
}

impl Desk {
    /// The accounts whose names begin like this, whatever the case of its letters, at most a hundred. For administrators.
    pub async fn accounts_on_plans(&self, actor: &Actor, begins: &str) -> Result<AccountsOnPlans, Refusal> {
        decide(actor, Action::ManagePlans)?;
        let mut db = self.store().read().await?;
        let mut rows = db.accounts_named(begins, MOST_LISTED + 1).await?;
        let more = rows.len() as i64 > MOST_LISTED;
        rows.truncate(MOST_LISTED as usize);
        let mut accounts = Vec::with_capacity(rows.len());
        for account in rows {
            let on = self.plan(&mut db, PlanId(account.plan_id)).await?;
            accounts.push(AccountOnPlan { account, on });
        }
        Ok(AccountsOnPlans { accounts, more })
    }

    /// An account with its plan. For administrators. [`Refusal::NotThere`]: there is no such account.
    pub async fn account_on_plan(&self, actor: &Actor, account: AccountId) -> Result<AccountOnPlan, Refusal> {
        decide(actor, Action::ManagePlans)?;
        let mut db = self.store().read().await?;
        let account = db.account(account).await?.ok_or(Refusal::NotThere)?;
        let on = self.plan(&mut db, PlanId(account.plan_id)).await?;
        Ok(AccountOnPlan { account, on })
    }

    /// Gives an account, which is on the plan version `seen`, the newest version `to` of a plan. The same sent twice is done
    /// once. For administrators.
    ///
    /// [`Refusal::NotThere`]: there is no such account; [`Refusal::Stale`]: it is on another version meanwhile, or there is a
    /// newer one than `to`.
    pub async fn change_plan(
        &self,
        actor: &Actor,
        account: AccountId,
        seen: PlanId,
        to: PlanId,
    ) -> Result<(), Refusal> {
        decide(actor, Action::ManagePlans)?;
        self.write(move |tx| {
            Box::pin(async move {
                // Nobody makes a newer version meanwhile.
                tx.plans_in_use_held().await?;
                let held = tx.account(account).await?.ok_or(Refusal::NotThere)?;
                if held.plan_id == to.0 {
                    return Ok(());
                }
                let is_newest = tx.newest_plans().await?.iter().any(|newest| newest.id == to);
                if is_newest && tx.set_plan(account, seen, to).await? { Ok(()) } else { Err(Refusal::Stale) }
            })
        })
        .await
    }
}
