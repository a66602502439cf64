//! Whom an event tells, and in which room they read it; what it tells them is in [`notices`].

use std::collections::BTreeSet;

use caseline_domain::access::Actor;
use caseline_domain::case::{Author, Channel, Event, Side};
use caseline_domain::plan::Plans;
use caseline_domain::text::fold;
use caseline_domain::words;

use super::acts::OpenCase;
use super::cached::known;
use crate::error::Refusal;
use crate::notices::{self, HandOverStep};
use crate::store::Write;

impl OpenCase<'_> {
    /// Notes the mail about an event, before it is appended: after that the case no longer knows what it ended. Nobody is
    /// told what they did themselves, and nobody twice.
    pub(super) async fn tell(&mut self, tx: &mut Write, actor: &Actor, event: &Event) -> Result<(), Refusal> {
        if let Event::Assigned(_) = event {
            return self.tell_assigned(&actor.name);
        }
        let step = HandOverStep::of(event)
            .map(|step| notices::of_hand_over(step, &actor.name))
            .or_else(|| notices::of_acceptance_noted(event, self.case.priority, &actor.name));
        let zone = self.desk.zone(&self.row.account_zone);
        let time = |at| format!("{} ({})", words::exact(at, &zone), self.row.account_zone);
        let terms = (known(self.row.number, self.book.plan(self.row.plan))?, self.case.priority);
        let public = event.public().and_then(|event| notices::of_event(event, terms, &actor.name, &time));
        if step.is_none() && public.is_none() {
            return Ok(());
        }
        let (ours, theirs) = self.readers(tx, actor.standing.side(), event).await?;
        let own = tx.person(actor.person).await?;
        let mut told: BTreeSet<String> = own.into_iter().map(|row| fold(&row.email)).collect();
        let now = self.desk.now();
        for (room, mut recipients, notice) in [("desk", ours, step.or(public.clone())), ("portal", theirs, public)] {
            recipients.retain(|email| told.insert(fold(email)));
            if let Some((kind, what)) = notice {
                self.mail.extend(notices::about(
                    self.desk,
                    &self.row,
                    kind,
                    recipients,
                    &notices::with_files(what, &self.files),
                    room,
                    now,
                ));
            }
        }
        Ok(())
    }

    /// The addresses of our people and of the customer's side whom an event of this `side` tells. Customers' events tell
    /// the owner; ours tell who opened the case and the account's technical contact. Of these, who is disabled is told
    /// nothing.
    async fn readers(&self, tx: &mut Write, side: Side, event: &Event) -> Result<(Vec<String>, Vec<String>), Refusal> {
        let row = &self.row;
        let owner = || row.owner.iter().filter_map(|owner| owner.email.clone()).collect::<Vec<_>>();
        let customers = || row.opener.email.iter().chain(&row.mailed_contact).cloned().collect();
        let (mut ours, mut theirs) = match event {
            Event::HandOverOffered { .. } => (Vec::new(), Vec::new()),
            Event::HandOverDeclined { .. } => (owner(), Vec::new()),
            Event::HandOverAccepted { .. } | Event::EscalationAcknowledged { .. } | Event::EscalationEnded { .. } => {
                (owner(), customers())
            }
            // Whoever did it, the owner has it to work on, or to let go.
            Event::PriorityChanged { .. } | Event::ClosureOverridden { .. } | Event::Reopened { .. } => {
                (owner(), customers())
            }
            // One who works on the case must not be the only witness of what stops its clock.
            Event::WorkaroundAccepted { by: Side::Support } if self.case.priority.is_phoned() => {
                (tx.managers().await?, customers())
            }
            Event::Escalated { channel, .. } => {
                // What was taken down for them on the phone they read, and can end.
                let theirs = if *channel == Channel::Phone { customers() } else { Vec::new() };
                (owner().into_iter().chain(tx.managers().await?).collect(), theirs)
            }
            _ => match side {
                Side::Customer => (owner(), Vec::new()),
                Side::Support => (Vec::new(), customers()),
            },
        };
        // Beside them who is asked to take over, or who asked for what is answered.
        let beside = match event {
            Event::HandOverOffered { to, .. } => Some(Author::Person(*to)),
            Event::HandOverAccepted { .. } | Event::HandOverDeclined { .. } => self.case.offer.map(|offer| offer.by),
            Event::EscalationAcknowledged { .. } | Event::EscalationEnded { .. } => {
                self.case.escalation.map(|open| open.author)
            }
            _ => None,
        };
        if let Some(Author::Person(person)) = beside
            && let Some(person) = tx.person(person).await?
        {
            match (person.actor()?.standing.side(), event) {
                (Side::Customer, _) => theirs.push(person.email),
                // They took down on the phone what is the customer's.
                (Side::Support, Event::EscalationAcknowledged { .. } | Event::EscalationEnded { .. }) => {}
                (Side::Support, _) => ours.push(person.email),
            }
        }
        Ok((ours, theirs))
    }
}
