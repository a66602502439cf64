-- Cases of earlier systems, read only: what they say, in the words of their system. Their words are found as those of other
-- cases are (0016), in tables of their own.
insert into counter (name, value) values ('legacy_case', 0);

create table legacy_case (
  number bigint not null primary key,
  system text not null,
  old_number text not null,
  -- as it is looked for
  old_folded text not null,
  account_id uuid not null references account (id),
  subject text not null,
  -- in the words of that system, empty where it had none, as are priority and contact
  status text not null,
  priority text not null,
  opened_at bigint not null,
  closed_at bigint,
  contact text not null,
  -- SHA-256 of the canonical content
  hash text not null,
  imported_at bigint not null
);
create unique index legacy_case_by_old_number on legacy_case (system, old_number);
create index legacy_case_by_folded_number on legacy_case (old_folded);
create index legacy_case_by_account on legacy_case (account_id, opened_at, number);

create table legacy_entry (
  legacy_number bigint not null references legacy_case (number),
  place bigint not null,
  at bigint not null,
  author text not null,
  internal boolean not null,
  body text not null,
  primary key (legacy_number, place)
);

create table legacy_file (
  legacy_number bigint not null references legacy_case (number),
  place bigint not null,
  name text not null,
  size bigint not null,
  sha256 text not null,
  primary key (legacy_number, place)
);

create table legacy_words (number bigint not null primary key, words tsvector not null);
create index legacy_words_by_word on legacy_words using gin (words);
create table legacy_words_internal (number bigint not null primary key, words tsvector not null);
create index legacy_words_internal_by_word on legacy_words_internal using gin (words);
