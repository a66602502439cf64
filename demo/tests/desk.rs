//! What the desk that is made must be like, whatever the seed and whatever the hour.
#![expect(clippy::unwrap_used, reason = "functions beside the tests are tests too")]

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::Hasher;

use caseline_demo::{DemoCase, DemoPerson, FIRST_NUMBER, Generator, Size};
use caseline_domain::access::Standing;
use caseline_domain::account::GrantLevel;
use caseline_domain::case::{
    Author, Case, Channel, ClockKind, Clocks, EscalationStanding, Event, Priority, Side, Status, Timelines, Visibility,
    timers,
};
use caseline_domain::form::AREAS;
use caseline_domain::hours::{Horizon, Target, Timeline};
use caseline_domain::id::{CaseNumber, PersonId, PlanId};
use caseline_domain::instant::{DAY, MINUTE, Timestamp};
use caseline_domain::plan::{Plan, Plans};
use caseline_domain::text::EmailAddress;

const MONDAY: &str = "2026-11-23T09:43:00Z";

/// A weekday, a night, a weekend, a holiday, the turn of a year, a Monday before anybody is up.
const MOMENTS: [&str; 7] = [
    MONDAY,
    "2026-11-25T02:11:30Z",
    "2026-11-21T13:05:00Z",
    "2026-11-26T20:30:00Z",
    "2027-01-01T00:00:00Z",
    "2026-07-06T07:20:00Z",
    "2026-03-29T01:00:00Z",
];

fn desk(seed: u64, cases: u64, now: &str) -> Generator {
    Generator::new(seed, Size { cases }, now.parse().unwrap())
}

fn state(case: &DemoCase) -> Case {
    Case::from_events(&case.events).unwrap_or_else(|| panic!("{} is no history", case.number))
}

fn timeline(desk: &Generator, now: Timestamp) -> Timeline {
    let horizon = Horizon { from: now.plus_millis(-450 * DAY), until: now.plus_millis(90 * DAY) };
    desk.plan().1.service.compile(horizon).unwrap()
}

/// The one plan with the calendar that counts it.
struct Terms(Plan, Timeline);

impl Plans for Terms {
    fn first(&self) -> PlanId {
        PlanId::NONE
    }
    fn plan(&self, _: PlanId) -> Option<&Plan> {
        Some(&self.0)
    }
}

impl Timelines for Terms {
    fn timeline(&self, _: PlanId) -> Option<&Timeline> {
        Some(&self.1)
    }
}

fn print_of(desk: &Generator) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(format!("{:?}{:?}{:?}", desk.plan(), desk.accounts(), desk.people()).as_bytes());
    desk.cases().for_each(|case| hasher.write(format!("{case:?}").as_bytes()));
    hasher.finish()
}

fn people(desk: &Generator) -> HashMap<PersonId, DemoPerson> {
    desk.people().into_iter().map(|person| (person.id, person)).collect()
}

fn person(desk: &Generator, email: &str) -> DemoPerson {
    desk.people().into_iter().find(|person| person.email == email).unwrap()
}

#[test]
fn the_same_seed_and_size_make_the_same_desk() {
    let print = print_of(&desk(7, 500, MONDAY));
    assert_eq!(print, print_of(&desk(7, 500, MONDAY)));
    assert_ne!(print, print_of(&desk(8, 500, MONDAY)));
}

#[test]
fn every_history_is_one_that_the_process_allows() {
    for (seed, now) in (1..).zip(MOMENTS) {
        let desk = desk(seed, 2_000, now);
        let cases: Vec<DemoCase> = desk.cases().collect();
        assert_eq!(cases.len() as u64, desk.case_count());
        for case in &cases {
            state(case);
            for (place, recorded) in (1..).zip(&case.events) {
                assert_eq!(recorded.seq, place);
            }
        }
    }
}

#[test]
fn numbers_and_openings_ascend_and_nothing_lies_in_the_future() {
    for (seed, now) in (1..).zip(MOMENTS) {
        let desk = desk(seed, 2_000, now);
        let now: Timestamp = now.parse().unwrap();
        let mut before = Timestamp::from_millis(0);
        for (number, case) in (FIRST_NUMBER..).zip(desk.cases()) {
            assert_eq!(case.number, CaseNumber(number));
            assert!(case.events[0].at >= before, "{}", case.number);
            before = case.events[0].at;
            assert!(case.events.is_sorted_by_key(|recorded| recorded.at), "{}", case.number);
            assert!(case.events.iter().all(|recorded| recorded.at <= now), "{}", case.number);
        }
        assert!(desk.people().iter().all(|person| person.created_at < now.plus_millis(-100 * DAY)));
    }
}

#[test]
fn an_outage_or_a_p1_is_always_phoned_and_never_asked_about() {
    let desk = desk(3, 4_000, MONDAY);
    let mut phoned = 0;
    for case in desk.cases() {
        let Event::Opened { channel, priority, details } = &case.events[0].event else {
            panic!("{} does not begin", case.number);
        };
        assert_eq!(details.impact.priority(), *priority);
        if priority.is_phoned() {
            phoned += 1;
            assert_eq!(*channel, Channel::Phone, "{}", case.number);
            let paused =
                |event: &Event| matches!(event, Event::InformationRequested { .. } | Event::ClosureLapsed { .. });
            assert!(!case.events.iter().any(|recorded| paused(&recorded.event)), "{}", case.number);
        }
    }
    assert!((150..400).contains(&phoned), "{phoned}");
}

#[test]
fn everybody_does_only_what_their_side_does() {
    let desk = desk(4, 2_000, MONDAY);
    let people = people(&desk);
    for case in desk.cases() {
        let side = |person: PersonId| match people[&person].standing {
            Standing::Member { account } => {
                assert_eq!(account, case.account, "{} is written by a stranger", case.number);
                Side::Customer
            }
            standing => standing.side(),
        };
        assert_eq!(side(case.opened_by), Side::Customer);
        for recorded in &case.events {
            let Author::Person(by) = recorded.by else {
                assert!(recorded.event.fell_due().is_some() || recorded.event == Event::SurveyInvited);
                continue;
            };
            let expected = match &recorded.event {
                Event::Opened { channel: Channel::Portal, .. }
                | Event::InformationAnswered { .. }
                | Event::SurveyAnswered { .. } => Some(Side::Customer),
                Event::ClosureProposed { by, .. }
                | Event::ClosureAccepted { by }
                | Event::ClosureDeclined { by, .. }
                | Event::WorkaroundAccepted { by }
                | Event::Reopened { by, .. }
                | Event::EscalationEnded { by, .. } => Some(*by),
                Event::Escalated { channel: Channel::Phone, .. } => Some(Side::Support),
                Event::Escalated { .. } => Some(Side::Customer),
                Event::Message { .. } => None,
                _ => Some(Side::Support),
            };
            assert!(expected.is_none_or(|expected| side(by) == expected), "{} {:?}", case.number, recorded.event);
            let by_manager = match &recorded.event {
                Event::EscalationAcknowledged { .. } => true,
                Event::EscalationEnded { by, .. } => *by == Side::Support,
                _ => false,
            };
            assert!(!by_manager || people[&by].standing == Standing::Manager, "{} {:?}", case.number, recorded.event);
            if let (Event::Assigned(assigned), Author::Person(by)) = (&recorded.event, recorded.by) {
                assert_eq!(assigned.to, by);
            }
        }
    }
}

#[test]
fn a_large_desk_has_about_two_in_a_hundred_open() {
    let desk = desk(5, 20_000, MONDAY);
    let open = desk.cases().filter(|case| state(case).stage.status() != Status::Closed).count();
    assert!((320..=500).contains(&open), "{open}");
}

#[test]
fn a_small_desk_has_something_in_every_queue_at_any_hour() {
    for (seed, moment) in (1..).zip(MOMENTS) {
        let desk = desk(seed, 200, moment);
        let mut statuses: BTreeMap<&str, u32> = BTreeMap::new();
        for case in desk.cases() {
            *statuses.entry(state(&case).stage.status().key()).or_default() += 1;
        }
        let open = 200 - statuses["closed"];
        assert!((36..=75).contains(&open), "{moment} {statuses:?}");
        assert!(statuses["submitted"] >= 5, "{moment} {statuses:?}");
        assert!(statuses["working"] >= 12, "{moment} {statuses:?}");
        assert!(statuses["waiting_on_customer"] >= 4, "{moment} {statuses:?}");
        assert!(statuses["closure_proposed"] >= 4, "{moment} {statuses:?}");
    }
}

#[test]
fn the_merchant_has_a_case_of_every_kind() {
    for (seed, moment) in (1..).zip(MOMENTS) {
        let desk = desk(seed, 200, moment);
        let maya = person(&desk, "merchant@example.com");
        let jonas = person(&desk, "csa@example.com");
        let own: Vec<DemoCase> = desk.cases().filter(|case| Some(case.account) == maya.standing.account()).collect();
        let count = |fits: &dyn Fn(&DemoCase, Case) -> bool| own.iter().filter(|case| fits(case, state(case))).count();
        let status = |wanted: Status| count(&|_, case| case.stage.status() == wanted);
        assert_eq!(status(Status::WaitingOnCustomer), 1, "{moment}");
        assert_eq!(count(&|_, case| case.stage.closure_awaits() == Some(Side::Customer)), 1, "{moment}");
        let jonas_works =
            |_: &DemoCase, case: Case| case.stage.status() == Status::Working && case.stage.owner() == Some(jonas.id);
        assert_eq!(count(&jonas_works), 2, "{moment}");
        assert!(status(Status::Closed) >= 6, "{moment}");
        let unanswered = |case: &DemoCase, _: Case| {
            case.opened_by != maya.id && case.survey.as_ref().is_some_and(|survey| survey.answer.is_none())
        };
        assert!(count(&unanswered) >= 1, "{moment}");
        assert_eq!(status(Status::Submitted), 0, "{moment}");
    }
}

#[test]
fn the_csa_owns_about_fourteen_open_cases_at_any_size() {
    for (cases, moment) in [200, 200, 200, 200, 5_000, 1_000, 300].into_iter().zip(MOMENTS) {
        let desk = desk(9, cases, moment);
        let jonas = person(&desk, "csa@example.com").id;
        let stages: Vec<_> = desk.cases().map(|case| state(&case).stage).filter(|s| s.owner() == Some(jonas)).collect();
        let open = stages.iter().filter(|stage| stage.status() != Status::Closed).count();
        assert!((11..=16).contains(&open), "{moment} {open}");
        assert!(stages.len() > open + 5, "{moment} {}", stages.len());
    }
}

#[test]
fn something_is_late_and_something_is_due_within_two_hours() {
    let now: Timestamp = "2026-11-25T10:43:00Z".parse().unwrap();
    let desk = Generator::new(2, Size { cases: 200 }, now);
    let (plan, timeline) = (desk.plan().1, timeline(&desk, now));
    let due: Vec<i64> = desk
        .cases()
        .filter(|case| state(case).stage.status() != Status::Closed)
        .filter_map(|case| Clocks::from_events(&plan, &case.events)?.next_due(&timeline).ok())
        .filter(|due| *due != Timestamp::FAR_FUTURE)
        .map(|due| due.since(now) / MINUTE)
        .collect();
    assert!(due.iter().filter(|minutes| **minutes < 0).count() >= 3, "{due:?}");
    assert!(due.iter().filter(|minutes| (0..120).contains(*minutes)).count() >= 2, "{due:?}");
}

#[test]
fn nothing_that_the_desk_does_by_itself_is_left_to_do_or_late() {
    for (seed, moment) in (1..).zip(MOMENTS) {
        let now: Timestamp = moment.parse().unwrap();
        let desk = desk(seed, 2_000, moment);
        let terms = Terms(desk.plan().1, timeline(&desk, now));
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        for case in desk.cases() {
            let clocks = Clocks::from_events(&terms, &case.events).unwrap();
            let left = timers(&state(&case), &clocks, &terms, &case.events).unwrap();
            assert!(left.first().is_none_or(|timer| timer.due > now), "{} {left:?}", case.number);
            for recorded in case.events.iter().filter(|recorded| recorded.event.fell_due().is_some()) {
                *counts.entry(recorded.event.kind()).or_default() += 1;
                // Only what a declined proposal brings back is noticed after its time.
                let declined = |event: &Event| matches!(event, Event::ClosureDeclined { .. });
                let brought_back = case.events.iter().any(|recorded| declined(&recorded.event));
                assert!(recorded.late().is_none() || brought_back, "{} {recorded:?}", case.number);
            }
        }
        for kind in ["warned", "breached", "managers_told", "closure_reminded", "closure_lapsed"] {
            assert!(counts.get(kind).is_some_and(|count| *count >= 20), "{moment} {counts:?}");
        }
    }
}

#[test]
fn most_promises_are_kept() {
    let now: Timestamp = MONDAY.parse().unwrap();
    let desk = desk(6, 5_000, MONDAY);
    let (plan, timeline) = (desk.plan().1, timeline(&desk, now));
    let (mut assigned, mut answered, mut resolved) = (0, 0, 0);
    for case in desk.cases() {
        let clocks = Clocks::from_events(&plan, &case.events).unwrap();
        let kept = |clock: &caseline_domain::case::Clock| !clock.reading(&timeline, now).unwrap().is_breached(now);
        assigned += u32::from(kept(&clocks.assignment));
        answered += u32::from(kept(&clocks.first_response));
        resolved += u32::from(kept(&clocks.resolution));
    }
    assert!((4_850..=4_950).contains(&assigned), "{assigned}");
    assert!((4_650..=4_900).contains(&answered), "{answered}");
    assert!((4_680..=4_850).contains(&resolved), "{resolved}");
}

#[test]
fn a_small_desk_has_one_of_each_turn_that_a_case_can_take_at_any_hour() {
    for (seed, moment) in (1..).zip(MOMENTS) {
        let now: Timestamp = moment.parse().unwrap();
        let desk = desk(seed, 200, moment);
        let mut kinds: HashSet<&str> = HashSet::new();
        let (mut promised, mut worked_around) = (0, 0);
        for case in desk.cases() {
            kinds.extend(case.events.iter().map(|recorded| recorded.event.kind()));
            let open = state(&case).stage.status() != Status::Closed;
            promised += u32::from(open && case.events.iter().any(|one| promised_by(&one.event) > Some(now)));
            worked_around += u32::from(open && case.events.iter().any(|one| one.event.kind() == "workaround_accepted"));
        }
        for kind in ["call_logged", "priority_changed", "reopened", "breach_explained", "workaround_tested"] {
            assert!(kinds.contains(kind), "{moment}: no {kind}");
        }
        assert!(promised >= 1 && worked_around >= 1, "{moment}: {promised} {worked_around}");
    }
}

fn promised_by(event: &Event) -> Option<Timestamp> {
    match event {
        Event::NextUpdatePromised { by } => Some(*by),
        _ => None,
    }
}

#[test]
fn what_is_explained_is_broken_and_most_of_what_is_broken_is_explained() {
    let desk = desk(12, 4_000, MONDAY);
    let (mut explained, mut broken) = (0, 0);
    for case in desk.cases() {
        let of_resolution = |event: &Event| match event {
            Event::Breached { clock: ClockKind::Resolution, due } => Some(*due),
            _ => None,
        };
        let breaches: Vec<Timestamp> = case.events.iter().filter_map(|one| of_resolution(&one.event)).collect();
        broken += usize::from(!breaches.is_empty());
        for recorded in &case.events {
            let Event::BreachExplained { due, .. } = &recorded.event else { continue };
            explained += 1;
            assert!(breaches.contains(due), "{} {due} {breaches:?}", case.number);
            assert!(recorded.at > *due);
        }
    }
    assert!(explained * 100 / broken > 50, "{explained} of {broken}");
}

#[test]
fn a_promised_update_is_mostly_kept() {
    let now: Timestamp = MONDAY.parse().unwrap();
    let desk = desk(13, 6_000, MONDAY);
    let (mut kept, mut all) = (0, 0);
    for case in desk.cases() {
        let promises = case.events.iter().filter_map(|one| promised_by(&one.event)).filter(|by| *by < now);
        let late = |event: &Event| matches!(event, Event::Breached { clock: ClockKind::NextUpdate, .. });
        let promises = promises.count();
        all += promises;
        kept += promises.saturating_sub(case.events.iter().filter(|one| late(&one.event)).count());
    }
    assert!(all > 100 && (88..=97).contains(&(kept * 100 / all)), "{kept} of {all}");
}

#[test]
fn one_manager_is_a_senior_one() {
    let desk = desk(1, 200, MONDAY);
    let senior: Vec<String> =
        desk.people().into_iter().filter(|person| person.is_senior).map(|person| person.email).collect();
    assert_eq!(senior, ["manager@example.com"]);
}

#[test]
fn surveys_agree_with_the_events_of_their_cases() {
    let desk = desk(7, 3_000, MONDAY);
    let (mut sent, mut answered, mut points) = (0, 0, 0);
    for case in desk.cases() {
        let closed = state(&case).stage.status() == Status::Closed;
        assert_eq!(case.survey.is_some(), closed, "{}", case.number);
        let overall = case.events.iter().find_map(|recorded| match recorded.event {
            Event::SurveyAnswered { overall } => Some((recorded.at, overall)),
            _ => None,
        });
        if let Some(survey) = case.survey {
            sent += 1;
            let invited = |event: &Event| *event == Event::SurveyInvited;
            assert!(case.events.iter().any(|recorded| invited(&recorded.event) && recorded.at == survey.sent));
            assert_eq!(survey.answer.as_ref().map(|(at, answer)| (*at, answer.overall.points())), overall);
        }
        if let Some((_, overall)) = overall {
            answered += 1;
            points += u64::from(overall);
        }
    }
    let rate = answered * 100 / sent;
    assert!((55..=66).contains(&rate), "{rate} % answered");
    let hundredths = points * 100 / answered;
    assert!((420..=455).contains(&hundredths), "{hundredths}");
}

#[test]
fn a_late_case_is_liked_less() {
    let now: Timestamp = MONDAY.parse().unwrap();
    let desk = desk(8, 6_000, MONDAY);
    let (plan, timeline) = (desk.plan().1, timeline(&desk, now));
    let mut scores: BTreeMap<bool, (u64, u64)> = BTreeMap::new();
    for case in desk.cases() {
        let clocks = Clocks::from_events(&plan, &case.events).unwrap();
        let late = clocks.resolution.reading(&timeline, now).unwrap().is_breached(now);
        if let Some((_, answer)) = case.survey.and_then(|survey| survey.answer) {
            let (count, points) = scores.entry(late).or_default();
            *count += 1;
            *points += u64::from(answer.overall.points());
        }
    }
    let mean = |late| scores[&late].1 as f64 / scores[&late].0 as f64;
    assert!(mean(false) > mean(true) + 0.6, "{scores:?}");
}

#[test]
fn a_few_are_escalated_and_more_of_the_late_and_the_urgent() {
    let now: Timestamp = MONDAY.parse().unwrap();
    let desk = desk(10, 12_000, MONDAY);
    let (plan, timeline) = (desk.plan().1, timeline(&desk, now));
    let mut of: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    let mut answered = Vec::new();
    for case in desk.cases() {
        let mut events = case.events.iter();
        let escalated = events.find(|recorded| matches!(recorded.event, Event::Escalated { .. }));
        let clocks = Clocks::from_events(&plan, &case.events).unwrap();
        let late = clocks.resolution.reading(&timeline, now).unwrap().is_breached(now);
        let phoned = state(&case).priority.is_phoned();
        for kind in ["all", if late { "late" } else { "in time" }, if phoned { "urgent" } else { "usual" }] {
            let (count, hits) = of.entry(kind).or_default();
            *count += 1;
            *hits += u64::from(escalated.is_some());
        }
        let Some(escalated) = escalated else { continue };
        let target = if phoned { Target::ElapsedMinutes(60) } else { Target::BusinessMinutes(240) };
        let due = timeline.due(escalated.at, target, &[]).unwrap();
        if let Some(answer) = events.find(|recorded| matches!(recorded.event, Event::EscalationAcknowledged { .. })) {
            answered.push(answer.at <= due);
        }
    }
    let permille = |kind| of[kind].1 * 1_000 / of[kind].0;
    assert!((15..=50).contains(&permille("all")), "{of:?}");
    assert!(permille("late") > 3 * permille("in time"), "{of:?}");
    assert!(permille("urgent") > 3 * permille("usual"), "{of:?}");
    let kept = answered.iter().filter(|kept| **kept).count() * 100 / answered.len();
    assert!((70..=95).contains(&kept), "{kept} % within the target");
}

#[test]
fn a_small_desk_has_an_escalation_that_waits_and_one_that_a_manager_has_at_any_hour() {
    for (seed, moment) in (1..).zip(MOMENTS) {
        let desk = desk(seed, 200, moment);
        let standings: Vec<_> = desk.cases().filter_map(|case| Some(state(&case).escalation?.standing())).collect();
        for (wanted, least) in [(EscalationStanding::Waits, 1), (EscalationStanding::Acknowledged, 2)] {
            let found = standings.iter().filter(|found| **found == wanted).count();
            assert!(found >= least, "{moment} {standings:?}");
        }
        assert!(standings.len() <= 9, "{moment} {standings:?}");
    }
}

#[test]
fn the_five_who_sign_in_are_there_and_every_address_is_one_of_a_kind() {
    let desk = desk(1, 20_000, MONDAY);
    let standing = |email| person(&desk, email).standing;
    assert!(matches!(standing("merchant@example.com"), Standing::Member { .. }));
    assert!(matches!(standing("partner@example.com"), Standing::Member { .. }));
    let merchant = standing("merchant@example.com").account().unwrap();
    let grants = desk.grants();
    assert!(grants.iter().any(|grant| (grant.merchant, grant.level) == (merchant, GrantLevel::Act)));
    assert!(grants.iter().any(|grant| grant.merchant != merchant && grant.level == GrantLevel::Read));
    let partner = standing("partner@example.com").account();
    assert!(grants.iter().all(|grant| Some(grant.partner) == partner && Some(grant.merchant) != partner));
    assert_eq!(standing("csa@example.com"), Standing::Csa);
    assert_eq!(standing("manager@example.com"), Standing::Manager);
    assert_eq!(standing("admin@example.com"), Standing::Administrator);
    let mut seen = HashSet::new();
    for person in desk.people() {
        let email = EmailAddress::parse(&person.email).unwrap();
        assert!(seen.insert(email.folded()), "{email:?} twice");
        assert!(person.email.ends_with(".example") || person.email.ends_with("@example.com"), "{email:?}");
        assert_eq!(person.shift.is_some(), person.standing == Standing::Csa);
        assert!(person.expertise.iter().all(|area| AREAS.contains(area)));
    }
}

#[test]
fn accounts_are_known_apart_and_grow_with_the_desk() {
    for (cases, accounts) in [(200, 24), (1_000_000, 2_982)] {
        let desk = desk(1, cases, MONDAY);
        let made = desk.accounts();
        assert_eq!(made.len(), accounts);
        let names: HashSet<&str> = made.iter().map(|account| account.name.as_str()).collect();
        assert_eq!(names.len(), accounts);
        assert!(made.iter().all(|account| EmailAddress::parse(&account.contact_email).is_some()));
        let csas = desk.people().into_iter().filter(|person| person.standing == Standing::Csa);
        assert_eq!(csas.count(), if cases == 200 { 10 } else { 150 });
    }
}

#[test]
fn no_two_things_have_the_same_id() {
    let desk = desk(2, 2_000, MONDAY);
    let mut seen = HashSet::new();
    let ids = desk.accounts().into_iter().map(|account| account.id.0);
    let ids = ids.chain(desk.people().into_iter().map(|person| person.id.0)).chain([desk.plan().0.0]);
    let ids =
        ids.chain(desk.cases().flat_map(|case| [Some(case.id.0), case.survey.map(|survey| survey.id.0)]).flatten());
    for id in ids {
        assert_eq!(id.get_version_num(), 7);
        assert!(seen.insert(id), "{id}");
    }
}

#[test]
fn the_demo_people_are_the_same_at_every_size() {
    let small = person(&desk(1, 200, MONDAY), "merchant@example.com");
    let large = person(&desk(1, 50_000, MONDAY), "merchant@example.com");
    assert_eq!((small.name, small.zone), (large.name, large.zone));
}

#[test]
fn a_case_has_about_eight_events_of_people_and_few_bytes() {
    let desk = desk(3, 3_000, MONDAY);
    let (mut events, mut bytes, mut internal, mut by_itself) = (0, 0, 0, 0);
    for recorded in desk.cases().flat_map(|case| case.events) {
        by_itself += u64::from(recorded.event.fell_due().is_some());
        events += u64::from(recorded.event.fell_due().is_none());
        bytes += serde_json::to_string(&recorded.event).unwrap().len();
        internal += u64::from(recorded.event.visibility() == Visibility::Internal);
    }
    assert!((7 * 3_000..=9 * 3_000).contains(&events), "{events}");
    assert!((3_000..=7_000).contains(&by_itself), "{by_itself}");
    assert!(bytes / 3_000 < 1_300, "{bytes}");
    assert!(internal > 3_000);
}

#[test]
fn the_mix_of_priorities_is_that_of_a_real_desk() {
    let desk = desk(4, 10_000, MONDAY);
    let mut counts: HashMap<Priority, u32> = HashMap::new();
    desk.cases().for_each(|case| *counts.entry(state(&case).priority).or_default() += 1);
    for (priority, expected) in [(Priority::Outage, 70..140), (Priority::P1, 430..570), (Priority::P2, 3_200..3_600)] {
        assert!(expected.contains(&counts[&priority]), "{priority:?} {counts:?}");
    }
}
