-- +goose Up

-- Whether people of the association may ask for a place.
alter table groups add column open boolean not null default false constraint groups_open_flag check (open in (0, 1));

create table requests (
    -- Requests for a place in a group, as they stand. One is never deleted. Owner: the group's association.
    id         integer  not null constraint requests_pkey primary key autoincrement,
    group_id   bigint   not null constraint requests_group_id_fkey references groups (id),
    person_id  bigint   not null constraint requests_person_id_fkey references people (id),
    -- First day in the group, as asked for or promised.
    starts_on  date     not null,
    state      text     not null,
    -- Who asked sooner is offered a place sooner.
    asked_at   datetime not null,
    -- When it came into its state.
    since      datetime not null,
    -- An offered place is kept so long; null in every other state.
    kept_until datetime,
    -- Why the group said no; may be empty.
    reason     text     not null,
    constraint requests_state_check check (state in ('asked', 'waiting', 'offered', 'taken', 'declined', 'lapsed', 'refused', 'withdrawn')),
    constraint requests_kept_check check ((state = 'offered') = (kept_until is not null)),
    constraint requests_starts_on_date check (date(starts_on) is starts_on),
    constraint requests_asked_at_time check (datetime(substr(asked_at, 1, 19)) || '+00:00' is substr(asked_at, 1, 19) || substr(asked_at, -6) and length(asked_at) <= 32),
    constraint requests_since_time check (datetime(substr(since, 1, 19)) || '+00:00' is substr(since, 1, 19) || substr(since, -6) and length(since) <= 32),
    constraint requests_kept_until_time check (datetime(substr(kept_until, 1, 19)) || '+00:00' is substr(kept_until, 1, 19) || substr(kept_until, -6) and length(kept_until) <= 32)
);
create unique index requests_live_key on requests (group_id, person_id) where state in ('asked', 'waiting', 'offered');
create index requests_person_idx on requests (person_id);

create table request_steps (
    -- What became of requests, step by step; append-only. Owner: the group's association.
    id         integer  not null constraint request_steps_pkey primary key autoincrement,
    request_id bigint   not null constraint request_steps_request_id_fkey references requests (id),
    state      text     not null,
    starts_on  date     not null,
    kept_until datetime,
    -- Who did it, as the history names them.
    taken_by   text     not null,
    taken_at   datetime not null,
    constraint request_steps_state_check check (state in ('asked', 'waiting', 'offered', 'taken', 'declined', 'lapsed', 'refused', 'withdrawn')),
    constraint request_steps_starts_on_date check (date(starts_on) is starts_on),
    constraint request_steps_taken_at_time check (datetime(substr(taken_at, 1, 19)) || '+00:00' is substr(taken_at, 1, 19) || substr(taken_at, -6) and length(taken_at) <= 32),
    constraint request_steps_kept_until_time check (datetime(substr(kept_until, 1, 19)) || '+00:00' is substr(kept_until, 1, 19) || substr(kept_until, -6) and length(kept_until) <= 32)
);
create index request_steps_request_idx on request_steps (request_id);
-- +goose StatementBegin
create trigger request_steps_append_only_update before update on request_steps begin select raise(abort, 'request_steps is append-only: UPDATE refused'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger request_steps_append_only_delete before delete on request_steps begin select raise(abort, 'request_steps is append-only: DELETE refused'); end;
-- +goose StatementEnd

update schema_range set version = 20;
