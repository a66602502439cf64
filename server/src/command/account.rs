//! `caseline account`: the companies that have a support plan. The first one brings the standard plan with it.

use caseline_desk::accounts::NewAccount;
use caseline_domain::account::AccountKind;
use caseline_domain::text::{EmailAddress, Line};
use clap::{Args, Subcommand, ValueEnum};

use super::user::find;
use super::{CommandError, Flags, open, said};

#[derive(Clone, Copy, ValueEnum)]
pub enum Kind {
    Merchant,
    Partner,
}

impl From<Kind> for AccountKind {
    fn from(kind: Kind) -> AccountKind {
        match kind {
            Kind::Merchant => AccountKind::Merchant,
            Kind::Partner => AccountKind::Partner,
        }
    }
}

#[derive(Subcommand)]
pub enum AccountCommand {
    /// Adds an account on the standard plan
    Add {
        #[command(flatten)]
        flags: Flags,
        #[command(flatten)]
        account: Given,
    },
    /// Gives an account another technical contact
    Contact {
        #[command(flatten)]
        flags: Flags,
        /// The exact name of the account
        #[arg(long)]
        name: String,
        /// The address that notices go to from now on; it may be a distribution list
        #[arg(long)]
        contact: String,
    },
    /// Lists the accounts: name, kind, contact, zone
    List {
        #[command(flatten)]
        flags: Flags,
    },
}

#[derive(Args)]
pub struct Given {
    #[arg(long)]
    name: String,
    #[arg(long, value_enum)]
    kind: Kind,
    /// The address that notices go to; it may be a distribution list
    #[arg(long)]
    contact: String,
    /// The account's time zone, like Europe/Berlin
    #[arg(long)]
    zone: String,
}

impl Given {
    fn checked(self) -> Result<NewAccount, CommandError> {
        let wrong = |sentence: String| CommandError::Other(sentence);
        let Given { name, kind, contact, zone } = self;
        Ok(NewAccount {
            name: Line::parse(&name).map_err(|_| wrong("--name is empty or longer than a line".into()))?,
            kind: kind.into(),
            contact: address(&contact)?,
            zone: zone.trim().to_owned(),
        })
    }
}

fn address(contact: &str) -> Result<EmailAddress, CommandError> {
    EmailAddress::parse(contact).ok_or_else(|| {
        CommandError::Other(format!("--contact {contact:?} is no e-mail address; write one like oms-team@company.com"))
    })
}

pub async fn run(command: AccountCommand) -> Result<(), CommandError> {
    match command {
        AccountCommand::Contact { flags, name, contact } => println!("{}", change(&flags, &name, &contact).await?),
        AccountCommand::Add { flags, account } => {
            let account = account.checked()?;
            let name = account.name.to_string();
            let desk = open(&flags.config()?).await?;
            desk.add_account(None, account).await.map_err(said)?;
            println!("{name} is an account now. Its members: caseline user add --role member --account {name:?} …");
        }
        AccountCommand::List { flags } => {
            let accounts = open(&flags.config()?).await?.accounts(None).await?;
            let width = accounts.iter().map(|account| account.name.chars().count()).max().unwrap_or(0);
            for account in &accounts {
                println!("{:<width$}  {:<8}  {}  {}", account.name, account.kind, account.contact_email, account.zone);
            }
            if accounts.is_empty() {
                eprintln!("There is no account yet; add one with `caseline account add`.");
            }
        }
    }
    Ok(())
}

async fn change(flags: &Flags, name: &str, contact: &str) -> Result<String, CommandError> {
    let contact = address(contact)?;
    let desk = open(&flags.config()?).await?;
    let account = find(&desk, name).await?;
    let said_so = format!("The technical contact of {} is {} now.", name.trim(), contact.as_str());
    desk.change_contact(None, account, contact).await.map_err(said)?;
    Ok(said_so)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Command;
    use crate::command::tests::{parsed, temporary};
    use caseline_domain::form::FieldErrors;

    #[test]
    fn a_wrong_value_names_its_flag_and_what_would_be_right() {
        let given = |name: &str, contact: &str| Given {
            name: name.into(),
            kind: Kind::Partner,
            contact: contact.into(),
            zone: " Europe/Oslo ".into(),
        };
        let sentence = given("Fjord Systems", "fjord").checked().unwrap_err().to_string();
        assert!(sentence.contains("--contact") && sentence.contains("@company.com"), "{sentence}");
        let sentence = given(" ", "oms@fjord.example").checked().unwrap_err().to_string();
        assert!(sentence.contains("--name"), "{sentence}");
        assert_eq!(given("Fjord Systems", "oms@fjord.example").checked().unwrap().zone, "Europe/Oslo");
        let sentence = said(FieldErrors::one("zone", "Zones are named like Europe/Berlin.").into()).to_string();
        assert!(sentence.starts_with("--zone: "), "{sentence}");
    }
    #[tokio::test]
    async fn an_account_gets_another_technical_contact() {
        let data = temporary("account");
        let data_flag = ["--data", data.to_str().unwrap()];
        let command = |typed: &[&str]| {
            let Command::Account { command } = parsed(&[&["account"], typed, &data_flag[..]].concat()) else {
                panic!("{typed:?}")
            };
            command
        };
        let added = ["--name", "Harbor & Pine", "--kind", "merchant", "--contact", "a@pine.example", "--zone", "UTC"];
        run(command(&[&["add"], &added[..]].concat())).await.unwrap();
        let contact = |name: &str, contact: &str| command(&["contact", "--name", name, "--contact", contact]);
        run(contact("harbor & pine", "Oms@pine.example")).await.unwrap();
        let flags = match contact("", "") {
            AccountCommand::Contact { flags, .. } => flags,
            _ => panic!("another command"),
        };
        let accounts = open(&flags.config().unwrap()).await.unwrap().accounts(None).await.unwrap();
        assert_eq!(accounts[0].contact_email, "Oms@pine.example");
        for (name, address, wrong) in
            [("Harbor", "oms@pine.example", "Harbor & Pine"), ("Harbor & Pine", "oms", "--contact")]
        {
            let sentence = run(contact(name, address)).await.unwrap_err().to_string();
            assert!(sentence.contains(wrong), "{sentence}");
        }
        std::fs::remove_dir_all(data).unwrap();
    }
}
