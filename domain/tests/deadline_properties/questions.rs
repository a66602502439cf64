//! What proptest makes up: calendars with hours at odd minutes, horizons around clock changes, starts, targets and pauses.

use std::ops::Range;

use caseline_domain::hours::{
    Calendar, Date, Holiday, Horizon, MinuteOfDay, OpenInterval, Pause, Target, Timeline, Week, zone_offsets,
};
use caseline_domain::instant::{DAY, MINUTE, Timestamp};
use proptest::prelude::*;

/// Zones with clock changes at midnight, of half an hour, of two hours, in Ramadan, over the date line, or with none.
const ZONES: [&str; 16] = [
    "UTC",
    "America/Los_Angeles",
    "America/New_York",
    "America/St_Johns",
    "America/Sao_Paulo",
    "America/Havana",
    "Europe/Berlin",
    "Europe/Dublin",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Asia/Gaza",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Antarctica/Troll",
    "Pacific/Apia",
    "Pacific/Chatham",
];

/// A calendar, a horizon, and its timeline.
#[derive(Clone, Debug)]
pub struct Desk {
    pub calendar: Calendar,
    pub horizon: Horizon,
}

/// A question about a desk, with instants as steps after the horizon's begin.
#[derive(Clone, Debug)]
pub struct Asked {
    pub start: Timestamp,
    pub target: Target,
    pub pauses: Vec<Pause>,
}

impl Desk {
    pub fn timeline(&self) -> Timeline {
        self.calendar.compile(self.horizon).unwrap()
    }
}

/// A desk whose horizon is `days` long.
pub fn desk(days: i64) -> impl Strategy<Value = Desk> {
    (prop::sample::select(&ZONES[..]), any::<prop::sample::Index>(), 0..DAY / MINUTE, week())
        .prop_flat_map(move |(zone, pick, minutes, week)| {
            let from = begin(zone, pick, days).plus_minutes(minutes);
            let horizon = Horizon { from, until: from.plus_millis(days * DAY) };
            let first = from.millis() / DAY;
            let holidays = prop::collection::btree_set(first - 1..first + days + 1, 0..6);
            (Just(zone), Just(week), Just(horizon), holidays)
        })
        .prop_map(|(zone, week, horizon, holidays)| {
            let holiday = |day| Holiday { date: Date::from_days(day), name: None, source: None };
            let holidays = holidays.into_iter().map(holiday).collect();
            Desk { calendar: Calendar { zone: zone.to_owned(), week, holidays }, horizon }
        })
}

/// A question about any time of a horizon; instants are multiples of `step` milliseconds, minutes are in `minutes`.
///
/// Many questions keep to quarters of an hour or to hours, so that starts, pauses and due times meet openings and closings.
pub fn asked(horizon: Horizon, minutes: Range<u32>, step: i64) -> impl Strategy<Value = Asked> {
    let length = horizon.until.since(horizon.from);
    let lengths = prop::collection::vec((0..DAY, 1..DAY), 0..4);
    let grain = prop::sample::select(vec![step, 15 * MINUTE, 60 * MINUTE]);
    (0..length, target(minutes), lengths, 0..8_u8, grain).prop_map(move |(start, target, lengths, touching, grain)| {
        let coarse = |millis: i64| millis / grain * grain;
        let start = Timestamp::from_millis(coarse(horizon.from.plus_millis(start).millis())).max(horizon.from);
        let mut at = start;
        let pauses = lengths.iter().enumerate().map(|(index, (gap, length))| {
            // Some begin with the start, or touch the one before.
            let gap = if touching & (1 << index) != 0 { 0 } else { coarse(*gap) };
            let from = at.plus_millis(gap);
            at = from.plus_millis(coarse(*length));
            Pause { from, until: Some(at), request: None }
        });
        let pauses = pauses.filter(|pause| pause.until != Some(pause.from)).collect();
        Asked { start, target: coarser(target, (grain / MINUTE).max(1) as u32), pauses }
    })
}

fn coarser(target: Target, grain: u32) -> Target {
    match target {
        Target::BusinessMinutes(minutes) => Target::BusinessMinutes(minutes / grain * grain),
        Target::ElapsedMinutes(minutes) => Target::ElapsedMinutes(minutes / grain * grain),
        Target::CalendarDays(days) => Target::CalendarDays(days),
        Target::NextOpeningWithinMinutes(minutes) => Target::NextOpeningWithinMinutes(minutes / grain * grain),
        Target::At(instant) => Target::At(instant),
    }
}

fn target(minutes: Range<u32>) -> impl Strategy<Value = Target> {
    let days = 0..(minutes.end / 1_440).max(2);
    prop_oneof![
        4 => minutes.clone().prop_map(Target::BusinessMinutes),
        1 => minutes.clone().prop_map(Target::ElapsedMinutes),
        1 => days.prop_map(Target::CalendarDays),
        1 => minutes.prop_map(Target::NextOpeningWithinMinutes),
    ]
}

/// Where a horizon begins: by halves a few days before a clock change of the zone, or anywhere in 2010 to 2035.
fn begin(zone: &str, pick: prop::sample::Index, days: i64) -> Timestamp {
    let years: Horizon =
        Horizon { from: Timestamp::from_seconds(1_262_304_000), until: Timestamp::from_seconds(2_051_222_400) };
    let offsets = zone_offsets(zone, years).unwrap();
    let changes = &offsets.changes()[1..];
    let from = match changes.get(pick.index(2 * changes.len() + 1)) {
        Some((change, _)) => change.plus_millis(-days.min(8) * DAY / 2),
        None => years.from.plus_millis(pick.index(9_000) as i64 * DAY),
    };
    Timestamp::from_millis(from.millis() / DAY * DAY)
}

fn week() -> impl Strategy<Value = Week> {
    (day(), day(), day(), day(), day(), day(), day()).prop_map(|(mon, tue, wed, thu, fri, sat, sun)| Week {
        mon,
        tue,
        wed,
        thu,
        fri,
        sat,
        sun,
    })
}

fn day() -> impl Strategy<Value = Vec<OpenInterval>> {
    let minute = prop_oneof![
        3 => 0..=1_440_u16,
        2 => (0..=16_u16).prop_map(|quarters| quarters * 15),
        1 => prop::sample::select(&[0_u16, 1, 540, 1_020, 1_438, 1_439, 1_440][..]),
    ];
    let several = (prop::collection::vec(minute, 2..8), any::<bool>()).prop_map(|(mut minutes, touching)| {
        minutes.sort_unstable();
        minutes.dedup();
        let step = if touching { 1 } else { 2 };
        minutes.windows(2).step_by(step).map(|ends| interval(ends[0], ends[1])).collect()
    });
    prop_oneof![
        2 => Just(Vec::new()),
        2 => Just(vec![OpenInterval::WHOLE_DAY]),
        3 => Just(vec![interval(540, 1_020)]),
        4 => several,
    ]
}

fn interval(open: u16, close: u16) -> OpenInterval {
    let minute = |minutes| MinuteOfDay::from_minutes(minutes).unwrap();
    OpenInterval { open: minute(open), close: minute(close) }
}
