//! How a case goes: from the request to the survey, step by step, each in the hours of who takes it. It stops where now
//! is, so the open cases of a desk are simply those whose story is not over.

use caseline_domain::case::{
    Assigned, AssignmentReason, CaseDetails, Channel, Event, HandOverReason, Impact, Priority, RecentChange, Side,
};
use caseline_domain::hours::Pause;
use caseline_domain::id::PersonId;
use caseline_domain::instant::{HOUR, MINUTE, SECOND, Timestamp};
use caseline_domain::text::{Line, PublicText};

use crate::DemoSurvey;
use crate::cast::{Cast, Ending, Turn};
use crate::generator::Story;
use crate::piece::Text;
use crate::random::Random;
use crate::rota::Elsewhere;
use crate::survey::{self, Course};
use crate::telling::{Telling, morning};
use crate::thread::Thread;
use crate::voice;
use crate::world::World;

/// Of a thousand so many are resolved after their due time: Outage, P1, P2, P3.
const LATE: [u64; 4] = [70, 60, 48, 38];
/// At which part of the time they are resolved, in thousandths, when in time, and when not.
const IN_TIME: [i64; 10] = [30, 115, 215, 315, 405, 495, 595, 715, 840, 975];
const TOO_LATE: [i64; 5] = [1_010, 1_060, 1_140, 1_280, 1_600];
/// Of a thousand so many are taken too late.
const TAKEN_LATE: u64 = 14;

/// What can happen between taking a case and proposing to close it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Turn(Turn),
    Note,
    Ask,
    /// With the n-th advice.
    Advise(usize),
    Thank,
    Report,
    HandOver,
    Nudge,
    Escalate,
    EndEscalation,
}

/// The whole story up to now; empty if even its beginning cannot be told.
#[must_use]
pub fn tell<'w>(world: &'w World, mut random: Random, cast: Cast<'w>) -> Story {
    let facts = world.facts(&mut random, cast.account, cast.opener, cast.opened, cast.number);
    let late = random.chance(LATE[cast.priority as usize]);
    let course = Course { late, declined: cast.ending == Ending::DeclinedFirst, lapsed: cast.ending == Ending::Lapsed };
    let thread = Thread::new(world.now);
    let mut telling = Telling {
        world,
        random,
        cast,
        facts,
        thread,
        owner: 0,
        pauses: Vec::new(),
        goal: cast.opened,
        course,
        survey: None,
        is_explained: false,
    };
    // Nothing more to tell is where every story ends, some of them early.
    let _ = telling.run();
    let _ = telling.explain();
    Story { events: telling.thread.into_events(), survey: telling.survey }
}

impl<'w> Telling<'w> {
    fn run(&mut self) -> Option<()> {
        self.open_and_assign()?;
        self.say_the_first_word()?;
        if self.turns(Turn::Priority) {
            self.change_priority()?;
        }
        let steps = self.steps();
        self.settle_goal();
        for (done, step) in steps.iter().enumerate() {
            let at = self.pace(steps.len() - done);
            self.take(*step, at)?;
        }
        let mut closed = self.close()?;
        if self.turns(Turn::Reopen)
            && let Some(again) = self.open_again()
        {
            self.work_again(again)?;
            closed = self.close()?;
        }
        self.ask_for_opinion(closed)
    }

    // Beginning

    fn open_and_assign(&mut self) -> Option<()> {
        let (area, but, opened) = (self.cast.problem.area, self.cast.but, self.cast.opened);
        let event = self.opened()?;
        if self.cast.channel == Channel::Phone {
            let answering = self.world.rota.answering(&mut self.random, area, opened, but);
            self.own(self.cast.owner.unwrap_or(answering));
            let csa = self.csa();
            self.thread.person(opened, csa, event)?;
            let at = opened.plus_millis(self.random.between(8, 200) * SECOND);
            self.thread.person(at, csa, assigned(csa, AssignmentReason::TookTheCall))?;
        } else {
            self.thread.person(opened, self.customer(), event)?;
            let wanted = match self.due(self.world.plan.promise(self.cast.priority).assignment) {
                Some(due) if self.random.chance(TAKEN_LATE) => due.plus_millis(self.random.spread(40 * MINUTE)),
                _ => opened.plus_millis(self.random.spread(24 * MINUTE)),
            };
            let (csa, at) = match self.cast.owner {
                Some(owner) => {
                    (owner, morning(&mut self.random, wanted, self.world.rota.csa(owner).hours.next(wanted)))
                }
                None => self.world.rota.taker(&mut self.random, area, wanted, but)?,
            };
            self.own(csa);
            let csa = self.csa();
            self.thread.person(at, csa, assigned(csa, AssignmentReason::Taken))?;
        }
        Some(())
    }

    fn opened(&mut self) -> Option<Event> {
        let problem = self.cast.problem;
        let priority = self.cast.priority;
        let mut told = String::with_capacity(320);
        if self.cast.channel == Channel::Phone {
            self.facts.write(self.world.corpus.phrase(&mut self.random, "call-note"), &mut told);
            told.push(' ');
        }
        self.facts.write(self.random.pick(&problem.told), &mut told);
        let environment = self.random.chance(420).then_some("Production");
        let details = CaseDetails {
            subject: self.subject()?,
            description: PublicText::parse(&told).ok()?,
            area: self.world.areas.get(problem.area)?.clone(),
            systems: problem.systems.first().filter(|_| self.random.chance(550)).and_then(|text| self.line(text)),
            environment: environment.and_then(|text| Line::parse(text).ok()),
            steps: problem.steps.first().filter(|_| self.random.chance(600)).and_then(|text| self.public(text)),
            impact: Impact::ALL[priority as usize],
            changes: self.changes(),
        };
        Some(Event::Opened { channel: self.cast.channel, priority, details })
    }

    /// Where it says nothing of its own, people often add a place or a day.
    fn subject(&mut self) -> Option<Line> {
        let text = self.random.pick(&self.cast.problem.subject);
        let mut subject = self.facts.filled(text);
        if !text.has_gaps() && !subject.ends_with('?') && !subject.contains(" since ") && self.random.chance(450) {
            let where_or_when = self.phrase("subject-more");
            self.facts.write(where_or_when, &mut subject);
        }
        Line::parse(&subject).ok()
    }

    fn changes(&mut self) -> Vec<RecentChange> {
        let named = self.cast.problem.changes.first().filter(|_| self.random.chance(500));
        let when = format!("{}", self.facts.changed).replacen(' ', "T", 1);
        let when = Some(when).filter(|_| self.random.chance(700));
        named
            .and_then(|(system, what)| Some(RecentChange { system: self.line(system)?, what: self.line(what)?, when }))
            .into_iter()
            .collect()
    }

    /// What happens on the way, in order.
    fn steps(&mut self) -> Vec<Step> {
        let turns = [Turn::Call, Turn::Promise, Turn::Workaround].into_iter().filter(|turn| self.turns(*turn));
        let turns: Vec<Turn> = turns.collect();
        let random = &mut self.random;
        let phoned = self.cast.priority.is_phoned();
        let mut steps = Vec::with_capacity(8);
        let mut with = |step, permille, random: &mut Random| {
            let happens = random.chance(permille);
            if happens {
                steps.push(step);
            }
            happens
        };
        with(Step::Note, if phoned { 650 } else { 400 }, random);
        if !phoned && !self.cast.problem.ask.is_empty() {
            with(Step::Ask, 300, random);
        }
        with(Step::HandOver, if phoned { 160 } else { 55 }, random);
        let advice = self.cast.problem.advice.len();
        if phoned {
            // Word by word on the way to the end; the last one may be left to the resolution.
            with(Step::Advise(0), 930, random);
            with(Step::Thank, 300, random);
            if advice > 1 {
                with(Step::Advise(1), 620, random);
            }
        } else {
            if with(Step::Advise(random.below(advice as u64) as usize), 290, random) {
                with(Step::Thank, 480, random);
            }
            with(Step::Report, 90, random);
        }
        if self.course.late {
            with(Step::Nudge, 800, random);
        }
        for turn in turns {
            let place = steps.len().min(2);
            steps.insert(place, Step::Turn(turn));
        }
        if self.escalates() {
            // Who is kept waiting escalates last.
            let place = if self.course.late { steps.len() } else { steps.len() / 2 };
            steps.insert(place, Step::Escalate);
            steps.push(Step::EndEscalation);
        }
        steps
    }

    /// When it will be resolved, as a part of the time that is promised.
    pub fn settle_goal(&mut self) {
        let resolution = self.world.plan.promise(self.cast.priority).resolution;
        let due = self.due(resolution).unwrap_or(self.cast.opened.plus_millis(24 * HOUR));
        let curve: &[i64] = if self.course.late { &TOO_LATE } else { &IN_TIME };
        let part = due.since(self.cast.opened) / 1_000 * self.random.on(curve);
        self.goal = self.cast.opened.plus_millis(part);
    }

    // On the way

    fn take(&mut self, step: Step, at: Timestamp) -> Option<()> {
        let problem = self.cast.problem;
        match step {
            Step::Turn(turn) => self.turn(turn, at),
            Step::Note => {
                let text =
                    if self.random.chance(620) { self.random.pick(&problem.note) } else { self.phrase("working-note") };
                let event = Event::InternalNote { text: voice::internal(&self.facts, text)? };
                let at = self.at_work(at);
                self.thread.person(at, self.csa(), event).map(drop)
            }
            Step::Ask => self.ask_and_wait(at),
            Step::HandOver => self.hand_over(at),
            Step::Advise(nth) => {
                let advice = problem.advice.get(nth)?;
                self.write_to_customer(at, advice)
            }
            Step::Thank => {
                let words = self.phrase(if self.cast.priority.is_phoned() { "thanks-phoned" } else { "thanks" });
                self.write_as_customer(at, words)
            }
            Step::Report => {
                if self.random.chance(500) {
                    let words = self.phrase("checked");
                    self.write_as_customer(at, words)
                } else {
                    let words = self.phrase("progress");
                    self.write_to_customer(at, words)
                }
            }
            Step::Nudge => {
                let words = self.phrase("nudge");
                self.write_as_customer(at, words)?;
                let soon = self.after(80 * MINUTE);
                let words = self.phrase("apology");
                self.write_to_customer(soon, words)
            }
            Step::Escalate => self.escalate(at),
            Step::EndEscalation => self.end_escalation(at),
        }
    }

    fn ask_and_wait(&mut self, at: Timestamp) -> Option<()> {
        let at = self.at_work(at);
        let questions = self.cast.problem.ask.iter().filter_map(|text| self.line(text)).collect();
        let text = if self.random.chance(400) { self.public_phrase("asking") } else { None };
        let from = self.thread.person(at, self.csa(), Event::InformationRequested { questions, text })?;
        let soon = self.after(8 * HOUR);
        let answered = self.at_customer(soon);
        let answer = self.random.pick(&self.cast.problem.answer);
        let text = voice::customer(self.world, &mut self.random, &self.facts, answer)?;
        let until = self.thread.person(answered, self.customer(), Event::InformationAnswered { text })?;
        self.pauses.push(Pause { from, until: Some(until), request: None });
        self.goal = self.goal.plus_millis(until.since(from));
        Some(())
    }

    fn hand_over(&mut self, at: Timestamp) -> Option<()> {
        let (reason, occasion, elsewhere) = match self.random.below(10) {
            0..6 => (HandOverReason::TimeZone, "hand-time-zone", Elsewhere::OtherOffice),
            6..9 => (HandOverReason::Expertise, "hand-expertise", Elsewhere::Any),
            _ => (HandOverReason::Other, "hand-other", Elsewhere::Any),
        };
        let area = self.cast.problem.area;
        let receiver = self.world.rota.receiver(&mut self.random, area, self.owner, elsewhere);
        let Some(receiver) = receiver.filter(|csa| Some(*csa) != self.cast.but && self.cast.owner.is_none()) else {
            return Some(());
        };
        let to = self.world.csa_id(receiver);
        let summary = self.internal_phrase(occasion)?;
        let at = self.at_work(at);
        self.thread.person(at, self.csa(), Event::HandOverOffered { to, reason, summary })?;
        let soon = self.after(20 * MINUTE);
        let answered = if self.cast.priority.is_phoned() {
            soon
        } else {
            morning(&mut self.random, soon, self.world.rota.csa(receiver).hours.next(soon))
        };
        if self.random.chance(70) {
            let why = self.internal_phrase("hand-refused")?;
            return self.thread.person(answered, to, Event::HandOverDeclined { by: to, why }).map(drop);
        }
        self.thread.person(answered, to, Event::HandOverAccepted { to, reason })?;
        self.own(receiver);
        if self.random.chance(600) {
            let words = self.phrase("introduce");
            let soon = self.after(12 * MINUTE);
            self.write_to_customer(soon, words)?;
        }
        Some(())
    }

    // End

    fn close(&mut self) -> Option<Timestamp> {
        if self.cast.ending == Ending::AskedByCustomer {
            let summary = self.public_phrase("asked-to-close")?;
            let ready = self.pace(1);
            let at = self.at_customer(self.goal.max(ready));
            self.thread.person(at, self.customer(), Event::ClosureProposed { by: Side::Customer, summary })?;
            let soon = self.after(HOUR);
            let at = self.at_work(soon);
            return self.thread.person(at, self.csa(), Event::ClosureAccepted { by: Side::Support });
        }
        let resolved = self.random.pick(&self.cast.problem.resolved);
        let at = self.resolved_at();
        self.propose(at, resolved)?;
        if self.cast.ending == Ending::DeclinedFirst {
            self.decline_and_try_again()?;
        }
        let proposed = self.thread.last();
        let _ = self.explain();
        let lapse = self.world.lapse(proposed)?;
        let soon = self.after(6 * HOUR);
        let answer = self.at_customer(soon);
        if !self.cast.priority.is_phoned() && (self.cast.ending == Ending::Lapsed || answer > lapse) {
            return self.thread.desk(lapse, Event::ClosureLapsed { due: Some(lapse) });
        }
        self.thread.person(answer, self.customer(), Event::ClosureAccepted { by: Side::Customer })
    }

    fn decline_and_try_again(&mut self) -> Option<()> {
        let declined = self.random.pick(&self.cast.problem.declined);
        let reason = self.public(declined)?;
        let soon = self.after(5 * HOUR);
        let at = self.at_customer(soon);
        self.thread.person(at, self.customer(), Event::ClosureDeclined { by: Side::Customer, reason })?;
        if self.random.chance(450) {
            let words = self.phrase("looking-again");
            let soon = self.after(40 * MINUTE);
            self.write_to_customer(soon, words)?;
        }
        let more = match self.cast.priority {
            Priority::Outage | Priority::P1 => HOUR,
            Priority::P2 => 4 * HOUR,
            Priority::P3 => 20 * HOUR,
        };
        self.goal = self.after(more);
        let again = self.random.pick(&self.cast.problem.again);
        let at = self.resolved_at();
        self.propose(at, again)
    }

    fn propose(&mut self, at: Timestamp, resolution: &Text) -> Option<()> {
        let mut summary = self.facts.filled(resolution);
        if self.random.chance(550) {
            summary.push(' ');
            let question = self.phrase("may-close");
            self.facts.write(question, &mut summary);
        }
        let summary = PublicText::parse(&summary).ok()?;
        self.thread.person(at, self.csa(), Event::ClosureProposed { by: Side::Support, summary }).map(drop)
    }

    /// The goal, in the owner's hours. Who would miss the due time by going home stays a little longer.
    fn resolved_at(&mut self) -> Timestamp {
        let ready = self.after(14 * MINUTE).plus_millis(6 * MINUTE);
        let at = self.at_work(self.goal.max(ready));
        match self.due(self.world.plan.promise(self.cast.priority).resolution) {
            Some(due) if !self.course.late && at > due => {
                ready.max(due.plus_millis(-self.random.between(4, 100) * MINUTE))
            }
            _ => at,
        }
    }

    fn ask_for_opinion(&mut self, closed: Timestamp) -> Option<()> {
        let sent = self.thread.desk(closed, Event::SurveyInvited)?;
        let id = caseline_domain::id::SurveyId(crate::id::id_at(sent, &mut self.random));
        let unanswered = self.survey.insert(DemoSurvey { id, sent, answer: None });
        if !self.random.chance(survey::willing(self.cast.priority, self.course)) {
            return None;
        }
        let answer = survey::answer(&mut self.random, &self.world.corpus, &self.facts, self.course)?;
        let later = sent.plus_millis(self.random.spread(7 * HOUR));
        let at = morning(&mut self.random, later, self.world.customer_hours(self.cast.account).next(later));
        let customer = self.world.people[self.cast.opener].id;
        let at = self.thread.person(at, customer, Event::SurveyAnswered { overall: answer.overall.points() })?;
        unanswered.answer = Some((at, answer));
        Some(())
    }
}

fn assigned(to: PersonId, reason: AssignmentReason) -> Event {
    Event::Assigned(Assigned { to, reason })
}
