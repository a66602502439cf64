//! `caseline demo`: an empty database filled with a believable desk.

use std::io::IsTerminal;

use caseline_demo::{DemoCase, Generator, Size};
use caseline_desk::cases::{CaseKey, cached};
use caseline_desk::legacy::fill_legacy;
use caseline_desk::people::{DEMO_PASSWORD, DEMO_SIGN_INS};
use caseline_desk::store::{AccountRow, BulkCase, BulkSurvey, NewPerson, NewSurvey, Write};
use caseline_desk::{Desk, PlanInForce};
use caseline_domain::case::{Event, Recorded};
use caseline_domain::instant::{DAY, Timestamp};

use super::{CommandError, open};
use crate::config::Config;

/// So many cases at once: enough to be fast, and few enough to be held in memory.
const BATCH: usize = 2_000;

pub async fn run(config: &Config, seed: u64, cases: u64) -> Result<(), CommandError> {
    let desk = open(config).await?;
    if fill_if_empty(&desk, seed, cases).await? {
        // What was written at once lies beside an SQLite file until it is closed.
        desk.store().close().await;
        println!("Filled with {cases} cases.");
        for (email, what) in DEMO_SIGN_INS {
            println!("  {email:<24}{what}");
        }
        println!("The password is {DEMO_PASSWORD} for each, and only `caseline serve --demo` shows and takes it.");
        Ok(())
    } else {
        Err(CommandError::Other("the database is not empty; demo data only goes into an empty one".into()))
    }
}

/// Fills a database that nobody uses yet; says whether it did. In one transaction: interrupted, the database is as empty
/// as before, and the next start fills it. A desk with its people and without the numbers of its cases could open none.
pub async fn fill_if_empty(desk: &Desk, seed: u64, cases: u64) -> Result<bool, CommandError> {
    {
        let mut db = desk.store().read().await?;
        if db.count_people().await? > 0 || !db.accounts_named("", 1).await?.is_empty() {
            return Ok(false);
        }
    }
    let generator = Generator::new(seed, Size { cases }, desk.now());
    // One hash for all: hashing a thousand would take minutes, and the password is public.
    let password = desk.hash_password(DEMO_PASSWORD).await?;
    let mut tx = desk.store().write().await?;
    fill(&mut tx, &generator, &password, desk.now()).await?;
    tx.commit().await?;
    Ok(true)
}

async fn fill(tx: &mut Write, generator: &Generator, password: &str, now: Timestamp) -> Result<(), CommandError> {
    let (plan_id, plan) = generator.plan();
    tx.insert_plan(plan_id, &plan, now).await?;
    for account in generator.accounts() {
        let row = AccountRow {
            id: account.id.0,
            name: account.name,
            kind: account.kind.key().to_owned(),
            contact_email: account.contact_email,
            zone: account.zone.to_owned(),
            plan_id: plan_id.0,
        };
        tx.insert_account(&row, account.created_at).await?;
    }
    for person in generator.people() {
        let known = DEMO_SIGN_INS.iter().any(|(email, _)| *email == person.email);
        let row = NewPerson {
            id: person.id,
            email: person.email,
            name: person.name,
            standing: person.standing,
            password_hash: known.then(|| password.to_owned()),
            zone: person.zone.to_owned(),
            phone: person.phone,
            prefers: person.prefers.key(),
            expertise: person.expertise.into_iter().map(str::to_owned).collect(),
            shift: person.shift.map(|shift| (i64::from(shift.from), i64::from(shift.until))),
        };
        tx.insert_person(&row, person.created_at).await?;
        if person.is_senior {
            tx.mark_senior(person.id, true).await?;
        }
    }

    for grant in generator.grants() {
        tx.insert_grant(grant.id, (grant.merchant, grant.partner), grant.level, grant.by, grant.at).await?;
    }

    let plan = PlanInForce::compile(plan_id, plan)?;
    let watched = std::io::stderr().is_terminal();
    let cases = generator.case_count();
    let mut last = 0;
    let mut done = 0;
    let mut batch = Vec::with_capacity(BATCH);
    for case in generator.cases() {
        last = case.number.0;
        batch.push(bulk(case, &plan)?);
        if batch.len() == BATCH {
            done += write(tx, &mut batch).await?;
            if done % (5 * BATCH) == 0 {
                say_how_far(&mut std::io::stderr(), done, cases, watched)?;
            }
        }
    }
    done += write(tx, &mut batch).await?;
    if done > BATCH {
        say_how_far(&mut std::io::stderr(), done, cases, watched)?;
        if watched {
            eprintln!();
        }
    }
    fill_legacy(tx, generator.legacy_cases(), now).await?;
    tx.set_last_case_number(last).await?;
    tx.analyze().await?;
    Ok(())
}

/// How many cases there are already: on a terminal over the last such line, in a file a line each time.
fn say_how_far(to: &mut impl std::io::Write, done: usize, cases: u64, watched: bool) -> Result<(), CommandError> {
    let said = if watched { write!(to, "\r{done} of {cases} cases") } else { writeln!(to, "{done} of {cases} cases") };
    said.and_then(|()| to.flush()).map_err(|error| CommandError::Io("saying how far it is".into(), error))
}

async fn write(tx: &mut Write, batch: &mut Vec<BulkCase>) -> Result<usize, CommandError> {
    tx.insert_cases(batch).await?;
    let written = batch.len();
    batch.clear();
    Ok(written)
}

/// A generated case with its row, made as any case's row is.
fn bulk(case: DemoCase, plan: &PlanInForce) -> Result<BulkCase, CommandError> {
    let key = CaseKey { id: case.id, number: case.number, account: case.account, opened_by: case.opened_by };
    let row = cached(key, plan, &case.events)?;
    let area = match case.events.first() {
        Some(Recorded { event: Event::Opened { details, .. }, .. }) => details.area.as_str().to_owned(),
        _ => String::new(),
    };
    let survey = case.survey.map(|survey| BulkSurvey {
        survey: NewSurvey {
            id: survey.id,
            case: case.id,
            account: case.account,
            person: case.opened_by,
            owner: row.owner,
            priority: row.priority,
            area,
            sent: survey.sent,
            expires: survey.sent.plus_millis(30 * DAY),
        },
        answer: survey.answer,
    });
    Ok(BulkCase { row, events: case.events, survey })
}

#[cfg(test)]
mod tests {
    use caseline_desk::cases::Submitted;
    use caseline_domain::access::Standing;
    use caseline_domain::case::{CaseDetails, Impact};
    use caseline_domain::text::{EmailAddress, Line, PublicText};

    use super::*;
    use crate::command::tests::{parsed, temporary};
    use crate::command::{Command, Flags};

    async fn desk(data: &std::path::Path) -> Desk {
        let Command::Migrate { flags } = parsed(&["migrate", "--data", data.to_str().unwrap()]) else { panic!() };
        let flags: Flags = flags;
        open(&flags.config().unwrap()).await.unwrap()
    }

    #[test]
    fn in_a_file_each_step_is_a_line_of_its_own() {
        let said = |watched| {
            let mut to = Vec::new();
            for done in [10_000, 12_000] {
                say_how_far(&mut to, done, 12_000, watched).unwrap();
            }
            String::from_utf8(to).unwrap()
        };
        assert_eq!(said(false), "10000 of 12000 cases\n12000 of 12000 cases\n");
        assert_eq!(said(true), "\r10000 of 12000 cases\r12000 of 12000 cases");
    }

    #[tokio::test]
    async fn an_interrupted_fill_leaves_an_empty_desk_and_a_whole_one_opens_the_next_case() {
        let data = temporary("demo");
        let interrupted = desk(&data).await;
        let generator = Generator::new(1, Size { cases: Size::LEAST }, interrupted.now());
        let mut tx = interrupted.store().write().await.unwrap();
        fill(&mut tx, &generator, "no hash", interrupted.now()).await.unwrap();
        drop(tx);
        interrupted.store().close().await;

        let desk = desk(&data).await;
        assert_eq!(desk.store().read().await.unwrap().count_people().await.unwrap(), 0, "nothing of it is there");
        assert!(fill_if_empty(&desk, 1, Size::LEAST).await.unwrap());
        assert!(!fill_if_empty(&desk, 1, Size::LEAST).await.unwrap(), "what is there is kept");

        let merchant = EmailAddress::parse("merchant@example.com").unwrap();
        let mut db = desk.store().read().await.unwrap();
        let person = db.person_by_email(&merchant.folded()).await.unwrap().unwrap();
        let merchant = db.actor(&person).await.unwrap();
        drop(db);
        assert!(matches!(merchant.standing, Standing::Member { .. }));
        let line = |text| Line::parse(text).unwrap();
        let description = PublicText::parse("Since this morning.").unwrap();
        let details = CaseDetails::new(line("Orders stay"), description, line("Order routing"), Impact::Core);
        let opened = desk.submit_request(&merchant, details, None).await.unwrap();
        let Submitted::Opened(number) = opened else { panic!("a P2 need not be phoned") };
        assert_eq!(number.0, caseline_demo::FIRST_NUMBER + Size::LEAST as i64);
        desk.store().close().await;
        std::fs::remove_dir_all(data).unwrap();
    }
}
