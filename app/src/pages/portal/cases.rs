//! All cases of the account, open and closed, with search: whatever was asked is found here.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use super::around::{Around, Place, PortalPage};
use crate::page::loaded;
use crate::pages::found::{Found, FoundCases};
use crate::ui::{PageTitle, SkeletonShape};

#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct CasesPage {
    around: Around,
    found: Found,
}

#[component]
pub fn Cases() -> impl IntoView {
    let query = use_query_map();
    let at = move || query.with(|query| format!("/portal/cases{}", query.to_query_string()));
    loaded(at, SkeletonShape::Rows(8), |page: CasesPage| {
        view! {
            <PageTitle text="All cases · Caseline"/>
            <PortalPage around=page.around place=Place::Cases>
                <div class="sheet">
                    <h1>"All cases"</h1>
                    <FoundCases found=page.found/>
                </div>
            </PortalPage>
        }
    })
}

/// Gathers the page on the server.
#[cfg(feature = "ssr")]
pub async fn load(query: &caseline_domain::form::Fields) -> Result<CasesPage, crate::page::PageError> {
    use caseline_domain::access::{Action, decide};

    use super::around::signed_in_member;
    use super::spoken::{first_name, read_status, status};
    use crate::pages::found::load::{Room, found};

    let (request, actor) = signed_in_member(query.get("for"))?;
    let around = Around::new(&request, &actor).await?;
    let askers = request.desk.askers(&actor).await?;
    let whose = |row: &caseline_desk::store::FoundRow| match &row.owner_name {
        Some(owner) => format!("{} asked, with {}", row.opener_name, first_name(owner)),
        None => format!("{} asked", row.opener_name),
    };
    let whose_legacy = |row: &caseline_desk::store::LegacyRow| match row.contact.as_str() {
        "" => format!("from {}", row.system),
        contact => format!("{contact} asked, from {}", row.system),
    };
    let acts = actor.account().is_some_and(|account| decide(&actor, Action::ActAsCustomer { account }).is_ok());
    let room = Room {
        path: "/portal/cases",
        of: around.account().unwrap_or_default(),
        cases: "/portal/cases/",
        legacy: "/portal/legacy/",
        askers: &askers,
        status: if acts { status } else { read_status },
        whose,
        whose_legacy,
        asks: around.opens.then(|| format!("/portal/requests/new{}", around.of)),
    };
    let found = found(&request, &actor, room, query).await?;
    Ok(CasesPage { around, found })
}
