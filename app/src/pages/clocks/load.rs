//! Gathers the clocks of a case on the server.

use caseline_desk::cases::CaseView;
use caseline_domain::case::{Before, Change, Clock, Reading, Timelines};
use caseline_domain::hours::Offsets;
use caseline_domain::instant::Timestamp;
use caseline_domain::words;

use super::CaseClocks;
use crate::counting::Counting;
use crate::page::PageError;

/// The clocks of a case, for a page at `room` before its number.
pub fn clocks(view: &CaseView, zone: &Offsets, room: &str) -> Result<CaseClocks, PageError> {
    let (clocks, book, now) = (&view.clocks, &view.book, view.now);
    // A clock of a version that the case never went by is no clock of its history.
    let current = clocks.current().filter_map(|clock| Some((clock, book.timeline(clock.plan)?)));
    let (counting, versions) = Counting::of(current, zone, now)?;
    let terms = versions.into_iter().filter_map(|id| book.terms(id)).cloned();
    let before = |clock: &Clock| -> Result<Vec<String>, PageError> {
        let before = Before::of(clock.kind, clocks, |id| book.terms(id), book)?;
        Ok(before.iter().map(|before| before.sentence(zone)).collect())
    };
    Ok(CaseClocks {
        counting,
        lead: 0,
        terms: terms.map(|terms| vec![terms.plan, terms.version.to_string(), terms.zone, terms.calendar]).collect(),
        resolved_by: clocks.resolved_by,
        before: clocks.current().map(before).collect::<Result<_, _>>()?,
        history: history(view, zone, now)?,
        machine: format!("{room}{}/receipt.json", view.row.number),
    })
}

/// The same, led by the clock that is late, or due next: who works on the case looks there first.
pub fn clocks_by_due(view: &CaseView, zone: &Offsets, room: &str) -> Result<CaseClocks, PageError> {
    let next = view.clocks.next(&view.book)?.map(|(clock, _)| clock.kind);
    let shown = view.clocks.current().filter(|clock| view.book.timeline(clock.plan).is_some());
    let lead = shown.map(|clock| clock.kind).position(|kind| Some(kind) == next).unwrap_or(0);
    Ok(CaseClocks { lead, ..clocks(view, zone, room)? })
}

fn history(view: &CaseView, zone: &Offsets, now: Timestamp) -> Result<Vec<Vec<String>>, PageError> {
    let reopened = view.clocks.changed.iter().any(|changed| changed.change == Change::Reopened);
    let mut rows = Vec::new();
    for changed in &view.clocks.changed {
        let time = if reopened { format!(", {} time open", nth(changed.cycle)) } else { String::new() };
        let why = match changed.change {
            Change::Priority(to) => format!("the priority became {}", to.word()),
            Change::Plan(_) => "the plan changed".to_owned(),
            Change::Reopened => "the case was opened again".to_owned(),
        };
        let until = format!("until {}, when {why}", words::exact(changed.at, zone));
        rows.extend(row(view, &changed.clock, &time, zone, (changed.at, Some(until)))?);
    }
    for clock in &view.clocks.earlier {
        rows.extend(row(view, clock, "", zone, (now, None))?);
    }
    Ok(rows)
}

/// A clock of before, read `at` a moment. `until`: what it gave way to.
fn row(
    view: &CaseView,
    clock: &Clock,
    time: &str,
    zone: &Offsets,
    (at, until): (Timestamp, Option<String>),
) -> Result<Option<Vec<String>>, PageError> {
    let Some(version) = view.book.version(clock.plan) else { return Ok(None) };
    let reading = clock.reading(&version.timeline, at)?;
    let exact = |at| words::exact(at, zone);
    let went = match (reading, reading.is_breached(at)) {
        (Reading::Stopped { at, .. }, false) if clock.is_settled() => format!("kept {}", exact(at)),
        (Reading::Stopped { at, .. }, false) => format!("stopped in time {}, provisionally", exact(at)),
        (Reading::Stopped { at, .. }, true) => format!("late: {}", exact(at)),
        (_, true) => "late".to_owned(),
        (Reading::Paused { .. }, false) => "paused".to_owned(),
        (Reading::Running { .. }, false) => "still in time".to_owned(),
    };
    Ok(Some(vec![
        format!("{}{time}", clock.kind.words()),
        format!("{}, {}, version {}", clock.priority.word(), version.terms.plan, version.terms.version),
        exact(clock.start),
        exact(reading.due()),
        until.map_or(went.clone(), |until| format!("{went}; {until}")),
    ]))
}

fn nth(cycle: u32) -> String {
    match cycle {
        1 => "first".to_owned(),
        2 => "second".to_owned(),
        3 => "third".to_owned(),
        more => format!("{more}th"),
    }
}
