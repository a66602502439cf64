//! Escalations: the customer asks for a manager, a manager answers, either ends it. Deliberately absent: what managers are
//! told by the desk itself, which follows from the clocks (`due.rs`).

use caseline_domain::access::{Action, Actor};
use caseline_domain::case::{Case, Channel, Escalation, Event, Side, Status};
use caseline_domain::form::Escalate;
use caseline_domain::instant::{MINUTE, Timestamp};
use caseline_domain::text::PublicText;

use super::acts::{ActForm, Acted};
use crate::Desk;
use crate::error::Refusal;

/// How long after the end of an escalation the customer can begin another one by form.
const AGAIN_AFTER: i64 = 15 * MINUTE;

impl Desk {
    /// Asks for a manager's attention: a member does from the case, or somebody of our side takes down what the customer
    /// says on the phone. It is the customer's either way; its author is who wrote it.
    pub async fn escalate(&self, actor: &Actor, form: ActForm, escalate: Escalate) -> Result<Acted, Refusal> {
        let channel = match actor.standing.side() {
            Side::Customer => Channel::Portal,
            Side::Support => Channel::Phone,
        };
        let Escalate { reason, text } = escalate;
        let (now, side) = (self.now(), actor.standing.side());
        let action = |account| Action::Escalate { account };
        self.act_as(actor, form, action, move |open, _| match open.case.escalation {
            // On the phone somebody judges it; a form could call every manager without end.
            None if side == Side::Customer && lately(&open.case, now) => Err(Refusal::EscalatedLately),
            None => Ok(Event::Escalated { channel, reason, text }),
            Some(_) => Err(Refusal::Escalated),
        })
        .await
    }

    /// A manager takes the escalation that the page showed, and answers the customer.
    pub async fn acknowledge_escalation(
        &self,
        actor: &Actor,
        form: ActForm,
        text: PublicText,
    ) -> Result<Acted, Refusal> {
        self.act_as(
            actor,
            form,
            |_| Action::AcknowledgeEscalation,
            move |open, seen| match shown(open.case.escalation, seen)?.acknowledged {
                None => Ok(Event::EscalationAcknowledged { text }),
                Some(_) => Err(Refusal::EscalationOver),
            },
        )
        .await
    }

    /// Ends the escalation that the page showed: the customer does, or a manager.
    pub async fn end_escalation(
        &self,
        actor: &Actor,
        form: ActForm,
        text: Option<PublicText>,
    ) -> Result<Acted, Refusal> {
        let by = actor.standing.side();
        let action = |account| Action::EndEscalation { account };
        self.act_as(actor, form, action, move |open, seen| {
            shown(open.case.escalation, seen)?;
            Ok(Event::EscalationEnded { by, text })
        })
        .await
    }
}

/// Whether the last escalation of a case that is still open ended too short a while ago.
fn lately(case: &Case, now: Timestamp) -> bool {
    let open = case.stage.status() != Status::Closed;
    open && case.escalation_ended.is_some_and(|ended| now.since(ended) < AGAIN_AFTER)
}

/// The open escalation, if it is the one that the form's page showed and not a later one.
fn shown(open: Option<Escalation>, seen: u32) -> Result<Escalation, Refusal> {
    open.filter(|open| open.seq <= seen).ok_or(Refusal::EscalationOver)
}
