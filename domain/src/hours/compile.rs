//! From a calendar to a timeline: dates are counted arithmetically and turned into instants in one pass over the zone's
//! offset changes, so a horizon of years costs some tens of microseconds.

use std::ops::RangeInclusive;

use super::calendar::{Calendar, Holiday};
use super::date::{Date, Weekday};
use super::offsets::Offsets;
use super::timeline::{Horizon, OpenWeekdays, Timeline};
use super::week::{MinuteOfDay, OpenInterval};
use super::zone::zone_offsets;
use crate::instant::{DAY, MINUTE};

/// Why a calendar cannot be compiled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    #[error("“{0}” is not a time zone of the IANA database")]
    UnknownZone(String),
    #[error("on {weekday:?}, {interval} does not open before it closes")]
    BadInterval { weekday: Weekday, interval: OpenInterval },
    #[error("on {weekday:?}, {first} and {second} overlap")]
    Overlapping { weekday: Weekday, first: OpenInterval, second: OpenInterval },
    #[error("a timeline begins before it ends, both between 1970-01-01 and 2100-01-01: not from {} to {}", .0.from, .0.until)]
    Horizon(Horizon),
}

impl Calendar {
    /// This calendar over a horizon (widened to whole minutes).
    ///
    /// Errors: a zone that the database does not know; an interval that does not open before it closes, or overlaps another
    /// of its day; a horizon that is empty or reaches out of [`Horizon::WIDEST`].
    pub fn compile(&self, horizon: Horizon) -> Result<Timeline, CalendarError> {
        let week = self.checked_week()?;
        let checked = horizon.checked().ok_or(CalendarError::Horizon(horizon))?;
        let offsets = zone_offsets(&self.zone, checked)?;
        // A date more on both sides: near a clock change a date's instants can lie where clocks show its neighbour.
        let first = offsets.local(checked.from).date.plus_days(-1);
        let last = offsets.local(checked.until).date.plus_days(1);
        let holidays = self.holidays_between(first, last);
        let stretches = open_stretches(&week, &holidays, &offsets, first..=last);
        let open_weekdays = (0..7).filter(|day| !week[*day].is_empty()).fold(0, |bits, day| bits | 1 << day);
        Ok(Timeline::new(checked, stretches, offsets, holidays, OpenWeekdays(open_weekdays)))
    }

    /// The week's intervals in order of opening; a day's may touch.
    fn checked_week(&self) -> Result<[Vec<OpenInterval>; 7], CalendarError> {
        let mut week: [Vec<OpenInterval>; 7] = Default::default();
        for weekday in Weekday::ALL {
            let mut day = self.week.day(weekday).to_vec();
            day.sort_unstable();
            if let Some(interval) = day.iter().find(|interval| interval.open >= interval.close) {
                return Err(CalendarError::BadInterval { weekday, interval: *interval });
            }
            if let Some(pair) = day.windows(2).find(|pair| pair[0].close > pair[1].open) {
                return Err(CalendarError::Overlapping { weekday, first: pair[0], second: pair[1] });
            }
            week[weekday as usize] = day;
        }
        Ok(week)
    }

    /// One a date, ascending, without sources: a timeline explains, and the calendar documents.
    fn holidays_between(&self, first: Date, last: Date) -> Vec<Holiday> {
        let mut holidays: Vec<Holiday> = self
            .holidays
            .iter()
            .filter(|holiday| (first..=last).contains(&holiday.date))
            .map(|holiday| Holiday { date: holiday.date, name: holiday.name.clone(), source: None })
            .collect();
        // Stable, and then with a name before without: of a date given twice the first name stays.
        holidays.sort_by_key(|holiday| (holiday.date, holiday.name.is_none()));
        holidays.dedup_by_key(|holiday| holiday.date);
        holidays
    }
}

/// The open intervals of every local date as instants, ascending, perhaps touching or empty.
fn open_stretches(
    week: &[Vec<OpenInterval>; 7],
    holidays: &[Holiday],
    offsets: &Offsets,
    dates: RangeInclusive<Date>,
) -> Vec<(i64, i64)> {
    let mut readings = offsets.ascending_readings();
    let mut holidays = holidays.iter().map(|holiday| holiday.date.days()).peekable();
    let mut weekday = dates.start().weekday() as usize;
    let mut stretches = Vec::new();
    for day in dates.start().days()..=dates.end().days() {
        if holidays.next_if_eq(&day).is_none() {
            for interval in &week[weekday] {
                let mut instant_of = |minute: MinuteOfDay| {
                    readings.first_instant(day * DAY + i64::from(minute.minutes()) * MINUTE).millis()
                };
                stretches.push((instant_of(interval.open), instant_of(interval.close)));
            }
        }
        weekday = (weekday + 1) % 7;
    }
    stretches
}
