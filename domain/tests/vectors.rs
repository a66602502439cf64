//! The public deadline vectors, natively; the WebAssembly build is asked the same lines by `site`.
#![cfg(feature = "zones")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use caseline_domain::hours::Calendars;
use caseline_domain::hours::vector::{Answer, CompiledVector, Vector, answer_on_timeline};

/// The product keeps a copy of its own, so that its tests need nothing from outside.
const VECTORS: &str = include_str!("vectors/sla.ndjson");

fn vectors() -> impl Iterator<Item = (Vector, Answer)> {
    VECTORS.lines().map(|line| {
        let vector: Vector = serde_json::from_str(line).unwrap();
        (vector, expected(line))
    })
}

/// The answer stands in the line itself, beside the question.
fn expected(line: &str) -> Answer {
    let line: serde_json::Value = serde_json::from_str(line).unwrap();
    let name = if line.get("due").is_some() { "due" } else { "open_seconds" };
    serde_json::from_value(serde_json::json!({ name: line[name] })).unwrap()
}

#[test]
fn every_public_vector_has_its_answer() {
    let mut calendars = Calendars::new();
    let mut count = 0;
    for (vector, expected) in vectors() {
        assert_eq!(vector.answer(&mut calendars).unwrap(), expected, "{}", vector.id);
        count += 1;
    }
    assert_eq!(count, 300);
    println!("vectors: {count} native");
}

#[test]
fn every_public_vector_has_the_same_answer_on_a_timeline_that_travelled() {
    let mut calendars = Calendars::new();
    for (vector, expected) in vectors() {
        let sent = serde_json::to_string(&vector.compiled(&mut calendars).unwrap()).unwrap();
        let arrived: CompiledVector = serde_json::from_str(&sent).unwrap();
        assert_eq!(answer_on_timeline(&arrived.calendar, &arrived.question).unwrap(), expected, "{}", vector.id);
    }
}

#[test]
fn a_vector_is_written_as_it_is_read() {
    for (vector, _) in vectors() {
        let written = serde_json::to_string(&vector).unwrap();
        assert_eq!(serde_json::from_str::<Vector>(&written).unwrap(), vector);
    }
}

#[test]
fn a_line_asks_one_question_and_unknown_fields_are_ignored() {
    let calendar = r#""calendar":{"zone":"UTC","week":{"mon":[["09:00","17:00"]]},"holidays":[]}"#;
    let start = r#""start":"2026-11-23T10:00:00Z""#;
    let target = r#""target":{"business_minutes":5}"#;
    let measure = r#""measure":{"from":"2026-11-23T10:00:00Z","until":"2026-11-23T11:00:00Z"}"#;
    let read = |rest: &str| serde_json::from_str::<Vector>(&format!(r#"{{"id":"x",{calendar},{rest}}}"#));
    assert!(read(&format!("{start},{target}")).is_ok());
    assert!(read(&format!(r#"{start},{target},"pauses":[],"due":"whenever","note":7"#)).is_ok());
    assert!(read(measure).is_ok());
    for wrong in [
        start.to_owned(),
        target.to_owned(),
        format!("{start},{target},{measure}"),
        format!(r#"{start},{target},"pauses":[["2026-11-23T12:00:00Z","2026-11-23T11:00:00Z"]]"#),
        format!(
            r#"{start},{target},"pauses":[["2026-11-23T11:00:00Z","2026-11-23T13:00:00Z"],["2026-11-23T12:00:00Z","2026-11-23T14:00:00Z"]]"#
        ),
        format!(r#"{start},"target":{{"business_days":2}}"#),
    ] {
        assert!(read(&wrong).is_err(), "{wrong}");
    }
}
