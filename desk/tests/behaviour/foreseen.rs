//! Whatever changes clocks is shown before it is done: a plan, a calendar, a priority, a pause. What comes of it is what
//! was shown, wherever a case stands.

use caseline_desk::calendars::CalendarEdit;
use caseline_desk::cases::{ForeseenClock, MovePreview};
use caseline_desk::plan_versions::PlanEdit;
use caseline_domain::case::{ClockKind, Impact, Priority, Reading, Status};
use caseline_domain::form::NextUpdate;
use caseline_domain::hours::{Holiday, Target};
use caseline_domain::id::CaseNumber;
use caseline_domain::instant::{DAY, HOUR, MINUTE};
use caseline_domain::plan::Plan;

use crate::support::{World, on_both_databases, refused};

const PLAN: &str = "Standard";

/// What each clock of a case shows now, in order, and whether its promise is broken.
type Shown = Vec<(ClockKind, Reading, bool)>;

async fn shown(w: &World, number: CaseNumber) -> Shown {
    let view = w.ana.sees(number).await;
    let read = |clock| {
        let reading = view.reading(clock, w.now()).unwrap();
        (clock.kind, reading, reading.is_breached(w.now()))
    };
    view.clocks.current().map(read).collect()
}

fn after(clocks: &[ForeseenClock]) -> Shown {
    clocks.iter().filter_map(|clock| Some((clock.kind, clock.after?, clock.would_be_broken))).collect()
}

/// That a case stands as a preview says that it does, of clocks that would end too.
fn stands_as(shown: &Shown, clocks: &[ForeseenClock], number: CaseNumber) {
    let said: Shown = clocks.iter().filter_map(|clock| Some((clock.kind, clock.before?, clock.broken))).collect();
    assert!(shown.iter().all(|clock| said.contains(clock)), "{number}: {shown:?} is not {said:?}");
    assert_eq!(shown.len(), said.len(), "{number}");
}

async fn owned(w: &World, impact: Impact) -> CaseNumber {
    let number = w.merchant.submits(impact).await;
    w.ana.takes(number).await.unwrap();
    number
}

/// A case at each stage at which the process leaves one for longer, with what can stand beside it.
struct Stages {
    open: Vec<CaseNumber>,
    closed: Vec<CaseNumber>,
}

impl Stages {
    async fn new(w: &World) -> Stages {
        let (lapsed, back) = (owned(w, Impact::Core).await, owned(w, Impact::Core).await);
        for number in [lapsed, back] {
            w.ana.proposes(number, "Fixed, we think.").await.unwrap();
        }
        w.later(8 * DAY);
        while w.desk.do_what_is_due().await.unwrap() > 0 {}
        for number in [lapsed, back] {
            assert_eq!(w.ana.sees(number).await.case.stage.status(), Status::Closed, "nobody answered");
        }
        w.merchant.reopens(back, "It is back.").await.unwrap();

        // Moved already, or opened under the version of now: some are, some are not.
        w.changes_plan(|plan| plan.p2.next_update = Some(Target::BusinessMinutes(8 * 60))).await;
        let submitted = w.merchant.submits(Impact::Minor).await;
        let working = owned(w, Impact::Core).await;
        w.ana.writes(working, "I look into it.").await.unwrap();
        let promised = owned(w, Impact::Core).await;
        w.ana.promises(promised, NextUpdate::In(240)).await.unwrap();
        let raised = owned(w, Impact::Minor).await;
        w.ben.changes_priority(raised, Priority::P1).await.unwrap();
        let urgent = w.ana.takes_call_of(&w.merchant, Impact::Crucial).await;
        w.merchant.escalates(urgent, "Every store waits.").await.unwrap();
        let around = w.ana.takes_call_of(&w.merchant, Impact::Outage).await;
        w.ana.proposes_workaround(around, "Book by hand.").await.unwrap();
        w.later(HOUR);
        w.merchant.accepts_workaround(around).await.unwrap();
        let (asked, late) = (owned(w, Impact::Core).await, owned(w, Impact::Minor).await);
        let answered = owned(w, Impact::Core).await;
        for number in [asked, late, answered] {
            w.ana.asks(number, "Which store?").await.unwrap();
        }
        w.later(3 * HOUR);
        w.merchant.writes(answered, "Oslo.").await.unwrap();
        w.ana.asks(answered, "And which till?").await.unwrap();
        let (by_us, by_them, declined) =
            (owned(w, Impact::Core).await, owned(w, Impact::Core).await, owned(w, Impact::Minor).await);
        w.ana.proposes(by_us, "Fixed.").await.unwrap();
        w.merchant.proposes(by_them, "It works.").await.unwrap();
        w.ana.proposes(declined, "Fixed.").await.unwrap();
        w.later(HOUR);
        w.merchant.declines(declined, "Oslo waits.").await.unwrap();
        w.later(26 * HOUR + MINUTE);
        let open = vec![
            back, submitted, working, promised, raised, urgent, around, asked, late, answered, by_us, by_them, declined,
        ];
        Stages { open, closed: vec![lapsed] }
    }
}

/// Moves what a preview shows, and compares. `preview`: of before the version was made, or after.
async fn moving_does_what_was_seen(w: &World, stages: &Stages, preview: &MovePreview) {
    let mut seen: Vec<_> = preview.cases.iter().map(|case| case.number).collect();
    seen.sort();
    let mut open = stages.open.clone();
    open.sort();
    assert_eq!(seen, open, "each open case, and no other");
    for case in &preview.cases {
        stands_as(&shown(w, case.number).await, &case.clocks, case.number);
    }
    let mut closed = Vec::new();
    for number in &stages.closed {
        closed.push(shown(w, *number).await);
    }
    let to = w.desk.preview_move(&w.administrator.actor, PLAN).await.unwrap();
    let of = |preview: &MovePreview| preview.cases.iter().map(|case| after(&case.clocks)).collect::<Vec<_>>();
    assert_eq!(of(&to), of(preview), "the version that was made is the one that was shown");
    let moved = w.desk.move_cases(&w.administrator.actor, PLAN, to.to.id, None).await.unwrap();
    assert_eq!(moved.cases, open.len());
    for case in &preview.cases {
        assert_eq!(shown(w, case.number).await, after(&case.clocks), "{} as it was shown", case.number);
        assert_eq!(w.ana.sees(case.number).await.row.plan, to.to.id);
    }
    for (number, was) in stages.closed.iter().zip(closed) {
        assert_eq!(shown(w, *number).await, was, "{number} is closed");
    }
}

/// What of a preview changes: moved to another time, broken at once, and mended.
fn comes_to(preview: &MovePreview) -> (usize, usize, usize) {
    let clocks = || preview.cases.iter().flat_map(|case| &case.clocks);
    let mended = |clock: &&ForeseenClock| clock.broken && !clock.would_be_broken;
    (
        clocks().filter(|clock| clock.moves()).count(),
        clocks().filter(|clock| clock.breaks()).count(),
        clocks().filter(mended).count(),
    )
}

async fn a_changed_plan_does_to_each_case_what_was_seen(w: &World) {
    let stages = Stages::new(w).await;
    let (mut moved, mut broken, mut mended) = (0, 0, 0);
    let changes: [fn(&mut Plan); 6] = [
        // Broken by its own age.
        |plan| {
            plan.p2.resolution = Target::BusinessMinutes(12 * 60);
            plan.p3.resolution = Target::CalendarDays(1);
        },
        |plan| plan.p2.resolution = Target::BusinessMinutes(96 * 60),
        |plan| (plan.p2.pauses, plan.p3.pauses) = (false, false),
        |plan| (plan.p2.pauses, plan.p2.next_update) = (true, None),
        |plan| {
            plan.p2.next_update = Some(Target::ElapsedMinutes(30));
            plan.closing.workaround_stops = false;
            plan.closing.lapse_after = None;
        },
        |plan| {
            for priority in Priority::ALL {
                plan.promise_mut(priority).assignment = Target::ElapsedMinutes(5);
                plan.promise_mut(priority).first_response = Target::ElapsedMinutes(10);
                plan.promise_mut(priority).escalation = Target::ElapsedMinutes(20);
            }
        },
    ];
    for change in changes {
        let newest = w.desk.plan_versions(&w.administrator.actor, PLAN).await.unwrap().remove(0).plan;
        let mut plan = newest.clone();
        change(&mut plan);
        let preview = w.desk.preview_plan(&w.administrator.actor, plan.clone()).await.unwrap();
        let comes = comes_to(&preview);
        (moved, broken, mended) = (moved + comes.0, broken + comes.1, mended + comes.2);
        let edit = PlanEdit { seen: newest.version, plan };
        w.desk.save_plan(&w.administrator.actor, edit).await.unwrap();
        moving_does_what_was_seen(w, &stages, &preview).await;
        w.later(2 * HOUR);
    }
    assert!(moved > 20 && broken > 5 && mended > 3, "{moved} moved, {broken} broken, {mended} mended");
}

async fn a_changed_calendar_does_to_each_case_what_was_seen(w: &World) {
    let stages = Stages::new(w).await;
    // One day that is over, one that is to come.
    for (date, moves) in [("2026-12-03", true), ("2026-12-07", true), ("2027-06-01", false)] {
        let history = w.desk.calendar(&w.administrator.actor, PLAN).await.unwrap();
        let day = Holiday { date: date.parse().unwrap(), name: Some("Founders’ day".into()), source: None };
        let calendar = history.newest().calendar.clone().closed_on(vec![day]);
        let mut plans = w.desk.plans_with(&w.administrator.actor, PLAN, &calendar).await.unwrap();
        let preview = w.desk.preview_plan(&w.administrator.actor, plans.remove(0)).await.unwrap();
        assert_eq!(comes_to(&preview).0 > 0, moves, "{date}: {:?}", comes_to(&preview));
        let edit = CalendarEdit { name: PLAN.into(), seen: history.newest().version, calendar };
        w.desk.save_calendar(&w.administrator.actor, edit).await.unwrap();
        moving_does_what_was_seen(w, &stages, &preview).await;
        w.later(HOUR);
    }
}

async fn a_changed_priority_does_to_each_case_what_was_seen(w: &World) {
    let stages = Stages::new(w).await;
    for to in [Priority::P2, Priority::Outage, Priority::P3, Priority::P1, Priority::P2] {
        for number in &stages.open {
            let view = w.ana.sees(*number).await;
            if view.case.priority == to {
                continue;
            }
            let seen = view.priorities(&w.ana.actor).unwrap();
            let seen = seen.into_iter().find(|seen| seen.to == to).unwrap().clocks;
            stands_as(&shown(w, *number).await, &seen, *number);
            // By another than the owner: whoever raises their own case has it at once.
            w.ana.changes_priority(*number, to).await.unwrap();
            assert_eq!(shown(w, *number).await, after(&seen), "{number} to {to:?} from {:?}", view.case.stage);
        }
        w.later(HOUR);
    }
    for number in &stages.closed {
        refused!(w.ana.sees(*number).await.priorities(&w.ana.actor), caseline_desk::error::Refusal::NotNow(_));
        refused!(w.ana.changes_priority(*number, Priority::P1).await, caseline_desk::error::Refusal::NotNow(_));
    }
}

async fn a_question_does_to_each_case_what_was_seen(w: &World) {
    let stages = Stages::new(w).await;
    let asked_at = w.now();
    let answered_at = asked_at.plus_millis(31 * HOUR);
    let mut asked = Vec::new();
    for number in stages.open.iter().chain(&stages.closed) {
        let view = w.ana.sees(*number).await;
        let seen = view.due_if_asked(&w.ana.actor, answered_at).unwrap();
        match view.case.stage.status() {
            Status::Working => asked.push((*number, seen.unwrap())),
            stage => assert_eq!(seen, None, "{number} is {stage:?}"),
        }
    }
    assert!(asked.len() >= 6, "{asked:?}");
    for (number, _) in &asked {
        w.ana.asks(*number, "Which store?").await.unwrap();
    }
    w.clock.set(answered_at);
    for (number, seen) in asked {
        w.merchant.writes(number, "Oslo.").await.unwrap();
        let resolution = shown(w, number).await[0];
        assert_eq!((resolution.0, resolution.1.due()), (ClockKind::Resolution, seen), "{number}");
    }
}

on_both_databases! {
    a_changed_plan_does_to_each_case_what_was_seen,
    a_changed_calendar_does_to_each_case_what_was_seen,
    a_changed_priority_does_to_each_case_what_was_seen,
    a_question_does_to_each_case_what_was_seen,
}
