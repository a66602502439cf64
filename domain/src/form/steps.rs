//! What changes how a case goes, beside what is said on it: its priority, a promise, a workaround, an end, a beginning anew.

use super::case::one_text;
use super::{FieldErrors, Fields};
use crate::case::{ClockKind, Priority};
use crate::hours::{LocalReading, Offsets};
use crate::instant::{DAY, HOUR, Timestamp};
use crate::text::{InternalText, Line, PublicText};

/// Another priority, with the reason that the customer reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangePriority {
    pub to: Priority,
    pub reason: PublicText,
}

/// Fields: `new_priority`, `priority_reason`.
pub fn change_priority(fields: &Fields) -> Result<ChangePriority, FieldErrors> {
    let mut errors = FieldErrors::default();
    let to = errors.choice(fields, "new_priority", "the priority it gets");
    let reason = errors.text(fields, "priority_reason", "why it changes: the customer reads it");
    errors.or(to.zip(reason).map(|(to, reason)| ChangePriority { to, reason }))
}

/// Why a closed case goes on. Field: `reopen_reason`.
pub fn reopening(fields: &Fields) -> Result<PublicText, FieldErrors> {
    one_text(fields, "reopen_reason", "what came back, or what is still open")
}

/// Why a manager closes a case without agreement. Field: `override_reason`.
pub fn overriding(fields: &Fields) -> Result<PublicText, FieldErrors> {
    one_text(fields, "override_reason", "why it is closed without agreement: the customer reads it")
}

/// What the customer can do until it is solved. Field: `workaround`.
pub fn workaround(fields: &Fields) -> Result<PublicText, FieldErrors> {
    one_text(fields, "workaround", "what the customer can do until it is solved")
}

/// What came of trying a workaround.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkaroundTest {
    pub works: bool,
    pub text: PublicText,
}

/// Fields: `works` (`yes` or `no`), `workaround_test`.
pub fn workaround_test(fields: &Fields) -> Result<WorkaroundTest, FieldErrors> {
    let mut errors = FieldErrors::default();
    let works = match fields.get("works") {
        "yes" => Some(true),
        "no" => Some(false),
        _ => {
            errors.add("works", "Choose whether it works.");
            None
        }
    };
    let text = errors.text(fields, "workaround_test", "what you tried and what you saw");
    errors.or(works.zip(text).map(|(works, text)| WorkaroundTest { works, text }))
}

/// Why a workaround does not do. Field: `workaround_failure`.
pub fn workaround_failure(fields: &Fields) -> Result<PublicText, FieldErrors> {
    one_text(fields, "workaround_failure", "why it does not do")
}

/// By when the customer hears from us again, as somebody says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextUpdate {
    /// In so many minutes.
    In(u32),
    TomorrowAtTen,
    /// On the clocks of who promises it.
    At(LocalReading),
}

/// What one chooses from, and how it reads; the last one wants `promised_at` beside it.
pub const NEXT_UPDATES: [(&str, &str); 6] = [
    ("30", "In 30 minutes"),
    ("60", "In 1 hour"),
    ("120", "In 2 hours"),
    ("240", "In 4 hours"),
    ("tomorrow", "Tomorrow 10:00"),
    ("at", "Another time"),
];

/// An update is promised at most so many days ahead: what lies further is no promise that somebody waits for.
const FARTHEST_UPDATE: i64 = 30;

/// Fields: `promise`, one of [`NEXT_UPDATES`], and for another time `promised_at`.
pub fn next_update(fields: &Fields) -> Result<NextUpdate, FieldErrors> {
    let mut errors = FieldErrors::default();
    let promised = match fields.get("promise") {
        "tomorrow" => Some(NextUpdate::TomorrowAtTen),
        "at" => match local_minute(fields.get("promised_at")) {
            Some(reading) => Some(NextUpdate::At(reading)),
            None => {
                errors.add("promised_at", "Give day and time, like 2026-11-25 10:00.");
                None
            }
        },
        minutes if NEXT_UPDATES.iter().any(|(key, _)| *key == minutes) => minutes.parse().ok().map(NextUpdate::In),
        _ => {
            errors.add("promise", "Choose by when they hear from you.");
            None
        }
    };
    errors.or(promised)
}

/// `2026-11-25T10:00` as a browser's date and time field sends it, or the same with a blank, as people type it.
fn local_minute(text: &str) -> Option<LocalReading> {
    let text = text.trim();
    let shown: Timestamp = format!("{}:00Z", text.replacen(' ', "T", 1)).parse().ok()?;
    (text.len() == 16).then(|| LocalReading::from_millis(shown.millis()))
}

impl NextUpdate {
    /// The instant that is meant, read on the clocks of `zone` at `now`: in the future, and within thirty days.
    pub fn instant(self, zone: &Offsets, now: Timestamp) -> Result<Timestamp, FieldErrors> {
        let wrong = |sentence: &str| Err(FieldErrors::one("promised_at", sentence));
        let by = match self {
            NextUpdate::In(minutes) => now.plus_minutes(i64::from(minutes)),
            NextUpdate::TomorrowAtTen => {
                let date = zone.local(now).date.plus_days(1);
                zone.first_instant_of_local(LocalReading { date, millis: 10 * HOUR })
            }
            NextUpdate::At(reading) => {
                let by = zone.first_instant_of_local(reading);
                if zone.local(by) != reading {
                    return wrong(
                        "This time does not exist: your clocks go forward over it. Choose an earlier or a later one.",
                    );
                }
                by
            }
        };
        if by <= now {
            return wrong("This is past already. Choose a time that is still to come.");
        }
        if by.since(now) > FARTHEST_UPDATE * DAY {
            return wrong("This is too far ahead: promise an update within 30 days.");
        }
        Ok(by)
    }
}

/// A call about a case that is there already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallLog {
    pub minutes: Option<u32>,
    pub text: PublicText,
}

/// The longest call that is noted, in minutes.
const LONGEST_NOTED: u32 = 600;

/// Fields: optional `minutes`, `call_text`.
pub fn call_log(fields: &Fields) -> Result<CallLog, FieldErrors> {
    let mut errors = FieldErrors::default();
    let minutes = match fields.get("minutes").trim() {
        "" => None,
        typed => {
            let minutes = typed.parse().ok().filter(|minutes| (1..=LONGEST_NOTED).contains(minutes));
            if minutes.is_none() {
                errors.add("minutes", "How many minutes? A whole number from 1 to 600, or nothing.");
            }
            minutes
        }
    };
    let text = errors.text(fields, "call_text", "what was said: the customer reads it");
    errors.or(text.map(|text| CallLog { minutes, text }))
}

/// Which broken promise: the kind of its clock, and when it was due.
pub type BrokenPromise = (ClockKind, Timestamp);

/// A broken promise as a form names it.
#[must_use]
pub fn broken_promise((clock, due): BrokenPromise) -> String {
    format!("{}.{}", clock.key(), due.millis())
}

/// Why a promise was broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BreachCause {
    pub broken: BrokenPromise,
    /// One of those that administrators keep; which they are the desk knows.
    pub cause: Line,
    pub text: Option<InternalText>,
}

/// Fields: `broken` as [`broken_promise`] writes it, `cause`, optional `cause_text`.
pub fn breach_cause(fields: &Fields) -> Result<BreachCause, FieldErrors> {
    let mut errors = FieldErrors::default();
    let named = |text: &str| {
        let (clock, due) = text.split_once('.')?;
        Some((clock.parse().ok()?, Timestamp::from_millis(due.parse().ok()?)))
    };
    let broken = named(fields.get("broken"));
    if broken.is_none() {
        errors.add("broken", "Choose which promise this is about.");
    }
    let cause = Line::parse(fields.get("cause")).map_err(|_| errors.add("cause", "Choose the cause.")).ok();
    let text = errors.optional_internal(fields, "cause_text");
    errors.or(broken.zip(cause).map(|(broken, cause)| BreachCause { broken, cause, text }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        Fields::new(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_promise_is_read_on_the_clocks_of_who_makes_it() {
        // Two hours west of UTC until 10:00 UTC on the 29th, one hour from then on: 08:00 to 09:00 is skipped.
        let zone =
            Offsets::new(vec![(Timestamp::from_millis(0), -7_200), (at("2026-11-29T10:00:00Z"), -3_600)]).unwrap();
        let now = at("2026-11-24T20:30:00Z");
        let promised = |pairs: &[(&str, &str)]| next_update(&fields(pairs)).unwrap().instant(&zone, now);
        assert_eq!(promised(&[("promise", "30")]), Ok(at("2026-11-24T21:00:00Z")));
        assert_eq!(promised(&[("promise", "tomorrow")]), Ok(at("2026-11-25T12:00:00Z")));
        for typed in ["2026-11-26T09:15", "2026-11-26 09:15"] {
            assert_eq!(promised(&[("promise", "at"), ("promised_at", typed)]), Ok(at("2026-11-26T11:15:00Z")));
        }
        for (typed, said) in [
            ("2026-11-24T18:30", "past already"),
            ("2026-12-24T19:31", "within 30 days"),
            ("2026-11-29T08:30", "does not exist"),
        ] {
            let errors = promised(&[("promise", "at"), ("promised_at", typed)]).unwrap_err();
            assert!(errors.get("promised_at").unwrap().contains(said), "{typed}: {errors:?}");
        }
        assert_eq!(promised(&[("promise", "at"), ("promised_at", "2026-12-24T19:30")]), Ok(at("2026-12-24T20:30:00Z")));
        for (typed, field) in
            [(&[("promise", "45")][..], "promise"), (&[("promise", "at"), ("promised_at", "soon")], "promised_at")]
        {
            assert!(next_update(&fields(typed)).unwrap_err().get(field).is_some());
        }
    }

    #[test]
    fn what_is_missing_is_said_beside_its_field() {
        let said = |errors: FieldErrors| errors.iter().map(|(name, _)| name.to_owned()).collect::<Vec<_>>();
        let none = Fields::default();
        assert_eq!(said(change_priority(&none).unwrap_err()), ["new_priority", "priority_reason"]);
        assert_eq!(said(workaround_test(&none).unwrap_err()), ["works", "workaround_test"]);
        assert_eq!(said(call_log(&fields(&[("minutes", "long")])).unwrap_err()), ["minutes", "call_text"]);
        assert_eq!(said(breach_cause(&none).unwrap_err()), ["broken", "cause"]);
        assert_eq!(said(next_update(&none).unwrap_err()), ["promise"]);
    }

    #[test]
    fn a_broken_promise_is_named_and_found_again() {
        let broken = (ClockKind::FirstResponse, at("2026-11-24T20:30:00Z"));
        let typed = fields(&[("broken", &broken_promise(broken)), ("cause", "Staffing")]);
        assert_eq!(breach_cause(&typed).unwrap().broken, broken);
    }
}
