//! Service calendars: seeing them, and making a new version of one. A version never changes. The plans that have copied the
//! calendar get a new version in the same transaction, and their accounts start new cases on it; open cases keep theirs.
//! Deliberately absent: moving open cases to another version, which is an act of its own.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::RangeInclusive;
use std::sync::Arc;

use caseline_domain::access::{Action, Actor, decide};
use caseline_domain::form::{self, FieldErrors};
use caseline_domain::hours::ical::{self, FromFile, NotReadable};
use caseline_domain::hours::{Calendar, Changed, Horizon, Offsets};
use caseline_domain::id::PlanId;
use caseline_domain::plan::{CalendarOfPlan, Plan};
use caseline_domain::text::{Line, fold};
use uuid::Uuid;

use crate::Desk;
use crate::error::Refusal;

pub use crate::plans::fingerprint;
pub use crate::store::CalendarVersion;
use crate::store::{PlanInUse, StoreError, Write};

/// A calendar holds no more: twenty years of a country's, and some.
pub const MOST_HOLIDAYS: usize = 1_000;

/// A calendar as it is to be from now on.
#[derive(Clone, Debug)]
pub struct CalendarEdit {
    pub name: String,
    /// The version that the page showed.
    pub seen: u32,
    pub calendar: Calendar,
}

/// A calendar with all that has become of it.
#[derive(Clone, Debug)]
pub struct CalendarHistory {
    /// The newest first; never empty.
    pub versions: Vec<CalendarVersion>,
    /// The plans that have copied it, by name.
    pub plans: Vec<String>,
}

impl CalendarHistory {
    /// The version in force.
    #[must_use]
    pub fn newest(&self) -> &CalendarVersion {
        &self.versions[0]
    }
}

/// A calendar that is not there yet.
#[derive(Clone, Debug)]
pub struct NewCalendar {
    pub name: Line,
    /// The one that it began as a copy of.
    pub like: Option<CalendarOfPlan>,
    pub calendar: Calendar,
}

/// The name of the calendar that a plan version has copied.
fn calendar_of(plan: &Plan) -> String {
    plan.calendar_of().name
}

/// The first version of a calendar that came with its plan and was not changed yet.
fn came_with(plan: &PlanInUse) -> Result<CalendarVersion, Refusal> {
    let CalendarOfPlan { name, version } = plan.plan.calendar_of();
    Ok(CalendarVersion {
        id: Uuid::nil(),
        name,
        version,
        fingerprint: fingerprint(&plan.plan.service)?,
        calendar: plan.plan.service.clone(),
        created: plan.created,
        created_by: None,
        changes: format!("As plan {} had it", plan.plan.name),
    })
}

fn plans_of(name: &str, plans: &[PlanInUse]) -> Vec<String> {
    let mut names: Vec<String> =
        plans.iter().filter(|held| calendar_of(&held.plan) == name).map(|held| held.plan.name.clone()).collect();
    names.dedup();
    names
}

/// Every version of a calendar, the newest first; nothing where there is none of this name.
fn versions(name: &str, stored: Vec<CalendarVersion>, plans: &[PlanInUse]) -> Result<Vec<CalendarVersion>, Refusal> {
    if !stored.is_empty() {
        return Ok(stored);
    }
    let own = plans.iter().rev().find(|held| calendar_of(&held.plan) == name);
    own.map(came_with).into_iter().collect()
}

impl Desk {
    /// Every calendar, by name. For administrators.
    pub async fn calendars(&self, actor: &Actor) -> Result<Vec<CalendarHistory>, Refusal> {
        decide(actor, Action::ManagePlans)?;
        let mut db = self.store().read().await?;
        let (stored, plans) = (db.calendars().await?, db.plans_in_use().await?);
        let mut by_name: BTreeMap<String, CalendarVersion> =
            stored.into_iter().map(|version| (version.name.clone(), version)).collect();
        for held in plans.iter().rev() {
            if let Entry::Vacant(place) = by_name.entry(calendar_of(&held.plan)) {
                place.insert(came_with(held)?);
            }
        }
        let all = by_name
            .into_iter()
            .map(|(name, newest)| CalendarHistory { versions: vec![newest], plans: plans_of(&name, &plans) });
        Ok(all.collect())
    }

    /// A calendar with its versions. For administrators. [`Refusal::NotThere`]: there is none of this name.
    pub async fn calendar(&self, actor: &Actor, name: &str) -> Result<CalendarHistory, Refusal> {
        decide(actor, Action::ManagePlans)?;
        let mut db = self.store().read().await?;
        let plans = db.plans_in_use().await?;
        let versions = versions(name, db.calendar_versions(name).await?, &plans)?;
        if versions.is_empty() {
            return Err(Refusal::NotThere);
        }
        Ok(CalendarHistory { versions, plans: plans_of(name, &plans) })
    }

    /// The whole days of a calendar file that lie in these years, to be approved. The file comes from wherever an
    /// administrator found it: it is read where nothing waits for it, and no two at once. For administrators.
    pub async fn days_of_file(
        &self,
        actor: &Actor,
        text: String,
        years: RangeInclusive<i64>,
    ) -> Result<Result<FromFile, NotReadable>, Refusal> {
        decide(actor, Action::ManagePlans)?;
        let files = Arc::clone(&self.inner.files);
        let place = files.acquire_owned().await.map_err(|closed| Refusal::Internal(closed.to_string()))?;
        let read = move || {
            // Until it is read, also where nobody waits for it any more.
            let _place = place;
            ical::read(&text, years)
        };
        tokio::task::spawn_blocking(read).await.map_err(|stopped| Refusal::Internal(stopped.to_string()))
    }

    /// The plans that have copied a calendar, as they would be if it were like this. For administrators.
    ///
    /// [`Refusal::Fields`]: what one of them promises could not be counted in it.
    pub async fn plans_with(&self, actor: &Actor, name: &str, calendar: &Calendar) -> Result<Vec<Plan>, Refusal> {
        decide(actor, Action::ManagePlans)?;
        let plans = self.store().read().await?.plans_in_use().await?;
        let newest = plans.chunk_by(|one, next| one.plan.name == next.plan.name).filter_map(<[PlanInUse]>::last);
        let with = newest.filter(|held| calendar_of(&held.plan) == name);
        let plans: Vec<Plan> = with.map(|held| Plan { service: calendar.clone(), ..held.plan.clone() }).collect();
        for plan in &plans {
            let candidate = self.in_force(PlanId::NONE, plan.clone()).await?;
            candidate.can_be_counted_in_its_calendar(self.now())?;
        }
        Ok(plans)
    }

    /// Makes a calendar, in which nobody counts yet. The same sent twice makes one. For administrators.
    ///
    /// [`Refusal::Fields`]: `name` is taken, whatever the case of its letters, or the calendar cannot be counted in.
    pub async fn add_calendar(&self, actor: &Actor, new: NewCalendar) -> Result<(), Refusal> {
        decide(actor, Action::ManagePlans)?;
        can_be_counted_in(&new.calendar)?;
        let now = self.now();
        let changes = match &new.like {
            Some(like) => format!("New, begun as a copy of {}, version {}", like.name, like.version),
            None => "New".to_owned(),
        };
        let first = CalendarVersion {
            id: self.ids().id(now),
            name: new.name.as_str().to_owned(),
            version: 1,
            fingerprint: fingerprint(&new.calendar)?,
            calendar: new.calendar,
            created: now,
            created_by: Some(actor.name.clone()),
            changes,
        };
        let by = actor.person;
        self.write(move |tx| {
            Box::pin(async move {
                let plans = tx.plans_in_use_held().await?;
                let stored = tx.calendars().await?;
                let as_sent = |held: &CalendarVersion| {
                    (&held.name, held.version, &held.fingerprint) == (&first.name, 1, &first.fingerprint)
                };
                if stored.iter().any(as_sent) {
                    return Ok(());
                }
                let known = stored.iter().map(|held| held.name.clone());
                let mut known = known.chain(plans.iter().map(|held| calendar_of(&held.plan)));
                if known.any(|name| fold(&name) == fold(&first.name)) {
                    return Err(FieldErrors::one("name", "There is a calendar of this name already.").into());
                }
                tx.insert_calendar(&first, Some(by)).await.map_err(stale)?;
                Ok::<_, Refusal>(())
            })
        })
        .await
    }

    /// Makes the next version of a calendar, and of each plan that has copied it; the number of that version. The same edit
    /// sent twice makes one. For administrators.
    ///
    /// [`Refusal::NotThere`]: there is none of this name; [`Refusal::Stale`]: somebody made a version meanwhile;
    /// [`Refusal::Fields`]: the calendar cannot be counted in, or nothing of it is new.
    pub async fn save_calendar(&self, actor: &Actor, edit: CalendarEdit) -> Result<u32, Refusal> {
        decide(actor, Action::ManagePlans)?;
        can_be_counted_in(&edit.calendar)?;
        let now = self.now();
        form::calendar::opens(&edit.calendar, Offsets::utc().local(now).date)?;
        self.plans_with(actor, &edit.name, &edit.calendar).await?;
        let new_fingerprint = fingerprint(&edit.calendar)?;
        // As many as there can be: ids are made out here, where they come from.
        let in_use = self.store().read().await?.plans_in_use().await?.len();
        let mut ids: Vec<Uuid> = (0..in_use + 8).map(|_| self.ids().id(now)).collect();
        let actor = actor.clone();
        self.write(move |tx| {
            Box::pin(async move {
                let mut id = || ids.pop().ok_or(Refusal::Stale);
                let plans = tx.plans_in_use_held().await?;
                let stored = versions(&edit.name, tx.calendar_versions(&edit.name).await?, &plans)?;
                let newest = stored.into_iter().next().ok_or(Refusal::NotThere)?;
                if newest.version != edit.seen {
                    let again = newest.fingerprint == new_fingerprint && newest.version == edit.seen + 1;
                    return if again { Ok(newest.version) } else { Err(Refusal::Stale) };
                }
                let changed = Changed::between(&newest.calendar, &edit.calendar);
                if changed.is_nothing() {
                    return Err(FieldErrors::one("", "Nothing is changed yet.").into());
                }
                with_its_row(tx, &edit.name, &plans, id()?).await?;
                let next = CalendarVersion {
                    id: id()?,
                    version: newest.version + 1,
                    calendar: edit.calendar,
                    fingerprint: new_fingerprint,
                    created: now,
                    created_by: Some(actor.name.clone()),
                    changes: changed.sentence(),
                    name: edit.name,
                };
                tx.insert_calendar(&next, Some(actor.person)).await.map_err(stale)?;
                for successor in successors(&next, &plans) {
                    let plan_id = PlanId(id()?);
                    let because = format!("Calendar {}, version {}: {}", next.name, next.version, next.changes);
                    tx.insert_plan_version(plan_id, &successor.plan, now, actor.person, &because)
                        .await
                        .map_err(stale)?;
                    tx.move_accounts(successor.of, plan_id).await?;
                }
                Ok(next.version)
            })
        })
        .await
    }
}

/// Whether a calendar is one that cases can go by.
fn can_be_counted_in(calendar: &Calendar) -> Result<(), Refusal> {
    if let Err(error) = calendar.compile(Horizon::WIDEST) {
        return Err(FieldErrors::one("", format!("{error}.")).into());
    }
    if calendar.holidays.len() > MOST_HOLIDAYS {
        return Err(
            FieldErrors::one("", "A calendar holds at most 1000 holidays. Take out those of past years.").into()
        );
    }
    Ok(())
}

/// The newest version of a calendar, which has a row from now on if it had none because it came with its plan: so it is
/// there after that plan has left it, and for others. `id`: of that row. [`Refusal::NotThere`]: there is none of this name.
pub(crate) async fn with_its_row(
    tx: &mut Write,
    name: &str,
    plans: &[PlanInUse],
    id: Uuid,
) -> Result<CalendarVersion, Refusal> {
    let stored = tx.calendar_versions(name).await?;
    let came_with_its_plan = stored.is_empty();
    let newest = versions(name, stored, plans)?.into_iter().next().ok_or(Refusal::NotThere)?;
    if came_with_its_plan {
        tx.insert_calendar(&CalendarVersion { id, ..newest.clone() }, None).await.map_err(stale)?;
    }
    Ok(newest)
}

/// Of two who store the same version, one does.
pub(crate) fn stale(error: StoreError) -> Refusal {
    match error {
        StoreError::Duplicate(_) => Refusal::Stale,
        other => other.into(),
    }
}

/// A plan version that takes the place of another.
struct Successor {
    of: PlanId,
    plan: Plan,
}

/// For each plan version in use that has copied the calendar, one with its new version. The newest of a name stays the
/// last of its name, if it has another calendar too: the next account starts on it.
fn successors(calendar: &CalendarVersion, plans: &[PlanInUse]) -> Vec<Successor> {
    let mut all = Vec::new();
    for of_name in plans.chunk_by(|one, next| one.plan.name == next.plan.name) {
        let copied = |held: &&PlanInUse| calendar_of(&held.plan) == calendar.name;
        let Some(newest) = of_name.last().filter(|_| of_name.iter().any(|held| copied(&held))) else { continue };
        let replaced = of_name.iter().filter(|held| copied(held) || held.id == newest.id);
        for (version, held) in (newest.plan.version + 1..).zip(replaced) {
            let mut plan = Plan { version, ..held.plan.clone() };
            if copied(&held) {
                plan.calendar = Some(CalendarOfPlan { name: calendar.name.clone(), version: calendar.version });
                plan.service = calendar.calendar.clone();
            }
            all.push(Successor { of: held.id, plan });
        }
    }
    all
}
