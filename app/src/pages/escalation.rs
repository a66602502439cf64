//! An escalation on a case's page, the same in both rooms: the one that is open, and the form that begins one. Which of
//! its forms a reader gets is decided on the server. Deliberately absent: a clock of its own; it gets one with the others.

use caseline_domain::case::EscalationReason;
use caseline_domain::form;
use leptos::prelude::*;

use crate::act_forms::{Folded, OneText};
use crate::form::{ActKey, Form, FormState, errors_of};
use crate::live::kept;
use crate::ui::{ChoiceOption, Choices, Fact, FactList, Need, TextArea};

/// The open escalation, if `facts` tell of one, with what this reader can do about it.
#[component]
pub fn Escalated(facts: Vec<Fact>, acts: Vec<String>, key: ActKey) -> impl IntoView {
    (!facts.is_empty()).then(|| {
        let offers = acts.join(" ");
        let act = move |act: String| match act.as_str() {
            "acknowledge-escalation" => view! { <Answer key=key.clone()/> }.into_any(),
            "end-escalation" => view! { <End key=key.clone()/> }.into_any(),
            _ => ().into_any(),
        };
        view! {
            <section class="ask" data-test="escalation">
                <b>"Escalated to a manager"</b>
                <FactList facts=facts/>
                {kept(offers, move || acts.into_iter().map(act).collect_view().into_any())}
            </section>
        }
        .into_any()
    })
}

#[component]
fn Answer(key: ActKey) -> impl IntoView {
    let state = FormState::new("acknowledge-escalation", |fields| errors_of(form::acknowledgement(fields)));
    view! {
        <OneText state=state key=key name="acknowledgement" label="Your answer to the customer" button="Acknowledge and answer"/>
    }
}

#[component]
fn End(key: ActKey) -> impl IntoView {
    let state = FormState::new("end-escalation", |fields| errors_of(form::ending(fields)));
    view! {
        <Folded
            summary="End the escalation"
            state=state
            key=key
            name="ending"
            label="A last word; both sides read it"
            button="End it"
            need=Need::Optional
        />
    }
}

/// The form that begins one, folded away. `children`: what to know before one fills it in.
#[component]
pub fn Escalate(summary: &'static str, key: ActKey, children: Children) -> impl IntoView {
    let state = FormState::new("escalate", |fields| errors_of(form::escalate(fields)));
    let reasons = EscalationReason::ALL.into_iter().map(|reason| ChoiceOption::new(reason.key(), reason.title()));
    view! {
        <details open=state.came_back()>
            <summary>{summary}</summary>
            <div class="stack">
                {children()}
                <Form state=state key=key>
                    <Choices name="escalation_reason" legend="Why" options=reasons.collect() value=state.value("escalation_reason") error=state.error("escalation_reason")/>
                    <TextArea name="escalation" label="What should the manager know?" value=state.value("escalation") error=state.error("escalation") rows=4/>
                    <div class="row"><button class="button" type="submit">"Escalate"</button></div>
                </Form>
            </div>
        </details>
    }
    .into_any()
}

/// Gathers it on the server.
#[cfg(feature = "ssr")]
pub mod load {
    use caseline_desk::cases::CaseView;
    use caseline_domain::access::{Action, Actor, decide};
    use caseline_domain::case::{Author, Channel, EscalationStanding, PublicEvent, Status};
    use caseline_domain::id::PersonId;
    use caseline_domain::instant::Timestamp;

    use crate::ui::Fact;

    /// The forms that a page has for this reader, by their `act`: those that fit the case, and that they may send.
    pub fn acts(view: &CaseView, actor: &Actor) -> Vec<String> {
        let (account, open) = (view.row.account, view.case.escalation);
        let unanswered = open.is_some_and(|open| open.standing() == EscalationStanding::Waits);
        let begins = open.is_none() && view.case.stage.status() != Status::Closed;
        let acts = [
            ("escalate", Action::Escalate { account }, begins),
            ("acknowledge-escalation", Action::AcknowledgeEscalation, unanswered),
            ("end-escalation", Action::EndEscalation { account }, open.is_some()),
        ];
        let may = acts.into_iter().filter(|(_, action, fits)| *fits && decide(actor, *action).is_ok());
        may.map(|(act, ..)| act.to_owned()).collect()
    }

    /// What is told of the open escalation; nothing if none is. `moment`: an instant as the reader reads it.
    pub fn facts(view: &CaseView, reader: PersonId, moment: impl Fn(Timestamp) -> String) -> Vec<Fact> {
        told(view, reader, moment).unwrap_or_default()
    }

    fn told(view: &CaseView, reader: PersonId, moment: impl Fn(Timestamp) -> String) -> Option<Vec<Fact>> {
        let open = view.case.escalation?;
        let row = view.events.iter().find(|row| row.recorded.seq == open.seq)?;
        let Some(PublicEvent::Escalated { channel, reason, text }) = row.recorded.event.public() else { return None };
        let name = row.actor_name.as_deref().unwrap_or("Support");
        let who = if open.author == Author::Person(reader) { "you" } else { name };
        let words = if who == "you" && channel != Channel::Phone { "In your words" } else { "In their words" };
        let by = match channel {
            Channel::Phone => format!("the customer on the phone, taken down by {who}, {}", moment(open.at)),
            _ => format!("{who}, {}", moment(open.at)),
        };
        let answer = view.events.iter().rev().find_map(|row| match row.recorded.event.public() {
            Some(PublicEvent::EscalationAcknowledged { .. }) => row.actor_name.as_deref(),
            _ => None,
        });
        let manager = match open.acknowledged {
            Some(at) => format!("{} answered {}", answer.unwrap_or("Support"), moment(at)),
            None => "none has answered yet".to_owned(),
        };
        Some(vec![
            Fact::new("By", by),
            Fact::new("Why", reason.words()),
            Fact::new(words, text.as_str()),
            Fact::new("Manager", manager),
        ])
    }
}
