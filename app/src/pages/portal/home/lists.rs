//! The lists of the home page: open cases by their next deadline, and those that were closed lately.

use caseline_domain::case::Priority;
use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use crate::clock::{ClockView, SmallLine, Standing, due_class};
use crate::ui::{Moment, PriorityBadge, Status, TableHead, Tone, When};

/// A case that is being worked on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct OpenLine {
    pub number: String,
    pub subject: String,
    pub priority: Priority,
    /// Who has it, or by when someone will.
    pub about: String,
    pub status: String,
    pub tone: Tone,
    pub resolution: ClockView,
}

/// A case that is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct ClosedLine {
    pub number: String,
    pub subject: String,
    pub priority: Priority,
    pub area: String,
    pub closed: Moment,
    pub resolution: ClockView,
}

#[component]
pub fn InWork(lines: Vec<OpenLine>, beyond: Option<String>) -> impl IntoView {
    view! {
        <section class="card">
            <header><h2>"Being worked on"</h2></header>
            <div class="scroll">
                <table class="table rows">
                    <TableHead columns=&["Priority", "Case", "Now", "Until due", "Due, your time"]/>
                    <tbody>{lines.into_iter().map(|line| view! { <OpenRow line=line/> }).collect_view()}</tbody>
                </table>
            </div>
            {beyond.map(|beyond| view! { <footer class="small soft">{beyond}</footer> })}
        </section>
    }
    .into_any()
}

#[component]
fn OpenRow(line: OpenLine) -> impl IntoView {
    let OpenLine { number, subject, priority, about, status, tone, resolution } = line;
    let due = resolution.clone();
    view! {
        <tr>
            <td><PriorityBadge priority=priority/></td>
            <td class="grow"><CaseLink number=number subject=subject about=about/></td>
            <td class="corner" data-label="Now"><Status word=status tone=tone/></td>
            <td class="line" data-label="Until due"><SmallLine clock=resolution priority=priority/></td>
            <td class="t" data-label="Due, your time"><DueWords clock=due/></td>
        </tr>
    }
    .into_any()
}

#[component]
fn CaseLink(number: String, subject: String, about: String) -> impl IntoView {
    view! {
        <div><a class="strong cover" href=format!("/portal/cases/{number}")>{subject}</a></div>
        <div class="xs faint num">{number} " · " {about}</div>
    }
}

/// When it is due; for a clock that stopped, how that went.
#[component]
fn DueWords(clock: ClockView) -> impl IntoView {
    match clock.standing {
        Standing::Kept => view! { <span class="due kept">"in time"</span> }.into_any(),
        Standing::Broken => view! { <span class="due late">{clock.left}</span> }.into_any(),
        standing => view! { <span class=due_class(standing)><When moment=clock.due/></span> }.into_any(),
    }
}

#[component]
pub fn ClosedLately(lines: Vec<ClosedLine>) -> impl IntoView {
    view! {
        <section class="card">
            <header><h2>"Closed lately"</h2></header>
            <div class="scroll">
                <table class="table rows">
                    <TableHead columns=&["Priority", "Case", "Resolved", "Closed"]/>
                    <tbody>{lines.into_iter().map(|line| view! { <ClosedRow line=line/> }).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn ClosedRow(line: ClosedLine) -> impl IntoView {
    let ClosedLine { number, subject, priority, area, closed, resolution } = line;
    view! {
        <tr>
            <td><PriorityBadge priority=priority/></td>
            <td class="grow"><CaseLink number=number subject=subject about=area/></td>
            <td class="t" data-label="Resolved"><DueWords clock=resolution/></td>
            <td class="t soft" data-label="Closed"><When moment=closed/></td>
        </tr>
    }
    .into_any()
}
