-- Why a promise was broken, as one chooses it. What was chosen stands in the case's event as a text of its own, so a cause
-- may go from this list at any time.
create table breach_cause (
  position bigint not null primary key,
  cause text not null unique
);
insert into breach_cause (position, cause)
values
  (1, 'Waiting for a third party'),
  (2, 'Needed a release'),
  (3, 'Staffing'),
  (4, 'Missed hand-over'),
  (5, 'Wrong priority'),
  (6, 'Underestimated'),
  (7, 'Our mistake');
