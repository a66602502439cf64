//! What the page of the causes shows.

use super::causes::CausesPage;
use crate::page::PageError;
use crate::pages::desk::{Around, Room};
use crate::request::signed_in;

pub async fn causes() -> Result<CausesPage, PageError> {
    let (request, actor) = signed_in()?;
    let causes = request.desk.listed_causes(Some(&actor)).await?;
    Ok(CausesPage { around: Around::load(&request, &actor, Room::Causes).await?, causes })
}
