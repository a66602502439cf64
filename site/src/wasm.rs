//! Raw WebAssembly to what the browser loads: wasm-bindgen writes the JavaScript beside it, wasm-opt makes it small.
//! Both are skipped while the raw file is the same, since wasm-opt takes seconds and most edits are elsewhere.

use crate::compile;
use crate::dist::digest;
use crate::failure::{Failure, While};
use crate::packages;
use crate::workspace::Workspace;
use std::fs;
use std::path::{Path, PathBuf};
use wasm_bindgen_cli_support::Bindgen;

/// Small above all, as it travels: what is not inlined repeats, and brotli makes more of that than inlining does (a tenth
/// less). The features are those that rustc's WebAssembly uses, and every browser since 2022 has them. Nothing of ours lies
/// in the first kilobyte: rustc puts the stack there, which begins a megabyte above (`--stack-first`).
const WASM_OPT_FLAGS: [&str; 10] = [
    "-Oz",
    "--low-memory-unused",
    "--skip-pass=inlining",
    "--skip-pass=inlining-optimizing",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// To be raised when the steps below change, so that no stale result is taken for a fresh one.
const STEPS: &str = "1";

/// What the browser loads at once, by the name that its cargo feature has in `frontend`. The server looks for them by
/// these names (`Bundle` in app/src/bundle.rs).
pub const BUNDLES: [&str; 2] = ["portal", "desk"];

/// The two files that a page's module script loads.
pub struct BrowserCode {
    pub bundle: &'static str,
    pub javascript: Vec<u8>,
    pub wasm: Vec<u8>,
}

/// Compiles `frontend` once a bundle and makes each ready for the browser, while cargo goes on with the next.
pub fn build(workspace: &Workspace) -> Result<Vec<BrowserCode>, Failure> {
    std::thread::scope(|scope| {
        let mut made = Vec::new();
        for bundle in BUNDLES {
            let raw = compile::to_wasm(workspace, "caseline-frontend", Some(bundle))?;
            let kept = Kept::beside(&raw, bundle)?;
            let raw = kept.take(&raw)?;
            made.push(scope.spawn(move || finish(workspace, bundle, &raw, &kept)));
        }
        made.into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| Err(Failure::new("a bundle could not be made; see above"))))
            .collect()
    })
}

fn finish(workspace: &Workspace, bundle: &'static str, raw: &Path, kept: &Kept) -> Result<BrowserCode, Failure> {
    let key = key(workspace, raw)?;
    if !kept.is(&key) {
        make(workspace, bundle, raw, kept)?;
        kept.mark(&key)?;
    }
    kept.read(bundle)
}

/// Names everything that the result depends on. (The raw file carries wasm-bindgen's version.)
fn key(workspace: &Workspace, raw: &Path) -> Result<String, Failure> {
    let bytes = fs::read(raw).could_not(format!("read {}", raw.display()))?;
    let opt = packages::wasm_opt_version(workspace)?;
    Ok(format!("{STEPS} {} wasm-opt {opt} {}", digest(&bytes), WASM_OPT_FLAGS.join(" ")))
}

fn make(workspace: &Workspace, bundle: &str, raw: &Path, kept: &Kept) -> Result<(), Failure> {
    println!("site: wasm-bindgen and wasm-opt for the {bundle}, some seconds …");
    let mut bindgen = Bindgen::new();
    // The page names the WebAssembly by its hashed name, so the script needs no default for it.
    bindgen.input_path(raw).out_name("caseline").typescript(false).omit_default_module_path(true);
    bindgen.remove_name_section(true).remove_producers_section(true);
    let mut output = bindgen
        .web(true)
        .and_then(|bindgen| bindgen.generate_output())
        .map_err(|error| Failure::new(format!("wasm-bindgen: {error:#}")))?;
    if output.snippets().values().any(|files| !files.is_empty()) || !output.local_modules().is_empty() {
        let sentence = "a dependency of the frontend brings JavaScript files of its own, which site/src/wasm.rs does not \
                        name by hash yet; do without it or add that";
        return Err(Failure::new(sentence));
    }
    output.emit(&kept.folder).map_err(|error| Failure::new(format!("wasm-bindgen: {error:#}")))?;
    packages::wasm_opt(workspace, &WASM_OPT_FLAGS, &kept.folder.join("caseline_bg.wasm"), &kept.wasm())
}

/// The last result for a bundle, in cargo's target folder: it outlives a fresh clone when that folder is shared.
struct Kept {
    folder: PathBuf,
}

impl Kept {
    fn beside(raw: &Path, bundle: &str) -> Result<Kept, Failure> {
        let folder = raw.with_file_name("caseline-site").join(bundle);
        fs::create_dir_all(&folder).could_not(format!("make {}", folder.display()))?;
        Ok(Kept { folder })
    }

    /// A copy of the raw file, whose place cargo gives to the next bundle.
    fn take(&self, raw: &Path) -> Result<PathBuf, Failure> {
        let copy = self.folder.join("caseline_raw.wasm");
        fs::copy(raw, &copy).could_not(format!("copy {}", raw.display()))?;
        Ok(copy)
    }

    fn javascript(&self) -> PathBuf {
        self.folder.join("caseline.js")
    }

    fn wasm(&self) -> PathBuf {
        self.folder.join("caseline_bg.small.wasm")
    }

    fn is(&self, key: &str) -> bool {
        fs::read_to_string(self.folder.join("key")).is_ok_and(|kept| kept == key)
    }

    fn mark(&self, key: &str) -> Result<(), Failure> {
        fs::write(self.folder.join("key"), key).could_not("remember what was built")
    }

    fn read(&self, bundle: &'static str) -> Result<BrowserCode, Failure> {
        let read = |path: PathBuf| fs::read(&path).could_not(format!("read {}", path.display()));
        Ok(BrowserCode { bundle, javascript: read(self.javascript())?, wasm: read(self.wasm())? })
    }
}
