-- What the desk does by itself on a case is claimed until a moment, so that several servers do it once; tried so often
-- without success.
alter table support_case add column timer_lease bigint;
alter table support_case add column timer_tries bigint;

-- A manager who is told when a promise is nearly or wholly used up; of others null.
alter table person add column senior boolean;
