//! Forms of the administration that come back, each at an address of its own: a browser goes back to such a page, forward
//! to it, and loads it again, as it could not do with the answer to a post that it may not keep. The address alone opens
//! nothing: the form is for who sent it, and only while they are signed in.

use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use caseline_app::form::{Bounce, SHOWN};
use caseline_domain::access::Actor;
use caseline_domain::form::Fields;
use uuid::Uuid;

use super::session::Visitor;
use super::{App, pages};

/// Whether forms that come back to this page get an address.
pub fn has_addresses(path: &str) -> bool {
    path.starts_with("/admin/")
}

/// On to the page at `uri` with a form that came back to it, or with what was done; `None` where it cannot be kept now.
pub async fn keep(app: &App, actor: &Actor, uri: &Uri, bounce: &Bounce, place: &str) -> Option<Response> {
    let form = serde_json::to_string(bounce).ok()?;
    match app.desk.keep_form_shown(actor, uri.path(), form).await {
        Ok(id) => Some(Redirect::to(&format!("{}{place}", at(uri, Some(&id.to_string())))).into_response()),
        Err(error) => {
            tracing::warn!(%error, "a form that came back got no address");
            None
        }
    }
}

/// The page at an address that names a form, with the form; `None` where it names none.
pub async fn page(app: &App, visitor: &Visitor, uri: &Uri) -> Option<Result<Bounce, Response>> {
    let actor = visitor.actor.as_ref()?;
    let named = named(uri).filter(|_| has_addresses(uri.path()))?;
    let form = match named.parse::<Uuid>() {
        Ok(id) => app.desk.form_shown(actor, uri.path(), id).await,
        Err(_) => Ok(None),
    };
    Some(match form {
        // What another build kept may be written in another way.
        Ok(form) => form
            .and_then(|form| serde_json::from_str(&form).ok())
            .ok_or_else(|| Redirect::to(&at(uri, None)).into_response()),
        Err(_) => Err(pages::unavailable(app, pages::Asked::ByAddress)),
    })
}

/// What a page that shows this form is answered with.
pub fn status(bounce: &Bounce) -> StatusCode {
    if bounce.is_refused() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
}

/// The form that an address names.
pub fn named(uri: &Uri) -> Option<String> {
    let query = query(uri);
    query.has(SHOWN).then(|| query.get(SHOWN).to_owned())
}

fn query(uri: &Uri) -> Fields {
    Fields::new(serde_urlencoded::from_str(uri.query().unwrap_or_default()).unwrap_or_default())
}

/// The address of `uri` naming this form, or none.
fn at(uri: &Uri, form: Option<&str>) -> String {
    let asked = query(uri);
    let pairs = asked.iter().filter(|(name, _)| *name != SHOWN).chain(form.map(|form| (SHOWN, form)));
    let query = serde_urlencoded::to_string(pairs.collect::<Vec<_>>()).unwrap_or_default();
    if query.is_empty() { uri.path().to_owned() } else { format!("{}?{query}", uri.path()) }
}
