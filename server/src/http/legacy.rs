//! Legacy cases beside their pages: their files, and the way from an old number straight to its case.

use std::io;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use caseline_app::pages::portal::looking_at;
use caseline_desk::error::Refusal;
use caseline_domain::access::Actor;
use caseline_domain::id::LegacyId;
use tokio::io::AsyncReadExt;

use super::App;
use super::pages::{Asked, broken, nothing_here, to_sign_in, unavailable};
use super::path::segments;
use super::session::Visitor;

/// A piece of a file on its way out.
const PIECE: usize = 64 * 1024;

/// A file of a legacy case, for whom its page is. It is always saved and never shown: what earlier systems kept can be
/// anything, and nothing of it runs at our address.
pub async fn file(State(app): State<App>, Extension(visitor): Extension<Visitor>, request: Request) -> Response {
    let Some(actor) = &visitor.actor else { return to_sign_in(request.uri()) };
    match opened(&app, actor, &segments(request.uri().path())).await {
        Ok((name, size, file)) => {
            let body = futures::stream::try_unfold(file, |mut file| async move {
                let mut piece = vec![0; PIECE];
                let read = file.read(&mut piece).await?;
                piece.truncate(read);
                Ok::<_, io::Error>((read > 0).then(|| (Bytes::from(piece), file)))
            });
            let headers = [
                (header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
                (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
                (header::CONTENT_DISPOSITION, disposition(&name)),
                (header::CONTENT_LENGTH, HeaderValue::from(size)),
            ];
            (headers, Body::from_stream(body)).into_response()
        }
        Err(Refusal::NotThere) => nothing_here(&app, visitor, request).await,
        Err(Refusal::Unavailable) => unavailable(&app, Asked::ByAddress),
        Err(other) => {
            tracing::error!(error = %other, "the file of a legacy case could not be read");
            broken(Asked::ByAddress)
        }
    }
}

async fn opened(app: &App, actor: &Actor, path: &[&str]) -> Result<(String, u64, tokio::fs::File), Refusal> {
    let [room, _, number, _, place] = path else { return Err(Refusal::NotThere) };
    // Each side has its own room; the other one is not there.
    if (*room == "portal") != actor.standing.account().is_some() {
        return Err(Refusal::NotThere);
    }
    let id: LegacyId = number.parse().map_err(|_| Refusal::NotThere)?;
    let place: i64 = place.parse().map_err(|_| Refusal::NotThere)?;
    let (file, path) = app.desk.legacy_file(actor, id, place).await?;
    let opened = tokio::fs::File::open(&path).await;
    let opened = opened.map_err(|error| Refusal::Internal(format!("{}: {error}", path.display())))?;
    Ok((file.name.to_string(), file.size, opened))
}

/// Under which name it is saved (RFC 6266, RFC 8187).
fn disposition(name: &str) -> HeaderValue {
    let encoded: String = name
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect();
    HeaderValue::from_str(&format!("attachment; filename*=UTF-8''{encoded}"))
        .unwrap_or_else(|_| HeaderValue::from_static("attachment"))
}

/// Where a search goes that is the old number of one case and nothing else. Filters that the case cannot have, and
/// whatever cannot be known, lead to the list.
pub async fn straight(app: &App, actor: &Actor, asked: &Uri) -> Option<String> {
    let room = match (asked.path(), actor.standing.account()) {
        ("/portal/cases", Some(_)) => "portal",
        ("/desk/search", None) => "desk",
        _ => return None,
    };
    let query: Vec<(String, String)> = serde_urlencoded::from_str(asked.query()?).ok()?;
    let (mut typed, mut account) = (None, "");
    for (name, value) in &query {
        match (name.as_str(), value.as_str()) {
            ("q", value) => typed = Some(value),
            ("for", value) if room == "portal" => account = value,
            (_, "") | ("state", "legacy") => {}
            _ => return None,
        }
    }
    let typed = typed?;
    let id = match room {
        "portal" => app.desk.legacy_by_number(&looking_at(actor.clone(), account).ok()?, typed).await,
        _ => app.desk.legacy_by_number(actor, typed).await,
    };
    let id = id.ok()??;
    Some(format!("/{room}/legacy/{id}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_of_a_file_says_anything_else_to_a_browser() {
        assert_eq!(
            disposition("a b\"; x=\r\ny/é.png"),
            "attachment; filename*=UTF-8''a%20b%22%3B%20x%3D%0D%0Ay%2F%C3%A9.png"
        );
    }
}
