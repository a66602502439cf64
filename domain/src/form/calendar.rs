//! What an administrator types about a service calendar. Read on the server alone: it needs the zones.

use std::ops::RangeInclusive;

use super::{FieldErrors, Fields, sentence};
use crate::hours::{Calendar, Country, Date, HOLIDAY_YEARS, Holiday, Horizon, Weekday, day_as_typed, zone_offsets};
use crate::text::Line;

/// The field of a weekday's hours.
#[must_use]
pub const fn weekday_field(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Mon => "mon",
        Weekday::Tue => "tue",
        Weekday::Wed => "wed",
        Weekday::Thu => "thu",
        Weekday::Fri => "fri",
        Weekday::Sat => "sat",
        Weekday::Sun => "sun",
    }
}

/// A calendar with its zone, its week and without some of its holidays. Fields: `zone`, `mon` to `sun`, and a `remove` for
/// each date that is no holiday any more.
pub fn calendar(fields: &Fields, before: &Calendar) -> Result<Calendar, FieldErrors> {
    let mut errors = FieldErrors::default();
    let mut calendar = before.clone();
    calendar.zone = fields.get("zone").trim().to_owned();
    if let Err(error) = zone_offsets(&calendar.zone, Horizon::WIDEST) {
        errors.add("zone", format!("{error}. Zones are named like Europe/Berlin."));
    }
    for weekday in Weekday::ALL {
        let name = weekday_field(weekday);
        match day_as_typed(fields.get(name)) {
            Ok(hours) => calendar.week.set_day(weekday, hours),
            Err(wrong) => errors.add(name, format!("{}: {wrong}", weekday.name())),
        }
    }
    let never_opens = Weekday::ALL.iter().all(|weekday| calendar.week.day(*weekday).is_empty());
    if never_opens && Weekday::ALL.iter().all(|weekday| errors.get(weekday_field(*weekday)).is_none()) {
        errors
            .add(weekday_field(Weekday::Mon), "The service would never be open. Write the hours of at least one day.");
    }
    let open = every(fields, "remove");
    errors.or(Some(calendar.open_on(&open)))
}

/// Refuses a calendar in whose hours nothing can be promised. `from`: today.
pub fn opens(calendar: &Calendar, from: Date) -> Result<(), FieldErrors> {
    if calendar.opens_within_a_year(from) {
        return Ok(());
    }
    Err(FieldErrors::one("", "The service would not be open on any day of the next year. Leave it at least one."))
}

/// The dates under a name that stands several times; what is no date is none of them.
#[must_use]
pub fn every(fields: &Fields, name: &str) -> Vec<Date> {
    fields.iter().filter(|(at, _)| *at == name).filter_map(|(_, date)| date.parse().ok()).collect()
}

/// As many days in a row are one holiday; more are a mistyped year.
const LONGEST_HOLIDAY: i64 = 31;

/// Days typed by hand. Fields: `date`, optional `until`, `name`.
pub fn holiday_by_hand(fields: &Fields) -> Result<Vec<Holiday>, FieldErrors> {
    let mut errors = FieldErrors::default();
    let mut date = |name: &str| {
        let date = fields.get(name).trim().parse::<Date>().ok().filter(|date| (2000..2100).contains(&date.civil().0));
        if date.is_none() {
            errors.add(name, "Write a date of this century, like 2026-12-24.");
        }
        date
    };
    let from = date("date");
    let until = if fields.get("until").trim().is_empty() { from } else { date("until") };
    let name =
        Line::parse(fields.get("name")).map_err(|fault| errors.add("name", sentence(fault, "what day it is"))).ok();
    let days = from.zip(until).map_or(0, |(from, until)| until.days() - from.days() + 1);
    if from.is_some() && until.is_some() && days < 1 {
        errors.add("until", "The last day is before the first.");
    }
    if days > LONGEST_HOLIDAY {
        errors.add("until", "At most 31 days in a row are one holiday.");
    }
    let holidays = from.zip(name).map(|(from, name)| {
        let day = |n| Holiday {
            date: from.plus_days(n),
            name: Some(name.as_str().to_owned()),
            source: Some("by hand".into()),
        };
        (0..days.min(LONGEST_HOLIDAY)).map(day).collect()
    });
    errors.or(holidays)
}

/// A country's holidays. Fields: `country`, `from_year`, `until_year`.
pub fn holidays_of_country(fields: &Fields) -> Result<(Country, RangeInclusive<i64>), FieldErrors> {
    let mut errors = FieldErrors::default();
    let country = errors.choice(fields, "country", "a country");
    let (first, last) = (HOLIDAY_YEARS.start(), HOLIDAY_YEARS.end());
    let mut year = |name: &str| {
        let year = fields.get(name).trim().parse::<i64>().ok().filter(|year| HOLIDAY_YEARS.contains(year));
        if year.is_none() {
            errors.add(name, format!("Write a year from {first} to {last}."));
        }
        year
    };
    let (from, until) = (year("from_year"), year("until_year"));
    if from.zip(until).is_some_and(|(from, until)| from > until) {
        errors.add("until_year", "The last year is before the first.");
    }
    errors.or(country.zip(from).zip(until).map(|((country, from), until)| (country, from..=until)))
}

/// Days that wait for approval, as a form carries them: a line a day.
#[must_use]
pub fn written_days(days: &[Holiday]) -> String {
    let text = |text: &Option<String>| text.as_deref().unwrap_or("").replace(['\t', '\n', '\r'], " ");
    let line = |day: &Holiday| format!("{}\t{}\t{}", day.date, text(&day.name), text(&day.source));
    days.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Reads what [`written_days`] writes; a line that is something else is none of them.
#[must_use]
pub fn days_as_written(text: &str) -> Vec<Holiday> {
    let line = |text: Option<&str>| Line::parse(text.unwrap_or("")).ok().map(|line| line.as_str().to_owned());
    let day = |written: &str| {
        let mut parts = written.split('\t');
        Some(Holiday { date: parts.next()?.parse().ok()?, name: line(parts.next()), source: line(parts.next()) })
    };
    text.lines().filter_map(day).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        Fields::new(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn every_wrong_field_of_a_calendar_says_so() {
        let week = [("zone", "Mars/Olympus"), ("mon", "9-17"), ("tue", "noon"), ("wed", "closed"), ("thu", "closed")];
        let errors = calendar(&fields(&week), &Calendar::always("UTC")).unwrap_err();
        let named: Vec<_> = errors.iter().map(|(name, _)| name).collect();
        assert_eq!(named, ["zone", "tue", "fri", "sat", "sun"]);
        assert!(errors.get("tue").unwrap().starts_with("Tuesday: “noon” is no hours."));
    }

    #[test]
    fn a_week_that_is_closed_on_every_day_is_refused() {
        let mut closed = vec![("zone", "UTC")];
        closed.extend(Weekday::ALL.map(|weekday| (weekday_field(weekday), "closed")));
        let errors = calendar(&fields(&closed), &Calendar::always("UTC")).unwrap_err();
        let said: Vec<_> = errors.iter().collect();
        assert_eq!(said, [("mon", "The service would never be open. Write the hours of at least one day.")]);
    }

    #[test]
    fn a_calendar_loses_the_holidays_that_are_taken_out_and_keeps_the_others() {
        let day = |date: &str| Holiday { date: date.parse().unwrap(), name: None, source: None };
        let before = Calendar::always("UTC").closed_on(vec![day("2026-12-24"), day("2026-12-25"), day("2026-12-26")]);
        let mut typed = vec![("zone", " Europe/Berlin "), ("remove", "2026-12-24"), ("remove", "2026-12-26")];
        typed.extend(Weekday::ALL.map(|weekday| (weekday_field(weekday), "24 hours")));
        let now = calendar(&fields(&typed), &before).unwrap();
        assert_eq!((now.zone.as_str(), &now.week), ("Europe/Berlin", &before.week));
        assert_eq!(now.holidays, [day("2026-12-25")]);
    }

    #[test]
    fn a_day_by_hand_has_a_date_and_a_name() {
        let days = holiday_by_hand(&fields(&[("date", "2026-12-31"), ("until", "2027-01-01"), ("name", "Inventory")]));
        let days: Vec<_> = days.unwrap().iter().map(|day| (day.date.to_string(), day.name.clone().unwrap())).collect();
        assert_eq!(days, [("2026-12-31", "Inventory"), ("2027-01-01", "Inventory")].map(|(d, n)| (d.into(), n.into())));
        for (typed, wrong) in [
            (&[("date", "24.12.2026"), ("name", "X")][..], "date"),
            (&[("date", "2026-12-24")], "name"),
            (&[("date", "2026-12-24"), ("until", "2026-12-23"), ("name", "X")], "until"),
            (&[("date", "2026-12-24"), ("until", "2062-12-24"), ("name", "X")], "until"),
            (&[("date", "1926-12-24"), ("name", "X")], "date"),
        ] {
            let errors = holiday_by_hand(&fields(typed)).unwrap_err();
            assert_eq!(errors.iter().map(|(name, _)| name).collect::<Vec<_>>(), [wrong]);
        }
    }

    #[test]
    fn a_country_is_asked_for_within_the_years_that_are_known() {
        let asked = |country, from, until| {
            holidays_of_country(&fields(&[("country", country), ("from_year", from), ("until_year", until)]))
        };
        assert_eq!(asked("de", "2026", "2028"), Ok((Country::Germany, 2026..=2028)));
        for (country, from, until, wrong) in [
            ("xx", "2026", "2026", "country"),
            ("de", "1999", "2026", "from_year"),
            ("de", "2028", "2026", "until_year"),
        ] {
            assert!(asked(country, from, until).unwrap_err().get(wrong).is_some());
        }
    }

    #[test]
    fn days_that_wait_are_read_as_they_are_written() {
        let days = Country::France.holidays(2026..=2026);
        assert_eq!(days_as_written(&written_days(&days)), days);
        assert_eq!(days_as_written("nonsense\n\n2026-13-01\tX\tY"), []);
    }
}
