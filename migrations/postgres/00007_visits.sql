-- +goose Up

alter table web_sessions
    add column account_id bigint references accounts (id),
    add column browser    text collate "C" not null default '',
    add column began_at   timestamptz,
    add column seen_at    timestamptz,
    add column ended_at   timestamptz;
comment on column web_sessions.account_id is 'Whose it is; null while nobody is signed in.';
comment on column web_sessions.browser is 'Family and device in words; never an address.';
comment on column web_sessions.began_at is 'When they signed in.';
comment on column web_sessions.seen_at is 'When it was last in use, to within an hour.';
comment on column web_sessions.ended_at is 'When it was ended; the row stays until it would have expired, so that nobody keeps it anew.';
create index web_sessions_account_idx on web_sessions (account_id);

update schema_range set version = 7;
