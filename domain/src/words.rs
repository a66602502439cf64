//! Times, lengths of time and sizes in words, made the same way on the server and in the browser.

use crate::hours::{Date, Offsets};
use crate::instant::{DAY, HOUR, MINUTE, SECOND, Timestamp};

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// An instant as a reader's wall clock shows it, as short as it stays unmistakable seen at `now`: `today 21:40`,
/// `tomorrow 08:00`, `Wed 25 Nov, 10:43`, `Wed 25 Nov 2025, 10:43`.
#[must_use]
pub fn moment(at: Timestamp, zone: &Offsets, now: Timestamp) -> String {
    let (date, today) = (zone.local(at).date, zone.local(now).date);
    let day = match date.days() - today.days() {
        0 => "today ".to_owned(),
        1 => "tomorrow ".to_owned(),
        -1 => "yesterday ".to_owned(),
        _ => format!("{}, ", day(date, today)),
    };
    format!("{day}{}", clock(at, zone))
}

/// The whole truth for a title or a receipt: `Wed 25 Nov 2026, 10:43`.
#[must_use]
pub fn exact(at: Timestamp, zone: &Offsets) -> String {
    let date = zone.local(at).date;
    format!("{} {}, {}", day(date, date), date.civil().0, clock(at, zone))
}

/// `10:43`, 24 hours.
#[must_use]
pub fn clock(at: Timestamp, zone: &Offsets) -> String {
    let (hour, minute, _) = zone.local(at).hour_minute_second();
    format!("{hour:02}:{minute:02}")
}

/// `Wed 25 Nov`, with the year where it is not that of `seen`.
#[must_use]
pub fn day(date: Date, seen: Date) -> String {
    let (year, month, day) = date.civil();
    let weekday = WEEKDAYS[usize::try_from((date.days() + 3).rem_euclid(7)).unwrap_or(0)];
    let month = MONTHS[usize::try_from(month - 1).unwrap_or(0)];
    if year == seen.civil().0 { format!("{weekday} {day} {month}") } else { format!("{weekday} {day} {month} {year}") }
}

/// A length of time, in the two units that matter: `2 d 4 h`, `46 h 07 m` below two days, `22 m`, `under a minute`.
/// Negative lengths read as their size: the words around it say late.
#[must_use]
pub fn length(millis: i64) -> String {
    let millis = millis.abs();
    let (days, hours, minutes) = (millis / DAY, millis / HOUR, millis / MINUTE);
    match (days, hours, minutes) {
        (0 | 1, 0, 0) => "under a minute".to_owned(),
        (0 | 1, 0, minutes) => format!("{minutes} m"),
        (0 | 1, hours, minutes) => format!("{hours} h {:02} m", minutes % 60),
        (days, hours, _) => format!("{days} d {} h", hours % 24),
    }
}

/// A length of time to the second, nothing rounded away: `120 h 00 m`, `46 h 07 m 12 s`. Hours do not become days, which
/// would be of 24 hours whatever the clocks do.
#[must_use]
pub fn whole_length(millis: i64) -> String {
    let seconds = millis / SECOND;
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if seconds == 0 { format!("{hours} h {minutes:02} m") } else { format!("{hours} h {minutes:02} m {seconds:02} s") }
}

/// Minutes as one promises them, in whole hours where they are that: `15 minutes`, `1 hour`, `48 business hours`. `kind`
/// stands before the unit, with its space.
#[must_use]
pub fn span(minutes: u32, kind: &str) -> String {
    if minutes > 0 && minutes.is_multiple_of(60) {
        count(minutes / 60, &format!("{kind}hour"))
    } else {
        count(minutes, &format!("{kind}minute"))
    }
}

/// `1 day`, `14 days`.
#[must_use]
pub fn count(count: u32, of: &str) -> String {
    format!("{count} {of}{}", if count == 1 { "" } else { "s" })
}

/// A size as people say it: `800 bytes`, `12.5 kB`, `25 MB`. Never less than it is, so that what is just above a bound
/// does not read as within it.
#[must_use]
pub fn size(bytes: u64) -> String {
    let unit = |unit: u64, name: &str| {
        let tenths = (bytes * 10).div_ceil(unit);
        let (whole, tenth) = (tenths / 10, tenths % 10);
        if tenth == 0 { format!("{whole} {name}") } else { format!("{whole}.{tenth} {name}") }
    };
    match bytes {
        0..1_024 => format!("{bytes} bytes"),
        1_024..1_048_576 => unit(1_024, "kB"),
        _ => unit(1_048_576, "MB"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_never_said_smaller_than_it_is() {
        for (bytes, words) in [
            (0, "0 bytes"),
            (1_023, "1023 bytes"),
            (1_024, "1 kB"),
            (12_700, "12.5 kB"),
            (25 << 20, "25 MB"),
            ((25 << 20) + 1, "25.1 MB"),
            (31 << 20, "31 MB"),
        ] {
            assert_eq!(size(bytes), words);
        }
    }

    #[test]
    fn a_moment_is_as_short_as_it_stays_unmistakable() {
        let zone = Offsets::utc();
        let now: Timestamp = "2026-11-23T10:43:00Z".parse().unwrap();
        for (at, words) in [
            ("2026-11-23T21:40:00Z", "today 21:40"),
            ("2026-11-24T08:00:00Z", "tomorrow 08:00"),
            ("2026-11-22T08:00:00Z", "yesterday 08:00"),
            ("2026-11-25T10:43:00Z", "Wed 25 Nov, 10:43"),
            ("2027-01-01T00:00:00Z", "Fri 1 Jan 2027, 00:00"),
        ] {
            assert_eq!(moment(at.parse().unwrap(), &zone, now), words);
        }
    }

    #[test]
    fn a_length_names_two_units() {
        for (minutes, words) in
            [(0, "under a minute"), (22, "22 m"), (62, "1 h 02 m"), (46 * 60 + 7, "46 h 07 m"), (52 * 60, "2 d 4 h")]
        {
            assert_eq!(length(minutes * MINUTE), words);
            assert_eq!(length(-minutes * MINUTE), words);
        }
    }

    #[test]
    fn a_span_is_of_one_or_of_several() {
        for (minutes, kind, words) in [
            (0, "", "0 minutes"),
            (1, "", "1 minute"),
            (15, "", "15 minutes"),
            (60, "", "1 hour"),
            (90, "business ", "90 business minutes"),
            (60, "business ", "1 business hour"),
            (2_880, "business ", "48 business hours"),
        ] {
            assert_eq!(span(minutes, kind), words);
        }
        assert_eq!([count(1, "day"), count(14, "day")], ["1 day", "14 days"]);
    }
}
