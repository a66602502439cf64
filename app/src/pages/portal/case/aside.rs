//! Beside the thread: the clocks with how they come about, the people, and what the case is about.

use caseline_domain::case::Priority;
use leptos::prelude::*;

use super::super::around::Numbers;
use super::CasePage;
use super::turn::{AskToClose, Turn};
use crate::clock::{BigLine, ClockView, ClocksView, Standing, due_class};
use crate::live::kept;
use crate::pages::escalation::Escalate;
use crate::ui::{CaselineKey, Face, Fact, FactList, Person, When, priority_class};

#[component]
pub fn Aside(page: CasePage, clocks: ClocksView) -> impl IntoView {
    let CasePage { around, priority, turn, owner, opener, opener_is_reader, facts, escalation_acts, key, .. } = page;
    let escalate = escalation_acts.iter().any(|act| act == "escalate").then(|| key.clone());
    view! {
        <aside>
            <Clocks clocks=clocks priority=priority closed=matches!(turn, Turn::Closed { .. })/>
            <People owner=owner opener=opener opener_is_reader=opener_is_reader/>
            <Facts facts=facts/>
            {turn.can_ask_to_close().then(|| kept("propose".to_owned(), move || view! { <AskToClose key=key/> }.into_any()))}
            {escalate
                .map(|key| kept("escalate".to_owned(), move || {
                    view! {
                        <section class="card">
                            <div class="body">
                                <Escalate summary="Escalate to a manager" key=key>
                                    <p class="small soft">"Best by phone, day and night: ask for a support manager."</p>
                                    <Numbers us=around.us abroad=around.abroad/>
                                </Escalate>
                            </div>
                        </section>
                    }
                    .into_any()
                }))}
        </aside>
    }
    .into_any()
}

#[component]
fn Clocks(clocks: ClocksView, priority: Priority, closed: bool) -> impl IntoView {
    let ClocksView { assignment, resolution } = clocks;
    let big = resolution.clone();
    let (title, standing) = spoken(&resolution, closed);
    let due_class = format!("{} big", due_class(resolution.standing));
    view! {
        <section class=format!("card tinted {}", priority_class(priority))>
            <div class="body stack divided">
                <div class="stack-s">
                    <h2 class="small-head">{title}</h2>
                    <div class=due_class data-test="due-resolution"><When moment=resolution.due/></div>
                    <div class="small soft">{standing}</div>
                    <BigLine clock=big priority=priority/>
                    <p class="small soft">{resolution.why}</p>
                    <details>
                        <summary>"What the line shows"</summary>
                        <CaselineKey/>
                    </details>
                </div>
                <Assignment clock=assignment/>
            </div>
        </section>
    }
    .into_any()
}

const PROMISED: &str = "Was to be resolved by";

/// What stands above the due time, and below it.
fn spoken(clock: &ClockView, closed: bool) -> (&'static str, String) {
    match clock.standing {
        Standing::Paused => ("Resolved by", "if you answer now".to_owned()),
        Standing::Kept if closed => (PROMISED, "and was, in time".to_owned()),
        Standing::Kept => (PROMISED, "The clock stopped in time, when closing was proposed".to_owned()),
        Standing::Broken => (PROMISED, format!("and was, {}", clock.left)),
        Standing::Late => (PROMISED, clock.left.clone()),
        Standing::Running | Standing::Soon => ("Resolved by", clock.left.clone()),
    }
}

#[component]
fn Assignment(clock: ClockView) -> impl IntoView {
    let (term, standing) = match clock.standing {
        Standing::Kept => ("Assigned in time; was due", String::new()),
        Standing::Broken => ("Assigned, was due", clock.left),
        Standing::Late => ("To be assigned, was due", clock.left),
        _ => ("Assigned to a person by", clock.left),
    };
    view! {
        <div class="fact small">
            <span class="soft">{term}</span>
            <span class=due_class(clock.standing)>
                <span data-test="due-assignment"><When moment=clock.due/></span>
                {(!standing.is_empty()).then(|| view! { <span class="soft nowrap">" · " {standing}</span> })}
            </span>
        </div>
    }
    .into_any()
}

#[component]
fn People(owner: Option<String>, opener: String, opener_is_reader: bool) -> impl IntoView {
    let opener_is = if opener_is_reader { "you, opened it" } else { "opened it" };
    view! {
        <section class="card">
            <div class="body stack-s small">
                <h2 class="small-head">"People"</h2>
                {match owner {
                    Some(owner) => view! { <Person name=owner><span class="faint">"owns it"</span></Person> }.into_any(),
                    None => view! {
                        <span class="person soft"><Face name="?"/><span>"Nobody yet: the next free analyst"</span></span>
                    }
                    .into_any(),
                }}
                <Person name=opener><span class="faint">{opener_is}</span></Person>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Facts(facts: Vec<Fact>) -> impl IntoView {
    view! {
        <section class="card">
            <div class="body stack-s">
                <h2 class="small-head">"About this case"</h2>
                <FactList facts=facts/>
            </div>
        </section>
    }
    .into_any()
}
