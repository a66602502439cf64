//! The receipt of a clock: how its due time comes about, piece by piece, so that anybody can add it up (sla.md,
//! "Receipt"). The same code makes it on the server, in the browser and on the command line. Deliberately absent: whose
//! case it is.

use serde::{Deserialize, Serialize};

use super::{Change, Clock, ClockKind, Clocks, Priority, Reading, Timelines};
use crate::hours::vector::Instant;
use crate::hours::{Horizon, Offsets, OutOfHorizon, Pause, Segment, SegmentKind, Target, Timeline};
use crate::id::PlanId;
use crate::instant::{DAY, HOUR, MINUTE, Timestamp};
use crate::words;

/// What the promise was made under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    pub plan: String,
    pub version: u32,
    /// The zone of the service calendar.
    pub zone: String,
    /// The calendar's fingerprint: two calendars with the same one have the same hours and holidays.
    pub calendar: String,
}

/// How a due time comes about. Written as JSON it is the machine form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Receipt {
    pub clock: ClockKind,
    pub priority: Priority,
    pub terms: Terms,
    pub target: Target,
    pub start: Instant,
    pub due: Instant,
    /// How the clock stands at the moment of the receipt.
    pub state: State,
    /// From start to due, in order, without gap or overlap.
    pub lines: Vec<Line>,
    /// What was promised before the priority or the plan changed, or before the case was opened again; in order.
    pub before: Vec<Before>,
}

/// A promise that gave way to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    pub until: Instant,
    pub priority: Priority,
    pub plan: String,
    pub version: u32,
    pub target: Target,
    pub start: Instant,
    /// When it was due as the case stood then; a pause that lasted, as if answered then.
    pub due: Instant,
    pub stopped: Option<Instant>,
    /// Whether it runs as if it had never stopped, should what stopped it be undone.
    pub provisional: bool,
    /// Whether it was broken by then: that stays on record.
    pub broken: bool,
    pub change: Change,
}

impl Before {
    /// What a case's clock of this kind promised before. `terms`: those of each plan version.
    ///
    /// Errors: a timeline does not reach far enough.
    pub fn of<'t>(
        kind: ClockKind,
        clocks: &Clocks,
        terms: impl Fn(PlanId) -> Option<&'t Terms>,
        timelines: &impl Timelines,
    ) -> Result<Vec<Before>, OutOfHorizon> {
        let mut all = Vec::new();
        for changed in clocks.changed.iter().filter(|changed| changed.clock.kind == kind) {
            let clock = &changed.clock;
            let (Some(terms), Some(timeline)) = (terms(clock.plan), timelines.timeline(clock.plan)) else { continue };
            let reading = clock.reading(timeline, changed.at)?;
            all.push(Before {
                until: Instant(changed.at),
                priority: clock.priority,
                plan: terms.plan.clone(),
                version: terms.version,
                target: clock.target,
                start: Instant(clock.start),
                due: Instant(reading.due()),
                stopped: clock.stop.map(|stop| Instant(stop.at())),
                provisional: clock.stop.is_some() && !clock.is_settled(),
                broken: reading.is_breached(changed.at),
                change: changed.change,
            });
        }
        Ok(all)
    }

    /// It in a sentence, with every time in full.
    #[must_use]
    pub fn sentence(&self, reader: &Offsets) -> String {
        let exact = |at: Instant| words::exact(at.0, reader);
        let end = match (self.stopped, self.broken) {
            (Some(at), false) if self.provisional => format!("; stopped in time {}, provisionally", exact(at)),
            (Some(at), false) => format!("; kept {}", exact(at)),
            (Some(at), true) => format!("; stopped late {}", exact(at)),
            (None, true) => "; broken".to_owned(),
            (None, false) => String::new(),
        };
        let change = match self.change {
            Change::Priority(to) => format!("the priority became {}", to.word()),
            Change::Plan(_) => "the plan changed".to_owned(),
            Change::Reopened => "the case was opened again".to_owned(),
        };
        format!(
            "Until {}, when {change}: {}, plan {}, version {}, due {}{end}.",
            exact(self.until),
            self.priority.word(),
            self.plan,
            self.version,
            exact(self.due)
        )
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Running,
    /// Since then; the due time is that of an answer at the moment of the receipt.
    PausedSince(Instant),
    StoppedAt(Instant),
}

/// A stretch of time that counts or does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    pub from: Instant,
    pub until: Instant,
    pub why: SegmentKind,
    /// Of a pause, what it waits for: the how manieth information request of the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<u32>,
    /// Milliseconds counted from the start to the end of this line.
    pub counted: i64,
}

impl Line {
    /// Whether it counts.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.why == SegmentKind::Counted
    }

    /// The length in milliseconds of real time.
    #[must_use]
    pub fn millis(&self) -> i64 {
        self.until.0.since(self.from.0)
    }

    /// Why it counts or does not, in words.
    fn reason(&self) -> String {
        match &self.why {
            SegmentKind::Counted => "counted".to_owned(),
            SegmentKind::Weekend => "the weekend".to_owned(),
            SegmentKind::Closed => "hours outside service".to_owned(),
            SegmentKind::Holiday(Some(name)) => name.clone(),
            SegmentKind::Holiday(None) => "a holiday".to_owned(),
            SegmentKind::Paused => {
                let request =
                    self.request.map_or_else(|| "an answer".to_owned(), |n| format!("information request {n}"));
                format!("paused for {request}")
            }
        }
    }
}

impl Receipt {
    /// The receipt of a clock at `now`; `before`: what it promised before. Errors: the timeline does not reach far enough.
    pub fn of(
        clock: &Clock,
        terms: &Terms,
        before: Vec<Before>,
        timeline: &Timeline,
        now: Timestamp,
    ) -> Result<Receipt, OutOfHorizon> {
        let reading = clock.reading(timeline, now)?;
        let due = reading.due();
        let state = match reading {
            Reading::Running { .. } => State::Running,
            Reading::Paused { since, .. } => State::PausedSince(Instant(since)),
            Reading::Stopped { at, .. } => State::StoppedAt(Instant(at)),
        };
        Ok(Receipt {
            clock: clock.kind,
            priority: clock.priority,
            terms: terms.clone(),
            target: clock.target,
            start: Instant(clock.start),
            due: Instant(due),
            state,
            lines: clock.lines(timeline, now, due)?,
            before,
        })
    }

    /// Whether the lines add up to the due time: they tile the way from start to due, and what counts in them is what
    /// was promised. A check for whoever reads the machine form, and for the tests.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        let (mut end, mut counted) = (self.start.0, 0);
        for line in &self.lines {
            counted += if line.counts() { line.millis() } else { 0 };
            if line.from.0 != end || line.millis() <= 0 || line.counted != counted {
                return false;
            }
            end = line.until.0;
        }
        // Of a reading that clocks show twice the earlier one is due, which can be before the start (sla.md).
        let tiles = end == self.due.0.max(self.start.0);
        let promised = match self.target {
            // Nothing to count: due at once, or at the next opening.
            Target::BusinessMinutes(0) => counted == 0,
            Target::BusinessMinutes(minutes) | Target::ElapsedMinutes(minutes) => {
                counted == i64::from(minutes) * MINUTE
            }
            // Counted by dates and by openings, not by length.
            Target::CalendarDays(_) | Target::NextOpeningWithinMinutes(_) | Target::At(_) => true,
        };
        tiles && promised
    }

    /// The whole in a sentence that stays true on paper: every time with its date. `reader`: the zone of who reads it.
    #[must_use]
    pub fn sentence(&self, reader: &Offsets) -> String {
        let why = why(self.target, &words::exact(self.start.0, reader), &self.lines);
        format!("Due {}: {}", words::exact(self.due.0, reader), lower_first(&why))
    }

    /// A row a line: from, until, how much counts, how much has counted by its end, and why.
    #[must_use]
    pub fn rows(&self, reader: &Offsets, calendar: &Offsets) -> Vec<[String; 5]> {
        let row = |line: &Line| {
            let counts = if line.counts() {
                format!("+ {}", words::whole_length(line.millis()))
            } else {
                "not counted".to_owned()
            };
            [
                stamp(line.from.0, reader, calendar),
                stamp(line.until.0, reader, calendar),
                counts,
                words::whole_length(line.counted),
                line.reason(),
            ]
        };
        self.lines.iter().map(row).collect()
    }

    /// The due time in the reader's time and, where the calendar's clocks show another, in the calendar's.
    #[must_use]
    pub fn due_words(&self, reader: &Offsets, calendar: &Offsets) -> String {
        stamp(self.due.0, reader, calendar)
    }

    /// The receipt as plain text for a terminal or a mail: a line a stretch, in the reader's time and, where the
    /// calendar's clocks show another, in the calendar's.
    #[must_use]
    pub fn text(&self, reader: &Offsets, calendar: &Offsets) -> String {
        let mut text = format!(
            "{} clock, {}\nPlan {}, version {}; calendar {}, fingerprint {}\n{}\n",
            self.clock.words(),
            self.priority.word(),
            self.terms.plan,
            self.terms.version,
            self.terms.zone,
            self.terms.calendar,
            self.sentence(reader),
        );
        for [from, until, counts, whole, why] in self.rows(reader, calendar) {
            text.push_str(&format!("  {from}  to  {until}  {counts:<18}  {whole:<16}  {why}\n"));
        }
        let state = match self.state {
            State::Running => "running".to_owned(),
            State::PausedSince(since) => {
                format!("paused since {}; due then if answered now", words::exact(since.0, reader))
            }
            State::StoppedAt(at) => format!("stopped {}", words::exact(at.0, reader)),
        };
        text.push_str(&format!("  due {}, {state}\n", self.due_words(reader, calendar)));
        for before in &self.before {
            text.push_str(&format!("  {}\n", before.sentence(reader)));
        }
        text
    }
}

/// An instant in the reader's time, and in the calendar's where that differs.
fn stamp(at: Timestamp, reader: &Offsets, calendar: &Offsets) -> String {
    let theirs = words::exact(at, reader);
    if reader.at(at) == calendar.at(at) {
        theirs
    } else if reader.local(at).date == calendar.local(at).date {
        format!("{theirs} ({} there)", words::clock(at, calendar))
    } else {
        format!("{theirs} ({} there)", words::exact(at, calendar))
    }
}

fn lower_first(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// How a due time comes about: "48 business hours from today 10:43, plus 2 business hours paused for information request 1;
/// the weekend and Labor Day not counted." What counts and what is paused add up to the due time. `start`: the start in
/// words. `lines`: from start to due.
#[must_use]
pub fn why(target: Target, start: &str, lines: &[Line]) -> String {
    let promise = match target {
        Target::ElapsedMinutes(minutes) => format!("{} from {start}, day and night", words::span(minutes, "")),
        Target::BusinessMinutes(minutes) => format!("{} from {start}", words::span(minutes, "business ")),
        Target::CalendarDays(days) => format!("{} from {start}", words::count(days, "day")),
        Target::At(_) => return format!("As promised {start}."),
        Target::NextOpeningWithinMinutes(minutes) => {
            return format!("At the next opening, or within {} from {start}.", words::span(minutes, ""));
        }
    };
    let (mut left_out, mut paused) = (Vec::<String>::new(), Vec::<(String, i64)>::new());
    for line in lines.iter().filter(|line| !line.counts()) {
        let reason = line.reason();
        if line.why != SegmentKind::Paused {
            if !left_out.contains(&reason) {
                left_out.push(reason);
            }
        } else if let Some((_, millis)) = paused.iter_mut().find(|(known, _)| *known == reason) {
            *millis += line.millis();
        } else {
            paused.push((reason, line.millis()));
        }
    }
    let kind = if matches!(target, Target::BusinessMinutes(_)) { "business " } else { "" };
    let paused = paused.into_iter().map(|(reason, millis)| format!("{} {reason}", in_full(millis, kind))).collect();
    let mut sentence = promise;
    for (before, all, after) in [(", plus ", paused, ""), ("; ", left_out, " not counted")] {
        if !all.is_empty() {
            sentence.push_str(&format!("{before}{}{after}", listed(all)));
        }
    }
    sentence.push('.');
    sentence
}

/// A length with nothing rounded away, to be added up: "16 business hours", "1 h 30 m of business time".
fn in_full(millis: i64, kind: &str) -> String {
    match u32::try_from(millis / HOUR) {
        Ok(hours) if millis % HOUR == 0 => words::count(hours, &format!("{kind}hour")),
        _ if kind.is_empty() => words::whole_length(millis),
        _ => format!("{} of {kind}time", words::whole_length(millis)),
    }
}

/// "one, two and three".
fn listed(mut all: Vec<String>) -> String {
    let last = all.pop().unwrap_or_default();
    if all.is_empty() { last } else { format!("{} and {last}", all.join(", ")) }
}

impl Clock {
    /// What lies between the start and `until` (the due time): counted or not, and why. An open pause ends at `now`.
    ///
    /// Errors: the timeline does not reach far enough.
    pub fn lines(&self, timeline: &Timeline, now: Timestamp, until: Timestamp) -> Result<Vec<Line>, OutOfHorizon> {
        let mut counted = 0;
        let segments = timeline.segments(self.start, until, self.target, &self.pauses_ended_at(now))?;
        let line = |Segment { from, until, kind: why }| {
            counted += if why == SegmentKind::Counted { until.since(from) } else { 0 };
            let waits = |pause: &&Pause| pause.from <= from && pause.until.is_none_or(|until| until > from);
            let pause = self.pauses.iter().find(waits).filter(|_| why == SegmentKind::Paused);
            let request = pause.and_then(|pause| pause.request);
            Line { from: Instant(from), until: Instant(until), why, request, counted }
        };
        Ok(segments.into_iter().map(line).collect())
    }

    /// The part of a timeline with which this clock can be read and explained elsewhere until `until`. A day behind what
    /// is due is in it: that the service opens at the due time shows only there.
    ///
    /// Errors: the timeline does not reach far enough.
    pub fn needed(&self, timeline: &Timeline, until: Timestamp) -> Result<Horizon, OutOfHorizon> {
        let due = self.reading(timeline, until)?.due();
        Ok(Horizon { from: self.start, until: due.max(until).plus_millis(DAY) })
    }
}
