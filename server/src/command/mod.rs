//! The command line: one file a command.

mod account;
mod causes;
mod deadline;
mod demo;
mod legacy;
mod rebuild;
mod receipt;
mod serve;
mod user;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use caseline_desk::Desk;
use caseline_desk::clock::{SystemClock, SystemIds};
use caseline_desk::error::Refusal;
use caseline_desk::store::Store;
use clap::{Args, Parser, Subcommand};

use crate::config::{self, Config, Values, redacted};

/// What a command says when it cannot go on; the sentence is for who typed it.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    #[error(transparent)]
    Config(#[from] config::ConfigError),
    #[error(transparent)]
    Store(#[from] caseline_desk::store::StoreError),
    #[error(transparent)]
    Refused(#[from] caseline_desk::error::Refusal),
    #[error("{0}: {1}")]
    Io(String, std::io::Error),
    #[error("{0}")]
    Other(String),
}

#[derive(Parser)]
#[command(name = "caseline", version, about = "A support desk that keeps its published process")]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Starts the server
    Serve {
        #[command(flatten)]
        flags: Flags,
        /// Fill an empty database with demo data, and show its sign-ins
        #[arg(long)]
        demo: bool,
        /// How many demo cases
        #[arg(long, default_value_t = 400)]
        cases: u64,
    },
    /// Brings the database's schema to this version
    Migrate {
        #[command(flatten)]
        flags: Flags,
    },
    /// Fills an empty database with demo data
    Demo {
        #[command(flatten)]
        flags: Flags,
        /// How many cases
        #[arg(long, default_value_t = 400)]
        cases: u64,
        /// The same seed and size give the same data
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Accounts: merchants and partners
    Account {
        #[command(subcommand)]
        command: account::AccountCommand,
    },
    /// People
    User {
        #[command(subcommand)]
        command: user::UserCommand,
    },
    /// Cases of an earlier system
    Legacy {
        #[command(subcommand)]
        command: legacy::LegacyCommand,
    },
    /// The causes that a broken promise can be put down to
    Causes {
        #[command(subcommand)]
        command: causes::CausesCommand,
    },
    /// Shows how the due times of a case come about
    Receipt {
        #[command(flatten)]
        flags: Flags,
        #[command(flatten)]
        asked: receipt::Asked,
    },
    /// Compares the rows that lists read with the events that make them, and writes those that differ
    Rebuild {
        #[command(flatten)]
        flags: Flags,
        #[command(flatten)]
        asked: rebuild::Asked,
    },
    /// Answers deadline questions: one JSON object a line, from standard input to standard output
    Deadline,
    /// Prints the table of settings
    Config,
}

/// Flags of every command that touches the database.
#[derive(Args, Clone)]
pub struct Flags {
    /// A TOML file with settings; without this, caseline.toml if it is there
    #[arg(long)]
    config: Option<PathBuf>,
    /// sqlite://path or postgres://user:password@host/database
    #[arg(long)]
    database_url: Option<String>,
    /// Address and port to listen on
    #[arg(long)]
    addr: Option<String>,
    /// Folder for the SQLite file, for files of legacy cases and for mail that is not sent by SMTP
    #[arg(long)]
    data: Option<String>,
}

impl Flags {
    pub fn config(&self) -> Result<Config, CommandError> {
        let mut values = Values::new();
        for (key, value) in [("database_url", &self.database_url), ("addr", &self.addr), ("data", &self.data)] {
            if let Some(value) = value {
                values.insert(key, value.clone());
            }
        }
        Ok(config::read(&values, &|name| std::env::var(name).ok(), self.config.as_deref())?)
    }
}

/// Opens the database and brings its schema up to date.
pub async fn open(config: &Config) -> Result<Desk, CommandError> {
    if let Some(path) = config.database_url.strip_prefix("sqlite:") {
        let path = path.strip_prefix("//").unwrap_or(path);
        private_file(Path::new(path.split_once('?').map_or(path, |(path, _)| path)))?;
    }
    let store = Store::connect(&config.database_url).await.map_err(|error| {
        CommandError::Other(format!("cannot open the database {}: {error}", redacted(&config.database_url)))
    })?;
    store.migrate().await?;
    Ok(Desk::new(store, Arc::new(SystemClock), Arc::new(SystemIds), config.settings.clone()))
}

/// Makes a folder, if it is not there, that only its owner may look into.
pub fn private_folder(path: &Path) -> Result<(), CommandError> {
    let mut folder = std::fs::DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.create(path).map_err(|error| CommandError::Io(format!("making {}", path.display()), error))
}

/// Makes the database's file its owner's alone, before there is anything in it; SQLite gives the files beside it the
/// same permissions. Not by the umask: to set that is not safe code, and the other files have a folder of their own.
fn private_file(path: &Path) -> Result<(), CommandError> {
    if path.as_os_str() == ":memory:" {
        return Ok(());
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        private_folder(folder)?;
    }
    let wrong = |error| CommandError::Io(format!("opening {}", path.display()), error);
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path).map_err(wrong)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // One of an older version, which let everybody read it. Somebody else's file is left as it is.
        if file.metadata().map_err(wrong)?.permissions().mode() & 0o077 != 0
            && let Err(error) = file.set_permissions(std::fs::Permissions::from_mode(0o600))
        {
            tracing::warn!(%error, "others may read the database's file");
        }
    }
    drop(file);
    Ok(())
}

pub fn run() -> Result<(), CommandError> {
    let command = CommandLine::parse().command;
    if let Command::Deadline = command {
        return deadline::run(std::io::stdin().lock(), std::io::stdout().lock());
    }
    if let Command::Config = command {
        print!("{}", config::table());
        return Ok(());
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| CommandError::Io("starting".into(), error))?;
    runtime.block_on(async {
        match command {
            Command::Serve { flags, demo, cases } => {
                let config = flags.config()?;
                let config = if demo { config.into_demo()? } else { config };
                serve::run(&config, demo.then_some(cases)).await
            }
            Command::Migrate { flags } => {
                let desk = open(&flags.config()?).await?;
                rebuild::what_is_left(&desk).await?;
                println!("The schema is up to date.");
                Ok(())
            }
            Command::Demo { flags, cases, seed } => demo::run(&flags.config()?, seed, cases).await,
            Command::Account { command } => account::run(command).await,
            Command::Legacy { command } => legacy::run(command).await,
            Command::Causes { command } => causes::run(command).await,
            Command::User { command } => user::run(command).await,
            Command::Rebuild { flags, asked } => rebuild::run(&flags, &asked).await,
            Command::Receipt { flags, asked } => receipt::run(&flags, &asked).await,
            Command::Deadline | Command::Config => Ok(()),
        }
    })
}

/// Writing to whoever has read enough (`| head`) is no failure. `doing`: which command writes.
fn unless_enough(doing: &str, written: std::io::Result<()>) -> Result<(), CommandError> {
    written.or_else(|error| match error.kind() {
        std::io::ErrorKind::BrokenPipe => Ok(()),
        _ => Err(CommandError::Io(doing.into(), error)),
    })
}

/// A refused field is a flag here.
fn said(refusal: Refusal) -> CommandError {
    match refusal {
        Refusal::Fields(errors) => CommandError::Other(
            errors.iter().map(|(field, sentence)| format!("--{field}: {sentence}")).collect::<Vec<_>>().join(" "),
        ),
        other => other.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A command line as typed after the program's name.
    pub fn parsed(typed: &[&str]) -> Command {
        CommandLine::try_parse_from([&["caseline"], typed].concat()).unwrap().command
    }

    /// A folder that is not there yet.
    pub fn temporary(what: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("caseline-{what}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        folder
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_reads_the_data() {
        use std::os::unix::fs::PermissionsExt;

        let folder = temporary("private");
        let file = folder.join("data/caseline.db");
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        private_file(&file).unwrap();
        assert_eq!((mode(file.parent().unwrap()), mode(&file)), (0o700, 0o600));
        std::fs::write(&file, "kept").unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
        private_file(&file).unwrap();
        assert_eq!((mode(&file), std::fs::read_to_string(&file).unwrap().as_str()), (0o600, "kept"));
        std::fs::remove_dir_all(folder).unwrap();
    }
}
