//! The portal's home: what waits for this member first, then what is being worked on, then what was closed lately.

mod lists;
#[cfg(feature = "ssr")]
pub mod load;
mod waiting;

use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use super::around::{Around, Numbers, Place, PortalPage, about_account};
use crate::counting::{Counting, Live};
use crate::page::followed;
use crate::ui::{Empty, Icon, PageTitle, Phone, SkeletonShape, Symbol};
use lists::{ClosedLately, ClosedLine, InWork, OpenLine};
use waiting::{DraftWaits, Waiting, WaitingForYou};

/// Everything the page shows, with its times in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct HomePage {
    around: Around,
    greeting: String,
    /// "Two things wait for you. Four cases are being worked on."
    sentence: String,
    draft: Option<DraftWaits>,
    waiting: Vec<Waiting>,
    open: Vec<OpenLine>,
    /// Where there are more open cases than the page lists.
    beyond: Option<String>,
    closed: Vec<ClosedLine>,
    /// The resolution clocks of the open lines, then those of the closed ones, then those by which somebody has a case.
    counting: Counting,
    account: String,
    zone: String,
}

#[component]
pub fn Home() -> impl IntoView {
    view! {
        <PageTitle text="Home · Caseline"/>
        {followed(about_account("/portal"), SkeletonShape::Rows(6), |page: HomePage| view! { <HomeView page=page/> })}
    }
    .into_any()
}

#[component]
fn HomeView(page: HomePage) -> impl IntoView {
    let HomePage { around, greeting, sentence, draft, waiting, open, beyond, closed, counting, account, zone } = page;
    let (live, before) = (Live::new(counting), open.len());
    let (us, abroad, name) = (around.us.clone(), around.abroad.clone(), around.viewer.name.clone());
    let (of, opens) = (around.of.clone(), around.opens);
    let asks = format!("/portal/requests/new{of}");
    let quiet = draft.is_none() && waiting.is_empty() && open.is_empty();
    view! {
        <PortalPage around=around place=Place::Home>
            <div class="sheet">
                <div class="row between">
                    <div>
                        <h1>{greeting}</h1>
                        <p class="soft">{sentence}</p>
                    </div>
                    {opens.then(|| view! { <a class="button main" href=asks.clone()>"Open a request"</a> })}
                </div>
                <div class="two">
                    <div class="stack">
                        {quiet.then(|| view! { <Quiet asks=opens.then_some(asks)/> })}
                        {(draft.is_some() || !waiting.is_empty())
                            .then(|| view! { <WaitingForYou draft=draft waiting=waiting of=of.clone()/> })}
                        {(!open.is_empty()).then(|| view! { <InWork lines=open live=live beyond=beyond/> })}
                        {(!quiet || !closed.is_empty())
                            .then(|| view! { <a class="link small" href=format!("/portal/cases{of}")>{if of.is_empty() { "Search all cases of your account" } else { "Search all cases of the account" }}</a> })}
                        {(!closed.is_empty()).then(|| view! { <ClosedLately lines=closed live=live before=before/> })}
                    </div>
                    <aside>
                        <LosingSales us=us abroad=abroad/>
                        <YourAccount account=account name=name zone=zone own=of.is_empty()/>
                    </aside>
                </div>
            </div>
        </PortalPage>
    }
    .into_any()
}

#[component]
fn Quiet(asks: Option<String>) -> impl IntoView {
    view! {
        <section class="card">
            <Empty
                title="All quiet"
                text="There are no open cases. When something does not work as it should, tell us: you see at once by when it will be resolved."
            >
                {asks.map(|asks| view! { <a class="button" href=asks>"Open a request"</a> })}
            </Empty>
        </section>
    }
}

#[component]
fn LosingSales(us: Phone, abroad: Phone) -> impl IntoView {
    view! {
        <section class="card">
            <div class="body stack-s">
                <div class="row tight">
                    <span class="priority p1"><Icon symbol=Symbol::P1/></span>
                    <h2>"Losing sales right now?"</h2>
                </div>
                <p class="small soft">"An outage or a P1 is phoned, day or night. Someone is assigned at once."</p>
                <Numbers us=us abroad=abroad/>
            </div>
        </section>
    }
}

#[component]
fn YourAccount(account: String, name: String, zone: String, own: bool) -> impl IntoView {
    view! {
        <section class="card">
            <div class="body stack-s">
                <h2 class="small-head">{if own { "Your account" } else { "The account" }}</h2>
                <dl class="facts-list">
                    <dt>"Account"</dt>
                    <dd class="strong">{account}</dd>
                    <dt>"Signed in as"</dt>
                    <dd>{name}</dd>
                    <dt>"Times are in"</dt>
                    <dd>{zone}</dd>
                </dl>
                {own.then(|| view! { <a class="link small" href="/portal/account">"Your plan, and our word to you"</a> })}
            </div>
        </section>
    }
}
