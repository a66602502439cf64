//! Cases of an earlier system, for the account of the merchant that one signs in as: a few dozen, closed years ago.

use caseline_domain::id::AccountId;
use caseline_domain::instant::{DAY, HOUR, MINUTE, Timestamp};
use caseline_domain::legacy::{LegacyCase, LegacyEntry, LegacyText};
use caseline_domain::text::{InternalText, OldLine, PublicText};

use crate::random::{Random, Stream};

const SYSTEM: &str = "Helpline 3";

/// Who asked then, and who answered; none of them is here any more.
const ASKED: [&str; 4] = ["Petra Vance", "Tom Adler", "Ingrid Moss", "Luis Ferro"];
const ANSWERED: [&str; 3] = ["Otis Grant", "Wilma Stone", "Ravi Das"];

/// The first case's number; each next one is some further.
const FIRST: i64 = 40_117;

/// What was the matter, in three voices: a subject, what was asked, what we noted among ourselves, and what solved it.
const STORIES: [[&str; 4]; 12] = [
    [
        "Nightly export arrives empty",
        "The export of last night has a header and no lines. The night before it was whole.",
        "Same as at two others: the job ran before the day was closed.",
        "The job now waits until the day is closed. Last night’s file was made again and is in your folder.",
    ],
    [
        "Scale at the packing table shows grams as ounces",
        "Every parcel of table 3 is booked with a weight that cannot be.",
        "The driver forgets its unit when the power goes.",
        "With driver 2.4 the unit stays. Please restart the table once after you have installed it.",
    ],
    [
        "Fax of confirmations stops after page one",
        "Suppliers tell us that they get only the first page of our orders.",
        "Their line drops when our cover sheet has a picture.",
        "Without the logo on the cover sheet all pages arrive. The template is changed.",
    ],
    [
        "Month-end report counts returns twice",
        "In the report of the month returns of the last day stand twice.",
        "Time zone of the report server. Known.",
        "Corrected with this night’s update. We sent you the right figures for the month.",
    ],
    [
        "Colleague locked out after a name change",
        "She married, her address changed, and now no password works.",
        "Two accounts with one badge number.",
        "Her two accounts are one again. She signs in with the new address.",
    ],
    [
        "Barcode of the summer catalogue is not read",
        "Handhelds beep and show nothing when one scans the catalogue.",
        "Printed eight percent too small.",
        "The printing house has the right size now. Until then the number under the code can be typed.",
    ],
    [
        "Tax line missing on invoices to Quebec",
        "Invoices to Quebec show one tax, and there should be two.",
        "Rate table of last year.",
        "The table of rates is the one of this year. The eleven invoices were corrected.",
    ],
    [
        "Screens of the loading dock stay dark",
        "Since the move both screens at the dock show nothing but a clock.",
        "They look for the old address.",
        "They have the new address and show the list again.",
    ],
    [
        "Gift wrap is charged although it is free",
        "In December it should be free above fifty, and it is charged.",
        "The rule ends on November 30 of the year it was made.",
        "The rule is on again, and the customers were refunded.",
    ],
    [
        "Picture upload ends at two megabytes",
        "Pictures of the new camera cannot be uploaded.",
        "",
        "Up to eight megabytes are taken now.",
    ],
    [
        "Old warehouse still offered for pick-up",
        "Customers choose the warehouse that we gave up in spring.",
        "Closed in stock, open in the store list.",
        "It is closed in the list of stores, too. Four orders were moved to the next store.",
    ],
    [
        "Training environment has last year’s prices",
        "We train new colleagues on Monday and the prices are old.",
        "",
        "It was filled anew this morning. From now on that happens each Sunday.",
    ],
];

/// How often each story is told.
const ROUNDS: usize = 3;

/// Of texts that stand in this file; what is none is left out.
fn case(account: AccountId, index: usize, now: Timestamp, random: &mut Random) -> Option<LegacyCase> {
    let [subject, asked, noted, solved] = STORIES[index % STORIES.len()];
    let line = |text: &str| OldLine::parse(text).ok();
    let back = (STORIES.len() * ROUNDS - index) as i64;
    let opened = now.plus_millis(-700 * DAY - back * 40 * DAY + random.between(0, 30 * 24 * 60) * MINUTE);
    let contact = ASKED[random.below(ASKED.len() as u64) as usize];
    let answered = ANSWERED[random.below(ANSWERED.len() as u64) as usize];
    let (first, noted_at, solved_at) = (
        opened.plus_millis(random.between(2, 50) * 30 * MINUTE),
        opened.plus_millis(random.between(26, 60) * HOUR),
        opened.plus_millis(random.between(61, 200) * HOUR),
    );
    let public = |at, author: &str, text: &str| {
        Some(LegacyEntry { at, author: line(author)?, text: LegacyText::Public(PublicText::parse(text).ok()?) })
    };
    let mut entries =
        vec![public(opened, contact, asked)?, public(first, answered, "Thank you, we have it and look into it.")?];
    if let Ok(text) = InternalText::parse(noted) {
        entries.push(LegacyEntry { at: noted_at, author: line(answered)?, text: LegacyText::Internal(text) });
    }
    entries.push(public(solved_at, answered, solved)?);
    entries.push(public(solved_at.plus_millis(5 * HOUR), contact, "That works, thank you.")?);
    let number = FIRST + index as i64 * 137 + random.between(0, 99);
    Some(LegacyCase {
        system: line(SYSTEM)?,
        old_number: line(&format!("HD-{number}"))?,
        account,
        subject: line(subject)?,
        status: line("Resolved"),
        priority: line(["Low", "Normal", "High"][random.below(3) as usize]),
        opened,
        closed: Some(solved_at.plus_millis(6 * HOUR)),
        contact: line(contact),
        entries,
        files: Vec::new(),
    })
}

/// All of them, the oldest first.
pub fn make(seed: u64, account: AccountId, now: Timestamp) -> Vec<LegacyCase> {
    let made = (0..STORIES.len() * ROUNDS).filter_map(|index| {
        let mut random = Random::new(seed, Stream::Legacy, index as u64);
        case(account, index, now, &mut random)
    });
    made.collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_few_dozen_differ_by_number_and_lie_in_the_past() {
        let now: Timestamp = "2026-11-24T20:00:00Z".parse().unwrap();
        let made = make(1, AccountId(uuid::Uuid::nil()), now);
        assert_eq!(made, make(1, AccountId(uuid::Uuid::nil()), now));
        assert_eq!(made.len(), 36);
        let numbers: HashSet<_> = made.iter().map(|case| case.old_number.as_str().to_owned()).collect();
        assert_eq!(numbers.len(), 36);
        for case in &made {
            assert!(case.entries.is_sorted_by_key(|entry| entry.at), "{case:?}");
            assert!(case.closed.unwrap() < now && case.opened < case.closed.unwrap());
        }
        assert!(made.iter().any(|case| case.entries.iter().any(|entry| entry.text.is_internal())));
    }
}
