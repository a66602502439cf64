//! Who is signed in: the cookie, and the session it names.

use axum::extract::{Request, State};
use axum::http::Uri;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use caseline_app::ui::Theme;
use caseline_desk::clock::Secret;
use caseline_desk::error::Refusal;
use caseline_domain::access::Actor;
use caseline_domain::id::PersonId;

use super::{App, pages};

const THEME: &str = "theme";
/// Who was signed in last in this browser. No key to anything: it tells whose text a form holds that arrives signed out.
const WAS: &str = "was";

/// What the cookies say.
#[derive(Clone)]
pub struct Visitor {
    pub actor: Option<Actor>,
    pub secret: Option<Secret>,
    pub theme: Theme,
    /// Who was signed in last here, also when nobody is any more.
    pub was: Option<PersonId>,
}

impl App {
    /// `__Host-` binds the cookie to this very host and to https; plain loopback cannot have it.
    fn cookie_name(&self) -> &'static str {
        if self.secure_cookies { "__Host-caseline" } else { "caseline" }
    }

    /// The session that a browser names.
    pub fn secret(&self, jar: &CookieJar) -> Option<Secret> {
        jar.get(self.cookie_name()).map(|cookie| Secret::presented(cookie.value()))
    }

    /// The cookie of a new session. It has no age: it goes with the browser, and the session ends on the server anyway.
    pub fn session_cookie(&self, secret: &Secret) -> Cookie<'static> {
        self.cookie(self.cookie_name(), secret.reveal().to_owned())
    }

    fn cookie(&self, name: &'static str, value: String) -> Cookie<'static> {
        let mut cookie = Cookie::new(name, value);
        cookie.set_http_only(true);
        cookie.set_same_site(SameSite::Lax);
        cookie.set_secure(self.secure_cookies);
        cookie.set_path("/");
        cookie
    }

    /// An answer that begins a session, and ends the one of before: a token that somebody planted is worth nothing once
    /// its browser has another.
    pub async fn begin_session(
        &self,
        jar: CookieJar,
        before: &Visitor,
        (secret, person): (&Secret, PersonId),
        answer: Response,
    ) -> Response {
        if let Some(old) = &before.secret {
            let _ = self.desk.sign_out(old).await;
            self.streams.end(&old.hash());
        }
        (jar.add(self.session_cookie(secret)).add(self.cookie(WAS, person.to_string())), answer).into_response()
    }

    pub fn no_session(&self) -> Cookie<'static> {
        let mut cookie = self.session_cookie(&Secret::presented(""));
        cookie.make_removal();
        cookie
    }

    pub fn theme_cookie(&self, theme: Theme) -> Cookie<'static> {
        let mut cookie = self.cookie(THEME, theme.key().to_owned());
        cookie.make_permanent();
        cookie
    }
}

/// Whether nobody did anything: a page that follows loads itself again.
fn goes_on_by_itself(asked: &Uri) -> bool {
    let again = |query: &str| query.split('&').any(|pair| pair == "again=true");
    asked.path() == "/act/page" && asked.query().is_some_and(again)
}

/// Whose session it is; used, it stays alive.
async fn session(app: &App, secret: &Secret, by_itself: bool) -> Result<Option<Actor>, Refusal> {
    if by_itself { app.desk.whose_session(secret).await } else { app.desk.session(secret).await }
}

/// Finds the session before a page is made. With the database away nobody can be known: the answer says so.
pub async fn find(State(app): State<App>, jar: CookieJar, mut request: Request, next: Next) -> Response {
    let secret = app.secret(&jar);
    let asked = pages::Asked::by(request.method());
    let actor = match &secret {
        None => None,
        Some(secret) => match session(&app, secret, goes_on_by_itself(request.uri())).await {
            Ok(actor) => actor,
            Err(Refusal::Unavailable) => return pages::unavailable(&app, asked),
            Err(refusal) => {
                tracing::error!(error = %refusal, "the session could not be read");
                return pages::broken(asked);
            }
        },
    };
    let theme = jar.get(THEME).and_then(|cookie| Theme::parse(cookie.value())).unwrap_or_default();
    let was = jar.get(WAS).and_then(|cookie| cookie.value().parse().ok());
    request.extensions_mut().insert(Visitor { actor, secret, theme, was });
    next.run(request).await
}
