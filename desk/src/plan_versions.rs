//! Support plans: seeing them, making a new version of one, and making a new one as a copy. A version never changes. Accounts start new cases on the
//! new one; open cases keep theirs until they are moved (`cases::moves`), which is an act of its own.

use caseline_domain::access::{Action, Actor, decide};
use caseline_domain::case::Priority;
use caseline_domain::form::FieldErrors;
use caseline_domain::form::plan::changes;
use caseline_domain::id::PlanId;
use caseline_domain::plan::{CalendarOfPlan, Plan};
use caseline_domain::text::{Line, fold};

use crate::Desk;
use crate::calendars::{stale, with_its_row};
use crate::error::Refusal;
pub use crate::store::PlanVersion;

/// A plan as it is to be from now on.
#[derive(Clone, Debug)]
pub struct PlanEdit {
    /// The version that the page showed.
    pub seen: u32,
    /// Its name says which plan; its version is ignored.
    pub plan: Plan,
}

/// A plan that is not there yet.
#[derive(Clone, Debug)]
pub struct NewPlan {
    pub name: Line,
    /// The plan that it begins as a copy of.
    pub like: String,
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
    /// A plan that gets another calendar copies the newest version of that one.
    ///
    /// [`Refusal::NotThere`]: there is none of this name; [`Refusal::Stale`]: somebody made a version of it, or of its new
    /// calendar, meanwhile; [`Refusal::Fields`]: nothing of it is new, or it cannot be counted in its service hours.
    pub async fn save_plan(&self, actor: &Actor, edit: PlanEdit) -> Result<u32, Refusal> {
        decide(actor, Action::ManagePlans)?;
        let now = self.now();
        let id = PlanId(self.ids().id(now));
        let rows = [self.ids().id(now), self.ids().id(now)];
        self.in_force(id, edit.plan.clone()).await?.can_be_counted(now)?;
        let actor = actor.clone();
        self.write(move |tx| {
            Box::pin(async move {
                let plans = tx.plans_in_use_held().await?;
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
                let (left, taken) = (newest.plan.calendar_of(), next.calendar_of());
                if left != taken {
                    with_its_row(tx, &left.name, &plans, rows[0]).await?;
                    let held = with_its_row(tx, &taken.name, &plans, rows[1]).await?;
                    if held.version != taken.version || held.calendar != next.service {
                        return Err(Refusal::Stale);
                    }
                }
                let version = next.version;
                tx.insert_plan_version(id, &next, now, actor.person, &differs.join("; ")).await.map_err(stale)?;
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

    /// Makes a plan as a copy of another one; no account is on it yet. The same sent twice makes one. For administrators.
    ///
    /// [`Refusal::Fields`]: `name` is taken, whatever the case of its letters, or there is no plan `like`.
    pub async fn add_plan(&self, actor: &Actor, new: NewPlan) -> Result<(), Refusal> {
        decide(actor, Action::ManagePlans)?;
        let now = self.now();
        let (id, row) = (PlanId(self.ids().id(now)), self.ids().id(now));
        let by = actor.person;
        self.write(move |tx| {
            Box::pin(async move {
                let plans = tx.plans_in_use_held().await?;
                let known = tx.newest_plans().await?;
                let Some(like) = known.iter().find(|held| held.plan.name == new.like) else {
                    return Err(FieldErrors::one("like", "Choose one of the plans.").into());
                };
                let calendar = with_its_row(tx, &like.plan.calendar_of().name, &plans, row).await?;
                let first = Plan {
                    name: new.name.as_str().to_owned(),
                    version: 1,
                    calendar: Some(CalendarOfPlan { name: calendar.name, version: calendar.version }),
                    service: calendar.calendar,
                    ..like.plan.clone()
                };
                if known.iter().any(|held| held.plan == first) {
                    return Ok(());
                }
                if known.iter().any(|held| fold(&held.plan.name) == fold(&first.name)) {
                    return Err(FieldErrors::one("name", "There is a plan of this name already.").into());
                }
                let changes = format!("New, begun as a copy of {}, version {}", like.plan.name, like.plan.version);
                tx.insert_plan_version(id, &first, now, by, &changes).await.map_err(stale)?;
                Ok::<_, Refusal>(())
            })
        })
        .await
    }
}
