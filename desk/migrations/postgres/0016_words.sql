-- What cases are found by: for each the different words that its customer may read, and apart from them, for those in which
-- something internal was said, all words there are. The program makes the words and writes them with the case's row;
-- words_mark tells from the row whether they are the ones that its events make, and is null where the program has yet to
-- make them, at its next start.
alter table support_case add column words_mark bigint;
drop index case_to_rebuild;
create index case_to_rebuild on support_case (number) where words_mark is null;

create table case_words (number bigint not null primary key, words tsvector not null);
create index case_words_by_word on case_words using gin (words);
create table case_words_internal (number bigint not null primary key, words tsvector not null);
create index case_words_internal_by_word on case_words_internal using gin (words);
