//! Files that come with their form, where no script sent them before. Each goes to the disk as it comes; the form gets
//! their ids, or the reason why one was not taken, and is then a form like any other.

use axum::body::Body;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use caseline_app::pages::portal::looking_at;
use caseline_desk::error::Refusal;
use caseline_desk::files::{FileFor, FileRefusal};
use caseline_domain::access::Actor;
use caseline_domain::form::{ATTACHED, Fields, REFUSED, attached_value};
use caseline_domain::text::file_name;
use caseline_domain::words;
use futures::StreamExt;
use multer::{Field, Multipart};

use crate::http::App;
use crate::http::pages::MOST_FIELDS;

/// Reads a form (RFC 7578) of at most `most` bytes of text. Of who is not signed in no file is kept.
pub async fn read(
    app: &App,
    body: Body,
    boundary: String,
    place: FileFor,
    actor: Option<&Actor>,
    most: usize,
) -> Result<Fields, Response> {
    let unreadable = |_| (StatusCode::BAD_REQUEST, "The form could not be read.").into_response();
    let too_large = |sentence: &'static str| (StatusCode::PAYLOAD_TOO_LARGE, sentence).into_response();
    let limits = &app.desk.settings().files;
    // A file that is too large is read to its end all the same, so that its page can say so beside it.
    let longest = (limits.per_entry as u64 + 1) * limits.largest.saturating_mul(2) + most as u64;
    let mut read = 0_u64;
    let pieces = body.into_data_stream().map(move |piece| {
        let piece = piece.map_err(|error| error.to_string())?;
        read += piece.len() as u64;
        if read > longest { Err("more than any form has".to_owned()) } else { Ok(piece) }
    });
    let mut parts = Multipart::new(pieces, boundary);
    let (mut pairs, mut text) = (Vec::new(), 0);
    while let Some(mut part) = parts.next_field().await.map_err(unreadable)? {
        if pairs.len() >= MOST_FIELDS {
            return Err(too_large("This form has more fields than any of ours."));
        }
        let name = part.name().unwrap_or_default().to_owned();
        match part.file_name().map(file_name_of) {
            // What a browser sends where nothing was chosen.
            Some(None) => {}
            Some(Some(given)) => {
                let Some(actor) = actor else { continue };
                if !app.writes.allow_save(actor.person) {
                    pairs.push((REFUSED.to_owned(), format!("{}: {}", file_name(&given), super::TOO_OFTEN)));
                    continue;
                }
                let sent = pairs.iter().filter(|(name, _)| name == ATTACHED).count();
                let taken = if sent >= limits.per_entry {
                    Err(FileRefusal::TooMany { most: limits.per_entry })
                } else {
                    let account = pairs.iter().find(|(name, _)| name == "for").map_or("", |(_, account)| account);
                    match looking(actor, place, account) {
                        Ok(actor) => take(app, &actor, place, &given, part).await,
                        Err(refusal) => Err(refusal.into()),
                    }
                };
                match taken {
                    Ok(value) => pairs.push((ATTACHED.to_owned(), value)),
                    // The page that it is for is not there either, and answers so.
                    Err(FileRefusal::Refused(Refusal::NotThere)) => {}
                    Err(refusal) => {
                        let says = format!("{}: {}", file_name(&given), super::words_of(&refusal).1);
                        pairs.push((REFUSED.to_owned(), says));
                    }
                }
            }
            // Nobody but this function says what was refused.
            None if name == REFUSED => {}
            None => {
                let mut value = Vec::new();
                while let Some(piece) = part.chunk().await.map_err(unreadable)? {
                    text += piece.len();
                    if text > most {
                        return Err(too_large("This is more text than fits. Shorten it, then send it again."));
                    }
                    value.extend(piece);
                }
                pairs.push((name, String::from_utf8_lossy(&value).into_owned()));
            }
        }
    }
    Ok(Fields::new(pairs))
}

/// Who sends a file, looking at the account that its form was shown for, which stands before the files.
pub(super) fn looking(actor: &Actor, place: FileFor, account: &str) -> Result<Actor, Refusal> {
    match place {
        FileFor::Draft => looking_at(actor.clone(), account),
        FileFor::Case(_) => Ok(actor.clone()),
    }
}

fn file_name_of(given: &str) -> Option<String> {
    (!given.is_empty()).then(|| given.to_owned())
}

/// One file, to its end; what the form carries of it.
async fn take(
    app: &App,
    actor: &Actor,
    place: FileFor,
    given: &str,
    mut part: Field<'_>,
) -> Result<String, FileRefusal> {
    let mut upload = app.desk.take_file(actor, place, given).await?;
    let mut size = 0;
    loop {
        match part.chunk().await {
            Ok(Some(piece)) => {
                size += piece.len() as u64;
                if let Err(refusal) = upload.write(&piece).await {
                    upload.give_up().await?;
                    return Err(match refusal {
                        FileRefusal::TooLarge { most, .. } => {
                            FileRefusal::TooLarge { size: size + rest_of(part).await, most }
                        }
                        other => other,
                    });
                }
            }
            Ok(None) => break,
            Err(_) => {
                upload.give_up().await?;
                return Err(FileRefusal::TooMuch);
            }
        }
    }
    let id = upload.id();
    upload.finish().await?;
    Ok(attached_value(id, &format!("{}, {}", file_name(given), words::size(size))))
}

/// How much more of it there is, so that the page can say how large it is.
async fn rest_of(mut part: Field<'_>) -> u64 {
    let mut size = 0;
    while let Ok(Some(piece)) = part.chunk().await {
        size += piece.len() as u64;
    }
    size
}
