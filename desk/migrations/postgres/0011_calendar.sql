-- Service calendars, a row a version, which never changes. A plan version holds a copy of its calendar; a plan that names no
-- calendar has its own, which is version 1 of the one of its name. It comes in here with its first change.
create table calendar (
  id uuid not null primary key,
  name text not null,
  version bigint not null,
  body text not null,
  fingerprint text not null,
  created_at bigint not null,
  created_by uuid references person (id),
  changes text not null,
  unique (name, version)
);

-- Which plan versions are in use is asked for each change of a calendar.
create index account_by_plan on account (plan_id);
