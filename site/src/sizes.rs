//! What a first visit loads, before and after compression, and the limit on it.

use crate::dist::with_suffix;
use crate::failure::{Failure, While};
use crate::workspace::Workspace;
use std::fs;
use std::path::Path;

/// What counts: the page waits for the style sheet, and is only alive after the other two. Fonts swap in.
const FIRST_LOAD: [(&str, &str); 3] = [("wasm", "WebAssembly"), ("js", "JavaScript"), ("css", "style sheet")];

/// Bytes of one file as it is and as it travels.
#[derive(Clone, Copy, Default)]
struct Size {
    raw: u64,
    gzip: u64,
    brotli: u64,
}

/// Prints the first load and fails when it is more than `limit` bytes of brotli.
pub fn print(workspace: &Workspace, limit: Option<u64>) -> Result<(), Failure> {
    let dist = workspace.dist();
    let manifest = dist.join("manifest.json");
    let text = fs::read_to_string(&manifest)
        .could_not(format!("read {} (`caseline-site build` makes it)", workspace.shown(&manifest)))?;
    let manifest: serde_json::Value = serde_json::from_str(&text).could_not("understand site/dist/manifest.json")?;

    println!("{:<14}{:>12}{:>12}{:>12}", "first load", "raw", "gzip", "brotli");
    let mut total = Size::default();
    for (role, name) in FIRST_LOAD {
        let path = manifest[role].as_str().ok_or_else(|| Failure::new(format!("manifest.json names no `{role}`")))?;
        let size = measure(&dist.join(path))?;
        line(name, size);
        total = Size { raw: total.raw + size.raw, gzip: total.gzip + size.gzip, brotli: total.brotli + size.brotli };
    }
    line("together", total);

    match limit {
        Some(limit) if total.brotli > limit => Err(Failure::new(format!(
            "the first load is {} bytes of brotli, {} over the limit of {limit}",
            total.brotli,
            total.brotli - limit
        ))),
        Some(limit) => {
            println!("within the limit of {limit} bytes of brotli");
            Ok(())
        }
        None => Ok(()),
    }
}

fn line(name: &str, size: Size) {
    println!("{name:<14}{:>12}{:>12}{:>12}", size.raw, size.gzip, size.brotli);
}

fn measure(path: &Path) -> Result<Size, Failure> {
    let bytes = |path: &Path| {
        let found = fs::metadata(path).could_not(format!("measure {}", path.display()))?;
        Ok::<u64, Failure>(found.len())
    };
    Ok(Size { raw: bytes(path)?, gzip: bytes(&with_suffix(path, "gz"))?, brotli: bytes(&with_suffix(path, "br"))? })
}
