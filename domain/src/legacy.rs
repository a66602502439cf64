//! A case of an earlier system, as it is kept here: read only, in the words of that system. Deliberately absent: our status,
//! priorities and clocks, which such a case never had.

use serde::{Deserialize, Serialize};

use crate::id::AccountId;
use crate::instant::Timestamp;
use crate::text::{InternalText, OldLine, PublicText};

/// What a legacy case says. Written as JSON it is its canonical content: of two imports of the same row the bytes are the
/// same, and another order of columns, other white space around them or another way to write a date change nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegacyCase {
    /// Which system it comes from.
    pub system: OldLine,
    /// Its number there.
    pub old_number: OldLine,
    pub account: AccountId,
    pub subject: OldLine,
    /// The earlier system's own words; nothing where it had none.
    pub status: Option<OldLine>,
    pub priority: Option<OldLine>,
    pub opened: Timestamp,
    pub closed: Option<Timestamp>,
    /// Who asked, by name: nobody who signs in here.
    pub contact: Option<OldLine>,
    pub entries: Vec<LegacyEntry>,
    pub files: Vec<LegacyFile>,
}

/// One thing that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegacyEntry {
    pub at: Timestamp,
    pub author: OldLine,
    pub text: LegacyText,
}

/// Who may read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LegacyText {
    Public(PublicText),
    Internal(InternalText),
}

impl LegacyText {
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            LegacyText::Public(text) => text.as_str(),
            LegacyText::Internal(text) => text.as_str(),
        }
    }

    #[must_use]
    pub const fn is_internal(&self) -> bool {
        matches!(self, LegacyText::Internal(_))
    }
}

/// Who wrote a row's own text, where the row names nobody.
pub const CUSTOMER: &str = "Customer";

/// A file that hung on the case; its customer may have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegacyFile {
    pub name: OldLine,
    /// In bytes.
    pub size: u64,
    /// Of its content, in hexadecimal digits.
    pub sha256: String,
}

/// An old number as it is looked for: without capitals and without the signs between its parts, which nobody types alike.
#[must_use]
pub fn folded_number(number: &str) -> String {
    number.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_number_is_the_same_however_it_is_typed() {
        for typed in ["INC-00123", "inc 00123", " Inc00123 ", "INC#00123"] {
            assert_eq!(folded_number(typed), "inc00123", "{typed}");
        }
        assert_eq!(folded_number("-- "), "");
    }
}
