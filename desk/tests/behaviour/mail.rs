//! The outbox: each mail leaves once, is tried again when it does not, and is not kept longer than it is needed.

use std::path::Path;

use caseline_desk::mail::Transport;
use caseline_domain::case::Impact;
use caseline_domain::instant::{DAY, HOUR, MINUTE, SECOND, Timestamp};

use crate::support::{CONTACT, World, on_both_databases};

/// Cases whose customers are told something: two mails each.
async fn mails(w: &World, cases: usize) {
    for _ in 0..cases {
        let number = w.merchant.submits(Impact::Core).await;
        w.ana.takes(number).await.unwrap();
        w.ana.writes(number, "We are on it: look at \"Oslo\", 5 € …").await.unwrap();
    }
    w.past_the_beginning().await;
}

async fn send_all(w: &World, transport: &Transport) -> usize {
    let mut sent = 0;
    loop {
        match w.desk.send_due_mail(transport).await.unwrap() {
            0 => return sent,
            more => sent += more,
        }
    }
}

fn files(folder: &Path) -> Vec<(String, String)> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            (path.file_name().unwrap().to_str().unwrap().to_owned(), text)
        })
        .collect();
    files.sort();
    files
}

async fn without_smtp_each_mail_becomes_a_file_for_its_recipient(w: &World) {
    mails(w, 1).await;
    let folder = w.folder.join("mail");
    let transport = Transport::Files(folder.clone());
    assert_eq!(send_all(w, &transport).await, 2);
    let files = files(&folder);
    let recipients: Vec<_> = files
        .iter()
        .map(|(_, text)| text.lines().find_map(|line| line.strip_prefix("To: ")).unwrap().trim().to_owned())
        .collect();
    let mut sorted = recipients.clone();
    sorted.sort();
    assert_eq!(sorted, [w.merchant.email.as_str(), CONTACT]);
    for (name, text) in &files {
        let id = name.strip_suffix(".eml").unwrap();
        assert!(text.contains(&format!("Message-ID: <{id}@caseline.example>")), "{text}");
        assert!(text.contains("Auto-Submitted: auto-generated"), "{text}");
        assert!(text.contains("Subject: [C-1001] Orders stay in routing"), "{text}");
    }
    assert_eq!(w.count("select count(*) from outbox where sent_at is not null and body = ''").await, 2);
    assert_eq!(send_all(w, &transport).await, 0);
    w.later(DAY);
    assert_eq!(send_all(w, &transport).await, 0);
}

async fn two_senders_at_once_send_each_mail_once(w: &World) {
    mails(w, 20).await;
    let other = w.another_server().await;
    let folders = [w.folder.join("one"), w.folder.join("two")];
    let sender = |desk: caseline_desk::Desk, folder: &Path| {
        std::fs::create_dir_all(folder).unwrap();
        let transport = Transport::Files(folder.to_owned());
        tokio::spawn(async move {
            let mut tried = 0;
            loop {
                match desk.send_due_mail(&transport).await.unwrap() {
                    0 => return tried,
                    more => tried += more,
                }
            }
        })
    };
    let (one, two) = (sender(w.desk.clone(), &folders[0]), sender(other, &folders[1]));
    let tried = one.await.unwrap() + two.await.unwrap();
    assert_eq!(tried, 40);
    let mut names: Vec<_> = folders.iter().flat_map(|folder| files(folder)).map(|(name, _)| name).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 40, "each in one folder");
    assert_eq!(w.count("select count(*) from outbox where attempts = 1 and sent_at is not null").await, 40);
}

async fn what_a_server_claimed_before_it_was_killed_is_sent_after_its_lease(w: &World) {
    mails(w, 1).await;
    let mut tx = w.desk.store().write().await.unwrap();
    let claimed = tx.claim_mail(w.now(), w.now().plus_millis(2 * MINUTE), 20).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(claimed.len(), 2);
    let transport = Transport::Files(w.folder.join("mail"));
    assert_eq!(send_all(w, &transport).await, 0);
    w.later(2 * MINUTE);
    assert_eq!(send_all(w, &transport).await, 2);
}

async fn a_mail_that_fails_is_tried_again_with_growing_pauses_and_then_given_up(w: &World) {
    let number = w.stranger.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    w.ana.writes(number, "Hello.").await.unwrap();
    w.past_the_beginning().await;
    let file = w.folder.join("file");
    std::fs::write(&file, "not a folder").unwrap();
    let transport = Transport::Files(file.join("mail"));
    let mut pauses = Vec::new();
    loop {
        assert_eq!(w.desk.send_due_mail(&transport).await.unwrap(), 1);
        assert_eq!(w.desk.send_due_mail(&transport).await.unwrap(), 0, "not before its time");
        let (next, failed) = w.stored::<(i64, Option<i64>)>("select next_try_at, failed_at from outbox").await[0];
        if failed.is_some() {
            break;
        }
        let next = Timestamp::from_millis(next);
        pauses.push(next.since(w.now()));
        w.clock.set(next.plus_millis(-1));
        assert_eq!(w.desk.send_due_mail(&transport).await.unwrap(), 0);
        w.clock.set(next);
    }
    assert_eq!(pauses.len(), 11);
    assert_eq!(pauses[..3], [30 * SECOND, MINUTE, 2 * MINUTE]);
    assert!(pauses.is_sorted());
    assert!(*pauses.last().unwrap() <= 4 * HOUR);
    w.later(30 * DAY);
    assert_eq!(w.desk.send_due_mail(&transport).await.unwrap(), 0);
    assert_eq!(w.count("select count(*) from outbox where sent_at is null and attempts = 12").await, 1);
    assert_eq!(w.count("select count(*) from outbox where body <> ''").await, 0, "its links are not kept");
}

async fn a_mail_that_cannot_leave_holds_up_no_other(w: &World) {
    mails(w, 1).await;
    w.tamper("update outbox set recipient = 'not an address' where recipient like 'mara%'").await;
    let folder = w.folder.join("mail");
    assert_eq!(send_all(w, &Transport::Files(folder.clone())).await, 2);
    assert_eq!(files(&folder).len(), 1);
    assert_eq!(w.count("select count(*) from outbox where sent_at is null").await, 1);
}

async fn a_line_end_in_a_subject_or_an_address_begins_no_header(w: &World) {
    mails(w, 1).await;
    w.tamper("update outbox set subject = 'Hello\r\nBcc: spy@example.com\r\n\r\nRead this.'").await;
    w.tamper(
        "update outbox set recipient = 'mara@harborpine.example\r\nBcc: spy@example.com' where recipient like 'mara%'",
    )
    .await;
    let folder = w.folder.join("mail");
    assert_eq!(send_all(w, &Transport::Files(folder.clone())).await, 2);
    let files = files(&folder);
    assert_eq!(files.len(), 1, "the other has no address");
    let (headers, body) = files[0].1.split_once("\r\n\r\n").unwrap();
    assert!(headers.contains("Subject: ") && body.contains("wrote:"), "{headers}");
    assert!(!headers.lines().any(|line| line.to_lowercase().starts_with("bcc")), "{headers}");
}

async fn a_refused_act_sends_nothing(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    w.past_the_beginning().await;
    assert!(w.ana.agrees(number).await.is_err());
    assert!(w.merchant.agrees(number).await.is_err());
    assert!(w.outbox().await.is_empty());
}

on_both_databases! {
    without_smtp_each_mail_becomes_a_file_for_its_recipient,
    two_senders_at_once_send_each_mail_once,
    what_a_server_claimed_before_it_was_killed_is_sent_after_its_lease,
    a_mail_that_fails_is_tried_again_with_growing_pauses_and_then_given_up,
    a_mail_that_cannot_leave_holds_up_no_other,
    a_line_end_in_a_subject_or_an_address_begins_no_header,
    a_refused_act_sends_nothing,
}
