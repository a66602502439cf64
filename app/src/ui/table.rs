//! The head of a table: the names of its columns, said by readers with each cell.

use leptos::prelude::*;

#[component]
pub fn TableHead(columns: &'static [&'static str]) -> impl IntoView {
    let names = columns.iter().map(|name| view! { <th scope="col">{*name}</th> }).collect_view();
    view! { <thead><tr>{names}</tr></thead> }.into_any()
}
