-- +goose Up

create table identities (
    issuer     text collate "C" not null,
    subject    text collate "C" not null,
    account_id bigint not null references accounts (id),
    bound_at   timestamptz not null,
    constraint identities_pkey primary key (issuer, subject),
    constraint identities_account_key unique (account_id, issuer)
);
comment on table identities is 'Who holds an account, in the words of an OpenID Connect issuer: one identity of each issuer an account. Owner: the account''s.';
comment on column identities.subject is 'The issuer''s own name for them, which it gives to nobody else; never shown.';

alter table web_sessions add column way text collate "C" not null default '';
comment on column web_sessions.way is 'How they signed in, in words; empty where that was not kept.';

update schema_range set version = 14;
