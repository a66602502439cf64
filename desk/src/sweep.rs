//! The daily sweep: what was kept only for a while goes. Several servers may sweep at once; each deletes what is still
//! there.

use std::time::Duration;

use caseline_domain::instant::DAY;

use crate::Desk;
use crate::error::Refusal;
use crate::people::SESSION_IDLES;
use crate::store::Sweepable;

/// A form sent again after this is stale by what it saw.
const PERFORMED_KEPT: i64 = 7 * DAY;
/// Who goes back to one after this finds its page as it stands.
const FORMS_SHOWN_KEPT: i64 = 7 * DAY;
/// For questions like "I had a link, where is it?".
const LINKS_KEPT: i64 = 7 * DAY;
const SENT_MAIL_KEPT: i64 = 30 * DAY;
/// Who was away for longer loads everything anew.
const CHANGES_KEPT: i64 = DAY;

const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl Desk {
    /// Sweeps at the start and then daily, until the task is dropped.
    pub async fn keep_swept(self) {
        loop {
            match self.sweep().await {
                Ok(rows) => tracing::info!(rows, "swept"),
                Err(error) => tracing::warn!(%error, "not swept; trying again tomorrow"),
            }
            tokio::time::sleep(A_DAY).await;
        }
    }

    /// Deletes what is over; returns how many rows.
    pub async fn sweep(&self) -> Result<u64, Refusal> {
        let mut swept = 0;
        for (what, kept) in [
            (Sweepable::Performed, PERFORMED_KEPT),
            (Sweepable::FormsShown, FORMS_SHOWN_KEPT),
            (Sweepable::ExpiredSessions, 0),
            (Sweepable::IdleSessions, SESSION_IDLES),
            (Sweepable::Links, LINKS_KEPT),
            (Sweepable::SurveyLinks, LINKS_KEPT),
            (Sweepable::Mail, SENT_MAIL_KEPT),
            (Sweepable::Changes, CHANGES_KEPT),
        ] {
            let before = self.now().plus_millis(-kept);
            // A batch a transaction: others write in between.
            loop {
                let rows =
                    self.write::<_, Refusal, _>(move |tx| Box::pin(async move { Ok(tx.sweep(what, before).await?) }));
                match rows.await? {
                    0 => break,
                    rows => swept += rows,
                }
            }
        }
        Ok(swept + self.sweep_files().await?)
    }
}
