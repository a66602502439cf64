//! When cases come: more on weekdays and in office hours of each part of the world, and a growing business. Instants are
//! made in ascending order from hourly counts, so that a million need no more memory than a hundred.

use std::sync::Arc;

use caseline_domain::hours::Offsets;
use caseline_domain::instant::{DAY, HOUR, Timestamp};

use crate::place::Region;
use crate::random::{Random, totals};

/// How busy each hour of a weekday is, from midnight.
const WEEKDAY: [u64; 24] = [3, 2, 2, 2, 3, 6, 14, 34, 70, 96, 100, 92, 70, 78, 90, 84, 70, 48, 28, 20, 16, 12, 8, 5];
/// Of a weekday's cases so many in a hundred come on a day of the weekend.
const WEEKEND: u64 = 16;

/// Days at the end over which arrivals climb, where more of them must be recent.
const CLIMB: i64 = 45;

#[derive(Clone, Debug)]
pub struct Arrivals {
    from: Timestamp,
    /// Running totals of weight, by hour.
    hours: Vec<u64>,
    /// By hour, running totals of the regions' parts.
    regions: Vec<[u64; 3]>,
}

impl Arrivals {
    /// Over so many `days` until `now`; `climb`: how many times as many come at the end, in percent.
    #[must_use]
    pub fn new(now: Timestamp, days: i64, climb: i64, clocks: &[Arc<Offsets>; 3]) -> Self {
        let from = now.plus_millis(-days * DAY);
        let regions: Vec<[u64; 3]> = (0..days * 24)
            .map(|hour| {
                let at = from.plus_millis(hour * HOUR + HOUR / 2);
                let recent = (hour - (days - CLIMB) * 24).max(0);
                let level = (100 + (climb - 100) * recent / (CLIMB * 24)) as u64;
                let mut sum = 0;
                std::array::from_fn(|region| {
                    sum += level * Region::ALL[region].share() * busyness(&clocks[region], at);
                    sum
                })
            })
            .collect();
        Arrivals { from, hours: totals(regions.iter().map(|parts| parts[2])), regions }
    }

    #[must_use]
    pub fn from(&self) -> Timestamp {
        self.from
    }

    /// So many instants, ascending, each with the region it comes from.
    pub fn instants(&self, count: u64, mut random: Random) -> impl Iterator<Item = (Timestamp, Region)> + '_ {
        let all = u128::from(self.hours.last().copied().unwrap_or(1).max(1));
        let until = move |weight: u64| (u128::from(count) * u128::from(weight) / all) as u64;
        (0..self.hours.len()).flat_map(move |hour| {
            let before = if hour == 0 { 0 } else { until(self.hours[hour - 1]) };
            let here = until(self.hours[hour]) - before;
            let mut random = random.branch();
            let parts = self.regions[hour];
            let begin = self.from.plus_millis(hour as i64 * HOUR);
            (0..here).map(move |n| {
                // Each has its own stretch of the hour, so they come in order.
                let stretch = HOUR as u64 / here;
                let at = begin.plus_millis((n * stretch + random.below(stretch.max(1))) as i64);
                (at, Region::ALL[random.among(&parts)])
            })
        })
    }
}

fn busyness(clock: &Offsets, at: Timestamp) -> u64 {
    let local = clock.local(at);
    let (hour, _, _) = local.hour_minute_second();
    let share = if local.date.weekday().is_weekend() { WEEKEND } else { 100 };
    WEEKDAY[hour as usize % 24] * share
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;

    #[test]
    fn exactly_so_many_come_in_order_and_before_now() {
        let now: Timestamp = "2026-11-23T09:43:00Z".parse().unwrap();
        let utc = Arc::new(Offsets::utc());
        let arrivals = Arrivals::new(now, 150, 240, &[utc.clone(), utc.clone(), utc]);
        let found: Vec<Timestamp> =
            arrivals.instants(5_000, Random::new(1, Stream::Case, 0)).map(|(at, _)| at).collect();
        assert_eq!(found.len(), 5_000);
        assert!(found.is_sorted());
        assert!(found.iter().all(|at| *at < now && *at >= arrivals.from()));
    }
}
