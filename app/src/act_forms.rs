//! The forms that most acts on a case have: a button alone, or one text and a button, in plain sight or folded away until
//! somebody wants it. Deliberately absent: forms of several fields, which their pages write out.

use caseline_domain::form::{self, FieldErrors};
use leptos::prelude::*;

use crate::form::{ActKey, Form, FormState, errors_of};
use crate::ui::{Need, TextArea};

/// An act that needs no word.
#[component]
pub fn OneButton(act: &'static str, key: ActKey, label: &'static str) -> impl IntoView {
    let state = FormState::new(act, |_| FieldErrors::default());
    view! {
        <Form state=state key=key class="stack-s">
            <div class="row"><button class="button main" type="submit">{label}</button></div>
        </Form>
    }
    .into_any()
}

/// An act that needs one text.
#[component]
pub fn OneText(
    state: FormState,
    key: ActKey,
    name: &'static str,
    label: &'static str,
    button: &'static str,
    #[prop(default = "button main")] class: &'static str,
    #[prop(optional)] need: Need,
    #[prop(default = 3)] rows: u8,
) -> impl IntoView {
    view! {
        <Form state=state key=key class="stack-s">
            <TextArea name=name label=label value=state.value(name) error=state.error(name) need=need rows=rows/>
            <div class="row"><button class=class type="submit">{button}</button></div>
        </Form>
    }
    .into_any()
}

/// The same, folded away; open where it came back.
#[component]
pub fn Folded(
    summary: &'static str,
    state: FormState,
    key: ActKey,
    name: &'static str,
    label: &'static str,
    button: &'static str,
    #[prop(optional)] need: Need,
) -> impl IntoView {
    view! {
        <details open=state.came_back()>
            <summary>{summary}</summary>
            <OneText state=state key=key name=name label=label button=button class="button" need=need/>
        </details>
    }
    .into_any()
}

/// Agree to close, or say what is still open: whoever was asked, by the other side.
#[component]
pub fn AgreeOrNot(
    key: ActKey,
    title: &'static str,
    #[prop(optional)] explained: &'static str,
    /// Of the text for who does not agree.
    label: &'static str,
) -> impl IntoView {
    let decline = FormState::new("decline", |fields| errors_of(form::decline(fields)));
    view! {
        <section class="ask" id="closure">
            <b>{title}</b>
            {(!explained.is_empty()).then(|| view! { <span class="small">{explained}</span> })}
            <OneButton act="accept" key=key.clone() label="Agree and close"/>
            <Folded summary="Not yet" state=decline key=key name="reason" label=label button="Not yet, go on"/>
        </section>
    }
    .into_any()
}
