//! Texts with bounds. What a customer may read and what is internal are different types, so that nothing that
//! renders for customers can be handed an internal text by mistake.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Longest message, note or description, in characters.
pub const LONGEST_TEXT: usize = 20_000;
/// Longest single line: a subject, a question, a name of a system.
pub const LONGEST_LINE: usize = 160;
/// Longest single line of a legacy case: earlier systems had longer ones.
pub const LONGEST_OLD_LINE: usize = 400;
/// Longest name of a file: in every script within the 255 bytes that file systems take, but for the rarest.
pub const LONGEST_FILE_NAME: usize = 80;

/// What is wrong with a text; the sentences people read are in [`crate::form`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextFault {
    Empty,
    /// More than this many characters.
    TooLong(usize),
}

/// What becomes of a character that shows nothing of itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Kept,
    /// Not needed by any script, and good for making one text read as another or two texts look alike.
    Dropped,
    /// What scripts need in running text, and a line does without.
    KeptInTexts,
    /// Needed within words, and nowhere else.
    Joins,
    BreaksLine,
}

/// Nothing is refused for such a character: nobody sees it, so nobody could find it and take it out. What is left without
/// any visible one is empty.
fn fate(c: char) -> Fate {
    match c {
        '\n' | '\t' => Fate::Kept,
        // A form's line ends, and what some editors write in their place.
        '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Fate::BreaksLine,
        // Zero-width joiner and non-joiner: Persian and the scripts of India are misspelt without them, and emoji fall apart.
        '\u{200c}' | '\u{200d}' => Fate::Joins,
        // Zero-width space: where Thai, Khmer and Burmese lines may break. Direction marks: where the full stop of a Hebrew
        // or Arabic sentence goes. Neither moves more than what is beside it; one line needs no help with either, and two
        // names that look the same are to be the same.
        '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{61c}' => Fate::KeptInTexts,
        // Embeddings, overrides and isolates turn all that follows, up to the end of the page's paragraph: "gpj.exe" reads
        // as "exe.jpg" (Unicode TR 36, CVE-2021-42574). Plain text goes without them in every script.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Fate::Dropped,
        // Soft hyphen, word joiner, invisible operators, deprecated controls, byte order mark, annotations, shorthand and
        // musical controls, tags, and what Unicode keeps for more of the kind: typed by nobody, pasted along, and good for
        // hiding words in a text. Fillers of an old Korean standard and vowels that Khmer does not write are drawn as
        // nothing, too, and no script needs them.
        '\u{ad}' | '\u{17b4}' | '\u{17b5}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' => Fate::Dropped,
        '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' => Fate::Dropped,
        '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' => Fate::Dropped,
        '\u{e0000}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}' => Fate::Dropped,
        c if c.is_control() => Fate::Dropped,
        _ => Fate::Kept,
    }
}

/// Whether a reader sees anything there: no white space, no joiner, and none of the letters that are drawn as a blank
/// (Hangul fillers, the empty braille cell, the blanks of hieroglyphs and notes) or only change their neighbour (variation
/// selectors).
fn shows(c: char) -> bool {
    let blank = matches!(c,
        '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{180b}'..='\u{180f}' | '\u{2800}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{13441}' | '\u{13442}' | '\u{1d159}' | '\u{e0100}'..='\u{e01ef}');
    !c.is_whitespace() && !blank && fate(c) == Fate::Kept
}

/// Normalises what was typed: line ends become `\n`, what [`fate`] does not keep goes, blank ends are cut. In one line,
/// a line end is a blank.
fn clean(raw: &str, lines: Lines) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut before = None;
    for c in raw.replace("\r\n", "\n").chars() {
        let kept = match (fate(c), lines) {
            (Fate::BreaksLine, Lines::Many) => Some('\n'),
            (Fate::BreaksLine, Lines::One) => Some(' '),
            (Fate::Kept, Lines::One) if matches!(c, '\n' | '\t') => Some(' '),
            (Fate::Kept, _) | (Fate::KeptInTexts, Lines::Many) => Some(c),
            // No script that joins is in ASCII: between Latin letters a joiner only makes two words of one look.
            (Fate::Joins, _) => {
                before.is_some_and(|b: char| !b.is_ascii() && fate(b) == Fate::Kept && !b.is_whitespace()).then_some(c)
            }
            (Fate::Dropped, _) | (Fate::KeptInTexts, Lines::One) => None,
        };
        text.extend(kept);
        before = kept.or(before);
    }
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{200b}').to_owned()
}

/// A text as it is being written: everything but what no text will keep, so that no order of words but their own reaches
/// who is shown it meanwhile.
#[must_use]
pub fn unfinished(raw: &str) -> String {
    raw.chars().filter(|c| fate(*c) != Fate::Dropped).collect()
}

/// A file's name as it was given, without the folders before it: one line, with nothing in it that turns the direction of
/// what follows, and short enough to be saved under. What shows nothing is called `file`.
#[must_use]
pub fn file_name(raw: &str) -> String {
    let own = raw.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = clean(own, Lines::One);
    let name = name.trim_start_matches('.').trim();
    if !name.chars().any(shows) {
        return "file".to_owned();
    }
    let length = name.chars().count();
    if length <= LONGEST_FILE_NAME {
        return name.to_owned();
    }
    // The end says what kind of file it is.
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let ending = if ending.chars().count() <= 10 { format!("….{ending}") } else { "…".to_owned() };
    let kept = LONGEST_FILE_NAME - ending.chars().count();
    name.chars().take(kept).chain(ending.chars()).collect()
}

#[derive(Clone, Copy)]
enum Lines {
    One,
    Many,
}

fn bounded(raw: &str, lines: Lines, longest: usize) -> Result<String, TextFault> {
    let text = clean(raw, lines);
    match text.chars().count() {
        _ if !text.chars().any(shows) => Err(TextFault::Empty),
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
    /// One line of a legacy case that its customer may read.
    OldLine, Lines::One, LONGEST_OLD_LINE
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
    use proptest::prelude::*;

    #[test]
    fn a_text_is_cleaned_and_bounded() {
        assert_eq!(Line::parse("  a\r\nb\u{202e}c\u{0} ").unwrap().as_str(), "a bc");
        assert_eq!(PublicText::parse("a\r\n\r\nb\r").unwrap().as_str(), "a\n\nb");
        assert_eq!(Line::parse(" \u{200b} "), Err(TextFault::Empty));
        assert_eq!(Line::parse(&"ä".repeat(161)), Err(TextFault::TooLong(160)));
        assert!(Line::parse(&"ä".repeat(160)).is_ok());
    }

    #[test]
    fn a_file_keeps_its_name_but_no_folder_and_nothing_that_misleads() {
        for (given, name) in [
            ("error.log", "error.log"),
            ("C:\\Users\\mara\\Order export.csv", "Order export.csv"),
            ("../../etc/passwd", "passwd"),
            ("a\r\nSet-Cookie: x.txt", "a Set-Cookie: x.txt"),
            ("invoice\u{202e}gpj.exe", "invoicegpj.exe"),
            ("\u{200b}\u{feff}", "file"),
            ("..", "file"),
            ("", "file"),
            (".env", "env"),
            ("レシート.pdf", "レシート.pdf"),
        ] {
            assert_eq!(file_name(given), name, "{given:?}");
        }
        let long = file_name(&format!("{}.csv", "x".repeat(300)));
        assert!(long.chars().count() == LONGEST_FILE_NAME && long.ends_with("….csv"), "{long}");
    }

    #[test]
    fn a_text_of_nothing_but_what_cannot_be_seen_is_empty() {
        for nothing in [
            "\u{200b}",
            " \u{200c}\u{200d}\u{feff}\u{2060}\u{2064} ",
            "\u{200e}\u{200f}\u{61c}",
            "\u{202e}\u{202c}",
            "\u{2066}\u{2069}",
            "\u{0}\u{1b}\u{7f}\u{9b}",
            "\u{3164}\u{2800}\u{fe0f}",
            "\u{ad}\u{e0041}",
            "\u{2028}\r\n\u{a0}",
            "\u{1bca0}\u{1d173}\u{fff0}\u{e0080}\u{e0fff}",
            "\u{1d159}\u{13441}",
        ] {
            assert_eq!(Line::parse(nothing), Err(TextFault::Empty), "{nothing:?}");
            assert_eq!(PublicText::parse(nothing), Err(TextFault::Empty), "{nothing:?}");
            assert_eq!(InternalText::parse(nothing), Err(TextFault::Empty), "{nothing:?}");
        }
    }

    /// Unicode 16, DerivedCoreProperties.txt, Default_Ignorable_Code_Point: what is drawn as nothing where it is not known.
    const DEFAULT_IGNORABLE: [(char, char); 17] = [
        ('\u{ad}', '\u{ad}'),
        ('\u{34f}', '\u{34f}'),
        ('\u{61c}', '\u{61c}'),
        ('\u{115f}', '\u{1160}'),
        ('\u{17b4}', '\u{17b5}'),
        ('\u{180b}', '\u{180f}'),
        ('\u{200b}', '\u{200f}'),
        ('\u{202a}', '\u{202e}'),
        ('\u{2060}', '\u{206f}'),
        ('\u{3164}', '\u{3164}'),
        ('\u{fe00}', '\u{fe0f}'),
        ('\u{feff}', '\u{feff}'),
        ('\u{ffa0}', '\u{ffa0}'),
        ('\u{fff0}', '\u{fff8}'),
        ('\u{1bca0}', '\u{1bca3}'),
        ('\u{1d173}', '\u{1d17a}'),
        ('\u{e0000}', '\u{e0fff}'),
    ];

    /// What of it a script needs: marks that keep diacritics apart, jamo of old Korean, Mongolian, joiners, marks of
    /// direction and of line breaks, and variation selectors.
    fn is_needed(c: char) -> bool {
        matches!(c, '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
    }

    #[test]
    fn nothing_that_unicode_draws_as_nothing_makes_a_text_and_none_stays_that_no_script_needs() {
        for c in DEFAULT_IGNORABLE.into_iter().flat_map(|(first, last)| first..=last) {
            assert!(!shows(c), "{c:?}");
            assert_eq!(PublicText::parse(&format!(" {c}{c}")), Err(TextFault::Empty), "{c:?}");
            // Behind a letter of a script that joins.
            let kept = PublicText::parse(&format!("خ{c}خ")).unwrap().as_str().contains(c);
            assert_eq!(kept, is_needed(c), "{c:?}");
        }
    }

    #[test]
    fn no_text_turns_the_direction_of_what_follows_it() {
        let turned = "Invoice\u{202e}fdp.exe\u{202c} \u{2067}a\u{2069}\u{202a}b\u{2066}";
        assert_eq!(Line::parse(turned).unwrap().as_str(), "Invoicefdp.exe ab");
        assert_eq!(PublicText::parse(turned).unwrap().as_str(), "Invoicefdp.exe ab");
        assert_eq!(unfinished(turned), "Invoicefdp.exe ab");
        assert_eq!(unfinished(" a\r\nb\t"), " a\r\nb\t", "what is being typed stays as it is typed");
    }

    #[test]
    fn what_scripts_and_emoji_need_stays_where_they_need_it() {
        // Persian "I want", Malayalam with an old chillu, a woman who programs, hearts on fire.
        for whole in ["می\u{200c}خواهم", "ന്\u{200d}", "\u{1f469}\u{200d}\u{1f4bb}", "\u{2764}\u{fe0f}\u{200d}\u{1f525}"]
        {
            assert_eq!(Line::parse(whole).unwrap().as_str(), whole);
            assert_eq!(PublicText::parse(whole).unwrap().as_str(), whole);
        }
        for (typed, kept) in [
            ("Ad\u{200c}min", "Admin"),
            ("A\u{200d}na \u{200c}Flores\u{200d}", "Ana Flores"),
            ("می\u{200c}\u{200c}\u{200d}خ", "می\u{200c}خ"),
            ("é \u{200d}a", "é a"),
        ] {
            assert_eq!(Line::parse(typed).unwrap().as_str(), kept, "{typed:?}");
        }
        // Thai line breaks and Hebrew full stops: in a text, and not in a line.
        let (thai, hebrew) = ("ฉัน\u{200b}รัก", "שלום.\u{200f} OMS");
        assert_eq!(PublicText::parse(thai).unwrap().as_str(), thai);
        assert_eq!(PublicText::parse(hebrew).unwrap().as_str(), hebrew);
        assert_eq!(Line::parse(thai).unwrap().as_str(), "ฉันรัก");
        assert_eq!(Line::parse(hebrew).unwrap().as_str(), "שלום. OMS");
        assert_eq!(Line::parse("a\u{2028}b").unwrap().as_str(), "a b");
        assert_eq!(PublicText::parse("a\u{2028}b").unwrap().as_str(), "a\nb");
    }

    /// Texts made of what this module is about, more than of anything else.
    fn mixed() -> impl Strategy<Value = String> {
        let invisible: Vec<char> = ('\u{200b}'..='\u{200f}')
            .chain('\u{2028}'..='\u{202e}')
            .chain('\u{2060}'..='\u{2069}')
            .chain(['\u{1bca0}', '\u{1d17a}', '\u{fff8}', '\u{e0fff}', '\u{3164}', '\u{34f}'])
            .chain(['\u{feff}', '\u{61c}', '\u{ad}', '\0', '\u{9b}', '\u{fe0f}', '\r', '\n', '\t', ' '])
            .collect();
        let one =
            prop_oneof![3 => proptest::sample::select(invisible), 1 => any::<char>(), 1 => Just('a'), 1 => Just('ی')];
        proptest::collection::vec(one, 0..40).prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        #[test]
        fn cleaning_again_changes_nothing_and_keeps_all_that_is_seen_in_its_order(typed in mixed()) {
            for lines in [Lines::One, Lines::Many] {
                let cleaned = clean(&typed, lines);
                prop_assert_eq!(clean(&cleaned, lines), cleaned.clone());
                let seen = |text: &str| text.chars().filter(|c| shows(*c)).collect::<String>();
                prop_assert_eq!(seen(&cleaned), seen(&typed));
                prop_assert!(cleaned.chars().all(|c| fate(c) != Fate::Dropped && c != '\r'));
            }
        }

        #[test]
        fn a_line_is_one_line_that_shows_something(typed in mixed()) {
            match Line::parse(&typed) {
                Ok(line) => {
                    prop_assert!(line.as_str().chars().any(shows));
                    let stray = |c: char| c.is_control() || matches!(c, '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
                    prop_assert!(!line.as_str().contains(stray), "{:?}", line);
                }
                Err(fault) => {
                    prop_assert_eq!(fault, TextFault::Empty);
                    prop_assert!(!typed.chars().any(shows));
                }
            }
        }
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
            "a@example.com\r\nBcc: x@example.com",
            "a@example.com\u{0}",
            // Refused and not mended: an address is a key and goes to machines, and another one is another mailbox.
            "a\u{200b}@example.com",
            "\u{feff}a@example.com",
            "a@exam\u{200d}ple.com",
            "moc.elpmaxe@\u{202e}a",
            "a,b@example.com",
            ".a@example.com",
        ] {
            assert!(EmailAddress::parse(bad).is_none(), "{bad}");
        }
    }
}
