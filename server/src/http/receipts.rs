//! The receipts of a case in the machine form, at the address of its page with `/receipt.json` behind it: for whom that
//! page is, and for nobody else.

use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use caseline_domain::access::Actor;
use caseline_domain::case::Receipt;
use caseline_domain::id::CaseNumber;

use super::App;
use super::pages::{Asked, broken, nothing_here, to_sign_in, unavailable};
use super::path::segments;
use super::session::Visitor;
use caseline_desk::error::Refusal;

/// All receipts of a case as of now, as JSON: what `caseline receipt --json` prints, in a list.
pub async fn receipts(State(app): State<App>, Extension(visitor): Extension<Visitor>, request: Request) -> Response {
    let Some(actor) = &visitor.actor else { return to_sign_in(request.uri()) };
    match of_case(&app, actor, &segments(request.uri().path())).await {
        Ok(receipts) => ([(header::CACHE_CONTROL, "no-store")], Json(receipts)).into_response(),
        Err(Refusal::NotThere) => nothing_here(&app, visitor, request).await,
        Err(Refusal::Unavailable) => unavailable(&app, Asked::ByAddress),
        Err(other) => {
            tracing::error!(error = %other, "receipts could not be made");
            broken(Asked::ByAddress)
        }
    }
}

async fn of_case(app: &App, actor: &Actor, path: &[&str]) -> Result<Vec<Receipt>, Refusal> {
    let [room, _, number, _] = path else { return Err(Refusal::NotThere) };
    // Each side has its own room; the other one is not there.
    if (*room == "portal") != actor.standing.account().is_some() {
        return Err(Refusal::NotThere);
    }
    let number: CaseNumber = number.parse().map_err(|_| Refusal::NotThere)?;
    let receipts = app.desk.case(actor, number).await?.receipts()?;
    Ok(receipts.into_iter().map(|case| case.receipt).collect())
}
