//! When people work: Monday to Friday between two readings of their own clocks.

use std::sync::Arc;

use caseline_domain::hours::{LocalReading, Offsets};
use caseline_domain::instant::{MINUTE, Timestamp};

#[derive(Clone, Debug)]
pub struct Hours {
    offsets: Arc<Offsets>,
    /// Milliseconds after local midnight.
    from: i64,
    until: i64,
}

impl Hours {
    /// Minutes of the local day.
    #[must_use]
    pub fn new(offsets: Arc<Offsets>, from: u16, until: u16) -> Self {
        Hours { offsets, from: i64::from(from) * MINUTE, until: i64::from(until) * MINUTE }
    }

    #[must_use]
    pub fn offsets(&self) -> &Offsets {
        &self.offsets
    }

    #[must_use]
    pub fn contain(&self, at: Timestamp) -> bool {
        let local = self.offsets.local(at);
        !local.date.weekday().is_weekend() && (self.from..self.until).contains(&local.millis)
    }

    /// `at` itself during work, else when work begins next.
    #[must_use]
    pub fn next(&self, at: Timestamp) -> Timestamp {
        if self.contain(at) {
            return at;
        }
        let local = self.offsets.local(at);
        let mut date = if local.millis < self.from { local.date } else { local.date.plus_days(1) };
        while date.weekday().is_weekend() {
            date = date.plus_days(1);
        }
        self.offsets.first_instant_of_local(LocalReading { date, millis: self.from }).max(at)
    }

    /// The instant from which on so many minutes of work have passed at `at`.
    #[must_use]
    pub fn ago(&self, at: Timestamp, minutes: i64) -> Timestamp {
        let mut rest = minutes * MINUTE;
        let local = self.offsets.local(at);
        let (mut date, mut until) = (local.date, local.millis.clamp(self.from, self.until));
        loop {
            let worked = if date.weekday().is_weekend() { 0 } else { until - self.from };
            if rest < worked {
                let reading = LocalReading { date, millis: until - rest };
                return self.offsets.first_instant_of_local(reading).min(at);
            }
            rest -= worked;
            (date, until) = (date.plus_days(-1), self.until);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn work_goes_on_on_the_next_weekday_morning() {
        let hours = Hours::new(Arc::new(Offsets::utc()), 540, 1_020);
        for (asked, found) in [
            ("2026-11-23T09:00:00Z", "2026-11-23T09:00:00Z"),
            ("2026-11-23T08:59:00Z", "2026-11-23T09:00:00Z"),
            ("2026-11-20T17:00:00Z", "2026-11-23T09:00:00Z"),
            ("2026-11-21T12:00:00Z", "2026-11-23T09:00:00Z"),
        ] {
            assert_eq!(hours.next(at(asked)), at(found), "{asked}");
        }
    }

    #[test]
    fn minutes_of_work_are_counted_back_over_a_weekend() {
        let hours = Hours::new(Arc::new(Offsets::utc()), 540, 1_020);
        assert_eq!(hours.ago(at("2026-11-23T09:30:00Z"), 20), at("2026-11-23T09:10:00Z"));
        assert_eq!(hours.ago(at("2026-11-23T09:30:00Z"), 40), at("2026-11-20T16:50:00Z"));
        assert_eq!(hours.ago(at("2026-11-22T09:30:00Z"), 480 + 60), at("2026-11-19T16:00:00Z"));
    }
}
