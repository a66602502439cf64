//! A legacy case out of a row, or all that is wrong with the row, in sentences for whoever has to mend it.

use std::collections::HashMap;
use std::path::PathBuf;

use caseline_domain::id::AccountId;
use caseline_domain::instant::Timestamp;
use caseline_domain::legacy::{CUSTOMER, LegacyCase, LegacyEntry, LegacyFile, LegacyText};
use caseline_domain::text::{InternalText, OldLine, PublicText, TextFault};

use super::files::Folder;
use super::mapping::{Entries, Mapping, Visibility};
use super::source::{Raw, Said};

/// The accounts of this desk by id and by exact name.
pub struct Accounts(HashMap<String, AccountId>);

impl Accounts {
    pub fn new(all: impl Iterator<Item = (AccountId, String)>) -> Accounts {
        Accounts(all.flat_map(|(id, name)| [(id.to_string(), id), (name, id)]).collect())
    }

    pub fn find(&self, named: &str) -> Option<AccountId> {
        self.0.get(named).copied()
    }
}

/// What is beside a row when it is read.
pub struct Beside<'a> {
    pub mapping: &'a Mapping,
    pub accounts: &'a Accounts,
    pub files: &'a Folder,
    pub now: Timestamp,
}

/// A case, and where the content of each of its files is.
pub type Made = (LegacyCase, Vec<PathBuf>);

/// All that is wrong with a row.
#[derive(Default)]
struct Faults(Vec<String>);

impl Faults {
    /// The value, or nothing and a sentence more.
    fn take<T>(&mut self, value: Result<T, String>) -> Option<T> {
        value.map_err(|sentence| self.0.push(sentence)).ok()
    }
}

impl Beside<'_> {
    /// Makes the case of a row. Errors: sentences that say all that is wrong with it.
    pub fn case(&self, raw: Raw) -> Result<Made, String> {
        let Raw { said, entries, files } = raw;
        let fields = &self.mapping.fields;
        let mut faults = Faults::default();
        let old_number = faults.take(needed(&said, "old number", &fields.number));
        let subject = faults.take(needed(&said, "subject", &fields.subject));
        let account = faults.take(self.account(&said));
        let opened = faults.take(self.date(&said, "opened", &fields.opened).and_then(|opened| {
            opened.ok_or_else(|| format!("The row has no date when it was opened ({:?}).", fields.opened))
        }));
        let mut optional = |what, name: &Option<String>| match name {
            Some(name) => faults.take(line(&said, what, name)).flatten(),
            None => None,
        };
        let status = optional("status", &fields.status);
        let priority = optional("priority", &fields.priority);
        let contact = optional("contact", &fields.contact);
        let closed = fields.closed.as_ref().and_then(|name| faults.take(self.date(&said, "closed", name)).flatten());
        if let Some((opened, closed)) = opened.zip(closed)
            && closed < opened
        {
            faults.0.push("It was closed before it was opened.".to_owned());
        }
        let mut thread = Vec::new();
        if let Some((text, opened)) = fields.text.as_ref().and_then(|text| said.get(text)).zip(opened) {
            let author = contact.clone().map_or_else(|| OldLine::parse(CUSTOMER), Ok);
            let text = public(text).map_err(|fault| format!("The text {fault}."));
            if let (Some(text), Ok(author)) = (faults.take(text), author) {
                thread.push(LegacyEntry { at: opened, author, text });
            }
        }
        if let Some(of) = &self.mapping.entries {
            for (place, entry) in (1..).zip(entries) {
                let entry = entry.and_then(|entry| self.entry(of, &entry));
                thread.extend(faults.take(entry.map_err(|fault| format!("Its entry {place} {fault}."))));
            }
        }
        // Sorted by time; those of one moment stay as they came.
        thread.sort_by_key(|entry| entry.at);
        let (mut kept, mut from): (Vec<LegacyFile>, Vec<PathBuf>) = (Vec::new(), Vec::new());
        for name in files {
            let file = self.files.look(&name).map_err(|fault| format!("Its file {name:?} {fault}."));
            if let Some((file, path)) = faults.take(file) {
                kept.push(file);
                from.push(path);
            }
        }
        match (old_number, subject, account, opened) {
            (Some(old_number), Some(subject), Some(account), Some(opened)) if faults.0.is_empty() => Ok((
                LegacyCase {
                    system: self.mapping.system.clone(),
                    old_number,
                    account,
                    subject,
                    status,
                    priority,
                    opened,
                    closed,
                    contact,
                    entries: thread,
                    files: kept,
                },
                from,
            )),
            _ => Err(faults.0.join(" ")),
        }
    }

    fn account(&self, said: &Said) -> Result<AccountId, String> {
        let named = match (&self.mapping.fields.account, &self.mapping.account) {
            (Some(field), _) => said.get(field).ok_or_else(|| format!("The row names no account ({field:?})."))?,
            (None, Some(account)) => account,
            (None, None) => return Err("The mapping names no account.".to_owned()),
        };
        let ours = self.mapping.accounts.get(named).unwrap_or(named);
        self.accounts.find(ours).ok_or_else(|| format!("There is no account {ours:?}."))
    }

    fn date(&self, said: &Said, what: &str, name: &str) -> Result<Option<Timestamp>, String> {
        let Some(text) = said.get(name) else { return Ok(None) };
        let at = self.instant(text);
        at.map(Some).map_err(|fault| format!("The date when it was {what} {fault}."))
    }

    fn instant(&self, text: &str) -> Result<Timestamp, String> {
        let at = self.mapping.dates.read(text)?;
        if at > self.now { Err(format!("is {text:?}, which is yet to come")) } else { Ok(at) }
    }

    fn entry(&self, of: &Entries, entry: &Said) -> Result<LegacyEntry, String> {
        let get = |name: &str, what: &str| entry.get(name).ok_or_else(|| format!("has no {what} ({name:?})"));
        let at = self.instant(get(&of.at, "date")?).map_err(|fault| format!("has a date that {fault}"))?;
        let author = OldLine::parse(get(&of.author, "author")?)
            .map_err(|fault| format!("has an author that {}", words(fault)))?;
        let internal = match &of.visibility {
            Visibility::AllPublic => false,
            Visibility::AllInternal => true,
            said @ Visibility::Said { field, .. } => {
                let word = entry.get(field).map_or("", String::as_str);
                said.is_internal(word).ok_or_else(|| {
                    format!("says {word:?} in {field:?}, which the mapping does not call public or internal")
                })?
            }
        };
        let text = get(&of.text, "text")?;
        let text =
            if internal { InternalText::parse(text).map(LegacyText::Internal).map_err(words) } else { public(text) };
        Ok(LegacyEntry { at, author, text: text.map_err(|fault| format!("has a text that {fault}"))? })
    }
}

fn public(text: &str) -> Result<LegacyText, String> {
    PublicText::parse(text).map(LegacyText::Public).map_err(words)
}

fn line(said: &Said, what: &str, name: &str) -> Result<Option<OldLine>, String> {
    let line = said.get(name).map(|text| OldLine::parse(text)).transpose();
    line.map_err(|fault| format!("The {what} ({name:?}) {}.", words(fault)))
}

fn needed(said: &Said, what: &str, name: &str) -> Result<OldLine, String> {
    line(said, what, name)?.ok_or_else(|| format!("The row has no {what} ({name:?})."))
}

fn words(fault: TextFault) -> String {
    match fault {
        TextFault::Empty => "shows nothing that can be read".to_owned(),
        TextFault::TooLong(most) => format!("has more than {most} characters"),
    }
}
