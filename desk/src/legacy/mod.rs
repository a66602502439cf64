//! Cases of earlier systems: imported once, read by who may read their account's cases and by our side, changed by nobody.
//! `mapping.rs` is what an import is told, `source.rs` reads rows out of files and `row.rs` makes a case of one, `import.rs`
//! goes through all of them, `manifest.rs` is what it leaves behind. How such cases are found is in [`crate::cases`].

mod dates;
mod files;
mod import;
mod manifest;
mod mapping;
mod row;
mod source;

use std::collections::HashMap;
use std::path::PathBuf;

use caseline_domain::access::{Action, Actor, decide};
use caseline_domain::id::{CaseNumber, LegacyId};
use caseline_domain::instant::Timestamp;
use caseline_domain::legacy::{LegacyCase, LegacyFile, folded_number};
use sha2::{Digest, Sha256};

use crate::Desk;
use crate::cases::words_of_legacy;
use crate::error::Refusal;
use crate::store::{Audience, LegacyEntryRow, LegacyRow, NewLegacy, Read, StoreError, Write};

pub use import::{Import, ImportError, Progress};
pub use manifest::Counts;
pub use mapping::Mapping;

/// The folder of their files, within the one for data.
pub const FOLDER: &str = "legacy-files";

/// What somebody sees of a legacy case.
#[derive(Clone, Debug)]
pub struct LegacyView {
    pub row: LegacyRow,
    /// Those that this person may read.
    pub entries: Vec<LegacyEntryRow>,
    /// With their places from 1.
    pub files: Vec<(i64, LegacyFile)>,
}

/// Whether an import writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Everything is looked at, and nothing written.
    Dry,
    Write,
}

/// What became of a legacy case that was to be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It was not there, and is now if the import writes.
    New,
    /// It was there with this very content.
    Unchanged,
    /// It was there and said something else; what is there was kept.
    Changed,
}

/// SHA-256, in hexadecimal digits.
fn hex(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The hash of a legacy case's canonical content.
fn hash_of(case: &LegacyCase) -> Result<String, Refusal> {
    let text = serde_json::to_string(case).map_err(|error| Refusal::Internal(error.to_string()))?;
    let mut hash = Sha256::new();
    hash.update(text);
    Ok(hex(hash))
}

/// Cases, each with the hash of its content.
fn hashed(cases: Vec<LegacyCase>) -> Result<Vec<(LegacyCase, String)>, Refusal> {
    let mut hashed = Vec::with_capacity(cases.len());
    for case in cases {
        let hash = hash_of(&case)?;
        hashed.push((case, hash));
    }
    Ok(hashed)
}

/// Among whose cases this person looks: a member among those of the account that they look at, our side among all.
pub(crate) fn audience(actor: &Actor) -> Result<Audience, Refusal> {
    Ok(match actor.account() {
        Some(account) => {
            decide(actor, Action::ReadInPortal { account })?;
            Audience::Account(account)
        }
        None => {
            decide(actor, Action::ReadOnDesk)?;
            Audience::Desk
        }
    })
}

impl Desk {
    /// A legacy case with what this person may read of it.
    pub async fn legacy_case(&self, actor: &Actor, id: LegacyId) -> Result<LegacyView, Refusal> {
        let mut db = self.store().read().await?;
        let (audience, row) = match actor.standing.account() {
            Some(own) => {
                let row = db.legacy_case_for_member(own, id).await?.ok_or(Refusal::NotThere)?;
                decide(actor, Action::ReadInPortal { account: row.account })?;
                (Audience::Account(row.account), row)
            }
            None => {
                decide(actor, Action::ReadOnDesk)?;
                (Audience::Desk, db.legacy_case(Audience::Desk, id).await?.ok_or(Refusal::NotThere)?)
            }
        };
        let entries = db.legacy_entries(audience, id, i64::MAX).await?;
        let files = db.legacy_files(id).await?;
        Ok(LegacyView { row, entries, files })
    }

    /// A file of a legacy case that this person may see, and where its content lies.
    pub async fn legacy_file(&self, actor: &Actor, id: LegacyId, place: i64) -> Result<(LegacyFile, PathBuf), Refusal> {
        let view = self.legacy_case(actor, id).await?;
        let (_, file) = view.files.into_iter().find(|(at, _)| *at == place).ok_or(Refusal::NotThere)?;
        let path = files::kept_at(&self.settings().data.join(FOLDER), &file.sha256);
        Ok((file, path))
    }

    /// The one case that is meant by an old number and nothing else: none where several have it, or where a case of ours
    /// has it as its number.
    pub async fn legacy_by_number(&self, actor: &Actor, typed: &str) -> Result<Option<LegacyId>, Refusal> {
        let audience = audience(actor)?;
        let folded = folded_number(typed);
        if folded.is_empty() {
            return Ok(None);
        }
        let mut db = self.store().read().await?;
        let [legacy] = db.legacy_by_old_number(audience, &folded, 2).await?[..] else { return Ok(None) };
        let ours = match typed.parse::<CaseNumber>() {
            Ok(number) => db.hit_by_number(audience, number).await?,
            Err(_) => None,
        };
        Ok(ours.is_none().then_some(legacy))
    }

    /// Imports legacy cases of one system, each another one, or looks what would become of each. For the command line of
    /// the machine itself.
    pub async fn take_legacy(&self, cases: Vec<LegacyCase>, how: How) -> Result<Vec<(Taken, String)>, Refusal> {
        let hashed = hashed(cases)?;
        if how == How::Dry {
            let mut db = self.store().read().await?;
            let taken = compared(&mut db, &hashed).await?;
            return Ok(taken.into_iter().zip(hashed).map(|(taken, (_, hash))| (taken, hash)).collect());
        }
        let now = self.now();
        self.write(move |tx| {
            Box::pin(async move {
                tx.take_legacy_numbers(0).await?;
                let taken = compared(tx, &hashed).await?;
                let all = taken.iter().copied().zip(hashed.iter().map(|(_, hash)| hash.clone())).collect();
                let new = taken.iter().zip(hashed).filter(|(taken, _)| **taken == Taken::New).map(|(_, new)| new);
                insert_legacy(tx, new.collect(), now).await?;
                Ok::<_, Refusal>(all)
            })
        })
        .await
    }
}

/// Writes legacy cases that are not there yet, each with the hash of its content.
async fn insert_legacy(tx: &mut Write, new: Vec<(LegacyCase, String)>, imported: Timestamp) -> Result<(), StoreError> {
    if new.is_empty() {
        return Ok(());
    }
    let many = i64::try_from(new.len()).unwrap_or(i64::MAX);
    let first = tx.take_legacy_numbers(many).await? - many + 1;
    let rows: Vec<NewLegacy> = (first..)
        .zip(new)
        .map(|(number, (case, hash))| NewLegacy {
            id: LegacyId(number),
            words: words_of_legacy(&case),
            case,
            hash,
            imported,
        })
        .collect();
    tx.insert_legacy(&rows).await
}

/// Fills an empty desk: nothing is compared. For demo data.
pub async fn fill_legacy(tx: &mut Write, cases: Vec<LegacyCase>, imported: Timestamp) -> Result<(), Refusal> {
    Ok(insert_legacy(tx, hashed(cases)?, imported).await?)
}

/// What would become of each, all of one system.
async fn compared(db: &mut Read, hashed: &[(LegacyCase, String)]) -> Result<Vec<Taken>, Refusal> {
    let Some((first, _)) = hashed.first() else { return Ok(Vec::new()) };
    let numbers: Vec<&str> = hashed.iter().map(|(case, _)| case.old_number.as_str()).collect();
    let known = db.known_legacy(first.system.as_str(), &numbers).await?;
    let known: HashMap<String, String> = known.into_iter().collect();
    Ok(hashed
        .iter()
        .map(|(case, hash)| match known.get(case.old_number.as_str()) {
            None => Taken::New,
            Some(there) if there == hash => Taken::Unchanged,
            Some(_) => Taken::Changed,
        })
        .collect())
}
