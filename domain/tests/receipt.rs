//! The receipt as people read it, and as machines do.
#![cfg(feature = "zones")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use caseline_domain::case::{Clock, ClockKind, Priority, Receipt, Terms};
use caseline_domain::hours::{Calendar, Horizon, Offsets, Pause, Target, Timeline, zone_offsets};
use caseline_domain::id::PlanId;
use caseline_domain::instant::Timestamp;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn horizon() -> Horizon {
    Horizon { from: at("2026-11-01T00:00:00Z"), until: at("2027-02-01T00:00:00Z") }
}

/// Los Angeles, Monday to Friday, closed on Thanksgiving.
fn timeline() -> Timeline {
    Calendar::standard().compile(horizon()).unwrap()
}

fn zone(name: &str) -> Offsets {
    zone_offsets(name, horizon()).unwrap()
}

/// 48 business hours from Tuesday 24 November 12:00 in Los Angeles, with an answer awaited for 90 minutes.
fn clock() -> Clock {
    let target = Target::BusinessMinutes(48 * 60);
    Clock {
        pauses: vec![Pause {
            from: at("2026-11-25T18:00:00Z"),
            until: Some(at("2026-11-25T19:30:00Z")),
            request: Some(1),
        }],
        ..Clock::running(ClockKind::Resolution, Priority::P2, PlanId::NONE, at("2026-11-24T20:00:00Z"), target)
    }
}

fn receipt(now: &str) -> Receipt {
    let terms =
        Terms { plan: "Standard".into(), version: 1, zone: "America/Los_Angeles".into(), calendar: "3f9c2a17".into() };
    Receipt::of(&clock(), &terms, Vec::new(), &timeline(), at(now)).unwrap()
}

#[test]
fn a_receipt_names_the_holiday_the_pause_and_both_clocks() {
    let here = zone("America/Los_Angeles");
    let text = receipt("2026-11-24T20:00:00Z").text(&here, &here);
    let expected = "\
Resolution clock, P2
Plan Standard, version 1; calendar America/Los_Angeles, fingerprint 3f9c2a17
Due Fri 27 Nov 2026, 13:30: 48 business hours from Tue 24 Nov 2026, 12:00, plus 1 h 30 m of business time paused for information request 1; Thanksgiving Day not counted.
  Tue 24 Nov 2026, 12:00  to  Wed 25 Nov 2026, 10:00  + 22 h 00 m         22 h 00 m         counted
  Wed 25 Nov 2026, 10:00  to  Wed 25 Nov 2026, 11:30  not counted         22 h 00 m         paused for information request 1
  Wed 25 Nov 2026, 11:30  to  Thu 26 Nov 2026, 00:00  + 12 h 30 m         34 h 30 m         counted
  Thu 26 Nov 2026, 00:00  to  Fri 27 Nov 2026, 00:00  not counted         34 h 30 m         Thanksgiving Day
  Fri 27 Nov 2026, 00:00  to  Fri 27 Nov 2026, 13:30  + 13 h 30 m         48 h 00 m         counted
  due Fri 27 Nov 2026, 13:30, running
";
    assert_eq!(text, expected);
    let abroad = receipt("2026-11-24T20:00:00Z").text(&zone("Europe/Berlin"), &here);
    assert!(abroad.contains("Thu 26 Nov 2026, 09:00 (00:00 there)"), "{abroad}");
    assert!(
        abroad.contains("due Fri 27 Nov 2026, 22:30 (13:30 there), running"),
        "who reads elsewhere sees the service's clock too: {abroad}"
    );
}

#[test]
fn the_machine_form_has_instants_in_utc_and_the_running_total() {
    let json = serde_json::to_value(receipt("2026-11-24T20:00:00Z")).unwrap();
    assert_eq!(json["due"], "2026-11-27T21:30:00Z");
    assert_eq!(json["terms"]["version"], 1);
    assert_eq!(json["target"]["business_minutes"], 2880);
    assert_eq!((&json["lines"][1]["why"], &json["lines"][1]["request"]), (&"paused".into(), &1.into()));
    assert!(json["lines"][0].get("request").is_none());
    assert_eq!(json["lines"][3]["why"]["holiday"], "Thanksgiving Day");
    assert_eq!(json["lines"][4]["counted"], 48 * 60 * 60 * 1_000);
    assert_eq!(json["state"], "running");
}

#[test]
fn a_receipt_says_how_its_clock_stands() {
    let stands = |now: &str, clock: Clock| {
        let terms = Terms { plan: "S".into(), version: 1, zone: "UTC".into(), calendar: "0".into() };
        let utc = Offsets::utc();
        Receipt::of(&clock, &terms, Vec::new(), &timeline(), at(now)).unwrap().text(&utc, &utc)
    };
    let asked =
        Clock { pauses: vec![Pause { from: at("2026-11-25T18:00:00Z"), until: None, request: None }], ..clock() };
    let text = stands("2026-11-25T19:30:00Z", asked);
    assert!(
        text.contains("due Fri 27 Nov 2026, 21:30, paused since Wed 25 Nov 2026, 18:00; due then if answered now"),
        "{text}"
    );
    let stopped = Clock { stop: Some(caseline_domain::case::Stop::Final(at("2026-11-25T20:00:00Z"))), ..clock() };
    assert!(stands("2026-12-01T00:00:00Z", stopped).contains("stopped Wed 25 Nov 2026, 20:00"));
}

#[test]
fn one_hour_and_one_day_are_said_of_one() {
    let says = |target| {
        let clock = Clock { target, pauses: Vec::new(), ..clock() };
        let terms = Terms { plan: "S".into(), version: 1, zone: "UTC".into(), calendar: "0".into() };
        Receipt::of(&clock, &terms, Vec::new(), &timeline(), clock.start).unwrap().sentence(&Offsets::utc())
    };
    for (target, promise) in [
        (Target::ElapsedMinutes(60), ": 1 hour from Tue 24 Nov 2026, 20:00, day and night."),
        (Target::BusinessMinutes(60), ": 1 business hour from Tue 24 Nov 2026, 20:00."),
        (Target::CalendarDays(1), ": 1 day from Tue 24 Nov 2026, 20:00."),
        (Target::NextOpeningWithinMinutes(60), ": at the next opening, or within 1 hour from Tue 24 Nov 2026, 20:00."),
    ] {
        assert!(says(target).ends_with(promise), "{}", says(target));
    }
}

/// sla.md, "Receipt": what counts and what is paused add up to the due time, and each pause names its request.
#[test]
fn the_sentence_adds_up_when_pauses_cross_closed_hours() {
    let utc = Offsets::utc();
    let timeline = Calendar::monday_to_friday("UTC").compile(horizon()).unwrap();
    let terms = Terms { plan: "S".into(), version: 1, zone: "UTC".into(), calendar: "0".into() };
    let pause = |from, until, request| Pause { from: at(from), until: Some(at(until)), request: Some(request) };
    // Friday 12:00; asked from Friday 17:00 to Monday 09:00, and on Monday from 10:00 to 12:30.
    let pauses = vec![
        pause("2026-11-20T17:00:00Z", "2026-11-23T09:00:00Z", 1),
        pause("2026-11-23T10:00:00Z", "2026-11-23T12:30:00Z", 2),
    ];
    let says = |target| {
        let start = at("2026-11-20T12:00:00Z");
        let clock = Clock::running(ClockKind::Resolution, Priority::P2, PlanId::NONE, start, target);
        let clock = Clock { pauses: pauses.clone(), ..clock };
        Receipt::of(&clock, &terms, Vec::new(), &timeline, start).unwrap().sentence(&utc)
    };
    assert_eq!(
        says(Target::BusinessMinutes(48 * 60)),
        "Due Wed 25 Nov 2026, 06:30: 48 business hours from Fri 20 Nov 2026, 12:00, plus 16 business hours paused for \
         information request 1 and 2 h 30 m of business time paused for information request 2; the weekend not counted."
    );
    assert_eq!(
        says(Target::CalendarDays(14)),
        "Due Mon 7 Dec 2026, 06:30: 14 days from Fri 20 Nov 2026, 12:00, plus 64 hours paused for information request 1 \
         and 2 h 30 m paused for information request 2."
    );
}
