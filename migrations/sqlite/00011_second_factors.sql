-- +goose Up

create table second_factors (
    -- Second factors: what an account shares with an authenticator. Owner: the account's.
    account_id bigint   not null constraint second_factors_pkey primary key constraint second_factors_account_id_fkey references accounts (id),
    -- Encrypted under the installation's secret, which is not in the database.
    secret     blob     not null,
    -- The newest step of thirty seconds whose code was used; none up to it works again.
    last_step  bigint   not null,
    set_at     datetime not null,
    constraint second_factors_set_at_time check (datetime(substr(set_at, 1, 19)) || '+00:00' is substr(set_at, 1, 19) || substr(set_at, -6) and length(set_at) <= 32)
);

create table recovery_codes (
    -- What stands in once for an authenticator that was lost, hashed. Owner: the account's.
    account_id bigint   not null constraint recovery_codes_account_id_fkey references accounts (id),
    hash       text     not null,
    used_at    datetime,
    constraint recovery_codes_pkey primary key (account_id, hash),
    constraint recovery_codes_used_at_time check (datetime(substr(used_at, 1, 19)) || '+00:00' is substr(used_at, 1, 19) || substr(used_at, -6) and length(used_at) <= 32)
);

update schema_range set version = 11;
