//! Demo data that is believable: from a seed, a size and the present moment, the accounts, the people and the histories
//! of a support desk, as plain values. The same three always give the same desk; a million cases take constant memory.
//! Deliberately absent: a database, a clock, and any randomness but the seed's.

mod account;
mod arrival;
mod audition;
mod cast;
mod corpus;
mod escalation;
mod facts;
mod generator;
mod hours;
mod id;
mod legacy;
mod name;
mod path;
mod people;
mod piece;
mod place;
mod random;
mod rota;
mod scene;
mod survey;
mod telling;
mod thread;
mod turn;
mod voice;
mod world;

use caseline_domain::access::Standing;
pub use caseline_domain::account::AccountKind;
use caseline_domain::account::GrantLevel;
use caseline_domain::case::Recorded;
use caseline_domain::id::{AccountId, CaseId, CaseNumber, PersonId, SurveyId};
use caseline_domain::instant::Timestamp;
use caseline_domain::survey::SurveyAnswer;
use uuid::Uuid;

pub use generator::Generator;

/// Of the generator: another one writes other data for the same seed, so keys of kept data must hold it.
pub const VERSION: u32 = 6;

/// The number of the first case; those that follow count on without gaps.
pub const FIRST_NUMBER: i64 = 1_001;

/// How much to make. Accounts, people and months follow from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// At least [`Size::LEAST`] are made: those that every demo tells its stories with.
    pub cases: u64,
}

impl Size {
    pub const LEAST: u64 = 60;
}

/// A customer company.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DemoAccount {
    pub id: AccountId,
    pub name: String,
    pub kind: AccountKind,
    /// Often a distribution list (support process, "Roles and Responsibilities").
    pub contact_email: String,
    /// An IANA name.
    pub zone: &'static str,
    /// Before any of its cases.
    pub created_at: Timestamp,
}

/// That a merchant lets a partner read its cases, or act on them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoGrant {
    pub id: Uuid,
    pub merchant: AccountId,
    pub partner: AccountId,
    pub level: GrantLevel,
    /// A member of the merchant.
    pub by: PersonId,
    pub at: Timestamp,
}

/// How a person likes to be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Prefers {
    Email,
    Phone,
}

impl Prefers {
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Prefers::Email => "email",
            Prefers::Phone => "phone",
        }
    }
}

/// When a CSA works on Monday to Friday, in minutes of their local day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shift {
    pub from: u16,
    pub until: u16,
}

/// Somebody who can sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoPerson {
    pub id: PersonId,
    pub email: String,
    pub name: String,
    pub standing: Standing,
    /// An IANA name.
    pub zone: &'static str,
    /// From a range that is reserved for fiction, where their country has one.
    pub phone: Option<String>,
    pub prefers: Prefers,
    /// Some of [`caseline_domain::form::AREAS`]; empty but for CSAs.
    pub expertise: Vec<&'static str>,
    /// A CSA's.
    pub shift: Option<Shift>,
    /// The mark of a senior manager.
    pub is_senior: bool,
    pub created_at: Timestamp,
}

/// A case with all that happened to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoCase {
    pub id: CaseId,
    pub number: CaseNumber,
    pub account: AccountId,
    /// The member whose case it is; of a phoned one, who called (the event is by the CSA who took the call).
    pub opened_by: PersonId,
    /// A history that `Case::from_events` accepts.
    pub events: Vec<Recorded>,
    /// Of a closed case.
    pub survey: Option<DemoSurvey>,
}

/// The survey of a closure; its answer agrees with the case's `SurveyAnswered`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoSurvey {
    pub id: SurveyId,
    pub sent: Timestamp,
    pub answer: Option<(Timestamp, SurveyAnswer)>,
}
