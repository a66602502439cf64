//! A calendar over a horizon as sorted open stretches of real time, ready to be searched. A question that the horizon cannot
//! answer is an error that asks for a longer one, never a wrong answer.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::calendar::Holiday;
use super::date::{Date, Weekday};
use super::offsets::Offsets;
use super::wire::WireTimeline;
use crate::instant::{MINUTE, Timestamp};

/// The stretch of time that a timeline knows, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Horizon {
    pub from: Timestamp,
    pub until: Timestamp,
}

/// The open stretches of a calendar over a horizon, and what it takes to explain the closed ones. All in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "WireTimeline", into = "WireTimeline")]
pub struct Timeline {
    pub(super) horizon: Horizon,
    /// Ascending, disjoint, not touching, none empty, all within the horizon.
    pub(super) openings: Vec<Opening>,
    /// Over the horizon, with a margin on both sides.
    pub(super) offsets: Offsets,
    /// Ascending by date, one a date, without sources.
    pub(super) holidays: Vec<Holiday>,
    pub(super) open_weekdays: OpenWeekdays,
}

/// An open stretch and the open milliseconds of the horizon before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Opening {
    pub(super) from: i64,
    pub(super) until: i64,
    pub(super) before: i64,
}

/// Which weekdays have any opening in a week without holidays: bit 0 is Monday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct OpenWeekdays(pub(super) u8);

/// A question needs an instant that the timeline does not know: compile the calendar over a longer horizon and ask again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{needed} is needed, {end}")]
pub struct OutOfHorizon {
    /// The horizon must reach at least this instant; it may turn out that more is needed still.
    pub needed: Timestamp,
    pub end: HorizonEnd,
}

impl OutOfHorizon {
    /// What a timeline answers that is not there at all.
    #[must_use]
    pub const fn nothing_known(needed: Timestamp) -> OutOfHorizon {
        OutOfHorizon { needed, end: HorizonEnd::Begins(Timestamp::FAR_FUTURE) }
    }
}

/// The end of the horizon that is too near.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HorizonEnd {
    /// What is needed is before this instant.
    Begins(Timestamp),
    /// What is needed is after this instant (or at it, where an opening that begins there would be the answer).
    Ends(Timestamp),
}

impl Horizon {
    /// The years for which the zone database has rules: 1970 up to and including 2099.
    pub const WIDEST: Horizon =
        Horizon { from: Timestamp::from_seconds(0), until: Timestamp::from_seconds(4_102_444_800) };

    #[must_use]
    pub fn contains(self, at: Timestamp) -> bool {
        self.from <= at && at <= self.until
    }

    /// This horizon, if it is not empty and lies within [`Horizon::WIDEST`], widened to whole minutes: so the ends of
    /// openings that it cuts off are whole minutes too, and short on the wire.
    #[cfg(feature = "zones")]
    pub(super) fn checked(self) -> Option<Horizon> {
        let possible = Horizon::WIDEST.contains(self.from) && Horizon::WIDEST.contains(self.until);
        (possible && self.from < self.until).then(|| self.widened())
    }

    fn widened(self) -> Horizon {
        let (from, until) = (self.from.millis(), self.until.millis());
        Horizon {
            from: Timestamp::from_millis(from.div_euclid(MINUTE).saturating_mul(MINUTE)),
            until: Timestamp::from_millis(until.div_euclid(MINUTE).saturating_mul(MINUTE))
                .plus_minutes(i64::from(until.rem_euclid(MINUTE) != 0)),
        }
    }
}

impl Timeline {
    /// A timeline of `stretches` that are ascending and disjoint; they are cut to the horizon, and empty ones left out.
    pub(super) fn new(
        horizon: Horizon,
        stretches: impl IntoIterator<Item = (i64, i64)>,
        offsets: Offsets,
        holidays: Vec<Holiday>,
        open_weekdays: OpenWeekdays,
    ) -> Timeline {
        let (first, last) = (horizon.from.millis(), horizon.until.millis());
        let mut openings: Vec<Opening> = Vec::new();
        for (from, until) in stretches {
            let (from, until) = (from.max(first), until.min(last));
            match openings.last_mut() {
                _ if from >= until => {}
                Some(opening) if opening.until == from => opening.until = until,
                Some(opening) => {
                    let before = opening.before + (opening.until - opening.from);
                    openings.push(Opening { from, until, before });
                }
                None => openings.push(Opening { from, until, before: 0 }),
            }
        }
        Timeline { horizon, openings, offsets, holidays, open_weekdays }
    }

    /// What this timeline knows: at least the horizon it was compiled for.
    #[must_use]
    pub fn horizon(&self) -> Horizon {
        self.horizon
    }

    #[must_use]
    pub fn offsets(&self) -> &Offsets {
        &self.offsets
    }

    /// Whether the service is open at an instant; at a closing it is not. Outside the horizon (and at its very end) always
    /// `false`: ask [`Timeline::horizon`] first where that can happen.
    #[must_use]
    pub fn is_open(&self, at: Timestamp) -> bool {
        let index = self.first_opening_not_over_at(at);
        self.openings.get(index).is_some_and(|opening| opening.from <= at.millis())
    }

    /// Open milliseconds from one instant to another; negative if `until` is the earlier one.
    ///
    /// Errors: either is outside the horizon.
    pub fn open_millis_between(&self, from: Timestamp, until: Timestamp) -> Result<i64, OutOfHorizon> {
        self.known(from)?;
        self.known(until)?;
        Ok(self.open_before(until) - self.open_before(from))
    }

    /// `at` itself if the service is open then, otherwise when it opens next.
    ///
    /// Errors: `at` is outside the horizon, or nothing opens before it ends.
    pub fn next_opening(&self, at: Timestamp) -> Result<Timestamp, OutOfHorizon> {
        self.known(at)?;
        match self.openings.get(self.first_opening_not_over_at(at)) {
            Some(opening) => Ok(at.max(Timestamp::from_millis(opening.from))),
            None => Err(self.ends_before(self.horizon.until.plus_millis(1))),
        }
    }

    /// The same clock reading as that of `start`, in the calendar's zone, on the `n`-th later date that has any open time:
    /// when an unanswered closure proposal lapses. A reading that the date skips becomes the first instant after the gap, one
    /// it shows twice the earlier. `n` = 0 is `start` itself.
    ///
    /// Errors: `start` or the answer is outside the horizon.
    pub fn nth_open_day_after(&self, start: Timestamp, n: u32) -> Result<Timestamp, OutOfHorizon> {
        self.known(start)?;
        if n == 0 {
            return Ok(start);
        }
        let reading = self.offsets.local(start);
        let mut date = reading.date;
        let mut begins = self.offsets.first_instant_of_local(date.plus_days(1).midnight());
        let mut left = n;
        while left > 0 {
            date = date.plus_days(1);
            let ends = self.offsets.first_instant_of_local(date.plus_days(1).midnight());
            let open = self.open_before(ends) > self.open_before(begins);
            if !open {
                // What the horizon shows of this date is closed; the rest of it may not be.
                self.known(begins)?;
                self.known(ends)?;
            }
            left -= u32::from(open);
            begins = ends;
        }
        let due = self.offsets.first_instant_of_local(super::LocalReading { date, ..reading });
        self.known(due)?;
        Ok(due)
    }

    /// The part of this timeline that a horizon needs (widened to whole minutes), to send it somewhere. Of a horizon that
    /// reaches out of this one, what they share; such a timeline says so when asked.
    #[must_use]
    pub fn slice(&self, horizon: Horizon) -> Timeline {
        let asked = horizon.widened();
        let horizon = Horizon {
            from: asked.from.clamp(self.horizon.from, self.horizon.until),
            until: asked.until.clamp(self.horizon.from, self.horizon.until),
        };
        let first = self.first_opening_not_over_at(horizon.from);
        let last = self.openings.partition_point(|opening| opening.from < horizon.until.millis()).max(first);
        let stretches = self.openings[first..last].iter().map(|opening| (opening.from, opening.until));
        let offsets = self.offsets.slice(horizon);
        let (first_date, last_date) = (offsets.local(horizon.from).date, offsets.local(horizon.until).date);
        // A date more on both sides, as clocks that go back over midnight show the one before again.
        let shown = first_date.plus_days(-1)..=last_date.plus_days(1);
        let holidays = self.holidays.iter().filter(|holiday| shown.contains(&holiday.date)).cloned().collect();
        Timeline::new(horizon, stretches, offsets, holidays, self.open_weekdays)
    }

    pub(super) fn known(&self, at: Timestamp) -> Result<(), OutOfHorizon> {
        if at < self.horizon.from {
            Err(OutOfHorizon { needed: at, end: HorizonEnd::Begins(self.horizon.from) })
        } else if at > self.horizon.until {
            Err(self.ends_before(at))
        } else {
            Ok(())
        }
    }

    pub(super) fn ends_before(&self, needed: Timestamp) -> OutOfHorizon {
        OutOfHorizon { needed, end: HorizonEnd::Ends(self.horizon.until) }
    }

    /// The index of the opening that `at` is in, or of the next one, or one past the last.
    pub(super) fn first_opening_not_over_at(&self, at: Timestamp) -> usize {
        self.openings.partition_point(|opening| opening.until <= at.millis())
    }

    /// Open milliseconds of the horizon before `at`.
    pub(super) fn open_before(&self, at: Timestamp) -> i64 {
        self.open_before_in(self.first_opening_not_over_at(at), at)
    }

    /// As [`Timeline::open_before`], for whom has found the opening of `at` already.
    pub(super) fn open_before_in(&self, index: usize, at: Timestamp) -> i64 {
        match self.openings.get(index) {
            Some(opening) => opening.before + (at.millis() - opening.from).max(0),
            None => self.total_open(),
        }
    }

    pub(super) fn total_open(&self) -> i64 {
        self.openings.last().map_or(0, |last| last.before + (last.until - last.from))
    }

    pub(super) fn holiday_on(&self, date: Date) -> Option<&Holiday> {
        self.holidays.binary_search_by_key(&date, |holiday| holiday.date).ok().map(|index| &self.holidays[index])
    }
}

impl OpenWeekdays {
    pub(super) fn contains(self, weekday: Weekday) -> bool {
        self.0 & (1 << weekday as u8) != 0
    }
}

impl fmt::Display for HorizonEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HorizonEnd::Begins(at) => write!(f, "and the timeline begins at {at}"),
            HorizonEnd::Ends(at) => write!(f, "and the timeline ends at {at}"),
        }
    }
}
