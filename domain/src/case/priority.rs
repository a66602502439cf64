//! The four priorities, and the impact questions that decide them (support process, "Levels of Customer Support Priorities").

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::plan::Plan;

/// How much a problem hurts, the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Priority {
    Outage,
    P1,
    P2,
    P3,
}

impl Priority {
    pub const ALL: [Priority; 4] = [Priority::Outage, Priority::P1, Priority::P2, Priority::P3];

    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Priority::Outage => "Outage",
            Priority::P1 => "P1",
            Priority::P2 => "P2",
            Priority::P3 => "P3",
        }
    }

    /// By the process, Outage and P1 must be phoned; their clocks never pause, and they never lapse. What else an account
    /// has phoned says its plan: [`Plan::is_phoned`].
    #[must_use]
    pub const fn is_phoned(self) -> bool {
        matches!(self, Priority::Outage | Priority::P1)
    }
}

impl FromStr for Priority {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Priority::ALL.into_iter().find(|p| p.word() == text).ok_or(())
    }
}

/// The answer to "How much does it hurt?"; each answer is one priority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Impact {
    /// Unscheduled; customers cannot use key systems and applications for work functions.
    Outage,
    /// A crucial core business function is severely impacted, with a significant loss of revenue.
    Crucial,
    /// A core business function is impacted.
    Core,
    /// Partial or non-critical loss of functionality, no immediate loss of revenue.
    Minor,
}

impl Impact {
    pub const ALL: [Impact; 4] = [Impact::Outage, Impact::Crucial, Impact::Core, Impact::Minor];

    #[must_use]
    pub const fn priority(self) -> Priority {
        match self {
            Impact::Outage => Priority::Outage,
            Impact::Crucial => Priority::P1,
            Impact::Core => Priority::P2,
            Impact::Minor => Priority::P3,
        }
    }

    /// The value in forms and in the database.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Impact::Outage => "outage",
            Impact::Crucial => "crucial",
            Impact::Core => "core",
            Impact::Minor => "minor",
        }
    }

    /// The answer as the customer reads it, and what it means.
    #[must_use]
    pub const fn question(self) -> (&'static str, &'static str) {
        match self {
            Impact::Outage => ("Customers cannot use a key system at all", "Unscheduled; nobody can work"),
            Impact::Crucial => (
                "A crucial function is severely impacted, we lose significant revenue",
                "Orders, payments or fulfilment largely stopped",
            ),
            Impact::Core => ("A core function is impacted", "We can trade, but it costs us"),
            Impact::Minor => ("Something non-critical, partial or a question", "No immediate loss of revenue"),
        }
    }

    /// What the portal may do with this answer under an account's plan: open a case, or show the call card.
    #[must_use]
    pub const fn through_portal(self, plan: &Plan) -> ThroughPortal {
        match self {
            Impact::Core if !plan.is_phoned(Priority::P2) => ThroughPortal::Opens(PortalPriority(Priority::P2)),
            Impact::Minor if !plan.is_phoned(Priority::P3) => ThroughPortal::Opens(PortalPriority(Priority::P3)),
            Impact::Outage | Impact::Crucial | Impact::Core | Impact::Minor => ThroughPortal::MustBePhoned,
        }
    }
}

impl FromStr for Impact {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Impact::ALL.into_iter().find(|i| i.key() == text).ok_or(())
    }
}

/// A priority that a request through the portal can have. Built only by [`Impact::through_portal`]: no other code
/// can make one, so no code path opens an Outage or a P1 from the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PortalPriority(Priority);

impl PortalPriority {
    #[must_use]
    pub const fn priority(self) -> Priority {
        self.0
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThroughPortal {
    Opens(PortalPriority),
    MustBePhoned,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hours::Calendar;

    /// The standard plan with just these priorities marked as phoned.
    fn phoned(marked: &[Priority]) -> Plan {
        let mut plan = Plan::standard(Calendar::standard());
        for priority in Priority::ALL {
            plan.promise_mut(priority).phoned = marked.contains(&priority);
        }
        plan
    }

    #[test]
    fn the_plan_says_what_must_be_phoned_and_the_portal_never_opens_it() {
        use Priority::{Outage, P1, P2, P3};
        for marked in [&[Outage, P1][..], &[], &[P2], &[P3], &[P2, P3], &Priority::ALL] {
            let plan = phoned(marked);
            for impact in Impact::ALL {
                let phoned = plan.is_phoned(impact.priority());
                assert_eq!(phoned, impact.priority().is_phoned() || marked.contains(&impact.priority()));
                match impact.through_portal(&plan) {
                    ThroughPortal::Opens(opened) => {
                        assert_eq!(opened.priority(), impact.priority());
                        assert!(!phoned, "{impact:?} under {marked:?}");
                    }
                    ThroughPortal::MustBePhoned => assert!(phoned, "{impact:?} under {marked:?}"),
                }
            }
        }
    }

    #[test]
    fn no_plan_opens_an_outage_or_a_p1_through_the_portal() {
        for impact in [Impact::Outage, Impact::Crucial] {
            assert_eq!(impact.through_portal(&phoned(&[])), ThroughPortal::MustBePhoned);
        }
    }
}
