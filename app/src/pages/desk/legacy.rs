//! A case of an earlier system on the desk, with what was internal there.

use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use super::around::{Around, DeskPage, Room};
use super::thread::{Happened, Happenings};
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
                    <div class="work">
                        <LegacyHead legacy=legacy/>
                        <Happenings thread=page.thread later=page.later/>
                    </div>
                    <aside class="facts" aria-label="Facts">
                        <section class="stack-s"><LegacyFacts legacy=page.legacy/></section>
                    </aside>
                </div>
            </DeskPage>
        }
    })
}

/// Gathers the page on the server.
#[cfg(feature = "ssr")]
pub async fn load(number: &str, until: &str) -> Result<LegacyPage, crate::page::PageError> {
    use caseline_domain::access::{Action, decide};

    use super::thread::What;
    use crate::pages::legacy::load::{Written, legacy};

    let (request, actor) = crate::request::signed_in()?;
    // Members have a page of their own.
    decide(&actor, Action::ReadOnDesk).map_err(caseline_desk::error::Refusal::from)?;
    let ((legacy, _), written, later) = legacy(&request, &actor, "/desk/legacy/", number, until).await?;
    let thread = written.into_iter().map(|one| {
        let Written { before, place, author, at, text, internal, theirs } = one;
        let note = String::new();
        let what = match (internal, theirs) {
            (true, _) => What::Internal { text, note },
            (false, true) => What::Theirs { text, note, told: Vec::new() },
            (false, false) => What::Ours { text, note },
        };
        Happened { before, seq: u32::try_from(place).unwrap_or(u32::MAX), author, at, what, files: Vec::new() }
    });
    let thread = thread.collect();
    Ok(LegacyPage { around: Around::load(&request, &actor, Room::Case).await?, legacy, thread, later })
}
