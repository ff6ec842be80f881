-- +goose Up

-- That calendars of those who have a group's sessions hold the address of its call.
alter table groups add column call_shown boolean not null default false constraint groups_call_shown_flag check (call_shown in (0, 1));

update schema_range set version = 34;
