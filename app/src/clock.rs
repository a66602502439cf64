//! A clock as people see it: when it is due, how it stands, and its line. Made by the same function on the server and
//! in the browser, from a timeline, the reader's zone and the moment.

use caseline_domain::case::{Clock, Clocks, Priority, Reading, ReceiptLine, Timelines, why};
use caseline_domain::hours::{Offsets, OutOfHorizon, SegmentKind, Target, Timeline};
use caseline_domain::id::PlanId;
use caseline_domain::instant::{HOUR, SECOND, Timestamp};
use caseline_domain::plan::Plan;
use caseline_domain::words;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use crate::ui::{Caseline, CaselineSize, Ends, Moment, Piece, PieceKind, priority_class};

/// How a clock stands, for its colour and its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    Running,
    /// Less than a fifth of the time is left.
    Soon,
    Late,
    Paused,
    Kept,
    Broken,
}

/// What is shown of one clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct ClockView {
    pub due: Moment,
    /// `46 h 07 m left`, `22 m late`, `paused`, `in time`.
    pub left: String,
    /// Of a clock that is late or was, how late in counted hours and in real time, where the two differ.
    pub overdue: Option<String>,
    pub standing: Standing,
    pub pieces: Vec<Piece>,
    pub now: Option<u16>,
    /// Start and due, for under the big line.
    pub ends: (String, String),
    /// The whole in a sentence: the text alternative of the line.
    pub says: String,
    /// How the due time comes about, in plain words.
    pub why: String,
}

/// An instant for a page; for machines to the second.
#[must_use]
pub fn moment(at: Timestamp, zone: &Offsets, now: Timestamp) -> Moment {
    let whole = at.plus_millis(-at.millis().rem_euclid(SECOND));
    Moment { iso: whole.to_string(), text: words::moment(at, zone, now) }
}

/// Permille of the way from `start` to `end`; integer, so both sides draw the same.
fn permille(at: Timestamp, start: Timestamp, end: Timestamp) -> u16 {
    let whole = end.since(start).max(1);
    u16::try_from((at.since(start).clamp(0, whole)) * 1000 / whole).unwrap_or(1000)
}

impl ClockView {
    /// Reads a clock at `now`. Errors: the timeline does not reach far enough.
    pub fn read(clock: &Clock, timeline: &Timeline, zone: &Offsets, now: Timestamp) -> Result<ClockView, OutOfHorizon> {
        let reading = clock.reading(timeline, now)?;
        let due = reading.due();
        let lines = clock.lines(timeline, now, due)?;
        let until = match reading {
            Reading::Stopped { at, .. } => at,
            _ => now,
        };
        let end = due.max(clock.start.plus_millis(1));
        let (standing, left, overdue) = stands(reading, timeline, clock, now)?;
        let start = words::moment(clock.start, zone, now);
        let due_words = words::moment(due, zone, now);
        let says = match standing {
            Standing::Kept | Standing::Broken => format!("From {start}, due {due_words}: {left}."),
            Standing::Paused => format!("From {start}, paused for an answer; due {due_words} if answered now."),
            Standing::Late if clock.is_paused() => {
                format!("From {start}, due {due_words}: {left}, paused for an answer.")
            }
            _ => format!("From {start}, due {due_words}: {left}."),
        };
        Ok(ClockView {
            due: moment(due, zone, now),
            standing,
            pieces: pieces(&lines, clock.start, end, until),
            now: (until >= clock.start && until <= end).then(|| permille(until, clock.start, end)),
            ends: (start.clone(), due_words),
            why: why(clock.target, &start, &lines),
            left,
            overdue,
            says,
        })
    }
}

/// The standing, its words, and both measures of how late it is. What is left is told in counted hours, as promised.
fn stands(
    reading: Reading,
    timeline: &Timeline,
    clock: &Clock,
    now: Timestamp,
) -> Result<(Standing, String, Option<String>), OutOfHorizon> {
    let target = clock.target;
    let counted = |from: Timestamp, until: Timestamp| match target {
        Target::BusinessMinutes(_) => timeline.open_millis_between(from, until),
        _ => Ok(until.since(from)),
    };
    // A question that comes after the due time mends nothing; the lateness in counted hours only stops to grow until it is
    // answered, and goes on from there.
    let late = |standing, due, until: Timestamp| {
        let (hours, real) = (clock.overdue(timeline, due, until)?, until.since(due));
        let (hours, real) = (words::length(hours), words::length(real));
        let both = (hours != real).then(|| format!("late by {hours} of counted hours, by {real} in real time"));
        Ok((standing, format!("{hours} late"), both))
    };
    let breached = reading.is_breached(now);
    Ok(match reading {
        Reading::Stopped { at, due } if breached => return late(Standing::Broken, due, at),
        Reading::Stopped { .. } => (Standing::Kept, stopped(clock).to_owned(), None),
        Reading::Paused { due, .. } if breached => return late(Standing::Late, due, now),
        Reading::Paused { .. } => (Standing::Paused, "paused".to_owned(), None),
        Reading::Running { due } if breached => return late(Standing::Late, due, now),
        Reading::Running { due } => {
            let left = counted(now, due)?;
            let soon = match target {
                Target::CalendarDays(_) => 24 * HOUR,
                Target::At(_) => HOUR,
                Target::BusinessMinutes(minutes)
                | Target::ElapsedMinutes(minutes)
                | Target::NextOpeningWithinMinutes(minutes) => i64::from(minutes) * 60_000 / 5,
            };
            let standing = if left < soon { Standing::Soon } else { Standing::Running };
            (standing, format!("{} left", words::length(left)), None)
        }
    })
}

/// How a promise stands that was not late when its clock stopped. Until that is for good, only what stopped it is said: of an
/// Outage or a P1 a workaround may have.
fn stopped(clock: &Clock) -> &'static str {
    match (clock.is_settled(), clock.priority.is_phoned()) {
        (true, _) => "in time",
        (false, true) => "stopped for now",
        (false, false) => "stopped when closing was proposed",
    }
}

fn pieces(lines: &[ReceiptLine], start: Timestamp, end: Timestamp, until: Timestamp) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for line in lines {
        let kind = match line.why {
            SegmentKind::Counted => PieceKind::Counted,
            SegmentKind::Paused => PieceKind::Paused,
            SegmentKind::Closed | SegmentKind::Weekend | SegmentKind::Holiday(_) => PieceKind::Idle,
        };
        // What lies before now and what lies behind it are drawn apart.
        let cut = until.clamp(line.from.0, line.until.0);
        for (from, to, done) in [(line.from.0, cut, true), (cut, line.until.0, false)] {
            let piece = Piece {
                from_permille: permille(from, start, end),
                until_permille: permille(to, start, end),
                kind,
                done,
            };
            if piece.from_permille >= piece.until_permille {
                continue;
            }
            match pieces.last_mut() {
                Some(last) if last.kind == kind && last.done == done => last.until_permille = piece.until_permille,
                _ => pieces.push(piece),
            }
        }
    }
    pieces
}

/// Both clocks of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct ClocksView {
    pub assignment: ClockView,
    pub resolution: ClockView,
}

impl ClocksView {
    pub fn read(
        clocks: &Clocks,
        timelines: &impl Timelines,
        zone: &Offsets,
        now: Timestamp,
    ) -> Result<ClocksView, OutOfHorizon> {
        let read = |clock: &Clock| {
            let timeline = timelines.timeline(clock.plan).ok_or(OutOfHorizon::nothing_known(clock.start))?;
            ClockView::read(clock, timeline, zone, now)
        };
        Ok(ClocksView { assignment: read(&clocks.assignment)?, resolution: read(&clocks.resolution)? })
    }

    /// What a request would get if it were submitted at `now`.
    pub fn of_new(
        plan: &Plan,
        priority: Priority,
        timeline: &Timeline,
        zone: &Offsets,
        now: Timestamp,
    ) -> Result<ClocksView, OutOfHorizon> {
        ClocksView::read(&Clocks::of_new((PlanId::NONE, plan), priority, now), timeline, zone, now)
    }
}

/// The big line of a clock, with its ends.
#[component]
pub fn BigLine(clock: ClockView, priority: Priority) -> impl IntoView {
    let (start, due) = clock.ends;
    view! {
        <Caseline
            pieces=clock.pieces
            now=clock.now
            says=clock.says
            size=CaselineSize::Big
            class=priority_class(priority)
            ends=Ends { start, due }
        />
    }
}

/// The line in a row of a list.
#[component]
pub fn SmallLine(clock: ClockView, priority: Priority) -> impl IntoView {
    view! { <Caseline pieces=clock.pieces now=clock.now says=clock.says class=priority_class(priority)/> }
}

/// The class that colours a due time.
#[must_use]
pub fn due_class(standing: Standing) -> &'static str {
    match standing {
        Standing::Late | Standing::Broken => "due late",
        Standing::Soon => "due soon",
        _ => "due",
    }
}

#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests {
    use caseline_domain::case::{ClockKind, Stop};
    use caseline_domain::hours::{Calendar, Horizon, Pause};

    use super::*;

    fn instant(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// A clock of two hours from Friday 21:00, paused since then, as it is read on Tuesday.
    fn paused_since(since: &str) -> ClockView {
        paused(Target::BusinessMinutes(120), since, None, "2026-11-24T12:00:00Z")
    }

    fn paused(target: Target, since: &str, until: Option<&str>, now: &str) -> ClockView {
        let horizon = Horizon { from: instant("2026-11-01T00:00:00Z"), until: instant("2027-02-01T00:00:00Z") };
        let timeline = Calendar::monday_to_friday("UTC").compile(horizon).unwrap();
        let start = instant("2026-11-20T21:00:00Z");
        let clock = Clock {
            pauses: vec![Pause { from: instant(since), until: until.map(instant), request: Some(1) }],
            ..Clock::running(ClockKind::Resolution, Priority::P2, PlanId::NONE, start, target)
        };
        ClockView::read(&clock, &timeline, &Offsets::utc(), instant(now)).unwrap()
    }

    #[test]
    fn a_clock_that_was_late_before_it_was_paused_stays_late_in_counted_time() {
        // Due on Friday 23:00; by Monday 02:00 three hours counted, and none while it is paused.
        let late = paused_since("2026-11-23T02:00:00Z");
        assert_eq!((late.standing, late.left.as_str()), (Standing::Late, "3 h 00 m late"));
        assert!(late.says.ends_with("3 h 00 m late, paused for an answer."), "{}", late.says);
        let in_time = paused_since("2026-11-20T22:00:00Z");
        assert_eq!((in_time.standing, in_time.left.as_str()), (Standing::Paused, "paused"));
    }

    #[test]
    fn a_clock_that_stopped_provisionally_kept_nothing_yet() {
        let horizon = Horizon { from: instant("2026-11-01T00:00:00Z"), until: instant("2027-02-01T00:00:00Z") };
        let timeline = Calendar::monday_to_friday("UTC").compile(horizon).unwrap();
        let (start, at) = (instant("2026-11-20T09:00:00Z"), instant("2026-11-20T10:00:00Z"));
        let left = |priority, stop| {
            let clock =
                Clock::running(ClockKind::Resolution, priority, PlanId::NONE, start, Target::ElapsedMinutes(120));
            let clock = Clock { stop: Some(stop), ..clock };
            ClockView::read(&clock, &timeline, &Offsets::utc(), instant("2026-11-20T15:00:00Z")).unwrap().left
        };
        assert_eq!(left(Priority::P2, Stop::Provisional(at)), "stopped when closing was proposed");
        assert_eq!(left(Priority::P1, Stop::Provisional(at)), "stopped for now");
        assert_eq!(left(Priority::P2, Stop::Final(at)), "in time");
    }

    #[test]
    fn an_answer_does_not_make_it_later_by_the_time_that_it_took() {
        let asked = "2026-11-23T02:00:00Z";
        for target in [Target::BusinessMinutes(120), Target::ElapsedMinutes(120)] {
            let before = paused(target, asked, None, "2026-11-26T02:00:00Z");
            let after = paused(target, asked, Some("2026-11-26T02:00:00Z"), "2026-11-26T02:00:00Z");
            assert_eq!((&before.left, &before.overdue), (&after.left, &after.overdue), "answered at that moment");
        }
        let hour_later =
            paused(Target::BusinessMinutes(120), asked, Some("2026-11-26T02:00:00Z"), "2026-11-26T03:00:00Z");
        // Due on Friday 23:00: an hour of Friday, two of Monday, one of Thursday.
        assert_eq!(hour_later.left, "4 h 00 m late");
        assert_eq!(hour_later.overdue.as_deref(), Some("late by 4 h 00 m of counted hours, by 5 d 4 h in real time"));
    }
}
