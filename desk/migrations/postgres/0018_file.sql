-- What is known of files that people attached. Their content lies in a folder, each under its id. A file belongs to the draft
-- of its uploader (draft_of) or to a case, and there, once it was sent, to an event. It is whole when its kind and its hash
-- are known. What was taken out, and what was never sent, is dropped: its content goes, then its row.
create table file (
  id uuid not null primary key,
  account_id uuid not null references account (id),
  uploader_id uuid not null references person (id),
  draft_of uuid,
  case_id uuid references support_case (id),
  event_seq bigint,
  name text not null,
  size bigint not null,
  received bigint not null,
  kind text,
  sha256 bytea,
  made_at bigint not null,
  dropped_at bigint
);
create index file_of_account on file (account_id);
create index file_of_case on file (case_id, event_seq) where event_seq is not null;
create index file_of_draft on file (draft_of) where draft_of is not null;
create index file_not_sent on file (made_at) where event_seq is null and dropped_at is null;
create index file_dropped on file (dropped_at) where dropped_at is not null;
