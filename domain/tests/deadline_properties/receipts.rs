use caseline_domain::case::{Clock, ClockKind, Priority, Receipt, Terms};
use caseline_domain::hours::{Offsets, Pause, SegmentKind, Target};
use caseline_domain::id::PlanId;
use caseline_domain::instant::{DAY, HOUR, MINUTE, SECOND};
use proptest::prelude::*;

use super::cases;
use super::properties::{LONG, desk_and_question};

fn terms() -> Terms {
    Terms { plan: "Standard".into(), version: 3, zone: "UTC".into(), calendar: "0".into() }
}

/// A length as the sentence says it: "16 business hours", "1 hour", "90 business minutes", "2 h 30 m 12 s of business time".
fn said(text: &str) -> i64 {
    let words: Vec<&str> = text.split(' ').collect();
    let unit = |word: &str| match word {
        "h" | "hour" | "hours" => Some(HOUR),
        "m" | "minute" | "minutes" => Some(MINUTE),
        "s" => Some(SECOND),
        _ => None,
    };
    let number = |at: usize| words[at].parse::<i64>().ok().zip(words[at + 1..].iter().find_map(|word| unit(word)));
    (0..words.len()).filter_map(number).map(|(count, unit)| count * unit).sum()
}

/// What the sentence promises, and how much it says is paused, of how many requests.
fn promised_and_paused(sentence: &str) -> (i64, i64, Vec<u32>) {
    let (_, why) = sentence.split_once(": ").unwrap();
    let (promise, rest) = why.split_once(" from ").unwrap();
    let plus = rest.split_once(", plus ").map_or("", |(_, plus)| plus.split(';').next().unwrap());
    let paused = plus.trim_end_matches('.').replace(" and ", ", ");
    let (mut millis, mut requests) = (0, Vec::new());
    for one in paused.split(", ").filter(|one| !one.is_empty()) {
        let (length, request) = one.split_once(" paused for information request ").unwrap();
        millis += said(length);
        requests.push(request.parse().unwrap());
    }
    (said(promise), millis, requests)
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn a_receipt_adds_up_to_its_due_time(
        (desk, asked) in desk_and_question(40, LONG, SECOND),
        now in 0..40 * DAY / SECOND,
        still_paused in any::<bool>(),
    ) {
        let timeline = desk.timeline();
        let mut pauses = asked.pauses;
        let now = pauses.last().map_or(asked.start, |last| last.from).plus_millis(now * SECOND);
        if still_paused && let Some(last) = pauses.last_mut() {
            *last = Pause { until: None, ..*last };
        }
        for (request, pause) in (1..).zip(&mut pauses) {
            pause.request = Some(request);
        }
        let clock = Clock::running(ClockKind::Resolution, Priority::P2, PlanId::NONE, asked.start, asked.target);
        let clock = Clock { pauses, ..clock };
        // A horizon that is too short is an error; nothing is left out of a receipt.
        let Ok(receipt) = Receipt::of(&clock, &terms(), Vec::new(), &timeline, now) else { return Ok(()) };
        prop_assert!(receipt.adds_up(), "{receipt:?}");
        let sentence = receipt.sentence(&Offsets::utc());
        let (promised, paused, requests) = promised_and_paused(&sentence);
        let (start, due) = (receipt.start.0, receipt.due.0);
        let between = match asked.target {
            Target::BusinessMinutes(_) => timeline.open_millis_between(start, due).unwrap(),
            Target::ElapsedMinutes(_) => due.since(start),
            // Its days are no length: what is paused moves what would be due.
            Target::CalendarDays(_) => promised + due.since(timeline.due(start, asked.target, &[]).unwrap()),
            Target::NextOpeningWithinMinutes(_) | Target::At(_) => promised,
        };
        prop_assert_eq!(promised + paused, between, "{}", &sentence);
        let named: Vec<u32> = receipt.lines.iter().filter_map(|line| line.request).collect();
        prop_assert!(named.iter().all(|request| requests.contains(request)), "{}", &sentence);
        // It would not be a check if it let these pass.
        if let Some(last) = receipt.lines.len().checked_sub(1) {
            let mut shorter = receipt.clone();
            shorter.lines.remove(last);
            prop_assert!(!shorter.adds_up());
            let mut other = receipt.clone();
            other.lines[last].why = match other.lines[last].why {
                SegmentKind::Counted => SegmentKind::Closed,
                _ => SegmentKind::Counted,
            };
            prop_assert!(!other.adds_up());
        }
    }
}
