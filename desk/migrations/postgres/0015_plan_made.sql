-- Who made a version of a plan, and what it changed; nobody and nothing for what came with the first account.
alter table plan add column created_by uuid references person (id);
alter table plan add column changes text;
