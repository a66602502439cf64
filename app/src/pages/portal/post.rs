//! The forms of the portal's pages.

use caseline_desk::cases::Submitted;
use caseline_desk::error::Refusal;
use caseline_domain::access::Actor;
use caseline_domain::form::{self, FieldErrors, Fields, REMOVE};
use caseline_domain::text::PublicText;

use super::around::{looking_at, of_account};
use super::request::{FORM, base_of, merge_news};
use crate::form::Bounce;
use crate::page::PageError;
use crate::post::{Outcome, act_form, afresh, file_taken_out, refused};
use crate::request::RequestContext;
use crate::ui::News;

const THE_FORM: &str = "/portal/requests/new";
const CALL_CARD: &str = "/portal/requests/call";

/// Saves, discards or submits the member's one draft for the account that the form was shown for.
pub async fn new_request(request: &RequestContext, actor: &Actor, fields: Fields) -> Outcome {
    let Ok(actor) = &looking_at(actor.clone(), fields.get("for")) else {
        return Outcome::Failed(PageError::NotThere);
    };
    let of = of_account(actor);
    // The form names its act, and a button beside "Submit" names another after it.
    let act = fields.iter().filter(|(name, _)| *name == "act").last().map_or(FORM, |(_, act)| act).to_owned();
    if let Some(Outcome::Failed(error)) = file_taken_out(request, actor, FORM, &fields).await {
        return Outcome::Failed(error);
    }
    let act = if fields.has(REMOVE) { "save".to_owned() } else { act };
    let done = match act.as_str() {
        "discard" => request.desk.discard_draft(actor).await.map(|()| afresh(&format!("/portal{of}"))),
        "save" => save(request, actor, &fields).await.map(|kept| match kept {
            Kept::AsTyped => match form::with_refused(Ok(()), &fields) {
                Ok(()) => afresh(&format!("{THE_FORM}{of}")),
                Err(errors) => Bounce::errors(FORM, typed(&fields), errors).into(),
            },
            Kept::Merged(bounce) => bounce.into(),
        }),
        _ => submit(request, actor, &fields).await,
    };
    done.unwrap_or_else(|refusal| refused(refusal, FORM, typed(&fields)))
}

/// What comes back to the page. It is another page by then, with a revision and a base of its own.
fn typed(fields: &Fields) -> Fields {
    fields.only(|name| !matches!(name, "revision" | "base"))
}

type Refused<T> = Result<T, Refusal>;

/// What became of a draft.
enum Kept {
    AsTyped,
    /// Another window had changed other fields: the author sees them before anything is sent.
    Merged(Bounce),
}

async fn save(request: &RequestContext, actor: &Actor, fields: &Fields) -> Refused<Kept> {
    let revision = fields.get("revision").parse().unwrap_or(0);
    let saved = request.desk.save_draft(actor, fields, revision, base_of(fields.get("base"))).await?;
    Ok(match merge_news(&saved.merged) {
        None => Kept::AsTyped,
        Some(sentence) => Kept::Merged(Bounce::news(FORM, saved.fields, News::Warn, sentence)),
    })
}

/// Submits what was typed. Errors keep the text in the draft. What must be phoned needs no more than that answer: nothing
/// stands between an outage and the number to call.
async fn submit(request: &RequestContext, actor: &Actor, fields: &Fields) -> Refused<Outcome> {
    let call_card = format!("{CALL_CARD}{}", of_account(actor));
    let plan = request.desk.plan_for_new(actor).await?;
    let phoned = form::priority(fields).is_some_and(|priority| plan.plan.is_phoned(priority));
    let parsed = form::with_refused(form::request(fields), fields);
    if phoned || parsed.is_err() || another_window_saved(request, actor, fields).await? {
        let kept = match save(request, actor, fields).await {
            // Submitted or discarded meanwhile, but nothing stands between an outage and the number to call.
            Err(Refusal::DraftGone) if phoned => save(request, actor, &begun_anew(fields)).await,
            kept => kept,
        };
        match (kept?, &parsed) {
            (Kept::Merged(bounce), _) => return Ok(bounce.into()),
            (Kept::AsTyped, _) if phoned => {
                request.desk.make_call_code(actor).await?;
                return Ok(afresh(&call_card));
            }
            (Kept::AsTyped, Err(errors)) => return Ok(Bounce::errors(FORM, typed(fields), errors.clone()).into()),
            (Kept::AsTyped, Ok(_)) => {}
        }
    }
    let once = fields.get("once").parse().ok();
    Ok(match request.desk.submit_request(actor, parsed?, once).await? {
        Submitted::Opened(number) => afresh(&format!("/portal/cases/{number}")),
        Submitted::MustBePhoned => afresh(&call_card),
    })
}

/// The same text on a page of no draft yet.
fn begun_anew(fields: &Fields) -> Fields {
    let mut fields = fields.clone();
    fields.set("revision", "0");
    fields.set("base", "");
    fields
}

/// Whether the stored draft is not the one that this page last saw. None at all is no conflict: nothing was saved yet,
/// or the same form was sent twice and its case is open.
async fn another_window_saved(request: &RequestContext, actor: &Actor, fields: &Fields) -> Refused<bool> {
    let stored = request.desk.draft(actor).await?;
    Ok(stored.is_some_and(|draft| fields.get("revision").parse() != Ok(draft.revision)))
}

/// What a member does on a case.
enum Act {
    Write(PublicText),
    Propose(PublicText),
    Accept,
    Decline(PublicText),
    Escalate(form::Escalate),
    EndEscalation(Option<PublicText>),
    AcceptWorkaround,
    FailWorkaround(PublicText),
    Reopen(PublicText),
    Rate,
}

impl Act {
    fn parse(act: &str, fields: &Fields) -> Option<Result<Act, FieldErrors>> {
        Some(match act {
            "message" => form::message(fields).map(Act::Write),
            "answer" => form::answer(fields).map(Act::Write),
            "propose" => form::proposal(fields).map(Act::Propose),
            "accept" => Ok(Act::Accept),
            "decline" => form::decline(fields).map(Act::Decline),
            "escalate" => form::escalate(fields).map(Act::Escalate),
            "end-escalation" => form::ending(fields).map(Act::EndEscalation),
            "workaround-accepted" => Ok(Act::AcceptWorkaround),
            "workaround-failed" => form::workaround_failure(fields).map(Act::FailWorkaround),
            "reopen" => form::reopening(fields).map(Act::Reopen),
            "survey" => Ok(Act::Rate),
            _ => return None,
        })
    }
}

/// One act on a case of the member's account. For our own side this address is not there.
pub async fn case(request: &RequestContext, actor: &Actor, number: &str, fields: Fields) -> Outcome {
    let name = fields.get("act").to_owned();
    let (Some(_), Some(on), Some(parsed)) =
        (actor.standing.account(), act_form(number, &fields), Act::parse(&name, &fields))
    else {
        return Outcome::Failed(PageError::NotThere);
    };
    if let Some(outcome) = file_taken_out(request, actor, &name, &fields).await {
        return outcome;
    }
    let act = match form::with_refused(parsed, &fields) {
        Ok(act) => act,
        Err(errors) => return Bounce::errors(&name, fields, errors).into(),
    };
    let desk = &request.desk;
    let done = match act {
        Act::Rate => {
            return match desk.survey_link(actor, on.number).await {
                Ok(secret) => Outcome::Go(format!("/survey/{}", secret.reveal())),
                Err(refusal) => refused(refusal, &name, fields),
            };
        }
        Act::Write(text) => desk.write_message_with(actor, on, text, form::attached(&fields)).await,
        Act::Propose(summary) => desk.propose_closure(actor, on, summary).await,
        Act::Accept => desk.accept_closure(actor, on).await,
        Act::Decline(reason) => desk.decline_closure(actor, on, reason).await,
        Act::Escalate(escalate) => desk.escalate(actor, on, escalate).await,
        Act::EndEscalation(text) => desk.end_escalation(actor, on, text).await,
        Act::AcceptWorkaround => desk.accept_workaround(actor, on).await,
        Act::FailWorkaround(text) => desk.fail_workaround(actor, on, text).await,
        Act::Reopen(reason) => desk.reopen(actor, on, reason).await,
    };
    match done {
        Ok(_) => Outcome::Go(format!("/portal/cases/{}#latest", on.number)),
        Err(refusal) => refused(refusal, &name, fields),
    }
}

/// Whom the member's account lets read its cases, or act on them.
pub async fn account(request: &RequestContext, actor: &Actor, fields: Fields) -> Outcome {
    let act = fields.get("act").to_owned();
    let done = match act.as_str() {
        "grant" => match form::grant(&fields) {
            Ok(grant) => request.desk.grant_access(actor, grant).await,
            Err(errors) => return Bounce::errors(&act, fields, errors).into(),
        },
        "withdraw" => match fields.get("partner").parse() {
            Ok(partner) => request.desk.withdraw_access(actor, partner).await,
            Err(_) => Err(Refusal::NotThere),
        },
        _ => Err(Refusal::NotThere),
    };
    match done {
        Ok(()) => Outcome::Go("/portal/account#access".to_owned()),
        Err(refusal) => refused(refusal, &act, fields),
    }
}
