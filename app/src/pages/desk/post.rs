//! The forms of the desk's pages.

use caseline_domain::access::Actor;
use caseline_domain::form::{self, FieldErrors, Fields, PHONE_ACCOUNT, PHONE_CALLER, Phone};

use crate::form::Bounce;
use crate::page::PageError;
use crate::post::{Outcome, act_form, afresh, file_taken_out, refused};
use crate::request::RequestContext;

/// Parses a form, or shows it again with its errors.
macro_rules! parsed {
    ($parse:expr, $act:expr, $fields:expr) => {
        match form::with_refused($parse(&$fields), &$fields) {
            Ok(command) => command,
            Err(errors) => return Bounce::errors($act, $fields, errors).into(),
        }
    };
}

/// An act on a case, named by `act`.
pub async fn case(request: &RequestContext, actor: &Actor, number: &str, fields: Fields) -> Outcome {
    let Some(key) = act_form(number, &fields) else { return Outcome::Failed(PageError::NotThere) };
    // This address is for our side; members act in the portal.
    if actor.standing.account().is_some() {
        return Outcome::Failed(PageError::NotThere);
    }
    let desk = &request.desk;
    let act = fields.get("act").to_owned();
    if let Some(outcome) = file_taken_out(request, actor, &act, &fields).await {
        return outcome;
    }
    let files = form::attached(&fields);
    let done = match act.as_str() {
        "take" => desk.take(actor, key).await,
        "message" => desk.write_message_with(actor, key, parsed!(form::message, &act, fields), files).await,
        "note" => desk.write_note_with(actor, key, parsed!(form::note, &act, fields), files).await,
        "ask" => desk.ask_for_information(actor, key, parsed!(form::ask, &act, fields)).await,
        "propose" => desk.propose_closure(actor, key, parsed!(form::proposal, &act, fields)).await,
        "accept" => desk.accept_closure(actor, key).await,
        "decline" => desk.decline_closure(actor, key, parsed!(form::decline, &act, fields)).await,
        "hand-over" => desk.offer_hand_over(actor, key, parsed!(form::hand_over, &act, fields)).await,
        "accept-hand-over" => desk.accept_hand_over(actor, key).await,
        "decline-hand-over" => desk.decline_hand_over(actor, key, parsed!(form::refusal, &act, fields)).await,
        "escalate" => desk.escalate(actor, key, parsed!(form::escalate, &act, fields)).await,
        "acknowledge-escalation" => {
            desk.acknowledge_escalation(actor, key, parsed!(form::acknowledgement, &act, fields)).await
        }
        "end-escalation" => desk.end_escalation(actor, key, parsed!(form::ending, &act, fields)).await,
        "priority" => desk.change_priority(actor, key, parsed!(form::change_priority, &act, fields)).await,
        "have-it" => desk.confirm_ownership(actor, key).await,
        "reopen" => desk.reopen(actor, key, parsed!(form::reopening, &act, fields)).await,
        "override" => desk.override_closure(actor, key, parsed!(form::overriding, &act, fields)).await,
        "workaround" => desk.propose_workaround(actor, key, parsed!(form::workaround, &act, fields)).await,
        "workaround-tested" => desk.test_workaround(actor, key, parsed!(form::workaround_test, &act, fields)).await,
        "workaround-accepted" => desk.accept_workaround(actor, key).await,
        "workaround-failed" => desk.fail_workaround(actor, key, parsed!(form::workaround_failure, &act, fields)).await,
        "promise" => desk.promise_update(actor, key, parsed!(form::next_update, &act, fields)).await,
        "call" => desk.log_call(actor, key, parsed!(form::call_log, &act, fields)).await,
        "explain" => desk.explain_breach(actor, key, parsed!(form::breach_cause, &act, fields)).await,
        _ => return Outcome::Failed(PageError::NotThere),
    };
    match done {
        Ok(acted) => Outcome::Go(format!("/desk/cases/{}#e{}", key.number, acted.last)),
        Err(refusal) => refused(refusal, &act, fields),
    }
}

/// Taking a call. The page's address keeps when it was answered; the rest is one form.
pub async fn phone(request: &RequestContext, actor: &Actor, mut fields: Fields) -> Outcome {
    const ACT: &str = "open";
    let desk = &request.desk;
    // The form names its act, and the button "Find" names another after it.
    match fields.iter().filter(|(name, _)| *name == "act").last().map(|(_, act)| act) {
        Some("answer") => {
            return match desk.answer_call(actor) {
                Ok(answered) => Outcome::Go(format!("/desk/phone?answered={}", answered.millis())),
                Err(refusal) => refused(refusal, ACT, fields),
            };
        }
        Some("find") => return find_account(request, actor, fields).await,
        _ => {}
    }
    match parsed!(form::phone, ACT, fields) {
        Phone::Find(code) => match desk.draft_by_code(actor, &code).await {
            Ok(Some(draft)) => {
                // What the customer wrote; what was typed on the phone already stands.
                for (name, value) in draft.fields.iter() {
                    if fields.get(name).trim().is_empty() {
                        fields.set(name, value);
                    }
                }
                fields.set(PHONE_ACCOUNT, draft.account.to_string());
                fields.set(PHONE_CALLER, draft.author.to_string());
                fields.set("found", code.as_str());
                fields.set("code", code);
                Bounce { act: ACT.to_owned(), fields, ..Bounce::default() }.into()
            }
            Ok(None) => {
                let sentence =
                    "Nobody has this code, or it is older than a day. Ask for it again, or find the account below.";
                Bounce::errors(ACT, fields, FieldErrors::one("code", sentence)).into()
            }
            Err(refusal) => refused(refusal, ACT, fields),
        },
        Phone::Open(case) => {
            let once = fields.get("once").parse().ok();
            match desk.open_by_phone(actor, *case, once).await {
                Ok(number) => afresh(&format!("/desk/cases/{number}")),
                Err(refusal) => refused(refusal, ACT, fields),
            }
        }
    }
}

/// The same form with the accounts that were looked for; one alone is chosen at once.
async fn find_account(request: &RequestContext, actor: &Actor, mut fields: Fields) -> Outcome {
    match request.desk.accounts_named(actor, fields.get("find")).await {
        Ok(found) => {
            if let [(only, _)] = &found[..] {
                fields.set(PHONE_ACCOUNT, only.to_string());
            }
            let errors = if found.is_empty() {
                FieldErrors::one("find", "No account’s name begins like this.")
            } else {
                FieldErrors::default()
            };
            Bounce { act: "open".to_owned(), fields, errors, ..Bounce::default() }.into()
        }
        Err(refusal) => refused(refusal, "open", fields),
    }
}
