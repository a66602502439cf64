//! The satisfaction survey of one closed case: by its link, without signing in, answered once.

use caseline_domain::form;
use caseline_domain::survey::Expectations;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use crate::form::{Form, FormState, Summary, errors_of};
use crate::page::loaded;
use crate::ui::{
    Check, ChoiceLayout, ChoiceOption, Choices, Empty, EmptySize, Need, PageTitle, PlainFrame, PlainWidth,
    SkeletonShape, TextArea,
};

/// What the survey is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct SurveyPage {
    number: String,
    subject: String,
    answered: bool,
}

#[cfg(feature = "ssr")]
pub async fn load(token: &str) -> Result<SurveyPage, crate::page::PageError> {
    let request = crate::request::request()?;
    let survey = request
        .desk
        .survey(&caseline_desk::clock::Secret::presented(token))
        .await?
        .ok_or(crate::page::PageError::NotThere)?;
    Ok(SurveyPage {
        number: caseline_domain::id::CaseNumber(survey.number).to_string(),
        subject: survey.subject,
        answered: survey.answered_at.is_some(),
    })
}

#[component]
pub fn Survey() -> impl IntoView {
    let params = use_params_map();
    let at = move || params.with(|params| format!("/survey/{}", params.get("token").unwrap_or_default()));
    view! {
        <PageTitle text="How did we do? · Caseline"/>
        {loaded(at, SkeletonShape::Lines(6), |page: SurveyPage| view! {
            <PlainFrame width=PlainWidth::Medium>
                {if page.answered {
                    view! { <Thanks/> }.into_any()
                } else {
                    view! { <Questions page=page/> }.into_any()
                }}
            </PlainFrame>
        })}
    }
    .into_any()
}

#[component]
fn Thanks() -> impl IntoView {
    view! {
        <Empty title="Thank you" text="Your answer has reached us. It is read, and it counts in how we are measured." size=EmptySize::Page/>
    }
}

#[component]
fn Questions(page: SurveyPage) -> impl IntoView {
    let state = FormState::new("survey", |fields| errors_of(form::survey(fields)));
    let scale =
        || (1..=5).map(|points: u8| ChoiceOption::new(points.to_string(), points.to_string())).collect::<Vec<_>>();
    let expectations =
        Expectations::ALL.into_iter().map(|answer| ChoiceOption::new(answer.key(), answer.word())).collect();
    let question = move |name: &'static str, legend: &'static str| {
        view! {
            <Choices
                name=name
                legend=legend
                hint="1 is poor, 5 is excellent"
                options=scale()
                value=state.value(name)
                error=state.error(name)
                layout=ChoiceLayout::Scale
            />
        }
    };
    view! {
        <div class="stack-s">
            <p class="soft small">{page.number} " is closed"</p>
            <h1>"How did we do?"</h1>
            <p class="soft">{page.subject}</p>
        </div>
        <Form state=state summary=Summary::Listed>
            {question("overall", "Overall")}
            {question("timeliness", "Were we in time?")}
            {question("quality", "The quality of the solution")}
            <Choices
                name="expectations"
                legend="Did it meet your expectations?"
                options=expectations
                value=state.value("expectations")
                error=state.error("expectations")
                layout=ChoiceLayout::Scale
            />
            <TextArea
                name="comment"
                label="Anything you want to tell us: the product, our process, this case"
                value=state.value("comment")
                error=state.error("comment")
                need=Need::Optional
            />
            <Check name="may_contact" label="You may contact me about this" checked=state.value("may_contact") == "on"/>
            <div class="row"><button class="button main" type="submit">"Send"</button></div>
        </Form>
    }
    .into_any()
}
