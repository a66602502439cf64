//! A case as its customer sees it: what was said, whose turn it is, by when, and who has it.

mod aside;
#[cfg(feature = "ssr")]
pub mod load;
pub mod thread;
pub mod turn;

use caseline_domain::case::Priority;
use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use super::around::{Around, Place, PortalPage};
use crate::counting::Live;
use crate::form::ActKey;
use crate::live::{kept, shows};
use crate::page::{case_address, followed};
use crate::pages::clocks::CaseClocks;
use crate::pages::escalation::Escalated;
use crate::pages::workaround::{WorkaroundPanel, WorkaroundView};
use crate::ui::{Fact, LeftOut, PageTitle, PriorityBadge, SkeletonShape, Status, Tone};
use aside::Aside;
use thread::{CaseThread, Happened};
use turn::{Closed, LeftOver, Turn, Write};

/// Everything the page shows, with its times in words, and nothing internal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct CasePage {
    around: Around,
    number: String,
    subject: String,
    priority: Priority,
    status: String,
    tone: Tone,
    turn: Turn,
    thread: Vec<Happened>,
    /// What is left out behind the last entry shown.
    later: Option<LeftOut>,
    clocks: CaseClocks,
    /// What is told of an open escalation, and what this member can do about one, by `act`.
    escalation: Vec<Fact>,
    escalation_acts: Vec<String>,
    owner: Option<String>,
    opener: String,
    opener_is_reader: bool,
    facts: Vec<Fact>,
    key: ActKey,
    workaround: Option<WorkaroundView>,
    /// By when the customer was promised to hear from us; empty where that does not run.
    promised: String,
    /// That one only reads it, if so; how it was closed, and until when it can be opened again.
    closed: String,
}

#[component]
pub fn Case() -> impl IntoView {
    let at = case_address("/portal/cases/");
    followed(at, SkeletonShape::Lines(8), |page: CasePage| view! { <CaseView page=page/> })
}

#[component]
fn CaseView(page: CasePage) -> impl IntoView {
    let CasePage { around, number, subject, priority, status, tone, turn, thread, later, .. } = page.clone();
    let live = Live::new(page.clocks.counting.clone());
    let says = live.at(0).map(|clock| move || clock.with(|clock| clock.says.clone()));
    let key = page.key.clone();
    shows(&key);
    let write = key.clone();
    let about_workaround = page.workaround.iter().flat_map(|workaround| &workaround.acts);
    let acts = page.escalation_acts.iter().chain(about_workaround).cloned().collect();
    let closed = page.closed.clone();
    let (us, abroad) = (around.us.clone(), around.abroad.clone());
    let of = around.of.clone();
    view! {
        <PageTitle text=format!("{number} {subject} · Caseline")/>
        <PortalPage around=around place=Place::Case>
            <div class="sheet">
                <div class="stack-s">
                    <div class="row">
                        <PriorityBadge priority=priority/>
                        <Status word=status tone=tone/>
                        <span class="faint num" data-test="case-number">{number.clone()}</span>
                    </div>
                    <h1>{subject}</h1>
                    <p class="narrow-only small soft">{says}</p>
                    {(!page.promised.is_empty())
                        .then(|| view! { <p class="soft" data-test="promised">{page.promised.clone()}</p> })}
                </div>
                <LeftOver turn=turn acts=acts/>
                <Escalated facts=page.escalation.clone() acts=page.escalation_acts.clone() key=key.clone()/>
                <div class="two">
                    <div class="stack-l">
                        <CaseThread happened=thread later=later turn=turn key=key.clone()/>
                        <WorkaroundPanel workaround=page.workaround.clone() key=key.clone()/>
                        {match turn {
                            Turn::Answer => ().into_any(),
                            Turn::Reads { .. } => view! { <p class="soft" data-test="reads">{closed}</p> }.into_any(),
                            Turn::Agree | Turn::Talk | Turn::AskedToClose => kept("message".to_owned(), move || view! { <Write key=write/> }.into_any()),
                            Turn::Closed { survey, again } => view! { <Closed of=of number=number survey=survey again=again says=closed us=us abroad=abroad key=key/> }.into_any(),
                        }}
                    </div>
                    <Aside page=page live=live/>
                </div>
            </div>
        </PortalPage>
    }
    .into_any()
}
