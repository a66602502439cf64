//! The lists of the home page: open cases by their next deadline, and those that were closed lately.

use caseline_domain::case::Priority;
use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use crate::clock::{ClockView, SmallLine, Standing, due_class};
use crate::counting::Live;
use crate::ui::{Moment, PriorityBadge, Status, TableHead, Tone, When};

/// A case that is being worked on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct OpenLine {
    pub number: String,
    pub subject: String,
    pub priority: Priority,
    /// Who has it.
    pub about: String,
    /// The place of the clock by which somebody has it; nothing where somebody does.
    pub assignment: Option<usize>,
    pub status: String,
    pub tone: Tone,
}

/// A case that is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct ClosedLine {
    pub number: String,
    pub subject: String,
    pub priority: Priority,
    pub area: String,
    pub closed: Moment,
}

#[component]
pub fn InWork(lines: Vec<OpenLine>, live: Live, beyond: Option<String>) -> impl IntoView {
    let lines = lines.into_iter().enumerate().filter_map(|(place, line)| {
        let assignment = line.assignment.and_then(|place| live.at(place));
        Some((line, live.at(place)?, assignment))
    });
    let rows = lines.map(|(line, clock, assignment)| view! { <OpenRow line=line clock=clock assignment=assignment/> });
    view! {
        <section class="card">
            <header><h2>"Being worked on"</h2></header>
            <div class="scroll">
                <table class="table rows few">
                    <TableHead columns=&["Priority", "Case", "Now", "Until due", "Due, your time"]/>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
            {beyond.map(|beyond| view! { <footer class="small soft">{beyond}</footer> })}
        </section>
    }
    .into_any()
}

#[component]
fn OpenRow(line: OpenLine, clock: RwSignal<ClockView>, assignment: Option<RwSignal<ClockView>>) -> impl IntoView {
    let OpenLine { number, subject, priority, about, status, tone, .. } = line;
    let about = move || {
        assignment.map_or_else(
            || about.clone(),
            |clock| {
                clock.with(|clock| {
                    if clock.standing == Standing::Late {
                        format!("a person is {}", clock.left)
                    } else {
                        format!("a person by {}", clock.due.text)
                    }
                })
            },
        )
    };
    let late = Memo::new(move |_| clock.with(|clock| clock.standing == Standing::Late));
    let status = move || {
        if late.get() {
            view! { <Status word="Late" tone=Tone::Late/> }
        } else {
            view! { <Status word=status.clone() tone=tone/> }
        }
    };
    view! {
        <tr>
            <td><PriorityBadge priority=priority/></td>
            <td class="grow"><CaseLink number=number subject=subject about=Signal::derive(about)/></td>
            <td class="corner" data-label="Now">{status}</td>
            <td class="line" data-label="Until due">{move || view! { <SmallLine clock=clock.get() priority=priority/> }}</td>
            <td class="t" data-label="Due, your time"><DueWords clock=clock/></td>
        </tr>
    }
    .into_any()
}

#[component]
fn CaseLink(number: String, subject: String, #[prop(into)] about: Signal<String>) -> impl IntoView {
    view! {
        <div><a class="strong cover" href=format!("/portal/cases/{number}")>{subject}</a></div>
        <div class="xs faint num">{number} " · " {about}</div>
    }
}

/// When it is due; for a clock that stopped, how that went.
#[component]
fn DueWords(clock: RwSignal<ClockView>) -> impl IntoView {
    move || {
        let clock = clock.get();
        match clock.standing {
            Standing::Kept => view! { <span class="due kept">{clock.left}</span> }.into_any(),
            Standing::Broken => view! { <span class="due late">{clock.left}</span> }.into_any(),
            standing => view! { <span class=due_class(standing)><When moment=clock.due/></span> }.into_any(),
        }
    }
}

/// `before`: how many of the clocks are those of other lines.
#[component]
pub fn ClosedLately(lines: Vec<ClosedLine>, live: Live, before: usize) -> impl IntoView {
    let lines = lines.into_iter().enumerate().filter_map(|(place, line)| Some((line, live.at(before + place)?)));
    view! {
        <section class="card">
            <header><h2>"Closed lately"</h2></header>
            <div class="scroll">
                <table class="table rows few">
                    <TableHead columns=&["Priority", "Case", "Resolved", "Closed"]/>
                    <tbody>{lines.map(|(line, clock)| view! { <ClosedRow line=line clock=clock/> }).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn ClosedRow(line: ClosedLine, clock: RwSignal<ClockView>) -> impl IntoView {
    let ClosedLine { number, subject, priority, area, closed } = line;
    view! {
        <tr>
            <td><PriorityBadge priority=priority/></td>
            <td class="grow"><CaseLink number=number subject=subject about=area/></td>
            <td class="t" data-label="Resolved"><DueWords clock=clock/></td>
            <td class="t soft" data-label="Closed"><When moment=closed/></td>
        </tr>
    }
    .into_any()
}
