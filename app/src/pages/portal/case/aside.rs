//! Beside the thread: the clocks with how they come about, the people, and what the case is about.

use leptos::prelude::*;

use super::super::around::Numbers;
use super::CasePage;
use super::turn::AskToClose;
use crate::counting::Live;
use crate::live::kept;
use crate::pages::clocks::Clocks;
use crate::pages::escalation::Escalate;
use crate::ui::{Face, Fact, FactList, Person, priority_class};

#[component]
pub fn Aside(page: CasePage, live: Live) -> impl IntoView {
    let CasePage {
        around, priority, clocks, turn, owner, opener, opener_is_reader, facts, escalation_acts, key, ..
    } = page;
    let escalate = escalation_acts.iter().any(|act| act == "escalate").then(|| key.clone());
    view! {
        <aside>
            <section class=format!("card tinted {}", priority_class(priority))>
                <div class="body stack divided">
                    <Clocks live=live clocks=clocks priority=priority closed=turn.is_closed() paused="if you answer now"/>
                </div>
            </section>
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
