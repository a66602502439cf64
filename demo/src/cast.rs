//! Who takes part in a case and what it is about: everything that is settled before anything is said.

use caseline_domain::case::{Channel, Priority};
use caseline_domain::instant::{DAY, Timestamp};

use crate::account::HARBOR_PINE;
use crate::corpus::Problem;
use crate::people::JONAS;
use crate::place::Region;
use crate::random::{Random, totals};
use crate::world::World;

/// Of a thousand cases so many are of each priority: Outage, P1, P2, P3.
const PRIORITIES: [u64; 4] = [10, 50, 340, 600];

/// So many of a thousand P2 and P3 are phoned although they need not be.
const PHONED: u64 = 110;

/// The cases of the people one signs in as are told by hand (`corpus/scenes.txt`). Others join them only when they are
/// so old that they are closed for certain, so that what those people have to do is what was written.
const JONAS_FREE_FOR: i64 = 60 * DAY;
const HARBOR_PINE_FREE_FOR: i64 = 40 * DAY;

/// How a case comes to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Agreed,
    /// The customer declines once.
    DeclinedFirst,
    /// The customer asks for it.
    AskedByCustomer,
    /// The customer does not answer the proposal.
    Lapsed,
}

/// Whether the customer escalates on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escalates {
    Perhaps,
    Surely,
}

/// What does not happen in every case. One can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// A next update is promised.
    Promise,
    Call,
    Workaround,
    /// P3 becomes P2, or the other way round.
    Priority,
    /// Closed, it is opened again.
    Reopen,
}

#[derive(Clone, Copy, Debug)]
pub struct Cast<'w> {
    pub number: i64,
    pub opened: Timestamp,
    /// Its place among the accounts.
    pub account: usize,
    /// Their place among the people.
    pub opener: usize,
    pub priority: Priority,
    pub channel: Channel,
    pub problem: &'w Problem,
    pub ending: Ending,
    pub escalates: Escalates,
    /// What happens for certain.
    pub turn: Option<Turn>,
    /// The CSA who takes it, where that is settled.
    pub owner: Option<usize>,
    /// A CSA who must not get it.
    pub but: Option<usize>,
}

impl<'w> Cast<'w> {
    /// Any case that arrives at `opened` from a region.
    #[must_use]
    pub fn drawn(world: &'w World, random: &mut Random, number: i64, opened: Timestamp, region: Region) -> Cast<'w> {
        let age = world.now.since(opened);
        let mut account = world.account_in(random, region);
        while account == HARBOR_PINE && age < HARBOR_PINE_FREE_FOR {
            account = world.account_in(random, region);
        }
        let priority = Priority::ALL[random.among(&totals(PRIORITIES))];
        let but = (age < JONAS_FREE_FOR).then_some(JONAS);
        Cast { but, ..Cast::of(world, random, number, opened, account, priority) }
    }

    /// A case of a given account and priority.
    #[must_use]
    pub fn of(
        world: &'w World,
        random: &mut Random,
        number: i64,
        opened: Timestamp,
        account: usize,
        priority: Priority,
    ) -> Cast<'w> {
        let phoned = priority.is_phoned() || random.chance(PHONED);
        let ending = match random.below(1_000) {
            0..75 => Ending::DeclinedFirst,
            75..135 if !priority.is_phoned() => Ending::AskedByCustomer,
            135..240 if !priority.is_phoned() => Ending::Lapsed,
            _ => Ending::Agreed,
        };
        Cast {
            number,
            opened,
            account,
            opener: world.member_of(random, account),
            priority,
            channel: if phoned { Channel::Phone } else { Channel::Portal },
            problem: world.corpus.problem(random, priority),
            ending,
            escalates: Escalates::Perhaps,
            turn: None,
            owner: None,
            but: None,
        }
    }
}
