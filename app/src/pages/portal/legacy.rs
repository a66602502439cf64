//! A case of an earlier system as the members of its account see it, and partners that may read it.

use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use super::around::{Around, Place, PortalPage};
use super::case::thread::{CaseThread, Happened};
use super::case::turn::Turn;
use crate::form::ActKey;
use crate::page::{case_address, loaded};
use crate::pages::legacy::{Legacy, LegacyFacts, LegacyHead};
use crate::ui::{LeftOut, PageTitle, SkeletonShape};

#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct LegacyPage {
    around: Around,
    legacy: Legacy,
    thread: Vec<Happened>,
    /// What is left out behind the last entry shown.
    later: Option<LeftOut>,
}

#[component]
pub fn LegacyCase() -> impl IntoView {
    loaded(case_address("/portal/legacy/"), SkeletonShape::Lines(8), |page: LegacyPage| {
        let legacy = page.legacy.clone();
        view! {
            <PageTitle text=format!("{} {} · Caseline", legacy.number, legacy.subject)/>
            <PortalPage around=page.around place=Place::Case>
                <div class="sheet">
                    <LegacyHead legacy=legacy/>
                    <div class="two">
                        // Nothing in it asks for an answer, so nothing has a form.
                        <CaseThread happened=page.thread later=page.later turn=Turn::Talk key=ActKey::default()/>
                        <aside>
                            <section class="card"><div class="body stack-s"><LegacyFacts legacy=page.legacy/></div></section>
                        </aside>
                    </div>
                </div>
            </PortalPage>
        }
    })
}

/// Gathers the page on the server.
#[cfg(feature = "ssr")]
pub async fn load(number: &str, until: &str) -> Result<LegacyPage, crate::page::PageError> {
    use caseline_desk::error::Refusal;

    use super::case::thread::{Voice, What};
    use crate::pages::legacy::load::{Written, legacy};

    let (request, actor) = super::around::signed_in_member("")?;
    let ((legacy, account), written, later) = legacy(&request, &actor, "/portal/legacy/", number, until).await?;
    let actor = actor.choosing(account).map_err(Refusal::from)?;
    // The desk has filtered already; a page for customers takes nothing else all the same.
    let thread = written.into_iter().filter(|one| !one.internal).map(|one| {
        let Written { before, place, author, at, text, theirs, .. } = one;
        let voice = if theirs { Voice::Theirs } else { Voice::Ours };
        Happened { before, place, author, at, what: What::Said { voice, note: String::new(), text }, files: Vec::new() }
    });
    Ok(LegacyPage { around: Around::new(&request, &actor).await?, legacy, thread: thread.collect(), later })
}
