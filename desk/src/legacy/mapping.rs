//! What an import is told in a TOML file: which column or key is what, how dates are written, who may read what. Read once,
//! and refused with a sentence before a row is looked at.

use std::collections::BTreeMap;

use caseline_domain::text::OldLine;
use serde::Deserialize;

use super::dates::Dates;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    system: String,
    dates: Option<String>,
    zone: Option<String>,
    delimiter: Option<String>,
    account: Option<String>,
    #[serde(default)]
    accounts: BTreeMap<String, String>,
    fields: Fields,
    entries: Option<EntriesWritten>,
    #[serde(default)]
    files: Files,
}

/// What the source calls each field: the name of a column, or a key.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fields {
    pub number: String,
    pub account: Option<String>,
    pub subject: String,
    pub opened: String,
    pub closed: Option<String>,
    pub status: Option<String>,
    pub priority: Option<String>,
    pub contact: Option<String>,
    /// A text in the row itself: the first entry, by the contact when it was opened. Its customer reads it.
    pub text: Option<String>,
    /// Names of files.
    pub files: Option<String>,
}

impl Fields {
    /// All names that the source must have.
    pub fn names(&self) -> Vec<&str> {
        let Fields { number, account, subject, opened, closed, status, priority, contact, text, files } = self;
        let optional = [account, closed, status, priority, contact, text, files];
        let optional = optional.into_iter().filter_map(|name| name.as_deref());
        [number.as_str(), subject, opened].into_iter().chain(optional).collect()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntriesWritten {
    list: Option<String>,
    number: Option<String>,
    at: String,
    author: String,
    text: String,
    visibility: Option<String>,
    #[serde(default)]
    public: Vec<String>,
    #[serde(default)]
    internal: Vec<String>,
    all: Option<String>,
}

/// Where entries stand, and what they are called there.
#[derive(Clone, Debug)]
pub struct Entries {
    /// JSON lines: the key of a row's list. A second CSV file: its column with the old number.
    pub place: EntriesAt,
    pub at: String,
    pub author: String,
    pub text: String,
    pub visibility: Visibility,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntriesAt {
    List(String),
    SecondFile(String),
}

/// Who may read an entry. Nothing is taken for public that the mapping does not say is.
#[derive(Clone, Debug)]
pub enum Visibility {
    AllPublic,
    AllInternal,
    /// By a field, and the words in it that mean the one and the other.
    Said {
        field: String,
        public: Vec<String>,
        internal: Vec<String>,
    },
}

impl Visibility {
    /// Whether what a field says means internal.
    pub fn is_internal(&self, said: &str) -> Option<bool> {
        match self {
            Visibility::AllPublic => Some(false),
            Visibility::AllInternal => Some(true),
            Visibility::Said { public, internal, .. } => {
                let has = |words: &[String]| words.iter().any(|word| word.trim().eq_ignore_ascii_case(said.trim()));
                match (has(public), has(internal)) {
                    (true, false) => Some(false),
                    (false, true) => Some(true),
                    _ => None,
                }
            }
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Files {
    /// What stands between the names of files in a column.
    #[serde(default = "between")]
    pub between: String,
}

impl Default for Files {
    fn default() -> Files {
        Files { between: between() }
    }
}

fn between() -> String {
    ";".to_owned()
}

/// What an import is told.
#[derive(Clone, Debug)]
pub struct Mapping {
    pub system: OldLine,
    pub dates: Dates,
    /// What stands between the columns of a CSV file.
    pub delimiter: u8,
    /// Of all rows, where no field says it.
    pub account: Option<String>,
    /// What the source calls accounts, and what we call them.
    pub accounts: BTreeMap<String, String>,
    pub fields: Fields,
    pub entries: Option<Entries>,
    pub files: Files,
}

impl Mapping {
    /// Reads the text of a mapping file. Errors: a sentence for whoever wrote it.
    pub fn parse(text: &str) -> Result<Mapping, String> {
        let written: Written = toml::from_str(text).map_err(|error| error.to_string().trim().to_owned())?;
        let system = OldLine::parse(&written.system)
            .map_err(|_| "system is to be the name of the earlier system, in one line.".to_owned())?;
        let dates = Dates::new(written.dates, written.zone.as_deref())?;
        if written.account.is_some() == written.fields.account.is_some() {
            return Err("Say whose the cases are: either account = \"the name of one account\", or under [fields] \
                        account = \"the column that names it\"."
                .to_owned());
        }
        if written.files.between.is_empty() {
            return Err("Under [files], between is to be what stands between two names, like \";\".".to_owned());
        }
        let delimiter = match written.delimiter.as_deref().map(str::as_bytes) {
            None => b',',
            Some([one]) if *one != b'"' && !one.is_ascii_alphanumeric() => *one,
            Some(_) => return Err("delimiter is to be the one sign between two columns, like \";\".".to_owned()),
        };
        Ok(Mapping {
            system,
            dates,
            delimiter,
            account: written.account,
            accounts: written.accounts,
            fields: written.fields,
            entries: written.entries.map(entries).transpose()?,
            files: written.files,
        })
    }
}

fn entries(written: EntriesWritten) -> Result<Entries, String> {
    let EntriesWritten { list, number, at, author, text, visibility, public, internal, all } = written;
    let place = match (list, number) {
        (Some(list), None) => EntriesAt::List(list),
        (None, Some(number)) => EntriesAt::SecondFile(number),
        _ => {
            return Err(
                "Under [entries], say where they stand: either list = \"the key of a row’s list\" (JSON lines), \
                        or number = \"the column with the old number\" (a second CSV file)."
                    .to_owned(),
            );
        }
    };
    let visibility = match (visibility, all.as_deref()) {
        (None, Some("public")) => Visibility::AllPublic,
        (None, Some("internal")) => Visibility::AllInternal,
        (Some(field), None) if !public.is_empty() || !internal.is_empty() => {
            if let Some(both) = public.iter().find(|word| internal.iter().any(|other| other.eq_ignore_ascii_case(word)))
            {
                return Err(format!("Under [entries], {both:?} cannot mean both public and internal."));
            }
            Visibility::Said { field, public, internal }
        }
        _ => {
            return Err("Under [entries], say who may read them: either all = \"public\" or \"internal\", or \
                        visibility = \"the field that says it\" with public = [\"…\"] and internal = [\"…\"], the words \
                        in it."
                .to_owned());
        }
    };
    Ok(Entries { place, at, author, text, visibility })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &str =
        "system = \"Old\"\naccount = \"A\"\n[fields]\nnumber = \"N\"\nsubject = \"S\"\nopened = \"O\"\n";

    #[test]
    fn a_mapping_that_cannot_be_meant_is_refused_in_clear_words() {
        assert!(Mapping::parse(LEAST).is_ok());
        let entries = "[entries]\nat = \"a\"\nauthor = \"b\"\ntext = \"c\"\n";
        for (mapping, says) in [
            ("system = ".to_owned(), "line 1"),
            (LEAST.replace("number", "nummer"), "unknown field `nummer`"),
            (LEAST.replace("number = \"N\"\n", ""), "missing field `number`"),
            (LEAST.replace("\"Old\"", "\" \""), "name of the earlier system"),
            (LEAST.replace("account = \"A\"\n", ""), "whose the cases are"),
            (format!("{LEAST}account = \"C\"\n"), "whose the cases are"),
            (format!("zone = \"Mars/Olympus\"\n{LEAST}"), "time zone"),
            (format!("dates = \"%Q\"\n{LEAST}"), "strftime"),
            (format!("delimiter = \"tab\"\n{LEAST}"), "one sign"),
            (format!("{LEAST}{entries}all = \"public\"\n"), "where they stand"),
            (format!("{LEAST}{entries}list = \"l\"\n"), "who may read them"),
            (format!("{LEAST}{entries}list = \"l\"\nall = \"everybody\"\n"), "who may read them"),
            (format!("{LEAST}{entries}list = \"l\"\nvisibility = \"v\"\n"), "who may read them"),
            (
                format!("{LEAST}{entries}list = \"l\"\nvisibility = \"v\"\npublic = [\"X\"]\ninternal = [\"x\"]\n"),
                "both public and internal",
            ),
            (format!("{LEAST}[files]\nbetween = \"\"\n"), "between two names"),
        ] {
            let error = Mapping::parse(&mapping).unwrap_err();
            assert!(error.contains(says), "{mapping}\n{error}");
        }
    }

    #[test]
    fn a_word_that_the_mapping_does_not_know_is_neither_public_nor_internal() {
        let said =
            Visibility::Said { field: "type".into(), public: vec!["Reply".into()], internal: vec!["Work note".into()] };
        assert_eq!(said.is_internal(" reply "), Some(false));
        assert_eq!(said.is_internal("WORK NOTE"), Some(true));
        assert_eq!(said.is_internal(""), None);
        assert_eq!(said.is_internal("note"), None);
    }
}
