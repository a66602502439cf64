//! What is wrong with a form, above it: each line a link to its field (the GOV.UK pattern). Scripts move the focus to
//! `.error-summary` after a refused submit; without one the page comes back with it first.

use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use super::field::field_id;
use super::icon::{Icon, Symbol};

/// One field's error, in the words that stand beside the field too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct FieldError {
    /// The id of the control.
    pub id: String,
    pub message: String,
}

impl FieldError {
    /// By the field's name.
    #[must_use]
    pub fn of(name: &str, message: impl Into<String>) -> Self {
        Self { id: field_id(name), message: message.into() }
    }
}

/// Nothing at all while there are no errors.
#[component]
pub fn ErrorSummary(#[prop(into)] errors: Signal<Vec<FieldError>>) -> impl IntoView {
    move || {
        let errors = errors.get();
        (!errors.is_empty()).then(|| {
            let title = match errors.len() {
                1 => String::from("One thing is missing or wrong"),
                many => format!("{many} things are missing or wrong"),
            };
            view! {
                <div class="error-summary" role="alert" tabindex="-1" aria-labelledby="error-summary">
                    <h2 id="error-summary">
                        <Icon symbol=Symbol::Alert/>
                        {title}
                    </h2>
                    <ul>
                        {errors
                            .into_iter()
                            .map(|error| view! { <li><a rel="external" href=format!("#{}", error.id)>{error.message}</a></li> })
                            .collect_view()}
                    </ul>
                </div>
            }
        })
    }
}
