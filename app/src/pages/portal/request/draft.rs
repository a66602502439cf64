//! The draft while one types: saved on the server shortly after the last key, merged by field when another window saved
//! in between, and never sent on behind a form that is being submitted.

use caseline_domain::form::Fields;
use leptos::html::Div;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::StoredDraft;
use crate::form::bounce;
use crate::page::PageError;

/// Said where a page's draft is there no more; what was typed stays on the page, and saving it again begins a new draft.
pub const GONE: &str = "This request is with us already, or was discarded in another window.";

/// What became of a save.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    Saved(SavedDraft),
    /// The draft was submitted, opened from a call or discarded, and is not stored again.
    Gone,
}

/// A draft after it was saved. By the names of its fields, unlike what pages show: a page that is open across an upgrade
/// goes on saving, and would tell its author that nothing is saved where it cannot read that it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedDraft {
    revision: i64,
    base: String,
    /// When, in words.
    saved: String,
    /// What another window had changed, with its newer values.
    merged: Vec<(String, String)>,
}

#[server(prefix = "/act", endpoint = "save-draft", input = leptos::server_fn::codec::Json)]
pub async fn save_request_draft(fields: Fields, revision: i64, base: String) -> Result<Answer, PageError> {
    let (request, actor) = crate::pages::portal::around::signed_in_member(fields.get("for"))?;
    let saved = match request.desk.save_draft(&actor, &fields, revision, base_of(&base)).await {
        Err(caseline_desk::error::Refusal::DraftGone) => return Ok(Answer::Gone),
        saved => saved?,
    };
    let merged = saved.merged.iter().map(|name| (name.clone(), saved.fields.get(name).to_owned())).collect();
    Ok(Answer::Saved(SavedDraft {
        revision: saved.revision,
        base: self::base(&saved.fields),
        saved: saved_words(saved.saved, &request.zone(&actor), saved.saved),
        merged,
    }))
}

/// What the form carries along, so that a later save can tell what this page changed.
#[cfg(feature = "ssr")]
pub fn base(fields: &Fields) -> String {
    leptos::serde_json::to_string(fields).unwrap_or_default()
}

/// The fields that a form carried along; none, where it carried nothing readable.
#[cfg(feature = "ssr")]
pub fn base_of(base: &str) -> Fields {
    leptos::serde_json::from_str(base).unwrap_or_default()
}

/// "10:42"; with its day where that is not today.
#[cfg(feature = "ssr")]
pub fn saved_words(
    saved: caseline_domain::instant::Timestamp,
    zone: &caseline_domain::hours::Offsets,
    now: caseline_domain::instant::Timestamp,
) -> String {
    use caseline_domain::words;

    if zone.local(saved).date == zone.local(now).date {
        words::clock(saved, zone)
    } else {
        words::moment(saved, zone, now)
    }
}

/// What to say when another window had saved other fields; nothing when it had not.
#[must_use]
pub fn merge_news(merged: &[String]) -> Option<String> {
    let mut labels: Vec<String> = Vec::new();
    for name in merged {
        let label = label_of(name);
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    (!labels.is_empty()).then(|| {
        format!(
            "Another window changed this draft meanwhile: {}. The newer text stands here now; the rest is as you typed it.",
            labels.join(", ")
        )
    })
}

/// A field by the name that people see.
fn label_of(name: &str) -> String {
    let label = match name {
        "subject" => "the one line",
        "description" => "the description",
        "area" => "the area",
        "impact" => "how much it hurts",
        "systems" => "the affected systems",
        "environment" => "the environment",
        "steps" => "the steps",
        _ => "the recent changes",
    };
    label.to_owned()
}

/// What is said beside the title.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Said {
    Nothing,
    Saved(String),
    #[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only a browser saves while one types"))]
    Failed(&'static str),
    /// [`GONE`]: nothing is saved by itself any more, only when asked for.
    Gone,
}

/// Keeps the draft of one page.
#[derive(Clone, Copy)]
pub struct Keeper {
    /// What holds the form.
    pub place: NodeRef<Div>,
    pub revision: RwSignal<i64>,
    pub base: RwSignal<String>,
    said: RwSignal<Said>,
    merged: RwSignal<Vec<String>>,
    #[cfg(feature = "hydrate")]
    work: StoredValue<browser::Work, LocalStorage>,
}

impl Keeper {
    #[must_use]
    pub fn new(draft: &StoredDraft) -> Self {
        let (revision, base) = kept().unwrap_or_else(|| (draft.revision, draft.base.clone()));
        let said = if came_back_gone() { Said::Gone } else { draft.saved.clone().map_or(Said::Nothing, Said::Saved) };
        let keeper = Keeper {
            place: NodeRef::new(),
            revision: RwSignal::new(revision),
            base: RwSignal::new(base),
            said: RwSignal::new(said),
            merged: RwSignal::new(Vec::new()),
            #[cfg(feature = "hydrate")]
            work: StoredValue::new_local(browser::Work::default()),
        };
        #[cfg(feature = "hydrate")]
        keeper.watch();
        keeper
    }
}

/// The revision and the base of a form that was kept while its author signed in: it has not met the stored draft yet,
/// which another window may have changed. One that came back otherwise was saved before, and does not say.
fn kept() -> Option<(i64, String)> {
    let fields = bounce().filter(|bounce| bounce.fields.has("base"))?.fields;
    Some((fields.get("revision").parse().unwrap_or(0), fields.get("base").to_owned()))
}

/// Whether this page is the answer to a form whose draft was gone.
fn came_back_gone() -> bool {
    bounce().and_then(|bounce| bounce.news).is_some_and(|(_, sentence)| sentence == GONE)
}

/// Only a browser types, saves and sends.
#[cfg(not(feature = "hydrate"))]
impl Keeper {
    pub fn typing(self) {}
    pub fn save_clicked(self, _: &leptos::ev::MouseEvent) {}
    pub fn sending(self, _: &leptos::ev::SubmitEvent) {}
}

/// "Saved 10:42", and what another window changed.
#[component]
pub fn SavedWhen(keeper: Keeper) -> impl IntoView {
    view! {
        {move || {
            keeper
                .said
                .with(|said| match said {
                    Said::Nothing => None,
                    Said::Saved(when) => {
                        Some(view! { <span class="saved" data-test="saved">{format!("Saved {when}")}</span> }.into_any())
                    }
                    Said::Failed(why) => {
                        Some(view! { <span class="bad small" role="alert" data-test="not-saved">{*why}</span> }.into_any())
                    }
                    Said::Gone => {
                        Some(view! { <span class="bad small" role="alert" data-test="gone">{GONE}</span> }.into_any())
                    }
                })
        }}
        {move || merge_news(&keeper.merged.get()).map(|news| view! { <span class="warn small" role="status">" " {news}</span> })}
    }
    .into_any()
}

#[cfg(feature = "hydrate")]
mod browser {
    //! The browser's half: timers, and the form as it stands in the document.

    use std::time::Duration;

    use caseline_domain::form::{Fields, draft};
    use leptos::prelude::*;
    use leptos::task::spawn_local;
    use wasm_bindgen::{JsCast, JsValue};
    use web_sys::{HtmlElement, HtmlFormElement};

    use super::{Answer, Keeper, Said, save_request_draft};
    use crate::form::fields_of;
    use crate::page::PageError;
    use crate::pages::portal::request::must_be_phoned;

    /// How long after the last key a draft is saved, and when it is tried again after a failure.
    const AFTER_TYPING: Duration = Duration::from_millis(800);
    const AFTER_FAILING: Duration = Duration::from_secs(5);

    /// What is under way.
    #[derive(Default)]
    pub struct Work {
        timer: Option<TimeoutHandle>,
        /// A save has been sent and not answered.
        saving: bool,
        /// More was typed since.
        again: bool,
        /// The form is on its way, or waits for the save before it.
        leaving: bool,
        /// The button that waits for the save to be answered.
        waits: Option<Option<HtmlElement>>,
        /// What was typed last, for when the page is left within the 800 milliseconds.
        typed: Fields,
    }

    impl Keeper {
        fn form(self) -> Option<HtmlFormElement> {
            let place = self.place.get_untracked()?;
            place.query_selector("form").ok().flatten()?.dyn_into().ok()
        }

        fn with<T>(self, change: impl FnOnce(&mut Work) -> T) -> Option<T> {
            self.work.try_update_value(change)
        }

        /// What is typed, and for which account.
        fn typed(form: &HtmlFormElement) -> Fields {
            let fields = fields_of(form);
            let mut typed = draft(&fields);
            if fields.has("for") {
                typed.set("for", fields.get("for"));
            }
            typed
        }

        /// Saves what was typed before the page woke up, and what would be lost when it is left for another page.
        pub(super) fn watch(self) {
            Effect::new(move || {
                let known: Fields = leptos::serde_json::from_str(&self.base.get_untracked()).unwrap_or_default();
                if let Some(form) = self.form() {
                    let typed = draft(&fields_of(&form));
                    let differs = typed.iter().any(|(name, value)| known.get(name) != value);
                    if differs {
                        self.typing();
                    }
                }
            });
            let back = window_event_listener_untyped("pageshow", move |_| {
                // Back from the case by the browser's own way: the page is as it was left, and works on.
                self.with(|work| work.leaving = false);
            });
            on_cleanup(move || {
                back.remove();
                self.flush();
            });
        }

        /// Something was typed.
        pub fn typing(self) {
            let Some(form) = self.form() else { return };
            let typed = Self::typed(&form);
            self.with(|work| work.typed = typed);
            if self.said.with_untracked(|said| *said != Said::Gone) {
                self.save_after(AFTER_TYPING);
            }
        }

        fn save_after(self, pause: Duration) {
            let next = set_timeout_with_handle(move || self.save(), pause).ok();
            self.with(|work| {
                if let Some(before) = work.timer.take() {
                    before.clear();
                }
                work.timer = next;
            });
        }

        pub fn save_clicked(self, event: &leptos::ev::MouseEvent) {
            event.prevent_default();
            self.typing();
            self.save();
        }

        /// The page is left for another of the application: what is not saved yet is saved now.
        fn flush(self) {
            let typed = self.with(|work| {
                work.timer.take().filter(|_| !work.leaving).map(|timer| {
                    timer.clear();
                    work.typed.clone()
                })
            });
            let known = self.revision.try_get_untracked().zip(self.base.try_get_untracked());
            if let (Some(Some(typed)), Some((revision, base))) = (typed, known) {
                spawn_local(async move {
                    // Nobody is left to be told.
                    let _ = save_request_draft(typed, revision, base).await;
                });
            }
        }

        fn save(self) {
            let typed = self.with(|work| {
                if let Some(timer) = work.timer.take() {
                    timer.clear();
                }
                if work.leaving {
                    return None;
                }
                if work.saving {
                    work.again = true;
                    return None;
                }
                work.saving = true;
                Some(work.typed.clone())
            });
            let Some(Some(typed)) = typed else { return };
            let (revision, base) = (self.revision.get_untracked(), self.base.get_untracked());
            spawn_local(async move {
                let answer = save_request_draft(typed.clone(), revision, base).await;
                self.answered(&typed, answer);
            });
        }

        fn answered(self, typed: &Fields, answer: Result<Answer, PageError>) {
            let Some((again, waits)) = self.with(|work| {
                work.saving = false;
                (std::mem::take(&mut work.again), work.waits.take())
            }) else {
                return;
            };
            match answer {
                Ok(Answer::Gone) => {
                    // Whatever was about to be sent waits for another word of its author, who now knows.
                    self.with(|work| work.leaving = false);
                    self.revision.set(0);
                    self.base.set(String::new());
                    self.said.set(Said::Gone);
                    // What must be phoned is not held up: the server begins a new draft for it.
                    if !self.form().is_some_and(|form| must_be_phoned(&fields_of(&form))) {
                        return;
                    }
                }
                Ok(Answer::Saved(saved)) => {
                    self.revision.set(saved.revision);
                    self.base.set(saved.base);
                    self.said.set(Said::Saved(saved.saved));
                    for (name, value) in &saved.merged {
                        self.show(name, typed.get(name), value);
                    }
                    if !saved.merged.is_empty() {
                        self.merged.set(saved.merged.into_iter().map(|(name, _)| name).collect());
                    }
                    if again && waits.is_none() {
                        self.save();
                    }
                }
                Err(error) => {
                    self.said.set(Said::Failed(match error {
                        PageError::SignedOut => {
                            "Not saved: you are signed out. Sign in in another window, then go on here."
                        }
                        _ => "Not saved yet: we cannot reach the server. We keep trying; leave this page open.",
                    }));
                    if waits.is_none() {
                        self.save_after(AFTER_FAILING);
                    }
                }
            }
            if let (Some(button), Some(form)) = (waits, self.form()) {
                // Asks the form once more, which now goes.
                let _ = form.request_submit_with_submitter(button.as_ref());
            }
        }

        /// Puts another window's newer text into its field, unless it was typed into meanwhile.
        fn show(self, name: &str, typed: &str, value: &str) {
            let Some(form) = self.form() else { return };
            if fields_of(&form).get(name) != typed {
                return;
            }
            let radio = form.query_selector(&format!("input[type=radio][name={name}][value={value}]"));
            if let Ok(Some(radio)) = radio {
                let _ = js_sys::Reflect::set(&radio, &"checked".into(), &JsValue::TRUE);
            } else if let Ok(Some(field)) = form.query_selector(&format!("[name={name}]:not([type=radio])")) {
                let _ = js_sys::Reflect::set(&field, &"value".into(), &value.into());
            }
        }

        /// The form is being sent, after its check: no save may come behind it, and one that is under way comes first.
        pub fn sending(self, event: &leptos::ev::SubmitEvent) {
            if event.default_prevented() {
                return;
            }
            let button = event.submitter();
            let wait = self.with(|work| {
                if let Some(timer) = work.timer.take() {
                    timer.clear();
                }
                work.leaving = true;
                if work.saving {
                    work.waits = Some(button);
                }
                work.saving
            });
            if wait == Some(true) {
                event.prevent_default();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_before_an_upgrade_understands_that_its_draft_is_saved() {
        let newer = r#"{"Saved":{"saved":"10:42","new":1,"merged":[],"base":"[]","revision":7}}"#;
        let saved = SavedDraft { revision: 7, base: "[]".into(), saved: "10:42".into(), merged: Vec::new() };
        assert_eq!(leptos::serde_json::from_str::<Answer>(newer).unwrap(), Answer::Saved(saved));
    }

    #[test]
    fn what_another_window_changed_is_named_once() {
        assert_eq!(merge_news(&[]), None);
        let merged = ["description", "change_1_what", "change_1_system"].map(str::to_owned);
        let news = merge_news(&merged).unwrap();
        assert!(news.contains("the description, the recent changes."), "{news}");
    }
}
