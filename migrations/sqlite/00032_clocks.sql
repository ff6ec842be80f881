-- +goose Up

-- The zone of one's own clocks, beside a group's: an IANA name, and empty for that of one's association.
alter table accounts add column time_zone text not null default '';

update schema_range set version = 32;
