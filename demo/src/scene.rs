//! The cases that are told by hand, `corpus/scenes.txt`: those of the people one signs in as. Their times count back from
//! now in working minutes, so that they look right on any day.

use caseline_domain::case::{
    Assigned, AssignmentReason, CaseDetails, Channel, Event, HandOverReason, Impact, Priority, RecentChange, Side,
};
use caseline_domain::form::AREAS;
use caseline_domain::id::{PersonId, SurveyId};
use caseline_domain::instant::Timestamp;
use caseline_domain::survey::{Expectations, Score, SurveyAnswer};
use caseline_domain::text::{InternalText, Line, PublicText};

use crate::DemoSurvey;
use crate::account::{FJORD_SYSTEMS, HARBOR_PINE};
use crate::corpus::keyed;
use crate::facts::Facts;
use crate::generator::Story;
use crate::hours::Hours;
use crate::id::id_at;
use crate::people::{AIKO, JONAS, PRIYA};
use crate::piece::Text;
use crate::random::Random;
use crate::thread::Thread;
use crate::world::{World, clocks};

const SCENES: &str = include_str!("../corpus/scenes.txt");

/// The working day that “@” counts in.
const DAY: (&str, u16, u16) = ("Europe/Berlin", 8 * 60 + 30, 17 * 60 + 30);

/// One case, as written.
#[derive(Clone, Debug)]
pub struct Scene {
    priority: Priority,
    channel: Channel,
    opener: &'static str,
    area: usize,
    lines: Vec<&'static str>,
    pub opened: Timestamp,
}

/// A place in the cast of the scenes: their id, and on which side they are.
struct Role {
    person: PersonId,
    side: Side,
}

/// All scenes; one that is not written as it should be is left out (a test counts them).
#[must_use]
pub fn all(now: Timestamp) -> Vec<Scene> {
    let day = Hours::new(clocks(DAY.0, now), DAY.1, DAY.2);
    let mut blocks: Vec<Vec<&'static str>> = Vec::new();
    for line in SCENES.lines() {
        if line.starts_with("scene ") {
            blocks.push(vec![line]);
        } else if let Some(block) = blocks.last_mut().filter(|_| !line.is_empty()) {
            block.push(line);
        }
    }
    blocks.into_iter().filter_map(|lines| scene(&day, now, lines)).collect()
}

/// `scene P2 portal maya | Order routing`
fn scene(day: &Hours, now: Timestamp, lines: Vec<&'static str>) -> Option<Scene> {
    let (head, area) = lines.first()?.strip_prefix("scene ")?.split_once(" | ")?;
    let mut words = head.split(' ');
    let priority = words.next()?.parse().ok()?;
    let channel = if words.next()? == "phone" { Channel::Phone } else { Channel::Portal };
    let opener = words.next()?;
    let area = AREAS.iter().position(|known| *known == area)?;
    let opened = lines.iter().find_map(|line| act(line)).map(|act| instant(day, now, act.when))??;
    Some(Scene { priority, channel, opener, area, lines, opened })
}

/// `@52 jonas writes: Hi Maya, …`
#[derive(Clone, Copy)]
struct Act {
    when: &'static str,
    who: &'static str,
    what: &'static str,
    text: &'static str,
}

fn act(line: &'static str) -> Option<Act> {
    if !line.starts_with(['@', '~']) {
        return None;
    }
    let (head, text) = line.split_once(": ").unwrap_or((line, ""));
    let mut words = head.splitn(3, ' ');
    Some(Act { when: words.next()?, who: words.next()?, what: words.next()?, text })
}

fn instant(day: &Hours, now: Timestamp, when: &str) -> Option<Timestamp> {
    let minutes: i64 = when.get(1..)?.parse().ok()?;
    Some(if when.starts_with('@') { day.ago(now, minutes) } else { now.plus_minutes(-minutes) })
}

impl Scene {
    /// Which account's case it is.
    #[must_use]
    pub fn account(&self) -> usize {
        if self.opener == "ingrid" { FJORD_SYSTEMS } else { HARBOR_PINE }
    }

    /// The member whose case it is, by their place among the people.
    #[must_use]
    pub fn opener(&self, world: &World) -> usize {
        let members = world.members_of(self.account());
        let number = ["maya", "lukasz", "zoe"].iter().position(|name| *name == self.opener).unwrap_or(0);
        (members.start + number).min(members.end - 1)
    }

    #[must_use]
    pub fn tell(&self, world: &World, mut random: Random, number: i64) -> Story {
        let facts = world.facts(&mut random, self.account(), self.opener(world), self.opened, number);
        let mut stage = Stage {
            world,
            scene: self,
            facts,
            random,
            day: Hours::new(clocks(DAY.0, world.now), DAY.1, DAY.2),
            thread: Thread::new(world.now),
            survey: None,
        };
        // An act that cannot be read ends the scene there; a test plays them all to their ends.
        let _ = self.lines.iter().filter_map(|line| act(line)).try_for_each(|act| stage.play(act));
        Story { events: stage.thread.into_events(), survey: stage.survey }
    }

    /// How many acts are written: as many events as it has when all are understood.
    #[cfg(test)]
    pub fn act_count(&self) -> usize {
        self.lines.iter().filter_map(|line| act(line)).count()
    }

    fn text(&self, key: &str) -> Option<&'static str> {
        self.lines.iter().filter_map(|line| keyed(line)).find_map(|(found, text)| (found == key).then_some(text))
    }
}

struct Stage<'w> {
    world: &'w World,
    scene: &'w Scene,
    facts: Facts<'w>,
    random: Random,
    day: Hours,
    thread: Thread,
    survey: Option<DemoSurvey>,
}

impl Stage<'_> {
    fn play(&mut self, act: Act) -> Option<()> {
        let at = instant(&self.day, self.world.now, act.when)?;
        if act.who == "desk" {
            // What the desk does has its own time, whatever is written.
            let (at, event) = if act.what == "lapses" {
                let due = self.world.lapse(self.thread.last())?;
                (due, Event::ClosureLapsed { due: Some(due) })
            } else {
                let at = self.thread.last();
                let id = SurveyId(id_at(at, &mut self.random));
                self.survey = Some(DemoSurvey { id, sent: at, answer: None });
                (at, Event::SurveyInvited)
            };
            return self.thread.desk(at, event).map(drop);
        }
        let role = self.role(act.who)?;
        let event = if let Some(scores) = act.what.strip_prefix("rates ") {
            let answer = self.rated(scores, act.text)?;
            let overall = answer.overall.points();
            self.survey.as_mut()?.answer = Some((at, answer));
            Event::SurveyAnswered { overall }
        } else {
            self.event(&role, act)?
        };
        self.thread.person(at, role.person, event).map(drop)
    }

    fn event(&self, role: &Role, act: Act) -> Option<Event> {
        let Role { person, side } = *role;
        Some(match act.what {
            "opens" => self.opened()?,
            "takes" => {
                let phoned = self.scene.channel == Channel::Phone;
                let reason = if phoned { AssignmentReason::TookTheCall } else { AssignmentReason::Taken };
                Event::Assigned(Assigned { to: person, reason })
            }
            "writes" => Event::Message { by: side, text: self.public(act.text)? },
            "notes" => Event::InternalNote { text: self.internal(act.text)? },
            "asks" => self.asked(act.text)?,
            "answers" => Event::InformationAnswered { text: self.public(act.text)? },
            "proposes" => Event::ClosureProposed { by: side, summary: self.public(act.text)? },
            "accepts" => Event::ClosureAccepted { by: side },
            "declines" => Event::ClosureDeclined { by: side, reason: self.public(act.text)? },
            "acknowledges" => Event::EscalationAcknowledged { text: self.public(act.text)? },
            "ends the escalation" => Event::EscalationEnded { by: side, text: self.public(act.text) },
            "receives" => Event::HandOverAccepted { to: person, reason: HandOverReason::Expertise },
            what if what.starts_with("escalates") => {
                let (verb, reason) = what.split_once(' ')?;
                let channel = if verb == "escalates" { Channel::Portal } else { Channel::Phone };
                let (reason, text) = (reason.parse().ok()?, self.public(act.text)?);
                Event::Escalated { channel, reason, text }
            }
            what => {
                let to = self.role(what.strip_prefix("offers ")?)?.person;
                Event::HandOverOffered { to, reason: HandOverReason::Expertise, summary: self.internal(act.text)? }
            }
        })
    }

    fn opened(&self) -> Option<Event> {
        let priority = self.scene.priority;
        let optional = |key| self.scene.text(key).and_then(|text| self.line(text));
        // `system | what | hour of the day`
        let change = self.scene.text("change").and_then(|text| {
            let mut parts = text.split(" | ");
            let (system, what) = (self.line(parts.next()?)?, self.line(parts.next()?)?);
            let when = Some(format!("{}T{}", self.facts.changed.date, parts.next()?));
            Some(RecentChange { system, what, when })
        });
        let details = CaseDetails {
            subject: self.line(self.scene.text("subject")?)?,
            description: self.public(self.scene.text("told")?)?,
            area: self.world.areas.get(self.scene.area)?.clone(),
            systems: optional("systems"),
            environment: optional("environment"),
            steps: self.scene.text("steps").and_then(|text| self.public(text)),
            impact: Impact::ALL[priority as usize],
            changes: change.into_iter().collect(),
        };
        Some(Event::Opened { channel: self.scene.channel, priority, details })
    }

    /// Questions, and what is said beside them last: it is the part that ends in no question mark.
    fn asked(&self, text: &'static str) -> Option<Event> {
        let (questions, beside): (Vec<&str>, Vec<&str>) = text.split(" | ").partition(|part| part.ends_with('?'));
        Some(Event::InformationRequested {
            questions: questions.into_iter().filter_map(|question| self.line(question)).collect(),
            text: beside.first().and_then(|text| PublicText::parse(text).ok()),
        })
    }

    /// `5 4 5 exceeded contact`, and a comment.
    fn rated(&self, scores: &str, comment: &'static str) -> Option<SurveyAnswer> {
        let mut words = scores.split(' ');
        let mut score = || words.next().and_then(|word| word.parse().ok()).and_then(Score::new);
        let (overall, timeliness, quality) = (score()?, score()?, score()?);
        let word = words.next()?;
        Some(SurveyAnswer {
            overall,
            timeliness,
            quality,
            expectations: Expectations::ALL.into_iter().find(|known| known.key() == word)?,
            comment: self.public(comment),
            may_contact: words.next() == Some("contact"),
        })
    }

    fn role(&self, name: &str) -> Option<Role> {
        let csa = |csa| Role { person: self.world.csa_id(csa), side: Side::Support };
        let members = self.world.members_of(self.scene.account());
        let member = |number: usize| {
            let person = self.world.people.get(members.start + number)?.id;
            Some(Role { person, side: Side::Customer })
        };
        match name {
            "jonas" => Some(csa(JONAS)),
            "priya" => Some(csa(PRIYA)),
            "aiko" => Some(csa(AIKO)),
            "amara" => Some(Role { person: self.world.managers.first()?.id, side: Side::Support }),
            "maya" | "ingrid" => member(0),
            "lukasz" => member(1),
            "zoe" => member(2),
            _ => None,
        }
    }

    fn line(&self, text: &'static str) -> Option<Line> {
        Line::parse(&self.facts.filled(&Text::parse(text))).ok()
    }

    fn public(&self, text: &'static str) -> Option<PublicText> {
        PublicText::parse(&self.facts.filled(&Text::parse(text))).ok()
    }

    fn internal(&self, text: &'static str) -> Option<InternalText> {
        InternalText::parse(&self.facts.filled(&Text::parse(text))).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Size;
    use crate::random::Stream;
    use caseline_domain::instant::DAY as ONE_DAY;

    #[test]
    fn every_scene_is_played_to_its_end() {
        let now: Timestamp = "2026-11-23T09:43:00Z".parse().unwrap();
        let world = World::new(1, Size { cases: 200 }, now, now.plus_millis(-150 * ONE_DAY));
        let scenes = all(now);
        assert_eq!(scenes.len(), SCENES.lines().filter(|line| line.starts_with("scene ")).count());
        for scene in scenes {
            let story = scene.tell(&world, Random::new(1, Stream::Scene, 0), 1);
            assert_eq!(story.events.len(), scene.act_count(), "{:?}", scene.text("subject"));
        }
    }
}
