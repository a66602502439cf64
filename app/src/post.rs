//! Form posts. A form posts to the address of the page it stands on; [`post`] is the one table that says which page
//! does what with it. The server turns the [`Outcome`] into a redirect or into the page again.

use caseline_desk::cases::{ActForm, act_key};
use caseline_desk::clock::Secret;
use caseline_desk::error::Refusal;
use caseline_domain::access::Actor;
use caseline_domain::form::{ATTACHED, Fields, REMOVE};
use caseline_domain::id::CaseNumber;

use crate::form::Bounce;
use crate::page::PageError;
use crate::pages::{admin, desk, portal, public};
use crate::request::RequestContext;
use crate::ui::News;

/// What became of a form.
pub enum Outcome {
    /// Done: on to this address.
    Go(String),
    /// Done: on to this path of a page that says so.
    Told { to: String, says: String },
    /// Done, and this browser is signed in with the secret from now on, as this person.
    SignedIn { secret: Secret, actor: Actor, to: String },
    /// Not done: the page again, with what was typed and what is wrong.
    Again(Box<Bounce>),
    /// Not done, and there is no page to show it on.
    Failed(PageError),
}

impl From<Bounce> for Outcome {
    fn from(bounce: Bounce) -> Self {
        Outcome::Again(Box::new(bounce))
    }
}

/// Handles a form posted to `path`, whose parts between slashes are `parts`.
pub async fn post(request: &RequestContext, parts: &[&str], fields: Fields) -> Outcome {
    match parts {
        ["sign-in"] => public::post::sign_in(request, fields).await,
        ["forgot-password"] => public::post::forgot_password(request, fields).await,
        ["welcome", token] => public::post::welcome(request, token, fields).await,
        ["survey", token] => public::post::survey(request, token, fields).await,
        _ => {
            let Some(actor) = request.actor.clone() else { return Outcome::Failed(PageError::SignedOut) };
            match parts {
                ["portal", "requests", "new"] => portal::post::new_request(request, &actor, fields).await,
                ["portal", "account"] => portal::post::account(request, &actor, fields).await,
                ["portal", "cases", number] => portal::post::case(request, &actor, number, fields).await,
                ["desk", "cases", number] => desk::post::case(request, &actor, number, fields).await,
                ["desk", "phone"] => desk::post::phone(request, &actor, fields).await,
                ["admin", "accounts", account] => admin::account_post::account(request, &actor, account, fields).await,
                ["admin", "accounts", account, "move"] => {
                    admin::account_post::moving(request, &actor, account, fields).await
                }
                ["admin", "new", "plan"] => admin::new_post::plan(request, &actor, fields).await,
                ["admin", "new", "calendar"] => admin::new_post::calendar(request, &actor, fields).await,
                ["admin", "plans", name] => admin::plan_post::plan(request, &actor, name, fields).await,
                ["admin", "plans", name, "move"] => admin::plan_post::moving(request, &actor, name, fields).await,
                ["admin", "causes"] => admin::causes_post::causes(request, &actor, fields).await,
                ["admin", "calendars", name] => admin::post::calendar(request, &actor, name, fields).await,
                ["admin", "calendars", name, "holidays", "add"] => {
                    admin::post::add_holidays(request, &actor, name, fields).await
                }
                _ => Outcome::Failed(PageError::NotThere),
            }
        }
    }
}

/// Done: on to the top of another page. A fragment outlives a redirect whose address has none (Fetch, "HTTP-redirect
/// fetch"), and forms are posted to their own place on a page (`form::Form`).
#[must_use]
pub fn afresh(path: &str) -> Outcome {
    Outcome::Go(format!("{path}#"))
}

/// Done: on to a page, which says what was done ([`crate::form::shown_again`]).
#[must_use]
pub fn told(path: &str, says: impl Into<String>) -> Outcome {
    Outcome::Told { to: path.to_owned(), says: says.into() }
}

/// What a form on a case carries; `None` when the address names no case.
#[must_use]
pub fn act_form(number: &str, fields: &Fields) -> Option<ActForm> {
    Some(ActForm {
        number: number.parse::<CaseNumber>().ok()?,
        // A form that does not say what it saw saw nothing: it is stale as soon as anything happened.
        seen: fields.get("seen").parse().unwrap_or(0),
        once: fields.get("once").parse().ok().map(|once| act_key(once, fields)),
    })
}

/// A file was taken out of a form again: the form without it, and with everything else that it holds. Nothing where none was.
pub async fn file_taken_out(request: &RequestContext, actor: &Actor, act: &str, fields: &Fields) -> Option<Outcome> {
    let out = Some(fields.get(REMOVE)).filter(|out| !out.is_empty())?;
    let removed = match out.parse() {
        Ok(id) => request.desk.remove_file(actor, id).await,
        Err(_) => Ok(()),
    };
    let stays = |(name, value): &(&str, &str)| *name != REMOVE && (*name != ATTACHED || !value.starts_with(out));
    let left = fields.iter().filter(stays).map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let fields = Fields::new(left);
    Some(match removed {
        // Gone already is as good.
        Ok(()) | Err(Refusal::NotThere) => Bounce { act: act.to_owned(), fields, ..Bounce::default() }.into(),
        Err(refusal) => refused(refusal, act, fields),
    })
}

/// The one place where a refused form becomes a page: what was typed stays, and a sentence says what happened.
#[must_use]
pub fn refused(refusal: Refusal, act: &str, fields: Fields) -> Outcome {
    let not_now;
    let sentence = match refusal {
        Refusal::Fields(errors) => return Bounce::errors(act, fields, errors).into(),
        Refusal::Stale => {
            "The case changed while you were writing. Below is how it stands now; what you typed is still here. Check, and send again."
        }
        Refusal::NotNow(status) => {
            let now = status.words();
            not_now = format!("This is not possible any more: the case is now “{now}”. What you typed is still here.");
            &not_now
        }
        Refusal::Full => {
            "This case is full: no more can be written on it. Let it be closed, and go on in a new request that names its number. What you typed is still here."
        }
        Refusal::OfferOver => {
            "This hand-over is over: it was answered or ended, or another colleague was asked. Below is how the case stands now."
        }
        Refusal::Escalated => {
            "This case is escalated already. Below is what a manager has of it; what you typed can follow in a message."
        }
        Refusal::EscalatedLately => {
            "An escalation of this case has just ended. If a manager is needed again at once, please phone; what you typed is still here."
        }
        Refusal::EscalationOver => {
            "This escalation was answered or ended meanwhile. Below is how the case stands now; what you typed is still here."
        }
        Refusal::WorkaroundOver => {
            "This workaround was accepted, has failed, or another one was proposed meanwhile. Below is how it stands now; what you typed is still here."
        }
        Refusal::ClosedTooLong => {
            "This case was closed too long ago to be opened again. Open a new request and name its number; what you typed is still here."
        }
        Refusal::ByPhone => {
            "A case like this is opened again by phone, so that somebody has it at once. Please call us; what you typed is still here."
        }
        Refusal::HasAnOwner => "Nothing is left to confirm: this case is somebody’s. Below is how it stands now.",
        Refusal::DraftGone => portal::DRAFT_GONE,
        other => return Outcome::Failed(other.into()),
    };
    Bounce::news(act, fields, News::Warn, sentence).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_comes_back_with_a_sentence_about_what_happened() {
        let typed = Fields::new(vec![("subject".to_owned(), "Orders stay in routing".to_owned())]);
        for (refusal, said) in [
            (Refusal::Stale, "changed while you were writing"),
            (Refusal::Full, "This case is full"),
            (Refusal::OfferOver, "This hand-over is over"),
            (Refusal::Escalated, "escalated already"),
            (Refusal::EscalationOver, "answered or ended meanwhile"),
            (Refusal::WorkaroundOver, "another one was proposed meanwhile"),
            (Refusal::ClosedTooLong, "Open a new request and name its number"),
            (Refusal::ByPhone, "Please call us"),
            (Refusal::HasAnOwner, "this case is somebody’s"),
            (Refusal::DraftGone, "This request is with us already, or was discarded in another window."),
        ] {
            let Outcome::Again(bounce) = refused(refusal, "submit", typed.clone()) else { panic!("{said}") };
            assert_eq!((bounce.act.as_str(), &bounce.fields), ("submit", &typed));
            assert!(bounce.news.unwrap().1.contains(said));
        }
    }
}
