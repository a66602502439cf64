//! Support plans: seeing them, and making a new version of one. A version never changes. Accounts start new cases on the
//! new one; open cases keep theirs until they are moved (`cases::moves`), which is an act of its own.

use caseline_domain::access::{Action, Actor, decide};
use caseline_domain::case::Priority;
use caseline_domain::form::FieldErrors;
use caseline_domain::form::plan::changes;
use caseline_domain::id::PlanId;
use caseline_domain::plan::Plan;

use crate::Desk;
use crate::error::Refusal;
pub use crate::store::PlanVersion;
use crate::store::StoreError;

/// A plan as it is to be from now on.
#[derive(Clone, Debug)]
pub struct PlanEdit {
    /// The version that the page showed.
    pub seen: u32,
    /// Its name says which plan; its version is ignored.
    pub plan: Plan,
}

impl Desk {
    /// The newest version of each plan, by name. For administrators.
    pub async fn plans(&self, actor: &Actor) -> Result<Vec<PlanVersion>, Refusal> {
        decide(actor, Action::ManagePlans)?;
        Ok(self.store().read().await?.newest_plans().await?)
    }

    /// Every version of a plan, the newest first; never empty. For administrators. [`Refusal::NotThere`]: there is none of
    /// this name.
    pub async fn plan_versions(&self, actor: &Actor, name: &str) -> Result<Vec<PlanVersion>, Refusal> {
        decide(actor, Action::ManagePlans)?;
        let versions = self.store().read().await?.plan_versions(name).await?;
        if versions.is_empty() { Err(Refusal::NotThere) } else { Ok(versions) }
    }

    /// Makes the next version of a plan, on which its accounts start new cases; the number of that version. The same edit
    /// sent twice makes one. For administrators.
    ///
    /// [`Refusal::NotThere`]: there is none of this name; [`Refusal::Stale`]: somebody made a version meanwhile;
    /// [`Refusal::Fields`]: nothing of it is new.
    pub async fn save_plan(&self, actor: &Actor, edit: PlanEdit) -> Result<u32, Refusal> {
        decide(actor, Action::ManagePlans)?;
        let now = self.now();
        let id = PlanId(self.ids().id(now));
        let actor = actor.clone();
        self.write(move |tx| {
            Box::pin(async move {
                tx.plans_in_use_held().await?;
                let versions = tx.plan_versions(&edit.plan.name).await?;
                let newest = versions.first().ok_or(Refusal::NotThere)?;
                let next = Plan { version: newest.plan.version + 1, ..edit.plan };
                if newest.plan.version != edit.seen {
                    let as_sent = Plan { version: newest.plan.version, ..next };
                    let again = newest.plan.version == edit.seen + 1 && newest.plan == as_sent;
                    return if again { Ok(newest.plan.version) } else { Err(Refusal::Stale) };
                }
                let differs = changes(&newest.plan, &next);
                if differs.is_empty() {
                    return Err(FieldErrors::one("", "Nothing is changed yet.").into());
                }
                let version = next.version;
                tx.insert_plan_version(id, &next, now, actor.person, &differs.join("; ")).await.map_err(|error| {
                    match error {
                        StoreError::Duplicate(_) => Refusal::Stale,
                        other => other.into(),
                    }
                })?;
                for older in &versions {
                    tx.move_accounts(older.id, id).await?;
                }
                let as_phoned = |older: &PlanVersion| {
                    Priority::ALL.into_iter().all(|each| older.plan.is_phoned(each) == next.is_phoned(each))
                };
                if !versions.iter().all(as_phoned) {
                    tx.doubt_drafts(id).await?;
                }
                Ok::<_, Refusal>(version)
            })
        })
        .await
    }
}
