//! A panel above the page. It is a popover: a button with its id opens it, Escape or a click beside it closes it, and
//! none of this needs a script.

use leptos::prelude::*;

use super::icon::{Icon, Symbol};

/// `children` are `.body` and, if there is something to do, `<footer>`; usually both inside a `<form>`.
#[component]
pub fn Dialog(#[prop(into)] id: String, #[prop(into)] title: String, children: Children) -> impl IntoView {
    let title_id = format!("{id}-title");
    let (own_id, labelled_by) = (id.clone(), title_id.clone());
    view! {
        <div class="dialog" id=own_id popover="auto" role="dialog" aria-labelledby=labelled_by>
            <header>
                <h2 id=title_id>{title}</h2>
                <button class="button quiet square s" type="button" popovertarget=id popovertargetaction="hide">
                    <Icon symbol=Symbol::Close/>
                    <span class="visually-hidden">"Close"</span>
                </button>
            </header>
            {children()}
        </div>
    }
    .into_any()
}

/// The button that opens the dialog with this id. `class` is a button's: `button`, `button s`, `button quiet`.
#[component]
pub fn DialogButton(
    #[prop(into)] opens: String,
    #[prop(default = "button")] class: &'static str,
    children: Children,
) -> impl IntoView {
    view! { <button class=class type="button" popovertarget=opens>{children()}</button> }
}
