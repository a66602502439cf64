//! The four priorities, and the impact questions that decide them (support process, "Levels of Customer Support Priorities").

use std::str::FromStr;

use serde::{Deserialize, Serialize};

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

    /// Outage and P1 must be phoned; their clocks never pause, and they never lapse.
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

    /// What the portal may do with this answer: open a case, or show the call card.
    #[must_use]
    pub const fn through_portal(self) -> ThroughPortal {
        match self {
            Impact::Outage | Impact::Crucial => ThroughPortal::MustBePhoned,
            Impact::Core => ThroughPortal::Opens(PortalPriority(Priority::P2)),
            Impact::Minor => ThroughPortal::Opens(PortalPriority(Priority::P3)),
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

    #[test]
    fn what_must_be_phoned_never_opens_through_the_portal() {
        for impact in Impact::ALL {
            match impact.through_portal() {
                ThroughPortal::Opens(opened) => {
                    assert_eq!(opened.priority(), impact.priority());
                    assert!(!opened.priority().is_phoned());
                }
                ThroughPortal::MustBePhoned => assert!(impact.priority().is_phoned()),
            }
        }
    }
}
