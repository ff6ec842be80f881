-- +goose Up

create table group_copies (
    -- Groups that go on in a further year as a new group. Owner: the group's association.
    group_id    bigint   not null constraint group_copies_pkey primary key constraint group_copies_group_id_fkey references groups (id),
    -- The group of the year before; it is copied once.
    copied_from bigint   not null constraint group_copies_copied_from_key unique constraint group_copies_copied_from_fkey references groups (id),
    -- Who did it, as the history names them.
    copied_by   text     not null,
    copied_at   datetime not null,
    constraint group_copies_copied_at_time check (datetime(substr(copied_at, 1, 19)) || '+00:00' is substr(copied_at, 1, 19) || substr(copied_at, -6) and length(copied_at) <= 32)
);

update schema_range set version = 22;
