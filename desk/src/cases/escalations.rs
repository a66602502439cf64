//! Escalations: the customer asks for a manager, a manager answers, either ends it. Deliberately absent: the clock of the
//! acknowledgement, and what escalates by itself; both will be read from these events.

use caseline_domain::access::{Action, Actor};
use caseline_domain::case::{Author, Channel, Escalation, Event, PublicEvent, Side};
use caseline_domain::form::Escalate;
use caseline_domain::text::{PublicText, fold};

use super::acts::{ActForm, Acted, OpenCase};
use crate::error::Refusal;
use crate::store::Write;
use crate::{Desk, notices};

impl Desk {
    /// Asks for a manager's attention: a member does from the case, or somebody of our side takes down what the customer
    /// says on the phone. It is the customer's either way; its author is who wrote it.
    pub async fn escalate(&self, actor: &Actor, form: ActForm, escalate: Escalate) -> Result<Acted, Refusal> {
        let channel = match actor.standing.side() {
            Side::Customer => Channel::Portal,
            Side::Support => Channel::Phone,
        };
        let Escalate { reason, text } = escalate;
        let action = |account| Action::Escalate { account };
        self.act_as(actor, form, action, move |case| match case.escalation {
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
            move |case| match shown(case.escalation, form)?.acknowledged {
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
        self.act_as(actor, form, action, move |case| {
            shown(case.escalation, form)?;
            Ok(Event::EscalationEnded { by, text })
        })
        .await
    }
}

/// The open escalation, if it is the one that the form's page showed and not a later one.
fn shown(open: Option<Escalation>, form: ActForm) -> Result<Escalation, Refusal> {
    open.filter(|open| open.seq <= form.seen).ok_or(Refusal::EscalationOver)
}

impl OpenCase<'_> {
    /// Of an escalation the owner and every manager are told; of its acknowledgement and its end the owner and the
    /// customer's side, with whoever of them escalated. Nobody is told what they did themselves.
    pub(super) async fn tell_of_escalation(
        &mut self,
        tx: &mut Write,
        actor: &Actor,
        event: &Event,
    ) -> Result<(), Refusal> {
        let public = match event.public() {
            Some(
                public @ (PublicEvent::Escalated { .. }
                | PublicEvent::EscalationAcknowledged { .. }
                | PublicEvent::EscalationEnded { .. }),
            ) => public,
            _ => return Ok(()),
        };
        let ours = self.row.owner.iter().filter_map(|owner| owner.email.clone());
        let (ours, theirs) = match public {
            PublicEvent::Escalated { .. } => (ours.chain(tx.managers().await?).collect(), Vec::new()),
            _ => (ours.collect(), self.customers_of_escalation(tx).await?),
        };
        let own = tx.person(actor.person).await?.map(|row| fold(&row.email));
        let mut told: Vec<String> = own.into_iter().collect();
        let now = self.desk.now();
        for (mut recipients, room) in [(ours, "desk"), (theirs, "portal")] {
            recipients.retain(|email: &String| {
                let fresh = !told.contains(&fold(email));
                told.push(fold(email));
                fresh
            });
            self.mail.extend(notices::of_escalation(self.desk, &self.row, public, &actor.name, recipients, room, now));
        }
        Ok(())
    }

    /// Who opened the case, the technical contact, and the member who escalated it.
    async fn customers_of_escalation(&self, tx: &mut Write) -> Result<Vec<String>, Refusal> {
        let mut theirs = notices::customers(&self.row);
        if let Some(Escalation { author: Author::Person(person), .. }) = self.case.escalation
            && let Some(who) = tx.person(person).await?
            && who.actor()?.standing.side() == Side::Customer
        {
            theirs.push(who.email);
        }
        Ok(theirs)
    }
}
