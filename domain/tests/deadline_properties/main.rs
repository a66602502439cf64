//! What must hold of every deadline, for calendars, starts and pauses that proptest makes up, many near clock changes.
//! `CASES=100000` asks that many questions of each property instead of the few that a quick run can afford; `make long`
//! does so.
#![cfg(feature = "zones")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod properties;
mod questions;
mod receipts;
mod slow_count;

/// How many questions a property is asked: the environment's `CASES`, or what suits a quick run.
fn cases(quick: u32) -> proptest::test_runner::Config {
    let cases = std::env::var("CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(quick);
    proptest::test_runner::Config { cases, failure_persistence: None, ..Default::default() }
}
