//! What the pages of the support plans show.

use caseline_desk::cases::{CaseMoved, ForeseenClock, MovePreview};
use caseline_domain::case::Reading;
use caseline_domain::form::plan::written;
use caseline_domain::hours::Offsets;
use caseline_domain::instant::Timestamp;
use caseline_domain::words;

use super::calendar::Version;
use super::frame::Way;
use super::load::{encoded, named};
use super::moving::{MoveLine, MovePage};
use super::new_plan::NewPlanPage;
use super::plan::PlanPage;
use super::plans::{PlanLine, PlansPage};
use crate::clock::moment;
use crate::page::PageError;
use crate::pages::desk::{Around, Room};
use crate::request::signed_in;

/// So many cases are listed; the act moves them all.
const MOST_LISTED: usize = 50;

/// The address of a plan's page.
#[must_use]
pub fn href(name: &str) -> String {
    format!("/admin/plans/{}", encoded(name))
}

pub async fn plans() -> Result<PlansPage, PageError> {
    let (request, actor) = signed_in()?;
    let all = request.desk.plans(&actor).await?;
    let (zone, now) = (request.zone(&actor), request.desk.now());
    let line = |version: caseline_desk::plan_versions::PlanVersion| PlanLine {
        href: href(&version.plan.name),
        version: version.plan.version,
        since: moment(version.created, &zone, now),
        calendar: version.plan.calendar_of().name,
        changes: version.changes.unwrap_or_else(|| "As it came with the first account".to_owned()),
        name: version.plan.name,
    };
    let lines = all.into_iter().map(line).collect();
    Ok(PlansPage { around: Around::load(&request, &actor, Room::Plans).await?, lines })
}

pub async fn plan(name: &str) -> Result<PlanPage, PageError> {
    let (request, actor) = signed_in()?;
    let name = named(name);
    let versions = request.desk.plan_versions(&actor, &name).await?;
    let (zone, now) = (request.zone(&actor), request.desk.now());
    let newest = versions.first().ok_or(PageError::NotThere)?;
    let behind = request.desk.count_behind(&actor, &name).await?;
    let calendar = newest.plan.calendar_of().name;
    let calendars = request.desk.calendars(&actor).await?;
    let calendars = calendars.iter().map(|history| history.newest().name.clone()).collect();
    let mut told = Vec::new();
    for version in &versions {
        told.push(Version {
            version: version.plan.version,
            when: moment(version.created, &zone, now),
            who: version.created_by.clone().unwrap_or_else(|| "with the first account".to_owned()),
            what: version.changes.clone().unwrap_or_else(|| "As it came".to_owned()),
            fingerprint: caseline_desk::calendars::fingerprint(&version.plan.service)?,
        });
    }
    Ok(PlanPage {
        around: Around::load(&request, &actor, Room::Plans).await?,
        href: href(&name),
        version: newest.plan.version,
        calendar_href: super::load::href(&calendar),
        calendar,
        calendars,
        copy: format!("/admin/new/plan?like={}", encoded(&name)),
        fields: written(&newest.plan),
        versions: told,
        behind: (behind > 0).then(|| how_many(behind, OLDER)),
        name,
    })
}

/// What cases of a plan go by that are to be moved.
pub(super) const OLDER: &str = "an older version. They keep it until they are moved.";

/// "Three open cases go by …".
pub(super) fn how_many(count: i64, what: &str) -> String {
    match count {
        1 => format!("One open case goes by {what}"),
        count if count > 999 => format!("More than 999 open cases go by {what}"),
        count => format!("{count} open cases go by {what}"),
    }
}

pub async fn moving(name: &str) -> Result<MovePage, PageError> {
    let (request, actor) = signed_in()?;
    let name = named(name);
    let preview = request.desk.preview_move(&actor, &name).await?;
    let (zone, now) = (request.zone(&actor), request.desk.now());
    Ok(MovePage {
        around: Around::load(&request, &actor, Room::Plans).await?,
        room: Room::Plans,
        ways: vec![Way::new("Support plans", "/admin/plans"), Way::new(&name, href(&name))],
        to: preview.to.id.to_string(),
        button: format!("Move them to version {}", preview.to.plan.version),
        says: says(&preview, "an older version."),
        any: !preview.cases.is_empty(),
        lines: lines(&preview, &zone, now),
    })
}

/// `like`: the plan that is offered first.
pub async fn new_plan(like: &str) -> Result<NewPlanPage, PageError> {
    let (request, actor) = signed_in()?;
    let plans: Vec<String> = request.desk.plans(&actor).await?.into_iter().map(|held| held.plan.name).collect();
    let like = plans.iter().find(|name| *name == like).or(plans.first()).cloned().unwrap_or_default();
    Ok(NewPlanPage { around: Around::load(&request, &actor, Room::Plans).await?, like, plans })
}

/// What moving comes to, in a sentence or two. `by`: what the cases go by now.
pub(super) fn says(preview: &MovePreview, by: &str) -> String {
    let breaks = |case: &&CaseMoved| case.clocks.iter().any(ForeseenClock::breaks);
    let moves = |case: &&CaseMoved| case.clocks.iter().any(ForeseenClock::moves);
    let (moved, broken) = (preview.cases.iter().filter(moves).count(), preview.cases.iter().filter(breaks).count());
    let looked_at = preview.cases.len();
    let mut says = how_many(preview.count, by);
    if (looked_at as i64) < preview.count {
        says.push_str(&format!(" Of the first {looked_at}:"));
    }
    says.push_str(&format!(" {moved} would be due at another time, {broken} would be late at once."));
    says
}

/// The cases whose due time changes, what breaks first; of each its first clock that changes.
pub(super) fn lines(preview: &MovePreview, zone: &Offsets, now: Timestamp) -> Vec<MoveLine> {
    let mut cases: Vec<(&CaseMoved, &ForeseenClock)> = preview
        .cases
        .iter()
        .filter_map(|case| {
            let moved = |clock: &&ForeseenClock| clock.breaks() || clock.moves();
            Some((case, case.clocks.iter().find(moved)?))
        })
        .collect();
    cases.sort_by_key(|(case, clock)| (!clock.breaks(), clock.after.map(Reading::due), case.number));
    cases.truncate(MOST_LISTED);
    let due = |reading: Option<Reading>| {
        reading.map_or_else(|| "not promised".to_owned(), |reading| words::moment(reading.due(), zone, now))
    };
    let line = |(case, clock): (&CaseMoved, &ForeseenClock)| MoveLine {
        number: case.number.to_string(),
        priority: case.priority.word().to_owned(),
        subject: case.subject.clone(),
        account: case.account.clone(),
        clock: clock.kind.words().to_owned(),
        due: due(clock.before),
        new_due: due(clock.after),
        result: match (clock.broken, clock.would_be_broken) {
            (false, true) => "late at once".to_owned(),
            (true, false) => "not late any more".to_owned(),
            (true, true) => "late as before".to_owned(),
            (false, false) => String::new(),
        },
    };
    cases.into_iter().map(line).collect()
}

/// Those lines as one text, to stand in a form: [`super::moved_cases`] reads it.
pub(super) fn as_text(lines: &[MoveLine]) -> String {
    let clean = |text: &str| text.replace(['\t', '\n', '\r'], " ");
    let one = |line: &MoveLine| {
        let MoveLine { number, priority, subject, account, clock, due, new_due, result } = line;
        [number, priority, subject, account, clock, due, new_due, result].map(|text| clean(text)).join("\t")
    };
    lines.iter().map(one).collect::<Vec<_>>().join("\n")
}
