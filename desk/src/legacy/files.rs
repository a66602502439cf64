//! Files of legacy cases: looked for in the folder beside the rows, and kept under their hash, so that the same content is
//! there once, however often it comes.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use caseline_domain::legacy::LegacyFile;
use caseline_domain::text::OldLine;
use sha2::{Digest, Sha256};

use super::hex;
use super::import::ImportError;

/// Where a content is kept within `folder`.
pub fn kept_at(folder: &Path, sha256: &str) -> PathBuf {
    let (begin, _) = sha256.split_at_checked(2).unwrap_or((sha256, ""));
    folder.join(begin).join(sha256)
}

/// The folder from which files come.
pub struct Folder(Option<PathBuf>);

impl Folder {
    pub fn open(path: Option<&Path>) -> Result<Folder, ImportError> {
        let real = path.map(|path| {
            path.canonicalize().map_err(|error| ImportError::Io(format!("looking into {}", path.display()), error))
        });
        Ok(Folder(real.transpose()?))
    }

    /// Looks at a file by the name that a row has for it. Errors: why there is none, as the end of a sentence.
    pub fn look(&self, name: &str) -> Result<(LegacyFile, PathBuf), String> {
        let Some(folder) = &self.0 else {
            return Err("is not there: no folder was given with --files".to_owned());
        };
        let path = Path::new(name);
        let within = path.components().all(|part| matches!(part, Component::Normal(_)));
        if !within || name.contains('\\') {
            return Err("names a place outside of the folder of files".to_owned());
        }
        // A link may lead out of the folder, too.
        let real = match folder.join(path).canonicalize() {
            Ok(real) if real.starts_with(folder) => real,
            Ok(_) => return Err("names a place outside of the folder of files".to_owned()),
            Err(_) => return Err("is not in the folder of files".to_owned()),
        };
        if !real.is_file() {
            return Err("is no file".to_owned());
        }
        let shown = path.file_name().unwrap_or_default().to_string_lossy();
        let shown = OldLine::parse(&shown).map_err(|_| "has no name that can be shown".to_owned())?;
        let (size, sha256) = hashed(&real, &mut io::sink()).map_err(|error| format!("cannot be read: {error}"))?;
        Ok((LegacyFile { name: shown, size, sha256 }, real))
    }
}

/// Keeps a content that was looked at, if it is not kept yet.
pub fn keep(folder: &Path, file: &LegacyFile, from: &Path) -> Result<(), ImportError> {
    let to = kept_at(folder, &file.sha256);
    if to.exists() {
        return Ok(());
    }
    let wrong = |error| ImportError::Io(format!("copying {}", from.display()), error);
    if let Some(parent) = to.parent() {
        private_folder(parent).map_err(wrong)?;
    }
    // Under its own name only when it is whole.
    let half = to.with_extension("half");
    let mut writer = File::create(&half).map_err(wrong)?;
    let (_, sha256) = hashed(from, &mut writer).map_err(wrong)?;
    writer.sync_all().map_err(wrong)?;
    if sha256 != file.sha256 {
        return Err(ImportError::Told(format!("{} changed while it was read.", from.display())));
    }
    fs::rename(&half, &to).map_err(wrong)
}

fn private_folder(path: &Path) -> io::Result<()> {
    let mut folder = fs::DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.create(path)
}

/// Copies a file, and says how long it is and what its hash.
fn hashed(path: &Path, to: &mut impl io::Write) -> io::Result<(u64, String)> {
    let (mut file, mut hash, mut size) = (File::open(path)?, Sha256::new(), 0);
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok((size, hex(hash)));
        }
        hash.update(&buffer[..read]);
        to.write_all(&buffer[..read])?;
        size += read as u64;
    }
}
