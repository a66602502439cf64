//! Escalations on the way of a case: the customer asks for a manager, one answers, and it ends before the case does, or
//! with it.

use caseline_domain::case::{Channel, EscalationReason, Event, Side};
use caseline_domain::id::PersonId;
use caseline_domain::instant::{MINUTE, Timestamp};
use caseline_domain::text::PublicText;

use crate::cast::Escalates;
use crate::telling::{Telling, morning};

/// Of a thousand so many are escalated: Outage, P1, P2, P3; and of those that are late so many more.
const ESCALATED: [u64; 4] = [110, 90, 18, 8];
const WHEN_LATE: u64 = 240;

/// How long a manager takes, mostly: of Outage and P1 an hour is promised, of the others four business hours.
const ANSWERED_PHONED: i64 = 22 * MINUTE;
const ANSWERED: i64 = 70 * MINUTE;

impl Telling<'_> {
    pub fn escalates(&self) -> bool {
        let often = ESCALATED[self.cast.priority as usize] + if self.course.late { WHEN_LATE } else { 0 };
        // On a stream of its own, so that a case that is not escalated goes as it would without this.
        self.cast.escalates == Escalates::Surely || self.random.clone().branch().chance(often)
    }

    /// The customer escalates, and a manager answers.
    pub fn escalate(&mut self, at: Timestamp) -> Option<()> {
        let phoned = self.cast.priority.is_phoned();
        let (reason, occasion) = match self.random.below(10) {
            0..6 if phoned => (EscalationReason::BusinessImpact, "escalate-impact"),
            0..6 if self.course.late => (EscalationReason::Responsiveness, "escalate-slow"),
            0..3 => (EscalationReason::BusinessImpact, "escalate-impact"),
            3..7 => (EscalationReason::Responsiveness, "escalate-slow"),
            _ => (EscalationReason::Resolution, "escalate-resolution"),
        };
        let mut told = String::with_capacity(240);
        let by_phone = self.random.chance(if phoned { 750 } else { 300 });
        if by_phone {
            let call = self.phrase("call-note");
            self.facts.write(call, &mut told);
            told.push(' ');
        }
        let words = self.phrase(occasion);
        self.facts.write(words, &mut told);
        let text = PublicText::parse(&told).ok()?;
        let (at, author, channel) = match by_phone {
            true => (self.at_work(at), self.csa(), Channel::Phone),
            false => (self.at_customer(at), self.customer(), Channel::Portal),
        };
        self.thread.person(at, author, Event::Escalated { channel, reason, text })?;
        let wanted = self.after(if phoned { ANSWERED_PHONED } else { ANSWERED });
        let (answered, manager) = self.manager(wanted)?;
        let text = self.public_phrase("escalation-answer")?;
        self.thread.person(answered, manager, Event::EscalationAcknowledged { text }).map(drop)
    }

    /// By the customer, by a manager, or not before the case is closed.
    pub fn end_escalation(&mut self, at: Timestamp) -> Option<()> {
        let (by, occasion) = match self.random.below(10) {
            0..6 => (Side::Customer, "escalation-thanks"),
            6..8 => (Side::Support, "escalation-end"),
            _ => return Some(()),
        };
        let text = if self.random.chance(600) { self.public_phrase(occasion) } else { None };
        let (at, author) = match by {
            Side::Customer => (self.at_customer(at), self.customer()),
            Side::Support => self.manager(at)?,
        };
        self.thread.person(at, author, Event::EscalationEnded { by, text }).map(drop)
    }

    /// Who of the managers is there first. One is on call for Outage and P1.
    fn manager(&mut self, wanted: Timestamp) -> Option<(Timestamp, PersonId)> {
        let there = self.world.managers.iter().map(|manager| (manager.hours.next(wanted), manager.id));
        let (found, manager) = there.min()?;
        let at = if self.cast.priority.is_phoned() { wanted } else { morning(&mut self.random, wanted, found) };
        Some((at, manager))
    }
}
