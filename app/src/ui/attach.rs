//! Files: chosen with what is written, and shown with what was. Without script a file travels with its form; with it,
//! `frontend/src/attach.js` sends it as soon as it is chosen, dropped or pasted, and puts it into the list of the frame.

use caseline_domain::form::{ATTACHED, FILES, REMOVE, of_attached_value};
use leptos::prelude::*;

use super::facts::Fact;
use super::field::{FileField, field_id};
use super::icon::{Icon, IconSize, Symbol};

/// Where files are attached to what one writes. `attached`: those that are here, as forms carry them.
#[component]
pub fn Attach(
    /// The form's `act`, where several on a page have this.
    #[prop(optional)]
    act: Option<&'static str>,
    attached: Vec<String>,
    #[prop(into)] error: MaybeProp<String>,
) -> impl IntoView {
    let here = attached
        .into_iter()
        .map(|value| {
            let (id, says) = of_attached_value(&value);
            let (id, says) = (id.to_owned(), says.to_owned());
            view! {
                <li class="file">
                    <input type="hidden" name=ATTACHED value=value/>
                    <span class="break">{says.clone()}</span>
                    <button class="button quiet s" type="submit" name=REMOVE value=id formnovalidate aria-label=format!("Remove {says}")>
                        "Remove"
                    </button>
                </li>
            }
        })
        .collect_view();
    let id = act.map_or_else(|| field_id(FILES), |act| field_id(&format!("{FILES}-{act}")));
    view! {
        <div class="attach" data-attach="">
            <FileField name=FILES label="Attach files" id=id error=error>
                <ul>{here}</ul>
                <ul data-files="" aria-live="polite"></ul>
            </FileField>
        </div>
    }
    .into_any()
}

/// What was sent with an entry: the address of each, and what is said of it. An image opens beside, anything else is saved.
#[component]
pub fn Attachments(files: Vec<Fact>) -> impl IntoView {
    (!files.is_empty()).then(|| {
        let links = files.into_iter().map(|Fact { term: href, said }| {
            let (save, beside) = if href.ends_with("?view") { (None, Some("_blank")) } else { (Some(""), None) };
            view! {
                <a class="attachment" href=href rel="external" target=beside download=save>
                    <Icon symbol=Symbol::Clip size=IconSize::Small/>
                    <span class="break">{said}</span>
                </a>
            }
        });
        view! { <div class="attachments" data-test="attachments">{links.collect_view()}</div> }
    })
}
