//! The clocks of a case through changes of priority, of plan, through declined proposals and through opening it again: what
//! sla.md ("Clocks") says, one story each.
#![cfg(feature = "zones")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use caseline_domain::case::{
    Assigned, AssignmentReason, Author, Before, Case, CaseDetails, Change, Channel, Clock, ClockKind, Clocks,
    EscalationReason, Event, Impact, Managers, Priority, Reading, Recorded, ResolvedBy, Side, Stop, Terms, Timelines,
    Timer, TimerKind, timers, with_timers,
};
use caseline_domain::hours::{Calendar, Holiday, Horizon, Pause, Target, Timeline};
use caseline_domain::id::{PersonId, PlanId};
use caseline_domain::instant::Timestamp;
use caseline_domain::plan::{Plan, Plans};
use caseline_domain::text::{Line, PublicText};
use uuid::Uuid;

const FIRST: PlanId = PlanId(Uuid::from_u128(1));
const SECOND: PlanId = PlanId(Uuid::from_u128(2));

fn at(text: &str) -> Timestamp {
    format!("{text}:00Z").parse().unwrap()
}

fn person(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(n))
}

fn text() -> PublicText {
    PublicText::parse("x").unwrap()
}

/// Two versions of the standard plan, in UTC; the second one is closed on Thursday, 26 November.
struct Book {
    versions: Vec<(PlanId, Plan, Timeline)>,
}

impl Book {
    fn with(change: impl Fn(&mut Plan)) -> Book {
        let horizon = Horizon { from: at("2026-11-01T00:00"), until: at("2027-03-01T00:00") };
        let versions = [(FIRST, 1), (SECOND, 2)].map(|(id, version)| {
            let mut calendar = Calendar::monday_to_friday("UTC");
            if version == 2 {
                let date = serde_json::from_str("\"2026-11-26\"").unwrap();
                calendar.holidays.push(Holiday { date, name: Some("Thanksgiving Day".into()), source: None });
            }
            let timeline = calendar.compile(horizon).unwrap();
            let mut plan = Plan { version, ..Plan::standard(calendar) };
            change(&mut plan);
            (id, plan, timeline)
        });
        Book { versions: versions.into() }
    }

    fn version(&self, id: PlanId) -> Option<&(PlanId, Plan, Timeline)> {
        self.versions.iter().find(|(known, _, _)| *known == id)
    }
}

impl Plans for Book {
    fn first(&self) -> PlanId {
        FIRST
    }
    fn plan(&self, id: PlanId) -> Option<&Plan> {
        self.version(id).map(|(_, plan, _)| plan)
    }
}

impl Timelines for Book {
    fn timeline(&self, id: PlanId) -> Option<&Timeline> {
        self.version(id).map(|(_, _, timeline)| timeline)
    }
}

/// A case as it goes; every step must be one of the process.
struct Story {
    book: Book,
    history: Vec<Recorded>,
}

impl Story {
    fn opened(priority: Priority, channel: Channel, when: &str) -> Story {
        Story::under(Book::with(|_| {}), priority, channel, when)
    }

    fn under(book: Book, priority: Priority, channel: Channel, when: &str) -> Story {
        let line = |text| Line::parse(text).unwrap();
        let impact = Impact::ALL.into_iter().find(|impact| impact.priority() == priority).unwrap();
        let details = CaseDetails::new(line("s"), text(), line("a"), impact);
        let event = Event::Opened { channel, priority, details };
        let history = vec![Recorded { seq: 1, at: at(when), by: Author::Desk, event }];
        Story { book, history }
    }

    fn then(mut self, when: &str, by: u128, event: Event) -> Story {
        let case = Case::from_events(&self.history).unwrap();
        let recorded = Recorded { seq: case.last + 1, at: at(when), by: Author::Person(person(by)), event };
        case.after(&recorded).unwrap();
        self.history.push(recorded);
        self
    }

    fn is_possible(&self, when: &str, event: Event) -> bool {
        let case = Case::from_events(&self.history).unwrap();
        let by = Author::Person(person(1));
        case.after(&Recorded { seq: case.last + 1, at: at(when), by, event }).is_ok()
    }

    fn taken(self, when: &str, by: u128) -> Story {
        self.then(when, by, Event::Assigned(Assigned { to: person(by), reason: AssignmentReason::Taken }))
    }

    fn asked(self, when: &str) -> Story {
        self.then(when, 1, Event::InformationRequested { questions: vec![Line::parse("q?").unwrap()], text: None })
    }

    fn priority(self, when: &str, by: u128, to: Priority) -> Story {
        self.then(when, by, Event::PriorityChanged { to, reason: text() })
    }

    fn clocks(&self) -> Clocks {
        Clocks::from_events(&self.book, &self.history).unwrap()
    }

    fn reading(&self, clock: &Clock, now: &str) -> Reading {
        clock.reading(self.book.timeline(clock.plan).unwrap(), at(now)).unwrap()
    }

    fn due(&self, clock: &Clock, now: &str) -> Timestamp {
        self.reading(clock, now).due()
    }

    fn timers(&self) -> Vec<Timer> {
        let case = Case::from_events(&self.history).unwrap();
        timers(&case, &self.clocks(), &self.book, &self.history).unwrap()
    }

    /// What is still to come, in words.
    fn ahead(&self) -> Vec<(String, TimerKind)> {
        self.timers().into_iter().map(|timer| (timer.due.to_string(), timer.what)).collect()
    }
}

#[test]
fn raised_with_an_open_request_the_resolution_counts_from_then_and_nothing_pauses() {
    // Tuesday; the P3 is due two weeks later, moved on by what it was paused.
    let story = Story::opened(Priority::P3, Channel::Portal, "2026-11-24T09:00")
        .taken("2026-11-24T09:30", 1)
        .asked("2026-11-24T10:00");
    let before = story.clocks();
    assert!(before.resolution.is_paused());
    assert_eq!(story.due(&before.resolution, "2026-11-24T16:00"), at("2026-12-08T15:00"), "six hours of pause so far");

    let story = story.priority("2026-11-24T16:00", 2, Priority::P1);
    let now = story.clocks();
    assert!(!now.resolution.is_paused() && now.resolution.pauses.is_empty());
    assert_eq!(
        (now.resolution.start, story.due(&now.resolution, "2026-11-24T17:00")),
        (at("2026-11-24T16:00"), at("2026-11-25T16:00"))
    );
    assert_eq!(story.due(&now.assignment, "2026-11-24T16:05"), at("2026-11-24T16:15"), "somebody must have it now");
    assert_eq!(now.assignment.stop, None);
    assert_eq!(
        now.first_response.stop,
        Some(Stop::Final(at("2026-11-24T10:00"))),
        "the question was the first response"
    );
    assert_eq!(now.first_response.priority, Priority::P3, "and is judged by what was promised then");

    // What was promised before stays on record.
    let kinds: Vec<_> = now.changed.iter().map(|changed| (changed.clock.kind, changed.clock.priority)).collect();
    assert_eq!(kinds, [(ClockKind::Resolution, Priority::P3), (ClockKind::Assignment, Priority::P3)]);
    let terms = Terms { plan: "Standard".into(), version: 1, zone: "UTC".into(), calendar: "0".into() };
    let told = Before::of(ClockKind::Resolution, &now, |_| Some(&terms), &story.book).unwrap();
    assert_eq!(
        (told[0].due.0, told[0].broken, told[0].change),
        (at("2026-12-08T15:00"), false, Change::Priority(Priority::P1))
    );

    let confirmed = story.then("2026-11-24T16:10", 1, Event::OwnershipConfirmed);
    assert_eq!(confirmed.clocks().assignment.stop, Some(Stop::Final(at("2026-11-24T16:10"))));
    // Between P1 and Outage the earlier start stays.
    let outage = confirmed.priority("2026-11-24T20:00", 1, Priority::Outage);
    assert_eq!(outage.clocks().resolution.start, at("2026-11-24T16:00"));
    assert_eq!(outage.clocks().assignment.stop, Some(Stop::Final(at("2026-11-24T16:10"))));
}

#[test]
fn who_raises_their_own_case_has_it() {
    let story = Story::opened(Priority::P2, Channel::Portal, "2026-11-24T09:00").taken("2026-11-24T09:30", 1).priority(
        "2026-11-24T11:00",
        1,
        Priority::Outage,
    );
    let assignment = story.clocks().assignment;
    assert_eq!(
        (assignment.start, assignment.stop),
        (at("2026-11-24T11:00"), Some(Stop::Final(at("2026-11-24T11:00"))))
    );
}

#[test]
fn lowered_the_targets_count_from_the_original_start_and_a_breach_stays() {
    let story = Story::opened(Priority::P1, Channel::Phone, "2026-11-24T09:00").taken("2026-11-24T09:00", 1).priority(
        "2026-11-25T12:00",
        1,
        Priority::P2,
    );
    let clocks = story.clocks();
    assert_eq!(
        (clocks.resolution.start, story.due(&clocks.resolution, "2026-11-25T12:00")),
        (at("2026-11-24T09:00"), at("2026-11-26T09:00"))
    );
    let ahead = story.ahead();
    let breach = TimerKind::Breach { clock: ClockKind::Resolution };
    assert_eq!(ahead[0], (at("2026-11-25T09:00").to_string(), breach), "the P1 was broken before it was lowered");
    assert!(ahead.contains(&(at("2026-11-26T09:00").to_string(), breach)), "and the P2 can be broken still: {ahead:?}");

    let noticed = story.then(
        "2026-11-25T13:00",
        0,
        Event::Breached { clock: ClockKind::Resolution, due: at("2026-11-25T09:00") },
    );
    assert!(!noticed.ahead().contains(&ahead[0]), "once");
}

#[test]
fn pauses_are_kept_where_the_new_priority_allows_them() {
    let story = Story::opened(Priority::P2, Channel::Portal, "2026-11-24T09:00")
        .taken("2026-11-24T09:30", 1)
        .asked("2026-11-24T10:00")
        .then("2026-11-24T12:00", 9, Event::InformationAnswered { text: text() })
        .priority("2026-11-24T13:00", 1, Priority::P1)
        .asked("2026-11-24T14:00")
        .priority("2026-11-24T18:00", 1, Priority::P3);
    let resolution = story.clocks().resolution;
    let pauses = [
        Pause { from: at("2026-11-24T10:00"), until: Some(at("2026-11-24T12:00")), request: Some(1) },
        // Open already while it was a P1, which it did not pause.
        Pause { from: at("2026-11-24T18:00"), until: None, request: Some(2) },
    ];
    assert_eq!((resolution.start, resolution.pauses.as_slice()), (at("2026-11-24T09:00"), &pauses[..]));
    assert_eq!(story.due(&resolution, "2026-11-24T19:00"), at("2026-12-08T12:00"), "fourteen days, and three hours");
}

#[test]
fn a_declined_proposal_runs_as_if_it_had_never_stopped_and_its_breach_is_dated_truly() {
    let story = Story::opened(Priority::P2, Channel::Portal, "2026-11-24T09:00").taken("2026-11-24T09:30", 1);
    let story = story.then("2026-11-26T08:00", 1, Event::ClosureProposed { by: Side::Support, summary: text() });
    assert_eq!(story.clocks().resolution.stop, Some(Stop::Provisional(at("2026-11-26T08:00"))));
    let breach = TimerKind::Breach { clock: ClockKind::Resolution };
    assert!(story.timers().iter().all(|timer| timer.what != breach), "it stopped in time");
    let story = story.then("2026-11-27T08:00", 9, Event::ClosureDeclined { by: Side::Customer, reason: text() });
    assert_eq!(story.clocks().resolution.stop, None);
    let late: Vec<_> = story.timers().into_iter().filter(|timer| timer.what == breach).map(|timer| timer.due).collect();
    assert_eq!(late, [at("2026-11-26T09:00")]);
}

#[test]
fn an_accepted_workaround_stops_a_p1_until_it_fails_after_all() {
    let story = Story::opened(Priority::P1, Channel::Phone, "2026-11-24T09:00")
        .taken("2026-11-24T09:00", 1)
        .then("2026-11-24T12:00", 1, Event::WorkaroundProposed { text: text() })
        .then("2026-11-24T13:00", 9, Event::WorkaroundAccepted { by: Side::Customer });
    let clocks = story.clocks();
    assert_eq!(
        (clocks.resolution.stop, clocks.resolved_by),
        (Some(Stop::Provisional(at("2026-11-24T13:00"))), Some(ResolvedBy::Workaround))
    );
    let closed = |story: Story| {
        story
            .then("2026-11-26T12:00", 1, Event::ClosureProposed { by: Side::Support, summary: text() })
            .then("2026-11-26T13:00", 9, Event::ClosureAccepted { by: Side::Customer })
            .clocks()
    };
    let again = |story: &Story| Story { book: Book::with(|_| {}), history: story.history.clone() };
    let kept = closed(again(&story));
    assert_eq!(
        (kept.resolution.stop, kept.resolved_by),
        (Some(Stop::Final(at("2026-11-24T13:00"))), Some(ResolvedBy::Workaround))
    );
    let failed =
        again(&story).then("2026-11-24T15:00", 9, Event::WorkaroundFailed { by: Side::Customer, text: text() });
    assert_eq!(failed.clocks().resolution.stop, None);
    let broken = closed(failed);
    assert_eq!(
        (broken.resolution.stop, broken.resolved_by),
        (Some(Stop::Final(at("2026-11-26T12:00"))), Some(ResolvedBy::Proposal))
    );
    // Where the plan does not have it so, and for a P2, a workaround is help and no resolution.
    let strict = Story { book: Book::with(|plan| plan.closing.workaround_stops = false), ..again(&story) };
    assert_eq!(strict.clocks().resolution.stop, None);
    assert_eq!(again(&story).priority("2026-11-24T14:00", 1, Priority::P2).clocks().resolution.stop, None);
}

#[test]
fn an_override_stops_at_the_override() {
    let story = Story::opened(Priority::P2, Channel::Portal, "2026-11-24T09:00")
        .taken("2026-11-24T09:30", 1)
        .then("2026-11-24T10:00", 1, Event::ClosureProposed { by: Side::Support, summary: text() })
        .then("2026-11-25T10:00", 3, Event::ClosureOverridden { reason: text() });
    let clocks = story.clocks();
    assert_eq!(
        (clocks.resolution.stop, clocks.resolved_by),
        (Some(Stop::Final(at("2026-11-25T10:00"))), Some(ResolvedBy::Override))
    );
}

#[test]
fn opened_again_a_case_has_clocks_of_its_own_and_the_first_ones_do_not_change() {
    let story = Story::opened(Priority::P2, Channel::Portal, "2026-11-24T09:00")
        .taken("2026-11-24T09:30", 1)
        .then("2026-11-24T10:00", 1, Event::ClosureProposed { by: Side::Support, summary: text() })
        .then("2026-11-24T11:00", 9, Event::ClosureAccepted { by: Side::Customer });
    let first = story.clocks();
    let reopened =
        Event::Reopened { by: Side::Customer, reason: text(), owner: Some(person(1)), from: FIRST, to: SECOND };
    let story = story.then("2026-11-25T12:00", 9, reopened);
    let clocks = story.clocks();
    assert_eq!((clocks.resolution.start, clocks.resolution.plan), (at("2026-11-25T12:00"), SECOND));
    assert_eq!(
        story.due(&clocks.resolution, "2026-11-25T12:00"),
        at("2026-11-30T12:00"),
        "the new version's holiday counts"
    );
    assert_eq!(clocks.assignment.stop, Some(Stop::Final(at("2026-11-25T12:00"))), "the last owner is on duty");
    assert_eq!(clocks.first_response.stop, None, "a word of ours is owed again");
    let kept: Vec<&Clock> = clocks.changed.iter().map(|changed| &changed.clock).collect();
    assert_eq!(kept, [&first.assignment, &first.first_response, &first.resolution]);
}

#[test]
fn moved_to_another_version_a_case_counts_by_its_calendar_and_says_what_it_counted_by() {
    let story = Story::opened(Priority::P2, Channel::Portal, "2026-11-25T09:00").taken("2026-11-25T09:30", 1);
    assert_eq!(story.due(&story.clocks().resolution, "2026-11-25T10:00"), at("2026-11-27T09:00"));
    let story = story.then("2026-11-25T10:00", 7, Event::PlanChanged { from: FIRST, to: SECOND, note: None });
    let clocks = story.clocks();
    assert_eq!(
        story.due(&clocks.resolution, "2026-11-25T10:00"),
        at("2026-11-30T09:00"),
        "Thanksgiving and the weekend"
    );
    assert_eq!(clocks.resolution.start, at("2026-11-25T09:00"));
    assert_eq!(clocks.assignment.plan, FIRST, "a clock that has stopped is judged by what was promised then");
    // What a decline gives back runs also in the clock that gave way.
    assert_eq!(clocks.changed.iter().map(|changed| changed.change).collect::<Vec<_>>(), [Change::Plan(SECOND); 2]);
}

#[test]
fn an_update_is_promised_by_a_person_or_in_steps_by_the_plan() {
    let story = Story::opened(Priority::P2, Channel::Portal, "2026-11-24T09:00").taken("2026-11-24T09:30", 1);
    let promised = story.then("2026-11-24T10:00", 1, Event::NextUpdatePromised { by: at("2026-11-24T15:00") });
    let update = promised.clocks().next_update.unwrap();
    assert_eq!(
        (update.target, promised.due(&update, "2026-11-24T11:00")),
        (Target::At(at("2026-11-24T15:00")), at("2026-11-24T15:00"))
    );
    let given = promised.then("2026-11-24T16:00", 1, Event::Message { by: Side::Support, text: text() });
    let update = given.clocks().next_update.unwrap();
    assert!(given.reading(&update, "2026-11-24T17:00").is_breached(at("2026-11-24T17:00")), "an hour late");

    let steps = Book::with(|plan| plan.p2.next_update = Some(Target::BusinessMinutes(240)));
    let story = Story::under(steps, Priority::P2, Channel::Portal, "2026-11-24T09:00")
        .taken("2026-11-24T09:30", 1)
        .then("2026-11-24T10:00", 1, Event::Message { by: Side::Support, text: text() });
    assert_eq!(story.due(&story.clocks().next_update.unwrap(), "2026-11-24T11:00"), at("2026-11-24T14:00"));
    let story = story.asked("2026-11-24T12:00");
    let update = story.clocks().next_update.unwrap();
    assert!(update.is_paused() && story.clocks().earlier.len() == 1);
    assert_eq!(story.due(&update, "2026-11-24T18:00"), at("2026-11-24T22:00"), "four hours from an answer");
    let story = story.then("2026-11-24T18:00", 9, Event::InformationAnswered { text: text() }).then(
        "2026-11-24T19:00",
        1,
        Event::ClosureProposed { by: Side::Support, summary: text() },
    );
    assert_eq!(story.clocks().next_update.unwrap().stop, Some(Stop::Final(at("2026-11-24T19:00"))), "their turn");
    let story = story.then("2026-11-24T20:00", 9, Event::ClosureDeclined { by: Side::Customer, reason: text() });
    assert_eq!(story.due(&story.clocks().next_update.unwrap(), "2026-11-24T20:00"), at("2026-11-25T00:00"));
}

#[test]
fn what_is_to_be_done_follows_from_the_clocks() {
    let story = Story::opened(Priority::P1, Channel::Phone, "2026-11-24T09:00").taken("2026-11-24T09:00", 1);
    let told = |share, to| TimerKind::Escalation { share, to };
    let resolution = ClockKind::Resolution;
    let expected = [
        ("2026-11-24T15:00:00Z", told(25, Managers::All)),
        ("2026-11-24T21:00:00Z", told(50, Managers::All)),
        ("2026-11-25T03:00:00Z", TimerKind::Warning { clock: resolution, share: 75 }),
        ("2026-11-25T03:00:00Z", told(75, Managers::Senior)),
        ("2026-11-25T09:00:00Z", TimerKind::Breach { clock: resolution }),
        ("2026-11-25T09:00:00Z", told(100, Managers::Senior)),
    ];
    assert_eq!(story.ahead(), expected.map(|(due, what)| (due.to_owned(), what)));

    let p2 = Story::opened(Priority::P2, Channel::Portal, "2026-11-24T09:00").taken("2026-11-24T09:30", 1);
    let paused = p2.asked("2026-11-24T10:00");
    assert!(paused.ahead().is_empty(), "nothing falls due while we wait for an answer");
    let proposed = paused.then("2026-11-24T12:00", 1, Event::ClosureProposed { by: Side::Support, summary: text() });
    let expected = [
        ("2026-11-26T12:00:00Z", TimerKind::Reminder { day: 2 }),
        ("2026-11-30T12:00:00Z", TimerKind::Reminder { day: 4 }),
        ("2026-12-01T12:00:00Z", TimerKind::Lapse),
    ];
    assert_eq!(proposed.ahead(), expected.map(|(due, what)| (due.to_owned(), what)));
}

#[test]
fn what_the_desk_does_by_itself_is_put_in_between_when_it_falls_due() {
    let told = Story::opened(Priority::P2, Channel::Phone, "2026-11-24T09:00")
        .taken("2026-11-24T09:00", 1)
        .then("2026-11-26T08:00", 1, Event::ClosureProposed { by: Side::Support, summary: text() })
        .then("2026-11-27T08:00", 9, Event::ClosureDeclined { by: Side::Customer, reason: text() })
        .then("2026-11-30T09:00", 1, Event::ClosureProposed { by: Side::Support, summary: text() })
        .then("2026-12-02T09:00", 9, Event::ClosureAccepted { by: Side::Customer });
    let kept = |now: &str| {
        let whole = with_timers(&told.book, told.history.clone(), at(now)).unwrap().unwrap();
        assert!((1..).zip(&whole).all(|(seq, recorded)| recorded.seq == seq));
        assert!(Case::from_events(&whole).is_some());
        whole.into_iter().filter(|recorded| recorded.event.fell_due().is_some()).collect::<Vec<_>>()
    };
    let whole = kept("2026-12-20T09:00");
    let said: Vec<_> = whole.iter().map(|recorded| (recorded.at, recorded.event.kind())).collect();
    assert_eq!(
        said,
        [
            (at("2026-11-25T21:00"), "warned"),
            // The proposal had stopped the clock: only when it is declined is the breach one.
            (at("2026-11-27T08:00"), "breached"),
            (at("2026-11-27T08:00"), "managers_told"),
        ],
        "who agrees at the very instant of a reminder is not reminded"
    );
    assert_eq!(whole[1].event.fell_due(), Some(at("2026-11-26T09:00")));

    let open = Story { book: Book::with(|_| {}), history: told.history[..5].to_vec() };
    let whole = with_timers(&open.book, open.history, at("2026-12-07T09:01")).unwrap().unwrap();
    assert_eq!(whole.last().map(|last| (last.at, last.event.kind())), Some((at("2026-12-07T09:00"), "closure_lapsed")));
    assert_eq!(with_timers(&told.book, told.history[1..].to_vec(), at("2026-12-07T09:00")), Ok(None));
}

#[test]
fn a_workaround_that_was_enough_before_the_raise_stops_nothing_after_it() {
    let story = Story::opened(Priority::P3, Channel::Portal, "2026-11-24T09:00")
        .taken("2026-11-24T09:30", 1)
        .then("2026-11-24T10:00", 1, Event::WorkaroundProposed { text: text() })
        .then("2026-11-24T11:00", 9, Event::WorkaroundAccepted { by: Side::Customer })
        .priority("2026-11-24T15:00", 1, Priority::P1);
    let clocks = story.clocks();
    assert_eq!((clocks.resolution.stop, clocks.resolved_by), (None, None));
    assert!(story.timers().iter().any(|timer| matches!(timer.what, TimerKind::Escalation { share: 25, .. })));
    // One of after the raise does.
    let story = story.then("2026-11-24T16:00", 1, Event::WorkaroundProposed { text: text() }).then(
        "2026-11-24T17:00",
        9,
        Event::WorkaroundAccepted { by: Side::Customer },
    );
    assert_eq!(story.clocks().resolution.stop, Some(Stop::Provisional(at("2026-11-24T17:00"))));
}

/// A P1 with a workaround in time, four hours after it was opened.
fn worked_around() -> Story {
    Story::opened(Priority::P1, Channel::Phone, "2026-11-23T09:00")
        .taken("2026-11-23T09:00", 1)
        .then("2026-11-23T12:00", 1, Event::WorkaroundProposed { text: text() })
        .then("2026-11-23T13:00", 9, Event::WorkaroundAccepted { by: Side::Customer })
}

#[test]
fn a_promise_that_a_workaround_kept_stays_kept_when_the_priority_is_lowered_or_the_plan_changes() {
    let kept = Some(Stop::Provisional(at("2026-11-23T13:00")));
    let lowered = worked_around().priority("2026-11-25T10:00", 2, Priority::P3);
    let moved = {
        let story = worked_around();
        let mut book = Book::with(|_| {});
        book.versions[1].1.closing.workaround_stops = false;
        let event = Event::PlanChanged { from: FIRST, to: SECOND, note: None };
        Story { book, ..story }.then("2026-11-25T10:00", 2, event)
    };
    for story in [&lowered, &moved] {
        let clocks = story.clocks();
        let before = clocks.changed.iter().find(|changed| changed.clock.kind == ClockKind::Resolution).unwrap();
        assert_eq!((before.clock.stop, before.resolved_by), (kept, Some(ResolvedBy::Workaround)));
        assert_eq!(clocks.resolution.stop, None);
    }
    assert!(!lowered.timers().iter().any(|timer| matches!(timer.what, TimerKind::Breach { clock: ClockKind::Resolution } if timer.due < at("2026-11-25T10:00"))));
    // Raised again, the promise of the P2 in between is not the one that the workaround kept.
    let up_and_down =
        worked_around().priority("2026-11-24T10:00", 2, Priority::P2).priority("2026-11-24T11:00", 2, Priority::P1);
    let of_p2 = up_and_down.clocks().changed.into_iter().rfind(|changed| changed.clock.priority == Priority::P2);
    assert_eq!(of_p2.unwrap().clock.stop, None);
    // It fails after all: what it kept was never kept, as of the change.
    let failed = worked_around().priority("2026-11-25T10:00", 2, Priority::P2).then(
        "2026-11-25T11:00",
        9,
        Event::WorkaroundFailed { by: Side::Customer, text: text() },
    );
    let before =
        failed.clocks().changed.into_iter().find(|changed| changed.clock.kind == ClockKind::Resolution).unwrap();
    assert_eq!((before.clock.stop, before.resolved_by), (None, None));
    let breach = Timer { due: at("2026-11-24T09:00"), what: TimerKind::Breach { clock: ClockKind::Resolution } };
    assert!(failed.timers().contains(&breach), "dated at its true due time");
}

#[test]
fn what_a_decline_gives_back_holds_for_the_promise_before_a_move_too() {
    let propose = |by| Event::ClosureProposed { by, summary: text() };
    let story = Story::opened(Priority::P1, Channel::Phone, "2026-11-23T09:00")
        .taken("2026-11-23T09:00", 1)
        .then("2026-11-24T08:00", 1, propose(Side::Support))
        .then("2026-11-24T12:00", 2, Event::PlanChanged { from: FIRST, to: SECOND, note: None });
    let resolutions = |story: &Story| {
        story
            .timers()
            .into_iter()
            .filter(|timer| timer.what == TimerKind::Breach { clock: ClockKind::Resolution })
            .count()
    };
    assert_eq!(resolutions(&story), 0);
    let declined = story.then("2026-11-24T13:00", 9, Event::ClosureDeclined { by: Side::Customer, reason: text() });
    assert_eq!(resolutions(&declined), 1, "both promises were due at the same time, and it is broken once");
}

#[test]
fn another_workaround_takes_nothing_from_the_one_that_is_accepted() {
    let better = worked_around().then("2026-11-24T15:00", 1, Event::WorkaroundProposed { text: text() });
    let kept = Some(Stop::Provisional(at("2026-11-23T13:00")));
    assert_eq!(better.clocks().resolution.stop, kept);
    let fail = || Event::WorkaroundFailed { by: Side::Customer, text: text() };
    let refused = better.then("2026-11-24T16:00", 9, fail());
    assert_eq!(refused.clocks().resolution.stop, kept, "they still have the one before");
    let after_all = refused.then("2026-11-24T17:00", 9, fail());
    assert_eq!(after_all.clocks().resolution.stop, None);
    assert!(!after_all.is_possible("2026-11-24T18:00", fail()));

    // With the better one the problem is solved since the first of them, until it fails.
    let story = worked_around().then("2026-11-24T15:00", 1, Event::WorkaroundProposed { text: text() }).then(
        "2026-11-24T16:00",
        9,
        Event::WorkaroundAccepted { by: Side::Customer },
    );
    assert_eq!(story.clocks().resolution.stop, kept);
    assert_eq!(story.then("2026-11-24T17:00", 9, fail()).clocks().resolution.stop, None);
}

#[test]
fn a_case_that_is_closed_owes_nothing_more() {
    let story = Story::opened(Priority::P3, Channel::Portal, "2026-11-24T09:00")
        .then("2026-11-24T09:10", 9, Event::ClosureProposed { by: Side::Customer, summary: text() })
        .then("2026-11-24T09:20", 1, Event::ClosureAccepted { by: Side::Support });
    let clocks = story.clocks();
    let stop = Some(Stop::Final(at("2026-11-24T09:20")));
    assert_eq!((clocks.assignment.stop, clocks.first_response.stop), (stop, stop));
    assert_eq!(story.ahead(), []);
}

#[test]
fn what_lapsed_late_was_over_when_it_was_due() {
    let lapsed = Event::ClosureLapsed { due: Some(at("2026-12-01T10:00")) };
    let story = Story::opened(Priority::P3, Channel::Portal, "2026-11-24T09:00")
        .taken("2026-11-24T09:10", 1)
        .then("2026-11-24T10:00", 1, Event::ClosureProposed { by: Side::Support, summary: text() })
        .then("2026-11-30T12:00", 1, Event::NextUpdatePromised { by: at("2026-12-01T12:00") })
        .then("2026-12-02T08:00", 0, lapsed);
    let update = story.clocks().next_update.unwrap();
    assert_eq!(update.stop, Some(Stop::Final(at("2026-12-01T10:00"))));
    assert!(story.clocks().broken(&story.book, at("2026-12-03T00:00")).unwrap().is_empty());
}

#[test]
fn an_update_that_was_promised_before_stays_on_record_when_the_case_is_opened_again() {
    let story = Story::opened(Priority::P3, Channel::Portal, "2026-11-24T09:00")
        .taken("2026-11-24T09:10", 1)
        .then("2026-11-24T09:20", 1, Event::NextUpdatePromised { by: at("2026-11-24T12:00") })
        .then("2026-11-24T13:00", 1, Event::ClosureProposed { by: Side::Support, summary: text() })
        .then("2026-11-24T14:00", 9, Event::ClosureAccepted { by: Side::Customer });
    let broken = [(ClockKind::NextUpdate, at("2026-11-24T12:00"))];
    assert_eq!(story.clocks().broken(&story.book, at("2026-11-24T15:00")).unwrap(), broken);
    let reopened = Event::Reopened { by: Side::Customer, reason: text(), owner: None, from: FIRST, to: FIRST };
    let story = story.then("2026-11-24T16:00", 9, reopened);
    assert_eq!(story.clocks().next_update, None);
    assert_eq!(story.clocks().broken(&story.book, at("2026-11-24T16:10")).unwrap(), broken);
}

#[test]
fn nobody_is_reminded_twice_of_one_day_because_of_another_calendar() {
    let story = Story::opened(Priority::P3, Channel::Portal, "2026-11-23T09:00")
        .taken("2026-11-23T09:10", 1)
        .then("2026-11-24T10:00", 1, Event::ClosureProposed { by: Side::Support, summary: text() })
        .then("2026-11-26T10:00", 0, Event::ClosureReminded { day: 2, due: at("2026-11-26T10:00") })
        .then("2026-11-26T11:00", 2, Event::PlanChanged { from: FIRST, to: SECOND, note: None });
    // The second day is Friday the 27th by the calendar of now, and has been reminded of.
    let reminders: Vec<_> =
        story.ahead().into_iter().filter(|(_, what)| matches!(what, TimerKind::Reminder { .. })).collect();
    assert_eq!(reminders, [("2026-12-01T10:00:00Z".to_owned(), TimerKind::Reminder { day: 4 })]);
}

#[test]
fn an_escalation_is_answered_as_the_priority_of_now_has_it() {
    let escalated =
        Event::Escalated { channel: Channel::Portal, reason: EscalationReason::Responsiveness, text: text() };
    let story = Story::opened(Priority::P3, Channel::Portal, "2026-11-24T09:00")
        .taken("2026-11-24T09:10", 1)
        .then("2026-11-24T10:00", 9, escalated)
        .priority("2026-11-24T11:30", 1, Priority::P1);
    let clocks = story.clocks();
    let running = clocks.escalation.clone().unwrap();
    assert_eq!(story.due(&running, "2026-11-24T11:40"), at("2026-11-24T12:30"), "an hour, from the raise");
    let before = clocks.changed.iter().find(|changed| changed.clock.kind == ClockKind::Escalation).unwrap();
    assert_eq!(story.due(&before.clock, "2026-11-24T11:40"), at("2026-11-24T14:00"));
}

#[test]
fn what_is_done_at_the_due_time_itself_is_in_time() {
    let due = at("2026-11-25T09:00");
    let story = Story::opened(Priority::P1, Channel::Phone, "2026-11-24T09:00").taken("2026-11-24T09:00", 1);
    let breach = Timer { due, what: TimerKind::Breach { clock: ClockKind::Resolution } };
    assert!(story.timers().contains(&breach) && breach.ripe() == due.plus_millis(1));
    let whole = |now| with_timers(&story.book, story.history.clone(), now).unwrap().unwrap();
    let breached = |whole: &[Recorded]| whole.iter().any(|recorded| recorded.event == breach.event());
    assert!(!breached(&whole(due)) && breached(&whole(due.plus_millis(1))));
}

#[test]
fn what_is_late_already_is_not_late_a_second_time_by_what_another_plan_promises() {
    let book = || {
        let mut book = Book::with(|_| {});
        book.versions[1].1.p2.resolution = Target::BusinessMinutes(20 * 60);
        book
    };
    let resolution = ClockKind::Resolution;
    let late = |story: &Story| {
        let told = |timer: &Timer| matches!(timer.what, TimerKind::Escalation { share, .. } if share >= 100);
        let timers = story.timers();
        let breaches = timers.iter().filter(|timer| timer.what == TimerKind::Breach { clock: resolution });
        (breaches.map(|timer| timer.due).collect::<Vec<_>>(), timers.iter().filter(|timer| told(timer)).count())
    };
    let moves = || Event::PlanChanged { from: FIRST, to: SECOND, note: None };
    let opened =
        || Story::under(book(), Priority::P2, Channel::Portal, "2026-11-24T09:00").taken("2026-11-24T09:10", 1);
    // Due on the 26th at nine by the first version, on the 25th at five by the second one.
    let before = at("2026-11-26T09:00");
    let moved = opened().then("2026-11-27T10:00", 2, moves());
    assert_eq!(late(&moved), (vec![before], 0));
    let mut broken = moved.clocks().broken(&moved.book, at("2026-11-27T11:00")).unwrap();
    broken.retain(|(kind, _)| *kind == resolution);
    assert_eq!(broken, [(resolution, before)]);
    // Not late before, and late at once by what is promised now: that is a breach.
    let moved = opened().then("2026-11-25T12:00", 2, moves());
    assert_eq!(late(&moved), (vec![at("2026-11-25T05:00")], 1));
}

#[test]
fn a_promise_that_gave_way_while_a_proposal_stood_is_kept_once_the_case_is_closed() {
    let proposed = Story::opened(Priority::P2, Channel::Portal, "2026-11-23T09:00")
        .taken("2026-11-23T09:30", 1)
        .then("2026-11-23T10:00", 1, Event::ClosureProposed { by: Side::Support, summary: text() })
        .then("2026-11-23T11:00", 7, Event::PlanChanged { from: FIRST, to: SECOND, note: None });
    let says = |story: &Story| {
        let terms = Terms { plan: "Standard".into(), version: 1, zone: "UTC".into(), calendar: "0".into() };
        let before = Before::of(ClockKind::Resolution, &story.clocks(), |_| Some(&terms), &story.book).unwrap();
        before[0].sentence(&caseline_domain::hours::Offsets::utc())
    };
    assert!(
        says(&proposed).ends_with("; stopped in time Mon 23 Nov 2026, 10:00, provisionally."),
        "{}",
        says(&proposed)
    );
    let closed = proposed.then("2026-11-23T12:00", 9, Event::ClosureAccepted { by: Side::Customer });
    assert!(says(&closed).ends_with("; kept Mon 23 Nov 2026, 10:00."), "{}", says(&closed));
}
