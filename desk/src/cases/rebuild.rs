//! The rows that lists read, compared with the events that make them, and made anew where they differ: after an upgrade
//! that keeps something new there, and for whoever wants to know.

use caseline_domain::id::{AccountId, CaseNumber, PersonId, PlanId};

use super::CaseKey;
use super::cached::cached;
use crate::Desk;
use crate::error::Refusal;
use crate::store::{Batch, History, NewCaseRow, Read, StoredCase};

/// So many cases at once: each batch is held for a moment, and acts on its cases wait.
const CASES: i64 = 200;

/// Whether rows that differ are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rebuild {
    Write,
    Look,
}

/// A row that is not what its events make of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub number: CaseNumber,
    /// In which columns; nothing where the history itself cannot be read, which nothing here mends.
    pub columns: Vec<&'static str>,
    pub unreadable: Option<String>,
}

/// What a batch came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// How many cases were looked at.
    pub cases: usize,
    /// The last of them: the next batch begins after it. `None`: there were none left.
    pub last: Option<CaseNumber>,
    pub differences: Vec<Difference>,
}

impl Desk {
    /// Compares the next cases after a number with their events, and writes the rows that differ if asked to. For the
    /// command line of the machine itself.
    pub async fn rebuild(&self, after: CaseNumber, how: Rebuild) -> Result<Rebuilt, Refusal> {
        let seen = {
            let mut db = self.store().read().await?;
            let cases = db.cases_with_events(Batch::All, after, CASES).await?;
            self.compared(&mut db, cases).await?.0
        };
        // What differs may have been changed while it was read: held, it is looked at again.
        if seen.differences.is_empty() { Ok(seen) } else { self.rebuild_held(Batch::All, after, how).await }
    }

    /// Makes the rows anew that an upgrade has left to the program; returns how many. Says so beforehand by `begins`.
    pub async fn rebuild_what_is_left(&self, begins: impl FnOnce()) -> Result<usize, Refusal> {
        let (mut after, mut cases, mut begins) = (CaseNumber(0), 0, Some(begins));
        loop {
            let left = {
                let mut db = self.store().read().await?;
                db.cases_with_events(Batch::Left, after, 1).await?
            };
            if left.is_empty() {
                return Ok(cases);
            }
            if let Some(begins) = begins.take() {
                begins();
            }
            let done = self.rebuild_held(Batch::Left, after, Rebuild::Write).await?;
            for Difference { number, unreadable, .. } in &done.differences {
                if let Some(error) = unreadable {
                    tracing::error!(%number, %error, "the history of this case cannot be read");
                }
            }
            cases += done.cases;
            match done.last {
                Some(last) => after = last,
                None => return Ok(cases),
            }
        }
    }

    async fn rebuild_held(&self, which: Batch, after: CaseNumber, how: Rebuild) -> Result<Rebuilt, Refusal> {
        let desk = self.clone();
        self.write(move |tx| {
            Box::pin(async move {
                let cases = tx.hold_cases_with_events(which, after, CASES).await?;
                let (rebuilt, made) = desk.compared(tx, cases).await?;
                if how == Rebuild::Write {
                    for row in &made {
                        tx.restore_case(row).await?;
                    }
                }
                Ok::<_, Refusal>(rebuilt)
            })
        })
        .await
    }

    /// What differs, and the rows as they should be.
    async fn compared(
        &self,
        db: &mut Read,
        cases: Vec<(StoredCase, History)>,
    ) -> Result<(Rebuilt, Vec<NewCaseRow>), Refusal> {
        let mut rebuilt = Rebuilt { cases: cases.len(), ..Rebuilt::default() };
        let mut rows = Vec::new();
        for (stored, history) in cases {
            let number = CaseNumber(stored.number);
            rebuilt.last = Some(number);
            match self.made(db, &stored, history).await {
                Ok(made) => {
                    let columns = stored.differs(&made);
                    if !columns.is_empty() {
                        rebuilt.differences.push(Difference { number, columns, unreadable: None });
                        rows.push(made);
                    }
                }
                Err(Refusal::Unavailable) => return Err(Refusal::Unavailable),
                Err(error) => {
                    let unreadable = Some(error.to_string());
                    rebuilt.differences.push(Difference { number, columns: Vec::new(), unreadable });
                }
            }
        }
        Ok((rebuilt, rows))
    }

    async fn made(&self, db: &mut Read, stored: &StoredCase, history: History) -> Result<NewCaseRow, Refusal> {
        let history = history?;
        let key = CaseKey {
            id: stored.case(),
            number: CaseNumber(stored.number),
            account: AccountId(stored.account_id),
            opened_by: PersonId(stored.opened_by),
        };
        let book = self.book(db, PlanId(stored.plan_id), &history).await?;
        cached(key, &book, &history)
    }
}
