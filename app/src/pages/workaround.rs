//! The workaround on a case's page, the same in both rooms: how it stands, and what a reader can do about it. Which of its
//! forms a reader gets is decided on the server.

use caseline_domain::form;
use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use crate::act_forms::{Folded, OneButton};
use crate::form::{ActKey, Form, FormState, errors_of};
use crate::ui::{ChoiceLayout, ChoiceOption, Choices, TextArea};

/// The last workaround of a case, as both sides read it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct WorkaroundView {
    /// `Workaround proposed`, `Workaround accepted`.
    pub title: String,
    /// What it means for the clock, or whose word it waits for.
    pub says: String,
    pub text: String,
    /// What this reader can do about it, by `act`.
    pub acts: Vec<String>,
    /// Whether the reader says it for the customer.
    pub for_them: bool,
}

#[component]
pub fn WorkaroundPanel(workaround: Option<WorkaroundView>, key: ActKey) -> impl IntoView {
    workaround.map(|workaround| {
        let WorkaroundView { title, says, text, acts, for_them } = workaround;
        let act = |act: String| match act.as_str() {
            "workaround-tested" => view! { <Test key=key.clone()/> }.into_any(),
            "workaround-accepted" => {
                let label = if for_them { "They can go on with it" } else { "We can go on with it" };
                view! { <OneButton act="workaround-accepted" key=key.clone() label=label/> }.into_any()
            }
            "workaround-failed" => view! { <Fail key=key.clone()/> }.into_any(),
            _ => ().into_any(),
        };
        view! {
            <section class="ask" data-test="workaround">
                <b>{title}</b>
                <div class="pre-line">{text}</div>
                {(!says.is_empty()).then(|| view! { <span class="small">{says}</span> })}
                {acts.into_iter().map(act).collect_view()}
            </section>
        }
        .into_any()
    })
}

#[component]
fn Test(key: ActKey) -> impl IntoView {
    let state = FormState::new("workaround-tested", |fields| errors_of(form::workaround_test(fields)));
    let options = vec![ChoiceOption::new("yes", "It works"), ChoiceOption::new("no", "It does not")];
    view! {
        <details open=state.came_back()>
            <summary>"We tried it"</summary>
            <Form state=state key=key class="stack-s">
                <Choices name="works" legend="What came of it" options=options value=state.value("works") error=state.error("works") layout=ChoiceLayout::Scale/>
                <TextArea name="workaround_test" label="What you tried and what you saw; the customer reads it" value=state.value("workaround_test") error=state.error("workaround_test") rows=3/>
                <div class="row"><button class="button" type="submit">"Keep the result"</button></div>
            </Form>
        </details>
    }
    .into_any()
}

#[component]
fn Fail(key: ActKey) -> impl IntoView {
    let state = FormState::new("workaround-failed", |fields| errors_of(form::workaround_failure(fields)));
    view! {
        <Folded summary="It does not do" state=state key=key name="workaround_failure" label="Why not? Both sides read it" button="It does not do"/>
    }
}

/// Gathers it on the server.
#[cfg(feature = "ssr")]
pub mod load {
    use caseline_desk::cases::CaseView;
    use caseline_domain::access::{Action, Actor, decide};
    use caseline_domain::case::{PublicEvent, ResolvedBy, Side, Status, WorkaroundState};

    use super::WorkaroundView;

    pub fn workaround(view: &CaseView, actor: &Actor) -> Option<WorkaroundView> {
        let (workaround, side) = (view.case.workaround?, actor.standing.side());
        let row = view.events.iter().find(|row| row.recorded.seq == workaround.seq)?;
        let Some(PublicEvent::WorkaroundProposed { text }) = row.recorded.event.public() else { return None };
        let waits = match side {
            Side::Customer => "Please tell us whether you can go on with it.",
            Side::Support => "It waits for the customer’s word.",
        };
        let stops = view.clocks.resolved_by == Some(ResolvedBy::Workaround);
        let (title, says) = match workaround.state {
            WorkaroundState::Proposed => ("Workaround proposed", waits),
            WorkaroundState::Tested(true) => ("Workaround tried: it works", waits),
            WorkaroundState::Tested(false) => ("Workaround tried: it does not work", waits),
            WorkaroundState::Accepted(_) if stops => (
                "Workaround accepted",
                "Resolved provisionally by the workaround. If it fails after all, the clock runs as if it had never stopped.",
            ),
            WorkaroundState::Accepted(_) => ("Workaround accepted", "Work on the solution goes on."),
            WorkaroundState::Failed => ("The workaround does not do", ""),
        };
        Some(WorkaroundView {
            title: title.to_owned(),
            says: says.to_owned(),
            text: text.as_str().to_owned(),
            acts: acts(view, actor),
            for_them: side == Side::Support,
        })
    }

    /// The forms that a page has for this reader, by their `act`: those that fit the case, and that they may send.
    pub fn acts(view: &CaseView, actor: &Actor) -> Vec<String> {
        let account = view.row.account;
        let (works, decides) = match actor.standing.side() {
            Side::Customer => (false, decide(actor, Action::ActAsCustomer { account }).is_ok()),
            Side::Support => (decide(actor, Action::WorkCases).is_ok(), decide(actor, Action::WorkCases).is_ok()),
        };
        let Some(workaround) = view.case.workaround.filter(|_| view.case.stage.status() != Status::Closed) else {
            return Vec::new();
        };
        let undecided = workaround.is_undecided();
        let failed = workaround.state == WorkaroundState::Failed;
        let acts = [
            ("workaround-tested", works && undecided),
            ("workaround-accepted", decides && undecided),
            ("workaround-failed", decides && !failed),
        ];
        acts.into_iter().filter(|(_, fits)| *fits).map(|(act, _)| act.to_owned()).collect()
    }
}
