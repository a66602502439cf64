//! Where things lie, relative to the root of the work tree.

use crate::failure::{Failure, While};
use std::path::{Path, PathBuf};

/// The work tree that the command was called in.
pub struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// Walks up from the current folder. The place is not compiled in: with a shared target folder the program built in
    /// one clone may run in another.
    pub fn find() -> Result<Workspace, Failure> {
        let here = std::env::current_dir().could_not("tell the current folder")?;
        let root = here.ancestors().find(|folder| folder.join("site/Cargo.toml").is_file());
        let root =
            root.ok_or_else(|| Failure::new(format!("{} is not inside Caseline's work tree", here.display())))?;
        Ok(Workspace { root: root.to_path_buf() })
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What the server embeds.
    pub fn dist(&self) -> PathBuf {
        self.root.join("site/dist")
    }

    /// The style sheet that imports all others.
    pub fn style_entry(&self) -> PathBuf {
        self.root.join("style/main.css")
    }

    /// The script that sends files.
    pub fn attach(&self) -> PathBuf {
        self.root.join("frontend/src/attach.js")
    }

    /// The icon of the browser's tab.
    pub fn icon(&self) -> PathBuf {
        self.root.join("style/icon.svg")
    }

    /// The public deadline vectors, each with its answer.
    pub fn vectors(&self) -> PathBuf {
        self.root.join("domain/tests/vectors/sla.ndjson")
    }

    /// What npm installed.
    pub fn node_modules(&self) -> PathBuf {
        self.root.join("node_modules")
    }

    /// The path as a person would type it from the root.
    pub fn shown<'a>(&self, path: &'a Path) -> std::path::Display<'a> {
        path.strip_prefix(&self.root).unwrap_or(path).display()
    }
}
