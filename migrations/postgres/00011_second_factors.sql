-- +goose Up

create table second_factors (
    account_id bigint not null constraint second_factors_pkey primary key references accounts (id),
    secret     bytea not null,
    last_step  bigint not null,
    set_at     timestamptz not null
);
comment on table second_factors is 'Second factors: what an account shares with an authenticator. Owner: the account''s.';
comment on column second_factors.secret is 'Encrypted under the installation''s secret, which is not in the database.';
comment on column second_factors.last_step is 'The newest step of thirty seconds whose code was used; none up to it works again.';

create table recovery_codes (
    account_id bigint not null references accounts (id),
    hash       text collate "C" not null,
    used_at    timestamptz,
    constraint recovery_codes_pkey primary key (account_id, hash)
);
comment on table recovery_codes is 'What stands in once for an authenticator that was lost, hashed. Owner: the account''s.';

update schema_range set version = 11;
