//! Whole days out of an iCalendar file (RFC 5545). Each comes with what the file calls it; what is no whole day is named,
//! so that nothing disappears unseen. Deliberately absent: approving them; that is the administrator's.

use std::ops::RangeInclusive;

use calcard::common::PartialDateTime;
use calcard::common::timezone::Tz;
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarFrequency, ICalendarProperty, ICalendarValue,
};
use calcard::{Entry, Parser};
use chrono::Datelike;

use super::calendar::Holiday;
use super::date::Date;
use crate::text::{LONGEST_LINE, Line};

/// In bytes. A country's holidays of ten years are some 30 kB.
pub const LARGEST_FILE: usize = 256 * 1024;
/// So many days are read from a file, and no more.
pub const MOST_DAYS: usize = 500;
/// One event of more days than this is no holiday but a season.
const LONGEST_EVENT: i64 = 31;
/// How often rules are asked for their next day, all of a file together.
const MOST_STEPS: usize = 5_000;
/// So many that were left out are named; the rest is counted.
const MOST_NAMED: usize = 20;

/// What was found in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FromFile {
    /// By date, one a date; the source is that it came from a file.
    pub days: Vec<Holiday>,
    /// What was not taken, each with the reason.
    pub left_out: Vec<String>,
}

/// Why a file cannot be read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotReadable {
    #[error("This file is empty.")]
    Empty,
    #[error("This file is larger than 256 kB. A calendar of public holidays is much smaller.")]
    TooLarge,
    #[error("This file is not text in UTF-8, as calendar files are.")]
    NotText,
    #[error("This is no iCalendar file: it should begin with BEGIN:VCALENDAR.")]
    NotACalendar,
    #[error("There are more than 500 days in this file. Choose fewer years, or split it.")]
    TooMany,
}

/// The whole days of a file that lie in these years.
pub fn read(text: &str, years: RangeInclusive<i64>) -> Result<FromFile, NotReadable> {
    if text.trim().is_empty() {
        return Err(NotReadable::Empty);
    }
    if text.len() > LARGEST_FILE {
        return Err(NotReadable::TooLarge);
    }
    // What was no UTF-8 has become this, or holds what no text does.
    if text.contains(['\u{fffd}', '\0']) {
        return Err(NotReadable::NotText);
    }
    let mut parser = Parser::new(text.trim_start_matches('\u{feff}'));
    let mut found = Found { years, days: Vec::new(), left_out: Vec::new(), outside: 0 };
    let mut is_calendar = false;
    loop {
        match parser.entry() {
            Entry::ICalendar(calendar) => {
                is_calendar = true;
                found.take(calendar)?;
            }
            Entry::Eof => break,
            Entry::UnterminatedComponent(_) => found.leave_out("the end of the file is missing".into()),
            Entry::TooManyComponents => return Err(NotReadable::TooMany),
            Entry::VCard(_) | Entry::InvalidLine(_) | Entry::UnexpectedComponentEnd { .. } if !is_calendar => {
                return Err(NotReadable::NotACalendar);
            }
            Entry::InvalidLine(line) => found.leave_out(format!("a line that could not be read: {}", shortened(&line))),
            _ => found.leave_out("something that is no calendar".into()),
        }
    }
    if is_calendar { Ok(found.result()) } else { Err(NotReadable::NotACalendar) }
}

struct Found {
    years: RangeInclusive<i64>,
    days: Vec<Holiday>,
    left_out: Vec<String>,
    /// Days that lie in other years.
    outside: usize,
}

impl Found {
    fn leave_out(&mut self, what: String) {
        self.left_out.push(what);
    }

    fn take(&mut self, mut calendar: ICalendar) -> Result<(), NotReadable> {
        for component in &mut calendar.components {
            if component.component_type == ICalendarComponentType::VCalendar {
                continue;
            }
            match self.prepared(component) {
                Ok(()) => {}
                Err(why) => {
                    self.left_out.extend(why);
                    // Nothing of it is expanded below.
                    component.component_type = ICalendarComponentType::Other("LEFT-OUT".into());
                }
            }
        }
        let expanded = calendar.expand_dates(Tz::Floating, MOST_STEPS);
        for error in &expanded.errors {
            let name = calendar.components.get(error.comp_id as usize).map_or_else(String::new, name_of);
            self.leave_out(format!("“{name}”: its dates could not be read"));
        }
        for event in expanded.events {
            let name = calendar.components.get(event.comp_id as usize).map_or_else(String::new, name_of);
            let Some(event) = event.try_into_date_time() else {
                self.leave_out(format!("“{name}”: its end could not be read"));
                continue;
            };
            let (from, until) = (date_of(&event.start), date_of(&event.end));
            let (Some(from), Some(until)) = (from, until) else { continue };
            // Without an end, or with one that is no later, it is the one day (RFC 5545, 3.6.1).
            let length = (until.days() - from.days()).max(1);
            if length > LONGEST_EVENT {
                self.leave_out(format!("“{name}” of {from}: {length} days in a row"));
                continue;
            }
            for date in (0..length).map(|days| from.plus_days(days)) {
                self.add(date, &name)?;
            }
        }
        Ok(())
    }

    fn add(&mut self, date: Date, name: &str) -> Result<(), NotReadable> {
        if !self.years.contains(&date.civil().0) {
            self.outside += 1;
            return Ok(());
        }
        if self.days.len() >= MOST_DAYS {
            return Err(NotReadable::TooMany);
        }
        self.days.push(Holiday { date, name: Some(name.to_owned()), source: Some("from a calendar file".to_owned()) });
        Ok(())
    }

    /// Makes a component ready to be expanded within the years; else why it is left out, if that is worth a word.
    fn prepared(&self, component: &mut ICalendarComponent) -> Result<(), Option<String>> {
        match component.component_type {
            ICalendarComponentType::VEvent => {}
            ICalendarComponentType::VTodo | ICalendarComponentType::VJournal => {
                return Err(Some(format!("“{}”: no event", name_of(component))));
            }
            // Zones, alarms, free time.
            _ => return Err(None),
        }
        let name = name_of(component);
        let left_out = |why: &str| Err(Some(format!("“{name}”: {why}")));
        let start = component.property(&ICalendarProperty::Dtstart).and_then(|entry| entry.values.first());
        match start {
            Some(ICalendarValue::PartialDateTime(start)) if start.hour.is_some() => {
                return left_out("it has a time of day and is no whole day");
            }
            Some(ICalendarValue::PartialDateTime(start)) if date_of_partial(start).is_some() => {}
            Some(_) => return left_out("its date could not be read"),
            None => return left_out("it has no date"),
        }
        let cancelled = component.entries.iter().any(|entry| {
            let says = |value: &ICalendarValue| format!("{value:?}").to_uppercase().contains("CANCELLED");
            entry.name == ICalendarProperty::Status && entry.values.iter().any(says)
        });
        if cancelled {
            return left_out("it is cancelled");
        }
        let last = u16::try_from(*self.years.end()).unwrap_or(u16::MAX);
        for entry in &mut component.entries {
            if entry.name == ICalendarProperty::Rdate {
                return Err(Some(format!("“{name}”: it repeats on a list of dates")));
            }
            if entry.name != ICalendarProperty::Rrule {
                continue;
            }
            for value in &mut entry.values {
                let ICalendarValue::RecurrenceRule(rule) = value else {
                    return Err(Some(format!("“{name}”: how it repeats could not be read")));
                };
                if rule.freq != ICalendarFrequency::Yearly {
                    return Err(Some(format!("“{name}”: it repeats more often than once a year")));
                }
                if rule.count.is_none()
                    && rule.until.as_ref().and_then(|until| until.year).is_none_or(|year| year > last)
                {
                    rule.until = Some(PartialDateTime {
                        year: Some(last),
                        month: Some(12),
                        day: Some(31),
                        ..PartialDateTime::default()
                    });
                }
            }
        }
        Ok(())
    }

    fn result(mut self) -> FromFile {
        self.days.sort_by_key(|day| day.date);
        self.days.dedup_by(|later, earlier| later.date == earlier.date);
        if self.left_out.len() > MOST_NAMED {
            let more = self.left_out.len() - MOST_NAMED;
            self.left_out.truncate(MOST_NAMED);
            self.left_out.push(format!("{more} more"));
        }
        if self.outside > 0 {
            let (from, until) = (self.years.start(), self.years.end());
            let days = if self.outside == 1 { "1 day".to_owned() } else { format!("{} days", self.outside) };
            self.left_out.push(format!("{days} before {from} or after {until}"));
        }
        FromFile { days: self.days, left_out: self.left_out }
    }
}

fn shortened(text: &str) -> String {
    let cut: String = text.chars().take(60).collect();
    if cut.len() < text.len() { format!("{cut}…") } else { cut }
}

/// What an event is called, as one line; without a name it is a holiday all the same.
fn name_of(component: &ICalendarComponent) -> String {
    let said = component.property(&ICalendarProperty::Summary).and_then(|entry| entry.values.first());
    let said = match said {
        Some(ICalendarValue::Text(text)) => text.chars().take(LONGEST_LINE).collect(),
        _ => String::new(),
    };
    Line::parse(&said).map_or_else(|_| "Holiday".to_owned(), |line| line.as_str().to_owned())
}

fn date_of_partial(at: &PartialDateTime) -> Option<Date> {
    Date::from_civil(i64::from(at.year?), i64::from(at.month?), i64::from(at.day?))
}

fn date_of(at: &impl Datelike) -> Option<Date> {
    Date::from_civil(i64::from(at.year()), i64::from(at.month()), i64::from(at.day()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(events: &str) -> String {
        format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test\r\n{events}END:VCALENDAR\r\n")
            .replace("\r\n", "\n")
            .replace('\n', "\r\n")
    }

    fn event(lines: &str) -> String {
        format!("BEGIN:VEVENT\nUID:{}\nDTSTAMP:20260101T000000Z\n{lines}\nEND:VEVENT\n", lines.len())
    }

    fn days(found: &FromFile) -> Vec<String> {
        found.days.iter().map(|day| format!("{} {}", day.date, day.name.as_deref().unwrap_or(""))).collect()
    }

    #[test]
    fn a_whole_day_is_read_with_folded_lines_and_escapes() {
        let text = file(&event(
            "DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261225\nSUMMARY:Holy night\\, half\n  a day\\; or so",
        ));
        let found = read(&text, 2026..=2030).unwrap();
        assert_eq!(days(&found), ["2026-12-24 Holy night, half a day; or so"]);
        assert_eq!(found.left_out, [""; 0]);
    }

    #[test]
    fn an_event_of_several_days_closes_each_and_its_end_is_not_one_of_them() {
        let text = file(&event("DTSTART;VALUE=DATE:20261231\nDTEND;VALUE=DATE:20270103\nSUMMARY:Inventory"));
        let found = read(&text, 2026..=2030).unwrap();
        assert_eq!(days(&found), ["2026-12-31 Inventory", "2027-01-01 Inventory", "2027-01-02 Inventory"]);
        let text = file(&event("DTSTART;VALUE=DATE:20261231\nSUMMARY:Inventory"));
        assert_eq!(days(&read(&text, 2026..=2030).unwrap()), ["2026-12-31 Inventory"]);
    }

    #[test]
    fn what_comes_back_every_year_does_so_within_the_years_alone() {
        let yearly = event("DTSTART;VALUE=DATE:20200501\nRRULE:FREQ=YEARLY\nSUMMARY:Labour Day");
        let nth = event("DTSTART;VALUE=DATE:20201126\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\nSUMMARY:Thanksgiving");
        let found = read(&file(&format!("{yearly}{nth}")), 2026..=2027).unwrap();
        assert_eq!(
            days(&found),
            ["2026-05-01 Labour Day", "2026-11-26 Thanksgiving", "2027-05-01 Labour Day", "2027-11-25 Thanksgiving"]
        );
        assert_eq!(found.left_out, ["12 days before 2026 or after 2027"]);
        let counted = event("DTSTART;VALUE=DATE:20260501\nRRULE:FREQ=YEARLY;COUNT=2\nSUMMARY:Twice");
        assert_eq!(days(&read(&file(&counted), 2026..=2030).unwrap()), ["2026-05-01 Twice", "2027-05-01 Twice"]);
        let excepted = event("DTSTART;VALUE=DATE:20260501\nRRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:20270501\nSUMMARY:But");
        assert_eq!(days(&read(&file(&excepted), 2026..=2028).unwrap()), ["2026-05-01 But", "2028-05-01 But"]);
    }

    #[test]
    fn what_is_no_whole_day_is_named() {
        let events = [
            event("DTSTART:20261224T100000Z\nSUMMARY:Party"),
            event("DTSTART;TZID=Europe/Berlin:20261224T100000\nSUMMARY:Dinner"),
            event("SUMMARY:Nothing"),
            event("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=WEEKLY\nSUMMARY:Rest"),
            event("DTSTART;VALUE=DATE:20260101\nDTEND;VALUE=DATE:20260601\nSUMMARY:Winter"),
            event("DTSTART;VALUE=DATE:20260101\nSTATUS:CANCELLED\nSUMMARY:Gone"),
            event("DTSTART;VALUE=DATE:20261301\nSUMMARY:Thirteenth month"),
            event("DTSTART;VALUE=DATE:20261231\nSUMMARY:Kept"),
        ];
        let found = read(&file(&events.concat()), 2026..=2030).unwrap();
        assert_eq!(days(&found), ["2026-12-31 Kept"]);
        assert_eq!(
            found.left_out,
            [
                "“Party”: it has a time of day and is no whole day",
                "“Dinner”: it has a time of day and is no whole day",
                "“Nothing”: it has no date",
                "“Rest”: it repeats more often than once a year",
                "“Gone”: it is cancelled",
                "“Thirteenth month”: its date could not be read",
                "“Winter” of 2026-01-01: 151 days in a row",
            ]
        );
    }

    #[test]
    fn a_rule_that_never_comes_true_ends_all_the_same() {
        let never = event("DTSTART;VALUE=DATE:20260228\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31\nSUMMARY:Never");
        let often = event("DTSTART;VALUE=DATE:20000101\nRRULE:FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU\nSUMMARY:Daily");
        for events in [never, often] {
            let found = read(&file(&events), 2026..=2030);
            assert!(found.is_err() || found.unwrap().days.len() <= MOST_DAYS);
        }
    }

    #[test]
    fn what_is_no_calendar_says_why() {
        for (text, why) in [
            ("", NotReadable::Empty),
            (" \n", NotReadable::Empty),
            ("hello", NotReadable::NotACalendar),
            ("date,name\n2026-12-25,Christmas", NotReadable::NotACalendar),
            ("BEGIN:VCARD\nVERSION:4.0\nFN:Ana\nEND:VCARD\n", NotReadable::NotACalendar),
            ("caf\u{fffd}", NotReadable::NotText),
            ("PK\u{3}\u{4}\0\0", NotReadable::NotText),
        ] {
            assert_eq!(read(text, 2026..=2030), Err(why), "{text:?}");
        }
        assert_eq!(read(&"x".repeat(LARGEST_FILE + 1), 2026..=2030), Err(NotReadable::TooLarge));
        let many: String = (0..600)
            .map(|n| event(&format!("DTSTART;VALUE=DATE:20260{}{:02}\nSUMMARY:{n}", n % 9 + 1, n % 28 + 1)))
            .collect();
        assert_eq!(read(&file(&many), 2026..=2030), Err(NotReadable::TooMany));
    }
}
