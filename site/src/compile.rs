//! Rust to raw WebAssembly, by cargo.

use crate::failure::{Failure, While};
use crate::workspace::Workspace;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Cargo as it was when it started us, else the one on the path.
pub fn cargo(workspace: &Workspace) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(program);
    command.current_dir(workspace.root());
    command
}

/// Compiles a package's `cdylib` for the browser with the profile `wasm-release` and tells where it lies: cargo is asked,
/// so that every way to choose a target folder (variable, configuration) works. With `feature`, that one alone; the next
/// build of the package takes the place of this one's file.
pub fn to_wasm(workspace: &Workspace, package: &str, feature: Option<&str>) -> Result<PathBuf, Failure> {
    let mut command = cargo(workspace);
    command.args(["build", "--package", package, "--lib"]);
    command.args(["--target", "wasm32-unknown-unknown", "--profile", "wasm-release"]);
    if let Some(feature) = feature {
        command.args(["--no-default-features", "--features", feature]);
    }
    command.arg("--message-format=json-render-diagnostics");
    let output = command.stderr(Stdio::inherit()).output().could_not("start cargo")?;
    if !output.status.success() {
        return Err(Failure::new(format!("{package} did not compile for the browser; see above")));
    }

    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| message["target"]["name"] == package.replace('-', "_"))
        .filter_map(|message| wasm_file(&message))
        .next_back()
        .ok_or_else(|| Failure::new(format!("cargo built {package} and named no .wasm file; is it a cdylib?")))
}

fn wasm_file(message: &serde_json::Value) -> Option<PathBuf> {
    let files = message["filenames"].as_array()?;
    files.iter().filter_map(|file| file.as_str()).find(|file| file.ends_with(".wasm")).map(PathBuf::from)
}
