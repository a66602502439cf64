//! `caseline user add`: somebody who may sign in. They get a link to choose their password; nobody types one for them.

use caseline_desk::people::Invitation;
use caseline_domain::access::Standing;
use caseline_domain::id::AccountId;
use caseline_domain::text::{EmailAddress, Line};
use clap::{Subcommand, ValueEnum};

use super::{CommandError, Flags, open};

#[derive(Clone, Copy, ValueEnum)]
pub enum Role {
    Member,
    Csa,
    Manager,
    Administrator,
}

#[derive(Subcommand)]
pub enum UserCommand {
    /// Creates a person, mails them an invitation, and prints its link
    Add {
        #[command(flatten)]
        flags: Flags,
        #[arg(long)]
        email: String,
        #[arg(long)]
        name: String,
        #[arg(long, value_enum)]
        role: Role,
        /// The exact name of the account, for a member
        #[arg(long)]
        account: Option<String>,
        /// The time zone in which they read times
        #[arg(long, default_value = "America/Los_Angeles")]
        zone: String,
    },
}

pub async fn run(command: UserCommand) -> Result<(), CommandError> {
    let UserCommand::Add { flags, email, name, role, account, zone } = command;
    let wrong = |sentence: String| CommandError::Other(sentence);
    let config = flags.config()?;
    let address =
        EmailAddress::parse(&email).ok_or_else(|| wrong(format!("--email {email:?} is no e-mail address")))?;
    let name = Line::parse(&name).map_err(|_| wrong("--name is empty or longer than a line".into()))?;
    let calendar = caseline_domain::hours::Calendar::always(&zone);
    calendar
        .compile(caseline_domain::hours::Horizon::WIDEST)
        .map_err(|error| wrong(format!("--zone {zone:?}: {error}. Zones are named like Europe/Berlin")))?;
    let desk = open(&config).await?;
    let standing = match (role, account) {
        (Role::Member, Some(account)) => Standing::Member { account: find(&desk, &account).await? },
        (Role::Member, None) => return Err(wrong("a member belongs to an account: add --account \"Its Name\"".into())),
        (_, Some(_)) => return Err(wrong("only a member has an --account".into())),
        (Role::Csa, None) => Standing::Csa,
        (Role::Manager, None) => Standing::Manager,
        (Role::Administrator, None) => Standing::Administrator,
    };
    let invitation = Invitation { email: address, name, standing, zone };
    let secret = desk.invite(None, invitation).await.map_err(|refusal| match refusal {
        caseline_desk::error::Refusal::Fields(errors) => {
            wrong(errors.iter().map(|(field, sentence)| format!("--{field}: {sentence}")).collect::<Vec<_>>().join(" "))
        }
        other => other.into(),
    })?;
    println!("{email} can choose a password within 14 days at");
    println!("{}/welcome/{}", config.settings.public_url, secret.reveal());
    Ok(())
}

async fn find(desk: &caseline_desk::Desk, name: &str) -> Result<AccountId, CommandError> {
    let accounts = desk.store().read().await?.accounts_named(name, 20).await?;
    let exact = accounts.iter().find(|account| account.name.to_lowercase() == name.trim().to_lowercase());
    exact.map(|account| AccountId(account.id)).ok_or_else(|| {
        let near = accounts.iter().map(|account| account.name.as_str()).collect::<Vec<_>>().join(", ");
        let near =
            if near.is_empty() { "none begins like it".to_owned() } else { format!("these begin like it: {near}") };
        CommandError::Other(format!("there is no account named {name:?}; {near}"))
    })
}
