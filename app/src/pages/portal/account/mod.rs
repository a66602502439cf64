//! What the account was promised, in plain words, and how much of it was kept, all of it words of the server; and who beside
//! its members has access.

mod access;
#[cfg(feature = "ssr")]
pub mod load;

use caseline_domain::case::Priority;
use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use super::around::{Around, Place, PortalPage};
use crate::page::loaded;
use crate::ui::{Fact, FactList, PageTitle, PriorityBadge, SkeletonShape, TableHead};
use access::{Access, WhoHasAccess};

/// Everything the page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct AccountPage {
    around: Around,
    account: String,
    /// "Standard, version 3".
    plan: String,
    /// Of each priority in turn: how to tell us, and by when what happens.
    targets: Vec<Vec<String>>,
    hours: Vec<String>,
    /// The next days on which the service is closed: when, and which.
    holidays: Vec<Fact>,
    /// Phoning, pausing and closing, a sentence each.
    rules: Vec<String>,
    /// Which promise, and how many were kept.
    word: Vec<Fact>,
    /// What there is to say about them all.
    word_says: String,
    /// Of a merchant: who else reads its cases.
    access: Option<Access>,
}

#[component]
pub fn Account() -> impl IntoView {
    view! {
        <PageTitle text="Your account · Caseline"/>
        {loaded(|| "/portal/account".to_owned(), SkeletonShape::Rows(6), |page: AccountPage| view! { <AccountView page=page/> })}
    }
    .into_any()
}

#[component]
fn AccountView(page: AccountPage) -> impl IntoView {
    let AccountPage { around, account, plan, targets, hours, holidays, rules, word, word_says, access } = page;
    view! {
        <PortalPage around=around place=Place::Account>
            <div class="sheet">
                <div>
                    <h1>{account}</h1>
                    <p class="soft">"What we promise you, and how much of it we kept."</p>
                </div>
                <div class="two">
                    <div class="stack">
                        <Targets plan=plan targets=targets/>
                        <section class="card">
                            <header><h2>"How it works"</h2></header>
                            <div class="body stack-s" data-test="rules">{paragraphs(rules)}</div>
                        </section>
                        {access.map(|access| view! { <WhoHasAccess access=access/> })}
                    </div>
                    <aside>
                        <section class="card">
                            <div class="body stack-s" data-test="our-word">
                                <h2 class="small-head">"Our word to you, last 90 days"</h2>
                                {facts(word)}
                                <p class="small soft">{word_says}</p>
                            </div>
                        </section>
                        <section class="card">
                            <div class="body stack-s" data-test="hours">
                                <h2 class="small-head">"Service hours"</h2>
                                {paragraphs(hours)}
                                {facts(holidays)}
                            </div>
                        </section>
                    </aside>
                </div>
            </div>
        </PortalPage>
    }
    .into_any()
}

fn paragraphs(sentences: Vec<String>) -> AnyView {
    sentences.into_iter().map(|sentence| view! { <p class="small">{sentence}</p> }).collect_view().into_any()
}

fn facts(facts: Vec<Fact>) -> Option<AnyView> {
    (!facts.is_empty()).then(|| view! { <FactList facts=facts/> }.into_any())
}

#[component]
fn Targets(plan: String, targets: Vec<Vec<String>>) -> impl IntoView {
    const COLUMNS: &[&str] = &["Priority", "You tell us", "A person has it", "First answer", "Next word", "Resolved"];
    let rows = Priority::ALL.into_iter().zip(targets).map(|(priority, cells)| {
        let cells = cells.into_iter().zip(&COLUMNS[1..]);
        let cells = cells.map(|(cell, name)| view! { <td class="wrap" data-label=*name>{cell}</td> }).collect_view();
        view! { <tr><td><PriorityBadge priority=priority/></td> {cells}</tr> }
    });
    view! {
        <section class="card">
            <header><h2>"Your plan"</h2> <span class="small soft">{plan}</span></header>
            <div class="scroll">
                <table class="table few" data-test="targets">
                    <TableHead columns=COLUMNS/>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}
