//! Easter Sunday of the Gregorian calendar.

use super::super::date::Date;

/// By Meeus, Jones and Butcher (Nature, 20 April 1876); exact for every year.
pub fn easter(year: i64) -> Option<Date> {
    let golden = year % 19;
    let (century, in_century) = (year / 100, year % 100);
    let skipped = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - skipped + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (in_century / 4) - epact - in_century % 4) % 7;
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let march = epact + weekday - 7 * late + 114;
    Date::from_civil(year, march / 31, march % 31 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_is_when_it_was_and_will_be() {
        for date in ["1961-04-02", "2008-03-23", "2011-04-24", "2024-03-31", "2026-04-05", "2038-04-25", "2100-03-28"] {
            let date: Date = date.parse().unwrap();
            assert_eq!(easter(date.civil().0), Some(date));
        }
    }
}
