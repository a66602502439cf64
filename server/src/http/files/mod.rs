//! Attached files over HTTP: announced, sent piece by piece so that a connection may break (in the manner of the IETF's
//! "Resumable Uploads for HTTP": `Upload-Offset`, `Upload-Complete`), taken out again, and downloaded by whoever may read
//! the entry they were sent with. What is wrong is said as a problem document (RFC 9457).

mod download;
pub mod forms;

use axum::body::{Body, BodyDataStream};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, patch, post};
use axum::{Extension, Json, Router};
use caseline_desk::error::Refusal;
use caseline_desk::files::{FileFor, FileRefusal, Progress, Upload};
use caseline_domain::access::Actor;
use caseline_domain::id::FileId;
use caseline_domain::words;
use futures::StreamExt;
use serde::Deserialize;

use super::App;
use super::path::segments;
use super::session::Visitor;

const OFFSET: &str = "upload-offset";
const COMPLETE: &str = "upload-complete";
/// The body of a piece is of this kind, which no form can have.
const PIECE: &str = "application/offset+octet-stream";
/// The most that one request may bring; the page sends less.
const LARGEST_PIECE: u64 = 16 * 1024 * 1024;
const LARGEST_ANNOUNCEMENT: usize = 16 * 1024;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/files", post(announce))
        .route("/files/{id}", patch(go_on).head(stands_at).delete(remove))
        .route("/files/{id}/{name}", get(download::download))
}

/// What a file is for, by the address of the page that it is attached on; `None` where nothing can be attached.
pub fn place(segments: &[&str]) -> Option<FileFor> {
    match segments {
        ["portal", "requests", "new"] => Some(FileFor::Draft),
        ["portal" | "desk", "cases", number] => number.parse().ok().map(FileFor::Case),
        _ => None,
    }
}

/// Whether a request may take as long as a file takes.
pub fn brings_files(request: &Request) -> bool {
    let path = segments(request.uri().path());
    match path.as_slice() {
        ["files", ..] => true,
        path => place(path).is_some() && is_multipart(request.headers()),
    }
}

pub fn is_multipart(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("multipart/form-data"))
}

/// A problem, in words for who attaches.
struct Problem(StatusCode, String);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Problem(status, detail) = self;
        let document = serde_json::json!({
            "title": status.canonical_reason().unwrap_or_default(),
            "status": status.as_u16(),
            "detail": detail,
        });
        (status, [(header::CONTENT_TYPE, "application/problem+json")], document.to_string()).into_response()
    }
}

fn problem(status: StatusCode, detail: &str) -> Response {
    Problem(status, detail.to_owned()).into_response()
}

fn signed_out() -> Response {
    problem(StatusCode::UNAUTHORIZED, "you are signed out. Sign in in another window, then go on here")
}

/// Why a file is not taken, as it is said behind its name.
fn words_of(refusal: &FileRefusal) -> (StatusCode, String) {
    let size = |bytes: &u64| words::size(*bytes);
    match refusal {
        FileRefusal::TooLarge { size: has, most } => {
            (StatusCode::PAYLOAD_TOO_LARGE, format!("{}, at most {}", size(has), size(most)))
        }
        FileRefusal::Empty => (StatusCode::UNPROCESSABLE_ENTITY, "it is empty".to_owned()),
        FileRefusal::TooMany { most } => {
            (StatusCode::UNPROCESSABLE_ENTITY, format!("at most {most} files go with one entry"))
        }
        FileRefusal::AccountFull { most } => (
            StatusCode::INSUFFICIENT_STORAGE,
            format!("no room is left: the files of one account have at most {} together", size(most)),
        ),
        FileRefusal::Offset(at) => (StatusCode::CONFLICT, format!("it goes on at byte {at}")),
        FileRefusal::Busy => (StatusCode::LOCKED, "another connection is sending it".to_owned()),
        FileRefusal::TooMuch => (StatusCode::BAD_REQUEST, "more came than was announced".to_owned()),
        FileRefusal::Folder(error) => {
            tracing::error!(%error, "a file could not be stored");
            (StatusCode::SERVICE_UNAVAILABLE, "it could not be stored just now. Try again in a moment".to_owned())
        }
        FileRefusal::Refused(Refusal::NotThere) => (StatusCode::NOT_FOUND, "it is not there".to_owned()),
        FileRefusal::Refused(Refusal::Unavailable) => {
            (StatusCode::SERVICE_UNAVAILABLE, "we cannot reach our data right now. Try again in a moment".to_owned())
        }
        FileRefusal::Refused(error) => {
            tracing::error!(%error, "a file could not be taken");
            (StatusCode::INTERNAL_SERVER_ERROR, "something went wrong on our side. It is logged".to_owned())
        }
    }
}

fn refused(refusal: &FileRefusal) -> Response {
    let (status, detail) = words_of(refusal);
    match refusal {
        FileRefusal::Offset(at) => ([(OFFSET, at.to_string())], Problem(status, detail)).into_response(),
        _ => Problem(status, detail).into_response(),
    }
}

const TOO_OFTEN: &str = "very much was sent within a minute. Wait a minute";

/// Who sends, within the bounds of how often they may.
fn sender(app: &App, visitor: &Visitor) -> Result<Actor, Box<Response>> {
    let actor = visitor.actor.clone().ok_or_else(|| Box::new(signed_out()))?;
    if app.writes.allow_save(actor.person) {
        return Ok(actor);
    }
    Err(Box::new(problem(StatusCode::TOO_MANY_REQUESTS, TOO_OFTEN)))
}

#[derive(Deserialize)]
struct Announced {
    name: String,
    size: u64,
    /// The address of the page at our host, with whatever account it names.
    r#for: String,
}

/// `POST /files`: a file is to come. Answers with its address.
async fn announce(State(app): State<App>, Extension(visitor): Extension<Visitor>, request: Request) -> Response {
    let actor = match sender(&app, &visitor) {
        Ok(actor) => actor,
        Err(answer) => return *answer,
    };
    let is_json = request.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
    let body = axum::body::to_bytes(request.into_body(), LARGEST_ANNOUNCEMENT).await.unwrap_or_default();
    let Some(announced) = serde_json::from_slice::<Announced>(&body).ok().filter(|_| is_json) else {
        return problem(StatusCode::BAD_REQUEST, "a file is announced as JSON: its name, its size, and what it is for");
    };
    let (path, query) = announced.r#for.split_once('?').unwrap_or((announced.r#for.as_str(), ""));
    let Some(place) = place(&segments(path)) else {
        return refused(&Refusal::NotThere.into());
    };
    let query: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
    let account = query.iter().find(|(name, _)| name == "for").map_or("", |(_, account)| account);
    let actor = match forms::looking(&actor, place, account) {
        Ok(actor) => actor,
        Err(refusal) => return refused(&refusal.into()),
    };
    match app.desk.announce_file(&actor, place, &announced.name, announced.size).await {
        Ok(id) => {
            let at = format!("/files/{id}");
            (StatusCode::CREATED, [(header::LOCATION, at)], Json(serde_json::json!({ "id": id }))).into_response()
        }
        Err(refusal) => refused(&refusal),
    }
}

/// How far a file has come.
fn progress(status: StatusCode, progress: &Progress) -> Response {
    let complete = if progress.is_whole { "?1" } else { "?0" };
    (status, [(OFFSET, progress.received.to_string()), (COMPLETE, complete.to_owned())]).into_response()
}

/// `HEAD /files/ID`: where it goes on.
async fn stands_at(State(app): State<App>, Extension(visitor): Extension<Visitor>, Path(id): Path<String>) -> Response {
    let Some(actor) = &visitor.actor else { return signed_out() };
    match own(&id) {
        Ok(id) => match app.desk.own_file(actor, id).await {
            Ok(row) => progress(StatusCode::OK, &Progress { received: row.received, is_whole: row.kind.is_some() }),
            Err(refusal) => refused(&refusal.into()),
        },
        Err(answer) => refused(&answer),
    }
}

/// What is no id answers as one that is not there.
fn own(id: &str) -> Result<FileId, FileRefusal> {
    id.parse().map_err(|_| Refusal::NotThere.into())
}

/// `PATCH /files/ID`: the next piece, from `Upload-Offset` on.
async fn go_on(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let actor = match sender(&app, &visitor) {
        Ok(actor) => actor,
        Err(answer) => return *answer,
    };
    if request.headers().get(header::CONTENT_TYPE).is_none_or(|kind| kind != PIECE) {
        let sentence = "a piece of a file is sent as application/offset+octet-stream";
        return problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, sentence);
    }
    let offset = request.headers().get(OFFSET).and_then(|offset| offset.to_str().ok()?.parse().ok());
    let Some(offset) = offset else {
        return problem(StatusCode::BAD_REQUEST, "Upload-Offset says from which byte on the piece is");
    };
    let id = match own(&id) {
        Ok(id) => id,
        Err(refusal) => return refused(&refusal),
    };
    // In a task of its own: when the connection breaks, what came before is kept.
    let body = request.into_body();
    let received = tokio::spawn(async move {
        let upload = app.desk.go_on_with_file(&actor, id, offset).await?;
        receive(upload, body.into_data_stream()).await
    });
    match received.await {
        Ok(Ok(received)) => progress(StatusCode::NO_CONTENT, &received),
        Ok(Err(refusal)) => refused(&refusal),
        Err(_) => problem(StatusCode::INTERNAL_SERVER_ERROR, "something went wrong on our side"),
    }
}

async fn receive(mut upload: Upload, mut body: BodyDataStream) -> Result<Progress, FileRefusal> {
    let mut taken = 0;
    while let Some(Ok(bytes)) = body.next().await {
        taken += bytes.len() as u64;
        upload.write(&bytes).await?;
        if taken > LARGEST_PIECE {
            break;
        }
    }
    upload.pause().await
}

/// `DELETE /files/ID`: it is not wanted after all.
async fn remove(State(app): State<App>, Extension(visitor): Extension<Visitor>, Path(id): Path<String>) -> Response {
    let Some(actor) = &visitor.actor else { return signed_out() };
    let removed = match own(&id) {
        Ok(id) => app.desk.remove_file(actor, id).await.map_err(FileRefusal::from),
        Err(refusal) => Err(refusal),
    };
    match removed {
        Ok(()) => (StatusCode::NO_CONTENT, Body::empty()).into_response(),
        Err(refusal) => refused(&refusal),
    }
}
