//! One account: the support plan that it is on, and giving it another one.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use super::Preview;
use super::frame::{Behind, OnePage, Way};
use crate::form::{Form, FormState, Summary};
use crate::page::loaded;
use crate::pages::desk::{Around, Room};
use crate::ui::{Fact, FactList, SelectField, SelectOption, SkeletonShape};

/// The `act` of the form.
pub const GIVE_PLAN: &str = "give-plan";

#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct AccountPage {
    pub around: Around,
    pub name: String,
    pub href: String,
    pub facts: Vec<Fact>,
    /// The version that it is on, by its id.
    pub on: String,
    pub plan: Way,
    /// The names of all plans.
    pub plans: Vec<String>,
    /// How many open cases go by another version, in words; nothing where none does.
    pub behind: Option<String>,
}

#[component]
pub fn Account() -> impl IntoView {
    let path = use_location().pathname;
    loaded(move || path.get(), SkeletonShape::Lines(8), |page: AccountPage| view! { <One page=page/> })
}

#[component]
fn One(page: AccountPage) -> impl IntoView {
    let state = FormState::new(GIVE_PLAN, |_| Default::default());
    let chosen = state.value_or("plan", &page.plan.says);
    let heading = format!("What changes with plan {chosen}");
    let plans = page.plans.into_iter().map(|name| SelectOption::new(name.clone(), name)).collect();
    let moving = format!("{}/move", page.href);
    view! {
        <OnePage around=page.around room=Room::Accounts ways=vec![Way::new("Accounts", "/admin/accounts")] title=page.name>
            <section class="card">
                <div class="body stack">
                    <FactList facts=page.facts/>
                    <p><a class="link" href=page.plan.href>{format!("What plan {} promises", page.plan.says)}</a></p>
                </div>
            </section>
            <Behind says=page.behind href=moving/>
            <Form state=state summary=Summary::Listed class="stack-l">
                <input type="hidden" name="seen" value=page.on/>
                <section class="card">
                    <header><h2>"Support plan"</h2></header>
                    <div class="body stack">
                        <SelectField name="plan" label="The account is on" options=plans value=chosen error=state.error("plan")/>
                    </div>
                </section>
                <Preview
                    state=state
                    heading=heading
                    after="New cases of the account start on it. Open cases keep the plan that they started with until they are moved."
                    save="Give the account this plan"
                    button="Show what changes"
                />
            </Form>
        </OnePage>
    }
    .into_any()
}
