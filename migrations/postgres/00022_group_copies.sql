-- +goose Up

create table group_copies (
    group_id    bigint      not null constraint group_copies_pkey primary key constraint group_copies_group_id_fkey references groups (id),
    copied_from bigint      not null constraint group_copies_copied_from_key unique constraint group_copies_copied_from_fkey references groups (id),
    copied_by   text collate "C" not null,
    copied_at   timestamptz not null
);
comment on table group_copies is 'Groups that go on in a further year as a new group. Owner: the group''s association.';
comment on column group_copies.copied_from is 'The group of the year before; it is copied once.';
comment on column group_copies.copied_by is 'Who did it, as the history names them.';

update schema_range set version = 22;
