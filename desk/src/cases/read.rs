//! Reading cases: the queue, a case on the desk, and the same case as its customer sees it. What a customer gets is
//! filtered here, once, by visibility; the portal's page cannot ask for more.

use std::sync::Arc;

use caseline_domain::access::{Action, Actor, Standing, decide};
use caseline_domain::case::{Case, CaseDetails, Channel, Clock, ClockKind, Clocks, Event, Timelines, Visibility};
use caseline_domain::hours::Timeline;
use caseline_domain::id::CaseNumber;
use caseline_domain::instant::{DAY, Timestamp};

use super::cached::{kept, known, opening};
use crate::Desk;
use crate::error::Refusal;
use crate::plans::{Book, PlanInForce};
use crate::store::{CaseRow, EventRow, FileRow, QueueRow, QueueView, SurveyRow, ViewCounts};

/// Who looks: it decides what is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    InPortal,
    OnDesk,
}

/// A case with everything its page shows.
pub struct CaseView {
    pub row: CaseRow,
    pub case: Case,
    pub channel: Channel,
    pub details: CaseDetails,
    pub events: Vec<EventRow>,
    /// What was attached to these, by their numbers.
    pub files: Vec<FileRow>,
    pub clocks: Clocks,
    /// The version of now.
    pub plan: Arc<PlanInForce>,
    /// That and those of before.
    pub book: Book,
    /// Whether this person can still rate the closed case.
    pub survey_waits: bool,
    pub now: Timestamp,
}

impl CaseView {
    /// What was attached to the event of this number.
    pub fn files_of(&self, seq: u32) -> impl Iterator<Item = &FileRow> {
        self.files.iter().filter(move |file| file.seq == Some(seq))
    }
}

/// A case in a list, with its clocks.
pub struct QueueEntry {
    pub row: QueueRow,
    /// In the order of [`Clocks::current`]: the resolution first.
    pub clocks: Vec<Clock>,
    pub book: Book,
}

impl QueueEntry {
    #[must_use]
    pub fn clock(&self, kind: ClockKind) -> Option<&Clock> {
        self.clocks.iter().find(|clock| clock.kind == kind)
    }

    /// The resolution clock, which every case has.
    pub fn resolution(&self) -> Result<&Clock, Refusal> {
        known(self.row.number, self.clock(ClockKind::Resolution))
    }

    /// The compiled calendar of a clock of this case.
    pub fn timeline(&self, clock: &Clock) -> Result<&Timeline, Refusal> {
        known(self.row.number, self.book.timeline(clock.plan))
    }

    /// The clock that is due next of those that run; the resolution, when all stand still.
    pub fn next(&self) -> Result<&Clock, Refusal> {
        let mut next = None;
        for clock in &self.clocks {
            let due = clock.next_due(self.timeline(clock)?)?;
            if due < next.map_or(Timestamp::FAR_FUTURE, |(_, due)| due) {
                next = Some((clock, due));
            }
        }
        next.map_or_else(|| self.resolution(), |(clock, _)| Ok(clock))
    }
}

/// A page of a list.
pub struct QueueReading {
    pub entries: Vec<QueueEntry>,
    pub next: Option<(Timestamp, CaseNumber)>,
}

/// What the portal's home shows.
pub struct PortalHome {
    pub account_name: String,
    pub open: Vec<QueueEntry>,
    pub open_count: i64,
    pub closed: Vec<QueueEntry>,
    pub surveys: Vec<SurveyRow>,
    pub has_draft: bool,
}

/// The key before the first case whose clocks all stand still.
const STANDS_STILL: (Timestamp, CaseNumber) =
    (Timestamp::from_millis(Timestamp::FAR_FUTURE.millis() - 1), CaseNumber(i64::MAX));

impl Desk {
    /// The name of a member's own account.
    pub async fn account_name(&self, actor: &Actor) -> Result<String, Refusal> {
        let account = actor.standing.account().ok_or(Refusal::NotThere)?;
        decide(actor, Action::ReadInPortal { account })?;
        Ok(self.store().read().await?.account(account).await?.ok_or(Refusal::NotThere)?.name)
    }

    /// A case by its number, as this person may see it.
    pub async fn case(&self, actor: &Actor, number: CaseNumber) -> Result<CaseView, Refusal> {
        let mut db = self.store().read().await?;
        let (seen, row) = match actor.standing {
            Standing::Member { account: own } => {
                let row = db.case_for_member(own, number).await?.ok_or(Refusal::NotThere)?;
                decide(actor, Action::ReadInPortal { account: row.account })?;
                (Seen::InPortal, Some(row))
            }
            _ => {
                decide(actor, Action::ReadOnDesk)?;
                (Seen::OnDesk, db.case(number).await?)
            }
        };
        let row = row.ok_or(Refusal::NotThere)?;
        let plan = self.plan(&mut db, row.plan).await?;
        let mut events = db.events(row.id).await?;
        let book = self.book(&mut db, row.plan, events.iter().map(|event| &event.recorded)).await?;
        let (mut case, clocks) = folded(number, &book, &events)?;
        let opened = events.first().and_then(|first| opening(&first.recorded));
        let (channel, details) = known(number, opened.map(|(channel, details)| (channel, details.clone())))?;
        let now = self.now();
        let survey_waits = db.open_survey_of_case(row.id, actor.person, now).await?.is_some();
        if seen == Seen::InPortal {
            events.retain(|event| event.recorded.event.visibility() == Visibility::Public);
            // Whom we asked to take over is ours until they accept.
            case.offer = None;
        }
        if decide(actor, Action::ReadReports).is_err() {
            events.retain(|event| !matches!(event.recorded.event, Event::SurveyAnswered { .. }));
        }
        let mut files = db.files_of_case(row.id).await?;
        files.retain(|file| events.iter().any(|event| Some(event.recorded.seq) == file.seq));
        Ok(CaseView { row, case, channel, details, events, files, clocks, plan, book, survey_waits, now })
    }

    /// A page of the desk's queue.
    pub async fn queue(
        &self,
        actor: &Actor,
        view: QueueView,
        after: Option<(Timestamp, CaseNumber)>,
        size: u16,
    ) -> Result<QueueReading, Refusal> {
        decide(actor, Action::ReadOnDesk)?;
        let mut db = self.store().read().await?;
        let page = db.queue(view, after, size).await?;
        let next = page.next;
        Ok(QueueReading { entries: self.entries(&mut db, page.rows).await?, next })
    }

    /// How many cases each view of this person has.
    pub async fn view_counts(&self, actor: &Actor) -> Result<ViewCounts, Refusal> {
        decide(actor, Action::ReadOnDesk)?;
        Ok(self.store().read().await?.view_counts(actor.person).await?)
    }

    /// The portal's home: what is open, what waits, what was closed lately.
    pub async fn portal_home(&self, actor: &Actor) -> Result<PortalHome, Refusal> {
        let account = actor.account().ok_or(Refusal::NotThere)?;
        decide(actor, Action::ReadInPortal { account })?;
        let rates = decide(actor, Action::ReadAsMember { account }).is_ok();
        let now = self.now();
        let mut db = self.store().read().await?;
        let account_row = db.account(account).await?.ok_or(Refusal::NotThere)?;
        let view = QueueView::Account(account);
        let first = db.queue(view, None, 100).await?;
        let mut open = first.rows;
        if first.next.is_some() {
            // What stands still sorts last, and that is what waits for the customer: it must not fall off the end.
            open.retain(|row| row.next_due < Timestamp::FAR_FUTURE);
            open.extend(db.queue(view, Some(STANDS_STILL), 100).await?.rows);
        }
        let closed = db.closed_of_account(account, 8).await?;
        Ok(PortalHome {
            account_name: account_row.name,
            open: self.entries(&mut db, open).await?,
            open_count: db.open_of_account(account).await?,
            closed: self.entries(&mut db, closed).await?,
            surveys: if rates {
                db.open_surveys(actor.person, now.plus_millis(-30 * DAY), now).await?
            } else {
                Vec::new()
            },
            has_draft: db.draft(actor.person, account).await?.is_some(),
        })
    }

    async fn entries(&self, db: &mut crate::store::Read, rows: Vec<QueueRow>) -> Result<Vec<QueueEntry>, Refusal> {
        let mut entries = Vec::with_capacity(rows.len());
        for row in rows {
            // From memory but for the first case of each plan version.
            let plan = self.plan(db, row.plan).await?;
            let clocks = known(row.number, kept(&row.clocks, row.priority, row.plan, &plan.plan))?;
            let mut versions = vec![plan];
            for clock in &clocks {
                if !versions.iter().any(|version| version.id == clock.plan) {
                    versions.push(self.plan(db, clock.plan).await?);
                }
            }
            entries.push(QueueEntry { row, clocks, book: Book::of(versions) });
        }
        Ok(entries)
    }
}

/// A case and its clocks, as its history makes them.
pub(super) fn folded(number: CaseNumber, book: &Book, events: &[EventRow]) -> Result<(Case, Clocks), Refusal> {
    let history = || events.iter().map(|event| &event.recorded);
    let case = known(number, Case::from_events(history()))?;
    Ok((case, known(number, Clocks::from_events(book, history()))?))
}
