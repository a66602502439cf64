//! The forms of the desk's pages.

use caseline_domain::access::Actor;
use caseline_domain::form::{self, FieldErrors, Fields};

use crate::form::Bounce;
use crate::page::PageError;
use crate::post::{Outcome, act_form, refused};
use crate::request::RequestContext;

/// Parses a form, or shows it again with its errors.
macro_rules! parsed {
    ($parse:expr, $act:expr, $fields:expr) => {
        match $parse(&$fields) {
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
    let done = match act.as_str() {
        "take" => desk.take(actor, key).await,
        "message" => desk.write_message(actor, key, parsed!(form::message, &act, fields)).await,
        "note" => desk.write_note(actor, key, parsed!(form::note, &act, fields)).await,
        "ask" => desk.ask_for_information(actor, key, parsed!(form::ask, &act, fields)).await,
        "propose" => desk.propose_closure(actor, key, parsed!(form::proposal, &act, fields)).await,
        "accept" => desk.accept_closure(actor, key).await,
        "decline" => desk.decline_closure(actor, key, parsed!(form::decline, &act, fields)).await,
        "hand-over" => desk.offer_hand_over(actor, key, parsed!(form::hand_over, &act, fields)).await,
        "accept-hand-over" => desk.accept_hand_over(actor, key).await,
        "decline-hand-over" => desk.decline_hand_over(actor, key, parsed!(form::refusal, &act, fields)).await,
        _ => return Outcome::Failed(PageError::NotThere),
    };
    match done {
        Ok(acted) => Outcome::Go(format!("/desk/cases/{}#e{}", key.number, acted.last)),
        Err(refusal) => refused(refusal, &act, fields),
    }
}

/// Taking a call: the code, the account, and the case itself are one form, so that nothing typed is lost between them.
pub async fn phone(request: &RequestContext, actor: &Actor, fields: Fields) -> Outcome {
    const ACT: &str = "open";
    let desk = &request.desk;
    match fields.get("act") {
        "code" => {
            let code = parsed!(form::call_code, "code", fields);
            match desk.draft_by_code(actor, &code).await {
                Ok(Some(draft)) => {
                    // What the customer wrote, with the moment at which this call was answered.
                    let mut found = draft.fields.clone();
                    for name in ["answered", "once"] {
                        found.set(name, fields.get(name));
                    }
                    found.set("account", draft.account.to_string());
                    found.set("code", code);
                    Bounce { act: ACT.to_owned(), fields: found, ..Bounce::default() }.into()
                }
                Ok(None) => {
                    let sentence =
                        "Nobody has this code, or it is older than a day. Ask for it again, or for the account’s name.";
                    Bounce::errors("code", fields, FieldErrors::one("code", sentence)).into()
                }
                Err(refusal) => refused(refusal, "code", fields),
            }
        }
        _ => {
            let once = fields.get("once").parse().ok();
            let case = parsed!(form::phone_case, ACT, fields);
            match desk.open_by_phone(actor, case, once).await {
                Ok(number) => Outcome::Go(format!("/desk/cases/{number}")),
                Err(refusal) => refused(refusal, ACT, fields),
            }
        }
    }
}
