//! The forms of the public pages.

use caseline_desk::clock::Secret;
use caseline_desk::error::Refusal;
use caseline_desk::people::SignInRefusal;
use caseline_domain::form::{self, FieldErrors, Fields};

use crate::form::{Bounce, SIGN_IN};
use crate::post::{Outcome, refused};
use crate::request::{RequestContext, home_of, local};

/// No password travels back to a page.
pub fn without_secrets(fields: &Fields) -> Fields {
    fields.only(|name| !name.starts_with("password"))
}

pub async fn sign_in(request: &RequestContext, fields: Fields) -> Outcome {
    let kept = without_secrets(&fields);
    let credentials = match form::sign_in(&fields) {
        Ok(credentials) => credentials,
        Err(errors) => return Bounce::errors(SIGN_IN, kept, errors).into(),
    };
    match request.desk.sign_in(credentials).await {
        Ok((secret, actor)) => {
            let to = local(fields.get("next")).unwrap_or(home_of(&actor)).to_owned();
            Outcome::SignedIn { secret, actor, to }
        }
        Err(SignInRefusal::Wrong) => {
            let errors = FieldErrors::one("password", "That address and password do not belong together. Check both.");
            Bounce::errors(SIGN_IN, kept, errors).into()
        }
        Err(SignInRefusal::Other(refusal)) => refused(refusal, SIGN_IN, kept),
    }
}

pub async fn forgot_password(request: &RequestContext, fields: Fields) -> Outcome {
    const ACT: &str = "forgot";
    match form::email(&fields) {
        Err(errors) => Bounce::errors(ACT, fields, errors).into(),
        Ok(email) => match request.desk.ask_for_reset(&email).await {
            Ok(()) => Bounce { act: ACT.to_owned(), ..Bounce::default() }.into(),
            Err(refusal) => refused(refusal, ACT, fields),
        },
    }
}

pub async fn welcome(request: &RequestContext, token: &str, fields: Fields) -> Outcome {
    const ACT: &str = "welcome";
    let kept = without_secrets(&fields);
    let password = match form::new_password(&fields) {
        Ok(password) => password,
        Err(errors) => return Bounce::errors(ACT, kept, errors).into(),
    };
    match request.desk.choose_password(&Secret::presented(token), password).await {
        Ok((secret, actor)) => {
            let to = home_of(&actor).to_owned();
            Outcome::SignedIn { secret, actor, to }
        }
        // The page itself says that the link is used up.
        Err(Refusal::NotThere) => Outcome::Go(format!("/welcome/{token}")),
        Err(refusal) => refused(refusal, ACT, kept),
    }
}

pub async fn survey(request: &RequestContext, token: &str, fields: Fields) -> Outcome {
    const ACT: &str = "survey";
    let answer = match form::survey(&fields) {
        Ok(answer) => answer,
        Err(errors) => return Bounce::errors(ACT, fields, errors).into(),
    };
    match request.desk.answer_survey(&Secret::presented(token), answer).await {
        // Answered now or before: the page thanks.
        Ok(()) | Err(Refusal::Stale) => Outcome::Go(format!("/survey/{token}")),
        Err(refusal) => refused(refusal, ACT, fields),
    }
}
