//! What an import leaves behind: a JSON file that names every row with what became of it, a line each, and then the counts
//! and hashes of the whole. Written as the import goes, and there under its name only when it is whole.

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use caseline_domain::legacy::LegacyFile;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::import::ImportError;
use super::source::Whole;
use super::{How, Taken, hex};

/// How many rows there were, and what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    pub rows: u64,
    pub imported: u64,
    /// There already, with the same content.
    pub unchanged: u64,
    /// There already, with another content; what was there is kept.
    pub changed: u64,
    pub refused: u64,
    /// Entries and files of the rows that were imported or unchanged.
    pub entries: u64,
    pub files: u64,
    /// Entries of a second file that belong to no row.
    pub entries_left: u64,
}

#[derive(Serialize)]
struct Line<'a> {
    line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<u64>,
    number: Option<&'a str>,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    files: &'a [LegacyFile],
}

#[derive(Serialize)]
struct Read<'a> {
    name: &'a str,
    bytes: u64,
    sha256: &'a str,
}

impl<'a> From<&'a Whole> for Read<'a> {
    fn from(whole: &'a Whole) -> Read<'a> {
        Read { name: &whole.name, bytes: whole.bytes, sha256: &whole.sha256 }
    }
}

/// Where a row stands.
pub struct At<'a> {
    pub line: u64,
    pub until: u64,
    pub old_number: Option<&'a str>,
}

/// A manifest that is being written.
pub struct Manifest {
    path: PathBuf,
    half: PathBuf,
    out: BufWriter<File>,
    how: How,
    all: Sha256,
    pub counts: Counts,
    is_first: bool,
}

impl Manifest {
    pub fn begin(path: &Path, system: &str, how: How) -> Result<Manifest, ImportError> {
        let mut half = path.as_os_str().to_owned();
        half.push(".half");
        let half = PathBuf::from(half);
        let out = File::create(&half).map_err(|error| ImportError::Io(format!("writing {}", half.display()), error))?;
        let mut manifest = Manifest {
            path: path.to_owned(),
            half,
            out: BufWriter::new(out),
            how,
            all: Sha256::new(),
            counts: Counts::default(),
            is_first: true,
        };
        let system = manifest.json(&system)?;
        manifest.write(&format!(
            "{{\n\"version\": 1,\n\"system\": {system},\n\"written\": {},\n\"rows\": [",
            how == How::Write
        ))?;
        Ok(manifest)
    }

    /// A row that has no case.
    pub fn refused(&mut self, at: &At, reason: &str) -> Result<(), ImportError> {
        self.counts.rows += 1;
        self.counts.refused += 1;
        self.line(at, "refused", Some(reason), None, &[])
    }

    /// A row that has one.
    pub fn taken(
        &mut self,
        at: &At,
        taken: Taken,
        hash: &str,
        entries: usize,
        files: &[LegacyFile],
    ) -> Result<(), ImportError> {
        self.counts.rows += 1;
        if taken != Taken::Changed {
            self.counts.entries += entries as u64;
            self.counts.files += files.len() as u64;
            self.all.update(hash);
            self.all.update("\n");
        }
        match taken {
            Taken::New => {
                self.counts.imported += 1;
                let outcome = if self.how == How::Write { "imported" } else { "new" };
                self.line(at, outcome, None, Some(hash), files)
            }
            Taken::Unchanged => {
                self.counts.unchanged += 1;
                self.line(at, "unchanged", None, Some(hash), files)
            }
            Taken::Changed => {
                self.counts.changed += 1;
                let reason = "It was imported before with another content, which was kept.";
                self.line(at, "changed", Some(reason), Some(hash), files)
            }
        }
    }

    /// The end: with this the file gets its name. `left`: the entries of no row.
    pub fn end(
        mut self,
        source: &Whole,
        second: Option<&Whole>,
        mapping: &str,
        left: &[(u64, Option<String>)],
    ) -> Result<Counts, ImportError> {
        self.counts.entries_left = left.len() as u64;
        self.write("\n],\n\"entries_left\": [")?;
        self.is_first = true;
        for (line, number) in left {
            let reason = match number {
                Some(_) => "No row has this number.",
                None => "It names no row.",
            };
            let at = At { line: *line, until: *line, old_number: number.as_deref() };
            self.line(&at, "refused", Some(reason), None, &[])?;
        }
        let counts = self.json(&self.counts)?;
        let source = self.json(&Read::from(source))?;
        let second = self.json(&second.map(Read::from))?;
        let mapping = super::hex(Sha256::new_with_prefix(mapping));
        let all = hex(self.all.clone());
        self.write(&format!(
            "\n],\n\"counts\": {counts},\n\"source\": {source},\n\"entries_source\": {second},\n\
             \"mapping_sha256\": \"{mapping}\",\n\"sha256\": \"{all}\"\n}}\n"
        ))?;
        let wrong = |error| ImportError::Io(format!("writing {}", self.path.display()), error);
        self.out.flush().map_err(wrong)?;
        self.out.get_ref().sync_all().map_err(wrong)?;
        fs::rename(&self.half, &self.path).map_err(wrong)?;
        Ok(self.counts)
    }

    /// Takes away what is half written.
    pub fn forget(self) {
        drop(self.out);
        // One that stays is written over by the next import.
        let _ = fs::remove_file(self.half);
    }

    fn line(
        &mut self,
        at: &At,
        outcome: &'static str,
        reason: Option<&str>,
        sha256: Option<&str>,
        files: &[LegacyFile],
    ) -> Result<(), ImportError> {
        let until = (at.until > at.line).then_some(at.until);
        let line = Line { line: at.line, until, number: at.old_number, outcome, reason, sha256, files };
        let line = self.json(&line)?;
        let before = if std::mem::take(&mut self.is_first) { "\n" } else { ",\n" };
        self.write(before)?;
        self.write(&line)
    }

    fn json(&self, value: &impl Serialize) -> Result<String, ImportError> {
        serde_json::to_string(value).map_err(|error| ImportError::Told(error.to_string()))
    }

    fn write(&mut self, text: &str) -> Result<(), ImportError> {
        let wrong = |error| ImportError::Io(format!("writing {}", self.half.display()), error);
        self.out.write_all(text.as_bytes()).map_err(wrong)
    }
}
