-- Which case a form opened, so that the same form sent again leads to it.
alter table performed add column number bigint;
