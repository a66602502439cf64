//! The satisfaction survey.

use super::{FieldErrors, Fields};
use crate::survey::{Expectations, Score, SurveyAnswer};

/// Fields: `overall`, `timeliness`, `quality` (1 to 5), `expectations`, optional `comment`, `may_contact`.
pub fn survey(fields: &Fields) -> Result<SurveyAnswer, FieldErrors> {
    let mut errors = FieldErrors::default();
    let mut score = |name: &str, what: &str| {
        let score = fields.get(name).parse().ok().and_then(Score::new);
        if score.is_none() {
            errors.add(name, format!("{what}: choose from 1 to 5."));
        }
        score
    };
    let (overall, timeliness, quality) = (
        score("overall", "Overall"),
        score("timeliness", "Were we in time"),
        score("quality", "The quality of the solution"),
    );
    let expectations = Expectations::ALL.into_iter().find(|answer| answer.key() == fields.get("expectations"));
    if expectations.is_none() {
        errors.add("expectations", "Choose the answer that fits best.");
    }
    let comment = errors.optional_text(fields, "comment");
    let may_contact = fields.has("may_contact");
    let answer = overall.zip(timeliness).zip(quality).zip(expectations).map(
        |(((overall, timeliness), quality), expectations)| SurveyAnswer {
            overall,
            timeliness,
            quality,
            expectations,
            comment,
            may_contact,
        },
    );
    errors.or(answer)
}
