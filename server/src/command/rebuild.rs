//! `caseline rebuild`: the rows that lists read, made anew from the events where they differ.

use caseline_desk::Desk;
use caseline_desk::cases::{Difference, Rebuild};
use caseline_domain::id::CaseNumber;
use clap::Args;

use super::{CommandError, Flags, open};

#[derive(Args)]
pub struct Asked {
    /// Changes nothing: only says what differs, and ends with 1 if something does
    #[arg(long)]
    check: bool,
    /// Goes on with the first case after this one, like C-1042: what a run that was interrupted printed last
    #[arg(long)]
    after: Option<String>,
}

/// So often it says how far it is.
const SAYS_EVERY: usize = 10_000;

pub async fn run(flags: &Flags, asked: &Asked) -> Result<(), CommandError> {
    let after = match &asked.after {
        Some(text) => text
            .parse()
            .map_err(|_| CommandError::Other(format!("--after {text:?} is no case number; write one like C-1042")))?,
        None => CaseNumber(0),
    };
    let desk = open(&flags.config()?).await?;
    let how = if asked.check { Rebuild::Look } else { Rebuild::Write };
    let (cases, differences) = all(&desk, after, how).await?;
    let unreadable = differences.iter().filter(|one| one.unreadable.is_some()).count();
    let differ = differences.len() - unreadable;
    let done = if asked.check { "differ" } else { "were made anew" };
    println!("{cases} cases looked at; {differ} {done}; {unreadable} have a history that cannot be read.");
    if unreadable > 0 || (asked.check && differ > 0) {
        return Err(CommandError::Other("not every row is what its events make".into()));
    }
    Ok(())
}

/// All cases after a number; each difference is printed as it is found.
async fn all(desk: &Desk, mut after: CaseNumber, how: Rebuild) -> Result<(usize, Vec<Difference>), CommandError> {
    let (mut cases, mut said, mut differences) = (0, 0, Vec::new());
    loop {
        let batch = desk.rebuild(after, how).await?;
        let Some(last) = batch.last else { return Ok((cases, differences)) };
        cases += batch.cases;
        after = last;
        for difference in &batch.differences {
            let Difference { number, columns, unreadable } = difference;
            match unreadable {
                Some(error) => println!("{number}: {error}"),
                None => println!("{number}: {}", columns.join(", ")),
            }
        }
        differences.extend(batch.differences);
        if cases / SAYS_EVERY > said {
            said = cases / SAYS_EVERY;
            eprintln!("{cases} cases, the last one {last}");
        }
    }
}

/// Makes the rows anew that an upgrade has left, and says so.
pub async fn what_is_left(desk: &Desk) -> Result<(), CommandError> {
    let begins = || println!("Making the rows of lists anew after an upgrade; people can sign in when it is done.");
    let cases = desk.rebuild_what_is_left(begins).await?;
    if cases > 0 {
        println!("Made the rows of {cases} cases anew.");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::demo::fill_if_empty;
    use crate::command::tests::{parsed, temporary};
    use crate::command::{Command, Flags};

    #[tokio::test]
    async fn a_demo_desk_has_no_difference_and_nothing_due() {
        let data = temporary("rebuild");
        let Command::Migrate { flags } = parsed(&["migrate", "--data", data.to_str().unwrap()]) else { panic!() };
        let flags: Flags = flags;
        let desk = open(&flags.config().unwrap()).await.unwrap();
        fill_if_empty(&desk, 1, 500).await.unwrap();
        assert_eq!(all(&desk, CaseNumber(0), Rebuild::Look).await.unwrap(), (500, Vec::new()));
        assert_eq!(desk.rebuild_what_is_left(|| panic!("nothing is left")).await.unwrap(), 0);
        let before = desk.store().read().await.unwrap().next_timer(desk.now()).await.unwrap();
        assert!(before.is_some(), "something is to come");
        let mut tx = desk.store().write().await.unwrap();
        // The demo tells up to a moment ago.
        let due = tx.claim_timers(desk.now().plus_millis(-60_000), desk.now(), 500).await.unwrap();
        drop(tx);
        assert_eq!(due, []);
        desk.store().close().await;
        std::fs::remove_dir_all(data).unwrap();
    }
}
