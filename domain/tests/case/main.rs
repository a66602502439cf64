//! The status machine and the clocks of a case, under whatever happens: any sequence of events is either refused or
//! keeps what the process promises. `CASES=100000` asks more than a quick run.
#![cfg(feature = "zones")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod full;
mod steps;
mod story;
mod whatever;
