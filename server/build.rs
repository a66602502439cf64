//! The site is embedded from `site/dist`, which the site program fills. It must be there for this crate to compile, and
//! a new site must lead to a new binary.

use std::path::Path;

fn main() {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../site/dist");
    // What stands in the way will be told by the embedding itself.
    let _ = std::fs::create_dir_all(&dist);
    println!("cargo::rerun-if-changed={}", dist.join("manifest.json").display());
}
