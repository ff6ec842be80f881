-- +goose Up

create table disputes (
    -- What people say of their own marks on verified sheets, and how each dispute ended; append-only, a row a turn. Owner: the group's association.
    id          integer  not null constraint disputes_pkey primary key autoincrement,
    association text     not null constraint disputes_association_fkey references associations (code),
    session_id  bigint   not null constraint disputes_session_id_fkey references sessions (id),
    -- Whose mark it is about; nobody disputes another's.
    person_id   bigint   not null constraint disputes_person_id_fkey references people (id),
    -- Which of the person's disputes of that session it is, from 1.
    round       integer  not null,
    -- True of the turn that ended the dispute; one without such a turn is open.
    ends        boolean  not null,
    turn        text     not null,
    -- What they wrote: why the mark is not right, or why it stands; empty where nothing had to be said.
    words       text     not null,
    -- Account that took the turn.
    taken_by    bigint   constraint disputes_taken_by_fkey references accounts (id),
    taken_at    datetime not null,
    constraint disputes_key unique (session_id, person_id, round, ends),
    constraint disputes_round_check check (round > 0),
    constraint disputes_turn_check check (turn in ('opened', 'amended', 'declined', 'withdrawn')),
    constraint disputes_ends_check check (ends = (turn <> 'opened')),
    constraint disputes_ends_flag check (ends in (0, 1)),
    constraint disputes_taken_at_time check (datetime(substr(taken_at, 1, 19)) || '+00:00' is substr(taken_at, 1, 19) || substr(taken_at, -6) and length(taken_at) <= 32)
);
create index disputes_person_idx on disputes (person_id);
create index disputes_association_idx on disputes (association, taken_at);

-- +goose StatementBegin
create trigger disputes_append_only_update before update on disputes begin select raise(abort, 'disputes is append-only: UPDATE refused'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger disputes_append_only_delete before delete on disputes begin select raise(abort, 'disputes is append-only: DELETE refused'); end;
-- +goose StatementEnd

update schema_range set version = 9;
