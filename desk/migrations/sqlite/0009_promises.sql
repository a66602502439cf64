-- What a case's clocks come to, and when the desk does something by itself next (a warning, a lapse): like the rest of the
-- row a cache of the events, from which the program makes both where they are null, at its next start.
alter table support_case drop column pauses;
alter table support_case add column clocks text;
alter table support_case add column timer_at bigint;
create index case_to_rebuild on support_case (number) where clocks is null;
create index case_by_timer on support_case (timer_at) where timer_at < 9223372036854775807;

-- A message says which side wrote it: what we say first is the first response.
update case_event
set body = replace(body, '{"kind":"message"', '{"kind":"message","by":"customer"')
where kind = 'message'
  and actor_id in (
    select id
    from person
    where standing = 'member');
update case_event
set body = replace(body, '{"kind":"message",', '{"kind":"message","by":"support",')
where kind = 'message'
  and actor_id not in (
    select id
    from person
    where standing = 'member');
