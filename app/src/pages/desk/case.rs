//! A case on the desk: the thread in the middle, facts and clocks at the side.

use caseline_domain::case::Priority;
use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use super::around::{Around, DeskPage, Room};
use super::composer::{CaseComposer, Decision, Decisions, LeftOver};
use super::steps::{More, NextUpdate, OwnersWord, Steps};
use super::thread::{Happened, Happenings};
use crate::counting::Live;
use crate::form::ActKey;
use crate::live::{kept, shows};
use crate::page::{case_address, followed};
use crate::pages::clocks::{CaseClocks, Clocks};
use crate::pages::escalation::{Escalate, Escalated};
use crate::pages::workaround::{WorkaroundPanel, WorkaroundView};
use crate::ui::{
    Fact, FactList, LeftOut, Moment, PageTitle, PriorityBadge, SkeletonShape, Status, Tone, When, priority_class,
};

#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct CasePage {
    pub around: Around,
    pub number: String,
    pub subject: String,
    pub priority: Priority,
    pub status: String,
    pub tone: Tone,
    pub account: String,
    pub area: String,
    pub thread: Vec<Happened>,
    /// What is left out behind the last entry shown.
    pub later: Option<LeftOut>,
    pub clocks: CaseClocks,
    pub closed: bool,
    /// What becomes of the closure that is proposed, if nobody answers; empty where none is.
    pub unanswered: String,
    pub facts: Vec<Fact>,
    pub changes: Vec<Fact>,
    /// For a phoned case: when the call was answered.
    pub answered: Option<Moment>,
    pub key: ActKey,
    /// What this person can write, by the case's stage; empty for who only reads.
    pub tabs: Vec<String>,
    /// What waits for this person's word.
    pub decisions: Vec<Decision>,
    pub colleagues: Vec<(String, String)>,
    /// What is told of an open escalation, and what this person can do about one, by `act`.
    pub escalation: Vec<Fact>,
    pub escalation_acts: Vec<String>,
    pub workaround: Option<WorkaroundView>,
    pub steps: Steps,
}

#[component]
pub fn Case() -> impl IntoView {
    let at = case_address("/desk/cases/");
    followed(at, SkeletonShape::Lines(10), |page: CasePage| view! { <CaseBody page=page/> })
}

#[component]
fn CaseBody(page: CasePage) -> impl IntoView {
    shows(&page.key);
    let live = Live::new(page.clocks.counting.clone());
    let lead = page.clocks.lead;
    let says = live
        .at(lead)
        .zip(live.kind(lead))
        .map(|(clock, kind)| move || clock.with(|clock| format!("{}. {}", kind.words(), clock.says)));
    let logs = page.escalation_acts.iter().any(|act| act == "escalate");
    let about_workaround = page.workaround.iter().flat_map(|workaround| &workaround.acts);
    let acts = page.escalation_acts.iter().chain(about_workaround).chain(&page.steps.acts).cloned().collect();
    let top = view! {
        <nav class="crumbs" aria-label="Where you are">
            <a href="/desk">"Desk"</a>
            <span aria-current="page">{page.number.clone()}</span>
        </nav>
    }
    .into_any();
    view! {
        <PageTitle text=format!("{} · Caseline", page.number)/>
        <DeskPage around=page.around room=Room::Case top=top>
            <div class="caseview">
                <div class="work">
                    <div class="stack-s">
                        <div class="row">
                            <PriorityBadge priority=page.priority/>
                            <span data-test="status"><Status word=page.status tone=page.tone/></span>
                            <span class="soft small">{format!("{} · {}", page.account, page.area)}</span>
                        </div>
                        <h1 class="break">{page.subject}</h1>
                        <p class="narrow-only small soft">{says}</p>
                        {(!page.steps.promised.is_empty())
                            .then(|| view! { <p class="small soft" data-test="promised">{page.steps.promised.clone()}</p> })}
                        {(!page.unanswered.is_empty())
                            .then(|| view! { <p class="small soft" data-test="unanswered">{page.unanswered}</p> })}
                    </div>
                    <LeftOver tabs=page.tabs.clone() decisions=page.decisions.clone() acts=acts/>
                    <OwnersWord steps=page.steps.clone() key=page.key.clone()/>
                    <Escalated facts=page.escalation acts=page.escalation_acts key=page.key.clone()/>
                    <Happenings thread=page.thread later=page.later/>
                    <Decisions decisions=page.decisions key=page.key.clone()/>
                    <WorkaroundPanel workaround=page.workaround key=page.key.clone()/>
                    <CaseComposer tabs=page.tabs colleagues=page.colleagues pause=page.steps.pause.clone() key=page.key.clone()/>
                    <More steps=page.steps.clone() key=page.key.clone()/>
                    {
                        let key = page.key.clone();
                        logs.then(|| kept("escalate".to_owned(), move || view! { <LogEscalation key=key/> }.into_any()))
                    }
                </div>
                <Aside steps=page.steps key=page.key live=live clocks=page.clocks closed=page.closed priority=page.priority facts=page.facts changes=page.changes answered=page.answered/>
            </div>
        </DeskPage>
    }
    .into_any()
}

#[component]
fn LogEscalation(key: ActKey) -> impl IntoView {
    view! {
        <Escalate summary="Log an escalation by phone" key=key>
            <p class="small soft">"The customer asks for a manager on the phone. They read what you take down; every manager is told."</p>
        </Escalate>
    }
}

#[component]
fn Aside(
    steps: Steps,
    key: ActKey,
    live: Live,
    clocks: CaseClocks,
    closed: bool,
    priority: Priority,
    facts: Vec<Fact>,
    changes: Vec<Fact>,
    answered: Option<Moment>,
) -> impl IntoView {
    view! {
        <aside class=format!("facts {}", priority_class(priority)) aria-label="Facts">
            <section class="stack">
                <Clocks live=live clocks=clocks priority=priority closed=closed paused="if answered now"/>
                <NextUpdate steps=steps key=key/>
                {answered
                    .map(|answered| view! {
                        <div class="row between small">
                            <span class="soft">"Call answered"</span>
                            <span data-test="answered-at"><When moment=answered/></span>
                        </div>
                    })}
            </section>
            <section class="stack-s">
                <h2 class="small-head">"Facts"</h2>
                <FactList facts=facts/>
            </section>
            {(!changes.is_empty())
                .then(|| view! {
                    <section class="stack-s">
                        <h2 class="small-head">"Recent changes they named"</h2>
                        <FactList facts=changes/>
                    </section>
                })}
        </aside>
    }
    .into_any()
}
