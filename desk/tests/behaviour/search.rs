//! Search: what is found, by whom, in which order, and that it is never a scan.

use caseline_desk::cases::{Found, FoundCase, FoundCases, Rebuild, Search};
use caseline_desk::store::{Openness, SearchFilter};
use caseline_domain::case::{CaseDetails, Impact, Priority};
use caseline_domain::id::CaseNumber;

use crate::support::{Person, World, line, on_both_databases, text};

const CANARY: &str = "Canary7731";

async fn found(person: &Person, typed: &str) -> FoundCases {
    finds_with(person, typed, SearchFilter::default()).await
}

async fn finds_with(person: &Person, typed: &str, filter: SearchFilter) -> FoundCases {
    person.desk.search(&person.actor, &Search { typed: typed.into(), filter, after: None }).await.unwrap()
}

fn numbers(found: &FoundCases) -> Vec<CaseNumber> {
    let number = |case: &FoundCase| match &case.found {
        Found::Case(row) => row.number,
        Found::Legacy(row) => panic!("{row:?}"),
    };
    found.cases.iter().map(number).collect()
}

async fn finds(person: &Person, typed: &str) -> Vec<CaseNumber> {
    numbers(&found(person, typed).await)
}

/// What is marked of a found case, in its subject and in its excerpt.
fn marked(case: &FoundCase) -> (Vec<&str>, Vec<&str>) {
    fn of(pieces: &[(String, bool)]) -> Vec<&str> {
        pieces.iter().filter(|(_, hit)| *hit).map(|(text, _)| text.as_str()).collect()
    }
    (of(&case.subject), case.excerpt.as_ref().map(|excerpt| of(&excerpt.pieces)).unwrap_or_default())
}

async fn submits(person: &Person, subject: &str, description: &str) -> CaseNumber {
    let details = CaseDetails::new(line(subject), text(description), line("Order routing"), Impact::Core);
    match person.desk.submit_request(&person.actor, details, None).await.unwrap() {
        caseline_desk::cases::Submitted::Opened(number) => number,
        caseline_desk::cases::Submitted::MustBePhoned => panic!("a P2 need not be phoned"),
    }
}

async fn a_case_is_found_by_all_its_words_wherever_they_stand(w: &World) {
    let number = submits(&w.merchant, "Gift cards are refused", "Since Tuesday in Zürich.").await;
    let other = submits(&w.merchant, "Orders stay", "Nothing leaves Oslo.").await;
    w.ana.takes(number).await.unwrap();
    w.ana.writes(number, "Is the terminal online?").await.unwrap();
    w.merchant.writes(number, "It is: model FX-220.").await.unwrap();
    for typed in [
        "gift",
        "GIFT cards",
        "card refu",
        "zurich",
        "Zürich terminal",
        "fx-220 gift",
        "tuesday \"refused\" (fx",
        "orders gift",
    ] {
        let expected: &[CaseNumber] = if typed == "orders gift" || typed == "card refu" { &[] } else { &[number] };
        assert_eq!(finds(&w.merchant, typed).await, expected, "{typed}");
        assert_eq!(finds(&w.ana, typed).await, expected, "{typed}");
    }
    assert_eq!(finds(&w.merchant, "routing").await, [other, number], "the area is a word of both, the newest first");
    assert_eq!(finds(&w.merchant, "rout").await, [other, number], "the last word may be a beginning");
    assert!(finds(&w.merchant, "ro").await.is_empty(), "which two letters are not");
    assert_eq!(finds(&w.merchant, "").await, [other, number], "without words all are listed");
    assert!(finds(&w.ana, " ").await.is_empty(), "on the desk nothing is");
    let found = found(&w.merchant, "gift terminal").await;
    assert_eq!(marked(&found.cases[0]), (vec!["Gift"], vec!["terminal"]));
    assert!(!found.cases[0].excerpt.as_ref().unwrap().internal);
}

async fn a_number_leads_to_its_case_first(w: &World) {
    let number = submits(&w.merchant, "Gift cards", "Refused.").await;
    let names_it = submits(&w.merchant, "Again", "As in C-1001, and 1001 again.").await;
    assert_eq!(number, CaseNumber(1001));
    for typed in ["C-1001", "c-1001", "1001", " 1001 "] {
        assert_eq!(finds(&w.merchant, typed).await, [number, names_it], "{typed}");
        assert_eq!(finds(&w.ana, typed).await, [number, names_it], "{typed}");
        assert!(finds(&w.stranger, typed).await.is_empty(), "{typed}");
    }
    assert_eq!(finds(&w.merchant, "C-1001 gift").await, [number]);
    assert!(finds(&w.merchant, "C-99999").await.is_empty());
}

async fn a_subject_comes_before_what_is_said_and_a_whole_word_before_a_beginning(w: &World) {
    let in_subject = submits(&w.merchant, "The label printer is silent", "It prints nothing.").await;
    let beginning = submits(&w.merchant, "Printers", "All of them.").await;
    let said = submits(&w.merchant, "Labels", "No printer answers.").await;
    let newest = submits(&w.merchant, "Labels are late", "Every printer waits.").await;
    assert_eq!(finds(&w.merchant, "printer").await, [in_subject, beginning, newest, said]);
}

async fn members_find_their_own_accounts_cases_alone(w: &World) {
    let ours = submits(&w.merchant, "Gift cards", "Refused.").await;
    let theirs = submits(&w.stranger, "Gift cards", "Refused.").await;
    assert_eq!(finds(&w.merchant, "gift").await, [ours]);
    assert_eq!(finds(&w.colleague, "gift").await, [ours]);
    assert_eq!(finds(&w.stranger, "gift").await, [theirs]);
    for ours_too in [&w.ana, &w.manager, &w.administrator] {
        assert_eq!(finds(ours_too, "gift").await, [theirs, ours]);
    }
    // However an account is named to the index, naming it finds none of its cases.
    let account = w.merchant.account().0.simple().to_string();
    submits(&w.stranger, "Mine", &format!("\u{e000}{account} {account}")).await;
    assert_eq!(finds(&w.merchant, "gift").await, [ours]);
    assert!(finds(&w.merchant, "mine").await.is_empty());
    assert!(finds(&w.merchant, &format!("\u{e000}{account}")).await.is_empty());
}

async fn no_internal_word_is_found_by_a_member(w: &World) {
    let number = submits(&w.merchant, "Gift cards", "Refused.").await;
    w.ana.takes(number).await.unwrap();
    w.ana.notes(number, &format!("{CANARY} one")).await.unwrap();
    w.ana.offers(number, &w.ben, &format!("{CANARY} two")).await.unwrap();
    w.ben.declines_hand_over(number, &format!("{CANARY} three")).await.unwrap();
    w.merchant.writes(number, "Any news?").await.unwrap();
    for typed in [CANARY, "canary", "canary7731 gift", "gift canary7731", "1001 canary"] {
        for member in [&w.merchant, &w.colleague, &w.stranger] {
            let found = found(member, typed).await;
            assert!(found.cases.is_empty() && found.count == 0, "{typed}");
        }
        let found = found(&w.ana, typed).await;
        assert_eq!(numbers(&found), [number], "{typed}");
        assert!(found.cases[0].excerpt.as_ref().unwrap().internal, "{typed}");
    }
    // Found by a public word, nothing of it shows or orders by what is internal.
    let found = found(&w.merchant, "gift one two three").await;
    assert!(found.cases.is_empty());
    let seen = format!("{:?}", self::found(&w.merchant, "gift").await);
    assert!(!seen.contains("Canary") && seen.contains("Gift"), "{seen}");
    let stored: Vec<(String,)> = match w.desk.store().dialect() {
        "PostgreSQL" => w.stored("select cast(words as text) from case_words").await,
        // FTS5 keeps no text here; its terms can be listed.
        _ => {
            w.tamper("create virtual table terms using fts5vocab(case_words, 'row')").await;
            w.stored("select term from terms").await
        }
    };
    let stored = format!("{stored:?}");
    assert!(stored.contains("gift") && !stored.contains("canary"), "{stored}");
}

async fn a_list_is_narrowed_by_what_the_address_says(w: &World) {
    let open = submits(&w.merchant, "Gift cards", "Refused.").await;
    let urgent = w.ana.takes_call_of(&w.merchant, Impact::Outage).await;
    let theirs = submits(&w.colleague, "Gift cards again", "Refused.").await;
    w.ana.takes(theirs).await.unwrap();
    w.ana.proposes(theirs, "Fixed.").await.unwrap();
    w.colleague.agrees(theirs).await.unwrap();
    let of = |openness| SearchFilter { openness, ..SearchFilter::default() };
    for (filter, listed, gift) in [
        (SearchFilter::default(), vec![theirs, urgent, open], vec![theirs, open]),
        (of(Openness::Open), vec![urgent, open], vec![open]),
        (of(Openness::Closed), vec![theirs], vec![theirs]),
        (SearchFilter { priority: Some(Priority::Outage), ..SearchFilter::default() }, vec![urgent], vec![]),
        (SearchFilter { opened_by: Some(w.colleague.id()), ..SearchFilter::default() }, vec![theirs], vec![theirs]),
        (SearchFilter { opened_by: Some(w.colleague.id()), ..of(Openness::Open) }, vec![], vec![]),
    ] {
        assert_eq!(numbers(&finds_with(&w.merchant, "", filter).await), listed, "{filter:?}");
        assert_eq!(numbers(&finds_with(&w.merchant, "gift", filter).await), gift, "{filter:?}");
        assert_eq!(numbers(&finds_with(&w.ana, "gift", filter).await), gift, "{filter:?}");
    }
    let askers = w.desk.askers(&w.merchant.actor).await.unwrap();
    assert_eq!(askers.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [w.merchant.id(), w.colleague.id()]);
    assert!(w.desk.askers(&w.ana.actor).await.is_err());
}

async fn a_list_is_paged_by_key_without_a_gap_or_a_repetition(w: &World) {
    let mut all = Vec::new();
    for n in 0..60 {
        all.push(submits(&w.merchant, if n % 3 == 0 { "Gift cards" } else { "Orders" }, "The gift is late.").await);
    }
    all.reverse();
    for typed in ["", "gift"] {
        let (mut paged, mut after, mut sizes) = (Vec::new(), None, Vec::new());
        loop {
            let search = Search { typed: typed.into(), filter: SearchFilter::default(), after };
            let page = w.desk.search(&w.merchant.actor, &search).await.unwrap();
            sizes.push(page.cases.len());
            paged.extend(numbers(&page));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(sizes, [25, 25, 10], "{typed}");
        if typed.is_empty() {
            assert_eq!(paged, all);
        } else {
            let said_in_subject = paged[..20].iter().all(|number| (number.0 - 1001) % 3 == 0);
            assert!(said_in_subject && paged[..20].is_sorted_by(|one, other| one > other), "{paged:?}");
            paged.sort();
            paged.reverse();
            assert_eq!(paged, all);
        }
    }
}

async fn words_that_are_signs_to_a_database_are_words(w: &World) {
    let number =
        submits(&w.merchant, "AND OR NOT NEAR", "words: match* ^first {public} -minus col:umn 'quoted' \\back").await;
    for typed in [
        "AND",
        "not or",
        "near",
        "match*",
        "^first",
        "{public}",
        "words:match",
        "-minus",
        "col:umn",
        "'quoted'",
        "\\back",
        "\"and\" \"or",
        "first & minus | near",
        "!first",
        "near <-> not",
        "first:*",
        "%first_",
        "('and')",
    ] {
        assert_eq!(finds(&w.merchant, typed).await, [number], "{typed}");
    }
    for typed in ["\"", "''", "*", "( )", "\\", "\u{0}", "::", "&|!", "\u{e000}"] {
        assert!(finds(&w.merchant, typed).await.is_empty(), "{typed:?}");
        assert!(finds(&w.ana, typed).await.is_empty(), "{typed:?}");
    }
    finds(&w.ana, &"a'\"*".repeat(5_000)).await;
}

async fn what_was_never_indexed_is_made_at_the_start_and_by_rebuilding(w: &World) {
    let number = submits(&w.merchant, "Gift cards", "Refused.").await;
    w.ana.notes(number, CANARY).await.unwrap();
    let forgotten = async |w: &World| {
        let where_ = match w.desk.store().dialect() {
            "PostgreSQL" => ["delete from case_words", "delete from case_words_internal"],
            _ => ["delete from case_words where rowid > 0", "delete from case_words_internal where rowid > 0"],
        };
        for statement in where_ {
            w.tamper(statement).await;
        }
        w.tamper("update support_case set words_mark = null").await;
        assert!(finds(&w.merchant, "gift").await.is_empty());
    };
    forgotten(w).await;
    assert_eq!(w.desk.rebuild_what_is_left(|| {}).await.unwrap(), 1);
    assert_eq!((finds(&w.merchant, "gift").await, finds(&w.ana, CANARY).await), (vec![number], vec![number]));
    forgotten(w).await;
    let rebuilt = w.desk.rebuild(CaseNumber(0), Rebuild::Write).await.unwrap();
    assert_eq!(rebuilt.differences[0].columns, ["words_mark"]);
    assert_eq!((finds(&w.merchant, "gift").await, finds(&w.ana, CANARY).await), (vec![number], vec![number]));
}

async fn an_act_that_is_not_done_is_not_found(w: &World) {
    let number = submits(&w.merchant, "Gift cards", "Refused.").await;
    let mut stale = w.ana.form(number).await;
    stale.seen = 0;
    assert!(w.desk.write_message(&w.ana.actor, stale, text("Volcano.")).await.is_err());
    assert!(finds(&w.ana, "volcano").await.is_empty());
    w.ana.writes(number, "Volcano.").await.unwrap();
    assert_eq!(finds(&w.merchant, "volcano").await, [number]);
}

on_both_databases! {
    a_case_is_found_by_all_its_words_wherever_they_stand,
    a_number_leads_to_its_case_first,
    a_subject_comes_before_what_is_said_and_a_whole_word_before_a_beginning,
    members_find_their_own_accounts_cases_alone,
    no_internal_word_is_found_by_a_member,
    a_list_is_narrowed_by_what_the_address_says,
    a_list_is_paged_by_key_without_a_gap_or_a_repetition,
    words_that_are_signs_to_a_database_are_words,
    what_was_never_indexed_is_made_at_the_start_and_by_rebuilding,
    an_act_that_is_not_done_is_not_found,
}
