//! Letting a partner read an account's cases, or act on them.

use super::{FieldErrors, Fields};
use crate::account::GrantLevel;
use crate::text::Line;

/// Whom to let, and how far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewGrant {
    /// A partner's whole name, or the address of its technical contact.
    pub partner: Line,
    pub level: GrantLevel,
}

/// Fields: `partner`, `level`.
pub fn grant(fields: &Fields) -> Result<NewGrant, FieldErrors> {
    let mut errors = FieldErrors::default();
    let partner = errors.line(fields, "partner", "the partner’s name, or the address of its technical contact");
    let level = GrantLevel::parse(fields.get("level"));
    if level.is_none() {
        errors.add("level", "Choose what its people may do.");
    }
    errors.or(partner.zip(level).map(|(partner, level)| NewGrant { partner, level }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grant_says_whom_and_how_far() {
        let fields = |pairs: &[(&str, &str)]| {
            Fields::new(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
        };
        let granted = grant(&fields(&[("partner", " Northwind  Partners "), ("level", "read")])).unwrap();
        assert_eq!(granted.level, GrantLevel::Read);
        assert!(granted.partner.as_str().starts_with("Northwind"));
        let errors = grant(&fields(&[("partner", " "), ("level", "all")])).unwrap_err();
        assert!(errors.get("partner").unwrap().contains("name, or the address"));
        assert!(errors.get("level").is_some());
    }
}
