//! Who is at work when: a shift is a part of each day on the clocks of who works it. Deliberately absent: days off, which
//! nobody keeps here.

use crate::hours::Offsets;
use crate::instant::{MINUTE, Timestamp};

/// A working day, in minutes since midnight on one's own clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    pub from: i64,
    /// Before `from` where the shift ends on the next day.
    pub until: i64,
}

impl Shift {
    /// Whether somebody of this shift works at an instant, on the clocks of `zone`.
    #[must_use]
    pub fn is_on(self, zone: &Offsets, at: Timestamp) -> bool {
        let minute = zone.local(at).millis / MINUTE;
        if self.from <= self.until {
            (self.from..self.until).contains(&minute)
        } else {
            minute >= self.from || minute < self.until
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shift_may_end_on_the_next_day() {
        // One hour east of UTC.
        let zone = Offsets::new(vec![(Timestamp::from_millis(0), 3_600)]).unwrap();
        let on = |from, until, at: &str| Shift { from, until }.is_on(&zone, at.parse().unwrap());
        assert!(on(540, 1_020, "2026-11-24T08:00:00Z") && !on(540, 1_020, "2026-11-24T07:59:00Z"));
        assert!(!on(540, 1_020, "2026-11-24T16:00:00Z"));
        assert!(on(1_320, 360, "2026-11-24T21:30:00Z") && on(1_320, 360, "2026-11-24T04:59:00Z"));
        assert!(!on(1_320, 360, "2026-11-24T05:00:00Z"));
    }
}
