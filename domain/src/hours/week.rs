//! A week of opening hours as people write it: `"mon": [["09:00", "12:30"], ["13:30", "24:00"]]`.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::date::Weekday;

/// A minute of a local day, 0 (`00:00`) to 1440 (`24:00`, the next midnight).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MinuteOfDay(u16);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a time of day is written like 09:30, from 00:00 to 24:00")]
pub struct NotAMinuteOfDay;

/// Open from a minute to just before another of the same local day; written `["09:00", "17:00"]`.
///
/// Nothing here checks that it opens before it closes: people edit both ends, and compiling names the day that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "(MinuteOfDay, MinuteOfDay)", into = "(MinuteOfDay, MinuteOfDay)")]
pub struct OpenInterval {
    pub open: MinuteOfDay,
    pub close: MinuteOfDay,
}

/// The open intervals of each weekday. A day that is left out is closed; an unknown key is an error, not a closed day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Week {
    pub mon: Vec<OpenInterval>,
    pub tue: Vec<OpenInterval>,
    pub wed: Vec<OpenInterval>,
    pub thu: Vec<OpenInterval>,
    pub fri: Vec<OpenInterval>,
    pub sat: Vec<OpenInterval>,
    pub sun: Vec<OpenInterval>,
}

impl MinuteOfDay {
    pub const MIDNIGHT: MinuteOfDay = MinuteOfDay(0);
    pub const END_OF_DAY: MinuteOfDay = MinuteOfDay(1440);

    /// Minutes since `00:00`, or nothing past `24:00`.
    #[must_use]
    pub const fn from_minutes(minutes: u16) -> Option<Self> {
        if minutes <= 1440 { Some(MinuteOfDay(minutes)) } else { None }
    }

    /// Minutes since `00:00`, 0 to 1440.
    #[must_use]
    pub const fn minutes(self) -> u16 {
        self.0
    }
}

impl OpenInterval {
    pub const WHOLE_DAY: OpenInterval = OpenInterval { open: MinuteOfDay::MIDNIGHT, close: MinuteOfDay::END_OF_DAY };

    /// How many minutes it is open, as its clocks show them; none where it closes before it opens.
    #[must_use]
    pub const fn minutes(self) -> u16 {
        self.close.minutes().saturating_sub(self.open.minutes())
    }
}

impl Week {
    /// Open at every minute.
    #[must_use]
    pub fn always() -> Self {
        let day = || vec![OpenInterval::WHOLE_DAY];
        Week { mon: day(), tue: day(), wed: day(), thu: day(), fri: day(), sat: day(), sun: day() }
    }

    /// Open around the clock from Monday to Friday (the service hours of P2 and P3 in the published process).
    #[must_use]
    pub fn monday_to_friday() -> Self {
        Week { sat: Vec::new(), sun: Vec::new(), ..Week::always() }
    }

    /// Gives a day other hours.
    pub fn set_day(&mut self, weekday: Weekday, hours: Vec<OpenInterval>) {
        let day = match weekday {
            Weekday::Mon => &mut self.mon,
            Weekday::Tue => &mut self.tue,
            Weekday::Wed => &mut self.wed,
            Weekday::Thu => &mut self.thu,
            Weekday::Fri => &mut self.fri,
            Weekday::Sat => &mut self.sat,
            Weekday::Sun => &mut self.sun,
        };
        *day = hours;
    }

    #[must_use]
    pub fn day(&self, weekday: Weekday) -> &[OpenInterval] {
        match weekday {
            Weekday::Mon => &self.mon,
            Weekday::Tue => &self.tue,
            Weekday::Wed => &self.wed,
            Weekday::Thu => &self.thu,
            Weekday::Fri => &self.fri,
            Weekday::Sat => &self.sat,
            Weekday::Sun => &self.sun,
        }
    }
}

impl fmt::Display for MinuteOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl fmt::Display for OpenInterval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}–{}", self.open, self.close)
    }
}

impl std::str::FromStr for MinuteOfDay {
    type Err = NotAMinuteOfDay;

    fn from_str(text: &str) -> Result<Self, NotAMinuteOfDay> {
        let digit = |byte: u8| byte.is_ascii_digit().then(|| u16::from(byte - b'0'));
        let &[h1, h2, b':', m1, m2] = text.as_bytes() else {
            return Err(NotAMinuteOfDay);
        };
        match (digit(h1), digit(h2), digit(m1), digit(m2)) {
            (Some(h1), Some(h2), Some(m1), Some(m2)) if m1 < 6 => {
                MinuteOfDay::from_minutes((h1 * 10 + h2) * 60 + m1 * 10 + m2).ok_or(NotAMinuteOfDay)
            }
            _ => Err(NotAMinuteOfDay),
        }
    }
}

impl TryFrom<String> for MinuteOfDay {
    type Error = NotAMinuteOfDay;

    fn try_from(text: String) -> Result<Self, NotAMinuteOfDay> {
        text.parse()
    }
}

impl From<MinuteOfDay> for String {
    fn from(minute: MinuteOfDay) -> Self {
        minute.to_string()
    }
}

impl From<(MinuteOfDay, MinuteOfDay)> for OpenInterval {
    fn from((open, close): (MinuteOfDay, MinuteOfDay)) -> Self {
        OpenInterval { open, close }
    }
}

impl From<OpenInterval> for (MinuteOfDay, MinuteOfDay) {
    fn from(interval: OpenInterval) -> Self {
        (interval.open, interval.close)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_of_a_day_end_at_twenty_four_hours() {
        for (text, minutes) in [("00:00", 0), ("09:30", 570), ("23:59", 1439), ("24:00", 1440)] {
            let minute: MinuteOfDay = text.parse().unwrap();
            assert_eq!(minute.minutes(), minutes);
            assert_eq!(minute.to_string(), text);
        }
        for text in ["24:01", "25:00", "9:30", "09:60", "09-30", "", "09:3é"] {
            assert_eq!(text.parse::<MinuteOfDay>(), Err(NotAMinuteOfDay), "{text}");
        }
    }

    #[test]
    fn a_misspelt_weekday_is_an_error_and_not_a_closed_day() {
        assert!(serde_json::from_str::<Week>(r#"{"mon":[["09:00","17:00"]]}"#).is_ok());
        assert!(serde_json::from_str::<Week>(r#"{"monday":[["09:00","17:00"]]}"#).is_err());
    }
}
