//! A case while it is told: who owns it, how far it is, and the ways to say something at a time that fits who says it.

use caseline_domain::case::{Event, Side};
use caseline_domain::hours::{Pause, Target};
use caseline_domain::id::PersonId;
use caseline_domain::instant::{MINUTE, Timestamp};
use caseline_domain::text::{InternalText, Line, PublicText};

use crate::DemoSurvey;
use crate::cast::Cast;
use crate::facts::Facts;
use crate::piece::Text;
use crate::random::Random;
use crate::survey::Course;
use crate::thread::Thread;
use crate::voice;
use crate::world::World;

/// One case while it is told.
pub struct Telling<'w> {
    pub world: &'w World,
    pub random: Random,
    pub cast: Cast<'w>,
    pub facts: Facts<'w>,
    pub thread: Thread,
    pub owner: usize,
    pub pauses: Vec<Pause>,
    /// When the resolution is to be proposed.
    pub goal: Timestamp,
    pub course: Course,
    pub survey: Option<DemoSurvey>,
    /// Why it is late.
    pub is_explained: bool,
}

impl<'w> Telling<'w> {
    /// When a target is due, with the pauses so far.
    pub fn due(&self, target: Target) -> Option<Timestamp> {
        self.world.timeline.as_ref()?.due(self.cast.opened, target, &self.pauses).ok()
    }

    pub fn write_to_customer(&mut self, at: Timestamp, words: &Text) -> Option<()> {
        let text = voice::support(self.world, &mut self.random, &self.facts, words)?;
        let at = self.at_work(at);
        self.thread.person(at, self.csa(), Event::Message { by: Side::Support, text }).map(drop)
    }

    pub fn write_as_customer(&mut self, at: Timestamp, words: &Text) -> Option<()> {
        let text = voice::customer(self.world, &mut self.random, &self.facts, words)?;
        let at = self.at_customer(at);
        self.thread.person(at, self.customer(), Event::Message { by: Side::Customer, text }).map(drop)
    }

    pub fn own(&mut self, csa: usize) {
        self.owner = csa;
        self.facts.csa = self.world.csa_given_name(csa);
    }

    /// About so long after what happened last.
    pub fn after(&mut self, median: i64) -> Timestamp {
        let wait = self.random.spread(median);
        self.thread.last().plus_millis(wait)
    }

    pub fn csa(&self) -> PersonId {
        self.world.csa_id(self.owner)
    }

    pub fn customer(&self) -> PersonId {
        self.world.people[self.cast.opener].id
    }

    /// Somewhere on the way to the goal, with so many steps still to come.
    pub fn pace(&mut self, steps_left: usize) -> Timestamp {
        let last = self.thread.last();
        let way = self.goal.since(last).max(0) / (steps_left as i64 + 1);
        last.plus_millis(way * self.random.between(30, 130) / 100 + self.random.spread(5 * MINUTE))
    }

    pub fn at_work(&mut self, at: Timestamp) -> Timestamp {
        let hours = &self.world.rota.csa(self.owner).hours;
        if self.cast.priority.is_phoned() { at } else { morning(&mut self.random, at, hours.next(at)) }
    }

    /// Customers look into it in their office hours, and now and then in the evening.
    pub fn at_customer(&mut self, at: Timestamp) -> Timestamp {
        let hours = self.world.customer_hours(self.cast.account);
        if self.cast.priority.is_phoned() || self.random.chance(110) {
            at
        } else {
            morning(&mut self.random, at, hours.next(at))
        }
    }

    pub fn phrase(&mut self, occasion: &str) -> &'w Text {
        self.world.corpus.phrase(&mut self.random, occasion)
    }

    pub fn public_phrase(&mut self, occasion: &str) -> Option<PublicText> {
        let words = self.phrase(occasion);
        self.public(words)
    }

    pub fn internal_phrase(&mut self, occasion: &str) -> Option<InternalText> {
        let words = self.phrase(occasion);
        voice::internal(&self.facts, words)
    }

    pub fn line(&self, text: &Text) -> Option<Line> {
        Line::parse(&self.facts.filled(text)).ok()
    }

    pub fn public(&self, text: &Text) -> Option<PublicText> {
        PublicText::parse(&self.facts.filled(text)).ok()
    }
}

/// Nobody writes in the very second that the day begins.
pub fn morning(random: &mut Random, asked: Timestamp, found: Timestamp) -> Timestamp {
    if asked == found { found } else { found.plus_millis(random.between(2 * MINUTE, 70 * MINUTE)) }
}
