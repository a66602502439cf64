//! The satisfaction form of one closure: under a minute, answered once.

use serde::{Deserialize, Serialize};

use crate::text::PublicText;

/// One to five, five the best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Score(u8);

impl Score {
    #[must_use]
    pub const fn new(points: u8) -> Option<Self> {
        if points >= 1 && points <= 5 { Some(Score(points)) } else { None }
    }

    #[must_use]
    pub const fn points(self) -> u8 {
        self.0
    }
}

/// "Did it meet your expectations?"
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expectations {
    Exceeded,
    Met,
    Missed,
}

impl Expectations {
    pub const ALL: [Expectations; 3] = [Expectations::Exceeded, Expectations::Met, Expectations::Missed];

    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Expectations::Exceeded => "exceeded",
            Expectations::Met => "met",
            Expectations::Missed => "missed",
        }
    }

    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Expectations::Exceeded => "Better than expected",
            Expectations::Met => "As expected",
            Expectations::Missed => "Less than expected",
        }
    }
}

/// A filled-in survey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyAnswer {
    pub overall: Score,
    pub timeliness: Score,
    pub quality: Score,
    pub expectations: Expectations,
    pub comment: Option<PublicText>,
    /// "You may contact me about this."
    pub may_contact: bool,
}
