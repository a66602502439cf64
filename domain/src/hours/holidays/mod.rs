//! The public holidays of common countries, computed from the laws that name them: those of the whole country, without what
//! its regions add. Deliberately absent: days that are only announced (Deepavali, Eid); they are added by hand, and
//! [`Country::left_out`] says so.
//!
//! No crate did: those there are hold lists that end some years ago, or wrap another language's. The tests compare with
//! published dates. To add a country: a variant, its lines in [`Country`]'s tables, its rules in `rules.rs`, and the
//! dates of some years in `domain/tests/holidays.txt`.

mod easter;
mod rules;

use std::ops::RangeInclusive;

use super::calendar::Holiday;
use super::date::{Date, Weekday};
use easter::easter;
use rules::{On, Rule, rules};

/// The laws below are in force from the first of these years on; the lunar dates are known up to the last.
pub const HOLIDAY_YEARS: RangeInclusive<i64> = 2024..=2035;

/// A country whose public holidays are built in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Country {
    Australia,
    Austria,
    Brazil,
    Canada,
    England,
    France,
    Germany,
    India,
    Ireland,
    Italy,
    Japan,
    Mexico,
    Netherlands,
    NewZealand,
    Poland,
    Singapore,
    Spain,
    Sweden,
    Switzerland,
    UnitedStates,
}

/// What becomes of a holiday that falls on a weekend.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Weekend {
    Stays,
    /// Saturday's is observed on Friday, Sunday's on Monday.
    Nearest,
    /// It is observed on the next working day instead.
    Moves,
    /// The next working day is one as well.
    Adds,
    /// The same, of a Sunday alone.
    AddsForSunday,
}

impl Country {
    /// By name, as they are chosen from.
    pub const ALL: [Country; 20] = [
        Country::Australia,
        Country::Austria,
        Country::Brazil,
        Country::Canada,
        Country::England,
        Country::France,
        Country::Germany,
        Country::India,
        Country::Ireland,
        Country::Italy,
        Country::Japan,
        Country::Mexico,
        Country::Netherlands,
        Country::NewZealand,
        Country::Poland,
        Country::Singapore,
        Country::Spain,
        Country::Sweden,
        Country::Switzerland,
        Country::UnitedStates,
    ];

    /// Key, name, and the law or the authority that names the days.
    const fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Country::Australia => ("au", "Australia (national)", "Fair Work Act 2009, s. 115"),
            Country::Austria => ("at", "Austria", "Arbeitsruhegesetz § 7"),
            Country::Brazil => ("br", "Brazil (national)", "Lei 662/1949, 6.802/1980, 9.093/1995, 14.759/2023"),
            Country::Canada => ("ca", "Canada (federal)", "Canada Labour Code, s. 166"),
            Country::England => ("gb", "England and Wales", "Banking and Financial Dealings Act 1971"),
            Country::France => ("fr", "France", "Code du travail L3133-1"),
            Country::Germany => ("de", "Germany (all states)", "Feiertagsgesetze der Länder"),
            Country::India => ("in", "India (national)", "National holidays of India"),
            Country::Ireland => ("ie", "Ireland", "Organisation of Working Time Act 1997, Sch. 2"),
            Country::Italy => ("it", "Italy", "Legge 260/1949, 151/2025"),
            Country::Japan => ("jp", "Japan", "Act on National Holidays 178/1948"),
            Country::Mexico => ("mx", "Mexico", "Ley Federal del Trabajo, art. 74"),
            Country::Netherlands => ("nl", "Netherlands", "Algemene termijnenwet, art. 3"),
            Country::NewZealand => ("nz", "New Zealand (national)", "Holidays Act 2003, s. 44"),
            Country::Poland => ("pl", "Poland", "Ustawa o dniach wolnych od pracy (1951)"),
            Country::Singapore => ("sg", "Singapore", "Holidays Act 1998"),
            Country::Spain => ("es", "Spain (national)", "Real Decreto 2001/1983, art. 45"),
            Country::Sweden => ("se", "Sweden", "Lag (1989:253) om allmänna helgdagar"),
            Country::Switzerland => ("ch", "Switzerland (all cantons)", "Art. 20a ArG and the cantons"),
            Country::UnitedStates => ("us", "United States (federal)", US_SOURCE),
        }
    }

    #[must_use]
    pub const fn key(self) -> &'static str {
        self.words().0
    }

    #[must_use]
    pub const fn name(self) -> &'static str {
        self.words().1
    }

    /// The law or the authority that names the days.
    #[must_use]
    pub const fn source(self) -> &'static str {
        self.words().2
    }

    /// What everybody in the country has off and is not computed, if anything.
    #[must_use]
    pub const fn left_out(self) -> Option<&'static str> {
        match self {
            Country::Singapore => {
                Some("Vesak Day, Hari Raya Puasa, Hari Raya Haji and Deepavali are announced each year.")
            }
            Country::India => {
                Some("Of India only the three national holidays are there; the states announce the others.")
            }
            Country::Netherlands => Some("Good Friday is a day off in some trades only."),
            Country::Australia => Some("The King’s Birthday is on another day in each state."),
            Country::Switzerland | Country::Germany | Country::Spain => Some("Cantons, states and regions have more."),
            _ => None,
        }
    }

    const fn weekend(self) -> Weekend {
        match self {
            Country::UnitedStates => Weekend::Nearest,
            Country::England | Country::Canada => Weekend::Moves,
            Country::NewZealand | Country::Australia => Weekend::Adds,
            Country::Japan | Country::Singapore => Weekend::AddsForSunday,
            _ => Weekend::Stays,
        }
    }

    /// The public holidays of these years, by date; years out of [`HOLIDAY_YEARS`] have none. Two of one date are both
    /// there. A United States holiday belongs to the year of its own date, not to that of the day it is observed on.
    #[must_use]
    pub fn holidays(self, years: RangeInclusive<i64>) -> Vec<Holiday> {
        let years = *years.start().max(HOLIDAY_YEARS.start())..=*years.end().min(HOLIDAY_YEARS.end());
        self.computed(years)
    }

    fn computed(self, years: RangeInclusive<i64>) -> Vec<Holiday> {
        let mut days: Vec<(Date, String)> = years.flat_map(|year| self.of_year(year)).collect();
        days.sort_by_key(|(date, _)| *date);
        days.into_iter()
            .map(|(date, name)| Holiday { date, name: Some(name), source: Some(self.source().to_owned()) })
            .collect()
    }

    fn of_year(self, year: i64) -> Vec<(Date, String)> {
        let in_force = rules(self).iter().filter(|rule| rule.years.contains(&year));
        let mut own: Vec<(Date, &Rule)> = in_force.filter_map(|rule| Some((date_of(&rule.on, year)?, rule))).collect();
        own.sort_by_key(|(date, _)| *date);
        let mut taken: Vec<Date> = own.iter().map(|(date, _)| *date).collect();
        let mut days = Vec::with_capacity(own.len());
        for (date, rule) in &own {
            let weekend = rule.weekend.unwrap_or(self.weekend());
            let observed = match (weekend, date.weekday()) {
                (Weekend::Nearest, Weekday::Sat) => date.plus_days(-1),
                (Weekend::Nearest, Weekday::Sun) => date.plus_days(1),
                (Weekend::Moves | Weekend::Adds, Weekday::Sat | Weekday::Sun)
                | (Weekend::AddsForSunday, Weekday::Sun) => {
                    let free = |day: &Date| !day.weekday().is_weekend() && !taken.contains(day);
                    (1..8).map(|days| date.plus_days(days)).find(free).unwrap_or(*date)
                }
                _ => *date,
            };
            if observed == *date || matches!(weekend, Weekend::Adds | Weekend::AddsForSunday) {
                days.push((*date, rule.name.to_owned()));
            }
            if observed != *date {
                taken.push(observed);
                let said = if weekend == Weekend::Nearest { "" } else { " (substitute day)" };
                days.push((observed, format!("{}{said}", rule.name)));
            }
        }
        if self == Country::Japan {
            days.extend(between_two(&taken));
        }
        days
    }
}

impl std::str::FromStr for Country {
    type Err = ();

    fn from_str(key: &str) -> Result<Self, ()> {
        Country::ALL.into_iter().find(|country| country.key() == key).ok_or(())
    }
}

/// The law that names them and moves those of a Saturday to Friday and those of a Sunday to Monday.
const US_SOURCE: &str = "5 U.S.C. § 6103";

/// Those of the given years, ascending, of whatever years: what the law says today.
#[must_use]
pub fn of_the_united_states(years: RangeInclusive<i64>) -> Vec<Holiday> {
    Country::UnitedStates.computed(years)
}

/// In Japan a day between two holidays is one (article 3, paragraph 3).
fn between_two(holidays: &[Date]) -> Vec<(Date, String)> {
    let sandwiched = |date: &Date| {
        let between = date.plus_days(1);
        holidays.contains(&date.plus_days(2)) && !holidays.contains(&between) && between.weekday() != Weekday::Sun
    };
    holidays
        .iter()
        .filter(|date| sandwiched(date))
        .map(|date| (date.plus_days(1), "Citizens’ Holiday".to_owned()))
        .collect()
}

fn date_of(on: &On, year: i64) -> Option<Date> {
    match *on {
        On::Date(month, day) => Date::from_civil(year, month, day),
        On::Nth(n, weekday, month) => {
            let first = Date::from_civil(year, month, 1)?;
            let days = (0..31).map(|day| first.plus_days(day));
            days.filter(|date| date.civil().1 == month && date.weekday() == weekday).take(n).last()
        }
        On::From(month, day, weekday) => {
            let first = Date::from_civil(year, month, day)?;
            (0..7).map(|days| first.plus_days(days)).find(|date| date.weekday() == weekday)
        }
        On::Easter(days) => Some(easter(year)?.plus_days(days)),
        On::Computed(of) => of(year),
    }
}
