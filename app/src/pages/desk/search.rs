//! Search over all cases, with what is internal: for our side.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use super::around::{Around, DeskPage, Room};
use crate::page::loaded;
use crate::pages::found::{Found, FoundCases};
use crate::ui::{PageTitle, SkeletonShape};

#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct SearchPage {
    around: Around,
    found: Found,
}

#[component]
pub fn Search() -> impl IntoView {
    let query = use_query_map();
    let at = move || query.with(|query| format!("/desk/search{}", query.to_query_string()));
    loaded(at, SkeletonShape::Rows(8), |page: SearchPage| {
        let top = view! { <h1>"Search"</h1> }.into_any();
        view! {
            <PageTitle text="Search · Caseline"/>
            <DeskPage around=page.around room=Room::Search top=top>
                <div class="page stack-l"><FoundCases found=page.found/></div>
            </DeskPage>
        }
    })
}

/// Gathers the page on the server.
#[cfg(feature = "ssr")]
pub async fn load(query: &caseline_domain::form::Fields) -> Result<SearchPage, crate::page::PageError> {
    use crate::pages::found::load::{Room as FoundRoom, found};
    use crate::request::signed_in;

    let (request, actor) = signed_in()?;
    let around = Around::load(&request, &actor, Room::Search).await?;
    let whose = |row: &caseline_desk::store::FoundRow| match &row.owner_name {
        Some(owner) => format!("{} · with {owner}", row.account_name),
        None => format!("{} · with nobody", row.account_name),
    };
    let status = super::load::status;
    let whose_legacy = |row: &caseline_desk::store::LegacyRow| format!("{} · from {}", row.account_name, row.system);
    let (cases, legacy) = ("/desk/cases/", "/desk/legacy/");
    let room =
        FoundRoom { path: "/desk/search", of: "", cases, legacy, askers: &[], status, whose, whose_legacy, asks: None };
    let found = found(&request, &actor, room, query).await?;
    Ok(SearchPage { around, found })
}
