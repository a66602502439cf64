//! `caseline causes`: what one chooses from to say why a promise was broken.

use caseline_desk::error::Refusal;
use caseline_domain::text::Line;
use clap::Subcommand;

use super::{CommandError, Flags, open};

#[derive(Subcommand)]
pub enum CausesCommand {
    /// Lists the causes in their order
    List {
        #[command(flatten)]
        flags: Flags,
    },
    /// Puts these causes in the place of those of before; what was explained already keeps its own
    Set {
        #[command(flatten)]
        flags: Flags,
        /// The causes in their order
        #[arg(required = true)]
        causes: Vec<String>,
    },
}

pub async fn run(command: CausesCommand) -> Result<(), CommandError> {
    let flags = match command {
        CausesCommand::List { flags } => flags,
        CausesCommand::Set { flags, causes } => {
            let causes = causes.iter().map(|cause| read(cause)).collect::<Result<_, _>>()?;
            open(&flags.config()?).await?.change_causes(None, None, causes).await.map_err(wrong)?;
            flags
        }
    };
    for cause in open(&flags.config()?).await?.listed_causes(None).await? {
        println!("{cause}");
    }
    Ok(())
}

fn read(cause: &str) -> Result<Line, CommandError> {
    Line::parse(cause).map_err(|_| CommandError::Other(format!("{cause:?} is empty or longer than a line")))
}

/// What is wrong is the list itself, which is no flag.
fn wrong(refusal: Refusal) -> CommandError {
    match refusal {
        Refusal::Fields(errors) => CommandError::Other(errors.iter().map(|(_, sentence)| sentence).collect()),
        other => other.into(),
    }
}
