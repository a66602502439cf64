//! For `make dev`: builds, runs the server, and does both again when a source file changes; open pages follow. Modification times are asked
//! for twice a second: a few hundred files, no watcher library, the same on every system.

use crate::compile::cargo;
use crate::failure::{Failure, While};
use crate::packages::succeed;
use crate::workspace::Workspace;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

const WATCHED: [&str; 8] = ["app", "demo", "desk", "domain", "frontend", "server", "style", "Cargo.lock"];
const PAUSE: Duration = Duration::from_millis(500);

/// Never returns but by a failure to start cargo at all; a source that does not compile is waited out.
pub fn run(workspace: &Workspace, arguments: &[&str]) -> Result<(), Failure> {
    let mut server: Option<Child> = None;
    loop {
        let built = changed(workspace);
        match crate::build(workspace).and_then(|()| build_server(workspace)) {
            Ok(()) => server = Some(restart(workspace, server, arguments)?),
            Err(failure) => eprintln!("site: {failure}\nsite: the last good server goes on; waiting for a change"),
        }
        while changed(workspace) == built {
            sleep(PAUSE);
        }
        println!("site: something changed, building again");
    }
}

fn build_server(workspace: &Workspace) -> Result<(), Failure> {
    succeed(cargo(workspace).args(["build", "--package", "caseline"]), "the server's build")
}

fn restart(workspace: &Workspace, running: Option<Child>, arguments: &[&str]) -> Result<Child, Failure> {
    if let Some(mut running) = running {
        // It may have ended by itself; either way it has to be gone before its address is free.
        let _ = running.kill();
        running.wait().could_not("wait for the last server to end")?;
    }
    let program = target_folder(workspace)?.join("debug/caseline");
    Command::new(&program)
        .args(arguments)
        // Its pages load themselves again when the next server answers.
        .env("CASELINE_DEV_RELOAD", "1")
        .current_dir(workspace.root())
        .spawn()
        .could_not(format!("start {}", program.display()))
}

fn target_folder(workspace: &Workspace) -> Result<PathBuf, Failure> {
    let output =
        cargo(workspace).args(["metadata", "--no-deps", "--format-version", "1"]).output().could_not("start cargo")?;
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).could_not("understand cargo metadata")?;
    Ok(PathBuf::from(metadata["target_directory"].as_str().unwrap_or("target")))
}

fn changed(workspace: &Workspace) -> BTreeMap<PathBuf, SystemTime> {
    let mut times = BTreeMap::new();
    for name in WATCHED {
        collect(&workspace.root().join(name), &mut times);
    }
    times
}

/// A file that goes away between listing and asking is simply not there.
fn collect(path: &Path, times: &mut BTreeMap<PathBuf, SystemTime>) {
    let Ok(found) = fs::metadata(path) else { return };
    if found.is_dir() {
        for entry in fs::read_dir(path).into_iter().flatten().flatten() {
            collect(&entry.path(), times);
        }
    } else if let Ok(time) = found.modified() {
        times.insert(path.to_path_buf(), time);
    }
}
