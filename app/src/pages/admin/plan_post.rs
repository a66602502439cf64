//! What the forms of the support plans do. A change is shown before it is saved, with what it would do to the open cases;
//! what is saved is what was shown.

use caseline_desk::cases::Moved;
use caseline_desk::error::Refusal;
use caseline_desk::plan_versions::PlanEdit;
use caseline_domain::access::Actor;
use caseline_domain::form::plan::{changes, plan as typed};
use caseline_domain::form::{FieldErrors, Fields};
use caseline_domain::hours::Calendar;
use caseline_domain::id::PlanId;
use caseline_domain::plan::{CalendarOfPlan, Plan};
use caseline_domain::text::Line;

use super::load::named;
use super::moving::MOVE;
use super::plan::PLAN;
use super::plan_load::{as_text, href, lines, says};
use super::post::{NOTHING, OTHER, not_shown, pressed, saved_as};
use crate::form::Bounce;
use crate::post::{Outcome, refused, told};
use crate::request::RequestContext;
use crate::ui::News;

const STALE: &str = "Somebody made another version while you were at it. Below is how the plan stands now; what you typed is still here. Check, and go on.";

pub async fn plan(request: &RequestContext, actor: &Actor, name: &str, fields: Fields) -> Outcome {
    let versions = match request.desk.plan_versions(actor, &named(name)).await {
        Ok(versions) => versions,
        Err(refusal) => return refused(refusal, PLAN, fields),
    };
    let Some(newest) = versions.first() else { return refused(Refusal::NotThere, PLAN, fields) };
    if fields.get("seen").parse() != Ok(newest.plan.version) {
        return Bounce::news(PLAN, not_shown(fields), News::Warn, STALE).into();
    }
    let chosen = match chosen_calendar(request, actor, &newest.plan, &fields).await {
        Ok(chosen) => chosen,
        Err(refusal) => return refused(refusal, PLAN, fields),
    };
    let plan = match (typed(&fields, &newest.plan), chosen) {
        (Ok(plan), Some((calendar, service))) => Plan { calendar, service, ..plan },
        (read, chosen) => {
            let mut errors = read.err().unwrap_or_default();
            if chosen.is_none() {
                errors.add("calendar", "Choose one of the calendars.");
            }
            return Bounce::errors(PLAN, not_shown(fields), errors).into();
        }
    };
    let differs = changes(&newest.plan, &plan);
    if differs.is_empty() {
        return Bounce::news(PLAN, not_shown(fields), News::Neutral, NOTHING).into();
    }
    let shown = format!("{}: {}", newest.plan.version, differs.join("; "));
    let saves = pressed(&fields) == "save";
    if saves && fields.get("previewed") == shown {
        let edit = PlanEdit { seen: newest.plan.version, plan };
        return match request.desk.save_plan(actor, edit).await {
            Ok(version) => told(&href(&newest.plan.name), saved_as(version)),
            Err(Refusal::Stale) => Bounce::news(PLAN, not_shown(fields), News::Warn, STALE).into(),
            Err(refusal) => refused(refusal, PLAN, fields),
        };
    }
    let mut fields = fields;
    if let Err(refusal) = preview_open_cases(request, actor, vec![plan], &mut fields).await {
        return refused(refusal, PLAN, fields);
    }
    fields.set("preview", differs.join("\n"));
    fields.set("previewed", shown);
    let news = saves.then(|| (News::Warn, OTHER.to_owned()));
    Bounce { act: PLAN.to_owned(), fields, news, ..Bounce::default() }.into()
}

/// The calendar that a plan is to have, as the plan holds one; nothing where there is none of that name. A form that says
/// none, or the one it has, leaves it as it is.
async fn chosen_calendar(
    request: &RequestContext,
    actor: &Actor,
    plan: &Plan,
    fields: &Fields,
) -> Result<Option<(Option<CalendarOfPlan>, Calendar)>, Refusal> {
    let chosen = fields.get("calendar");
    if chosen.is_empty() || chosen == plan.calendar_of().name {
        return Ok(Some((plan.calendar.clone(), plan.service.clone())));
    }
    match request.desk.calendar(actor, chosen).await {
        Ok(history) => {
            let newest = history.newest();
            let copied = CalendarOfPlan { name: newest.name.clone(), version: newest.version };
            Ok(Some((Some(copied), newest.calendar.clone())))
        }
        Err(Refusal::NotThere) => Ok(None),
        Err(refusal) => Err(refusal),
    }
}

/// Puts into a form what it would do to move the open cases of these plans to versions like these.
pub(super) async fn preview_open_cases(
    request: &RequestContext,
    actor: &Actor,
    candidates: Vec<Plan>,
    fields: &mut Fields,
) -> Result<(), Refusal> {
    let (zone, now) = (request.zone(actor), request.desk.now());
    let (mut said, mut listed) = (Vec::new(), Vec::new());
    for candidate in candidates {
        let name = candidate.name.clone();
        let preview = request.desk.preview_plan(actor, candidate).await?;
        if preview.count > 0 {
            said.push(format!("{name}, if the open cases were moved: {}", says(&preview, "an older version.")));
            listed.extend(lines(&preview, &zone, now));
        }
    }
    fields.set("preview_says", said.join("\n"));
    fields.set("preview_cases", as_text(&listed));
    Ok(())
}

/// Why open cases are moved, if anybody says so.
pub(super) fn note(fields: &Fields) -> Result<Option<Line>, FieldErrors> {
    let sentence = "Write one line of at most 200 characters, or nothing.";
    match fields.get("note").trim() {
        "" => Ok(None),
        typed => Line::parse(typed).map(Some).map_err(|_| FieldErrors::one("note", sentence)),
    }
}

/// What moving came to.
pub(super) fn were_moved(moved: Moved) -> String {
    let cases = match moved.cases {
        0 => return "No case was left to move.".to_owned(),
        1 => "One case was moved.".to_owned(),
        cases => format!("{cases} cases were moved."),
    };
    match moved.told {
        0 => format!("{cases} None of them is due at another time than before."),
        1 => format!("{cases} One is due at another time than before, which its customer is told by mail."),
        told => format!("{cases} {told} are due at another time than before, which their customers are told by mail."),
    }
}

pub async fn moving(request: &RequestContext, actor: &Actor, name: &str, fields: Fields) -> Outcome {
    let name = named(name);
    let note = match note(&fields) {
        Ok(note) => note,
        Err(errors) => return Bounce::errors(MOVE, fields, errors).into(),
    };
    let Ok(to) = fields.get("to").parse::<PlanId>() else { return refused(Refusal::NotThere, MOVE, fields) };
    match request.desk.move_cases(actor, &name, to, note).await {
        // With more left than go at once, this very page says so.
        Ok(moved) => match request.desk.count_behind(actor, &name).await {
            Ok(0) => told(&href(&name), were_moved(moved)),
            Ok(_) => told(&format!("{}/move", href(&name)), were_moved(moved)),
            Err(refusal) => refused(refusal, MOVE, fields),
        },
        Err(Refusal::Stale) => {
            let sentence = "There is a newer version of the plan now. Look at what moving would do, then move them.";
            Bounce::news(MOVE, fields, News::Warn, sentence).into()
        }
        Err(refusal) => refused(refusal, MOVE, fields),
    }
}
