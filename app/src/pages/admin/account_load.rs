//! What the pages of the accounts show.

use caseline_desk::account_plans::AccountOnPlan;
use caseline_domain::access::Actor;
use caseline_domain::id::AccountId;

use super::account::AccountPage;
use super::accounts::{AccountLine, AccountsPage};
use super::frame::Way;
use super::moving::MovePage;
use super::plan_load::{how_many, href as plan_href, lines, says};
use crate::page::PageError;
use crate::pages::desk::{Around, Room};
use crate::request::{RequestContext, signed_in};
use crate::ui::Fact;

/// What cases of an account go by that are to be moved.
pub(super) const ANOTHER: &str = "another plan, or an older version of this one.";

/// The address of an account's page.
pub(super) fn href(account: AccountId) -> String {
    format!("/admin/accounts/{account}")
}

pub async fn accounts(find: &str) -> Result<AccountsPage, PageError> {
    let (request, actor) = signed_in()?;
    let found = request.desk.accounts_on_plans(&actor, find).await?;
    let line = |held: AccountOnPlan| AccountLine {
        href: href(AccountId(held.account.id)),
        name: held.account.name,
        kind: held.account.kind,
        plan: held.on.plan.name.clone(),
        version: held.on.plan.version,
        zone: held.account.zone,
    };
    Ok(AccountsPage {
        around: Around::load(&request, &actor, Room::Accounts).await?,
        find: find.to_owned(),
        lines: found.accounts.into_iter().map(line).collect(),
        more: found.more,
    })
}

async fn found(account: &str) -> Result<(RequestContext, Actor, AccountId, AccountOnPlan), PageError> {
    let (request, actor) = signed_in()?;
    let account: AccountId = account.parse().map_err(|_| PageError::NotThere)?;
    let held = request.desk.account_on_plan(&actor, account).await?;
    Ok((request, actor, account, held))
}

pub async fn account(account: &str) -> Result<AccountPage, PageError> {
    let (request, actor, account, held) = found(account).await?;
    let plans = request.desk.plans(&actor).await?;
    let behind = request.desk.count_behind_account(&actor, account).await?;
    let plan = &held.on.plan;
    Ok(AccountPage {
        around: Around::load(&request, &actor, Room::Accounts).await?,
        href: href(account),
        facts: vec![
            Fact::new("Kind", held.account.kind),
            Fact::new("Technical contact", held.account.contact_email),
            Fact::new("Zone", held.account.zone),
            Fact::new("Support plan", format!("{}, version {}", plan.name, plan.version)),
        ],
        name: held.account.name,
        on: held.on.id.to_string(),
        plan: Way::new(&plan.name, plan_href(&plan.name)),
        plans: plans.into_iter().map(|held| held.plan.name).collect(),
        behind: (behind > 0).then(|| format!("{} They keep it until they are moved.", how_many(behind, ANOTHER))),
    })
}

pub async fn moving(account: &str) -> Result<MovePage, PageError> {
    let (request, actor, account, held) = found(account).await?;
    let preview = request.desk.preview_account(&actor, account, held.on.id).await?;
    let (zone, now) = (request.zone(&actor), request.desk.now());
    Ok(MovePage {
        around: Around::load(&request, &actor, Room::Accounts).await?,
        room: Room::Accounts,
        ways: vec![Way::new("Accounts", "/admin/accounts"), Way::new(held.account.name, href(account))],
        to: preview.to.id.to_string(),
        button: format!("Move them to {}, version {}", preview.to.plan.name, preview.to.plan.version),
        says: says(&preview, ANOTHER),
        any: !preview.cases.is_empty(),
        lines: lines(&preview, &zone, now),
    })
}
