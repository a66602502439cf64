//! A support plan: the targets of each priority, and the calendar they are counted in. Plans are versioned; a case
//! keeps the version that it started with (sla.md, "Policies and calendars are versioned").

use serde::{Deserialize, Serialize};

use crate::case::Priority;
use crate::hours::{Calendar, Target};

/// What is promised for one priority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// Until a CSA owns the case.
    pub assignment: Target,
    /// Until a resolution is proposed.
    pub resolution: Target,
}

/// One version of a support plan, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub name: String,
    pub version: u32,
    pub outage: Promise,
    pub p1: Promise,
    pub p2: Promise,
    pub p3: Promise,
    /// The service hours that business time is counted in; its zone dates calendar days.
    pub service: Calendar,
}

impl Plan {
    #[must_use]
    pub const fn promise(&self, priority: Priority) -> Promise {
        match priority {
            Priority::Outage => self.outage,
            Priority::P1 => self.p1,
            Priority::P2 => self.p2,
            Priority::P3 => self.p3,
        }
    }

    /// The standard plan of the process (product.md, "Priorities and targets"): "immediately" is 15 minutes, a setting.
    #[must_use]
    pub fn standard(service: Calendar) -> Plan {
        let immediate = Promise { assignment: Target::ElapsedMinutes(15), resolution: Target::ElapsedMinutes(24 * 60) };
        let assignment = Target::NextOpeningWithinMinutes(24 * 60);
        Plan {
            name: "Standard".into(),
            version: 1,
            outage: immediate,
            p1: immediate,
            p2: Promise { assignment, resolution: Target::BusinessMinutes(48 * 60) },
            p3: Promise { assignment, resolution: Target::CalendarDays(14) },
            service,
        }
    }
}
