//! A case of an earlier system as the members of its account see it.

use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use super::around::{Around, Place, PortalPage};
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
    loaded(case_address("/portal/legacy/"), SkeletonShape::Lines(8), |page: LegacyPage| {
        let legacy = page.legacy.clone();
        view! {
            <PageTitle text=format!("{} {} · Caseline", legacy.number, legacy.subject)/>
            <PortalPage around=page.around place=Place::Case>
                <div class="sheet">
                    <div class="two">
                        <div class="stack-l"><LegacyThread legacy=legacy/></div>
                        <aside><LegacyFacts legacy=page.legacy class="body stack-s"/></aside>
                    </div>
                </div>
            </PortalPage>
        }
    })
}

/// Gathers the page on the server.
#[cfg(feature = "ssr")]
pub async fn load(number: &str, until: &str) -> Result<LegacyPage, crate::page::PageError> {
    let (request, actor) = super::around::signed_in_member()?;
    let legacy = crate::pages::legacy::load::legacy(&request, &actor, "/portal/legacy/", number, until).await?;
    let account = request.desk.account_name(&actor).await?;
    Ok(LegacyPage { around: Around::new(&request, &actor, &account), legacy })
}
