//! Who signs in: members of the accounts, and on our side CSAs with shifts and expertise, managers, an administrator.

use caseline_domain::access::Standing;
use caseline_domain::form::AREAS;
use caseline_domain::id::PersonId;
use caseline_domain::instant::{DAY, Timestamp};

use crate::account::{Account, FJORD_SYSTEMS, HARBOR_PINE};
use crate::id::id_at;
use crate::name;
use crate::place::{PLACES, place_of};
use crate::random::{Random, Stream};
use crate::{DemoPerson, Prefers, Shift, Size};

/// Where our side sits.
pub const OFFICES: [&str; 4] = ["Europe/Berlin", "America/Los_Angeles", "Asia/Manila", "Australia/Sydney"];

/// The order in which offices hire, so that even ten people cover the day.
const HIRING: [usize; 8] = [1, 2, 0, 1, 1, 2, 0, 3];

const OUR_DOMAIN: &str = "caseline.example";

/// The CSA that one signs in as, and the two colleagues of the told stories: the first three of the rota.
pub const JONAS: usize = 0;
pub const PRIYA: usize = 1;
pub const AIKO: usize = 2;

struct KnownCsa {
    name: &'static str,
    email: &'static str,
    /// In [`OFFICES`].
    office: usize,
    /// In hours.
    shift: (u16, u16),
    /// In [`AREAS`].
    areas: &'static [usize],
}

const KNOWN_CSAS: [KnownCsa; 3] = [
    KnownCsa { name: "Jonas Weber", email: "csa@example.com", office: 0, shift: (8, 17), areas: &[0, 1, 3, 6] },
    KnownCsa {
        name: "Priya Shah",
        email: "priya.shah@caseline.example",
        office: 0,
        shift: (9, 18),
        areas: &[2, 4, 5, 7],
    },
    KnownCsa {
        name: "Aiko Kimura",
        email: "aiko.kimura@caseline.example",
        office: 3,
        shift: (8, 17),
        areas: &[3, 6, 2],
    },
];

const MANAGERS: [(&str, &str, &str); 3] = [
    ("Amara Kone", "manager@example.com", "America/Los_Angeles"),
    ("Henrik Dahl", "henrik.dahl@caseline.example", "Europe/Berlin"),
    ("Liza Santos", "liza.santos@caseline.example", "Asia/Manila"),
];

/// Members of the two accounts that one signs in to, the first being the one who signs in.
const HARBOR_PEOPLE: [(&str, &str); 3] = [
    ("Maya Okafor", "merchant@example.com"),
    ("Łukasz Nowak", "lukasz.nowak@harborpine.example"),
    ("Zoë Brandt", "zoe.brandt@harborpine.example"),
];
const FJORD_PEOPLE: [(&str, &str); 1] = [("Ingrid Solheim", "partner@example.com")];

/// How many CSAs so many cases need: 10 for 200, 150 for a million.
#[must_use]
pub fn csa_count(size: Size) -> usize {
    (10 + size.cases.isqrt().saturating_sub(14) / 7) as usize
}

/// A CSA and their office's place in [`OFFICES`].
pub struct Hired {
    pub person: DemoPerson,
    pub office: usize,
}

#[must_use]
pub fn csas(seed: u64, size: Size, first_case: Timestamp) -> Vec<Hired> {
    let mut taken: Vec<String> = MANAGERS.iter().map(|(_, email, _)| (*email).to_owned()).collect();
    let mut hired: Vec<Hired> = Vec::new();
    for number in 0..csa_count(size) {
        let mut random = Random::new(seed, Stream::Staff, number as u64);
        let known = KNOWN_CSAS.get(number);
        let (name, email) = match known {
            Some(known) => (known.name.to_owned(), known.email.to_owned()),
            None => unused_name(&mut random, OUR_DOMAIN, &taken),
        };
        taken.push(email.clone());
        let (office, shift, expertise) = match known {
            Some(KnownCsa { office, shift: (from, until), areas, .. }) => {
                let areas = areas.iter().map(|area| AREAS[*area]).collect();
                (*office, Shift { from: from * 60, until: until * 60 }, areas)
            }
            None => {
                let from = *random.pick(&[7 * 60, 7 * 60 + 30, 8 * 60, 8 * 60 + 30, 9 * 60, 10 * 60]);
                let shift = Shift { from, until: from + 9 * 60 };
                (HIRING[number % HIRING.len()], shift, areas_from(&mut random, number))
            }
        };
        let zone = OFFICES[office];
        let person = DemoPerson {
            expertise,
            shift: Some(shift),
            ..person(&mut random, name, email, Standing::Csa, zone, joined(first_case, number))
        };
        hired.push(Hired { person, office });
    }
    hired
}

/// The longest-serving first; all before the first case.
fn joined(first_case: Timestamp, number: usize) -> Timestamp {
    first_case.plus_millis(-(1_500 / (number as i64 + 1) + 10) * DAY)
}

/// Two to four areas, one of them such that every area has somebody.
fn areas_from(random: &mut Random, number: usize) -> Vec<&'static str> {
    let mut areas = vec![AREAS[number % AREAS.len()]];
    for _ in 0..random.between(1, 3) {
        let area = *random.pick(&AREAS);
        if !areas.contains(&area) {
            areas.push(area);
        }
    }
    areas
}

#[must_use]
pub fn managers_and_administrator(seed: u64, first_case: Timestamp) -> Vec<DemoPerson> {
    let managers = MANAGERS.into_iter().map(|(name, email, zone)| (name, email, zone, Standing::Manager));
    let admin = ("Ruth Adler", "admin@example.com", "Europe/Berlin", Standing::Administrator);
    managers
        .chain([admin])
        .enumerate()
        .map(|(number, (name, email, zone, standing))| {
            let mut random = Random::new(seed, Stream::Staff, 1_000_000 + number as u64);
            let person =
                person(&mut random, name.to_owned(), email.to_owned(), standing, zone, joined(first_case, number));
            // Whom one signs in as is told everything.
            DemoPerson { is_senior: number == 0, ..person }
        })
        .collect()
}

/// The members of the account at `rank`, the one who writes most first.
#[must_use]
pub fn members(seed: u64, rank: usize, account: &Account) -> Vec<DemoPerson> {
    let mut random = Random::new(seed, Stream::Member, rank as u64);
    let known: &[(&str, &str)] = match rank {
        HARBOR_PINE => &HARBOR_PEOPLE,
        FJORD_SYSTEMS => &FJORD_PEOPLE,
        _ => &[],
    };
    let standing = Standing::Member { account: account.shown.id };
    let zone = PLACES[account.place].zone;
    let domain = name::domain(&account.shown.name);
    let mut taken: Vec<String> = Vec::new();
    (0..account.member_count.max(known.len()))
        .map(|number| {
            let (name, email) = match known.get(number) {
                Some((name, email)) => ((*name).to_owned(), (*email).to_owned()),
                None => unused_name(&mut random, &domain, &taken),
            };
            taken.push(email.clone());
            person(&mut random, name, email, standing, zone, account.shown.created_at)
        })
        .collect()
}

fn unused_name(random: &mut Random, domain: &str, taken: &[String]) -> (String, String) {
    loop {
        let name = name::person(random);
        let email = format!("{}@{domain}", name::local_part(&name));
        if !taken.contains(&email) {
            return (name, email);
        }
    }
}

fn person(
    random: &mut Random,
    name: String,
    email: String,
    standing: Standing,
    zone: &'static str,
    created_at: Timestamp,
) -> DemoPerson {
    let reserved = PLACES[place_of(zone)].phone.filter(|_| PLACES[place_of(zone)].zone == zone);
    let phone = reserved.map(|fixed| {
        // Of the reserved ranges the North American one is the smallest: 0100 to 0199.
        let rest = if fixed.starts_with("+1") { random.between(100, 199) } else { random.between(0, 999) };
        format!("{fixed}{rest:03}")
    });
    let prefers = if phone.is_some() && random.chance(220) { Prefers::Phone } else { Prefers::Email };
    let id = PersonId(id_at(created_at, random));
    DemoPerson {
        id,
        email,
        name,
        standing,
        zone,
        phone,
        prefers,
        expertise: Vec::new(),
        shift: None,
        is_senior: false,
        created_at,
    }
}
