//! Fields of a form: label, hint, control and error, each wired to the other for readers. Values are attributes, never
//! properties, so that hydration does not overwrite what was typed before it. `required` is said (`aria-required`) but
//! not enforced by the browser: the one set of rules is `domain::form`, and its words stand beside the field.
//!
//! A listener put on a component (`<TextField on:input=… />`) hears its control, because `input` and `change` bubble.

use leptos::prelude::*;

use super::icon::{Icon, Symbol};
use super::markup::escaped;

/// The id of the control with this name; the error summary links to it.
#[must_use]
pub fn field_id(name: &str) -> String {
    let mut id = String::from("f-");
    id.extend(name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }));
    id
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InputKind {
    #[default]
    Text,
    Email,
    Password,
    Search,
    Telephone,
    Address,
    Number,
    Date,
    DateTime,
    /// A call code or a one-time code: large, spaced, capitals.
    Code,
}

impl InputKind {
    const fn attribute(self) -> &'static str {
        match self {
            InputKind::Text | InputKind::Code => "text",
            InputKind::Email => "email",
            InputKind::Password => "password",
            InputKind::Search => "search",
            InputKind::Telephone => "tel",
            InputKind::Address => "url",
            InputKind::Number => "number",
            InputKind::Date => "date",
            InputKind::DateTime => "datetime-local",
        }
    }
}

/// Whether the form can be sent without it. What is optional says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Need {
    #[default]
    Required,
    Optional,
    /// One of several ways to say the same: nothing is said of its need, for none of them has to be taken.
    OneWay,
}

impl Need {
    fn aria(self) -> Option<&'static str> {
        (self == Need::Required).then_some("true")
    }
}

/// A label is always there; where the place explains itself it is for readers only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LabelShown {
    #[default]
    Shown,
    ForReaders,
}

/// One line.
#[component]
pub fn TextField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional)] kind: InputKind,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] hint: MaybeProp<String>,
    #[prop(optional, into)] error: MaybeProp<String>,
    #[prop(optional)] need: Need,
    #[prop(optional)] label_shown: LabelShown,
    /// Only where two forms of a page share a name.
    #[prop(optional, into)]
    id: Option<String>,
    /// As in the HTML standard: `email`, `current-password`, `one-time-code`, `off`.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// In characters.
    #[prop(optional)]
    longest: Option<u32>,
    #[prop(optional, into)] placeholder: Option<String>,
    /// The first thing that one does on this page.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| field_id(&name));
    view! {
        <div class="field">
            <Label id=id.clone() label=label need=need label_shown=label_shown/>
            <Hint id=id.clone() hint=hint/>
            <input
                id=id.clone()
                class=(kind == InputKind::Code).then_some("code")
                type=kind.attribute()
                name=name
                value=value
                autocomplete=autocomplete
                autofocus=autofocus
                maxlength=longest.map(|longest| longest.to_string())
                placeholder=placeholder
                aria-required=need.aria()
                aria-invalid=invalid(error)
                aria-describedby=described_by(&id, hint, error)
            />
            <FieldErrorLine id=id error=error/>
        </div>
    }
    .into_any()
}

/// Several lines; it grows with its text.
#[component]
pub fn TextArea(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] hint: MaybeProp<String>,
    #[prop(optional, into)] error: MaybeProp<String>,
    #[prop(optional)] need: Need,
    #[prop(optional)] label_shown: LabelShown,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional)] longest: Option<u32>,
    #[prop(optional, into)] placeholder: Option<String>,
    #[prop(default = 4)] rows: u8,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| field_id(&name));
    view! {
        <div class="field">
            <Label id=id.clone() label=label need=need label_shown=label_shown/>
            <Hint id=id.clone() hint=hint/>
            <textarea
                id=id.clone()
                name=name
                rows=rows.to_string()
                maxlength=longest.map(|longest| longest.to_string())
                placeholder=placeholder
                aria-required=need.aria()
                aria-invalid=invalid(error)
                aria-describedby=described_by(&id, hint, error)
                inner_html=textarea_content(&value)
            ></textarea>
            <FieldErrorLine id=id error=error/>
        </div>
    }
    .into_any()
}

/// One of a few.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectOption {
    pub value: String,
    pub label: String,
}

impl SelectOption {
    #[must_use]
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }
}

/// One of many. Fewer than six are better as [`super::Choices`].
#[component]
pub fn SelectField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    options: Vec<SelectOption>,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] hint: MaybeProp<String>,
    #[prop(optional, into)] error: MaybeProp<String>,
    #[prop(optional)] need: Need,
    #[prop(optional)] label_shown: LabelShown,
    #[prop(optional, into)] id: Option<String>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| field_id(&name));
    view! {
        <div class="field">
            <Label id=id.clone() label=label need=need label_shown=label_shown/>
            <Hint id=id.clone() hint=hint/>
            <select
                id=id.clone()
                name=name
                aria-required=need.aria()
                aria-invalid=invalid(error)
                aria-describedby=described_by(&id, hint, error)
            >
                {options
                    .into_iter()
                    .map(|option| {
                        let selected = option.value == value;
                        view! { <option value=option.value selected=selected>{option.label}</option> }
                    })
                    .collect_view()}
            </select>
            <FieldErrorLine id=id error=error/>
        </div>
    }
    .into_any()
}

/// Files: choose them; with a script also drop or paste them onto the `.drop` frame.
#[component]
pub fn FileField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: MaybeProp<String>,
    #[prop(optional, into)] error: MaybeProp<String>,
    #[prop(optional, into)] id: Option<String>,
    /// What is attached already, under the frame.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| field_id(&name));
    view! {
        <div class="field">
            <Label id=id.clone() label=label need=Need::OneWay label_shown=LabelShown::Shown/>
            <Hint id=id.clone() hint=hint/>
            <div class="drop">
                <input
                    id=id.clone()
                    type="file"
                    name=name
                    multiple
                    aria-invalid=invalid(error)
                    aria-describedby=described_by(&id, hint, error)
                />
            </div>
            <FieldErrorLine id=id error=error/>
            {children.map(|children| children())}
        </div>
    }
    .into_any()
}

#[component]
fn Label(id: String, label: String, need: Need, label_shown: LabelShown) -> impl IntoView {
    view! {
        <label for=id class=(label_shown == LabelShown::ForReaders).then_some("visually-hidden")>
            {label}
            {(need == Need::Optional).then(|| view! { <span class="optional">" (optional)"</span> })}
        </label>
    }
}

#[component]
pub(super) fn Hint(id: String, hint: MaybeProp<String>) -> impl IntoView {
    move || {
        let id = format!("{id}-hint");
        hint.get().map(|text| view! { <span class="hint" id=id>{text}</span> })
    }
}

/// The error beside a control, with a shape, so that it is not colour alone.
#[component]
pub(super) fn FieldErrorLine(id: String, error: MaybeProp<String>) -> impl IntoView {
    move || {
        let id = format!("{id}-error");
        error.get().map(|text| {
            view! {
                <span class="error" id=id>
                    <Icon symbol=Symbol::Alert/>
                    <span>{text}</span>
                </span>
            }
        })
    }
}

pub(super) fn invalid(error: MaybeProp<String>) -> impl Fn() -> Option<&'static str> + Clone + Send + Sync {
    move || error.get().map(|_| "true")
}

/// The ids of what explains the control, as far as it is there.
pub(super) fn described_by(
    id: &str,
    hint: MaybeProp<String>,
    error: MaybeProp<String>,
) -> impl Fn() -> Option<String> + Clone + Send + Sync + use<> {
    let id = id.to_owned();
    move || match (hint.get().is_some(), error.get().is_some()) {
        (true, true) => Some(format!("{id}-hint {id}-error")),
        (true, false) => Some(format!("{id}-hint")),
        (false, true) => Some(format!("{id}-error")),
        (false, false) => None,
    }
}

/// Leptos 0.8 writes the children of a `<textarea>` unescaped, so its text goes in as escaped markup; the parser drops
/// one newline at the start (HTML standard, 13.2.6.4.7), so a text that begins with one gets another.
fn textarea_content(value: &str) -> String {
    let content = escaped(value);
    if content.starts_with(['\n', '\r']) { format!("\n{content}") } else { content }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_made_of_letters_digits_and_dashes() {
        assert_eq!(field_id("changes[0][what]"), "f-changes-0--what-");
        assert_eq!(field_id("subject"), "f-subject");
    }

    #[test]
    fn a_text_cannot_close_its_textarea() {
        assert_eq!(textarea_content("</textarea>"), "&lt;/textarea&gt;");
        assert_eq!(textarea_content("\nfirst"), "\n\nfirst");
        assert_eq!(textarea_content("\r\nfirst"), "\n\r\nfirst", "as a browser sends it");
    }
}
