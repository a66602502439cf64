//! Answering a survey: by its link without signing in, or from the portal, which makes a link for who was asked.

use caseline_domain::access::{Action, Actor, decide};
use caseline_domain::case::{Author, Case, Event, Recorded};
use caseline_domain::id::{CaseId, CaseNumber, SurveyId};
use caseline_domain::instant::{HOUR, Timestamp};
use caseline_domain::survey::SurveyAnswer;

use crate::Desk;
use crate::cases::{CaseKey, cached, following};
use crate::clock::Secret;
use crate::error::Refusal;
use crate::store::SurveyRow;

/// A link made on the spot is used on the spot.
const PORTAL_LINK_LIVES: i64 = HOUR;

impl Desk {
    /// The survey of a link; looking changes nothing, mail scanners look too. `None`: no such link, or too late.
    pub async fn survey(&self, secret: &Secret) -> Result<Option<SurveyRow>, Refusal> {
        let now = self.now();
        let survey = self.store().read().await?.survey_by_link(&secret.hash(), now).await?;
        Ok(survey.filter(|survey| Timestamp::from_millis(survey.expires_at) > now))
    }

    /// A link for a person who was asked about this case and has not answered.
    pub async fn survey_link(&self, actor: &Actor, number: CaseNumber) -> Result<Secret, Refusal> {
        let account = actor.standing.account().ok_or(Refusal::NotThere)?;
        decide(actor, Action::ActAsCustomer { account })?;
        let now = self.now();
        let survey = {
            let mut db = self.store().read().await?;
            let case = db.case_of_account(account, number).await?.ok_or(Refusal::NotThere)?;
            db.open_survey_of_case(case.id, actor.person, now).await?.ok_or(Refusal::NotThere)?
        };
        let secret = self.ids().secret();
        let (hash, id) = (secret.hash(), SurveyId(survey.id));
        self.write::<_, Refusal, _>(move |tx| {
            Box::pin(async move { Ok(tx.insert_survey_link(&hash, id, now.plus_millis(PORTAL_LINK_LIVES)).await?) })
        })
        .await?;
        Ok(secret)
    }

    /// Stores the answer, once. [`Refusal::Stale`]: it was answered before.
    pub async fn answer_survey(&self, secret: &Secret, answer: SurveyAnswer) -> Result<(), Refusal> {
        let survey = self.survey(secret).await?.ok_or(Refusal::NotThere)?;
        let desk = self.clone();
        self.write(move |tx| {
            Box::pin(async move {
                let now = desk.now();
                if !tx.answer_survey(SurveyId(survey.id), &answer, now).await? {
                    return Err(Refusal::Stale);
                }
                let case_id = CaseId(survey.case_id);
                tx.lock_case(CaseNumber(survey.number)).await?;
                let row = tx.case_by_id(case_id).await?.ok_or(Refusal::NotThere)?;
                let plan = desk.plan(tx, row.plan).await?;
                let mut history: Vec<Recorded> =
                    tx.events(case_id).await?.into_iter().map(|event| event.recorded).collect();
                let case = Case::from_events(&history).ok_or(Refusal::NotThere)?;
                let event = Event::SurveyAnswered { overall: answer.overall.points() };
                let recorded = following(&history, now, Author::Person(row.opener.id), event);
                case.after(&recorded)?;
                tx.insert_event(case_id, &recorded).await?;
                history.push(recorded);
                let key = CaseKey { id: case_id, number: row.number, account: row.account, opened_by: row.opener.id };
                tx.update_case(&cached(key, &plan, &history)?).await?;
                Ok::<_, Refusal>(())
            })
        })
        .await
    }
}
