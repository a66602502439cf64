//! Forms that lose nothing. Every form posts to its page's own address with `act` naming what it does. Where the server
//! refuses, it renders the page again with a [`Bounce`]: what was typed, and a sentence for each field. In the browser
//! the same parser (`domain::form`) runs on submit, and a form with errors is not sent.

use caseline_domain::form::{ATTACHED, FieldErrors, Fields};
use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use crate::ui::{Banner, ErrorSummary, Fact, FieldError, LeftOver, News};

/// The `act` of the sign-in, on its own page and in front of any page that a form came to signed out.
pub const SIGN_IN: &str = "sign-in";

/// The field of a sign-in that keeps such a form, as JSON, until its page can show it again.
pub const KEPT: &str = "kept";

/// A form that came back.
#[derive(Clone, Debug, Default, PartialEq, Serialize_tuple, Deserialize_tuple)]
pub struct Bounce {
    /// Which form: its `act`.
    pub act: String,
    /// As typed; without secrets.
    pub fields: Fields,
    pub errors: FieldErrors,
    /// What to say above the form, where no single field is to blame: a stale form, a step that is gone.
    pub news: Option<(News, String)>,
    /// The address of the page that it came back to ([`address`]); said where the page is rendered.
    pub at: String,
}

/// What names, in the address of a page, the form that it shows again.
pub const SHOWN: &str = "form";

/// The address of a page that shows a form again: its path, with the name of the form if it has one.
#[must_use]
pub fn address(path: &str, shown: Option<&str>) -> String {
    match shown {
        Some(shown) => format!("{path}?{SHOWN}={shown}"),
        None => path.to_owned(),
    }
}

impl Bounce {
    #[must_use]
    pub fn errors(act: &str, fields: Fields, errors: FieldErrors) -> Self {
        Bounce { act: act.to_owned(), fields, errors, ..Bounce::default() }
    }

    #[must_use]
    pub fn news(act: &str, fields: Fields, news: News, sentence: impl Into<String>) -> Self {
        Bounce { act: act.to_owned(), fields, news: Some((news, sentence.into())), ..Bounce::default() }
    }

    /// Of no form any more: what was done.
    #[must_use]
    pub fn done(sentence: impl Into<String>) -> Self {
        Bounce::news("", Fields::default(), News::Good, sentence)
    }

    /// Whether something is wrong with it, and not only something to be looked at.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        !self.errors.is_empty() || matches!(self.news, Some((News::Warn | News::Bad, _)))
    }

    /// Everything that was typed, by the label of its field; `labels`: name and label of each.
    #[must_use]
    pub fn typed(&self, labels: &[(&str, &str)]) -> Vec<Fact> {
        let typed = labels.iter().map(|(name, label)| Fact::new(*label, self.fields.get(name)));
        typed.filter(|fact| !fact.said.trim().is_empty()).collect()
    }
}

#[derive(Clone)]
struct Bounced(Option<Bounce>);

/// Carries a bounce from the server's rendering into the browser's, once a page load.
pub(crate) fn provide_bounce() {
    // Where no script wakes there is nobody to hand it on to.
    #[cfg(feature = "ssr")]
    if use_context::<crate::request::RequestContext>()
        .is_some_and(|request| request.wakes == crate::request::Wakes::Never)
    {
        provide_context(Bounced(use_context::<Bounce>()));
        return;
    }
    let bounce = SharedValue::new(use_context::<Bounce>).into_inner();
    provide_context(Bounced(bounce));
}

/// The form that came back to this page, if one did: for a banner above it. The browser may have gone on to another page
/// meanwhile, of another case, which has a form of the same name.
#[must_use]
pub fn bounce() -> Option<Bounce> {
    use_context::<Bounced>()?.0.filter(|bounce| bounce.at == here().0)
}

/// The address at which we are, as [`address`] writes it, and whether it names a form.
fn here() -> (String, bool) {
    let here = leptos_router::hooks::use_location();
    let shown = here.query.with_untracked(|query| query.get(SHOWN));
    (here.pathname.with_untracked(|path| address(path, shown.as_deref())), shown.is_some())
}

/// What a page says of what was done before it, where that led here. A page comes without the form that its address names
/// where the browser went back to it by itself: then it is asked for anew.
#[must_use]
pub fn shown_again() -> Option<AnyView> {
    let bounce = bounce();
    if bounce.is_none() && here().1 {
        crate::page::load_anew();
    }
    let (news, sentence) = bounce.filter(|bounce| bounce.act.is_empty())?.news?;
    Some(view! { <Banner news=news>{sentence}</Banner> }.into_any())
}

/// The form that came back, where the page no longer has it because the case moved on. `there`: whether the page has the
/// form with an `act`; `labels`: name and label of every field in which one types.
#[must_use]
pub fn left_over(there: impl Fn(&str) -> bool, labels: &[(&str, &str)]) -> Option<AnyView> {
    let bounce = bounce().filter(|bounce| !there(&bounce.act))?;
    let typed = bounce.typed(labels);
    let (news, sentence) = bounce.news.unwrap_or((
        News::Warn,
        "The case has moved on, so this could not be done. Below is how it stands now.".to_owned(),
    ));
    Some(view! { <LeftOver news=news sentence=sentence typed=typed/> }.into_any())
}

/// One form of a page: its values, its errors, and the check before it is sent.
#[derive(Clone, Copy)]
pub struct FormState {
    act: &'static str,
    bounce: StoredValue<Option<Bounce>>,
    errors: RwSignal<FieldErrors>,
    check: fn(&Fields) -> FieldErrors,
}

impl FormState {
    /// `check` is the form's own parser with its command left out: `|fields| errors_of(form::message(fields))`.
    #[must_use]
    pub fn new(act: &'static str, check: fn(&Fields) -> FieldErrors) -> Self {
        let bounce = bounce().filter(|bounce| bounce.act == act);
        let errors = bounce.as_ref().map(|bounce| bounce.errors.clone()).unwrap_or_default();
        FormState { act, bounce: StoredValue::new(bounce), errors: RwSignal::new(errors), check }
    }

    /// What was typed into a field, if the form came back; else nothing.
    #[must_use]
    pub fn value(&self, name: &str) -> String {
        self.value_or(name, "")
    }

    /// What was typed, else what the page knows.
    #[must_use]
    pub fn value_or(&self, name: &str, known: &str) -> String {
        self.bounce.with_value(|bounce| match bounce {
            Some(bounce) => bounce.fields.get(name).to_owned(),
            None => known.to_owned(),
        })
    }

    /// The files that it carries, if it came back.
    #[must_use]
    pub fn attached(&self) -> Vec<String> {
        let carried = |bounce: &Bounce| {
            bounce.fields.iter().filter(|(name, _)| *name == ATTACHED).map(|(_, value)| value.to_owned()).collect()
        };
        self.bounce.with_value(|bounce| bounce.as_ref().map(carried).unwrap_or_default())
    }

    /// Whether this form came back.
    #[must_use]
    pub fn came_back(&self) -> bool {
        self.bounce.with_value(Option::is_some)
    }

    /// The sentence next to a field.
    #[must_use]
    pub fn error(&self, name: &'static str) -> MaybeProp<String> {
        let errors = self.errors;
        MaybeProp::derive(move || errors.with(|errors| errors.get(name).map(str::to_owned)))
    }

    /// As [`FormState::error`], for names made at run time.
    #[must_use]
    pub fn error_of(&self, name: String) -> MaybeProp<String> {
        let errors = self.errors;
        MaybeProp::derive(move || errors.with(|errors| errors.get(&name).map(str::to_owned)))
    }

    /// Whether one of these fields, by how their names begin, came back with a text or an error: what folds them away is
    /// open then. After the browser's own check [`attend`] unfolds it.
    #[must_use]
    pub fn shows(&self, names: &[&str]) -> bool {
        let named = |name: &str| names.iter().any(|begin| name.starts_with(begin));
        self.bounce.with_value(|bounce| {
            bounce.as_ref().is_some_and(|bounce| {
                bounce.errors.iter().any(|(name, _)| named(name))
                    || bounce.fields.iter().any(|(name, value)| named(name) && !value.trim().is_empty())
            })
        })
    }

    /// Every error, for the summary above the form.
    fn summary(&self) -> Signal<Vec<FieldError>> {
        let errors = self.errors;
        Signal::derive(move || {
            errors.with(|errors| errors.iter().map(|(name, sentence)| FieldError::of(name, sentence)).collect())
        })
    }
}

/// The errors of a parse, for [`FormState::new`].
pub fn errors_of<T>(parsed: Result<T, FieldErrors>) -> FieldErrors {
    parsed.err().unwrap_or_default()
}

/// Whether a form lists its errors above itself: long ones do, a single field says it beside itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Summary {
    Listed,
    #[default]
    AtFieldsOnly,
}

/// What every act on a case carries: see `caseline_desk::cases::ActForm`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct ActKey {
    /// The last event that this page shows.
    pub seen: u32,
    /// Made with the page: a form sent twice acts once.
    pub once: String,
}

/// The `<form>` itself. `key`: for acts on a case. One that stands on a long page, so that it may come back out of sight,
/// posts to its own place on it: the page then opens at the form and its sentences. Where it is done, the server names a
/// place too (`post::afresh`).
#[component]
pub fn Form(
    state: FormState,
    #[prop(optional)] key: Option<ActKey>,
    #[prop(optional)] summary: Summary,
    #[prop(default = "stack")] class: &'static str,
    /// `multipart/form-data`, where a file goes along.
    #[prop(optional)]
    enctype: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    let place = (key.is_some() || summary == Summary::Listed).then(|| format!("form-{}", state.act));
    let action = place.as_ref().map(|place| format!("#{place}"));
    let news = state.bounce.with_value(|bounce| bounce.as_ref().and_then(|bounce| bounce.news.clone()));
    view! {
        <form id=place method="post" enctype=enctype action=action class=class novalidate on:submit=move |event| before_sending(&event, state) on:input=move |event| while_mending(&event, state)>
            <input type="hidden" name="act" value=state.act/>
            {key
                .map(|key| {
                    view! {
                        <input type="hidden" name="seen" value=key.seen.to_string()/>
                        <input type="hidden" name="once" value=key.once/>
                    }
                })}
            {news.map(|(news, sentence)| view! { <Banner news=news>{sentence}</Banner> })}
            {(summary == Summary::Listed).then(|| view! { <ErrorSummary errors=state.summary()/> })}
            {children()}
        </form>
    }
    .into_any()
}

/// How a form is sent that files can go along with.
pub const WITH_FILES: &str = "multipart/form-data";

/// Runs the form's parser in the browser; with errors the form stays, and the first wrong field gets the focus.
#[cfg(feature = "hydrate")]
fn before_sending(event: &leptos::ev::SubmitEvent, state: FormState) {
    use wasm_bindgen::JsCast;
    let Some(form) = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlFormElement>().ok()) else {
        return;
    };
    // A button that only saves or discards says so itself; nothing is checked for it.
    if event.submitter().is_some_and(|button| button.has_attribute("formnovalidate")) {
        return;
    }
    let errors = (state.check)(&fields_of(&form));
    let wrong = !errors.is_empty();
    state.errors.set(errors);
    if wrong {
        event.prevent_default();
        request_animation_frame(move || attend(&form));
    }
}

/// What was wrong is looked at again with every change, so that a sentence goes as soon as it is not true any more. What
/// was not reached yet is left alone until it is sent.
#[cfg(feature = "hydrate")]
fn while_mending(event: &leptos::ev::Event, state: FormState) {
    use wasm_bindgen::JsCast;
    if state.errors.with_untracked(FieldErrors::is_empty) {
        return;
    }
    let form = event.current_target().and_then(|form| form.dyn_into::<web_sys::HtmlFormElement>().ok());
    if let Some(form) = form {
        let now = (state.check)(&fields_of(&form));
        let left = state.errors.with_untracked(|errors| now.only(|name| errors.get(name).is_some()));
        if state.errors.with_untracked(|errors| *errors != left) {
            state.errors.set(left);
        }
    }
}

#[cfg(not(feature = "hydrate"))]
fn while_mending(_: &leptos::ev::Event, _: FormState) {}

/// Unfolds whatever holds a wrong field, and gives the first one the focus; where none is wrong, the sentence above.
#[cfg(feature = "hydrate")]
fn attend(within: &web_sys::Element) {
    use wasm_bindgen::JsCast;
    let find = |selector| within.query_selector(selector).ok().flatten();
    while let Some(folded) = find("details:not([open]):has([aria-invalid=true])") {
        if folded.set_attribute("open", "").is_err() {
            break;
        }
    }
    let wrong = find("[aria-invalid=true], .wrong input").or_else(|| find(".banner"));
    // A field that cannot take the focus still shows its sentence.
    let _ = wrong.and_then(|it| it.dyn_into::<web_sys::HtmlElement>().ok()).map(|it| it.focus());
}

#[cfg(not(feature = "hydrate"))]
fn before_sending(_: &leptos::ev::SubmitEvent, state: FormState) {
    // Only a browser submits; the server keeps the parser so that both sides have the one form.
    let _ = state.check;
}

/// Once the page is awake, the eye and the ear are led to what is said of a form that came back.
#[cfg(feature = "hydrate")]
pub(crate) fn attend_to_what_came_back() {
    let came_back = use_context::<Bounced>().is_some_and(|bounced| bounced.0.is_some());
    if let Some(page) = document().document_element().filter(|_| came_back) {
        attend(&page);
    }
}

#[cfg(not(feature = "hydrate"))]
pub(crate) fn attend_to_what_came_back() {}

/// What a form holds at this moment.
#[cfg(feature = "hydrate")]
#[must_use]
pub fn fields_of(form: &web_sys::HtmlFormElement) -> Fields {
    let Ok(data) = web_sys::FormData::new_with_form(form) else { return Fields::default() };
    let pairs = js_sys::Array::from(&js_sys::Array::from(&data))
        .iter()
        .filter_map(|pair| {
            let pair = js_sys::Array::from(&pair);
            Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
        })
        .collect();
    Fields::new(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_was_typed_comes_back_by_its_label() {
        let fields = [("act", "ask"), ("questions", "Which store?"), ("ask_text", "Good morning."), ("note", " ")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let bounce = Bounce::news("ask", Fields::new(fields.into()), News::Warn, "It moved on.");
        let labels = [("note", "Note"), ("questions", "Questions"), ("ask_text", "Said with them")];
        assert_eq!(
            bounce.typed(&labels),
            [Fact::new("Questions", "Which store?"), Fact::new("Said with them", "Good morning.")]
        );
    }
}
