//! A support plan: the targets of each priority, the rules of closing, and the calendar that business time is counted in.
//! Plans are versioned; a case keeps the version that it started with until it is moved (sla.md, "Policies and calendars
//! are versioned").

use serde::{Deserialize, Serialize};

use crate::case::{ClockKind, Managers, Priority};
use crate::hours::{Calendar, Target};
use crate::id::PlanId;

/// What is promised for one priority.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// Until a CSA owns the case.
    pub assignment: Target,
    /// Until a person on our side writes or calls.
    pub first_response: Target,
    /// From each thing that we tell the customer to the next; nothing where only what a CSA promises counts.
    pub next_update: Option<Target>,
    /// Until a resolution is proposed.
    pub resolution: Target,
    /// Until a manager acknowledges an escalation.
    pub escalation: Target,
    /// Whether it must be reported by telephone. For Outage and P1 it always must.
    pub phoned: bool,
    /// Whether an open information request pauses the clocks. Those of Outage and P1 never pause.
    pub pauses: bool,
    /// At which shares of a target, in percent, who works on the case is warned; ascending.
    pub warnings: Vec<u8>,
    /// What escalates by itself, and when; ascending.
    pub escalations: Vec<AutoEscalation>,
}

impl Promise {
    /// What a clock of this kind counts; nothing where the plan promises none, as a person may.
    #[must_use]
    pub const fn target(&self, kind: ClockKind) -> Option<Target> {
        match kind {
            ClockKind::Assignment => Some(self.assignment),
            ClockKind::FirstResponse => Some(self.first_response),
            ClockKind::NextUpdate => self.next_update,
            ClockKind::Resolution => Some(self.resolution),
            ClockKind::Escalation => Some(self.escalation),
        }
    }
}

/// Managers are told by the desk itself once so much of the resolution target is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutoEscalation {
    /// In percent of the target.
    pub share: u8,
    pub to: Managers,
}

/// How cases of a plan close and open again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosingRules {
    /// On how many later dates with service hours an unanswered closure proposal lapses; nothing where none lapses.
    pub lapse_after: Option<u32>,
    /// On which of those dates who has not answered is reminded; ascending.
    pub reminders: Vec<u32>,
    /// For how many days a closed case can be opened again.
    pub reopens_within: u32,
    /// Whether an accepted workaround stops the resolution clock of an Outage or a P1: our reading of "targeted to close".
    pub workaround_stops: bool,
}

/// The calendar that a plan version has copied: its name and its version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarOfPlan {
    pub name: String,
    pub version: u32,
}

/// One version of a support plan, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "WrittenPlan")]
pub struct Plan {
    pub name: String,
    pub version: u32,
    pub outage: Promise,
    pub p1: Promise,
    pub p2: Promise,
    pub p3: Promise,
    pub closing: ClosingRules,
    /// Where the service calendar comes from; nothing for one that is this plan's alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calendar: Option<CalendarOfPlan>,
    /// The service hours that business time is counted in; its zone dates calendar days.
    pub service: Calendar,
}

impl Plan {
    /// The calendar that it has copied. One that names none has its own, version 1 of the one that is called like it.
    #[must_use]
    pub fn calendar_of(&self) -> CalendarOfPlan {
        self.calendar.clone().unwrap_or_else(|| CalendarOfPlan { name: self.name.clone(), version: 1 })
    }

    #[must_use]
    pub const fn promise(&self, priority: Priority) -> &Promise {
        match priority {
            Priority::Outage => &self.outage,
            Priority::P1 => &self.p1,
            Priority::P2 => &self.p2,
            Priority::P3 => &self.p3,
        }
    }

    pub const fn promise_mut(&mut self, priority: Priority) -> &mut Promise {
        match priority {
            Priority::Outage => &mut self.outage,
            Priority::P1 => &mut self.p1,
            Priority::P2 => &mut self.p2,
            Priority::P3 => &mut self.p3,
        }
    }

    /// Whether a problem of this priority must be reported by telephone: as the process has it, or more strictly.
    #[must_use]
    pub const fn is_phoned(&self, priority: Priority) -> bool {
        priority.is_phoned() || self.promise(priority).phoned
    }

    /// Whether an open information request pauses the clocks of this priority (sla.md, "Pause").
    #[must_use]
    pub const fn pauses(&self, priority: Priority) -> bool {
        !priority.is_phoned() && self.promise(priority).pauses
    }

    /// The standard plan of the process (product.md, "Priorities and targets"): "immediately" is 15 minutes, a setting.
    #[must_use]
    pub fn standard(service: Calendar) -> Plan {
        let promise = |priority| WrittenPromise::standard(priority).whole(priority);
        Plan {
            name: "Standard".into(),
            version: 1,
            outage: promise(Priority::Outage),
            p1: promise(Priority::P1),
            p2: promise(Priority::P2),
            p3: promise(Priority::P3),
            closing: ClosingRules::default(),
            calendar: None,
            service,
        }
    }
}

impl Default for ClosingRules {
    /// What sla.md sets where the process is silent.
    fn default() -> Self {
        ClosingRules { lapse_after: Some(5), reminders: vec![2, 4], reopens_within: 14, workaround_stops: true }
    }
}

/// The versions that a case goes by: which it was opened under, and each that it was moved to.
pub trait Plans {
    /// The version that the case was opened under.
    fn first(&self) -> PlanId;
    fn plan(&self, id: PlanId) -> Option<&Plan>;
}

/// The only version there is.
impl Plans for Plan {
    fn first(&self) -> PlanId {
        PlanId::NONE
    }
    fn plan(&self, _: PlanId) -> Option<&Plan> {
        Some(self)
    }
}

/// A plan as it may be written: versions from before a setting existed get its default.
#[derive(Deserialize)]
struct WrittenPlan {
    name: String,
    version: u32,
    outage: WrittenPromise,
    p1: WrittenPromise,
    p2: WrittenPromise,
    p3: WrittenPromise,
    #[serde(default)]
    closing: ClosingRules,
    #[serde(default)]
    calendar: Option<CalendarOfPlan>,
    service: Calendar,
}

#[derive(Deserialize)]
struct WrittenPromise {
    assignment: Target,
    first_response: Option<Target>,
    next_update: Option<Target>,
    resolution: Target,
    escalation: Option<Target>,
    phoned: Option<bool>,
    pauses: Option<bool>,
    warnings: Option<Vec<u8>>,
    escalations: Option<Vec<AutoEscalation>>,
}

impl WrittenPromise {
    const fn standard(priority: Priority) -> WrittenPromise {
        let (assignment, resolution) = match priority {
            Priority::Outage | Priority::P1 => (Target::ElapsedMinutes(15), Target::ElapsedMinutes(24 * 60)),
            Priority::P2 => (Target::NextOpeningWithinMinutes(24 * 60), Target::BusinessMinutes(48 * 60)),
            Priority::P3 => (Target::NextOpeningWithinMinutes(24 * 60), Target::CalendarDays(14)),
        };
        WrittenPromise {
            assignment,
            first_response: None,
            next_update: None,
            resolution,
            escalation: None,
            phoned: None,
            pauses: None,
            warnings: None,
            escalations: None,
        }
    }

    /// With the defaults of sla.md and product.md in what is not written.
    fn whole(self, priority: Priority) -> Promise {
        let urgent = priority.is_phoned();
        let first_response = if urgent { Target::ElapsedMinutes(15) } else { self.assignment };
        let escalation = if urgent { Target::ElapsedMinutes(60) } else { Target::BusinessMinutes(240) };
        let escalations = if urgent {
            [25, 50, 75, 100]
                .map(|share| AutoEscalation { share, to: if share > 50 { Managers::Senior } else { Managers::All } })
                .to_vec()
        } else {
            vec![AutoEscalation { share: 100, to: Managers::All }]
        };
        Promise {
            assignment: self.assignment,
            first_response: self.first_response.unwrap_or(first_response),
            next_update: self.next_update,
            resolution: self.resolution,
            escalation: self.escalation.unwrap_or(escalation),
            phoned: self.phoned.unwrap_or(urgent),
            pauses: self.pauses.unwrap_or(!urgent),
            warnings: self.warnings.unwrap_or_else(|| vec![75]),
            escalations: self.escalations.unwrap_or(escalations),
        }
    }
}

impl From<WrittenPlan> for Plan {
    fn from(written: WrittenPlan) -> Plan {
        let WrittenPlan { name, version, outage, p1, p2, p3, closing, calendar, service } = written;
        Plan {
            name,
            version,
            outage: outage.whole(Priority::Outage),
            p1: p1.whole(Priority::P1),
            p2: p2.whole(Priority::P2),
            p3: p3.whole(Priority::P3),
            closing,
            calendar,
            service,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_from_before_its_settings_gets_their_defaults() {
        let promise = |assignment: &str, resolution: &str| {
            format!(r#"{{"assignment":{{{assignment}}},"resolution":{{{resolution}}}}}"#)
        };
        let immediate = promise(r#""elapsed_minutes":15"#, r#""elapsed_minutes":1440"#);
        let text = format!(
            r#"{{"name":"Standard","version":1,"outage":{immediate},"p1":{immediate},"p2":{},"p3":{},"service":{}}}"#,
            promise(r#""next_opening_within_minutes":1440"#, r#""business_minutes":2880"#),
            promise(r#""next_opening_within_minutes":1440"#, r#""calendar_days":14"#),
            serde_json::to_string(&Calendar::standard()).unwrap(),
        );
        assert_eq!(serde_json::from_str::<Plan>(&text).unwrap(), Plan::standard(Calendar::standard()));
    }

    #[test]
    fn a_plan_is_read_as_it_is_written() {
        let mut plan = Plan::standard(Calendar::standard());
        plan.p2.next_update = Some(Target::BusinessMinutes(240));
        plan.p3.escalations.clear();
        plan.closing.lapse_after = None;
        let text = serde_json::to_string(&plan).unwrap();
        assert_eq!(serde_json::from_str::<Plan>(&text).unwrap(), plan);
    }

    #[test]
    fn no_plan_lets_an_outage_or_a_p1_pause_or_come_by_the_portal() {
        let mut plan = Plan::standard(Calendar::standard());
        for priority in Priority::ALL {
            let promise = plan.promise_mut(priority);
            (promise.phoned, promise.pauses) = (false, true);
            assert_eq!(
                (plan.is_phoned(priority), plan.pauses(priority)),
                (priority.is_phoned(), !priority.is_phoned())
            );
        }
    }
}
