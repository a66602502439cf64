-- What came of promises that a change of the case put others in the place of, for our word to the account; nothing where
-- nothing did. A cache of the events, like the rest of the row.
alter table support_case add column decided text;
