//! What the generator makes, in figures, with the time it takes: `cargo run --release --example look -- 1000000`.
//! With a case's number behind the size: that case as its people wrote it.

use std::collections::BTreeMap;

use caseline_demo::{Generator, Size};
use caseline_domain::case::{Author, Case, Clocks, Event};
use caseline_domain::id::{AccountId, PersonId};
use caseline_domain::instant::{DAY, Timestamp};

const SEED: u64 = 1;

#[expect(clippy::disallowed_methods, reason = "it is the measuring of time that this is for")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let cases = arguments.next().map_or(Ok(1_000), |count| count.parse())?;
    let now: Timestamp = "2026-11-23T09:43:00Z".parse()?;
    let begun = std::time::Instant::now();
    let generator = Generator::new(SEED, Size { cases }, now);
    let prepared = begun.elapsed();
    match arguments.next() {
        Some(number) => show(&generator, &number)?,
        None => {
            let events: usize = generator.cases().map(|case| case.events.len()).sum();
            let made = begun.elapsed();
            println!("prepared in {prepared:.1?}; {cases} cases with {events} events in {made:.1?}");
            figures(&generator, now)?;
        }
    }
    Ok(())
}

fn show(generator: &Generator, number: &str) -> Result<(), Box<dyn std::error::Error>> {
    let names: BTreeMap<PersonId, String> = generator.people().into_iter().map(|one| (one.id, one.name)).collect();
    let accounts: BTreeMap<AccountId, String> =
        generator.accounts().into_iter().map(|one| (one.id, one.name)).collect();
    for case in generator.cases().filter(|case| number == "all" || case.number.to_string() == number) {
        println!("\n{} of {}", case.number, accounts[&case.account]);
        for recorded in &case.events {
            let by = match recorded.by {
                Author::Person(person) => names[&person].as_str(),
                Author::Desk => "the desk",
            };
            println!("{} {by}", recorded.at);
            let json = serde_json::to_string_pretty(&recorded.event)?;
            json.lines().filter(|line| line.contains(':')).for_each(|line| println!("    {}", line.trim_start()));
        }
        if let Some((at, answer)) = case.survey.and_then(|survey| survey.answer) {
            println!("{at} survey {}", serde_json::to_string(&answer)?);
        }
    }
    Ok(())
}

#[derive(Default)]
struct Sums {
    counts: BTreeMap<String, u64>,
    bytes: usize,
    days_open: i64,
    scores: u64,
}

fn figures(generator: &Generator, now: Timestamp) -> Result<(), Box<dyn std::error::Error>> {
    let (_, plan) = generator.plan();
    let horizon =
        caseline_domain::hours::Horizon { from: now.plus_millis(-500 * DAY), until: now.plus_millis(100 * DAY) };
    let timeline = plan.service.compile(horizon)?;
    let mut sums = Sums::default();
    for case in generator.cases() {
        let mut count = |what: String| *sums.counts.entry(what).or_default() += 1;
        let state = Case::from_events(&case.events).ok_or("not a history")?;
        let clocks = Clocks::from_events(&plan, &case.events).ok_or("no clocks")?;
        count(format!("status {}", state.stage.status().key()));
        count(format!("priority {}", state.priority.word()));
        for (name, clock) in [("assignment", &clocks.assignment), ("resolution", &clocks.resolution)] {
            let kept = if clock.reading(&timeline, now)?.is_breached(now) { "broken" } else { "kept" };
            count(format!("{name} {kept}"));
            if name == "resolution" {
                count(format!("{name} {kept} {}", state.priority.word()));
            }
        }
        for recorded in &case.events {
            count(format!("event {}", recorded.event.kind()));
            sums.bytes += serde_json::to_string(&recorded.event)?.len();
            if let Event::SurveyAnswered { overall } = recorded.event {
                count(format!("survey {overall}"));
                sums.scores += u64::from(overall);
            }
        }
        let end = case.survey.as_ref().map_or(now, |survey| survey.sent);
        sums.days_open += end.since(state.started) / 60_000;
    }
    let total = generator.case_count();
    for (what, count) in &sums.counts {
        println!("{count:>9}  {:>5.1} %  {what}", *count as f64 * 100.0 / total as f64);
    }
    let answered = sums.counts.get("event survey_answered").copied().unwrap_or(1);
    println!("{} accounts, {} people", generator.accounts().len(), generator.people().len());
    println!("{} bytes of events a case", sums.bytes as u64 / total);
    println!("{:.2} days open, mean", sums.days_open as f64 / 1_440.0 / total as f64);
    println!("{:.2} of 5, mean of the surveys", sums.scores as f64 / answered as f64);
    Ok(())
}
