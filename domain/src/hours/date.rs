//! Dates and clock readings as a wall clock shows them, before any zone has turned them into instants.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::instant::{DAY, HOUR, MINUTE, SECOND, civil_from_days, days_from_civil};

/// A date of the proleptic Gregorian calendar, in whatever zone the holder says. Written `2026-11-23`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    /// Days since 1970-01-01.
    days: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a date is written like 2026-11-23")]
pub struct NotADate;

impl Weekday {
    pub const ALL: [Weekday; 7] =
        [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

    #[must_use]
    pub const fn is_weekend(self) -> bool {
        matches!(self, Weekday::Sat | Weekday::Sun)
    }
}

impl Date {
    /// The date that is `days` days after 1970-01-01 (negative: before).
    #[must_use]
    pub const fn from_days(days: i64) -> Self {
        Date { days }
    }

    /// The date of a year (0 to 9999), month (1 to 12) and day (1 to 31), or nothing if there is no such date.
    #[must_use]
    pub fn from_civil(year: i64, month: i64, day: i64) -> Option<Self> {
        if !(0..=9_999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        let days = days_from_civil(year, month, day);
        (civil_from_days(days) == (year, month, day)).then_some(Date { days })
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub const fn days(self) -> i64 {
        self.days
    }

    /// Year, month (1 to 12), day (1 to 31).
    #[must_use]
    pub const fn civil(self) -> (i64, i64, i64) {
        civil_from_days(self.days)
    }

    #[must_use]
    pub const fn plus_days(self, days: i64) -> Self {
        Date { days: self.days.saturating_add(days) }
    }

    #[must_use]
    pub const fn weekday(self) -> Weekday {
        // 1970-01-01 was a Thursday, the fourth from Monday. Reduced before adding, so that no date overflows.
        Weekday::ALL[((self.days.rem_euclid(7) + 3) % 7) as usize]
    }

    /// The reading `00:00` of this date.
    #[must_use]
    pub const fn midnight(self) -> LocalReading {
        LocalReading { date: self, millis: 0 }
    }
}

/// What a clock on the wall shows: a date and the time since its midnight. No instant: a zone may skip it or show it twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LocalReading {
    pub date: Date,
    /// Milliseconds since `00:00` as shown, 0 to 86,399,999.
    pub millis: i64,
}

impl LocalReading {
    /// The reading `millis` after `1970-01-01 00:00` as shown.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        LocalReading { date: Date::from_days(millis.div_euclid(DAY)), millis: millis.rem_euclid(DAY) }
    }

    /// Milliseconds since `1970-01-01 00:00` as shown; the inverse of [`LocalReading::from_millis`].
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.date.days.saturating_mul(DAY).saturating_add(self.millis)
    }

    /// Hour (0 to 23), minute and second as shown.
    #[must_use]
    pub const fn hour_minute_second(self) -> (i64, i64, i64) {
        (self.millis / HOUR, self.millis / MINUTE % 60, self.millis / SECOND % 60)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Display for LocalReading {
    /// `2026-11-23 15:00`, the minute that is showing.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute, _) = self.hour_minute_second();
        write!(f, "{} {hour:02}:{minute:02}", self.date)
    }
}

impl std::str::FromStr for Date {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return Err(NotADate);
        }
        let number = |digits: &[u8]| {
            digits.iter().try_fold(0, |n, byte| byte.is_ascii_digit().then(|| n * 10 + i64::from(byte - b'0')))
        };
        let (year, month, day) = (number(&bytes[..4]), number(&bytes[5..7]), number(&bytes[8..]));
        match (year, month, day) {
            (Some(year), Some(month), Some(day)) => Date::from_civil(year, month, day).ok_or(NotADate),
            _ => Err(NotADate),
        }
    }
}

impl TryFrom<String> for Date {
    type Error = NotADate;

    fn try_from(text: String) -> Result<Self, NotADate> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekdays_follow_the_civil_calendar() {
        for (text, weekday) in [
            ("1970-01-01", Weekday::Thu),
            ("1969-12-31", Weekday::Wed),
            ("2026-11-23", Weekday::Mon),
            ("2024-02-29", Weekday::Thu),
        ] {
            assert_eq!(text.parse::<Date>().unwrap().weekday(), weekday, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in ["", "2026-2-03", "2023-02-29", "2026-13-01", "2026-00-10", "2026/11/23", "２026-11-2"] {
            assert_eq!(text.parse::<Date>(), Err(NotADate), "{text}");
        }
    }

    #[test]
    fn a_reading_before_the_epoch_keeps_its_time_of_day() {
        let reading = LocalReading::from_millis(-1);
        assert_eq!((reading.date.to_string().as_str(), reading.millis), ("1969-12-31", DAY - 1));
        assert_eq!(reading.as_millis(), -1);
    }
}
