//! What the forms of the administration do. A change is shown before it is saved: what is saved is what was shown.

use caseline_desk::calendars::{CalendarEdit, CalendarHistory, fingerprint};
use caseline_desk::error::Refusal;
use caseline_domain::access::Actor;
use caseline_domain::form::calendar::{self as typed, days_as_written, every, written_days};
use caseline_domain::form::{FieldErrors, Fields};
use caseline_domain::hours::{Calendar, Changed, Country, Date, Holiday, Offsets};
use caseline_domain::words;

use super::calendar::EDIT;
use super::holidays::{ADD, LIST_COUNTRY, LIST_FILE};
use super::load::{href, named, this_year};
use super::plan_post::preview_open_cases;
use crate::form::Bounce;
use crate::post::{Outcome, refused, told};
use crate::request::RequestContext;
use crate::ui::News;

const STALE: &str = "Somebody made another version while you were at it. Below is how the calendar stands now; what you typed is still here. Check, and go on.";
pub(super) const NOTHING: &str = "Nothing is changed yet.";
pub(super) const OTHER: &str =
    "This is another change than the one that was shown. Look at what would change now, then save it.";
/// What a page says whose change was saved.
pub(super) fn saved_as(version: u32) -> String {
    format!("Saved as version {version}, which holds for new cases.")
}
/// So many days wait for approval at once.
const MOST_WAITING: usize = 600;

/// What the button says that was pressed; the form's own `act` stands before it.
pub(super) fn pressed(fields: &Fields) -> String {
    fields.iter().filter(|(name, _)| *name == "act").last().map_or_else(String::new, |(_, act)| act.to_owned())
}

pub async fn calendar(request: &RequestContext, actor: &Actor, name: &str, fields: Fields) -> Outcome {
    let history = match request.desk.calendar(actor, &named(name)).await {
        Ok(history) => history,
        Err(refusal) => return refused(refusal, EDIT, fields),
    };
    let newest = history.newest();
    if fields.get("seen").parse() != Ok(newest.version) {
        return Bounce::news(EDIT, not_shown(fields), News::Warn, STALE).into();
    }
    match typed::calendar(&fields, &newest.calendar) {
        Err(errors) => Bounce::errors(EDIT, not_shown(fields), errors).into(),
        Ok(calendar) => shown_or_saved(request, actor, &history, calendar, EDIT, fields).await,
    }
}

pub async fn add_holidays(request: &RequestContext, actor: &Actor, name: &str, fields: Fields) -> Outcome {
    let history = match request.desk.calendar(actor, &named(name)).await {
        Ok(history) => history,
        Err(refusal) => return refused(refusal, ADD, fields),
    };
    let calendar = &history.newest().calendar;
    let pressed = pressed(&fields);
    let mut list = List::of(fields, calendar);
    match pressed.as_str() {
        "preview" | "save" => {
            let approved = list.approved();
            if approved.is_empty() {
                let nothing = "Check at least one day that is to be closed.";
                return Bounce::news(ADD, list.fields(), News::Warn, nothing).into();
            }
            let calendar = calendar.clone().closed_on(approved);
            shown_or_saved(request, actor, &history, calendar, ADD, list.fields_as_shown()).await
        }
        "all" => {
            list.check_all();
            Bounce { act: ADD.to_owned(), fields: list.fields(), ..Bounce::default() }.into()
        }
        _ => match list.find(request, actor, &pressed).await {
            Ok(()) => Bounce { act: ADD.to_owned(), fields: list.fields(), ..Bounce::default() }.into(),
            Err(refusal) => refused(refusal, ADD, list.fields()),
        },
    }
}

/// A form whose change nobody has been shown.
pub(super) fn not_shown(fields: Fields) -> Fields {
    fields.only(|name| !name.starts_with("preview"))
}

/// Saves a change that was shown; any other is shown first.
async fn shown_or_saved(
    request: &RequestContext,
    actor: &Actor,
    history: &CalendarHistory,
    calendar: Calendar,
    act: &str,
    fields: Fields,
) -> Outcome {
    let newest = history.newest();
    let changed = Changed::between(&newest.calendar, &calendar);
    if changed.is_nothing() {
        return Bounce::news(act, not_shown(fields), News::Neutral, NOTHING).into();
    }
    let today = Offsets::utc().local(request.desk.now()).date;
    if let Err(errors) = typed::opens(&calendar, today) {
        let sentence = errors.get("").unwrap_or_default().to_owned();
        return Bounce::news(act, not_shown(fields), News::Warn, sentence).into();
    }
    let shown = match fingerprint(&calendar) {
        Ok(fingerprint) => format!("{}-{fingerprint}", newest.version),
        Err(refusal) => return refused(refusal, act, fields),
    };
    let saves = pressed(&fields) == "save";
    if saves && fields.get("previewed") == shown {
        let edit = CalendarEdit { name: newest.name.clone(), seen: newest.version, calendar };
        return match request.desk.save_calendar(actor, edit).await {
            Ok(version) => told(&href(&newest.name), saved_as(version)),
            Err(Refusal::Stale) => Bounce::news(act, not_shown(fields), News::Warn, STALE).into(),
            Err(refusal) => of_the_whole(refusal, act, fields),
        };
    }
    let mut fields = fields;
    let candidates = match request.desk.plans_with(actor, &newest.name, &calendar).await {
        Ok(candidates) => candidates,
        Err(refusal) => return of_the_whole(refusal, act, fields),
    };
    if let Err(refusal) = preview_open_cases(request, actor, candidates, &mut fields).await {
        return refused(refusal, act, fields);
    }
    fields.set("preview", changed.lines().join("\n"));
    fields.set("previewed", shown);
    let news = saves.then(|| (News::Warn, OTHER.to_owned()));
    Bounce { act: act.to_owned(), fields, news, ..Bounce::default() }.into()
}

/// What is wrong with a calendar as a whole stands above its form.
fn of_the_whole(refusal: Refusal, act: &str, fields: Fields) -> Outcome {
    match &refusal {
        Refusal::Fields(errors) => match errors.get("") {
            Some(sentence) => Bounce::news(act, not_shown(fields), News::Warn, sentence).into(),
            None => refused(refusal, act, fields),
        },
        _ => refused(refusal, act, fields),
    }
}

/// The days that wait for approval, as the form carries them.
struct List<'a> {
    fields: Fields,
    calendar: &'a Calendar,
    waiting: Vec<Holiday>,
    checked: Vec<Date>,
}

impl<'a> List<'a> {
    fn of(fields: Fields, calendar: &'a Calendar) -> Self {
        let mut waiting = days_as_written(fields.get("candidates"));
        waiting.truncate(MOST_WAITING);
        let checked = every(&fields, "day");
        List { fields, calendar, waiting, checked }
    }

    fn is_closed(&self, date: Date) -> bool {
        self.calendar.holidays.iter().any(|day| day.date == date)
    }

    fn approved(&self) -> Vec<Holiday> {
        let approved = self.waiting.iter().filter(|day| self.checked.contains(&day.date) && !self.is_closed(day.date));
        approved.cloned().collect()
    }

    fn check_all(&mut self) {
        self.checked = self.waiting.iter().map(|day| day.date).filter(|date| !self.is_closed(*date)).collect();
    }

    /// Puts on the list whatever the form asks for: what is filled in counts, whichever button was pressed, and what that
    /// button is about has to be. What is typed by hand or listed by us is checked already, but for listed days that are past;
    /// of a file each day is approved by hand.
    async fn find(&mut self, request: &RequestContext, actor: &Actor, pressed: &str) -> Result<(), Refusal> {
        let filled = |name: &str| !self.fields.get(name).trim().is_empty();
        let (by_hand, by_country) = (filled("date") || filled("until") || filled("name"), filled("country"));
        let by_file = if filled("file") { Some("file") } else { filled("ics").then_some("ics") };
        let missing = match pressed {
            LIST_COUNTRY => (!by_country).then_some(("country", "Choose the country whose holidays are to be listed.")),
            LIST_FILE => by_file.is_none().then_some(("file", "Choose a file, or paste what is in it.")),
            // Enter in any field presses it.
            _ => (!by_hand && !by_country && by_file.is_none())
                .then_some(("date", "Write the date that is to be closed.")),
        };
        if let Some((field, sentence)) = missing {
            return Err(FieldErrors::one(field, sentence).into());
        }
        let today = request.zone(actor).local(request.desk.now()).date;
        let (mut found, mut to_check, mut left_out) = (Vec::new(), Vec::new(), Vec::new());
        if by_hand {
            to_check.extend(typed::holiday_by_hand(&self.fields)?);
        }
        if by_country {
            let (country, years): (Country, _) = typed::holidays_of_country(&self.fields)?;
            let (past, ahead): (Vec<Holiday>, Vec<Holiday>) =
                country.holidays(years).into_iter().partition(|day| day.date < today);
            to_check.extend(ahead);
            found.extend(past);
            left_out.extend(country.left_out().map(str::to_owned));
        }
        if let Some(field) = by_file {
            let this_year = this_year(request, actor);
            let text = self.fields.get(field).to_owned();
            let read = request.desk.days_of_file(actor, text, this_year..=this_year + 5).await?;
            let read = read.map_err(|why| FieldErrors::one(field, why.to_string()))?;
            if read.days.is_empty() {
                let why = read.left_out.join("; ");
                let why = if why.is_empty() { "it holds no event".to_owned() } else { why };
                return Err(FieldErrors::one(field, format!("There is no whole day in this file: {why}.")).into());
            }
            found.extend(read.days);
            left_out.extend(read.left_out);
        }
        let is_new = |day: &Holiday, waiting: &[Holiday]| !waiting.iter().any(|held| held.date == day.date);
        let checks = to_check.len();
        for (index, day) in to_check.into_iter().chain(found).enumerate() {
            if index < checks && !self.is_closed(day.date) && !self.checked.contains(&day.date) {
                self.checked.push(day.date);
            }
            if is_new(&day, &self.waiting) {
                self.waiting.push(day);
            }
        }
        if self.waiting.len() > MOST_WAITING {
            self.waiting.truncate(MOST_WAITING);
            left_out.push(format!("what is more than {MOST_WAITING} days; save these first"));
        }
        self.waiting.sort_by_key(|day| day.date);
        self.fields.set("left_out", left_out.join("\n"));
        for done in ["date", "until", "name", "country", "ics"] {
            self.fields.set(done, "");
        }
        Ok(())
    }

    /// The form with its list, of which nothing was shown as a change yet.
    fn fields(self) -> Fields {
        not_shown(self.fields_as_shown())
    }

    fn fields_as_shown(self) -> Fields {
        let lines: Vec<String> = self
            .waiting
            .iter()
            .map(|day| {
                let says = format!("{} {}", words::day(day.date, day.date), day.date.civil().0);
                let closed = if self.is_closed(day.date) { "closed already" } else { "" };
                format!("{}\t{says}\t{closed}", written_days(std::slice::from_ref(day)))
            })
            .collect();
        let mut pairs: Vec<(String, String)> = self
            .fields
            .iter()
            // What is in the file is in the browser's hands.
            .filter(|(name, _)| !["day", "candidates", "file"].contains(name))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        pairs.push(("candidates".to_owned(), lines.join("\n")));
        pairs.extend(self.checked.iter().map(|date| ("day".to_owned(), date.to_string())));
        Fields::new(pairs)
    }
}
