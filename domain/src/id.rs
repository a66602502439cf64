//! Identities as types of their own, so that an account's id never stands where a person's belongs.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                Uuid::parse_str(text).map($name)
            }
        }
    };
}

id!(
    /// A customer company.
    AccountId
);
id!(
    /// A person who signs in.
    PersonId
);
id!(
    /// A support request; people know it by its [`CaseNumber`].
    CaseId
);
id!(
    /// A request not yet submitted.
    DraftId
);
id!(
    /// The satisfaction form of one closure.
    SurveyId
);
id!(
    /// A file that somebody attached. Unlike the others it is random throughout, so that none tells of the next.
    FileId
);
id!(
    /// One version of a support plan.
    PlanId
);

impl PlanId {
    /// Stands for the one version there is, where cases go by a single plan.
    pub const NONE: PlanId = PlanId(Uuid::nil());
}

/// The number people know a case by, unique in the installation: `C-1042`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CaseNumber(pub i64);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a case number looks like C-1042")]
pub struct NotACaseNumber;

impl fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "C-{}", self.0)
    }
}

impl FromStr for CaseNumber {
    type Err = NotACaseNumber;

    /// Reads `C-1042`, also `c-1042` and `1042`, as people type it.
    fn from_str(text: &str) -> Result<Self, NotACaseNumber> {
        let text = text.trim();
        let digits = text.strip_prefix("C-").or_else(|| text.strip_prefix("c-")).unwrap_or(text);
        if digits.is_empty() || digits.len() > 15 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NotACaseNumber);
        }
        digits.parse().map(CaseNumber).map_err(|_| NotACaseNumber)
    }
}

/// The number of a legacy case in this installation: where its page is. People know it by the number of its old system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LegacyId(pub i64);

impl fmt::Display for LegacyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for LegacyId {
    type Err = NotACaseNumber;

    /// Reads what is written, and nothing else: one page has one address.
    fn from_str(text: &str) -> Result<Self, NotACaseNumber> {
        let number = text.parse().map(LegacyId).map_err(|_| NotACaseNumber)?;
        if number.to_string() == text { Ok(number) } else { Err(NotACaseNumber) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_number_is_read_as_people_type_it() {
        for text in ["C-1042", "c-1042", " 1042 "] {
            assert_eq!(text.parse(), Ok(CaseNumber(1042)), "{text}");
        }
        for text in ["", "C-", "C-10a", "-1042", "C-99999999999999999999"] {
            assert!(text.parse::<CaseNumber>().is_err(), "{text}");
        }
    }
}
