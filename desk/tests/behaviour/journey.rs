//! One case from its request to the manager's report, and the steps of it one by one.

use caseline_desk::cases::{ActForm, CaseView};
use caseline_desk::clock::Secret;
use caseline_desk::error::Refusal;
use caseline_desk::reports::{Listed, Satisfaction};
use caseline_domain::case::{Closing, Event, Impact, Priority, Reading, Status, Stop};
use caseline_domain::hours::Pause;
use caseline_domain::id::CaseNumber;
use caseline_domain::instant::{DAY, HOUR, MINUTE, Timestamp};
use caseline_domain::survey::{Expectations, Score, SurveyAnswer};

use crate::support::{World, instant, on_both_databases, refused, text};

fn answer(overall: u8, comment: Option<&str>) -> SurveyAnswer {
    SurveyAnswer {
        overall: Score::new(overall).unwrap(),
        timeliness: Score::new(4).unwrap(),
        quality: Score::new(5).unwrap(),
        expectations: Expectations::Met,
        comment: comment.map(text),
        may_contact: true,
    }
}

fn resolution(view: &CaseView) -> Reading {
    view.clocks.resolution.reading(&view.plan.timeline, view.now).unwrap()
}

async fn report(w: &World) -> Satisfaction {
    w.desk.satisfaction(&w.manager.actor, 12, None, Listed::Newest).await.unwrap()
}

async fn next_due(w: &World, number: CaseNumber) -> Timestamp {
    let rows: Vec<(i64, i64)> = w.stored("select number, next_due from support_case").await;
    Timestamp::from_millis(rows.into_iter().find(|(n, _)| *n == number.0).unwrap().1)
}

async fn a_case_goes_from_its_request_to_the_managers_report(w: &World) {
    // Tuesday 12:00 in Los Angeles: 48 business hours are over on Thursday 12:00.
    let number = w.merchant.submits(Impact::Core).await;
    let promised = instant("2026-11-26T20:00:00Z");
    assert_eq!(resolution(&w.merchant.sees(number).await), Reading::Running { due: promised });

    w.later(10 * MINUTE);
    w.ana.takes(number).await.unwrap();
    let assigned = w.now();
    assert_eq!(w.ana.sees(number).await.clocks.assignment.stop, Some(Stop::Final(assigned)));
    assert_eq!(next_due(w, number).await, instant("2026-11-25T20:00:00Z"), "a first word is owed within a day");

    // An hour of the 48 is gone when she asks.
    w.later(50 * MINUTE);
    let asked = w.now();
    w.ana.asks(number, "Which stores?").await.unwrap();
    assert_eq!(next_due(w, number).await, Timestamp::FAR_FUTURE);
    let view = w.merchant.sees(number).await;
    assert_eq!(resolution(&view), Reading::Paused { since: asked, due: promised });
    assert_eq!(view.case.stage.status(), Status::WaitingOnCustomer);

    // Answered on Sunday: the other 47 hours begin with Monday and are over on Tuesday 23:00.
    w.clock.set(instant("2026-11-29T20:00:00Z"));
    let answered = w.now();
    w.merchant.writes(number, "Berlin and Oslo.").await.unwrap();
    let moved = instant("2026-12-02T07:00:00Z");
    assert_eq!(next_due(w, number).await, moved);
    let view = w.merchant.sees(number).await;
    assert_eq!(resolution(&view), Reading::Running { due: moved });
    assert_eq!(view.clocks.resolution.pauses, [Pause { from: asked, until: Some(answered), request: Some(1) }]);
    assert!(matches!(view.events.last().unwrap().recorded.event, Event::InformationAnswered { .. }));

    w.clock.set(instant("2026-11-30T18:00:00Z"));
    let first_proposal = w.now();
    w.ana.proposes(number, "The rule for Berlin is back.").await.unwrap();
    assert_eq!(next_due(w, number).await, Timestamp::FAR_FUTURE);
    assert_eq!(w.ana.sees(number).await.clocks.resolution.stop, Some(Stop::Provisional(first_proposal)));

    w.clock.set(instant("2026-12-01T18:00:00Z"));
    w.merchant.declines(number, "Oslo is still stuck.").await.unwrap();
    assert_eq!(next_due(w, number).await, moved, "as if it had never stopped");
    assert_eq!(resolution(&w.ana.sees(number).await), Reading::Running { due: moved });

    w.later(2 * HOUR);
    let second_proposal = w.now();
    w.ana.proposes(number, "Oslo too.").await.unwrap();
    let before = report(w).await;
    w.later(DAY);
    w.merchant.agrees(number).await.unwrap();
    let view = w.merchant.sees(number).await;
    assert_eq!(view.case.stage.closing(), Some(Closing::Agreed));
    assert_eq!(view.clocks.resolution.stop, Some(Stop::Final(second_proposal)), "confirms the proposal's instant");
    assert!(!resolution(&view).is_breached(w.now()));
    assert!(view.survey_waits);
    assert!(!w.colleague.sees(number).await.survey_waits, "who opened it is asked");

    let invited = report(w).await;
    assert_eq!((before.totals.sent, invited.totals.sent, invited.totals.answered), (0, 1, 0));
    let mail: Vec<_> = w.outbox().await.into_iter().filter(|(kind, _, _)| kind == "survey").collect();
    assert_eq!(mail.len(), 1);
    assert_eq!(mail[0].1, w.merchant.email);
    let link = w.mailed_secret("survey").await;
    w.later(HOUR);
    assert_eq!(w.desk.survey(&link).await.unwrap().unwrap().number, number.0);
    w.desk.answer_survey(&link, answer(5, Some("Quick and clear."))).await.unwrap();

    let after = report(w).await;
    assert_eq!(after.totals.sent, invited.totals.sent);
    assert_eq!(after.totals.answered, invited.totals.answered + 1);
    assert_eq!(after.totals.points, invited.totals.points + 5);
    assert_eq!(after.totals.satisfied, invited.totals.satisfied + 1);
    assert_eq!(after.totals.to_follow_up, invited.totals.to_follow_up);
    assert_eq!(after.before, invited.before);
    let p2 = &after.by_priority[0];
    assert_eq!((after.by_priority.len(), p2.priority.as_str(), p2.sent, p2.answered, p2.points), (1, "P2", 1, 1, 5));
    assert_eq!(after.by_week.iter().map(|week| (week.week, week.answered)).collect::<Vec<_>>(), [(11, 1)]);
    assert_eq!(after.comments[0].comment.as_deref(), Some("Quick and clear."));

    let once = w.everything_written().await;
    refused!(w.desk.answer_survey(&link, answer(1, None)).await, Refusal::Stale);
    assert_eq!(w.everything_written().await, once);
    assert_eq!(report(w).await.totals, after.totals);
    assert!(!w.merchant.sees(number).await.survey_waits);
}

async fn a_survey_is_answered_from_the_portal_by_who_was_asked(w: &World) {
    let number = closed(w).await;
    refused!(w.desk.survey_link(&w.colleague.actor, number).await, Refusal::NotThere);
    let home = w.desk.portal_home(&w.merchant.actor).await.unwrap();
    assert_eq!(home.surveys.iter().map(|survey| survey.number).collect::<Vec<_>>(), [number.0]);
    let link = w.desk.survey_link(&w.merchant.actor, number).await.unwrap();
    w.later(HOUR);
    refused!(w.desk.answer_survey(&link, answer(2, None)).await, Refusal::NotThere);
    let link = w.desk.survey_link(&w.merchant.actor, number).await.unwrap();
    w.desk.answer_survey(&link, answer(2, None)).await.unwrap();
    refused!(w.desk.survey_link(&w.merchant.actor, number).await, Refusal::NotThere);
    let mailed = w.mailed_secret("survey").await;
    refused!(w.desk.answer_survey(&mailed, answer(5, None)).await, Refusal::Stale);
    let totals = report(w).await.totals;
    assert_eq!((totals.answered, totals.points, totals.satisfied, totals.to_follow_up), (1, 2, 0, 1));
    assert!(w.desk.portal_home(&w.merchant.actor).await.unwrap().surveys.is_empty());
}

async fn a_survey_can_be_answered_for_30_days(w: &World) {
    closed(w).await;
    let link = w.mailed_secret("survey").await;
    w.later(30 * DAY);
    assert!(w.desk.survey(&link).await.unwrap().is_none());
    refused!(w.desk.answer_survey(&link, answer(5, None)).await, Refusal::NotThere);
    assert!(w.desk.survey(&Secret::presented("guessed")).await.unwrap().is_none());
}

async fn of_two_who_answer_one_survey_at_once_one_does(w: &World) {
    let other = w.another_server().await;
    for round in 0..10 {
        closed(w).await;
        let link = w.mailed_secret("survey").await;
        let send = |desk: caseline_desk::Desk, overall| {
            let link = link.clone();
            tokio::spawn(async move { desk.answer_survey(&link, answer(overall, None)).await })
        };
        let (five, one) = (send(w.desk.clone(), 5), send(other.clone(), 1));
        let outcomes = [five.await.unwrap(), one.await.unwrap()];
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        assert_eq!(report(w).await.totals.answered, round + 1);
        w.later(1);
    }
}

async fn the_report_is_of_the_priority_that_was_asked_for(w: &World) {
    for (impact, overall) in [(Impact::Core, 5), (Impact::Minor, 1), (Impact::Crucial, 4)] {
        let number = w.ana.takes_call_of(&w.merchant, impact).await;
        w.ana.proposes(number, "Fixed.").await.unwrap();
        w.merchant.agrees(number).await.unwrap();
        let link = w.desk.survey_link(&w.merchant.actor, number).await.unwrap();
        w.desk.answer_survey(&link, answer(overall, Some("So."))).await.unwrap();
        w.later(MINUTE);
    }
    for (priority, points, comments) in
        [(None, 10, 3), (Some(Priority::P2), 5, 1), (Some(Priority::P1), 4, 1), (Some(Priority::Outage), 0, 0)]
    {
        let report = w.desk.satisfaction(&w.manager.actor, 4, priority, Listed::Newest).await.unwrap();
        assert_eq!((report.totals.points, report.comments.len()), (points, comments), "{priority:?}");
    }
    w.later(4 * 7 * DAY);
    let later = w.desk.satisfaction(&w.administrator.actor, 4, None, Listed::Newest).await.unwrap();
    assert_eq!((later.totals.sent, later.before.sent), (0, 3));
}

async fn comments_and_answers_to_follow_up_are_of_the_surveys_that_the_figures_count(w: &World) {
    let mut links = Vec::new();
    for _ in 0..3 {
        let number = closed(w).await;
        links.push(w.desk.survey_link(&w.merchant.actor, number).await.unwrap());
        w.later(MINUTE);
    }
    for (link, overall, comment) in [(&links[0], 1, None), (&links[1], 2, Some("Slow.")), (&links[2], 4, Some("Good."))]
    {
        let answer = SurveyAnswer { may_contact: true, ..answer(overall, comment) };
        w.desk.answer_survey(link, answer).await.unwrap();
    }
    let newest = w.desk.satisfaction(&w.manager.actor, 4, None, Listed::Newest).await.unwrap();
    let said = |report: &Satisfaction| report.comments.iter().map(|row| row.comment.clone()).collect::<Vec<_>>();
    assert_eq!(said(&newest), [Some("Good.".to_owned()), Some("Slow.".to_owned())]);
    assert_eq!(newest.comment_count, 2);
    let low = w.desk.satisfaction(&w.manager.actor, 4, None, Listed::ToFollowUp).await.unwrap();
    assert_eq!(said(&low), [Some("Slow.".to_owned()), None], "who wrote nothing is to be followed up too");
    assert_eq!((low.comment_count, low.totals.to_follow_up), (2, 2));

    // Sent in the weeks before and answered in these: the figures count it there, and its comment stands there.
    let number = closed(w).await;
    w.later(4 * 7 * DAY + MINUTE);
    let late = w.desk.survey_link(&w.merchant.actor, number).await.unwrap();
    w.desk.answer_survey(&late, answer(1, Some("Late."))).await.unwrap();
    let report = w.desk.satisfaction(&w.manager.actor, 4, None, Listed::Newest).await.unwrap();
    assert_eq!((report.totals.answered, report.comments.len(), report.comment_count), (0, 0, 0));
    assert_eq!(report.before.answered, 4);
}

async fn an_answer_by_a_clock_that_stepped_back_stands_where_the_history_ended(w: &World) {
    let number = closed(w).await;
    let link = w.desk.survey_link(&w.merchant.actor, number).await.unwrap();
    let ended = w.now();
    w.later(-HOUR);
    w.desk.answer_survey(&link, answer(5, None)).await.unwrap();
    let view = w.manager.sees(number).await;
    let last = &view.events.last().unwrap().recorded;
    assert!(matches!(last.event, Event::SurveyAnswered { overall: 5 }));
    assert_eq!(last.at, ended);
    let rows: Vec<(i64, i64)> = w.stored("select last_seq, updated_at from support_case").await;
    assert_eq!(rows, [(i64::from(last.seq), ended.millis())]);
}

/// A case of the merchant's, closed by agreement.
async fn closed(w: &World) -> CaseNumber {
    let number = w.merchant.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    w.ana.proposes(number, "Fixed.").await.unwrap();
    w.merchant.agrees(number).await.unwrap();
    number
}

async fn the_customer_can_ask_for_closure_and_the_csa_agrees(w: &World) {
    let number = w.merchant.submits(Impact::Minor).await;
    w.ana.takes(number).await.unwrap();
    w.later(HOUR);
    let asked = w.now();
    w.merchant.proposes(number, "It solved itself.").await.unwrap();
    w.later(HOUR);
    w.ana.agrees(number).await.unwrap();
    let view = w.merchant.sees(number).await;
    assert_eq!(view.case.stage.closing(), Some(Closing::Agreed));
    assert_eq!(view.case.stage.owner(), Some(w.ana.id()));
    assert_eq!(view.clocks.resolution.stop, Some(Stop::Final(asked)));
}

async fn a_request_nobody_took_yet_can_be_withdrawn_by_agreement(w: &World) {
    let number = w.merchant.submits(Impact::Minor).await;
    refused!(w.ana.proposes(number, "Fixed?").await, Refusal::NotNow(Status::Submitted));
    w.merchant.proposes(number, "Never mind.").await.unwrap();
    w.ana.declines(number, "Let us look at it.").await.unwrap();
    assert_eq!(w.ana.sees(number).await.case.stage.status(), Status::Submitted);
    w.merchant.proposes(number, "Never mind, really.").await.unwrap();
    w.ana.takes(number).await.unwrap();
    assert_eq!(w.ana.sees(number).await.case.stage.status(), Status::ClosureProposed, "taking it agrees to nothing");
    w.ana.agrees(number).await.unwrap();
}

async fn nobody_agrees_to_the_proposal_of_their_own_side(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    for (proposing, colleague, answering) in [(&w.ana, &w.ben, &w.colleague), (&w.merchant, &w.colleague, &w.manager)] {
        proposing.proposes(number, "Done.").await.unwrap();
        let before = w.everything_written().await;
        for own in [proposing, colleague] {
            refused!(own.agrees(number).await, Refusal::NotNow(Status::ClosureProposed));
            refused!(own.declines(number, "No.").await, Refusal::NotNow(Status::ClosureProposed));
            refused!(own.proposes(number, "Done!").await, Refusal::NotNow(Status::ClosureProposed));
        }
        assert_eq!(w.everything_written().await, before);
        answering.declines(number, "Not yet.").await.unwrap();
    }
}

async fn a_closed_case_takes_no_further_step(w: &World) {
    let number = closed(w).await;
    let before = w.everything_written().await;
    for person in [&w.merchant, &w.ana] {
        refused!(person.writes(number, "One more thing.").await, Refusal::NotNow(Status::Closed));
        refused!(person.proposes(number, "Again?").await, Refusal::NotNow(Status::Closed));
        refused!(person.agrees(number).await, Refusal::NotNow(Status::Closed));
        refused!(person.declines(number, "No.").await, Refusal::NotNow(Status::Closed));
    }
    refused!(w.ben.takes(number).await, Refusal::NotNow(Status::Closed));
    refused!(w.ana.asks(number, "Which?").await, Refusal::NotNow(Status::Closed));
    refused!(w.ana.offers(number, &w.ben, "Yours.").await, Refusal::NotNow(Status::Closed));
    assert_eq!(w.everything_written().await, before);
    w.ana.notes(number, "For the record.").await.unwrap();
}

async fn a_question_on_a_p1_or_outage_pauses_nothing(w: &World) {
    for impact in [Impact::Crucial, Impact::Outage] {
        let number = w.ana.takes_call_of(&w.merchant, impact).await;
        let due = w.now().plus_millis(24 * HOUR);
        w.later(HOUR);
        w.ana.asks(number, "Which stores?").await.unwrap();
        assert_eq!(next_due(w, number).await, due);
        let view = w.merchant.sees(number).await;
        assert_eq!(view.case.stage.status(), Status::WaitingOnCustomer);
        assert!(view.clocks.resolution.pauses.is_empty());
        w.later(HOUR);
        w.merchant.writes(number, "All.").await.unwrap();
        assert_eq!(next_due(w, number).await, due);
    }
    // And the mail says so; where a question does pause, it says that.
    let number = w.merchant.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    w.later(HOUR);
    w.ana.asks(number, "Which stores?").await.unwrap();
    let outbox = w.outbox().await;
    let questions: Vec<&str> =
        outbox.iter().filter(|(kind, _, _)| kind == "question").map(|(_, _, body)| body.as_str()).collect();
    assert_eq!(questions.len(), 6, "to who opened it and to the contact, each time");
    let (running, paused) = questions.split_at(4);
    for body in running {
        assert!(body.contains("The clock keeps running: a quick answer helps."), "{body}");
        assert!(!body.contains("paused"), "{body}");
    }
    for body in paused {
        assert!(body.contains("The clock is paused until you answer."), "{body}");
    }
    // A plan can have the clock of a P2 run on.
    w.changes_plan(|plan| plan.p2.pauses = false).await;
    let number = w.merchant.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    w.ana.asks(number, "Which stores?").await.unwrap();
    let outbox = w.outbox().await;
    let of_this =
        |(kind, _, body): &&(String, String, String)| kind == "question" && body.contains(&number.to_string());
    let (_, _, body) = outbox.iter().find(of_this).unwrap();
    assert!(body.contains("The clock keeps running: a quick answer helps."), "{body}");
}

async fn what_was_on_a_page_before_the_last_step_is_refused_and_nothing_is_written(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    let before_taking = ActForm { once: w.once(), ..w.merchant.form(number).await };
    w.ana.takes(number).await.unwrap();
    w.ana.proposes(number, "Fixed.").await.unwrap();
    let written = w.everything_written().await;
    let (desk, merchant, ana) = (&w.desk, &w.merchant.actor, &w.ana.actor);
    refused!(desk.accept_closure(merchant, before_taking).await, Refusal::Stale);
    refused!(desk.decline_closure(merchant, before_taking, text("No.")).await, Refusal::Stale);
    refused!(desk.write_message(merchant, before_taking, text("Hello?")).await, Refusal::Stale);
    refused!(desk.propose_closure(ana, before_taking, text("Fixed.")).await, Refusal::Stale);
    refused!(desk.take(&w.ben.actor, before_taking).await, Refusal::Stale);
    assert_eq!(w.everything_written().await, written);
    // The same form, sent again from a page that shows the proposal: its key was not used up.
    let fresh = ActForm { once: before_taking.once, ..w.merchant.form(number).await };
    desk.accept_closure(merchant, fresh).await.unwrap();
}

async fn a_message_makes_no_form_stale_and_neither_does_what_the_reader_cannot_see(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    let page = w.merchant.form(number).await;
    w.colleague.writes(number, "Me too.").await.unwrap();
    w.ana.notes(number, "Rules.").await.unwrap();
    w.ana.offers(number, &w.ben, "Rules.").await.unwrap();
    w.desk.write_message(&w.merchant.actor, page, text("And Oslo.")).await.unwrap();
}

on_both_databases! {
    a_case_goes_from_its_request_to_the_managers_report,
    a_survey_is_answered_from_the_portal_by_who_was_asked,
    a_survey_can_be_answered_for_30_days,
    of_two_who_answer_one_survey_at_once_one_does,
    the_report_is_of_the_priority_that_was_asked_for,
    comments_and_answers_to_follow_up_are_of_the_surveys_that_the_figures_count,
    an_answer_by_a_clock_that_stepped_back_stands_where_the_history_ended,
    the_customer_can_ask_for_closure_and_the_csa_agrees,
    a_request_nobody_took_yet_can_be_withdrawn_by_agreement,
    nobody_agrees_to_the_proposal_of_their_own_side,
    a_closed_case_takes_no_further_step,
    a_question_on_a_p1_or_outage_pauses_nothing,
    what_was_on_a_page_before_the_last_step_is_refused_and_nothing_is_written,
    a_message_makes_no_form_stale_and_neither_does_what_the_reader_cannot_see,
}
