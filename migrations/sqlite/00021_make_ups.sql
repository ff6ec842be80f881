-- +goose Up

-- SQLite adds no check to a table that is there, so it is made anew.
alter table session_plans rename to old_session_plans;
create table session_plans (
    -- What was planned of a session beyond what a bundle can say; no row where nothing was. Owner: the group's association.
    session_id   integer not null constraint session_plans_pkey primary key constraint session_plans_session_id_fkey references sessions (id),
    -- Null for a session that was planned by itself.
    series_id    bigint  constraint session_plans_series_id_fkey references series (id),
    -- The day of the series that it is for, wherever it was moved to.
    due_on       date,
    -- What it has of its own, as bits in the order time, length, place, lead, co-lead, kind, modality, status.
    own          integer not null,
    -- Empty for the group's.
    place        text    not null,
    -- The cancelled session in whose place it is planned, itself no make-up; null for none. Of a session and all that make up for it one takes place at most.
    makes_up_for bigint  constraint session_plans_makes_up_for_fkey references sessions (id),
    constraint session_plans_due_key unique (series_id, due_on),
    constraint session_plans_series_check check ((series_id is null) = (due_on is null)),
    constraint session_plans_makes_up_for_check check (makes_up_for <> session_id),
    constraint session_plans_due_on_date check (date(due_on) is due_on)
);
insert into session_plans (session_id, series_id, due_on, own, place) select session_id, series_id, due_on, own, place from old_session_plans;
drop table old_session_plans;
create index session_plans_makes_up_for_idx on session_plans (makes_up_for) where makes_up_for is not null;

update schema_range set version = 21;
