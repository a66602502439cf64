//! The folder `site/dist`: files named by their content, so that browsers may keep them for good, compressed once and
//! here rather than at every request; and `manifest.json`, which tells the server today's names.

use crate::failure::{Failure, While};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Already compressed, so copies of them would only be larger.
const COMPRESSED: [&str; 2] = ["woff2", "png"];

/// `site/dist` while it is being filled. Files that nobody put before [`Dist::finish`] are removed by it.
pub struct Dist {
    folder: PathBuf,
    manifest: serde_json::Map<String, serde_json::Value>,
    current: BTreeSet<PathBuf>,
}

impl Dist {
    pub fn open(folder: PathBuf) -> Result<Dist, Failure> {
        let pkg = folder.join("pkg");
        fs::create_dir_all(&pkg).could_not(format!("make {}", pkg.display()))?;
        Ok(Dist { folder, manifest: serde_json::Map::new(), current: BTreeSet::new() })
    }

    /// Stores `bytes` under a name like `pkg/caseline.0123456789abcdef.js` and lists it in the manifest as `role`.
    pub fn put(&mut self, role: &str, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.store(name, bytes)?;
        self.manifest.insert(role.to_owned(), path.into());
        Ok(())
    }

    /// As [`Dist::put`], for a file that the product can do without.
    pub fn put_if_there(&mut self, role: &str, file: &Path) -> Result<(), Failure> {
        let Some(name) = file.file_name().and_then(|name| name.to_str()) else { return Ok(()) };
        match fs::read(file) {
            Ok(bytes) => self.put(role, name, &bytes),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error).could_not(format!("read {}", file.display())),
        }
    }

    /// Stores `bytes` without a role; gives the path from `site/dist`.
    pub fn store(&mut self, name: &str, bytes: &[u8]) -> Result<String, Failure> {
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        let hashed = format!("pkg/{stem}.{}.{extension}", &digest(bytes)[..16]);
        let path = self.folder.join(&hashed);
        self.write(&path, || Ok(bytes.to_vec()))?;
        if !COMPRESSED.contains(&extension) {
            self.write(&with_suffix(&path, "br"), || brotli(bytes))?;
            self.write(&with_suffix(&path, "gz"), || gzip(bytes))?;
        }
        Ok(hashed)
    }

    /// The name carries the content, so a file that is there is right. It appears whole or not at all.
    fn write(&mut self, path: &Path, bytes: impl FnOnce() -> io::Result<Vec<u8>>) -> Result<(), Failure> {
        self.current.insert(path.to_path_buf());
        if path.is_file() {
            return Ok(());
        }
        replace(path, &bytes().could_not(format!("compress {}", path.display()))?)
    }

    /// Writes the manifest, then removes what an earlier build left. An unchanged manifest is not touched, since the
    /// server is compiled again when it is newer.
    pub fn finish(self) -> Result<(), Failure> {
        let path = self.folder.join("manifest.json");
        let text = format!("{:#}\n", serde_json::Value::Object(self.manifest));
        if fs::read_to_string(&path).ok().as_deref() != Some(text.as_str()) {
            replace(&path, text.as_bytes())?;
        }
        let pkg = self.folder.join("pkg");
        for entry in fs::read_dir(&pkg).could_not(format!("list {}", pkg.display()))?.flatten() {
            if !self.current.contains(&entry.path()) {
                fs::remove_file(entry.path()).could_not(format!("remove {}", entry.path().display()))?;
            }
        }
        Ok(())
    }
}

/// SHA-256 in lower-case hexadecimal digits.
pub fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `caseline.js` and `br` make `caseline.js.br`.
pub fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}

fn replace(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let partial = with_suffix(path, "partial");
    fs::write(&partial, bytes).could_not(format!("write {}", partial.display()))?;
    fs::rename(&partial, path).could_not(format!("write {}", path.display()))
}

/// Quality 11 is slow and done once; a window of 2^24 is the largest that browsers accept.
fn brotli(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 24,
        size_hint: bytes.len(),
        ..brotli::enc::BrotliEncoderParams::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &parameters)?;
    Ok(compressed)
}

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(bytes)?;
    writer.finish()
}
