//! A calendar as an administrator edits it: a day's hours as they are typed, and what a change is, in words.

use super::calendar::{Calendar, Holiday};
use super::date::{Date, Weekday};
use super::week::{MinuteOfDay, OpenInterval};
use crate::words;

/// A day opens no more often: every opening of a hundred and thirty years is kept for each calendar.
const MOST_A_DAY: usize = 8;

/// The hours of a day as they are typed: `24 hours`, `closed`, or `09:00–17:00, 18:00–20:00`.
#[must_use]
pub fn day_in_words(day: &[OpenInterval]) -> String {
    match day {
        [] => "closed".to_owned(),
        [all] if *all == OpenInterval::WHOLE_DAY => "24 hours".to_owned(),
        some => some.iter().map(|at| format!("{}–{}", at.open, at.close)).collect::<Vec<_>>().join(", "),
    }
}

/// Reads what [`day_in_words`] writes, and what people write for it; ascending. Else the sentence that says what is wrong.
pub fn day_as_typed(text: &str) -> Result<Vec<OpenInterval>, String> {
    let typed = text.trim().to_lowercase();
    match typed.as_str() {
        "" => return Err("Write the hours, like 09:00–17:00, or “24 hours”, or “closed”.".to_owned()),
        "closed" => return Ok(Vec::new()),
        "24 hours" | "24 h" | "24h" | "24hours" => return Ok(vec![OpenInterval::WHOLE_DAY]),
        _ => {}
    }
    let mut day = Vec::new();
    if typed.split([',', ';']).count() > MOST_A_DAY {
        return Err(format!("At most {MOST_A_DAY} stretches of a day can be open. Join those that touch."));
    }
    for part in typed.split([',', ';']) {
        let minutes =
            part.trim().split_once(['-', '–', '—']).and_then(|(open, close)| Some((minute(open)?, minute(close)?)));
        let Some((open, close)) = minutes else {
            return Err(format!("“{}” is no hours. Write them like 09:00–17:00, 18:00–20:00.", part.trim()));
        };
        if open >= close {
            return Err(match afternoon(close).filter(|later| open < *later) {
                Some(later) => format!(
                    "“{}” does not open before it closes. The day has 24 hours: write {open}-{later}. A night is two days: until 24:00, and from 00:00.",
                    part.trim()
                ),
                None => format!(
                    "{open}–{close} does not open before it closes. A night is two days: until 24:00, and from 00:00."
                ),
            });
        }
        day.push(OpenInterval { open, close });
    }
    day.sort_unstable();
    match day.windows(2).find(|pair| pair[0].close > pair[1].open) {
        Some(pair) => Err(format!("{} and {} overlap.", day_in_words(&pair[..1]), day_in_words(&pair[1..]))),
        None => Ok(day),
    }
}

/// What somebody may mean who counts to twelve twice.
fn afternoon(morning: MinuteOfDay) -> Option<MinuteOfDay> {
    let minutes = morning.minutes();
    (minutes < 12 * 60).then(|| MinuteOfDay::from_minutes(minutes + 12 * 60)).flatten()
}

/// `9:00` is `09:00`, and `9` too.
fn minute(text: &str) -> Option<MinuteOfDay> {
    let text = text.trim();
    let whole = if text.contains(':') { text.to_owned() } else { format!("{text}:00") };
    format!("{whole:0>5}").parse().ok()
}

/// What differs between two versions of a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// From and to.
    pub zone: Option<(String, String)>,
    /// Weekday, its hours before, its hours now.
    pub hours: Vec<(Weekday, String, String)>,
    pub added: Vec<Holiday>,
    pub removed: Vec<Holiday>,
}

impl Changed {
    #[must_use]
    pub fn between(before: &Calendar, now: &Calendar) -> Changed {
        let hours = Weekday::ALL.into_iter().filter_map(|weekday| {
            let [before, now] = [before, now].map(|calendar| day_in_words(calendar.week.day(weekday)));
            (before != now).then_some((weekday, before, now))
        });
        let only_in = |one: &Calendar, other: &Calendar| {
            let mut days: Vec<Holiday> =
                one.holidays.iter().filter(|day| !other.holidays.contains(day)).cloned().collect();
            days.sort_by_key(|day| day.date);
            days
        };
        Changed {
            zone: (before.zone != now.zone).then(|| (before.zone.clone(), now.zone.clone())),
            hours: hours.collect(),
            added: only_in(now, before),
            removed: only_in(before, now),
        }
    }

    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.zone.is_none() && self.hours.is_empty() && self.added.is_empty() && self.removed.is_empty()
    }

    /// One line a difference.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let zone = self.zone.iter().map(|(before, now)| format!("Zone: {now}, before {before}"));
        let hours =
            self.hours.iter().map(|(weekday, before, now)| format!("{}: {now}, before {before}", weekday.name()));
        let added = self.added.iter().map(|day| format!("Closed: {}", holiday_in_words(day)));
        let removed = self.removed.iter().map(|day| format!("No longer closed: {}", holiday_in_words(day)));
        zone.chain(hours).chain(added).chain(removed).collect()
    }

    /// The whole in one sentence, for the list of versions.
    #[must_use]
    pub fn sentence(&self) -> String {
        let mut parts = Vec::new();
        parts.extend(self.zone.as_ref().map(|(before, now)| format!("zone {now} in place of {before}")));
        parts.extend(self.hours.iter().map(|(weekday, _, now)| format!("{} {now}", weekday.name())));
        parts.extend(counted("closed", &self.added));
        parts.extend(counted("no longer closed", &self.removed));
        let sentence = parts.join("; ");
        let mut letters = sentence.chars();
        letters.next().map_or_else(String::new, |first| format!("{}{}", first.to_uppercase(), letters.as_str()))
    }
}

/// Three days by name, more by their number.
fn counted(what: &str, days: &[Holiday]) -> Option<String> {
    match days {
        [] => None,
        [first, .., last] if days.len() > 3 => {
            Some(format!("{what} on {} days from {} to {}", days.len(), date(first.date), date(last.date)))
        }
        few => Some(format!("{what} {}", few.iter().map(holiday_in_words).collect::<Vec<_>>().join(", "))),
    }
}

fn date(date: Date) -> String {
    format!("{} {}", words::day(date, date), date.civil().0)
}

/// `Fri 25 Dec 2026, Christmas Day`.
#[must_use]
pub fn holiday_in_words(day: &Holiday) -> String {
    let named = day.name.as_ref().map(|name| format!(", {name}")).unwrap_or_default();
    format!("{}{named}", date(day.date))
}

impl Weekday {
    /// In full.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Weekday::Mon => "Monday",
            Weekday::Tue => "Tuesday",
            Weekday::Wed => "Wednesday",
            Weekday::Thu => "Thursday",
            Weekday::Fri => "Friday",
            Weekday::Sat => "Saturday",
            Weekday::Sun => "Sunday",
        }
    }
}

impl Calendar {
    /// With these days closed as well; a date that is closed already stays as it is.
    #[must_use]
    pub fn closed_on(mut self, days: Vec<Holiday>) -> Self {
        for day in days {
            if !self.holidays.iter().any(|held| held.date == day.date) {
                self.holidays.push(day);
            }
        }
        self.holidays.sort_by_key(|day| day.date);
        self
    }

    /// Whether the service is open on any date in the year that begins with `from`, by its week and its holidays. Without
    /// that nothing can be promised in its hours.
    #[must_use]
    pub fn opens_within_a_year(&self, from: Date) -> bool {
        let is_open = |date: &Date| self.week.day(date.weekday()).iter().any(|at| at.minutes() > 0);
        let is_closed = |date: &Date| self.holidays.iter().any(|day| day.date == *date);
        (0..366).map(|day| from.plus_days(day)).any(|date| is_open(&date) && !is_closed(&date))
    }

    /// Without the holidays of these dates.
    #[must_use]
    pub fn open_on(mut self, dates: &[Date]) -> Self {
        self.holidays.retain(|day| !dates.contains(&day.date));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hours::Week;

    #[test]
    fn a_calendar_whose_every_day_of_a_year_is_a_holiday_does_not_open() {
        let from: Date = "2026-11-24".parse().unwrap();
        let days = |count: i64| (0..count).map(|day| Holiday { date: from.plus_days(day), name: None, source: None });
        let office = Calendar::monday_to_friday("UTC");
        assert!(office.opens_within_a_year(from));
        assert!(office.clone().closed_on(days(365).collect()).opens_within_a_year(from), "the last day is open");
        assert!(!office.closed_on(days(366).collect()).opens_within_a_year(from));
        assert!(!Calendar { week: Week::default(), ..Calendar::always("UTC") }.opens_within_a_year(from));
    }

    #[test]
    fn hours_are_read_as_they_are_written_and_as_people_write_them() {
        for text in ["closed", "24 hours", "09:00–17:00", "00:00–06:00, 18:00–24:00"] {
            assert_eq!(day_in_words(&day_as_typed(text).unwrap()), text);
        }
        for (typed, read) in [
            (" 9-17 ", "09:00–17:00"),
            ("9:30 - 12, 13:00—18:15", "09:30–12:00, 13:00–18:15"),
            ("18:00–20:00; 09:00–17:00", "09:00–17:00, 18:00–20:00"),
            ("24H", "24 hours"),
            ("0-24", "24 hours"),
            ("Closed", "closed"),
            (
                "0-1,2-3,4-5,6-7,8-9,10-11,12-13,14-15",
                "00:00–01:00, 02:00–03:00, 04:00–05:00, 06:00–07:00, 08:00–09:00, 10:00–11:00, 12:00–13:00, 14:00–15:00",
            ),
        ] {
            assert_eq!(day_as_typed(typed).map(|day| day_in_words(&day)).as_deref(), Ok(read), "{typed}");
        }
    }

    #[test]
    fn wrong_hours_say_what_is_wrong() {
        for (typed, says) in [
            ("", "Write the hours"),
            ("nine to five", "is no hours"),
            ("09:00", "is no hours"),
            ("09:00–25:00", "is no hours"),
            ("22:00–06:00", "22:00–06:00 does not open before it closes. A night is two days"),
            ("9-5", "“9-5” does not open before it closes. The day has 24 hours: write 09:00-17:00."),
            ("09:00–12:00, 11:00–13:00", "09:00–12:00 and 11:00–13:00 overlap"),
            ("09:00–12:00,", "“” is no hours"),
            ("0-1,2-3,4-5,6-7,8-9,10-11,12-13,14-15,16-17", "At most 8 stretches of a day can be open"),
        ] {
            let said = day_as_typed(typed).unwrap_err();
            assert!(said.contains(says), "{typed}: {said}");
        }
    }

    fn holiday(date: &str, name: &str) -> Holiday {
        Holiday { date: date.parse().unwrap(), name: Some(name.to_owned()), source: None }
    }

    #[test]
    fn a_change_is_told_line_by_line_and_in_one_sentence() {
        let before = Calendar::monday_to_friday("UTC").closed_on(vec![holiday("2026-12-25", "Christmas Day")]);
        let mut now = before.clone().open_on(&["2026-12-25".parse().unwrap()]);
        now.zone = "Europe/Berlin".into();
        now.week = Week::always();
        let now = now.closed_on(vec![holiday("2026-12-24", "Holy night")]);
        let changed = Changed::between(&before, &now);
        assert_eq!(
            changed.lines(),
            [
                "Zone: Europe/Berlin, before UTC",
                "Saturday: 24 hours, before closed",
                "Sunday: 24 hours, before closed",
                "Closed: Thu 24 Dec 2026, Holy night",
                "No longer closed: Fri 25 Dec 2026, Christmas Day",
            ]
        );
        assert_eq!(
            changed.sentence(),
            "Zone Europe/Berlin in place of UTC; Saturday 24 hours; Sunday 24 hours; closed Thu 24 Dec 2026, Holy night; \
             no longer closed Fri 25 Dec 2026, Christmas Day"
        );
        assert!(Changed::between(&now, &now).is_nothing());
        let many: Vec<Holiday> = (1..=5).map(|day| holiday(&format!("2027-01-0{day}"), "Rest")).collect();
        let sentence = Changed::between(&now, &now.clone().closed_on(many)).sentence();
        assert_eq!(sentence, "Closed on 5 days from Fri 1 Jan 2027 to Tue 5 Jan 2027");
    }

    #[test]
    fn a_date_that_is_closed_keeps_its_name() {
        let calendar = Calendar::always("UTC").closed_on(vec![holiday("2026-12-25", "Christmas Day")]);
        assert_eq!(calendar.clone().closed_on(vec![holiday("2026-12-25", "Noël")]), calendar);
    }
}
