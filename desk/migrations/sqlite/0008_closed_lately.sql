-- What an account closed lately is read by when it was closed.
create index case_closed_by_account on support_case (account_id, closed_at, number) where status = 'closed';
