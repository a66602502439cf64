//! Many questions about many calendars: each calendar is compiled once, and over a longer horizon when a question needs it.
//! Deliberately absent: locks. Who shares this between threads shares the timelines it hands out, not this.

use std::collections::HashMap;
use std::sync::Arc;

use super::calendar::Calendar;
use super::compile::CalendarError;
use super::target::{Pause, Target};
use super::timeline::{Horizon, HorizonEnd, OutOfHorizon, Timeline};
use crate::instant::{DAY, Timestamp};

/// How far before and after its first question a calendar is compiled, so that few questions need a second compilation;
/// leap days do not matter for that.
const FIRST_REACH: i64 = 2 * 365 * DAY;

/// So many compiled calendars are kept; when one more comes all are dropped. A timeline of a hundred years of nine to five
/// is about a megabyte, and an installation has as many calendars as it has service contracts: some dozens.
const MOST_KEPT: usize = 256;

/// Compiled calendars, found again by their content.
#[derive(Debug, Default)]
pub struct Calendars {
    /// Where in `timelines` a calendar's is: so one look-up finds it or tells that there is none.
    places: HashMap<Calendar, usize>,
    timelines: Vec<Arc<Timeline>>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeadlineError {
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    /// Not before the last year that zones have rules for: a start out of these years, or a week that is never open.
    #[error("there is no answer between 1970-01-01 and 2100-01-01: {0}")]
    OutsideYears(OutOfHorizon),
}

impl Calendars {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// [`Timeline::due`], on as long a timeline as it takes.
    pub fn due(
        &mut self,
        calendar: &Calendar,
        start: Timestamp,
        target: Target,
        pauses: &[Pause],
    ) -> Result<Timestamp, DeadlineError> {
        self.ask(calendar, start, |timeline| timeline.due(start, target, pauses))
    }

    /// Puts a question to a calendar's timeline, on as long a timeline as it takes; `near` is an instant it is about.
    ///
    /// Errors: the calendar cannot be compiled, or the answer is not within [`Horizon::WIDEST`].
    pub fn ask<A>(
        &mut self,
        calendar: &Calendar,
        near: Timestamp,
        question: impl Fn(&Timeline) -> Result<A, OutOfHorizon>,
    ) -> Result<A, DeadlineError> {
        let place = self.place(calendar, near)?;
        loop {
            match question(&self.timelines[place]) {
                Ok(answer) => return Ok(answer),
                Err(beyond) => {
                    let longer = longer(self.timelines[place].horizon(), beyond)?;
                    self.timelines[place] = Arc::new(calendar.compile(longer)?);
                }
            }
        }
    }

    /// The timeline of a calendar over at least `horizon`, to keep or to send.
    ///
    /// Errors: the calendar cannot be compiled, or the horizon reaches out of [`Horizon::WIDEST`].
    pub fn over(&mut self, calendar: &Calendar, horizon: Horizon) -> Result<Arc<Timeline>, DeadlineError> {
        self.ask(calendar, horizon.from, |timeline| timeline.open_millis_between(horizon.from, horizon.until))?;
        let place = self.place(calendar, horizon.from)?;
        Ok(Arc::clone(&self.timelines[place]))
    }

    /// Where the timeline of a calendar is; of a new calendar, compiled for some years around `near`.
    fn place(&mut self, calendar: &Calendar, near: Timestamp) -> Result<usize, DeadlineError> {
        if let Some(place) = self.places.get(calendar) {
            return Ok(*place);
        }
        let near = near.clamp(Horizon::WIDEST.from, Horizon::WIDEST.until);
        let timeline = calendar.compile(within_years(near.plus_millis(-FIRST_REACH), near.plus_millis(FIRST_REACH)))?;
        if self.timelines.len() >= MOST_KEPT {
            self.places.clear();
            self.timelines.clear();
        }
        let place = self.timelines.len();
        self.timelines.push(Arc::new(timeline));
        self.places.insert(calendar.clone(), place);
        Ok(place)
    }
}

/// A horizon twice as long towards what was needed, or an error if it reaches the last year already.
fn longer(known: Horizon, beyond: OutOfHorizon) -> Result<Horizon, DeadlineError> {
    let length = known.until.since(known.from);
    let longer = match beyond.end {
        HorizonEnd::Begins(_) => {
            let from = beyond.needed.plus_millis(-FIRST_REACH).min(known.from.plus_millis(-length));
            within_years(from, known.until)
        }
        HorizonEnd::Ends(_) => {
            let until = beyond.needed.plus_millis(FIRST_REACH).max(known.until.plus_millis(length));
            within_years(known.from, until)
        }
    };
    if longer == known { Err(DeadlineError::OutsideYears(beyond)) } else { Ok(longer) }
}

fn within_years(from: Timestamp, until: Timestamp) -> Horizon {
    Horizon { from: from.max(Horizon::WIDEST.from), until: until.min(Horizon::WIDEST.until) }
}
