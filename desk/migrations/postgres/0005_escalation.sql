-- Whether an escalation is open, and whether a manager has it (waits, acknowledged), for the list of the escalated; like
-- the rest of the row a cache of the events. No case has one yet.
alter table support_case add column escalation text;
create index case_escalated on support_case (next_due, number) where status <> 'closed' and escalation is not null;
