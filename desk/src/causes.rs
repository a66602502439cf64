//! The causes that a broken promise can be put down to: a closed list, so that they can be counted.

use caseline_domain::access::{Action, Actor, decide};
use caseline_domain::form::FieldErrors;
use caseline_domain::form::causes::MOST_CAUSES;
use caseline_domain::text::{Line, fold};

use crate::calendars::stale;
use crate::error::Refusal;
use crate::{Desk, decide_by};

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
    /// whatever the case of its letters, and at least one is left to choose. `seen`: those that the page showed; nothing
    /// where whatever was there is replaced.
    ///
    /// [`Refusal::Stale`]: somebody changed them meanwhile; [`Refusal::Fields`]: they are no such list.
    pub async fn change_causes(
        &self,
        by: Option<&Actor>,
        seen: Option<Vec<String>>,
        causes: Vec<Line>,
    ) -> Result<(), Refusal> {
        decide_by(by, Action::ManageCauses)?;
        let mut listed: Vec<String> = Vec::with_capacity(causes.len());
        for cause in &causes {
            if listed.iter().any(|known| fold(known) == fold(cause.as_str())) {
                return Err(FieldErrors::one("causes", format!("“{cause}” stands there twice.")).into());
            }
            listed.push(cause.as_str().to_owned());
        }
        if listed.is_empty() || listed.len() > MOST_CAUSES {
            return Err(FieldErrors::one("causes", "Give at least one cause, and at most twenty.").into());
        }
        self.write(move |tx| {
            Box::pin(async move {
                let now = tx.causes().await?;
                if now == listed {
                    return Ok(());
                }
                if seen.is_some_and(|seen| seen != now) {
                    return Err(Refusal::Stale);
                }
                tx.replace_causes(&listed).await.map_err(stale)
            })
        })
        .await
    }
}
