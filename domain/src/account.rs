//! What an account is: a merchant, or a partner who may act for merchants; and how far a merchant lets a partner.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AccountKind {
    Merchant,
    Partner,
}

impl AccountKind {
    /// The word for it, as stored.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            AccountKind::Merchant => "merchant",
            AccountKind::Partner => "partner",
        }
    }
}

/// How far a merchant's grant lets the people of a partner (product.md, "Who sees what").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantLevel {
    /// Read the cases.
    Read,
    /// Open requests too, answer, agree, escalate and open again.
    Act,
}

impl GrantLevel {
    pub const ALL: [GrantLevel; 2] = [GrantLevel::Read, GrantLevel::Act];

    /// The word for it, as stored and as forms have it.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            GrantLevel::Read => "read",
            GrantLevel::Act => "act",
        }
    }

    #[must_use]
    pub fn parse(key: &str) -> Option<GrantLevel> {
        GrantLevel::ALL.into_iter().find(|level| level.key() == key)
    }
}
