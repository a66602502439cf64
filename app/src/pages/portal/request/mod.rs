//! Opening a request: one page that saves as one types, says what is missing, and shows by when it would be resolved.
//! The answer to one question decides the priority; what must be phoned leads to the call card instead.

mod draft;
mod fields;
#[cfg(feature = "ssr")]
pub mod load;
mod now;
mod preview;

use caseline_domain::case::Priority;
use caseline_domain::form::{self, FILES, FieldErrors, Fields};
use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use super::around::{Around, Place, PortalPage, about_account};
use crate::clock::ClocksView;
use crate::form::{Form, FormState, Summary, WITH_FILES, errors_of};
use crate::page::loaded;
use crate::ui::{Attach, Dialog, DialogButton, PageTitle, SkeletonShape};
use draft::{Keeper, SavedWhen};
use fields::{RecentChanges, WhatHappens, WhatHelps, WhatItCosts};
use now::Live;
use preview::{Answer, Previews};

#[cfg(feature = "ssr")]
pub use draft::{GONE, base_of, merge_news};

/// The `act` that the form comes back under, whichever of its buttons was pressed.
pub const FORM: &str = "submit";

/// The form with what is known of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct RequestPage {
    around: Around,
    /// The stored draft.
    draft: StoredDraft,
    /// The key of this form: sent twice, it opens one case.
    once: String,
    p2: ClocksView,
    p3: ClocksView,
    /// The keys of the answers that the account's plan has phoned.
    phoned: String,
    /// What each answer comes to.
    answers: Vec<Answer>,
    live: Live,
}

/// The draft as stored, and what a later save needs to know of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct StoredDraft {
    fields: Fields,
    revision: i64,
    /// The fields once more, as the form carries them along for merging.
    base: String,
    /// When it was saved, in words.
    saved: Option<String>,
    /// Its files, as forms carry them.
    files: Vec<String>,
}

#[component]
pub fn NewRequest() -> impl IntoView {
    view! {
        <PageTitle text="Open a request · Caseline"/>
        {loaded(about_account("/portal/requests/new"), SkeletonShape::Lines(8), |page: RequestPage| view! { <RequestView page=page/> })}
    }
    .into_any()
}

/// The form's parser. What must be phoned needs that one answer and nothing else.
fn check(fields: &Fields) -> FieldErrors {
    if must_be_phoned(fields) { FieldErrors::default() } else { errors_of(form::request(fields)) }
}

/// The field in which the form carries along which answers the plan has phoned, as the page was made. The server asks the
/// plan itself.
const PHONED: &str = "phoned";

fn must_be_phoned(fields: &Fields) -> bool {
    fields.get(PHONED).split(' ').any(|impact| impact == fields.get("impact"))
}

#[component]
fn RequestView(page: RequestPage) -> impl IntoView {
    let RequestPage { around, draft, once, p2, p3, phoned, answers, live } = page;
    let (us, abroad) = (around.us.clone(), around.abroad.clone());
    let shown_for = around.shown_for().into_any();
    let keeper = Keeper::new(&draft);
    let (p2, p3) = (RwSignal::new(p2), RwSignal::new(p3));
    now::keep_current(live, p2, p3);
    view! {
        <PortalPage around=around place=Place::NewRequest>
            <div class="sheet">
                <div>
                    <h1>"Open a request"</h1>
                    <p class="soft">
                        "Saved as you type. You can finish it later, on any device. " <SavedWhen keeper=keeper/>
                    </p>
                </div>
                <div class="two impact-scope">
                    <RequestForm shown_for=shown_for draft=draft once=once keeper=keeper p2=p2 p3=p3 phoned=phoned answers=answers.clone()/>
                    <aside class="stays">
                        <Previews p2=p2 p3=p3 answers=answers us=us abroad=abroad/>
                    </aside>
                </div>
            </div>
        </PortalPage>
    }
    .into_any()
}

#[component]
fn RequestForm(
    shown_for: AnyView,
    draft: StoredDraft,
    once: String,
    keeper: Keeper,
    p2: RwSignal<ClocksView>,
    p3: RwSignal<ClocksView>,
    phoned: String,
    answers: Vec<Answer>,
) -> impl IntoView {
    let state = FormState::new(FORM, check);
    let (known, files) = (StoredValue::new(draft.fields), draft.files);
    let value = move |name: &str| known.with_value(|known| state.value_or(name, known.get(name)));
    let values = fields::Values::new(state, value);
    view! {
        <div
            node_ref=keeper.place
            on:input=move |_| keeper.typing()
            on:change=move |_| keeper.typing()
            on:submit=move |event| keeper.sending(&event)
        >
            <Form state=state summary=Summary::Listed class="stack-xl" enctype=WITH_FILES>
                // Before any file: one that comes with its form goes to the draft of this account.
                {shown_for}
                <input type="hidden" name="once" value=once/>
                <input type="hidden" name=PHONED value=phoned/>
                <input type="hidden" name="revision" value=move || keeper.revision.get().to_string()/>
                <input type="hidden" name="base" value=move || keeper.base.get()/>
                <WhatHappens values=values/>
                <WhatItCosts values=values/>
                <RecentChanges values=values/>
                <WhatHelps values=values/>
                <Attach attached=files error=state.error(FILES)/>
                <Shortly p2=p2 p3=p3 answers=answers.clone()/>
                <Buttons keeper=keeper answers=answers/>
            </Form>
        </div>
    }
    .into_any()
}

/// Where the preview stands below the form, its gist stands above the button too.
#[component]
fn Shortly(p2: RwSignal<ClocksView>, p3: RwSignal<ClocksView>, answers: Vec<Answer>) -> impl IntoView {
    let says = answers.into_iter().map(|Answer { priority, shown, spoken, .. }| {
        let says = if spoken.is_some() {
            "This is phoned, day and night: the next page has the numbers and your code.".into_any()
        } else {
            let clocks = if priority == Priority::P2 { p2 } else { p3 };
            let due = move || clocks.with(|clocks| clocks.resolution.due.text.clone());
            view! { "If you submit now: resolved by " {due} }.into_any()
        };
        view! { <p class=shown>{says}</p> }
    });
    view! { <div class="narrow-only small soft">{says.collect_view()}</div> }.into_any()
}

/// Submit comes first: it is what Enter in a field means. The other two take the form as it is, unchecked.
#[component]
fn Buttons(keeper: Keeper, answers: Vec<Answer>) -> impl IntoView {
    let labels = answers.into_iter().map(|answer| view! { <span class=answer.shown>{answer.button}</span> });
    view! {
        <div class="row">
            <button class="button main" type="submit">
                <span class="if-none">"Submit"</span>
                {labels.collect_view()}
            </button>
            <button
                class="button"
                type="submit"
                name="act"
                value="save"
                formnovalidate
                on:click=move |event| keeper.save_clicked(&event)
            >
                "Save draft"
            </button>
            <DialogButton opens="discard" class="button quiet">"Discard draft"</DialogButton>
        </div>
        <Dialog id="discard" title="Discard this draft?">
            <div class="body"><p>"What you typed here is thrown away. This cannot be undone."</p></div>
            <footer>
                <button class="button" type="button" popovertarget="discard" popovertargetaction="hide">"Keep it"</button>
                <button class="button danger" type="submit" name="act" value="discard" formnovalidate>
                    "Yes, discard it"
                </button>
            </footer>
        </Dialog>
    }
    .into_any()
}
