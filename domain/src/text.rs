//! Texts with bounds. What a customer may read and what is internal are different types, so that nothing that
//! renders for customers can be handed an internal text by mistake.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Longest message, note or description, in characters.
pub const LONGEST_TEXT: usize = 20_000;
/// Longest single line: a subject, a question, a name of a system.
pub const LONGEST_LINE: usize = 160;

/// What is wrong with a text; the sentences people read are in [`crate::form`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextFault {
    Empty,
    /// More than this many characters.
    TooLong(usize),
}

/// Normalises what was typed: control and invisible direction characters go, line ends become `\n`, blank ends are cut.
fn clean(raw: &str, lines: Lines) -> String {
    let text: String = raw
        .replace("\r\n", "\n")
        .chars()
        .map(|c| if c == '\r' { '\n' } else { c })
        .filter_map(|c| match (c, lines) {
            ('\n' | '\t', Lines::Many) => Some(c),
            ('\n' | '\t', Lines::One) => Some(' '),
            // Direction overrides and isolates can make one text read as another (Unicode TR 36).
            ('\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}' | '\u{feff}', _) => None,
            (c, _) if c.is_control() => None,
            (c, _) => Some(c),
        })
        .collect();
    text.trim().to_owned()
}

#[derive(Clone, Copy)]
enum Lines {
    One,
    Many,
}

fn bounded(raw: &str, lines: Lines, longest: usize) -> Result<String, TextFault> {
    let text = clean(raw, lines);
    match text.chars().count() {
        0 => Err(TextFault::Empty),
        n if n > longest => Err(TextFault::TooLong(longest)),
        _ => Ok(text),
    }
}

macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $lines:expr, $longest:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Cleans what was typed and checks its bounds.
            pub fn parse(raw: &str) -> Result<Self, TextFault> {
                bounded(raw, $lines, $longest).map($name)
            }

            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text!(
    /// One line that a customer may read: a subject, a question, the name of a system.
    Line, Lines::One, LONGEST_LINE
);
text!(
    /// A text that a customer may read.
    PublicText, Lines::Many, LONGEST_TEXT
);
text!(
    /// A text for our side only. It has no conversion into [`PublicText`], and none may be added.
    InternalText, Lines::Many, LONGEST_TEXT
);

/// An address for mail, as much of RFC 5321 as people use: one `@`, no blanks, a dot in the domain part, 254 bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// `None` when it cannot be an address; case is kept for sending, see [`EmailAddress::folded`].
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        let text = raw.trim();
        let (local, domain) = text.rsplit_once('@')?;
        let plain = |c: char| {
            c.is_ascii_graphic() && !matches!(c, '"' | '(' | ')' | ',' | ':' | ';' | '<' | '>' | '[' | '\\' | ']' | '@')
        };
        let labels_fit = domain.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        });
        let dots_fit = !local.starts_with('.') && !local.ends_with('.') && !local.contains("..");
        (text.len() <= 254
            && !local.is_empty()
            && local.len() <= 64
            && local.chars().all(plain)
            && dots_fit
            && domain.contains('.')
            && labels_fit)
            .then(|| EmailAddress(text.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form that people are looked up by.
    #[must_use]
    pub fn folded(&self) -> String {
        fold(&self.0)
    }
}

/// Lower-case for comparing and sorting, by Unicode and not by the database's idea of letters (SQLite's knows ASCII only).
#[must_use]
pub fn fold(text: &str) -> String {
    text.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cleaned_and_bounded() {
        assert_eq!(Line::parse("  a\r\nb\u{202e}c\u{0} ").unwrap().as_str(), "a bc");
        assert_eq!(PublicText::parse("a\r\n\r\nb\r").unwrap().as_str(), "a\n\nb");
        assert_eq!(Line::parse(" \u{200b} "), Err(TextFault::Empty));
        assert_eq!(Line::parse(&"ä".repeat(161)), Err(TextFault::TooLong(160)));
        assert!(Line::parse(&"ä".repeat(160)).is_ok());
    }

    #[test]
    fn an_address_is_recognised() {
        for good in ["merchant@example.com", "o'neil+oms@sub.harbor-pine.example"] {
            assert!(EmailAddress::parse(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "a@b",
            "a b@example.com",
            "a@example..com",
            "@example.com",
            "a@-x.com",
            "a\r\nBcc: x@example.com",
            "a,b@example.com",
            ".a@example.com",
        ] {
            assert!(EmailAddress::parse(bad).is_none(), "{bad}");
        }
    }
}
