//! The public deadline vectors in WebAssembly. The browser has no zone database: here, natively, each vector's calendar
//! is compiled to a timeline, as the server does for a page; node then lets WebAssembly search it, as the page does.

use crate::clocks;
use crate::compile;
use crate::failure::{Failure, While};
use crate::workspace::Workspace;
use caseline_domain::hours::Calendars;
use caseline_domain::hours::vector::Vector;
use serde_json::Value;
use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use wasm_bindgen_cli_support::Bindgen;

/// A vector on its way: what is asked, and what the answer has to be.
struct Question {
    id: String,
    compiled: String,
    expected: Value,
}

/// How many random clocks are explained on both sides.
const CLOCKS: usize = 10_000;

/// Asks all vectors and random clocks, prints the wrong answers and the counts, and fails when there is a wrong one or none
/// at all.
pub fn run(workspace: &Workspace) -> Result<(), Failure> {
    let glue = glue(workspace)?;
    compare_vectors(workspace, &glue)?;
    compare_clocks(workspace, &glue)
}

fn compare_vectors(workspace: &Workspace, glue: &Path) -> Result<(), Failure> {
    let questions = questions(workspace)?;
    let lines = questions.iter().map(|question| question.compiled.as_str());
    let answers = ask(workspace, glue, "answer", lines)?
        .iter()
        .map(|line| serde_json::from_str::<Value>(line).could_not(format!("understand the answer {line}")))
        .collect::<Result<Vec<_>, _>>()?;
    let mut wrong = 0;
    for (question, answer) in questions.iter().zip(&answers) {
        if *answer != question.expected {
            wrong += 1;
            eprintln!("{}: WebAssembly says {answer}, the vector {}", question.id, question.expected);
        }
    }
    let right = answers.len() - wrong;
    println!("vectors: {right} WebAssembly");
    println!("{right} passed, {wrong} failed");
    if answers.len() != questions.len() {
        return Err(Failure::new(format!("{} vectors were asked and {} answered", questions.len(), answers.len())));
    }
    if wrong > 0 || right == 0 { Err(Failure::new("not every vector was answered right")) } else { Ok(()) }
}

fn compare_clocks(workspace: &Workspace, glue: &Path) -> Result<(), Failure> {
    let asked = clocks::asked(&public_vectors(workspace)?, CLOCKS)?;
    let answers = ask(workspace, glue, "receipt", asked.iter().map(|asked| asked.page.as_str()))?;
    let mut wrong = 0;
    for (asked, answer) in asked.iter().zip(&answers) {
        if *answer != asked.expected {
            wrong += 1;
            eprintln!("WebAssembly explains {answer}\nthe server {}\nof {}", asked.expected, asked.page);
        }
    }
    let same = answers.len() - wrong;
    // One check of many lines; it does not count as so many tests.
    println!("receipts: {same} the same natively and in WebAssembly");
    if wrong > 0 || answers.len() != CLOCKS {
        return Err(Failure::new(format!("of {CLOCKS} clocks {} were explained, {wrong} otherwise", answers.len())));
    }
    Ok(())
}

fn public_vectors(workspace: &Workspace) -> Result<String, Failure> {
    let path = workspace.vectors();
    fs::read_to_string(&path).could_not(format!("read {}", workspace.shown(&path)))
}

fn questions(workspace: &Workspace) -> Result<Vec<Question>, Failure> {
    let text = public_vectors(workspace)?;
    let mut calendars = Calendars::new();
    text.lines().filter(|line| !line.trim().is_empty()).map(|line| question(line, &mut calendars)).collect()
}

fn question(line: &str, calendars: &mut Calendars) -> Result<Question, Failure> {
    let vector: Vector = serde_json::from_str(line).could_not(format!("understand the vector {line}"))?;
    let compiled = vector.compiled(calendars).could_not(format!("compile the calendar of {}", vector.id))?;
    let line: Value = serde_json::from_str(line).could_not("understand a vector")?;
    let answers =
        ["due", "open_seconds"].into_iter().filter_map(|name| Some((name.to_owned(), line.get(name)?.clone())));
    Ok(Question {
        compiled: serde_json::to_string(&compiled).could_not(format!("write {} down", vector.id))?,
        expected: Value::Object(answers.collect()),
        id: vector.id,
    })
}

/// Compiles `site/vectors` and gives the path of the script that loads it in node.
fn glue(workspace: &Workspace) -> Result<PathBuf, Failure> {
    let raw = compile::to_wasm(workspace, "caseline-vectors", None)?;
    let folder = raw.with_file_name("caseline-vectors-node");
    Bindgen::new()
        .input_path(&raw)
        .out_name("vectors")
        .typescript(false)
        .nodejs(true)
        .and_then(|bindgen| bindgen.generate(&folder))
        .map_err(|error| Failure::new(format!("wasm-bindgen: {error:#}")))?;
    Ok(folder.join("vectors.js"))
}

/// What a function of the WebAssembly says of each line.
fn ask<'a>(
    workspace: &Workspace,
    glue: &Path,
    function: &str,
    lines: impl Iterator<Item = &'a str>,
) -> Result<Vec<String>, Failure> {
    let mut node = Command::new("node")
        .arg(workspace.root().join("site/vectors/answer.cjs"))
        .arg(glue)
        .arg(function)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .could_not("start node")?;
    // It reads everything before it answers anything, so writing first cannot block both.
    if let Some(input) = node.stdin.take() {
        let mut input = BufWriter::new(input);
        for line in lines {
            writeln!(input, "{line}").could_not("hand node a question")?;
        }
    }
    let output = node.wait_with_output().could_not("wait for node")?;
    if !output.status.success() {
        return Err(Failure::new(format!("node failed ({}); see above", output.status)));
    }
    Ok(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
}
