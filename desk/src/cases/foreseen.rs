//! What the clocks of a case would become, and which promises on it are broken: the same fold that counts what has
//! happened, over one more event that has not.

use caseline_domain::access::{Action, Actor, decide};
use caseline_domain::case::{Author, Clock, ClockKind, Clocks, Event, Priority, Reading, Recorded, Stage, Timelines};
use caseline_domain::id::PersonId;
use caseline_domain::instant::Timestamp;
use caseline_domain::text::PublicText;

use super::cached::known;
use super::read::CaseView;
use crate::error::Refusal;

/// The clocks under another priority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeseenPriority {
    pub to: Priority,
    /// In the order of [`Clocks::current`].
    pub clocks: Vec<ForeseenClock>,
}

/// A clock as it stands, and as it would.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ForeseenClock {
    pub kind: ClockKind,
    /// `None` for one that would begin.
    pub before: Option<Reading>,
    pub after: Reading,
    /// Whether its promise would be broken at once, and is not now.
    pub breaks: bool,
}

/// A broken promise, and why as it was said last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    pub kind: ClockKind,
    pub due: Timestamp,
    pub cause: Option<String>,
}

impl CaseView {
    /// What each other priority would do to the clocks, if this person changed it now. For who may change it.
    pub fn priorities(&self, actor: &Actor) -> Result<Vec<ForeseenPriority>, Refusal> {
        decide(actor, Action::ChangePriority)?;
        let others = Priority::ALL.into_iter().filter(|to| *to != self.case.priority);
        others.map(|to| Ok(ForeseenPriority { to, clocks: self.under(to, actor.person)? })).collect()
    }

    fn under(&self, to: Priority, by: PersonId) -> Result<Vec<ForeseenClock>, Refusal> {
        // Any text will do: nobody reads it.
        let reason = PublicText::parse("-").map_err(|_| Refusal::Internal("a text is none".to_owned()))?;
        let after = self.with(&[(self.now, by, Event::PriorityChanged { to, reason })])?;
        let before: Vec<&Clock> = self.clocks.current().collect();
        let foresee = |clock: &Clock| {
            let standing = before.iter().find(|standing| standing.kind == clock.kind);
            let before = standing.map(|standing| self.reading(standing, self.now)).transpose()?;
            let after = self.reading(clock, self.now)?;
            let broken = before.is_some_and(|before| before.is_breached(self.now));
            Ok(ForeseenClock { kind: clock.kind, before, after, breaks: after.is_breached(self.now) && !broken })
        };
        after.current().map(foresee).collect()
    }

    /// When the resolution would be due if the customer were asked now, and answered at `answered`. `None`: nothing can be
    /// asked now.
    pub fn due_if_asked(&self, actor: &Actor, answered: Timestamp) -> Result<Option<Timestamp>, Refusal> {
        let Stage::Working(_) = self.case.stage else { return Ok(None) };
        let text = PublicText::parse("-").map_err(|_| Refusal::Internal("a text is none".to_owned()))?;
        let asked = Event::InformationRequested { questions: Vec::new(), text: None };
        let steps =
            [(self.now, actor.person, asked), (answered, self.row.opener.id, Event::InformationAnswered { text })];
        Ok(Some(self.reading(&self.with(&steps)?.resolution, answered)?.due()))
    }

    /// Until when a closed case can be opened again; `None` for one that is open.
    pub fn reopens_until(&self) -> Option<Timestamp> {
        self.case.stage.closing()?;
        let closed = self.events.iter().rev().find(|row| row.recorded.event.closes())?.recorded.at;
        Some(super::steps::reopens_until(closed, &self.plan.plan.closing))
    }

    /// The promises that are broken, each with the cause that was given last.
    pub fn broken(&self) -> Result<Vec<Broken>, Refusal> {
        let said = |kind: ClockKind, due: Timestamp| {
            self.events.iter().rev().find_map(|row| match &row.recorded.event {
                Event::BreachExplained { clock, due: of, cause, .. } if (*clock, *of) == (kind, due) => {
                    Some(cause.as_str().to_owned())
                }
                _ => None,
            })
        };
        let broken = self.clocks.broken(&self.book, self.now)?;
        Ok(broken.into_iter().map(|(kind, due)| Broken { kind, due, cause: said(kind, due) }).collect())
    }

    /// The clocks after these events.
    fn with(&self, steps: &[(Timestamp, PersonId, Event)]) -> Result<Clocks, Refusal> {
        let mut last = (self.case.last, self.events.last().map_or(self.now, |row| row.recorded.at));
        let mut fresh = Vec::with_capacity(steps.len());
        for (at, by, event) in steps {
            last = (last.0 + 1, last.1.max(*at));
            fresh.push(Recorded { seq: last.0, at: last.1, by: Author::Person(*by), event: event.clone() });
        }
        let history = self.events.iter().map(|row| &row.recorded).chain(&fresh);
        known(self.row.number, Clocks::from_events(&self.book, history))
    }

    /// What a clock of this case shows.
    pub fn reading(&self, clock: &Clock, now: Timestamp) -> Result<Reading, Refusal> {
        Ok(clock.reading(known(self.row.number, self.book.timeline(clock.plan))?, now)?)
    }
}
