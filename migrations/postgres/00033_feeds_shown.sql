-- +goose Up

-- What a calendar address showed when it was last asked for: the tag of its bytes, and the second since 1970 that is told as the
-- one in which it came to have them. Each other tag is of a later second, whichever server gave it and whatever its clock says.
alter table feeds
    add column shown_tag text collate "C" not null default '',
    add column shown_second bigint not null default 0;

update schema_range set version = 33;
