//! What changes how a case goes: its priority, who has it now, the next update, a call that is noted, an end without
//! agreement, a beginning anew, and why a promise was broken. Deliberately absent: whatever the desk does by itself.

use caseline_domain::access::{Action, Actor, decide};
use caseline_domain::case::{Event, Side};
use caseline_domain::duty::Shift;
use caseline_domain::form::{BreachCause, CallLog, ChangePriority, FieldErrors, NextUpdate};
use caseline_domain::id::PersonId;
use caseline_domain::instant::{DAY, Timestamp};
use caseline_domain::plan::{ClosingRules, Plans};
use caseline_domain::text::PublicText;

use super::acts::{ActForm, Acted};
use super::cached::known;
use crate::Desk;
use crate::error::Refusal;
use crate::store::Write;

impl Desk {
    /// Gives a case another priority, upwards too. What the clocks become, [`super::CaseView::priorities`] says before.
    pub async fn change_priority(
        &self,
        actor: &Actor,
        form: ActForm,
        change: ChangePriority,
    ) -> Result<Acted, Refusal> {
        let ChangePriority { to, reason } = change;
        let action = |_| Action::ChangePriority;
        self.act_with(actor, form, action, move |tx, open, _| {
            Box::pin(async move {
                if open.case.priority == to {
                    let error = FieldErrors::one("new_priority", "It has this priority already. Choose another.");
                    return Err(error.into());
                }
                open.do_what_was_due(tx).await?;
                Ok(Event::PriorityChanged { to, reason })
            })
        })
        .await
    }

    /// The owner of a case that was raised to an Outage or a P1 under them says that they have it.
    pub async fn confirm_ownership(&self, actor: &Actor, form: ActForm) -> Result<Acted, Refusal> {
        let by = actor.clone();
        let action = |_| Action::WorkCases;
        self.act_as(actor, form, action, move |open, _| {
            decide(&by, Action::ConfirmOwnership { owner: open.case.stage.owner() })?;
            match open.clocks()?.assignment.stop {
                None => Ok(Event::OwnershipConfirmed),
                Some(_) => Err(Refusal::HasAnOwner),
            }
        })
        .await
    }

    /// Opens a closed case again, from either side: with clocks of its own, under the account's plan version of now, and
    /// with its last owner if they are on duty; what that plan has phoned otherwise with whoever opens it. Nothing that must
    /// be phoned comes out of the portal, one of before neither: our side opens it.
    pub async fn reopen(&self, actor: &Actor, form: ActForm, reason: PublicText) -> Result<Acted, Refusal> {
        let (desk, by, now, person) = (self.clone(), actor.standing.side(), self.now(), actor.person);
        let action = |account| Action::Reopen { account };
        self.act_with(actor, form, action, move |tx, open, _| {
            Box::pin(async move {
                let stage = open.case.stage;
                let closed = stage.closing().and_then(|_| open.closed_at()).ok_or(Refusal::NotNow(stage.status()))?;
                let plan = desk.plan_of_account(tx, open.row.account).await?;
                let phoned = plan.plan.is_phoned(open.case.priority);
                if by == Side::Customer && phoned {
                    return Err(Refusal::ByPhone);
                }
                let from = open.row.plan;
                let rules = &known(open.row.number, open.book.plan(from))?.closing;
                if now > reopens_until(closed, rules) {
                    return Err(Refusal::ClosedTooLong);
                }
                let to = plan.id;
                open.go_by(plan);
                let owner = match stage.owner() {
                    // Who opens their own case again is at work.
                    Some(last) if last == person || desk.is_on_duty(tx, last, now).await? => Some(last),
                    // Who answers the call about it has it.
                    _ if by == Side::Support && phoned => Some(person),
                    _ => None,
                };
                Ok(Event::Reopened { by, reason, owner, from, to })
            })
        })
        .await
    }

    /// Whether somebody may get in, and works at this time of their day; without a shift one always does.
    async fn is_on_duty(&self, tx: &mut Write, person: PersonId, now: Timestamp) -> Result<bool, Refusal> {
        Ok(tx.duty(person).await?.is_some_and(|duty| match (duty.shift_from, duty.shift_until) {
            (Some(from), Some(until)) => Shift { from, until }.is_on(&self.zone(&duty.zone), now),
            _ => true,
        }))
    }

    /// A manager closes a case without an agreement, from wherever it stands (a departure from the letter of the process).
    pub async fn override_closure(&self, actor: &Actor, form: ActForm, reason: PublicText) -> Result<Acted, Refusal> {
        self.act_as(actor, form, |_| Action::OverrideClosure, move |_, _| Ok(Event::ClosureOverridden { reason })).await
    }

    /// Promises the customer that they hear from us by a time, read on the clocks of who promises it.
    pub async fn promise_update(&self, actor: &Actor, form: ActForm, update: NextUpdate) -> Result<Acted, Refusal> {
        decide(actor, Action::WorkCases)?;
        let by = update.instant(&self.zone(&actor.zone), self.now())?;
        self.act(actor, form, move |_| Ok(Event::NextUpdatePromised { by })).await
    }

    /// Notes a call about a case that is there already; the customer reads it.
    pub async fn log_call(&self, actor: &Actor, form: ActForm, call: CallLog) -> Result<Acted, Refusal> {
        decide(actor, Action::WorkCases)?;
        let CallLog { minutes, text } = call;
        self.act(actor, form, move |_| Ok(Event::CallLogged { minutes, text })).await
    }

    /// The owner, or a manager, says why a promise was broken; said again, it takes the place of what was said before.
    pub async fn explain_breach(&self, actor: &Actor, form: ActForm, cause: BreachCause) -> Result<Acted, Refusal> {
        decide(actor, Action::WorkCases)?;
        let causes = self.store().read().await?.causes().await?;
        let (by, now) = (actor.clone(), self.now());
        let action = |_| Action::WorkCases;
        self.act_as(actor, form, action, move |open, _| {
            decide(&by, Action::ExplainBreach { owner: open.case.stage.owner() })?;
            let BreachCause { broken, cause, text } = cause;
            if !open.clocks()?.broken(&open.book, now)?.contains(&broken) {
                return Err(FieldErrors::one("broken", "This promise is not broken. Choose one that is.").into());
            }
            if !causes.iter().any(|known| known == cause.as_str()) {
                return Err(FieldErrors::one("cause", "This cause is not on the list. Choose one that is.").into());
            }
            let (clock, due) = broken;
            Ok(Event::BreachExplained { clock, due, cause, text })
        })
        .await
    }
}

/// Until when a case that was closed at an instant can be opened again.
pub(super) fn reopens_until(closed: Timestamp, rules: &ClosingRules) -> Timestamp {
    closed.plus_millis(i64::from(rules.reopens_within) * DAY)
}
