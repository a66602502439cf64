//! Search: the cases in which somebody's words are, as far as they may read them, and the list of all cases of an account.
//!
//! Legacy cases are found with them, by their words and by their old numbers.
//!
//! A hit has all words, wherever in the case they stand; the last one may be the beginning of a word. The case whose number
//! was typed comes first, then those that say it in their subject, then the newest, of earlier systems last. Ranked are only
//! the newest hits: more than these nobody reads, and to rank all would take longer the more cases there are.

use std::collections::HashMap;

use caseline_domain::access::{Action, Actor, decide};
use caseline_domain::id::{AccountId, CaseNumber, LegacyId, PersonId};
use caseline_domain::instant::Timestamp;
use caseline_domain::legacy::folded_number;

use super::words::{LastWord, Piece, Wanted};
use crate::Desk;
use crate::error::Refusal;
use crate::legacy::audience;
use crate::store::{Audience, FoundRow, Hit, LegacyRow, Matching, Read, SearchFilter};

/// So many of the newest hits are ranked.
const RANKED: i64 = 500;

/// So many events of a case are looked through for an excerpt.
const READ_FOR_EXCERPT: i64 = 100;

/// A page of the list.
const PAGE: usize = 25;

/// The score of the case whose number was typed.
const THE_NUMBER: u32 = 1_000;

/// So many cases of one old number are put first; each of them is of another system.
const SAME_NUMBER: i64 = 20;

/// What somebody looks for.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// As typed; nothing lists all cases of the account, and finds nothing on the desk.
    pub typed: String,
    pub filter: SearchFilter,
    /// The last case of the page before.
    pub after: Option<Place>,
}

/// A case of the list. The order is that of cases that are equally good, the last one first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Which {
    Legacy(LegacyId),
    Case(CaseNumber),
}

/// The key of a hit in the order of the list: a better score comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub score: u32,
    pub which: Which,
}

/// Where in a case something was found that is not its subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    pub at: Timestamp,
    /// Only our side reads it.
    pub internal: bool,
    pub pieces: Vec<Piece>,
}

/// What is found.
#[derive(Clone, Debug)]
pub enum Found {
    Case(FoundRow),
    Legacy(LegacyRow),
}

/// A case of the list.
#[derive(Clone, Debug)]
pub struct FoundCase {
    pub found: Found,
    pub subject: Vec<Piece>,
    pub excerpt: Option<Excerpt>,
}

/// A page of the list.
#[derive(Clone, Debug)]
pub struct FoundCases {
    pub cases: Vec<FoundCase>,
    pub next: Option<Place>,
    /// Whether there were words to look for.
    pub searched: bool,
    /// How many hits there are; of a list of all cases nobody counts them.
    pub count: usize,
    /// There are more hits, of which only the newest are in the list.
    pub is_cut: bool,
}

impl Desk {
    /// The cases that this person finds: a member among those of the account they look at and by what they may read, our side among
    /// all and by everything.
    pub async fn search(&self, actor: &Actor, search: &Search) -> Result<FoundCases, Refusal> {
        let audience = audience(actor)?;
        let wanted = Wanted::typed(&search.typed);
        let searched = !search.typed.trim().is_empty();
        let mut db = self.store().read().await?;
        let (mut places, count, is_cut) = match audience {
            Audience::Account(account) if !searched => {
                let places = listed(&mut db, account, &search.filter, search.after.map(|after| after.which)).await?;
                let count = places.len();
                (places, count, false)
            }
            _ => {
                let (mut ranked, is_cut) = ranked(&mut db, audience, &wanted, search).await?;
                let count = ranked.len();
                if let Some(after) = search.after {
                    ranked.retain(|place| *place < after);
                }
                (ranked, count, is_cut)
            }
        };
        let more = places.len() > PAGE;
        places.truncate(PAGE);
        let next = places.last().copied().filter(|_| more);
        let mut cases = Vec::with_capacity(places.len());
        for place in places {
            // One that is gone between two statements is not in the list.
            cases.extend(shown(&mut db, audience, &wanted, place.which).await?);
        }
        Ok(FoundCases { cases, next, searched, count, is_cut })
    }

    /// Who of the account that a member looks at can have asked, by name. Of another account's members nobody learns.
    pub async fn askers(&self, actor: &Actor) -> Result<Vec<(PersonId, String)>, Refusal> {
        let account = actor.account().ok_or(Refusal::NotThere)?;
        decide(actor, Action::ReadInPortal { account })?;
        if decide(actor, Action::ReadAsMember { account }).is_err() {
            return Ok(vec![(actor.person, actor.name.clone())]);
        }
        Ok(self.store().read().await?.members(account).await?)
    }
}

/// All cases of an account behind one of them, ours by number and then those of earlier systems by when they were opened:
/// one more than a page holds, if there are so many.
async fn listed(
    db: &mut Read,
    account: AccountId,
    filter: &SearchFilter,
    after: Option<Which>,
) -> Result<Vec<Place>, Refusal> {
    let place = |which| Place { score: 0, which };
    let mut places = Vec::new();
    let before = match after {
        None => Some(CaseNumber(i64::MAX)),
        Some(Which::Case(number)) => Some(number),
        Some(Which::Legacy(_)) => None,
    };
    if let Some(before) = before.filter(|_| filter.takes_cases()) {
        let listed = db.cases_of_account(account, filter, before, most(PAGE + 1)).await?;
        places.extend(listed.into_iter().map(|(number, _)| place(Which::Case(CaseNumber(number)))));
    }
    if filter.takes_legacy() && places.len() <= PAGE {
        let after = match after {
            Some(Which::Legacy(id)) => Some(id),
            _ => None,
        };
        let listed = db.legacy_of_account(account, after, most(PAGE + 1 - places.len())).await?;
        places.extend(listed.into_iter().map(|id| place(Which::Legacy(id))));
    }
    Ok(places)
}

fn most(places: usize) -> i64 {
    i64::try_from(places).unwrap_or(i64::MAX)
}

/// The hits with their scores, the best first, and whether there are more than these.
async fn ranked(
    db: &mut Read,
    audience: Audience,
    wanted: &Wanted,
    search: &Search,
) -> Result<(Vec<Place>, bool), Refusal> {
    let filter = &search.filter;
    let mut scores: HashMap<Which, u32> = HashMap::new();
    let mut is_cut = false;
    let kinds = [Kind::Case, Kind::Legacy].into_iter().filter(|kind| !wanted.is_empty() && kind.is_in(filter));
    for kind in kinds {
        let mut is_full = false;
        for last in [LastWord::Whole, LastWord::Begins] {
            // Where whole words are found as often as that, nobody looks for words that only begin so.
            if is_full || (last == LastWord::Begins && !wanted.may_begin()) {
                continue;
            }
            let hits = newest(db, audience, wanted, filter, kind, last).await?;
            is_full = most(hits.len()) >= RANKED;
            for (number, subject) in hits {
                scores.entry(kind.which(number)).or_insert_with(|| wanted.score(&subject, last));
            }
        }
        is_cut |= is_full;
    }
    if let Some(number) = wanted.number
        && filter.takes_cases()
        && db.hit_by_number(audience, number).await?.is_some()
    {
        scores.insert(Which::Case(number), THE_NUMBER);
    }
    let old_number = folded_number(&search.typed);
    if filter.takes_legacy() && !old_number.is_empty() {
        for id in db.legacy_by_old_number(audience, &old_number, SAME_NUMBER).await? {
            scores.insert(Which::Legacy(id), THE_NUMBER);
        }
    }
    let mut ranked: Vec<Place> = scores.into_iter().map(|(which, score)| Place { score, which }).collect();
    ranked.sort_unstable_by(|one, other| other.cmp(one));
    Ok((ranked, is_cut))
}

/// Which of the two kinds of cases; each has its own index of words.
#[derive(Clone, Copy)]
enum Kind {
    Case,
    Legacy,
}

impl Kind {
    fn is_in(self, filter: &SearchFilter) -> bool {
        match self {
            Kind::Case => filter.takes_cases(),
            Kind::Legacy => filter.takes_legacy(),
        }
    }

    const fn which(self, number: i64) -> Which {
        match self {
            Kind::Case => Which::Case(CaseNumber(number)),
            Kind::Legacy => Which::Legacy(LegacyId(number)),
        }
    }
}

/// The newest hits of a kind, up to as many as are ranked.
async fn newest(
    db: &mut Read,
    audience: Audience,
    wanted: &Wanted,
    filter: &SearchFilter,
    kind: Kind,
    last: LastWord,
) -> Result<Vec<Hit>, Refusal> {
    let account = match audience {
        Audience::Account(account) => Some(account),
        Audience::Desk => None,
    };
    let matching: Matching = wanted.matching(account, last);
    let steps = match kind {
        Kind::Case => db.steps_of_search(audience).await?.into_iter().map(|step| step.0).collect(),
        Kind::Legacy => db.steps_of_legacy_search(audience).await?,
    };
    let mut hits = Vec::new();
    for behind in steps {
        hits = match kind {
            Kind::Case => db.hits(audience, &matching, filter, CaseNumber(behind), RANKED).await?,
            Kind::Legacy => db.legacy_hits(audience, &matching, behind, RANKED).await?,
        };
        if most(hits.len()) >= RANKED {
            break;
        }
    }
    Ok(hits)
}

/// A found case with the place that has most of the words; none where the subject says it all.
async fn shown(db: &mut Read, audience: Audience, wanted: &Wanted, which: Which) -> Result<Option<FoundCase>, Refusal> {
    let mut best = Best { wanted, most: 0, excerpt: None };
    let is_looked_for = !wanted.is_empty();
    let found = match which {
        Which::Case(number) => {
            let Some(row) = db.found(number).await? else { return Ok(None) };
            if is_looked_for {
                for (at, event) in db.said(audience, row.id, READ_FOR_EXCERPT).await? {
                    event
                        .public()
                        .map(|event| event.texts())
                        .into_iter()
                        .flatten()
                        .for_each(|text| best.is(at, false, text));
                    if audience == Audience::Desk {
                        event.internal_texts().into_iter().for_each(|text| best.is(at, true, text));
                    }
                }
            }
            Found::Case(row)
        }
        Which::Legacy(id) => {
            let Some(row) = db.legacy_case(audience, id).await? else { return Ok(None) };
            if is_looked_for {
                for entry in db.legacy_entries(audience, id, READ_FOR_EXCERPT).await? {
                    best.is(entry.at, entry.internal, &entry.body);
                }
            }
            Found::Legacy(row)
        }
    };
    let subject = match &found {
        Found::Case(row) => wanted.marked(&row.subject),
        Found::Legacy(row) => wanted.marked(&row.subject),
    };
    let excerpt = best.excerpt.map(|(at, internal, text)| Excerpt { at, internal, pieces: wanted.excerpt(&text) });
    Ok(Some(FoundCase { found, subject, excerpt }))
}

/// The first text that has most of the words.
struct Best<'a> {
    wanted: &'a Wanted,
    most: usize,
    excerpt: Option<(Timestamp, bool, String)>,
}

impl Best<'_> {
    fn is(&mut self, at: Timestamp, internal: bool, text: &str) {
        let hits = self.wanted.hits(text);
        if hits > self.most {
            self.most = hits;
            self.excerpt = Some((at, internal, text.to_owned()));
        }
    }
}
