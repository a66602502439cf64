//! What the clocks of a case would become, and which promises on it are broken: the same fold that counts what has
//! happened, over one more event that has not.

use caseline_domain::access::{Action, Actor, decide};
use caseline_domain::case::{
    Author, Case, Clock, ClockKind, Clocks, Event, Priority, Reading, Recorded, Stage, Timelines, lapses,
};
use caseline_domain::hours::Timeline;
use caseline_domain::id::{CaseNumber, PersonId};
use caseline_domain::instant::Timestamp;
use caseline_domain::text::PublicText;

use super::cached::known;
use super::read::CaseView;
use crate::error::Refusal;
use crate::plans::Book;
use crate::store::EventRow;

/// The clocks under another priority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeseenPriority {
    pub to: Priority,
    /// In the order of [`Clocks::current`], and then those that would end.
    pub clocks: Vec<ForeseenClock>,
}

/// A clock as it stands, and as it would; an open pause is read as if it ended then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ForeseenClock {
    pub kind: ClockKind,
    /// `None` for one that would begin.
    pub before: Option<Reading>,
    /// `None` for one that would end, because nothing promises it any more.
    pub after: Option<Reading>,
    /// Whether its promise is broken as of then, and whether it would be.
    pub broken: bool,
    pub would_be_broken: bool,
}

impl ForeseenClock {
    /// Whether a promise that stands would be broken at once.
    #[must_use]
    pub const fn breaks(&self) -> bool {
        self.would_be_broken && !self.broken
    }

    /// Whether it would be due at another time than it is, or not at all.
    #[must_use]
    pub fn moves(&self) -> bool {
        self.before.map(Reading::due) != self.after.map(Reading::due)
    }
}

/// What has not happened: when it would, by whom, and what.
pub(super) type Step = (Timestamp, Author, Event);

/// A case as it stands, to try on it what has not happened.
pub(super) struct Standing<'a> {
    pub number: CaseNumber,
    pub book: &'a Book,
    pub history: Vec<&'a Recorded>,
    pub case: &'a Case,
    pub clocks: &'a Clocks,
}

impl Standing<'_> {
    /// What these steps would do to the clocks, read at the last of them; in the order of [`Clocks::current`], and then
    /// those that would end.
    ///
    /// Errors: the process has no such step.
    pub fn what_if(&self, steps: impl IntoIterator<Item = Step>) -> Result<Vec<ForeseenClock>, Refusal> {
        let mut case = self.case.clone();
        let mut at = self.history.last().map_or(case.started, |last| last.at);
        let mut fresh = Vec::new();
        for (then, by, event) in steps {
            // As it would be recorded: a case's history does not step back.
            at = at.max(then);
            let recorded = Recorded { seq: case.last + 1, at, by, event };
            case = case.after(&recorded)?;
            fresh.push(recorded);
        }
        let history = self.history.iter().copied().chain(&fresh);
        let after = known(self.number, Clocks::from_events(self.book, history))?;
        let read = |clock: &Clock| Ok::<_, Refusal>(clock.reading(timeline(self.number, self.book, clock)?, at)?);
        let of =
            |clocks: &Clocks, kind: ClockKind| clocks.current().find(|clock| clock.kind == kind).map(read).transpose();
        let foresee = |kind: ClockKind| {
            let (before, after) = (of(self.clocks, kind)?, of(&after, kind)?);
            let is_broken = |reading: Option<Reading>| reading.is_some_and(|reading| reading.is_breached(at));
            Ok(ForeseenClock { kind, before, after, broken: is_broken(before), would_be_broken: is_broken(after) })
        };
        let kinds = |clocks: &Clocks| clocks.current().map(|clock| clock.kind).collect::<Vec<_>>();
        let mut all = kinds(&after);
        all.extend(kinds(self.clocks).into_iter().filter(|kind| !kinds(&after).contains(kind)));
        all.into_iter().map(foresee).collect()
    }
}

/// The compiled calendar of a clock of a case.
fn timeline<'b>(number: CaseNumber, book: &'b Book, clock: &Clock) -> Result<&'b Timeline, Refusal> {
    known(number, book.timeline(clock.plan))
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
        let reason = any_text()?;
        self.standing().what_if([(self.now, Author::Person(by), Event::PriorityChanged { to, reason })])
    }

    /// When the resolution would be due if the customer were asked now, and answered at `answered`. `None`: nothing can be
    /// asked now.
    pub fn due_if_asked(&self, actor: &Actor, answered: Timestamp) -> Result<Option<Timestamp>, Refusal> {
        let Stage::Working(_) = self.case.stage else { return Ok(None) };
        let asked = Event::InformationRequested { questions: Vec::new(), text: None };
        let answer = Event::InformationAnswered { text: any_text()? };
        let (us, customer) = (Author::Person(actor.person), Author::Person(self.row.opener.id));
        let clocks = self.standing().what_if([(self.now, us, asked), (answered, customer, answer)])?;
        let resolution = clocks.iter().find(|clock| clock.kind == ClockKind::Resolution);
        Ok(resolution.and_then(|clock| clock.after).map(Reading::due))
    }

    fn standing(&self) -> Standing<'_> {
        let history = self.events.iter().map(|row| &row.recorded).collect();
        Standing { number: self.row.number, book: &self.book, history, case: &self.case, clocks: &self.clocks }
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

    /// When the closure that is proposed now closes the case, if nobody answers. `None`: nothing is proposed, or it never does.
    pub fn lapses(&self) -> Result<Option<Timestamp>, Refusal> {
        if self.case.stage.closure_awaits().is_none() {
            return Ok(None);
        }
        let proposes = |row: &&EventRow| matches!(row.recorded.event, Event::ClosureProposed { .. });
        let Some(proposal) = self.events.iter().rev().find(proposes) else { return Ok(None) };
        Ok(lapses(&self.case, &self.clocks, &self.book, proposal.recorded.at)?)
    }

    /// What a clock of this case shows.
    pub fn reading(&self, clock: &Clock, now: Timestamp) -> Result<Reading, Refusal> {
        Ok(clock.reading(timeline(self.row.number, &self.book, clock)?, now)?)
    }
}

/// A text where nobody reads it.
fn any_text() -> Result<PublicText, Refusal> {
    PublicText::parse("-").map_err(|_| Refusal::Internal("a text is none".to_owned()))
}
