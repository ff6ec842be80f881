-- +goose Up

-- SQLite adds a column without its comment, so the table is made anew.
alter table sign_in_links rename to old_sign_in_links;
create table sign_in_links (
    -- One-time sign-in links, hashed. Owner: the account's.
    id          integer  not null constraint sign_in_links_pkey primary key autoincrement,
    account_id  bigint   not null constraint sign_in_links_account_id_fkey references accounts (id),
    token_hash  text     not null,
    -- Where it leads: a path on this site; empty for home.
    destination text     not null default '',
    -- True where it stands for a second factor, too: the operator made it, at the machine itself.
    strong      boolean  not null default false,
    created_at  datetime not null,
    expires_at  datetime not null,
    -- Null until it was used; a link works once.
    used_at     datetime,
    -- Hash of the secret of the page whose button was pressed, so that a double click is answered once more; empty until then, or where the page had none.
    used_by     text     not null,
    constraint sign_in_links_token_key unique (token_hash),
    constraint sign_in_links_strong_flag check (strong in (0, 1)),
    constraint sign_in_links_created_at_time check (datetime(substr(created_at, 1, 19)) || '+00:00' is substr(created_at, 1, 19) || substr(created_at, -6) and length(created_at) <= 32),
    constraint sign_in_links_expires_at_time check (datetime(substr(expires_at, 1, 19)) || '+00:00' is substr(expires_at, 1, 19) || substr(expires_at, -6) and length(expires_at) <= 32),
    constraint sign_in_links_used_at_time check (datetime(substr(used_at, 1, 19)) || '+00:00' is substr(used_at, 1, 19) || substr(used_at, -6) and length(used_at) <= 32)
);
insert into sign_in_links (id, account_id, token_hash, created_at, expires_at, used_at, used_by)
    select id, account_id, token_hash, created_at, expires_at, used_at, used_by from old_sign_in_links;
drop table old_sign_in_links;

update schema_range set version = 3;
