-- +goose Up

-- Who cannot come on Tuesday has said nothing of Wednesday: a word is of the day that the session was planned for. SQLite adds
-- no column that cannot be null, so the table is made anew.
alter table absences rename to old_absences;
create table absences (
    -- Who said ahead that they cannot come; a row while they say so. Owner: the group's association.
    session_id bigint   not null constraint absences_session_id_fkey references sessions (id),
    person_id  bigint   not null constraint absences_person_id_fkey references people (id),
    said_at    datetime not null,
    -- The day that the session was planned for, on its group's clock; on another the word says nothing.
    said_of    date     not null,
    constraint absences_pkey primary key (session_id, person_id),
    constraint absences_said_at_time check (datetime(substr(said_at, 1, 19)) || '+00:00' is substr(said_at, 1, 19) || substr(said_at, -6) and length(said_at) <= 32),
    constraint absences_said_of_date check (date(said_of) is said_of)
);
insert into absences (session_id, person_id, said_at, said_of)
    select a.session_id, a.person_id, a.said_at, substr(s.local_start, 1, 10) from old_absences a join sessions s on s.id = a.session_id;
drop table old_absences;

update schema_range set version = 23;
