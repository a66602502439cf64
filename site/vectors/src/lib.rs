//! The deadline maths' way into WebAssembly, for comparing: functions that answer a line with the same code that the pages
//! use. Deliberately absent: the zone database, which the browser does not have either.

use caseline_domain::case::{Before, Clock, Receipt, Terms};
use caseline_domain::hours::vector::{CompiledVector, answer_on_timeline};
use caseline_domain::hours::{OutOfHorizon, Timeline};
use caseline_domain::instant::Timestamp;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::wasm_bindgen;

/// Answers one line, a vector whose calendar is a timeline, by `{"due": …}` or `{"open_seconds": …}`, or by
/// `{"error": …}` with a sentence.
#[wasm_bindgen]
pub fn answer(line: &str) -> String {
    let answer = serde_json::from_str::<CompiledVector>(line)
        .map_err(|error| error.to_string())
        .and_then(|vector| answer_on_timeline(&vector.calendar, &vector.question).map_err(|error| error.to_string()))
        .and_then(|answer| serde_json::to_value(answer).map_err(|error| error.to_string()));
    answer.unwrap_or_else(|sentence| serde_json::json!({ "error": sentence })).to_string()
}

/// A clock as a page carries it: with the part of the timeline that it needs.
#[derive(Serialize, Deserialize)]
pub struct ClockOnPage {
    pub clock: Clock,
    pub terms: Terms,
    pub before: Vec<Before>,
    pub timeline: Timeline,
    pub now: Timestamp,
}

/// Answers one line, a [`ClockOnPage`], by its receipt in both forms, as [`explained`] writes it, or by `{"error": …}`.
#[wasm_bindgen]
pub fn receipt(line: &str) -> String {
    let explained = serde_json::from_str::<ClockOnPage>(line).map_err(|error| error.to_string()).and_then(|page| {
        explained(&page.clock, &page.terms, page.before, &page.timeline, page.now).map_err(|error| error.to_string())
    });
    explained.unwrap_or_else(|sentence| serde_json::json!({ "error": sentence }).to_string())
}

/// `{"receipt": …, "text": …}` of a clock, on whatever timeline.
///
/// Errors: the timeline does not reach far enough.
pub fn explained(
    clock: &Clock,
    terms: &Terms,
    before: Vec<Before>,
    timeline: &Timeline,
    now: Timestamp,
) -> Result<String, OutOfHorizon> {
    let receipt = Receipt::of(clock, terms, before, timeline, now)?;
    let text = receipt.text(timeline.offsets(), timeline.offsets());
    Ok(serde_json::json!({ "receipt": receipt, "text": text }).to_string())
}
