-- Who is asked to take a case over, for the list of what a CSA is asked; like the rest of the row a cache of the events.
alter table support_case add column offered_to blob references person (id);
create index case_offered on support_case (offered_to, next_due, number) where status <> 'closed' and offered_to is not null;

-- Offers that wait already: the last one, unless something answered or ended it.
update support_case
set offered_to = (
  select offer.concerns_id
  from case_event offer
  where offer.case_id = support_case.id
    and offer.kind = 'hand_over_offered'
    and not exists (
      select 1
      from case_event later
      where later.case_id = offer.case_id
        and later.seq > offer.seq
        and later.kind in ('hand_over_offered', 'hand_over_accepted', 'hand_over_declined', 'closure_proposed')))
where status in ('working', 'waiting_on_customer');
