use caseline_domain::case::{Clock, ClockKind, Priority, Receipt, Terms};
use caseline_domain::hours::{Pause, SegmentKind};
use caseline_domain::id::PlanId;
use caseline_domain::instant::{DAY, SECOND};
use proptest::prelude::*;

use super::cases;
use super::properties::{LONG, desk_and_question};

fn terms() -> Terms {
    Terms { plan: "Standard".into(), version: 3, zone: "UTC".into(), calendar: "0".into() }
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
        let clock = Clock::running(ClockKind::Resolution, Priority::P2, PlanId::NONE, asked.start, asked.target);
        let clock = Clock { pauses, ..clock };
        // A horizon that is too short is an error; nothing is left out of a receipt.
        let Ok(receipt) = Receipt::of(&clock, &terms(), Vec::new(), &timeline, now) else { return Ok(()) };
        prop_assert!(receipt.adds_up(), "{receipt:?}");
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
