//! `caseline receipt C-1042`: how the due times of a case come about, piece by piece.

use std::io::Write;

use caseline_desk::cases::CaseReceipt;
use caseline_desk::error::Refusal;
use caseline_domain::hours::{Horizon, zone_offsets};
use caseline_domain::id::CaseNumber;
use clap::Args;

use super::{CommandError, Flags, open, unless_enough};

#[derive(Args)]
pub struct Asked {
    /// The case's number, like C-1042
    number: String,
    /// One JSON object a clock and line, instants in UTC, lengths in milliseconds
    #[arg(long)]
    json: bool,
    /// The time zone to read it in, like Europe/Berlin; without this, the service calendar's
    #[arg(long)]
    zone: Option<String>,
}

pub async fn run(flags: &Flags, asked: &Asked) -> Result<(), CommandError> {
    let number: CaseNumber = asked
        .number
        .parse()
        .map_err(|_| CommandError::Other(format!("{:?} is no case number; write one like C-1042", asked.number)))?;
    let zone = |name: &str| {
        zone_offsets(name, Horizon::WIDEST).map_err(|error| CommandError::Other(format!("--zone: {error}")))
    };
    let reader = asked.zone.as_deref().map(zone).transpose()?;
    let desk = open(&flags.config()?).await?;
    let receipts = desk.receipts(None, number).await.map_err(|refusal| match refusal {
        Refusal::NotThere => CommandError::Other(format!("there is no case {number}")),
        other => other.into(),
    })?;
    let mut said = String::new();
    for (index, CaseReceipt { receipt, calendar }) in receipts.iter().enumerate() {
        if asked.json {
            said += &serde_json::to_string(receipt).map_err(|error| CommandError::Other(error.to_string()))?;
            said.push('\n');
        } else {
            let between = if index == 0 { "" } else { "\n" };
            let zone = asked.zone.as_deref().unwrap_or(&receipt.terms.zone);
            let receipt = receipt.text(reader.as_ref().unwrap_or(calendar), calendar);
            said += &format!("{between}Times as clocks show them in {zone}\n{receipt}");
        }
    }
    unless_enough("receipt", std::io::stdout().write_all(said.as_bytes()))
}
