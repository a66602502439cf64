//! What is known of files that people attached, and what each belongs to. Their content is in [`crate::files`].

use caseline_domain::id::{AccountId, CaseId, FileId, PersonId};
use caseline_domain::instant::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use super::grants::granted_to;
use super::{Read, Result, StoreError, Write, on, word};
use crate::files::FileKind;

macro_rules! file {
    ($($rest:expr),+) => {
        concat!(
            "
select file.id, file.account_id, file.uploader_id, file.event_seq, file.name, file.size, file.received, file.kind, file.sha256
from file
",
            $($rest),+
        )
    };
}

const OWN_FILE: &str = file!(
    "where file.id = $1
  and file.uploader_id = $2
  and file.event_seq is null
  and file.dropped_at is null"
);

// Of their account or of one that lets it read, and in an entry that they may read.
const FILE_FOR_MEMBER: &str = file!(
    "join case_event on case_event.case_id = file.case_id and case_event.seq = file.event_seq
where file.id = $1
  and (file.account_id = $2
    or file.account_id in (
    ",
    granted_to!("$2"),
    "))
  and file.dropped_at is null
  and not case_event.internal"
);

const FILE_FOR_DESK: &str = file!(
    "where file.id = $1
  and file.event_seq is not null
  and file.dropped_at is null"
);

const FILES_OF_CASE: &str = file!(
    "where file.case_id = $1
  and file.event_seq is not null
order by file.event_seq, file.made_at, file.name"
);

const FILES_OF_DRAFT: &str = file!(
    "where file.draft_of = $1
  and file.account_id = $2
  and file.kind is not null
  and file.dropped_at is null
order by file.made_at, file.name"
);

const SIZE_OF_ACCOUNT: &str = "
select cast(coalesce(sum(size), 0) as bigint)
from file
where account_id = $1
  and dropped_at is null";

const INSERT_FILE: &str = "
insert into file (id, account_id, uploader_id, draft_of, case_id, event_seq, name, size, received, kind, sha256, made_at, dropped_at)
values ($1, $2, $3, $4, $5, null, $6, $7, 0, null, null, $8, null)";

const FILE_GREW: &str = "
update file
set received = $3
where id = $1
  and received = $2
  and kind is null
  and dropped_at is null";

const FILE_IS_WHOLE: &str = "
update file
set size = $2, received = $2, kind = $3, sha256 = $4
where id = $1
  and kind is null
  and dropped_at is null";

// By who uploaded it, on the case that it was uploaded for, and once.
const SEND_FILE: &str = "
update file
set event_seq = $4
where id = $1
  and uploader_id = $2
  and case_id = $3
  and event_seq is null
  and kind is not null
  and dropped_at is null
returning name";

const SEND_DRAFT_FILES: &str = "
update file
set draft_of = null, case_id = $3, event_seq = $4
where draft_of = $1
  and account_id = $2
  and kind is not null
  and dropped_at is null
returning name";

const DROP_FILE: &str = "
update file
set dropped_at = $2
where id = $1
  and event_seq is null
  and dropped_at is null";

const DROP_DRAFT_FILES: &str = "
update file
set dropped_at = $3
where draft_of = $1
  and account_id = $2
  and dropped_at is null";

// Of drafts, and for entries that they were writing.
const DROP_FILES_OF_PARTNER: &str = "
update file
set dropped_at = $3
where account_id = $1
  and event_seq is null
  and dropped_at is null
  and uploader_id in (
    select id
    from person
    where account_id = $2)";

// What a draft holds stays as long as the draft.
const DROP_FILES_NOT_SENT: &str = "
update file
set dropped_at = $2
where id in (
  select id
  from file
  where event_seq is null
    and dropped_at is null
    and made_at < $1
    and (kind is null or draft_of is null or not exists (
      select 1
      from draft
      where draft.author_id = file.draft_of and draft.account_id = file.account_id))
  limit 1000)";

const FILES_DROPPED: &str = "
select id
from file
where dropped_at is not null
limit 1000";

const DELETE_FILE: &str = "
delete from file
where id = $1
  and dropped_at is not null";

pub(super) const STATEMENTS: &[(&str, &str)] = &[
    ("OWN_FILE", OWN_FILE),
    ("FILE_FOR_MEMBER", FILE_FOR_MEMBER),
    ("FILE_FOR_DESK", FILE_FOR_DESK),
    ("FILES_OF_CASE", FILES_OF_CASE),
    ("FILES_OF_DRAFT", FILES_OF_DRAFT),
    ("SIZE_OF_ACCOUNT", SIZE_OF_ACCOUNT),
    ("INSERT_FILE", INSERT_FILE),
    ("FILE_GREW", FILE_GREW),
    ("FILE_IS_WHOLE", FILE_IS_WHOLE),
    ("SEND_FILE", SEND_FILE),
    ("SEND_DRAFT_FILES", SEND_DRAFT_FILES),
    ("DROP_FILE", DROP_FILE),
    ("DROP_DRAFT_FILES", DROP_DRAFT_FILES),
    ("DROP_FILES_OF_PARTNER", DROP_FILES_OF_PARTNER),
    ("DROP_FILES_NOT_SENT", DROP_FILES_NOT_SENT),
    ("FILES_DROPPED", FILES_DROPPED),
    ("DELETE_FILE", DELETE_FILE),
];

#[derive(FromRow)]
struct Row {
    id: Uuid,
    account_id: Uuid,
    uploader_id: Uuid,
    event_seq: Option<i64>,
    name: String,
    size: i64,
    received: i64,
    kind: Option<String>,
    sha256: Option<Vec<u8>>,
}

/// A file, whole or on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRow {
    pub id: FileId,
    /// Whose case or draft it is for.
    pub account: AccountId,
    pub uploader: PersonId,
    /// The event of its case that it was sent with.
    pub seq: Option<u32>,
    pub name: String,
    pub size: u64,
    /// How many bytes of it are here.
    pub received: u64,
    /// What its content is, once it is whole.
    pub kind: Option<FileKind>,
    pub sha256: Option<Vec<u8>>,
}

impl TryFrom<Row> for FileRow {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<FileRow> {
        let damaged = |_| StoreError::Damaged(format!("file {}", row.id));
        Ok(FileRow {
            id: FileId(row.id),
            account: AccountId(row.account_id),
            uploader: PersonId(row.uploader_id),
            seq: row.event_seq.map(u32::try_from).transpose().map_err(damaged)?,
            name: row.name,
            size: u64::try_from(row.size).map_err(damaged)?,
            received: u64::try_from(row.received).map_err(damaged)?,
            kind: row.kind.as_deref().map(word).transpose()?,
            sha256: row.sha256,
        })
    }
}

/// A file that begins.
#[derive(Clone, Debug)]
pub struct NewFile {
    pub id: FileId,
    pub account: AccountId,
    pub uploader: PersonId,
    /// The case that it is for; none: the uploader's draft for the account.
    pub case: Option<CaseId>,
    pub name: String,
    pub size: u64,
}

/// Sizes are bounded by what is configured, far below this.
fn stored(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

impl Read {
    /// A file that this person uploaded and did not send yet.
    pub async fn own_file(&mut self, id: FileId, uploader: PersonId) -> Result<Option<FileRow>> {
        let row: Option<Row> =
            on!(self, |c| sqlx::query_as(OWN_FILE).bind(id.0).bind(uploader.0).fetch_optional(c).await)?;
        row.map(FileRow::try_from).transpose()
    }

    /// A file that was sent, if members of the account `own` may read it.
    pub async fn file_for_member(&mut self, id: FileId, own: AccountId) -> Result<Option<FileRow>> {
        let row: Option<Row> =
            on!(self, |c| sqlx::query_as(FILE_FOR_MEMBER).bind(id.0).bind(own.0).fetch_optional(c).await)?;
        row.map(FileRow::try_from).transpose()
    }

    /// A file that was sent, on whichever case.
    pub async fn file_for_desk(&mut self, id: FileId) -> Result<Option<FileRow>> {
        let row: Option<Row> = on!(self, |c| sqlx::query_as(FILE_FOR_DESK).bind(id.0).fetch_optional(c).await)?;
        row.map(FileRow::try_from).transpose()
    }

    /// All files of a case's events, in their order.
    pub async fn files_of_case(&mut self, case: CaseId) -> Result<Vec<FileRow>> {
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(FILES_OF_CASE).bind(case.0).fetch_all(c).await)?;
        rows.into_iter().map(FileRow::try_from).collect()
    }

    /// The whole files of a draft.
    pub async fn files_of_draft(&mut self, author: PersonId, account: AccountId) -> Result<Vec<FileRow>> {
        let rows: Vec<Row> =
            on!(self, |c| sqlx::query_as(FILES_OF_DRAFT).bind(author.0).bind(account.0).fetch_all(c).await)?;
        rows.into_iter().map(FileRow::try_from).collect()
    }

    /// How many bytes an account's files have, with those on their way.
    pub async fn size_of_account(&mut self, account: AccountId) -> Result<u64> {
        let size: i64 = on!(self, |c| sqlx::query_scalar(SIZE_OF_ACCOUNT).bind(account.0).fetch_one(c).await)?;
        Ok(u64::try_from(size).unwrap_or(0))
    }

    /// Some of those whose content is to go.
    pub async fn files_dropped(&mut self) -> Result<Vec<FileId>> {
        let ids: Vec<Uuid> = on!(self, |c| sqlx::query_scalar(FILES_DROPPED).fetch_all(c).await)?;
        Ok(ids.into_iter().map(FileId).collect())
    }
}

impl Write {
    pub async fn insert_file(&mut self, file: &NewFile, now: Timestamp) -> Result<()> {
        let draft_of = file.case.is_none().then_some(file.uploader.0);
        on!(self, |c| sqlx::query(INSERT_FILE)
            .bind(file.id.0)
            .bind(file.account.0)
            .bind(file.uploader.0)
            .bind(draft_of)
            .bind(file.case.map(|case| case.0))
            .bind(&file.name)
            .bind(stored(file.size))
            .bind(now.millis())
            .execute(c)
            .await
            .map(|_| ()))?;
        Ok(())
    }

    /// Notes how far a file has come; false when that is not where it stood.
    pub async fn file_grew(&mut self, id: FileId, from: u64, to: u64) -> Result<bool> {
        Ok(on!(self, |c| sqlx::query(FILE_GREW)
            .bind(id.0)
            .bind(stored(from))
            .bind(stored(to))
            .execute(c)
            .await
            .map(|done| done.rows_affected() > 0))?)
    }

    /// All of it is here; false when it was dropped meanwhile.
    pub async fn file_is_whole(&mut self, id: FileId, size: u64, kind: FileKind, sha256: &[u8]) -> Result<bool> {
        Ok(on!(self, |c| sqlx::query(FILE_IS_WHOLE)
            .bind(id.0)
            .bind(stored(size))
            .bind(kind.key())
            .bind(sha256)
            .execute(c)
            .await
            .map(|done| done.rows_affected() > 0))?)
    }

    /// Sends a file with an event of the case that it was uploaded for; gives its name, or nothing when it cannot be sent.
    pub async fn send_file(
        &mut self,
        id: FileId,
        uploader: PersonId,
        case: CaseId,
        seq: u32,
    ) -> Result<Option<String>> {
        Ok(on!(self, |c| sqlx::query_scalar(SEND_FILE)
            .bind(id.0)
            .bind(uploader.0)
            .bind(case.0)
            .bind(i64::from(seq))
            .fetch_optional(c)
            .await)?)
    }

    /// Sends the files of a draft with an event of the case that it became; gives their names.
    pub async fn send_draft_files(
        &mut self,
        (author, account): (PersonId, AccountId),
        case: CaseId,
        seq: u32,
    ) -> Result<Vec<String>> {
        Ok(on!(self, |c| sqlx::query_scalar(SEND_DRAFT_FILES)
            .bind(author.0)
            .bind(account.0)
            .bind(case.0)
            .bind(i64::from(seq))
            .fetch_all(c)
            .await)?)
    }

    /// A file that was not sent is not wanted any more.
    pub async fn drop_file(&mut self, id: FileId, now: Timestamp) -> Result<()> {
        on!(self, |c| sqlx::query(DROP_FILE).bind(id.0).bind(now.millis()).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    pub async fn drop_draft_files(&mut self, author: PersonId, account: AccountId, now: Timestamp) -> Result<()> {
        on!(self, |c| sqlx::query(DROP_DRAFT_FILES)
            .bind(author.0)
            .bind(account.0)
            .bind(now.millis())
            .execute(c)
            .await
            .map(|_| ()))?;
        Ok(())
    }

    /// Drops what the partner's people uploaded for this merchant and did not send.
    pub async fn drop_files_of_partner(
        &mut self,
        merchant: AccountId,
        partner: AccountId,
        now: Timestamp,
    ) -> Result<()> {
        on!(self, |c| sqlx::query(DROP_FILES_OF_PARTNER)
            .bind(merchant.0)
            .bind(partner.0)
            .bind(now.millis())
            .execute(c)
            .await
            .map(|_| ()))?;
        Ok(())
    }

    /// Drops a batch of what was begun before `before` and not sent; how many.
    pub async fn drop_files_not_sent(&mut self, before: Timestamp, now: Timestamp) -> Result<u64> {
        Ok(on!(self, |c| sqlx::query(DROP_FILES_NOT_SENT)
            .bind(before.millis())
            .bind(now.millis())
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?)
    }

    /// The row of a dropped file whose content is gone.
    pub async fn delete_file(&mut self, id: FileId) -> Result<()> {
        on!(self, |c| sqlx::query(DELETE_FILE).bind(id.0).execute(c).await.map(|_| ()))?;
        Ok(())
    }
}
