//! A request as its author types it: saved on the server, theirs alone until the call code is read.

use caseline_domain::access::{Action, Actor, decide};
use caseline_domain::case::Priority;
use caseline_domain::form::{self, CODE_ALPHABET, Fields};
use caseline_domain::id::{AccountId, PersonId};
use caseline_domain::instant::Timestamp;
use caseline_domain::plan::Plan;

use super::open::CALL_CODE_LIVES;
use crate::Desk;
use crate::error::Refusal;
use crate::store::{Draft, StoreError, Write};

/// A draft after a save.
#[derive(Clone, Debug)]
pub struct SavedDraft {
    pub revision: i64,
    pub saved: Timestamp,
    /// Fields that somebody (another tab, another device) changed since this page was made, and that this page did not:
    /// they kept the newer value.
    pub merged: Vec<String>,
    pub fields: Fields,
}

/// What the call card shows.
#[derive(Clone, Debug)]
pub struct CallCard {
    pub code: String,
    pub priority: Priority,
    pub made: Timestamp,
}

/// Merges by field: what this page changed since `base` wins, what it did not keeps what is stored.
fn merge(stored: &Fields, typed: &Fields, base: &Fields) -> (Fields, Vec<String>) {
    let mut merged = typed.clone();
    let mut kept = Vec::new();
    for (name, value) in stored.iter() {
        let unchanged_here = typed.get(name) == base.get(name);
        if unchanged_here && typed.get(name) != value {
            merged.set(name, value);
            kept.push(name.to_owned());
        }
    }
    (merged, kept)
}

/// Whether a plan has what was answered so far phoned; `None` while that cannot be told.
fn must_be_phoned(plan: &Plan, fields: &Fields) -> Option<bool> {
    form::priority(fields).map(|priority| plan.is_phoned(priority))
}

/// Gives a draft this code to be called with, unless it has one that is still good.
pub(super) async fn give_call_code(
    tx: &mut Write,
    author: PersonId,
    account: AccountId,
    code: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(draft) = tx.draft_locked(author, account).await? else { return Ok(()) };
    match draft.code {
        Some((_, made)) if now.since(made) < CALL_CODE_LIVES => Ok(()),
        _ => tx.set_call_code(author, account, Some((code, now))).await,
    }
}

/// The account that somebody writes for: the one that they look at, if they may.
pub(crate) fn written_for(actor: &Actor) -> Result<AccountId, Refusal> {
    let account = actor.account().ok_or(Refusal::NotThere)?;
    decide(actor, Action::OpenRequest { account })?;
    Ok(account)
}

impl Desk {
    pub async fn draft(&self, actor: &Actor) -> Result<Option<Draft>, Refusal> {
        let account = written_for(actor)?;
        Ok(self.store().read().await?.draft(actor.person, account).await?)
    }

    /// Saves what is typed. `revision` is the one that the page was made with (0: there was none), `base` what the page
    /// held then. [`Refusal::DraftGone`]: the page's draft is there no more, and nothing was saved.
    pub async fn save_draft(
        &self,
        actor: &Actor,
        typed: &Fields,
        revision: i64,
        base: Fields,
    ) -> Result<SavedDraft, Refusal> {
        let account = written_for(actor)?;
        let (desk, person, now) = (self.clone(), actor.person, self.now());
        let (typed, base) = (form::draft(typed), form::draft(&base));
        self.write(move |tx| {
            Box::pin(async move {
                let plan = desk.plan_of_account(tx, account).await?;
                let phoned = |fields: &Fields| must_be_phoned(&plan.plan, fields);
                let mut stored = tx.draft_locked(person, account).await?;
                if stored.is_none() && revision <= 0 {
                    // Begun at the moment's number: a page of an earlier draft never takes this one for its own.
                    let first = now.millis().max(1);
                    if tx.insert_draft(person, account, first, &typed, phoned(&typed), now).await? {
                        return Ok(SavedDraft { revision: first, saved: now, merged: Vec::new(), fields: typed });
                    }
                    // Another window's first save came between.
                    stored = tx.draft_locked(person, account).await?;
                }
                let draft = stored.ok_or(Refusal::DraftGone)?;
                let (fields, merged) =
                    if draft.revision == revision { (typed, Vec::new()) } else { merge(&draft.fields, &typed, &base) };
                let next = draft.revision + 1;
                tx.update_draft((person, account), next, &fields, phoned(&fields), now).await?;
                Ok::<_, Refusal>(SavedDraft { revision: next, saved: now, merged, fields })
            })
        })
        .await
    }

    pub async fn discard_draft(&self, actor: &Actor) -> Result<(), Refusal> {
        let (account, person, now) = (written_for(actor)?, actor.person, self.now());
        self.write::<_, StoreError, _>(move |tx| {
            Box::pin(async move {
                tx.drop_draft_files(person, account, now).await?;
                tx.delete_draft(person, account).await
            })
        })
        .await?;
        self.remove_dropped_files().await;
        Ok(())
    }

    /// The call card of this author's draft: kept while it is good, made when the plan has its answers phoned. `None` when
    /// there is no draft, or it need not be phoned.
    pub async fn call_card(&self, actor: &Actor) -> Result<Option<CallCard>, Refusal> {
        let account = written_for(actor)?;
        let mut db = self.store().read().await?;
        let Some(draft) = db.draft(actor.person, account).await? else { return Ok(None) };
        let now = self.now();
        let good = draft.code.filter(|(_, made)| now.since(*made) < CALL_CODE_LIVES);
        let Some(((code, made), priority)) = good.zip(form::priority(&draft.fields)) else { return Ok(None) };
        let plan = self.plan_of_account(&mut db, account).await?;
        Ok(plan.plan.is_phoned(priority).then_some(CallCard { code, priority, made }))
    }

    /// Gives the draft a code to be called with, unless it has one that is still good.
    pub async fn make_call_code(&self, actor: &Actor) -> Result<(), Refusal> {
        let account = written_for(actor)?;
        let (person, now, code) = (actor.person, self.now(), self.new_call_code());
        let given = self.write::<_, StoreError, _>(move |tx| {
            Box::pin(async move { give_call_code(tx, person, account, &code, now).await })
        });
        Ok(given.await?)
    }

    pub(super) fn new_call_code(&self) -> String {
        self.ids().letters(CODE_ALPHABET, 6)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        Fields::new(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn a_stale_save_merges_by_field_and_says_so() {
        let base = fields(&[("subject", "a"), ("description", "b")]);
        let stored = fields(&[("subject", "a"), ("description", "other tab")]);
        let typed = fields(&[("subject", "this tab"), ("description", "b")]);
        let (merged, kept) = merge(&stored, &typed, &base);
        assert_eq!((merged.get("subject"), merged.get("description")), ("this tab", "other tab"));
        assert_eq!(kept, ["description"]);
    }
}
