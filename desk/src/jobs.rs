//! What the desk does by itself when its time has come: it warns, records breaches, tells managers, reminds of closure
//! proposals and lets them lapse. Cases are claimed with a lease, so that several servers, or one killed midway, do each
//! thing once; what is to be done is read from a case's events while it is held, so that who looks twice finds nothing.
//! Deliberately absent: any memory of its own. What fell due while nobody looked is done at the next look.

use std::time::Duration;

use caseline_domain::id::CaseNumber;
use caseline_domain::instant::{MINUTE, SECOND};

use crate::Desk;
use crate::cases::OpenCase;
use crate::error::Refusal;
use crate::store::{ClaimedTimers, LONGEST_LEASE, StoreError};

/// How many cases are claimed at once, and how long they are ours alone.
const CLAIMED: i64 = 20;
const LEASE: i64 = 2 * MINUTE;
/// It looks this often whatever it knows: another server may have written something, or the machine's clock been set.
const LOOKS: Duration = Duration::from_secs(5);

impl Desk {
    /// Does what falls due until the task is dropped.
    pub async fn keep_promises(self) {
        loop {
            let pause = match self.do_what_is_due().await {
                Ok(0) => self.until_the_next_timer().await,
                Ok(_) => continue,
                Err(error) => {
                    tracing::warn!(%error, "what is due cannot be read; trying again");
                    LOOKS
                }
            };
            // Woken by whoever changes a case.
            let _ = tokio::time::timeout(pause, self.inner.timers_wait.notified()).await;
        }
    }

    async fn until_the_next_timer(&self) -> Duration {
        let now = self.now();
        let next = match self.store().read().await {
            Ok(mut db) => db.next_timer(now).await.ok().flatten(),
            Err(_) => None,
        };
        let left = next.map(|next| Duration::from_millis(next.since(now).unsigned_abs()));
        left.map_or(LOOKS, |left| left.min(LOOKS))
    }

    /// Claims some of the cases on which something is due and does it on each; returns how many those were. A case on
    /// which it fails is left for later and holds up no other.
    pub async fn do_what_is_due(&self) -> Result<usize, StoreError> {
        let now = self.now();
        let lease = now.plus_millis(LEASE);
        let claimed = self
            .write::<_, StoreError, _>(move |tx| Box::pin(async move { tx.claim_timers(now, lease, CLAIMED).await }))
            .await?;
        for case in &claimed {
            let (desk, number) = (self.clone(), CaseNumber(case.number));
            // In a task of its own: a fault in one case does not stop the others.
            let done = tokio::spawn(async move { desk.do_what_is_due_on(number).await }).await;
            let error = match done {
                Ok(Ok(())) => continue,
                Ok(Err(error)) => error.to_string(),
                Err(fault) => fault.to_string(),
            };
            // Where that fails too its lease runs out, and the others are not held up.
            if let Err(error) = self.try_later(*case, &error).await {
                tracing::warn!(number = case.number, %error, "what failed is tried again when its lease is over");
            }
        }
        if !claimed.is_empty() {
            self.inner.mail_waits.notify_one();
        }
        Ok(claimed.len())
    }

    async fn do_what_is_due_on(&self, number: CaseNumber) -> Result<(), Refusal> {
        let desk = self.clone();
        self.write(move |tx| {
            Box::pin(async move {
                let mut open = OpenCase::hold(&desk, tx, number).await?;
                open.do_what_is_due(tx).await?;
                let case = open.row.id;
                // Even where nothing was left to do: the row may have said otherwise.
                open.save(tx).await?;
                tx.timers_done(case).await?;
                Ok(())
            })
        })
        .await
    }

    async fn try_later(&self, case: ClaimedTimers, error: &str) -> Result<(), StoreError> {
        let ClaimedTimers { number, tries } = case;
        let number = CaseNumber(number);
        tracing::error!(%number, tries, error, "what is due on this case is not done; trying again later");
        // 30 s, 1 min, 2 min, … at most an hour.
        let pause = (30 * SECOND).saturating_mul(1 << (tries - 1).clamp(0, 20)).min(LONGEST_LEASE);
        let later = self.now().plus_millis(pause);
        self.write(move |tx| Box::pin(async move { tx.timers_later(number, later).await })).await
    }

    /// Somebody changed a case: there may be mail to send, and something due sooner than before.
    pub(crate) fn wake(&self) {
        self.inner.mail_waits.notify_one();
        self.inner.timers_wait.notify_one();
    }
}
