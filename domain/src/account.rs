//! What an account is: a merchant, or a partner who may act for merchants.

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
