//! The clocks of a case as both sides see them: they count down where one looks at them, and each shows how its due time
//! comes about. Deliberately absent: whose page it is on.

#[cfg(feature = "ssr")]
pub mod load;
mod receipt;

use caseline_domain::case::{ClockKind, Priority};
use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use crate::clock::{BigLine, ClockView, Standing, due_class};
use crate::counting::{Counting, Live};
use crate::ui::{CaselineKey, When};
use receipt::{Count, History};

/// What a case's page carries of its clocks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct CaseClocks {
    /// In the order in which they matter, the resolution first.
    pub counting: Counting,
    /// What each of its timelines is of: plan, version, zone, fingerprint.
    pub terms: Vec<Vec<String>>,
    /// What each clock promised before, in sentences.
    pub before: Vec<Vec<String>>,
    /// The clocks of before: which, what was promised, from, due, and how it went.
    pub history: Vec<Vec<String>>,
    /// Where the receipts are in the machine form.
    pub machine: String,
}

/// All clocks of a case. `closed`: whether the case is. `paused`: what a due time depends on while the clock stands.
#[component]
pub fn Clocks(live: Live, clocks: CaseClocks, priority: Priority, closed: bool, paused: &'static str) -> impl IntoView {
    let CaseClocks { terms, before, history, machine, .. } = clocks;
    let mut counts = (0..live.count()).zip(before).map(|(place, before)| {
        let counted = live.counting.with_value(|counting| counting.clock(place).map(|(clock, _, of)| (clock.kind, of)));
        let (kind, of) = counted.unwrap_or((ClockKind::Resolution, 0));
        let terms = terms.get(of).cloned().unwrap_or_default();
        (place, kind, view! { <Count live=live place=place terms=terms before=before/> }.into_any())
    });
    let resolution = counts.next().zip(live.at(0));
    let rest = counts.filter_map(|(place, kind, count)| Some((live.at(place)?, kind, count)));
    view! {
        {resolution
            .map(|((_, _, count), clock)| {
                view! { <Resolution clock=clock priority=priority closed=closed paused=paused>{count}</Resolution> }
            })}
        {rest.map(|(clock, kind, count)| view! { <Small clock=clock kind=kind paused=paused>{count}</Small> }).collect_view()}
        {(!history.is_empty()).then(|| view! { <History rows=history/> })}
        <p class="xs no-print">
            <a class="link" rel="external" href=machine>"All counts as data (JSON)"</a>
        </p>
    }
    .into_any()
}

#[component]
fn Resolution(
    clock: RwSignal<ClockView>,
    priority: Priority,
    closed: bool,
    paused: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="stack-s">
            <h2 class="small-head">{move || clock.with(|clock| spoken(clock, closed, paused).0)}</h2>
            <div class=move || clock.with(|clock| format!("{} big", due_class(clock.standing))) data-test="due-resolution">
                <Due clock=clock/>
            </div>
            <div class="small soft" data-test="left-resolution">{move || clock.with(|clock| spoken(clock, closed, paused).1)}</div>
            {move || view! { <BigLine clock=clock.get() priority=priority/> }}
            <p class="small soft">{move || clock.with(|clock| clock.why.clone())}</p>
            <details>
                <summary>"What the line shows"</summary>
                <CaselineKey/>
            </details>
            {children()}
        </div>
    }
    .into_any()
}

/// One of the other clocks, in a line.
#[component]
fn Small(clock: RwSignal<ClockView>, kind: ClockKind, paused: &'static str, children: Children) -> impl IntoView {
    let key = kind.key();
    view! {
        <div class="stack-xs">
            <div class="fact small">
                <span class="soft">{move || clock.with(|clock| term(kind, clock.standing))}</span>
                <span class=move || clock.with(|clock| due_class(clock.standing))>
                    <span data-test=format!("due-{key}")><Due clock=clock/></span>
                    <span class="soft nowrap" data-test=format!("left-{key}")>
                        {move || clock.with(|clock| match clock.standing {
                            Standing::Kept => String::new(),
                            Standing::Paused => format!(" · {paused}"),
                            _ => format!(" · {}", clock.left),
                        })}
                    </span>
                </span>
            </div>
            {move || clock.with(|clock| clock.overdue.clone()).map(|overdue| view! { <p class="xs soft">{overdue}</p> })}
            {children()}
        </div>
    }
    .into_any()
}

#[component]
fn Due(clock: RwSignal<ClockView>) -> impl IntoView {
    move || view! { <When moment=clock.with(|clock| clock.due.clone())/> }
}

const PROMISED: &str = "Was to be resolved by";

/// What stands above the due time, and below it.
fn spoken(clock: &ClockView, closed: bool, paused: &str) -> (&'static str, String) {
    let late = || clock.overdue.clone().unwrap_or_else(|| clock.left.clone());
    match clock.standing {
        Standing::Paused => ("Resolved by", paused.to_owned()),
        Standing::Kept if closed => (PROMISED, "and was, in time".to_owned()),
        Standing::Kept => (PROMISED, "The clock stopped in time, when closing was proposed".to_owned()),
        Standing::Broken => (PROMISED, format!("and was, {}", late())),
        Standing::Late => (PROMISED, late()),
        Standing::Running | Standing::Soon => ("Resolved by", clock.left.clone()),
    }
}

/// What stands before the due time of a small one.
fn term(kind: ClockKind, standing: Standing) -> String {
    let (promised, done) = match kind {
        ClockKind::Assignment => ("Assigned to a person", "Assigned"),
        ClockKind::Escalation => ("Escalation answered", "Escalation answered"),
        other => (other.words(), other.words()),
    };
    match standing {
        Standing::Kept => format!("{done} in time; was due"),
        Standing::Broken => format!("{done}, was due"),
        Standing::Late => format!("{promised}, was due"),
        _ => format!("{promised} by"),
    }
}
