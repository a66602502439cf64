//! What customers think of it afterwards: worse when it was late or had to be declined first.

use caseline_domain::case::Priority;
use caseline_domain::survey::{Expectations, Score, SurveyAnswer};
use caseline_domain::text::PublicText;

use crate::corpus::Corpus;
use crate::facts::Facts;
use crate::random::{Random, totals};

/// What of a case's course its customer remembers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Course {
    pub late: bool,
    pub declined: bool,
    pub lapsed: bool,
}

/// How many of a thousand answer: those who phoned more than those who let it lapse.
#[must_use]
pub fn willing(priority: Priority, course: Course) -> u64 {
    match priority {
        _ if course.lapsed => 380,
        Priority::Outage | Priority::P1 => 760,
        Priority::P2 => 660,
        Priority::P3 => 610,
    }
}

/// Of a thousand answers so many give 1, 2, 3, 4, 5.
const fn scores(course: Course) -> [u64; 5] {
    match course {
        Course { late: true, .. } => [100, 190, 320, 280, 110],
        Course { declined: true, .. } => [40, 110, 250, 370, 230],
        Course { lapsed: true, .. } => [10, 40, 160, 420, 370],
        _ => [5, 12, 53, 290, 640],
    }
}

pub fn answer(random: &mut Random, corpus: &Corpus, facts: &Facts, course: Course) -> Option<SurveyAnswer> {
    let overall = random.among(&totals(scores(course))) as u8 + 1;
    let beside = |random: &mut Random| match random.below(10) {
        0 | 1 => overall.saturating_sub(1).max(1),
        2 | 3 => (overall + 1).min(5),
        _ => overall,
    };
    let timeliness = if course.late { overall.min(3) } else { beside(random) };
    let quality = beside(random);
    let expectations = match overall {
        5 if random.chance(420) => Expectations::Exceeded,
        4 | 5 => Expectations::Met,
        3 if random.chance(500) => Expectations::Met,
        _ => Expectations::Missed,
    };
    let comment =
        random.chance(if overall <= 3 { 700 } else { 450 }).then(|| comment(random, corpus, facts, course, overall));
    Some(SurveyAnswer {
        overall: Score::new(overall)?,
        timeliness: Score::new(timeliness)?,
        quality: Score::new(quality)?,
        expectations,
        comment: comment.flatten(),
        may_contact: random.chance(if overall <= 2 { 600 } else { 240 }),
    })
}

fn comment(random: &mut Random, corpus: &Corpus, facts: &Facts, course: Course, overall: u8) -> Option<PublicText> {
    let occasion = match overall {
        2..=4 if course.late => "late-any",
        2 | 3 if course.declined => "declined-any",
        5 => "praise-5",
        4 => "praise-4",
        3 => "mixed-3",
        2 => "blame-2",
        _ => "blame-1",
    };
    PublicText::parse(&facts.filled(corpus.phrase(random, occasion))).ok()
}
