//! Opening a case: through the portal, or by a call. Both ask the same questions; only who may answer with what differs.

use super::{FieldErrors, Fields};
use crate::case::{CaseDetails, Impact, Priority, RecentChange};
use crate::id::{AccountId, PersonId};
use crate::instant::{MINUTE, Timestamp};
use crate::text::{LONGEST_TEXT, Line, TextFault, unfinished};

/// The areas a request can be about.
pub const AREAS: [&str; 8] = [
    "Order routing",
    "Inventory feeds",
    "Store pick-up",
    "Payments and refunds",
    "Shipping and returns",
    "Customer service",
    "Integrations",
    "Access and configuration",
];

/// How many recent changes one request can name.
pub const CHANGE_ROWS: usize = 4;

/// The field of the phone form that names the account.
pub const PHONE_ACCOUNT: &str = "account";
/// The field that names who calls.
pub const PHONE_CALLER: &str = "caller";

/// What the customer tells us. Fields: `subject`, `description`, `area`, `impact`, optional `systems`, `environment`,
/// `steps`, and rows of `change_N_system`, `change_N_when`, `change_N_what` for N from 1.
pub fn request(fields: &Fields) -> Result<CaseDetails, FieldErrors> {
    let mut errors = FieldErrors::default();
    let details = details(&mut errors, fields);
    errors.or(details)
}

/// The priority that the answers so far come to; none before the question about the impact is answered.
#[must_use]
pub fn priority(fields: &Fields) -> Option<Priority> {
    fields.get("impact").parse().ok().map(Impact::priority)
}

/// What of a form is kept as the draft of a request: its own fields, once each and as typed, no longer than any text
/// may be and without what no text keeps. A form holds whatever who sends it puts there; a draft does not, and the code
/// of a call shows it to somebody else.
#[must_use]
pub fn draft(typed: &Fields) -> Fields {
    let mut kept = Fields::default();
    for (name, value) in typed.iter() {
        if is_field(name) && !kept.has(name) {
            let end = value.char_indices().nth(LONGEST_TEXT).map_or(value.len(), |(end, _)| end);
            kept.set(name, unfinished(&value[..end]));
        }
    }
    kept
}

/// Whether [`request`] reads a field of this name.
fn is_field(name: &str) -> bool {
    matches!(name, "subject" | "description" | "area" | "impact" | "systems" | "environment" | "steps")
        || (1..=CHANGE_ROWS).any(|row| CHANGE_PARTS.iter().any(|part| name == change_field(row, part)))
}

const CHANGE_PARTS: [&str; 3] = ["system", "when", "what"];

fn change_field(row: usize, part: &str) -> String {
    format!("change_{row}_{part}")
}

fn details(errors: &mut FieldErrors, fields: &Fields) -> Option<CaseDetails> {
    let subject = errors.line(fields, "subject", "in one line what is happening");
    let description = errors.text(fields, "description", "what you see, and what you expected");
    let area = area(errors, fields);
    let impact: Option<Impact> =
        errors.choice(fields, "impact", "the answer that fits best: it decides how fast we must be");
    let changes = (1..=CHANGE_ROWS).filter_map(|row| change(errors, fields, row)).collect();
    let systems = errors.optional_line(fields, "systems");
    let environment = errors.optional_line(fields, "environment");
    let steps = errors.optional_text(fields, "steps");
    let told = CaseDetails::new(subject?, description?, area?, impact?);
    Some(CaseDetails { systems, environment, steps, changes, ..told })
}

fn area(errors: &mut FieldErrors, fields: &Fields) -> Option<Line> {
    let chosen = AREAS.into_iter().find(|area| *area == fields.get("area"));
    if chosen.is_none() {
        errors.add("area", "Choose the area this is about.");
    }
    chosen.and_then(|area| Line::parse(area).ok())
}

/// A row is there as soon as anything in it is; then system and what are needed, when is not.
fn change(errors: &mut FieldErrors, fields: &Fields, row: usize) -> Option<RecentChange> {
    let name = |part: &str| change_field(row, part);
    if CHANGE_PARTS.iter().all(|part| Line::parse(fields.get(&name(part))) == Err(TextFault::Empty)) {
        return None;
    }
    let system = errors.line(fields, &name("system"), "which system or setting was changed");
    let what = Line::parse(fields.get(&name("what")))
        .map_err(|_| errors.add(&name("what"), "Say in a few words what was changed, or remove this line."))
        .ok();
    let when = fields.get(&name("when")).trim();
    let when = if when.is_empty() {
        None
    } else if is_local_minute(when) {
        Some(when.to_owned())
    } else {
        errors.add(&name("when"), "Give day and time, like 2026-11-17 18:00.");
        None
    };
    Some(RecentChange { system: system?, what: what?, when })
}

/// `2026-11-17T18:00` as a browser's date and time field sends it, or the same with a blank, as people type it.
fn is_local_minute(text: &str) -> bool {
    let normal = format!("{}:00Z", text.replacen(' ', "T", 1));
    text.len() == 16 && normal.parse::<Timestamp>().is_ok()
}

/// What a CSA notes while the customer speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhoneCase {
    pub account: AccountId,
    /// The member who calls, or for whom somebody does. Not given: the author of the code's draft, else the only member.
    pub caller: Option<PersonId>,
    pub details: CaseDetails,
    /// When the call was answered: the start of every clock.
    pub answered: Timestamp,
    /// The draft that the call code opened.
    pub code: Option<String>,
}

/// What the form of a call asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phone {
    /// A code was typed that was not looked up yet: what did they write?
    Find(String),
    Open(Box<PhoneCase>),
}

/// Fields: those of [`phone_case`], and `found`: the code whose draft is shown already.
pub fn phone(fields: &Fields) -> Result<Phone, FieldErrors> {
    let typed = fields.get("code");
    if !typed.trim().is_empty() && read_code(typed).as_deref() != Some(fields.get("found")) {
        return call_code(fields).map(Phone::Find);
    }
    phone_case(fields).map(|case| Phone::Open(Box::new(case)))
}

/// The longest that a call is noted after it was answered, in minutes.
pub const LONGEST_CALL: i64 = 240;

/// When the call was answered: `answered` as the page stamped it (milliseconds), less `earlier` (whole minutes, optional).
fn answered(errors: &mut FieldErrors, fields: &Fields) -> Option<Timestamp> {
    let stamped = fields.get("answered").parse().ok().map(Timestamp::from_millis);
    if stamped.is_none() {
        errors.add("answered", "When was the call answered? Answer it again; what you typed stays.");
    }
    let earlier = match fields.get("earlier").trim() {
        "" => Some(0),
        typed => typed.parse().ok().filter(|minutes| (0..=LONGEST_CALL).contains(minutes)),
    };
    if earlier.is_none() {
        errors.add("earlier", "How many minutes earlier? A whole number up to 240.");
    }
    Some(stamped?.plus_millis(-earlier? * MINUTE))
}

/// Fields: those of [`request`], and `account`, `answered`, optional `earlier`, `caller` and `code`.
pub fn phone_case(fields: &Fields) -> Result<PhoneCase, FieldErrors> {
    let mut errors = FieldErrors::default();
    let caller = fields.get(PHONE_CALLER).parse().ok();
    let account: Option<AccountId> = errors.choice(fields, PHONE_ACCOUNT, "the account that calls");
    let details = details(&mut errors, fields);
    let answered = answered(&mut errors, fields);
    let code = match fields.get("code").trim() {
        "" => None,
        said => read_code(said).or_else(|| {
            errors.add("code", NOT_A_CODE);
            None
        }),
    };
    let case = account.zip(details).zip(answered).map(|((account, details), answered)| PhoneCase {
        account,
        caller,
        details,
        answered,
        code,
    });
    errors.or(case)
}

/// The letters and digits of a call code: none that sound or look alike (no 0 O 1 I L B 8 5 S).
pub const CODE_ALPHABET: &str = "234679ACDEFGHJKMNPQRTUVWXYZ";

/// A call code as people say and type it, `kt4 92p`, in the form it is kept: `KT492P`. Field: `code`.
pub fn call_code(fields: &Fields) -> Result<String, FieldErrors> {
    read_code(fields.get("code")).ok_or_else(|| FieldErrors::one("code", NOT_A_CODE))
}

const NOT_A_CODE: &str = "A call code has six letters and digits, like KT4 92P.";

fn read_code(said: &str) -> Option<String> {
    let code: String = said.chars().filter(|c| !c.is_whitespace() && *c != '-').flat_map(char::to_uppercase).collect();
    (code.len() == 6 && code.chars().all(|c| CODE_ALPHABET.contains(c))).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        Fields::new(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn an_empty_request_says_what_is_missing_at_each_field() {
        let errors = request(&Fields::default()).unwrap_err();
        let named: Vec<_> = errors.iter().map(|(name, _)| name.to_owned()).collect();
        assert_eq!(named, ["subject", "description", "area", "impact"]);
        assert_eq!(priority(&Fields::default()), None);
        assert_eq!(priority(&fields(&[("impact", "crucial")])), Some(Priority::P1));
    }

    #[test]
    fn a_change_row_needs_system_and_what_as_soon_as_one_part_is_there() {
        let base = [("subject", "S"), ("description", "D"), ("area", "Order routing"), ("impact", "core")];
        let mut typed = fields(&base);
        assert!(request(&typed).unwrap().changes.is_empty());
        typed.set("change_2_system", "Fulfilment rules");
        typed.set("change_2_when", "yesterday");
        let errors = request(&typed).unwrap_err();
        assert!(errors.get("change_2_what").is_some() && errors.get("change_2_when").is_some());
        typed.set("change_2_what", "Import of 12 rules");
        typed.set("change_2_when", "2026-11-17T18:00");
        let details = request(&typed).unwrap();
        assert_eq!(details.changes[0].when.as_deref(), Some("2026-11-17T18:00"));
    }

    #[test]
    fn a_draft_keeps_the_fields_of_the_form_and_nothing_else() {
        let mut typed = fields(&[("act", "save"), ("subject", "S"), ("base", "{}"), ("subject", "T")]);
        for part in ["change_1_system", "change_4_what", "change_5_what", "change_1_who"] {
            typed.set(part, "x");
        }
        typed.set("description", "ü".repeat(LONGEST_TEXT + 1));
        let draft = draft(&typed);
        let names: Vec<_> = draft.iter().map(|(name, _)| name.to_owned()).collect();
        assert_eq!(names, ["subject", "change_1_system", "change_4_what", "description"]);
        assert_eq!(draft.get("subject"), "S");
        assert_eq!(draft.get("description"), "ü".repeat(LONGEST_TEXT));
    }

    #[test]
    fn what_cannot_be_seen_is_nothing_in_every_field() {
        let invisible = "\u{200b}\u{200f}\u{2060}\u{202e}";
        let mut typed = fields(&[("area", "Order routing"), ("impact", "core")]);
        for name in ["subject", "description", "systems", "environment", "steps", "change_1_system", "change_1_what"] {
            typed.set(name, invisible);
        }
        assert_eq!(request(&typed), request(&fields(&[("area", "Order routing"), ("impact", "core")])));
        typed.set("subject", "Invoice\u{202e}fdp");
        typed.set("description", "D");
        let details = request(&typed).unwrap();
        assert_eq!((details.subject.as_str(), details.systems, details.changes.len()), ("Invoicefdp", None, 0));
        assert_eq!(draft(&typed).get("subject"), "Invoicefdp", "nor in what waits to be called about");
    }

    #[test]
    fn a_code_is_read_as_it_is_said() {
        for said in ["KT4 92P", "kt492p", " kt4-92p "] {
            assert_eq!(call_code(&fields(&[("code", said)])).as_deref(), Ok("KT492P"), "{said}");
        }
        for wrong in ["", "KT49", "KT4 92S", "KT4 92PP"] {
            assert!(call_code(&fields(&[("code", wrong)])).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_phoned_case_keeps_its_code_in_the_form_that_drafts_are_found_by() {
        let account = "00000000-0000-0000-0000-000000000001";
        let base = [("subject", "S"), ("description", "D"), ("area", "Order routing"), ("impact", "crucial")];
        let mut typed = fields(&base);
        typed.set("account", account);
        typed.set("answered", "1795000000000");
        assert_eq!(phone_case(&typed).unwrap().code, None);
        typed.set("code", "kt4 92p");
        assert_eq!(phone_case(&typed).unwrap().code.as_deref(), Some("KT492P"));
        typed.set("code", "my code");
        assert!(phone_case(&typed).unwrap_err().get("code").is_some());
        assert!(phone(&typed).unwrap_err().get("code").is_some());
    }

    #[test]
    fn a_code_is_looked_up_before_its_case_is_opened() {
        let account = "00000000-0000-0000-0000-000000000001";
        let base = [("subject", "S"), ("description", "D"), ("area", "Order routing"), ("impact", "crucial")];
        let mut typed = fields(&base);
        typed.set("account", account);
        typed.set("answered", "1795000000000");
        assert!(matches!(phone(&typed), Ok(Phone::Open(_))));
        typed.set("code", "kt4 92p");
        assert_eq!(phone(&typed), Ok(Phone::Find("KT492P".into())));
        typed.set("found", "KT492P");
        assert!(matches!(phone(&typed), Ok(Phone::Open(_))));
        typed.set("code", "");
        typed.set("earlier", "3");
        assert_eq!(phone_case(&typed).unwrap().answered.millis(), 1_794_999_820_000);
        for wrong in ["-1", "241", "soon"] {
            typed.set("earlier", wrong);
            assert!(phone_case(&typed).unwrap_err().get("earlier").is_some(), "{wrong}");
        }
    }
}
