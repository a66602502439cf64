//! The words of a case as search knows them, what somebody looks for, and where in a text it stands. Both databases get
//! words that are made here: so they find the same, whatever their own idea of letters, and what marks a hit on a page is
//! what made it one. Deliberately absent: the databases, and stemming, which is right for one language at most.

use std::collections::HashSet;
use std::ops::Range;

use caseline_domain::case::Recorded;
use caseline_domain::id::{AccountId, CaseNumber};
use caseline_domain::legacy::{LegacyCase, LegacyText};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::CaseKey;
use super::cached::opening;
use crate::store::{CaseWords, Matching};

/// A longer word counts by its beginning.
const LONGEST_WORD: usize = 40;

/// So much of the different words of a case is kept, the first ones first: an index row stays small whatever is pasted.
const MOST_BYTES: usize = 200_000;

/// So many words of a search count.
const MOST_WORDS: usize = 8;

/// From so many letters on the last word finds those that begin with it. Fewer begin half of all words there are.
const BEGINS_WITH: usize = 3;

/// What stands before an account in the words of its cases. No text can hold it, because it is in no word.
const ACCOUNT_MARK: char = '\u{e000}';

/// How long an excerpt is at most, and how much of it stands before the first hit, in characters.
const EXCERPT: usize = 200;
const BEFORE_HIT: usize = 60;

/// Writing that puts no spaces between words: each of its characters is one.
const fn stands_alone(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// What goes on with a word that has begun: accents on their own, and joiners.
fn goes_on(c: char) -> bool {
    is_combining_mark(c) || matches!(c, '\u{200c}' | '\u{200d}')
}

/// Without capitals, accents and other ways to write the same.
fn folded(word: &str) -> String {
    if word.is_ascii() {
        return word.chars().take(LONGEST_WORD).map(|c| c.to_ascii_lowercase()).collect();
    }
    let plain = word.nfkd().filter(|c| c.is_alphanumeric());
    plain.flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).take(LONGEST_WORD).collect()
}

/// The words of a text with their places in it.
fn words(text: &str) -> impl Iterator<Item = (Range<usize>, String)> {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        loop {
            let (start, first) = rest.find(|(_, c)| c.is_alphanumeric())?;
            let mut end = start + first.len_utf8();
            let goes_on = |c: char| goes_on(c) || (c.is_alphanumeric() && !stands_alone(c) && !stands_alone(first));
            while let Some((at, c)) = rest.next_if(|(_, c)| goes_on(*c)) {
                end = at + c.len_utf8();
            }
            let word = folded(&text[start..end]);
            if !word.is_empty() {
                return Some((start..end, word));
            }
        }
    })
}

/// Words, each once, up to what one row holds.
#[derive(Default)]
struct Gathered {
    seen: HashSet<String>,
    text: String,
}

impl Gathered {
    fn add(&mut self, word: String) {
        if self.text.len() + word.len() < MOST_BYTES && !self.seen.contains(&word) {
            if !self.text.is_empty() {
                self.text.push(' ');
            }
            self.text.push_str(&word);
            self.seen.insert(word);
        }
    }

    fn add_all(&mut self, text: &str) {
        words(text).for_each(|(_, word)| self.add(word));
    }

    /// These internal words and behind them the public ones, where there are any: what is said inside is only found here.
    fn with_public(mut self, public: &Gathered) -> Option<String> {
        if self.text.is_empty() {
            return None;
        }
        public.text.split(' ').for_each(|word| self.add(word.to_owned()));
        Some(self.text)
    }
}

/// The word that every case of an account has.
fn word_of(account: AccountId) -> String {
    format!("{ACCOUNT_MARK}{}", account.0.simple())
}

/// What a case is found by. What the customer may read, and all of it with what is internal, are made apart from here on.
pub(super) fn words_of(key: &CaseKey, events: &[Recorded]) -> CaseWords {
    let mut public = Gathered::default();
    public.add(word_of(key.account));
    public.add(key.number.0.to_string());
    if let Some((_, details)) = events.first().and_then(opening) {
        public.add_all(details.subject.as_str());
    }
    for event in events.iter().filter_map(|recorded| recorded.event.public()) {
        event.texts().into_iter().for_each(|text| public.add_all(text));
    }
    let mut internal = Gathered::default();
    for recorded in events {
        recorded.event.internal_texts().into_iter().for_each(|text| internal.add_all(text));
    }
    let internal = internal.with_public(&public);
    let public = public.text;
    let mut hash = Sha256::new();
    hash.update(&public);
    hash.update([0]);
    hash.update(internal.as_deref().unwrap_or_default());
    let mut mark = [0; 8];
    mark.copy_from_slice(&hash.finalize()[..8]);
    CaseWords { public, internal, mark: i64::from_be_bytes(mark) }
}

/// What a legacy case is found by: the words that its customer may read, and apart from them all of them where something
/// internal is among them.
pub(crate) fn words_of_legacy(case: &LegacyCase) -> (String, Option<String>) {
    let mut public = Gathered::default();
    public.add(word_of(case.account));
    public.add_all(case.old_number.as_str());
    // A number is looked for without its noughts in front, as ours are typed.
    for digits in words(case.old_number.as_str()).filter_map(|(_, word)| word.parse::<CaseNumber>().ok()) {
        public.add(digits.0.to_string());
    }
    for line in [Some(&case.subject), Some(&case.system), case.contact.as_ref()].into_iter().flatten() {
        public.add_all(line.as_str());
    }
    let mut internal = Gathered::default();
    for entry in &case.entries {
        match &entry.text {
            LegacyText::Public(text) => public.add_all(text.as_str()),
            LegacyText::Internal(text) => internal.add_all(text.as_str()),
        }
    }
    let internal = internal.with_public(&public);
    (public.text, internal)
}

/// A part of a text, and whether it is what was looked for.
pub type Piece = (String, bool);

/// What somebody looks for: all of these words, of which the last may be the beginning of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    words: Vec<String>,
    /// The case whose number was typed, and nothing else.
    pub number: Option<CaseNumber>,
}

impl Wanted {
    /// Reads what was typed. Whatever is not a letter or a digit parts words and means nothing else.
    #[must_use]
    pub fn typed(text: &str) -> Wanted {
        let mut wanted = Wanted { words: Vec::new(), number: text.parse().ok() };
        for part in text.split_whitespace() {
            // "C-1042" is the number, as every case has it among its words.
            let part = part.parse::<CaseNumber>().map_or_else(|_| part.to_owned(), |number| number.0.to_string());
            for (_, word) in words(&part) {
                // The last one stays the last: it is the one that is still being typed.
                wanted.words.retain(|known| *known != word);
                wanted.words.push(word);
            }
        }
        wanted.words.truncate(MOST_WORDS);
        wanted
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// What the databases are asked, for the cases of an account or for all.
    #[must_use]
    pub fn matching(&self, account: Option<AccountId>, last: LastWord) -> Matching {
        let mut whole: Vec<String> = account.map(word_of).into_iter().chain(self.words.iter().cloned()).collect();
        let begins = if last == LastWord::Begins { whole.pop() } else { None };
        Matching { whole, begins }
    }

    /// Whether it is worth asking for words that begin with the last one.
    #[must_use]
    pub fn may_begin(&self) -> bool {
        self.words.last().is_some_and(|last| last.chars().count() >= BEGINS_WITH)
    }

    /// How good a hit is that has this subject: a word counts more in the subject than elsewhere, and more when it is
    /// whole. `found`: how the last word was found in the case at all.
    #[must_use]
    pub fn score(&self, subject: &str, found: LastWord) -> u32 {
        let subject: Vec<String> = words(subject).map(|(_, word)| word).collect();
        let in_subject = |word: &String| subject.contains(word);
        let mut score = 0;
        for (place, word) in self.words.iter().enumerate() {
            let is_last = place + 1 == self.words.len();
            score += if in_subject(word) {
                4
            } else if is_last && self.may_begin() && subject.iter().any(|one| one.starts_with(word.as_str())) {
                3
            } else if is_last && found == LastWord::Begins {
                1
            } else {
                2
            };
        }
        score
    }

    /// Which of the words this is.
    fn hit(&self, word: &str) -> Option<usize> {
        let whole = self.words.iter().position(|wanted| wanted == word);
        whole.or_else(|| {
            let last = self.words.last().filter(|last| self.may_begin() && word.starts_with(last.as_str()));
            last.map(|_| self.words.len() - 1)
        })
    }

    /// How many of the words stand in a text.
    #[must_use]
    pub fn hits(&self, text: &str) -> usize {
        words(text).filter_map(|(_, word)| self.hit(&word)).collect::<HashSet<_>>().len()
    }

    /// A text in parts, those that were looked for marked.
    #[must_use]
    pub fn marked(&self, text: &str) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        let mut done = 0;
        for (place, _) in words(text).filter(|(_, word)| self.hit(word).is_some()) {
            if place.start > done {
                pieces.push((text[done..place.start].to_owned(), false));
            }
            done = place.end;
            pieces.push((text[place].to_owned(), true));
        }
        if done < text.len() {
            pieces.push((text[done..].to_owned(), false));
        }
        pieces
    }

    /// The part of a text around its first hit, on one line, marked.
    #[must_use]
    pub fn excerpt(&self, text: &str) -> Vec<Piece> {
        let first = words(text).find(|(_, word)| self.hit(word).is_some()).map_or(0, |(place, _)| place.start);
        // Back by some characters, and on to where a word begins.
        let back = text[..first].char_indices().rev().take(BEFORE_HIT).last().map_or(first, |(at, _)| at);
        let start =
            if back == 0 { 0 } else { text[back..first].find(char::is_whitespace).map_or(back, |space| back + space) };
        let mut cut = String::new();
        if start > 0 {
            cut.push_str("… ");
        }
        let mut count = 0;
        for word in text[start..].split_whitespace() {
            if count > 0 {
                cut.push(' ');
            }
            let room = EXCERPT.saturating_sub(count);
            let length = word.chars().count();
            if length > room {
                // A word longer than all there is room for is cut, so that a hit in it is seen.
                if count == 0 {
                    cut.extend(word.chars().take(room));
                }
                cut.push('…');
                break;
            }
            cut.push_str(word);
            count += length + 1;
        }
        self.marked(&cut)
    }
}

/// How the last word of a search is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LastWord {
    Whole,
    /// As the beginning of a word.
    Begins,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn folded_words(text: &str) -> Vec<String> {
        words(text).map(|(_, word)| word).collect()
    }

    #[test]
    fn the_same_word_is_found_however_it_is_written() {
        for (text, expected) in [
            ("Gift-cards, “VALID”!", &["gift", "cards", "valid"][..]),
            ("Zürich Zu\u{308}rich", &["zurich", "zurich"]),
            ("ＯＭＳ ﬁle İstanbul", &["oms", "file", "istanbul"]),
            ("注文 42件", &["注", "文", "42", "件"]),
            ("می\u{200c}خواهم", &["میخواهم"]),
            ("\" * ( ) - : ^ ' \u{0} &|!<->", &[]),
            ("", &[]),
        ] {
            assert_eq!(folded_words(text), expected, "{text:?}");
        }
        assert_eq!(folded_words(&"ab".repeat(100)), ["ab".repeat(20)]);
    }

    #[test]
    fn what_was_typed_is_words_whatever_signs_are_in_it() {
        let wanted = |text| Wanted::typed(text).words;
        assert_eq!(wanted("gift AND card*"), ["gift", "and", "card"]);
        assert_eq!(wanted("card gift Card"), ["gift", "card"], "the last one is the one being typed");
        assert_eq!(wanted("a b c d e f g h i j").len(), MOST_WORDS);
        assert_eq!(wanted("c-1042 oslo"), ["1042", "oslo"]);
        assert!(Wanted::typed("\"*\" -- ()").is_empty());
        for number in ["C-1042", "c-1042", " 1042 "] {
            assert_eq!(Wanted::typed(number).number, Some(CaseNumber(1042)), "{number}");
        }
        assert_eq!(Wanted::typed("1042 oslo").number, None);
    }

    #[test]
    fn no_text_says_the_word_of_an_account() {
        let account = AccountId(uuid::Uuid::from_u128(7));
        let typed = Wanted::typed(&word_of(account));
        assert_ne!(typed.words, [word_of(account)]);
        assert_eq!(typed.matching(Some(account), LastWord::Whole).whole[0], word_of(account));
    }

    #[test]
    fn hits_are_marked_in_the_text_as_it_was_written() {
        let wanted = Wanted::typed("zurich ship");
        let piece = |text: &str, hit| (text.to_owned(), hit);
        assert_eq!(
            wanted.marked("Nothing <b>ships</b> to Zürich."),
            [
                piece("Nothing <b>", false),
                piece("ships", true),
                piece("</b> to ", false),
                piece("Zürich", true),
                piece(".", false)
            ]
        );
        assert_eq!(wanted.marked("Zurichs"), [piece("Zurichs", false)], "the last word alone is a beginning");
        assert_eq!(wanted.hits("ship shipping ships"), 1);
    }

    #[test]
    fn an_excerpt_begins_before_its_first_hit_and_is_short() {
        let text = format!("{} the needle {}", "hay ".repeat(100), "straw\n".repeat(100));
        let pieces = Wanted::typed("needle").excerpt(&text);
        assert!(pieces[0].0.starts_with("… hay ") && pieces[0].0.ends_with("the "), "{pieces:?}");
        assert_eq!(pieces[1], ("needle".to_owned(), true));
        assert!(pieces[2].0.ends_with("straw …"), "{pieces:?}");
        let length: usize = pieces.iter().map(|(text, _)| text.chars().count()).sum();
        assert!(length < EXCERPT + 5, "{length}");
    }

    #[test]
    fn a_word_in_the_subject_is_better_than_one_elsewhere_and_a_whole_one_better_than_a_beginning() {
        let wanted = Wanted::typed("gift card");
        let scores = [
            wanted.score("A gift card", LastWord::Whole),
            wanted.score("Gift cards", LastWord::Begins),
            wanted.score("Gifts", LastWord::Whole),
            wanted.score("Orders", LastWord::Begins),
        ];
        assert_eq!(scores, [8, 7, 4, 3]);
    }

    proptest! {
        #[test]
        fn marking_loses_nothing_and_an_excerpt_is_bounded(text in any::<String>(), typed in any::<String>()) {
            let wanted = Wanted::typed(&typed);
            let whole: String = wanted.marked(&text).into_iter().map(|(piece, _)| piece).collect();
            prop_assert_eq!(&whole, &text);
            let excerpt: usize = wanted.excerpt(&text).iter().map(|(piece, _)| piece.chars().count()).sum();
            prop_assert!(excerpt <= EXCERPT + 5);
            for word in folded_words(&text) {
                prop_assert!(!word.is_empty() && word.chars().all(char::is_alphanumeric), "{}", word);
            }
        }
    }
}
