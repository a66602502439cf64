//! Gathers a case's page on the server, from its public events.

use caseline_desk::cases::CaseView;
use caseline_desk::error::Refusal;
use caseline_desk::store::EventRow;
use caseline_domain::access::{Action, Actor, decide};
use caseline_domain::case::{
    Assigned, AssignmentReason, Author, PublicEvent, Recorded, Side, Stage, Status, Timelines,
};
use caseline_domain::hours::Offsets;
use caseline_domain::id::{CaseNumber, PersonId};
use caseline_domain::instant::Timestamp;
use caseline_domain::text::PublicText;
use caseline_domain::words;

use super::thread::{Happened, Voice, What};
use super::turn::{Again, Turn};
use super::{Around, CasePage};
use crate::clock::moment;
use crate::form::ActKey;
use crate::page::PageError;
use crate::pages::attached::attachments;
use crate::pages::clocks::load::clocks;
use crate::pages::escalation::load as escalation;
use crate::pages::portal::around::signed_in_member;
use crate::pages::portal::spoken::{by_channel, first_name, read_status, roughly, status};
use crate::pages::told::told;
use crate::pages::unanswered::unanswered;
use crate::pages::window::Window;
use crate::pages::workaround::load as workaround;
use crate::request::RequestContext;
use crate::ui::{Fact, LeftOut, Tone};

pub async fn case(number: &str, until: &str) -> Result<CasePage, PageError> {
    let (request, actor) = signed_in_member("")?;
    // What is no number answers as a number that is not there.
    let number: CaseNumber = number.parse().map_err(|_| Refusal::NotThere)?;
    let view = request.desk.case(&actor, number).await?;
    let account = view.row.account;
    let actor = actor.choosing(account).map_err(Refusal::from)?;
    let acts = decide(&actor, Action::ActAsCustomer { account }).is_ok();
    let zone = request.zone(&actor);
    let unanswered = unanswered(&view, &zone)?;
    let reader = Reader { person: actor.person, acts, zone: &zone, now: view.now, unanswered };
    let awaits = view.case.stage.closure_awaits();
    let waits_for_customer = view.case.stage.open_request().is_some() || awaits == Some(Side::Customer);
    let late = is_late(&view)?;
    let status = if acts { status } else { read_status };
    let (word, tone) = status(view.case.stage.status(), waits_for_customer);
    let tone = if late && tone == Tone::Neutral { Tone::Late } else { tone };
    let (thread, later) = thread(&view, &reader, until);
    let again = if acts { again(&request, &actor, &view).await? } else { Again::Anew };
    let mut facts = facts(&view, &reader);
    if !actor.grants.is_empty() {
        facts.insert(0, Fact::new("Account", view.row.account_name.as_str()));
    }
    Ok(CasePage {
        around: Around::new(&request, &actor).await?,
        number: view.row.number.to_string(),
        subject: view.row.subject.clone(),
        priority: view.case.priority,
        status: word.to_owned(),
        tone,
        turn: if acts { turn(&view, again) } else { Turn::Reads { closed: view.case.stage.closing().is_some() } },
        thread,
        later,
        clocks: clocks(&view, &zone, "/portal/cases/")?,
        escalation: escalation::facts(&view, actor.person, |at| reader.words(at)),
        escalation_acts: escalation::acts(&view, &actor),
        owner: view.row.owner.as_ref().map(|owner| owner.name.clone()),
        opener: view.row.opener.name.clone(),
        opener_is_reader: view.row.opener.id == actor.person,
        facts,
        key: ActKey { seen: last_seen(&view), once: request.once() },
        workaround: workaround::workaround(&view, &actor),
        promised: promised(&view, &reader)?,
        closed: closed(&view, &reader, again),
    })
}

/// Who reads, and when.
struct Reader<'a> {
    person: PersonId,
    /// Whether they may act on the case, or read it only.
    acts: bool,
    zone: &'a Offsets,
    now: Timestamp,
    /// What becomes of the closure that is proposed, if nobody answers.
    unanswered: String,
}

impl Reader<'_> {
    fn is(&self, author: Author) -> bool {
        author == Author::Person(self.person)
    }

    fn words(&self, at: Timestamp) -> String {
        words::moment(at, self.zone, self.now)
    }
}

/// Whether the resolution is overdue and still owed.
fn is_late(view: &CaseView) -> Result<bool, PageError> {
    let clock = &view.clocks.resolution;
    let Some(timeline) = view.book.timeline(clock.plan) else { return Ok(false) };
    Ok(clock.stop.is_none() && clock.breach(timeline, view.now)?.is_some())
}

/// How the case goes on if it comes back: by the account's plan of now.
async fn again(request: &RequestContext, actor: &Actor, view: &CaseView) -> Result<Again, PageError> {
    if view.reopens_until().is_none_or(|until| until < view.now) {
        return Ok(Again::Anew);
    }
    let phoned = request.desk.plan_for_new(actor).await?.plan.is_phoned(view.case.priority);
    Ok(if phoned { Again::ByPhone } else { Again::Here })
}

fn turn(view: &CaseView, again: Again) -> Turn {
    match view.case.stage {
        Stage::WaitingOnCustomer(_) => Turn::Answer,
        Stage::ClosureProposed(_) if view.case.stage.closure_awaits() == Some(Side::Customer) => Turn::Agree,
        Stage::ClosureProposed(_) => Turn::AskedToClose,
        Stage::Closed(_) => Turn::Closed { survey: view.survey_waits, again },
        Stage::Submitted(_) | Stage::Working(_) => Turn::Talk,
    }
}

fn facts(view: &CaseView, reader: &Reader) -> Vec<Fact> {
    let mut facts = vec![
        Fact::new("Opened", format!("{}, {}", reader.words(view.case.started), by_channel(view.channel))),
        Fact::new("Area", view.details.area.as_str()),
        Fact::new("Impact", view.details.impact.question().0),
        Fact::new("Plan", view.plan.plan.name.clone()),
    ];
    if view.case.stage.status() == Status::Closed
        && let Some(closed) = view.events.iter().rev().find(|row| row.recorded.event.closes())
    {
        facts.insert(1, Fact::new("Closed", reader.words(closed.recorded.at)));
    }
    facts
}

/// How it was closed, and until when it can be opened again; for who only reads it, that too.
fn closed(view: &CaseView, reader: &Reader, again: Again) -> String {
    let reads =
        if reader.acts { String::new() } else { format!("You can read this case of {}.", view.row.account_name) };
    let Some(how) = view.case.stage.closing() else { return reads };
    let until = view.reopens_until().filter(|_| again == Again::Here);
    let again =
        until.map_or_else(String::new, |until| format!(" You can open it again until {}.", reader.words(until)));
    format!("{reads} Closed {}.{again}", how.words()).trim_start().to_owned()
}

/// By when they hear from us again, while that runs.
fn promised(view: &CaseView, reader: &Reader) -> Result<String, PageError> {
    let Some(clock) = view.clocks.next_update.as_ref().filter(|clock| clock.stop.is_none()) else {
        return Ok(String::new());
    };
    let by = view.reading(clock, reader.now)?.due();
    let late = if by < reader.now { "You were to hear from us by" } else { "You hear from us again by" };
    Ok(format!("{late} {}.", reader.words(by)))
}

/// The last event that this page shows, by its place among those that customers see.
fn last_seen(view: &CaseView) -> u32 {
    view.case.public
}

fn thread(view: &CaseView, reader: &Reader, until: &str) -> (Vec<Happened>, Option<LeftOut>) {
    // The desk has filtered already; a page for customers takes nothing else all the same.
    let public: Vec<_> = view.events.iter().filter_map(|row| Some((row, row.recorded.event.public()?))).collect();
    // The form that answers stands inside the entry that asks, so that one is never left out.
    let waits = public.iter().rposition(|(row, event)| is_open(view, row.recorded.seq, *event));
    let window = Window::of(public.len(), until, waits, &format!("/portal/cases/{}", view.row.number));
    // Numbered by position: gaps in the events' own numbers would tell how much is said inside.
    let shown = window.entries.into_iter().map(|(index, before)| {
        let (row, event) = public[index];
        Happened { before, ..happened(view, row, event, index + 1, reader) }
    });
    (shown.collect(), window.later)
}

/// Whether this entry asks something that the customer has not answered.
fn is_open(view: &CaseView, seq: u32, event: PublicEvent) -> bool {
    let stage = view.case.stage;
    match event {
        PublicEvent::InformationRequested { .. } => stage.open_request() == Some(seq),
        PublicEvent::ClosureProposed { .. } => {
            stage.closure_awaits() == Some(Side::Customer) && is_last_proposal(view, seq)
        }
        _ => false,
    }
}

fn happened(view: &CaseView, row: &EventRow, event: PublicEvent, place: usize, reader: &Reader) -> Happened {
    let recorded = &row.recorded;
    let author = match (event, &row.actor_name) {
        // What was said on the phone and noted by an analyst is the caller's.
        (PublicEvent::Opened { .. }, _) => view.row.opener.name.clone(),
        (_, Some(name)) => name.clone(),
        (_, None) => "Support".to_owned(),
    };
    let voice = if row.by_us { Voice::Ours } else { Voice::Theirs };
    let concerned = || row.concerned_name.clone().unwrap_or_else(|| author.clone());
    let who = if reader.is(recorded.by) { "You".to_owned() } else { author.clone() };
    let open = is_open(view, recorded.seq, event);
    let said = |text: &PublicText, theirs: &str, ours: &str| {
        let note = if voice == Voice::Ours { ours } else { theirs }.to_owned();
        What::Said { voice, note, text: text.as_str().to_owned() }
    };
    let line = |sentence: String| What::Noted { sentence };
    let what = match event {
        PublicEvent::Opened { channel, details, .. } => What::Opened {
            by: by_channel(channel).to_owned(),
            text: details.description.as_str().to_owned(),
            told: told(details),
        },
        PublicEvent::Assigned(Assigned { reason, .. }) => {
            What::Owned { name: concerned(), how: assigned_how(view, recorded, reason, reader) }
        }
        PublicEvent::HandOverAccepted { reason } => {
            What::Owned { name: concerned(), how: format!(", taken over {}", reason.words()) }
        }
        PublicEvent::Message { text } => said(text, "", "support"),
        PublicEvent::InformationAnswered { text } => said(text, "answered", "answered"),
        PublicEvent::InformationRequested { questions, text } => What::Asked {
            text: text.map(|text| text.as_str().to_owned()),
            questions: questions.iter().map(|question| question.as_str().to_owned()).collect(),
            open,
            paused: view.clocks.resolution.is_paused(),
        },
        PublicEvent::ClosureProposed { summary } => What::Proposed {
            voice,
            text: summary.as_str().to_owned(),
            open: (open && reader.acts).then(|| reader.unanswered.clone()),
        },
        PublicEvent::ClosureDeclined { reason } => {
            said(reason, "would not close it yet", "support, would not close it yet")
        }
        PublicEvent::ClosureAccepted => What::Settled { sentence: format!("{who} agreed: the case is closed") },
        PublicEvent::CallLogged { text, .. } => said(text, "", "support, on the phone with you"),
        PublicEvent::ClosureReminded => line("A reminder of the proposal to close was sent".to_owned()),
        PublicEvent::ClosureOverridden { reason } => said(reason, "", "support manager, closed the case"),
        PublicEvent::Reopened { reason } => said(reason, "opened the case again", "support, opened the case again"),
        PublicEvent::PriorityChanged { to, reason } => {
            said(reason, "", &format!("support, changed the priority to {}", to.word()))
        }
        PublicEvent::OwnershipConfirmed => line(format!("{who} confirmed to have it")),
        PublicEvent::PlanChanged { to, note, .. } => {
            let version = view.book.version(to).map(|version| &version.plan);
            let plan = version.map_or_else(String::new, |plan| format!(" {}, version {}", plan.name, plan.version));
            let why = note.map_or_else(String::new, |note| format!(": {note}"));
            line(format!("Your case goes by the plan{plan} now{why}"))
        }
        PublicEvent::NextUpdatePromised { by } => {
            line(format!("{who} promised: you hear from us again by {}", words::moment(by, reader.zone, reader.now)))
        }
        PublicEvent::WorkaroundProposed { text } => said(text, "", "support, proposes a workaround"),
        PublicEvent::WorkaroundTested { works, text } => {
            let result = if works { "it works" } else { "it does not work" };
            said(text, "", &format!("support, tried the workaround: {result}"))
        }
        PublicEvent::WorkaroundAccepted { by } => {
            let said = match by {
                Side::Customer => format!("{who} can go on with the workaround"),
                Side::Support => format!("Caseline support ({author}) noted that you can go on with the workaround"),
            };
            What::Settled { sentence: format!("{said}: work on the solution goes on") }
        }
        PublicEvent::WorkaroundFailed { text } => {
            said(text, "cannot go on with the workaround", "support, the workaround does not do")
        }
        PublicEvent::ManagersTold { to } => line(format!("We told {} of this case", to.words())),
        PublicEvent::ClosureLapsed => {
            What::Settled { sentence: "Closed, because the proposal was not answered in time".to_owned() }
        }
        PublicEvent::Escalated { reason, text, .. } => said(
            text,
            &format!("escalated to a manager: {}", reason.words()),
            &format!("support, took down your escalation by phone: {}", reason.words()),
        ),
        PublicEvent::EscalationAcknowledged { text } => said(text, "", "support manager, answers the escalation"),
        PublicEvent::EscalationEnded { text: Some(text) } => {
            said(text, "ended the escalation", "support manager, ended the escalation")
        }
        PublicEvent::EscalationEnded { text: None } => {
            What::Settled { sentence: format!("{who} ended the escalation") }
        }
    };
    // What the page does not show of them is not sent: who moves cases to another plan is an administrator.
    let author = match what {
        What::Noted { .. } | What::Settled { .. } | What::Owned { .. } => String::new(),
        _ => author,
    };
    let files = attachments(view.files_of(recorded.seq));
    Happened { before: None, place, author, at: moment(recorded.at, reader.zone, reader.now), what, files }
}

fn is_last_proposal(view: &CaseView, seq: u32) -> bool {
    let proposes = |row: &&EventRow| matches!(row.recorded.event.public(), Some(PublicEvent::ClosureProposed { .. }));
    let last = view.events.iter().rev().find(proposes);
    last.is_some_and(|row| row.recorded.seq == seq)
}

/// ", 19 minutes after you wrote"; of a case that was opened again, after that.
fn assigned_how(view: &CaseView, assigned: &Recorded, reason: AssignmentReason, reader: &Reader) -> String {
    let opener = if view.row.opener.id == reader.person { "you" } else { first_name(&view.row.opener.name) };
    let before = view.events.iter().map(|row| &row.recorded).take_while(|recorded| recorded.seq < assigned.seq);
    let reopens = |recorded: &&Recorded| matches!(recorded.event.public(), Some(PublicEvent::Reopened { .. }));
    let reopened = before.filter(reopens).last();
    let (since, what) = match reopened {
        Some(reopened) => (reopened.at, "it was opened again".to_owned()),
        None => (view.case.started, format!("{opener} wrote")),
    };
    match reason {
        AssignmentReason::TookTheCall => ": they took the call".to_owned(),
        AssignmentReason::Taken => format!(", {} after {what}", roughly(assigned.at.since(since))),
    }
}
