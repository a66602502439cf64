-- What cases are found by: for each the different words that its customer may read, and apart from them, for those in which
-- something internal was said, all words there are. The program makes the words and writes them with the case's row;
-- words_mark tells from the row whether they are the ones that its events make, and is null where the program has yet to
-- make them, at its next start.
alter table support_case add column words_mark bigint;
drop index case_to_rebuild;
create index case_to_rebuild on support_case (number) where words_mark is null;

create virtual table case_words using fts5 (words, content='', contentless_delete=1, detail=none, prefix='3', tokenize='ascii');
create virtual table case_words_internal using fts5 (words, content='', contentless_delete=1, detail=none, prefix='3', tokenize='ascii');
