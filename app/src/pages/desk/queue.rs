//! The queue: open cases by their next deadline.

use caseline_domain::case::{ClockKind, Priority};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use super::around::{Around, DeskPage, Room};
use crate::clock::{ClockView, SmallLine, due_class};
use crate::counting::{Counting, Live};
use crate::page::followed;
use crate::ui::{Empty, Face, PageTitle, PriorityBadge, SkeletonShape, Status, TableHead, Tone};

#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct QueueLine {
    pub number: String,
    pub subject: String,
    pub account: String,
    pub priority: Priority,
    pub status: String,
    pub tone: Tone,
    /// A word about its open escalation.
    pub escalation: Option<String>,
    pub waits_for_manager: bool,
    /// The customer asks to close, and waits for our word.
    pub answers: bool,
    pub owner: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct QueuePage {
    pub around: Around,
    pub room: Room,
    pub lines: Vec<QueueLine>,
    /// Of each line the clock that is due next.
    pub counting: Counting,
    /// The address of the next page.
    pub next: Option<String>,
    pub first: bool,
}

#[component]
pub fn Queue() -> impl IntoView {
    let query = use_query_map();
    let at = move || query.with(|query| format!("/desk{}", query.to_query_string()));
    followed(at, SkeletonShape::Rows(12), |page: QueuePage| view! { <Lines page=page/> })
}

const fn title(room: Room) -> &'static str {
    match room {
        Room::Asked => "Asked of me",
        Room::Unassigned => "Unassigned",
        Room::Escalated => "Escalated",
        Room::Waiting => "Waiting on the customer",
        Room::All => "All open",
        _ => "Mine",
    }
}

#[component]
fn Lines(page: QueuePage) -> impl IntoView {
    let name = title(page.room);
    let top = view! { <h1>{name}</h1> }.into_any();
    let room = page.room;
    view! {
        <PageTitle text=format!("{name} · Caseline")/>
        <DeskPage around=page.around room=room top=top>
            <div class="queue">
                {if page.lines.is_empty() {
                    view! { <NothingHere room=room/> }.into_any()
                } else {
                    view! { <Table lines=page.lines counting=page.counting/> }.into_any()
                }}
                <nav class="pager" aria-label="Pages">
                    {(!page.first).then(|| view! { <a class="button s" href=first_page(room)>"First page"</a> })}
                    {page.next.map(|next| view! { <a class="button s" href=next rel="next">"Next page"</a> })}
                </nav>
            </div>
        </DeskPage>
    }
    .into_any()
}

const fn first_page(room: Room) -> &'static str {
    match room {
        Room::Asked => "/desk?view=asked",
        Room::Unassigned => "/desk?view=unassigned",
        Room::Escalated => "/desk?view=escalated",
        Room::Waiting => "/desk?view=waiting",
        Room::All => "/desk?view=all",
        _ => "/desk?view=mine",
    }
}

#[component]
fn NothingHere(room: Room) -> impl IntoView {
    let (title, text, href, next) = match room {
        Room::Asked => (
            "Nobody asks you to take a case over",
            "Cases that a colleague wants to hand over to you are listed here until you answer.",
            "/desk?view=mine",
            "To my cases",
        ),
        Room::Unassigned => (
            "Everything has an owner",
            "New cases appear here until somebody takes them.",
            "/desk?view=mine",
            "To my cases",
        ),
        Room::Escalated => (
            "Nobody asks for a manager",
            "Cases that their customer escalated are listed here until it is ended.",
            "/desk?view=all",
            "To all open cases",
        ),
        Room::Waiting => (
            "Nobody keeps us waiting",
            "Cases with a question or a proposal to the customer are listed here.",
            "/desk?view=mine",
            "To my cases",
        ),
        Room::All => ("No open case", "All is done.", "/desk?view=mine", "To my cases"),
        _ => ("You own no open case", "Take one that nobody owns yet.", "/desk?view=unassigned", "To the unassigned"),
    };
    view! {
        <Empty title=title text=text>
            <a class="button main" href=href>{next}</a>
        </Empty>
    }
}

#[component]
fn Table(lines: Vec<QueueLine>, counting: Counting) -> impl IntoView {
    let live = Live::new(counting);
    let lines =
        lines.into_iter().enumerate().filter_map(|(place, line)| Some((line, live.at(place)?, live.kind(place)?)));
    view! {
        <div class="scroll">
            <table class="table rows">
                <TableHead columns=&["Priority", "Case", "Subject", "Account", "Status", "From start to due", "Left", "CSA"]/>
                <tbody>{lines.map(|(line, clock, kind)| view! { <Line line=line clock=clock kind=kind/> }).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Which promise is counted, in few letters.
const fn promise(kind: ClockKind) -> &'static str {
    match kind {
        ClockKind::Assignment => "assigned to a person",
        ClockKind::FirstResponse => "first response",
        ClockKind::NextUpdate => "next update",
        ClockKind::Resolution => "resolution",
        ClockKind::Escalation => "escalation answered",
    }
}

#[component]
fn Line(line: QueueLine, clock: RwSignal<ClockView>, kind: ClockKind) -> impl IntoView {
    let escalation_tone = if line.waits_for_manager { Tone::Late } else { Tone::Neutral };
    let href = format!("/desk/cases/{}", line.number);
    // The clock stands; what is left is their question.
    let answers = line.answers;
    let left = move || if answers { "answer them".to_owned() } else { clock.with(|clock| clock.left.clone()) };
    view! {
        <tr>
            <td class="corner"><PriorityBadge priority=line.priority/></td>
            <td class="faint" data-label="Case">{line.number}</td>
            <td class="grow"><a class="strong cover" href=href>{line.subject}</a></td>
            <td class="soft" data-label="Account">{line.account}</td>
            <td data-label="Status">
                <span class="row one tight">
                    <Status word=line.status tone=line.tone/>
                    {line.escalation.map(|word| view! { <Status word=word tone=escalation_tone/> })}
                </span>
            </td>
            <td class="line" data-label="From start to due">{move || view! { <SmallLine clock=clock.get() priority=line.priority/> }}</td>
            <td class="t" data-label="Left">
                <div>
                    <div class=move || clock.with(|clock| due_class(clock.standing))>{left}</div>
                    " "
                    {(!answers).then(|| view! { <div class="xs faint" data-test="promise">{promise(kind)}</div> })}
                </div>
            </td>
            <td data-label="CSA">
                {match line.owner {
                    Some(owner) => view! { <span class="row one tight"><Face name=owner.clone()/><span class="visually-hidden">{owner}</span></span> }.into_any(),
                    None => view! { <span class="faint">"nobody"</span> }.into_any(),
                }}
            </td>
        </tr>
    }
    .into_any()
}
