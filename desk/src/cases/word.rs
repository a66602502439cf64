//! What an account was promised, and our word to it: how many promises of the last days were kept. What came of those that
//! a change of the case put others in the place of is kept with the case's row; those that stand are read as of now.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use caseline_domain::access::{Action, Actor, decide};
use caseline_domain::case::{ClockKind, Clocks, Decided, Timelines};
use caseline_domain::id::AccountId;
use caseline_domain::instant::{DAY, MINUTE, Timestamp};

use super::cached::kept;
use crate::Desk;
use crate::error::Refusal;
use crate::plans::PlanInForce;
use crate::store::StoreError;

/// How far back our word is counted.
pub const OUR_WORD: i64 = 90 * DAY;
/// So many cases are counted: more than any account has in that time, and few enough for one page.
const MOST_CASES: i64 = 10_000;
/// For so long it is not counted anew, however often the page is asked for: to count is to read thousands of cases.
const KEPT_FOR: i64 = MINUTE;

/// How many promises of one kind were decided since then, and how many of them were kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    pub kind: ClockKind,
    pub kept: u32,
    pub promised: u32,
}

/// An account's plan, and our word to it.
pub struct AccountPlan {
    pub account_name: String,
    /// What a new case starts with.
    pub plan: Arc<PlanInForce>,
    /// One for each kind of clock, in the order of [`ClockKind::ALL`].
    pub word: Vec<Word>,
    /// Whether there were more cases than are counted.
    pub more: bool,
    pub now: Timestamp,
}

/// What was counted.
#[derive(Clone)]
struct Counted {
    at: Timestamp,
    word: Vec<Word>,
    more: bool,
}

/// Our word to each account that asked, counted by one who asks at a time.
#[derive(Default)]
pub(crate) struct Words(Mutex<HashMap<AccountId, Arc<tokio::sync::Mutex<Option<Counted>>>>>);

impl Words {
    fn of(&self, account: AccountId) -> Arc<tokio::sync::Mutex<Option<Counted>>> {
        let mut words = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(words.entry(account).or_default())
    }
}

impl Desk {
    /// The plan of a member's account and what of it was kept, as of a minute ago at most.
    pub async fn account_plan(&self, actor: &Actor) -> Result<AccountPlan, Refusal> {
        let account = actor.account().ok_or(Refusal::NotThere)?;
        decide(actor, Action::ReadAsMember { account })?;
        let now = self.now();
        let mut db = self.store().read().await?;
        let account_name = db.account(account).await?.ok_or(Refusal::NotThere)?.name;
        let plan = self.plan_of_account(&mut db, account).await?;
        drop(db);
        let words = self.inner.words.of(account);
        let mut held = words.lock().await;
        let fresh = held.as_ref().filter(|counted| (0..KEPT_FOR).contains(&now.since(counted.at)));
        let counted = match fresh {
            Some(counted) => counted.clone(),
            None => held.insert(self.count_word(account, now).await?).clone(),
        };
        Ok(AccountPlan { account_name, plan, word: counted.word, more: counted.more, now })
    }

    async fn count_word(&self, account: AccountId, now: Timestamp) -> Result<Counted, Refusal> {
        let since = now.plus_millis(-OUR_WORD);
        let mut db = self.store().read().await?;
        let mut word = ClockKind::ALL.map(|kind| Word { kind, kept: 0, promised: 0 });
        let rows = db.clocks_of_account(account, since, MOST_CASES + 1).await?;
        let more = rows.len() > usize::try_from(MOST_CASES).unwrap_or(usize::MAX);
        for row in rows {
            let of_now = self.plan(&mut db, row.plan).await?;
            let clocks = kept(&row.clocks, row.priority, row.plan, &of_now.plan)
                .ok_or_else(|| StoreError::Damaged("the clocks of a case".to_owned()))?;
            let decided = decided(row.decided.as_deref())
                .ok_or_else(|| StoreError::Damaged("what came of a case's promises".to_owned()))?;
            let mut current = Vec::new();
            for clock in clocks {
                // From memory but for the first of each version.
                let version = self.plan(&mut db, clock.plan).await?;
                current.extend(clock.outcome(&version.timeline, now)?);
            }
            for outcome in decided.with(current).into_iter().filter(|outcome| outcome.at >= since) {
                if let Some(word) = word.iter_mut().find(|word| word.kind == outcome.kind) {
                    word.promised += 1;
                    word.kept += u32::from(outcome.kept);
                }
            }
        }
        Ok(Counted { at: now, word: word.to_vec(), more })
    }
}

/// What came of the promises of a case that do not stand any more; nothing where there are none.
pub(super) fn keep(clocks: &Clocks, timelines: &impl Timelines) -> Result<Option<String>, Refusal> {
    let decided = clocks.decided(timelines)?;
    if decided.is_empty() {
        return Ok(None);
    }
    serde_json::to_string(&decided).map(Some).map_err(|error| Refusal::Internal(error.to_string()))
}

fn decided(kept: Option<&str>) -> Option<Decided> {
    kept.map_or(Some(Decided::default()), |kept| serde_json::from_str(kept).ok())
}
