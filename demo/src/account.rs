//! The companies: a few big ones that write often, and a long tail that writes seldom.

use caseline_domain::id::AccountId;
use caseline_domain::instant::{DAY, Timestamp};

use crate::id::id_at;
use crate::name;
use crate::place::{PLACES, Region, place_of};
use crate::random::{Random, Stream};
use crate::{AccountKind, DemoAccount, Size};

use AccountKind::{Merchant, Partner};

/// The account of the merchant that one signs in as, and of the partner: their places in the list.
pub const HARBOR_PINE: usize = 2;
pub const FJORD_SYSTEMS: usize = 5;
/// The merchant that lets the partner read, beside the one for which it acts.
pub const ATELIER_NORD: usize = 3;

/// Those that people meet first, the biggest first.
const KNOWN: [(&str, AccountKind, &str); 14] = [
    ("Northwind Retail", Merchant, "America/Chicago"),
    ("Lumen Outdoor", Merchant, "America/Denver"),
    ("Harbor & Pine", Merchant, "Europe/Berlin"),
    ("Atelier Nord", Merchant, "Europe/Copenhagen"),
    ("Casa Verde", Merchant, "Europe/Lisbon"),
    ("Fjord Systems", Partner, "Europe/Oslo"),
    ("Brightwater Digital", Partner, "America/Toronto"),
    ("Juniper & Vale", Merchant, "Europe/London"),
    ("Banksia Living", Merchant, "Australia/Sydney"),
    ("Maison Belleville", Merchant, "Europe/Paris"),
    ("Tallgrass Toys", Merchant, "America/New_York"),
    ("Mori Home", Merchant, "Asia/Tokyo"),
    ("Sal y Sol", Merchant, "Europe/Madrid"),
    ("Pacific Lantern", Merchant, "America/Los_Angeles"),
];

/// Enough cases for a long list, and a page of one's own that can still be read.
const MOST_OF_HARBOR_PINE: u64 = 300;

#[derive(Clone, Debug)]
pub struct Account {
    pub shown: DemoAccount,
    /// Its place in [`PLACES`].
    pub place: usize,
    /// How often it writes, beside the others.
    pub weight: u64,
    pub member_count: usize,
}

/// How many accounts so many cases come from: 24 for 200, about 3,000 for a million.
#[must_use]
pub fn count(size: Size) -> usize {
    (24 + 3 * size.cases.isqrt().saturating_sub(14)) as usize
}

/// `first_case`: all accounts were there before.
#[must_use]
pub fn make(seed: u64, size: Size, first_case: Timestamp) -> Vec<Account> {
    let mut accounts: Vec<Account> = (0..count(size)).map(|rank| account(seed, rank, first_case)).collect();
    let all: u64 = accounts.iter().map(|account| account.weight).sum();
    if let Some(harbor) = accounts.get_mut(HARBOR_PINE) {
        let most = u128::from(all) * u128::from(MOST_OF_HARBOR_PINE) / u128::from(size.cases.max(1));
        harbor.weight = harbor.weight.min(most as u64);
    }
    accounts
}

fn account(seed: u64, rank: usize, first_case: Timestamp) -> Account {
    let mut random = Random::new(seed, Stream::Account, rank as u64);
    let (name, kind, place) = match KNOWN.get(rank) {
        Some((name, kind, zone)) => ((*name).to_owned(), *kind, place_of(zone)),
        None => named(&mut random, seed, rank as u64),
    };
    let created_at = first_case.plus_millis(-random.between(20, 1_100) * DAY);
    let mailbox = ["oms-team", "oms", "it-support", "ecommerce", "commerce-ops", "store-systems"];
    let contact_email = format!("{}@{}", random.pick(&mailbox), name::domain(&name));
    let contact_email = if rank == HARBOR_PINE { "oms-team@harborpine.example".to_owned() } else { contact_email };
    let shown = DemoAccount {
        id: AccountId(id_at(created_at, &mut random)),
        name,
        kind,
        contact_email,
        zone: PLACES[place].zone,
        created_at,
    };
    let member_count = 1 + 40 / (rank + 4) + random.below(3) as usize;
    Account { shown, place, weight: 1_000_000 / (rank as u64 + 4), member_count }
}

fn named(random: &mut Random, seed: u64, rank: u64) -> (String, AccountKind, usize) {
    let number = seed % 10_007 + rank;
    let (name, kind) = match rank % 8 {
        0 => (name::partner(number / 8), Partner),
        _ => (name::merchant(number), Merchant),
    };
    let region = match random.below(100) {
        drawn if drawn < Region::Americas.share() => Region::Americas,
        drawn if drawn < Region::Americas.share() + Region::Europe.share() => Region::Europe,
        _ => Region::Pacific,
    };
    let places: Vec<usize> = (0..PLACES.len()).filter(|place| PLACES[*place].region == region).collect();
    (name, kind, *random.pick(&places))
}
