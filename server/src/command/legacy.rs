//! `caseline legacy`: cases of an earlier system, out of a file of its rows.

use std::io::{IsTerminal, Write as _};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use caseline_desk::Desk;
use caseline_desk::legacy::{Counts, How, Import, ImportError, Progress};
use caseline_domain::instant::Timestamp;
use clap::{Args, Subcommand};

use super::{CommandError, Flags, open};

#[derive(Subcommand)]
pub enum LegacyCommand {
    /// Says what would become of each row, and with --write imports them; the same import again changes nothing
    Import {
        #[command(flatten)]
        flags: Flags,
        #[command(flatten)]
        asked: Asked,
    },
}

#[derive(Args)]
pub struct Asked {
    /// The rows: a .csv file, or .jsonl or .ndjson with a JSON object a line
    source: PathBuf,
    /// A TOML file that says which column is what
    #[arg(long)]
    mapping: PathBuf,
    /// A second CSV file with the entries of all rows, joined by the old number
    #[arg(long)]
    entries: Option<PathBuf>,
    /// The folder of the files that rows name
    #[arg(long)]
    files: Option<PathBuf>,
    /// Where the manifest goes; without this, beside the rows with .manifest.json behind their name
    #[arg(long)]
    manifest: Option<PathBuf>,
    /// Imports; without this everything is looked at and nothing written but the manifest
    #[arg(long)]
    write: bool,
    /// Only looks, as without --write
    #[arg(long, conflicts_with = "write")]
    dry_run: bool,
}

impl From<ImportError> for CommandError {
    fn from(error: ImportError) -> CommandError {
        match error {
            ImportError::Refused(refusal) => refusal.into(),
            ImportError::Io(doing, error) => CommandError::Io(doing, error),
            other => CommandError::Other(other.to_string()),
        }
    }
}

pub async fn run(command: LegacyCommand) -> Result<(), CommandError> {
    let LegacyCommand::Import { flags, asked } = command;
    let mapping = std::fs::read_to_string(&asked.mapping)
        .map_err(|error| CommandError::Io(format!("reading {}", asked.mapping.display()), error))?;
    let how = if asked.write && !asked.dry_run { How::Write } else { How::Dry };
    let manifest = asked.manifest.unwrap_or_else(|| {
        let mut beside = asked.source.clone().into_os_string();
        beside.push(".manifest.json");
        beside.into()
    });
    let import = Import { source: asked.source, mapping, entries: asked.entries, files: asked.files, manifest, how };
    let desk = open(&flags.config()?).await?;
    let stopped = Arc::new(AtomicBool::new(false));
    let stop = Arc::clone(&stopped);
    let waits = tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            stop.store(true, Ordering::Relaxed);
        }
    });
    let shown = Shown { desk: desk.clone(), begun: desk.now(), to_terminal: std::io::stderr().is_terminal() };
    let counts = import
        .run(&desk, |progress| {
            shown.show(progress);
            if stopped.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .await;
    waits.abort();
    shown.end();
    let counts = counts?;
    // What was written lies beside an SQLite file until it is closed.
    desk.store().close().await;
    println!("{}", says(&counts, how));
    println!("The manifest, with each row and its reason, is {}", import.manifest.display());
    if how == How::Dry {
        println!("This was a dry run: nothing was written. With --write it is.");
    }
    Ok(())
}

fn says(counts: &Counts, how: How) -> String {
    let Counts { rows, imported, unchanged, changed, refused, entries_left, .. } = counts;
    let imported_is = if how == How::Write { "imported" } else { "new" };
    let left = match entries_left {
        0 => String::new(),
        1 => " One entry belongs to no row.".to_owned(),
        left => format!(" {left} entries belong to no row."),
    };
    format!(
        "{rows} rows: {imported} {imported_is}, {unchanged} there already, {changed} changed since and kept as they were, \
         {refused} refused.{left}"
    )
}

/// How far it is, on a terminal alone.
struct Shown {
    desk: Desk,
    begun: Timestamp,
    to_terminal: bool,
}

impl Shown {
    fn show(&self, progress: Progress) {
        if !self.to_terminal {
            return;
        }
        let Progress { counts, bytes, of_bytes } = progress;
        let percent = (bytes * 100).checked_div(of_bytes).unwrap_or(100);
        let millis = u64::try_from(self.desk.now().since(self.begun)).unwrap_or(0).max(1);
        let pace = counts.rows * 1_000 / millis;
        // Who cannot be told is not told.
        let mut out = std::io::stderr();
        let _ = write!(out, "\r{percent:3} %  {} rows, {} refused, {pace} rows a second ", counts.rows, counts.refused);
        let _ = out.flush();
    }

    fn end(&self) {
        if self.to_terminal {
            eprintln!();
        }
    }
}
