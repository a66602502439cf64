//! The accounts, each with the support plan that it is on.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use super::frame::ListPage;
use crate::page::loaded;
use crate::pages::desk::{Around, Room};
use crate::ui::{InputKind, SkeletonShape, TextField};

#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct AccountLine {
    pub name: String,
    pub href: String,
    pub kind: String,
    pub plan: String,
    pub version: u32,
    pub zone: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct AccountsPage {
    pub around: Around,
    /// What their names begin with.
    pub find: String,
    pub lines: Vec<AccountLine>,
    /// Whether there are more of them.
    pub more: bool,
}

#[component]
pub fn Accounts() -> impl IntoView {
    let query = use_query_map();
    let at = move || query.with(|query| format!("/admin/accounts{}", query.to_query_string()));
    loaded(at, SkeletonShape::Rows(8), |page: AccountsPage| view! { <All page=page/> })
}

#[component]
fn All(page: AccountsPage) -> impl IntoView {
    let line = |line: AccountLine| {
        view! {
            <tr>
                <td class="grow"><a class="strong cover" href=line.href>{line.name}</a></td>
                <td data-label="Kind">{line.kind}</td>
                <td data-label="Plan">{line.plan}</td>
                <td data-label="Version">{line.version}</td>
                <td data-label="Zone" class="soft">{line.zone}</td>
            </tr>
        }
        .into_any()
    };
    let empty = if page.find.is_empty() {
        ("There is no account yet", "Accounts are added on the command line, with caseline account add.")
    } else {
        ("No account begins like this", "Try fewer letters of its name.")
    };
    view! {
        <ListPage
            around=page.around
            room=Room::Accounts
            title="Accounts"
            columns=&["Account", "Kind", "Plan", "Version", "Zone"]
            lines=page.lines.into_iter().map(line).collect()
            empty=empty
        >
            <form method="get" action="/admin/accounts" class="toolbar filters row bottom-edge">
                <TextField name="find" label="Name begins with" kind=InputKind::Search value=page.find autocomplete="off"/>
                <button class="button s" type="submit">"Show"</button>
                {page.more.then(|| view! { <span class="soft">"These are the first hundred: write how the name begins."</span> })}
            </form>
        </ListPage>
    }
    .into_any()
}
