//! A calendar as people write it: a zone, a week of opening hours, and the dates that are closed.

use serde::{Deserialize, Serialize};

use super::date::Date;
#[cfg(feature = "zones")]
use super::holidays;
use super::week::Week;

#[cfg(feature = "zones")]
const STANDARD_ZONE: &str = "America/Los_Angeles";
/// The law can change; a later version of the plan carries what it says then.
#[cfg(feature = "zones")]
const STANDARD_HOLIDAYS: std::ops::RangeInclusive<i64> = 2024..=2035;

/// When a service is open, in local time. Compile it into a `Timeline` before asking anything of it (feature `zones`).
///
/// Two calendars that are equal compile to equal timelines; hashing one costs some hundred nanoseconds.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// An IANA name, such as `America/Los_Angeles`.
    pub zone: String,
    pub week: Week,
    /// In any order; a date that comes twice is closed once, under its first name.
    #[serde(default)]
    pub holidays: Vec<Holiday>,
}

/// A local date that is closed from its midnight to the next. Read from `"2026-12-25"` or from an object.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "WrittenHoliday")]
pub struct Holiday {
    pub date: Date,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where the date comes from: a law, a published list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenHoliday {
    Date(Date),
    Named {
        date: Date,
        #[serde(default)]
        name: Option<String>,
        #[serde(default)]
        source: Option<String>,
    },
}

impl Calendar {
    /// Around the clock on every day (24x7x365), in the IANA zone `zone`; the zone still decides what a calendar day is.
    #[must_use]
    pub fn always(zone: impl Into<String>) -> Self {
        Calendar { zone: zone.into(), week: Week::always(), holidays: Vec::new() }
    }

    /// The service hours of the standard plan (sla.md, "Defaults the process does not give"): Monday to Friday around the
    /// clock in Los Angeles, closed on the federal holidays of the United States.
    #[cfg(feature = "zones")]
    #[must_use]
    pub fn standard() -> Self {
        let holidays = holidays::of_the_united_states(STANDARD_HOLIDAYS);
        Calendar { holidays, ..Calendar::monday_to_friday(STANDARD_ZONE) }
    }

    /// Around the clock from Monday to Friday, no holidays, in the IANA zone `zone`.
    #[must_use]
    pub fn monday_to_friday(zone: impl Into<String>) -> Self {
        Calendar { zone: zone.into(), week: Week::monday_to_friday(), holidays: Vec::new() }
    }
}

impl From<WrittenHoliday> for Holiday {
    fn from(written: WrittenHoliday) -> Self {
        match written {
            WrittenHoliday::Date(date) => Holiday { date, name: None, source: None },
            WrittenHoliday::Named { date, name, source } => Holiday { date, name, source },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holidays_are_read_as_dates_or_objects_and_written_as_objects() {
        let read: Vec<Holiday> =
            serde_json::from_str(r#"["2026-12-25", {"date": "2027-01-01", "name": "New Year's Day"}]"#).unwrap();
        assert_eq!(read[0].name, None);
        assert_eq!(read[1].name.as_deref(), Some("New Year's Day"));
        assert_eq!(
            serde_json::to_string(&read).unwrap(),
            r#"[{"date":"2026-12-25"},{"date":"2027-01-01","name":"New Year's Day"}]"#
        );
    }

    #[test]
    fn a_calendar_is_written_as_it_is_read() {
        let text = r#"{"zone":"UTC","week":{"mon":[["23:59","24:00"]],"tue":[],"wed":[],"thu":[],"fri":[],"sat":[],"sun":[]},"holidays":[]}"#;
        let calendar: Calendar = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&calendar).unwrap(), text);
    }
}
