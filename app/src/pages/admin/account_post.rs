//! What the forms of the accounts do. Another plan is shown before it is given, with what it would do to the open cases;
//! what is given is what was shown.

use caseline_desk::error::Refusal;
use caseline_domain::access::Actor;
use caseline_domain::form::plan::changes;
use caseline_domain::form::{FieldErrors, Fields};
use caseline_domain::id::{AccountId, PlanId};

use super::account::GIVE_PLAN;
use super::account_load::href;
use super::moving::MOVE;
use super::plan_load::{as_text, lines, says};
use super::plan_post::{note, were_moved};
use super::post::{NOTHING, OTHER, not_shown, pressed};
use crate::form::Bounce;
use crate::page::PageError;
use crate::post::{Outcome, refused, told};
use crate::request::RequestContext;
use crate::ui::News;

const STALE: &str = "The account got another plan, or its plan another version, while you were at it. Below is how it stands now; what you chose is still here. Check, and go on.";

pub async fn account(request: &RequestContext, actor: &Actor, account: &str, fields: Fields) -> Outcome {
    let Ok(account) = account.parse::<AccountId>() else { return Outcome::Failed(PageError::NotThere) };
    match shown_or_given(request, actor, account, fields.clone()).await {
        Ok(outcome) => outcome,
        Err(Refusal::Stale) => Bounce::news(GIVE_PLAN, not_shown(fields), News::Warn, STALE).into(),
        Err(refusal) => refused(refusal, GIVE_PLAN, fields),
    }
}

/// Gives the plan that was shown; any other is shown first.
async fn shown_or_given(
    request: &RequestContext,
    actor: &Actor,
    account: AccountId,
    mut fields: Fields,
) -> Result<Outcome, Refusal> {
    let held = request.desk.account_on_plan(actor, account).await?;
    if fields.get("seen").parse() != Ok(held.on.id) {
        return Err(Refusal::Stale);
    }
    let plans = request.desk.plans(actor).await?;
    let Some(to) = plans.into_iter().find(|newest| newest.plan.name == fields.get("plan")) else {
        let errors = FieldErrors::one("plan", "Choose one of the plans.");
        return Ok(Bounce::errors(GIVE_PLAN, not_shown(fields), errors).into());
    };
    if to.id == held.on.id {
        return Ok(Bounce::news(GIVE_PLAN, not_shown(fields), News::Neutral, NOTHING).into());
    }
    let shown = to.id.to_string();
    let saves = pressed(&fields) == "save";
    if saves && fields.get("previewed") == shown {
        request.desk.change_plan(actor, account, held.on.id, to.id).await?;
        let (name, version) = (to.plan.name, to.plan.version);
        return Ok(told(
            &href(account),
            format!("The account is on {name}, version {version}, now. It holds for new cases."),
        ));
    }
    let mut differs = vec![format!(
        "Plan: {}, version {}, instead of {}, version {}",
        to.plan.name, to.plan.version, held.on.plan.name, held.on.plan.version
    )];
    differs.extend(changes(&held.on.plan, &to.plan));
    let preview = request.desk.preview_account(actor, account, to.id).await?;
    let (zone, now) = (request.zone(actor), request.desk.now());
    let says_of_cases = if preview.count > 0 {
        fields.set("preview_cases", as_text(&lines(&preview, &zone, now)));
        format!("If the open cases were moved: {}", says(&preview, ANOTHER_NOW))
    } else {
        fields.set("preview_cases", "");
        "The account has no open case that would be moved.".to_owned()
    };
    fields.set("preview_says", says_of_cases);
    fields.set("preview", differs.join("\n"));
    fields.set("previewed", shown);
    let news = saves.then(|| (News::Warn, OTHER.to_owned()));
    Ok(Bounce { act: GIVE_PLAN.to_owned(), fields, news, ..Bounce::default() }.into())
}

/// What the cases go by that would be moved, before the account is on the plan.
const ANOTHER_NOW: &str = "another plan than this.";

pub async fn moving(request: &RequestContext, actor: &Actor, account: &str, fields: Fields) -> Outcome {
    let Ok(account) = account.parse::<AccountId>() else { return Outcome::Failed(PageError::NotThere) };
    let note = match note(&fields) {
        Ok(note) => note,
        Err(errors) => return Bounce::errors(MOVE, fields, errors).into(),
    };
    let Ok(to) = fields.get("to").parse::<PlanId>() else { return refused(Refusal::NotThere, MOVE, fields) };
    match request.desk.move_cases_of_account(actor, account, to, note).await {
        // With more left than go at once, this very page says so.
        Ok(moved) => match request.desk.count_behind_account(actor, account).await {
            Ok(0) => told(&href(account), were_moved(moved)),
            Ok(_) => told(&format!("{}/move", href(account)), were_moved(moved)),
            Err(refusal) => refused(refusal, MOVE, fields),
        },
        Err(Refusal::Stale) => {
            let sentence = "The account is on another plan version now. Look at what moving would do, then move them.";
            Bounce::news(MOVE, fields, News::Warn, sentence).into()
        }
        Err(refusal) => refused(refusal, MOVE, fields),
    }
}
