//! Gathers the home page on the server.

use caseline_desk::cases::{PortalHome, QueueEntry};
use caseline_desk::store::SurveyRow;
use caseline_domain::access::{Action, Actor, decide};
use caseline_domain::case::{Clock, ClockKind, PublicEvent, Status};
use caseline_domain::hours::Offsets;
use caseline_domain::id::CaseNumber;
use caseline_domain::instant::Timestamp;
use caseline_domain::words;

use super::lists::{ClosedLine, OpenLine};
use super::waiting::{DraftWaits, Step, Waiting};
use super::{Around, HomePage};
use crate::clock::moment;
use crate::counting::Counting;
use crate::page::PageError;
use crate::pages::portal::around::signed_in_member;
use crate::pages::portal::call::grouped;
use crate::pages::portal::spoken::{beginning, count, first_name, read_status, status};
use crate::pages::unanswered::unanswered;
use crate::request::RequestContext;
use crate::ui::Tone;

/// So many questions are quoted; behind them one knows where to click.
const QUOTED: usize = 5;

pub async fn home(account: &str) -> Result<HomePage, PageError> {
    let (request, actor) = signed_in_member(account)?;
    let acts = actor.account().is_some_and(|account| decide(&actor, Action::ActAsCustomer { account }).is_ok());
    let home = request.desk.portal_home(&actor).await?;
    let (zone, now) = (request.zone(&actor), request.desk.now());
    let draft = if home.has_draft && acts { draft(&request, &actor, &zone, now).await? } else { None };
    let (theirs, ours): (Vec<&QueueEntry>, Vec<&QueueEntry>) =
        home.open.iter().partition(|entry| acts && entry.row.waits_for_customer);
    let waiting = waiting(&request, &actor, &theirs, &home.surveys, &zone).await?;
    let mut clocks = Vec::with_capacity(2 * ours.len() + home.closed.len());
    for entry in ours.iter().copied().chain(&home.closed) {
        let clock = entry.resolution()?;
        clocks.push((clock, entry.timeline(clock)?));
    }
    let mut open = Vec::with_capacity(ours.len());
    for entry in ours {
        // Until somebody has it, the line says by when.
        let assignment = entry.clock(ClockKind::Assignment).filter(|_| entry.row.owner_name.is_none());
        if let Some(clock) = assignment {
            clocks.push((clock, entry.timeline(clock)?));
        }
        open.push(open_line(entry, assignment.map(|_| clocks.len() - 1), if acts { status } else { read_status }));
    }
    Ok(HomePage {
        counting: Counting::of(clocks, &zone, now)?.0,
        around: Around::new(&request, &actor).await?,
        greeting: format!("{}, {}", greeting(&zone, now), first_name(&actor.name)),
        sentence: sentence(waiting.len() + usize::from(draft.is_some()), in_work(&home, theirs.len())),
        draft,
        waiting,
        open,
        beyond: beyond(&home),
        closed: home.closed.iter().map(|entry| closed_line(entry, &zone, now)).collect(),
        account: home.account_name,
        zone: actor.zone.replace('_', " "),
    })
}

fn greeting(zone: &Offsets, now: Timestamp) -> &'static str {
    match zone.local(now).hour_minute_second().0 {
        5..12 => "Good morning",
        12..18 => "Good afternoon",
        _ => "Good evening",
    }
}

/// How many open cases are not the customer's to move.
fn in_work(home: &PortalHome, theirs: usize) -> usize {
    match usize::try_from(home.open_count).unwrap_or(0) {
        // Where counting stopped, there is nothing to subtract from.
        counted if counted > 999 => counted,
        counted => counted.saturating_sub(theirs),
    }
}

fn sentence(waiting: usize, in_work: usize) -> String {
    let waits = match waiting {
        0 => "Nothing waits for you.".to_owned(),
        1 => "One thing waits for you.".to_owned(),
        many => format!("{} things wait for you.", count(many)),
    };
    let works = match in_work {
        1 => "One case is being worked on.".to_owned(),
        many => format!("{} cases are being worked on.", count(many)),
    };
    format!("{waits} {works}")
}

fn beyond(home: &PortalHome) -> Option<String> {
    let shown = home.open.len();
    let open = usize::try_from(home.open_count).unwrap_or(0);
    (open > shown).then(|| format!("{} cases are open; listed are those that are due next.", count(open)))
}

async fn draft(
    request: &RequestContext,
    actor: &Actor,
    zone: &Offsets,
    now: Timestamp,
) -> Result<Option<DraftWaits>, PageError> {
    let Some(draft) = request.desk.draft(actor).await? else { return Ok(None) };
    Ok(Some(DraftWaits {
        subject: beginning(draft.fields.get("subject"), 80),
        saved: words::moment(draft.updated, zone, now),
        code: request.desk.call_card(actor).await?.map(|card| grouped(&card.code)),
    }))
}

async fn waiting(
    request: &RequestContext,
    actor: &Actor,
    cases: &[&QueueEntry],
    surveys: &[SurveyRow],
    zone: &Offsets,
) -> Result<Vec<Waiting>, PageError> {
    let mut waiting = Vec::with_capacity(cases.len() + surveys.len());
    for (index, entry) in cases.iter().enumerate() {
        let (said, unanswered) =
            if index < QUOTED { last_said(request, actor, entry, zone).await? } else { Default::default() };
        waiting.push(of_case(entry, said, &unanswered));
    }
    waiting.extend(surveys.iter().map(|survey| Waiting {
        number: CaseNumber(survey.number).to_string(),
        subject: survey.subject.clone(),
        priority: None,
        sentence: "It is closed. How did we do? It takes under a minute.".to_owned(),
        step: Step::Rate,
    }));
    Ok(waiting)
}

/// The first open question, or the summary of the proposal; and what becomes of that unanswered.
async fn last_said(
    request: &RequestContext,
    actor: &Actor,
    entry: &QueueEntry,
    zone: &Offsets,
) -> Result<(Option<String>, String), PageError> {
    let view = request.desk.case(actor, entry.row.number).await?;
    let said = view.events.iter().rev().find_map(|row| match row.recorded.event.public()? {
        PublicEvent::InformationRequested { questions, text } => {
            let text = text.map_or("", |text| text.as_str());
            Some(questions.first().map_or(text, |question| question.as_str()))
        }
        PublicEvent::ClosureProposed { summary } => Some(summary.as_str()),
        _ => None,
    });
    Ok((said.map(|said| beginning(said, 140)), unanswered(&view, zone)?))
}

fn of_case(entry: &QueueEntry, said: Option<String>, unanswered: &str) -> Waiting {
    let row = &entry.row;
    let owner = row.owner_name.as_deref().map_or("Support", first_name);
    let said = said.map_or(String::new(), |said| format!(": “{said}”"));
    let (sentence, step) = if row.status == Status::WaitingOnCustomer {
        let clock = if entry.clocks.iter().any(Clock::is_paused) {
            "The clock is paused until you answer."
        } else {
            "The clock keeps running."
        };
        let asks = if said.is_empty() { " asks you something".to_owned() } else { format!(" asks{said}") };
        (format!("{owner}{asks}{} {clock}", stop_after(&asks)), Step::Answer)
    } else {
        let sentence = format!("{owner} proposes to close{said}{} {unanswered}", stop_after(&said));
        (sentence.trim_end().to_owned(), Step::AgreeOrNot)
    };
    Waiting {
        number: row.number.to_string(),
        subject: row.subject.clone(),
        priority: Some(row.priority),
        sentence,
        step,
    }
}

/// A full stop, unless what is quoted brought its own.
fn stop_after(quoted: &str) -> &'static str {
    let ends = quoted.trim_end_matches('”');
    if ends.ends_with(['.', '?', '!', '…']) { "" } else { "." }
}

/// `assignment`: the place of the clock that says by when somebody has it; `status`: the words for who reads.
fn open_line(
    entry: &QueueEntry,
    assignment: Option<usize>,
    status: fn(Status, bool) -> (&'static str, Tone),
) -> OpenLine {
    let row = &entry.row;
    let about = match &row.owner_name {
        Some(owner) => format!("with {owner}"),
        None => "waiting for a person".to_owned(),
    };
    let (word, tone) = status(row.status, row.waits_for_customer);
    // Under this heading a word is enough.
    let word = if row.status == Status::Working { "In work" } else { word };
    OpenLine {
        number: row.number.to_string(),
        subject: row.subject.clone(),
        priority: row.priority,
        about,
        assignment,
        status: word.to_owned(),
        tone,
    }
}

fn closed_line(entry: &QueueEntry, zone: &Offsets, now: Timestamp) -> ClosedLine {
    let row = &entry.row;
    ClosedLine {
        number: row.number.to_string(),
        subject: row.subject.clone(),
        priority: row.priority,
        area: row.area.clone(),
        closed: moment(row.closed.unwrap_or(row.updated), zone, now),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_sentence_says_what_there_is() {
        assert_eq!(sentence(2, 4), "Two things wait for you. Four cases are being worked on.");
        assert_eq!(sentence(1, 1), "One thing waits for you. One case is being worked on.");
        assert_eq!(sentence(0, 0), "Nothing waits for you. No cases are being worked on.");
        assert_eq!(sentence(0, 1000), "Nothing waits for you. 999+ cases are being worked on.");
    }

    #[test]
    fn a_quote_keeps_its_own_end() {
        assert_eq!(stop_after(": “Which rule?”"), "");
        assert_eq!(stop_after(": “Fixed in 4.12”"), ".");
    }
}
