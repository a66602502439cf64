//! What the pages of the administration show.

use caseline_desk::calendars::{CalendarHistory, CalendarVersion};
use caseline_desk::error::Refusal;
use caseline_domain::access::Actor;
use caseline_domain::form::calendar::weekday_field;
use caseline_domain::hours::{Calendar, Country, HOLIDAY_YEARS, Holiday, Week, Weekday, day_as_typed, day_in_words};
use caseline_domain::plan::CalendarOfPlan;
use caseline_domain::words;

use super::calendar::{CalendarPage, Closed, Day, Version};
use super::calendars::{CalendarLine, CalendarsPage};
use super::frame::Way;
use super::holidays::AddHolidaysPage;
use super::new_calendar::NewCalendarPage;
use super::plan_load::{OLDER, how_many, href as plan_href};
use crate::clock::moment;
use crate::page::PageError;
use crate::pages::desk::{Around, Room};
use crate::request::{RequestContext, signed_in};

/// The address of a calendar's page.
#[must_use]
pub fn href(name: &str) -> String {
    format!("/admin/calendars/{}", encoded(name))
}

/// A name as a part of an address.
#[must_use]
pub fn encoded(name: &str) -> String {
    name.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'~' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// The name of a calendar, as a part of an address has it.
#[must_use]
pub fn named(part: &str) -> String {
    // Only in a query a plus is a blank.
    let part = part.replace('+', "%2B").replace(['&', '='], "");
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(&format!("name={part}")).unwrap_or_default();
    pairs.into_iter().next().map(|(_, name)| name).unwrap_or_default()
}

/// The year in which we are, in the reader's zone.
pub(super) fn this_year(request: &RequestContext, actor: &Actor) -> i64 {
    request.zone(actor).local(request.desk.now()).date.civil().0
}

async fn history(name: &str) -> Result<(RequestContext, Actor, CalendarHistory), PageError> {
    let (request, actor) = signed_in()?;
    let history = request.desk.calendar(&actor, &named(name)).await?;
    Ok((request, actor, history))
}

pub async fn calendars() -> Result<CalendarsPage, PageError> {
    let (request, actor) = signed_in()?;
    let all = request.desk.calendars(&actor).await?;
    let (zone, now) = (request.zone(&actor), request.desk.now());
    let today = zone.local(now).date;
    let lines = all.iter().map(|history| {
        let newest = history.newest();
        CalendarLine {
            name: newest.name.clone(),
            href: href(&newest.name),
            zone: newest.calendar.zone.clone(),
            holidays: newest.calendar.holidays.iter().filter(|day| day.date >= today).count().to_string(),
            version: newest.version,
            since: moment(newest.created, &zone, now),
            plans: history.plans.join(", "),
        }
    });
    let lines = lines.collect();
    Ok(CalendarsPage { around: Around::load(&request, &actor, Room::Calendars).await?, lines })
}

pub async fn calendar(name: &str) -> Result<CalendarPage, PageError> {
    let (request, actor, history) = history(name).await?;
    let (zone, now) = (request.zone(&actor), request.desk.now());
    let newest = history.newest();
    let version = |version: &CalendarVersion| Version {
        version: version.version,
        when: moment(version.created, &zone, now),
        who: version.created_by.clone().unwrap_or_else(|| "with the plan".to_owned()),
        what: version.changes.clone(),
        fingerprint: version.fingerprint.clone(),
    };
    let mut behind = Vec::new();
    for plan in &history.plans {
        let count = request.desk.count_behind(&actor, plan).await?;
        if count > 0 {
            let says = format!("Plan {plan}: {}", how_many(count, OLDER));
            behind.push(Way::new(says, format!("{}/move", plan_href(plan))));
        }
    }
    Ok(CalendarPage {
        around: Around::load(&request, &actor, Room::Calendars).await?,
        name: newest.name.clone(),
        href: href(&newest.name),
        copy: format!("/admin/new/calendar?like={}", encoded(&newest.name)),
        plans: history.plans.join(", "),
        behind,
        version: newest.version,
        zone: newest.calendar.zone.clone(),
        week: week(&newest.calendar),
        years: by_year(&newest.calendar.holidays, this_year(&request, &actor)),
        versions: history.versions.iter().map(version).collect(),
    })
}

/// The days of a week with their hours.
pub(super) fn week(calendar: &Calendar) -> Vec<Day> {
    let day = |weekday| Day {
        name: weekday_field(weekday).to_owned(),
        label: weekday.name().to_owned(),
        hours: day_in_words(calendar.week.day(weekday)),
    };
    Weekday::ALL.map(day).into()
}

/// What a new calendar begins with: the newest version of another one, or office hours in the reader's zone.
pub(super) async fn begins_with(
    request: &RequestContext,
    actor: &Actor,
    like: &str,
) -> Result<(Option<CalendarOfPlan>, Calendar), Refusal> {
    // Asked for first: it is what decides whether this person may.
    let all = request.desk.calendars(actor).await?;
    if like.is_empty() {
        let office = day_as_typed("09:00-17:00").map_err(Refusal::Internal)?;
        let mut calendar = Calendar { zone: actor.zone.clone(), week: Week::default(), holidays: Vec::new() };
        for weekday in &Weekday::ALL[..5] {
            calendar.week.set_day(*weekday, office.clone());
        }
        return Ok((None, calendar));
    }
    let newest = all.iter().map(CalendarHistory::newest).find(|newest| newest.name == like).ok_or(Refusal::NotThere)?;
    Ok((Some(CalendarOfPlan { name: newest.name.clone(), version: newest.version }), newest.calendar.clone()))
}

pub async fn new_calendar(like: &str) -> Result<NewCalendarPage, PageError> {
    let (request, actor) = signed_in()?;
    let (copied, calendar) = begins_with(&request, &actor, like).await?;
    let holidays = match (&copied, calendar.holidays.len()) {
        (None, _) => "No holidays yet: add them once it is there.".to_owned(),
        (Some(copied), 0) => format!("It begins as a copy of {}, version {}.", copied.name, copied.version),
        (Some(copied), days) => {
            format!("It begins as a copy of {}, version {}, with its {days} holidays.", copied.name, copied.version)
        }
    };
    Ok(NewCalendarPage {
        around: Around::load(&request, &actor, Room::Calendars).await?,
        like: like.to_owned(),
        says: holidays,
        zone: calendar.zone.clone(),
        week: week(&calendar),
    })
}

/// The holidays by year, those of past years after the others.
fn by_year(holidays: &[Holiday], this_year: i64) -> Vec<(String, bool, Vec<Closed>)> {
    let mut days: Vec<&Holiday> = holidays.iter().collect();
    days.sort_by_key(|day| (day.date.civil().0 < this_year, day.date));
    let years = days.chunk_by(|one, next| one.date.civil().0 == next.date.civil().0).map(|days| {
        let year = days[0].date.civil().0;
        let closed = days.iter().map(|day| {
            let name = day.name.as_ref().map(|name| format!(", {name}")).unwrap_or_default();
            Closed {
                date: day.date.to_string(),
                says: format!("{}{name}", words::day(day.date, day.date)),
                source: day.source.clone().unwrap_or_default(),
            }
        });
        (year.to_string(), !(this_year..=this_year + 1).contains(&year), closed.collect())
    });
    years.collect()
}

pub async fn add_holidays(name: &str) -> Result<AddHolidaysPage, PageError> {
    let (request, actor, history) = history(name).await?;
    let newest = history.newest();
    let year = this_year(&request, &actor).clamp(*HOLIDAY_YEARS.start(), *HOLIDAY_YEARS.end());
    Ok(AddHolidaysPage {
        around: Around::load(&request, &actor, Room::Calendars).await?,
        name: newest.name.clone(),
        href: href(&newest.name),
        version: newest.version,
        countries: Country::ALL.map(|country| (country.key().to_owned(), country.name().to_owned())).into(),
        years: (year, (year + 1).min(*HOLIDAY_YEARS.end())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_calendar_has_an_address_whatever_its_name_is() {
        for name in ["Standard", "Night & day", "50 %/+1", "Zürich", "a=b"] {
            let address = href(name);
            assert!(address.is_ascii(), "{address}");
            assert_eq!(named(address.strip_prefix("/admin/calendars/").unwrap()), name);
        }
        assert_eq!(named("%FF"), "\u{fffd}");
    }
}
