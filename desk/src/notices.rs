//! The mail that tells people what happened: plain text, made from [`PublicEvent`]s, which hold no internal text; so
//! none can get here. Of a hand-over our own people are told the [`HandOverStep`] alone.

mod promises;

use std::sync::Arc;

use caseline_domain::account::GrantLevel;
use caseline_domain::case::{Channel, Event, Priority, PublicEvent, Side};
use caseline_domain::hours::Offsets;
use caseline_domain::instant::Timestamp;
use caseline_domain::plan::Plan;
use caseline_domain::text::{Line, PublicText};
use caseline_domain::words;

use crate::Desk;
use crate::clock::Secret;
use crate::store::{CaseRow, NewMail};

pub use promises::{Closure, Notice, Promised, assigned, moved, of_due, received};

/// The invitation to choose a first password.
pub fn invitation(desk: &Desk, name: &str, email: &str, secret: &Secret, now: Timestamp) -> NewMail {
    let link = format!("{}/welcome/{}", desk.settings().public_url, secret.reveal());
    let body = format!(
        "Hello {name},\n\nyou are invited to the support desk. Choose your password here, within 14 days:\n\n{link}\n\n\
         If you did not expect this, you can ignore it.\n"
    );
    alone(desk, "invitation", email, "Your access to the support desk", body, now)
}

/// The link to choose a new password.
pub fn reset(desk: &Desk, name: &str, email: &str, secret: &Secret, now: Timestamp) -> NewMail {
    let link = format!("{}/welcome/{}", desk.settings().public_url, secret.reveal());
    let body = format!(
        "Hello {name},\n\nsomebody, probably you, asked for a new password. Choose one here, within two hours:\n\n{link}\n\n\
         If it was not you, nothing has changed and you can ignore this.\n"
    );
    alone(desk, "reset", email, "Choose a new password", body, now)
}

/// What one of a merchant's members, `by_name`, granted to a partner or, without a level, withdrew from it; for either
/// technical contact.
pub fn access(
    desk: &Desk,
    email: &str,
    (merchant, partner): (&str, &str),
    by_name: &str,
    level: Option<GrantLevel>,
    now: Timestamp,
) -> NewMail {
    let what = match level {
        Some(GrantLevel::Read) => {
            format!("{by_name} let the people of {partner} read the cases of {merchant}, and nothing else.")
        }
        Some(GrantLevel::Act) => format!(
            "{by_name} let the people of {partner} act for {merchant}: read its cases, open requests, answer, agree to \
             close, escalate and open again. The cases stay those of {merchant}."
        ),
        None => format!(
            "{by_name} withdrew the access of {partner} to the cases of {merchant}. Its people see nothing of them any more."
        ),
    };
    let url = &desk.settings().public_url;
    let body = format!(
        "{what}\n\nMembers of {merchant} see and change who has access on the page of their account:\n{url}/portal/account\n"
    );
    alone(desk, "access", email, &format!("Access to the cases of {merchant}"), body, now)
}

fn alone(desk: &Desk, kind: &'static str, email: &str, subject: &str, body: String, now: Timestamp) -> NewMail {
    NewMail { id: desk.ids().id(now), case: None, kind, recipient: email.to_owned(), subject: subject.to_owned(), body }
}

/// The invitation to rate a closed case, for the member who opened it; once they are disabled, and where a partner did, for
/// the account's technical contact.
/// `None`: both are disabled.
pub fn survey(desk: &Desk, case: &CaseRow, secret: &Secret, now: Timestamp) -> Option<NewMail> {
    let link = format!("{}/survey/{}", desk.settings().public_url, secret.reveal());
    let opener = case.opener.email.as_ref().filter(|_| case.opener_is_member);
    let (name, recipient) = match (opener, &case.mailed_contact) {
        (Some(email), _) => (&case.opener.name, email),
        (None, Some(contact)) => (&case.account_name, contact),
        (None, None) => return None,
    };
    let body = format!(
        "Hello {name},\n\nyour case {} is closed:\n{}\n\nDid we do well? It takes under a minute:\n\n{link}\n",
        case.number, case.subject
    );
    let subject = format!("[{}] How did we do?", case.number);
    let recipient = recipient.clone();
    Some(NewMail { id: desk.ids().id(now), case: Some(case.id), kind: "survey", recipient, subject, body })
}

/// What kind of mail, and what to tell in it, about an event that `by_name` caused; of some nobody is told. `time`: an
/// instant as the account's clocks show it.
pub fn of_event(
    event: PublicEvent<'_>,
    (plan, priority): (&Plan, Priority),
    by_name: &str,
    time: &dyn Fn(Timestamp) -> String,
) -> Option<(&'static str, String)> {
    let (kind, what) = match event {
        PublicEvent::Message { text } => ("message", wrote(by_name, text)),
        PublicEvent::InformationAnswered { text } => ("answer", wrote(by_name, text)),
        PublicEvent::InformationRequested { questions, text } => {
            ("question", asked(by_name, plan.pauses(priority), questions, text))
        }
        PublicEvent::ClosureProposed { summary } => (
            "closure",
            format!("{by_name} proposes to close the case:\n\n{summary}\n\nPlease agree, or say what is still open."),
        ),
        PublicEvent::ClosureDeclined { reason } => {
            ("closure", format!("{by_name} does not agree to close the case yet:\n\n{reason}"))
        }
        PublicEvent::ClosureAccepted => ("closure", format!("{by_name} agreed: the case is closed.")),
        PublicEvent::HandOverAccepted { reason } => {
            ("hand_over", format!("{by_name} owns your case now, {}.", reason.words()))
        }
        PublicEvent::CallLogged { text, .. } => {
            ("call", format!("{by_name} noted what was said on the phone:\n\n{text}"))
        }
        PublicEvent::ClosureOverridden { reason } => (
            "closure",
            format!("{by_name}, a manager, closed the case without an agreement, and says why:\n\n{reason}"),
        ),
        PublicEvent::Reopened { reason } => ("reopened", format!("{by_name} opened the case again:\n\n{reason}")),
        PublicEvent::PriorityChanged { to, reason } => (
            "priority",
            format!("{by_name} changed the priority of the case to {}, and says why:\n\n{reason}", to.word()),
        ),
        PublicEvent::NextUpdatePromised { by } => {
            ("promise", format!("{by_name} promises that you hear from us again by {}.", time(by)))
        }
        PublicEvent::WorkaroundProposed { text } => (
            "workaround",
            format!("{by_name} proposes a workaround:\n\n{text}\n\nPlease tell us whether you can go on with it."),
        ),
        PublicEvent::WorkaroundTested { works, text } => {
            let result = if works { "it works" } else { "it does not work" };
            ("workaround", format!("{by_name} tried the workaround, and {result}:\n\n{text}"))
        }
        PublicEvent::WorkaroundAccepted { by: Side::Customer } => {
            ("workaround", format!("{by_name} can go on with the workaround."))
        }
        PublicEvent::WorkaroundAccepted { by: Side::Support } => {
            ("workaround", format!("{by_name} noted that you can go on with the workaround."))
        }
        PublicEvent::WorkaroundFailed { text } => {
            ("workaround", format!("The workaround does not do, says {by_name}:\n\n{text}"))
        }
        PublicEvent::Opened { .. }
        | PublicEvent::Assigned(_)
        | PublicEvent::ClosureLapsed
        | PublicEvent::ClosureReminded
        | PublicEvent::OwnershipConfirmed
        | PublicEvent::PlanChanged { .. }
        | PublicEvent::ManagersTold { .. } => return None,
        PublicEvent::Escalated { channel: Channel::Phone, reason, text } => {
            ("escalation", format!("{by_name} took down an escalation on the phone ({}):\n\n{text}", reason.words()))
        }
        PublicEvent::Escalated { reason, text, .. } => {
            ("escalation", format!("{by_name} asks for a manager ({}):\n\n{text}", reason.words()))
        }
        PublicEvent::EscalationAcknowledged { text } => {
            ("escalation", format!("{by_name}, a manager, has the escalation of this case and answers:\n\n{text}"))
        }
        PublicEvent::EscalationEnded { text: Some(text) } => {
            ("escalation", format!("{by_name} ended the escalation:\n\n{text}"))
        }
        PublicEvent::EscalationEnded { text: None } => ("escalation", format!("{by_name} ended the escalation.")),
    };
    Some((kind, what))
}

/// A step of a hand-over, as our side is told of it: there is no place here for the summary or the reason, which stay
/// on the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandOverStep {
    Offered,
    Accepted,
    Declined,
}

impl HandOverStep {
    pub fn of(event: &Event) -> Option<HandOverStep> {
        match event {
            Event::HandOverOffered { .. } => Some(HandOverStep::Offered),
            Event::HandOverAccepted { .. } => Some(HandOverStep::Accepted),
            Event::HandOverDeclined { .. } => Some(HandOverStep::Declined),
            _ => None,
        }
    }
}

/// What to tell our own people about a step of a hand-over that `by_name` took.
pub fn of_hand_over(step: HandOverStep, by_name: &str) -> (&'static str, String) {
    let what = match step {
        HandOverStep::Offered => {
            format!("{by_name} asks you to take this case over. It is not yours until you accept, on its page.")
        }
        HandOverStep::Accepted => format!("{by_name} took this case over."),
        HandOverStep::Declined => format!("{by_name} cannot take this case over. It stays with its owner."),
    };
    ("hand_over", what)
}

/// What to tell managers where our own side says for the customer that they can go on, which stops the clock of an Outage
/// or a P1.
pub fn of_acceptance_noted(event: &Event, priority: Priority, by_name: &str) -> Option<(&'static str, String)> {
    let noted = priority.is_phoned() && matches!(event, Event::WorkaroundAccepted { by: Side::Support });
    let priority = priority.word();
    noted.then(|| {
        (
            "workaround",
            format!("{by_name} noted for the customer that they can go on with the workaround of this {priority}."),
        )
    })
}

/// What a mail about a case says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    pub kind: &'static str,
    /// What happened, in the place of the case's subject in that of the mail.
    pub headline: Option<String>,
    pub what: String,
}

impl Letter {
    pub fn plain((kind, what): (&'static str, String)) -> Letter {
        Letter { kind, headline: None, what }
    }
}

/// A clock as a reader has it: what times in their mail are told by.
pub struct ReadersClock {
    zone: String,
    offsets: Arc<Offsets>,
}

impl ReadersClock {
    pub fn of(desk: &Desk, zone: &str) -> ReadersClock {
        ReadersClock { zone: zone.to_owned(), offsets: desk.zone(zone) }
    }

    /// `Tue 24 Nov 2026, 15:00`, for where there is little room.
    pub fn short(&self, at: Timestamp) -> String {
        words::exact(at, &self.offsets)
    }

    /// `Tue 24 Nov 2026, 15:00 (Europe/Berlin)`.
    pub fn time(&self, at: Timestamp) -> String {
        format!("{} ({})", self.short(at), self.zone)
    }
}

/// Which case it is, for who has many: priority, account, and who has it.
fn which(case: &CaseRow, priority: Priority) -> String {
    let owner = case.owner.as_ref().map_or("nobody", |owner| owner.name.as_str());
    format!("Priority: {}\nAccount: {}\nOwner: {owner}", priority.word(), case.account_name)
}

/// An escalation, as our side is told of it. `due`: by when a manager has to answer, where that is promised.
pub fn of_escalation(
    case: &CaseRow,
    priority: Priority,
    said: String,
    due: Option<Timestamp>,
    clock: &ReadersClock,
) -> Letter {
    let (word, account) = (priority.word(), &case.account_name);
    let answer = due.map(|due| format!("\nA manager has to answer by {}.", clock.time(due))).unwrap_or_default();
    let by = due.map(|due| format!(", answer by {}", clock.short(due))).unwrap_or_default();
    Letter {
        kind: "escalation",
        headline: Some(format!("Escalated: {word} of {account}{by}")),
        what: format!("{said}\n\n{}{answer}", which(case, priority)),
    }
}

/// The same mail to each, with the case's number, subject and page in the `room` of who reads it.
pub fn about(
    desk: &Desk,
    case: &CaseRow,
    letter: &Letter,
    recipients: Vec<String>,
    room: &str,
    now: Timestamp,
) -> Vec<NewMail> {
    let link = format!("{}/{room}/cases/{}", desk.settings().public_url, case.number);
    let body = format!("{}\n\n{}: {}\n{link}\n", letter.what, case.number, case.subject);
    let subject = format!("[{}] {}", case.number, letter.headline.as_ref().unwrap_or(&case.subject));
    let mail = |recipient| NewMail {
        id: desk.ids().id(now),
        case: Some(case.id),
        kind: letter.kind,
        recipient,
        subject: subject.clone(),
        body: body.clone(),
    };
    recipients.into_iter().map(mail).collect()
}

/// What to tell with a line for the files that were sent along. Their content stays on the desk, where it is asked each
/// time who may read it.
pub fn with_files(what: String, names: &[String]) -> String {
    if names.is_empty() { what } else { format!("{what}\n\nAttached: {}", names.join(", ")) }
}

fn wrote(name: &str, text: &PublicText) -> String {
    format!("{name} wrote:\n\n{text}")
}

/// A question; `pauses`: whether the clock waits for the answer (sla.md, "Pause").
fn asked(name: &str, pauses: bool, questions: &[Line], text: Option<&PublicText>) -> String {
    let clock =
        if pauses { "The clock is paused until you answer." } else { "The clock keeps running: a quick answer helps." };
    let mut body = format!("{name} needs to know something. {clock}\n\n");
    for (n, question) in questions.iter().enumerate() {
        body.push_str(&format!("{}. {question}\n", n + 1));
    }
    if let Some(text) = text {
        body.push_str(&format!("\n{text}\n"));
    }
    body
}
