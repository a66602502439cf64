//! Plan versions with their compiled calendars, and zones with their offsets. Both never change once made, so they are
//! kept for as long as the program runs.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, Weak};

use caseline_domain::access::{Action, Actor, decide};
use caseline_domain::case::{Event, Recorded, Terms, Timelines};
use caseline_domain::hours::{Calendar, Horizon, Offsets, Timeline, zone_offsets};
use caseline_domain::id::{AccountId, PlanId};
use caseline_domain::plan::{Plan, Plans as Versions};
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;

use crate::Desk;
use crate::error::Refusal;
use crate::store::Read;

/// One version of a plan, ready to count with.
pub struct PlanInForce {
    pub id: PlanId,
    pub plan: Plan,
    /// Of this calendar; whatever version has the same goes by the same.
    pub timeline: Arc<Timeline>,
    /// What receipts say they were made under.
    pub terms: Terms,
}

/// A case that was never moved goes by one version.
impl Versions for PlanInForce {
    fn first(&self) -> PlanId {
        self.id
    }
    fn plan(&self, id: PlanId) -> Option<&Plan> {
        (id == self.id).then_some(&self.plan)
    }
}

impl Timelines for PlanInForce {
    fn timeline(&self, id: PlanId) -> Option<&Timeline> {
        (id == self.id).then_some(&self.timeline)
    }
}

/// The plan versions that a case went by, the first one first.
#[derive(Clone)]
pub struct Book(Vec<Arc<PlanInForce>>);

impl Book {
    /// One version of those, ready to count with.
    #[must_use]
    pub fn version(&self, id: PlanId) -> Option<&Arc<PlanInForce>> {
        self.0.iter().find(|version| version.id == id)
    }

    pub(crate) fn of(versions: Vec<Arc<PlanInForce>>) -> Book {
        Book(versions)
    }

    /// With one version more, that an event names which is about to be appended.
    pub(crate) fn and(&mut self, version: Arc<PlanInForce>) {
        if self.version(version.id).is_none() {
            self.0.push(version);
        }
    }

    #[must_use]
    pub fn terms(&self, id: PlanId) -> Option<&Terms> {
        self.version(id).map(|version| &version.terms)
    }
}

impl Versions for Book {
    fn first(&self) -> PlanId {
        self.0.first().map_or(PlanId::NONE, |first| first.id)
    }
    fn plan(&self, id: PlanId) -> Option<&Plan> {
        self.version(id).map(|version| &version.plan)
    }
}

impl Timelines for Book {
    fn timeline(&self, id: PlanId) -> Option<&Timeline> {
        self.version(id).map(|version| &*version.timeline)
    }
}

/// From which version to which an event moves its case.
const fn moved(event: &Event) -> Option<(PlanId, PlanId)> {
    match event {
        Event::PlanChanged { from, to, .. } | Event::Reopened { from, to, .. } => Some((*from, *to)),
        _ => None,
    }
}

#[derive(Default)]
pub struct Plans {
    plans: RwLock<HashMap<PlanId, Arc<PlanInForce>>>,
    zones: RwLock<HashMap<String, Arc<Offsets>>>,
    /// By the fingerprint of their calendar, for as long as a version is kept that goes by them.
    timelines: RwLock<HashMap<String, Weak<Timeline>>>,
    /// One after the other, so that of two who need the same one compiles it.
    compiling: Mutex<()>,
}

impl Plans {
    fn timeline(&self, fingerprint: &str) -> Option<Arc<Timeline>> {
        self.timelines.read().unwrap_or_else(PoisonError::into_inner).get(fingerprint)?.upgrade()
    }

    fn keep_timeline(&self, fingerprint: String, timeline: &Arc<Timeline>) {
        let mut kept = self.timelines.write().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, timeline| timeline.strong_count() > 0);
        kept.insert(fingerprint, Arc::downgrade(timeline));
    }
}

/// What was kept before a panic elsewhere is still right: entries are only ever added whole.
fn kept<K: std::hash::Hash + Eq, V: Clone>(map: &RwLock<HashMap<K, V>>, key: &K) -> Option<V> {
    map.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
}

fn keep<K: std::hash::Hash + Eq, V: Clone>(map: &RwLock<HashMap<K, V>>, key: K, value: V) -> V {
    map.write().unwrap_or_else(PoisonError::into_inner).entry(key).or_insert(value).clone()
}

impl PlanInForce {
    pub fn compile(id: PlanId, plan: Plan) -> Result<PlanInForce, Refusal> {
        let timeline = Arc::new(compiled(&plan)?);
        PlanInForce::with(id, plan, timeline)
    }

    /// `timeline`: of its calendar.
    fn with(id: PlanId, plan: Plan, timeline: Arc<Timeline>) -> Result<PlanInForce, Refusal> {
        let terms = Terms {
            plan: plan.name.clone(),
            version: plan.version,
            zone: plan.service.zone.clone(),
            calendar: fingerprint(&plan.service)?,
        };
        Ok(PlanInForce { id, plan, timeline, terms })
    }
}

fn compiled(plan: &Plan) -> Result<Timeline, Refusal> {
    let timeline = plan.service.compile(Horizon::WIDEST);
    timeline.map_err(|error| Refusal::Internal(format!("plan {}: {error}", plan.name)))
}

/// The first 64 bits of the SHA-256 of the calendar as it is stored: short enough to read out, long enough that two
/// calendars do not share it.
pub fn fingerprint(calendar: &Calendar) -> Result<String, Refusal> {
    let text = serde_json::to_vec(calendar).map_err(|error| Refusal::Internal(error.to_string()))?;
    Ok(Sha256::digest(text)[..8].iter().map(|byte| format!("{byte:02x}")).collect())
}

impl Desk {
    /// A plan version; asked of the database once.
    pub(crate) async fn plan(&self, db: &mut Read, id: PlanId) -> Result<Arc<PlanInForce>, Refusal> {
        if let Some(plan) = kept(&self.inner.plans.plans, &id) {
            return Ok(plan);
        }
        let plan = db.plan(id).await?.ok_or_else(|| Refusal::Internal(format!("plan {id} is missing")))?;
        Ok(keep(&self.inner.plans.plans, id, Arc::new(self.in_force(id, plan).await?)))
    }

    /// A plan version, which need not be stored, ready to count with. Its calendar is compiled once for all that have the
    /// same (sla.md, "Calendar → Timeline"), where nothing waits for it.
    pub(crate) async fn in_force(&self, id: PlanId, plan: Plan) -> Result<PlanInForce, Refusal> {
        let fingerprint = fingerprint(&plan.service)?;
        let plans = &self.inner.plans;
        if let Some(timeline) = plans.timeline(&fingerprint) {
            return PlanInForce::with(id, plan, timeline);
        }
        let _alone = plans.compiling.lock().await;
        if let Some(timeline) = plans.timeline(&fingerprint) {
            return PlanInForce::with(id, plan, timeline);
        }
        let compiles = tokio::task::spawn_blocking(move || Ok((compiled(&plan)?, plan)));
        let (timeline, plan) = compiles.await.unwrap_or_else(|stopped| Err(Refusal::Internal(stopped.to_string())))?;
        let timeline = Arc::new(timeline);
        plans.keep_timeline(fingerprint, &timeline);
        PlanInForce::with(id, plan, timeline)
    }

    /// The versions that a case with this history went by; `now`: the one of now.
    pub(crate) async fn book<'a>(
        &self,
        db: &mut Read,
        now: PlanId,
        history: impl IntoIterator<Item = &'a Recorded>,
    ) -> Result<Book, Refusal> {
        let moves: Vec<(PlanId, PlanId)> = history.into_iter().filter_map(|recorded| moved(&recorded.event)).collect();
        let first = moves.first().map_or(now, |(from, _)| *from);
        let mut versions = Vec::with_capacity(1);
        for id in std::iter::once(first).chain(moves.into_iter().map(|(_, to)| to)) {
            if !versions.iter().any(|version: &Arc<PlanInForce>| version.id == id) {
                versions.push(self.plan(db, id).await?);
            }
        }
        Ok(Book(versions))
    }

    /// The plan that a new request for the account that this member looks at would start with.
    pub async fn plan_for_new(&self, actor: &Actor) -> Result<Arc<PlanInForce>, Refusal> {
        let account = actor.account().ok_or(Refusal::NotThere)?;
        decide(actor, Action::OpenRequest { account })?;
        let mut db = self.store().read().await?;
        self.plan_of_account(&mut db, account).await
    }

    pub(crate) async fn plan_of_account(&self, db: &mut Read, account: AccountId) -> Result<Arc<PlanInForce>, Refusal> {
        let account = db.account(account).await?.ok_or(Refusal::NotThere)?;
        self.plan(db, PlanId(account.plan_id)).await
    }

    /// The offsets of a person's zone; UTC for one the zone data does not know.
    #[must_use]
    pub fn zone(&self, name: &str) -> Arc<Offsets> {
        if let Some(zone) = kept(&self.inner.plans.zones, &name.to_owned()) {
            return zone;
        }
        let zone = zone_offsets(name, Horizon::WIDEST).unwrap_or_else(|error| {
            tracing::warn!(name, %error, "unknown time zone; showing UTC");
            Offsets::utc()
        });
        keep(&self.inner.plans.zones, name.to_owned(), Arc::new(zone))
    }
}
