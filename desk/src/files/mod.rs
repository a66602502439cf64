//! Files that people attach to a draft or to an entry of a case: received piece by piece, so that a connection may break;
//! kept under names of our own; and given to nobody who may not read the entry they were sent with.
//! Deliberately absent: looking into them. Nothing is unpacked, scaled or shown by us.

mod content;
mod kind;

use std::io;
use std::path::PathBuf;

use caseline_domain::access::{Action, Actor, decide};
use caseline_domain::form::{FILES, FieldErrors};
use caseline_domain::id::{AccountId, CaseId, CaseNumber, FileId, PersonId};
use caseline_domain::instant::DAY;
use caseline_domain::text::file_name;
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

use content::Part;
pub use kind::FileKind;

use crate::Desk;
use crate::cases::{acts_on_cases, written_for};
use crate::error::Refusal;
use crate::store::{FileRow, NewFile, StoreError, Write};

const MEGABYTE: u64 = 1024 * 1024;
/// What was not sent within this is not wanted any more.
const NOT_SENT_KEPT: i64 = DAY;

/// How much may be attached, and where it is kept.
#[derive(Clone, Debug)]
pub struct FileSettings {
    /// All servers of an installation need the same one.
    pub folder: PathBuf,
    /// The largest file, in bytes.
    pub largest: u64,
    pub per_entry: usize,
    /// What all files of an account may have together, in bytes.
    pub per_account: u64,
}

impl FileSettings {
    /// In megabytes, as they are configured.
    #[must_use]
    pub fn new(folder: PathBuf, max_file_mb: u32, per_entry: u16, max_account_mb: u32) -> FileSettings {
        FileSettings {
            folder,
            largest: u64::from(max_file_mb) * MEGABYTE,
            per_entry: per_entry.into(),
            per_account: u64::from(max_account_mb) * MEGABYTE,
        }
    }
}

/// What a file is uploaded for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFor {
    /// The request that its uploader is writing for the account that they look at.
    Draft,
    /// An entry that is being written on this case.
    Case(CaseNumber),
}

/// Why a file is not taken.
#[derive(Debug, thiserror::Error)]
pub enum FileRefusal {
    #[error("larger than {most} bytes")]
    TooLarge { size: u64, most: u64 },
    #[error("empty")]
    Empty,
    #[error("more than {most} files")]
    TooMany { most: usize },
    #[error("the account has more than {most} bytes")]
    AccountFull { most: u64 },
    /// It goes on at this byte.
    #[error("it goes on at {0}")]
    Offset(u64),
    /// Another connection writes it at this moment.
    #[error("it is being written")]
    Busy,
    /// More came than was announced.
    #[error("more than was announced")]
    TooMuch,
    #[error("the folder of files: {0}")]
    Folder(#[from] io::Error),
    #[error(transparent)]
    Refused(#[from] Refusal),
}

impl From<StoreError> for FileRefusal {
    fn from(error: StoreError) -> Self {
        FileRefusal::Refused(error.into())
    }
}

/// A file on its way: the one writer it has.
pub struct Upload {
    desk: Desk,
    id: FileId,
    file: File,
    /// Where this connection began, and where it is.
    from: u64,
    at: u64,
    size: Size,
}

/// How large a file on its way is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Size {
    Announced(u64),
    /// It comes with its form: there has to be room for it in this account once it is known.
    Unknown(AccountId),
}

/// How far a file has come.
#[derive(Clone, Debug)]
pub struct Progress {
    pub received: u64,
    pub is_whole: bool,
}

impl Desk {
    /// Where a file of this person for `what` belongs: its account, and its case.
    async fn place(&self, actor: &Actor, what: FileFor) -> Result<(AccountId, Option<CaseId>), Refusal> {
        let mut db = self.store().read().await?;
        match what {
            FileFor::Draft => Ok((written_for(actor)?, None)),
            FileFor::Case(number) => {
                let row = match actor.standing.account() {
                    Some(own) => db.case_for_member(own, number).await?,
                    None => db.case(number).await?,
                };
                let row = row.ok_or(Refusal::NotThere)?;
                decide(actor, acts_on_cases(actor)(row.account))?;
                Ok((row.account, Some(row.id)))
            }
        }
    }

    /// Begins a file of so many bytes; `size` is 0 where that is not known yet.
    async fn begin(
        &self,
        actor: &Actor,
        what: FileFor,
        name: &str,
        size: u64,
    ) -> Result<(FileId, AccountId), FileRefusal> {
        let limits = &self.settings().files;
        if size > limits.largest {
            return Err(FileRefusal::TooLarge { size, most: limits.largest });
        }
        let (account, case) = self.place(actor, what).await?;
        let mut db = self.store().read().await?;
        if what == FileFor::Draft && db.files_of_draft(actor.person, account).await?.len() >= limits.per_entry {
            return Err(FileRefusal::TooMany { most: limits.per_entry });
        }
        drop(db);
        let (id, now) = (FileId(self.ids().random_id()), self.now());
        let file = NewFile { id, account, uploader: actor.person, case, name: file_name(name), size };
        let most = limits.per_account;
        self.write::<_, FileRefusal, _>(move |tx| {
            Box::pin(async move {
                fits(tx, account, size, most).await?;
                Ok(tx.insert_file(&file, now).await?)
            })
        })
        .await?;
        Ok((id, account))
    }

    /// Announces a file; its content follows.
    pub async fn announce_file(
        &self,
        actor: &Actor,
        what: FileFor,
        name: &str,
        size: u64,
    ) -> Result<FileId, FileRefusal> {
        if size == 0 {
            return Err(FileRefusal::Empty);
        }
        Ok(self.begin(actor, what, name, size).await?.0)
    }

    /// A file that comes with its form, so that nobody has said how large it is.
    pub async fn take_file(&self, actor: &Actor, what: FileFor, name: &str) -> Result<Upload, FileRefusal> {
        let (id, account) = self.begin(actor, what, name, 0).await?;
        let file = self.only_writer(id).await?.from(0).await?;
        Ok(Upload { desk: self.clone(), id, file, from: 0, at: 0, size: Size::Unknown(account) })
    }

    /// A file that this person uploads or has uploaded, and has not sent.
    pub async fn own_file(&self, actor: &Actor, id: FileId) -> Result<FileRow, Refusal> {
        self.store().read().await?.own_file(id, actor.person).await?.ok_or(Refusal::NotThere)
    }

    /// Goes on with a file that was announced, from the byte where it stands.
    pub async fn go_on_with_file(&self, actor: &Actor, id: FileId, offset: u64) -> Result<Upload, FileRefusal> {
        self.stands_at(actor, id, offset).await?;
        let part = self.only_writer(id).await?;
        // Now that nobody else writes it: it may stand elsewhere than a moment ago.
        let size = self.stands_at(actor, id, offset).await?;
        let file = part.from(offset).await?;
        Ok(Upload { desk: self.clone(), id, file, from: offset, at: offset, size: Size::Announced(size) })
    }

    /// How large a file is that goes on at `offset`.
    async fn stands_at(&self, actor: &Actor, id: FileId, offset: u64) -> Result<u64, FileRefusal> {
        let row = self.own_file(actor, id).await?;
        if row.kind.is_some() || offset != row.received {
            return Err(FileRefusal::Offset(row.received));
        }
        Ok(row.size)
    }

    async fn only_writer(&self, id: FileId) -> Result<Part, FileRefusal> {
        Part::open(&self.settings().files.folder, id).await?.ok_or(FileRefusal::Busy)
    }

    /// Takes a file out again that was not sent.
    pub async fn remove_file(&self, actor: &Actor, id: FileId) -> Result<(), Refusal> {
        self.own_file(actor, id).await?;
        self.drop_file(id).await
    }

    async fn drop_file(&self, id: FileId) -> Result<(), Refusal> {
        let now = self.now();
        self.write::<_, Refusal, _>(move |tx| Box::pin(async move { Ok(tx.drop_file(id, now).await?) })).await?;
        self.remove_dropped_files().await;
        Ok(())
    }

    /// A file that this person may read, and its content.
    pub async fn file(&self, actor: &Actor, id: FileId) -> Result<(FileRow, File), FileRefusal> {
        let mut db = self.store().read().await?;
        let own = db.own_file(id, actor.person).await?.filter(|row| row.kind.is_some());
        let row = match (own, actor.standing.account()) {
            (Some(own), _) => Some(own),
            (None, Some(own)) => {
                let row = db.file_for_member(id, own).await?.ok_or(Refusal::NotThere)?;
                decide(actor, Action::ReadInPortal { account: row.account }).map_err(Refusal::from)?;
                Some(row)
            }
            (None, None) => {
                decide(actor, Action::ReadOnDesk).map_err(Refusal::from)?;
                db.file_for_desk(id).await?
            }
        };
        let row = row.ok_or(Refusal::NotThere)?;
        let content = File::open(content::whole(&self.settings().files.folder, id)).await?;
        Ok((row, content))
    }

    /// The files of this person's draft for the account that they look at.
    pub async fn draft_files(&self, actor: &Actor) -> Result<Vec<FileRow>, Refusal> {
        let account = written_for(actor)?;
        Ok(self.store().read().await?.files_of_draft(actor.person, account).await?)
    }

    /// Drops what was never sent, and takes away what is dropped; returns how many files were dropped.
    pub(crate) async fn sweep_files(&self) -> Result<u64, Refusal> {
        let now = self.now();
        let before = now.plus_millis(-NOT_SENT_KEPT);
        let mut swept = 0;
        loop {
            let rows = self.write::<_, Refusal, _>(move |tx| {
                Box::pin(async move { Ok(tx.drop_files_not_sent(before, now).await?) })
            });
            match rows.await? {
                0 => break,
                rows => swept += rows,
            }
        }
        self.remove_dropped_files().await;
        Ok(swept)
    }

    /// The content first and then the row: what stops in between is gone on with by the next one.
    pub(crate) async fn remove_dropped_files(&self) {
        if let Err(error) = self.try_to_remove_dropped_files().await {
            tracing::warn!(%error, "content of dropped files is still there; trying again tomorrow");
        }
    }

    async fn try_to_remove_dropped_files(&self) -> Result<(), FileRefusal> {
        loop {
            let dropped = self.store().read().await?.files_dropped().await?;
            if dropped.is_empty() {
                return Ok(());
            }
            for id in &dropped {
                content::remove(&self.settings().files.folder, *id).await?;
            }
            self.write::<_, Refusal, _>(move |tx| {
                Box::pin(async move {
                    for id in dropped {
                        tx.delete_file(id).await?;
                    }
                    Ok(())
                })
            })
            .await?;
        }
    }
}

impl Upload {
    #[must_use]
    pub fn id(&self) -> FileId {
        self.id
    }

    /// Takes the next bytes.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), FileRefusal> {
        let at = self.at + bytes.len() as u64;
        let most = self.desk.settings().files.largest;
        match self.size {
            Size::Announced(size) if at > size => return Err(FileRefusal::TooMuch),
            Size::Unknown(_) if at > most => return Err(FileRefusal::TooLarge { size: at, most }),
            _ => {}
        }
        self.file.write_all(bytes).await?;
        self.at = at;
        Ok(())
    }

    /// Keeps what has come so far, and the whole file once that is all of it.
    pub async fn pause(mut self) -> Result<Progress, FileRefusal> {
        self.on_the_disk().await?;
        let (id, from, at) = (self.id, self.from, self.at);
        let grew =
            self.desk.write::<_, Refusal, _>(move |tx| Box::pin(async move { Ok(tx.file_grew(id, from, at).await?) }));
        if !grew.await? {
            // Taken out meanwhile.
            return Err(Refusal::NotThere.into());
        }
        let is_whole = self.size == Size::Announced(at);
        if is_whole {
            self.becomes_whole().await?;
        }
        Ok(Progress { received: at, is_whole })
    }

    /// All of a file that came with its form is here. What is refused leaves nothing behind.
    pub async fn finish(mut self) -> Result<(), FileRefusal> {
        let (desk, id) = (self.desk.clone(), self.id);
        let finished = match self.at {
            0 => Err(FileRefusal::Empty),
            _ => match self.on_the_disk().await {
                Ok(()) => self.becomes_whole().await,
                Err(error) => Err(error.into()),
            },
        };
        if finished.is_err() {
            desk.drop_file(id).await?;
        }
        finished
    }

    /// It is not wanted: too large, or its connection broke.
    pub async fn give_up(self) -> Result<(), Refusal> {
        self.desk.drop_file(self.id).await
    }

    async fn on_the_disk(&mut self) -> io::Result<()> {
        self.file.flush().await?;
        self.file.sync_data().await
    }

    async fn becomes_whole(mut self) -> Result<(), FileRefusal> {
        let (kind, sha256) = content::read_through(&mut self.file).await?;
        let (id, size, most) = (self.id, self.at, self.desk.settings().files.per_account);
        if let Size::Unknown(account) = self.size {
            self.desk
                .write::<_, FileRefusal, _>(move |tx| Box::pin(async move { fits(tx, account, size, most).await }))
                .await?;
        }
        content::finish(&self.desk.settings().files.folder, id).await?;
        let whole = self.desk.write::<_, Refusal, _>(move |tx| {
            Box::pin(async move { Ok(tx.file_is_whole(id, size, kind, &sha256).await?) })
        });
        // Taken out meanwhile: its content went, or goes with the next sweep.
        if whole.await? { Ok(()) } else { Err(Refusal::NotThere.into()) }
    }
}

/// Whether an account has room for so much more.
async fn fits(tx: &mut Write, account: AccountId, size: u64, most: u64) -> Result<(), FileRefusal> {
    if tx.size_of_account(account).await? + size > most {
        return Err(FileRefusal::AccountFull { most });
    }
    Ok(())
}

/// Sends the files of an entry with it; gives their names. One that cannot be sent keeps the whole entry back.
pub(crate) async fn send(
    tx: &mut Write,
    files: &[FileId],
    uploader: PersonId,
    (case, seq): (CaseId, u32),
    most: usize,
) -> Result<Vec<String>, Refusal> {
    if files.len() > most {
        return Err(too_many(most).into());
    }
    let mut names = Vec::with_capacity(files.len());
    for id in files {
        let Some(name) = tx.send_file(*id, uploader, case, seq).await? else {
            let sentence = "A file is not here any more: what is not sent within a day is removed. Attach it again.";
            return Err(FieldErrors::one(FILES, sentence).into());
        };
        names.push(name);
    }
    Ok(names)
}

/// Sends the files of a draft, of that author and account, with the entry that opens its case; gives their names.
pub(crate) async fn send_draft(
    tx: &mut Write,
    draft: (PersonId, AccountId),
    case: CaseId,
    most: usize,
) -> Result<Vec<String>, Refusal> {
    let names = tx.send_draft_files(draft, case, 1).await?;
    if names.len() > most {
        return Err(too_many(most).into());
    }
    Ok(names)
}

fn too_many(most: usize) -> FieldErrors {
    FieldErrors::one(FILES, format!("At most {most} files go with one entry. Remove some, and send the rest after it."))
}
