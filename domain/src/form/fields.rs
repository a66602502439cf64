//! A form as it was typed, and what is wrong with it.

use serde::{Deserialize, Serialize};

use super::sentence;
use crate::text::{InternalText, Line, PublicText, TextFault};

/// The names and values of a form in the order they came. Nothing is lost between a post and the page that shows
/// the form again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    #[must_use]
    pub fn new(pairs: Vec<(String, String)>) -> Self {
        Fields(pairs)
    }

    /// The first value under a name, as typed; empty when there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value)
    }

    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(n, _)| n == name)
    }

    /// Sets one value, in the place of an earlier one if there is any.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        match self.0.iter_mut().find(|(n, _)| n == name) {
            Some((_, held)) => *held = value.into(),
            None => self.0.push((name.to_owned(), value.into())),
        }
    }

    /// Only what `keep` says, for what is stored or shown again: no password travels back to a page.
    #[must_use]
    pub fn only(&self, keep: impl Fn(&str) -> bool) -> Fields {
        Fields(self.0.iter().filter(|(name, _)| keep(name)).cloned().collect())
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// A sentence for each field that is wrong, in the order in which the form has them. The empty name speaks of the form as
/// a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldErrors(Vec<(String, String)>);

impl FieldErrors {
    /// One error, for the field of that name.
    #[must_use]
    pub fn one(field: &str, sentence: impl Into<String>) -> Self {
        let mut errors = FieldErrors::default();
        errors.add(field, sentence);
        errors
    }

    /// Adds the sentence behind the others; a field keeps the first one said of it.
    pub fn add(&mut self, field: &str, sentence: impl Into<String>) {
        if self.get(field).is_none() {
            self.0.push((field.to_owned(), sentence.into()));
        }
    }

    #[must_use]
    pub fn get(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == field).map(|(_, sentence)| sentence.as_str())
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Only those of the fields that `keep` names.
    #[must_use]
    pub fn only(&self, keep: impl Fn(&str) -> bool) -> FieldErrors {
        FieldErrors(self.0.iter().filter(|(name, _)| keep(name)).cloned().collect())
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, sentence)| (name.as_str(), sentence.as_str()))
    }

    /// The command, if nothing was wrong. `None` inside a `Some`-less command means a field's error was added before.
    pub(super) fn or<T>(self, command: Option<T>) -> Result<T, FieldErrors> {
        match command {
            Some(command) if self.is_empty() => Ok(command),
            _ => Err(self),
        }
    }

    /// A required line; adds the error and gives nothing when it is not there. `what` completes "Write …".
    pub(super) fn line(&mut self, fields: &Fields, name: &str, what: &str) -> Option<Line> {
        Line::parse(fields.get(name)).map_err(|fault| self.add(name, sentence(fault, what))).ok()
    }

    /// An optional line: empty is nothing.
    pub(super) fn optional_line(&mut self, fields: &Fields, name: &str) -> Option<Line> {
        self.optional(name, Line::parse(fields.get(name)))
    }

    fn optional<T>(&mut self, name: &str, parsed: Result<T, TextFault>) -> Option<T> {
        match parsed {
            Err(TextFault::Empty) => None,
            parsed => parsed.map_err(|fault| self.add(name, sentence(fault, "something here"))).ok(),
        }
    }

    pub(super) fn text(&mut self, fields: &Fields, name: &str, what: &str) -> Option<PublicText> {
        PublicText::parse(fields.get(name)).map_err(|fault| self.add(name, sentence(fault, what))).ok()
    }

    pub(super) fn optional_text(&mut self, fields: &Fields, name: &str) -> Option<PublicText> {
        self.optional(name, PublicText::parse(fields.get(name)))
    }

    pub(super) fn internal(&mut self, fields: &Fields, name: &str, what: &str) -> Option<InternalText> {
        InternalText::parse(fields.get(name)).map_err(|fault| self.add(name, sentence(fault, what))).ok()
    }

    pub(super) fn optional_internal(&mut self, fields: &Fields, name: &str) -> Option<InternalText> {
        self.optional(name, InternalText::parse(fields.get(name)))
    }

    /// One of a closed list; `what` completes "Choose …".
    pub(super) fn choice<T: std::str::FromStr>(&mut self, fields: &Fields, name: &str, what: &str) -> Option<T> {
        fields.get(name).parse().map_err(|_| self.add(name, format!("Choose {what}."))).ok()
    }
}
