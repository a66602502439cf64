//! The call card, for what the account's plan has phoned. Two numbers, one code, and what happens then.

use caseline_domain::case::Priority;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use super::around::{Around, NumberSize, Numbers, Place, PortalPage, about_account};
use crate::page::loaded;
use crate::ui::{Empty, PageTitle, PriorityBadge, SkeletonShape, priority_class};

/// The page, with the card if there is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct CallPage {
    around: Around,
    card: Option<Card>,
}

/// What one needs in hand while dialling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Card {
    priority: Priority,
    /// As one says it: "KT4 92P".
    code: String,
    /// Until when the code is good.
    good_until: String,
    assigned: String,
    resolved: String,
}

#[cfg(feature = "ssr")]
pub async fn load(account: &str) -> Result<CallPage, crate::page::PageError> {
    use super::spoken::{of_the_call, within};
    use caseline_desk::cases::CALL_CODE_LIVES;

    let (request, actor) = super::around::signed_in_member(account)?;
    let around = Around::new(&request, &actor).await?;
    let Some(card) = request.desk.call_card(&actor).await? else { return Ok(CallPage { around, card: None }) };
    let plan = request.desk.plan_for_new(&actor).await?;
    let promise = plan.plan.promise(card.priority);
    let good_until = card.made.plus_millis(CALL_CODE_LIVES);
    let card = Card {
        priority: card.priority,
        code: grouped(&card.code),
        good_until: caseline_domain::words::moment(good_until, &request.zone(&actor), request.desk.now()),
        assigned: of_the_call(promise.assignment),
        resolved: within(promise.resolution),
    };
    Ok(CallPage { around, card: Some(card) })
}

/// Two groups of three: what one can say in one breath each.
#[cfg(feature = "ssr")]
#[must_use]
pub fn grouped(code: &str) -> String {
    match code.split_at_checked(3) {
        Some((first, second)) if !second.is_empty() => format!("{first} {second}"),
        _ => code.to_owned(),
    }
}

#[component]
pub fn CallNow() -> impl IntoView {
    loaded(
        about_account("/portal/requests/call"),
        SkeletonShape::Lines(6),
        |page: CallPage| view! { <CallView page=page/> },
    )
}

#[component]
fn CallView(page: CallPage) -> impl IntoView {
    let CallPage { around, card } = page;
    let (us, abroad, of) = (around.us.clone(), around.abroad.clone(), around.of.clone());
    view! {
        <PageTitle text="Call us now · Caseline"/>
        <PortalPage around=around place=Place::NewRequest>
            <div class="sheet narrow">
                {match card {
                    Some(card) => view! {
                        <section class=format!("card tinted callcard {}", priority_class(card.priority))>
                            <div class="body">
                                <Why priority=card.priority/>
                                <h1>"Call us now. We have what you wrote."</h1>
                                <Numbers us=us abroad=abroad size=NumberSize::Big/>
                                <Code code=card.code good_until=card.good_until/>
                                <Then assigned=card.assigned resolved=card.resolved/>
                                <div class="row">
                                    <a class="button" href=format!("/portal/requests/new{of}")>"Change what I wrote"</a>
                                    <a class="button quiet" href=format!("/portal/requests/new{of}#f-impact")>"It is not that urgent"</a>
                                </div>
                            </div>
                        </section>
                    }
                    .into_any(),
                    None => view! { <NoCard of=of/> }.into_any(),
                }}
            </div>
        </PortalPage>
    }
    .into_any()
}

#[component]
fn Why(priority: Priority) -> impl IntoView {
    let sentence = match priority {
        Priority::Outage => "This is an outage: it is phoned, so that someone starts at once.",
        Priority::P1 => "This is a P1: it is phoned, so that someone starts at once.",
        Priority::P2 | Priority::P3 => "Your plan has this phoned.",
    };
    view! {
        <div class="row tight">
            <PriorityBadge priority=priority/>
            <span class="soft">{sentence}</span>
        </div>
    }
}

#[component]
fn Code(code: String, good_until: String) -> impl IntoView {
    view! {
        <div class="call-code">
            <div class="stack-xs">
                <span class="small soft">"Your call code: say it first"</span>
                <span class="code" data-test="call-code">{code}</span>
            </div>
            <span class="small soft">
                "It opens your text in front of the analyst. Nothing to repeat, nothing to spell. Good until " {good_until} "."
            </span>
        </div>
    }
}

#[component]
fn Then(assigned: String, resolved: String) -> impl IntoView {
    view! {
        <div class="stack-s">
            <h2 class="small-head">"What happens then"</h2>
            <div class="fact"><span>"The phone is answered"</span><span class="due">"24 hours, every day"</span></div>
            <div class="fact"><span>"A person is assigned"</span><span class="due">{assigned}</span></div>
            <div class="fact"><span>"Resolved"</span><span class="due">{resolved}</span></div>
        </div>
    }
}

#[component]
fn NoCard(of: String) -> impl IntoView {
    view! {
        <Empty
            title="No request waits for your call"
            text="Perhaps its case is open already, or the code is over a day old. Your number to call stands above, day and night."
            size=crate::ui::EmptySize::Page
        >
            <a class="button main" href=format!("/portal/requests/new{of}")>"Open a request"</a>
            <a class="button" href=format!("/portal{of}")>"Your cases"</a>
        </Empty>
    }
}

#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests {
    use super::grouped;

    #[test]
    fn a_code_is_shown_in_two_groups() {
        assert_eq!(grouped("KT492P"), "KT4 92P");
        assert_eq!(grouped("KT"), "KT");
    }
}
