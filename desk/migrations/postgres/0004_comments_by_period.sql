-- Comments are read and counted by when their survey was sent, as all figures of the report are.
drop index survey_comments;
create index survey_comments on survey (sent_at, priority) where comment is not null;
