-- +goose Up

-- Of a dated fact that was corrected, whose it is, and of a membership in which group; zero of anything else, and of what was
-- corrected before this was kept. What is taken off the record is found in its holder's history by nothing else.
alter table corrections add column person_id bigint not null default 0;
alter table corrections add column group_id bigint not null default 0;
create index corrections_person_idx on corrections (person_id);
create index corrections_group_idx on corrections (group_id);

-- The history of one thing is read from its end, page by page.
drop index history_subject_idx;
create index history_subject_idx on history (subject, at, association, seq);

update schema_range set version = 27;
