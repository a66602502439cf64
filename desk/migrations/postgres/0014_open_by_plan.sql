-- Which open cases go by a plan version: moving them to another one begins with these.
create index case_open_by_plan on support_case (plan_id, number) where status <> 'closed';
