//! A case of an earlier system on the desk, with what was internal there.

use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use super::around::{Around, DeskPage, Room};
use crate::page::{case_address, loaded};
use crate::pages::legacy::{Legacy, LegacyFacts, LegacyThread};
use crate::ui::{PageTitle, SkeletonShape};

#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct LegacyPage {
    around: Around,
    legacy: Legacy,
}

#[component]
pub fn LegacyCase() -> impl IntoView {
    loaded(case_address("/desk/legacy/"), SkeletonShape::Lines(10), |page: LegacyPage| {
        let legacy = page.legacy.clone();
        let top = view! {
            <nav class="crumbs" aria-label="Where you are">
                <a href="/desk/search">"Search"</a>
                <span aria-current="page">{legacy.number.clone()}</span>
            </nav>
        }
        .into_any();
        view! {
            <PageTitle text=format!("{} · Caseline", legacy.number)/>
            <DeskPage around=page.around room=Room::Case top=top>
                <div class="caseview">
                    <div class="work"><LegacyThread legacy=legacy/></div>
                    <aside class="facts" aria-label="Facts"><LegacyFacts legacy=page.legacy class="body stack-s"/></aside>
                </div>
            </DeskPage>
        }
    })
}

/// Gathers the page on the server.
#[cfg(feature = "ssr")]
pub async fn load(number: &str, until: &str) -> Result<LegacyPage, crate::page::PageError> {
    use caseline_domain::access::{Action, decide};

    let (request, actor) = crate::request::signed_in()?;
    // Members have a page of their own.
    decide(&actor, Action::ReadOnDesk).map_err(caseline_desk::error::Refusal::from)?;
    let legacy = crate::pages::legacy::load::legacy(&request, &actor, "/desk/legacy/", number, until).await?;
    Ok(LegacyPage { around: Around::load(&request, &actor, Room::Case).await?, legacy })
}
