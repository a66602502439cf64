//! A file for who may read the entry it was sent with. It is data and never a page: a browser saves it under its name, and
//! shows of it at most a raster image, in a document that can do nothing.

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use caseline_app::request::in_address;
use caseline_desk::error::Refusal;
use caseline_desk::files::FileRefusal;
use caseline_desk::store::FileRow;
use futures::stream;
use tokio::fs::File;
use tokio::io::AsyncReadExt;

use crate::http::App;
use crate::http::pages::{Asked, broken, nothing_here, to_sign_in, unavailable};
use crate::http::session::Visitor;

const SANDBOX: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";
const READ_AT_ONCE: usize = 64 * 1024;

/// `GET /files/ID/NAME`. The name is for who reads the address; what is saved is called as the file is.
pub async fn download(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    Path((id, _)): Path<(String, String)>,
    request: Request,
) -> Response {
    let Some(actor) = visitor.actor.clone() else { return to_sign_in(request.uri()) };
    let file = match id.parse() {
        Ok(id) => app.desk.file(&actor, id).await,
        Err(_) => Err(Refusal::NotThere.into()),
    };
    match file {
        Ok((row, content)) => answer(&row, content, request.uri().query() == Some("view")),
        Err(FileRefusal::Refused(Refusal::NotThere)) => nothing_here(&app, visitor, request).await,
        Err(FileRefusal::Refused(Refusal::Unavailable)) => unavailable(&app, Asked::ByAddress),
        Err(error) => {
            tracing::error!(%error, file = id, "a file could not be given");
            broken(Asked::ByAddress)
        }
    }
}

fn answer(row: &FileRow, content: File, to_look_at: bool) -> Response {
    let image = row.kind.and_then(|kind| kind.image());
    let way = if to_look_at && image.is_some() { "inline" } else { "attachment" };
    let headers = [
        (header::CONTENT_TYPE, image.unwrap_or("application/octet-stream").to_owned()),
        (header::CONTENT_LENGTH, row.size.to_string()),
        (header::CONTENT_DISPOSITION, disposition(way, &row.name)),
        (header::CONTENT_SECURITY_POLICY, SANDBOX.to_owned()),
    ];
    let pieces = stream::unfold(content, |mut content| async move {
        let mut piece = vec![0; READ_AT_ONCE];
        match content.read(&mut piece).await {
            Ok(0) => None,
            Ok(read) => {
                piece.truncate(read);
                Some((Ok(Bytes::from(piece)), content))
            }
            Err(error) => Some((Err(error), content)),
        }
    });
    (headers, Body::from_stream(pieces)).into_response()
}

/// RFC 6266: the name in ASCII for old readers, and as it is.
fn disposition(way: &str, name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_graphic() && !"\"\\%;".contains(c) || c == ' ' { c } else { '_' }).collect();
    format!("{way}; filename=\"{plain}\"; filename*=UTF-8''{}", in_address(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_name_holds_the_header_is_one_and_says_it() {
        for (name, header) in [
            ("error.log", "attachment; filename=\"error.log\"; filename*=UTF-8''error.log"),
            ("a \"b\";c.txt", "attachment; filename=\"a _b__c.txt\"; filename*=UTF-8''a%20%22b%22%3Bc.txt"),
            ("Größe.csv", "attachment; filename=\"Gr__e.csv\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.csv"),
            ("a\r\nb", "attachment; filename=\"a__b\"; filename*=UTF-8''a%0D%0Ab"),
        ] {
            assert_eq!(disposition("attachment", name), header);
        }
    }
}
