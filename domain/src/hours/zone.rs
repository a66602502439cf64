//! A zone's offset changes, read out of the zone database that is compiled in (chrono-tz).

use chrono::{DateTime, Offset, TimeDelta, TimeZone};
use chrono_tz::Tz;

use super::compile::CalendarError;
use super::offsets::{MARGIN, Offsets};
use super::timeline::Horizon;
use crate::instant::{DAY, SECOND, Timestamp};

/// How far apart the database is asked. It tells the offset at an instant but not when it changes next; two changes nearer
/// to each other than this could cancel out unseen. The nearest two since 1970 are six days and 23 hours apart (Recife in
/// October 2000, Gaza in 2040); a test asks daily
/// and finds the same.
const PROBE: i64 = 3 * DAY / SECOND;

/// The offset changes of an IANA zone over a horizon, with two days more on both sides.
///
/// Errors: a zone that the database does not know, and a horizon that is empty or reaches out of [`Horizon::WIDEST`].
pub fn zone_offsets(zone: &str, horizon: Horizon) -> Result<Offsets, CalendarError> {
    let tz: Tz = zone.parse().map_err(|_| CalendarError::UnknownZone(zone.to_owned()))?;
    let horizon = horizon.checked().ok_or(CalendarError::Horizon(horizon))?;
    Ok(offsets_probed_every(PROBE, tz, horizon))
}

/// The horizon must have been checked: these are the years that both libraries can count in.
fn offsets_probed_every(step: i64, tz: Tz, horizon: Horizon) -> Offsets {
    let begin = horizon.from.plus_millis(-MARGIN).millis().div_euclid(SECOND);
    let end = horizon.until.plus_millis(MARGIN).millis().div_euclid(SECOND);
    let mut known = (begin, seconds_east(tz, begin));
    let mut changes = vec![(Timestamp::from_seconds(begin), known.1)];
    while known.0 < end {
        let probe = known.0 + step;
        let seconds = seconds_east(tz, probe);
        known = if seconds == known.1 { (probe, seconds) } else { first_change(tz, known, probe) };
        if changes.last().is_some_and(|(_, before)| *before != known.1) {
            changes.push((Timestamp::from_seconds(known.0), known.1));
        }
    }
    // Ascending and not empty by construction, and chrono has no offset of a day or more.
    Offsets::new(changes).unwrap_or_else(|_| Offsets::utc())
}

/// The first second after `known` whose offset is another, and that offset; at the latest `changed`.
fn first_change(tz: Tz, known: (i64, i32), changed: i64) -> (i64, i32) {
    let (mut same, mut other) = (known.0, changed);
    while other - same > 1 {
        let middle = same + (other - same) / 2;
        if seconds_east(tz, middle) == known.1 {
            same = middle;
        } else {
            other = middle;
        }
    }
    (other, seconds_east(tz, other))
}

fn seconds_east(tz: Tz, at: i64) -> i32 {
    let utc = DateTime::UNIX_EPOCH.naive_utc() + TimeDelta::seconds(at);
    tz.offset_from_utc_datetime(&utc).fix().local_minus_utc()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_changes_of_a_year_are_found_to_the_second() {
        let year = Horizon { from: at("2024-01-01T00:00:00Z"), until: at("2025-01-01T00:00:00Z") };
        let found = zone_offsets("America/Los_Angeles", year).unwrap();
        assert_eq!(
            found.changes()[1..],
            [(at("2024-03-10T10:00:00Z"), -25_200), (at("2024-11-03T09:00:00Z"), -28_800)]
        );
    }

    #[test]
    fn no_zone_changes_its_clocks_twice_between_two_probes() {
        // All years that zones have rules for pass too; these hold the nearest changes, and take a third of the time.
        let years = Horizon { from: at("1995-01-01T00:00:00Z"), until: at("2045-01-01T00:00:00Z") };
        for tz in chrono_tz::TZ_VARIANTS {
            assert_eq!(offsets_probed_every(PROBE, tz, years), offsets_probed_every(DAY / SECOND, tz, years), "{tz}");
        }
    }

    #[test]
    fn an_unknown_zone_and_an_impossible_horizon_are_errors() {
        assert!(matches!(zone_offsets("Mars/Olympus", Horizon::WIDEST), Err(CalendarError::UnknownZone(_))));
        let backwards = Horizon { from: at("2025-01-01T00:00:00Z"), until: at("2024-01-01T00:00:00Z") };
        assert!(matches!(zone_offsets("UTC", backwards), Err(CalendarError::Horizon(_))));
        let endless = Horizon { from: at("2025-01-01T00:00:00Z"), until: Timestamp::FAR_FUTURE };
        assert!(matches!(zone_offsets("UTC", endless), Err(CalendarError::Horizon(_))));
    }
}
