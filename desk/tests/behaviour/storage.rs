//! The store itself: statements, migrations, indexes, and filling in bulk.

use caseline_desk::cases::{CaseKey, Search, cached};
use caseline_desk::clock::{Ids, SystemIds};
use caseline_desk::error::Refusal;
use caseline_desk::store::{BulkCase, QueueView, Store, StoreError};
use caseline_domain::case::{
    Assigned, AssignmentReason, Author, Channel, Event, Impact, Priority, Recorded, Side, Status,
};
use caseline_domain::id::{CaseId, CaseNumber};
use caseline_domain::instant::{DAY, HOUR};

use crate::support::{Value, World, details, empty_postgres, migrations, on_both_databases, refused, text};

async fn every_statement_is_understood(w: &World) {
    let mut faults = Vec::new();
    let statements = w.desk.store().statements();
    for (name, sql) in &statements {
        if let Err(error) = w.desk.store().prepare(sql).await {
            faults.push(format!("{name}: {error}"));
        }
    }
    assert!(statements.len() > 50, "{} statements", statements.len());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

async fn migrating_again_changes_nothing(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    w.desk.store().migrate().await.unwrap();
    w.another_server().await.store().migrate().await.unwrap();
    assert_eq!(w.merchant.sees(number).await.row.number, number);
}

async fn an_older_program_refuses_a_newer_schema_and_says_so(w: &World) {
    w.tamper(
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
         select version + 1000, 'later', success, checksum, execution_time
         from _sqlx_migrations
         order by version desc
         limit 1",
    )
    .await;
    let refusal = w.desk.store().migrate().await.unwrap_err();
    assert!(matches!(refusal, StoreError::Schema(_)), "{refusal:?}");
    let sentence = refusal.to_string();
    assert!(sentence.contains("newer") && sentence.contains("version"), "{sentence}");
}

async fn cases_filled_in_bulk_are_cases_like_any_other(w: &World) {
    fill(w, 300, 30).await;
    let number = CaseNumber(5_001);
    let view = w.ana.sees(number).await;
    assert_eq!((view.case.stage.status(), view.events.len()), (Status::Working, 2));
    w.ana.writes(number, "Still with you.").await.unwrap();
    assert_eq!(w.merchant.submits(Impact::Minor).await, CaseNumber(5_301), "numbers go on behind the filled ones");
    let page = w.desk.queue(&w.ana.actor, QueueView::All, None, 1_000).await.unwrap();
    assert_eq!(page.entries.len(), 31);
    let search = Search { typed: "leaves routing".into(), ..Search::default() };
    let found = w.desk.search(&w.merchant.actor, &search).await.unwrap();
    assert_eq!((found.count, found.is_cut), (201, false), "and found like them");
}

async fn a_queue_is_paged_by_key_without_a_gap_or_a_repetition(w: &World) {
    fill(w, 60, 60).await;
    let whole = w.desk.queue(&w.ana.actor, QueueView::All, None, 100).await.unwrap();
    assert!(whole.next.is_none());
    let (mut paged, mut after) = (Vec::new(), None);
    loop {
        let page = w.desk.queue(&w.ana.actor, QueueView::All, after, 7).await.unwrap();
        paged.extend(page.entries.iter().map(|entry| entry.row.number));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(paged, whole.entries.iter().map(|entry| entry.row.number).collect::<Vec<_>>());
    let keys: Vec<_> = whole.entries.iter().map(|entry| (entry.row.next_due, entry.row.number)).collect();
    assert!(keys.is_sorted() && keys.len() == 60);
}

async fn each_view_shows_its_cases_and_counts_them(w: &World) {
    let unassigned = w.merchant.submits(Impact::Core).await;
    let waiting = w.merchant.submits(Impact::Core).await;
    w.ana.takes(waiting).await.unwrap();
    w.ana.asks(waiting, "Which store?").await.unwrap();
    let proposed = w.stranger.submits(Impact::Minor).await;
    w.ben.takes(proposed).await.unwrap();
    w.ben.proposes(proposed, "Fixed.").await.unwrap();
    let closed = w.merchant.submits(Impact::Minor).await;
    w.ana.takes(closed).await.unwrap();
    w.ana.proposes(closed, "Fixed.").await.unwrap();
    w.merchant.agrees(closed).await.unwrap();
    w.ana.offers(waiting, &w.ben, "Night.").await.unwrap();
    refused!(w.ben.offers(proposed, &w.ana, "Feeds.").await, Refusal::NotNow(Status::ClosureProposed));
    w.stranger.escalates(proposed, "It is not fixed.").await.unwrap();
    let numbers = async |view| -> Vec<CaseNumber> {
        let page = w.desk.queue(&w.ana.actor, view, None, 50).await.unwrap();
        let mut numbers: Vec<_> = page.entries.iter().map(|entry| entry.row.number).collect();
        numbers.sort();
        numbers
    };
    assert_eq!(numbers(QueueView::All).await, [unassigned, waiting, proposed]);
    assert_eq!(numbers(QueueView::Unassigned).await, [unassigned]);
    assert_eq!(numbers(QueueView::Waiting).await, [waiting, proposed]);
    assert_eq!(numbers(QueueView::Escalated).await, [proposed]);
    assert_eq!(numbers(QueueView::Mine(w.ana.id())).await, [waiting]);
    assert_eq!(numbers(QueueView::Asked(w.ben.id())).await, [waiting]);
    assert!(numbers(QueueView::Asked(w.ana.id())).await.is_empty());
    let counts = w.desk.view_counts(&w.ana.actor).await.unwrap();
    assert_eq!((counts.all, counts.unassigned, counts.waiting, counts.mine, counts.asked), (3, 1, 2, 1, 0));
    assert_eq!((counts.escalated, counts.escalated_waiting), (1, 1));
    w.manager.acknowledges(proposed, "I am here.").await.unwrap();
    let counts = w.desk.view_counts(&w.ana.actor).await.unwrap();
    assert_eq!((counts.escalated, counts.escalated_waiting), (1, 0), "it is open, and waits for nobody's word");
    w.stranger.ends_escalation(proposed, None).await.unwrap();
    assert!(numbers(QueueView::Escalated).await.is_empty());
    assert_eq!(w.desk.view_counts(&w.ben.actor).await.unwrap().asked, 1);
    w.ben.declines_hand_over(waiting, "Asleep.").await.unwrap();
    assert!(numbers(QueueView::Asked(w.ben.id())).await.is_empty());
    let home = w.desk.portal_home(&w.merchant.actor).await.unwrap();
    assert_eq!((home.open.len(), home.open_count, home.closed.len()), (2, 2, 1));
    assert_eq!(home.closed[0].row.number, closed);
}

async fn a_server_whose_database_is_away_says_so_and_no_other_is_touched(w: &World) {
    assert!(w.desk.store().is_ready().await);
    let other = w.another_server().await;
    other.store().close().await;
    assert!(!other.store().is_ready().await);
    let refusal = other.case(&w.merchant.actor, CaseNumber(1)).await.err().unwrap();
    assert!(matches!(refusal, caseline_desk::error::Refusal::Unavailable), "{refusal:?}");
    assert!(w.desk.store().is_ready().await);
    assert!(w.another_server().await.store().is_ready().await);
}

on_both_databases! {
    every_statement_is_understood,
    migrating_again_changes_nothing,
    an_older_program_refuses_a_newer_schema_and_says_so,
    cases_filled_in_bulk_are_cases_like_any_other,
    a_queue_is_paged_by_key_without_a_gap_or_a_repetition,
    each_view_shows_its_cases_and_counts_them,
    a_server_whose_database_is_away_says_so_and_no_other_is_touched,
}

/// Fills in `count` cases from C-5001 on, the first `open` of them open and Ana's, the others closed.
async fn fill(w: &World, count: i64, open: i64) {
    let (now, us) = (w.now(), Author::Person(w.ana.id()));
    let mut cases = Vec::new();
    for n in 0..count {
        let customer = if n % 3 == 0 { &w.stranger } else { &w.merchant };
        let opened = now.plus_millis(-n % 90 * DAY - HOUR);
        let record = |seq, minutes, by, event| Recorded { seq, at: opened.plus_minutes(minutes), by, event };
        let by = Author::Person(customer.id());
        let details = details(Impact::Core);
        let assigned = Event::Assigned(Assigned { to: w.ana.id(), reason: AssignmentReason::Taken });
        let mut events = vec![
            record(1, 0, by, Event::Opened { channel: Channel::Portal, priority: Priority::P2, details }),
            record(2, 5, us, assigned),
        ];
        if n >= open {
            let proposed = Event::ClosureProposed { by: Side::Support, summary: text("Fixed.") };
            events.push(record(3, 20, us, proposed));
            events.push(record(4, 40, by, Event::ClosureAccepted { by: Side::Customer }));
        }
        let key = CaseKey {
            id: CaseId(SystemIds.id(opened)),
            number: CaseNumber(5_001 + n),
            account: customer.account(),
            opened_by: customer.id(),
        };
        let row = cached(key, &w.plan, &events).unwrap();
        cases.push(BulkCase { row, events, survey: None });
    }
    let mut tx = w.desk.store().write().await.unwrap();
    tx.insert_cases(&cases).await.unwrap();
    tx.set_last_case_number(5_000 + count).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = w.desk.store().write().await.unwrap();
    tx.analyze().await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn on_sqlite_each_list_reads_its_index_and_sorts_nothing() {
    use Value::{Id, Number};
    crate::support::on_sqlite(async |w: &World| {
        let (account, person) = (Id(w.merchant.account().0), Id(w.ana.id().0));
        let page = [Number(0), Number(0), Number(50)];
        let page_of = |of| [Number(0), Number(0), Number(50), of];
        // An empty desk that was never looked at, and one with cases, of which a few are open.
        for (size, open) in [(0, 0), (5_000, 100)] {
            if size > 0 {
                fill(w, size, open).await;
            }
            for (name, indexes, values) in [
                ("ALL", "case_open_by_due", page.as_slice()),
                // Nobody is an owner too: its index orders those without one just as well.
                ("UNASSIGNED", "case_unassigned|case_open_by_owner", &page),
                ("WAITING", "case_waiting", &page),
                ("ESCALATED", "case_escalated", &page),
                ("MINE", "case_open_by_owner", &page_of(person)),
                ("ASKED", "case_offered", &page_of(person)),
                ("OF_ACCOUNT", "case_open_by_account", &page_of(account)),
                ("CLOSED_OF_ACCOUNT", "case_closed_by_account", &[account, Number(8)]),
                ("CLOCKS_OF_ACCOUNT", "case_open_by_account", &[account, Number(0), Number(9)]),
                ("CLOCKS_OF_ACCOUNT", "case_closed_by_account", &[account, Number(0), Number(9)]),
                ("COUNT_ALL", "case_open_by_due|case_open_by_owner|case_open_by_account", &[]),
                ("COUNT_UNASSIGNED", "case_unassigned|case_open_by_owner", &[]),
                ("COUNT_WAITING", "case_waiting", &[]),
                ("COUNT_ESCALATED", "case_escalated", &[]),
                ("COUNT_ESCALATED_WAITING", "case_escalated", &[]),
                ("COUNT_MINE", "case_open_by_owner", &[person]),
                ("COUNT_ASKED", "case_offered", &[person]),
                ("COUNT_OF_ACCOUNT", "case_open_by_account", &[account]),
                ("OPEN_SURVEYS", "survey_open_by_person", &[person, Number(0), Number(0)]),
                ("OPEN_SURVEY_OF_CASE", "survey_by_case|survey_open_by_person", &[person, person, Number(0)]),
                ("OPEN_AND_OWNED", "case_open_by_owner", &[person]),
                ("OPEN_AND_OFFERED", "case_offered", &[person]),
                ("CLAIM_TIMERS", "case_by_timer", &[Number(9), Number(9), Number(9), Number(20)]),
                ("NEXT_TIMER", "case_by_timer", &[Number(9)]),
                ("LEFT_BATCH", "case_to_rebuild", &[Number(9), Number(20)]),
                ("CODES_NOBODY_CALLED_ABOUT", "draft_to_call_back", &[Number(9), Number(0)]),
                ("COUNT_NOBODY_CALLED_ABOUT", "draft_to_call_back", &[Number(9), Number(0)]),
            ] {
                let (_, sql) = w.desk.store().statements().into_iter().find(|(n, _)| *n == name).unwrap();
                let steps = w.sqlite_plan(sql, values).await;
                let shown = steps.join("\n  ");
                // The surveys of one case are one a closure: those may be sorted.
                let sorts = shown.contains("TEMP B-TREE") && name != "OPEN_SURVEY_OF_CASE";
                assert!(!sorts, "{name} sorts, with {size} cases:\n  {shown}");
                let read = |index: &str| steps.iter().any(|step| step.contains(&format!("INDEX {index}")));
                assert!(indexes.split('|').any(read), "{name}, with {size} cases:\n  {shown}");
                let whole =
                    |step: &&String| step.starts_with("SCAN") && !step.contains("INDEX") && *step != "SCAN counted";
                assert_eq!(steps.iter().find(whole), None, "{name}, with {size} cases:\n  {shown}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn on_sqlite_the_report_is_summed_in_its_index_and_lists_its_comments_from_theirs() {
    crate::support::on_sqlite(async |w: &World| {
        for size in [0, 2_000] {
            if size > 0 {
                fill(w, size, 20).await;
                w.tamper(
                    "insert into survey (id, case_id, account_id, person_id, priority, area, sent_at, expires_at,
                       answered_at, overall, comment, may_contact)
                     select id, id, account_id, opened_by, priority, area, updated_at, updated_at + 1000,
                       updated_at, number % 5 + 1, case when number % 3 = 0 then 'So.' end, number % 2 = 0
                     from support_case
                     where status = 'closed'",
                )
                .await;
                w.tamper("analyze").await;
            }
            for (name, reads) in [
                ("TOTALS", "COVERING INDEX survey_by_time"),
                ("BY_PRIORITY", "COVERING INDEX survey_by_time"),
                ("BY_WEEK", "COVERING INDEX survey_by_time"),
                ("COMMENTS_COUNT", "INDEX survey_comments"),
                ("COMMENTS", "INDEX survey_comments"),
                ("TO_FOLLOW_UP", "INDEX survey_by_time"),
            ] {
                let (_, sql) = w.desk.store().statements().into_iter().find(|(n, _)| *n == name).unwrap();
                let shown = w.sqlite_plan(sql, &[Value::Number(0), Value::Number(9)]).await.join("\n  ");
                assert!(shown.contains(reads), "{name}, with {size} cases:\n  {shown}");
                assert!(!shown.contains("FOR ORDER BY") || name == "BY_WEEK", "{name} sorts:\n  {shown}");
            }
        }
    })
    .await;
}

/// The statements of search with what they are asked, and the table of words that each reads.
fn searches(w: &World, words: &'static str) -> Vec<(&'static str, &'static str, Vec<Value>)> {
    use Value::{Id, NoId, Number, Text};
    let asked = vec![Text(words), Number(0), Text("open"), Text("P2"), NoId, Number(500)];
    let of_account = [&asked[..], &[Id(w.merchant.account().0)]].concat();
    let legacy = vec![Text(words), Number(0), Number(500)];
    let legacy_of_account = [&legacy[..], &[Id(w.merchant.account().0)]].concat();
    vec![
        ("HITS_OF_ACCOUNT", "case_words", of_account),
        ("HITS", "case_words", asked.clone()),
        ("INTERNAL_HITS", "case_words_internal", asked),
        ("LEGACY_HITS_OF_ACCOUNT", "legacy_words", legacy_of_account),
        ("LEGACY_HITS", "legacy_words", legacy.clone()),
        ("LEGACY_INTERNAL_HITS", "legacy_words_internal", legacy),
    ]
}

#[tokio::test]
async fn on_sqlite_search_asks_the_index_of_words_and_reads_no_table_whole() {
    crate::support::on_sqlite(async |w: &World| {
        for size in [0, 3_000] {
            if size > 0 {
                fill(w, size, 100).await;
            }
            for (name, words, values) in searches(w, "\"orders\" AND \"rout\" *") {
                let (_, sql) = w.desk.store().statements().into_iter().find(|(n, _)| *n == name).unwrap();
                let steps = w.sqlite_plan(sql, &values).await;
                let shown = steps.join("\n  ");
                let asks = format!("SCAN {words} VIRTUAL TABLE INDEX");
                assert!(steps.iter().any(|step| step.starts_with(&asks) && step.contains("M")), "{name}:\n  {shown}");
                let by_number = |step: &String| step.contains("_case") && step.contains("number=?)");
                assert!(steps.iter().any(by_number), "{name}:\n  {shown}");
                assert!(
                    !shown.contains("SCAN support_case") && !shown.contains("SCAN legacy_case"),
                    "{name}:\n  {shown}"
                );
            }
            let listed = [Value::Id(w.merchant.account().0), Value::Number(i64::MAX)];
            let listed = [&listed[..], &[Value::Text(""), Value::Text(""), Value::Number(26)]].concat();
            let by_opener = [&listed[..], &[Value::Id(w.merchant.id().0)]].concat();
            let last = [Value::Number(i64::MAX), Value::Number(i64::MAX), Value::Number(26)];
            let legacy = [&[Value::Id(w.merchant.account().0)][..], &last].concat();
            for (name, values, index) in [
                ("LEGACY_LISTED", legacy, "legacy_case_by_account"),
                ("BY_OLD_NUMBER", vec![Value::Text("inc1"), Value::Number(2)], "legacy_case_by_folded_number"),
            ] {
                let (_, sql) = w.desk.store().statements().into_iter().find(|(n, _)| *n == name).unwrap();
                let shown = w.sqlite_plan(sql, &values).await.join("\n  ");
                assert!(shown.contains(index) && !shown.contains("SCAN"), "{name}:\n  {shown}");
            }
            for (name, values) in [("LISTED", listed), ("LISTED_BY_OPENER", by_opener)] {
                let (_, sql) = w.desk.store().statements().into_iter().find(|(n, _)| *n == name).unwrap();
                let shown = w.sqlite_plan(sql, &values).await.join("\n  ");
                assert!(shown.contains("INDEX case_by_account") && !shown.contains("B-TREE"), "{name}:\n  {shown}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn on_postgres_search_asks_the_index_of_words_and_reads_no_table_whole() {
    crate::support::on_postgres(async |w: &World| {
        fill(w, 3_000, 100).await;
        for (name, words, values) in searches(w, "'orders' & 'rout':*") {
            let (_, sql) = w.desk.store().statements().into_iter().find(|(n, _)| *n == name).unwrap();
            let plan = w.postgres_plan(sql, &values).await;
            assert!(plan.contains(&format!("Bitmap Index Scan on {words}_by_word")), "{name}:\n{plan}");
            assert!(!plan.contains("Seq Scan"), "{name}:\n{plan}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_bundled_sqlite_keeps_its_commits() {
    crate::support::on_sqlite(async |w: &World| {
        let version = w.stored::<(String,)>("select sqlite_version()").await.remove(0).0;
        let parts: Vec<u32> = version.split('.').map(|part| part.parse().unwrap()).collect();
        assert!(parts >= vec![3, 51, 3], "{version}");
    })
    .await;
}

#[tokio::test]
async fn on_postgres_the_schema_comes_into_an_empty_database_and_two_servers_may_bring_it_at_once() {
    let url = empty_postgres().await;
    let (one, other) = (Store::connect(&url).await.unwrap(), Store::connect(&url).await.unwrap());
    let (first, second) = tokio::join!(one.migrate(), other.migrate());
    first.unwrap();
    second.unwrap();
    assert_eq!(one.read().await.unwrap().count_people().await.unwrap(), 0);
}

#[tokio::test]
async fn on_postgres_a_database_that_was_away_is_used_again() {
    crate::support::on_postgres(async |w: &World| {
        let number = w.merchant.submits(Impact::Core).await;
        // All connections of the store end, as when the database starts anew; the last argument waits for it.
        w.tamper(
            "select pg_terminate_backend(pid, 10000)
             from pg_stat_activity
             where datname = current_database() and pid <> pg_backend_pid()",
        )
        .await;
        assert_eq!(w.merchant.sees(number).await.row.number, number);
        w.ana.takes(number).await.unwrap();
    })
    .await;
}

#[test]
fn the_migrations_are_the_same_on_both_sides_but_for_what_the_databases_call_their_types() {
    let files = |dialect, known: &[(&str, &str)]| -> Vec<(String, String)> {
        let file = |path: &std::path::PathBuf| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let text = std::fs::read_to_string(path).unwrap();
            (name, known.iter().fold(text, |text, (theirs, common)| text.replace(theirs, common)))
        };
        migrations(dialect).iter().map(file).collect()
    };
    // Of words each database has an index of its own kind.
    const FTS5: &str =
        "using fts5 (words, content='', contentless_delete=1, detail=none, prefix='3', tokenize='ascii')";
    let sqlite = files("sqlite", &[(") without rowid;", ");"), (FTS5, "of words")]);
    let gin = |table: &str| {
        format!(
            "create table {table} (number bigint not null primary key, words tsvector not null);
create index {table}_by_word on {table} using gin (words);"
        )
    };
    let postgres = files(
        "postgres",
        &[
            (" uuid ", " blob "),
            (" uuid,", " blob,"),
            (" bytea ", " blob "),
            (" bytea,", " blob,"),
            (" collate \"C\"", ""),
            (&gin("case_words"), "create virtual table case_words of words;"),
            (&gin("case_words_internal"), "create virtual table case_words_internal of words;"),
            (&gin("legacy_words"), "create virtual table legacy_words of words;"),
            (&gin("legacy_words_internal"), "create virtual table legacy_words_internal of words;"),
        ],
    );
    assert!(!sqlite.is_empty());
    assert_eq!(sqlite, postgres);
}
