//! The causes that a broken promise can be put down to: a closed list, so that they can be counted.

use caseline_domain::access::{Action, Actor, decide};
use caseline_domain::form::FieldErrors;
use caseline_domain::text::Line;

use crate::error::Refusal;
use crate::{Desk, decide_by};

/// More than one reads through before one chooses.
const MOST_CAUSES: usize = 20;

impl Desk {
    /// What one chooses from, in its order. For who works on the desk.
    pub async fn causes(&self, actor: &Actor) -> Result<Vec<String>, Refusal> {
        decide(actor, Action::ReadOnDesk)?;
        Ok(self.store().read().await?.causes().await?)
    }

    /// The same for administrators; the command line of the machine itself passes no actor.
    pub async fn listed_causes(&self, by: Option<&Actor>) -> Result<Vec<String>, Refusal> {
        decide_by(by, Action::ManageCauses)?;
        Ok(self.store().read().await?.causes().await?)
    }

    /// Puts these causes in the place of those of before; what was explained already keeps its own. Each stands there once,
    /// and at least one is left to choose.
    pub async fn change_causes(&self, by: Option<&Actor>, causes: Vec<Line>) -> Result<(), Refusal> {
        decide_by(by, Action::ManageCauses)?;
        let mut listed: Vec<String> = Vec::with_capacity(causes.len());
        for cause in &causes {
            if listed.iter().any(|known| known == cause.as_str()) {
                return Err(FieldErrors::one("causes", format!("“{cause}” stands there twice.")).into());
            }
            listed.push(cause.as_str().to_owned());
        }
        if listed.is_empty() || listed.len() > MOST_CAUSES {
            return Err(FieldErrors::one("causes", "Give at least one cause, and at most twenty.").into());
        }
        self.write(move |tx| Box::pin(async move { Ok::<_, Refusal>(tx.replace_causes(&listed).await?) })).await
    }
}
