//! What an administrator types about a support plan. Read on the server alone.

use super::{FieldErrors, Fields, sentence};
use crate::case::{ClockKind, Managers, Priority};
use crate::hours::{Target, Week, Weekday};
use crate::plan::{AutoEscalation, Plan, Promise};
use crate::text::Line;
use crate::words;

/// Longer than this nobody promises: ten years.
const LONGEST: u32 = 10 * 366 * 24 * 60;
const HOW: &str = "Write it like 15 minutes, 24 hours, 48 business hours, 14 days, or 24 hours or next opening; not 0.";

/// The field of what is promised for a priority.
#[must_use]
pub fn field(priority: Priority, what: &str) -> String {
    format!("{}_{what}", priority.word().to_lowercase())
}

/// A target as one types it, and as [`target`] reads it.
#[must_use]
pub fn target_as_typed(target: Target) -> String {
    match target {
        Target::ElapsedMinutes(minutes) => words::span(minutes, ""),
        Target::BusinessMinutes(minutes) => words::span(minutes, "business "),
        Target::CalendarDays(days) => words::count(days, "day"),
        Target::NextOpeningWithinMinutes(minutes) => format!("{} or next opening", words::span(minutes, "")),
        // No plan has one.
        Target::At(at) => at.to_string(),
    }
}

/// Reads a target; `None` where it is not written like one.
#[must_use]
pub fn target(text: &str) -> Option<Target> {
    let text = text.trim().to_lowercase();
    let (text, opening) = match text.strip_suffix("or next opening") {
        Some(before) => (before.trim_end(), true),
        None => (text.as_str(), false),
    };
    let (number, unit) = text.split_once(' ')?;
    // Nothing can be done in no time: it would be broken as it is promised.
    let number: u32 = number.parse().ok().filter(|number| *number > 0)?;
    let (business, unit) = match unit.trim().strip_prefix("business ") {
        Some(unit) => (true, unit.trim()),
        None => (false, unit.trim()),
    };
    if matches!(unit, "day" | "days") {
        return (!business && !opening && number <= LONGEST / 1_440).then_some(Target::CalendarDays(number));
    }
    let minutes = match unit {
        "minute" | "minutes" | "min" => number,
        "hour" | "hours" | "h" => number.checked_mul(60)?,
        _ => return None,
    };
    match (business, opening) {
        _ if minutes > LONGEST => None,
        (true, true) => None,
        (true, false) => Some(Target::BusinessMinutes(minutes)),
        (false, true) => Some(Target::NextOpeningWithinMinutes(minutes)),
        (false, false) => Some(Target::ElapsedMinutes(minutes)),
    }
}

/// Shares at which people are told, as one types them: `75, 90`.
#[must_use]
pub fn shares_as_typed(shares: &[u8]) -> String {
    shares.iter().map(u8::to_string).collect::<Vec<_>>().join(", ")
}

/// What escalates by itself, as one types it: `25, 50, 75 senior, 100 senior`.
#[must_use]
pub fn escalations_as_typed(escalations: &[AutoEscalation]) -> String {
    let one = |told: &AutoEscalation| match told.to {
        Managers::All => told.share.to_string(),
        Managers::Senior => format!("{} senior", told.share),
    };
    escalations.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty())
}

/// Percent of a target.
fn share(text: &str) -> Option<u8> {
    text.trim_end_matches('%').trim().parse().ok().filter(|share| (1..=100).contains(share))
}

fn escalation(text: &str) -> Option<AutoEscalation> {
    match text.strip_suffix("senior") {
        Some(before) => Some(AutoEscalation { share: share(before.trim())?, to: Managers::Senior }),
        None => Some(AutoEscalation { share: share(text)?, to: Managers::All }),
    }
}

/// What a new plan, or a new calendar, is called: it leads to its page, so it says something. Field: `name`.
pub fn name(fields: &Fields) -> Result<Line, FieldErrors> {
    match Line::parse(fields.get("name")) {
        Ok(name) if name.as_str().contains(char::is_alphanumeric) => Ok(name),
        Ok(_) => Err(FieldErrors::one("name", "Write a name with a letter or a digit in it.")),
        Err(fault) => Err(FieldErrors::one("name", sentence(fault, "what it is called"))),
    }
}

/// A plan with everything that the form says; its name, version and calendar are as before. Fields: for each priority
/// `p2_assignment`, `p2_first_response`, `p2_next_update` (may be empty), `p2_resolution`, `p2_escalation`, `p2_warnings`,
/// `p2_escalations`, and for P2 and P3 the checks `p2_phoned`, `p2_pauses`; then `lapse_after` (may be empty), `reminders`,
/// `reopens_within`, `workaround_stops`.
pub fn plan(fields: &Fields, before: &Plan) -> Result<Plan, FieldErrors> {
    let mut errors = FieldErrors::default();
    let mut plan = before.clone();
    for priority in Priority::ALL {
        *plan.promise_mut(priority) = promise(fields, priority, before.promise(priority), &mut errors);
    }
    let days = |name: &str, most: u32, errors: &mut FieldErrors| {
        let days = fields.get(name).trim().parse::<u32>().ok().filter(|days| (1..=most).contains(days));
        if days.is_none() {
            errors.add(name, format!("Write a number of days from 1 to {most}."));
        }
        days.unwrap_or(1)
    };
    let lapses = !fields.get("lapse_after").trim().is_empty();
    plan.closing.lapse_after = if lapses { Some(days("lapse_after", 60, &mut errors)) } else { None };
    plan.closing.reopens_within = days("reopens_within", 365, &mut errors);
    plan.closing.workaround_stops = fields.get("workaround_stops") == "on";
    let reminders: Option<Vec<u32>> =
        parts(fields.get("reminders")).map(|day| day.parse().ok().filter(|day| (1..=60).contains(day))).collect();
    match reminders {
        Some(reminders) if reminders.is_sorted_by(|one, next| one < next) => plan.closing.reminders = reminders,
        _ => errors.add("reminders", "Write days in order, like 2, 4; or nothing."),
    }
    if let (Some(lapse), Some(last)) = (plan.closing.lapse_after, plan.closing.reminders.last())
        && *last >= lapse
    {
        errors.add("reminders", "A reminder comes before the proposal lapses.");
    }
    for priority in Priority::ALL {
        let promise = plan.promise(priority);
        for kind in ClockKind::ALL {
            if promise.target(kind).is_some_and(|target| takes_too_long(target, &plan.service.week)) {
                let too_long = "with the hours of its calendar that takes longer than ten years.";
                errors.add(&field(priority, kind.key()), format!("{}: {too_long}", priority.word()));
            }
        }
    }
    errors.or(Some(plan))
}

/// Whether business time of such weeks does not come to what is promised within [`LONGEST`].
fn takes_too_long(target: Target, week: &Week) -> bool {
    let Target::BusinessMinutes(minutes) = target else { return false };
    let open: u64 = Weekday::ALL.iter().flat_map(|day| week.day(*day)).map(|at| u64::from(at.minutes())).sum();
    u64::from(minutes) * 7 * 1_440 > open * u64::from(LONGEST)
}

fn promise(fields: &Fields, priority: Priority, before: &Promise, errors: &mut FieldErrors) -> Promise {
    let mut read = |what: &str, known: Target| {
        let name = field(priority, what);
        target(fields.get(&name)).unwrap_or_else(|| {
            errors.add(&name, format!("{}: {HOW}", priority.word()));
            known
        })
    };
    let assignment = read("assignment", before.assignment);
    let first_response = read("first_response", before.first_response);
    let resolution = read("resolution", before.resolution);
    let escalation_target = read("escalation", before.escalation);
    let next_update = if fields.get(&field(priority, "next_update")).trim().is_empty() {
        None
    } else {
        Some(read("next_update", before.resolution))
    };
    let (warnings, told) = (field(priority, "warnings"), field(priority, "escalations"));
    let shares: Option<Vec<u8>> = parts(fields.get(&warnings)).map(share).collect();
    let shares = shares.filter(|shares| shares.is_sorted_by(|one, next| one < next) && shares.last() < Some(&100));
    if shares.is_none() {
        errors.add(
            &warnings,
            format!("{}: write percentages below 100 in order, like 50, 75; or nothing.", priority.word()),
        );
    }
    let escalations: Option<Vec<AutoEscalation>> = parts(fields.get(&told)).map(escalation).collect();
    let escalations = escalations.filter(|all| all.is_sorted_by(|one, next| one.share < next.share));
    if escalations.is_none() {
        errors.add(
            &told,
            format!("{}: write percentages in order, like 25, 50, 75 senior, 100 senior; or nothing.", priority.word()),
        );
    }
    let checked = |what: &str| fields.get(&field(priority, what)) == "on";
    Promise {
        assignment,
        first_response,
        next_update,
        resolution,
        escalation: escalation_target,
        // The process decides for Outage and P1.
        phoned: priority.is_phoned() || checked("phoned"),
        pauses: !priority.is_phoned() && checked("pauses"),
        warnings: shares.unwrap_or_default(),
        escalations: escalations.unwrap_or_default(),
    }
}

/// What differs between two versions of a plan, a line each.
#[must_use]
pub fn changes(before: &Plan, after: &Plan) -> Vec<String> {
    let mut lines = Vec::new();
    let (old, new) = (before.calendar_of(), after.calendar_of());
    if old != new {
        lines.push(format!(
            "Service calendar: {}, version {}, instead of {}, version {}",
            new.name, new.version, old.name, old.version
        ));
    }
    let mut note = |what: String, old: String, new: String| {
        if old != new {
            let said = |text: String| if text.is_empty() { "nothing".to_owned() } else { text };
            lines.push(format!("{what}: {} instead of {}", said(new), said(old)));
        }
    };
    let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
    for priority in Priority::ALL {
        let (old, new) = (before.promise(priority), after.promise(priority));
        let word = priority.word();
        for (what, old, new) in [
            ("assigned", old.assignment, new.assignment),
            ("first response", old.first_response, new.first_response),
            ("resolved", old.resolution, new.resolution),
            ("escalation acknowledged", old.escalation, new.escalation),
        ] {
            note(format!("{word} {what}"), target_as_typed(old), target_as_typed(new));
        }
        let update = |promise: &Promise| promise.next_update.map_or_else(String::new, target_as_typed);
        note(format!("{word} next update"), update(old), update(new));
        note(format!("{word} warned at, in percent"), shares_as_typed(&old.warnings), shares_as_typed(&new.warnings));
        note(
            format!("{word} escalates by itself at, in percent"),
            escalations_as_typed(&old.escalations),
            escalations_as_typed(&new.escalations),
        );
        note(format!("{word} must be phoned"), yes(old.phoned), yes(new.phoned));
        note(format!("{word} pauses for an answer"), yes(old.pauses), yes(new.pauses));
    }
    let (old, new) = (&before.closing, &after.closing);
    let days = |days: Option<u32>| days.map_or_else(String::new, |days| days.to_string());
    let list = |days: &[u32]| days.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
    note("A proposal lapses after days of service".to_owned(), days(old.lapse_after), days(new.lapse_after));
    note("Reminded after days".to_owned(), list(&old.reminders), list(&new.reminders));
    note("Opens again within days".to_owned(), old.reopens_within.to_string(), new.reopens_within.to_string());
    note("A workaround stops the clock".to_owned(), yes(old.workaround_stops), yes(new.workaround_stops));
    lines
}

/// The fields of a plan's form with their values, as [`plan`] reads them; `calendar` names its calendar, which is looked
/// up and not parsed.
#[must_use]
pub fn written(plan: &Plan) -> Vec<(String, String)> {
    let mut pairs = vec![("calendar".to_owned(), plan.calendar_of().name)];
    for priority in Priority::ALL {
        let promise = plan.promise(priority);
        let on = |is: bool| if is { "on" } else { "" }.to_owned();
        for (what, value) in [
            ("assignment", target_as_typed(promise.assignment)),
            ("first_response", target_as_typed(promise.first_response)),
            ("next_update", promise.next_update.map_or_else(String::new, target_as_typed)),
            ("resolution", target_as_typed(promise.resolution)),
            ("escalation", target_as_typed(promise.escalation)),
            ("warnings", shares_as_typed(&promise.warnings)),
            ("escalations", escalations_as_typed(&promise.escalations)),
            ("phoned", on(promise.phoned)),
            ("pauses", on(promise.pauses)),
        ] {
            pairs.push((field(priority, what), value));
        }
    }
    let closing = &plan.closing;
    let reminders = closing.reminders.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
    pairs.extend([
        ("lapse_after".to_owned(), closing.lapse_after.map_or_else(String::new, |days| days.to_string())),
        ("reminders".to_owned(), reminders),
        ("reopens_within".to_owned(), closing.reopens_within.to_string()),
        ("workaround_stops".to_owned(), if closing.workaround_stops { "on" } else { "" }.to_owned()),
    ]);
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hours::Calendar;
    use crate::plan::CalendarOfPlan;

    /// The form of a plan as its page shows it.
    fn shown(plan: &Plan) -> Fields {
        Fields::new(written(plan))
    }

    #[test]
    fn a_target_is_read_as_it_is_shown() {
        for target_ in [
            Target::ElapsedMinutes(15),
            Target::ElapsedMinutes(1_440),
            Target::BusinessMinutes(2_880),
            Target::BusinessMinutes(90),
            Target::ElapsedMinutes(60),
            Target::CalendarDays(14),
            Target::CalendarDays(1),
            Target::BusinessMinutes(60),
            Target::ElapsedMinutes(1),
            Target::NextOpeningWithinMinutes(1_440),
        ] {
            assert_eq!(target(&target_as_typed(target_)), Some(target_));
        }
        for wrong in [
            "",
            "soon",
            "5",
            "5 weeks",
            "-1 hours",
            "0 minutes",
            "0 business hours",
            "0 days",
            "0 hours or next opening",
            "2 business days",
            "99999999999 minutes",
            "4 business hours or next opening",
        ] {
            assert_eq!(target(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_plan_comes_back_as_it_was_shown_and_a_change_is_named() {
        let before = Plan::standard(Calendar::monday_to_friday("UTC"));
        assert_eq!(plan(&shown(&before), &before).as_ref(), Ok(&before));
        assert!(changes(&before, &before).is_empty());
        let mut fields = shown(&before);
        fields.set("p2_resolution", "24 business hours");
        fields.set("p2_next_update", "8 business hours");
        fields.set("p3_pauses", "");
        let after = plan(&fields, &before).unwrap();
        assert_eq!(
            changes(&before, &after),
            [
                "P2 resolved: 24 business hours instead of 48 business hours",
                "P2 next update: 8 business hours instead of nothing",
                "P3 pauses for an answer: no instead of yes",
            ]
        );
    }

    #[test]
    fn another_calendar_is_named_with_its_version_and_its_own_by_name_is_none() {
        let before = Plan::standard(Calendar::monday_to_friday("UTC"));
        let on = |name: &str, version| Plan {
            calendar: Some(CalendarOfPlan { name: name.into(), version }),
            ..before.clone()
        };
        assert!(changes(&before, &on("Standard", 1)).is_empty());
        assert_eq!(
            changes(&before, &on("Night", 2)),
            ["Service calendar: Night, version 2, instead of Standard, version 1"]
        );
    }

    #[test]
    fn a_name_says_something() {
        let typed = |text: &str| name(&Fields::new(vec![("name".into(), text.into())]));
        assert_eq!(typed(" Gold  & more ").unwrap().as_str(), Line::parse("Gold  & more").unwrap().as_str());
        for wrong in ["", "..", "/", &"x".repeat(1_000)] {
            assert!(typed(wrong).unwrap_err().get("name").is_some(), "{wrong}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_beside_its_field() {
        let before = Plan::standard(Calendar::monday_to_friday("UTC"));
        let mut fields = shown(&before);
        for (name, value) in [
            ("p1_assignment", "at once"),
            ("p3_warnings", "90, 50"),
            ("outage_escalations", "25 juniors"),
            ("lapse_after", "0"),
            ("reminders", "4, 2"),
        ] {
            fields.set(name, value);
        }
        let errors = plan(&fields, &before).unwrap_err();
        for name in ["p1_assignment", "p3_warnings", "outage_escalations", "lapse_after", "reminders"] {
            assert!(errors.get(name).is_some(), "{name}");
        }
        assert_eq!(errors.iter().count(), 5);
    }

    #[test]
    fn business_hours_that_ten_years_do_not_have_are_refused() {
        let mut before = Plan::standard(Calendar::monday_to_friday("UTC"));
        let mut fields = shown(&before);
        fields.set("p2_resolution", "50000 business hours");
        assert!(plan(&fields, &before).is_ok());
        let only_monday = Week { mon: before.service.week.mon.clone(), ..Week::default() };
        before.service.week = only_monday;
        let errors = plan(&fields, &before).unwrap_err();
        assert_eq!(
            errors.get("p2_resolution"),
            Some("P2: with the hours of its calendar that takes longer than ten years.")
        );
        assert_eq!(errors.iter().count(), 1);
    }

    #[test]
    fn an_outage_or_a_p1_stays_phoned_and_never_pauses() {
        let before = Plan::standard(Calendar::monday_to_friday("UTC"));
        let mut fields = shown(&before);
        fields.set("p1_phoned", "");
        fields.set("p1_pauses", "on");
        assert_eq!(plan(&fields, &before).unwrap().p1, before.p1);
    }
}
