//! What is written on an existing case.

use super::{FieldErrors, Fields};
use crate::case::{EscalationReason, HandOverReason};
use crate::id::PersonId;
use crate::text::{InternalText, Line, PublicText, TextFault};

/// A message to the other side. Field: `text`.
pub fn message(fields: &Fields) -> Result<PublicText, FieldErrors> {
    one_text(fields, "text", "your message")
}

/// A note for our side. Field: `note`.
pub fn note(fields: &Fields) -> Result<InternalText, FieldErrors> {
    let mut errors = FieldErrors::default();
    let note = errors.internal(fields, "note", "your note");
    errors.or(note)
}

/// The answer to an information request. Field: `answer`.
pub fn answer(fields: &Fields) -> Result<PublicText, FieldErrors> {
    one_text(fields, "answer", "your answer")
}

/// "Can we close this?" Field: `summary`.
pub fn proposal(fields: &Fields) -> Result<PublicText, FieldErrors> {
    one_text(fields, "summary", "what solved it, or why it can be closed")
}

/// "Not yet." Field: `reason`.
pub fn decline(fields: &Fields) -> Result<PublicText, FieldErrors> {
    one_text(fields, "reason", "what is still open, so that work can go on")
}

pub(super) fn one_text(fields: &Fields, name: &str, what: &str) -> Result<PublicText, FieldErrors> {
    let mut errors = FieldErrors::default();
    let text = errors.text(fields, name, what);
    errors.or(text)
}

/// An information request: a text, questions, or both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    pub text: Option<PublicText>,
    pub questions: Vec<Line>,
}

/// Fields: `text` (optional), `questions`, one a line.
pub fn ask(fields: &Fields) -> Result<Ask, FieldErrors> {
    let mut errors = FieldErrors::default();
    let text = errors.optional_text(fields, "ask_text");
    let mut questions = Vec::new();
    for typed in fields.get("questions").lines() {
        match Line::parse(typed) {
            Ok(question) => questions.push(question),
            Err(TextFault::Empty) => {}
            Err(TextFault::TooLong(_)) => errors.add(
                "questions",
                "Keep each question to one line of at most 160 characters; put the rest into the message.",
            ),
        }
    }
    if questions.is_empty() {
        errors.add("questions", "Write at least one question, one a line.");
    }
    if questions.len() > 10 {
        errors.add("questions", "Ask at most ten questions at once.");
    }
    errors.or(Some(Ask { text, questions }))
}

/// Passing a case to a colleague.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandOver {
    pub to: PersonId,
    pub reason: HandOverReason,
    pub summary: InternalText,
}

/// Fields: `to`, `why`, `handover_summary`.
pub fn hand_over(fields: &Fields) -> Result<HandOver, FieldErrors> {
    let mut errors = FieldErrors::default();
    let to = errors.choice(fields, "to", "who takes over");
    let reason = HandOverReason::ALL.into_iter().find(|reason| reason.key() == fields.get("why"));
    if reason.is_none() {
        errors.add("why", "Choose why it changes hands: the customer is told.");
    }
    let summary = errors.internal(fields, "handover_summary", "where it stands and what comes next");
    let hand_over = to.zip(reason).zip(summary).map(|((to, reason), summary)| HandOver { to, reason, summary });
    errors.or(hand_over)
}

/// Why a hand-over is not accepted. Field: `refusal`.
pub fn refusal(fields: &Fields) -> Result<InternalText, FieldErrors> {
    let mut errors = FieldErrors::default();
    let text = errors.internal(fields, "refusal", "why you cannot take it");
    errors.or(text)
}

/// A request for a manager's attention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Escalate {
    pub reason: EscalationReason,
    pub text: PublicText,
}

/// Fields: `escalation_reason`, `escalation`.
pub fn escalate(fields: &Fields) -> Result<Escalate, FieldErrors> {
    let mut errors = FieldErrors::default();
    let reason = errors.choice(fields, "escalation_reason", "why it needs a manager");
    let text = errors.text(fields, "escalation", "what the manager should know");
    errors.or(reason.zip(text).map(|(reason, text)| Escalate { reason, text }))
}

/// A manager's answer to an escalation. Field: `acknowledgement`.
pub fn acknowledgement(fields: &Fields) -> Result<PublicText, FieldErrors> {
    one_text(fields, "acknowledgement", "what you tell the customer")
}

/// What is said when an escalation is ended, if anything. Field: `ending`.
pub fn ending(fields: &Fields) -> Result<Option<PublicText>, FieldErrors> {
    let mut errors = FieldErrors::default();
    let text = errors.optional_text(fields, "ending");
    errors.or(Some(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_question_is_asked_for_without_a_word_about_the_clock() {
        // The form does not know the priority, and on an Outage or a P1 nothing pauses.
        let errors = ask(&Fields::default()).unwrap_err();
        assert_eq!(errors.get("questions"), Some("Write at least one question, one a line."));
    }

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        Fields::new(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn an_escalation_wants_a_reason_and_a_word_and_says_so_beside_each() {
        let errors = escalate(&fields(&[("escalation_reason", "because"), ("escalation", " ")])).unwrap_err();
        let said: Vec<_> = errors.iter().collect();
        let expected = [
            ("escalation_reason", "Choose why it needs a manager."),
            ("escalation", "Write what the manager should know."),
        ];
        assert_eq!(said, expected);
        let escalation = escalate(&fields(&[("escalation_reason", "resolution"), ("escalation", "It came back.")]));
        let text = PublicText::parse("It came back.").unwrap();
        assert_eq!(escalation, Ok(Escalate { reason: EscalationReason::Resolution, text }));
    }

    #[test]
    fn a_manager_answers_in_words_and_an_end_needs_none() {
        let errors = acknowledgement(&Fields::default()).unwrap_err();
        assert_eq!(errors.get("acknowledgement"), Some("Write what you tell the customer."));
        assert_eq!(ending(&Fields::default()), Ok(None));
        let errors = ending(&fields(&[("ending", &"x".repeat(20_001))])).unwrap_err();
        assert_eq!(errors.get("ending"), Some("Make it shorter: at most 20000 characters fit here."));
    }
}
