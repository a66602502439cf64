//! A random walk of acts by random people, most of them out of turn: the row of a case stays what its events say, a
//! refused act leaves no trace, and the process holds.

use std::collections::HashMap;

use caseline_desk::cases::{ActForm, CaseKey, cached};
use caseline_domain::case::{Author, Case, Channel, Clock, Clocks, Event, Impact, Recorded, Side, Status};
use caseline_domain::id::{CaseId, CaseNumber, PersonId};
use caseline_domain::instant::MINUTE;
use caseline_domain::survey::{Expectations, Score, SurveyAnswer};
use sqlx::FromRow;
use uuid::Uuid;

use crate::support::{Person, World, on_both_databases};

/// xorshift64*: the same walk every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % sides
    }
}

#[derive(Debug, PartialEq, FromRow)]
struct StoredRow {
    id: Uuid,
    number: i64,
    account_id: Uuid,
    plan_id: Uuid,
    opened_by: Uuid,
    subject: String,
    area: String,
    priority: String,
    channel: String,
    status: String,
    owner_id: Option<Uuid>,
    waits_for_customer: bool,
    started_at: i64,
    assigned_at: Option<i64>,
    resolved_at: Option<i64>,
    closed_at: Option<i64>,
    clocks: Option<String>,
    next_due: i64,
    timer_at: Option<i64>,
    updated_at: i64,
    last_seq: i64,
    offered_to: Option<Uuid>,
    escalation: Option<String>,
}

/// The row that a case's events make.
fn folded(w: &World, row: &StoredRow, history: &[Recorded]) -> StoredRow {
    let key = CaseKey {
        id: CaseId(row.id),
        number: CaseNumber(row.number),
        account: w.merchant.account(),
        opened_by: PersonId(row.opened_by),
    };
    let row = cached(key, &w.plan, history).unwrap();
    StoredRow {
        id: row.id.0,
        number: row.number.0,
        account_id: row.account.0,
        plan_id: row.plan.0,
        opened_by: row.opened_by.0,
        subject: row.subject,
        area: row.area,
        priority: row.priority.into(),
        channel: row.channel.into(),
        status: row.status.into(),
        owner_id: row.owner.map(|owner| owner.0),
        waits_for_customer: row.waits_for_customer,
        started_at: row.started.millis(),
        assigned_at: row.assigned.map(|at| at.millis()),
        resolved_at: row.resolved.map(|at| at.millis()),
        closed_at: row.closed.map(|at| at.millis()),
        clocks: Some(row.clocks),
        next_due: row.next_due.millis(),
        timer_at: Some(row.timer.millis()),
        updated_at: row.updated.millis(),
        last_seq: i64::from(row.last_seq),
        offered_to: row.offered_to.map(|person| person.0),
        escalation: row.escalation.map(str::to_owned),
    }
}

async fn rows_are_folds(w: &World) -> HashMap<CaseNumber, Vec<Recorded>> {
    let rows: Vec<StoredRow> = w.stored("select * from support_case order by number").await;
    let mut histories = HashMap::new();
    let page = w.desk.queue(&w.ana.actor, caseline_desk::store::QueueView::All, None, 100).await.unwrap();
    for row in rows {
        let number = CaseNumber(row.number);
        let view = w.ana.sees(number).await;
        let history: Vec<Recorded> = view.events.into_iter().map(|event| event.recorded).collect();
        assert_eq!(row, folded(w, &row, &history));
        let clocks = Clocks::from_events(&w.plan, &history).unwrap();
        if let Some(entry) = page.entries.iter().find(|entry| entry.row.number == number) {
            let current: Vec<Clock> = clocks.current().cloned().collect();
            assert_eq!(entry.clocks, current, "as lists show them");
            assert_eq!(entry.row.escalation, view.case.escalation.map(|open| open.standing()));
        }
        assert!(history.iter().zip(1..).all(|(recorded, seq)| recorded.seq == seq));
        assert!(history.is_sorted_by_key(|recorded| recorded.at));
        histories.insert(number, history);
    }
    histories
}

/// What must be true of a history, said again without the status machine.
fn holds(w: &World, history: &[Recorded]) {
    let side = |by: Author| {
        let Author::Person(person) = by else { return None };
        let member = [&w.merchant, &w.colleague].iter().any(|member| member.id() == person);
        Some(if member { Side::Customer } else { Side::Support })
    };
    let (mut assigned, mut proposed, mut closed) = (false, None, false);
    for (n, recorded) in history.iter().enumerate() {
        let by = side(recorded.by);
        if closed {
            let after = matches!(
                recorded.event,
                Event::InternalNote { .. } | Event::SurveyInvited | Event::SurveyAnswered { .. }
            );
            assert!(after, "{:?} on a closed case", recorded.event);
        }
        match &recorded.event {
            Event::Assigned(_) => assigned = true,
            Event::ClosureProposed { by: proposing, .. } => {
                assert_eq!(by, Some(*proposing));
                proposed = Some(*proposing);
            }
            Event::ClosureDeclined { by: declining, .. } => {
                assert_eq!((by, proposed.take()), (Some(*declining), Some(declining.other())));
            }
            Event::ClosureAccepted { by: accepting } => {
                assert_eq!((by, proposed.take()), (Some(*accepting), Some(accepting.other())));
                closed = true;
            }
            Event::InformationAnswered { .. } => assert_eq!(by, Some(Side::Customer)),
            Event::HandOverOffered { to, .. } => {
                let owner = Case::from_events(&history[..n]).unwrap().stage.owner();
                let may = [owner, Some(w.manager.id())].map(|person| person.map(Author::Person));
                assert!(may.contains(&Some(recorded.by)), "offered by neither owner nor manager");
                assert!(owner != Some(*to) && recorded.by != Author::Person(*to), "offered to who has it");
            }
            Event::Escalated { channel, .. } => {
                assert_eq!(*channel == Channel::Phone, by == Some(Side::Support), "who takes it down was on the phone");
            }
            Event::EscalationAcknowledged { .. } => assert_eq!(recorded.by, Author::Person(w.manager.id())),
            Event::EscalationEnded { by: ending, .. } => {
                assert_eq!(by, Some(*ending));
                assert!(by == Some(Side::Customer) || recorded.by == Author::Person(w.manager.id()));
            }
            Event::InternalNote { .. }
            | Event::InformationRequested { .. }
            | Event::HandOverAccepted { .. }
            | Event::HandOverDeclined { .. } => assert_eq!(by, Some(Side::Support)),
            _ => {}
        }
        let case = Case::from_events(&history[..=n]).unwrap();
        assert!(!assigned || case.stage.owner().is_some(), "from first assignment on somebody owns it");
        assert_eq!(closed, case.stage.status() == Status::Closed);
    }
}

async fn rows_stay_what_their_events_say_and_refused_acts_leave_no_trace(w: &World) {
    let mut dice = Dice(20_261_123);
    let people = [&w.merchant, &w.colleague, &w.stranger, &w.ana, &w.ben, &w.manager, &w.administrator];
    let mut numbers = Vec::new();
    for impact in [Impact::Core, Impact::Minor, Impact::Core] {
        numbers.push(w.merchant.submits(impact).await);
        w.later(7 * MINUTE);
    }
    numbers.push(w.ana.takes_call_of(&w.merchant, Impact::Crucial).await);
    numbers.push(w.ben.takes_call_of(&w.merchant, Impact::Outage).await);
    let (mut done, mut refused) = (0, 0);
    for step in 0..600 {
        // Closing is rare, and when a case is closed another comes.
        if step % 40 == 39 {
            numbers.push(w.colleague.submits(Impact::Core).await);
        }
        w.later((dice.below(600) as i64) * MINUTE);
        let number = numbers[dice.below(numbers.len())];
        let person = people[dice.below(people.len())];
        let before = w.everything_written().await;
        let outcome = act(w, &mut dice, person, &people, number).await;
        if outcome {
            done += 1;
        } else {
            refused += 1;
            assert_eq!(w.everything_written().await, before, "a refused act of {} left a trace", person.actor.name);
        }
        if step % 25 == 0 {
            rows_are_folds(w).await;
        }
    }
    let histories = rows_are_folds(w).await;
    histories.values().for_each(|history| holds(w, history));
    let closed = histories.values().filter(|h| Case::from_events(h.iter()).unwrap().stage.closing().is_some()).count();
    // What the migration fills in for cases that were there before is the same: of two offers, one was answered.
    for answered in [false, true] {
        let number = w.merchant.submits(Impact::Core).await;
        w.ana.takes(number).await.unwrap();
        w.ana.offers(number, &w.manager, "Over.").await.unwrap();
        w.ana.offers(number, &w.ben, "Over.").await.unwrap();
        if answered {
            w.ben.declines_hand_over(number, "Busy.").await.unwrap();
        }
    }
    let migration = include_str!("../../migrations/sqlite/0003_offered_to.sql");
    let fill = &migration[migration.find("\nupdate").unwrap()..];
    w.tamper("update support_case set offered_to = null").await;
    w.tamper(fill).await;
    rows_are_folds(w).await;
    assert!(w.count("select count(*) from support_case where offered_to is not null").await > 0);
    let escalations = |kind| histories.values().flatten().filter(|one| one.event.kind() == kind).count();
    let of_each = ["escalated", "escalation_acknowledged", "escalation_ended"].map(escalations);
    assert!(of_each.iter().all(|times| *times > 1), "{of_each:?}");
    assert!(done > 100 && refused > 100 && closed > 2, "{done} done, {refused} refused, {closed} closed");
}

/// One act, from a page of now or one of long ago; whether it was done.
async fn act(w: &World, dice: &mut Dice, person: &Person, people: &[&Person], number: CaseNumber) -> bool {
    if dice.below(8) == 0 {
        let form = ActForm { number, seen: 1, once: w.once() };
        return w.desk.write_message(&person.actor, form, crate::support::text("From an old page.")).await.is_ok();
    }
    match dice.below(20) {
        0 | 1 => person.takes(number).await.is_ok(),
        2 | 3 => person.writes(number, "A message.").await.is_ok(),
        4 => person.notes(number, "A note.").await.is_ok(),
        5 | 6 => person.asks(number, "Which?").await.is_ok(),
        7 => person.offers(number, people[dice.below(people.len())], "Over.").await.is_ok(),
        8 => person.accepts_hand_over(number).await.is_ok(),
        9 => person.declines_hand_over(number, "Busy.").await.is_ok(),
        10 | 17 => person.proposes(number, "Close?").await.is_ok(),
        11 | 18 => person.agrees(number).await.is_ok(),
        12 => person.declines(number, "Not yet.").await.is_ok(),
        13 => person.escalates(number, "Nobody answers.").await.is_ok(),
        // One in seven is the manager: too few to see it done.
        14 | 15 => [person, &w.manager][dice.below(2)].acknowledges(number, "I do.").await.is_ok(),
        16 => person.ends_escalation(number, (dice.below(2) == 0).then_some("Thank you.")).await.is_ok(),
        _ => {
            let (points, may_contact) = (Score::new(1 + dice.below(5) as u8).unwrap(), false);
            let (overall, timeliness, quality) = (points, points, points);
            let expectations = Expectations::Met;
            let answer = SurveyAnswer { overall, timeliness, quality, expectations, comment: None, may_contact };
            // A link is made for who may have one; that is no act on the case.
            let Ok(link) = w.desk.survey_link(&person.actor, number).await else { return false };
            w.desk.answer_survey(&link, answer).await.is_ok()
        }
    }
}

on_both_databases! {
    rows_stay_what_their_events_say_and_refused_acts_leave_no_trace,
}
