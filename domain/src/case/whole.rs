//! A case as its events leave it. [`Case::after`] is the one place where an event meets the status machine.

use super::workaround::{Workaround, WorkaroundState};
use super::{Assigned, Author, Escalation, Event, HandOverReason, Priority, Recorded, Side, Stage, Status, Visibility};
use crate::id::PersonId;
use crate::instant::Timestamp;

/// The process has no such step from here; the status says where the case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not possible while {}", .status.words())]
pub struct IllegalStep {
    pub status: Status,
}

/// The case changed after the form that acts on it was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the case changed meanwhile")]
pub struct StaleForm;

/// The case holds as many entries as one can.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the case is full")]
pub struct Full;

/// How many entries a case holds that the customer sees, and as many again that they do not: counted apart, so that a
/// refusal tells nobody how much is said inside. A talk of years has hundreds.
pub const MOST_ENTRIES: u32 = 3_000;
/// What may still be declined or escalated then, so that nobody has to agree to close, or finds no manager, because the
/// case is full.
const MOST_WITH_RECOURSE: u32 = MOST_ENTRIES + 200;

/// How many bytes of text a case holds on either side of that line: its page, and every act on it, read them all.
pub const MOST_WEIGHT: usize = 4 * 1024 * 1024;

/// The bytes of text in a case's events, what the customer sees and what they do not counted apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weight {
    pub public: usize,
    pub internal: usize,
}

impl Weight {
    fn with(self, event: &Event) -> Weight {
        match event.visibility() {
            Visibility::Public => Weight { public: self.public + event.weight(), ..self },
            Visibility::Internal => Weight { internal: self.internal + event.weight(), ..self },
        }
    }
}

/// A hand-over that was offered and waits for its answer. A later offer takes its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    pub by: Author,
    pub to: PersonId,
    pub reason: HandOverReason,
}

/// A case as its events leave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    pub priority: Priority,
    pub stage: Stage,
    /// When it was opened first: properly submitted, or the call answered. Its clocks can start later: those of a case that
    /// was raised, or opened again.
    pub started: Timestamp,
    /// The sequence number of the last event.
    pub last: u32,
    /// The last event that changed stage, owner, priority or plan: a form shown before it is stale. An offer to hand over
    /// changes none of them, and the customer does not see it: their forms stay good. Nor does an escalation: what is
    /// said on the case goes on.
    pub last_step: u32,
    /// A colleague was asked to take over and has not answered.
    pub offer: Option<Offer>,
    /// How many of its events the customer sees.
    pub public: u32,
    /// How many bytes of text its events hold: what the customer sees, and what they do not.
    pub weight: Weight,
    /// When the last escalation ended.
    pub escalation_ended: Option<Timestamp>,
    /// At most one is open; while it is, more is said in messages.
    pub escalation: Option<Escalation>,
    /// The last one that was proposed since the case was opened, or opened again.
    pub workaround: Option<Workaround>,
    /// The how manieth time it is open, from 1: a case that is opened again has clocks of its own.
    pub cycle: u32,
}

impl Case {
    /// A case begins with an `Opened` and with nothing else.
    pub fn opened(first: &Recorded) -> Option<Case> {
        match &first.event {
            Event::Opened { priority, .. } => Some(Case {
                priority: *priority,
                stage: Stage::owned_by(None),
                started: first.at,
                last: first.seq,
                last_step: first.seq,
                offer: None,
                public: 1,
                weight: Weight::default().with(&first.event),
                escalation_ended: None,
                escalation: None,
                workaround: None,
                cycle: 1,
            }),
            _ => None,
        }
    }

    /// The case after its recorded events; `None` when they are not a case's history.
    #[must_use]
    pub fn from_events<'a>(events: impl IntoIterator<Item = &'a Recorded>) -> Option<Case> {
        let mut events = events.into_iter();
        let first = Case::opened(events.next()?)?;
        events.try_fold(first, |case, recorded| case.after(recorded).ok())
    }

    /// The case after one more event, or why that step is not there.
    pub fn after(&self, recorded: &Recorded) -> Result<Case, IllegalStep> {
        let seq = recorded.seq;
        let illegal = IllegalStep { status: self.stage.status() };
        let stage = match (&recorded.event, self.stage) {
            (Event::Assigned(Assigned { to, .. }), Stage::Submitted(s)) => Stage::Working(s.assign(*to)),
            (Event::Assigned(Assigned { to, .. }), Stage::ClosureProposed(s)) if self.stage.wants_an_owner() => {
                Stage::ClosureProposed(s.assign(*to))
            }
            (Event::HandOverOffered { to, .. }, Stage::Working(_) | Stage::WaitingOnCustomer(_))
                if self.stage.owner() != Some(*to) =>
            {
                self.stage
            }
            (Event::HandOverAccepted { to, .. }, stage) if self.is_offered_to(*to) => match stage {
                Stage::Working(s) => Stage::Working(s.hand_over(*to)),
                Stage::WaitingOnCustomer(s) => Stage::WaitingOnCustomer(s.hand_over(*to)),
                _ => return Err(illegal),
            },
            (Event::HandOverDeclined { by, .. }, _) if self.is_offered_to(*by) => self.stage,
            // An internal note may follow even a closed case; a message to or from the customer may not.
            (Event::InternalNote { .. }, stage) => stage,
            (Event::Message { .. } | Event::CallLogged { .. }, stage) if stage.status() != Status::Closed => stage,
            (Event::InformationRequested { .. }, Stage::Working(s)) => Stage::WaitingOnCustomer(s.ask(seq)),
            (Event::InformationAnswered { .. }, Stage::WaitingOnCustomer(s)) => Stage::Working(s.answer()),
            (Event::ClosureProposed { by: Side::Customer, .. }, Stage::Submitted(s)) => {
                Stage::ClosureProposed(s.propose_closure(Side::Customer, seq))
            }
            (Event::ClosureProposed { by, .. }, Stage::Working(s)) => {
                Stage::ClosureProposed(s.propose_closure(*by, seq))
            }
            (Event::ClosureProposed { by, .. }, Stage::WaitingOnCustomer(s)) => {
                Stage::ClosureProposed(s.propose_closure(*by, seq))
            }
            (Event::ClosureAccepted { by }, Stage::ClosureProposed(s)) => Stage::Closed(s.accept(*by).ok_or(illegal)?),
            (Event::ClosureDeclined { by, .. }, Stage::ClosureProposed(s)) => s.decline(*by).ok_or(illegal)?,
            // An Outage or a P1 never lapses (sla.md).
            (Event::ClosureLapsed { .. }, Stage::ClosureProposed(s)) if !self.priority.is_phoned() => {
                Stage::Closed(s.lapse())
            }
            (Event::ClosureReminded { .. }, Stage::ClosureProposed(_)) => self.stage,
            (Event::ClosureOverridden { .. }, stage) if stage.status() != Status::Closed => stage.overridden(),
            (Event::Reopened { owner, .. }, Stage::Closed(_)) => Stage::owned_by(*owner),
            // Whose problem has become another one does not want it closed: a proposal is over.
            (Event::PriorityChanged { to, .. }, stage) if *to != self.priority => match stage {
                Stage::Closed(_) => return Err(illegal),
                Stage::ClosureProposed(_) => Stage::owned_by(stage.owner()),
                _ => stage,
            },
            (Event::OwnershipConfirmed, stage)
                if stage.owner().is_some() && stage.status() != Status::Closed && self.priority.is_phoned() =>
            {
                stage
            }
            // Closed cases never change (sla.md).
            (Event::PlanChanged { from, to, .. }, stage) if stage.status() != Status::Closed && from != to => stage,
            (Event::NextUpdatePromised { .. }, stage) if stage.status() != Status::Closed => stage,
            (Event::WorkaroundProposed { .. }, Stage::Working(_) | Stage::WaitingOnCustomer(_)) => self.stage,
            (Event::WorkaroundTested { .. } | Event::WorkaroundAccepted { .. }, stage)
                if stage.status() != Status::Closed && self.workaround.is_some_and(Workaround::is_undecided) =>
            {
                stage
            }
            (Event::WorkaroundFailed { .. }, stage)
                if stage.status() != Status::Closed
                    && self.workaround.is_some_and(|workaround| workaround.state != WorkaroundState::Failed) =>
            {
                stage
            }
            // What the desk notices can be of a clock that has stopped meanwhile, and why it was late is said afterwards.
            (Event::Warned { .. } | Event::Breached { .. } | Event::ManagersTold { .. }, stage) => stage,
            (Event::BreachExplained { .. }, stage) => stage,
            (Event::SurveyInvited | Event::SurveyAnswered { .. }, Stage::Closed(_)) => self.stage,
            // The survey of an earlier closing can be answered after the case was opened again.
            (Event::SurveyAnswered { .. }, stage) if self.cycle > 1 => stage,
            // At any time while it is not closed (support process, "Support Request Escalation Policy").
            (Event::Escalated { .. }, stage) if stage.status() != Status::Closed && self.escalation.is_none() => stage,
            (Event::EscalationAcknowledged { .. }, stage)
                if self.escalation.is_some_and(|open| open.acknowledged.is_none()) =>
            {
                stage
            }
            (Event::EscalationEnded { .. }, stage) if self.escalation.is_some() => stage,
            _ => return Err(illegal),
        };
        let offer = match (&recorded.event, stage) {
            (Event::HandOverOffered { to, reason, .. }, _) => Some(Offer { by: recorded.by, to: *to, reason: *reason }),
            (Event::HandOverAccepted { .. } | Event::HandOverDeclined { .. }, _) => None,
            // A proposal to close ends an unanswered offer: there is nothing left to hand over.
            (_, Stage::ClosureProposed(_) | Stage::Closed(_)) => None,
            _ => self.offer,
        };
        let escalation = match (&recorded.event, stage) {
            (Event::EscalationEnded { .. }, _) | (_, Stage::Closed(_)) => None,
            (Event::Escalated { .. }, _) => {
                Some(Escalation { seq, at: recorded.at, author: recorded.by, acknowledged: None })
            }
            (Event::EscalationAcknowledged { .. }, _) => {
                self.escalation.map(|open| Escalation { acknowledged: Some(recorded.at), ..open })
            }
            _ => self.escalation,
        };
        let workaround = match &recorded.event {
            Event::WorkaroundProposed { .. } => Some(Workaround::proposed(seq, self.workaround)),
            event => self.workaround.map(|workaround| workaround.after(event, recorded.at)),
        };
        let priority = match &recorded.event {
            Event::PriorityChanged { to, .. } => *to,
            _ => self.priority,
        };
        let reopened = matches!(recorded.event, Event::Reopened { .. });
        // What a form says that it would do, the plan decides.
        let moved = matches!(recorded.event, Event::PlanChanged { .. });
        let same = stage == self.stage && priority == self.priority && !moved;
        let last_step = if same { self.last_step } else { seq };
        let cycle = self.cycle + u32::from(reopened);
        // A new cycle solves the problem anew.
        let workaround = workaround.filter(|_| !reopened);
        let public = self.public + u32::from(recorded.event.visibility() == Visibility::Public);
        let weight = self.weight.with(&recorded.event);
        let ended = self.escalation.is_some() && escalation.is_none();
        let escalation_ended = if ended { Some(recorded.at) } else { self.escalation_ended };
        Ok(Case {
            priority,
            stage,
            offer,
            escalation,
            workaround,
            last: seq,
            last_step,
            public,
            weight,
            escalation_ended,
            cycle,
            started: self.started,
        })
    }

    /// Refuses what only goes on talking in a case that is full. What answers, decides or ends something has room: it
    /// follows what was said before, and is bounded by that.
    pub fn has_room_for(&self, event: &Event) -> Result<(), Full> {
        let most = match event {
            Event::Message { .. }
            | Event::CallLogged { .. }
            | Event::NextUpdatePromised { .. }
            | Event::WorkaroundProposed { .. }
            | Event::WorkaroundTested { .. }
            | Event::BreachExplained { .. }
            | Event::InternalNote { .. }
            | Event::InformationRequested { .. }
            | Event::HandOverOffered { .. } => MOST_ENTRIES,
            Event::ClosureDeclined { .. } | Event::Escalated { .. } | Event::PriorityChanged { .. } => {
                MOST_WITH_RECOURSE
            }
            _ => return Ok(()),
        };
        let (held, weight) = match event.visibility() {
            Visibility::Public => (self.public, self.weight.public),
            Visibility::Internal => (self.last - self.public, self.weight.internal),
        };
        let most_weight = if most > MOST_ENTRIES { MOST_WEIGHT + MOST_WEIGHT / 8 } else { MOST_WEIGHT };
        if held < most && weight + event.weight() <= most_weight { Ok(()) } else { Err(Full) }
    }

    /// Whether it is this person's answer that an open offer to hand over waits for.
    #[must_use]
    pub fn is_offered_to(&self, person: PersonId) -> bool {
        self.offer.is_some_and(|offer| offer.to == person)
    }

    /// Refuses an act whose form was rendered before the case last changed its stage, owner, priority or plan, so that nobody agrees
    /// to, or writes into, something they did not see. `seen`: the last event the form's page showed.
    pub fn unchanged_since(&self, seen: u32) -> Result<(), StaleForm> {
        if seen >= self.last_step { Ok(()) } else { Err(StaleForm) }
    }
}
