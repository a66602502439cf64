//! Moving open cases to the newest version of their plan, or to the plan that their account is on: an act of its own, with
//! a preview. Closed cases never change.

use std::collections::BTreeMap;
use std::sync::Arc;

use caseline_domain::access::{Action, Actor, decide};
use caseline_domain::case::{Author, Case, ClockKind, Clocks, Event, Priority, Recorded, Timelines};
use caseline_domain::id::{AccountId, CaseNumber, PlanId};
use caseline_domain::instant::Timestamp;
use caseline_domain::plan::Plan;
use caseline_domain::text::Line;

use super::acts::OpenCase;
use super::cached::known;
use super::foreseen::{ForeseenClock, Standing};
use crate::Desk;
use crate::error::Refusal;
use crate::notices::{self, Promised, ReadersClock};
use crate::plans::PlanInForce;
use crate::store::{CaseBehind, Read};

/// So many cases are previewed, and moved, at once: a second or two.
const AT_ONCE: usize = 500;
/// So many are read at once with all that happened in them; a part of those.
const READ_AT_ONCE: i64 = 100;
const BEFORE_ALL: CaseNumber = CaseNumber(i64::MIN);

/// What moving cases came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    pub cases: usize,
    /// Of how many the due times changed, so that their customers were told.
    pub told: usize,
}

/// What moving a case would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseMoved {
    pub number: CaseNumber,
    pub subject: String,
    pub account: String,
    pub priority: Priority,
    pub from: u32,
    /// In the order of [`Clocks::current`], and then those that would end.
    pub clocks: Vec<ForeseenClock>,
}

/// What moving the open cases of a plan, or of an account, to a plan version would do.
pub struct MovePreview {
    pub to: Arc<PlanInForce>,
    /// The first of them by number, at most 500.
    pub cases: Vec<CaseMoved>,
    /// How many there are, as far as counting goes: up to 1000.
    pub count: i64,
}

impl Desk {
    /// What moving the open cases of this plan to its newest version would do. For administrators.
    /// [`Refusal::NotThere`]: there is no plan of this name.
    pub async fn preview_move(&self, actor: &Actor, plan: &str) -> Result<MovePreview, Refusal> {
        decide(actor, Action::ManagePlans)?;
        let mut db = self.store().read().await?;
        let newest = db.newest_of_plan(plan).await?.ok_or(Refusal::NotThere)?;
        let to = self.plan(&mut db, newest).await?;
        self.preview_move_to(&mut db, actor, to).await
    }

    /// What it would do to move all open cases of a plan to a version of it that is not made yet. For administrators.
    /// [`Refusal::Fields`]: it could not be counted in its service hours.
    pub async fn preview_plan(&self, actor: &Actor, candidate: Plan) -> Result<MovePreview, Refusal> {
        decide(actor, Action::ManagePlans)?;
        let to = Arc::new(self.in_force(PlanId(self.ids().id(self.now())), candidate).await?);
        to.can_be_counted(self.now())?;
        let mut db = self.store().read().await?;
        self.preview_move_to(&mut db, actor, to).await
    }

    async fn preview_move_to(
        &self,
        db: &mut Read,
        actor: &Actor,
        to: Arc<PlanInForce>,
    ) -> Result<MovePreview, Refusal> {
        let (plan, by) = (&to.plan.name, Author::Person(actor.person));
        let count = db.count_behind(plan, to.id).await?;
        let (mut cases, mut after) = (Vec::new(), BEFORE_ALL);
        while cases.len() < AT_ONCE {
            let behind = db.cases_behind_with_events(plan, to.id, after, READ_AT_ONCE).await?;
            let Some((last, _)) = behind.last() else { break };
            after = last.number();
            for (row, history) in behind {
                cases.extend(self.move_of(db, row, &history?, by, &to).await?);
            }
        }
        Ok(MovePreview { to, cases, count })
    }

    /// What it would do to move the open cases of an account to a plan version that is there. For administrators.
    /// [`Refusal::NotThere`]: there is no such account.
    pub async fn preview_account(&self, actor: &Actor, account: AccountId, to: PlanId) -> Result<MovePreview, Refusal> {
        decide(actor, Action::ManagePlans)?;
        let mut db = self.store().read().await?;
        db.account(account).await?.ok_or(Refusal::NotThere)?;
        let to = self.plan(&mut db, to).await?;
        let count = db.count_open_on_another_plan(account, to.id).await?;
        let (mut cases, by) = (Vec::new(), Author::Person(actor.person));
        for row in db.open_on_another_plan(account, to.id, AT_ONCE as i64).await? {
            let events = db.events(row.id()).await?;
            let history: Vec<Recorded> = events.into_iter().map(|event| event.recorded).collect();
            cases.extend(self.move_of(&mut db, row, &history, by, &to).await?);
        }
        Ok(MovePreview { to, cases, count })
    }

    /// What it would do to move a case; nothing, where it was closed while it was read.
    async fn move_of(
        &self,
        db: &mut Read,
        row: CaseBehind,
        history: &[Recorded],
        by: Author,
        to: &Arc<PlanInForce>,
    ) -> Result<Option<CaseMoved>, Refusal> {
        let (number, from, plan) = (row.number(), row.version(), row.plan());
        let case = known(number, Case::from_events(history))?;
        if case.stage.closing().is_some() {
            return Ok(None);
        }
        let mut book = self.book(db, plan, history).await?;
        book.and(Arc::clone(to));
        let standing = Standing {
            number,
            book: &book,
            history: history.iter().collect(),
            case: &case,
            clocks: &known(number, Clocks::from_events(&book, history))?,
        };
        let clocks = standing.what_if([(self.now(), by, moved(plan, to.id, None))])?;
        let (subject, account, priority) = (row.subject, row.account, case.priority);
        Ok(Some(CaseMoved { number, subject, account, priority, from, clocks }))
    }

    /// How many open cases of this plan go by another version than its newest, up to 1000. For administrators.
    pub async fn count_behind(&self, actor: &Actor, plan: &str) -> Result<i64, Refusal> {
        decide(actor, Action::ManagePlans)?;
        let mut db = self.store().read().await?;
        match db.newest_of_plan(plan).await? {
            Some(newest) => Ok(db.count_behind(plan, newest).await?),
            None => Ok(0),
        }
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
    ) -> Result<Moved, Refusal> {
        decide(actor, Action::ManagePlans)?;
        let behind = {
            let mut db = self.store().read().await?;
            if db.newest_of_plan(plan).await?.ok_or(Refusal::NotThere)? != to {
                return Err(Refusal::Stale);
            }
            db.cases_behind(plan, to, BEFORE_ALL, AT_ONCE as i64).await?
        };
        let moved = self.move_each(behind.iter().map(CaseBehind::number), Author::Person(actor.person), to, note).await;
        // Something may be due sooner than it was.
        self.wake();
        moved
    }

    /// How many open cases of an account go by another plan version than it is on, up to 1000. For administrators.
    /// [`Refusal::NotThere`]: there is no such account.
    pub async fn count_behind_account(&self, actor: &Actor, account: AccountId) -> Result<i64, Refusal> {
        decide(actor, Action::ManagePlans)?;
        let mut db = self.store().read().await?;
        let on = PlanId(db.account(account).await?.ok_or(Refusal::NotThere)?.plan_id);
        Ok(db.count_open_on_another_plan(account, on).await?)
    }

    /// Moves open cases of this account to the plan version `to`, as [`Desk::move_cases`] does. For administrators.
    ///
    /// [`Refusal::NotThere`]: there is no such account; [`Refusal::Stale`]: it is on another plan version than `to`.
    pub async fn move_cases_of_account(
        &self,
        actor: &Actor,
        account: AccountId,
        to: PlanId,
        note: Option<Line>,
    ) -> Result<Moved, Refusal> {
        decide(actor, Action::ManagePlans)?;
        let behind = {
            let mut db = self.store().read().await?;
            if db.account(account).await?.ok_or(Refusal::NotThere)?.plan_id != to.0 {
                return Err(Refusal::Stale);
            }
            db.open_on_another_plan(account, to, AT_ONCE as i64).await?
        };
        let moved = self.move_each(behind.iter().map(CaseBehind::number), Author::Person(actor.person), to, note).await;
        self.wake();
        moved
    }

    /// Moves these; how many were moved, and of how many the due times changed, which their customers are told.
    async fn move_each(
        &self,
        numbers: impl Iterator<Item = CaseNumber>,
        by: Author,
        to: PlanId,
        note: Option<Line>,
    ) -> Result<Moved, Refusal> {
        let mut done = Moved::default();
        // A transaction a case: others work on theirs meanwhile.
        for number in numbers {
            let (desk, note) = (self.clone(), note.clone());
            let told = self.write(move |tx| {
                Box::pin(async move {
                    let mut open = OpenCase::hold(&desk, tx, number).await?;
                    if open.row.plan == to || open.case.stage.closing().is_some() {
                        return Ok(None);
                    }
                    open.do_what_was_due(tx).await?;
                    let before = open.running()?;
                    let event = moved(open.row.plan, to, note.clone());
                    open.go_by(desk.plan(tx, to).await?);
                    open.record(by, event)?;
                    let told = open.tell_moved(before, note.as_ref())?;
                    open.save(tx).await?;
                    Ok::<_, Refusal>(Some(told))
                })
            });
            if let Some(told) = told.await? {
                done.cases += 1;
                done.told += usize::from(told);
            }
        }
        Ok(done)
    }
}

/// When each clock that runs is due.
type Dues = BTreeMap<ClockKind, Timestamp>;

impl OpenCase<'_> {
    fn running(&self) -> Result<Dues, Refusal> {
        let (clocks, now) = (self.clocks()?, self.desk.now());
        let running = clocks.current().filter(|clock| clock.stop.is_none());
        running
            .map(|clock| {
                let timeline = known(self.row.number, self.book.timeline(clock.plan))?;
                Ok((clock.kind, clock.reading(timeline, now)?.due()))
            })
            .collect()
    }

    /// Notes the mail to the customer where the move of their case changed when anything is due; whether it did.
    fn tell_moved(&mut self, mut before: Dues, note: Option<&Line>) -> Result<bool, Refusal> {
        let mut promises: Vec<Promised> = Vec::new();
        for (clock, due) in self.running()? {
            promises.push(Promised { clock, before: before.remove(&clock), after: Some(due) });
        }
        promises.extend(before.into_iter().map(|(clock, due)| Promised { clock, before: Some(due), after: None }));
        promises.retain(|promised| promised.before != promised.after);
        if promises.is_empty() {
            return Ok(false);
        }
        let clock = ReadersClock::of(self.desk, &self.row.account_zone);
        self.tell_customer("moved", notices::moved(&self.row, note, &promises, &clock));
        Ok(true)
    }
}

const fn moved(from: PlanId, to: PlanId, note: Option<Line>) -> Event {
    Event::PlanChanged { from, to, note }
}
