//! The behaviour of the desk: one set of sentences, each kept on both databases. Everything goes through the public use
//! cases; time is a value that a test moves, and nothing is mocked.
//!
//! To add a test: an `async fn` that takes the [`support::World`], in the file of its area, and its name in that file's
//! `on_both_databases!`.

#![expect(clippy::unwrap_used, reason = "clippy sees tests only where they are marked, and all of this is one")]

#[path = "../support/mod.rs"]
mod support;

mod accounts;
mod by_phone;
mod calendars;
mod escalations;
mod feed;
mod files;
mod foreseen;
mod full;
mod grants;
mod jobs;
mod journey;
mod legacy;
mod mail;
mod moves;
mod our_word;
mod ownership;
mod people;
mod phone;
mod plans;
mod portal;
mod privacy;
mod rebuild;
mod receipts;
mod roster;
mod search;
mod steps;
mod storage;
mod sweep;
mod walk;
mod workarounds;
