//! Receipts: how the due times of a case come about.

use caseline_desk::cases::CaseReceipt;
use caseline_desk::error::Refusal;
use caseline_domain::case::{Impact, ReceiptState};
use caseline_domain::instant::HOUR;

use crate::support::{World, on_both_databases, refused};

async fn a_receipt_adds_up_to_the_due_time_of_the_page_and_says_since_when_it_is_paused(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    w.ana.asks(number, "Which store?").await.unwrap();
    let paused = w.now();
    w.later(3 * HOUR);
    let page = w.ana.sees(number).await;
    let receipts = |case: Vec<CaseReceipt>| case.into_iter().map(|one| one.receipt).collect::<Vec<_>>();
    let case = receipts(w.desk.receipts(Some(&w.ana.actor), number).await.unwrap());
    for (receipt, clock) in case.iter().zip(page.clocks.current()) {
        assert!(receipt.adds_up(), "{receipt:?}");
        assert_eq!(receipt.due.0, clock.reading(&page.plan.timeline, page.now).unwrap().due());
        assert_eq!(receipt.terms.calendar.len(), 16);
    }
    let state = case[0].state;
    assert!(matches!(state, ReceiptState::PausedSince(since) if since.0 == paused), "{state:?}");
    assert_eq!(receipts(w.desk.receipts(None, number).await.unwrap()), case, "the command line's");
}

async fn a_receipt_of_the_desk_is_not_the_customers_to_ask_for(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    for member in [&w.merchant, &w.stranger] {
        refused!(w.desk.receipts(Some(&member.actor), number).await, Refusal::NotThere);
    }
    refused!(w.desk.receipts(Some(&w.ana.actor), "C-99999".parse().unwrap()).await, Refusal::NotThere);
}

on_both_databases!(
    a_receipt_adds_up_to_the_due_time_of_the_page_and_says_since_when_it_is_paused,
    a_receipt_of_the_desk_is_not_the_customers_to_ask_for,
);
