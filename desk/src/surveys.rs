//! Answering a survey: by its link without signing in, or from the portal, which makes a link for who was asked.

use caseline_domain::access::{Action, Actor, decide};
use caseline_domain::case::{Author, Event};
use caseline_domain::id::{CaseNumber, SurveyId};
use caseline_domain::instant::{HOUR, Timestamp};
use caseline_domain::survey::SurveyAnswer;

use crate::Desk;
use crate::cases::OpenCase;
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

    /// A link for a member who was asked about this case of their account and has not answered.
    pub async fn survey_link(&self, actor: &Actor, number: CaseNumber) -> Result<Secret, Refusal> {
        let account = actor.standing.account().ok_or(Refusal::NotThere)?;
        decide(actor, Action::ReadAsMember { account })?;
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
                let mut open = OpenCase::hold(&desk, tx, CaseNumber(survey.number)).await?;
                let answered = Event::SurveyAnswered { overall: answer.overall.points() };
                open.record(Author::Person(open.row.opener.id), answered)?;
                open.save(tx).await
            })
        })
        .await
    }
}
