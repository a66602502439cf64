//! Who hears that a case changed. [`Desk::publish_changes`] gives committed changes their positions and passes them on, in
//! order, to everybody who follows on this server; other servers are woken, and read for themselves. Deliberately absent:
//! what changed, which whoever hears of it reads as they may.
//!
//! No change is lost: it is written with its case, and gets its position from whichever server looks next. So one that is
//! killed between the two loses nothing, and neither does a wake-up that never arrives.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use caseline_domain::access::{Action, Actor, decide};
use caseline_domain::id::CaseNumber;
use tokio::sync::{Notify, broadcast};

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
    passes_on: broadcast::Sender<Change>,
    position: AtomicI64,
}

impl Default for Feed {
    fn default() -> Feed {
        let (passes_on, _) = broadcast::channel(BEHIND);
        Feed { waits: Notify::new(), passes_on, position: AtomicI64::new(UNKNOWN) }
    }
}

impl Feed {
    pub(crate) fn wake(&self) {
        self.waits.notify_one();
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
pub struct Follower(broadcast::Receiver<Change>);

/// What a follower hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    Change(Change),
    /// They did not listen for so long that some are gone: they resume by position.
    TooSlow,
}

impl Follower {
    /// The next change. Dropped while it waits, nothing is lost.
    pub async fn next(&mut self) -> Heard {
        match self.0.recv().await {
            Ok(change) => Heard::Change(change),
            Err(broadcast::error::RecvError::Lagged(_) | broadcast::error::RecvError::Closed) => Heard::TooSlow,
        }
    }
}

/// Whether this person may know that it happened: on our side of every case, a member of what is public in their own
/// account's.
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
                let _ = feed.passes_on.send(*change);
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

    /// What this person may hear of that happened after a position.
    pub async fn changes_since(&self, actor: &Actor, position: i64) -> Result<Since, Refusal> {
        let mut db = self.store().read().await?;
        let changes = db.changes_after(position, BATCH + 1).await?;
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
