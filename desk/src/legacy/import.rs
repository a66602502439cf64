//! An import from beginning to end. Rows are read one at a time and written a batch at a time, each batch in a transaction:
//! an import that is stopped has written whole cases, and the same one again finds them unchanged and goes on behind them.
//! What grows with the rows is 16 bytes each, by which a number that comes twice is known, and as much for each entry of a
//! second file.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::ControlFlow;
use std::path::PathBuf;

use super::files::{Folder, keep};
use super::manifest::{At, Counts, Manifest};
use super::mapping::Mapping;
use super::row::{Accounts, Beside, Made};
use super::source::{Row, Source, key};
use super::{FOLDER, How};
use crate::Desk;
use crate::error::Refusal;

/// So many rows are written at once.
const BATCH: usize = 500;

/// Why an import did not come to its end. What it has written stays.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Something is wrong with what it was told; the sentence is for whoever told it.
    #[error("{0}")]
    Told(String),
    #[error("{0}: {1}")]
    Io(String, std::io::Error),
    /// It was asked to stop, after so many rows.
    #[error("stopped after {0} rows; the same command goes on from there")]
    Stopped(u64),
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// How far an import is.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    pub counts: Counts,
    /// Of the file with the rows.
    pub bytes: u64,
    pub of_bytes: u64,
}

/// What is imported, and how.
#[derive(Clone, Debug)]
pub struct Import {
    /// A CSV file or JSON lines, by its name's ending.
    pub source: PathBuf,
    /// The text of the mapping file.
    pub mapping: String,
    /// A second CSV file with the entries of all rows.
    pub entries: Option<PathBuf>,
    /// Where the files lie that rows name.
    pub files: Option<PathBuf>,
    /// Where the manifest is written.
    pub manifest: PathBuf,
    pub how: How,
}

/// A row with its case, or with what is wrong with it.
type Read = (Where, Result<Made, String>);

/// Where a row stands.
struct Where {
    line: u64,
    until: u64,
    old_number: Option<String>,
}

impl Import {
    /// Imports all rows and writes the manifest. `progress` hears of each batch, and can stop.
    pub async fn run(
        &self,
        desk: &Desk,
        mut progress: impl FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Counts, ImportError> {
        let mapping = Mapping::parse(&self.mapping)
            .map_err(|sentence| ImportError::Told(format!("The mapping cannot be used. {sentence}")))?;
        let accounts = desk.accounts(None).await?;
        let accounts =
            Accounts::new(accounts.into_iter().map(|row| (caseline_domain::id::AccountId(row.id), row.name)));
        if let Some(account) = &mapping.account
            && accounts.find(account).is_none()
        {
            return Err(ImportError::Told(format!("The mapping names the account {account:?}, and there is none.")));
        }
        let files = Folder::open(self.files.as_deref())?;
        let beside = Beside { mapping: &mapping, accounts: &accounts, files: &files, now: desk.now() };
        let mut source = Source::open(&self.source, self.entries.as_deref(), &mapping)?;
        let mut manifest = Manifest::begin(&self.manifest, mapping.system.as_str(), self.how)?;
        match self.all(desk, &beside, &mut source, &mut manifest, &mut progress).await {
            Ok(()) => {
                let left = source.entries_left()?;
                let (whole, second) = source.wholes();
                manifest.end(&whole, second.as_ref(), &self.mapping, &left)
            }
            Err(error) => {
                manifest.forget();
                Err(error)
            }
        }
    }

    async fn all(
        &self,
        desk: &Desk,
        beside: &Beside<'_>,
        source: &mut Source,
        manifest: &mut Manifest,
        progress: &mut impl FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<(), ImportError> {
        let mut lines = HashMap::new();
        loop {
            let mut batch = Vec::with_capacity(BATCH);
            while batch.len() < BATCH {
                let Some(row) = source.next_row()? else { break };
                batch.push(read(row, beside, &mut lines));
            }
            let is_last = batch.len() < BATCH;
            self.write(desk, batch, manifest).await?;
            let far = Progress { counts: manifest.counts, bytes: source.bytes(), of_bytes: source.size };
            match progress(far) {
                _ if is_last => return Ok(()),
                ControlFlow::Continue(()) => {}
                ControlFlow::Break(()) => return Err(ImportError::Stopped(manifest.counts.rows)),
            }
        }
    }

    async fn write(&self, desk: &Desk, batch: Vec<Read>, manifest: &mut Manifest) -> Result<(), ImportError> {
        let folder = desk.settings().data.join(FOLDER);
        let (mut cases, mut rows) = (Vec::new(), Vec::with_capacity(batch.len()));
        for (row, made) in batch {
            match made {
                Err(reason) => rows.push((row, Err(reason))),
                Ok((case, from)) => {
                    // Before the row that names it: a row never names a content that is not there.
                    if self.how == How::Write {
                        for (file, from) in case.files.iter().zip(from) {
                            keep(&folder, file, &from)?;
                        }
                    }
                    rows.push((row, Ok((case.entries.len(), case.files.clone()))));
                    cases.push(case);
                }
            }
        }
        let mut taken = desk.take_legacy(cases, self.how).await?.into_iter();
        for (row, made) in &rows {
            let at = At { line: row.line, until: row.until, old_number: row.old_number.as_deref() };
            match made {
                Err(reason) => manifest.refused(&at, reason)?,
                Ok((entries, files)) => {
                    let Some((taken, hash)) = taken.next() else { continue };
                    manifest.taken(&at, taken, &hash, *entries, files)?;
                }
            }
        }
        Ok(())
    }
}

/// The case of a row; of two rows with one number the first one that is whole has it. `lines`: where numbers stood.
fn read(row: Row, beside: &Beside<'_>, lines: &mut HashMap<u64, u64>) -> Read {
    let Row { line, until, old_number, raw } = row;
    let made =
        raw.and_then(|raw| beside.case(raw)).and_then(|made| match lines.entry(key(made.0.old_number.as_str())) {
            Entry::Occupied(before) => Err(format!("Line {} has this number already.", before.get())),
            Entry::Vacant(free) => {
                free.insert(line);
                Ok(made)
            }
        });
    (Where { line, until, old_number }, made)
}
