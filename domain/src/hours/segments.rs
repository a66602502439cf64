//! The explanation of a due time: every stretch from the start on, counted or not, and why not. It is what the case line is
//! drawn from and what a receipt lists.

use serde::{Deserialize, Serialize};

use super::date::Date;
use super::target::{Pause, Target, counted_pauses};
use super::timeline::{OutOfHorizon, Timeline};
use crate::instant::Timestamp;

/// A stretch of time from an instant to just before another, never empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    pub from: Timestamp,
    pub until: Timestamp,
    pub kind: SegmentKind,
}

/// Why a stretch counts or does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SegmentKind {
    Counted,
    /// Outside the day's hours, or a weekday that has none.
    Closed,
    /// On a Saturday or Sunday that has no hours.
    Weekend,
    /// On a holiday, with its name if it has one. Every date is a segment of its own.
    Holiday(Option<String>),
    /// In a pause, where it would have counted. Two pauses are kept apart, even if they touch.
    Paused,
}

impl Segment {
    /// The length in milliseconds of real time.
    #[must_use]
    pub fn millis(&self) -> i64 {
        self.until.since(self.from)
    }
}

impl SegmentKind {
    /// Whether two neighbours of this kind are one: holidays are kept apart, each has its own reason.
    fn joins(&self, next: &SegmentKind) -> bool {
        self == next && !matches!(self, SegmentKind::Holiday(_))
    }
}

/// The segments so far, which end where the next one begins.
struct Tiles {
    segments: Vec<Segment>,
    end: Timestamp,
    /// Where the pause began that is laid now.
    paused: Option<Timestamp>,
}

impl Tiles {
    /// Lays `kind` up to `until`, if that is later than what is laid already.
    fn lay(&mut self, until: Timestamp, kind: SegmentKind) {
        if until <= self.end {
            return;
        }
        let another_pause = kind == SegmentKind::Paused && self.paused == Some(self.end);
        match self.segments.last_mut() {
            Some(last) if last.kind.joins(&kind) && !another_pause => last.until = until,
            _ => self.segments.push(Segment { from: self.end, until, kind }),
        }
        self.end = until;
    }

    /// Lays what counts as long as nothing pauses it.
    fn lay_open(&mut self, until: Timestamp) {
        self.lay(until, if self.paused.is_some() { SegmentKind::Paused } else { SegmentKind::Counted });
    }
}

impl Timeline {
    /// What counts towards a target from `start` to `until` (its due time, or now), in order, without gap or overlap;
    /// empty if `until` is not after `start`. `pauses` as for [`Timeline::due`]; one that still lasts, lasts to `until`.
    ///
    /// Business minutes count while open; elapsed minutes and calendar days whenever not paused; the next opening counts
    /// nothing if started while closed, and otherwise its minutes of real time and then whatever is open. Paused is what
    /// would have counted: by that a pause moves the due time.
    ///
    /// Errors: `start` or `until` is outside the horizon.
    pub fn segments(
        &self,
        start: Timestamp,
        until: Timestamp,
        target: Target,
        pauses: &[Pause],
    ) -> Result<Vec<Segment>, OutOfHorizon> {
        self.known(start)?;
        self.known(until)?;
        let mut tiles = Tiles { segments: Vec::new(), end: start, paused: None };
        let pauses = match target {
            Target::NextOpeningWithinMinutes(_) | Target::At(_) => &[],
            _ => pauses,
        };
        for (paused_from, paused_until) in counted_pauses(start, pauses) {
            self.lay_target(&mut tiles, start, paused_from.min(until), target);
            tiles.paused = Some(tiles.end);
            self.lay_target(&mut tiles, start, paused_until.unwrap_or(until).min(until), target);
            tiles.paused = None;
        }
        self.lay_target(&mut tiles, start, until, target);
        Ok(tiles.segments)
    }

    fn lay_target(&self, tiles: &mut Tiles, start: Timestamp, until: Timestamp, target: Target) {
        match target {
            Target::ElapsedMinutes(_) | Target::CalendarDays(_) | Target::At(_) => tiles.lay_open(until),
            Target::BusinessMinutes(_) => self.lay_hours(tiles, until),
            Target::NextOpeningWithinMinutes(minutes) => {
                if self.is_open(start) {
                    tiles.lay_open(until.min(start.plus_minutes(i64::from(minutes))));
                }
                self.lay_hours(tiles, until);
            }
        }
    }

    /// Lays what is open, and what is closed by its dates.
    fn lay_hours(&self, tiles: &mut Tiles, until: Timestamp) {
        let mut index = self.first_opening_not_over_at(tiles.end);
        while tiles.end < until {
            let Some(opening) = self.openings.get(index) else {
                return self.lay_closed(tiles, until);
            };
            self.lay_closed(tiles, until.min(Timestamp::from_millis(opening.from)));
            tiles.lay_open(until.min(Timestamp::from_millis(opening.until)));
            index += 1;
        }
    }

    fn lay_closed(&self, tiles: &mut Tiles, until: Timestamp) {
        let mut date = self.offsets.local(tiles.end).date;
        while tiles.end < until {
            // A date that the zone skipped, or that its clocks show again after its end, lays nothing.
            let next = self.offsets.first_instant_of_local(date.plus_days(1).midnight());
            tiles.lay(until.min(next), self.why_closed(date));
            date = date.plus_days(1);
        }
    }

    fn why_closed(&self, date: Date) -> SegmentKind {
        let weekday = date.weekday();
        match self.holiday_on(date) {
            Some(holiday) => SegmentKind::Holiday(holiday.name.clone()),
            None if weekday.is_weekend() && !self.open_weekdays.contains(weekday) => SegmentKind::Weekend,
            None => SegmentKind::Closed,
        }
    }
}
