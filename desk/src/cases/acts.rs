//! What people do on an existing case. [`Desk::act`] is the frame that all of them share: find the case as this
//! person may, decide, refuse what is stale or sent twice, append, cache, tell.

use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

use caseline_domain::access::{Action, Actor, decide};
use caseline_domain::case::{
    Assigned, AssignmentReason, Author, Case, Clocks, Event, Recorded, Side, Stage, Visibility,
};
use caseline_domain::form::{Ask, FieldErrors, HandOver};
use caseline_domain::id::{AccountId, CaseNumber, FileId, SurveyId};
use caseline_domain::instant::{DAY, Timestamp};
use caseline_domain::text::{InternalText, PublicText};
use uuid::Uuid;

use super::cached::{known, row_of};
use super::{CaseKey, append};
use crate::clock::Secret;
use crate::error::Refusal;
use crate::plans::{Book, PlanInForce};
use crate::store::{CaseRow, NewMail, NewSurvey, Write};
use crate::{Desk, files, notices};

/// A survey can be answered this long after its case was closed.
const SURVEY_LIVES: i64 = 30 * DAY;

/// What every form on a case carries beside its text.
#[derive(Clone, Copy, Debug)]
pub struct ActForm {
    pub number: CaseNumber,
    /// The last event that the page showed: its number on the desk, and for the customer its place among those they see,
    /// as the gaps in the numbers would tell how much is said inside.
    pub seen: u32,
    /// Made with the page: the same form sent twice acts once. A script may leave it out.
    pub once: Option<Uuid>,
}

/// What an act comes to, once what it depends on is read.
pub(super) type Happens<'a> = Pin<Box<dyn Future<Output = Result<Event, Refusal>> + Send + 'a>>;

/// That it is done, and how long the history is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Acted {
    pub last: u32,
}

impl Desk {
    /// Takes a case that nobody owns. Of two who take at once, one gets it and the other learns that it is taken.
    pub async fn take(&self, actor: &Actor, form: ActForm) -> Result<Acted, Refusal> {
        decide(actor, Action::WorkCases)?;
        let assigned = Event::Assigned(Assigned { to: actor.person, reason: AssignmentReason::Taken });
        self.act(actor, form, |_| Ok(assigned)).await
    }

    /// Asks a colleague to take over: the owner does, or a manager. The case stays with its owner until they accept;
    /// asking another meanwhile takes the first one's place.
    pub async fn offer_hand_over(&self, actor: &Actor, form: ActForm, to: HandOver) -> Result<Acted, Refusal> {
        decide(actor, Action::WorkCases)?;
        if to.to == actor.person {
            return Err(FieldErrors::one("to", "Choose a colleague: a case is not handed over to oneself.").into());
        }
        let mut db = self.store().read().await?;
        let colleague = db.person(to.to).await?.ok_or(Refusal::NotThere)?;
        let colleague = db.actor(&colleague).await?;
        drop(db);
        if decide(&colleague, Action::WorkCases).is_err() {
            return Err(Refusal::NotThere);
        }
        let HandOver { to, reason, summary } = to;
        let by = actor.clone();
        self.act(actor, form, move |case| {
            decide(&by, Action::OfferHandOver { owner: case.stage.owner() })?;
            Ok(Event::HandOverOffered { to, reason, summary })
        })
        .await
    }

    pub async fn accept_hand_over(&self, actor: &Actor, form: ActForm) -> Result<Acted, Refusal> {
        decide(actor, Action::WorkCases)?;
        let to = actor.person;
        self.act(actor, form, move |case| {
            let offer = case.offer.filter(|offer| offer.to == to).ok_or(Refusal::OfferOver)?;
            Ok(Event::HandOverAccepted { to, reason: offer.reason })
        })
        .await
    }

    pub async fn decline_hand_over(&self, actor: &Actor, form: ActForm, why: InternalText) -> Result<Acted, Refusal> {
        decide(actor, Action::WorkCases)?;
        let by = actor.person;
        self.act(actor, form, move |case| match case.is_offered_to(by) {
            true => Ok(Event::HandOverDeclined { by, why }),
            false => Err(Refusal::OfferOver),
        })
        .await
    }

    /// A message to the other side. From the customer, while we wait for an answer, it is the answer: an answer
    /// through any channel ends the pause (sla.md, "Pause").
    pub async fn write_message(&self, actor: &Actor, form: ActForm, text: PublicText) -> Result<Acted, Refusal> {
        self.write_message_with(actor, form, text, Vec::new()).await
    }

    /// The same with files that its author uploaded for this case.
    pub async fn write_message_with(
        &self,
        actor: &Actor,
        form: ActForm,
        text: PublicText,
        files: Vec<FileId>,
    ) -> Result<Acted, Refusal> {
        let side = actor.standing.side();
        self.act_sending(actor, form, files, move |case| match (side, case.stage) {
            (Side::Customer, Stage::WaitingOnCustomer(_)) => Event::InformationAnswered { text },
            _ => Event::Message { by: side, text },
        })
        .await
    }

    pub async fn write_note(&self, actor: &Actor, form: ActForm, text: InternalText) -> Result<Acted, Refusal> {
        self.write_note_with(actor, form, text, Vec::new()).await
    }

    /// The same with files, which the customer sees as little as the note.
    pub async fn write_note_with(
        &self,
        actor: &Actor,
        form: ActForm,
        text: InternalText,
        files: Vec<FileId>,
    ) -> Result<Acted, Refusal> {
        decide(actor, Action::WorkCases)?;
        self.act_sending(actor, form, files, |_| Event::InternalNote { text }).await
    }

    /// Asks the customer for information; the resolution clock pauses until the answer, except for Outage and P1.
    pub async fn ask_for_information(&self, actor: &Actor, form: ActForm, ask: Ask) -> Result<Acted, Refusal> {
        decide(actor, Action::WorkCases)?;
        self.act(actor, form, move |_| Ok(Event::InformationRequested { questions: ask.questions, text: ask.text }))
            .await
    }

    /// "Can we close this?", from either side.
    pub async fn propose_closure(&self, actor: &Actor, form: ActForm, summary: PublicText) -> Result<Acted, Refusal> {
        let by = actor.standing.side();
        self.act(actor, form, move |_| Ok(Event::ClosureProposed { by, summary })).await
    }

    /// Agrees to the other side's proposal: the case closes, and who opened it is asked how it was.
    pub async fn accept_closure(&self, actor: &Actor, form: ActForm) -> Result<Acted, Refusal> {
        let by = actor.standing.side();
        self.act(actor, form, move |_| Ok(Event::ClosureAccepted { by })).await
    }

    /// "Not yet": work and clock go on as if nothing had been proposed.
    pub async fn decline_closure(&self, actor: &Actor, form: ActForm, reason: PublicText) -> Result<Acted, Refusal> {
        let by = actor.standing.side();
        self.act(actor, form, move |_| Ok(Event::ClosureDeclined { by, reason })).await
    }

    /// [`Desk::act_as`] for what everybody may do who acts on a case.
    pub(super) async fn act(
        &self,
        actor: &Actor,
        form: ActForm,
        event: impl FnOnce(&Case) -> Result<Event, Refusal> + Send + 'static,
    ) -> Result<Acted, Refusal> {
        self.act_as(actor, form, acts_on_cases(actor), |open, _| event(&open.case)).await
    }

    /// [`Desk::act_with`] for an entry that files are sent with.
    async fn act_sending(
        &self,
        actor: &Actor,
        form: ActForm,
        files: Vec<FileId>,
        event: impl FnOnce(&Case) -> Event + Send + 'static,
    ) -> Result<Acted, Refusal> {
        let person = actor.person;
        self.act_with(actor, form, acts_on_cases(actor), move |tx, open, _| {
            Box::pin(async move {
                let (entry, most) = ((open.row.id, open.case.last + 1), open.desk.settings().files.per_entry);
                open.files = files::send(tx, &files, person, entry, most).await?;
                Ok(event(&open.case))
            })
        })
        .await
    }

    /// [`Desk::act_with`] for what the case alone decides. `event`: what happens, given the case that is held and the number of the last
    /// event that the form's page showed.
    pub(super) async fn act_as(
        &self,
        actor: &Actor,
        form: ActForm,
        action: fn(AccountId) -> Action,
        event: impl FnOnce(&OpenCase<'_>, u32) -> Result<Event, Refusal> + Send + 'static,
    ) -> Result<Acted, Refusal> {
        self.act_with(actor, form, action, |_, open, seen| Box::pin(ready(event(open, seen)))).await
    }

    /// The frame of every act on a case; `action`: what it is, done to a case of an account; `event`: what happens, given
    /// the transaction, the case that is held in it, and the number of the last event that the form's page showed.
    pub(super) async fn act_with(
        &self,
        actor: &Actor,
        form: ActForm,
        action: fn(AccountId) -> Action,
        event: impl for<'a> FnOnce(&'a mut Write, &'a mut OpenCase<'_>, u32) -> Happens<'a> + Send + 'static,
    ) -> Result<Acted, Refusal> {
        let (desk, actor) = (self.clone(), actor.clone());
        let acted = self
            .write(move |tx| {
                Box::pin(async move {
                    // Another account's case answers as none, and is not held for it.
                    if let Some(own) = actor.standing.account() {
                        tx.case_for_member(own, form.number).await?.ok_or(Refusal::NotThere)?;
                    }
                    let mut open = OpenCase::hold(&desk, tx, form.number).await?;
                    decide(&actor, action(open.row.account))?;
                    let now = desk.now();
                    if let Some(key) = form.once
                        && !tx.perform_once(key, actor.person, now).await?
                    {
                        return Ok(Acted { last: open.case.last });
                    }
                    let seen = open.seen(actor.standing.side(), form.seen);
                    open.case.unchanged_since(seen)?;
                    let event = event(tx, &mut open, seen).await?;
                    open.tell(tx, &actor, &event).await?;
                    open.append_by(Author::Person(actor.person), event)?;
                    let acted = Acted { last: open.case.last };
                    open.save(tx).await?;
                    Ok::<_, Refusal>(acted)
                })
            })
            .await?;
        self.wake();
        Ok(acted)
    }
}

/// What it is that everybody may do who acts on a case from the side of this person.
pub(crate) fn acts_on_cases(actor: &Actor) -> fn(AccountId) -> Action {
    match actor.standing.side() {
        Side::Customer => |account| Action::ActAsCustomer { account },
        Side::Support => |_| Action::WorkCases,
    }
}

/// A case being changed: its history, and what has been appended and is not saved yet.
pub(crate) struct OpenCase<'d> {
    pub desk: &'d Desk,
    pub row: CaseRow,
    pub(super) book: Book,
    pub(super) history: Vec<Recorded>,
    pub(super) case: Case,
    fresh: usize,
    pub mail: Vec<NewMail>,
    /// The names of the files that are sent with what happens, for the mail.
    pub(super) files: Vec<String>,
    survey: Option<(NewSurvey, Secret)>,
}

impl<'d> OpenCase<'d> {
    /// The case as it stands, held until the transaction ends.
    pub async fn hold(desk: &'d Desk, tx: &mut Write, number: CaseNumber) -> Result<Self, Refusal> {
        tx.lock_case(number).await?;
        let row = tx.case(number).await?.ok_or(Refusal::NotThere)?;
        let history: Vec<Recorded> = tx.events(row.id).await?.into_iter().map(|event| event.recorded).collect();
        let book = desk.book(tx, row.plan, &history).await?;
        let case = known(number, Case::from_events(&history))?;
        Ok(OpenCase { desk, row, book, history, case, fresh: 0, mail: Vec::new(), files: Vec::new(), survey: None })
    }

    /// Readies a plan version that the next event moves the case to.
    pub(super) fn go_by(&mut self, version: Arc<PlanInForce>) {
        self.book.and(version);
    }

    /// The number of the last event that a page of this side showed; see [`ActForm::seen`].
    fn seen(&self, side: Side, seen: u32) -> u32 {
        match side {
            Side::Support => seen,
            Side::Customer => {
                let visible = self.history.iter().filter(|event| event.event.visibility() == Visibility::Public);
                let last = visible.take(usize::try_from(seen).unwrap_or(usize::MAX)).last();
                // Who saw all that they may see saw also what is between and behind it.
                if seen >= self.case.public { u32::MAX } else { last.map_or(0, |event| event.seq) }
            }
        }
    }

    /// Its clocks as they stand.
    pub(super) fn clocks(&self) -> Result<Clocks, Refusal> {
        known(self.row.number, Clocks::from_events(&self.book, &self.history))
    }

    /// When it was closed the last time, if it was.
    pub(super) fn closed_at(&self) -> Option<Timestamp> {
        self.history.iter().rev().find(|recorded| recorded.event.closes()).map(|recorded| recorded.at)
    }

    /// Appends an event if the process has that step; once the case is closed, who opened it is asked how it was.
    pub(super) fn append_by(&mut self, by: Author, event: Event) -> Result<(), Refusal> {
        let recorded = self.record(by, event)?;
        if recorded.event.closes() {
            self.invite_to_survey(recorded.at)?;
        }
        Ok(())
    }

    /// Lets an event follow the history, if the process has that step. A machine's clock may step back; a case's history
    /// does not.
    pub fn record(&mut self, by: Author, event: Event) -> Result<Recorded, Refusal> {
        let now = self.desk.now();
        let at = self.history.last().map_or(now, |last| now.max(last.at));
        let recorded = Recorded { seq: self.case.last + 1, at, by, event };
        let case = self.case.after(&recorded)?;
        self.case.has_room_for(&recorded.event)?;
        self.case = case;
        self.history.push(recorded.clone());
        self.fresh += 1;
        Ok(recorded)
    }

    fn invite_to_survey(&mut self, now: Timestamp) -> Result<(), Refusal> {
        let secret = self.desk.ids().secret();
        let Some(mail) = notices::survey(self.desk, &self.row, &secret, now) else { return Ok(()) };
        self.record(Author::Desk, Event::SurveyInvited)?;
        self.mail.push(mail);
        let area = match &self.history[0].event {
            Event::Opened { details, .. } => details.area.as_str().to_owned(),
            _ => String::new(),
        };
        let survey = NewSurvey {
            id: SurveyId(self.desk.ids().id(now)),
            case: self.row.id,
            account: self.row.account,
            person: self.row.opener.id,
            owner: self.case.stage.owner(),
            priority: self.case.priority.word(),
            area,
            sent: now,
            expires: now.plus_millis(SURVEY_LIVES),
        };
        self.survey = Some((survey, secret));
        Ok(())
    }

    /// Writes what was appended, the row as it makes it, and the mail.
    pub async fn save(self, tx: &mut Write) -> Result<(), Refusal> {
        let key = CaseKey {
            id: self.row.id,
            number: self.row.number,
            account: self.row.account,
            opened_by: self.row.opener.id,
        };
        append(self.desk, tx, key, &self.history[self.history.len() - self.fresh..]).await?;
        tx.update_case(&row_of(key, &self.book, &self.case, &self.history)?).await?;
        if let Some((survey, secret)) = &self.survey {
            tx.insert_survey(survey).await?;
            tx.insert_survey_link(&secret.hash(), survey.id, survey.expires).await?;
        }
        let now = self.desk.now();
        for mail in &self.mail {
            tx.insert_mail(mail, now).await?;
        }
        Ok(())
    }
}
