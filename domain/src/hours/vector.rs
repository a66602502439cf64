//! The line protocol of deadline vectors: a question about a calendar, and its answer. The command line reads it, and the
//! same lines are asked of the native and of the WebAssembly build. Deliberately absent: JSON itself, only its shape.

use serde::{Deserialize, Serialize};

use super::calendar::Calendar;
#[cfg(feature = "zones")]
use super::calendars::{Calendars, DeadlineError};
#[cfg(feature = "zones")]
use super::offsets::MARGIN;
use super::target::{Pause, Target};
#[cfg(feature = "zones")]
use super::timeline::Horizon;
use super::timeline::{OutOfHorizon, Timeline};
use crate::instant::{NotAnInstant, SECOND, Timestamp};

/// A question about a calendar: `{"id", "calendar", "start", "target", "pauses"?}` or
/// `{"id", "calendar", "measure": {"from", "until"}}`, instants as `2026-11-23T10:43:00Z`. Other fields are ignored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Line<C>", into = "Line<C>")]
#[serde(bound(deserialize = "C: Deserialize<'de>", serialize = "C: Clone + Serialize"))]
pub struct Vector<C = Calendar> {
    pub id: String,
    pub calendar: C,
    pub question: Question,
}

/// A vector whose calendar is compiled: it can be answered where there is no zone database. The same line, with a timeline as
/// its `calendar`.
pub type CompiledVector = Vector<Timeline>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// When is this due?
    Due { start: Timestamp, target: Target, pauses: Vec<Pause> },
    /// How much of this is open?
    Measure { from: Timestamp, until: Timestamp },
}

/// The answer to a question: `{"due": …}` or `{"open_seconds": …}`, as in the vectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    Due(Instant),
    /// Whole seconds; a fraction is dropped.
    OpenSeconds(i64),
}

/// An instant written as people read it, `2026-11-23T10:43:00Z`; elsewhere a [`Timestamp`] is written as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Instant(pub Timestamp);

/// Why a line is no vector.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAVector {
    #[error("a vector has either a “target” with its “start”, or a “measure”")]
    NotOneQuestion,
    #[error("pauses ascend, none ends before it begins, and none begins before another has ended")]
    PausesOutOfOrder,
}

/// Answers a question on a timeline. Pure: the same everywhere, which is what comparing native and WebAssembly proves.
///
/// Errors: the timeline's horizon is too short for the question.
pub fn answer_on_timeline(timeline: &Timeline, question: &Question) -> Result<Answer, OutOfHorizon> {
    match question {
        Question::Due { start, target, pauses } => {
            timeline.due(*start, *target, pauses).map(|due| Answer::Due(Instant(due)))
        }
        Question::Measure { from, until } => {
            timeline.open_millis_between(*from, *until).map(|millis| Answer::OpenSeconds(millis / SECOND))
        }
    }
}

#[cfg(feature = "zones")]
impl Vector {
    /// Answers this vector; `calendars` remembers its calendar for the next line.
    pub fn answer(&self, calendars: &mut Calendars) -> Result<Answer, DeadlineError> {
        calendars
            .ask(&self.calendar, self.question.first_instant(), |timeline| answer_on_timeline(timeline, &self.question))
    }

    /// This vector with its calendar compiled, over no longer a horizon than its answer needs (and a few days more).
    pub fn compiled(&self, calendars: &mut Calendars) -> Result<CompiledVector, DeadlineError> {
        let first = self.question.first_instant();
        let timeline = calendars.ask(&self.calendar, first, |timeline| {
            let last = match answer_on_timeline(timeline, &self.question)? {
                Answer::Due(due) => due.0,
                Answer::OpenSeconds(_) => self.question.last_instant(),
            };
            let needed = Horizon { from: first.min(last), until: first.max(last) };
            Ok(timeline
                .slice(Horizon { from: needed.from.plus_millis(-MARGIN), until: needed.until.plus_millis(MARGIN) }))
        })?;
        Ok(Vector { id: self.id.clone(), calendar: timeline, question: self.question.clone() })
    }
}

#[cfg(feature = "zones")]
impl Question {
    fn first_instant(&self) -> Timestamp {
        match self {
            Question::Due { start, .. } => *start,
            Question::Measure { from, until } => *from.min(until),
        }
    }

    fn last_instant(&self) -> Timestamp {
        match self {
            Question::Due { start, .. } => *start,
            Question::Measure { from, until } => *from.max(until),
        }
    }
}

/// A line as it is written, before its question is known.
#[derive(Serialize, Deserialize)]
struct Line<C> {
    id: String,
    calendar: C,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    start: Option<Instant>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target: Option<Target>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pauses: Vec<(Instant, Instant)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    measure: Option<Measure>,
}

#[derive(Serialize, Deserialize)]
struct Measure {
    from: Instant,
    until: Instant,
}

impl<C> TryFrom<Line<C>> for Vector<C> {
    type Error = NotAVector;

    fn try_from(line: Line<C>) -> Result<Self, NotAVector> {
        let question = match (line.start, line.target, line.measure) {
            (Some(start), Some(target), None) => {
                if line.pauses.iter().any(|(from, until)| from.0 > until.0)
                    || line.pauses.windows(2).any(|pair| pair[0].1.0 > pair[1].0.0)
                {
                    return Err(NotAVector::PausesOutOfOrder);
                }
                let pauses = line
                    .pauses
                    .iter()
                    .map(|(from, until)| Pause { from: from.0, until: Some(until.0), request: None })
                    .collect();
                Question::Due { start: start.0, target, pauses }
            }
            (None, None, Some(measure)) if line.pauses.is_empty() => {
                Question::Measure { from: measure.from.0, until: measure.until.0 }
            }
            _ => return Err(NotAVector::NotOneQuestion),
        };
        Ok(Vector { id: line.id, calendar: line.calendar, question })
    }
}

impl<C> From<Vector<C>> for Line<C> {
    fn from(vector: Vector<C>) -> Self {
        let (id, calendar) = (vector.id, vector.calendar);
        match vector.question {
            Question::Due { start, target, pauses } => {
                let instants =
                    |pause: &Pause| (Instant(pause.from), Instant(pause.until.unwrap_or(Timestamp::FAR_FUTURE)));
                let pauses = pauses.iter().map(instants).collect();
                Line { id, calendar, start: Some(Instant(start)), target: Some(target), pauses, measure: None }
            }
            Question::Measure { from, until } => {
                let measure = Some(Measure { from: Instant(from), until: Instant(until) });
                Line { id, calendar, start: None, target: None, pauses: Vec::new(), measure }
            }
        }
    }
}

impl TryFrom<String> for Instant {
    type Error = NotAnInstant;

    fn try_from(text: String) -> Result<Self, NotAnInstant> {
        text.parse().map(Instant)
    }
}

impl From<Instant> for String {
    fn from(instant: Instant) -> Self {
        instant.0.to_string()
    }
}
