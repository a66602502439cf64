//! Search: the cases in which somebody's words are, as far as they may read them, and the list of all cases of an account.
//!
//! A hit has all words, wherever in the case they stand; the last one may be the beginning of a word. The case whose number
//! was typed comes first, then those that say it in their subject, then the newest. Ranked are only the newest hits: more
//! than these nobody reads, and to rank all would take longer the more cases there are.

use caseline_domain::access::{Action, Actor, Standing, decide};
use caseline_domain::id::{CaseNumber, PersonId};
use caseline_domain::instant::Timestamp;

use super::words::{LastWord, Piece, Wanted};
use crate::Desk;
use crate::error::Refusal;
use crate::store::{Audience, FoundRow, Hit, Read, SearchFilter};

/// So many of the newest hits are ranked.
const RANKED: i64 = 500;

/// So many events of a case are looked through for an excerpt.
const READ_FOR_EXCERPT: i64 = 100;

/// A page of the list.
const PAGE: usize = 25;

/// The score of the case whose number was typed.
const THE_NUMBER: u32 = 1_000;

/// What somebody looks for.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// As typed; nothing lists all cases of the account, and finds nothing on the desk.
    pub typed: String,
    pub filter: SearchFilter,
    /// The last case of the page before.
    pub after: Option<Place>,
}

/// The key of a hit in the order of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub score: u32,
    pub number: CaseNumber,
}

impl Place {
    /// Whether this comes after another.
    fn is_behind(self, other: Place) -> bool {
        (self.score, self.number) < (other.score, other.number)
    }
}

/// Where in a case something was found that is not its subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    pub at: Timestamp,
    /// Only our side reads it.
    pub internal: bool,
    pub pieces: Vec<Piece>,
}

/// A case of the list.
#[derive(Clone, Debug)]
pub struct FoundCase {
    pub row: FoundRow,
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
    /// The cases that this person finds: a member among those of their account and by what they may read, our side among
    /// all and by everything.
    pub async fn search(&self, actor: &Actor, search: &Search) -> Result<FoundCases, Refusal> {
        let audience = match actor.standing {
            Standing::Member { account } => {
                decide(actor, Action::ReadInPortal { account })?;
                Audience::Account(account)
            }
            _ => {
                decide(actor, Action::ReadOnDesk)?;
                Audience::Desk
            }
        };
        let wanted = Wanted::typed(&search.typed);
        let searched = !search.typed.trim().is_empty();
        let mut db = self.store().read().await?;
        let (mut hits, is_cut) = match audience {
            Audience::Account(account) if !searched => {
                let before = search.after.map_or(CaseNumber(i64::MAX), |after| after.number);
                let most = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
                let listed = db.cases_of_account(account, &search.filter, before, most).await?;
                (listed.into_iter().map(|hit| (0, hit)).collect(), false)
            }
            _ => ranked(&mut db, audience, &wanted, &search.filter).await?,
        };
        let count = hits.len();
        let place = |(score, (number, _)): &(u32, Hit)| Place { score: *score, number: CaseNumber(*number) };
        if let Some(after) = search.after {
            hits.retain(|hit| place(hit).is_behind(after));
        }
        let more = hits.len() > PAGE;
        hits.truncate(PAGE);
        let next = hits.last().filter(|_| more).map(place);
        let mut cases = Vec::with_capacity(hits.len());
        for (_, (number, _)) in hits {
            // One that is gone between two statements is not in the list.
            if let Some(row) = db.found(CaseNumber(number)).await? {
                cases.push(shown(&mut db, audience, &wanted, row).await?);
            }
        }
        Ok(FoundCases { cases, next, searched, count, is_cut })
    }

    /// Who of a member's account can have asked, by name.
    pub async fn askers(&self, actor: &Actor) -> Result<Vec<(PersonId, String)>, Refusal> {
        let account = actor.standing.account().ok_or(Refusal::NotThere)?;
        decide(actor, Action::ReadInPortal { account })?;
        Ok(self.store().read().await?.members(account).await?)
    }
}

/// The hits with their scores, the best first, and whether there are more than these.
async fn ranked(
    db: &mut Read,
    audience: Audience,
    wanted: &Wanted,
    filter: &SearchFilter,
) -> Result<(Vec<(u32, Hit)>, bool), Refusal> {
    let mut ranked: Vec<(u32, Hit)> = Vec::new();
    let mut is_cut = false;
    if !wanted.is_empty() {
        let whole = newest(db, audience, wanted, filter, LastWord::Whole).await?;
        let is_full = |hits: &[Hit]| i64::try_from(hits.len()).is_ok_and(|hits| hits >= RANKED);
        is_cut = is_full(&whole);
        ranked.extend(whole.into_iter().map(|hit| (wanted.score(&hit.1, LastWord::Whole), hit)));
        // Where whole words are found as often as that, nobody looks for words that only begin so.
        if !is_cut && wanted.may_begin() {
            let begun = newest(db, audience, wanted, filter, LastWord::Begins).await?;
            is_cut = is_full(&begun);
            let known: std::collections::HashSet<i64> = ranked.iter().map(|(_, (number, _))| *number).collect();
            let new = begun.into_iter().filter(|(number, _)| !known.contains(number));
            ranked.extend(new.map(|hit| (wanted.score(&hit.1, LastWord::Begins), hit)));
        }
    }
    if let Some(number) = wanted.number
        && let Some(hit) = db.hit_by_number(audience, number).await?
    {
        ranked.retain(|(_, (other, _))| *other != number.0);
        ranked.push((THE_NUMBER, hit));
    }
    ranked.sort_unstable_by_key(|(score, (number, _))| std::cmp::Reverse((*score, *number)));
    Ok((ranked, is_cut))
}

/// The newest hits, up to as many as are ranked.
async fn newest(
    db: &mut Read,
    audience: Audience,
    wanted: &Wanted,
    filter: &SearchFilter,
    last: LastWord,
) -> Result<Vec<Hit>, Refusal> {
    let account = match audience {
        Audience::Account(account) => Some(account),
        Audience::Desk => None,
    };
    let matching = wanted.matching(account, last);
    let mut hits = Vec::new();
    for behind in db.steps_of_search(audience).await? {
        hits = db.hits(audience, &matching, filter, behind, RANKED).await?;
        if i64::try_from(hits.len()).is_ok_and(|hits| hits >= RANKED) {
            break;
        }
    }
    Ok(hits)
}

/// A found case with the place that has most of the words; none where the subject says it all.
async fn shown(db: &mut Read, audience: Audience, wanted: &Wanted, row: FoundRow) -> Result<FoundCase, Refusal> {
    let subject = wanted.marked(&row.subject);
    let mut best: Option<(usize, Timestamp, bool, String)> = None;
    if !wanted.is_empty() {
        for (at, event) in db.said(audience, row.id, READ_FOR_EXCERPT).await? {
            let public = event.public().map(|event| event.texts()).unwrap_or_default();
            let internal = if audience == Audience::Desk { event.internal_texts() } else { Vec::new() };
            for (text, internal) in
                public.into_iter().map(|text| (text, false)).chain(internal.into_iter().map(|text| (text, true)))
            {
                let hits = wanted.hits(text);
                if hits > best.as_ref().map_or(0, |(most, ..)| *most) {
                    best = Some((hits, at, internal, text.to_owned()));
                }
            }
        }
    }
    let excerpt = best.map(|(_, at, internal, text)| Excerpt { at, internal, pieces: wanted.excerpt(&text) });
    Ok(FoundCase { row, subject, excerpt })
}
