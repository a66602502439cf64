//! What the forms do that make a plan or a calendar.

use caseline_desk::calendars::NewCalendar;
use caseline_desk::error::Refusal;
use caseline_desk::plan_versions::NewPlan;
use caseline_domain::access::Actor;
use caseline_domain::form::{Fields, calendar as typed_calendar, plan as typed_plan};

use super::load::{begins_with, href as calendar_href};
use super::new_calendar::NEW_CALENDAR;
use super::new_plan::NEW_PLAN;
use super::plan_load::href as plan_href;
use crate::form::Bounce;
use crate::post::{Outcome, refused, told};
use crate::request::RequestContext;
use crate::ui::News;

const STALE: &str = "Somebody changed the plans while you were at it. What you typed is still here: send it again.";

pub async fn plan(request: &RequestContext, actor: &Actor, fields: Fields) -> Outcome {
    // What is wrong is said to nobody who may not make one.
    if let Err(refusal) = request.desk.plans(actor).await {
        return refused(refusal, NEW_PLAN, fields);
    }
    let name = match typed_plan::name(&fields) {
        Ok(name) => name,
        Err(errors) => return Bounce::errors(NEW_PLAN, fields, errors).into(),
    };
    let to = plan_href(name.as_str());
    match request.desk.add_plan(actor, NewPlan { name, like: fields.get("like").to_owned() }).await {
        Ok(()) => told(&to, "The plan is there. It holds for no account yet: an account gets it on its own page."),
        Err(refusal) => again(refusal, NEW_PLAN, fields),
    }
}

pub async fn calendar(request: &RequestContext, actor: &Actor, fields: Fields) -> Outcome {
    let (like, before) = match begins_with(request, actor, fields.get("like")).await {
        Ok(begins_with) => begins_with,
        Err(refusal) => return refused(refusal, NEW_CALENDAR, fields),
    };
    let (name, calendar) = match (typed_plan::name(&fields), typed_calendar::calendar(&fields, &before)) {
        (Ok(name), Ok(calendar)) => (name, calendar),
        (name, calendar) => {
            let mut errors = name.err().unwrap_or_default();
            for (field, sentence) in calendar.err().unwrap_or_default().iter() {
                errors.add(field, sentence);
            }
            return Bounce::errors(NEW_CALENDAR, fields, errors).into();
        }
    };
    let to = calendar_href(name.as_str());
    match request.desk.add_calendar(actor, NewCalendar { name, like, calendar }).await {
        Ok(()) => told(&to, "The calendar is there. No plan counts in it yet: a plan gets it on its own page."),
        Err(refusal) => again(refusal, NEW_CALENDAR, fields),
    }
}

fn again(refusal: Refusal, act: &str, fields: Fields) -> Outcome {
    match refusal {
        Refusal::Stale => Bounce::news(act, fields, News::Warn, STALE).into(),
        Refusal::Fields(errors) if errors.get("").is_some() => {
            let sentence = errors.get("").unwrap_or_default().to_owned();
            Bounce::news(act, fields, News::Warn, sentence).into()
        }
        refusal => refused(refusal, act, fields),
    }
}
