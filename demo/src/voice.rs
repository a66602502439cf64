//! How people write: some greet and sign, some come straight to the point.

use caseline_domain::text::{InternalText, PublicText};

use crate::facts::Facts;
use crate::piece::Text;
use crate::random::Random;
use crate::world::World;

pub fn support(world: &World, random: &mut Random, facts: &Facts, words: &Text) -> Option<PublicText> {
    letter(world, random, facts, words, ["greeting-support", "close-support"])
}

pub fn customer(world: &World, random: &mut Random, facts: &Facts, words: &Text) -> Option<PublicText> {
    letter(world, random, facts, words, ["greeting-customer", "close-customer"])
}

fn letter(
    world: &World,
    random: &mut Random,
    facts: &Facts,
    words: &Text,
    [greeting, close]: [&str; 2],
) -> Option<PublicText> {
    let mut out = String::with_capacity(400);
    let style = random.below(10);
    if style < 6 {
        facts.write(world.corpus.phrase(random, greeting), &mut out);
        out.push_str("\n\n");
    }
    facts.write(words, &mut out);
    if style < 4 {
        out.push_str("\n\n");
        facts.write(world.corpus.phrase(random, close), &mut out);
    }
    PublicText::parse(&out).ok()
}

pub fn internal(facts: &Facts, words: &Text) -> Option<InternalText> {
    InternalText::parse(&facts.filled(words)).ok()
}
