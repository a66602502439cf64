//! Whom an event tells, and in which room they read it; what it tells them is in [`notices`].

use std::collections::BTreeSet;

use caseline_domain::access::{Action, Actor, decide};
use caseline_domain::case::{Author, Channel, ClockKind, Event, Reading, Side};
use caseline_domain::instant::Timestamp;
use caseline_domain::plan::Plans;
use caseline_domain::text::fold;

use super::acts::OpenCase;
use super::cached::known;
use super::foreseen::Standing;
use crate::error::Refusal;
use crate::notices::{self, HandOverStep, Letter, ReadersClock};
use crate::store::{Reader, Write};

impl OpenCase<'_> {
    /// Notes the mail about an event, before it is appended: after that the case no longer knows what it ended. Nobody is
    /// told what they did themselves, and nobody twice.
    pub(super) async fn tell(&mut self, tx: &mut Write, actor: &Actor, event: &Event) -> Result<(), Refusal> {
        if let Event::Assigned(_) = event {
            return self.tell_assigned(&actor.name);
        }
        let name = self.named(tx, actor).await?;
        let with_files = |(kind, what): (&'static str, String)| (kind, notices::with_files(what, &self.files));
        let step = HandOverStep::of(event)
            .map(|step| notices::of_hand_over(step, &name))
            .or_else(|| notices::of_acceptance_noted(event, self.case.priority, &name));
        let theirs = ReadersClock::of(self.desk, &self.row.account_zone);
        let time = |at| theirs.time(at);
        let terms = (known(self.row.number, self.book.plan(self.row.plan))?, self.case.priority);
        let public = event.public().and_then(|event| notices::of_event(event, terms, &name, &time)).map(with_files);
        if step.is_none() && public.is_none() {
            return Ok(());
        }
        let (ours, mut theirs_read) = self.readers(tx, actor.standing.side(), event).await?;
        let own = tx.person(actor.person).await?;
        let mut told: BTreeSet<String> = own.into_iter().map(|row| fold(&row.email)).collect();
        let now = self.desk.now();
        let answered = if let Event::Escalated { .. } = event { self.answered_by(actor, event)? } else { None };
        if let Some((kind, what)) = step.or(public.clone()) {
            for Reader { email, zone } in ours {
                if !told.insert(fold(&email)) {
                    continue;
                }
                let letter = match event {
                    Event::Escalated { .. } => {
                        let clock = ReadersClock::of(self.desk, &zone);
                        let said = what.clone();
                        notices::of_escalation(&self.row, self.case.priority, said, answered, &clock)
                    }
                    _ => Letter::plain((kind, what.clone())),
                };
                self.mail.extend(notices::about(self.desk, &self.row, &letter, vec![email], "desk", now));
            }
        }
        if let Some(public) = public {
            theirs_read.retain(|email| told.insert(fold(email)));
            let letter = Letter::plain(public);
            self.mail.extend(notices::about(self.desk, &self.row, &letter, theirs_read, "portal", now));
        }
        Ok(())
    }

    /// By when a manager has to answer an escalation that happens now.
    fn answered_by(&self, actor: &Actor, event: &Event) -> Result<Option<Timestamp>, Refusal> {
        let clocks = self.clocks()?;
        let standing = Standing {
            number: self.row.number,
            book: &self.book,
            history: self.history.iter().collect(),
            case: &self.case,
            clocks: &clocks,
        };
        let then = standing.what_if([(self.desk.now(), Author::Person(actor.person), event.clone())])?;
        let answer = then.into_iter().find(|clock| clock.kind == ClockKind::Escalation);
        Ok(answer.and_then(|clock| clock.after).map(Reading::due))
    }

    /// What somebody is called on this case: with their company, where that is not the account's.
    async fn named(&self, tx: &mut Write, actor: &Actor) -> Result<String, Refusal> {
        match actor.standing.account().filter(|own| *own != self.row.account) {
            Some(own) => {
                let company = tx.account(own).await?.ok_or(Refusal::NotThere)?.name;
                Ok(format!("{}, {company}", actor.name))
            }
            None => Ok(actor.name.clone()),
        }
    }

    /// Our people, and the addresses of the customer's side, whom an event of this `side` tells. Customers' events tell
    /// the owner; ours tell who opened the case and the account's technical contact. Of these, who is disabled is told
    /// nothing.
    async fn readers(&self, tx: &mut Write, side: Side, event: &Event) -> Result<(Vec<Reader>, Vec<String>), Refusal> {
        let row = &self.row;
        let owner = || row.owner_reads();
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
            let reader = tx.actor(&person).await?;
            match (reader.standing.side(), event) {
                // Nothing of it is a partner's any more once the grant is withdrawn.
                (Side::Customer, _) if decide(&reader, Action::ReadInPortal { account: row.account }).is_err() => {}
                (Side::Customer, _) => theirs.push(person.email),
                // They took down on the phone what is the customer's.
                (Side::Support, Event::EscalationAcknowledged { .. } | Event::EscalationEnded { .. }) => {}
                (Side::Support, _) => ours.push(Reader { email: person.email, zone: person.zone }),
            }
        }
        Ok((ours, theirs))
    }
}
