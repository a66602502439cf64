//! Cases of earlier systems: what is imported and what is not, again and after a stop, who reads them and who finds them.

use std::ops::ControlFlow;
use std::path::PathBuf;

use caseline_desk::Desk;
use caseline_desk::cases::{Found, FoundCase, Search};
use caseline_desk::error::Refusal;
use caseline_desk::legacy::{Counts, How, Import, ImportError};
use caseline_desk::store::{Openness, SearchFilter};
use caseline_domain::case::Impact;
use caseline_domain::id::{CaseNumber, LegacyId};
use serde_json::Value;

use crate::support::{Person, World, on_both_databases, refused};

const MAPPING: &str = r#"
system = "OldDesk"

[fields]
number = "id"
account = "company"
subject = "title"
opened = "opened"
closed = "closed"
status = "state"
priority = "severity"
contact = "contact"
files = "files"

[entries]
list = "notes"
at = "at"
author = "by"
text = "text"
visibility = "kind"
public = ["reply"]
internal = ["work note"]
"#;

/// A row of JSON lines as the mapping has it; `with` changes it.
fn row(number: &str, with: &[(&str, Value)]) -> Value {
    let mut row = serde_json::json!({
        "id": number,
        "company": "Harbor & Pine",
        "title": "Terminal says nothing",
        "opened": "2021-03-04T10:00:00Z",
        "closed": "2021-03-06T16:30:00+01:00",
        "state": "Solved",
        "severity": "2 - High",
        "contact": "Old Mara",
        "notes": [
            {"at": "2021-03-04T10:00:00Z", "by": "Old Mara", "text": "The quartz display is dark.", "kind": "reply"},
            {"at": "2021-03-04T11:00:00Z", "by": "Otto", "text": "Sandpiper: swap the unit.", "kind": "Work note"},
            {"at": "2021-03-05T10:00:00Z", "by": "Otto", "text": "A new one is on its way.", "kind": "reply"},
        ],
    });
    for (name, value) in with {
        row[*name] = value.clone();
    }
    row
}

/// An import of these rows, in a folder of its world.
fn import_of(w: &World, rows: &[Value]) -> Import {
    let text: String = rows.iter().map(|row| format!("{row}\n")).collect();
    import_of_text(w, "old.jsonl", &text, MAPPING)
}

fn import_of_text(w: &World, name: &str, text: &str, mapping: &str) -> Import {
    std::fs::write(w.folder.join(name), text).unwrap();
    Import {
        source: w.folder.join(name),
        mapping: mapping.to_owned(),
        entries: None,
        files: None,
        manifest: w.folder.join("manifest.json"),
        how: How::Write,
    }
}

async fn run(w: &World, import: &Import) -> Result<Counts, ImportError> {
    import.run(&w.desk, |_| ControlFlow::Continue(())).await
}

fn manifest(import: &Import) -> Value {
    serde_json::from_str(&std::fs::read_to_string(&import.manifest).unwrap()).unwrap()
}

/// Imports one row, and says where it is.
pub(crate) async fn imported(w: &World, number: &str, with: &[(&str, Value)]) -> LegacyId {
    assert_eq!(run(w, &import_of(w, &[row(number, with)])).await.unwrap().imported, 1);
    w.desk.legacy_by_number(&w.ana.actor, number).await.unwrap().unwrap()
}

async fn search(person: &Person, typed: &str, openness: Openness) -> Vec<FoundCase> {
    let filter = SearchFilter { openness, ..SearchFilter::default() };
    let search = Search { typed: typed.into(), filter, after: None };
    person.desk.search(&person.actor, &search).await.unwrap().cases
}

/// The old numbers of what somebody finds; of our own cases their numbers.
pub(crate) async fn finds(person: &Person, typed: &str) -> Vec<String> {
    let number = |case: FoundCase| match case.found {
        Found::Case(row) => row.number.to_string(),
        Found::Legacy(row) => row.old_number,
    };
    search(person, typed, Openness::All).await.into_iter().map(number).collect()
}

async fn an_imported_case_is_read_as_it_was_written_and_its_internal_entries_by_our_side_alone(w: &World) {
    let id = imported(w, "INC-00123", &[]).await;
    let member = w.desk.legacy_case(&w.merchant.actor, id).await.unwrap();
    let row = &member.row;
    assert_eq!((row.system.as_str(), row.old_number.as_str()), ("OldDesk", "INC-00123"));
    assert_eq!((row.status.as_str(), row.priority.as_str(), row.contact.as_str()), ("Solved", "2 - High", "Old Mara"));
    assert_eq!(row.closed.unwrap().to_string(), "2021-03-06T15:30:00Z");
    let texts: Vec<_> = member.entries.iter().map(|entry| (entry.author.as_str(), entry.body.as_str())).collect();
    assert_eq!(texts, [("Old Mara", "The quartz display is dark."), ("Otto", "A new one is on its way.")]);
    let desk = w.desk.legacy_case(&w.ana.actor, id).await.unwrap();
    assert_eq!(desk.entries.iter().map(|entry| entry.internal).collect::<Vec<_>>(), [false, true, false]);
    for ours in [&w.manager, &w.administrator] {
        assert_eq!(w.desk.legacy_case(&ours.actor, id).await.unwrap().entries.len(), 3);
    }
    // Another account's is no other than one that is not there.
    refused!(w.desk.legacy_case(&w.stranger.actor, id).await, Refusal::NotThere);
    refused!(w.desk.legacy_case(&w.merchant.actor, LegacyId(id.0 + 1)).await, Refusal::NotThere);
}

async fn a_legacy_case_is_found_by_its_old_number_and_by_what_its_reader_may_read(w: &World) {
    let id = imported(w, "INC-00123", &[]).await;
    for typed in ["INC-00123", "inc 00123", "inc00123", "123", "quartz", "QUARTZ dark", "olddesk terminal", "quar"] {
        for person in [&w.merchant, &w.colleague, &w.ana] {
            assert_eq!(finds(person, typed).await, ["INC-00123"], "{typed}");
        }
        assert!(finds(&w.stranger, typed).await.is_empty(), "{typed}");
    }
    for internal in ["sandpiper", "swap unit", "quartz sandpiper"] {
        assert_eq!(finds(&w.ana, internal).await, ["INC-00123"], "{internal}");
        assert!(finds(&w.merchant, internal).await.is_empty(), "{internal}");
    }
    let found = search(&w.ana, "sandpiper", Openness::All).await;
    assert!(found[0].excerpt.as_ref().unwrap().internal);
    let seen = format!("{:?}", search(&w.merchant, "quartz", Openness::All).await);
    assert!(seen.contains("quartz") && !seen.to_lowercase().contains("sandpiper"), "{seen}");

    // A number that is one case's alone leads straight to it.
    for (person, straight) in [(&w.merchant, Some(id)), (&w.ana, Some(id)), (&w.stranger, None)] {
        assert_eq!(w.desk.legacy_by_number(&person.actor, "inc-00123").await.unwrap(), straight);
    }
    assert_eq!(w.desk.legacy_by_number(&w.ana.actor, "quartz").await.unwrap(), None);
    assert_eq!(w.desk.legacy_by_number(&w.ana.actor, " - ").await.unwrap(), None);
}

async fn a_number_that_several_cases_have_leads_to_none_of_them(w: &World) {
    let ours = w.merchant.submits(Impact::Core).await;
    assert_eq!(ours, CaseNumber(1001));
    imported(w, "1002", &[]).await;
    let import = import_of(w, &[row("1001", &[]), row("7", &[("company", "Sal y Sol".into())])]);
    run(w, &import).await.unwrap();
    let other = MAPPING.replace("OldDesk", "Older");
    run(w, &Import { mapping: other, ..import }).await.unwrap();
    let straight = async |person: &Person, typed| person.desk.legacy_by_number(&person.actor, typed).await.unwrap();
    assert!(straight(&w.merchant, "1002").await.is_some());
    assert_eq!(straight(&w.merchant, "1001").await, None, "a case of ours has it, and two systems");
    assert_eq!(straight(&w.ana, "7").await, None, "two systems have it");
    assert_eq!(finds(&w.merchant, "1001").await, ["C-1001", "1001", "1001"], "ours comes first");
    assert_eq!(finds(&w.merchant, "7").await, Vec::<String>::new());
}

async fn a_list_has_the_legacy_cases_behind_the_others_page_by_page_or_alone(w: &World) {
    for _ in 0..20 {
        w.merchant.submits(Impact::Core).await;
    }
    let opened = |n: usize| format!("20{:02}-01-0{}T00:00:00Z", 10 + n % 10, 1 + n / 10);
    let rows: Vec<Value> =
        (0..40).map(|n| row(&format!("L{n:02}"), &[("opened", opened(n).into()), ("closed", Value::Null)])).collect();
    run(w, &import_of(w, &rows)).await.unwrap();
    run(w, &import_of(w, &[row("theirs", &[("company", "Sal y Sol".into())])])).await.unwrap();
    let all = async |openness| {
        let (mut all, mut after, mut sizes) = (Vec::new(), None, Vec::new());
        loop {
            let filter = SearchFilter { openness, ..SearchFilter::default() };
            let page = w.desk.search(&w.merchant.actor, &Search { typed: String::new(), filter, after }).await.unwrap();
            sizes.push(page.cases.len());
            all.extend(page.cases.into_iter().map(|case| match case.found {
                Found::Case(row) => row.number.to_string(),
                Found::Legacy(row) => format!("{} {}", row.opened, row.old_number),
            }));
            after = page.next;
            if after.is_none() {
                return (all, sizes);
            }
        }
    };
    let (everything, sizes) = all(Openness::All).await;
    assert_eq!(sizes, [25, 25, 10]);
    assert!(everything[..20].iter().all(|number| number.starts_with("C-")), "{everything:?}");
    assert!(everything[20..].is_sorted_by(|one, other| one > other), "{everything:?}");
    let (legacy, sizes) = all(Openness::Legacy).await;
    assert_eq!((&legacy[..], &sizes[..]), (&everything[20..], &[25, 15][..]));
    assert_eq!(all(Openness::Open).await.0.len(), 20);
    assert!(all(Openness::Closed).await.0.is_empty());
    let found = search(&w.merchant, "quartz", Openness::Legacy).await;
    assert_eq!(found.len(), 25);
    assert!(search(&w.merchant, "quartz", Openness::Closed).await.is_empty());
}

async fn every_broken_row_is_named_with_its_line_its_number_and_its_reason(w: &World) {
    let note = |with: &[(&str, Value)]| {
        let mut note = serde_json::json!({"at": "2021-03-04T10:00:00Z", "by": "Otto", "text": "T", "kind": "reply"});
        for (name, value) in with {
            note[*name] = value.clone();
        }
        serde_json::json!([note])
    };
    let broken: Vec<(Value, &str)> = vec![
        (row("", &[]), "no old number"),
        (row("b1", &[("company", "Nobody Ltd".into())]), "no account \"Nobody Ltd\""),
        (row("b2", &[("title", Value::Null)]), "no subject"),
        (row("b3", &[("opened", "31.02.2021".into())]), "opened is \"31.02.2021\""),
        (row("b4", &[("opened", Value::Null)]), "no date when it was opened"),
        (row("b5", &[("closed", "2020-01-01T00:00:00Z".into())]), "closed before it was opened"),
        (row("b6", &[("opened", "2031-01-01T00:00:00Z".into()), ("closed", Value::Null)]), "yet to come"),
        (row("b7", &[("title", "x".repeat(401).into())]), "more than 400 characters"),
        (row("whole", &[]), "Line 1 has this number already"),
        (row("b8", &[("notes", note(&[("at", "noon".into())]))]), "entry 1 has a date that is \"noon\""),
        (row("b9", &[("notes", note(&[("by", Value::Null)]))]), "entry 1 has no author"),
        (row("b10", &[("notes", note(&[("kind", "whisper".into())]))]), "says \"whisper\""),
        (row("b11", &[("notes", note(&[("text", " ".into())]))]), "entry 1 has no text"),
        (row("b12", &[("notes", "none".into())]), "no list of entries"),
        (row("b13", &[("files", serde_json::json!(["gone.png"]))]), "\"gone.png\" is not in the folder"),
        (row("b14", &[("files", serde_json::json!(["../desk.db"]))]), "outside of the folder"),
        (Value::from("a text"), "no object"),
    ];
    let mut rows = vec![row("whole", &[])];
    rows.extend(broken.iter().map(|(row, _)| row.clone()));
    rows.push(row("last", &[]));
    let mut import = import_of(w, &rows);
    let text = std::fs::read_to_string(&import.source).unwrap();
    std::fs::write(&import.source, format!("{text}{{\"id\": \"cut\n")).unwrap();
    std::fs::create_dir_all(w.folder.join("old-files")).unwrap();
    import.files = Some(w.folder.join("old-files"));
    let counts = run(w, &import).await.unwrap();
    let lines = rows.len() as u64 + 1;
    assert_eq!((counts.rows, counts.imported, counts.refused), (lines, 2, lines - 2));
    let manifest = manifest(&import);
    let named = manifest["rows"].as_array().unwrap();
    assert_eq!(named.len() as u64, lines);
    for (index, (row, reason)) in broken.iter().enumerate() {
        let of_it = &named[index + 1];
        assert_eq!(of_it["line"], index + 2);
        assert_eq!(of_it["outcome"], "refused");
        assert!(of_it["reason"].as_str().unwrap().contains(reason), "{row}\n{of_it}");
        let number = row.get("id").filter(|number| *number != "");
        assert_eq!(of_it["number"].as_str(), number.and_then(Value::as_str));
    }
    assert!(named.last().unwrap()["reason"].as_str().unwrap().contains("JSON"));
    assert_eq!(w.count("select count(*) from legacy_case").await, 2);
}

async fn an_import_again_changes_nothing_and_names_what_has_changed(w: &World) {
    let rows = [row("1", &[]), row("2", &[]), row("3", &[("title", Value::Null)])];
    let import = import_of(w, &rows);
    let dry = Import { how: How::Dry, ..import.clone() };
    let counts = run(w, &dry).await.unwrap();
    assert_eq!((counts.imported, counts.refused, manifest(&dry)["written"].as_bool()), (2, 1, Some(false)));
    assert_eq!(manifest(&dry)["rows"][0]["outcome"], "new");
    assert_eq!(w.count("select count(*) from legacy_case").await, 0, "a dry run writes nothing");

    run(w, &import).await.unwrap();
    let first = manifest(&import);
    assert_eq!(first["rows"][0]["outcome"], "imported");
    let stored =
        async || w.stored::<(i64, String, String)>("select number, subject, hash from legacy_case order by 1").await;
    let before = stored().await;
    let counts = run(w, &import).await.unwrap();
    assert_eq!((counts.imported, counts.unchanged, counts.changed, counts.refused), (0, 2, 0, 1));
    assert_eq!(manifest(&import)["sha256"], first["sha256"], "the whole is the same");
    assert_eq!(manifest(&import)["source"], first["source"]);

    // Other keys around it and another way to write the same instant are the same content; another text is not.
    let same = row("1", &[("opened", "2021-03-04T11:00:00+01:00".into()), ("more", "said".into())]);
    let other = import_of(w, &[same, row("2", &[("title", "Something else".into())])]);
    let counts = run(w, &other).await.unwrap();
    assert_eq!((counts.unchanged, counts.changed), (1, 1));
    let named = &manifest(&other)["rows"][1];
    assert_eq!((named["outcome"].as_str(), named["number"].as_str()), (Some("changed"), Some("2")));
    assert_eq!(stored().await, before, "what was imported first is kept");
    assert_eq!(w.count("select count(*) from legacy_entry").await, 6);
}

async fn an_import_that_was_stopped_goes_on_where_it_was(w: &World) {
    let rows: Vec<Value> = (0..1_234).map(|n| row(&format!("S-{n}"), &[])).collect();
    let import = import_of(w, &rows);
    let mut batches = 0;
    let stopped = import
        .run(&w.desk, |progress| {
            batches += 1;
            assert!(progress.bytes <= progress.of_bytes);
            if batches == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .await;
    assert!(matches!(stopped, Err(ImportError::Stopped(1_000))), "{stopped:?}");
    assert_eq!(w.count("select count(*) from legacy_case").await, 1_000);
    assert!(!import.manifest.exists(), "only a whole import has a manifest");
    // By another server, as after a restart.
    let desk: Desk = w.another_server().await;
    let counts = import.run(&desk, |_| ControlFlow::Continue(())).await.unwrap();
    assert_eq!((counts.imported, counts.unchanged, counts.rows), (234, 1_000, 1_234));
    assert_eq!(w.count("select count(*) from legacy_case").await, 1_234);
    assert_eq!(w.count("select count(distinct number) from legacy_case").await, 1_234);
}

async fn csv_files_are_read_with_a_second_one_of_entries_and_dates_of_a_zone(w: &World) {
    let mapping = r#"
system = "Remedy"
zone = "America/New_York"
dates = "%m/%d/%Y %H:%M"
delimiter = ";"

[accounts]
"HARBOR AND PINE" = "Harbor & Pine"

[fields]
number = "Case #"
account = "Company"
subject = "Title"
opened = "Created"
contact = "Who"
text = "Description"
files = "Attachments"

[files]
between = ","

[entries]
number = "Case #"
at = "When"
author = "Who"
text = "What"
visibility = "Type"
public = ["Mail"]
internal = ["Note"]
"#;
    let mut import = import_of_text(
        w,
        "cases.csv",
        "\u{feff}Case #;Company;Title;Created;Who;Description;Attachments\n\
         A-1;HARBOR AND PINE;\"Two\nlines\";07/05/2019 14:30;Mara;It \"\"smokes\"\".;log.txt, photo.png\n\
         A-2;HARBOR AND PINE;Short\n\
         A-3;HARBOR AND PINE;Plain;07/06/2019 09:00;;;\n",
        mapping,
    );
    let entries = w.folder.join("entries.csv");
    std::fs::write(
        &entries,
        "When;Case #;Who;Type;What\n\
         07/06/2019 10:00;A-3;Otto;Mail;First.\n\
         07/05/2019 15:00;A-1;Otto;Note;Basilisk.\n\
         07/05/2019 16:00;A-1;Otto;Mail;Unplug it.\n\
         07/05/2019 16:00;A-9;Otto;Mail;Of nobody.\n",
    )
    .unwrap();
    import.entries = Some(entries);
    let folder = w.folder.join("old-files");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("log.txt"), "a log").unwrap();
    std::fs::write(folder.join("photo.png"), "a photo").unwrap();
    import.files = Some(folder);
    let settings = caseline_desk::Settings { data: w.folder.join("data"), ..w.desk.settings().clone() };
    let clock = w.clock.clone();
    let ids = std::sync::Arc::new(caseline_desk::clock::SystemIds);
    let desk = Desk::new(w.desk.store().clone(), clock, ids, settings);
    let counts = import.run(&desk, |_| ControlFlow::Continue(())).await.unwrap();
    assert_eq!((counts.imported, counts.refused, counts.entries, counts.files, counts.entries_left), (2, 1, 4, 2, 1));
    let manifest = manifest(&import);
    assert_eq!((manifest["rows"][0]["line"].as_u64(), manifest["rows"][0]["until"].as_u64()), (Some(2), Some(3)));
    assert!(manifest["rows"][1]["reason"].as_str().unwrap().contains("3 columns"), "{manifest}");
    assert_eq!(manifest["entries_left"][0]["number"], "A-9");
    assert_eq!(manifest["entries_left"][0]["line"], 5);

    let id = desk.legacy_by_number(&w.merchant.actor, "A-1").await.unwrap().unwrap();
    let view = desk.legacy_case(&w.ana.actor, id).await.unwrap();
    assert_eq!(
        (view.row.subject.as_str(), view.row.opened.to_string().as_str()),
        ("Two lines", "2019-07-05T18:30:00Z")
    );
    let texts: Vec<_> = view.entries.iter().map(|entry| (entry.author.as_str(), entry.body.as_str())).collect();
    assert_eq!(texts, [("Mara", "It \"\"smokes\"\"."), ("Otto", "Basilisk."), ("Otto", "Unplug it.")]);
    let (file, path): (_, PathBuf) = desk.legacy_file(&w.merchant.actor, id, 2).await.unwrap();
    assert_eq!((file.name.as_str(), file.size), ("photo.png", 7));
    assert_eq!(std::fs::read_to_string(path).unwrap(), "a photo");
    refused!(desk.legacy_file(&w.stranger.actor, id, 2).await, Refusal::NotThere);
    refused!(desk.legacy_file(&w.merchant.actor, id, 3).await, Refusal::NotThere);
}

async fn what_an_import_is_told_wrongly_it_says_before_it_begins(w: &World) {
    let good = import_of(w, &[row("1", &[])]);
    let csv = import_of_text(w, "old.csv", "id,title\n1,T\n", "");
    let mapping = |text: &str| Import { mapping: text.into(), ..good.clone() };
    let with_csv = |text: &str| Import { mapping: text.into(), ..csv.clone() };
    let least = "system = \"S\"\naccount = \"Harbor & Pine\"\n[fields]\nnumber = \"id\"\nsubject = \"title\"\nopened = \"day\"\n";
    for (import, says) in [
        (mapping(""), "missing field"),
        (mapping(&least.replace("Harbor", "Harbour")), "account \"Harbour & Pine\""),
        (with_csv(least), "has no column \"day\""),
        (with_csv(MAPPING), "--entries"),
        (Import { entries: Some(good.source.clone()), ..mapping(least) }, "[entries]"),
        (Import { source: w.folder.join("old.xlsx"), ..good.clone() }, ".jsonl"),
        (Import { source: w.folder.join("gone.csv"), ..with_csv(least) }, "gone.csv"),
        (Import { files: Some(w.folder.join("nowhere")), ..good.clone() }, "nowhere"),
    ] {
        let error = run(w, &import).await.unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
    assert_eq!(w.count("select count(*) from legacy_case").await, 0);
}

on_both_databases! {
    an_imported_case_is_read_as_it_was_written_and_its_internal_entries_by_our_side_alone,
    a_legacy_case_is_found_by_its_old_number_and_by_what_its_reader_may_read,
    a_number_that_several_cases_have_leads_to_none_of_them,
    a_list_has_the_legacy_cases_behind_the_others_page_by_page_or_alone,
    every_broken_row_is_named_with_its_line_its_number_and_its_reason,
    an_import_again_changes_nothing_and_names_what_has_changed,
    an_import_that_was_stopped_goes_on_where_it_was,
    csv_files_are_read_with_a_second_one_of_entries_and_dates_of_a_zone,
    what_an_import_is_told_wrongly_it_says_before_it_begins,
}
