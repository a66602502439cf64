//! Whom a merchant lets read its cases, or act on them: its members grant it to partners and withdraw it. Deliberately
//! absent: what a grant allows, which is `domain::access`, and any list of partners to choose from.

use caseline_domain::access::{Action, Actor, decide};
use caseline_domain::account::{AccountKind, GrantLevel};
use caseline_domain::form::{FieldErrors, NewGrant};
use caseline_domain::id::AccountId;
use caseline_domain::instant::Timestamp;

use crate::accounts::may_be_contact;
use crate::error::Refusal;
use crate::store::{AccountRow, GrantRow, Read, Write};
use crate::{Desk, notices};

impl Desk {
    /// What this member's account granted and what of it was withdrawn, the newest first. `None`: it is no merchant, and
    /// grants nothing.
    pub async fn grants(&self, actor: &Actor) -> Result<Option<Vec<GrantRow>>, Refusal> {
        let mut db = self.store().read().await?;
        match granting(&mut db, actor).await {
            Ok((merchant, _)) => Ok(Some(db.grants_by(merchant).await?)),
            Err(Refusal::NotThere) => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// Lets a partner's people read the cases of this member's account, or act on them; what they had before is withdrawn.
    /// Both technical contacts are told.
    ///
    /// [`Refusal::Fields`]: no partner is exactly called so or has that address, two have it, or this one has that access
    /// already.
    pub async fn grant_access(&self, actor: &Actor, grant: NewGrant) -> Result<(), Refusal> {
        let (desk, actor, now) = (self.clone(), actor.clone(), self.now());
        let granted = self.write(move |tx| {
            Box::pin(async move {
                let (merchant, account) = granting(tx, &actor).await?;
                let found = tx.partners_known_as(&caseline_domain::text::fold(grant.partner.as_str())).await?;
                let [partner] = &found[..] else {
                    let sentence = if found.is_empty() {
                        "No partner is called exactly so, or has this address. Check how they write it."
                    } else {
                        "More than one partner has this address. Enter the partner’s name."
                    };
                    return Err(FieldErrors::one("partner", sentence).into());
                };
                let id = AccountId(partner.id);
                let held = tx.granted_to(id).await?.into_iter().find(|held| held.account == merchant);
                if held.is_some_and(|held| held.level == grant.level) {
                    let sentence = format!("{} has this access already.", partner.name);
                    return Err(FieldErrors::one("partner", sentence).into());
                }
                if tx.withdraw_grant(merchant, id, actor.person, now).await?.is_some() {
                    drop_what_was_not_submitted(tx, merchant, id, now).await?;
                }
                tx.insert_grant(desk.ids().id(now), (merchant, id), grant.level, actor.person, now).await?;
                tell(&desk, tx, &actor, (&account, partner), Some(grant.level), now).await?;
                Ok::<_, Refusal>(id)
            })
        });
        self.access_changed(granted.await?).await;
        Ok(())
    }

    /// Withdraws what a partner was granted, at once: in the same transaction what its people have not submitted for this
    /// account is thrown away, files with it, and what waits to be mailed to them about its cases is dropped; their streams end. What was
    /// withdrawn before is withdrawn still. Both technical contacts are told.
    pub async fn withdraw_access(&self, actor: &Actor, partner: AccountId) -> Result<(), Refusal> {
        let (desk, actor, now) = (self.clone(), actor.clone(), self.now());
        let withdrawn = self.write(move |tx| {
            Box::pin(async move {
                let (merchant, account) = granting(tx, &actor).await?;
                if tx.withdraw_grant(merchant, partner, actor.person, now).await?.is_none() {
                    // A form sent twice; of what never was granted nothing is told.
                    let were = tx.grants_by(merchant).await?;
                    let was = were.iter().any(|was| was.partner == partner);
                    return if was { Ok(()) } else { Err(Refusal::NotThere) };
                }
                drop_what_was_not_submitted(tx, merchant, partner, now).await?;
                tx.drop_mail_of_partner(merchant, partner).await?;
                let partner = tx.account(partner).await?.ok_or(Refusal::NotThere)?;
                tell(&desk, tx, &actor, (&account, &partner), None, now).await
            })
        });
        withdrawn.await?;
        self.access_changed(partner).await;
        Ok(())
    }

    async fn access_changed(&self, partner: AccountId) {
        self.inner.feed.access_changed(partner);
        self.inner.mail_waits.notify_one();
        self.remove_dropped_files().await;
    }
}

/// Drops the drafts of a partner's people for this merchant, and what they uploaded for it and did not send.
async fn drop_what_was_not_submitted(
    tx: &mut Write,
    merchant: AccountId,
    partner: AccountId,
    now: Timestamp,
) -> Result<(), Refusal> {
    tx.drop_files_of_partner(merchant, partner, now).await?;
    Ok(tx.drop_drafts_of_partner(merchant, partner).await?)
}

/// The merchant in whose name a member grants.
async fn granting(db: &mut Read, actor: &Actor) -> Result<(AccountId, AccountRow), Refusal> {
    let account = actor.account().ok_or(Refusal::NotThere)?;
    decide(actor, Action::GrantAccess { account })?;
    let row = db.account(account).await?.ok_or(Refusal::NotThere)?;
    if row.kind == AccountKind::Merchant.key() { Ok((account, row)) } else { Err(Refusal::NotThere) }
}

/// Tells the technical contacts of both what one of the merchant's members granted; nothing: what they withdrew.
async fn tell(
    desk: &Desk,
    tx: &mut Write,
    actor: &Actor,
    (merchant, partner): (&AccountRow, &AccountRow),
    level: Option<GrantLevel>,
    now: Timestamp,
) -> Result<(), Refusal> {
    let mut told: Vec<String> = Vec::new();
    for contact in [&merchant.contact_email, &partner.contact_email] {
        let folded = caseline_domain::text::fold(contact);
        // Nothing is mailed to somebody who is disabled, and nothing twice.
        if told.contains(&folded) || !may_be_contact(tx, &folded).await? {
            continue;
        }
        let mail = notices::access(desk, contact, (&merchant.name, &partner.name), &actor.name, level, now);
        tx.insert_mail(&mail, now).await?;
        told.push(folded);
    }
    Ok(())
}
