//! Who may get in at all: the list of everybody, and disabling and enabling a person. Deliberately absent: deleting one,
//! because what they did on cases stays theirs.

use caseline_domain::access::{Action, Actor};
use caseline_domain::hours::OpenInterval;
use caseline_domain::id::CaseNumber;
use caseline_domain::text::EmailAddress;

use caseline_domain::form::FieldErrors;

use crate::error::Refusal;
use crate::store::Listed;
use crate::{Desk, decide_by};

/// What a person who was disabled leaves to others. Nothing of it changes by itself: a case is never without an owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftBehind {
    pub name: String,
    /// Open cases that they own, until a manager hands them over.
    pub owned: Vec<CaseNumber>,
    /// Open cases that they were asked to take over: the owner can ask another.
    pub asked: Vec<CaseNumber>,
    /// The names of the accounts whose technical contact they are: nothing is mailed there until they have another.
    pub contact_of: Vec<String>,
}

impl Desk {
    /// Everybody, disabled or not. For administrators; the command line of the machine itself passes no actor.
    pub async fn everybody(&self, by: Option<&Actor>) -> Result<Vec<Listed>, Refusal> {
        decide_by(by, Action::ManagePeople)?;
        Ok(self.store().read().await?.everybody().await?)
    }

    /// Lets a person in no more: in the same transaction their sessions end, their links are void, those to surveys too,
    /// and what waits to be mailed to them is dropped. Who is disabled already is so still. [`Refusal::NotThere`]: nobody has this address.
    pub async fn disable(&self, by: Option<&Actor>, email: &EmailAddress) -> Result<LeftBehind, Refusal> {
        decide_by(by, Action::ManagePeople)?;
        let (email, now) = (email.folded(), self.now());
        let disabled = self.write(move |tx| {
            Box::pin(async move {
                let (person, name) = tx.who_has_address(&email).await?.ok_or(Refusal::NotThere)?;
                // First: who begins a session holds the person's row, so this waits for it and then ends it too.
                tx.disable(person, now).await?;
                tx.end_sessions_of(person).await?;
                tx.void_links(person, now).await?;
                tx.void_survey_links(person, &email).await?;
                tx.drop_unsent_mail(&email).await?;
                let contact_of = tx.accounts_of_contact(&email).await?;
                let (owned, asked) = (tx.open_and_owned(person).await?, tx.open_and_offered(person).await?);
                Ok::<_, Refusal>((person, LeftBehind { name, owned, asked, contact_of }))
            })
        });
        let (person, left) = disabled.await?;
        self.inner.feed.sessions_are_over(person);
        Ok(left)
    }

    /// Gives a manager the mark of a senior one, or takes it away; their name. Where nobody has it, every manager is told
    /// what senior managers are. [`Refusal::NotThere`]: nobody has this address.
    pub async fn mark_senior(&self, by: Option<&Actor>, email: &EmailAddress, senior: bool) -> Result<String, Refusal> {
        decide_by(by, Action::ManagePeople)?;
        let email = email.folded();
        self.write(move |tx| {
            Box::pin(async move {
                let (person, name) = tx.who_has_address(&email).await?.ok_or(Refusal::NotThere)?;
                if !tx.mark_senior(person, senior).await? {
                    return Err(
                        FieldErrors::one("email", "This is no manager: only a manager can be a senior one.").into()
                    );
                }
                Ok::<_, Refusal>(name)
            })
        })
        .await
    }

    /// Sets the hours in which somebody works who owns cases, on the clocks of their zone; those that end before they begin
    /// end on the next day. `None`: at all hours. Their name and that zone. [`Refusal::NotThere`]: nobody has this address.
    pub async fn set_shift(
        &self,
        by: Option<&Actor>,
        email: &EmailAddress,
        shift: Option<OpenInterval>,
    ) -> Result<(String, String), Refusal> {
        decide_by(by, Action::ManagePeople)?;
        let email = email.folded();
        let shift = shift.map(|shift| (i64::from(shift.open.minutes()), i64::from(shift.close.minutes())));
        if shift.is_some_and(|(from, until)| from == until) {
            return Err(FieldErrors::one("until", "A shift ends at another time than it begins.").into());
        }
        self.write(move |tx| {
            Box::pin(async move {
                let (person, name) = tx.who_has_address(&email).await?.ok_or(Refusal::NotThere)?;
                if !tx.set_shift(person, shift).await? {
                    return Err(FieldErrors::one("email", "Only analysts and managers have shifts.").into());
                }
                // Who is disabled has none that matters.
                let zone = tx.duty(person).await?.map_or_else(String::new, |duty| duty.zone);
                Ok::<_, Refusal>((name, zone))
            })
        })
        .await
    }

    /// Lets a person in again, with the password of before or one that they choose anew; their name.
    /// [`Refusal::NotThere`]: nobody has this address.
    pub async fn enable(&self, by: Option<&Actor>, email: &EmailAddress) -> Result<String, Refusal> {
        decide_by(by, Action::ManagePeople)?;
        let email = email.folded();
        self.write(move |tx| {
            Box::pin(async move {
                let (person, name) = tx.who_has_address(&email).await?.ok_or(Refusal::NotThere)?;
                tx.enable(person).await?;
                Ok::<_, Refusal>(name)
            })
        })
        .await
    }
}
