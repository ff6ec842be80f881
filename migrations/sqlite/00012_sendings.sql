-- +goose Up

create table sendings (
    -- Forms of sheets that arrived and were kept, so that one that arrives again changes nothing; cleared away after 30 days. Owner: the group's association.
    account_id  bigint   not null constraint sendings_account_id_fkey references accounts (id),
    session_id  bigint   not null constraint sendings_session_id_fkey references sessions (id),
    -- The form's own, made at random with it.
    id          text     not null,
    -- SHA-256 of all that it said; its words stand nowhere.
    content     text     not null,
    -- What came of it, as the history has it; empty where the sheet said so already.
    act         text     not null,
    -- Of the sheet afterwards.
    revision    integer  not null,
    received_at datetime not null,
    constraint sendings_pkey primary key (account_id, session_id, id),
    constraint sendings_received_at_time check (datetime(substr(received_at, 1, 19)) || '+00:00' is substr(received_at, 1, 19) || substr(received_at, -6) and length(received_at) <= 32)
);
create index sendings_received_idx on sendings (received_at);

update schema_range set version = 12;
