//! The built-in public holidays, against published dates of several years.

#![cfg(feature = "zones")]
use std::collections::{BTreeMap, BTreeSet};

use caseline_domain::hours::{Calendar, Country, HOLIDAY_YEARS};

const PUBLISHED: &str = include_str!("holidays.txt");

#[test]
fn the_holidays_of_each_country_are_those_that_are_published() {
    let mut published = BTreeMap::new();
    for line in PUBLISHED.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split(' ');
        let (key, year) = (words.next().unwrap(), words.next().unwrap());
        let dates: BTreeSet<String> = words.map(|day| format!("{year}-{day}")).collect();
        published.insert((key.to_owned(), year.parse::<i64>().unwrap()), dates);
    }
    assert_eq!(published.len(), Country::ALL.len() * 5);
    for ((key, year), dates) in published {
        let country: Country = key.parse().unwrap();
        let found: BTreeSet<String> = country
            .holidays(year..=year)
            .iter()
            .map(|day| day.date.to_string())
            .filter(|day| day.starts_with(&year.to_string()))
            .collect();
        // A day that is observed in the year before belongs to the next one's list.
        let missing: Vec<_> = dates.difference(&found).filter(|day| !day.ends_with("-12-31")).collect();
        assert!(missing.is_empty(), "{key} {year} lacks {missing:?}");
        let more: Vec<_> = found.difference(&dates).collect();
        assert!(more.is_empty(), "{key} {year} has {more:?}");
    }
}

#[test]
fn every_day_has_its_name_and_its_source_and_no_year_is_made_up() {
    for country in Country::ALL {
        let days = country.holidays(1900..=2200);
        assert!(days.iter().all(|day| day.name.is_some() && day.source.as_deref() == Some(country.source())));
        assert!(days.is_sorted_by_key(|day| day.date), "{}", country.name());
        let years: BTreeSet<i64> = days.iter().map(|day| day.date.civil().0).collect();
        assert!(years.iter().all(|year| (2023..=*HOLIDAY_YEARS.end()).contains(year)), "{}", country.name());
        assert_eq!(country.key().parse(), Ok(country));
    }
}

#[test]
fn the_standard_calendar_is_what_it_was_when_its_first_cases_were_opened() {
    let calendar = Calendar::standard();
    assert_eq!(calendar.holidays.len(), 12 * 11);
    let first = &calendar.holidays[0];
    assert_eq!((first.date.to_string().as_str(), first.source.as_deref()), ("2024-01-01", Some("5 U.S.C. § 6103")));
    assert_eq!(calendar.holidays[131].name.as_deref(), Some("Christmas Day"));
}
