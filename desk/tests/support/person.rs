//! Somebody who acts on the desk, each act by a form of a page that was loaded just now.

use caseline_desk::Desk;
use caseline_desk::cases::{ActForm, Acted, CaseView, Submitted};
use caseline_desk::error::Refusal;
use caseline_domain::access::Actor;
use caseline_domain::case::{CaseDetails, EscalationReason, HandOverReason, Impact, Priority};
use caseline_domain::form::{
    Ask, BreachCause, BrokenPromise, CallLog, ChangePriority, Escalate, Fields, HandOver, NextUpdate, PhoneCase,
    WorkaroundTest,
};
use caseline_domain::id::{AccountId, CaseNumber, PersonId};
use caseline_domain::text::{InternalText, Line, PublicText};

type Outcome = Result<Acted, Refusal>;

#[derive(Clone)]
pub struct Person {
    pub desk: Desk,
    pub actor: Actor,
    pub email: String,
}

pub fn details(impact: Impact) -> CaseDetails {
    let description = text("Since this morning no order leaves routing.");
    CaseDetails {
        systems: Some(line("OMS, POS")),
        ..CaseDetails::new(line("Orders stay in routing"), description, line("Order routing"), impact)
    }
}

pub fn line(text: &str) -> Line {
    Line::parse(text).unwrap()
}

pub fn text(text: &str) -> PublicText {
    PublicText::parse(text).unwrap()
}

pub fn note(text: &str) -> InternalText {
    InternalText::parse(text).unwrap()
}

pub fn fields(pairs: &[(&str, &str)]) -> Fields {
    Fields::new(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
}

/// What a request's form holds, as typed.
pub fn request_fields(impact: Impact) -> Fields {
    fields(&[
        ("subject", "Orders stay in routing"),
        ("description", "Since this morning no order leaves routing."),
        ("area", "Order routing"),
        ("impact", impact.key()),
    ])
}

impl Person {
    pub fn id(&self) -> PersonId {
        self.actor.person
    }

    pub fn account(&self) -> AccountId {
        self.actor.standing.account().unwrap()
    }

    /// A page loaded now; of a case this person cannot see, a page made up.
    pub async fn form(&self, number: CaseNumber) -> ActForm {
        let seen = self.desk.case(&self.actor, number).await.map_or(u32::MAX, |view| self.seen(&view));
        ActForm { number, seen, once: None }
    }

    /// What a page of this case says it showed.
    pub fn seen(&self, view: &CaseView) -> u32 {
        if self.actor.standing.account().is_some() { view.case.public } else { view.case.last }
    }

    pub async fn sees(&self, number: CaseNumber) -> CaseView {
        self.desk.case(&self.actor, number).await.unwrap()
    }

    pub async fn submits(&self, impact: Impact) -> CaseNumber {
        match self.desk.submit_request(&self.actor, details(impact), None).await.unwrap() {
            Submitted::Opened(number) => number,
            Submitted::MustBePhoned => panic!("{impact:?} must be phoned"),
        }
    }

    /// Types a request and leaves it.
    pub async fn types(&self, impact: Impact) {
        self.desk.save_draft(&self.actor, &request_fields(impact), 0, Fields::default()).await.unwrap();
    }

    /// Answers a call of that account's now.
    pub async fn takes_call_of(&self, customer: &Person, impact: Impact) -> CaseNumber {
        let case = PhoneCase {
            account: customer.account(),
            caller: Some(customer.id()),
            details: details(impact),
            answered: self.desk.now(),
            code: None,
        };
        self.desk.open_by_phone(&self.actor, case, None).await.unwrap()
    }

    pub async fn takes(&self, number: CaseNumber) -> Outcome {
        self.desk.take(&self.actor, self.form(number).await).await
    }

    pub async fn writes(&self, number: CaseNumber, message: &str) -> Outcome {
        self.desk.write_message(&self.actor, self.form(number).await, text(message)).await
    }

    pub async fn notes(&self, number: CaseNumber, internal: &str) -> Outcome {
        self.desk.write_note(&self.actor, self.form(number).await, note(internal)).await
    }

    pub async fn asks(&self, number: CaseNumber, question: &str) -> Outcome {
        let ask = Ask { text: None, questions: vec![line(question)] };
        self.desk.ask_for_information(&self.actor, self.form(number).await, ask).await
    }

    pub async fn offers(&self, number: CaseNumber, to: &Person, summary: &str) -> Outcome {
        let offer = HandOver { to: to.id(), reason: HandOverReason::Expertise, summary: note(summary) };
        self.desk.offer_hand_over(&self.actor, self.form(number).await, offer).await
    }

    pub async fn accepts_hand_over(&self, number: CaseNumber) -> Outcome {
        self.desk.accept_hand_over(&self.actor, self.form(number).await).await
    }

    pub async fn declines_hand_over(&self, number: CaseNumber, why: &str) -> Outcome {
        self.desk.decline_hand_over(&self.actor, self.form(number).await, note(why)).await
    }

    pub async fn proposes(&self, number: CaseNumber, summary: &str) -> Outcome {
        self.desk.propose_closure(&self.actor, self.form(number).await, text(summary)).await
    }

    pub async fn agrees(&self, number: CaseNumber) -> Outcome {
        self.desk.accept_closure(&self.actor, self.form(number).await).await
    }

    pub async fn declines(&self, number: CaseNumber, reason: &str) -> Outcome {
        self.desk.decline_closure(&self.actor, self.form(number).await, text(reason)).await
    }

    pub async fn escalates(&self, number: CaseNumber, why: &str) -> Outcome {
        let escalate = Escalate { reason: EscalationReason::Responsiveness, text: text(why) };
        self.desk.escalate(&self.actor, self.form(number).await, escalate).await
    }

    pub async fn acknowledges(&self, number: CaseNumber, answer: &str) -> Outcome {
        self.desk.acknowledge_escalation(&self.actor, self.form(number).await, text(answer)).await
    }

    pub async fn ends_escalation(&self, number: CaseNumber, last_word: Option<&str>) -> Outcome {
        self.desk.end_escalation(&self.actor, self.form(number).await, last_word.map(text)).await
    }

    pub async fn changes_priority(&self, number: CaseNumber, to: Priority) -> Outcome {
        let change = ChangePriority { to, reason: text("It is worse than we thought.") };
        self.desk.change_priority(&self.actor, self.form(number).await, change).await
    }

    pub async fn has_it(&self, number: CaseNumber) -> Outcome {
        self.desk.confirm_ownership(&self.actor, self.form(number).await).await
    }

    pub async fn reopens(&self, number: CaseNumber, reason: &str) -> Outcome {
        self.desk.reopen(&self.actor, self.form(number).await, text(reason)).await
    }

    pub async fn overrides(&self, number: CaseNumber, reason: &str) -> Outcome {
        self.desk.override_closure(&self.actor, self.form(number).await, text(reason)).await
    }

    pub async fn promises(&self, number: CaseNumber, update: NextUpdate) -> Outcome {
        self.desk.promise_update(&self.actor, self.form(number).await, update).await
    }

    pub async fn logs_call(&self, number: CaseNumber, minutes: Option<u32>, said: &str) -> Outcome {
        let call = CallLog { minutes, text: text(said) };
        self.desk.log_call(&self.actor, self.form(number).await, call).await
    }

    pub async fn explains(&self, number: CaseNumber, broken: BrokenPromise, cause: &str) -> Outcome {
        let cause = BreachCause { broken, cause: line(cause), text: Some(note("We saw it too late.")) };
        self.desk.explain_breach(&self.actor, self.form(number).await, cause).await
    }

    pub async fn proposes_workaround(&self, number: CaseNumber, workaround: &str) -> Outcome {
        self.desk.propose_workaround(&self.actor, self.form(number).await, text(workaround)).await
    }

    pub async fn tests_workaround(&self, number: CaseNumber, works: bool) -> Outcome {
        let test = WorkaroundTest { works, text: text("Tried on a copy.") };
        self.desk.test_workaround(&self.actor, self.form(number).await, test).await
    }

    pub async fn accepts_workaround(&self, number: CaseNumber) -> Outcome {
        self.desk.accept_workaround(&self.actor, self.form(number).await).await
    }

    pub async fn fails_workaround(&self, number: CaseNumber, why: &str) -> Outcome {
        self.desk.fail_workaround(&self.actor, self.form(number).await, text(why)).await
    }
}
