//! The two things that come from npm: wasm-opt and the font. `script/bootstrap run` installs them.

use crate::failure::{Failure, While};
use crate::workspace::Workspace;
use std::path::Path;
use std::process::Command;

/// Fails, with what to do, when npm's packages are not installed.
pub fn check(workspace: &Workspace) -> Result<(), Failure> {
    if workspace.node_modules().join("binaryen/package.json").is_file() {
        return Ok(());
    }
    Err(Failure::new("node_modules is missing or incomplete; run `script/bootstrap run` (or `npm ci`) first"))
}

/// The installed version of wasm-opt's package: a new one may shrink differently.
pub fn wasm_opt_version(workspace: &Workspace) -> Result<String, Failure> {
    let path = workspace.node_modules().join("binaryen/package.json");
    let text = std::fs::read_to_string(&path).could_not(format!("read {}", workspace.shown(&path)))?;
    let package: serde_json::Value =
        serde_json::from_str(&text).could_not(format!("understand {}", workspace.shown(&path)))?;
    Ok(package["version"].as_str().unwrap_or_default().to_owned())
}

/// The text of the font's licence.
pub fn font_licence(workspace: &Workspace) -> Result<Vec<u8>, Failure> {
    let path = workspace.node_modules().join("@fontsource-variable/inter/LICENSE");
    std::fs::read(&path).could_not(format!("read {}", workspace.shown(&path)))
}

/// Shrinks `input` into `output`. Takes some seconds a megabyte.
pub fn wasm_opt(workspace: &Workspace, flags: &[&str], input: &Path, output: &Path) -> Result<(), Failure> {
    let mut command = Command::new("node");
    command.arg(workspace.node_modules().join("binaryen/bin/wasm-opt"));
    command.args(flags).arg(input).arg("-o").arg(output);
    succeed(&mut command, "wasm-opt")
}

/// Runs a command with its output shown, and fails when it does.
pub fn succeed(command: &mut Command, name: &str) -> Result<(), Failure> {
    let status = command.status().could_not(format!("start {name}"))?;
    if status.success() { Ok(()) } else { Err(Failure::new(format!("{name} failed ({status}); see above"))) }
}
