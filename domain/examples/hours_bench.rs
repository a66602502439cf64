//! Measures what `sla.md` promises of deadlines: nanoseconds a due time, microseconds a compilation of five years.
//! Run: `script/bench bench/hours`; figures and machine in
//! `bench/README.md`.

#[cfg(feature = "zones")]
fn main() {
    measured::print_all();
}

#[cfg(not(feature = "zones"))]
fn main() {
    eprintln!("run this with --features zones: calendars are compiled with the zone database");
}

#[cfg(feature = "zones")]
mod measured {
    use std::hint::black_box;
    use std::time::{Duration, Instant};

    use caseline_domain::hours::{Calendar, Calendars, Date, Holiday, Horizon, Pause, Target, Timeline, Week};
    use caseline_domain::instant::{DAY, HOUR, MINUTE, Timestamp};
    use chrono::{DateTime, LocalResult, Offset, TimeZone};
    use chrono_tz::Tz;

    const ROUNDS: usize = 15;
    const STARTS: usize = 4_096;

    pub fn print_all() {
        let five_years = Horizon { from: instant("2024-01-01T00:00:00Z"), until: instant("2029-01-01T00:00:00Z") };
        let calendars = [("24 h Mon–Fri", weekdays()), ("9 to 5 Mon–Fri", nine_to_five()), ("24x7", always())];
        for (name, calendar) in calendars {
            let compile = fastest(200, |_| compiled(&calendar, five_years));
            println!("compile five years, {name:<16} {:>8.1} µs", compile.as_secs_f64() * 1e6 / 200.0);
            let timeline = compiled(&calendar, five_years);
            print_due(&timeline, name, "48 business hours", Target::BusinessMinutes(2_880));
            print_due(&timeline, name, "14 calendar days", Target::CalendarDays(14));
            print_due(&timeline, name, "next opening within 24 h", Target::NextOpeningWithinMinutes(1_440));
        }
        print_paused(&compiled(&weekdays(), five_years));
        print_walked(&compiled(&weekdays(), five_years));
        print_mixed_calendars();
    }

    fn print_paused(timeline: &Timeline) {
        let starts = starts();
        let pauses: Vec<[Pause; 3]> = starts
            .iter()
            .map(|start| {
                [3, 20, 40].map(|hours| Pause {
                    from: start.plus_millis(hours * HOUR),
                    until: Some(start.plus_millis((hours + 5) * HOUR)),
                    request: None,
                })
            })
            .collect();
        let spent = fastest(STARTS, |turn| timeline.due(starts[turn], Target::BusinessMinutes(2_880), &pauses[turn]));
        println!("due, 24 h Mon–Fri     48 business hours, 3 pauses  {:>7.1} ns", nanos_each(spent));
    }

    /// The same question without a compiled timeline: from date to date, asking the zone at every opening and closing.
    fn print_walked(timeline: &Timeline) {
        let (starts, calendar) = (starts(), weekdays());
        let zone: Tz = calendar.zone.parse().unwrap_or(Tz::UTC);
        let minutes = 2_880;
        for start in &starts {
            assert_eq!(
                Ok(walked(&calendar, zone, *start, minutes)),
                timeline.due(*start, Target::BusinessMinutes(2_880), &[])
            );
        }
        let searched = fastest(STARTS, |turn| timeline.due(starts[turn], Target::BusinessMinutes(2_880), &[]));
        let walk = fastest(STARTS, |turn| walked(&calendar, zone, starts[turn], minutes));
        println!("due, 24 h Mon–Fri     48 business hours, walked    {:>7.1} ns", nanos_each(walk));
        println!(
            "walked to searched                                 {:>7.1} times",
            nanos_each(walk) / nanos_each(searched)
        );
    }

    fn walked(calendar: &Calendar, zone: Tz, start: Timestamp, minutes: i64) -> Timestamp {
        let mut left = minutes * MINUTE;
        let offset = |at: Timestamp| {
            let utc = DateTime::from_timestamp_millis(at.millis()).unwrap_or_default().naive_utc();
            i64::from(zone.offset_from_utc_datetime(&utc).fix().local_minus_utc()) * 1_000
        };
        let instant_of = |local: i64| {
            let local = DateTime::from_timestamp_millis(local).unwrap_or_default().naive_utc();
            match zone.offset_from_local_datetime(&local) {
                LocalResult::Single(offset) | LocalResult::Ambiguous(offset, _) => {
                    local.and_utc().timestamp_millis() - i64::from(offset.fix().local_minus_utc()) * 1_000
                }
                // These calendars open and close at midnight, which Los Angeles never skips.
                LocalResult::None => local.and_utc().timestamp_millis(),
            }
        };
        let mut day = (start.millis() + offset(start)).div_euclid(DAY);
        loop {
            let date = Date::from_days(day);
            if !calendar.holidays.iter().any(|holiday| holiday.date == date) {
                for interval in calendar.week.day(date.weekday()) {
                    let edge = |minutes: u16| instant_of(day * DAY + i64::from(minutes) * MINUTE);
                    let (open, close) =
                        (edge(interval.open.minutes()).max(start.millis()), edge(interval.close.minutes()));
                    if close > open {
                        if left <= close - open {
                            return Timestamp::from_millis(open + left);
                        }
                        left -= close - open;
                    }
                }
            }
            day += 1;
        }
    }

    /// What a line of `caseline deadline` costs beside its JSON: a hundred calendars by turns, found by their content.
    fn print_mixed_calendars() {
        let mixed: Vec<Calendar> = (0..100)
            .map(|day| Calendar { holidays: holidays(Date::from_days(19_800 + day), 30).collect(), ..nine_to_five() })
            .collect();
        let mut calendars = Calendars::new();
        let starts = starts();
        let spent = fastest(STARTS, |turn| {
            calendars.due(&mixed[turn % 100], starts[turn], Target::BusinessMinutes(2_880), &[])
        });
        println!("a hundred calendars by turns, found by content   {:>8.1} ns", nanos_each(spent));
    }

    fn print_due(timeline: &Timeline, name: &str, what: &str, target: Target) {
        let starts = starts();
        let spent = fastest(STARTS, |turn| timeline.due(starts[turn], target, &[]));
        println!("due, {name:<16} {what:<28} {:>7.1} ns", nanos_each(spent));
    }

    fn nanos_each(spent: Duration) -> f64 {
        spent.as_secs_f64() * 1e9 / STARTS as f64
    }

    /// The shortest of several rounds of `turns` calls: what the code costs, without what else the machine did.
    fn fastest<T>(turns: usize, mut call: impl FnMut(usize) -> T) -> Duration {
        let mut shortest = Duration::MAX;
        for _ in 0..ROUNDS {
            let begin = now();
            for turn in 0..turns {
                black_box(call(black_box(turn)));
            }
            shortest = shortest.min(begin.elapsed());
        }
        shortest
    }

    #[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
    fn now() -> Instant {
        Instant::now()
    }

    /// Starts all over four of the five years, in no order that a branch predictor could learn.
    fn starts() -> Vec<Timestamp> {
        let mut seed: u64 = 20_261_123;
        let mut next = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as i64
        };
        (0..STARTS)
            .map(|_| instant("2024-01-02T00:00:00Z").plus_millis(next() % (4 * 365 * DAY / MINUTE) * MINUTE))
            .collect()
    }

    fn weekdays() -> Calendar {
        Calendar {
            holidays: holidays(Date::from_days(20_000), 10).collect(),
            ..Calendar::monday_to_friday("America/Los_Angeles")
        }
    }

    fn nine_to_five() -> Calendar {
        let day = || vec![("09:00".parse(), "17:00".parse())];
        let day = || day().into_iter().filter_map(|(open, close)| Some((open.ok()?, close.ok()?).into())).collect();
        let week = Week { mon: day(), tue: day(), wed: day(), thu: day(), fri: day(), ..Week::default() };
        Calendar { week, ..weekdays() }
    }

    fn always() -> Calendar {
        Calendar::always("America/Los_Angeles")
    }

    fn holidays(first: Date, count: i64) -> impl Iterator<Item = Holiday> {
        (0..count).map(move |n| Holiday { date: first.plus_days(n * 37), name: None, source: None })
    }

    fn compiled(calendar: &Calendar, horizon: Horizon) -> Timeline {
        calendar.compile(horizon).unwrap_or_else(|error| panic!("{error}"))
    }

    fn instant(text: &str) -> Timestamp {
        text.parse().unwrap_or_else(|error| panic!("{error}"))
    }
}
