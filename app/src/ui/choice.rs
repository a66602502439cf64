//! Choosing one of a few: radio buttons as cards, or side by side as a scale. And one checkbox.

use leptos::prelude::*;

use super::field::{FieldErrorLine, Hint, described_by, field_id};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceOption {
    pub value: String,
    pub title: String,
    pub detail: Option<String>,
}

impl ChoiceOption {
    #[must_use]
    pub fn new(value: impl Into<String>, title: impl Into<String>) -> Self {
        Self { value: value.into(), title: title.into(), detail: None }
    }

    #[must_use]
    pub fn detail(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChoiceLayout {
    /// Each on its own line, with its detail.
    #[default]
    Cards,
    /// Side by side: one to five, yes or no.
    Scale,
}

/// A group of radio cards. The first one has the id of the field, so that the error summary leads to it.
#[component]
pub fn Choices(
    #[prop(into)] name: String,
    #[prop(into)] legend: String,
    options: Vec<ChoiceOption>,
    /// The chosen value; none when empty.
    #[prop(optional, into)]
    value: String,
    #[prop(optional, into)] hint: MaybeProp<String>,
    #[prop(optional, into)] error: MaybeProp<String>,
    #[prop(optional)] layout: ChoiceLayout,
    #[prop(optional, into)] id: Option<String>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| field_id(&name));
    let class = match layout {
        ChoiceLayout::Cards => "choices",
        ChoiceLayout::Scale => "choices scale",
    };
    let described = described_by(&id, hint, error);
    let cards = options
        .into_iter()
        .enumerate()
        .map(|(index, option)| {
            let checked = option.value == value;
            let id = if index == 0 { id.clone() } else { format!("{id}-{index}") };
            view! {
                <label class="choice">
                    <input id=id type="radio" name=name.clone() value=option.value checked=checked/>
                    <span class="title">{option.title}</span>
                    {option.detail.map(|detail| view! { <span class="detail">{detail}</span> })}
                </label>
            }
        })
        .collect_view();
    let marked = move || if error.get().is_some() { "group wrong" } else { "group" };
    view! {
        <fieldset class=marked aria-describedby=described>
            <legend>{legend}</legend>
            <Hint id=id.clone() hint=hint/>
            <div class=class>{cards}</div>
            <FieldErrorLine id=id error=error/>
        </fieldset>
    }
    .into_any()
}

/// One checkbox with its label. It posts `on`, or nothing.
#[component]
pub fn Check(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional)] checked: bool,
) -> impl IntoView {
    view! {
        <label class="check">
            <input id=field_id(&name) type="checkbox" name=name checked=checked/>
            <span>{label}</span>
        </label>
    }
}
