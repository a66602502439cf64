//! All that stays the same from case to case: the accounts and people, who works when, the plan and its calendar.

use std::sync::Arc;

use caseline_domain::access::Standing;
use caseline_domain::case::Timelines;
use caseline_domain::form::AREAS;
use caseline_domain::hours::{Calendar, Horizon, Offsets, Timeline, zone_offsets};
use caseline_domain::id::{PersonId, PlanId};
use caseline_domain::instant::{DAY, Timestamp};
use caseline_domain::plan::{Plan, Plans};
use caseline_domain::text::Line;

use crate::account::{self, Account};
use crate::corpus::Corpus;
use crate::facts::Facts;
use crate::hours::Hours;
use crate::id::id_at;
use crate::name;
use crate::people;
use crate::place::{PLACES, Region};
use crate::random::{Random, Stream, totals};
use crate::rota::{Csa, Rota};
use crate::{DemoPerson, Size};

/// Office hours of customers, in minutes of their day.
const CUSTOMER_DAY: (u16, u16) = (8 * 60, 18 * 60 + 30);

/// Hours of managers, in minutes of their day.
const MANAGER_DAY: (u16, u16) = (7 * 60 + 30, 18 * 60 + 30);

pub struct World {
    pub now: Timestamp,
    pub accounts: Vec<Account>,
    pub people: Vec<DemoPerson>,
    /// Where the members of each account begin among the people.
    first_member: Vec<usize>,
    by_region: Vec<(Vec<usize>, Vec<u64>)>,
    /// By place.
    customer_hours: Vec<Hours>,
    pub rota: Rota,
    pub managers: Vec<Manager>,
    pub corpus: Corpus,
    pub plan: Plan,
    pub plan_id: PlanId,
    pub timeline: Option<Timeline>,
    /// [`AREAS`] as they stand in cases.
    pub areas: Vec<Line>,
}

/// Who acknowledges escalations.
pub struct Manager {
    pub id: PersonId,
    pub hours: Hours,
}

/// The clocks of a zone around `now`; UTC for one that the database does not know.
pub fn clocks(zone: &str, now: Timestamp) -> Arc<Offsets> {
    Arc::new(zone_offsets(zone, around(now)).unwrap_or_else(|_| Offsets::utc()))
}

fn around(now: Timestamp) -> Horizon {
    Horizon { from: now.plus_millis(-500 * DAY), until: now.plus_millis(120 * DAY) }
}

impl World {
    #[must_use]
    pub fn new(seed: u64, size: Size, now: Timestamp, first_case: Timestamp) -> World {
        let accounts = account::make(seed, size, first_case);
        let hired = people::csas(seed, size, first_case);
        let rota = Rota::new(hired.iter().enumerate().map(|(person, hired)| csa(person, hired, now)).collect());
        let mut people: Vec<DemoPerson> = hired.into_iter().map(|hired| hired.person).collect();
        let led = people::managers_and_administrator(seed, first_case);
        let managers = led.iter().filter(|person| person.standing == Standing::Manager);
        let managers = managers.map(|person| manager(person, now)).collect();
        people.extend(led);
        let mut first_member = Vec::with_capacity(accounts.len() + 1);
        for (rank, account) in accounts.iter().enumerate() {
            first_member.push(people.len());
            people.extend(people::members(seed, rank, account));
        }
        first_member.push(people.len());
        let by_region = Region::ALL.map(|region| {
            let there = |rank: &usize| PLACES[accounts[*rank].place].region == region;
            let ranks: Vec<usize> = (0..accounts.len()).filter(there).collect();
            let weights = totals(ranks.iter().map(|rank| accounts[*rank].weight));
            (ranks, weights)
        });
        let (from, until) = CUSTOMER_DAY;
        let plan = Plan::standard(Calendar::standard());
        World {
            now,
            by_region: by_region.into(),
            customer_hours: PLACES.iter().map(|place| Hours::new(clocks(place.zone, now), from, until)).collect(),
            timeline: plan.service.compile(around(now)).ok(),
            areas: AREAS.iter().filter_map(|area| Line::parse(area).ok()).collect(),
            corpus: Corpus::load(),
            accounts,
            people,
            first_member,
            rota,
            managers,
            plan,
            plan_id: PlanId(id_at(first_case, &mut Random::new(seed, Stream::Plan, 0))),
        }
    }

    /// An account of a region, the busy ones more often.
    pub fn account_in(&self, random: &mut Random, region: Region) -> usize {
        let (ranks, weights) = &self.by_region[region as usize];
        if ranks.is_empty() { 0 } else { ranks[random.among(weights)] }
    }

    /// One who writes for an account; half of all is written by its first.
    pub fn member_of(&self, random: &mut Random, account: usize) -> usize {
        let (first, next) = (self.first_member[account], self.first_member[account + 1]);
        if random.chance(500) { first } else { first + random.below((next - first) as u64) as usize }
    }

    /// The members of an account, the first first.
    #[must_use]
    pub fn members_of(&self, account: usize) -> std::ops::Range<usize> {
        self.first_member[account]..self.first_member[account + 1]
    }

    #[must_use]
    pub fn customer_hours(&self, account: usize) -> &Hours {
        &self.customer_hours[self.accounts[account].place]
    }

    /// When a proposal to close that nobody answers lapses.
    #[must_use]
    pub fn lapse(&self, proposed: Timestamp) -> Option<Timestamp> {
        self.timeline.as_ref()?.nth_open_day_after(proposed, self.plan.closing.lapse_after?).ok()
    }

    /// The particulars of a case; its CSA is not known yet.
    pub fn facts(
        &self,
        random: &mut Random,
        account: usize,
        opener: usize,
        opened: Timestamp,
        number: i64,
    ) -> Facts<'_> {
        let local = self.customer_hours(account).offsets().local(opened);
        let Account { shown, place, .. } = &self.accounts[account];
        let habits = shown.id.0.as_u64_pair().1;
        let customer = name::given(&self.people[opener].name);
        Facts::new(random, habits, &PLACES[*place], local, number).with_people(&shown.name, customer)
    }

    #[must_use]
    pub fn csa_id(&self, csa: usize) -> PersonId {
        self.people[self.rota.csa(csa).person].id
    }

    #[must_use]
    pub fn csa_given_name(&self, csa: usize) -> &str {
        name::given(&self.people[self.rota.csa(csa).person].name)
    }
}

/// Every case goes by the one plan.
impl Plans for World {
    fn first(&self) -> PlanId {
        PlanId::NONE
    }
    fn plan(&self, _: PlanId) -> Option<&Plan> {
        Some(&self.plan)
    }
}

impl Timelines for World {
    fn timeline(&self, _: PlanId) -> Option<&Timeline> {
        self.timeline.as_ref()
    }
}

fn manager(person: &DemoPerson, now: Timestamp) -> Manager {
    let (from, until) = MANAGER_DAY;
    Manager { id: person.id, hours: Hours::new(clocks(person.zone, now), from, until) }
}

fn csa(person: usize, hired: &people::Hired, now: Timestamp) -> Csa {
    let shift = hired.person.shift.map_or((0, 0), |shift| (shift.from, shift.until));
    let areas = (0..AREAS.len()).filter(|area| hired.person.expertise.contains(&AREAS[*area])).collect();
    Csa { person, office: hired.office, hours: Hours::new(clocks(hired.person.zone, now), shift.0, shift.1), areas }
}
