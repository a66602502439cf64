//! What a policy promises, and when that is due. A deadline is one search for the start and one for the due time, each among
//! the openings of the horizon; every pause costs two more. Nothing is allocated.

use serde::{Deserialize, Serialize};

use super::date::LocalReading;
use super::timeline::{OutOfHorizon, Timeline};
use crate::instant::{MINUTE, Timestamp};

/// How long something may take. Written `{"business_minutes": 2880}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// So many minutes of real time after the start.
    ElapsedMinutes(u32),
    /// When so many minutes of open time have passed. Started while closed, counting begins at the next opening; used up
    /// exactly at a closing, due at that closing. With 0: the start if open, else the next opening.
    BusinessMinutes(u32),
    /// The same clock reading so many dates later, in the calendar's zone (not so many times 24 hours). A reading that is
    /// skipped there becomes the end of the gap, one shown twice the earlier: so 0 days, started in the second showing, are
    /// due in the first, before the start.
    CalendarDays(u32),
    /// Started while closed: the next opening. Started while open: so many minutes of real time later, moved to the next
    /// opening if that falls while closed.
    NextOpeningWithinMinutes(u32),
    /// At this instant, whatever is open or paused: what a person promised in so many words. No plan has it.
    At(Timestamp),
}

/// A stretch of time that does not count, from an instant to just before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Pause {
    pub from: Timestamp,
    /// Nothing while the pause lasts: what it delays never comes due. [`Pause::ended_at`] asks "and if you answer now?".
    pub until: Option<Timestamp>,
    /// What it waits for: the how manieth information request of its case. Nothing counts by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<u32>,
}

impl Pause {
    /// This pause; if it still lasts, as if it ended at `at` (not before it began).
    #[must_use]
    pub fn ended_at(self, at: Timestamp) -> Pause {
        Pause { until: Some(self.until.unwrap_or(at.max(self.from))), ..self }
    }
}

impl Timeline {
    /// When a target that began to count at `start` is due.
    ///
    /// `pauses` are ascending by their begin. What two of them share counts once, and what lies before `start` counts not at
    /// all. Business and elapsed minutes are not counted inside a pause; calendar days move on by the length of each pause
    /// that began before the due time, as moved by those before it; the next opening never pauses. A pause that begins at the
    /// due time or later changes nothing.
    ///
    /// Delayed by a pause that still lasts, it is never due: the answer is [`Timestamp::FAR_FUTURE`].
    ///
    /// Errors: the start, the due time, or the end of a pause that delays it is outside the horizon.
    pub fn due(&self, start: Timestamp, target: Target, pauses: &[Pause]) -> Result<Timestamp, OutOfHorizon> {
        self.known(start)?;
        let due = match target {
            Target::BusinessMinutes(minutes) => return self.business_due(start, minutes, pauses),
            Target::NextOpeningWithinMinutes(minutes) => {
                let within = if self.is_open(start) { start.plus_minutes(i64::from(minutes)) } else { start };
                return self.next_opening(within);
            }
            Target::At(instant) => instant,
            Target::ElapsedMinutes(minutes) => moved_by_pauses(start, start.plus_minutes(i64::from(minutes)), pauses),
            Target::CalendarDays(days) => {
                let reading = self.offsets.local(start);
                let date = reading.date.plus_days(i64::from(days));
                let unpaused = self.offsets.first_instant_of_local(LocalReading { date, ..reading });
                moved_by_pauses(start, unpaused, pauses)
            }
        };
        if due != Timestamp::FAR_FUTURE {
            self.known(due)?;
        }
        Ok(due)
    }

    /// When a share of what a target counts, in percent, is used up; of 100 that is when it is due. Of calendar days and of
    /// the next opening it is a share of the real time from the start.
    ///
    /// Errors: as [`Timeline::due`].
    pub fn share(
        &self,
        start: Timestamp,
        target: Target,
        pauses: &[Pause],
        percent: u8,
    ) -> Result<Timestamp, OutOfHorizon> {
        if percent >= 100 {
            return self.due(start, target, pauses);
        }
        let of = |minutes: u32| u32::try_from(u64::from(minutes) * u64::from(percent) / 100).unwrap_or(minutes);
        match target {
            Target::ElapsedMinutes(minutes) => self.due(start, Target::ElapsedMinutes(of(minutes)), pauses),
            Target::BusinessMinutes(minutes) => self.due(start, Target::BusinessMinutes(of(minutes)), pauses),
            Target::CalendarDays(_) | Target::NextOpeningWithinMinutes(_) | Target::At(_) => {
                let whole = self.due(start, target, &[])?.since(start).max(0);
                let unpaused = start.plus_millis(whole / 100 * i64::from(percent));
                let pauses = if matches!(target, Target::CalendarDays(_)) { pauses } else { &[] };
                Ok(moved_by_pauses(start, unpaused, pauses))
            }
        }
    }

    fn business_due(&self, start: Timestamp, minutes: u32, pauses: &[Pause]) -> Result<Timestamp, OutOfHorizon> {
        if minutes == 0 {
            return self.next_opening(start);
        }
        let index = self.first_opening_not_over_at(start);
        // The due time as a count of open milliseconds since the horizon began: pauses push it on by what they hide.
        let mut count = self.open_before_in(index, start) + i64::from(minutes) * MINUTE;
        for (from, until) in counted_pauses(start, pauses) {
            let paused_at = self.open_before(from);
            if count <= paused_at {
                break;
            }
            // Beyond the end, what is open before the pause is not known.
            self.known(from)?;
            let Some(until) = until else {
                return Ok(Timestamp::FAR_FUTURE);
            };
            self.known(until)?;
            count += self.open_before(until) - paused_at;
        }
        self.instant_of_count(index, count)
    }

    /// The first instant before which the horizon has been open for `count` (more than 0) milliseconds; `index` is that of an
    /// opening known not to come after it. Doubling steps from there: due times are near their starts.
    fn instant_of_count(&self, index: usize, count: i64) -> Result<Timestamp, OutOfHorizon> {
        let rest = &self.openings[index..];
        let used_up =
            |at: usize| rest.get(at).is_none_or(|opening| opening.before + (opening.until - opening.from) >= count);
        let mut step = 1;
        while !used_up(step - 1) {
            step *= 2;
        }
        let (low, high) = (step / 2, (step - 1).min(rest.len()));
        let found =
            low + rest[low..high].partition_point(|opening| opening.before + (opening.until - opening.from) < count);
        match rest.get(found) {
            Some(opening) => Ok(Timestamp::from_millis(opening.from + (count - opening.before))),
            None => Err(self.ends_before(self.horizon.until.plus_millis(count - self.total_open()))),
        }
    }
}

/// The pauses without what lies before `start` or in an earlier pause, and without empty ones.
pub(super) fn counted_pauses(
    start: Timestamp,
    pauses: &[Pause],
) -> impl Iterator<Item = (Timestamp, Option<Timestamp>)> {
    let mut counted_from = start;
    pauses.iter().filter_map(move |pause| {
        let from = pause.from.max(counted_from);
        match pause.until {
            Some(until) if until <= from => None,
            until => {
                counted_from = until.unwrap_or(Timestamp::FAR_FUTURE);
                Some((from, until))
            }
        }
    })
}

/// A due time of real time moved on by the pauses that begin before it, each judged by the due time as moved so far.
fn moved_by_pauses(start: Timestamp, unpaused: Timestamp, pauses: &[Pause]) -> Timestamp {
    let mut due = unpaused;
    for (from, until) in counted_pauses(start, pauses) {
        match until {
            _ if from >= due => break,
            Some(until) => due = due.plus_millis(until.since(from)),
            None => return Timestamp::FAR_FUTURE,
        }
    }
    due
}
