//! Deadlines the slow way, to compare with: ask chrono-tz what the clocks show at every minute, mark the minutes that are
//! open, and count one second (or minute) after the other. It shares nothing with the code it judges but plain types.

use caseline_domain::hours::{Calendar, Date, Horizon, Pause, Target};
use caseline_domain::instant::{DAY, MINUTE, SECOND, Timestamp};
use chrono::{DateTime, Offset, TimeZone};
use chrono_tz::Tz;

/// Clocks are looked up so far around the horizon: dates begin and end outside of it.
const AROUND: i64 = 3 * DAY / MINUTE;
const DAY_MINUTES: i64 = DAY / MINUTE;

pub struct SlowCount {
    horizon: Horizon,
    /// The minute (since 1970, UTC) that the lists below begin with.
    first: i64,
    /// What the clocks show at each minute, in minutes since 1970-01-01 00:00 as shown.
    shown: Vec<i64>,
    open: Vec<bool>,
}

impl SlowCount {
    /// `horizon` is in whole minutes, in years in which zones keep whole minutes too (all since 1972).
    pub fn new(calendar: &Calendar, horizon: Horizon) -> SlowCount {
        let tz: Tz = calendar.zone.parse().unwrap();
        let first = horizon.from.millis() / MINUTE - AROUND;
        let last = horizon.until.millis() / MINUTE + AROUND;
        let shown: Vec<i64> = (first..last)
            .map(|minute| {
                let utc = DateTime::from_timestamp(minute * 60, 0).unwrap().naive_utc();
                minute + i64::from(tz.offset_from_utc_datetime(&utc).fix().local_minus_utc()) / 60
            })
            .collect();
        let open = vec![false; shown.len()];
        let mut slow = SlowCount { horizon, first, shown, open };
        for date in slow.dates() {
            if calendar.holidays.iter().any(|holiday| holiday.date == date) {
                continue;
            }
            for interval in calendar.week.day(date.weekday()) {
                let minute = |minutes: u16| slow.first_minute_showing(date.days() * DAY_MINUTES + i64::from(minutes));
                let (open, close) = (minute(interval.open.minutes()), minute(interval.close.minutes()));
                if let (Some(open), Some(close)) = (open, close) {
                    slow.open[open..close].fill(true);
                }
            }
        }
        slow
    }

    /// When the target is due; nothing if the horizon ends before.
    pub fn due(&self, start: Timestamp, target: Target, pauses: &[Pause], step: i64) -> Option<Timestamp> {
        let due = match target {
            Target::BusinessMinutes(0) => self.next_opening(start, step)?,
            Target::BusinessMinutes(minutes) => {
                self.counted_out(start, minutes, step, |at| self.is_open(at) && !paused(at, pauses))?
            }
            Target::ElapsedMinutes(minutes) => self.counted_out(start, minutes, step, |at| !paused(at, pauses))?,
            Target::NextOpeningWithinMinutes(minutes) => {
                let within = if self.is_open(start) { start.plus_minutes(minutes.into()) } else { start };
                self.next_opening(within, step)?
            }
            Target::CalendarDays(days) => {
                let mut due = self.first_instant_of(start, i64::from(days))?;
                for pause in pauses {
                    if pause.from < due {
                        due = due.plus_millis(pause.until.unwrap().since(pause.from));
                    }
                }
                due
            }
            Target::At(instant) => instant,
        };
        self.horizon.contains(due).then_some(due)
    }

    /// The reading of `start` on the `n`-th later date with an open minute, if the horizon reaches so far.
    pub fn nth_open_day_after(&self, start: Timestamp, n: u32) -> Option<Timestamp> {
        let date = self.shown[self.index(start)].div_euclid(DAY_MINUTES);
        let mut left = n;
        let mut days = 0;
        while left > 0 {
            days += 1;
            let begin = self.first_minute_showing((date + days) * DAY_MINUTES)?;
            let end = self.first_minute_showing((date + days + 1) * DAY_MINUTES)?;
            left -= u32::from(self.open[begin..end].contains(&true));
        }
        self.first_instant_of(start, days).filter(|due| self.horizon.contains(*due))
    }

    pub fn open_millis_between(&self, from: Timestamp, until: Timestamp, step: i64) -> i64 {
        self.steps(from, until, step).filter(|at| self.is_open(*at)).count() as i64 * step
    }

    pub fn is_open(&self, at: Timestamp) -> bool {
        self.open[self.index(at)]
    }

    fn next_opening(&self, at: Timestamp, step: i64) -> Option<Timestamp> {
        self.steps(at, self.horizon.until, step).find(|at| self.is_open(*at))
    }

    fn counted_out(
        &self,
        start: Timestamp,
        minutes: u32,
        step: i64,
        counts: impl Fn(Timestamp) -> bool,
    ) -> Option<Timestamp> {
        let mut left = i64::from(minutes) * MINUTE;
        for at in self.steps(start, self.horizon.until.plus_millis(step), step) {
            if left == 0 {
                return Some(at);
            }
            left -= if counts(at) { step } else { 0 };
        }
        None
    }

    fn steps(&self, from: Timestamp, until: Timestamp, step: i64) -> impl Iterator<Item = Timestamp> {
        (from.millis()..until.millis()).step_by(step as usize).map(Timestamp::from_millis)
    }

    /// What `start` shows, so many dates later.
    fn first_instant_of(&self, start: Timestamp, days: i64) -> Option<Timestamp> {
        let reading = self.shown[self.index(start)] + days * DAY_MINUTES;
        let found = self.first_minute_showing(reading)?;
        // Where the minute itself is shown its seconds are too; after a gap the first instant is a whole minute.
        let seconds = if self.shown[found] == reading { start.millis().rem_euclid(MINUTE) / SECOND } else { 0 };
        Some(Timestamp::from_seconds((self.first + found as i64) * 60 + seconds))
    }

    /// The index of the first minute at which the clocks show `reading` or later.
    fn first_minute_showing(&self, reading: i64) -> Option<usize> {
        // A day and a half before, no clock on earth showed it yet.
        let begin = (reading - self.first - DAY_MINUTES * 3 / 2).max(0) as usize;
        self.shown.get(begin..)?.iter().position(|shown| *shown >= reading).map(|found| begin + found)
    }

    fn dates(&self) -> impl Iterator<Item = Date> + use<> {
        let date = |shown: i64| shown.div_euclid(DAY_MINUTES);
        (date(self.shown[0]) + 1..date(self.shown[self.shown.len() - 1])).map(Date::from_days)
    }

    fn index(&self, at: Timestamp) -> usize {
        (at.millis().div_euclid(MINUTE) - self.first) as usize
    }
}

fn paused(at: Timestamp, pauses: &[Pause]) -> bool {
    pauses.iter().any(|pause| pause.from <= at && at < pause.until.unwrap())
}
