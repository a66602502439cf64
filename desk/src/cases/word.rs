//! What an account was promised, and our word to it: how many promises of the last days were kept. Of each case it is the
//! promise that stood last; what a change of priority or plan replaced is on the case's own page.

use std::sync::Arc;

use caseline_domain::access::{Action, Actor, decide};
use caseline_domain::case::{ClockKind, Stop};
use caseline_domain::instant::{DAY, Timestamp};

use super::cached::kept;
use crate::Desk;
use crate::error::Refusal;
use crate::plans::PlanInForce;
use crate::store::StoreError;

/// How far back our word is counted.
pub const OUR_WORD: i64 = 90 * DAY;
/// So many cases are counted: more than any account has in that time, and few enough for one page.
const MOST_CASES: i64 = 10_000;

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

impl Desk {
    /// The plan of a member's account and what of it was kept.
    pub async fn account_plan(&self, actor: &Actor) -> Result<AccountPlan, Refusal> {
        let account = actor.standing.account().ok_or(Refusal::NotThere)?;
        decide(actor, Action::ReadInPortal { account })?;
        let now = self.now();
        let since = now.plus_millis(-OUR_WORD);
        let mut db = self.store().read().await?;
        let account_name = db.account(account).await?.ok_or(Refusal::NotThere)?.name;
        let plan = self.plan_of_account(&mut db, account).await?;
        let mut word = ClockKind::ALL.map(|kind| Word { kind, kept: 0, promised: 0 });
        let rows = db.clocks_of_account(account, since, MOST_CASES + 1).await?;
        let more = rows.len() > usize::try_from(MOST_CASES).unwrap_or(usize::MAX);
        for row in rows {
            let of_now = self.plan(&mut db, row.plan).await?;
            let clocks = kept(&row.clocks, row.priority, row.plan, &of_now.plan)
                .ok_or_else(|| StoreError::Damaged("the clocks of a case".to_owned()))?;
            for clock in clocks {
                // From memory but for the first of each version.
                let version = self.plan(&mut db, clock.plan).await?;
                let broken = clock.breach(&version.timeline, now)?;
                let decided = match (broken, clock.stop) {
                    (Some(due), _) => Some(due),
                    (None, Some(Stop::Final(at))) => Some(at),
                    // It may still be broken.
                    (None, _) => None,
                };
                if decided.is_some_and(|decided| decided >= since)
                    && let Some(word) = word.iter_mut().find(|word| word.kind == clock.kind)
                {
                    word.promised += 1;
                    word.kept += u32::from(broken.is_none());
                }
            }
        }
        Ok(AccountPlan { account_name, plan, word: word.to_vec(), more, now })
    }
}
