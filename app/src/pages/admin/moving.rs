//! Moving open cases to another plan version, those of a plan to its newest or those of an account to the one it is on:
//! first what that does, case by case, then the act.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use super::frame::{OnePage, Way};
use crate::form::{Form, FormState, Summary};
use crate::page::loaded;
use crate::pages::desk::{Around, Room};
use crate::ui::{Empty, Need, SkeletonShape, TableHead, TextField};

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
    pub room: Room,
    /// The list, and what the cases are of.
    pub ways: Vec<Way>,
    pub to: String,
    /// What the act says.
    pub button: String,
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
    let state = FormState::new(MOVE, |_| Default::default());
    let back = page.ways.last().map_or_else(String::new, |way| way.href.clone());
    view! {
        <OnePage around=page.around room=page.room ways=page.ways title="Move open cases">
            {if page.any {
                view! {
                    <p>{page.says}</p>
                    <section class="card"><MovedCases lines=page.lines/></section>
                    <Form state=state summary=Summary::Listed class="stack">
                        <input type="hidden" name="to" value=page.to/>
                        <TextField name="note" label="Why, for both sides to read" value=state.value("note") error=state.error("note") need=Need::Optional autocomplete="off"/>
                        <p class="soft">"Each case says so in its thread, and its receipt says what was promised before. Closed cases never change."</p>
                        <div class="row">
                            <button class="button main" type="submit">{page.button}</button>
                            <a class="button" href=back>"Leave them as they are"</a>
                        </div>
                    </Form>
                }
                .into_any()
            } else {
                view! {
                    <Empty title="Every open case is where it belongs" text="There is nothing to move.">
                        <a class="button main" href=back>"Back"</a>
                    </Empty>
                }
                .into_any()
            }}
        </OnePage>
    }
    .into_any()
}

/// The cases with their due times of now and then: a table where it has the width of a card, else a card a case.
#[component]
pub fn MovedCases(lines: Vec<MoveLine>) -> impl IntoView {
    let rows = lines.into_iter().map(|line| {
        // A card leaves out a cell in which nothing stands.
        let result = (!line.result.is_empty()).then_some(line.result);
        let href = format!("/desk/cases/{}", line.number);
        view! {
            <tr>
                <td data-label="Case"><span><a class="strong" href=href>{line.number}</a> " " {line.priority}</span></td>
                <td class="grow">
                    <div>{line.subject}</div>
                    <div class="faint small">{line.account}</div>
                </td>
                <td data-label="Clock">{line.clock}</td>
                <td data-label="Due now" class="t">{line.due}</td>
                <td data-label="Due then" class="t"><b>{line.new_due}</b></td>
                <td data-label="Result" class="strong">{result}</td>
            </tr>
        }
    });
    view! {
        <div class="scroll" data-test="moved">
            <table class="table">
                <TableHead columns=&["Case", "Subject and account", "Clock", "Due now", "Due then", "Result"]/>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
