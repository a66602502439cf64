use std::ops::Range;

use caseline_domain::hours::{Calendars, Date, Holiday, Horizon, Pause, SegmentKind, Target, Timeline};
use caseline_domain::instant::{DAY, MINUTE, SECOND, Timestamp};
use proptest::prelude::*;

use super::cases;
use super::questions::{Asked, Desk, asked, desk};
use super::slow_count::SlowCount;

/// Up to 2 hours, counted second by second.
const SHORT: Range<u32> = 0..121;
/// Up to a month of real time, counted minute by minute.
pub const LONG: Range<u32> = 0..43_200;

pub fn desk_and_question(days: i64, minutes: Range<u32>, step: i64) -> impl Strategy<Value = (Desk, Asked)> {
    desk(days).prop_flat_map(move |desk| {
        let asked = asked(desk.horizon, minutes.clone(), step);
        (Just(desk), asked)
    })
}

fn due(timeline: &Timeline, asked: &Asked) -> Option<Timestamp> {
    timeline.due(asked.start, asked.target, &asked.pauses).ok()
}

/// Nothing stands for "after the horizon": it is never earlier than an instant.
fn not_earlier(later: Option<Timestamp>, earlier: Option<Timestamp>) -> bool {
    later.is_none_or(|later| earlier.is_some_and(|earlier| earlier <= later))
}

fn holiday(date: Date) -> Holiday {
    Holiday { date, name: Some("Another".to_owned()), source: None }
}

/// So many are counted second by second at most, however many are asked for: each looks at a million instants.
const MOST_BY_SECONDS: u32 = 2_000;

proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: cases(1_000).cases.min(MOST_BY_SECONDS), ..cases(1) })]

    #[test]
    fn every_short_answer_is_that_of_counting_second_by_second(
        (desk, asked) in desk_and_question(6, SHORT, SECOND),
        measured in 0..3_600_i64,
        n in 1..5_u32,
    ) {
        let (timeline, slow) = (desk.timeline(), SlowCount::new(&desk.calendar, desk.horizon));
        prop_assert_eq!(due(&timeline, &asked), slow.due(asked.start, asked.target, &asked.pauses, SECOND));
        prop_assert_eq!(timeline.is_open(asked.start), slow.is_open(asked.start));
        let lapse = slow.nth_open_day_after(asked.start, n);
        match timeline.nth_open_day_after(asked.start, n) {
            Ok(day) => prop_assert_eq!(Some(day), lapse),
            // The slow count looks behind the horizon for what else is open on its last date.
            Err(_) => prop_assert!(lapse.is_none_or(|day| day.plus_millis(2 * DAY) > desk.horizon.until)),
        }
        let until = asked.start.plus_millis(measured * SECOND).min(desk.horizon.until);
        prop_assert_eq!(
            timeline.open_millis_between(asked.start, until).unwrap(),
            slow.open_millis_between(asked.start, until, SECOND)
        );
    }
}

proptest! {
    #![proptest_config(cases(1_500))]

    #[test]
    fn a_due_time_is_monotonic_in_start_and_in_target(
        (desk, asked) in desk_and_question(40, LONG, SECOND),
        later in 0..DAY / SECOND,
        more in 0..5_000_u32,
    ) {
        let timeline = desk.timeline();
        let (more_of_it, moves_with_start) = match asked.target {
            Target::BusinessMinutes(minutes) => (Target::BusinessMinutes(minutes + more), true),
            Target::ElapsedMinutes(minutes) => (Target::ElapsedMinutes(minutes + more), true),
            // In the hour that clocks show twice the reading starts again, and so does what is due at that reading.
            Target::CalendarDays(days) => (Target::CalendarDays(days + more / 1_000), false),
            // Started just after closing it is due at the next opening, started just before so many minutes later.
            Target::NextOpeningWithinMinutes(minutes) => (Target::NextOpeningWithinMinutes(minutes + more), false),
            Target::At(instant) => (Target::At(instant.plus_minutes(more.into())), false),
        };
        let first = due(&timeline, &asked);
        let longer = Asked { target: more_of_it, ..asked.clone() };
        prop_assert!(not_earlier(due(&timeline, &longer), first));
        let start = asked.start.plus_millis(later * SECOND);
        if moves_with_start && start <= desk.horizon.until {
            let started_later = Asked { start, ..asked };
            prop_assert!(not_earlier(due(&timeline, &started_later), first));
        }
    }

    #[test]
    fn what_is_open_until_the_due_time_is_what_was_promised(
        (desk, asked) in desk_and_question(40, LONG, SECOND),
        minutes in LONG,
    ) {
        let timeline = desk.timeline();
        if let Ok(due) = timeline.due(asked.start, Target::BusinessMinutes(minutes), &[]) {
            let open = timeline.open_millis_between(asked.start, due).unwrap();
            prop_assert_eq!(open, i64::from(minutes) * MINUTE);
        }
    }

    #[test]
    fn another_pause_never_makes_it_due_earlier((desk, asked) in desk_and_question(40, LONG, SECOND)) {
        let timeline = desk.timeline();
        for fewer in 0..asked.pauses.len() {
            let mut without = asked.clone();
            without.pauses.remove(fewer);
            prop_assert!(not_earlier(due(&timeline, &asked), due(&timeline, &without)));
        }
    }

    #[test]
    fn another_holiday_never_makes_it_due_earlier(
        (desk, asked) in desk_and_question(40, LONG, SECOND),
        day in 0..40_i64,
    ) {
        // Started on what is now a holiday, it is due at the next opening rather than so many minutes later.
        if matches!(asked.target, Target::NextOpeningWithinMinutes(_)) {
            return Ok(());
        }
        let before = due(&desk.timeline(), &asked);
        let mut with_another = desk.clone();
        with_another.calendar.holidays.push(holiday(Date::from_days(desk.horizon.from.millis() / DAY + day)));
        prop_assert!(not_earlier(due(&with_another.timeline(), &asked), before));
    }

    #[test]
    fn the_segments_tile_from_start_to_due_and_count_what_was_promised(
        (desk, asked) in desk_and_question(40, LONG, SECOND),
    ) {
        let timeline = desk.timeline();
        let Some(due) = due(&timeline, &asked) else { return Ok(()) };
        let segments = timeline.segments(asked.start, due, asked.target, &asked.pauses).unwrap();
        let mut end = asked.start;
        for segment in &segments {
            prop_assert_eq!(segment.from, end);
            prop_assert!(segment.millis() > 0);
            end = segment.until;
        }
        // Of the hour that clocks show twice the earlier one is due, which may be before the start.
        prop_assert_eq!(end, due.max(asked.start));
        let total = |kind: SegmentKind| -> i64 {
            segments.iter().filter(|segment| segment.kind == kind).map(|segment| segment.millis()).sum()
        };
        match asked.target {
            Target::BusinessMinutes(minutes) if minutes > 0 => {
                prop_assert_eq!(total(SegmentKind::Counted), i64::from(minutes) * MINUTE);
            }
            Target::BusinessMinutes(_) => {}
            Target::ElapsedMinutes(minutes) => {
                prop_assert_eq!(total(SegmentKind::Counted), i64::from(minutes) * MINUTE);
            }
            Target::CalendarDays(_) => {
                prop_assert_eq!(total(SegmentKind::Counted) + total(SegmentKind::Paused), end.since(asked.start));
            }
            Target::NextOpeningWithinMinutes(_) | Target::At(_) => prop_assert_eq!(total(SegmentKind::Paused), 0),
        }
    }

    #[test]
    fn segments_are_counted_exactly_while_open_and_not_paused(
        (desk, asked) in desk_and_question(10, SHORT, SECOND),
        length in 0..5 * DAY / SECOND,
    ) {
        let timeline = desk.timeline();
        let until = asked.start.plus_millis(length * SECOND).min(desk.horizon.until);
        let segments = timeline.segments(asked.start, until, Target::BusinessMinutes(1), &asked.pauses).unwrap();
        for segment in segments {
            let open = timeline.open_millis_between(segment.from, segment.until).unwrap();
            match segment.kind {
                SegmentKind::Counted => prop_assert_eq!(open, segment.millis()),
                SegmentKind::Paused => {
                    let is_it = |pause: &Pause| {
                        pause.from <= segment.from && pause.until.is_none_or(|until| segment.until <= until)
                    };
                    prop_assert!(asked.pauses.iter().any(is_it));
                    prop_assert_eq!(open, segment.millis());
                }
                _ => prop_assert_eq!(open, 0),
            }
        }
    }

    #[test]
    fn a_slice_that_travelled_answers_the_same_or_asks_for_more(
        (desk, asked) in desk_and_question(40, LONG, SECOND),
        (from, length) in (0..40 * DAY, 0..40 * DAY),
        n in 0..6_u32,
    ) {
        let timeline = desk.timeline();
        let from = desk.horizon.from.plus_millis(from);
        let slice = timeline.slice(Horizon { from, until: from.plus_millis(length) });
        let sent = serde_json::to_string(&slice).unwrap();
        let arrived: Timeline = serde_json::from_str(&sent).unwrap();
        prop_assert_eq!(&arrived, &slice);
        if let Ok(due) = arrived.due(asked.start, asked.target, &asked.pauses) {
            prop_assert_eq!(Ok(due), timeline.due(asked.start, asked.target, &asked.pauses));
            let segments = |of: &Timeline| of.segments(asked.start, due, asked.target, &asked.pauses);
            prop_assert_eq!(segments(&arrived), segments(&timeline));
        }
        if let Ok(day) = arrived.nth_open_day_after(asked.start, n) {
            prop_assert_eq!(Ok(day), timeline.nth_open_day_after(asked.start, n));
        }
    }

    #[test]
    fn a_timeline_that_extends_itself_agrees_with_a_short_one((desk, asked) in desk_and_question(40, LONG, SECOND)) {
        if let Some(due) = due(&desk.timeline(), &asked) {
            let mut calendars = Calendars::new();
            prop_assert_eq!(calendars.due(&desk.calendar, asked.start, asked.target, &asked.pauses), Ok(due));
        }
    }
}

/// How many questions are put to one calendar, whose minutes are expensive to look up.
const QUESTIONS: u32 = 50;

proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: cases(4_000).cases.div_ceil(QUESTIONS), ..cases(1) })]

    #[test]
    fn every_long_answer_is_that_of_walking_minute_by_minute(
        (desk, questions) in desk(60).prop_flat_map(|desk| {
            let questions = prop::collection::vec(asked(desk.horizon, LONG, MINUTE), QUESTIONS as usize);
            (Just(desk), questions)
        }),
    ) {
        let (timeline, slow) = (desk.timeline(), SlowCount::new(&desk.calendar, desk.horizon));
        for asked in questions {
            prop_assert_eq!(due(&timeline, &asked), slow.due(asked.start, asked.target, &asked.pauses, MINUTE), "{:?}", asked);
        }
    }
}
