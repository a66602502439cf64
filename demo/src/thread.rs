//! A case's history as it grows: numbered, never backwards, and never later than now.

use caseline_domain::case::{Author, Event, Recorded};
use caseline_domain::id::PersonId;
use caseline_domain::instant::Timestamp;

#[derive(Clone, Debug)]
pub struct Thread {
    now: Timestamp,
    events: Vec<Recorded>,
}

impl Thread {
    #[must_use]
    pub fn new(now: Timestamp) -> Thread {
        Thread { now, events: Vec::with_capacity(12) }
    }

    /// When the last thing happened; the earliest of all instants before the first.
    #[must_use]
    pub fn last(&self) -> Timestamp {
        self.events.last().map_or(Timestamp::from_millis(i64::MIN), |last| last.at)
    }

    /// `None`, and nothing written, when that has not happened yet: the story ends here for now.
    pub fn person(&mut self, at: Timestamp, by: PersonId, event: Event) -> Option<Timestamp> {
        self.write(at, Author::Person(by), event)
    }

    /// As [`Thread::person`], done by the desk by itself.
    pub fn desk(&mut self, at: Timestamp, event: Event) -> Option<Timestamp> {
        self.write(at, Author::Desk, event)
    }

    fn write(&mut self, at: Timestamp, by: Author, event: Event) -> Option<Timestamp> {
        let at = at.max(self.last());
        if at > self.now {
            return None;
        }
        let seq = self.events.len() as u32 + 1;
        self.events.push(Recorded { seq, at, by, event });
        Some(at)
    }

    #[must_use]
    pub fn into_events(self) -> Vec<Recorded> {
        self.events
    }
}
