-- +goose Up

alter table session_plans
    add column makes_up_for bigint references sessions (id),
    add constraint session_plans_makes_up_for_check check (makes_up_for <> session_id);
comment on column session_plans.makes_up_for is 'The cancelled session in whose place it is planned, itself no make-up; null for none. Of a session and all that make up for it one takes place at most.';
create index session_plans_makes_up_for_idx on session_plans (makes_up_for) where makes_up_for is not null;

update schema_range set version = 21;
