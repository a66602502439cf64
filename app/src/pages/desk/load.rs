//! Gathers the desk's pages on the server.

use std::fmt::Display;

use caseline_desk::cases::{Broken, CaseView, ForeseenClock, ForeseenPriority, QueueEntry};
use caseline_desk::error::Refusal;
use caseline_desk::store::{self as desk, EventRow, QueueView};
use caseline_domain::access::{Action, Actor, Standing as PersonStanding, decide};
use caseline_domain::case::{
    Assigned, AssignmentReason, Channel, EscalationStanding, Event, HandOverReason, Priority, Reading, Recorded, Side,
    Stage, Status,
};
use caseline_domain::form::plan::target_as_typed;
use caseline_domain::form::{self, Fields, LONGEST_CALL, PHONE_ACCOUNT};
use caseline_domain::hours::{LocalReading, Offsets};
use caseline_domain::id::CaseNumber;
use caseline_domain::instant::{MINUTE, SECOND, Timestamp};
use caseline_domain::plan::Promise;
use caseline_domain::words;
use leptos::prelude::use_context;

use super::around::{Around, Room};
use super::case::CasePage;
use super::composer::Decision;
use super::phone::{Call, CallBack, PhonePage};
use super::queue::{QueueLine, QueuePage};
use super::steps::Steps;
use super::thread::{Happened, What};
use crate::clock::moment;
use crate::counting::Counting;
use crate::form::{ActKey, Bounce};
use crate::page::PageError;
use crate::pages::attached::attachments;
use crate::pages::clocks::load::clocks_by_due;
use crate::pages::escalation::load as escalation;
use crate::pages::told::told;
use crate::pages::unanswered::unanswered;
use crate::pages::window::Window;
use crate::pages::workaround::load as workaround;
use crate::request::{RequestContext, signed_in};
use crate::ui::{Fact, Tone};

/// Rows a page.
const PAGE: u16 = 50;

pub async fn queue(view: &str, after: &str) -> Result<QueuePage, PageError> {
    let (request, actor) = signed_in()?;
    let (room, name, view) = match view {
        "asked" => (Room::Asked, "asked", QueueView::Asked(actor.person)),
        "unassigned" => (Room::Unassigned, "unassigned", QueueView::Unassigned),
        "escalated" => (Room::Escalated, "escalated", QueueView::Escalated),
        "waiting" => (Room::Waiting, "waiting", QueueView::Waiting),
        "all" => (Room::All, "all", QueueView::All),
        _ => (Room::Mine, "mine", QueueView::Mine(actor.person)),
    };
    // A key that cannot be read begins at the start; nothing is lost by it.
    let after = after
        .split_once('.')
        .and_then(|(due, number)| Some((Timestamp::from_millis(due.parse().ok()?), CaseNumber(number.parse().ok()?))));
    let page = request.desk.queue(&actor, view, after, PAGE).await?;
    let (zone, now) = (request.zone(&actor), request.desk.now());
    let mut next = Vec::with_capacity(page.entries.len());
    for entry in &page.entries {
        let clock = entry.next()?;
        next.push((clock, entry.timeline(clock)?));
    }
    Ok(QueuePage {
        around: Around::load(&request, &actor, room).await?,
        room,
        lines: page.entries.iter().map(line).collect(),
        counting: Counting::of(next, &zone, now)?.0,
        next: page.next.map(|(due, number)| format!("/desk?view={name}&after={}.{}", due.millis(), number.0)),
        first: after.is_none(),
    })
}

/// `answered`: when the call was answered, in milliseconds; nothing before that.
pub async fn phone(answered: &str) -> Result<PhonePage, PageError> {
    let (request, actor) = signed_in()?;
    // A form that came back says which accounts it looked for, and which it chose.
    let typed = use_context::<Bounce>().map(|bounce| bounce.fields).unwrap_or_default();
    let (zone, now) = (request.zone(&actor), request.desk.now());
    let call_backs = request.desk.call_backs(&actor).await?;
    let call = match answered.parse().map(Timestamp::from_millis) {
        Ok(answered) if (0..=LONGEST_CALL * MINUTE).contains(&now.since(answered)) => {
            let (accounts, members) = callers(&request, &actor, &typed).await?;
            Some(Call {
                answered: answered.millis(),
                answered_at: moment(answered, &zone, now),
                running: now.since(answered) / SECOND,
                accounts,
                members,
            })
        }
        _ => None,
    };
    Ok(PhonePage {
        around: Around::load(&request, &actor, Room::Phone).await?,
        once: request.once(),
        call,
        call_backs: call_backs.iter().map(|waiting| call_back(waiting, &zone, now)).collect::<Result<_, _>>()?,
    })
}

type Named = Vec<(String, String)>;

/// The accounts that a call can be of, and the members of the one that is chosen.
async fn callers(request: &RequestContext, actor: &Actor, typed: &Fields) -> Result<(Named, Named), PageError> {
    let named = |id: &dyn Display, name: String| (id.to_string(), name);
    let found = request.desk.accounts_named(actor, typed.get("find")).await?;
    let mut accounts: Named = found.into_iter().map(|(id, name)| named(&id, name)).collect();
    let Ok(chosen) = typed.get(PHONE_ACCOUNT).parse() else { return Ok((accounts, Vec::new())) };
    let Some((name, members)) = request.desk.account_with_callers(actor, chosen).await? else {
        return Ok((accounts, Vec::new()));
    };
    let chosen = named(&chosen, name);
    if !accounts.contains(&chosen) {
        accounts.insert(0, chosen);
    }
    Ok((accounts, members.into_iter().map(|(id, name)| named(&id, name)).collect()))
}

fn call_back(waiting: &desk::CallBack, zone: &Offsets, now: Timestamp) -> Result<CallBack, PageError> {
    let fields = waiting.fields().map_err(Refusal::from)?;
    Ok(CallBack {
        made: moment(Timestamp::from_millis(waiting.call_code_made_at), zone, now),
        priority: form::priority(&fields),
        code: waiting.call_code.clone(),
        author: waiting.author.clone(),
        phone: waiting.phone.clone(),
        account: waiting.account.clone(),
    })
}

fn line(entry: &QueueEntry) -> QueueLine {
    let row = &entry.row;
    let (status, tone) = status(row.status, row.waits_for_customer);
    QueueLine {
        number: row.number.to_string(),
        subject: row.subject.clone(),
        account: row.account_name.clone(),
        priority: row.priority,
        status: status.to_owned(),
        tone,
        waits_for_manager: row.escalation == Some(EscalationStanding::Waits),
        escalation: row.escalation.map(|standing| match standing {
            EscalationStanding::Waits => "Escalated".to_owned(),
            EscalationStanding::Acknowledged => "Escalation answered".to_owned(),
            EscalationStanding::ByItself => "Managers told".to_owned(),
        }),
        answers: row.status == Status::ClosureProposed && !row.waits_for_customer,
        owner: row.owner_name.clone(),
    }
}

/// The status as our side reads it; what waits for us is marked.
pub(super) fn status(status: Status, waits_for_customer: bool) -> (&'static str, Tone) {
    let tone = match status {
        Status::Submitted => Tone::You,
        Status::ClosureProposed if !waits_for_customer => Tone::You,
        Status::Closed => Tone::Good,
        _ => Tone::Neutral,
    };
    let words = match status {
        Status::ClosureProposed if !waits_for_customer => "Customer asks to close",
        other => other.words(),
    };
    (words, tone)
}

pub async fn case(number: &str, until: &str) -> Result<CasePage, PageError> {
    let (request, actor) = signed_in()?;
    // The desk's page of a case is not for members, who have their own.
    decide(&actor, Action::ReadOnDesk).map_err(caseline_desk::error::Refusal::from)?;
    // What is no number answers as a number that is not there.
    let number: CaseNumber = number.parse().map_err(|_| caseline_desk::error::Refusal::NotThere)?;
    let view = request.desk.case(&actor, number).await?;
    let zone = request.zone(&actor);
    let works = decide(&actor, Action::WorkCases).is_ok();
    let colleagues = if works && hands_over(&view, &actor) {
        let all = request.desk.colleagues(&actor).await?;
        let has_it = [view.case.stage.owner(), Some(actor.person)];
        all.into_iter()
            .filter(|(id, _)| !has_it.contains(&Some(*id)))
            .map(|(id, name)| (id.to_string(), name))
            .collect()
    } else {
        Vec::new()
    };
    let waits_for_customer =
        view.case.stage.open_request().is_some() || view.case.stage.closure_awaits() == Some(Side::Customer);
    let (status, tone) = status(view.case.stage.status(), waits_for_customer);
    let account_zone = request.desk.zone(&view.row.account_zone);
    let window = Window::of(view.events.len(), until, None, &format!("/desk/cases/{number}"));
    let shown = window.entries.into_iter();
    Ok(CasePage {
        around: Around::load(&request, &actor, Room::Case).await?,
        number: view.row.number.to_string(),
        subject: view.row.subject.clone(),
        priority: view.case.priority,
        status: status.to_owned(),
        tone,
        account: view.row.account_name.clone(),
        area: view.details.area.as_str().to_owned(),
        thread: shown
            .map(|(index, before)| Happened { before, ..happened(&view, &view.events[index], &actor, &zone) })
            .collect(),
        later: window.later,
        clocks: clocks_by_due(&view, &zone, "/desk/cases/")?,
        closed: view.case.stage.status() == Status::Closed,
        unanswered: unanswered(&view, &zone)?,
        facts: facts(&view, &account_zone),
        changes: view
            .details
            .changes
            .iter()
            .map(|change| Fact::new(change.system.as_str(), described(change)))
            .collect(),
        answered: (view.channel == Channel::Phone).then(|| moment(view.case.started, &zone, view.now)),
        key: ActKey { seen: view.case.last, once: request.once() },
        tabs: if works { tabs(&view, &actor) } else { Vec::new() },
        decisions: if works { decisions(&view, &actor) } else { Vec::new() },
        colleagues,
        escalation: escalation::facts(&view, actor.person, |at| words::moment(at, &zone, view.now)),
        escalation_acts: escalation::acts(&view, &actor),
        workaround: workaround::workaround(&view, &actor),
        steps: if works { steps(&request, &actor, &view, &zone).await? } else { Steps::default() },
    })
}

fn hands_over(view: &CaseView, actor: &Actor) -> bool {
    matches!(view.case.stage, Stage::Working(_) | Stage::WaitingOnCustomer(_))
        && decide(actor, Action::OfferHandOver { owner: view.case.stage.owner() }).is_ok()
}

fn tabs(view: &CaseView, actor: &Actor) -> Vec<String> {
    let mut tabs: Vec<&str> = Vec::new();
    if view.case.stage.status() != Status::Closed {
        tabs.push("message");
    }
    tabs.push("note");
    if let Stage::Working(_) = view.case.stage {
        tabs.push("ask");
    }
    if let Stage::Working(_) | Stage::WaitingOnCustomer(_) = view.case.stage {
        tabs.extend(["workaround", "propose"]);
    }
    if view.case.stage.status() != Status::Closed {
        tabs.push("call");
    }
    if hands_over(view, actor) {
        tabs.push("hand-over");
    }
    tabs.into_iter().map(str::to_owned).collect()
}

/// What this person can do about how the case goes, and what each would do.
async fn steps(request: &RequestContext, actor: &Actor, view: &CaseView, zone: &Offsets) -> Result<Steps, PageError> {
    let (stage, now) = (view.case.stage, view.now);
    let (owner, open) = (stage.owner(), stage.status() != Status::Closed);
    let account = view.row.account;
    let may = |action| decide(actor, action).is_ok();
    let moment = |at| words::moment(at, zone, now);
    let broken = view.broken()?;
    let confirms = open
        && view.case.priority.is_phoned()
        && view.clocks.assignment.stop.is_none()
        && may(Action::ConfirmOwnership { owner });
    let explains = !broken.is_empty() && may(Action::ExplainBreach { owner });
    let acts = [
        ("have-it", confirms),
        ("priority", open && may(Action::ChangePriority)),
        ("promise", open),
        ("explain", explains),
        ("reopen", view.reopens_until().is_some_and(|until| now <= until) && may(Action::Reopen { account })),
        ("override", open && may(Action::OverrideClosure)),
    ];
    let acts: Vec<String> = acts.into_iter().filter(|(_, fits)| *fits).map(|(act, _)| act.to_owned()).collect();
    let has = |act: &str| acts.iter().any(|there| there == act);
    let priorities = if has("priority") { view.priorities(actor)? } else { Vec::new() };
    let unexplained = broken.iter().find(|broken| owner == Some(actor.person) && broken.cause.is_none());
    let promised = view.clocks.next_update.as_ref().filter(|clock| clock.stop.is_none());
    let promised = promised.map(|clock| view.reading(clock, now)).transpose()?;
    let named = |broken: &Broken| format!("{}, due {}", broken.kind.words(), moment(broken.due));
    Ok(Steps {
        priorities: priorities
            .iter()
            .map(|seen| (seen.to.word().to_owned(), foreseen(seen, begins_anew(view, seen.to), &moment)))
            .collect(),
        pause: pause(actor, view, zone)?,
        unexplained: match unexplained {
            Some(broken) if is_owed(view, broken)? => {
                format!("{} is late: it was due {}", broken.kind.words(), moment(broken.due))
            }
            Some(broken) => format!("{} was late: it was due {}", broken.kind.words(), moment(broken.due)),
            None => String::new(),
        },
        causes: if explains { request.desk.causes(actor).await? } else { Vec::new() },
        broken: broken
            .iter()
            .filter(|_| explains)
            .map(|broken| {
                let value = form::broken_promise((broken.kind, broken.due));
                let said = broken.cause.as_ref().map_or_else(String::new, |cause| format!(": {cause}"));
                (value, format!("{}{said}", named(broken)))
            })
            .collect(),
        to_confirm: if confirms {
            word_of_the_owner(view.reading(&view.clocks.assignment, now)?, now, &moment)
        } else {
            String::new()
        },
        promised: promised.map_or_else(String::new, |reading| word_to_the_customer(reading, now, &moment)),
        acts,
    })
}

/// Whether what was promised has not been done yet, late as it is.
fn is_owed(view: &CaseView, broken: &Broken) -> Result<bool, PageError> {
    for clock in view.clocks.current().filter(|clock| clock.kind == broken.kind && clock.stop.is_none()) {
        if view.reading(clock, view.now)?.due() == broken.due {
            return Ok(true);
        }
    }
    Ok(false)
}

/// By when the owner says that they have what was raised under them, or since when they should have.
fn word_of_the_owner(reading: Reading, now: Timestamp, moment: &impl Fn(Timestamp) -> String) -> String {
    let due = reading.due();
    if reading.is_breached(now) {
        let late = words::length(now.since(due));
        return format!(
            "You were to say by {} that you have it: overdue for {late}. Say it, or hand it over.",
            moment(due)
        );
    }
    format!("Say by {} that you have it, or hand it over.", moment(due))
}

/// By when the customer hears from us again, or since when they should have.
fn word_to_the_customer(reading: Reading, now: Timestamp, moment: &impl Fn(Timestamp) -> String) -> String {
    let due = reading.due();
    if reading.is_breached(now) {
        let late = words::length(now.since(due));
        return format!("The customer was to hear from us by {}: overdue for {late}.", moment(due));
    }
    format!("The customer hears from us again by {}.", moment(due))
}

/// What is promised where a case would be raised to a priority: its clocks begin at that moment. Nothing where they go on.
fn begins_anew(view: &CaseView, to: Priority) -> Option<&Promise> {
    (to.is_phoned() && !view.case.priority.is_phoned()).then(|| view.plan.plan.promise(to))
}

/// What a priority would do, in a sentence for each clock that it changes and that then runs, or is late at once. `anew`:
/// what its clocks would begin to count then. When that is, who presses decides; so no time is named that a page which
/// stayed open would have wrong.
fn foreseen(seen: &ForeseenPriority, anew: Option<&Promise>, moment: &impl Fn(Timestamp) -> String) -> Vec<String> {
    let stands = |clock: &ForeseenClock| matches!(clock.after, Some(Reading::Stopped { .. })) && !clock.breaks();
    let changed = seen.clocks.iter().filter(|clock| clock.before != clock.after && !stands(clock));
    let sentences: Vec<String> = changed
        .map(|clock| {
            let Some(after) = clock.after else { return format!("{} is not promised any more.", clock.kind.words()) };
            let begins = anew.filter(|_| matches!(after, Reading::Running { .. }));
            let target = begins.and_then(|anew| anew.target(clock.kind));
            let due = target.map_or_else(
                || moment(after.due()),
                |target| format!("{} from the moment you press", target_as_typed(target)),
            );
            let was = match clock.before {
                Some(before) if before.due() != after.due() => format!(" instead of {}", moment(before.due())),
                _ => String::new(),
            };
            let late = if clock.breaks() { ", late at once" } else { "" };
            format!("{} due {due}{was}{late}.", clock.kind.words())
        })
        .collect();
    if sentences.is_empty() { vec!["No clock changes.".to_owned()] } else { sentences }
}

/// What a question does to the due time: as it would be now, and if they answer by this time tomorrow.
fn pause(actor: &Actor, view: &CaseView, zone: &Offsets) -> Result<String, PageError> {
    let now = view.now;
    let here = zone.local(now);
    let tomorrow = zone.first_instant_of_local(LocalReading { date: here.date.plus_days(1), ..here });
    let Some(then) = view.due_if_asked(actor, tomorrow)? else { return Ok(String::new()) };
    let due = words::moment(view.reading(&view.clocks.resolution, now)?.due(), zone, now);
    if !view.plan.plan.pauses(view.case.priority) {
        return Ok(format!("The clock keeps running while they answer: due {due}."));
    }
    let then = words::moment(then, zone, now);
    Ok(format!(
        "The resolution clock pauses until they answer. Now due {due}; if they answer by this time tomorrow, {then}."
    ))
}

fn decisions(view: &CaseView, actor: &Actor) -> Vec<Decision> {
    let mut decisions = Vec::new();
    if view.case.stage.owner().is_none() && view.case.stage.status() != Status::Closed {
        decisions.push(Decision::Take);
    }
    if view.case.is_offered_to(actor.person) {
        let summary = view.events.iter().rev().find_map(|row| match &row.recorded.event {
            Event::HandOverOffered { summary, .. } => Some(summary.as_str().to_owned()),
            _ => None,
        });
        decisions.push(Decision::TakeOver { summary: summary.unwrap_or_default() });
    }
    if view.case.stage.closure_awaits() == Some(Side::Support) {
        decisions.push(Decision::Close);
    }
    decisions
}

fn facts(view: &CaseView, account_zone: &Offsets) -> Vec<Fact> {
    let row = &view.row;
    let mut facts = vec![
        Fact::new("Account", format!("{} ({})", row.account_name, row.account_kind)),
        Fact::new("Contact", row.contact_email.as_str()),
        Fact::new("Opened by", row.opener.name.as_str()),
        Fact::new("Prefers", if row.opener_prefers == "phone" { "a call" } else { "e-mail" }),
    ];
    if let Some(phone) = &row.opener_phone {
        facts.push(Fact::new("Phone", phone.as_str()));
    }
    facts.extend([
        Fact::new("Their time", format!("{} ({})", words::clock(view.now, account_zone), row.account_zone)),
        Fact::new("Owner", row.owner.as_ref().map_or("nobody yet", |owner| owner.name.as_str())),
    ]);
    facts.extend(offered(view).map(|to| Fact::new("Asked to take over", to)));
    facts.extend([
        Fact::new("Plan", format!("{}, version {}", view.plan.plan.name, view.plan.plan.version)),
        Fact::new("Came by", view.channel.key()),
        Fact::new("Impact", view.details.impact.question().0),
    ]);
    facts.extend(view.case.stage.closing().map(|how| Fact::new("Closed", how.words())));
    facts
}

/// Who was asked to take the case over and has not answered.
fn offered(view: &CaseView) -> Option<String> {
    let to = view.case.offer?.to;
    let asked = |row: &&EventRow| matches!(row.recorded.event, Event::HandOverOffered { .. });
    let offer = view.events.iter().rev().find(asked).filter(|row| row.recorded.event.concerns() == Some(to))?;
    offer.concerned_name.clone()
}

/// What changed, with the customer's own clock as they wrote it.
fn described(change: &caseline_domain::case::RecentChange) -> String {
    match &change.when {
        Some(when) => format!("{} ({}, their time)", change.what, when.replacen('T', " ", 1)),
        None => change.what.as_str().to_owned(),
    }
}

fn happened(view: &CaseView, row: &EventRow, reader: &Actor, zone: &Offsets) -> Happened {
    let now = view.now;
    let recorded = &row.recorded;
    let actor = row.actor_name.clone().unwrap_or_else(|| "The desk".to_owned());
    let author = match recorded.event {
        // What was said on the phone and noted by an analyst is the caller's.
        Event::Opened { .. } => view.row.opener.name.clone(),
        _ => actor.clone(),
    };
    let concerned = row.concerned_name.clone().unwrap_or_else(|| "somebody".to_owned());
    let said = |text: &str, note: &str| {
        let (text, note) = (text.to_owned(), note.to_owned());
        if row.by_us { What::Ours { text, note } } else { What::Theirs { text, note, told: Vec::new() } }
    };
    let line = |sentence: String| What::Line { sentence, good: false };
    let good = |sentence: String| What::Line { sentence, good: true };
    let what = match &recorded.event {
        Event::Opened { channel, details, .. } => What::Theirs {
            text: details.description.as_str().to_owned(),
            note: match channel {
                Channel::Phone => format!("opened the case, by phone; taken down by {actor}"),
                other => format!("opened the case, by {}", other.key()),
            },
            told: told(details),
        },
        Event::Assigned(Assigned { reason: AssignmentReason::Taken, .. }) => line(format!("{concerned} took the case")),
        Event::Assigned(Assigned { reason: AssignmentReason::TookTheCall, .. }) => {
            line(format!("{concerned} took the call and owns the case"))
        }
        Event::HandOverOffered { reason, summary, .. } => What::Internal {
            text: summary.as_str().to_owned(),
            note: format!("asks {concerned} to take over: {}", why(*reason)),
        },
        Event::HandOverAccepted { reason, .. } => line(format!("{concerned} took over: {}", why(*reason))),
        Event::HandOverDeclined { why, .. } => {
            What::Internal { text: why.as_str().to_owned(), note: "cannot take the case over".to_owned() }
        }
        Event::Message { text, .. } => said(text.as_str(), if row.by_us { "to the customer" } else { "" }),
        Event::InternalNote { text } => What::Internal { text: text.as_str().to_owned(), note: String::new() },
        Event::InformationRequested { questions, text } => What::Asked {
            text: text.as_ref().map_or_else(String::new, |text| text.as_str().to_owned()),
            questions: questions.iter().map(|question| question.as_str().to_owned()).collect(),
            open: view.case.stage.open_request() == Some(recorded.seq),
        },
        Event::InformationAnswered { text } => said(text.as_str(), "answers"),
        Event::ClosureProposed { summary, .. } => said(summary.as_str(), "proposes to close"),
        Event::ClosureDeclined { reason, .. } => said(reason.as_str(), "not yet"),
        Event::ClosureAccepted { .. } => good(format!("{author} agreed: the case is closed")),
        Event::ClosureLapsed { .. } => good("Closed: the proposal was not answered in time".to_owned()),
        Event::ClosureReminded { .. } => line("Reminded of the proposal to close".to_owned()),
        Event::ClosureOverridden { reason } => said(reason.as_str(), "closes the case without agreement"),
        Event::Reopened { reason, .. } => said(reason.as_str(), "opens the case again"),
        Event::CallLogged { minutes, text } => {
            let length = minutes.map_or_else(String::new, |minutes| format!(" of {minutes} minutes"));
            said(text.as_str(), &format!("logs a call{length}"))
        }
        Event::PriorityChanged { to, reason } => {
            said(reason.as_str(), &format!("changes the priority to {}", to.word()))
        }
        Event::OwnershipConfirmed => line(format!("{actor} confirms to have it")),
        Event::PlanChanged { to, note, .. } => {
            let version = view.book.version(*to).map(|version| &version.plan);
            let plan = version.map_or_else(String::new, |plan| format!(" {}, version {}", plan.name, plan.version));
            let why = note.as_ref().map_or_else(String::new, |note| format!(": {note}"));
            line(format!("Moved to the plan{plan}{why}"))
        }
        Event::NextUpdatePromised { by } => {
            line(format!("{actor} promises the next update by {}", words::moment(*by, zone, now)))
        }
        Event::WorkaroundProposed { text } => said(text.as_str(), "proposes a workaround"),
        Event::WorkaroundTested { works, text } => said(
            text.as_str(),
            if *works { "tried the workaround: it works" } else { "tried the workaround: it fails" },
        ),
        Event::WorkaroundAccepted { by: Side::Customer } => good(format!("{actor} can go on with the workaround")),
        Event::WorkaroundAccepted { by: Side::Support } => {
            good(format!("{actor} noted for the customer that they can go on with the workaround"))
        }
        Event::WorkaroundFailed { text, .. } => said(text.as_str(), "the workaround does not do"),
        Event::Warned { clock, share, .. } => {
            line(format!("{}: {share} % of the time is used{}", clock.words(), noticed_late(recorded)))
        }
        Event::Breached { clock, due } => line(format!(
            "{} is late: it was due {}{}",
            clock.words(),
            words::moment(*due, zone, now),
            noticed_late(recorded)
        )),
        Event::ManagersTold { to, share, .. } => line(format!(
            "Escalated by itself to {}: {share} % of the time to resolve is used{}",
            to.words(),
            noticed_late(recorded)
        )),
        Event::BreachExplained { clock, cause, text, .. } => What::Internal {
            text: text.as_ref().map_or_else(String::new, |text| text.as_str().to_owned()),
            note: format!("says why {} was late: {cause}", clock.words().to_lowercase()),
        },
        Event::Escalated { reason, text, .. } if row.by_us => {
            said(text.as_str(), &format!("took down an escalation by phone: {}", reason.words()))
        }
        Event::Escalated { reason, text, .. } => said(text.as_str(), &format!("escalates: {}", reason.words())),
        Event::EscalationAcknowledged { text } => said(text.as_str(), "answers the escalation"),
        Event::EscalationEnded { text: Some(text), .. } => said(text.as_str(), "ended the escalation"),
        Event::EscalationEnded { text: None, .. } => good(format!("{author} ended the escalation")),
        Event::SurveyInvited => line("The customer was asked how it was".to_owned()),
        // Scores are the managers' (product.md, "Who sees what").
        Event::SurveyAnswered { overall } => match reader.standing {
            PersonStanding::Manager | PersonStanding::Administrator => good(format!("Survey answered: {overall} of 5")),
            _ => line("Survey answered".to_owned()),
        },
    };
    let files = attachments(view.files_of(recorded.seq));
    Happened { before: None, seq: recorded.seq, author, at: moment(recorded.at, zone, now), what, files }
}

/// The desk was switched off when it fell due.
fn noticed_late(recorded: &Recorded) -> String {
    recorded.late().map_or_else(String::new, |late| format!(" (noticed {} late)", words::length(late)))
}

const fn why(reason: HandOverReason) -> &'static str {
    match reason {
        HandOverReason::TimeZone => "time zone",
        HandOverReason::Expertise => "expertise",
        HandOverReason::Other => "another reason",
    }
}
