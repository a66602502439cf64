//! What is promised on a case and falls due, and whom it tells. What it tells them is in [`notices`].

use std::collections::BTreeSet;

use caseline_domain::case::{
    Author, ClockKind, Clocks, Event, Managers, Receipt, Side, Status, Timer, TimerKind, lapses, timers,
};
use caseline_domain::instant::Timestamp;
use caseline_domain::text::{PublicText, fold};

use super::acts::OpenCase;
use super::cached::known;
use crate::error::Refusal;
use crate::notices::{self, Closure, Letter, Notice, ReadersClock};
use crate::store::{Reader, Write};

/// What was done, with what its mail needs to know of the case before it.
struct Done {
    timer: Timer,
    /// When the promise is due that a warning is about.
    promised: Option<Timestamp>,
}

/// A closure proposal that waits for an answer.
struct Waiting {
    on: Side,
    summary: PublicText,
    lapses: Option<Timestamp>,
}

impl OpenCase<'_> {
    /// Notes the mail to the customer about a case that was just opened: its number, and what is promised by when.
    /// `taken`: who took the call.
    pub(super) fn tell_received(&mut self, taken: Option<&str>) -> Result<(), Refusal> {
        let promises = self.promises(&[ClockKind::Assignment, ClockKind::Resolution])?;
        let what = notices::received(&self.row, self.case.priority, taken, &promises);
        self.tell_customer("received", notices::with_files(what, &self.files));
        Ok(())
    }

    /// Notes the mail to the customer about who owns their case now.
    pub(super) fn tell_assigned(&mut self, owner: &str) -> Result<(), Refusal> {
        let promises = self.promises(&[ClockKind::Resolution])?;
        self.tell_customer("assigned", notices::assigned(&self.row, owner, &promises));
        Ok(())
    }

    pub(super) fn tell_customer(&mut self, kind: &'static str, what: String) {
        let mut told = BTreeSet::new();
        let customers = self.row.opener.email.iter().chain(&self.row.mailed_contact).cloned();
        let recipients = customers.filter(|email| told.insert(fold(email))).collect();
        let now = self.desk.now();
        let letter = Letter::plain((kind, what));
        self.mail.extend(notices::about(self.desk, &self.row, &letter, recipients, "portal", now));
    }

    /// What runs of these clocks, each with its receipt in a sentence.
    fn promises(&self, kinds: &[ClockKind]) -> Result<Vec<(ClockKind, String)>, Refusal> {
        let clocks = known(self.row.number, Clocks::from_events(&self.book, &self.history))?;
        let (zone, now) = (self.desk.zone(&self.row.account_zone), self.desk.now());
        let mut promises = Vec::new();
        for kind in kinds {
            let running = clocks.current().find(|clock| clock.kind == *kind && clock.stop.is_none());
            let Some(clock) = running else { continue };
            let version = known(self.row.number, self.book.version(clock.plan))?;
            let receipt = Receipt::of(clock, &version.terms, Vec::new(), &version.timeline, now)?;
            promises.push((*kind, receipt.sentence(&zone)));
        }
        Ok(promises)
    }

    /// Does what is due by now and not done yet, in the order in which it fell due, and notes the mail about it.
    pub(crate) async fn do_what_is_due(&mut self, tx: &mut Write) -> Result<(), Refusal> {
        self.do_what_fell_due(tx, |_| true).await
    }

    /// The same before a change that puts other promises in the place of these: what they had come to is not left out. A
    /// lapse is not done: whoever acts before it is, is in time.
    pub(super) async fn do_what_was_due(&mut self, tx: &mut Write) -> Result<(), Refusal> {
        self.do_what_fell_due(tx, |timer| timer.what != TimerKind::Lapse).await
    }

    async fn do_what_fell_due(&mut self, tx: &mut Write, wanted: fn(&Timer) -> bool) -> Result<(), Refusal> {
        let now = self.desk.now();
        let mut all: Vec<Done> = Vec::new();
        let waiting = self.waiting()?;
        // What is noticed of a case that is closed already is for the record: nobody can still do anything about it.
        let is_over = self.case.stage.status() == Status::Closed;
        loop {
            let clocks = known(self.row.number, Clocks::from_events(&self.book, &self.history))?;
            let mut left = timers(&self.case, &clocks, &self.book, &self.history)?;
            left.retain(|timer| timer.ripe() <= now && wanted(timer));
            if left.is_empty() {
                break;
            }
            for timer in left {
                let promised = self.promised(&clocks, timer.what, now)?;
                self.append_by(Author::Desk, timer.event())?;
                all.push(Done { timer, promised });
                // A closed case has other things left.
                if timer.what == TimerKind::Lapse {
                    break;
                }
            }
        }
        // With a lapse it is over too, and that says all.
        let lapses = all.iter().any(|done| done.timer.what == TimerKind::Lapse);
        for (at, done) in all.iter().enumerate() {
            let matters = !is_over && (!lapses || done.timer.what == TimerKind::Lapse);
            if matters && !all[at + 1..].iter().any(|later| says_more(later.timer.what, done.timer.what)) {
                self.tell_of_due(tx, done, waiting.as_ref(), now).await?;
            }
        }
        Ok(())
    }

    fn promised(&self, clocks: &Clocks, what: TimerKind, now: Timestamp) -> Result<Option<Timestamp>, Refusal> {
        let kind = match what {
            TimerKind::Warning { clock, .. } => clock,
            TimerKind::Escalation { .. } => ClockKind::Resolution,
            _ => return Ok(None),
        };
        let Some(clock) = clocks.current().find(|clock| clock.kind == kind) else { return Ok(None) };
        let version = known(self.row.number, self.book.version(clock.plan))?;
        Ok(Some(clock.reading(&version.timeline, now)?.due()))
    }

    fn waiting(&self) -> Result<Option<Waiting>, Refusal> {
        let Some(on) = self.case.stage.closure_awaits() else { return Ok(None) };
        let proposal = self.history.iter().rev().find_map(|recorded| match &recorded.event {
            Event::ClosureProposed { summary, .. } => Some((recorded.at, summary.clone())),
            _ => None,
        });
        let Some((proposed, summary)) = proposal else { return Ok(None) };
        let clocks = known(self.row.number, Clocks::from_events(&self.book, &self.history))?;
        let lapses = lapses(&self.case, &clocks, &self.book, proposed)?;
        Ok(Some(Waiting { on, summary, lapses }))
    }

    /// Notes the mail about what the desk did by itself; nobody gets the same twice.
    async fn tell_of_due(
        &mut self,
        tx: &mut Write,
        done: &Done,
        waiting: Option<&Waiting>,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let row = &self.row;
        let owner = row.owner_reads();
        let customers: Vec<String> = row.opener.email.iter().chain(&row.mailed_contact).cloned().collect();
        let due = done.timer.due;
        let promised = done.promised.unwrap_or(due);
        let waits = |room| {
            waiting.map(|Waiting { on, summary, lapses }| Closure { on: *on, summary, lapses: *lapses, read_by: room })
        };
        let (ours, theirs, notice, their_notice): (Vec<Reader>, Vec<String>, Option<Notice<'_>>, Option<Notice<'_>>) =
            match done.timer.what {
                TimerKind::Warning { clock, share } => {
                    let to =
                        if owner.is_empty() || clock == ClockKind::Escalation { tx.managers().await? } else { owner };
                    (to, Vec::new(), Some(Notice::Warning { clock, share, due: promised }), None)
                }
                TimerKind::Breach { clock } => {
                    let mut to = if clock == ClockKind::Escalation { Vec::new() } else { owner };
                    if clock != ClockKind::Resolution || to.is_empty() {
                        to.extend(tx.managers().await?);
                    }
                    (to, Vec::new(), Some(Notice::Breach { clock, due }), None)
                }
                TimerKind::Escalation { share, to } => {
                    let to = match to {
                        Managers::All => tx.managers().await?,
                        Managers::Senior => tx.senior_managers().await?,
                    };
                    (to, Vec::new(), Some(Notice::Told { share, due: promised }), None)
                }
                TimerKind::Reminder { .. } => match waiting.map(|waiting| waiting.on) {
                    Some(Side::Customer) => (Vec::new(), customers, None, waits(Side::Customer).map(Notice::Reminder)),
                    _ => {
                        // Whom nobody owns a manager answers.
                        let to = if owner.is_empty() { tx.managers().await? } else { owner };
                        (to, Vec::new(), waits(Side::Support).map(Notice::Reminder), None)
                    }
                },
                TimerKind::Lapse => (
                    owner,
                    customers,
                    waits(Side::Support).map(Notice::Lapse),
                    waits(Side::Customer).map(Notice::Lapse),
                ),
            };
        let mut told = BTreeSet::new();
        let theirs = theirs.into_iter().map(|email| Reader { email, zone: row.account_zone.clone() }).collect();
        for (room, readers, notice) in [("desk", ours, notice), ("portal", theirs, their_notice)] {
            let Some(notice) = notice else { continue };
            for Reader { email, zone } in readers {
                if told.insert(fold(&email)) {
                    let clock = ReadersClock::of(self.desk, &zone);
                    let letter = notices::of_due(row, self.case.priority, notice, &clock);
                    self.mail.extend(notices::about(self.desk, row, &letter, vec![email], room, now));
                }
            }
        }
        Ok(())
    }
}

/// Whether who is told of `later` at the same time need not be told of `earlier`.
fn says_more(later: TimerKind, earlier: TimerKind) -> bool {
    match (earlier, later) {
        (
            TimerKind::Warning { clock, .. },
            TimerKind::Warning { clock: other, .. } | TimerKind::Breach { clock: other },
        ) => clock == other,
        (TimerKind::Escalation { to, .. }, TimerKind::Escalation { to: other, .. }) => to == other,
        (TimerKind::Reminder { .. }, TimerKind::Reminder { .. } | TimerKind::Lapse) => true,
        _ => false,
    }
}
