-- The technical contact's address as people's are looked up by: nothing is mailed there while it is somebody's who is
-- disabled.
alter table account add column contact_folded text;
update account
set contact_folded = lower(trim(contact_email) collate "C");
create index account_by_contact on account (contact_folded);
