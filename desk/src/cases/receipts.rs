//! The receipts of a case's clocks: how each due time comes about.

use caseline_domain::access::{Action, Actor};
use caseline_domain::case::{Before, Clocks, Receipt};
use caseline_domain::hours::Offsets;
use caseline_domain::id::CaseNumber;
use caseline_domain::instant::Timestamp;

use super::CaseView;
use super::cached::known;
use super::read::folded;
use crate::Desk;
use crate::error::Refusal;
use crate::plans::Book;

/// A receipt, and the clocks of the calendar that it was counted in.
pub struct CaseReceipt {
    pub receipt: Receipt,
    pub calendar: Offsets,
}

impl Desk {
    /// The receipts of a case as of now. For who works on the desk; the command line of the machine itself passes no
    /// actor.
    pub async fn receipts(&self, by: Option<&Actor>, number: CaseNumber) -> Result<Vec<CaseReceipt>, Refusal> {
        crate::decide_by(by, Action::ReadOnDesk)?;
        let mut db = self.store().read().await?;
        let row = db.case(number).await?.ok_or(Refusal::NotThere)?;
        let events = db.events(row.id).await?;
        let book = self.book(&mut db, row.plan, events.iter().map(|event| &event.recorded)).await?;
        let (_, clocks) = folded(number, &book, &events)?;
        receipts(number, &clocks, &book, self.now())
    }
}

impl CaseView {
    /// The receipts of this case, for whoever may see it.
    pub fn receipts(&self) -> Result<Vec<CaseReceipt>, Refusal> {
        receipts(self.row.number, &self.clocks, &self.book, self.now)
    }
}

fn receipts(number: CaseNumber, clocks: &Clocks, book: &Book, now: Timestamp) -> Result<Vec<CaseReceipt>, Refusal> {
    let mut receipts = Vec::new();
    for clock in clocks.current() {
        let version = known(number, book.version(clock.plan))?;
        let before = Before::of(clock.kind, clocks, |id| book.terms(id), book)?;
        let receipt = Receipt::of(clock, &version.terms, before, &version.timeline, now)?;
        receipts.push(CaseReceipt { receipt, calendar: version.timeline.offsets().clone() });
    }
    Ok(receipts)
}
