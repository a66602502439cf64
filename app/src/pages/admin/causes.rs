//! The causes that a broken promise can be put down to: what is offered, under which names, and in which order.

use caseline_domain::form::causes::{cause_field, places, retire_field};
use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use super::frame::OnePage;
use crate::form::{Form, FormState, Summary, bounce};
use crate::page::loaded;
use crate::pages::desk::{Around, Room};
use crate::ui::{Check, LabelShown, Need, SkeletonShape, TextField};

/// The `act` of the form.
pub const CAUSES: &str = "causes";

#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct CausesPage {
    pub around: Around,
    /// In their order.
    pub causes: Vec<String>,
}

#[component]
pub fn Causes() -> impl IntoView {
    loaded(|| "/admin/causes".to_owned(), SkeletonShape::Lines(10), |page: CausesPage| view! { <All page=page/> })
}

#[component]
fn All(page: CausesPage) -> impl IntoView {
    let state = FormState::new(CAUSES, |_| Default::default());
    let shown = bounce().filter(|bounce| bounce.act == CAUSES);
    let last = shown.map_or(page.causes.len(), |bounce| places(&bounce.fields));
    let seen = page.causes.join("\n");
    let mut known = page.causes.into_iter();
    let rows = (1..=last)
        .map(|place| {
            let (name, retire) = (cause_field(place), retire_field(place));
            let value = state.value_or(&name, &known.next().unwrap_or_default());
            let (error, retired) = (state.error_of(name.clone()), state.value(&retire) == "on");
            view! {
                <li class="item">
                    <TextField name=name label=format!("Cause {place}") label_shown=LabelShown::ForReaders value=value error=error autocomplete="off"/>
                    <div class="row">
                        <Step to="up" says="Up" place=place off=place == 1/>
                        <Step to="down" says="Down" place=place off=place == last/>
                        <Check name=retire label="Retire" checked=retired/>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! {
        <OnePage around=page.around room=Room::Causes ways=Vec::new() title="Causes" class="sheet medium">
            <p class="soft">"Who owns a case on which a promise was broken says why, by one of these. A cause that is retired or renamed stays as it was on the breaches that have it."</p>
            <Form state=state summary=Summary::Listed class="stack-l">
                <input type="hidden" name="seen" value=seen/>
                <section class="card">
                    <header>
                        <h2>"What can be chosen"</h2>
                        // The first button of the form is what Enter presses.
                        <button class="button s main" type="submit">"Save"</button>
                    </header>
                    <div class="body stack">
                        <ol class="stack">{rows}</ol>
                        <TextField name="new" label="One more" value=state.value("new") error=state.error("new") need=Need::Optional autocomplete="off"/>
                        <div class="row"><button class="button main" type="submit">"Save the causes"</button></div>
                    </div>
                </section>
            </Form>
        </OnePage>
    }
    .into_any()
}

/// A button that puts a cause one place further, with all that is typed; nothing of it is saved yet.
#[component]
fn Step(to: &'static str, says: &'static str, place: usize, off: bool) -> impl IntoView {
    view! {
        <button class="button s" type="submit" name="act" value=format!("{to}-{place}") disabled=off aria-label=format!("{says}: cause {place}")>
            {says}
        </button>
    }
}
