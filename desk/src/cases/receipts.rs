//! The receipts of a case's clocks: how each due time comes about.

use caseline_domain::access::{Action, Actor};
use caseline_domain::case::Receipt;
use caseline_domain::id::CaseNumber;

use super::read::folded;
use crate::Desk;
use crate::error::Refusal;
use crate::plans::PlanInForce;
use std::sync::Arc;

/// A case's receipts, and the plan version that they were made under.
pub struct CaseReceipts {
    pub receipts: Vec<Receipt>,
    pub plan: Arc<PlanInForce>,
}

impl Desk {
    /// The receipts of a case as of now. For who works on the desk; the command line of the machine itself passes no
    /// actor.
    pub async fn receipts(&self, by: Option<&Actor>, number: CaseNumber) -> Result<CaseReceipts, Refusal> {
        crate::decide_by(by, Action::ReadOnDesk)?;
        let mut db = self.store().read().await?;
        let row = db.case(number).await?.ok_or(Refusal::NotThere)?;
        let plan = self.plan(&mut db, row.plan).await?;
        let (case, clocks) = folded(number, &plan, &db.events(row.id).await?)?;
        let now = self.now();
        let receipt = |clock| Receipt::of(clock, case.priority, &plan.terms, &plan.timeline, now);
        let receipts = vec![receipt(&clocks.assignment)?, receipt(&clocks.resolution)?];
        Ok(CaseReceipts { receipts, plan })
    }
}
