-- +goose Up

-- A group may be a training: its sessions are in-service training, and what was attended is no supervision. Of a training, areas
-- are the competency areas that it touches, of_which what all of each session is about of what requirements ask for among training
-- hours, meant_for the kinds of program for whose people it is meant; each joined by semicolons, and empty for none.
alter table groups drop constraint groups_kind_check,
    add constraint groups_kind_check check (kind in ('reflective', 'peer', 'administrative', 'clinical', 'training')),
    add column areas text collate "C" not null default '',
    add column of_which text collate "C" not null default '',
    add column meant_for text collate "C" not null default '',
    add constraint groups_areas_check check (kind = 'training' or areas = ''),
    add constraint groups_of_which_check check (kind = 'training' or of_which = ''),
    add constraint groups_meant_for_check check (kind = 'training' or meant_for = '');
-- A binary that knows no trainings would judge their hours as supervision that does not count.
update schema_range set version = 26, oldest_binary = 26;
