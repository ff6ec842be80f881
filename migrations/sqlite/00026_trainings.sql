-- +goose Up

-- A group may be a training: its sessions are in-service training, and what was attended is no supervision.
-- SQLite changes no check of a table, and a table that others refer to is not made anew within a transaction. So the one word is
-- put into the text of the table, as SQLite's own pages on ALTER TABLE say for what leaves every row as it is.
pragma writable_schema = on;
update sqlite_schema set sql = replace(sql, 'check (kind in (''reflective'', ''peer'', ''administrative'', ''clinical''))',
    'check (kind in (''reflective'', ''peer'', ''administrative'', ''clinical'', ''training''))') where type = 'table' and name = 'groups';
pragma writable_schema = reset;

-- Of a training, the competency areas that it touches, what all of each session is about of what requirements ask for among
-- training hours, and the kinds of program for whose people it is meant; each joined by semicolons, and empty for none.
alter table groups add column areas text not null default '' constraint groups_areas_check check (kind = 'training' or areas = '');
alter table groups add column of_which text not null default '' constraint groups_of_which_check check (kind = 'training' or of_which = '');
alter table groups add column meant_for text not null default '' constraint groups_meant_for_check check (kind = 'training' or meant_for = '');

-- A binary that knows no trainings would judge their hours as supervision that does not count.
update schema_range set version = 26, oldest_binary = 26;
