//! What a first visit loads, bundle by bundle, before and after compression, and the limits on it.

use crate::dist::with_suffix;
use crate::failure::{Failure, While};
use crate::wasm::BUNDLES;
use crate::workspace::Workspace;
use std::fs;
use std::path::Path;

/// The style sheet, which the page waits for. Fonts swap in.
const STYLE: (&str, &str) = ("css", "style sheet");

/// Bytes of one file as it is and as it travels.
#[derive(Clone, Copy, Default)]
struct Size {
    raw: u64,
    gzip: u64,
    brotli: u64,
}

/// The most that the first load of a bundle may be, in bytes of brotli.
pub struct Limit {
    bundle: &'static str,
    brotli: u64,
}

/// Reads limits like `portal=300000`.
pub fn limits(arguments: &[&str]) -> Result<Vec<Limit>, Failure> {
    let limit = |argument: &&str| {
        let (name, bytes) = argument.split_once('=')?;
        let bundle = BUNDLES.into_iter().find(|bundle| *bundle == name)?;
        Some(Limit { bundle, brotli: bytes.parse().ok()? })
    };
    let read = |argument| {
        limit(argument).ok_or_else(|| Failure::new(format!("`{argument}` is not a bundle and its number of bytes")))
    };
    arguments.iter().map(read).collect()
}

/// Prints the first load of each bundle and fails when one is over its limit.
pub fn print(workspace: &Workspace, limits: &[Limit]) -> Result<(), Failure> {
    let dist = workspace.dist();
    let manifest = dist.join("manifest.json");
    let text = fs::read_to_string(&manifest)
        .could_not(format!("read {} (`caseline-site build` makes it)", workspace.shown(&manifest)))?;
    let manifest: serde_json::Value = serde_json::from_str(&text).could_not("understand site/dist/manifest.json")?;

    let mut over = Vec::new();
    for bundle in BUNDLES {
        let total = first_load(&dist, &manifest, bundle)?;
        for limit in limits.iter().filter(|limit| limit.bundle == bundle && total.brotli > limit.brotli) {
            over.push(format!("{bundle}: {} bytes over the limit of {}", total.brotli - limit.brotli, limit.brotli));
        }
    }
    if !over.is_empty() {
        return Err(Failure::new(format!("too much to load at first; {}", over.join("; "))));
    }
    for limit in limits {
        println!("{}: within the limit of {} bytes of brotli", limit.bundle, limit.brotli);
    }
    Ok(())
}

/// A page is only alive once it has the bundle's two files and the style sheet.
fn first_load(dist: &Path, manifest: &serde_json::Value, bundle: &str) -> Result<Size, Failure> {
    println!("{bundle:<14}{:>12}{:>12}{:>12}", "raw", "gzip", "brotli");
    let (wasm, javascript) = (format!("wasm-{bundle}"), format!("js-{bundle}"));
    let mut total = Size::default();
    for (role, name) in [(wasm.as_str(), "WebAssembly"), (javascript.as_str(), "JavaScript"), STYLE] {
        let path = manifest[role].as_str().ok_or_else(|| Failure::new(format!("manifest.json names no `{role}`")))?;
        let size = measure(&dist.join(path))?;
        line(name, size);
        total = Size { raw: total.raw + size.raw, gzip: total.gzip + size.gzip, brotli: total.brotli + size.brotli };
    }
    line("together", total);
    Ok(total)
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
