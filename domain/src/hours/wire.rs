//! How a timeline travels: the horizon, and the lengths of closed and open stretches by turns, in the largest unit that
//! divides them all. Running totals are added up again on arrival, and what does not add up is refused.

use serde::{Deserialize, Serialize};

use super::calendar::Holiday;
use super::offsets::Offsets;
use super::timeline::{Horizon, OpenWeekdays, Timeline};
use crate::instant::{MINUTE, SECOND, Timestamp};

#[derive(Serialize, Deserialize)]
pub(super) struct WireTimeline {
    from: Timestamp,
    until: Timestamp,
    /// Milliseconds that one of `lengths` stands for.
    unit: i64,
    /// Closed, open, closed, open …, from `from` on; only the first may be 0, and what follows the last is closed.
    lengths: Vec<i64>,
    offsets: Offsets,
    holidays: Vec<Holiday>,
    open_weekdays: OpenWeekdays,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotATimeline {
    #[error("a timeline begins before it ends, both between 1970-01-01 and 2100-01-01")]
    Horizon,
    #[error("a timeline's unit is a positive number of milliseconds")]
    Unit,
    #[error("a timeline's lengths come in pairs of closed and open, are positive, and end within its horizon")]
    Lengths,
    #[error("a timeline's holidays ascend by date")]
    Holidays,
}

impl From<Timeline> for WireTimeline {
    fn from(timeline: Timeline) -> Self {
        let mut lengths = Vec::with_capacity(timeline.openings.len() * 2);
        let mut closed_from = timeline.horizon.from.millis();
        for opening in &timeline.openings {
            lengths.extend([opening.from - closed_from, opening.until - opening.from]);
            closed_from = opening.until;
        }
        let divides_all = |unit: &i64| lengths.iter().all(|length| length % unit == 0);
        let unit = [MINUTE, SECOND].into_iter().find(divides_all).unwrap_or(1);
        for length in &mut lengths {
            *length /= unit;
        }
        WireTimeline {
            from: timeline.horizon.from,
            until: timeline.horizon.until,
            unit,
            lengths,
            offsets: timeline.offsets,
            holidays: timeline.holidays,
            open_weekdays: timeline.open_weekdays,
        }
    }
}

impl TryFrom<WireTimeline> for Timeline {
    type Error = NotATimeline;

    fn try_from(wire: WireTimeline) -> Result<Self, NotATimeline> {
        let years = Horizon::WIDEST;
        if wire.from > wire.until || !years.contains(wire.from) || !years.contains(wire.until) {
            return Err(NotATimeline::Horizon);
        }
        if wire.unit < 1 {
            return Err(NotATimeline::Unit);
        }
        if !wire.holidays.is_sorted_by(|a, b| a.date < b.date) {
            return Err(NotATimeline::Holidays);
        }
        let mut at = wire.from.millis();
        let mut edges = Vec::with_capacity(wire.lengths.len());
        for (index, length) in wire.lengths.iter().enumerate() {
            let millis = length.checked_mul(wire.unit).filter(|millis| *millis > 0 || (index == 0 && *millis == 0));
            at = millis.and_then(|millis| at.checked_add(millis)).ok_or(NotATimeline::Lengths)?;
            edges.push(at);
        }
        if at > wire.until.millis() || edges.len() % 2 != 0 {
            return Err(NotATimeline::Lengths);
        }
        let stretches = edges.chunks_exact(2).map(|edge| (edge[0], edge[1]));
        let horizon = Horizon { from: wire.from, until: wire.until };
        Ok(Timeline::new(horizon, stretches, wire.offsets, wire.holidays, wire.open_weekdays))
    }
}
