//! What is written in `corpus/`: the problems that cases are about, by area, and the phrases that connect what people
//! say. Plain text files, so that the prose can be read and edited as prose; compiled in, and taken apart once.

use std::collections::HashMap;

use caseline_domain::case::Priority;
use caseline_domain::form::AREAS;

use crate::piece::Text;
use crate::random::{Random, totals};

const AREA_FILES: [&str; 8] = [
    include_str!("../corpus/order-routing.txt"),
    include_str!("../corpus/inventory-feeds.txt"),
    include_str!("../corpus/store-pick-up.txt"),
    include_str!("../corpus/payments-and-refunds.txt"),
    include_str!("../corpus/shipping-and-returns.txt"),
    include_str!("../corpus/customer-service.txt"),
    include_str!("../corpus/integrations.txt"),
    include_str!("../corpus/access-and-configuration.txt"),
];
const PHRASES: &str = include_str!("../corpus/phrases.txt");

/// Of a hundred cases so many are about each of [`AREAS`].
const AREA_SHARES: [u64; 8] = [20, 18, 16, 13, 12, 7, 9, 5];

/// What cases are about, with what each side says of it.
#[derive(Clone, Debug, Default)]
pub struct Problem {
    /// Its place in [`AREAS`].
    pub area: usize,
    pub fits: Vec<Priority>,
    pub subject: Vec<Text>,
    pub told: Vec<Text>,
    pub systems: Vec<Text>,
    pub steps: Vec<Text>,
    /// System, and what was changed in it.
    pub changes: Vec<(Text, Text)>,
    /// The diagnosis, internal.
    pub note: Vec<Text>,
    pub ask: Vec<Text>,
    /// Each answers all questions.
    pub answer: Vec<Text>,
    /// Explanations and workarounds on the way.
    pub advice: Vec<Text>,
    pub resolved: Vec<Text>,
    /// Why the first resolution was not enough.
    pub declined: Vec<Text>,
    /// The resolution after that.
    pub again: Vec<Text>,
}

#[derive(Clone, Debug)]
pub struct Corpus {
    problems: Vec<Problem>,
    /// By priority: which problems fit, and the running totals of how often they come.
    fitting: [(Vec<usize>, Vec<u64>); 4],
    phrases: HashMap<&'static str, Vec<Text>>,
    none: Text,
}

impl Corpus {
    #[must_use]
    pub fn load() -> Corpus {
        let problems: Vec<Problem> =
            AREA_FILES.iter().enumerate().flat_map(|(area, file)| problems_of(area, file)).collect();
        let fitting = Priority::ALL.map(|priority| {
            let fit: Vec<usize> = (0..problems.len()).filter(|p| problems[*p].fits.contains(&priority)).collect();
            let in_area = |area: usize| fit.iter().filter(|p| problems[**p].area == area).count() as u64;
            let weights =
                totals(fit.iter().map(|p| 1_000 * AREA_SHARES[problems[*p].area] / in_area(problems[*p].area)));
            (fit, weights)
        });
        let mut phrases: HashMap<&'static str, Vec<Text>> = HashMap::new();
        for (occasion, text) in PHRASES.lines().filter_map(keyed) {
            phrases.entry(occasion).or_default().push(Text::parse(text));
        }
        Corpus { problems, fitting, phrases, none: Text::default() }
    }

    pub fn problem(&self, random: &mut Random, priority: Priority) -> &Problem {
        let (fit, weights) = &self.fitting[priority as usize];
        &self.problems[fit[random.among(weights)]]
    }

    /// One of the phrases of an occasion, as `corpus/phrases.txt` names it.
    pub fn phrase(&self, random: &mut Random, occasion: &str) -> &Text {
        self.phrases.get(occasion).map_or(&self.none, |all| random.pick(all))
    }
}

/// `key: text`, without comments.
pub fn keyed(line: &'static str) -> Option<(&'static str, &'static str)> {
    line.split_once(": ").filter(|(key, _)| !key.starts_with('#') && !key.contains(' ') && !key.starts_with("=="))
}

fn problems_of(area: usize, file: &'static str) -> Vec<Problem> {
    debug_assert_eq!(file.lines().next().and_then(|line| line.strip_prefix("area ")), AREAS.get(area).copied());
    let mut problems: Vec<Problem> = Vec::new();
    for line in file.lines() {
        if let Some(fits) = line.strip_prefix("== ") {
            let fits = fits.split(' ').filter_map(|word| word.parse().ok()).collect();
            problems.push(Problem { area, fits, ..Problem::default() });
        } else if let (Some((key, text)), Some(problem)) = (keyed(line), problems.last_mut()) {
            problem.add(key, text);
        }
    }
    problems
}

impl Problem {
    fn add(&mut self, key: &str, text: &'static str) {
        let list = match key {
            "subject" => &mut self.subject,
            "told" => &mut self.told,
            "systems" => &mut self.systems,
            "steps" => &mut self.steps,
            "note" => &mut self.note,
            "ask" => &mut self.ask,
            "answer" => &mut self.answer,
            "advice" => &mut self.advice,
            "resolved" => &mut self.resolved,
            "declined" => &mut self.declined,
            "again" => &mut self.again,
            "change" => {
                self.changes
                    .extend(text.split_once(" | ").map(|(system, what)| (Text::parse(system), Text::parse(what))));
                return;
            }
            _ => return,
        };
        list.push(Text::parse(text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::piece::Piece;

    fn lines() -> impl Iterator<Item = &'static str> {
        AREA_FILES.into_iter().chain([PHRASES]).flat_map(str::lines)
    }

    #[test]
    fn every_line_of_the_corpus_is_understood() {
        let keys = [
            "subject", "told", "systems", "steps", "change", "note", "ask", "answer", "advice", "resolved", "declined",
            "again",
        ];
        for line in AREA_FILES.into_iter().flat_map(str::lines) {
            let blank = line.is_empty() || line.starts_with("area ") || line.starts_with("== ");
            assert!(blank || keyed(line).is_some_and(|(key, _)| keys.contains(&key)), "{line}");
        }
        for line in PHRASES.lines() {
            assert!(line.is_empty() || line.starts_with('#') || keyed(line).is_some(), "{line}");
        }
    }

    #[test]
    fn every_gap_is_one_that_we_know() {
        for line in lines() {
            for piece in Text::parse(line).pieces() {
                assert!(!matches!(piece, Piece::Words(words) if words.contains(['{', '}'])), "{line}");
            }
        }
    }

    #[test]
    fn every_problem_has_all_that_a_thread_needs() {
        let corpus = Corpus::load();
        assert!(corpus.problems.len() >= 45, "{}", corpus.problems.len());
        for problem in &corpus.problems {
            let subject = &problem.subject;
            assert!(!problem.fits.is_empty() && !subject.is_empty(), "{problem:?}");
            for list in [&problem.told, &problem.note, &problem.advice, &problem.resolved] {
                assert!(!list.is_empty(), "{subject:?}");
            }
            assert!(!problem.declined.is_empty() && !problem.again.is_empty(), "{subject:?}");
            assert_eq!(problem.ask.is_empty(), problem.answer.is_empty(), "{subject:?}");
        }
        for priority in Priority::ALL {
            assert!(!corpus.fitting[priority as usize].0.is_empty());
        }
    }
}
