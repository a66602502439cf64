-- Forms that came back, each shown at an address of its own, so that a browser can go back to it and load it again. For
-- who sent it alone, and only for a while.
create table form_shown (
  id uuid not null primary key,
  person_id uuid not null references person (id),
  path text not null,
  form text not null,
  at bigint not null
);
create index form_shown_by_person on form_shown (person_id, at);
create index form_shown_by_time on form_shown (at);
