//! The federal holidays of the United States, on the weekdays that they are observed on.

use super::calendar::Holiday;
use super::date::{Date, Weekday};

/// The law that names them and moves those of a Saturday to Friday and those of a Sunday to Monday.
const SOURCE: &str = "5 U.S.C. § 6103";

enum Rule {
    /// Month and day.
    On(i64, i64),
    /// The n-th of a weekday in a month; the last one with 5.
    Nth(i64, Weekday, i64),
}

const RULES: [(&str, Rule); 11] = [
    ("New Year’s Day", Rule::On(1, 1)),
    ("Birthday of Martin Luther King, Jr.", Rule::Nth(3, Weekday::Mon, 1)),
    ("Washington’s Birthday", Rule::Nth(3, Weekday::Mon, 2)),
    ("Memorial Day", Rule::Nth(5, Weekday::Mon, 5)),
    ("Juneteenth National Independence Day", Rule::On(6, 19)),
    ("Independence Day", Rule::On(7, 4)),
    ("Labor Day", Rule::Nth(1, Weekday::Mon, 9)),
    ("Columbus Day", Rule::Nth(2, Weekday::Mon, 10)),
    ("Veterans Day", Rule::On(11, 11)),
    ("Thanksgiving Day", Rule::Nth(4, Weekday::Thu, 11)),
    ("Christmas Day", Rule::On(12, 25)),
];

/// Those of the given years, ascending.
#[must_use]
pub fn of_the_united_states(years: std::ops::RangeInclusive<i64>) -> Vec<Holiday> {
    let mut holidays: Vec<Holiday> = years
        .flat_map(|year| RULES.iter().filter_map(move |(name, rule)| Some((name, observed(rule, year)?))))
        .map(|(name, date)| Holiday { date, name: Some((*name).to_owned()), source: Some(SOURCE.to_owned()) })
        .collect();
    holidays.sort_by_key(|holiday| holiday.date);
    holidays
}

fn observed(rule: &Rule, year: i64) -> Option<Date> {
    match *rule {
        Rule::On(month, day) => {
            let date = Date::from_civil(year, month, day)?;
            Some(match date.weekday() {
                Weekday::Sat => date.plus_days(-1),
                Weekday::Sun => date.plus_days(1),
                _ => date,
            })
        }
        Rule::Nth(n, weekday, month) => {
            let in_month = |date: &Date| date.civil().1 == month;
            let first = Date::from_civil(year, month, 1)?;
            (0..31)
                .map(|day| first.plus_days(day))
                .filter(in_month)
                .filter(|d| d.weekday() == weekday)
                .take(n as usize)
                .last()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_holidays_of_2026_are_those_that_the_government_publishes() {
        let found: Vec<String> = of_the_united_states(2026..=2026).iter().map(|h| h.date.to_string()).collect();
        let published =
            ["01-01", "01-19", "02-16", "05-25", "06-19", "07-03", "09-07", "10-12", "11-11", "11-26", "12-25"];
        assert_eq!(found, published.map(|day| format!("2026-{day}")));
    }
}
