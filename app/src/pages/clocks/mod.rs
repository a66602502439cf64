//! The clocks of a case as both sides see them: they count down where one looks at them, and each shows how its due time
//! comes about. Deliberately absent: whose page it is on.

#[cfg(feature = "ssr")]
pub mod load;
mod receipt;

use caseline_domain::case::{ClockKind, Priority, ResolvedBy};
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
    /// The place of the one that stands above all others.
    pub lead: usize,
    /// What each of its timelines is of: plan, version, zone, fingerprint.
    pub terms: Vec<Vec<String>>,
    /// What stopped the resolution clock, if something did.
    pub resolved_by: Option<ResolvedBy>,
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
    let CaseClocks { lead, terms, resolved_by, before, history, machine, .. } = clocks;
    let end = End { closed, by: resolved_by };
    let mut counts = (0..live.count()).zip(before).map(|(place, before)| {
        let counted = live.counting.with_value(|counting| counting.clock(place).map(|(clock, _, of)| (clock.kind, of)));
        let (kind, of) = counted.unwrap_or((ClockKind::Resolution, 0));
        let terms = terms.get(of).cloned().unwrap_or_default();
        (place, kind, view! { <Count live=live place=place terms=terms before=before/> }.into_any())
    });
    let resolution = counts.next().zip(live.at(0));
    let counts = counts.filter_map(|(place, kind, count)| Some((place, live.at(place)?, kind, count)));
    // What leads in the portal is the resolution.
    #[cfg(not(feature = "desk"))]
    let first = None::<AnyView>;
    #[cfg(feature = "desk")]
    let (first, counts) = {
        let (mut first, rest): (Vec<_>, Vec<_>) = counts.partition(|(place, ..)| *place == lead);
        let first = first.pop().map(|(_, clock, kind, count)| {
            view! { <Lead clock=clock kind=kind priority=priority paused=paused>{count}</Lead> }.into_any()
        });
        (first, rest.into_iter())
    };
    let rest = counts.map(|(_, clock, kind, count)| {
        view! { <Small clock=clock kind=kind paused=paused>{count}</Small> }
    });
    view! {
        {first}
        {resolution
            .map(|((_, _, count), clock)| {
                view! { <Resolution clock=clock priority=priority end=end paused=paused leads={lead == 0}>{count}</Resolution> }
            })}
        {rest.collect_view()}
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
    end: End,
    paused: &'static str,
    leads: bool,
    children: Children,
) -> impl IntoView {
    let big = if leads { " big" } else { "" };
    view! {
        <div class="stack-s">
            <h2 class="small-head">{move || clock.with(|clock| spoken(clock, end, paused).0)}</h2>
            <div class=move || clock.with(|clock| format!("{}{big}", due_class(clock.standing))) data-test="due-resolution">
                <Due clock=clock/>
            </div>
            <div class="small soft" data-test="left-resolution">{move || clock.with(|clock| spoken(clock, end, paused).1)}</div>
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

/// Another clock than the resolution, where it is the one to look at first.
#[cfg(feature = "desk")]
#[component]
fn Lead(
    clock: RwSignal<ClockView>,
    kind: ClockKind,
    priority: Priority,
    paused: &'static str,
    children: Children,
) -> impl IntoView {
    let key = kind.key();
    let left = move |clock: &ClockView| match clock.standing {
        Standing::Paused => paused.to_owned(),
        _ => clock.overdue.clone().unwrap_or_else(|| clock.left.clone()),
    };
    view! {
        <div class="stack-s" data-test="lead">
            <h2 class="small-head">{move || clock.with(|clock| term(kind, clock.standing))}</h2>
            <div class=move || clock.with(|clock| format!("{} big", due_class(clock.standing))) data-test=format!("due-{key}")>
                <Due clock=clock/>
            </div>
            <div class="small soft" data-test=format!("left-{key}")>{move || clock.with(left)}</div>
            {move || view! { <BigLine clock=clock.get() priority=priority/> }}
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

/// How far a case whose clock has stopped has come.
#[derive(Clone, Copy)]
struct End {
    closed: bool,
    by: Option<ResolvedBy>,
}

impl End {
    /// What stopped its clock, which is no resolution each time.
    fn words(self) -> &'static str {
        match (self.by, self.closed) {
            (Some(ResolvedBy::Workaround), _) => "The clock stopped when the workaround was accepted",
            (Some(ResolvedBy::Override), _) => "A manager closed the case, without agreement",
            (_, true) => "and was",
            (_, false) => "The clock stopped when closing was proposed",
        }
    }
}

/// What stands above the due time, and below it.
fn spoken(clock: &ClockView, end: End, paused: &str) -> (&'static str, String) {
    let late = || clock.overdue.clone().unwrap_or_else(|| clock.left.clone());
    match clock.standing {
        Standing::Paused => ("Resolved by", paused.to_owned()),
        Standing::Kept => (PROMISED, format!("{}, in time", end.words())),
        Standing::Broken => (PROMISED, format!("{}, {}", end.words(), late())),
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
        Standing::Kept => format!("{done} in time; due"),
        Standing::Broken => format!("{done}, was due"),
        Standing::Late => format!("{promised}, was due"),
        _ => format!("{promised} by"),
    }
}

#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests {
    use super::*;
    use crate::ui::Moment;

    #[test]
    fn what_stopped_the_clock_is_said_as_it_was() {
        let clock = |standing| ClockView {
            due: Moment { iso: String::new(), text: String::new() },
            left: "3 h 00 m late".to_owned(),
            overdue: None,
            standing,
            pieces: Vec::new(),
            now: None,
            ends: (String::new(), String::new()),
            says: String::new(),
            why: String::new(),
        };
        let says = |standing, closed, by| spoken(&clock(standing), End { closed, by: Some(by) }, "").1;
        for (closed, by, words) in [
            (false, ResolvedBy::Proposal, "The clock stopped when closing was proposed, in time"),
            (true, ResolvedBy::Proposal, "and was, in time"),
            (false, ResolvedBy::Workaround, "The clock stopped when the workaround was accepted, in time"),
            (true, ResolvedBy::Workaround, "The clock stopped when the workaround was accepted, in time"),
            (true, ResolvedBy::Override, "A manager closed the case, without agreement, in time"),
        ] {
            assert_eq!(says(Standing::Kept, closed, by), words);
        }
        let late = says(Standing::Broken, true, ResolvedBy::Override);
        assert_eq!(late, "A manager closed the case, without agreement, 3 h 00 m late");
    }
}
