//! The folder with the content of files. Each lies under its id: with `.part` behind it until all of it is there and on the
//! disk. Nothing that a person gave is in a path.

use std::fs::TryLockError;
use std::io::{self, SeekFrom};
use std::path::{Path, PathBuf};

use caseline_domain::id::FileId;
use sha2::{Digest, Sha256};
use tokio::fs::{self, File, OpenOptions};
use tokio::io::{AsyncReadExt, AsyncSeekExt};

use super::kind::{FileKind, TELLS};

pub fn whole(folder: &Path, id: FileId) -> PathBuf {
    folder.join(id.0.simple().to_string())
}

fn part(folder: &Path, id: FileId) -> PathBuf {
    folder.join(format!("{}.part", id.0.simple()))
}

async fn private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    builder.mode(0o700);
    builder.create(folder).await
}

/// A file as far as it is there, in the hands of its one writer.
pub struct Part {
    file: File,
    folder: PathBuf,
    id: FileId,
    /// It has its last name already, but whoever gave it that did not come to note it.
    is_named: bool,
}

impl Part {
    /// For one writer at a time, on whichever server; `None`: somebody else writes it. Nothing of it is touched yet.
    pub async fn open(folder: &Path, id: FileId) -> io::Result<Option<Part>> {
        private(folder).await?;
        let mut options = OpenOptions::new();
        options.read(true).write(true);
        let (file, is_named) = match options.open(whole(folder, id)).await {
            Ok(file) => (file, true),
            Err(_) => {
                options.create(true);
                #[cfg(unix)]
                options.mode(0o600);
                (options.open(part(folder, id)).await?, false)
            }
        };
        let file = file.into_std().await;
        match file.try_lock() {
            Ok(()) => Ok(Some(Part { file: File::from_std(file), folder: folder.to_owned(), id, is_named })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// To be gone on with from `at`. What lies behind that was never acknowledged.
    pub async fn from(mut self, at: u64) -> io::Result<File> {
        if self.file.metadata().await?.len() < at {
            return Err(io::Error::other("it is shorter than what was acknowledged"));
        }
        if self.is_named {
            fs::rename(whole(&self.folder, self.id), part(&self.folder, self.id)).await?;
        }
        self.file.set_len(at).await?;
        self.file.seek(SeekFrom::Start(at)).await?;
        Ok(self.file)
    }
}

/// Reads all of it once more, as it is on the disk: what it is, and its hash.
pub async fn read_through(file: &mut File) -> io::Result<(FileKind, Vec<u8>)> {
    file.seek(SeekFrom::Start(0)).await?;
    let mut beginning = Vec::with_capacity(TELLS);
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 256 * 1024];
    loop {
        let read = file.read(&mut buffer).await?;
        if read == 0 {
            return Ok((FileKind::of(&beginning), hash.finalize().to_vec()));
        }
        let bytes = &buffer[..read];
        beginning.extend(bytes.iter().take(TELLS - beginning.len()));
        hash.update(bytes);
    }
}

/// Gives it the name under which it is served. It is on the disk with that name before anybody is told.
pub async fn finish(folder: &Path, id: FileId) -> io::Result<()> {
    fs::rename(part(folder, id), whole(folder, id)).await?;
    File::open(folder).await?.sync_all().await
}

/// Takes it away, whole or not.
pub async fn remove(folder: &Path, id: FileId) -> io::Result<()> {
    for path in [part(folder, id), whole(folder, id)] {
        match fs::remove_file(path).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
