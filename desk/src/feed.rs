//! Who hears that a case changed. [`Desk::publish_changes`] gives committed changes their positions and passes them on, in
//! order, to everybody who follows on this server; other servers are woken, and read for themselves. Deliberately absent:
//! what changed, which whoever hears of it reads as they may.
//!
//! No change is lost: it is written with its case, and gets its position from whichever server looks next. So one that is
//! killed between the two loses nothing, and neither does a wake-up that never arrives.

mod mark;

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use caseline_domain::access::{Action, Actor, decide};
use caseline_domain::id::{AccountId, CaseNumber, PersonId};
use tokio::sync::{Notify, OnceCell, broadcast};

use crate::Desk;
use crate::error::Refusal;
use crate::store::{Change, StoreError};

/// How long a publisher gathers before it gives positions: a burst of changes is one transaction and one wake-up.
const GATHERS: Duration = Duration::from_millis(50);
/// How often it looks without being woken: for what another process left, and wake-ups that were lost.
const LOOKS: Duration = Duration::from_secs(5);
/// How many changes somebody may be behind before they have to resume.
const BEHIND: usize = 1024;
/// How many are read at once; who missed more than this since they last looked loads everything anew.
const BATCH: i64 = 500;

/// No position is known yet.
const UNKNOWN: i64 = -1;

pub(crate) struct Feed {
    waits: Notify,
    passes_on: broadcast::Sender<Heard>,
    position: AtomicI64,
    key: OnceCell<mark::Key>,
}

impl Default for Feed {
    fn default() -> Feed {
        let (passes_on, _) = broadcast::channel(BEHIND);
        Feed { waits: Notify::new(), passes_on, position: AtomicI64::new(UNKNOWN), key: OnceCell::new() }
    }
}

impl Feed {
    pub(crate) fn wake(&self) {
        self.waits.notify_one();
    }

    /// Tells who follows that a partner may read more than before, or less.
    pub(crate) fn access_changed(&self, partner: AccountId) {
        // Nobody follows: nobody hears.
        let _ = self.passes_on.send(Heard::AccessChanged(partner));
    }

    /// Tells who follows that sessions of a person are over. Other servers' streams look by themselves.
    pub(crate) fn sessions_are_over(&self, person: PersonId) {
        // Nobody follows: nobody hears.
        let _ = self.passes_on.send(Heard::SessionsOver(person));
    }
}

/// What happened after a position, up to the newest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Since {
    /// The numbers of changed cases, each at its position.
    Changes(Vec<(i64, CaseNumber)>, Newest),
    /// So long ago, or so much since, that everything is to be loaded anew; from there on one follows the newest.
    LoadAnew(Newest),
}

/// The position up to which somebody knows everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Newest(pub i64);

/// Somebody who follows from now on.
pub struct Follower(broadcast::Receiver<Heard>);

/// What a follower hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    Change(Change),
    /// Of this person, who may be themselves.
    SessionsOver(PersonId),
    /// What this account's people may read is another thing than before.
    AccessChanged(AccountId),
    /// They did not listen for so long that some are gone: they resume by position.
    TooSlow,
}

impl Follower {
    /// The next change. Dropped while it waits, nothing is lost.
    pub async fn next(&mut self) -> Heard {
        match self.0.recv().await {
            Ok(heard) => heard,
            Err(broadcast::error::RecvError::Lagged(_) | broadcast::error::RecvError::Closed) => Heard::TooSlow,
        }
    }
}

/// Whether this person may know that it happened: on our side of every case, a member of what is public in their own
/// account's and in those that they may read.
#[must_use]
pub fn is_for(change: &Change, actor: &Actor) -> bool {
    decide(actor, Action::ReadOnDesk).is_ok()
        || change.visible && decide(actor, Action::ReadInPortal { account: change.account }).is_ok()
}

impl Desk {
    /// Gives positions and passes changes on, until the task is dropped. From the newest position on: nobody follows a
    /// server that has only begun.
    pub async fn publish_changes(self) {
        tokio::join!(self.listen(), async {
            loop {
                if let Err(error) = self.pass_changes_on().await {
                    tracing::warn!(%error, "changes wait to be passed on; trying again");
                }
                // Woken by a change here or on another server.
                let _ = tokio::time::timeout(LOOKS, self.inner.feed.waits.notified()).await;
                tokio::time::sleep(GATHERS).await;
            }
        });
    }

    /// Hears of other servers' changes; where it cannot, the publisher looks by itself.
    async fn listen(&self) {
        loop {
            match self.store().wake_ups().await {
                Ok(mut wake_ups) => loop {
                    match wake_ups.next().await {
                        Ok(()) => self.inner.feed.wake(),
                        Err(error) => {
                            tracing::warn!(%error, "other servers are not heard; listening again");
                            break;
                        }
                    }
                },
                Err(error) => tracing::warn!(%error, "other servers are not heard; listening again"),
            }
            tokio::time::sleep(LOOKS).await;
        }
    }

    /// Gives what waits its position, and passes on what is new since the last time; how many changes were passed on. One
    /// caller at a time: the publisher, or a test in its place.
    pub async fn pass_changes_on(&self) -> Result<usize, StoreError> {
        let feed = &self.inner.feed;
        if self.position().is_none() {
            self.key().await?;
            let newest = self.store().read().await?.newest_position().await?;
            feed.position.store(newest, Ordering::Release);
        }
        if self.store().read().await?.has_unstamped_changes().await? {
            let stamped =
                self.write::<_, StoreError, _>(|tx| Box::pin(async move { tx.stamp_changes().await })).await?;
            if stamped > 0 {
                self.store().read().await?.wake_others().await?;
            }
        }
        let mut passed = 0;
        loop {
            let after = feed.position.load(Ordering::Acquire);
            let changes = self.store().read().await?.changes_after(after, BATCH).await?;
            for change in &changes {
                // Nobody follows: nobody hears.
                let _ = feed.passes_on.send(Heard::Change(*change));
            }
            let Some(last) = changes.last() else { return Ok(passed) };
            feed.position.store(last.position, Ordering::Release);
            passed += changes.len();
        }
    }

    /// The position up to which this server has passed everything on; nothing before it has begun. What is read after
    /// asking shows at least what happened up to there.
    #[must_use]
    pub fn position(&self) -> Option<i64> {
        Some(self.inner.feed.position.load(Ordering::Acquire)).filter(|position| *position != UNKNOWN)
    }

    /// Follows from now on. Who also wants what happened before asks [`Desk::changes_since`] after this, so that nothing
    /// falls between, and skips what they hear twice.
    #[must_use]
    pub fn follow(&self) -> Follower {
        Follower(self.inner.feed.passes_on.subscribe())
    }

    /// What of the database hides positions; the first server that asks makes it.
    async fn key(&self) -> Result<mark::Key, StoreError> {
        let made = async || {
            if let Some(key) = self.store().read().await?.change_key().await? {
                return Ok(key);
            }
            let mut bytes = [0; 8];
            self.ids().fill(&mut bytes);
            let key = mark::Key::from_be_bytes(bytes);
            self.write::<_, StoreError, _>(move |tx| Box::pin(async move { tx.change_key_or(key).await })).await
        };
        self.inner.feed.key.get_or_try_init(made).await.copied()
    }

    /// A position as it is told to browsers; nothing before this server has begun to pass changes on.
    #[must_use]
    pub fn mark(&self, position: i64) -> Option<String> {
        let mut salt = [0; 8];
        self.ids().fill(&mut salt);
        self.inner.feed.key.get().map(|key| mark::mark(*key, position, salt))
    }

    /// The position that a mark is of; nothing for what is no mark of ours.
    #[must_use]
    pub fn marked(&self, mark: &str) -> Option<i64> {
        self.inner.feed.key.get().and_then(|key| mark::marked(*key, mark))
    }

    /// What this person may hear of that happened after the position that a mark is of. Of what is no mark of ours
    /// nobody knows what was before.
    pub async fn changes_since_mark(&self, actor: &Actor, mark: &str) -> Result<Since, Refusal> {
        self.key().await?;
        match self.marked(mark) {
            Some(position) => self.changes_since(actor, position).await,
            None => Ok(Since::LoadAnew(Newest(self.store().read().await?.newest_position().await?))),
        }
    }

    /// What this person may hear of that happened after a position. How much else happened meanwhile makes no difference
    /// to it.
    pub async fn changes_since(&self, actor: &Actor, position: i64) -> Result<Since, Refusal> {
        let mut db = self.store().read().await?;
        let changes = match actor.standing.account() {
            Some(account) => db.changes_of_account_after(account, position, BATCH + 1).await?,
            None => db.changes_after(position, BATCH + 1).await?,
        };
        // Looked at afterwards: what is swept meanwhile makes this answer too careful, never too short.
        let newest = db.newest_position().await?;
        let kept_from = db.oldest_position().await?.unwrap_or(newest + 1);
        let missed = position + 1 < kept_from || position > newest;
        if missed || changes.len() > usize::try_from(BATCH).unwrap_or(usize::MAX) {
            return Ok(Since::LoadAnew(Newest(newest)));
        }
        let known = changes.last().map_or(position, |last| last.position);
        let theirs = changes.iter().filter(|change| is_for(change, actor));
        Ok(Since::Changes(theirs.map(|change| (change.position, change.number)).collect(), Newest(known)))
    }
}
