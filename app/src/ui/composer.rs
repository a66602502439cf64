//! One place to write, with a tab for each kind of entry. The tabs are radio buttons, so they work without script; an
//! internal tab changes the ground, the edge and the line above the text at once. Each tab's body is a form of its own.

use leptos::prelude::*;

use super::icon::{Icon, IconSize, Symbol};

/// Who will read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    Customer,
    Internal,
    /// Our side, but of one field the customer is told.
    InternalBut(&'static str),
}

/// A tab and what it opens: usually a `<form>` with `.write` or `.body`, and a `<footer>` with its button. At most eight.
pub struct ComposerTab {
    /// Names the radio button (`composer-note`), for scripts and for keys.
    pub key: &'static str,
    pub label: &'static str,
    pub audience: Audience,
    pub body: AnyView,
}

#[component]
pub fn Composer(
    tabs: Vec<ComposerTab>,
    /// The key of the tab that is open first: the one whose form came back with errors.
    #[prop(default = "")]
    open: &'static str,
) -> impl IntoView {
    let chosen = tabs.iter().position(|tab| tab.key == open).unwrap_or(0);
    let labels = tabs
        .iter()
        .enumerate()
        .map(|(index, tab)| {
            let internal = tab.audience != Audience::Customer;
            view! {
                <label class=internal.then_some("internal")>
                    <input
                        class=format!("tab-{index}")
                        id=format!("composer-{}", tab.key)
                        type="radio"
                        name="composer"
                        checked=index == chosen
                    />
                    {internal.then(|| view! { <Icon symbol=Symbol::Lock size=IconSize::Small/> })}
                    {tab.label}
                </label>
            }
        })
        .collect_view();
    let panels = tabs
        .into_iter()
        .enumerate()
        .map(|(index, tab)| {
            let says = match tab.audience {
                Audience::Customer => None,
                Audience::Internal => Some("Internal: the customer never sees this"),
                Audience::InternalBut(says) => Some(says),
            };
            let audience = says.map(|says| {
                view! {
                    <div class="audience">
                        <Icon symbol=Symbol::Lock size=IconSize::Small/>
                        {says}
                    </div>
                }
            });
            view! { <div class=format!("panel panel-{index}")>{audience} {tab.body}</div> }
        })
        .collect_view();
    view! {
        <section class="composer" id="composer" aria-label="Write">
            <fieldset class="tabs">
                <legend class="visually-hidden">"What kind of entry"</legend>
                {labels}
            </fieldset>
            {panels}
        </section>
    }
    .into_any()
}
