//! `caseline deadline`: questions about calendars, one JSON object a line, answered in order. A bad line is answered by
//! an error, and the next goes on.

use std::io::{BufRead, Write};

use caseline_domain::hours::Calendars;
use caseline_domain::hours::vector::{Answer, Vector};
use serde::Serialize;

use super::{CommandError, unless_enough};

#[derive(Serialize)]
struct Line<'a> {
    id: Option<&'a str>,
    #[serde(flatten)]
    answer: Option<Answer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

pub fn run(input: impl BufRead, output: impl Write) -> Result<(), CommandError> {
    unless_enough("deadline", answer_lines(input, output))
}

fn answer_lines(input: impl BufRead, output: impl Write) -> std::io::Result<()> {
    let mut output = std::io::BufWriter::new(output);
    let mut calendars = Calendars::new();
    let mut input = input;
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        if input.read_until(b'\n', &mut bytes)? == 0 {
            return output.flush();
        }
        if bytes.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let id;
        let line = match serde_json::from_slice::<Vector>(&bytes) {
            Ok(vector) => {
                let answer = vector.answer(&mut calendars).map_err(|error| error.to_string());
                id = Some(vector.id);
                match answer {
                    Ok(answer) => Line { id: id.as_deref(), answer: Some(answer), error: None },
                    Err(error) => Line { id: id.as_deref(), answer: None, error: Some(error) },
                }
            }
            Err(error) => {
                id = id_of(&bytes);
                Line { id: id.as_deref(), answer: None, error: Some(error.to_string()) }
            }
        };
        serde_json::to_writer(&mut output, &line)?;
        output.write_all(b"\n")?;
    }
}

/// The id of a line that is wrong elsewhere, if it can be told.
fn id_of(bytes: &[u8]) -> Option<String> {
    let value: serde_json::Value = serde_json::from_slice(bytes).ok()?;
    Some(value.get("id")?.as_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(input: &str) -> Vec<serde_json::Value> {
        let mut output = Vec::new();
        run(input.as_bytes(), &mut output).unwrap();
        String::from_utf8(output).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn every_public_vector_is_answered_as_it_says() {
        let vectors = include_str!("../../../domain/tests/vectors/sla.ndjson");
        let answers = answers(vectors);
        let mut count = 0;
        for (vector, answer) in vectors.lines().zip(&answers) {
            let vector: serde_json::Value = serde_json::from_str(vector).unwrap();
            for field in ["id", "due", "open_seconds"] {
                assert_eq!(answer.get(field), vector.get(field), "{}", vector["id"]);
            }
            count += 1;
        }
        assert_eq!((count, answers.len()), (300, 300));
    }

    #[test]
    fn a_bad_line_is_answered_by_an_error_and_the_next_goes_on() {
        let good = r#"{"id":"g","calendar":{"zone":"UTC","week":{"mon":[],"tue":[],"wed":[],"thu":[],"fri":[],"sat":[],"sun":[]},"holidays":[]},"start":"2026-01-01T00:00:00Z","target":{"elapsed_minutes":1}}"#;
        let answers = answers(&format!("not json\n{{\"id\":\"x\"}}\n{good}\n"));
        assert!(answers[0]["id"].is_null() && answers[0]["error"].is_string());
        assert!(answers[1]["id"] == "x" && answers[1]["error"].is_string());
        assert_eq!(answers[2]["due"], "2026-01-01T00:01:00Z");
    }
}
