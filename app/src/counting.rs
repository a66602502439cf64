//! Clocks that a page counts by itself: each with the part of its timeline that it needs, the reader's zone, and the moment
//! at which the server made the page. The first rendering is the server's own, by the same code. Deliberately absent: any
//! question to the server.

use caseline_domain::case::{Clock, ClockKind, Priority, Stop};
use caseline_domain::hours::{Offsets, Pause, Target, Timeline};
use caseline_domain::id::PlanId;
use caseline_domain::instant::Timestamp;
use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use crate::clock::ClockView;
use crate::now::each_second;

/// A clock on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
struct Counted {
    kind: ClockKind,
    priority: Priority,
    /// The place of its timeline.
    timeline: usize,
    start: Timestamp,
    target: Target,
    /// Begin and end by turns; the last one may have no end.
    pauses: Vec<Timestamp>,
    /// What each of them waits for.
    requests: Vec<Option<u32>>,
    stop: Option<Timestamp>,
    /// Whether it stopped for good.
    settled: bool,
}

impl Counted {
    /// The plan is not on the page: its place stands for it.
    fn clock(&self) -> Clock {
        Clock {
            pauses: self.pauses.chunks(2).zip(&self.requests).map(pause).collect(),
            stop: self.stop.map(|at| if self.settled { Stop::Final(at) } else { Stop::Provisional(at) }),
            ..Clock::running(self.kind, self.priority, PlanId::NONE, self.start, self.target)
        }
    }
}

fn pause((ends, request): (&[Timestamp], &Option<u32>)) -> Pause {
    Pause { from: ends[0], until: ends.get(1).copied(), request: *request }
}

/// The clocks of a page, and what it takes to read them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Counting {
    clocks: Vec<Counted>,
    /// One for each plan version, shared by the clocks that go by it.
    timelines: Vec<Timeline>,
    pub zone: Offsets,
    /// When the server made the page.
    pub now: Timestamp,
}

impl Counting {
    /// The clock at a place, with its timeline and that one's place.
    pub fn clock(&self, place: usize) -> Option<(Clock, &Timeline, usize)> {
        let counted = self.clocks.get(place)?;
        Some((counted.clock(), self.timelines.get(counted.timeline)?, counted.timeline))
    }

    /// What the clock at a place shows at `now`; nothing for a moment beyond what the page knows.
    fn read(&self, place: usize, now: Timestamp) -> Option<ClockView> {
        let (clock, timeline, _) = self.clock(place)?;
        ClockView::read(&clock, timeline, &self.zone, now).ok()
    }
}

/// Clocks as a page shows them, counted again every second. Only what changes is drawn again.
#[derive(Clone, Copy)]
pub struct Live {
    pub counting: StoredValue<Counting>,
    shown: StoredValue<Vec<RwSignal<ClockView>>>,
    now: StoredValue<Timestamp>,
}

impl Live {
    /// Begins to count.
    pub fn new(counting: Counting) -> Live {
        let made = counting.now;
        let shown = (0..counting.clocks.len()).map_while(|place| counting.read(place, made)).map(RwSignal::new);
        let shown = StoredValue::new(shown.collect::<Vec<_>>());
        let (counting, now) = (StoredValue::new(counting), StoredValue::new(made));
        let live = Live { counting, shown, now };
        each_second(made, move |at| live.turn_to(at));
        live
    }

    fn turn_to(self, at: Timestamp) {
        self.now.set_value(at);
        for (place, shown) in self.shown.get_value().into_iter().enumerate() {
            // A page that stayed open beyond what it knows keeps its last reading.
            if let Some(read) = self.counting.with_value(|counting| counting.read(place, at))
                && shown.with_untracked(|shown| *shown != read)
            {
                shown.set(read);
            }
        }
    }

    /// How many there are.
    #[must_use]
    pub fn count(self) -> usize {
        self.shown.with_value(Vec::len)
    }

    /// The clock at a place, which a page that carries it has.
    #[must_use]
    pub fn at(self, place: usize) -> Option<RwSignal<ClockView>> {
        self.shown.with_value(|shown| shown.get(place).copied())
    }

    /// What the clock at a place promises.
    #[cfg(feature = "desk")]
    #[must_use]
    pub fn kind(self, place: usize) -> Option<ClockKind> {
        self.counting.with_value(|counting| Some(counting.clocks.get(place)?.kind))
    }

    /// The moment that is shown.
    #[must_use]
    pub fn now(self) -> Timestamp {
        self.now.get_value()
    }
}

#[cfg(feature = "ssr")]
mod gather {
    use caseline_domain::hours::{Horizon, OutOfHorizon};
    use caseline_domain::instant::DAY;

    use super::{Clock, Counted, Counting, Offsets, PlanId, Timeline, Timestamp};
    use crate::now::STAYS_OPEN;

    impl Counting {
        /// The clocks of a page with what it needs to count them for as long as it may stay open; and the plan version of
        /// each of its timelines. Errors: a timeline does not reach far enough.
        pub fn of<'c>(
            clocks: impl IntoIterator<Item = (&'c Clock, &'c Timeline)>,
            zone: &Offsets,
            now: Timestamp,
        ) -> Result<(Counting, Vec<PlanId>), OutOfHorizon> {
            let last = now.plus_millis(STAYS_OPEN);
            // A browser's clock can be set back meanwhile.
            let mut shown = Horizon { from: now.plus_millis(-DAY), until: last };
            let mut versions: Vec<(PlanId, &Timeline, Horizon)> = Vec::new();
            let mut counted = Vec::new();
            for (clock, timeline) in clocks {
                // What has stopped is read no later than that.
                let needed = clock.needed(timeline, clock.stop.map_or(last, |stop| stop.at()))?;
                shown = both(shown, needed);
                let place = versions.iter().position(|version| version.0 == clock.plan).unwrap_or_else(|| {
                    versions.push((clock.plan, timeline, needed));
                    versions.len() - 1
                });
                versions[place].2 = both(versions[place].2, needed);
                counted.push(Counted {
                    kind: clock.kind,
                    priority: clock.priority,
                    timeline: place,
                    start: clock.start,
                    target: clock.target,
                    pauses: clock.pauses.iter().flat_map(|pause| [Some(pause.from), pause.until]).flatten().collect(),
                    requests: clock.pauses.iter().map(|pause| pause.request).collect(),
                    stop: clock.stop.map(|stop| stop.at()),
                    settled: clock.is_settled(),
                });
            }
            let timelines = versions.iter().map(|(_, timeline, needed)| timeline.slice(*needed)).collect();
            let ids = versions.into_iter().map(|(id, ..)| id).collect();
            Ok((Counting { clocks: counted, timelines, zone: zone.slice(shown), now }, ids))
        }
    }

    fn both(one: Horizon, other: Horizon) -> Horizon {
        Horizon { from: one.from.min(other.from), until: one.until.max(other.until) }
    }
}

#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests {
    use caseline_domain::case::{Receipt, Terms};
    use caseline_domain::hours::{Calendar, Horizon, zone_offsets};
    use caseline_domain::instant::{DAY, HOUR, MINUTE, SECOND};

    use super::*;
    use crate::now::STAYS_OPEN;

    fn instant(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// One of each target: running, paused, stopped in time and late, on a calendar with holidays.
    fn clocks(now: Timestamp) -> Vec<Clock> {
        let start = now.plus_millis(-30 * HOUR);
        let targets = [
            Target::BusinessMinutes(48 * 60),
            Target::BusinessMinutes(10 * 60),
            Target::ElapsedMinutes(24 * 60),
            Target::CalendarDays(14),
            Target::NextOpeningWithinMinutes(24 * 60),
            Target::At(now.plus_millis(3 * HOUR)),
        ];
        let mut clocks = Vec::new();
        for target in targets {
            let clock = Clock::running(ClockKind::Resolution, Priority::P2, PlanId::NONE, start, target);
            let paused = Pause { from: now.plus_millis(-2 * HOUR), until: None, request: Some(2) };
            let answered =
                Pause { from: now.plus_millis(-9 * HOUR), until: Some(now.plus_millis(-5 * HOUR)), request: Some(1) };
            clocks.push(Clock { pauses: vec![answered, paused], ..clock.clone() });
            clocks.push(Clock { stop: Some(Stop::Final(now.plus_millis(-MINUTE))), ..clock.clone() });
            clocks.push(Clock { stop: Some(Stop::Provisional(now.plus_millis(-HOUR))), ..clock.clone() });
            clocks.push(clock);
        }
        clocks
    }

    #[test]
    fn what_the_page_counts_is_what_the_server_would_say() {
        let now = instant("2026-11-25T22:30:00Z");
        let whole = Horizon { from: now.plus_millis(-90 * DAY), until: now.plus_millis(400 * DAY) };
        let timeline = Calendar::standard().compile(whole).unwrap();
        let zone = zone_offsets("Europe/Berlin", whole).unwrap();
        let clocks = clocks(now);
        let (page, _) = Counting::of(clocks.iter().map(|clock| (clock, &timeline)), &zone, now).unwrap();
        // As it travels.
        let page: Counting = serde_json::from_str(&serde_json::to_string(&page).unwrap()).unwrap();
        let terms = Terms { plan: "S".into(), version: 1, zone: "Z".into(), calendar: "c".into() };
        let mut moments: Vec<i64> = (0..400).map(|step| step * (STAYS_OPEN / 400) + step * SECOND).collect();
        moments.extend((0..120).map(|minute| minute * MINUTE + SECOND));
        moments.push(STAYS_OPEN);
        for open in moments {
            let at = now.plus_millis(open);
            for (place, clock) in clocks.iter().enumerate() {
                let server = ClockView::read(clock, &timeline, &zone, at).unwrap();
                assert_eq!(page.read(place, at), Some(server), "{clock:?} after {open} ms");
                let receipt = |clock: &Clock, timeline: &Timeline, zone: &Offsets| {
                    Receipt::of(clock, &terms, Vec::new(), timeline, at).unwrap().text(zone, timeline.offsets())
                };
                let (read, slice, _) = page.clock(place).unwrap();
                assert_eq!(receipt(&read, slice, &page.zone), receipt(clock, &timeline, &zone), "{clock:?}");
            }
        }
        let longest = page.timelines.iter().map(|slice| slice.horizon().until.since(now)).max();
        assert!(longest < Some(60 * DAY), "no page carries a year");
    }
}
