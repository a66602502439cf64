//! Opening a case: through the portal for what may be opened there, on the phone for everything.

use std::sync::Arc;

use caseline_domain::access::{Action, Actor, decide};
use caseline_domain::case::{
    Assigned, AssignmentReason, Author, CaseDetails, Channel, Event, Impact, PortalPriority, Priority, Recorded,
    ThroughPortal,
};
use caseline_domain::form::{FieldErrors, LONGEST_CALL, PHONE_ACCOUNT, PHONE_CALLER, PhoneCase};
use caseline_domain::id::{CaseId, CaseNumber, PersonId};
use caseline_domain::instant::{DAY, MINUTE, Timestamp};
use uuid::Uuid;

use super::drafts::give_call_code;
use super::{CaseKey, OpenCase, append, cached};
use crate::error::Refusal;
use crate::plans::PlanInForce;
use crate::store::{CallBack, Draft, Write};
use crate::{Desk, files};

/// How long a call code is good.
pub const CALL_CODE_LIVES: i64 = DAY;
/// A code nobody called about comes up on the call-back list after this.
const CALL_BACK_AFTER: i64 = 15 * MINUTE;

/// What became of a request submitted through the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Submitted {
    Opened(CaseNumber),
    /// Its answers mean what the account's plan has phoned: it stays a draft, and there is a code to call with.
    MustBePhoned,
}

impl Desk {
    /// Submits a member's request for the account that they look at. The priority follows from the impact alone, and one that the account's plan of now has
    /// phoned cannot come out of here: [`Impact::through_portal`] makes none.
    pub async fn submit_request(
        &self,
        actor: &Actor,
        details: CaseDetails,
        once: Option<Uuid>,
    ) -> Result<Submitted, Refusal> {
        let account = actor.account().ok_or(Refusal::NotThere)?;
        decide(actor, Action::OpenRequest { account })?;
        let (desk, author) = (self.clone(), actor.person);
        let code = self.new_call_code();
        let submitted = self
            .write(move |tx| {
                Box::pin(async move {
                    let now = desk.now();
                    let plan = desk.plan_of_account(tx, account).await?;
                    let priority: PortalPriority = match details.impact.through_portal(&plan.plan) {
                        ThroughPortal::Opens(priority) => priority,
                        ThroughPortal::MustBePhoned => {
                            give_call_code(tx, author, account, &code, now).await?;
                            return Ok(Submitted::MustBePhoned);
                        }
                    };
                    if let Some(key) = once
                        && !tx.perform_once(key, author, now).await?
                    {
                        // Sent twice: what the first one opened.
                        return tx.opened_with(key, author).await?.map(Submitted::Opened).ok_or(Refusal::Stale);
                    }
                    let opened = Event::Opened { channel: Channel::Portal, priority: priority.priority(), details };
                    let number = tx.next_case_number().await?;
                    let key = CaseKey { id: CaseId(desk.ids().id(now)), number, account, opened_by: author };
                    tx.delete_draft(author, account).await?;
                    insert(&desk, tx, key, plan, vec![(Author::Person(author), opened)], now).await?;
                    let files =
                        files::send_draft(tx, (author, account), key.id, desk.settings().files.per_entry).await?;
                    confirm(&desk, tx, number, None, files).await?;
                    note_opened(tx, once, number).await?;
                    Ok::<_, Refusal>(Submitted::Opened(number))
                })
            })
            .await?;
        self.wake();
        Ok(submitted)
    }

    /// Answers a call: the moment at which every clock of its case starts.
    pub fn answer_call(&self, actor: &Actor) -> Result<Timestamp, Refusal> {
        decide(actor, Action::TakeCalls)?;
        Ok(self.now())
    }

    /// The draft behind a call code, for the CSA who hears it.
    pub async fn draft_by_code(&self, actor: &Actor, code: &str) -> Result<Option<Draft>, Refusal> {
        decide(actor, Action::TakeCalls)?;
        let not_before = self.until(-CALL_CODE_LIVES);
        Ok(self.store().read().await?.draft_by_code(code, not_before).await?)
    }

    /// Codes nobody has called about for a quarter of an hour. Who changed the answers since to what the portal takes
    /// needs no call.
    pub async fn call_backs(&self, actor: &Actor) -> Result<Vec<CallBack>, Refusal> {
        decide(actor, Action::TakeCalls)?;
        let (before, not_before) = self.to_call_back();
        Ok(self.store().read().await?.codes_to_call_back(before, not_before).await?)
    }

    /// How many those are, up to 1000.
    pub async fn count_call_backs(&self, actor: &Actor) -> Result<i64, Refusal> {
        decide(actor, Action::TakeCalls)?;
        let (before, not_before) = self.to_call_back();
        Ok(self.store().read().await?.count_to_call_back(before, not_before).await?)
    }

    /// A code made up to the first and after the second is one to call back about.
    fn to_call_back(&self) -> (Timestamp, Timestamp) {
        (self.until(-CALL_BACK_AFTER), self.until(-CALL_CODE_LIVES))
    }

    /// Opens a case from a call, owned by who took it. Every clock starts when the call was answered.
    pub async fn open_by_phone(
        &self,
        actor: &Actor,
        case: PhoneCase,
        once: Option<Uuid>,
    ) -> Result<CaseNumber, Refusal> {
        decide(actor, Action::TakeCalls)?;
        let now = self.now();
        if case.answered > now || now.since(case.answered) > LONGEST_CALL * MINUTE {
            return Err(FieldErrors::one(
                "answered",
                "The time of the call cannot be right. Reload the page to start it again.",
            )
            .into());
        }
        let (desk, actor) = (self.clone(), actor.clone());
        let opened = self.write(move |tx| {
            Box::pin(async move {
                if let Some(key) = once
                    && !tx.perform_once(key, actor.person, now).await?
                {
                    return tx.opened_with(key, actor.person).await?.ok_or(Refusal::Stale);
                }
                let draft = draft_of_call(tx, &case).await?.filter(|draft| draft.account == case.account);
                let plan = desk.plan_of_account(tx, case.account).await.map_err(|refusal| match refusal {
                    Refusal::NotThere => FieldErrors::one(PHONE_ACCOUNT, "Choose the account that calls.").into(),
                    other => other,
                })?;
                let opened_by = caller(tx, &case, draft.as_ref()).await?;
                let priority: Priority = Impact::priority(case.details.impact);
                let number = tx.next_case_number().await?;
                let key = CaseKey { id: CaseId(desk.ids().id(now)), number, account: case.account, opened_by };
                let us = Author::Person(actor.person);
                let events = vec![
                    (us, Event::Opened { channel: Channel::Phone, priority, details: case.details }),
                    (us, Event::Assigned(Assigned { to: actor.person, reason: AssignmentReason::TookTheCall })),
                ];
                insert(&desk, tx, key, plan, events, case.answered).await?;
                let mut files = Vec::new();
                if let Some(draft) = draft {
                    let written = (draft.author, draft.account);
                    files = files::send_draft(tx, written, key.id, desk.settings().files.per_entry).await?;
                    tx.delete_draft(draft.author, draft.account).await?;
                }
                confirm(&desk, tx, number, Some(&actor.name), files).await?;
                note_opened(tx, once, number).await?;
                Ok::<_, Refusal>(number)
            })
        });
        let number = opened.await?;
        self.wake();
        Ok(number)
    }
}

/// Who calls, a member or somebody of a partner: as chosen, else the draft's author, else the only member there is.
async fn caller(tx: &mut Write, case: &PhoneCase, draft: Option<&Draft>) -> Result<PersonId, Refusal> {
    let (callers, members) = (tx.callers(case.account).await?, tx.members(case.account).await?);
    let chosen = case.caller.or(draft.map(|draft| draft.author));
    let sentence = match (chosen, &members[..]) {
        (Some(person), _) if callers.iter().any(|(id, _)| *id == person) => return Ok(person),
        (_, []) if callers.is_empty() => {
            let sentence = "Nobody of this account can sign in yet. Invite someone first.";
            return Err(FieldErrors::one(PHONE_ACCOUNT, sentence).into());
        }
        (None, [(only, _)]) => return Ok(*only),
        (Some(_), _) => "This is nobody of that account. Choose who is calling.",
        (None, _) => "Choose who is calling, or for whom.",
    };
    Err(FieldErrors::one(PHONE_CALLER, sentence).into())
}

/// The draft of the code that the caller read, held until the transaction ends, so that one call opens it. The code
/// counts as of when the call was answered: it does not run out while they speak.
async fn draft_of_call(tx: &mut Write, case: &PhoneCase) -> Result<Option<Draft>, Refusal> {
    let Some(code) = &case.code else { return Ok(None) };
    let not_before = case.answered.plus_millis(-CALL_CODE_LIVES);
    let found = match tx.draft_by_code(code, not_before).await? {
        Some(found) => tx.draft_locked(found.author, found.account).await?,
        None => None,
    };
    match found.filter(|draft| draft.code.as_ref().is_some_and(|(kept, _)| kept == code)) {
        Some(draft) => Ok(Some(draft)),
        None => Err(FieldErrors::one(
            "code",
            "Nothing waits under this code any more: it is over a day old, or its case is open already. \
             Clear the code to open a new one.",
        )
        .into()),
    }
}

async fn note_opened(tx: &mut Write, once: Option<Uuid>, number: CaseNumber) -> Result<(), Refusal> {
    match once {
        Some(key) => Ok(tx.note_opened(key, number).await?),
        None => Ok(()),
    }
}

/// Writes the mail that tells the customer of their new case, and of the files that came with it.
async fn confirm(
    desk: &Desk,
    tx: &mut Write,
    number: CaseNumber,
    taken: Option<&str>,
    files: Vec<String>,
) -> Result<(), Refusal> {
    let mut open = OpenCase::hold(desk, tx, number).await?;
    open.files = files;
    open.tell_received(taken)?;
    let now = desk.now();
    for mail in &open.mail {
        tx.insert_mail(mail, now).await?;
    }
    Ok(())
}

/// Writes a new case with its first events, all dated at `at`.
async fn insert(
    desk: &Desk,
    tx: &mut Write,
    key: CaseKey,
    plan: Arc<PlanInForce>,
    events: Vec<(Author, Event)>,
    at: Timestamp,
) -> Result<(), Refusal> {
    let history: Vec<Recorded> = (1..).zip(events).map(|(seq, (by, event))| Recorded { seq, at, by, event }).collect();
    tx.insert_case(&cached(key, &*plan, &history)?).await?;
    append(desk, tx, key, &history).await
}
