//! The desk as a whole: what there is, and the cases one after the other.

use caseline_domain::account::GrantLevel;
use caseline_domain::case::{Recorded, with_timers};
use caseline_domain::id::{CaseId, CaseNumber, PlanId};
use caseline_domain::instant::{DAY, Timestamp};
use caseline_domain::legacy::LegacyCase;
use caseline_domain::plan::Plan;

use crate::account::{ATELIER_NORD, FJORD_SYSTEMS, HARBOR_PINE};
use crate::arrival::Arrivals;
use crate::audition::{PARTS, Part};
use crate::cast::Cast;
use crate::id::id_at;
use crate::place::Region;
use crate::random::{Random, Stream};
use crate::scene::{self, Scene};
use crate::world::{World, clocks};
use crate::{DemoAccount, DemoCase, DemoGrant, DemoPerson, DemoSurvey, FIRST_NUMBER, Size};
use crate::{legacy, path};

/// Makes a desk. The same seed, size and present moment make the same one.
pub struct Generator {
    seed: u64,
    size: Size,
    world: World,
    arrivals: Arrivals,
    /// By their time of opening.
    staged: Vec<Staged>,
}

/// A case that every demo has, whatever its size.
#[derive(Clone, Debug)]
struct Staged {
    opened: Timestamp,
    what: Act,
}

#[derive(Clone, Debug)]
enum Act {
    Scene(Scene),
    Part(Part),
}

/// What happened in a case, before it has its names.
#[derive(Clone, Debug, Default)]
pub struct Story {
    pub events: Vec<Recorded>,
    pub survey: Option<DemoSurvey>,
}

/// So many days a case is open on average; measured, and used only to guess how many will be open.
const DAYS_OPEN: u64 = 7;
/// How many cases should be open at least, of which the staged ones are a part.
const LEAST_OPEN: u64 = 55;

impl Generator {
    #[must_use]
    pub fn new(seed: u64, size: Size, now: Timestamp) -> Generator {
        let size = Size { cases: size.cases.max(Size::LEAST) };
        let days = days_back(size);
        let office_clocks = Region::ALL.map(|region| clocks(region.zone(), now));
        let arrivals = Arrivals::new(now, days, climb(size, days), &office_clocks);
        let world = World::new(seed, size, now, arrivals.from());
        let scenes = scene::all(now).into_iter().map(|scene| Staged { opened: scene.opened, what: Act::Scene(scene) });
        let parts = PARTS.iter().map(|part| Staged { opened: part.opened(&world), what: Act::Part(*part) });
        let mut staged: Vec<Staged> = scenes.chain(parts).collect();
        staged.sort_by_key(|staged| staged.opened);
        Generator { seed, size, world, arrivals, staged }
    }

    /// The standard plan (product.md, "Priorities and targets"), Monday to Friday in Los Angeles without the holidays of
    /// the United States.
    #[must_use]
    pub fn plan(&self) -> (PlanId, Plan) {
        (self.world.plan_id, self.world.plan.clone())
    }

    #[must_use]
    pub fn accounts(&self) -> Vec<DemoAccount> {
        self.world.accounts.iter().map(|account| account.shown.clone()).collect()
    }

    /// CSAs, managers, the administrator, then the members of each account.
    #[must_use]
    pub fn people(&self) -> Vec<DemoPerson> {
        self.world.people.clone()
    }

    /// What the merchant that one signs in as asked before there was this desk.
    #[must_use]
    pub fn legacy_cases(&self) -> Vec<LegacyCase> {
        let account = self.world.accounts.get(HARBOR_PINE).map(|account| account.shown.id);
        account.map(|account| legacy::make(self.seed, account, self.world.now)).unwrap_or_default()
    }

    /// What merchants let the partner do that one signs in as: to act for one, and to read the cases of another.
    #[must_use]
    pub fn grants(&self) -> Vec<DemoGrant> {
        let partner = &self.world.accounts[FJORD_SYSTEMS].shown;
        let granted = [(HARBOR_PINE, GrantLevel::Act), (ATELIER_NORD, GrantLevel::Read)];
        let grant = |(merchant, level): (usize, GrantLevel)| {
            let shown = &self.world.accounts[merchant].shown;
            let at = shown.created_at.max(partner.created_at).plus_millis(DAY);
            let mut random = Random::new(self.seed, Stream::Account, 1_000_000 + merchant as u64);
            let by = self.world.people[self.world.members_of(merchant).start].id;
            DemoGrant { id: id_at(at, &mut random), merchant: shown.id, partner: partner.id, level, by, at }
        };
        granted.map(grant).to_vec()
    }

    /// How many cases [`Generator::cases`] gives.
    #[must_use]
    pub fn case_count(&self) -> u64 {
        self.size.cases
    }

    /// All cases, in ascending order of number and of opening. They are made one at a time.
    pub fn cases(&self) -> impl Iterator<Item = DemoCase> + '_ {
        let others = self.size.cases - self.staged.len() as u64;
        let random = Random::new(self.seed, Stream::Case, 0);
        let mut arrivals = self.arrivals.instants(others, random).peekable();
        let mut staged = self.staged.iter().peekable();
        (FIRST_NUMBER..).map_while(move |number| {
            let next = arrivals.peek().map_or(Timestamp::FAR_FUTURE, |(at, _)| *at);
            match staged.next_if(|staged| staged.opened <= next) {
                Some(staged) => Some(self.staged_case(number, staged)),
                None => arrivals.next().map(|(at, region)| self.drawn_case(number, at, region)),
            }
        })
    }

    fn drawn_case(&self, number: i64, opened: Timestamp, region: Region) -> DemoCase {
        let mut random = Random::new(self.seed, Stream::Case, number as u64);
        let cast = Cast::drawn(&self.world, &mut random, number, opened, region);
        let (account, opener) = (cast.account, cast.opener);
        let id = CaseId(id_at(opened, &mut random));
        self.case(number, id, account, opener, path::tell(&self.world, random, cast))
    }

    fn staged_case(&self, number: i64, staged: &Staged) -> DemoCase {
        let mut random = Random::new(self.seed, Stream::Scene, number as u64);
        let id = CaseId(id_at(staged.opened, &mut random));
        match &staged.what {
            Act::Scene(scene) => {
                let story = scene.tell(&self.world, random, number);
                self.case(number, id, scene.account(), scene.opener(&self.world), story)
            }
            Act::Part(part) => {
                let (opener, story) = part.tell(&self.world, self.seed, number, staged.opened);
                self.case(number, id, part.account, opener, story)
            }
        }
    }

    fn case(&self, number: i64, id: CaseId, account: usize, opener: usize, story: Story) -> DemoCase {
        // What people did is told; what the desk did by itself follows from that.
        let events = with_timers(&self.world, story.events, self.world.now).ok().flatten().unwrap_or_default();
        DemoCase {
            id,
            number: CaseNumber(number),
            account: self.world.accounts[account].shown.id,
            opened_by: self.world.people[opener].id,
            events,
            survey: story.survey,
        }
    }
}

/// Five months for a small desk, a year for a large one; in days.
fn days_back(size: Size) -> i64 {
    match size.cases {
        0..=1_000 => 150,
        cases @ 1_001..=5_000 => 150 + (cases as i64 - 1_000) * 215 / 4_000,
        _ => 365,
    }
}

/// How much more must come lately than before, in percent, so that enough are open.
fn climb(size: Size, days: i64) -> i64 {
    let open_anyway = size.cases * DAYS_OPEN / days as u64;
    let missing = LEAST_OPEN.saturating_sub(open_anyway + 33);
    (100 + 100 * missing / open_anyway.max(1)).min(400) as i64
}
