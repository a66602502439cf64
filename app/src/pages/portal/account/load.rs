//! Gathers the account's page on the server: a plan in plain words.

use caseline_desk::cases::Word;
use caseline_domain::case::{ClockKind, Priority};
use caseline_domain::hours::{Calendar, Offsets, OpenInterval, Target, Timeline, Weekday};
use caseline_domain::instant::{DAY, Timestamp};
use caseline_domain::plan::Plan;
use caseline_domain::words;

use super::access::load::access;
use super::{AccountPage, Around};
use crate::page::PageError;
use crate::pages::portal::around::signed_in_member;
use crate::pages::portal::spoken::within;
use crate::ui::Fact;

/// So many days on which the service is closed are named.
const NAMED: usize = 6;

const WEEK: [(Weekday, &str); 7] = [
    (Weekday::Mon, "Monday"),
    (Weekday::Tue, "Tuesday"),
    (Weekday::Wed, "Wednesday"),
    (Weekday::Thu, "Thursday"),
    (Weekday::Fri, "Friday"),
    (Weekday::Sat, "Saturday"),
    (Weekday::Sun, "Sunday"),
];

pub async fn account() -> Result<AccountPage, PageError> {
    let (request, actor) = signed_in_member("")?;
    let account = request.desk.account_plan(&actor).await?;
    let (zone, now) = (request.zone(&actor), account.now);
    let plan = &account.plan.plan;
    let mut hours = vec![hours(&plan.service)];
    hours.extend(now_words(&account.plan.timeline, &zone, now));
    let holidays = holidays(&plan.service, account.plan.timeline.offsets(), now);
    if holidays.is_empty() {
        hours.push("No holidays are left out.".to_owned());
    } else {
        hours.push("Closed on:".to_owned());
    }
    let word: Vec<&Word> = account.word.iter().filter(|word| word.promised > 0).collect();
    Ok(AccountPage {
        around: Around::new(&request, &actor).await?,
        access: access(&request, &actor, &zone, now).await?,
        plan: format!("{}, version {}", plan.name, plan.version),
        targets: Priority::ALL.map(|priority| targets(plan, priority)).to_vec(),
        hours,
        holidays,
        rules: rules(plan),
        word_says: word_says(&word, account.more),
        word: word.into_iter().map(kept).collect(),
        account: account.account_name,
    })
}

fn targets(plan: &Plan, priority: Priority) -> Vec<String> {
    let promise = plan.promise(priority);
    let told = if plan.is_phoned(priority) { "by phone" } else { "here or by phone" };
    let next = promise.next_update.map_or_else(|| "as promised on the case".to_owned(), within);
    vec![told.to_owned(), within(promise.assignment), within(promise.first_response), next, within(promise.resolution)]
}

/// "Monday to Friday, around the clock, Los Angeles time."
fn hours(calendar: &Calendar) -> String {
    let mut groups: Vec<(usize, usize, &[OpenInterval])> = Vec::new();
    for (place, (weekday, _)) in WEEK.iter().enumerate() {
        let open = calendar.week.day(*weekday);
        match groups.last_mut() {
            Some((_, last, same)) if *same == open => *last = place,
            _ => groups.push((place, place, open)),
        }
    }
    let group = |(first, last, open): &(usize, usize, &[OpenInterval])| {
        let days = match (WEEK[*first].1, WEEK[*last].1) {
            ("Monday", "Sunday") => "Every day".to_owned(),
            (first, last) if first == last => first.to_owned(),
            (first, last)
                if WEEK.iter().position(|day| day.1 == last)
                    == WEEK.iter().position(|day| day.1 == first).map(|at| at + 1) =>
            {
                format!("{first} and {last}")
            }
            (first, last) => format!("{first} to {last}"),
        };
        let times = if *open == [OpenInterval::WHOLE_DAY] {
            "around the clock".to_owned()
        } else {
            let times: Vec<String> = open.iter().map(|time| format!("{} to {}", time.open, time.close)).collect();
            times.join(" and ")
        };
        format!("{days}, {times}")
    };
    let open: Vec<String> = groups.iter().filter(|(.., open)| !open.is_empty()).map(group).collect();
    format!("{}, {} time.", open.join("; "), place(&calendar.zone))
}

/// "Los Angeles" of `America/Los_Angeles`.
fn place(zone: &str) -> String {
    zone.rsplit('/').next().unwrap_or(zone).replace('_', " ")
}

/// Whether the service is open now, and until when, in the reader's time.
fn now_words(timeline: &Timeline, zone: &Offsets, now: Timestamp) -> Option<String> {
    if !timeline.is_open(now) {
        let opens = timeline.next_opening(now).ok()?;
        return Some(format!("Closed now; opens {}, your time.", words::moment(opens, zone, now)));
    }
    let until = now.plus_millis(14 * DAY);
    let open = timeline.segments(now, until, Target::BusinessMinutes(u32::MAX), &[]).ok()?;
    let closes = open.first()?.until;
    Some(if closes < until {
        format!("Open now, until {}, your time.", words::moment(closes, zone, now))
    } else {
        "Open now.".to_owned()
    })
}

fn holidays(calendar: &Calendar, there: &Offsets, now: Timestamp) -> Vec<Fact> {
    let today = there.local(now).date;
    let coming = calendar.holidays.iter().filter(|holiday| holiday.date >= today).take(NAMED);
    coming
        .map(|holiday| Fact::new(words::day(holiday.date, today), holiday.name.as_deref().unwrap_or("a holiday")))
        .collect()
}

/// "P2 and P3" of those priorities for which it holds.
fn named(holds: impl Fn(Priority) -> bool) -> Option<String> {
    let names: Vec<&str> =
        Priority::ALL.into_iter().filter(|priority| holds(*priority)).map(|priority| priority.word()).collect();
    let (last, others) = names.split_last()?;
    Some(if others.is_empty() { (*last).to_owned() } else { format!("{} and {last}", others.join(", ")) })
}

/// By when an escalation is answered: "within 1 hour for Outage and P1, within 4 business hours for P2 and P3".
fn escalations(plan: &Plan) -> String {
    let mut targets: Vec<Target> = Vec::new();
    for priority in Priority::ALL {
        let target = plan.promise(priority).escalation;
        if !targets.contains(&target) {
            targets.push(target);
        }
    }
    if let [only] = targets[..] {
        return within(only);
    }
    let of = |target: &Target| {
        let named = named(|priority| plan.promise(priority).escalation == *target).unwrap_or_default();
        format!("{} for {named}", within(*target))
    };
    targets.iter().map(of).collect::<Vec<_>>().join(", ")
}

fn rules(plan: &Plan) -> Vec<String> {
    let mut rules = Vec::new();
    if let Some(phoned) = named(|priority| plan.is_phoned(priority)) {
        rules.push(format!(
            "{phoned}: please phone, so that someone starts at once. What you wrote here is kept for the call."
        ));
    }
    let pauses = named(|priority| plan.pauses(priority));
    let runs = named(|priority| !plan.pauses(priority));
    if let Some(pauses) = pauses {
        rules.push(format!("{pauses}: the clock pauses while a question of ours waits for your answer."));
    }
    if let Some(runs) = runs {
        rules.push(format!("{runs}: the clock never pauses."));
    }
    rules.push(format!("You can ask for a manager at any time. An escalation is answered {}.", escalations(plan)));
    let closing = &plan.closing;
    let mut closes =
        "A case closes when both sides agree; if you decline, work goes on as if the clock had never stopped."
            .to_owned();
    if let Some(days) = closing.lapse_after {
        closes.push_str(&format!(
            " A proposal that you leave unanswered closes it after {days} days with service hours; an outage or a P1 never closes that way."
        ));
    }
    rules.push(closes);
    rules
}

fn kept(word: &Word) -> Fact {
    let promise = match word.kind {
        ClockKind::Assignment => "A person had it in time",
        ClockKind::FirstResponse => "First answer in time",
        ClockKind::NextUpdate => "Next word in time",
        ClockKind::Resolution => "Resolved in time",
        ClockKind::Escalation => "Escalation answered in time",
    };
    // Rounded down: all were kept only where all were.
    let percent = u64::from(word.kept) * 100 / u64::from(word.promised.max(1));
    Fact::new(promise, format!("{} of {}, {percent} %", word.kept, word.promised))
}

fn word_says(word: &[&Word], more: bool) -> String {
    if word.is_empty() {
        return "No promise to you came due in that time.".to_owned();
    }
    let cases = if more { "10,000 of your cases" } else { "your cases" };
    format!("Of {cases}: each promise that was kept or broken in that time.")
}

#[cfg(test)]
mod tests {
    use caseline_domain::hours::{MinuteOfDay, Week};

    use super::*;

    #[test]
    fn service_hours_are_said_plainly() {
        assert_eq!(hours(&Calendar::standard()), "Monday to Friday, around the clock, Los Angeles time.");
        assert_eq!(hours(&Calendar::always("Europe/Berlin")), "Every day, around the clock, Berlin time.");
        let at = |hour: u16| MinuteOfDay::from_minutes(hour * 60).unwrap();
        let time = |open, close| OpenInterval { open: at(open), close: at(close) };
        let week = Week {
            fri: vec![time(9, 12)],
            sat: vec![time(10, 12), time(14, 16)],
            sun: vec![time(10, 12), time(14, 16)],
            ..Week::default()
        };
        let calendar = Calendar { week, ..Calendar::always("UTC") };
        assert_eq!(
            hours(&calendar),
            "Friday, 09:00 to 12:00; Saturday and Sunday, 10:00 to 12:00 and 14:00 to 16:00, UTC time."
        );
    }

    #[test]
    fn what_is_open_says_until_when() {
        let whole = caseline_domain::hours::Horizon {
            from: "2026-11-01T00:00:00Z".parse().unwrap(),
            until: "2027-02-01T00:00:00Z".parse().unwrap(),
        };
        let timeline = Calendar::standard().compile(whole).unwrap();
        let says = |now: &str| now_words(&timeline, &Offsets::utc(), now.parse().unwrap()).unwrap();
        // Thanksgiving Day is closed.
        assert_eq!(says("2026-11-25T12:00:00Z"), "Open now, until tomorrow 08:00, your time.");
        assert_eq!(says("2026-11-28T12:00:00Z"), "Closed now; opens Mon 30 Nov, 08:00, your time.");
    }

    #[test]
    fn the_rules_of_the_standard_plan_are_those_of_the_process() {
        let plan = Plan::standard(Calendar::standard());
        let rules = rules(&plan).join(" ");
        assert!(rules.contains("Outage and P1: please phone"), "{rules}");
        assert!(rules.contains("P2 and P3: the clock pauses"), "{rules}");
        assert!(rules.contains("after 5 days with service hours"), "{rules}");
    }

    #[test]
    fn each_escalation_time_that_differs_is_said_with_its_priorities() {
        let mut plan = Plan::standard(Calendar::standard());
        assert_eq!(escalations(&plan), "within 1 hour for Outage and P1, within 4 business hours for P2 and P3");
        plan.outage.escalation = Target::ElapsedMinutes(30);
        plan.p3.escalation = Target::BusinessMinutes(480);
        assert_eq!(
            escalations(&plan),
            "within 30 minutes for Outage, within 1 hour for P1, within 4 business hours for P2, within 8 business \
             hours for P3"
        );
        for priority in Priority::ALL {
            plan.promise_mut(priority).escalation = Target::ElapsedMinutes(15);
        }
        assert_eq!(escalations(&plan), "within 15 minutes");
    }
}
