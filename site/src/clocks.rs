//! Random clocks, explained natively and in WebAssembly: the receipts must be the same to the byte. Natively on a whole
//! timeline, in WebAssembly on the part that a page would carry, so that a slice cut too short shows as well.

use crate::failure::{Failure, While};
use caseline_domain::case::{Before, Change, Clock, ClockKind, Priority, Stop, Terms};
use caseline_domain::hours::vector::{Instant, Vector};
use caseline_domain::hours::{Calendar, Horizon, Pause, Target, Timeline};
use caseline_domain::id::PlanId;
use caseline_domain::instant::{DAY, HOUR, MINUTE, Timestamp};
use caseline_vectors::{ClockOnPage, explained};

/// A clock as it travels, and the receipt that the server has for it.
pub struct Asked {
    pub page: String,
    pub expected: String,
}

/// `count` clocks over the calendars of the public vectors, the same ones every time.
pub fn asked(vectors: &str, count: usize) -> Result<Vec<Asked>, Failure> {
    let timelines = timelines(vectors)?;
    let mut random = Random(20_261_124);
    let mut asked = Vec::with_capacity(count);
    // Some calendars are hardly ever open, and their clocks fall due behind the horizon; others take their place.
    for _ in 0..count * 4 {
        if asked.len() == count {
            break;
        }
        let (terms, timeline) = &timelines[random.below(timelines.len() as i64) as usize];
        asked.extend(one(&mut random, terms, timeline)?);
    }
    if asked.len() == count { Ok(asked) } else { Err(Failure::new("too few clocks fall due within the horizon")) }
}

fn timelines(vectors: &str) -> Result<Vec<(Terms, Timeline)>, Failure> {
    let from = "2024-01-01T00:00:00Z".parse().could_not("read an instant")?;
    let horizon = Horizon { from, until: from.plus_millis(3 * 365 * DAY) };
    let calendar = |line: &str| -> Result<Calendar, Failure> {
        Ok(serde_json::from_str::<Vector>(line).could_not(format!("understand the vector {line}"))?.calendar)
    };
    let mut calendars =
        vectors.lines().filter(|line| !line.trim().is_empty()).map(calendar).collect::<Result<Vec<_>, _>>()?;
    let mut known = std::collections::HashSet::new();
    calendars.retain(|calendar| known.insert(calendar.clone()));
    calendars
        .iter()
        .enumerate()
        .map(|(index, calendar)| {
            let timeline = calendar.compile(horizon).could_not(format!("compile a calendar of {}", calendar.zone))?;
            let terms = Terms {
                plan: "Standard".into(),
                version: 1,
                zone: calendar.zone.clone(),
                calendar: format!("{index:016x}"),
            };
            Ok((terms, timeline))
        })
        .collect()
}

fn one(random: &mut Random, terms: &Terms, timeline: &Timeline) -> Result<Option<Asked>, Failure> {
    let horizon = timeline.horizon();
    let start = horizon.from.plus_millis(30 * DAY + random.below(500 * DAY / 1_000) * 1_000);
    let priority = Priority::ALL[random.below(4) as usize];
    let target = target(random);
    let clock = Clock::running(ClockKind::Resolution, priority, PlanId::NONE, start, target);
    let clock = Clock { pauses: pauses(random, start), ..clock };
    let paused = clock.pauses.last().map_or(start, |pause| pause.until.unwrap_or(pause.from));
    let now = paused.plus_millis(random.below(20 * DAY / MINUTE) * MINUTE);
    let stop = (random.below(4) == 0 && !clock.is_paused()).then_some(Stop::Final(now));
    let clock = Clock { stop, ..clock };
    let before = before(random, &clock, terms);
    let Ok(expected) = explained(&clock, terms, before.clone(), timeline, now) else { return Ok(None) };
    let Ok(mut needed) = clock.needed(timeline, now) else { return Ok(None) };
    // What was promised before can be due later than what is promised now, and is read on the same clocks.
    for told in &before {
        needed.until = needed.until.max(told.due.0).max(told.until.0);
    }
    let page = ClockOnPage { clock, terms: terms.clone(), before, timeline: timeline.slice(needed), now };
    let page = serde_json::to_string(&page).could_not("write a clock down")?;
    Ok(Some(Asked { page, expected }))
}

/// What some of them promised before.
fn before(random: &mut Random, clock: &Clock, terms: &Terms) -> Vec<Before> {
    let priorities = Priority::ALL.into_iter().take(random.below(3) as usize);
    priorities
        .map(|priority| {
            let until = clock.start.plus_millis(random.below(9 * DAY / MINUTE) * MINUTE);
            let due = clock.start.plus_millis(random.below(9 * DAY / MINUTE) * MINUTE);
            Before {
                until: Instant(until),
                priority,
                plan: terms.plan.clone(),
                version: terms.version,
                target: clock.target,
                start: Instant(clock.start),
                due: Instant(due),
                stopped: (random.below(2) == 0).then_some(Instant(until)),
                provisional: random.below(2) == 0,
                broken: due < until,
                change: if random.below(2) == 0 { Change::Reopened } else { Change::Priority(clock.priority) },
            }
        })
        .collect()
}

fn target(random: &mut Random) -> Target {
    match random.below(6) {
        0 => Target::ElapsedMinutes(random.below(20_000) as u32),
        1 => Target::CalendarDays(random.below(30) as u32),
        2 => Target::NextOpeningWithinMinutes(random.below(3_000) as u32),
        _ => Target::BusinessMinutes(random.below(8_000) as u32),
    }
}

/// Up to three, the last one perhaps still open.
fn pauses(random: &mut Random, start: Timestamp) -> Vec<Pause> {
    let mut at = start;
    let mut pauses: Vec<Pause> = (0..random.below(4))
        .map(|_| {
            let from = at.plus_millis(random.below(3 * DAY / MINUTE) * MINUTE);
            at = from.plus_millis(MINUTE + random.below(30 * HOUR / MINUTE) * MINUTE);
            Pause { from, until: Some(at), request: None }
        })
        .collect();
    if random.below(3) == 0
        && let Some(last) = pauses.last_mut()
    {
        last.until = None;
    }
    pauses
}

/// Numbers that look random and are the same everywhere (Knuth's MMIX generator).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as i64 % limit
    }
}
