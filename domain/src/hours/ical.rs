//! Whole days out of an iCalendar file (RFC 5545). Each comes with what the file calls it; what is no whole day is named,
//! so that nothing disappears unseen. Deliberately absent: approving them; that is the administrator's.

mod yearly;

use std::collections::HashSet;
use std::ops::RangeInclusive;

use calcard::common::PartialDateTime;
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarProperty, ICalendarStatus, ICalendarValue,
};
use calcard::{Entry, Parser};

use super::calendar::Holiday;
use super::date::Date;
use crate::text::{LONGEST_LINE, Line};
use yearly::Yearly;

/// In bytes. A country's holidays of ten years are some 30 kB.
pub const LARGEST_FILE: usize = 256 * 1024;
/// So many days are read from a file, and no more.
pub const MOST_DAYS: usize = 500;
/// One event of more days than this is no holiday but a season.
const LONGEST_EVENT: i64 = 31;
/// So many events of a file may repeat.
const MOST_RULES: usize = 200;
const SECONDS_A_DAY: i64 = 24 * 60 * 60;
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
    let mut found = Found { years, days: Vec::new(), left_out: Vec::new(), outside: 0, rules: 0 };
    let mut is_calendar = false;
    loop {
        match parser.entry() {
            Entry::ICalendar(calendar) => {
                is_calendar = true;
                found.take(&calendar)?;
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
    /// Days that lie in other years; of what repeats, only those within them are made.
    outside: usize,
    /// How many events have repeated so far.
    rules: usize,
}

impl Found {
    fn leave_out(&mut self, what: String) {
        self.left_out.push(what);
    }

    fn take(&mut self, calendar: &ICalendar) -> Result<(), NotReadable> {
        // The days of what repeats that an event of its own stands for.
        let replaced: HashSet<(&str, Date)> = calendar
            .components
            .iter()
            .filter_map(|component| Some((component.uid()?, date_in(component, &ICalendarProperty::RecurrenceId)?)))
            .collect();
        for component in &calendar.components {
            match component.component_type {
                ICalendarComponentType::VEvent => {}
                ICalendarComponentType::VTodo | ICalendarComponentType::VJournal => {
                    self.leave_out(format!("“{}”: no event", name_of(component)));
                    continue;
                }
                // The calendar itself, zones, alarms, free time.
                _ => continue,
            }
            let name = name_of(component);
            let (length, dates) = match self.whole_days(component, &replaced) {
                Ok(days) => days,
                Err(why) => {
                    self.leave_out(format!("“{name}”: {why}"));
                    continue;
                }
            };
            if let Some(first) = dates.first()
                && length > LONGEST_EVENT
            {
                self.leave_out(format!("“{name}” of {first}: {length} days in a row"));
                continue;
            }
            for date in dates.into_iter().flat_map(|from| (0..length).map(move |days| from.plus_days(days))) {
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

    /// How many days an event lasts, and on which dates it begins; else why it is left out. It takes as long as the years
    /// asked for, whatever the event says.
    fn whole_days(
        &mut self,
        event: &ICalendarComponent,
        replaced: &HashSet<(&str, Date)>,
    ) -> Result<(i64, Vec<Date>), &'static str> {
        let start = match value_of(event, &ICalendarProperty::Dtstart) {
            Some(ICalendarValue::PartialDateTime(start)) if start.hour.is_some() => {
                return Err("it has a time of day and is no whole day");
            }
            Some(ICalendarValue::PartialDateTime(start)) => {
                date_of_partial(start).ok_or("its date could not be read")?
            }
            Some(_) => return Err("its date could not be read"),
            None => return Err("it has no date"),
        };
        if let Some(ICalendarValue::Status(ICalendarStatus::Cancelled)) = value_of(event, &ICalendarProperty::Status) {
            return Err("it is cancelled");
        }
        // Without an end, or with one that is no later, it is the one day (RFC 5545, 3.6.1).
        let length = match (value_of(event, &ICalendarProperty::Dtend), value_of(event, &ICalendarProperty::Duration)) {
            (Some(ICalendarValue::PartialDateTime(end)), _) => {
                date_of_partial(end).ok_or("its end could not be read")?.days() - start.days()
            }
            (None, Some(ICalendarValue::Duration(duration))) => duration.as_seconds() / SECONDS_A_DAY,
            (None, None) => 1,
            _ => return Err("its end could not be read"),
        };
        let length = length.max(1);
        if event.entries.iter().any(|entry| entry.name == ICalendarProperty::Rdate) {
            return Err("it repeats on a list of dates");
        }
        let mut rules = event.properties(&ICalendarProperty::Rrule).flat_map(|entry| &entry.values);
        let rule = match (rules.next(), rules.next()) {
            (None, _) => return Ok((length, vec![start])),
            (Some(ICalendarValue::RecurrenceRule(rule)), None) => rule,
            (Some(_), None) => return Err("how it repeats could not be read"),
            (Some(_), Some(_)) => return Err("it repeats by several rules"),
        };
        if event.entries.iter().any(|entry| entry.name == ICalendarProperty::Exrule) {
            return Err("it repeats by several rules");
        }
        self.rules += 1;
        if self.rules > MOST_RULES {
            return Err("more than 200 events in this file repeat");
        }
        let mut dates = Yearly::of(rule, start)?.within(&self.years)?;
        let excepted: HashSet<Date> = event
            .properties(&ICalendarProperty::Exdate)
            .flat_map(|entry| &entry.values)
            .filter_map(date_of_value)
            .collect();
        let uid = event.uid().unwrap_or_default();
        dates.retain(|date| !excepted.contains(date) && !replaced.contains(&(uid, *date)));
        Ok((length, dates))
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
    let said = match value_of(component, &ICalendarProperty::Summary) {
        Some(ICalendarValue::Text(text)) => text.chars().take(LONGEST_LINE).collect(),
        _ => String::new(),
    };
    Line::parse(&said).map_or_else(|_| "Holiday".to_owned(), |line| line.as_str().to_owned())
}

fn date_of_partial(at: &PartialDateTime) -> Option<Date> {
    Date::from_civil(i64::from(at.year?), i64::from(at.month?), i64::from(at.day?))
}

fn date_of_value(value: &ICalendarValue) -> Option<Date> {
    if let ICalendarValue::PartialDateTime(at) = value { date_of_partial(at) } else { None }
}

fn value_of<'a>(component: &'a ICalendarComponent, property: &ICalendarProperty) -> Option<&'a ICalendarValue> {
    component.property(property)?.values.first()
}

fn date_in(component: &ICalendarComponent, property: &ICalendarProperty) -> Option<Date> {
    date_of_value(value_of(component, property)?)
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
        assert_eq!(found.left_out, [""; 0]);
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
                "“Winter” of 2026-01-01: 151 days in a row",
                "“Gone”: it is cancelled",
                "“Thirteenth month”: its date could not be read",
            ]
        );
    }

    /// The dates of a rule from 2026 to 2028.
    fn repeated(start: &str, rule: &str) -> Vec<String> {
        let event = event(&format!("DTSTART;VALUE=DATE:{start}\nRRULE:{rule}\nSUMMARY:It"));
        read(&file(&event), 2026..=2028).unwrap().days.iter().map(|day| day.date.to_string()).collect()
    }

    #[test]
    fn a_yearly_rule_names_its_days_as_holidays_are_named() {
        // Labour Day, Memorial Day, Victoria Day, and the Tuesday after a first Monday, each in two spellings where there are.
        let labour_day = ["2026-09-07", "2027-09-06", "2028-09-04"];
        assert_eq!(repeated("20200907", "FREQ=YEARLY;BYMONTH=9;BYDAY=1MO"), labour_day);
        assert_eq!(repeated("20200907", "FREQ=YEARLY;BYMONTH=9;BYDAY=MO;BYSETPOS=1"), labour_day);
        let memorial_day = ["2026-05-25", "2027-05-31", "2028-05-29"];
        assert_eq!(repeated("20200525", "FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO"), memorial_day);
        assert_eq!(repeated("20200525", "FREQ=YEARLY;BYMONTH=5;BYDAY=MO;BYSETPOS=-1"), memorial_day);
        let victoria_day = "FREQ=YEARLY;BYMONTH=5;BYDAY=MO;BYMONTHDAY=18,19,20,21,22,23,24";
        assert_eq!(repeated("20200518", victoria_day), ["2026-05-18", "2027-05-24", "2028-05-22"]);
        let election_day = "FREQ=YEARLY;INTERVAL=2;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8";
        assert_eq!(repeated("20201103", election_day), ["2026-11-03", "2028-11-07"]);
        assert_eq!(repeated("20200229", "FREQ=YEARLY"), ["2028-02-29"]);
        let last_days = ["2026-06-30", "2026-12-31", "2027-06-30", "2027-12-31", "2028-06-30", "2028-12-31"];
        assert_eq!(repeated("20200630", "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=-1"), last_days);
        assert_eq!(repeated("20250501", "FREQ=YEARLY;COUNT=3"), ["2026-05-01", "2027-05-01"]);
        assert_eq!(repeated("20200501", "FREQ=YEARLY;UNTIL=20270501"), ["2026-05-01", "2027-05-01"]);
        assert_eq!(repeated("20200501", "FREQ=YEARLY;UNTIL=20270430"), ["2026-05-01"]);
        assert_eq!(repeated("20270501", "FREQ=YEARLY"), ["2027-05-01", "2028-05-01"]);
    }

    #[test]
    fn an_event_that_stands_for_one_day_of_a_rule_replaces_it() {
        let rule = event("UID:king\nDTSTART;VALUE=DATE:20200427\nRRULE:FREQ=YEARLY\nSUMMARY:King’s Day");
        let moved =
            event("UID:king\nDTSTART;VALUE=DATE:20270426\nRECURRENCE-ID;VALUE=DATE:20270427\nSUMMARY:King’s Day");
        let both = file(&format!("{rule}{moved}"));
        let both = both.lines().filter(|line| !line.starts_with("UID:") || *line == "UID:king");
        let found = read(&both.collect::<Vec<_>>().join("\r\n"), 2026..=2028).unwrap();
        assert_eq!(days(&found), ["2026-04-27 King’s Day", "2027-04-26 King’s Day", "2028-04-27 King’s Day"]);
    }

    #[test]
    fn a_rule_of_something_else_is_named_and_nothing_is_made_of_it() {
        let numbers = |last: u32| (0..=last).map(|n| n.to_string()).collect::<Vec<_>>().join(",");
        let every_second = format!(
            "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR={};BYMINUTE={};BYSECOND={}",
            numbers(23),
            numbers(59),
            numbers(59)
        );
        for (rule, why) in [
            (every_second.as_str(), "it repeats at a time of day"),
            ("FREQ=YEARLY;BYHOUR=9", "it repeats at a time of day"),
            ("FREQ=DAILY", "it repeats more often than once a year"),
            ("FREQ=YEARLY;BYWEEKNO=20", "it repeats by a rule that is not read here"),
            ("FREQ=YEARLY;BYYEARDAY=100", "it repeats by a rule that is not read here"),
            ("FREQ=YEARLY;BYDAY=20MO", "it repeats by a rule that is not read here"),
            ("FREQ=YEARLY;BYMONTH=1,2;BYDAY=MO,TU,WE,TH,FR,SA,SU", "it repeats on more than 31 days of a year"),
            ("FREQ=YEARLY;BYMONTH=1\nRRULE:FREQ=YEARLY;BYMONTH=2", "it repeats by several rules"),
        ] {
            let event = event(&format!("DTSTART;VALUE=DATE:20260101\nRRULE:{rule}\nSUMMARY:It"));
            let found = read(&file(&event), 2026..=2030).unwrap();
            assert_eq!((days(&found), found.left_out), (vec![], vec![format!("“It”: {why}")]), "{rule}");
        }
        let old = event("DTSTART;VALUE=DATE:00010101\nRRULE:FREQ=YEARLY;COUNT=4294967295\nSUMMARY:Old");
        let found = read(&file(&old), 2026..=2030).unwrap();
        assert_eq!(found.left_out, ["“Old”: it is counted from a year before 1900"]);
    }

    /// What comes true on no day, or on nearly all, is made for the years that are asked for alone. All the work is in
    /// [`Yearly::within`], so the allocations of a whole file say how much of it there was.
    #[test]
    fn a_file_full_of_rules_takes_no_longer_than_two_hundred_of_them() {
        for rule in ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", "FREQ=YEARLY;COUNT=99999999;BYMONTH=2;BYMONTHDAY=31"] {
            let never = format!("BEGIN:VEVENT\nDTSTART;VALUE=DATE:19000228\nRRULE:{rule}\nEND:VEVENT\n");
            let text = file(&never.repeat(2_000));
            let made = allocation_counter::measure(|| {
                let found = read(&text, 2026..=2031).unwrap();
                assert_eq!((found.days.len(), found.left_out.len()), (0, MOST_NAMED + 1));
                assert_eq!(found.left_out[0], "“Holiday”: more than 200 events in this file repeat");
            });
            assert!(made.count_total < 400_000, "{made:?}");
            assert!(made.bytes_max < 20_000_000, "{made:?}");
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
