//! The deadline vectors' way into WebAssembly: one function that answers a compiled vector, with the same code that the
//! pages use. Deliberately absent: the zone database, which the browser does not have either.

use caseline_domain::hours::vector::{CompiledVector, answer_on_timeline};
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
