//! Nothing here: say so in the reader's words, and offer the next step. The drawing is a caseline without a case.

use leptos::prelude::*;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EmptySize {
    /// A whole list or page.
    #[default]
    Normal,
    /// All that a page holds: its title is the page's.
    Page,
    /// A card among others: no drawing.
    Small,
}

/// `children` are the next step: a link or a button.
#[component]
pub fn Empty(
    #[prop(into)] title: String,
    #[prop(optional, into)] text: String,
    #[prop(optional)] size: EmptySize,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let class = match size {
        EmptySize::Normal | EmptySize::Page => "empty",
        EmptySize::Small => "empty small",
    };
    view! {
        <div class=class>
            {(size != EmptySize::Small)
                .then(|| view! { <svg class="drawing" aria-hidden="true" inner_html=DRAWING></svg> })}
            {match size {
                EmptySize::Page => view! { <h1>{title}</h1> }.into_any(),
                EmptySize::Normal | EmptySize::Small => view! { <h2>{title}</h2> }.into_any(),
            }}
            {(!text.is_empty()).then(|| view! { <p>{text}</p> })}
            {children.map(|children| view! { <div class="row">{children()}</div> })}
        </div>
    }
    .into_any()
}

const DRAWING: &str = concat!(
    r#"<line class="thread-line" x1="0" x2="100%" y1="16" y2="16"></line>"#,
    r#"<rect class="counted" x="14%" y="11" width="26%" height="10" rx="3"></rect>"#,
    r#"<rect class="counted" x="58%" y="11" width="16%" height="10" rx="3"></rect>"#,
    r#"<rect class="now" x="74%" y="4" width="2" height="24" rx="1"></rect>"#,
);
