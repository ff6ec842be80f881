-- +goose Up

create table identities (
    -- Who holds an account, in the words of an OpenID Connect issuer: one identity of each issuer an account. Owner: the account's.
    issuer     text     not null,
    -- The issuer's own name for them, which it gives to nobody else; never shown.
    subject    text     not null,
    account_id bigint   not null constraint identities_account_id_fkey references accounts (id),
    bound_at   datetime not null,
    constraint identities_pkey primary key (issuer, subject),
    constraint identities_account_key unique (account_id, issuer),
    constraint identities_bound_at_time check (datetime(substr(bound_at, 1, 19)) || '+00:00' is substr(bound_at, 1, 19) || substr(bound_at, -6) and length(bound_at) <= 32)
);

-- SQLite adds a column without its comment, so the table is made anew.
alter table web_sessions rename to old_web_sessions;
drop index web_sessions_expires_idx;
drop index web_sessions_account_idx;
create table web_sessions (
    -- Signed-in browsers, hashed. Owner: the installation.
    token_hash text     not null constraint web_sessions_pkey primary key,
    -- What the session library keeps, in its own encoding.
    data       blob     not null,
    expires_at datetime not null,
    -- Whose it is; null while nobody is signed in.
    account_id bigint   constraint web_sessions_account_id_fkey references accounts (id),
    -- Family and device in words; never an address.
    browser    text     not null default '',
    -- When they signed in.
    began_at   datetime,
    -- When it was last in use, to within an hour.
    seen_at    datetime,
    -- When it was ended; the row stays until it would have expired, so that nobody keeps it anew.
    ended_at   datetime,
    -- How they signed in, in words; empty where that was not kept.
    way        text     not null default '',
    constraint web_sessions_expires_at_time check (datetime(substr(expires_at, 1, 19)) || '+00:00' is substr(expires_at, 1, 19) || substr(expires_at, -6) and length(expires_at) <= 32),
    constraint web_sessions_began_at_time check (datetime(substr(began_at, 1, 19)) || '+00:00' is substr(began_at, 1, 19) || substr(began_at, -6) and length(began_at) <= 32),
    constraint web_sessions_seen_at_time check (datetime(substr(seen_at, 1, 19)) || '+00:00' is substr(seen_at, 1, 19) || substr(seen_at, -6) and length(seen_at) <= 32),
    constraint web_sessions_ended_at_time check (datetime(substr(ended_at, 1, 19)) || '+00:00' is substr(ended_at, 1, 19) || substr(ended_at, -6) and length(ended_at) <= 32)
);
create index web_sessions_expires_idx on web_sessions (expires_at);
create index web_sessions_account_idx on web_sessions (account_id);
insert into web_sessions (token_hash, data, expires_at, account_id, browser, began_at, seen_at, ended_at)
    select token_hash, data, expires_at, account_id, browser, began_at, seen_at, ended_at from old_web_sessions;
drop table old_web_sessions;

update schema_range set version = 14;
