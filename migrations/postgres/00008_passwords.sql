-- +goose Up

create table passwords (
    account_id bigint not null constraint passwords_pkey primary key references accounts (id),
    hash       text collate "C" not null,
    changed_at timestamptz not null
);
comment on table passwords is 'Passwords of those who want one. Owner: the account''s.';
comment on column passwords.hash is 'argon2id, with its salt and what it cost.';

update schema_range set version = 8;
