-- +goose Up

create table absences (
    -- Who said ahead that they cannot come; a row while they say so. Owner: the group's association.
    session_id bigint   not null constraint absences_session_id_fkey references sessions (id),
    person_id  bigint   not null constraint absences_person_id_fkey references people (id),
    said_at    datetime not null,
    constraint absences_pkey primary key (session_id, person_id),
    constraint absences_said_at_time check (datetime(substr(said_at, 1, 19)) || '+00:00' is substr(said_at, 1, 19) || substr(said_at, -6) and length(said_at) <= 32)
);

update schema_range set version = 18;
