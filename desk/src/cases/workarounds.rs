//! Workarounds: our side proposes one and tries it, and the customer says whether they can go on with it; on the phone they
//! say it to us, who note it for them.

use caseline_domain::access::{Action, Actor, decide};
use caseline_domain::case::{Event, Workaround, WorkaroundState};
use caseline_domain::form::WorkaroundTest;
use caseline_domain::text::PublicText;

use super::acts::{ActForm, Acted, acts_on_cases};
use crate::Desk;
use crate::error::Refusal;

impl Desk {
    /// Proposes a workaround; one of before it, decided or not, is no longer looked at.
    pub async fn propose_workaround(&self, actor: &Actor, form: ActForm, text: PublicText) -> Result<Acted, Refusal> {
        decide(actor, Action::WorkCases)?;
        self.act(actor, form, move |_| Ok(Event::WorkaroundProposed { text })).await
    }

    /// Notes what came of trying the workaround that the page showed.
    pub async fn test_workaround(&self, actor: &Actor, form: ActForm, test: WorkaroundTest) -> Result<Acted, Refusal> {
        decide(actor, Action::WorkCases)?;
        let WorkaroundTest { works, text } = test;
        self.on_workaround(actor, form, Workaround::is_undecided, Event::WorkaroundTested { works, text }).await
    }

    /// The customer can go on with the workaround that the page showed. For an Outage or a P1 the resolution clock stops
    /// provisionally, if the plan has it so.
    pub async fn accept_workaround(&self, actor: &Actor, form: ActForm) -> Result<Acted, Refusal> {
        let accepted = Event::WorkaroundAccepted { by: actor.standing.side() };
        self.on_workaround(actor, form, Workaround::is_undecided, accepted).await
    }

    /// The workaround that the page showed does not do, at once or after all.
    pub async fn fail_workaround(&self, actor: &Actor, form: ActForm, text: PublicText) -> Result<Acted, Refusal> {
        let failed = Event::WorkaroundFailed { by: actor.standing.side(), text };
        self.on_workaround(actor, form, |shown| shown.state != WorkaroundState::Failed, failed).await
    }

    /// `fits`: whether the workaround of now still waits for this event. One that was proposed after the page was made is
    /// not the one that somebody read.
    async fn on_workaround(
        &self,
        actor: &Actor,
        form: ActForm,
        fits: fn(Workaround) -> bool,
        event: Event,
    ) -> Result<Acted, Refusal> {
        self.act_as(actor, form, acts_on_cases(actor), move |open, seen| {
            let shown = open.case.workaround.filter(|shown| shown.seq <= seen && fits(*shown));
            shown.map(|_| event).ok_or(Refusal::WorkaroundOver)
        })
        .await
    }
}
