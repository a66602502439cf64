//! What each page shows. A page asks for its own address, when the server renders it and when the browser goes there;
//! [`load`] is the one table that says which page gathers what. Forms are `post.rs`.

use caseline_domain::form::Fields;
use serde::Serialize;

use crate::page::PageError;
use crate::pages::{admin, desk, portal, public, reports};

/// What the page at `at` (path and query) shows, as JSON text.
pub async fn load(at: &str) -> Result<String, PageError> {
    let (path, query) = at.split_once('?').unwrap_or((at, ""));
    // A query that cannot be read asks for nothing in particular.
    let query = Fields::new(serde_urlencoded::from_str(query).unwrap_or_default());
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    match parts[..] {
        ["sign-in"] => text(&public::load::sign_in()?),
        ["welcome", token] => text(&public::load::welcome(token).await?),
        ["survey", token] => text(&public::load::survey(token).await?),
        ["portal"] => text(&portal::load::home(query.get("for")).await?),
        ["portal", "cases"] => text(&portal::load::cases(&query).await?),
        ["portal", "account"] => text(&portal::load::account().await?),
        ["portal", "requests", "new"] => text(&portal::load::request_page(query.get("for")).await?),
        ["portal", "requests", "call"] => text(&portal::load::call(query.get("for")).await?),
        ["portal", "cases", number] => text(&portal::load::case(number, query.get("until")).await?),
        ["portal", "legacy", number] => text(&portal::load::legacy(number, query.get("until")).await?),
        ["desk"] => text(&desk::load::queue(query.get("view"), query.get("after")).await?),
        ["desk", "search"] => text(&desk::load_search(&query).await?),
        ["desk", "cases", number] => text(&desk::load::case(number, query.get("until")).await?),
        ["desk", "legacy", number] => text(&desk::load_legacy(number, query.get("until")).await?),
        ["desk", "phone"] => text(&desk::load::phone(query.get("answered")).await?),
        ["reports", "satisfaction"] => {
            text(&reports::load::satisfaction(query.get("weeks"), query.get("priority"), query.get("follow-up")).await?)
        }
        ["admin", "accounts"] => text(&admin::account_load::accounts(query.get("find")).await?),
        ["admin", "accounts", account] => text(&admin::account_load::account(account).await?),
        ["admin", "accounts", account, "move"] => text(&admin::account_load::moving(account).await?),
        ["admin", "new", "plan"] => text(&admin::plan_load::new_plan(query.get("like")).await?),
        ["admin", "new", "calendar"] => text(&admin::load::new_calendar(query.get("like")).await?),
        ["admin", "plans"] => text(&admin::plan_load::plans().await?),
        ["admin", "plans", name] => text(&admin::plan_load::plan(name).await?),
        ["admin", "plans", name, "move"] => text(&admin::plan_load::moving(name).await?),
        ["admin", "causes"] => text(&admin::causes_load::causes().await?),
        ["admin", "calendars"] => text(&admin::load::calendars().await?),
        ["admin", "calendars", name] => text(&admin::load::calendar(name).await?),
        ["admin", "calendars", name, "holidays", "add"] => text(&admin::load::add_holidays(name).await?),
        _ => Err(PageError::NotThere),
    }
}

fn text(page: &impl Serialize) -> Result<String, PageError> {
    serde_json::to_string(page).map_err(|error| {
        tracing::error!(%error, "what a page shows could not be written as JSON");
        PageError::Broken
    })
}
