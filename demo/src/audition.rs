//! Cases that a demo must have, in the state that it must have them in: told again and again, each time otherwise, until
//! one stands where it should. So a queue has something late, something due soon and something new at any hour.

use caseline_domain::case::{Case, Channel, Clocks, Escalation, EscalationStanding, Event, Priority, Side, Status};
use caseline_domain::hours::Target;
use caseline_domain::instant::{DAY, MINUTE, Timestamp};

use crate::cast::{Cast, Ending, Escalates, Turn};
use crate::generator::Story;
use crate::path;
use crate::people::JONAS;
use crate::random::{Random, Stream};
use crate::world::World;

/// Where the case is to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    Unassigned,
    Working,
    Waiting,
    Proposed(Side),
}

/// When it came.
#[derive(Clone, Copy, Debug)]
enum Came {
    MinutesAgo(i64),
    /// Such that its assignment, or resolution, is due in so many minutes or a little later; negative: was due so long
    /// ago or a little longer. If no start is due then, as on a Monday morning, the next one that is.
    AssignmentDueIn(i64),
    ResolutionDueIn(i64),
}

/// A part that waits for its case.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// The account's place among all.
    pub account: usize,
    priority: Priority,
    came: Came,
    wanted: Wanted,
    owner: Option<usize>,
    escalation: Option<EscalationStanding>,
    turn: Option<Turn>,
}

use Came::{AssignmentDueIn, MinutesAgo, ResolutionDueIn};
use Priority::{Outage, P1, P2, P3};
use Wanted::{Proposed, Unassigned, Waiting, Working};

const HOUR: i64 = 60;
const DAYS: i64 = 24 * HOUR;

pub const PARTS: [Part; 24] = [
    jonas(1, P2, ResolutionDueIn(-6), Working),
    jonas(3, P2, ResolutionDueIn(38), Working),
    jonas(4, P3, ResolutionDueIn(170), Working),
    jonas(0, P2, MinutesAgo(DAYS + 5 * HOUR + 12), Waiting),
    jonas(7, P3, MinutesAgo(5 * DAYS - 77), Waiting),
    jonas(8, P3, MinutesAgo(9 * DAYS + 141), Proposed(Side::Support)),
    jonas(9, P3, MinutesAgo(6 * DAYS + 38), Proposed(Side::Customer)),
    jonas(10, P3, MinutesAgo(4 * DAYS - 16), Working).escalated(EscalationStanding::Waits),
    jonas(12, P2, MinutesAgo(DAYS - 95), Working).with(Turn::Call),
    jonas(1, P3, MinutesAgo(6 * DAYS + 203), Working).with(Turn::Promise),
    someone(0, Outage, MinutesAgo(263), Working).with(Turn::Workaround),
    someone(6, P1, MinutesAgo(19 * HOUR + 4), Working).escalated(EscalationStanding::Acknowledged),
    someone(11, P2, MinutesAgo(7), Unassigned),
    someone(1, P3, MinutesAgo(26), Unassigned),
    someone(3, P3, MinutesAgo(131), Unassigned),
    someone(13, P2, MinutesAgo(5 * HOUR + 9), Unassigned),
    someone(7, P3, AssignmentDueIn(23), Unassigned),
    someone(0, P3, AssignmentDueIn(-4), Unassigned),
    someone(8, P3, ResolutionDueIn(-391), Working).escalated(EscalationStanding::Acknowledged),
    someone(4, P2, ResolutionDueIn(-81), Working),
    someone(6, P3, MinutesAgo(7 * DAYS + 322), Waiting),
    someone(13, P2, MinutesAgo(DAYS + 11 * HOUR), Waiting).with(Turn::Priority),
    someone(3, P3, MinutesAgo(8 * DAYS + 47), Proposed(Side::Support)),
    someone(9, P2, MinutesAgo(7 * DAYS + 99), Working).with(Turn::Reopen),
];

const fn jonas(account: usize, priority: Priority, came: Came, wanted: Wanted) -> Part {
    Part { account, priority, came, wanted, owner: Some(JONAS), escalation: None, turn: None }
}

const fn someone(account: usize, priority: Priority, came: Came, wanted: Wanted) -> Part {
    Part { account, priority, came, wanted, owner: None, escalation: None, turn: None }
}

/// An escalation that waits does so for so many minutes of service at most: it may be late, but not forgotten.
const LONGEST_WAIT: i64 = 5 * HOUR;

/// After so many tries the nearest is good enough.
const MOST_TRIES: u64 = 1_500;

impl Part {
    const fn escalated(self, standing: EscalationStanding) -> Part {
        Part { escalation: Some(standing), ..self }
    }

    const fn with(self, turn: Turn) -> Part {
        Part { turn: Some(turn), ..self }
    }

    #[must_use]
    pub fn opened(&self, world: &World) -> Timestamp {
        let promise = world.plan.promise(self.priority);
        match self.came {
            MinutesAgo(minutes) => world.now.plus_minutes(-minutes),
            AssignmentDueIn(minutes) => start_due(world, promise.assignment, minutes),
            ResolutionDueIn(minutes) => start_due(world, promise.resolution, minutes),
        }
    }

    /// The member whose case it is, by their place among the people, and what happened.
    #[must_use]
    pub fn tell(&self, world: &World, seed: u64, number: i64, opened: Timestamp) -> (usize, Story) {
        let mut told = None;
        for attempt in 0..MOST_TRIES {
            let index = number as u64 * MOST_TRIES + attempt;
            let mut random = Random::new(seed, Stream::Audition, index);
            let mut cast = Cast::of(world, &mut random, number, opened, self.account, self.priority);
            cast.owner = self.owner;
            cast.turn = self.turn;
            cast.but = (self.owner != Some(JONAS)).then_some(JONAS);
            cast.ending = match self.wanted {
                Proposed(Side::Customer) => Ending::AskedByCustomer,
                _ => Ending::Agreed,
            };
            if self.escalation.is_some() {
                cast.escalates = Escalates::Surely;
            }
            if self.wanted == Unassigned {
                cast.channel = Channel::Portal;
            }
            let opener = cast.opener;
            let mut story = path::tell(world, random, cast);
            // What the story ends with, where that is not simply now.
            let escalated = story.events.iter().position(|one| matches!(one.event, Event::Escalated { .. }));
            let last = match escalated {
                _ if self.wanted == Unassigned => Some(0),
                Some(escalated) if self.escalation == Some(EscalationStanding::Waits) => Some(escalated),
                _ => None,
            };
            if let Some(last) = last {
                story.events.truncate(last + 1);
                story.survey = None;
            }
            let fits = self.fits(world, &story);
            told = Some((opener, story));
            if fits {
                break;
            }
        }
        told.unwrap_or_default()
    }

    fn fits(&self, world: &World, story: &Story) -> bool {
        let Some(case) = Case::from_events(&story.events) else {
            return false;
        };
        let by = match story.events.last().map(|last| &last.event) {
            Some(Event::ClosureProposed { by, .. }) => Some(*by),
            _ => None,
        };
        let stands = match self.wanted {
            Unassigned => case.stage.status() == Status::Submitted,
            Working => case.stage.status() == Status::Working,
            Waiting => case.stage.status() == Status::WaitingOnCustomer,
            Proposed(side) => case.stage.status() == Status::ClosureProposed && by == Some(side),
        };
        // A pause would move the due time that the part was written for.
        let unmoved = !matches!(self.came, ResolutionDueIn(_))
            || Clocks::from_events(&world.plan, &story.events)
                .is_some_and(|clocks| clocks.resolution.pauses.is_empty());
        // A P2 or worse that is worked on has more in it than that somebody took it.
        let begun = self.wanted != Working || story.events.len() > 2 || self.priority == P3;
        let waits_long = |open: Escalation| {
            let timeline = world.timeline.as_ref();
            let waited = timeline.and_then(|timeline| timeline.open_millis_between(open.at, world.now).ok());
            open.acknowledged.is_none() && waited.is_none_or(|waited| waited > LONGEST_WAIT * MINUTE)
        };
        let escalated =
            case.escalation.map(|open| open.standing()) == self.escalation && !case.escalation.is_some_and(waits_long);
        let happened = |wanted: fn(&Event) -> bool| story.events.iter().any(|one| wanted(&one.event));
        let turned = match self.turn {
            None => true,
            Some(Turn::Promise) => story.events.last().is_some_and(|last| promises_later(&last.event, world.now)),
            Some(Turn::Call) => happened(|event| matches!(event, Event::CallLogged { .. })),
            Some(Turn::Workaround) => happened(|event| matches!(event, Event::WorkaroundAccepted { .. })),
            Some(Turn::Priority) => happened(|event| matches!(event, Event::PriorityChanged { .. })),
            Some(Turn::Reopen) => happened(|event| matches!(event, Event::Reopened { .. })),
        };
        stands && unmoved && begun && escalated && turned
    }
}

fn promises_later(event: &Event, now: Timestamp) -> bool {
    matches!(event, Event::NextUpdatePromised { by } if *by > now)
}

/// Cases do not come in the minute that the calendar opens, so starts keep this far from it.
const ASIDE: i64 = 17;

/// A start from which a target is due at `due`: due times only grow with their starts.
fn start_due(world: &World, target: Target, minutes: i64) -> Timestamp {
    let due = world.now.plus_minutes(minutes);
    let (mut early, mut late) = (due.plus_millis(-30 * DAY).millis(), world.now.millis());
    let reaches = |start: i64| {
        let start = Timestamp::from_millis(start);
        world.timeline.as_ref().and_then(|timeline| timeline.due(start, target, &[]).ok()).is_some_and(|d| d >= due)
    };
    while late - early > 1 {
        let middle = early + (late - early) / 2;
        if reaches(middle) {
            late = middle;
        } else {
            early = middle;
        }
    }
    if minutes < 0 {
        Timestamp::from_millis(early).plus_minutes(-ASIDE)
    } else {
        Timestamp::from_millis(late).plus_minutes(ASIDE).min(world.now)
    }
}
