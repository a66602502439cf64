-- Whether a draft's answers must be phoned, null while that cannot be told: what is to be called back is counted on every
-- page of the desk, and is not read for that.
alter table draft add column must_be_phoned boolean;

-- An answer stands in the fields as this pair; inside a text its quotes would have a backslash before them.
update draft
set must_be_phoned = case
  when fields like '%["impact","outage"]%' or fields like '%["impact","crucial"]%' then true
  when fields like '%["impact","core"]%' or fields like '%["impact","minor"]%' then false
end;

drop index draft_to_call_back;
create index draft_to_call_back on draft (call_code_made_at) where call_code is not null and must_be_phoned is not false;
