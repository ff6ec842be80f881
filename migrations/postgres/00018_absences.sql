-- +goose Up

create table absences (
    session_id bigint not null references sessions (id),
    person_id  bigint not null references people (id),
    said_at    timestamptz not null,
    primary key (session_id, person_id)
);
comment on table absences is 'Who said ahead that they cannot come; a row while they say so. Owner: the group''s association.';

update schema_range set version = 18;
