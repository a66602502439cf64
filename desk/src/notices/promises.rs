//! The mail about promises: what is promised, by when, and what the desk notices by itself. To customers goes only what
//! is theirs: the proposal that they read, and when it lapses.

use caseline_domain::case::{ClockKind, Priority, Side};
use caseline_domain::instant::Timestamp;
use caseline_domain::text::{Line, PublicText};

use super::{Letter, ReadersClock, which};
use crate::store::CaseRow;

/// What the desk noticed by itself.
#[derive(Clone, Copy)]
pub enum Notice<'a> {
    /// So much of the time is used up, in percent; the promise is due then.
    Warning {
        clock: ClockKind,
        share: u8,
        due: Timestamp,
    },
    Breach {
        clock: ClockKind,
        due: Timestamp,
    },
    /// Managers are told of a resolution.
    Told {
        share: u8,
        due: Timestamp,
    },
    Reminder(Closure<'a>),
    Lapse(Closure<'a>),
}

/// A closure proposal that was not answered.
#[derive(Clone, Copy)]
pub struct Closure<'a> {
    /// Whose answer it waits for.
    pub on: Side,
    pub summary: &'a PublicText,
    /// When it lapses, if ever.
    pub lapses: Option<Timestamp>,
    pub read_by: Side,
}

/// What is told of it to who reads times by this clock.
pub fn of_due(case: &CaseRow, priority: Priority, notice: Notice<'_>, clock: &ReadersClock) -> Letter {
    let (word, account) = (priority.word(), &case.account_name);
    let time = |at| clock.time(at);
    let ours = |kind, headline: String, what: String| Letter {
        kind,
        headline: Some(format!("{headline}, {word} of {account}")),
        what: format!("{what}\n\n{}", which(case, priority)),
    };
    let (kind, what) = match notice {
        Notice::Warning { clock: of, share, due } => {
            let headline = format!("{share} % used: {} due {}", of.words(), clock.short(due));
            let what = format!("{share} % of the time for {} is used up. It is due {}.", promise(of), time(due));
            return ours("warning", headline, what);
        }
        Notice::Breach { clock: of, due } => {
            let headline = format!("Broken: {} was due {}", of.words(), clock.short(due));
            return ours("breach", headline, format!("A promise is broken: {} was due {}.", promise(of), time(due)));
        }
        Notice::Told { share, due } => {
            let used = match share {
                100.. => "All the time".to_owned(),
                share => format!("{share} % of the time"),
            };
            let headline =
                format!("For managers, at {share} %: {} due {}", ClockKind::Resolution.words(), clock.short(due));
            let what = format!("{used} to resolve this {word} case is used up; the resolution is due {}.", time(due));
            return ours("told", headline, what);
        }
        Notice::Reminder(Closure { on, summary, lapses, .. }) => {
            let first = match on {
                Side::Customer => "We proposed to close your case, and wait for your answer:",
                Side::Support => "The customer proposes to close the case, and waits for our answer:",
            };
            let asked = match on {
                Side::Customer => "Please agree, or say what is still open.",
                Side::Support => "Please agree, or say what is still to be done.",
            };
            let otherwise = match lapses {
                Some(at) => format!("Without an answer the case closes by itself on {}.", time(at)),
                None => "Until then it stays open.".to_owned(),
            };
            ("reminder", format!("{first}\n\n{summary}\n\n{asked} {otherwise}"))
        }
        Notice::Lapse(Closure { on, summary, read_by, .. }) => {
            let first = match (on, read_by) {
                (Side::Customer, Side::Customer) => {
                    "The case is closed: our proposal to close it was not answered in time."
                }
                (Side::Customer, Side::Support) => {
                    "The case is closed: the customer did not answer the proposal to close it in time."
                }
                (Side::Support, Side::Customer) => "The case is closed, as you proposed.",
                (Side::Support, Side::Support) => {
                    "The case is closed, as the customer proposed: nobody answered in time."
                }
            };
            ("closure", format!("{first} The proposal was:\n\n{summary}"))
        }
    };
    Letter::plain((kind, what))
}

/// What a clock promises.
const fn promise(clock: ClockKind) -> &'static str {
    match clock {
        ClockKind::Assignment => "the assignment of the case",
        ClockKind::FirstResponse => "the first response to the customer",
        ClockKind::NextUpdate => "the next update to the customer",
        ClockKind::Resolution => "the resolution of the case",
        ClockKind::Escalation => "a manager's answer to the escalation",
    }
}

/// What the customer is promised about a new case: `promises`, each a word and its receipt in a sentence. `taken`: who
/// took the call and owns it.
pub fn received(case: &CaseRow, priority: Priority, taken: Option<&str>, promises: &[(ClockKind, String)]) -> String {
    let number = case.number;
    let first = match taken {
        Some(name) => format!("{name} took your call and owns your case now: {number}, priority {}.", priority.word()),
        None => format!("We have your request. Its number is {number}, its priority {}.", priority.word()),
    };
    with_promises(first, case, promises)
}

/// Who owns the customer's case now, and by when it is to be resolved.
pub fn assigned(case: &CaseRow, owner: &str, promises: &[(ClockKind, String)]) -> String {
    with_promises(format!("{owner} owns your case now."), case, promises)
}

fn with_promises(mut text: String, case: &CaseRow, promises: &[(ClockKind, String)]) -> String {
    if promises.is_empty() {
        return text;
    }
    text.push('\n');
    for (clock, sentence) in promises {
        let due = sentence.strip_prefix("Due").map_or_else(|| sentence.clone(), |rest| format!("due{rest}"));
        text.push_str(&format!("\n{}: {due}", clock.words()));
    }
    text.push_str(&format!("\nTimes as clocks show them in {}.", case.account_zone));
    text
}

/// When a promise is due, before a change and after it; `None` where there is none.
pub struct Promised {
    pub clock: ClockKind,
    pub before: Option<Timestamp>,
    pub after: Option<Timestamp>,
}

/// That another plan version holds for the customer's case, and what that does to its due times.
pub fn moved(case: &CaseRow, note: Option<&Line>, promises: &[Promised], clock: &ReadersClock) -> String {
    let why = note.map(|note| format!(": {note}")).unwrap_or_default();
    let mut text = format!("Your case goes by another version of your support plan now{why}.\n");
    for Promised { clock: of, before, after } in promises {
        let due = match (before, after) {
            (Some(before), Some(after)) => {
                format!("due {}; before it was {}", clock.short(*after), clock.short(*before))
            }
            (None, Some(after)) => format!("due {}; before it was not promised", clock.short(*after)),
            (_, None) => "not promised any more".to_owned(),
        };
        text.push_str(&format!("\n{}: {due}", of.words()));
    }
    text.push_str(&format!("\nTimes as clocks show them in {}.", case.account_zone));
    text
}
