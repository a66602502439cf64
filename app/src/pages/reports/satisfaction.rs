//! Are customers satisfied? A number, its change, its trend, its table; every comment opens its case.

use caseline_domain::case::Priority;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use crate::page::loaded;
use crate::pages::desk::{Around, DeskPage, Room};
use crate::ui::{
    ChartPoint, Empty, EmptySize, Figure, LineChart, Meter, PageTitle, PriorityBadge, SelectField, SelectOption,
    SkeletonShape, Status, TableHead, Tone, Unit,
};

#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct ByPriority {
    priority: Priority,
    score: String,
    /// Of the scale from 1 to 5.
    permille: u16,
    answered: String,
    share: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Comment {
    overall: i64,
    account: String,
    number: String,
    priority: String,
    /// Empty where somebody rated and wrote nothing.
    text: String,
    may_contact: bool,
}

/// A week: its label, the mean in hundredths, and the band about it.
type WeekPoint = (String, Option<i64>, Option<(i64, i64)>);

#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct SatisfactionPage {
    around: Around,
    weeks: i64,
    priority: String,
    score: String,
    change: String,
    share: String,
    answers: String,
    satisfied: String,
    satisfied_count: i64,
    to_follow_up: i64,
    points: Vec<WeekPoint>,
    says: String,
    by_priority: Vec<ByPriority>,
    comments: Vec<Comment>,
    /// How many there are beside those shown.
    more: i64,
    /// Whether these are the answers to follow up, and not the newest comments.
    follow_up: bool,
    /// This page with the other list.
    other_list: String,
}

#[cfg(feature = "ssr")]
pub use server::load;

#[cfg(feature = "ssr")]
mod server {
    use super::{ByPriority, Comment, SatisfactionPage, WeekPoint};
    use crate::page::PageError;
    use crate::pages::desk::Around;
    use crate::request::signed_in;
    use caseline_desk::reports::{Listed, Satisfaction, WEEK};
    use caseline_desk::store::WeekScore;
    use caseline_domain::case::Priority;
    use caseline_domain::id::CaseNumber;
    use caseline_domain::words;

    /// `447` as `4.47`; nothing answered is a dash.
    fn score(points: i64, answers: i64) -> String {
        if answers == 0 {
            return "–".to_owned();
        }
        let hundredths = hundredths(points, answers);
        format!("{}.{:02}", hundredths / 100, hundredths % 100)
    }

    /// The mean in hundredths, rounded to the nearest.
    fn hundredths(points: i64, answers: i64) -> i64 {
        (200 * points + answers) / (2 * answers.max(1))
    }

    fn percent(part: i64, whole: i64) -> String {
        if whole == 0 { "–".to_owned() } else { format!("{} %", (200 * part + whole) / (2 * whole)) }
    }

    /// Mean and 95 % confidence band of a week, in hundredths, within the scale.
    fn week(score: &WeekScore) -> (i64, (i64, i64)) {
        let mean = hundredths(score.points, score.answered);
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            reason = "counts of answers and a band for the eye"
        )]
        let half = {
            let n = score.answered as f64;
            let average = score.points as f64 / n;
            let variance = (score.squares as f64 / n - average * average).max(0.0);
            (196.0 * (variance / n).sqrt()) as i64
        };
        (mean, ((mean - half).max(100), (mean + half).min(500)))
    }

    pub async fn load(weeks: &str, priority: &str, follow_up: &str) -> Result<SatisfactionPage, PageError> {
        let (request, actor) = signed_in()?;
        let weeks = weeks.parse().ok().filter(|weeks| [4, 13, 26, 52].contains(weeks)).unwrap_or(13);
        let chosen: Option<Priority> = priority.parse().ok();
        let listed = if follow_up == "1" { Listed::ToFollowUp } else { Listed::Newest };
        let found = request.desk.satisfaction(&actor, weeks, chosen, listed).await?;
        let zone = request.zone(&actor);
        let totals = found.totals;
        let points = points(&found, |at| words::day(zone.local(at).date, zone.local(found.until).date));
        let says = match (points.iter().find_map(|point| point.1), points.iter().rev().find_map(|point| point.1)) {
            (Some(first), Some(last)) => format!(
                "Satisfaction a week over {weeks} weeks: from {}.{:02} to {}.{:02} of 5",
                first / 100,
                first % 100,
                last / 100,
                last % 100
            ),
            _ => "Nobody has answered in this time".to_owned(),
        };
        let mut by_priority: Vec<ByPriority> = Vec::new();
        for row in &found.by_priority {
            let Ok(priority) = row.priority.parse::<Priority>() else { continue };
            by_priority.push(ByPriority {
                priority,
                score: score(row.points, row.answered),
                permille: u16::try_from((hundredths(row.points, row.answered) - 100).clamp(0, 400) * 1000 / 400)
                    .unwrap_or(0),
                answered: row.answered.to_string(),
                share: percent(row.answered, row.sent),
            });
        }
        by_priority.sort_by_key(|row| row.priority);
        let follow_up = listed == Listed::ToFollowUp;
        let more = found.comment_count - i64::try_from(found.comments.len()).unwrap_or(0);
        Ok(SatisfactionPage {
            around: Around::load(&request, &actor, super::Room::Satisfaction).await?,
            weeks,
            priority: chosen.map_or(String::new(), |priority| priority.word().to_owned()),
            score: score(totals.points, totals.answered),
            change: change(&found),
            share: percent(totals.answered, totals.sent),
            answers: format!("{} of {}", totals.answered, totals.sent),
            satisfied: percent(totals.satisfied, totals.answered),
            satisfied_count: totals.satisfied,
            to_follow_up: totals.to_follow_up,
            points,
            says,
            by_priority,
            comments: found
                .comments
                .iter()
                .map(|comment| Comment {
                    overall: comment.overall,
                    account: comment.account_name.clone(),
                    number: CaseNumber(comment.number).to_string(),
                    priority: comment.priority.clone(),
                    text: comment.comment.clone().unwrap_or_default(),
                    may_contact: comment.may_contact,
                })
                .collect(),
            more,
            follow_up,
            other_list: list_address(weeks, chosen, if follow_up { Listed::Newest } else { Listed::ToFollowUp }),
        })
    }

    /// The list of the same period and priority.
    fn list_address(weeks: i64, priority: Option<Priority>, listed: Listed) -> String {
        let priority = priority.map_or("", |priority| priority.word());
        let follow_up = match listed {
            Listed::ToFollowUp => "&follow-up=1",
            Listed::Newest => "",
        };
        format!("/reports/satisfaction?weeks={weeks}&priority={priority}{follow_up}#comments")
    }

    fn points(found: &Satisfaction, label: impl Fn(caseline_domain::instant::Timestamp) -> String) -> Vec<WeekPoint> {
        (0..found.weeks)
            .map(|index| {
                let label = label(found.from.plus_millis(index * WEEK));
                match found.by_week.iter().find(|score| score.week == index && score.answered > 0) {
                    Some(score) => {
                        let (mean, band) = week(score);
                        (label, Some(mean), Some(band))
                    }
                    None => (label, None, None),
                }
            })
            .collect()
    }

    fn change(found: &Satisfaction) -> String {
        let (now, before) = (found.totals, found.before);
        if now.answered == 0 || before.answered == 0 {
            return format!("no answers in the {} weeks before", found.weeks);
        }
        let change = hundredths(now.points, now.answered) - hundredths(before.points, before.answered);
        let size = format!("{}.{:02}", change.abs() / 100, change.abs() % 100);
        match change {
            0 => format!("as in the {} weeks before", found.weeks),
            1.. => format!("up {size} on the {} weeks before", found.weeks),
            _ => format!("down {size} on the {} weeks before", found.weeks),
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_mean_is_rounded_to_the_nearest_hundredth() {
            assert_eq!(score(9, 2), "4.50");
            assert_eq!(score(13, 3), "4.33");
            assert_eq!(score(14, 3), "4.67");
            assert_eq!(score(0, 0), "–");
            assert_eq!(percent(412, 675), "61 %");
        }

        #[test]
        fn the_list_to_follow_up_is_of_the_same_period_and_priority() {
            let address = list_address(26, Some(Priority::P1), Listed::ToFollowUp);
            assert_eq!(address, "/reports/satisfaction?weeks=26&priority=P1&follow-up=1#comments");
            assert_eq!(list_address(4, None, Listed::Newest), "/reports/satisfaction?weeks=4&priority=#comments");
        }
    }
}

#[component]
pub fn Satisfaction() -> impl IntoView {
    let query = use_query_map();
    let at = move || query.with(|query| format!("/reports/satisfaction{}", query.to_query_string()));
    loaded(at, SkeletonShape::Figures(4), |page: SatisfactionPage| view! { <Report page=page/> })
}

#[component]
fn Report(page: SatisfactionPage) -> impl IntoView {
    let top = view! { <h1>"Are customers satisfied?"</h1> }.into_any();
    let follow_up = (page.to_follow_up != 0 && !page.follow_up).then(|| page.other_list.clone());
    let points = page
        .points
        .into_iter()
        .map(|(label, value, band)| ChartPoint { label, value, band, href: None })
        .collect::<Vec<_>>();
    view! {
        <PageTitle text="Are customers satisfied? · Caseline"/>
        <DeskPage around=page.around room=Room::Satisfaction top=top>
            <div class="page stack-l">
                <Filters weeks=page.weeks priority=page.priority/>
                <div class="figures">
                    <div data-test="score"><Figure label="Satisfaction, of 5" value=page.score>{page.change}</Figure></div>
                    <div><Figure label="Answered" value=page.share><span data-test="answers">{page.answers}</span> " surveys"</Figure></div>
                    <div><Figure label="Rated 4 or 5" value=page.satisfied>{format!("{} answers", page.satisfied_count)}</Figure></div>
                    <div data-test="to-follow-up"><Figure label="To follow up" value=page.to_follow_up.to_string() href=follow_up alarming=page.to_follow_up != 0>"rated 1 or 2, may be contacted"</Figure></div>
                </div>
                <section class="card">
                    <header><h2>"Week by week"</h2><span class="xs faint">"band: 95 % confidence"</span></header>
                    <div class="body">
                        <LineChart points=points unit=Unit { decimals: 2, suffix: "" } says=page.says heads=("Week from", "Score")/>
                    </div>
                </section>
                <div class="halves">
                    <Priorities rows=page.by_priority/>
                    <Comments comments=page.comments more=page.more follow_up=page.follow_up other_list=page.other_list/>
                </div>
            </div>
        </DeskPage>
    }
    .into_any()
}

#[component]
fn Filters(weeks: i64, priority: String) -> impl IntoView {
    let weeks_options =
        [4, 13, 26, 52].map(|weeks| SelectOption::new(weeks.to_string(), format!("Last {weeks} weeks"))).to_vec();
    let priorities = std::iter::once(SelectOption::new("", "All priorities"))
        .chain(Priority::ALL.into_iter().map(|priority| SelectOption::new(priority.word(), priority.word())))
        .collect();
    view! {
        <form method="get" action="/reports/satisfaction" class="filters">
            <SelectField name="weeks" label="Period" options=weeks_options value=weeks.to_string()/>
            <SelectField name="priority" label="Priority" options=priorities value=priority/>
            <button class="button s" type="submit">"Show"</button>
        </form>
    }
    .into_any()
}

#[component]
fn Priorities(rows: Vec<ByPriority>) -> impl IntoView {
    view! {
        <section class="card">
            <header><h2>"By priority"</h2></header>
            <div class="scroll">
                <table class="table keep">
                    <TableHead columns=&["Priority", "From 1 to 5", "Score", "Answers", "Answered"]/>
                    <tbody>
                        {rows
                            .into_iter()
                            .map(|row| view! {
                                <tr>
                                    <td class="corner"><PriorityBadge priority=row.priority/></td>
                                    <td class="meter-cell" data-label="From 1 to 5"><Meter permille=row.permille/></td>
                                    <td class="t strong" data-label="Score">{row.score}</td>
                                    <td class="t soft" data-label="Answers">{row.answered}</td>
                                    <td class="t soft" data-label="Answered">{row.share}</td>
                                </tr>
                            })
                            .collect_view()}
                    </tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Comments(comments: Vec<Comment>, more: i64, follow_up: bool, other_list: String) -> impl IntoView {
    let (title, none, of_what) = if follow_up {
        ("To follow up", "Nobody who rated 1 or 2 in this time may be contacted.", "to follow up")
    } else {
        ("What they say", "Comments of the surveys in this time are listed here.", "with a comment")
    };
    let shown = comments.len();
    view! {
        <section class="card" id="comments">
            <header>
                <h2>{title}</h2>
                {follow_up.then(|| view! { <a class="link small" href=other_list>"All comments"</a> })}
            </header>
            <div class="body stack divided">
                {if comments.is_empty() {
                    view! { <Empty title="Nothing here yet" text=none size=EmptySize::Small/> }.into_any()
                } else {
                    comments.into_iter().map(|comment| view! { <Said comment=comment/> }).collect_view().into_any()
                }}
                {(more > 0).then(|| view! { <p class="small soft">{format!("The newest {shown}; {more} more {of_what} in this time.")}</p> })}
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Said(comment: Comment) -> impl IntoView {
    let href = format!("/desk/cases/{}", comment.number);
    view! {
        <div class="stack-xs">
            <div class="row small">
                <b>{format!("{} of 5", comment.overall)}</b>
                <span class="soft">{comment.account} " · " <a class="link" href=href>{comment.number}</a> " · " {comment.priority}</span>
                {comment.may_contact.then(|| view! { <Status word="may be contacted" tone=Tone::You/> })}
            </div>
            {if comment.text.is_empty() {
                view! { <p class="soft">"No comment."</p> }.into_any()
            } else {
                view! { <p class="pre-line break">{comment.text}</p> }.into_any()
            }}
        </div>
    }
    .into_any()
}
