-- The first schema. Instants are milliseconds since 1970 UTC, ids are UUIDs made by the program, texts that people
-- search by have a folded twin (SQLite's lower() knows ASCII only). Nothing here computes: no default, no trigger.

create table plan (
  id uuid not null primary key,
  name text not null,
  version bigint not null,
  body text not null,
  created_at bigint not null,
  unique (name, version)
);

create table account (
  id uuid not null primary key,
  name text not null,
  name_folded text collate "C" not null,
  kind text not null,
  contact_email text not null,
  zone text not null,
  plan_id uuid not null references plan (id),
  created_at bigint not null
);
create index account_by_name on account (name_folded, id);

create table person (
  id uuid not null primary key,
  email text not null,
  email_folded text not null unique,
  name text not null,
  standing text not null,
  account_id uuid references account (id),
  password_hash text,
  zone text not null,
  phone text,
  prefers text not null,
  expertise text not null,
  shift_from bigint,
  shift_until bigint,
  disabled_at bigint,
  created_at bigint not null
);
create index person_by_account on person (account_id, id);
create index person_by_standing on person (standing, id);

create table session (
  token_hash bytea not null primary key,
  person_id uuid not null references person (id),
  created_at bigint not null,
  seen_at bigint not null,
  expires_at bigint not null
);
create index session_by_person on session (person_id);
create index session_by_expiry on session (expires_at);

-- Invitations and password resets.
create table one_time_link (
  token_hash bytea not null primary key,
  person_id uuid not null references person (id),
  purpose text not null,
  expires_at bigint not null,
  used_at bigint
);
create index one_time_link_by_person on one_time_link (person_id);

-- A request not yet submitted: one an author. The call code is there once its answers meant Outage or P1.
create table draft (
  author_id uuid not null primary key references person (id),
  account_id uuid not null references account (id),
  revision bigint not null,
  fields text not null,
  call_code text unique,
  call_code_made_at bigint,
  updated_at bigint not null
);
create index draft_to_call_back on draft (call_code_made_at) where call_code is not null;

create table counter (
  name text not null primary key,
  value bigint not null
);
insert into counter (name, value) values ('case_number', 1000);

-- One row a case: what lists sort and filter by. Everything here but the ids is a cache of the case's events.
create table support_case (
  id uuid not null primary key,
  number bigint not null unique,
  account_id uuid not null references account (id),
  plan_id uuid not null references plan (id),
  opened_by uuid not null references person (id),
  subject text not null,
  area text not null,
  priority text not null,
  channel text not null,
  status text not null,
  owner_id uuid references person (id),
  waits_for_customer boolean not null,
  started_at bigint not null,
  assigned_at bigint,
  resolved_at bigint,
  closed_at bigint,
  pauses text not null,
  next_due bigint not null,
  updated_at bigint not null,
  last_seq bigint not null
);
create index case_open_by_due on support_case (next_due, number) where status <> 'closed';
create index case_open_by_owner on support_case (owner_id, next_due, number) where status <> 'closed';
create index case_unassigned on support_case (next_due, number) where status <> 'closed' and owner_id is null;
create index case_waiting on support_case (next_due, number) where status <> 'closed' and waits_for_customer;
create index case_open_by_account on support_case (account_id, next_due, number) where status <> 'closed';
create index case_by_account on support_case (account_id, number);

-- What happened. The thread, the clocks, the audit and outgoing mail are all read from here.
create table case_event (
  case_id uuid not null references support_case (id),
  seq bigint not null,
  at bigint not null,
  actor_id uuid,
  concerns_id uuid,
  kind text not null,
  internal boolean not null,
  body text not null,
  primary key (case_id, seq)
);

-- An act that was done, by the key its form carried: the same form sent twice acts once.
create table performed (
  once_key uuid not null primary key,
  person_id uuid not null,
  at bigint not null
);

create table outbox (
  id uuid not null primary key,
  case_id uuid,
  kind text not null,
  recipient text not null,
  subject text not null,
  body text not null,
  created_at bigint not null,
  next_try_at bigint not null,
  lease_until bigint not null,
  attempts bigint not null,
  sent_at bigint,
  failed_at bigint
);
create index outbox_due on outbox (next_try_at, id) where sent_at is null and failed_at is null;

create table survey (
  id uuid not null primary key,
  case_id uuid not null references support_case (id),
  account_id uuid not null references account (id),
  person_id uuid not null references person (id),
  owner_id uuid,
  priority text not null,
  area text not null,
  sent_at bigint not null,
  expires_at bigint not null,
  answered_at bigint,
  overall bigint,
  timeliness bigint,
  quality bigint,
  expectations text,
  comment text,
  may_contact boolean not null
);
create index survey_by_time on survey (sent_at, priority, overall, may_contact);
create index survey_by_case on survey (case_id);
create index survey_open_by_person on survey (person_id, sent_at) where answered_at is null;
create index survey_comments on survey (answered_at) where comment is not null;

-- One survey can be reached by several links: the mailed one, and the one the portal makes when asked.
create table survey_link (
  token_hash bytea not null primary key,
  survey_id uuid not null references survey (id),
  expires_at bigint not null
);
create index survey_link_by_survey on survey_link (survey_id);
