//! A line over time with its band of confidence, and the same as a table behind it. Everything is whole numbers, so the
//! server and the browser draw the same. Only the inner plane stretches: type, dots and strokes keep their size.
//! Deliberately absent: dates and statistics; the points come with their labels and their bounds.

use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use super::markup::escaped;

/// The plane on which the line is drawn, from corner to corner.
const PLANE: i64 = 10_000;

/// The width of a letter of the axis and the room between two labels, in hundredths of a rem.
const LETTER: usize = 43;
const GAP: usize = 50;

/// One point in time. Values are whole numbers in the chart's [`Unit`]: 447 with two decimals is 4.47.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct ChartPoint {
    pub label: String,
    /// None where there was nothing to measure: the line has a gap there.
    pub value: Option<i64>,
    /// The bounds of the band.
    pub band: Option<(i64, i64)>,
    /// The cases behind it, from the table.
    pub href: Option<String>,
}

/// How a whole number is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    pub decimals: u8,
    /// Behind the number, with a space: `%`, `h`. Empty for none.
    pub suffix: &'static str,
}

impl Unit {
    fn write(self, value: i64) -> String {
        with_suffix(decimal(value, u32::from(self.decimals), u32::from(self.decimals)), self.suffix)
    }
}

/// `says` is the sentence that the line tells: "Satisfaction a week, 24 August to 22 November: from 4.21 to 4.58".
#[component]
pub fn LineChart(
    points: Vec<ChartPoint>,
    unit: Unit,
    #[prop(into)] says: String,
    /// The heads of the table: what the points are, and what is measured.
    heads: (&'static str, &'static str),
    /// A value to compare with, drawn as a dashed line.
    #[prop(optional_no_strip)]
    target: Option<i64>,
) -> impl IntoView {
    let scale = Scale::of(&points, target);
    view! {
        <div class="chart">
            <div class="plot">
                <svg class="scale" aria-hidden="true" inner_html=scale_drawing(&scale, unit)></svg>
                <svg class="plane" role="img" inner_html=plane_drawing(&points, &scale, unit, target, &says)></svg>
                <div class="times"><svg aria-hidden="true" inner_html=times_drawing(&points)></svg></div>
            </div>
            <details>
                <summary>"As a table"</summary>
                <div class="scroll">
                    <PointTable points=points unit=unit heads=heads/>
                </div>
            </details>
        </div>
    }
    .into_any()
}

#[component]
fn PointTable(points: Vec<ChartPoint>, unit: Unit, heads: (&'static str, &'static str)) -> impl IntoView {
    let banded = points.iter().any(|point| point.band.is_some());
    let rows = points
        .into_iter()
        .map(|point| {
            let value = point.value.map_or_else(|| String::from("none"), |value| unit.write(value));
            let value = match point.href {
                Some(href) => view! { <a class="link" href=href>{value}</a> }.into_any(),
                None => value.into_any(),
            };
            let band = banded.then(|| {
                let band = point.band.map(|(low, high)| format!("{} to {}", unit.write(low), unit.write(high)));
                view! { <td class="n" data-label="Band">{band}</td> }
            });
            view! {
                <tr>
                    <td class="t">{point.label}</td>
                    <td class="n" data-label=heads.1>{value}</td>
                    {band}
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="table">
            <thead>
                <tr>
                    <th scope="col">{heads.0}</th>
                    <th scope="col" class="n">{heads.1}</th>
                    {banded.then(|| view! { <th scope="col" class="n">"Band"</th> })}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// The lines across: from the lowest to the highest, a round step apart.
#[derive(Debug, PartialEq, Eq)]
struct Scale {
    bottom: i64,
    top: i64,
    step: i64,
}

impl Scale {
    /// At most six steps of 1, 2 or 5 times a power of ten, over everything that is drawn.
    fn of(points: &[ChartPoint], target: Option<i64>) -> Self {
        let drawn = || {
            points
                .iter()
                .flat_map(|point| {
                    point.value.into_iter().chain(point.band.into_iter().flat_map(|(low, high)| [low, high]))
                })
                .chain(target)
        };
        let (Some(low), Some(high)) = (drawn().min(), drawn().max()) else {
            return Self { bottom: 0, top: 1, step: 1 };
        };
        let step =
            round_steps().find(|step| high.div_ceil_to(*step) - low.div_floor_to(*step) <= 6 * step).unwrap_or(1);
        let bottom = low.div_floor_to(step);
        let top = high.div_ceil_to(step).max(bottom + step);
        Self { bottom, top, step }
    }

    fn lines(&self) -> impl Iterator<Item = i64> {
        let (step, top) = (self.step, self.top);
        std::iter::successors(Some(self.bottom), move |line| Some(line + step)).take_while(move |line| *line <= top)
    }

    /// From the top of the plane down.
    fn y(&self, value: i64) -> i64 {
        ((self.top - value) * PLANE / (self.top - self.bottom)).clamp(0, PLANE)
    }

    /// How many decimals the lines need: 4.2 is enough where the step is 0.2.
    fn decimals(&self, unit: Unit) -> u32 {
        let mut decimals = u32::from(unit.decimals);
        let mut step = self.step;
        while decimals > 0 && step % 10 == 0 && self.bottom % 10_i64.pow(u32::from(unit.decimals) - decimals + 1) == 0 {
            step /= 10;
            decimals -= 1;
        }
        decimals
    }
}

fn round_steps() -> impl Iterator<Item = i64> {
    (0..18).flat_map(|power| [1, 2, 5].map(|digit| digit * 10_i64.pow(power)))
}

/// Rounding to a multiple, towards below and towards above, for negative numbers too.
trait ToMultiple {
    fn div_floor_to(self, step: i64) -> i64;
    fn div_ceil_to(self, step: i64) -> i64;
}

impl ToMultiple for i64 {
    fn div_floor_to(self, step: i64) -> i64 {
        self.div_euclid(step) * step
    }
    fn div_ceil_to(self, step: i64) -> i64 {
        -((-self).div_euclid(step) * step)
    }
}

/// From the left of the plane; a lone point stands in the middle.
fn x(index: usize, count: usize) -> i64 {
    match i64::try_from(count).unwrap_or(i64::MAX) {
        0 | 1 => PLANE / 2,
        count => i64::try_from(index).unwrap_or(0) * PLANE / (count - 1),
    }
}

/// A place on the plane as a percentage with two decimals.
fn place(at: i64) -> String {
    format!("{}.{:02}%", at / 100, at % 100)
}

fn scale_drawing(scale: &Scale, unit: Unit) -> String {
    let decimals = scale.decimals(unit);
    scale
        .lines()
        .map(|line| {
            let text = with_suffix(decimal(line, u32::from(unit.decimals), decimals), unit.suffix);
            format!(r#"<text x="100%" y="{}">{}</text>"#, place(scale.y(line)), escaped(&text))
        })
        .collect()
}

/// From so many rem on, a time of the axis may be shown; `style/parts/report.css` has a rule for each.
const ROOMS: [usize; 5] = [14, 21, 30, 42, 60];

/// The times below the plane: the two ends always, then the middle, then the quarters, each from the width on at which
/// no two of them meet. Widths are in hundredths of a rem.
fn times_drawing(points: &[ChartPoint]) -> String {
    let count = points.len();
    let last = count.saturating_sub(1);
    let longest = points.iter().map(|point| point.label.chars().count()).max().unwrap_or(0);
    // A label at an end reaches inward by its whole length, its neighbour towards it by half.
    let apart = 150 * longest * LETTER / 100 + GAP;
    let mut written: Vec<(usize, Option<usize>)> = vec![(0, None)];
    for parts in [1, 2, 4] {
        let fresh: Vec<usize> = (1..=parts)
            .map(|part| last * part / parts)
            .filter(|index| written.iter().all(|(w, _)| w != index))
            .collect();
        let mut all: Vec<usize> = written.iter().map(|(index, _)| *index).chain(fresh.iter().copied()).collect();
        all.sort_unstable();
        let gap = all.windows(2).map(|pair| pair[1] - pair[0]).min().unwrap_or(1);
        let needed = (apart * last).div_ceil(gap * 100);
        let room = ROOMS.into_iter().find(|room| *room >= needed);
        match (parts, room) {
            (1, _) => written.extend(fresh.into_iter().map(|index| (index, None))),
            (_, Some(room)) => written.extend(fresh.into_iter().map(|index| (index, Some(room)))),
            (_, None) => {}
        }
    }
    written.sort_unstable();
    written
        .into_iter()
        .filter_map(|(index, room)| Some((index, room, points.get(index)?)))
        .map(|(index, room, point)| {
            let end = match index {
                _ if count == 1 => "",
                0 => "first",
                index if index == last => "last",
                _ => "",
            };
            let room = room.map(|room| format!("from-{room}")).unwrap_or_default();
            let class = if end.is_empty() { room } else { end.to_owned() };
            format!(r#"<text class="{class}" x="{}" y="8">{}</text>"#, place(x(index, count)), escaped(&point.label))
        })
        .collect()
}

fn plane_drawing(points: &[ChartPoint], scale: &Scale, unit: Unit, target: Option<i64>, says: &str) -> String {
    let mut drawn = format!("<title>{}</title>", escaped(says));
    for line in scale.lines() {
        let y = place(scale.y(line));
        drawn.push_str(&format!(r#"<line class="grid-line" x1="0" x2="100%" y1="{y}" y2="{y}"></line>"#));
    }
    drawn.push_str(&format!(r#"<svg viewBox="0 0 {PLANE} {PLANE}" preserveAspectRatio="none">"#));
    for run in runs(points) {
        drawn.push_str(&run_drawing(points, run, scale));
    }
    drawn.push_str("</svg>");
    if let Some(target) = target {
        let y = place(scale.y(target));
        drawn.push_str(&format!(r#"<line class="target" x1="0" x2="100%" y1="{y}" y2="{y}"></line>"#));
    }
    drawn.push_str(&hits_drawing(points, scale, unit));
    drawn
}

/// Stretches without a gap.
fn runs(points: &[ChartPoint]) -> Vec<std::ops::Range<usize>> {
    let mut runs = Vec::new();
    let mut start = None;
    for (index, point) in points.iter().enumerate() {
        match (point.value, start) {
            (Some(_), None) => start = Some(index),
            (None, Some(from)) => {
                runs.push(from..index);
                start = None;
            }
            _ => {}
        }
    }
    runs.extend(start.map(|from| from..points.len()));
    runs
}

fn run_drawing(points: &[ChartPoint], run: std::ops::Range<usize>, scale: &Scale) -> String {
    let count = points.len();
    let at = |index: usize, value: i64| format!("{},{}", x(index, count), scale.y(value));
    let along = |bound: fn(&ChartPoint) -> Option<i64>| {
        run.clone().filter_map(move |index| bound(points.get(index)?).map(|value| (index, value)))
    };
    let line: Vec<String> = along(|point| point.value).map(|(index, value)| at(index, value)).collect();
    let upper = along(|point| point.band.map(|(_, high)| high)).map(|(index, value)| at(index, value));
    let mut lower: Vec<String> =
        along(|point| point.band.map(|(low, _)| low)).map(|(index, value)| at(index, value)).collect();
    lower.reverse();
    let band: Vec<String> = upper.chain(lower).collect();
    let mut drawn = String::new();
    if band.len() > 2 {
        drawn.push_str(&format!(r#"<polygon class="band" points="{}"></polygon>"#, band.join(" ")));
    }
    drawn.push_str(&format!(r#"<polyline class="run" points="{}"></polyline>"#, line.join(" ")));
    drawn
}

/// For each point a place to rest on: its guide, its dot, its values. The last dot is always seen, as is a lone one.
fn hits_drawing(points: &[ChartPoint], scale: &Scale, unit: Unit) -> String {
    let count = points.len();
    let last = points.iter().rposition(|point| point.value.is_some());
    let half = if count > 1 { PLANE / (i64::try_from(count).unwrap_or(2) - 1) / 2 } else { PLANE / 2 };
    let mut drawn = String::new();
    for (index, point) in points.iter().enumerate() {
        let Some(value) = point.value else { continue };
        let (at, y) = (x(index, count), place(scale.y(value)));
        let (from, until) = ((at - half).max(0), (at + half).min(PLANE));
        let neighbour = |other: Option<usize>| other.and_then(|o| points.get(o)).is_some_and(|p| p.value.is_some());
        let alone = !neighbour(index.checked_sub(1)) && !neighbour(index.checked_add(1));
        let class = if Some(index) == last || alone { "hit last" } else { "hit" };
        let band =
            point.band.map(|(low, high)| format!(" ({} to {})", unit.write(low), unit.write(high))).unwrap_or_default();
        let text = escaped(&format!("{}: {}{band}", point.label, unit.write(value)));
        let at = place(at);
        drawn.push_str(&format!(
            concat!(
                r#"<g class="{class}"><title>{text}</title>"#,
                r#"<rect x="{from}" y="0" width="{width}" height="100%"></rect>"#,
                r#"<line class="guide" x1="{at}" x2="{at}" y1="0" y2="100%"></line>"#,
                r#"<circle class="dot" cx="{at}" cy="{y}" r="4.5"></circle></g>"#,
            ),
            class = class,
            text = text,
            from = place(from),
            width = place(until - from),
            at = at,
            y = y,
        ));
    }
    drawn
}

/// A whole number with `decimals` decimals, written with the first `shown` of them.
fn decimal(value: i64, decimals: u32, shown: u32) -> String {
    let value = value / 10_i64.pow(decimals - shown);
    let unit = 10_i64.pow(shown);
    let sign = if value < 0 { "-" } else { "" };
    let (whole, part) = (value.abs() / unit, value.abs() % unit);
    if shown == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part:0width$}", width = shown as usize) }
}

fn with_suffix(number: String, suffix: &str) -> String {
    if suffix.is_empty() { number } else { format!("{number} {suffix}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(values: &[Option<i64>]) -> Vec<ChartPoint> {
        values
            .iter()
            .enumerate()
            .map(|(week, value)| ChartPoint {
                label: format!("week {week}"),
                value: *value,
                band: value.map(|value| (value - 10, value + 10)),
                href: None,
            })
            .collect()
    }

    #[test]
    fn the_scale_is_round_and_holds_everything() {
        let scale = Scale::of(&points(&[Some(421), Some(458)]), None);
        assert_eq!(scale, Scale { bottom: 410, top: 470, step: 10 });
        assert_eq!(scale.lines().collect::<Vec<_>>(), [410, 420, 430, 440, 450, 460, 470]);
        assert_eq!((scale.y(470), scale.y(410), scale.y(440)), (0, PLANE, PLANE / 2));
    }

    #[test]
    fn a_flat_line_and_an_empty_chart_have_a_scale_too() {
        let flat = [ChartPoint { label: String::new(), value: Some(5), band: None, href: None }];
        assert_eq!(Scale::of(&flat, None), Scale { bottom: 5, top: 6, step: 1 });
        assert_eq!(Scale::of(&[], None), Scale { bottom: 0, top: 1, step: 1 });
    }

    #[test]
    fn the_lines_show_no_more_decimals_than_they_need() {
        let unit = Unit { decimals: 2, suffix: "" };
        let scale = Scale { bottom: 380, top: 480, step: 20 };
        assert_eq!(scale.decimals(unit), 1);
        assert!(scale_drawing(&scale, unit).contains(">4.6<"));
        assert_eq!(Scale { bottom: 300, top: 500, step: 100 }.decimals(unit), 0);
    }

    #[test]
    fn a_week_without_answers_is_a_gap() {
        assert_eq!(runs(&points(&[Some(1), None, Some(2), Some(3)])), [0..1, 2..4]);
        let drawn = plane_drawing(
            &points(&[Some(1), None, Some(2)]),
            &Scale { bottom: 0, top: 10, step: 5 },
            Unit::default(),
            None,
            "x",
        );
        assert_eq!(drawn.matches("polyline class").count(), 2);
    }

    #[test]
    fn places_run_from_edge_to_edge() {
        assert_eq!((x(0, 3), x(1, 3), x(2, 3), x(0, 1)), (0, 5_000, 10_000, 5_000));
        assert_eq!(place(3_333), "33.33%");
    }

    #[test]
    fn numbers_are_written_with_their_unit() {
        assert_eq!(Unit { decimals: 2, suffix: "" }.write(447), "4.47");
        assert_eq!(Unit { decimals: 0, suffix: "%" }.write(61), "61 %");
        assert_eq!(decimal(-5, 2, 2), "-0.05");
    }

    #[test]
    fn the_times_of_both_ends_are_always_written_and_others_from_the_width_on_that_has_room() {
        let weeks = |count: i64| times_drawing(&points(&(0..count).map(Some).collect::<Vec<_>>()));
        let year = weeks(53);
        assert!(year.matches("<text").count() <= 8);
        assert!(year.contains(r#"class="first" x="0.00%" y="8">week 0<"#), "{year}");
        assert!(year.contains(r#"class="last" x="100.00%" y="8">week 52<"#), "{year}");
        // Labels of 10 letters are 4.3 rem: beside one at an end there must be 6.95 rem to the next.
        let quarter: Vec<ChartPoint> = points(&(0..13).map(Some).collect::<Vec<_>>())
            .into_iter()
            .map(|point| ChartPoint { label: "Wed 25 Nov".into(), ..point })
            .collect();
        let drawn = times_drawing(&quarter);
        let classes: Vec<&str> = drawn.split("class=\"").skip(1).filter_map(|text| text.split('"').next()).collect();
        assert_eq!(classes, ["first", "from-30", "from-14", "from-30", "last"]);
        assert_eq!(weeks(1).matches("<text").count(), 1);
        assert_eq!(weeks(2).matches("<text").count(), 2);
    }

    #[test]
    fn each_room_has_its_rule_in_the_style() {
        let style = include_str!("../../../style/parts/report.css");
        for room in ROOMS {
            let rule = format!(
                "@container (min-width: {room}rem) {{ .chart .times text.from-{room} {{ display: inline; }} }}"
            );
            assert!(style.contains(&rule), "{rule}");
        }
    }
}
