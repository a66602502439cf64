//! The portal's words for what the process knows: a status as the customer sees it, a promise, a count, a person.

use caseline_domain::case::{Channel, Status};
use caseline_domain::hours::Target;
use caseline_domain::instant::{DAY, HOUR, MINUTE};
use caseline_domain::words::{self, span};

use crate::ui::Tone;

/// A status in the customer's words. `waits_for_customer`: it is their turn.
#[must_use]
pub fn status(status: Status, waits_for_customer: bool) -> (&'static str, Tone) {
    match (status, waits_for_customer) {
        (Status::Submitted, _) => ("Being assigned", Tone::Neutral),
        (Status::Working, _) => ("We are working on it", Tone::Neutral),
        (Status::WaitingOnCustomer, _) => ("Waiting for you", Tone::You),
        (Status::ClosureProposed, true) => ("Closure proposed", Tone::You),
        (Status::ClosureProposed, false) => ("You asked to close", Tone::Neutral),
        (Status::Closed, _) => ("Closed", Tone::Good),
    }
}

/// The same for who may read the case and not act on it: nothing waits for them.
#[must_use]
pub fn read_status(status: Status, waits_for_customer: bool) -> (&'static str, Tone) {
    match status {
        Status::WaitingOnCustomer => ("Waiting for an answer", Tone::Neutral),
        Status::ClosureProposed => ("Closure proposed", Tone::Neutral),
        other => self::status(other, waits_for_customer),
    }
}

/// A promise: "within 15 minutes", "within 48 business hours".
#[must_use]
pub fn within(target: Target) -> String {
    match target {
        Target::ElapsedMinutes(minutes) if minutes >= 120 => format!("within {}, day and night", span(minutes, "")),
        Target::ElapsedMinutes(minutes) => format!("within {}", span(minutes, "")),
        Target::BusinessMinutes(minutes) => format!("within {}", span(minutes, "business ")),
        Target::CalendarDays(days) => format!("within {}", words::count(days, "day")),
        Target::NextOpeningWithinMinutes(minutes) => format!("within {}, or when we open next", span(minutes, "")),
        // No plan has one.
        Target::At(_) => "as promised".to_owned(),
    }
}

/// A promise to who phones.
#[must_use]
pub fn of_the_call(target: Target) -> String {
    match target {
        Target::ElapsedMinutes(_) => format!("{} of your call", within(target)),
        Target::NextOpeningWithinMinutes(minutes) => {
            format!("within {} of your call, or when we open next", span(minutes, ""))
        }
        _ => within(target),
    }
}

/// How long after something else it happened, as one says it: "19 minutes", "5 hours", "3 days".
#[must_use]
pub fn roughly(millis: i64) -> String {
    let of = |count: i64, one: &str, many: &str| if count == 1 { one.to_owned() } else { format!("{count} {many}") };
    match millis.max(0) {
        short if short < MINUTE => "less than a minute".to_owned(),
        minutes if minutes < 2 * HOUR => of(minutes / MINUTE, "a minute", "minutes"),
        hours if hours < 2 * DAY => of(hours / HOUR, "an hour", "hours"),
        days => of(days / DAY, "a day", "days"),
    }
}

/// A count at the beginning of a sentence: in words as far as one speaks them, "999+" where counting stopped.
#[must_use]
pub fn count(count: usize) -> String {
    const WORDS: [&str; 11] = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"];
    match WORDS.get(count) {
        Some(word) => (*word).to_owned(),
        None if count > 999 => "999+".to_owned(),
        None => count.to_string(),
    }
}

/// What one is called by.
#[must_use]
pub fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}

/// How a request reached us.
#[must_use]
pub const fn by_channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Portal => "by the portal",
        Channel::Phone => "by phone",
        Channel::Email => "by e-mail",
        Channel::Api => "by the API",
    }
}

/// The beginning of a text, cut between words, on one line.
#[must_use]
pub fn beginning(text: &str, longest: usize) -> String {
    let mut short = String::new();
    for word in text.split_whitespace() {
        if short.chars().count() + word.chars().count() >= longest {
            short.push('…');
            break;
        }
        if !short.is_empty() {
            short.push(' ');
        }
        short.push_str(word);
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promise_is_said_plainly() {
        for (target, words) in [
            (Target::ElapsedMinutes(15), "within 15 minutes"),
            (Target::ElapsedMinutes(60), "within 1 hour"),
            (Target::BusinessMinutes(60), "within 1 business hour"),
            (Target::CalendarDays(1), "within 1 day"),
            (Target::ElapsedMinutes(24 * 60), "within 24 hours, day and night"),
            (Target::BusinessMinutes(48 * 60), "within 48 business hours"),
            (Target::CalendarDays(14), "within 14 days"),
            (Target::NextOpeningWithinMinutes(24 * 60), "within 24 hours, or when we open next"),
        ] {
            assert_eq!(within(target), words);
        }
    }

    #[test]
    fn a_promise_to_who_phones_counts_from_the_call_where_that_can_be_said() {
        for (target, words) in [
            (Target::ElapsedMinutes(15), "within 15 minutes of your call"),
            (Target::NextOpeningWithinMinutes(24 * 60), "within 24 hours of your call, or when we open next"),
            (Target::BusinessMinutes(240), "within 4 business hours"),
        ] {
            assert_eq!(of_the_call(target), words);
        }
    }

    #[test]
    fn a_length_is_rounded_as_one_says_it() {
        for (millis, words) in [
            (-5, "less than a minute"),
            (MINUTE, "a minute"),
            (19 * MINUTE, "19 minutes"),
            (5 * HOUR, "5 hours"),
            (3 * DAY, "3 days"),
        ] {
            assert_eq!(roughly(millis), words);
        }
    }

    #[test]
    fn counting_stops_at_999() {
        assert_eq!([count(0), count(2), count(11), count(1000)], ["No", "Two", "11", "999+"]);
    }

    #[test]
    fn a_text_is_cut_between_words() {
        assert_eq!(beginning("one two\nthree", 20), "one two three");
        assert_eq!(beginning("one two three", 9), "one two…");
        assert_eq!(beginning("", 9), "");
    }
}
