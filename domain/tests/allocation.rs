//! A deadline on a compiled timeline costs no allocation (sla.md, "Speed"). By itself, because what counts allocations
//! stands in for the whole program's allocator.
#![cfg(feature = "zones")]

use caseline_domain::hours::{Calendar, Horizon, Pause, Target, Timeline};
use caseline_domain::instant::{HOUR, Timestamp};

fn allocations(work: impl FnOnce()) -> u64 {
    allocation_counter::measure(work).count_total
}

#[test]
fn a_deadline_allocates_nothing() {
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let horizon = Horizon { from: at("2024-01-01T00:00:00Z"), until: at("2029-01-01T00:00:00Z") };
    let start = at("2026-11-24T20:00:00Z");
    let pauses = [3, 20, 40].map(|hours| Pause {
        from: start.plus_millis(hours * HOUR),
        until: Some(start.plus_millis((hours + 5) * HOUR)),
        request: None,
    });
    let mut compiled: Option<Timeline> = None;
    assert!(allocations(|| compiled = Some(Calendar::standard().compile(horizon).unwrap())) > 0, "it does count");
    let timeline = compiled.unwrap();
    for target in [
        Target::BusinessMinutes(2_880),
        Target::ElapsedMinutes(1_440),
        Target::CalendarDays(14),
        Target::NextOpeningWithinMinutes(1_440),
    ] {
        let counted = allocations(|| assert!(timeline.due(start, target, &pauses).is_ok()));
        assert_eq!(counted, 0, "{target:?}");
    }
}
