//! Moving open cases to the newest version of their plan: an act of its own, with a preview. Closed cases never change.

use std::sync::Arc;

use caseline_domain::access::{Action, Actor, decide};
use caseline_domain::case::{Author, Case, Event, Priority, Recorded};
use caseline_domain::id::{CaseNumber, PlanId};
use caseline_domain::plan::Plan;
use caseline_domain::text::Line;

use super::acts::OpenCase;
use super::cached::known;
use super::preview::{ClockMoved, recorded, what_if};
use crate::Desk;
use crate::error::Refusal;
use crate::plans::PlanInForce;
use crate::store::Read;

/// So many cases are previewed, and moved, at once: a second or two.
const AT_ONCE: usize = 500;

/// What moving a case would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseMoved {
    pub number: CaseNumber,
    pub subject: String,
    pub account: String,
    pub priority: Priority,
    pub from: u32,
    pub clocks: Vec<ClockMoved>,
}

/// What moving the open cases of a plan to its newest version would do.
pub struct MovePreview {
    pub to: Arc<PlanInForce>,
    /// The first of them by number, at most 500.
    pub cases: Vec<CaseMoved>,
    /// How many there are, as far as counting goes: up to 1000 a version.
    pub count: i64,
}

impl Desk {
    /// What moving the open cases of this plan to its newest version would do. For administrators.
    /// [`Refusal::NotThere`]: there is no plan of this name.
    pub async fn preview_move(&self, actor: &Actor, plan: &str) -> Result<MovePreview, Refusal> {
        decide(actor, Action::ManagePlans)?;
        let mut db = self.store().read().await?;
        let (newest, _) = *db.versions_of_plan(plan).await?.first().ok_or(Refusal::NotThere)?;
        let to = self.plan(&mut db, newest).await?;
        self.preview_move_to(&mut db, actor, to).await
    }

    /// What it would do to move all open cases of a plan to a version of it that is not made yet. For administrators.
    pub async fn preview_plan(&self, actor: &Actor, candidate: Plan) -> Result<MovePreview, Refusal> {
        decide(actor, Action::ManagePlans)?;
        let to = Arc::new(PlanInForce::compile(PlanId(self.ids().id(self.now())), candidate)?);
        let mut db = self.store().read().await?;
        self.preview_move_to(&mut db, actor, to).await
    }

    async fn preview_move_to(
        &self,
        db: &mut Read,
        actor: &Actor,
        to: Arc<PlanInForce>,
    ) -> Result<MovePreview, Refusal> {
        let now = self.now();
        let (mut cases, mut count) = (Vec::new(), 0);
        for (from, version) in db.versions_of_plan(&to.plan.name).await?.into_iter().filter(|(id, _)| *id != to.id) {
            count += db.count_open_by_plan(from).await?;
            let left = AT_ONCE.saturating_sub(cases.len());
            for number in db.open_by_plan(from, CaseNumber(i64::MIN), left as i64).await? {
                let Some(row) = db.case(number).await? else { continue };
                let history: Vec<Recorded> = db.events(row.id).await?.into_iter().map(|event| event.recorded).collect();
                let event = recorded(&history, Author::Person(actor.person), now, moved(row.plan, to.id, None));
                let mut book = self.book(db, row.plan, &history).await?;
                book.and(Arc::clone(&to));
                let case = known(number, Case::from_events(&history))?;
                let clocks = what_if(number, &book, &history, &event)?;
                let (subject, account) = (row.subject, row.account_name);
                cases.push(CaseMoved { number, subject, account, priority: case.priority, from: version, clocks });
            }
        }
        Ok(MovePreview { to, cases, count })
    }

    /// How many open cases of this plan go by another version than its newest, up to 1000 a version. For administrators.
    pub async fn count_behind(&self, actor: &Actor, plan: &str) -> Result<i64, Refusal> {
        decide(actor, Action::ManagePlans)?;
        let mut db = self.store().read().await?;
        let mut count = 0;
        for (older, _) in db.versions_of_plan(plan).await?.into_iter().skip(1) {
            count += db.count_open_by_plan(older).await?;
        }
        Ok(count)
    }

    /// Moves open cases of this plan to its version `to`, at most so many as the preview shows; how many were moved.
    /// Those that have moved or closed meanwhile are left as they are. For administrators.
    ///
    /// [`Refusal::Stale`]: `to` is not the newest version any more.
    pub async fn move_cases(
        &self,
        actor: &Actor,
        plan: &str,
        to: PlanId,
        note: Option<Line>,
    ) -> Result<usize, Refusal> {
        decide(actor, Action::ManagePlans)?;
        let mut numbers = Vec::new();
        {
            let mut db = self.store().read().await?;
            let versions = db.versions_of_plan(plan).await?;
            if versions.first().ok_or(Refusal::NotThere)?.0 != to {
                return Err(Refusal::Stale);
            }
            for (from, _) in versions.into_iter().skip(1) {
                let left = AT_ONCE.saturating_sub(numbers.len());
                numbers.extend(db.open_by_plan(from, CaseNumber(i64::MIN), left as i64).await?);
            }
        }
        let mut done = 0;
        // A transaction a case: others work on theirs meanwhile.
        for number in numbers {
            let (desk, by, note) = (self.clone(), Author::Person(actor.person), note.clone());
            let moved = self.write(move |tx| {
                Box::pin(async move {
                    let mut open = OpenCase::hold(&desk, tx, number).await?;
                    if open.row.plan == to || open.case.stage.closing().is_some() {
                        return Ok(false);
                    }
                    let event = moved(open.row.plan, to, note);
                    open.go_by(desk.plan(tx, to).await?);
                    open.record(by, event)?;
                    open.save(tx).await?;
                    Ok::<_, Refusal>(true)
                })
            });
            done += usize::from(moved.await?);
        }
        Ok(done)
    }
}

const fn moved(from: PlanId, to: PlanId, note: Option<Line>) -> Event {
    Event::PlanChanged { from, to, note }
}
