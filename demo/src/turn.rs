//! What keeps the promises beside the resolution, and what happens in some cases only: a first word, a promised update, a
//! call, a workaround, another priority, a reopening, and why it was late.

use caseline_domain::case::{Assigned, AssignmentReason, ClockKind, Event, Priority, Side};
use caseline_domain::instant::{DAY, HOUR, MINUTE, Timestamp};
use caseline_domain::text::Line;

use crate::cast::Turn;
use crate::telling::Telling;

/// Of a thousand so many owners say their first word too late, if nothing else is said in time.
const SILENT: u64 = 55;
/// Of a thousand promised updates so many come too late.
const FORGOTTEN: u64 = 70;
/// Of a thousand broken promises so many are explained.
const EXPLAINED: u64 = 800;

/// Of those that the desk begins with (`desk/migrations`), what fits.
const CAUSES: [&str; 4] = ["Waiting for a third party", "Needed a release", "Missed hand-over", "Underestimated"];

impl Telling<'_> {
    /// Whether this happens here. On a stream of its own: a case in which it does not happen goes as it would without.
    pub fn turns(&self, turn: Turn) -> bool {
        let phoned = self.cast.priority.is_phoned();
        let often = match turn {
            Turn::Promise if self.course.late => 0,
            Turn::Promise => [250, 220, 110, 60][self.cast.priority as usize],
            Turn::Call if self.cast.channel == caseline_domain::case::Channel::Phone => 420,
            Turn::Call => 60,
            Turn::Workaround if self.course.late => 0,
            Turn::Workaround => [280, 240, 60, 15][self.cast.priority as usize],
            Turn::Priority if phoned => 0,
            Turn::Priority => 18,
            Turn::Reopen if phoned => 0,
            Turn::Reopen => 28,
        };
        let mut random = self.random.clone();
        for _ in 0..=turn as usize {
            random = random.branch();
        }
        random.chance(often) || self.cast.turn == Some(turn)
    }

    pub fn turn(&mut self, turn: Turn, at: Timestamp) -> Option<()> {
        match turn {
            Turn::Promise => self.promise_an_update(at),
            Turn::Call => self.log_a_call(at),
            Turn::Workaround => self.work_around(at),
            Turn::Priority | Turn::Reopen => Some(()),
        }
    }

    /// The owner answers soon after they took it, within what is promised.
    pub fn say_the_first_word(&mut self) -> Option<()> {
        if self.random.chance(SILENT) {
            return Some(());
        }
        let phoned = self.cast.priority.is_phoned();
        let soon = self.after(if phoned { 4 * MINUTE } else { 30 * MINUTE });
        let due = self.due(self.world.plan.promise(self.cast.priority).first_response).unwrap_or(soon);
        let in_time = due.plus_millis(-self.random.between(MINUTE, 5 * MINUTE));
        let at = self.at_work(soon).min(in_time);
        let words = self.phrase(if phoned { "first-word-phoned" } else { "acknowledge" });
        let text = crate::voice::support(self.world, &mut self.random, &self.facts, words)?;
        self.thread.person(at, self.csa(), Event::Message { by: Side::Support, text }).map(drop)
    }

    /// Soon, so that all that is promised is what holds from then on.
    pub fn change_priority(&mut self) -> Option<()> {
        let (to, occasion) = match self.cast.priority {
            Priority::P3 => (Priority::P2, "raised"),
            Priority::P2 => (Priority::P3, "lowered"),
            Priority::Outage | Priority::P1 => return Some(()),
        };
        let reason = self.public_phrase(occasion)?;
        let soon = self.after(40 * MINUTE);
        let at = self.at_work(soon);
        self.thread.person(at, self.csa(), Event::PriorityChanged { to, reason })?;
        self.cast.priority = to;
        Some(())
    }

    /// The next word by a full hour, if it is not solved before.
    fn promise_an_update(&mut self, at: Timestamp) -> Option<()> {
        let phoned = self.cast.priority.is_phoned();
        let at = self.at_work(at);
        let wanted = self.at_work(at.plus_millis(if phoned { 50 * MINUTE } else { 20 * HOUR }));
        let by = Timestamp::from_millis((wanted.millis() / HOUR + 1) * HOUR);
        if by > self.goal {
            return Some(());
        }
        let words = self.phrase("progress");
        let text = crate::voice::support(self.world, &mut self.random, &self.facts, words)?;
        self.thread.person(at, self.csa(), Event::Message { by: Side::Support, text })?;
        self.thread.person(at, self.csa(), Event::NextUpdatePromised { by })?;
        let forgotten = self.random.chance(FORGOTTEN);
        let beside = self.random.between(5 * MINUTE, 40 * MINUTE);
        let told = by.plus_millis(if forgotten { beside } else { -beside });
        let words = self.phrase("progress");
        let text = crate::voice::support(self.world, &mut self.random, &self.facts, words)?;
        self.thread.person(told, self.csa(), Event::Message { by: Side::Support, text }).map(drop)
    }

    fn log_a_call(&mut self, at: Timestamp) -> Option<()> {
        let text = self.public_phrase("call-log")?;
        let at = self.at_work(at);
        let minutes = u32::try_from(self.random.between(3, 18)).ok();
        self.thread.person(at, self.csa(), Event::CallLogged { minutes, text }).map(drop)
    }

    /// Proposed, tried by us, and taken by the customer; an Outage or a P1 is as good as solved by it.
    fn work_around(&mut self, at: Timestamp) -> Option<()> {
        let at = self.at_work(at);
        let (text, tested) = (self.public_phrase("workaround")?, self.public_phrase("workaround-tested")?);
        self.thread.person(at, self.csa(), Event::WorkaroundProposed { text })?;
        let soon = self.after(9 * MINUTE);
        self.thread.person(soon, self.csa(), Event::WorkaroundTested { works: true, text: tested })?;
        let soon = self.after(25 * MINUTE);
        let at = self.at_customer(soon);
        self.thread.person(at, self.customer(), Event::WorkaroundAccepted { by: Side::Customer }).map(drop)
    }

    /// What was closed happens again within a few days; nothing if that is still to come.
    pub fn open_again(&mut self) -> Option<Timestamp> {
        let reason = self.public_phrase("reopened")?;
        let later = self.after(2 * DAY).min(self.thread.last().plus_millis(12 * DAY));
        let at = self.at_customer(later);
        let owner = self.world.rota.csa(self.owner).hours.contain(at).then(|| self.csa());
        let (by, plan) = (Side::Customer, self.world.plan_id);
        self.thread.person(at, self.customer(), Event::Reopened { by, reason, owner, from: plan, to: plan })
    }

    /// All is promised anew; whoever had it has it again, as soon as they are there.
    pub fn work_again(&mut self, since: Timestamp) -> Option<()> {
        self.cast.opened = since;
        self.pauses.clear();
        self.course.late = false;
        let csa = self.csa();
        if !self.world.rota.csa(self.owner).hours.contain(since) {
            let soon = self.at_work(since.plus_millis(10 * MINUTE));
            let taken = Event::Assigned(Assigned { to: csa, reason: AssignmentReason::Taken });
            self.thread.person(soon, csa, taken)?;
        }
        let words = self.phrase("seen-again");
        let soon = self.after(20 * MINUTE);
        self.write_to_customer(soon, words)?;
        self.settle_goal();
        Some(())
    }

    /// Why the resolution is late, once it is: by the owner, for our side alone.
    pub fn explain(&mut self) -> Option<()> {
        if self.is_explained || !self.course.late || self.thread.last() < self.cast.opened {
            return None;
        }
        self.is_explained = true;
        if !self.random.chance(EXPLAINED) {
            return None;
        }
        let due = self.due(self.world.plan.promise(self.cast.priority).resolution)?;
        let soon = due.plus_millis(self.random.between(20 * MINUTE, 90 * MINUTE));
        let at = self.at_work(soon.max(self.thread.last()));
        let cause = Line::parse(self.random.pick::<&str>(&CAUSES)).ok()?;
        let text = if self.random.chance(600) { self.internal_phrase("why-late") } else { None };
        let event = Event::BreachExplained { clock: ClockKind::Resolution, due, cause, text };
        self.thread.person(at, self.csa(), event).map(drop)
    }
}
