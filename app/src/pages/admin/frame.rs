//! The two frames of the administration: a list, and one thing of it.

use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use crate::form::shown_again;
use crate::pages::desk::{Around, DeskPage, Room};
use crate::ui::{Empty, PageTitle, TableHead};

/// The way to a page: what a link says and where it leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Way {
    pub says: String,
    pub href: String,
}

impl Way {
    #[must_use]
    pub fn new(says: impl Into<String>, href: impl Into<String>) -> Way {
        Way { says: says.into(), href: href.into() }
    }
}

/// A list with a line for each thing of its kind, or what stands there while there is none.
#[component]
pub fn ListPage(
    around: Around,
    room: Room,
    title: &'static str,
    columns: &'static [&'static str],
    /// The rows of the table.
    lines: Vec<AnyView>,
    /// What an empty list says: a title and a sentence.
    empty: (&'static str, &'static str),
    /// Where a new one is made.
    #[prop(optional_no_strip, into)]
    add: Option<Way>,
    /// Above the table.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let top = view! {
        <h1>{title}</h1>
        <span class="fill"></span>
        {add.map(|add| view! { <a class="button s" href=add.href>{add.says}</a> })}
    }
    .into_any();
    view! {
        <PageTitle text=format!("{title} · Caseline")/>
        <DeskPage around=around room=room top=top>
            {children.map(|children| children())}
            {if lines.is_empty() {
                view! { <Empty title=empty.0 text=empty.1/> }.into_any()
            } else {
                view! {
                    <div class="scroll">
                        <table class="table rows">
                            <TableHead columns=columns/>
                            <tbody>{lines}</tbody>
                        </table>
                    </div>
                }
                .into_any()
            }}
        </DeskPage>
    }
    .into_any()
}

/// One thing, with the way back to its list; `ways`: that way, the list first.
#[component]
pub fn OnePage(
    around: Around,
    room: Room,
    ways: Vec<Way>,
    #[prop(into)] title: String,
    /// As wide as the preview of a change, which is a table there, or narrower where there is none.
    #[prop(default = "sheet")]
    class: &'static str,
    children: Children,
) -> impl IntoView {
    let mut named: Vec<&str> = ways.iter().map(|way| way.says.as_str()).collect();
    named.push(&title);
    let tab: Vec<&str> = named.iter().rev().copied().chain(["Caseline"]).collect();
    let tab = tab.join(" · ");
    let back = (!ways.is_empty()).then(|| {
        let links = ways.into_iter().map(|way| view! { <a href=way.href>{way.says}</a> }).collect_view();
        view! { <nav class="crumbs" aria-label="Where you are">{links}</nav> }
    });
    let top = view! {
        {back}
        <h1>{title}</h1>
    }
    .into_any();
    view! {
        <PageTitle text=tab/>
        <DeskPage around=around room=room top=top>
            <div class=class>{shown_again()} {children()}</div>
        </DeskPage>
    }
    .into_any()
}

/// That open cases go by another plan version than they would, and the way to moving them; nothing where none does.
#[component]
pub fn Behind(says: Option<String>, href: String) -> impl IntoView {
    says.map(|says| {
        view! {
            <section class="card accent" data-test="behind">
                <div class="body item">
                    <p>{says}</p>
                    <a class="button" href=href>"See what moving them would do"</a>
                </div>
            </section>
        }
    })
}
