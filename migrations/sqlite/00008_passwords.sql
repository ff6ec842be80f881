-- +goose Up

create table passwords (
    -- Passwords of those who want one. Owner: the account's.
    account_id bigint   not null constraint passwords_pkey primary key constraint passwords_account_id_fkey references accounts (id),
    -- argon2id, with its salt and what it cost.
    hash       text     not null,
    changed_at datetime not null,
    constraint passwords_changed_at_time check (datetime(substr(changed_at, 1, 19)) || '+00:00' is substr(changed_at, 1, 19) || substr(changed_at, -6) and length(changed_at) <= 32)
);

update schema_range set version = 8;
