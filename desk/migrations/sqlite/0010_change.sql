-- That a case changed, for who looks at it: written with the change, given its position after the commit, so that
-- whoever reads by position misses none (a number taken before the commit could become visible behind a later one).
create table change (
  id blob not null primary key,
  number bigint not null,
  account_id blob not null references account (id),
  visible boolean not null,
  position bigint,
  at bigint not null
);
create unique index change_by_position on change (position);
create index change_unstamped on change (id) where position is null;
create index change_by_time on change (at);
insert into counter (name, value) values ('change_position', 0);
