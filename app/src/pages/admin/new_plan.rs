//! Making a support plan: a name, and the plan that it begins as a copy of.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use super::frame::{OnePage, Way};
use crate::form::{Form, FormState, Summary};
use crate::page::loaded;
use crate::pages::desk::{Around, Room};
use crate::ui::{SelectField, SelectOption, SkeletonShape, TextField};

/// The `act` of the form.
pub const NEW_PLAN: &str = "new-plan";

#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct NewPlanPage {
    pub around: Around,
    /// The plan that is offered first.
    pub like: String,
    /// The names of all plans.
    pub plans: Vec<String>,
}

#[component]
pub fn NewPlan() -> impl IntoView {
    let query = use_query_map();
    let at = move || query.with(|query| format!("/admin/new/plan{}", query.to_query_string()));
    loaded(at, SkeletonShape::Lines(4), |page: NewPlanPage| view! { <New page=page/> })
}

#[component]
fn New(page: NewPlanPage) -> impl IntoView {
    let state = FormState::new(NEW_PLAN, |_| Default::default());
    let plans = page.plans.into_iter().map(|name| SelectOption::new(name.clone(), name)).collect();
    let ways = vec![Way::new("Support plans", "/admin/plans")];
    view! {
        <OnePage around=page.around room=Room::Plans ways=ways title="New plan" class="sheet medium">
            <Form state=state summary=Summary::Listed class="stack-l">
                <section class="card">
                    <div class="body stack">
                        <TextField name="name" label="Name" hint="It stays: accounts and receipts name the plan by it." value=state.value("name") error=state.error("name") autocomplete="off"/>
                        <SelectField name="like" label="It begins as a copy of" options=plans value=state.value_or("like", &page.like) error=state.error("like")/>
                        <p class="soft">"With all that this one promises, and its service calendar. What is to be different is changed next; no account is on it before it is given to one."</p>
                    </div>
                </section>
                <div class="row">
                    <button class="button main" type="submit">"Make the plan"</button>
                    <a class="button" href="/admin/plans">"Leave it"</a>
                </div>
            </Form>
        </OnePage>
    }
    .into_any()
}
