//! The rows that lists read are what the events make, and are made anew where they are not.

use caseline_desk::cases::{Difference, Rebuild, Rebuilt};
use caseline_domain::case::Impact;
use caseline_domain::id::CaseNumber;

use crate::support::{World, on_both_databases};

/// Cases in every stage, with an escalation and an offer.
async fn busy(w: &World) -> Vec<CaseNumber> {
    let mut numbers = Vec::new();
    for step in 0..6 {
        let number = w.merchant.submits(Impact::Core).await;
        numbers.push(number);
        if step > 0 {
            w.ana.takes(number).await.unwrap();
        }
        match step {
            2 => drop(w.ana.asks(number, "Which store?").await.unwrap()),
            3 => drop(w.ana.offers(number, &w.ben, "Night.").await.unwrap()),
            4 => drop(w.merchant.escalates(number, "Sales stop.").await.unwrap()),
            5 => {
                w.ana.proposes(number, "Fixed.").await.unwrap();
                w.merchant.agrees(number).await.unwrap();
            }
            _ => {}
        }
    }
    numbers
}

async fn whole(w: &World, how: Rebuild) -> Rebuilt {
    w.desk.rebuild(CaseNumber(0), how).await.unwrap()
}

async fn a_damaged_row_is_found_and_made_anew(w: &World) {
    let numbers = busy(w).await;
    let right = Rebuilt { cases: 6, last: numbers.last().copied(), differences: Vec::new() };
    assert_eq!(whole(w, Rebuild::Look).await, right);
    let before = w.everything_written().await;
    w.tamper(
        "update support_case set status = 'closed', next_due = 7, timer_at = 8, offered_to = null where number = 1004",
    )
    .await;
    w.tamper("update support_case set subject = 'Another' where number = 1002").await;
    let found = whole(w, Rebuild::Look).await;
    let differs =
        |number: CaseNumber, columns: &[&'static str]| Difference { number, columns: columns.into(), unreadable: None };
    let differences =
        vec![differs(numbers[1], &["subject"]), differs(numbers[3], &["status", "next_due", "timer_at", "offered_to"])];
    assert_eq!(found.differences, differences);
    assert_eq!(whole(w, Rebuild::Look).await.differences, differences, "looking changes nothing");
    assert_eq!(whole(w, Rebuild::Write).await.differences, differences);
    assert_eq!(whole(w, Rebuild::Look).await, right);
    assert_eq!(w.everything_written().await, before);
    assert_eq!(w.count("select count(*) from support_case where subject = 'Another'").await, 0);
    assert_eq!(w.desk.rebuild(numbers[5], Rebuild::Write).await.unwrap(), Rebuilt::default(), "after the last one");
}

async fn a_history_that_cannot_be_read_is_named_and_holds_up_no_other(w: &World) {
    busy(w).await;
    w.tamper("update case_event set body = 'no event' where seq = 1 and case_id in (select id from support_case where number = 1003)").await;
    w.tamper("update support_case set clocks = '[]'").await;
    let made = whole(w, Rebuild::Write).await;
    let unreadable: Vec<_> = made.differences.iter().filter(|one| one.unreadable.is_some()).collect();
    assert_eq!((made.differences.len(), unreadable.len(), unreadable[0].number), (6, 1, CaseNumber(1003)));
    assert_eq!(whole(w, Rebuild::Look).await.differences.len(), 1);
}

async fn what_an_upgrade_has_left_is_made_first(w: &World) {
    busy(w).await;
    let before = w.everything_written().await;
    w.tamper("update support_case set clocks = null, timer_at = null, words_mark = null where number <> 1002").await;
    let said = std::cell::Cell::new(0);
    let begins = || said.set(said.get() + 1);
    assert_eq!(w.desk.rebuild_what_is_left(begins).await.unwrap(), 5);
    assert_eq!(said.get(), 1);
    assert_eq!(w.everything_written().await, before);
    assert_eq!(whole(w, Rebuild::Look).await.differences, []);
    assert_eq!(w.desk.rebuild_what_is_left(|| panic!("nothing is left")).await.unwrap(), 0);
}

on_both_databases! {
    a_damaged_row_is_found_and_made_anew,
    a_history_that_cannot_be_read_is_named_and_holds_up_no_other,
    what_an_upgrade_has_left_is_made_first,
}
