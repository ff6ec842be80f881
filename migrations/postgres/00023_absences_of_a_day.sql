-- +goose Up

-- Who cannot come on Tuesday has said nothing of Wednesday: a word is of the day that the session was planned for.
alter table absences add column said_of date;
update absences set said_of = (select cast(substr(s.local_start, 1, 10) as date) from sessions s where s.id = absences.session_id);
alter table absences alter column said_of set not null;
comment on column absences.said_of is 'The day that the session was planned for, on its group''s clock; on another the word says nothing.';

update schema_range set version = 23;
