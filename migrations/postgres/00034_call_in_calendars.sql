-- +goose Up

-- That calendars of those who have a group's sessions hold the address of its call.
alter table groups add column call_shown boolean not null default false;

update schema_range set version = 34;
