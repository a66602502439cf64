//! What a customer told when they asked for help, for the first entry of either thread.

use caseline_domain::case::{CaseDetails, RecentChange};
use caseline_domain::hours::Offsets;
use caseline_domain::instant::Timestamp;
use caseline_domain::words;

use crate::ui::Fact;

/// What the form asked for beside the description, as far as it was said.
#[must_use]
pub fn told(details: &CaseDetails) -> Vec<Fact> {
    let line = |term: &str, said: &Option<caseline_domain::text::Line>| {
        said.as_ref().map(|said| Fact::new(term, said.as_str()))
    };
    let mut told = vec![Fact::new("Area", details.area.as_str())];
    told.extend(line("Systems", &details.systems));
    told.extend(line("Environment", &details.environment));
    told.extend(details.steps.as_ref().map(|steps| Fact::new("Steps", steps.as_str())));
    told.extend(details.changes.iter().map(change));
    told
}

fn change(change: &RecentChange) -> Fact {
    let said = match change.when.as_deref().and_then(own_clock) {
        Some(when) => format!("{}, {when}: {}", change.system, change.what),
        None => format!("{}: {}", change.system, change.what),
    };
    Fact::new("Changed", said)
}

/// The customer's own wall clock, `2026-11-17T18:00`, in words and not moved to any zone.
fn own_clock(when: &str) -> Option<String> {
    let at: Timestamp = format!("{}:00Z", when.replacen(' ', "T", 1)).parse().ok()?;
    Some(words::exact(at, &Offsets::utc()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use caseline_domain::case::Impact;
    use caseline_domain::text::{Line, PublicText};

    #[test]
    fn a_change_is_dated_as_its_author_wrote_it() {
        assert_eq!(own_clock("2026-11-17T18:00").as_deref(), Some("Tue 17 Nov 2026, 18:00"));
        assert_eq!(own_clock("2026-11-17 18:00").as_deref(), Some("Tue 17 Nov 2026, 18:00"));
        assert_eq!(own_clock("Tuesday"), None);
    }

    #[test]
    fn recent_changes_are_told_with_the_rest() {
        let line = |text| Line::parse(text).unwrap();
        let description = PublicText::parse("Since this morning.").unwrap();
        let details = CaseDetails {
            systems: Some(line("POS")),
            changes: vec![RecentChange { system: line("ERP"), what: line("New tax table"), when: None }],
            ..CaseDetails::new(line("Orders stay in routing"), description, line("Order routing"), Impact::Core)
        };
        let told = told(&details);
        assert_eq!(told.iter().map(|fact| fact.term.as_str()).collect::<Vec<_>>(), ["Area", "Systems", "Changed"]);
        assert_eq!(told[2].said, "ERP: New tax table");
    }
}
