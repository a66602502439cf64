-- Which partner may do what for which merchant, and who let them: a row stays when the grant is withdrawn, as the record of
-- it. One is in force at a time.
create table account_grant (
  id uuid not null primary key,
  merchant_id uuid not null references account (id),
  partner_id uuid not null references account (id),
  level text not null,
  granted_by uuid not null references person (id),
  granted_at bigint not null,
  withdrawn_by uuid references person (id),
  withdrawn_at bigint
);
create unique index account_grant_in_force on account_grant (partner_id, merchant_id) where withdrawn_at is null;
create index account_grant_by_merchant on account_grant (merchant_id, granted_at);

-- Who acts for several accounts writes a request for each.
drop index draft_to_call_back;
alter table draft rename to draft_of_before;
create table draft (
  author_id uuid not null references person (id),
  account_id uuid not null references account (id),
  revision bigint not null,
  fields text not null,
  call_code text unique,
  call_code_made_at bigint,
  updated_at bigint not null,
  must_be_phoned boolean,
  primary key (author_id, account_id)
);
insert into draft (author_id, account_id, revision, fields, call_code, call_code_made_at, updated_at, must_be_phoned)
select author_id, account_id, revision, fields, call_code, call_code_made_at, updated_at, must_be_phoned
from draft_of_before;
drop table draft_of_before;
create index draft_to_call_back on draft (call_code_made_at) where call_code is not null and must_be_phoned is not false;
