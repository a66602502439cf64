//! Whether all that a plan promises can be counted in its service hours: asked before a version is made, because afterwards
//! every request on it would fail. Deliberately absent: whether it is wise.

use caseline_domain::case::{ClockKind, Priority};
use caseline_domain::form::FieldErrors;
use caseline_domain::form::plan::field;
use caseline_domain::instant::{DAY, Timestamp};

use crate::error::Refusal;
use crate::plans::PlanInForce;

/// A version is counted with for years, from then on too.
const YEARS: i64 = 5;

const HOW: &str = "Promise something sooner, or open the calendar for longer.";

impl PlanInForce {
    /// Every promise of every priority, the lapse of a proposal and its reminders, from now and from five years later on.
    /// Errors: under the fields of the plan's form.
    pub(crate) fn can_be_counted(&self, now: Timestamp) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        for start in [now, now.plus_millis(YEARS * 366 * DAY)] {
            for priority in Priority::ALL {
                let promise = self.plan.promise(priority);
                for kind in ClockKind::ALL {
                    if promise.target(kind).is_some_and(|target| self.timeline.due(start, target, &[]).is_err()) {
                        let sentence = format!(
                            "{}: in the plan’s service hours this is never due in this century. {HOW}",
                            priority.word()
                        );
                        errors.add(&field(priority, kind.key()), sentence);
                    }
                }
            }
            let closing = &self.plan.closing;
            for (name, days) in [("lapse_after", closing.lapse_after), ("reminders", closing.reminders.last().copied())]
            {
                if days.is_some_and(|days| self.timeline.nth_open_day_after(start, days).is_err()) {
                    errors.add(name, format!("There are not so many days with service hours in this century. {HOW}"));
                }
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    /// The same, said of the calendar that the plan is to have. Error: one sentence under no field.
    pub(crate) fn can_be_counted_in_its_calendar(&self, now: Timestamp) -> Result<(), Refusal> {
        let Err(errors) = self.can_be_counted(now) else { return Ok(()) };
        let first = errors.iter().next().map_or("", |(_, sentence)| sentence);
        let plan = &self.plan.name;
        Err(FieldErrors::one("", format!("Plan {plan} cannot be counted in these hours. {first}")).into())
    }
}
