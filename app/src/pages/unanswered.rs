//! What becomes of a closure proposal that nobody answers, for the pages of both sides.

use caseline_desk::cases::CaseView;
use caseline_domain::case::Priority;
use caseline_domain::hours::Offsets;
use caseline_domain::words;

use crate::page::PageError;

/// It in a sentence, in the reader's zone; empty where nothing is proposed.
pub fn unanswered(view: &CaseView, zone: &Offsets) -> Result<String, PageError> {
    if view.case.stage.closure_awaits().is_none() {
        return Ok(String::new());
    }
    let priority = view.case.priority;
    Ok(match view.lapses()? {
        Some(at) => format!("Unanswered until {}, it closes by itself.", words::moment(at, zone, view.now)),
        None if priority.is_phoned() => {
            let which = if priority == Priority::Outage { "an Outage" } else { "a P1" };
            format!("Unanswered, it stays open: {which} never closes by itself.")
        }
        None => "Unanswered, it stays open: it never closes by itself.".to_owned(),
    })
}
