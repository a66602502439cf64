//! A zone's offsets from UTC over a horizon, and the way between instants and what the zone's clocks show.
//! Plain data: the browser gets it with a timeline, so it needs no zone database.

use serde::{Deserialize, Serialize};

use super::date::LocalReading;
use super::timeline::Horizon;
use crate::instant::{DAY, SECOND, Timestamp};

/// No zone is ever this far from UTC, so a clock reading and its instant are less than this apart.
const FARTHEST: i64 = DAY;

/// How much more than its horizon the offsets of a timeline know: enough to tell on both sides of a clock change,
/// even one that skips a whole date, which side a reading belongs to.
pub(super) const MARGIN: i64 = 2 * DAY;

/// From which instant on a zone was how many seconds east of UTC, in order, beginning with the offset that was in force
/// first. Written as `[[from in milliseconds, seconds], …]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<(Timestamp, i32)>", into = "Vec<(Timestamp, i32)>")]
pub struct Offsets {
    /// Never empty; ascending; what comes before the first is taken to be like the first.
    changes: Vec<(Timestamp, i32)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("offsets are a list of at least one [from, seconds east of UTC], ascending, each less than a day from UTC")]
pub struct OffsetsOutOfOrder;

/// Finds the instants of readings that are asked for in ascending order, in one pass over the changes.
pub(super) struct AscendingReadings<'a> {
    changes: &'a [(Timestamp, i32)],
    index: usize,
}

impl Offsets {
    /// Offsets from `(from, seconds east of UTC)`, ascending and at least one.
    pub fn new(changes: Vec<(Timestamp, i32)>) -> Result<Self, OffsetsOutOfOrder> {
        let ascending = changes.is_sorted_by(|a, b| a.0 < b.0);
        let near = changes.iter().all(|(_, seconds)| i64::from(*seconds).abs() * SECOND < FARTHEST);
        if changes.is_empty() || !ascending || !near { Err(OffsetsOutOfOrder) } else { Ok(Offsets { changes }) }
    }

    #[must_use]
    pub fn utc() -> Self {
        Offsets { changes: vec![(Timestamp::from_millis(0), 0)] }
    }

    #[must_use]
    pub fn changes(&self) -> &[(Timestamp, i32)] {
        &self.changes
    }

    /// Seconds east of UTC at an instant. Outside the horizon these offsets were made for: those of its nearest end.
    #[must_use]
    pub fn at(&self, at: Timestamp) -> i32 {
        self.changes[self.index_at(at)].1
    }

    /// What the zone's clocks show at an instant.
    #[must_use]
    pub fn local(&self, at: Timestamp) -> LocalReading {
        LocalReading::from_millis(at.plus_millis(i64::from(self.at(at)) * SECOND).millis())
    }

    /// The first instant at which the zone's clocks show `reading` or later: of a reading that they show twice the
    /// earlier one, of one that they skip the instant at which they go on.
    #[must_use]
    pub fn first_instant_of_local(&self, reading: LocalReading) -> Timestamp {
        let reading = reading.as_millis();
        // Before this instant every clock on earth showed an earlier reading.
        let earliest = Timestamp::from_millis(reading.saturating_sub(FARTHEST));
        AscendingReadings { changes: &self.changes, index: self.index_at(earliest) }.first_instant(reading)
    }

    #[cfg(feature = "zones")]
    pub(super) fn ascending_readings(&self) -> AscendingReadings<'_> {
        AscendingReadings { changes: &self.changes, index: 0 }
    }

    /// The offsets that a horizon needs, with a margin on both sides: the part of a zone to send somewhere.
    #[must_use]
    pub fn slice(&self, horizon: Horizon) -> Offsets {
        let first = self.index_at(horizon.from.plus_millis(-MARGIN));
        let last = self.index_at(horizon.until.plus_millis(MARGIN));
        Offsets { changes: self.changes[first..=last].to_vec() }
    }

    fn index_at(&self, at: Timestamp) -> usize {
        self.changes.partition_point(|(from, _)| *from <= at).saturating_sub(1)
    }
}

impl AscendingReadings<'_> {
    /// The first instant that shows `reading` (milliseconds since `1970-01-01 00:00` as shown) or later; `reading` must not
    /// be before the one asked for last.
    pub(super) fn first_instant(&mut self, reading: i64) -> Timestamp {
        loop {
            let (from, seconds) = self.changes[self.index];
            let shown = Timestamp::from_millis(reading.saturating_sub(i64::from(seconds) * SECOND));
            // A reading that was skipped would lie before the change: the clocks go on at the change itself.
            let instant = if self.index == 0 { shown } else { shown.max(from) };
            match self.changes.get(self.index + 1) {
                Some((next, _)) if instant >= *next => self.index += 1,
                _ => return instant,
            }
        }
    }
}

impl TryFrom<Vec<(Timestamp, i32)>> for Offsets {
    type Error = OffsetsOutOfOrder;

    fn try_from(changes: Vec<(Timestamp, i32)>) -> Result<Self, OffsetsOutOfOrder> {
        Offsets::new(changes)
    }
}

impl From<Offsets> for Vec<(Timestamp, i32)> {
    fn from(offsets: Offsets) -> Self {
        offsets.changes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hours::Date;
    use crate::instant::{HOUR, MINUTE};

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn reading(date: &str, millis: i64) -> LocalReading {
        LocalReading { date: date.parse::<Date>().unwrap(), millis }
    }

    /// Los Angeles in 2024.
    fn los_angeles() -> Offsets {
        Offsets::new(vec![
            (at("2023-11-05T09:00:00Z"), -28_800),
            (at("2024-03-10T10:00:00Z"), -25_200),
            (at("2024-11-03T09:00:00Z"), -28_800),
        ])
        .unwrap()
    }

    #[test]
    fn a_reading_that_the_clocks_skip_becomes_the_first_instant_after_the_gap() {
        for millis in [2 * HOUR, 2 * HOUR + 30 * MINUTE, 3 * HOUR - 1, 3 * HOUR] {
            let instant = los_angeles().first_instant_of_local(reading("2024-03-10", millis));
            assert_eq!(instant, at("2024-03-10T10:00:00Z"), "{millis}");
        }
        let before = los_angeles().first_instant_of_local(reading("2024-03-10", 2 * HOUR - 1));
        assert_eq!(before, at("2024-03-10T09:59:59.999Z"));
    }

    #[test]
    fn a_reading_that_the_clocks_show_twice_is_the_earlier_one() {
        let offsets = los_angeles();
        let first = offsets.first_instant_of_local(reading("2024-11-03", HOUR));
        assert_eq!(first, at("2024-11-03T08:00:00Z"));
        assert_eq!(offsets.local(first.plus_millis(HOUR)), offsets.local(first));
        let after = offsets.first_instant_of_local(reading("2024-11-03", 2 * HOUR));
        assert_eq!(after, at("2024-11-03T10:00:00Z"));
    }

    #[test]
    fn a_date_that_a_zone_never_had_begins_where_the_next_one_does() {
        // Apia moved across the date line at the end of 2011-12-29.
        let apia =
            Offsets::new(vec![(at("2011-09-24T14:00:00Z"), -36_000), (at("2011-12-30T10:00:00Z"), 50_400)]).unwrap();
        for date in ["2011-12-30", "2011-12-31"] {
            assert_eq!(apia.first_instant_of_local(reading(date, 0)), at("2011-12-30T10:00:00Z"));
        }
        assert_eq!(apia.first_instant_of_local(reading("2011-12-29", 0)), at("2011-12-29T10:00:00Z"));
        assert_eq!(apia.first_instant_of_local(reading("2012-01-01", 0)), at("2011-12-31T10:00:00Z"));
    }

    #[test]
    fn clocks_show_the_offset_in_force() {
        let offsets = los_angeles();
        assert_eq!(offsets.local(at("2024-03-10T09:59:59Z")).to_string(), "2024-03-10 01:59");
        assert_eq!(offsets.local(at("2024-03-10T10:00:00Z")).to_string(), "2024-03-10 03:00");
        assert_eq!(offsets.at(at("2024-07-01T00:00:00Z")), -25_200);
    }

    #[test]
    fn offsets_out_of_order_are_refused() {
        assert_eq!(Offsets::new(Vec::new()), Err(OffsetsOutOfOrder));
        let twice = vec![(Timestamp::from_millis(5), 0), (Timestamp::from_millis(5), 3_600)];
        assert_eq!(Offsets::new(twice), Err(OffsetsOutOfOrder));
        assert_eq!(Offsets::new(vec![(Timestamp::from_millis(0), 86_400)]), Err(OffsetsOutOfOrder));
        assert!(serde_json::from_str::<Offsets>("[]").is_err());
        assert_eq!(serde_json::to_string(&Offsets::utc()).unwrap(), "[[0,0]]");
    }
}
