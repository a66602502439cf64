//! Which CSA is at work when, and knows what.

use caseline_domain::form::AREAS;
use caseline_domain::instant::{MINUTE, SECOND, Timestamp};

use crate::hours::Hours;
use crate::random::Random;

#[derive(Clone, Debug)]
pub struct Csa {
    /// Their place among the people.
    pub person: usize,
    /// In [`crate::people::OFFICES`].
    pub office: usize,
    pub hours: Hours,
    pub areas: Vec<usize>,
}

/// All CSAs; they are known by their place in it.
#[derive(Clone, Debug)]
pub struct Rota {
    csas: Vec<Csa>,
    by_area: Vec<Vec<usize>>,
}

/// How often experts are asked before it may be anybody who is there.
const ASKED: usize = 10;

impl Rota {
    #[must_use]
    pub fn new(csas: Vec<Csa>) -> Rota {
        let experts = |area: usize| (0..csas.len()).filter(|csa| csas[*csa].areas.contains(&area)).collect();
        let by_area = (0..AREAS.len()).map(experts).collect();
        Rota { csas, by_area }
    }

    #[must_use]
    pub fn csa(&self, csa: usize) -> &Csa {
        &self.csas[csa]
    }

    /// Somebody on shift, an expert if one is found soon.
    fn on_shift(&self, random: &mut Random, area: usize, at: Timestamp, but: Option<usize>) -> Option<usize> {
        let fits = |csa: &usize| Some(*csa) != but && self.csas[*csa].hours.contain(at);
        let experts = &self.by_area[area];
        if !experts.is_empty() {
            for _ in 0..ASKED {
                let expert = *random.pick(experts);
                if fits(&expert) {
                    return Some(expert);
                }
            }
        }
        let first = random.below(self.csas.len() as u64) as usize;
        (0..self.csas.len()).map(|step| (first + step) % self.csas.len()).find(fits)
    }

    /// Who takes a case from the queue at `at` or, when nobody is there, as soon as somebody comes.
    pub fn taker(
        &self,
        random: &mut Random,
        area: usize,
        at: Timestamp,
        but: Option<usize>,
    ) -> Option<(usize, Timestamp)> {
        if let Some(csa) = self.on_shift(random, area, at, but) {
            return Some((csa, at));
        }
        let next = (0..self.csas.len()).filter(|csa| Some(*csa) != but);
        let (from, csa) = next.map(|csa| (self.csas[csa].hours.next(at), csa)).min()?;
        Some((csa, from.plus_millis(random.between(20 * SECOND, 25 * MINUTE))))
    }

    /// Who answers the telephone, which somebody does at every hour of the year.
    pub fn answering(&self, random: &mut Random, area: usize, at: Timestamp, but: Option<usize>) -> usize {
        self.on_shift(random, area, at, but).unwrap_or_else(|| {
            // On call: whoever is awake.
            let awake = |csa: &usize| {
                let (hour, _, _) = self.csas[*csa].hours.offsets().local(at).hour_minute_second();
                Some(*csa) != but && (7..23).contains(&hour)
            };
            let first = random.below(self.csas.len() as u64) as usize;
            (0..self.csas.len()).map(|step| (first + step) % self.csas.len()).find(awake).unwrap_or(first)
        })
    }

    /// A colleague for a hand-over: an expert, of another office when it is for the time zone.
    pub fn receiver(&self, random: &mut Random, area: usize, owner: usize, elsewhere: Elsewhere) -> Option<usize> {
        let experts = &self.by_area[area];
        let fits = |csa: usize| {
            csa != owner && (elsewhere == Elsewhere::Any || self.csas[csa].office != self.csas[owner].office)
        };
        (0..ASKED).filter(|_| !experts.is_empty()).map(|_| *random.pick(experts)).find(|csa| fits(*csa))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Elsewhere {
    Any,
    OtherOffice,
}
