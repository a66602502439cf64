//! Files that are attached: to a draft, to a message, to an internal note; and who may read them.

use std::fs;

use caseline_desk::cases::Submitted;
use caseline_desk::error::Refusal;
use caseline_desk::files::{FileFor, FileKind, FileRefusal};
use caseline_domain::case::{Impact, Visibility};
use caseline_domain::form::PhoneCase;
use caseline_domain::id::FileId;
use caseline_domain::instant::{DAY, HOUR};
use tokio::io::AsyncReadExt;

use crate::support::{Person, World, details, fields, note, on_both_databases, refused, request_fields, text};

pub(crate) const LOG: &[u8] = b"2026-11-24 ERROR no route for order 4711\n";

impl Person {
    /// Uploads a file at once and whole.
    pub(crate) async fn uploads(&self, what: FileFor, name: &str, content: &[u8]) -> FileId {
        let id = self.desk.announce_file(&self.actor, what, name, content.len() as u64).await.unwrap();
        assert!(self.sends(id, 0, content).await.unwrap());
        id
    }

    /// Sends a piece; whether that was the last.
    async fn sends(&self, id: FileId, offset: u64, piece: &[u8]) -> Result<bool, FileRefusal> {
        let mut upload = self.desk.go_on_with_file(&self.actor, id, offset).await?;
        upload.write(piece).await?;
        Ok(upload.pause().await?.is_whole)
    }

    pub(crate) async fn reads(&self, id: FileId) -> Option<Vec<u8>> {
        match self.desk.file(&self.actor, id).await {
            Ok((_, mut content)) => {
                let mut all = Vec::new();
                content.read_to_end(&mut all).await.unwrap();
                Some(all)
            }
            Err(FileRefusal::Refused(Refusal::NotThere)) => None,
            Err(other) => panic!("{other:?}"),
        }
    }
}

/// What lies in the folder of files.
pub(crate) fn kept(w: &World) -> usize {
    fs::read_dir(&w.desk.settings().files.folder).map_or(0, Iterator::count)
}

async fn a_file_comes_in_pieces_and_goes_on_where_it_stood(w: &World) {
    let mara = &w.merchant;
    let id = w.desk.announce_file(&mara.actor, FileFor::Draft, "C:\\logs\\error.log", LOG.len() as u64).await.unwrap();
    assert_eq!(id.0.get_version_num(), 4, "nobody guesses it");
    assert!(!mara.sends(id, 0, &LOG[..10]).await.unwrap());
    refused!(mara.sends(id, 0, &LOG[..10]).await, FileRefusal::Offset(10));
    refused!(mara.sends(id, 11, &LOG[11..]).await, FileRefusal::Offset(10));
    assert_eq!(mara.reads(id).await, None, "not whole yet");
    assert!(w.desk.draft_files(&mara.actor).await.unwrap().is_empty());

    // Of two who send at once one waits; what came and was not acknowledged is sent again.
    let mut one = w.desk.go_on_with_file(&mara.actor, id, 10).await.unwrap();
    one.write(b"XXXXXXXXXXXX").await.unwrap();
    refused!(mara.sends(id, 10, &LOG[10..]).await, FileRefusal::Busy);
    drop(one);
    refused!(mara.sends(id, 10, &[LOG, LOG].concat()).await, FileRefusal::TooMuch);
    assert!(mara.sends(id, 10, &LOG[10..]).await.unwrap());
    refused!(mara.sends(id, LOG.len() as u64, b"").await, FileRefusal::Offset(_));
    assert_eq!(mara.reads(id).await.unwrap(), LOG);

    let file = &w.desk.draft_files(&mara.actor).await.unwrap()[0];
    assert_eq!((file.name.as_str(), file.size, file.kind), ("error.log", LOG.len() as u64, Some(FileKind::Text)));
    assert_eq!(file.sha256.as_ref().unwrap().len(), 32);
}

async fn what_stopped_before_it_was_noted_is_gone_on_with(w: &World) {
    let mara = &w.merchant;
    let id = mara.uploads(FileFor::Draft, "a.log", LOG).await;
    // Named, and the server stopped before it said so to the database.
    w.tamper("update file set kind = null, sha256 = null").await;
    assert!(mara.sends(id, LOG.len() as u64, b"").await.unwrap());
    assert_eq!(mara.reads(id).await.unwrap(), LOG);
    assert_eq!(kept(w), 1);
}

async fn the_bounds_are_kept(w: &World) {
    let mara = &w.merchant.actor;
    let limits = w.desk.settings().files.clone();
    let announce = |size| w.desk.announce_file(mara, FileFor::Draft, "a", size);
    refused!(announce(limits.largest + 1).await, FileRefusal::TooLarge { .. });
    refused!(announce(0).await, FileRefusal::Empty);
    // What is announced is counted at once, and given back when it is taken out.
    let mut large = Vec::new();
    for _ in 0..limits.per_account / limits.largest {
        large.push(announce(limits.largest).await.unwrap());
    }
    refused!(announce(1).await, FileRefusal::AccountFull { .. });
    let mut form = w.desk.take_file(mara, FileFor::Draft, "a").await.unwrap();
    form.write(LOG).await.unwrap();
    refused!(form.finish().await, FileRefusal::AccountFull { .. });
    assert!(w.desk.announce_file(&w.stranger.actor, FileFor::Draft, "a", 1).await.is_ok(), "another account has room");
    w.desk.remove_file(mara, large[0]).await.unwrap();
    assert!(announce(1).await.is_ok());
    assert_eq!(w.count("select count(*) from file where dropped_at is not null").await, 0, "nothing is left of it");
}

async fn a_message_brings_its_files_to_whom_it_may_be_read_by(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    w.ana.takes(number).await.unwrap();
    w.past_the_beginning().await;
    let case = FileFor::Case(number);
    let theirs = w.merchant.uploads(case, "orders.csv", b"order;state\n").await;
    let notes = w.ana.uploads(case, "dump.sql", b"select 1\n").await;
    for id in [theirs, notes] {
        for person in [&w.colleague, &w.stranger, &w.ben, &w.manager] {
            assert_eq!(person.reads(id).await, None, "not sent yet: its uploader's alone");
        }
    }
    let form = w.merchant.form(number).await;
    w.desk.write_message_with(&w.merchant.actor, form, text("Here they are."), vec![theirs]).await.unwrap();
    let form = w.ana.form(number).await;
    w.desk.write_note_with(&w.ana.actor, form, note("From their database."), vec![notes]).await.unwrap();

    let may = |person: &'_ Person| {
        let person = person.clone();
        async move { [person.reads(theirs).await.is_some(), person.reads(notes).await.is_some()] }
    };
    for us in [&w.ana, &w.ben, &w.manager, &w.administrator] {
        assert_eq!(may(us).await, [true, true], "{}", us.actor.name);
    }
    for them in [&w.merchant, &w.colleague] {
        assert_eq!(may(them).await, [true, false], "{}", them.actor.name);
    }
    assert_eq!(may(&w.stranger).await, [false, false]);

    let names = |view: caseline_desk::cases::CaseView| {
        view.files.iter().map(|file| file.name.clone()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(names(w.colleague.sees(number).await), "orders.csv");
    let desk = w.ben.sees(number).await;
    let note = desk.events.iter().find(|event| event.recorded.event.visibility() == Visibility::Internal);
    let (note, last) = (note.unwrap().recorded.seq, desk.case.last);
    assert_eq!(desk.files_of(note).map(|file| file.name.as_str()).collect::<Vec<_>>(), ["dump.sql"]);
    assert_eq!(note, last);
    assert_eq!(names(desk), "orders.csv dump.sql");

    let mail: Vec<_> = w.outbox().await.into_iter().map(|(_, _, body)| body).collect();
    assert!(mail.iter().any(|body| body.contains("Attached: orders.csv")), "{mail:?}");
    assert!(!mail.iter().any(|body| body.contains("dump") || body.contains("order;state")), "{mail:?}");
}

async fn a_file_is_sent_once_by_its_uploader_on_the_case_it_is_for(w: &World) {
    let [one, two] = [w.merchant.submits(Impact::Core).await, w.merchant.submits(Impact::Core).await];
    let id = w.merchant.uploads(FileFor::Case(one), "a.log", LOG).await;
    let sends = |person: &Person, number, files: Vec<FileId>| {
        let person = person.clone();
        async move {
            let form = person.form(number).await;
            person.desk.write_message_with(&person.actor, form, text("T"), files).await
        }
    };
    let unfinished = w.desk.announce_file(&w.merchant.actor, FileFor::Case(one), "b", 9).await.unwrap();
    let before = w.everything_written().await;
    refused!(sends(&w.merchant, two, vec![id]).await, Refusal::Fields(_));
    refused!(sends(&w.colleague, one, vec![id]).await, Refusal::Fields(_));
    refused!(sends(&w.ana, one, vec![id]).await, Refusal::Fields(_));
    refused!(sends(&w.merchant, one, vec![unfinished]).await, Refusal::Fields(_));
    refused!(sends(&w.merchant, one, vec![id; 11]).await, Refusal::Fields(_));
    assert_eq!(w.everything_written().await, before, "and nothing of the message either");
    sends(&w.merchant, one, vec![id]).await.unwrap();
    refused!(sends(&w.merchant, one, vec![id]).await, Refusal::Fields(_));
    refused!(w.desk.remove_file(&w.merchant.actor, id).await, Refusal::NotThere);
    refused!(
        w.desk.announce_file(&w.stranger.actor, FileFor::Case(one), "a", 9).await,
        FileRefusal::Refused(Refusal::NotThere)
    );
    refused!(
        w.desk.announce_file(&w.administrator.actor, FileFor::Case(one), "a", 9).await,
        FileRefusal::Refused(Refusal::NotThere)
    );
}

async fn a_draft_keeps_its_files_and_they_open_the_case_with_it(w: &World) {
    let mara = &w.merchant;
    let id = mara.uploads(FileFor::Draft, "screen.png", b"\x89PNG\r\n\x1a\n....").await;
    w.desk.save_draft(&mara.actor, &request_fields(Impact::Core), 0, fields(&[])).await.unwrap();
    w.later(3 * DAY);
    w.desk.sweep().await.unwrap();
    assert!(mara.reads(id).await.is_some(), "as long as there is the draft");
    assert_eq!(w.colleague.reads(id).await, None);
    assert_eq!(w.ana.reads(id).await, None);

    let Submitted::Opened(number) = w.desk.submit_request(&mara.actor, details(Impact::Core), None).await.unwrap()
    else {
        panic!("a P2 need not be phoned")
    };
    assert!(w.colleague.reads(id).await.is_some() && w.ana.reads(id).await.is_some());
    assert_eq!(w.stranger.reads(id).await, None);
    assert_eq!(w.colleague.sees(number).await.files_of(1).count(), 1);
    assert!(w.desk.draft_files(&mara.actor).await.unwrap().is_empty());
    let mail = w.outbox().await;
    assert!(mail.iter().any(|(kind, _, body)| kind == "received" && body.contains("Attached: screen.png")), "{mail:?}");
    w.later(3 * DAY);
    w.desk.sweep().await.unwrap();
    assert!(mara.reads(id).await.is_some(), "what was sent stays");
}

async fn a_call_code_brings_the_files_of_its_draft(w: &World) {
    let mara = &w.merchant;
    mara.uploads(FileFor::Draft, "a.log", LOG).await;
    w.desk.save_draft(&mara.actor, &request_fields(Impact::Outage), 0, fields(&[])).await.unwrap();
    w.desk.make_call_code(&mara.actor).await.unwrap();
    let code = w.desk.call_card(&mara.actor).await.unwrap().unwrap().code;
    let call = PhoneCase {
        account: mara.account(),
        caller: None,
        details: details(Impact::Outage),
        answered: w.now(),
        code: Some(code),
    };
    let number = w.desk.open_by_phone(&w.ana.actor, call, None).await.unwrap();
    assert_eq!(w.ben.sees(number).await.files_of(1).count(), 1);
}

async fn what_is_not_sent_goes_after_a_day_and_what_is_discarded_at_once(w: &World) {
    let number = w.merchant.submits(Impact::Core).await;
    w.merchant.uploads(FileFor::Case(number), "a.log", LOG).await;
    w.merchant.uploads(FileFor::Draft, "b.log", LOG).await;
    let half = w.desk.announce_file(&w.merchant.actor, FileFor::Draft, "c.log", 9).await.unwrap();
    assert!(!w.merchant.sends(half, 0, b"abc").await.unwrap());
    assert_eq!(kept(w), 3);
    w.later(DAY - HOUR);
    w.desk.sweep().await.unwrap();
    assert_eq!(kept(w), 3);
    w.later(2 * HOUR);
    w.desk.sweep().await.unwrap();
    assert_eq!((kept(w), w.count("select count(*) from file").await), (0, 0));

    w.desk.save_draft(&w.merchant.actor, &request_fields(Impact::Core), 0, fields(&[])).await.unwrap();
    w.merchant.uploads(FileFor::Draft, "d.log", LOG).await;
    w.desk.discard_draft(&w.merchant.actor).await.unwrap();
    assert_eq!((kept(w), w.count("select count(*) from file").await), (0, 0));
}

on_both_databases! {
    a_file_comes_in_pieces_and_goes_on_where_it_stood,
    what_stopped_before_it_was_noted_is_gone_on_with,
    the_bounds_are_kept,
    a_message_brings_its_files_to_whom_it_may_be_read_by,
    a_file_is_sent_once_by_its_uploader_on_the_case_it_is_for,
    a_draft_keeps_its_files_and_they_open_the_case_with_it,
    a_call_code_brings_the_files_of_its_draft,
    what_is_not_sent_goes_after_a_day_and_what_is_discarded_at_once,
}
