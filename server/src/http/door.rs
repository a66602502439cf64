//! The sign-in in front of a page: where a form arrives whose session has ended. What was typed waits inside the sign-in,
//! at the page's own address, until that page shows it again. Deliberately absent: doing what the form asks for; who
//! signs in looks at it first and sends it again. And any address that a form names: the only one there is is the page's.

use std::net::IpAddr;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use caseline_app::form::{Bounce, KEPT, SIGN_IN};
use caseline_app::pages::public::post::without_secrets;
use caseline_app::post::{Outcome, post};
use caseline_app::ui::News;
use caseline_domain::form::Fields;

use super::App;
use super::limits::Limited;
use super::pages::{self, Asked, MOST_FIELDS};
use super::session::Visitor;

/// The most that a sign-in here may hold: its own fields, and a form of a page once more as JSON, in which a quotation
/// mark is twice as long. As for any form, nothing but reading it comes before the limit by address.
pub const LARGEST: usize = 2 * super::LARGEST_BODY + 64 * 1024;
/// How the body of a sign-in begins; no other form may be larger than its page's.
pub const BEGINNING: &[u8] = b"act=sign-in&";

const ENDED: &str =
    "Your session has ended, so this was not sent. What you typed is kept: sign in, and it is here again.";
const BACK: &str = "You were signed out. What you typed is here: check it, and send it again.";

/// A form came signed out: the sign-in, with the form inside.
pub async fn keep(app: &App, visitor: Visitor, fields: Fields, page_again: Request) -> Response {
    let Ok(kept) = serde_json::to_string(&without_secrets(&fields)) else { return pages::broken(Asked::WithAForm) };
    let kept = Fields::new(vec![(KEPT.to_owned(), kept)]);
    answer(app, visitor, Bounce::news(SIGN_IN, kept, News::Warn, ENDED), StatusCode::UNAUTHORIZED, page_again).await
}

/// The sign-in in front of a page, with the session that it begins or what is wrong with it.
pub async fn sign_in(
    app: App,
    visitor: Visitor,
    jar: CookieJar,
    from: Option<IpAddr>,
    fields: Fields,
    page_again: Request,
) -> Response {
    if let Some(bounce) = Limited::SignIn.refused(&app.limits, from, &fields) {
        return answer(&app, visitor, still_kept(bounce), StatusCode::TOO_MANY_REQUESTS, page_again).await;
    }
    let kept = kept(&fields);
    match post(&app.context(&visitor), &[SIGN_IN], fields).await {
        Outcome::SignedIn { secret, actor, .. } => {
            let before = visitor.clone();
            let visitor = Visitor { actor: Some(actor), secret: Some(secret.clone()), ..visitor };
            let page = shown_again(&app, visitor, kept, page_again).await;
            app.begin_session(jar, &before, &secret, page).await
        }
        Outcome::Again(bounce) => {
            answer(&app, visitor, still_kept(*bounce), StatusCode::UNPROCESSABLE_ENTITY, page_again).await
        }
        Outcome::Failed(caseline_app::page::PageError::Unavailable) => pages::unavailable(&app, Asked::WithAForm),
        Outcome::Go(_) | Outcome::Failed(_) => pages::broken(Asked::WithAForm),
    }
}

async fn answer(app: &App, visitor: Visitor, bounce: Bounce, status: StatusCode, page_again: Request) -> Response {
    pages::answered(pages::render_in_place(app, visitor, "/sign-in", Some(bounce), page_again).await, status)
}

/// Whatever is wrong with the sign-in, what waits inside it is not lost by that.
fn still_kept(bounce: Bounce) -> Bounce {
    if bounce.fields.has(KEPT) { Bounce { news: Some((News::Warn, ENDED.to_owned())), ..bounce } } else { bounce }
}

/// The form inside a sign-in, as it comes back to its page.
fn kept(fields: &Fields) -> Option<Bounce> {
    let kept: Fields = serde_json::from_str(fields.get(KEPT)).ok()?;
    let act = kept.get("act").to_owned();
    // One that keeps another is none of ours.
    let ours = act != SIGN_IN && kept.iter().count() <= MOST_FIELDS;
    ours.then(|| Bounce::news(&act, without_secrets(&kept), News::Warn, BACK))
}

/// The page as it stands for who has signed in, with the form; without it where the page is not for them.
async fn shown_again(app: &App, visitor: Visitor, kept: Option<Bounce>, page_again: Request) -> Response {
    let Some(bounce) = kept else {
        // Its address has been read as one of ours already.
        let to = page_again.uri().path_and_query().map_or("/", |address| address.as_str());
        return Redirect::to(to).into_response();
    };
    let (elsewhere, here) = (pages::looked_at(&page_again), page_again);
    let page = pages::render(app, visitor.clone(), Some(bounce), here).await;
    if page.status() == StatusCode::NOT_FOUND {
        return pages::nothing_here(app, visitor, elsewhere).await;
    }
    page
}
