//! Moving the open cases of a plan to its newest version: first what that does, case by case, then the act.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use crate::form::{Form, FormState, Summary};
use crate::page::loaded;
use crate::pages::desk::{Around, DeskPage, Room};
use crate::ui::{Empty, Need, PageTitle, SkeletonShape, TableHead, TextField};

/// The `act` of the form.
pub const MOVE: &str = "move";

/// A case with what a change would do to its next clock. It travels as one line of text too, inside a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct MoveLine {
    pub number: String,
    pub priority: String,
    pub subject: String,
    pub account: String,
    pub clock: String,
    pub due: String,
    pub new_due: String,
    /// That it would break, or mend, a promise.
    pub result: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct MovePage {
    pub around: Around,
    pub name: String,
    pub href: String,
    pub version: u32,
    pub to: String,
    /// "Twelve open cases go by an older version."
    pub says: String,
    pub lines: Vec<MoveLine>,
    pub any: bool,
}

#[component]
pub fn Moving() -> impl IntoView {
    let path = use_location().pathname;
    loaded(move || path.get(), SkeletonShape::Rows(8), |page: MovePage| view! { <Body page=page/> })
}

#[component]
fn Body(page: MovePage) -> impl IntoView {
    let top = view! {
        <nav class="crumbs" aria-label="Where you are">
            <a href="/admin/plans">"Support plans"</a>
            <a href=page.href.clone()>{page.name.clone()}</a>
        </nav>
        <h1>"Move open cases"</h1>
    }
    .into_any();
    let state = FormState::new(MOVE, |_| Default::default());
    let button = format!("Move them to version {}", page.version);
    view! {
        <PageTitle text=format!("Move open cases · {} · Caseline", page.name)/>
        <DeskPage around=page.around room=Room::Plans top=top>
            <div class="sheet medium">
                {if page.any {
                    view! {
                        <p>{page.says}</p>
                        <MovedCases lines=page.lines/>
                        <Form state=state summary=Summary::Listed class="stack">
                            <input type="hidden" name="to" value=page.to/>
                            <TextField name="note" label="Why, for both sides to read" value=state.value("note") error=state.error("note") need=Need::Optional autocomplete="off"/>
                            <p class="soft">"Each case says so in its thread, and its receipt says what was promised before. Closed cases never change."</p>
                            <div class="row">
                                <button class="button main" type="submit">{button}</button>
                                <a class="button" href=page.href>"Leave them as they are"</a>
                            </div>
                        </Form>
                    }
                    .into_any()
                } else {
                    view! {
                        <Empty title="Every open case goes by the newest version" text="There is nothing to move.">
                            <a class="button main" href=page.href>"Back to the plan"</a>
                        </Empty>
                    }
                    .into_any()
                }}
            </div>
        </DeskPage>
    }
    .into_any()
}

/// The cases with their due times of now and then.
#[component]
pub fn MovedCases(lines: Vec<MoveLine>) -> impl IntoView {
    let rows = lines.into_iter().map(|line| {
        let class = if line.result.is_empty() { "soft" } else { "strong" };
        let href = format!("/desk/cases/{}", line.number);
        view! {
            <tr>
                <td data-label="Case"><a class="strong" href=href>{line.number}</a> " " {line.priority}</td>
                <td class="grow">{line.subject}</td>
                <td data-label="Account" class="soft">{line.account}</td>
                <td data-label="Clock">{line.clock}</td>
                <td data-label="Due now" class="t">{line.due}</td>
                <td data-label="Due then" class="t"><b>{line.new_due}</b></td>
                <td data-label="Result" class=class>{line.result}</td>
            </tr>
        }
    });
    view! {
        <div class="scroll" data-test="moved">
            <table class="table">
                <TableHead columns=&["Case", "Subject", "Account", "Clock", "Due now", "Due then", "Result"]/>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
