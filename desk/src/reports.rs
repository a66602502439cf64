//! What managers ask: are customers satisfied?

use caseline_domain::access::{Action, Actor, decide};
use caseline_domain::case::Priority;
use caseline_domain::instant::{DAY, Timestamp};

use crate::Desk;
use crate::error::Refusal;
use crate::store::{CommentRow, PriorityScore, SatisfactionFilter, SatisfactionTotals, WeekScore};

pub const WEEK: i64 = 7 * DAY;

/// The satisfaction of a period, and of the one of the same length before it.
pub struct Satisfaction {
    pub from: Timestamp,
    pub until: Timestamp,
    pub weeks: i64,
    pub totals: SatisfactionTotals,
    pub before: SatisfactionTotals,
    pub by_priority: Vec<PriorityScore>,
    pub by_week: Vec<WeekScore>,
    pub comments: Vec<CommentRow>,
    /// How many [`Satisfaction::comments`] would be, without a limit.
    pub comment_count: i64,
}

/// Which answers are listed beside the figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// The newest that have a comment.
    Newest,
    /// Those rated 1 or 2 whose author may be contacted, with a comment or without.
    ToFollowUp,
}

impl Listed {
    /// A page of what they say, or a list to work through.
    const fn most(self) -> i64 {
        match self {
            Listed::Newest => 12,
            Listed::ToFollowUp => 200,
        }
    }
}

impl Desk {
    /// Satisfaction over the last `weeks` weeks up to now. Weeks are counted back from now, so the last one is whole.
    pub async fn satisfaction(
        &self,
        actor: &Actor,
        weeks: i64,
        priority: Option<Priority>,
        listed: Listed,
    ) -> Result<Satisfaction, Refusal> {
        decide(actor, Action::ReadReports)?;
        // Up to and with this very millisecond, so that an answer of a moment ago is in.
        let until = self.now().plus_millis(1);
        let from = until.plus_millis(-weeks * WEEK);
        let filter = SatisfactionFilter { from, until, priority: priority.map(Priority::word) };
        let earlier = SatisfactionFilter { from: from.plus_millis(-weeks * WEEK), until: from, ..filter };
        let mut db = self.store().read().await?;
        let totals = db.satisfaction_totals(filter).await?;
        let (comments, comment_count) = match listed {
            Listed::Newest => {
                (db.survey_comments(filter, listed.most()).await?, db.count_survey_comments(filter).await?)
            }
            Listed::ToFollowUp => (db.answers_to_follow_up(filter, listed.most()).await?, totals.to_follow_up),
        };
        Ok(Satisfaction {
            from,
            until,
            weeks,
            totals,
            before: db.satisfaction_totals(earlier).await?,
            by_priority: db.satisfaction_by_priority(filter).await?,
            by_week: db.satisfaction_by_week(filter).await?,
            comments,
            comment_count,
        })
    }
}
