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
use caseline_domain::id::PersonId;
use uuid::Uuid;

use super::App;
use super::limits::Limited;
use super::pages::{self, Asked, MOST_FIELDS};
use super::session::Visitor;

/// The most that is kept for somebody who is not known yet: every text of the largest form in most scripts. A page shows
/// it several times over, which is why it is less than what a form of somebody who is signed in may hold.
pub const LARGEST_KEPT: usize = 384 * 1024;
/// The most that a sign-in here may hold: its own fields, and a form of a page once more as JSON, in which a quotation
/// mark is twice as long.
pub const LARGEST: usize = 2 * LARGEST_KEPT + 64 * 1024;
/// How the body of a sign-in begins; no other form may be larger than its page's.
pub const BEGINNING: &[u8] = b"act=sign-in&";

const ENDED: &str =
    "Your session has ended, so this was not sent. What you typed is kept: sign in, and it is here again.";
const BACK: &str = "You were signed out. What you typed is here: check it, and send it again.";

/// Beside what was typed: whose it is, as far as this browser can tell, and a key with which it is shown once.
const OF: &str = "kept-of";
const ONCE: &str = "kept-once";

/// A form came signed out: the sign-in, with the form inside. Counted by address as an attempt to sign in, before
/// anything is made of it.
pub async fn keep(app: &App, visitor: Visitor, from: Option<IpAddr>, fields: Fields, page_again: Request) -> Response {
    if from.is_some_and(|from| !app.limits.allow_from(from)) {
        return pages::too_many();
    }
    let mut typed = without_secrets(&fields);
    typed.set(OF, visitor.was.map_or_else(String::new, |was| was.to_string()));
    typed.set(ONCE, app.desk.ids().id(app.desk.now()).to_string());
    let Ok(kept) = serde_json::to_string(&typed) else { return pages::broken(Asked::WithAForm) };
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
    if Limited::SignIn.refused(&app.limits, from, &fields).is_some() {
        return pages::too_many();
    }
    let kept = kept(&fields);
    match post(&app.context(&visitor), &[SIGN_IN], fields).await {
        Outcome::SignedIn { secret, actor, .. } => {
            if let Some(kept) = &kept {
                // The browser keeps this post, password and all, behind its Back button: a second time it opens nothing.
                match app.desk.first_time(&actor, kept.once).await {
                    Ok(true) => {}
                    Ok(false) => {
                        let _ = app.desk.sign_out(&secret).await;
                        return pages::to_sign_in(page_again.uri());
                    }
                    Err(_) => return pages::unavailable(&app, Asked::WithAForm),
                }
            }
            let before = visitor.clone();
            // What somebody else typed here is not for who signs in now.
            let kept = kept.filter(|kept| kept.of == Some(actor.person)).map(|kept| kept.bounce);
            let person = actor.person;
            let visitor = Visitor { actor: Some(actor), secret: Some(secret.clone()), ..visitor };
            let page = shown_again(&app, visitor, kept, page_again).await;
            app.begin_session(jar, &before, (&secret, person), page).await
        }
        Outcome::Again(bounce) => {
            answer(&app, visitor, still_kept(*bounce), StatusCode::UNPROCESSABLE_ENTITY, page_again).await
        }
        Outcome::Failed(caseline_app::page::PageError::Unavailable) => pages::unavailable(&app, Asked::WithAForm),
        Outcome::Go(_) | Outcome::Told { .. } | Outcome::Failed(_) => pages::broken(Asked::WithAForm),
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
struct Kept {
    of: Option<PersonId>,
    once: Uuid,
    bounce: Bounce,
}

fn kept(fields: &Fields) -> Option<Kept> {
    let kept: Fields = serde_json::from_str(fields.get(KEPT)).ok()?;
    let act = kept.get("act").to_owned();
    // One that keeps another is none of ours.
    let ours = act != SIGN_IN && kept.iter().count() <= MOST_FIELDS;
    let (of, once) = (kept.get(OF).parse().ok(), kept.get(ONCE).parse().ok()?);
    let typed = without_secrets(&kept).only(|name| ![OF, ONCE].contains(&name));
    ours.then(|| Kept { of, once, bounce: Bounce::news(&act, typed, News::Warn, BACK) })
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
