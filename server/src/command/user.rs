//! `caseline user`: who may sign in. A new person gets a link to choose their password; nobody types one for them.

use caseline_desk::accounts::Named;
use caseline_desk::error::Refusal;
use caseline_desk::people::Invitation;
use caseline_desk::roster::LeftBehind;
use caseline_desk::store::Listed;
use caseline_domain::access::Standing;
use caseline_domain::hours::{MinuteOfDay, OpenInterval};
use caseline_domain::id::{AccountId, CaseNumber};
use caseline_domain::text::{EmailAddress, Line};
use clap::{Args, Subcommand, ValueEnum};

use super::{CommandError, Flags, open, said};

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
        #[command(flatten)]
        person: Given,
    },
    /// Lists everybody: address, name, what they are, and whether they can sign in
    List {
        #[command(flatten)]
        flags: Flags,
    },
    /// Signs a person out everywhere and lets them in no more; prints the open cases that they leave behind, and the
    /// accounts whose technical contact they are
    Disable {
        #[command(flatten)]
        flags: Flags,
        #[arg(long)]
        email: String,
    },
    /// Marks a manager as a senior one, who is told when three quarters of the time for an Outage or a P1 are used up;
    /// where nobody has the mark, all managers are told
    Senior {
        #[command(flatten)]
        flags: Flags,
        #[arg(long)]
        email: String,
        /// Takes the mark away
        #[arg(long)]
        off: bool,
    },
    /// Sets the hours in which an analyst or a manager works, on the clocks of their zone: a case that comes back after its end
    /// goes to its last owner only within them
    Shift {
        #[command(flatten)]
        flags: Flags,
        #[arg(long)]
        email: String,
        /// Like 09:00
        #[arg(long, required_unless_present = "off")]
        from: Option<MinuteOfDay>,
        /// Like 17:30; before the begin, it is of the next day
        #[arg(long, required_unless_present = "off")]
        until: Option<MinuteOfDay>,
        /// Takes the hours away: they work at any
        #[arg(long, conflicts_with_all = ["from", "until"])]
        off: bool,
    },
    /// Lets a disabled person sign in again
    Enable {
        #[command(flatten)]
        flags: Flags,
        #[arg(long)]
        email: String,
    },
}

#[derive(Args)]
pub struct Given {
    #[arg(long)]
    email: String,
    #[arg(long)]
    name: String,
    #[arg(long, value_enum)]
    role: Role,
    /// The exact name of the account, for a member
    #[arg(long)]
    account: Option<String>,
    /// The time zone in which they read times; without this a member's is their account's, others' America/Los_Angeles
    #[arg(long)]
    zone: Option<String>,
    /// Marks a manager as a senior one
    #[arg(long)]
    senior: bool,
}

pub async fn run(command: UserCommand) -> Result<(), CommandError> {
    print!("{}", answer(command).await?);
    Ok(())
}

/// Does it; the text to print.
async fn answer(command: UserCommand) -> Result<String, CommandError> {
    match command {
        UserCommand::Add { flags, person } => add(&flags, person).await,
        UserCommand::List { flags } => Ok(list(&open(&flags.config()?).await?.everybody(None).await?)),
        UserCommand::Disable { flags, email } => {
            let address = address(&email)?;
            let left = open(&flags.config()?).await?.disable(None, &address).await;
            Ok(disabled(&left.map_err(|refusal| nobody(refusal, &email))?))
        }
        UserCommand::Senior { flags, email, off } => {
            let address = address(&email)?;
            let name = open(&flags.config()?).await?.mark_senior(None, &address, !off).await;
            let name = name.map_err(|refusal| nobody(refusal, &email))?;
            Ok(format!("{name} is {} senior manager.\n", if off { "no" } else { "a" }))
        }
        UserCommand::Shift { flags, email, from, until, .. } => {
            let address = address(&email)?;
            let shift = from.zip(until).map(|(open, close)| OpenInterval { open, close });
            let set = open(&flags.config()?).await?.set_shift(None, &address, shift).await;
            let (name, zone) = set.map_err(|refusal| nobody(refusal, &email))?;
            Ok(match shift {
                Some(OpenInterval { open, close }) => format!("{name} works from {open} until {close}, {zone}.\n"),
                None => format!("{name} works at any hour.\n"),
            })
        }
        UserCommand::Enable { flags, email } => {
            let address = address(&email)?;
            let name = open(&flags.config()?).await?.enable(None, &address).await;
            let name = name.map_err(|refusal| nobody(refusal, &email))?;
            Ok(format!("{name} can sign in again; who does not know their password asks for a new one there.\n"))
        }
    }
}

fn wrong(sentence: impl Into<String>) -> CommandError {
    CommandError::Other(sentence.into())
}

fn address(email: &str) -> Result<EmailAddress, CommandError> {
    EmailAddress::parse(email).ok_or_else(|| wrong(format!("--email {email:?} is no e-mail address")))
}

fn nobody(refusal: Refusal, email: &str) -> CommandError {
    match refusal {
        Refusal::NotThere => wrong(format!("nobody has the address {email}; `caseline user list` shows everybody")),
        other => said(other),
    }
}

fn list(everybody: &[Listed]) -> String {
    let widest = |of: fn(&Listed) -> &str| everybody.iter().map(|person| of(person).chars().count()).max().unwrap_or(0);
    let (email, name) = (widest(|person| &person.email), widest(|person| &person.name));
    let mut lines = String::new();
    for person in everybody {
        let state = match (person.is_disabled, person.has_password) {
            (true, _) => "disabled",
            (false, true) => "active",
            (false, false) => "invited",
        };
        let Listed { standing, account_name, .. } = person;
        let senior = if person.is_senior { "senior " } else { "" };
        let account = account_name.as_ref().map(|account| format!(" of {account}")).unwrap_or_default();
        let line =
            format!("{:<email$}  {:<name$}  {state:<8}  {senior}{standing}{account}\n", person.email, person.name);
        lines.push_str(&line);
    }
    lines
}

fn disabled(left: &LeftBehind) -> String {
    let mut text = format!("{} is disabled: signed out everywhere, and let in no more.\n", left.name);
    let mut cases = |numbers: &[CaseNumber], owned: &str, what_to_do: &str| {
        if !numbers.is_empty() {
            let listed = numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
            let (count, noun) = (numbers.len(), if numbers.len() == 1 { "case" } else { "cases" });
            text.push_str(&format!("{owned} {count} open {noun}; {what_to_do}: {listed}\n"));
        }
    };
    cases(&left.owned, "Still owns", "a manager can hand them over");
    cases(&left.asked, "Was asked to take over", "the owner can ask another");
    for account in &left.contact_of {
        text.push_str(&format!(
            "Is the technical contact of {account}, where nothing is mailed to any more; give it another:\n  \
             caseline account contact --name {account:?} --contact new@address\n"
        ));
    }
    text
}

async fn add(flags: &Flags, person: Given) -> Result<String, CommandError> {
    let Given { email, name, role, account, zone, senior } = person;
    let config = flags.config()?;
    let address = address(&email)?;
    if senior && !matches!(role, Role::Manager) {
        return Err(wrong("only a manager can be --senior"));
    }
    let name = Line::parse(&name).map_err(|_| wrong("--name is empty or longer than a line"))?;
    let desk = open(&config).await?;
    let standing = match (role, account) {
        (Role::Member, Some(account)) => Standing::Member { account: find(&desk, &account).await? },
        (Role::Member, None) => return Err(wrong("a member belongs to an account: add --account \"Its Name\"")),
        (_, Some(_)) => return Err(wrong("only a member has an --account")),
        (Role::Csa, None) => Standing::Csa,
        (Role::Manager, None) => Standing::Manager,
        (Role::Administrator, None) => Standing::Administrator,
    };
    let zone = match (zone, standing) {
        (Some(zone), _) => zone,
        (None, Standing::Member { account }) => zone_of(&desk, account).await?,
        (None, _) => "America/Los_Angeles".to_owned(),
    };
    caseline_domain::hours::zone_offsets(&zone, caseline_domain::hours::Horizon::WIDEST)
        .map_err(|error| wrong(format!("--zone: {error}. Zones are named like Europe/Berlin")))?;
    let invitation = Invitation { email: address.clone(), name, standing, zone };
    let secret = desk.invite(None, invitation).await.map_err(said)?;
    if senior {
        desk.mark_senior(None, &address, true).await.map_err(said)?;
    }
    let url = &config.settings.public_url;
    Ok(format!("{email} can choose a password within 14 days at\n{url}/welcome/{}\n", secret.reveal()))
}

async fn zone_of(desk: &caseline_desk::Desk, account: AccountId) -> Result<String, CommandError> {
    let accounts = desk.accounts(None).await?;
    let zone = accounts.into_iter().find(|row| row.id == account.0).map(|row| row.zone);
    zone.ok_or_else(|| wrong("the account is gone"))
}

/// The account of exactly this name.
pub(super) async fn find(desk: &caseline_desk::Desk, name: &str) -> Result<AccountId, CommandError> {
    match desk.account_named(None, name).await? {
        Named::Account(account) => Ok(account),
        Named::Nearly(near) if near.is_empty() => {
            Err(wrong(format!("there is no account named {name:?}; none begins like it")))
        }
        Named::Nearly(near) => {
            Err(wrong(format!("there is no account named {name:?}; these begin like it: {}", near.join(", "))))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Command;
    use crate::command::tests::{parsed, temporary};

    /// What `caseline user …` prints, or says where it cannot.
    async fn user(data: &std::path::Path, typed: &[&str]) -> Result<String, String> {
        let typed = [&["user"], typed, &["--data", data.to_str().unwrap()]].concat();
        let Command::User { command } = parsed(&typed) else { panic!("{typed:?}") };
        answer(command).await.map_err(|error| error.to_string())
    }

    #[tokio::test]
    async fn a_person_is_added_listed_disabled_and_enabled() {
        let data = temporary("user");
        let ana = ["--email", "Ana@caseline.example"];
        let added = user(&data, &[&["add", "--role", "csa", "--name", "Ana Flores"], &ana[..]].concat()).await.unwrap();
        assert!(added.lines().nth(1).unwrap().contains("/welcome/"), "{added}");
        let listed = "Ana@caseline.example  Ana Flores  invited   csa\n";
        assert_eq!(user(&data, &["list"]).await.unwrap(), listed);
        let disabled = user(&data, &["disable", "--email", "ana@Caseline.example"]).await.unwrap();
        assert_eq!(disabled, "Ana Flores is disabled: signed out everywhere, and let in no more.\n");
        assert_eq!(user(&data, &["list"]).await.unwrap(), listed.replace("invited ", "disabled"));
        let enabled = user(&data, &[&["enable"], &ana[..]].concat()).await.unwrap();
        assert!(enabled.starts_with("Ana Flores can sign in again"), "{enabled}");
        assert_eq!(user(&data, &["list"]).await.unwrap(), listed);
        for command in ["disable", "enable"] {
            let nobody = user(&data, &[command, "--email", "ben@caseline.example"]).await.unwrap_err();
            assert!(nobody.starts_with("nobody has the address ben@caseline.example"), "{nobody}");
            let none = user(&data, &[command, "--email", "ben"]).await.unwrap_err();
            assert!(none.contains("--email"), "{none}");
        }
        std::fs::remove_dir_all(data).unwrap();
    }

    #[tokio::test]
    async fn a_manager_is_marked_as_a_senior_one() {
        let data = temporary("senior");
        let grace = ["--email", "grace@caseline.example"];
        let named = ["add", "--name", "Grace Kim", "--senior"];
        let csa = user(&data, &[&named, &grace[..], &["--role", "csa"]].concat()).await.unwrap_err();
        assert_eq!(csa, "only a manager can be --senior");
        user(&data, &[&named, &grace[..], &["--role", "manager"]].concat()).await.unwrap();
        let listed = user(&data, &["list"]).await.unwrap();
        assert!(listed.ends_with("senior manager\n"), "{listed}");
        let off = user(&data, &[&["senior", "--off"], &grace[..]].concat()).await.unwrap();
        assert_eq!(off, "Grace Kim is no senior manager.\n");
        assert!(!user(&data, &["list"]).await.unwrap().contains("senior"));
        let on = user(&data, &[&["senior"], &grace[..]].concat()).await.unwrap();
        assert_eq!(on, "Grace Kim is a senior manager.\n");
        user(&data, &["add", "--name", "Ana Flores", "--email", "ana@caseline.example", "--role", "csa"])
            .await
            .unwrap();
        let refused = user(&data, &["senior", "--email", "ana@caseline.example"]).await.unwrap_err();
        assert!(refused.contains("--email: This is no manager"), "{refused}");
        std::fs::remove_dir_all(data).unwrap();
    }

    #[tokio::test]
    async fn an_analyst_has_hours() {
        let data = temporary("shift");
        let ana = ["--email", "ana@caseline.example"];
        let named = ["add", "--name", "Ana Flores", "--role", "csa", "--zone", "Europe/Berlin"];
        user(&data, &[&named, &ana[..]].concat()).await.unwrap();
        let shift = |hours: &'static [&'static str]| [&["shift"], &ana[..], hours].concat();
        let set = user(&data, &shift(&["--from", "22:00", "--until", "06:00"])).await.unwrap();
        assert_eq!(set, "Ana Flores works from 22:00 until 06:00, Europe/Berlin.\n");
        let none = user(&data, &shift(&["--from", "09:00", "--until", "09:00"])).await.unwrap_err();
        assert!(none.contains("--until: A shift ends at another time"), "{none}");
        assert_eq!(user(&data, &shift(&["--off"])).await.unwrap(), "Ana Flores works at any hour.\n");
        let ada = ["--email", "ada@caseline.example"];
        user(&data, &[&["add", "--name", "Ada Roy", "--role", "administrator"], &ada[..]].concat()).await.unwrap();
        let refused = user(&data, &[&["shift", "--off"], &ada[..]].concat()).await.unwrap_err();
        assert!(refused.contains("--email: Only analysts and managers have shifts."), "{refused}");
        std::fs::remove_dir_all(data).unwrap();
    }

    #[test]
    fn what_a_disabled_person_leaves_behind_is_counted_and_named() {
        let left = LeftBehind {
            name: "Ben Okafor".into(),
            owned: vec![CaseNumber(1042), CaseNumber(1007)],
            asked: vec![CaseNumber(1011)],
            contact_of: vec!["Harbor & Pine".into()],
        };
        let said = disabled(&left);
        assert!(said.contains("Still owns 2 open cases; a manager can hand them over: C-1042 C-1007\n"), "{said}");
        assert!(said.contains("Was asked to take over 1 open case; the owner can ask another: C-1011\n"), "{said}");
        let change = "Is the technical contact of Harbor & Pine, where nothing is mailed to any more; give it another:\n  \
                      caseline account contact --name \"Harbor & Pine\" --contact new@address\n";
        assert!(said.ends_with(change), "{said}");
    }
}
