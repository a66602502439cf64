//! What changes how a case goes: priorities and what they do to the clocks, who has it, promises, ends and beginnings.

use caseline_desk::clock::{Ids, SystemIds};
use caseline_desk::error::Refusal;
use caseline_desk::store::NewPerson;
use caseline_domain::access::{Actor, Standing};
use caseline_domain::case::{
    Change, Channel, ClockKind, Closing, Event, Impact, Priority, Reading, Side, Status, Stop,
};
use caseline_domain::form::{self, NextUpdate};
use caseline_domain::hours::{Calendar, LocalReading, Target};
use caseline_domain::id::{CaseNumber, PersonId, PlanId};
use caseline_domain::instant::{DAY, HOUR, MINUTE, Timestamp};
use caseline_domain::plan::{Plan, Plans};
use caseline_domain::text::EmailAddress;
use uuid::Uuid;

use crate::support::{Person, World, fields, instant, line, on_both_databases, refused, text};

/// What each clock of now shows, in order.
async fn readings(w: &World, number: CaseNumber) -> Vec<(ClockKind, Reading)> {
    let view = w.ana.sees(number).await;
    view.clocks.current().map(|clock| (clock.kind, view.reading(clock, w.now()).unwrap())).collect()
}

async fn due(w: &World, number: CaseNumber) -> Timestamp {
    let view = w.ana.sees(number).await;
    view.reading(&view.clocks.resolution, w.now()).unwrap().due()
}

async fn owned(w: &World, impact: Impact) -> CaseNumber {
    let number = w.merchant.submits(impact).await;
    w.ana.takes(number).await.unwrap();
    number
}

async fn a_change_of_priority_does_what_was_seen_before(w: &World) {
    for (opened, hours) in [(Impact::Minor, 5), (Impact::Core, 40), (Impact::Core, 24 * 9)] {
        for to in [Priority::Outage, Priority::P1, Priority::P2, Priority::P3] {
            let number = owned(w, opened).await;
            if to == w.ana.sees(number).await.case.priority {
                continue;
            }
            w.later(HOUR);
            w.ana.asks(number, "Which store?").await.unwrap();
            w.later(hours * HOUR);
            let view = w.ana.sees(number).await;
            let seen = view.priorities(&w.ana.actor).unwrap();
            assert_eq!(seen.len(), 3);
            let seen = seen.into_iter().find(|seen| seen.to == to).unwrap().clocks;
            let before: Vec<_> = view.clocks.broken(&view.book, w.now()).unwrap();
            w.ana.changes_priority(number, to).await.unwrap();
            let after: Vec<_> = seen.iter().filter_map(|clock| Some((clock.kind, clock.after?))).collect();
            assert_eq!(readings(w, number).await, after, "{opened:?} to {to:?}");
            let view = w.ana.sees(number).await;
            let current: Vec<_> = view
                .clocks
                .current()
                .filter_map(|clock| Some((clock.kind, clock.breach(&w.plan.timeline, w.now()).unwrap()?)))
                .filter(|(kind, _)| !before.iter().any(|(broken, _)| broken == kind))
                .map(|(kind, _)| kind)
                .collect();
            let foreseen: Vec<_> = seen.iter().filter(|clock| clock.breaks()).map(|clock| clock.kind).collect();
            assert_eq!(current, foreseen, "{opened:?} to {to:?}");
        }
    }
}

async fn lowering_late_is_seen_to_mend_and_raising_a_lowered_one_to_break(w: &World) {
    // A P1 that is a day and an hour old is late; as a P3 it is not, and as a P1 again it counts anew.
    let number = w.ana.takes_call_of(&w.merchant, Impact::Crucial).await;
    w.later(25 * HOUR);
    let view = w.ana.sees(number).await;
    let seen = view.priorities(&w.ana.actor).unwrap();
    let of = |to: Priority| seen.iter().find(|seen| seen.to == to).unwrap().clocks[0];
    assert!(
        of(Priority::P3).before.unwrap().is_breached(w.now()) && !of(Priority::P3).after.unwrap().is_breached(w.now())
    );
    // A P3 of ten days ago would be late as a P2, and not as a P1, which counts from the change.
    let number = owned(w, Impact::Minor).await;
    w.later(10 * DAY);
    let seen = w.ana.sees(number).await.priorities(&w.ana.actor).unwrap();
    let of = |to: Priority| seen.iter().find(|seen| seen.to == to).unwrap().clocks[0];
    assert!(of(Priority::P2).breaks() && !of(Priority::P1).breaks() && !of(Priority::Outage).breaks());
    assert_eq!(of(Priority::P1).after.unwrap().due(), w.now().plus_millis(DAY));
}

async fn only_who_works_on_cases_changes_a_priority(w: &World) {
    let number = owned(w, Impact::Core).await;
    let before = w.everything_written().await;
    for person in [&w.merchant, &w.colleague, &w.stranger, &w.administrator] {
        for to in Priority::ALL {
            refused!(person.changes_priority(number, to).await, Refusal::NotThere);
        }
    }
    for person in [&w.merchant, &w.administrator] {
        let view = w.desk.case(&person.actor, number).await.unwrap();
        refused!(view.priorities(&person.actor), Refusal::NotThere);
    }
    refused!(w.ana.changes_priority(number, Priority::P2).await, Refusal::Fields(errors) if errors.get("new_priority").is_some());
    assert_eq!(w.everything_written().await, before);
    w.ben.changes_priority(number, Priority::Outage).await.unwrap();
    let last = w.merchant.sees(number).await.events.pop().unwrap().recorded.event;
    let told = Event::PriorityChanged { to: Priority::Outage, reason: text("It is worse than we thought.") };
    assert_eq!(last, told, "the customer reads why");
    let mailed: Vec<_> =
        w.outbox().await.into_iter().filter(|(kind, ..)| kind == "priority").map(|(_, to, _)| to).collect();
    assert!(mailed.contains(&w.ana.email) && mailed.contains(&w.merchant.email), "{mailed:?}");
}

async fn who_owned_it_before_it_was_raised_says_that_they_have_it(w: &World) {
    let number = owned(w, Impact::Minor).await;
    refused!(w.ana.has_it(number).await, Refusal::HasAnOwner);
    w.later(HOUR);
    w.ben.changes_priority(number, Priority::P1).await.unwrap();
    let raised = w.now();
    let assignment = w.ana.sees(number).await.clocks.assignment;
    assert_eq!((assignment.start, assignment.stop), (raised, None));
    let before = w.everything_written().await;
    for person in [&w.ben, &w.manager, &w.merchant, &w.stranger, &w.administrator] {
        refused!(person.has_it(number).await, Refusal::NotThere);
    }
    assert_eq!(w.everything_written().await, before);
    w.later(4 * MINUTE);
    w.ana.has_it(number).await.unwrap();
    assert_eq!(w.ana.sees(number).await.clocks.assignment.stop, Some(Stop::Final(w.now())));
    refused!(w.ana.has_it(number).await, Refusal::HasAnOwner);
}

/// Closed by agreement now.
async fn closed(w: &World, impact: Impact) -> CaseNumber {
    let number = owned(w, impact).await;
    w.ana.proposes(number, "Fixed.").await.unwrap();
    w.merchant.agrees(number).await.unwrap();
    number
}

async fn a_closed_case_is_opened_again_from_either_side_while_its_plan_lets_it(w: &World) {
    for person in [&w.merchant, &w.colleague, &w.ben, &w.manager] {
        let number = closed(w, Impact::Core).await;
        w.later(14 * DAY);
        person.reopens(number, "It came back.").await.unwrap();
        let view = w.ana.sees(number).await;
        assert_eq!((view.case.cycle, view.case.stage.status()), (2, Status::Working));
        assert_eq!(view.case.stage.owner(), Some(w.ana.id()), "whoever opened it again");
        assert_eq!(view.clocks.resolution.start, w.now());
        assert_eq!(view.row.owner.unwrap().id, w.ana.id());
    }
    let number = closed(w, Impact::Core).await;
    w.later(14 * DAY + 1);
    let before = w.everything_written().await;
    refused!(w.merchant.reopens(number, "It came back.").await, Refusal::ClosedTooLong);
    refused!(w.manager.reopens(number, "It came back.").await, Refusal::ClosedTooLong);
    for person in [&w.stranger, &w.administrator] {
        refused!(person.reopens(number, "Mine.").await, Refusal::NotThere);
    }
    assert_eq!(w.everything_written().await, before);
    let open = owned(w, Impact::Core).await;
    refused!(w.merchant.reopens(open, "Again.").await, Refusal::NotNow(Status::Working));
}

async fn csa(w: &World, name: &str, shift: Option<(i64, i64)>) -> Person {
    let id = PersonId(SystemIds.id(w.now()));
    let email = format!("{name}@caseline.example");
    let zone = "America/Los_Angeles".to_owned();
    let actor = Actor::new(id, name.into(), Standing::Csa, zone.clone());
    let row = NewPerson { shift, ..NewPerson::new(id, email.clone(), name.into(), Standing::Csa, zone) };
    let mut tx = w.desk.store().write().await.unwrap();
    tx.insert_person(&row, w.now()).await.unwrap();
    tx.commit().await.unwrap();
    Person { desk: w.desk.clone(), actor, email }
}

async fn the_last_owner_gets_it_only_if_they_are_on_duty(w: &World) {
    // It is noon in Los Angeles.
    let day = csa(w, "day", Some((9 * 60, 17 * 60))).await;
    let night = csa(w, "night", Some((22 * 60, 6 * 60))).await;
    let gone = csa(w, "gone", None).await;
    for (owner, gets_it) in [(&day, true), (&night, false), (&gone, false)] {
        let number = w.merchant.submits(Impact::Core).await;
        owner.takes(number).await.unwrap();
        owner.proposes(number, "Fixed.").await.unwrap();
        w.merchant.agrees(number).await.unwrap();
        if owner.email.starts_with("gone") {
            w.desk.disable(Some(&w.administrator.actor), &EmailAddress::parse(&owner.email).unwrap()).await.unwrap();
        }
        w.merchant.reopens(number, "It came back.").await.unwrap();
        let view = w.ana.sees(number).await;
        assert_eq!(view.case.stage.owner(), gets_it.then_some(owner.id()));
        assert_eq!(view.clocks.assignment.stop.is_some(), gets_it, "and else it waits for one");
    }
    // Somebody answers the call about a P1, and whoever opens their own case again is at work.
    for (opens, impact) in [(&w.ana, Impact::Crucial), (&night, Impact::Core)] {
        let number = night.takes_call_of(&w.merchant, impact).await;
        night.proposes(number, "Fixed.").await.unwrap();
        w.merchant.agrees(number).await.unwrap();
        opens.reopens(number, "They called.").await.unwrap();
        assert_eq!(w.ana.sees(number).await.case.stage.owner(), Some(opens.id()));
    }
}

async fn a_case_goes_on_under_the_plan_of_now_and_its_first_time_stays_as_it_was(w: &World) {
    let number = closed(w, Impact::Core).await;
    let first_survey = w.mailed_secret("survey").await;
    let first = w.stored::<(Uuid, i64)>("select id, sent_at from survey").await;
    let asked = async || w.desk.portal_home(&w.merchant.actor).await.unwrap().surveys.len();
    assert_eq!(asked().await, 1);
    let clocks = w.ana.sees(number).await.clocks;
    // The account gets another version meanwhile.
    let to = PlanId(SystemIds.id(w.now()));
    let mut plan = Plan { version: 2, ..Plan::standard(Calendar::monday_to_friday("America/Los_Angeles")) };
    plan.p2.resolution = Target::BusinessMinutes(600);
    let mut tx = w.desk.store().write().await.unwrap();
    tx.insert_plan(to, &plan, w.now()).await.unwrap();
    tx.commit().await.unwrap();
    w.tamper("update account set plan_id = (select id from plan where version = 2)").await;
    w.later(DAY);
    w.merchant.reopens(number, "It came back.").await.unwrap();
    let view = w.ana.sees(number).await;
    assert_eq!((view.row.plan, view.clocks.resolution.plan), (to, to));
    assert_eq!(view.clocks.resolution.target, Target::BusinessMinutes(600));
    assert_eq!(view.book.first(), w.plan.id);
    let was = view.clocks.changed.iter().find(|changed| changed.clock.kind == ClockKind::Resolution).unwrap();
    assert_eq!((was.change, was.cycle, &was.clock), (Change::Reopened, 1, &clocks.resolution));
    assert_eq!(w.stored::<(Uuid, i64)>("select id, sent_at from survey").await, first);
    assert_eq!(asked().await, 0, "it is worked on");
    // The first closing can still be rated, and the second one has a survey of its own.
    let answer = fields(&[("overall", "5"), ("timeliness", "5"), ("quality", "4"), ("expectations", "met")]);
    w.desk.answer_survey(&first_survey, form::survey(&answer).unwrap()).await.unwrap();
    w.ana.proposes(number, "Fixed again.").await.unwrap();
    w.merchant.agrees(number).await.unwrap();
    assert_eq!(w.count("select count(*) from survey").await, 2);
    assert_eq!(asked().await, 1);
    assert_eq!(w.outbox().await.iter().filter(|(kind, ..)| kind == "survey").count(), 2);
}

async fn a_manager_closes_without_agreement_from_wherever_a_case_stands(w: &World) {
    let stages = [Status::Submitted, Status::Working, Status::WaitingOnCustomer, Status::ClosureProposed];
    for status in stages {
        let number = w.merchant.submits(Impact::Core).await;
        if status != Status::Submitted {
            w.ana.takes(number).await.unwrap();
        }
        match status {
            Status::WaitingOnCustomer => drop(w.ana.asks(number, "Which?").await.unwrap()),
            Status::ClosureProposed => drop(w.merchant.proposes(number, "Never mind.").await.unwrap()),
            _ => {}
        }
        assert_eq!(w.ana.sees(number).await.case.stage.status(), status);
        let before = w.everything_written().await;
        for person in [&w.merchant, &w.stranger, &w.ana, &w.ben, &w.administrator] {
            refused!(person.overrides(number, "Enough.").await, Refusal::NotThere);
        }
        assert_eq!(w.everything_written().await, before);
        w.manager.overrides(number, "The store is closed for good.").await.unwrap();
        let view = w.merchant.sees(number).await;
        assert_eq!(view.case.stage.closing(), Some(Closing::Overridden));
        assert_eq!(view.clocks.resolution.stop, Some(Stop::Final(w.now())));
        assert!(view.survey_waits);
        refused!(w.manager.overrides(number, "Again.").await, Refusal::NotNow(Status::Closed));
    }
    let mails = w.outbox().await;
    let told = |(kind, to, body): &(String, String, String)| {
        kind == "closure" && *to == w.merchant.email && body.contains("The store is closed for good.")
    };
    assert_eq!(mails.iter().filter(|mail| told(mail)).count(), 4);
}

async fn a_promised_update_is_a_clock_that_the_next_word_of_ours_stops(w: &World) {
    let number = owned(w, Impact::Core).await;
    w.ana.promises(number, NextUpdate::In(120)).await.unwrap();
    let by = w.now().plus_millis(2 * HOUR);
    for person in [&w.merchant, &w.ana] {
        let clock = person.sees(number).await.clocks.next_update.unwrap();
        assert_eq!((clock.kind, clock.target, clock.stop), (ClockKind::NextUpdate, Target::At(by), None));
    }
    assert_eq!(w.count("select next_due from support_case").await, by.millis());
    w.later(HOUR);
    w.merchant.writes(number, "And?").await.unwrap();
    assert_eq!(w.ana.sees(number).await.clocks.next_update.unwrap().stop, None);
    w.ana.logs_call(number, Some(7), "Told them what we know.").await.unwrap();
    assert_eq!(w.ana.sees(number).await.clocks.next_update.unwrap().stop, Some(Stop::Final(w.now())));
    // Ten in the morning is where who promises it is.
    w.ana.promises(number, NextUpdate::TomorrowAtTen).await.unwrap();
    let ten = instant("2026-11-25T18:00:00Z");
    assert_eq!(w.merchant.sees(number).await.clocks.next_update.unwrap().target, Target::At(ten));
    let before = w.everything_written().await;
    let reading = |text: &str| NextUpdate::At(LocalReading::from_millis(instant(text).millis()));
    for past_or_far in ["2026-11-24T12:59:00Z", "2026-12-25T12:00:00Z"] {
        refused!(w.ana.promises(number, reading(past_or_far)).await, Refusal::Fields(errors) if errors.get("promised_at").is_some());
    }
    for person in [&w.merchant, &w.stranger, &w.administrator] {
        refused!(person.promises(number, NextUpdate::In(30)).await, Refusal::NotThere);
    }
    assert_eq!(w.everything_written().await, before);
}

async fn a_call_is_noted_for_both_sides_and_is_the_first_response(w: &World) {
    let number = owned(w, Impact::Core).await;
    assert_eq!(w.ana.sees(number).await.clocks.first_response.stop, None);
    w.ben.logs_call(number, None, "They restart the feed.").await.unwrap();
    let view = w.merchant.sees(number).await;
    let last = view.events.last().unwrap().recorded.event.clone();
    assert_eq!(last, Event::CallLogged { minutes: None, text: text("They restart the feed.") });
    assert_eq!(view.clocks.first_response.stop, Some(Stop::Final(w.now())));
    let before = w.everything_written().await;
    for person in [&w.merchant, &w.stranger, &w.administrator] {
        refused!(person.logs_call(number, Some(1), "Hello.").await, Refusal::NotThere);
    }
    assert_eq!(w.everything_written().await, before);
}

async fn a_broken_promise_is_explained_by_the_owner_or_a_manager_and_said_anew(w: &World) {
    let number = owned(w, Impact::Core).await;
    let kept = (ClockKind::Resolution, due(w, number).await);
    refused!(w.ana.explains(number, kept, "Staffing").await, Refusal::Fields(errors) if errors.get("broken").is_some());
    w.later(5 * DAY);
    let broken = w.ana.sees(number).await.broken().unwrap();
    let kinds: Vec<_> = broken.iter().map(|broken| broken.kind).collect();
    assert_eq!(kinds, [ClockKind::Resolution, ClockKind::FirstResponse]);
    let late = (broken[0].kind, broken[0].due);
    let before = w.everything_written().await;
    for person in [&w.ben, &w.merchant, &w.stranger, &w.administrator] {
        refused!(person.explains(number, late, "Staffing").await, Refusal::NotThere);
    }
    refused!(w.ana.explains(number, late, "The weather").await, Refusal::Fields(errors) if errors.get("cause").is_some());
    assert_eq!(w.everything_written().await, before);
    w.ana.explains(number, late, "Staffing").await.unwrap();
    let cause = async || w.ana.sees(number).await.broken().unwrap()[0].cause.clone();
    assert_eq!(cause().await.as_deref(), Some("Staffing"));
    w.manager.explains(number, late, "Needed a release").await.unwrap();
    assert_eq!(cause().await.as_deref(), Some("Needed a release"));
    let view = w.merchant.sees(number).await;
    assert!(view.events.iter().all(|row| !matches!(row.recorded.event, Event::BreachExplained { .. })));
    // Resolved late and closed, it is still to be explained.
    w.ana.proposes(number, "Fixed.").await.unwrap();
    w.merchant.agrees(number).await.unwrap();
    w.ana.explains(number, late, "Our mistake").await.unwrap();
}

async fn administrators_say_which_causes_there_are(w: &World) {
    let causes = w.desk.causes(&w.ana.actor).await.unwrap();
    assert_eq!((causes.len(), causes[0].as_str()), (7, "Waiting for a third party"));
    for person in [&w.merchant, &w.ana, &w.manager] {
        refused!(w.desk.change_causes(Some(&person.actor), None, vec![line("Mine")]).await, Refusal::NotThere);
    }
    refused!(w.desk.causes(&w.merchant.actor).await, Refusal::NotThere);
    let ada = Some(&w.administrator.actor);
    refused!(w.desk.change_causes(ada, None, Vec::new()).await, Refusal::Fields(_));
    refused!(w.desk.change_causes(ada, None, vec![line("A"), line("A")]).await, Refusal::Fields(_));
    assert_eq!(w.desk.causes(&w.ana.actor).await.unwrap(), causes);
    refused!(w.desk.change_causes(ada, None, vec![line("A"), line("a")]).await, Refusal::Fields(_));
    let seen = || Some(causes.clone());
    w.desk.change_causes(ada, seen(), vec![line("Weather"), line("Staffing")]).await.unwrap();
    w.desk.change_causes(ada, seen(), vec![line("Weather"), line("Staffing")]).await.unwrap();
    refused!(w.desk.change_causes(ada, seen(), vec![line("Staffing")]).await, Refusal::Stale);
    assert_eq!(w.desk.listed_causes(None).await.unwrap(), ["Weather", "Staffing"]);
}

async fn what_a_question_does_to_the_due_time_is_seen_before(w: &World) {
    let number = owned(w, Impact::Core).await;
    w.later(HOUR);
    let tomorrow = w.now().plus_millis(DAY);
    let seen = w.ana.sees(number).await.due_if_asked(&w.ana.actor, tomorrow).unwrap().unwrap();
    let was = due(w, number).await;
    w.ana.asks(number, "Which store?").await.unwrap();
    assert_eq!(w.ana.sees(number).await.due_if_asked(&w.ana.actor, tomorrow).unwrap(), None);
    w.later(DAY);
    w.merchant.writes(number, "Oslo.").await.unwrap();
    assert_eq!(due(w, number).await, seen);
    assert!(seen > was);
    // An Outage does not wait.
    let number = w.ana.takes_call_of(&w.merchant, Impact::Outage).await;
    let seen = w.ana.sees(number).await.due_if_asked(&w.ana.actor, w.now().plus_millis(DAY)).unwrap();
    assert_eq!(seen, Some(due(w, number).await));
}

/// The whole of it: a P3 with an open question becomes a P1, its closure is declined, it is closed, and it comes back.
async fn a_p3_becomes_a_p1_and_its_clocks_follow_to_the_end_and_beyond(w: &World) {
    let number = w.merchant.submits(Impact::Minor).await;
    let opened = w.now();
    assert_eq!(w.ana.sees(number).await.channel, Channel::Portal);
    w.later(20 * MINUTE);
    w.ana.takes(number).await.unwrap();
    w.ana.asks(number, "Which stores?").await.unwrap();
    let asked = w.now();
    // Two weeks of calendar days, standing still.
    w.later(3 * HOUR);
    let view = w.ana.sees(number).await;
    assert_eq!(view.clocks.resolution.start, opened);
    let paused = Reading::Paused { since: asked, due: opened.plus_millis(14 * DAY + 3 * HOUR) };
    assert_eq!(view.reading(&view.clocks.resolution, w.now()).unwrap(), paused);
    assert_eq!(view.clocks.assignment.stop, Some(Stop::Final(asked)));
    // It is a P1 after all: the clock counts from now, and nothing pauses.
    w.ben.changes_priority(number, Priority::P1).await.unwrap();
    let raised = w.now();
    let view = w.ana.sees(number).await;
    assert_eq!(view.case.stage.status(), Status::WaitingOnCustomer, "the question is still open");
    let running = Reading::Running { due: raised.plus_millis(DAY) };
    assert_eq!(view.reading(&view.clocks.resolution, w.now()).unwrap(), running);
    let assignment = view.reading(&view.clocks.assignment, w.now()).unwrap();
    assert_eq!(assignment, Reading::Running { due: raised.plus_millis(15 * MINUTE) });
    let kept: Vec<_> = view.clocks.changed.iter().map(|changed| (changed.clock.kind, changed.clock.priority)).collect();
    assert_eq!(kept, [(ClockKind::Resolution, Priority::P3), (ClockKind::Assignment, Priority::P3)]);
    w.later(10 * MINUTE);
    w.ana.has_it(number).await.unwrap();
    assert_eq!(w.ana.sees(number).await.clocks.assignment.stop, Some(Stop::Final(w.now())));
    // Proposed, it stops; declined, it never did.
    w.later(HOUR);
    w.ana.proposes(number, "A patch is in.").await.unwrap();
    assert_eq!(w.merchant.sees(number).await.clocks.resolution.stop, Some(Stop::Provisional(w.now())));
    w.later(HOUR);
    w.merchant.declines(number, "Oslo still waits.").await.unwrap();
    let view = w.ana.sees(number).await;
    assert_eq!(view.reading(&view.clocks.resolution, w.now()).unwrap(), running);
    w.later(HOUR);
    w.ana.proposes(number, "And Oslo.").await.unwrap();
    let proposed = w.now();
    w.later(HOUR);
    w.merchant.agrees(number).await.unwrap();
    assert_eq!(w.ana.sees(number).await.clocks.resolution.stop, Some(Stop::Final(proposed)));
    // Two days later it is back.
    w.later(2 * DAY);
    refused!(w.merchant.reopens(number, "It is back in Oslo.").await, Refusal::ByPhone);
    w.ben.reopens(number, "They called: it is back in Oslo.").await.unwrap();
    let view = w.ana.sees(number).await;
    assert_eq!((view.case.cycle, view.case.priority), (2, Priority::P1));
    let running = Reading::Running { due: w.now().plus_millis(DAY) };
    assert_eq!(view.reading(&view.clocks.resolution, w.now()).unwrap(), running);
    assert_eq!(view.clocks.assignment.stop, Some(Stop::Final(w.now())), "Ana has it again");
    let answered = Some(Stop::Final(w.now()));
    assert_eq!(view.clocks.first_response.stop, answered, "what our side wrote as it opened the case again");
    let first = view.clocks.changed.iter().filter(|changed| changed.change == Change::Reopened);
    let first: Vec<_> = first.map(|changed| (changed.clock.kind, changed.clock.stop.map(Stop::at))).collect();
    assert!(first.contains(&(ClockKind::Resolution, Some(proposed))), "{first:?}");
    let reopened = view.events.last().unwrap().recorded.event.clone();
    assert!(matches!(reopened, Event::Reopened { by: Side::Support, .. }), "{reopened:?}");
}

on_both_databases! {
    a_change_of_priority_does_what_was_seen_before,
    lowering_late_is_seen_to_mend_and_raising_a_lowered_one_to_break,
    only_who_works_on_cases_changes_a_priority,
    who_owned_it_before_it_was_raised_says_that_they_have_it,
    a_closed_case_is_opened_again_from_either_side_while_its_plan_lets_it,
    the_last_owner_gets_it_only_if_they_are_on_duty,
    a_case_goes_on_under_the_plan_of_now_and_its_first_time_stays_as_it_was,
    a_manager_closes_without_agreement_from_wherever_a_case_stands,
    a_promised_update_is_a_clock_that_the_next_word_of_ours_stops,
    a_call_is_noted_for_both_sides_and_is_the_first_response,
    a_broken_promise_is_explained_by_the_owner_or_a_manager_and_said_anew,
    administrators_say_which_causes_there_are,
    what_a_question_does_to_the_due_time_is_seen_before,
    a_p3_becomes_a_p1_and_its_clocks_follow_to_the_end_and_beyond,
}
