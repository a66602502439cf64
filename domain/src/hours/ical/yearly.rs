//! The whole days of a rule that comes true once a year, or on some days of certain months: as public holidays do. We make
//! them ourselves, for the years that are asked for and no others, because a general engine goes wherever a rule leads it:
//! to every second of a year, or to the year 100,000 in search of a 31 February. Deliberately absent: every other rule.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use calcard::icalendar::{ICalendarFrequency, ICalendarRecurrenceRule, ICalendarWeekday};

use super::date_of_partial;
use crate::hours::date::{Date, Weekday};

/// A rule of more days in a year gives no holidays.
const MOST_A_YEAR: usize = 31;
/// What is counted (`COUNT`) is counted from its first day on, which is no earlier.
const FIRST_COUNTED: i64 = 1900;

const NOT_READ: &str = "it repeats by a rule that is not read here";

pub(super) struct Yearly {
    start: Date,
    until: Option<Date>,
    count: Option<usize>,
    /// Every so many years.
    interval: usize,
    months: BTreeSet<i64>,
    /// The days of the month, from its end where negative; empty where any will do.
    days: BTreeSet<i64>,
    /// Each with the how manieth of the month it is, from its end where negative; nothing for every one of them.
    weekdays: BTreeSet<(Option<i64>, usize)>,
    /// Of the days of a year that were found, the how manieth; empty for all of them.
    places: BTreeSet<i64>,
}

impl Yearly {
    /// `start`: the event's date. Else why its days are not made.
    pub fn of(rule: &ICalendarRecurrenceRule, start: Date) -> Result<Yearly, &'static str> {
        if rule.freq != ICalendarFrequency::Yearly {
            return Err("it repeats more often than once a year");
        }
        if !(rule.byhour.is_empty() && rule.byminute.is_empty() && rule.bysecond.is_empty()) {
            return Err("it repeats at a time of day");
        }
        let by_other_days = !(rule.byyearday.is_empty() && rule.byweekno.is_empty());
        if by_other_days || rule.rscale.is_some() || rule.skip.is_some() {
            return Err(NOT_READ);
        }
        let (_, month, day) = start.civil();
        let mut days: BTreeSet<i64> = rule.bymonthday.iter().map(|day| i64::from(*day)).collect();
        let weekdays: BTreeSet<_> =
            rule.byday.iter().map(|day| (day.ordwk.map(i64::from), index_of(day.weekday))).collect();
        let mut months = BTreeSet::new();
        for named in &rule.bymonth {
            if named.is_leap() {
                return Err(NOT_READ);
            }
            months.insert(i64::from(named.month()));
        }
        if months.is_empty() {
            // Of all months, or counted over the whole year.
            if !(days.is_empty() && weekdays.is_empty()) {
                return Err(NOT_READ);
            }
            months.insert(month);
        }
        if days.is_empty() && weekdays.is_empty() {
            days.insert(day);
        }
        let until = match &rule.until {
            None => None,
            Some(until) => Some(date_of_partial(until).ok_or("until when it repeats could not be read")?),
        };
        if rule.count.is_some() && start.civil().0 < FIRST_COUNTED {
            return Err("it is counted from a year before 1900");
        }
        Ok(Yearly {
            start,
            until,
            count: rule.count.and_then(|count| usize::try_from(count).ok()),
            interval: usize::from(rule.interval.unwrap_or(1).max(1)),
            months,
            days,
            weekdays,
            places: rule.bysetpos.iter().map(|place| i64::from(*place)).collect(),
        })
    }

    /// The days within these years, ascending. Else why they are none.
    pub fn within(&self, years: &RangeInclusive<i64>) -> Result<Vec<Date>, &'static str> {
        let first = self.start.civil().0;
        let mut dates = Vec::new();
        let mut counted = 0;
        for year in (first..=*years.end()).step_by(self.interval) {
            // What is not counted need not be made.
            if self.count.is_none() && year < *years.start() {
                continue;
            }
            let of_year = self.of_year(year);
            if of_year.len() > MOST_A_YEAR {
                return Err("it repeats on more than 31 days of a year");
            }
            for date in of_year.into_iter().filter(|date| *date >= self.start) {
                let is_over = self.until.is_some_and(|until| date > until);
                if is_over || self.count.is_some_and(|count| counted >= count) {
                    return Ok(dates);
                }
                counted += 1;
                if years.contains(&year) {
                    dates.push(date);
                }
            }
        }
        Ok(dates)
    }

    fn of_year(&self, year: i64) -> Vec<Date> {
        let days = self.months.iter().flat_map(|month| {
            let of_month: Vec<Date> = (1..=31).filter_map(|day| Date::from_civil(year, *month, day)).collect();
            let length = of_month.len();
            of_month.into_iter().filter(move |date| self.is_meant(*date, i64::try_from(length).unwrap_or(31)))
        });
        let days: Vec<Date> = days.collect();
        if self.places.is_empty() {
            return days;
        }
        let count = i64::try_from(days.len()).unwrap_or(i64::MAX);
        (1..).zip(days).filter(|(nth, _)| Self::has(&self.places, *nth, count)).map(|(_, date)| date).collect()
    }

    /// Whether a day of a month of so many days is one of the rule's.
    fn is_meant(&self, date: Date, length: i64) -> bool {
        let (_, _, day) = date.civil();
        let weekday = date.weekday() as usize;
        let by_day = self.days.is_empty() || Self::has(&self.days, day, length);
        let nth = [None, Some((day + 6) / 7), Some(-((length - day) / 7 + 1))];
        by_day && (self.weekdays.is_empty() || nth.iter().any(|nth| self.weekdays.contains(&(*nth, weekday))))
    }

    /// Whether the `nth` of `count` is among those that are counted from either end.
    fn has(among: &BTreeSet<i64>, nth: i64, count: i64) -> bool {
        among.contains(&nth) || among.contains(&(nth - count - 1))
    }
}

/// As in [`Weekday::ALL`].
const fn index_of(weekday: ICalendarWeekday) -> usize {
    let weekday = match weekday {
        ICalendarWeekday::Monday => Weekday::Mon,
        ICalendarWeekday::Tuesday => Weekday::Tue,
        ICalendarWeekday::Wednesday => Weekday::Wed,
        ICalendarWeekday::Thursday => Weekday::Thu,
        ICalendarWeekday::Friday => Weekday::Fri,
        ICalendarWeekday::Saturday => Weekday::Sat,
        ICalendarWeekday::Sunday => Weekday::Sun,
    };
    weekday as usize
}
