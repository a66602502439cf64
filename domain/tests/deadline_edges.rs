//! Deadlines at the edges where other desks go wrong, one sentence each. What holds everywhere is in `deadline_properties`.
#![cfg(feature = "zones")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use caseline_domain::hours::{
    Calendar, CalendarError, Calendars, DeadlineError, Horizon, HorizonEnd, OutOfHorizon, Pause, Segment, SegmentKind,
    Target, Timeline, Week, zone_offsets,
};
use caseline_domain::instant::{DAY, HOUR, MINUTE, Timestamp};
use serde_json::json;

const LOS_ANGELES: &str = "America/Los_Angeles";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn calendar(zone: &str, week: serde_json::Value, holidays: serde_json::Value) -> Calendar {
    serde_json::from_value(json!({ "zone": zone, "week": week, "holidays": holidays })).unwrap()
}

fn nine_to_five(zone: &str, holidays: serde_json::Value) -> Calendar {
    let day = json!([["09:00", "17:00"]]);
    calendar(zone, json!({ "mon": day, "tue": day, "wed": day, "thu": day, "fri": day }), holidays)
}

/// Over the year before and after an instant.
fn around(calendar: &Calendar, middle: &str) -> Timeline {
    let middle = at(middle);
    let horizon = Horizon { from: middle.plus_millis(-365 * DAY), until: middle.plus_millis(365 * DAY) };
    calendar.compile(horizon).unwrap()
}

fn due(calendar: &Calendar, start: &str, target: Target) -> String {
    due_paused(calendar, start, target, &[])
}

fn due_paused(calendar: &Calendar, start: &str, target: Target, pauses: &[Pause]) -> String {
    around(calendar, start).due(at(start), target, pauses).unwrap().to_string()
}

fn pause(from: &str, until: &str) -> Pause {
    Pause { from: at(from), until: Some(at(until)), request: None }
}

fn still_paused(from: &str) -> Pause {
    Pause { from: at(from), until: None, request: None }
}

#[test]
fn two_business_days_from_friday_afternoon_are_over_on_tuesday_afternoon() {
    let weekdays = Calendar::monday_to_friday(LOS_ANGELES);
    // Friday 15:00 in Los Angeles, and Tuesday 15:00.
    assert_eq!(due(&weekdays, "2026-11-20T23:00:00Z", Target::BusinessMinutes(2_880)), "2026-11-24T23:00:00Z");
}

#[test]
fn a_week_is_as_long_as_its_clocks_make_it() {
    for (zone, monday, saturday, hours) in [
        (LOS_ANGELES, "2026-03-09T07:00:00Z", "2026-03-14T07:00:00Z", 120),
        // In Cairo clocks went forward in the night to Friday, 2025-04-25.
        ("Africa/Cairo", "2025-04-20T22:00:00Z", "2025-04-25T21:00:00Z", 119),
    ] {
        let timeline = around(&Calendar::monday_to_friday(zone), monday);
        assert_eq!(timeline.open_millis_between(at(monday), at(saturday)), Ok(hours * HOUR), "{zone}");
        assert!(timeline.is_open(at(monday)) && !timeline.is_open(at(saturday)));
    }
}

#[test]
fn the_minute_before_midnight_is_a_whole_minute() {
    let calendar = calendar("UTC", json!({ "mon": [["23:59", "24:00"]], "wed": [["23:59", "24:00"]] }), json!([]));
    let timeline = around(&calendar, "2026-11-23T00:00:00Z");
    let (opens, closes) = (at("2026-11-23T23:59:00Z"), at("2026-11-24T00:00:00Z"));
    assert_eq!(timeline.open_millis_between(opens, closes), Ok(MINUTE));
    assert!(timeline.is_open(closes.plus_millis(-1)) && !timeline.is_open(closes));
    assert_eq!(timeline.due(opens, Target::BusinessMinutes(1), &[]), Ok(closes));
    assert_eq!(due(&calendar, "2026-11-23T23:59:30Z", Target::BusinessMinutes(1)), "2026-11-25T23:59:30Z");
}

#[test]
fn hours_that_touch_over_midnight_are_one_opening() {
    let calendar = calendar(
        "Europe/Berlin",
        json!({ "mon": [["18:00", "22:00"], ["22:00", "24:00"]], "tue": [["00:00", "02:00"]] }),
        json!([]),
    );
    let timeline = around(&calendar, "2026-11-23T00:00:00Z");
    let (opens, closes) = (at("2026-11-23T17:00:00Z"), at("2026-11-24T01:00:00Z"));
    assert_eq!(timeline.due(opens, Target::BusinessMinutes(8 * 60), &[]), Ok(closes));
    let segments = timeline.segments(opens, closes, Target::BusinessMinutes(8 * 60), &[]).unwrap();
    assert_eq!(segments, [Segment { from: opens, until: closes, kind: SegmentKind::Counted }]);
}

#[test]
fn used_up_at_closing_is_due_at_that_closing_and_not_at_the_next_opening() {
    let office = nine_to_five("UTC", json!([]));
    assert_eq!(due(&office, "2026-11-23T09:00:00Z", Target::BusinessMinutes(480)), "2026-11-23T17:00:00Z");
    assert_eq!(due(&office, "2026-11-23T09:00:00Z", Target::BusinessMinutes(481)), "2026-11-24T09:01:00Z");
    assert_eq!(due(&office, "2026-11-20T17:00:00Z", Target::BusinessMinutes(480)), "2026-11-23T17:00:00Z");
}

#[test]
fn no_minutes_at_all_are_due_at_once_or_at_the_next_opening() {
    let office = nine_to_five("UTC", json!([]));
    assert_eq!(due(&office, "2026-11-23T10:00:00Z", Target::BusinessMinutes(0)), "2026-11-23T10:00:00Z");
    assert_eq!(due(&office, "2026-11-23T09:00:00Z", Target::BusinessMinutes(0)), "2026-11-23T09:00:00Z");
    assert_eq!(due(&office, "2026-11-20T17:00:00Z", Target::BusinessMinutes(0)), "2026-11-23T09:00:00Z");
    assert_eq!(due(&office, "2026-11-21T10:00:00Z", Target::ElapsedMinutes(0)), "2026-11-21T10:00:00Z");
}

#[test]
fn the_next_opening_waits_for_closed_hours_only() {
    let office = nine_to_five("UTC", json!(["2026-11-24"]));
    let within_a_day = Target::NextOpeningWithinMinutes(1_440);
    assert_eq!(due(&office, "2026-11-23T08:00:00Z", within_a_day), "2026-11-23T09:00:00Z");
    // Open, and a day later is a holiday.
    assert_eq!(due(&office, "2026-11-23T10:00:00Z", within_a_day), "2026-11-25T09:00:00Z");
    assert_eq!(due(&office, "2026-11-25T10:00:00Z", within_a_day), "2026-11-26T10:00:00Z");
    // A day later is the very closing.
    assert_eq!(due(&office, "2026-11-25T16:00:00Z", Target::NextOpeningWithinMinutes(60)), "2026-11-26T09:00:00Z");
    let paused = [still_paused("2026-11-25T10:00:00Z")];
    assert_eq!(due_paused(&office, "2026-11-25T10:00:00Z", within_a_day, &paused), "2026-11-26T10:00:00Z");
}

#[test]
fn apia_never_had_its_30th_of_december_2011() {
    // From the end of Thursday the 29th in UTC-10 the clocks went on with Saturday the 31st in UTC+14.
    let every_day = Calendar::always("Pacific/Apia");
    assert_eq!(due(&every_day, "2011-12-29T22:00:00Z", Target::CalendarDays(1)), "2011-12-30T10:00:00Z");
    assert_eq!(due(&every_day, "2011-12-29T22:00:00Z", Target::CalendarDays(2)), "2011-12-30T22:00:00Z");
    assert_eq!(due(&every_day, "2011-12-29T22:00:00Z", Target::BusinessMinutes(1_440)), "2011-12-30T22:00:00Z");
    let fridays = calendar("Pacific/Apia", json!({ "fri": [["00:00", "24:00"]] }), json!([]));
    let timeline = around(&fridays, "2011-12-30T00:00:00Z");
    assert_eq!(timeline.next_opening(at("2011-12-28T00:00:00Z")), Ok(at("2012-01-05T10:00:00Z")));
    assert_eq!(timeline.nth_open_day_after(at("2011-12-28T22:00:00Z"), 1), Ok(at("2012-01-05T22:00:00Z")));
}

#[test]
fn hours_inside_a_gap_begin_after_it_and_hours_shown_twice_begin_with_the_first() {
    let nightly = calendar(LOS_ANGELES, json!({ "sun": [["02:15", "02:45"], ["01:30", "02:00"]] }), json!([]));
    let timeline = around(&nightly, "2024-07-01T00:00:00Z");
    // 2024-03-10: clocks skip 02:00 to 03:00, so 02:15 to 02:45 is nothing.
    let open_on = |from: &str| timeline.open_millis_between(at(from), at(from).plus_millis(DAY));
    assert_eq!(open_on("2024-03-10T08:00:00Z"), Ok(30 * MINUTE));
    // 2024-11-03: clocks show 01:00 to 02:00 twice, so 01:30 to 02:00 lasts from the first to the second.
    assert_eq!(open_on("2024-11-03T07:00:00Z"), Ok(2 * HOUR));
    assert_eq!(timeline.next_opening(at("2024-11-03T07:00:00Z")), Ok(at("2024-11-03T08:30:00Z")));
}

#[test]
fn a_calendar_day_keeps_its_clock_reading() {
    let calendar = Calendar::always(LOS_ANGELES);
    // Over a change it is 23 hours; at a reading that is skipped, the end of the gap; at one shown twice, the first.
    assert_eq!(due(&calendar, "2024-03-09T20:00:00Z", Target::CalendarDays(1)), "2024-03-10T19:00:00Z");
    assert_eq!(due(&calendar, "2024-03-09T10:30:00Z", Target::CalendarDays(1)), "2024-03-10T10:00:00Z");
    assert_eq!(due(&calendar, "2024-11-02T08:30:00Z", Target::CalendarDays(1)), "2024-11-03T08:30:00Z");
}

#[test]
fn a_pause_that_begins_when_it_is_due_changes_nothing() {
    let office = nine_to_five("UTC", json!([]));
    let start = "2026-11-23T09:00:00Z";
    for (target, due) in [
        (Target::BusinessMinutes(60), "2026-11-23T10:00:00Z"),
        (Target::ElapsedMinutes(60), "2026-11-23T10:00:00Z"),
        (Target::CalendarDays(1), "2026-11-24T09:00:00Z"),
    ] {
        assert_eq!(due_paused(&office, start, target, &[still_paused(due)]), due);
        let a_millisecond_before =
            Pause { from: at(due).plus_millis(-1), until: Some(at(due).plus_millis(4)), request: None };
        let moved = around(&office, start).due(at(start), target, &[a_millisecond_before]);
        assert_eq!(moved, Ok(at(due).plus_millis(5)), "{target:?}");
    }
}

#[test]
fn pauses_that_touch_or_overlap_count_every_minute_once() {
    let office = nine_to_five("UTC", json!([]));
    let touching =
        [pause("2026-11-23T10:00:00Z", "2026-11-23T11:00:00Z"), pause("2026-11-23T11:00:00Z", "2026-11-23T12:00:00Z")];
    let overlapping =
        [pause("2026-11-23T10:00:00Z", "2026-11-23T11:30:00Z"), pause("2026-11-23T11:00:00Z", "2026-11-23T12:00:00Z")];
    let within =
        [pause("2026-11-23T10:00:00Z", "2026-11-23T12:00:00Z"), pause("2026-11-23T11:00:00Z", "2026-11-23T11:30:00Z")];
    for pauses in [touching, overlapping, within] {
        let due = |target| due_paused(&office, "2026-11-23T09:00:00Z", target, &pauses);
        assert_eq!(due(Target::BusinessMinutes(120)), "2026-11-23T13:00:00Z");
        assert_eq!(due(Target::ElapsedMinutes(120)), "2026-11-23T13:00:00Z");
        assert_eq!(due(Target::CalendarDays(1)), "2026-11-24T11:00:00Z");
    }
}

#[test]
fn what_lies_before_the_start_does_not_pause() {
    let office = nine_to_five("UTC", json!([]));
    let earlier =
        [pause("2026-11-20T10:00:00Z", "2026-11-20T11:00:00Z"), pause("2026-11-23T08:00:00Z", "2026-11-23T10:00:00Z")];
    let due = |target| due_paused(&office, "2026-11-23T09:00:00Z", target, &earlier);
    assert_eq!(due(Target::BusinessMinutes(120)), "2026-11-23T12:00:00Z");
    assert_eq!(due(Target::ElapsedMinutes(120)), "2026-11-23T12:00:00Z");
}

#[test]
fn a_pause_over_closed_hours_costs_no_business_time() {
    let office = nine_to_five("UTC", json!([]));
    let weekend = [pause("2026-11-20T17:00:00Z", "2026-11-23T09:00:00Z")];
    assert_eq!(
        due_paused(&office, "2026-11-20T16:00:00Z", Target::BusinessMinutes(120), &weekend),
        "2026-11-23T10:00:00Z"
    );
}

#[test]
fn a_calendar_day_counts_a_pause_that_begins_before_the_due_time_as_moved_so_far() {
    let calendar = Calendar::always("UTC");
    let pauses =
        [pause("2026-11-23T12:00:00Z", "2026-11-23T18:00:00Z"), pause("2026-11-24T10:00:00Z", "2026-11-24T11:00:00Z")];
    // The second begins after the unpaused due time (09:00) and before the moved one (15:00).
    assert_eq!(due_paused(&calendar, "2026-11-23T09:00:00Z", Target::CalendarDays(1), &pauses), "2026-11-24T16:00:00Z");
}

#[test]
fn while_a_pause_lasts_what_it_delays_is_never_due() {
    let office = nine_to_five("UTC", json!([]));
    let start = "2026-11-23T09:00:00Z";
    let asked = still_paused("2026-11-23T10:00:00Z");
    let timeline = around(&office, start);
    for target in [Target::BusinessMinutes(120), Target::ElapsedMinutes(120), Target::CalendarDays(1)] {
        assert_eq!(timeline.due(at(start), target, &[asked]), Ok(Timestamp::FAR_FUTURE));
    }
    // "If you answer now".
    let answered = asked.ended_at(at("2026-11-23T12:00:00Z"));
    let due = timeline.due(at(start), Target::BusinessMinutes(120), &[answered]);
    assert_eq!(due, Ok(at("2026-11-23T13:00:00Z")));
    assert_eq!(asked.ended_at(at(start)).until, Some(asked.from));
}

#[test]
fn out_of_its_horizon_a_timeline_asks_for_a_longer_one() {
    let office = nine_to_five("UTC", json!([]));
    let horizon = Horizon { from: at("2026-11-23T00:00:00Z"), until: at("2026-11-24T12:00:00Z") };
    let timeline = office.compile(horizon).unwrap();
    let ends = |needed: &str| Err(OutOfHorizon { needed: at(needed), end: HorizonEnd::Ends(horizon.until) });
    let first = at("2026-11-23T09:00:00Z");
    // Used up where the horizon ends: that is known; a millisecond more is not.
    assert_eq!(timeline.due(first, Target::BusinessMinutes(660), &[]), Ok(horizon.until));
    assert_eq!(timeline.due(first, Target::BusinessMinutes(661), &[]), ends("2026-11-24T12:01:00Z"));
    assert_eq!(timeline.due(first, Target::CalendarDays(2), &[]), ends("2026-11-25T09:00:00Z"));
    assert_eq!(timeline.due(first, Target::ElapsedMinutes(1_621), &[]), ends("2026-11-24T12:01:00Z"));
    assert_eq!(timeline.next_opening(horizon.until), ends("2026-11-24T12:00:00.001Z"));
    assert_eq!(timeline.nth_open_day_after(at("2026-11-23T11:00:00Z"), 1), Ok(at("2026-11-24T11:00:00Z")));
    assert_eq!(timeline.nth_open_day_after(at("2026-11-23T13:00:00Z"), 1), ends("2026-11-24T13:00:00Z"));
    let before = timeline.due(at("2026-11-22T23:59:59.999Z"), Target::ElapsedMinutes(5), &[]);
    assert!(matches!(before, Err(OutOfHorizon { end: HorizonEnd::Begins(_), .. })));
    assert!(timeline.due(Timestamp::FAR_FUTURE, Target::ElapsedMinutes(u32::MAX), &[]).is_err());
    assert!(timeline.due(Timestamp::from_millis(i64::MIN), Target::CalendarDays(u32::MAX), &[]).is_err());
}

#[test]
fn a_pause_behind_the_horizon_matters_only_if_it_delays() {
    let office = nine_to_five("UTC", json!([]));
    let horizon = Horizon { from: at("2026-11-23T00:00:00Z"), until: at("2026-11-24T12:00:00Z") };
    let timeline = office.compile(horizon).unwrap();
    let start = at("2026-11-23T09:00:00Z");
    let behind = [pause("2026-11-25T09:00:00Z", "2026-11-25T10:00:00Z")];
    assert_eq!(timeline.due(start, Target::BusinessMinutes(600), &behind), Ok(at("2026-11-24T11:00:00Z")));
    assert!(timeline.due(start, Target::BusinessMinutes(700), &behind).is_err());
    let over_the_end = [pause("2026-11-24T10:00:00Z", "2026-11-25T10:00:00Z")];
    assert!(timeline.due(start, Target::BusinessMinutes(600), &over_the_end).is_err());
}

#[test]
fn a_closed_stretch_says_why_by_its_dates() {
    let office = nine_to_five("UTC", json!([{ "date": "2026-11-23", "name": "Labour Thanksgiving Day" }]));
    let (start, due) = (at("2026-11-20T16:00:00Z"), at("2026-11-24T10:00:00Z"));
    let timeline = around(&office, "2026-11-20T16:00:00Z");
    let segments = timeline.segments(start, due, Target::BusinessMinutes(120), &[]).unwrap();
    let seen: Vec<_> = segments.iter().map(|s| (s.from.to_string(), s.kind.clone())).collect();
    assert_eq!(
        seen,
        [
            ("2026-11-20T16:00:00Z".to_owned(), SegmentKind::Counted),
            ("2026-11-20T17:00:00Z".to_owned(), SegmentKind::Closed),
            ("2026-11-21T00:00:00Z".to_owned(), SegmentKind::Weekend),
            ("2026-11-23T00:00:00Z".to_owned(), SegmentKind::Holiday(Some("Labour Thanksgiving Day".to_owned()))),
            ("2026-11-24T00:00:00Z".to_owned(), SegmentKind::Closed),
            ("2026-11-24T09:00:00Z".to_owned(), SegmentKind::Counted),
        ]
    );
}

#[test]
fn segments_of_a_paused_clock_show_every_pause_apart() {
    let office = nine_to_five("UTC", json!([]));
    let start = "2026-11-20T16:00:00Z";
    let pauses = [pause("2026-11-20T16:30:00Z", "2026-11-22T00:00:00Z"), still_paused("2026-11-22T00:00:00Z")];
    let timeline = around(&office, start);
    let kinds = |target| -> Vec<SegmentKind> {
        let segments = timeline.segments(at(start), at("2026-11-23T10:00:00Z"), target, &pauses).unwrap();
        segments.into_iter().map(|segment| segment.kind).collect()
    };
    let (counted, paused) = (SegmentKind::Counted, SegmentKind::Paused);
    let (closed, weekend) = (SegmentKind::Closed, SegmentKind::Weekend);
    assert_eq!(kinds(Target::ElapsedMinutes(60)), [counted.clone(), paused.clone(), paused.clone()]);
    assert_eq!(
        kinds(Target::BusinessMinutes(60)),
        [counted.clone(), paused.clone(), closed.clone(), weekend.clone(), closed.clone(), paused],
        "what is closed in a pause is closed"
    );
    assert_eq!(
        kinds(Target::NextOpeningWithinMinutes(90)),
        [counted.clone(), closed.clone(), weekend, closed, counted]
    );
}

#[test]
fn a_proposal_lapses_on_the_fifth_open_day() {
    let office = nine_to_five(LOS_ANGELES, json!([{ "date": "2026-11-26" }]));
    let timeline = around(&office, "2026-11-20T00:00:00Z");
    // Proposed on Friday evening; Thursday is a holiday; Saturday and Sunday have no hours.
    assert_eq!(timeline.nth_open_day_after(at("2026-11-21T04:00:00Z"), 5), Ok(at("2026-12-01T04:00:00Z")));
    assert_eq!(timeline.nth_open_day_after(at("2026-11-22T04:00:00Z"), 0), Ok(at("2026-11-22T04:00:00Z")));
}

#[test]
fn calendars_extend_their_horizon_and_give_up_where_zones_end() {
    let mut calendars = Calendars::new();
    let seldom = calendar("UTC", json!({ "mon": [["00:00", "00:01"]] }), json!([]));
    let start = at("2026-11-23T00:00:00Z");
    let due = calendars.due(&seldom, start, Target::BusinessMinutes(53), &[]);
    assert_eq!(due, Ok(at("2027-11-22T00:01:00Z")));
    let due = calendars.due(&seldom, start, Target::BusinessMinutes(2_001), &[]);
    assert_eq!(due, Ok(at("2065-03-23T00:01:00Z")));
    let earlier = calendars.due(&seldom, at("1970-01-05T00:00:00Z"), Target::BusinessMinutes(1), &[]);
    assert_eq!(earlier, Ok(at("1970-01-05T00:01:00Z")));

    let never = Calendar { week: Week::default(), ..Calendar::always("UTC") };
    for _ in 0..2 {
        let due = calendars.due(&never, start, Target::BusinessMinutes(1), &[]);
        assert!(matches!(due, Err(DeadlineError::OutsideYears(_))));
    }
    assert!(matches!(
        calendars.due(&seldom, Timestamp::from_millis(-1), Target::ElapsedMinutes(1), &[]),
        Err(DeadlineError::OutsideYears(_))
    ));
    let kept = calendars.over(&seldom, Horizon { from: start, until: start.plus_millis(DAY) }).unwrap();
    assert!(kept.horizon().contains(at("2065-01-01T00:00:00Z")));
}

#[test]
fn a_calendar_that_cannot_be_meant_is_refused_with_its_day() {
    let year = Horizon { from: at("2026-01-01T00:00:00Z"), until: at("2027-01-01T00:00:00Z") };
    let refused = |week| calendar("UTC", week, json!([])).compile(year).unwrap_err();
    let overlapping = refused(json!({ "tue": [["12:00", "14:00"], ["09:00", "12:01"]] }));
    assert_eq!(overlapping.to_string(), "on Tue, 09:00–12:01 and 12:00–14:00 overlap");
    for hours in [json!([["09:00", "09:00"]]), json!([["17:00", "09:00"]])] {
        assert!(matches!(refused(json!({ "sun": hours })), CalendarError::BadInterval { .. }));
    }
    let unknown = Calendar::always("America/Springfield").compile(year).unwrap_err();
    assert_eq!(unknown.to_string(), "“America/Springfield” is not a time zone of the IANA database");
    assert!(serde_json::from_value::<Week>(json!({ "mon": [["09:00", "24:01"]] })).is_err());
}

#[test]
fn a_receipt_reads_two_zones() {
    let horizon = Horizon { from: at("2026-11-20T00:00:00Z"), until: at("2026-11-25T00:00:00Z") };
    let reader = zone_offsets("Asia/Kathmandu", horizon).unwrap();
    assert_eq!(reader.local(at("2026-11-24T23:00:00Z")).to_string(), "2026-11-25 04:45");
    let calendar = around(&Calendar::always(LOS_ANGELES), "2026-11-24T00:00:00Z");
    assert_eq!(calendar.offsets().local(at("2026-11-24T23:00:00Z")).to_string(), "2026-11-24 15:00");
}

#[test]
fn a_timeline_is_small_on_the_wire_and_a_damaged_one_is_refused() {
    let five_years = Horizon { from: at("2024-01-01T00:00:00Z"), until: at("2029-01-01T00:00:00Z") };
    let timeline = nine_to_five(LOS_ANGELES, json!(["2026-12-25"])).compile(five_years).unwrap();
    let sent = serde_json::to_string(&timeline).unwrap();
    assert!(sent.len() < 12_000, "{}", sent.len());
    let month = timeline.slice(Horizon { from: at("2026-11-01T00:00:00Z"), until: at("2026-12-01T00:00:00Z") });
    let sent_month = serde_json::to_string(&month).unwrap();
    assert!(sent_month.len() < 400, "{}", sent_month.len());

    let good: serde_json::Value = serde_json::from_str(&sent).unwrap();
    for (key, bad) in [
        ("lengths", json!([0, 5, 0, 5])),
        ("lengths", json!([0, 5, 5])),
        ("lengths", json!([5, -5])),
        ("lengths", json!([0, i64::MAX])),
        ("unit", json!(0)),
        ("until", json!(0)),
        ("offsets", json!([])),
        ("holidays", json!([{ "date": "2026-12-25" }, { "date": "2026-12-25" }])),
    ] {
        let mut damaged = good.clone();
        damaged[key] = bad;
        assert!(serde_json::from_value::<Timeline>(damaged).is_err(), "{key}");
    }
}
