-- +goose Up

create table notices (
    -- The outbox: what to tell whom, kept in the transaction of the change that it tells of. Owner: the association named; the installation where none is.
    id           integer  not null constraint notices_pkey primary key autoincrement,
    association  text     not null,
    -- person:1, account:1 or an e-mail address; nobody is told the same fact twice.
    recipient    text     not null,
    -- Whoever of the roster is told; else account_id or email says who.
    person_id    bigint   constraint notices_person_id_fkey references people (id),
    -- An account that nobody of the roster is behind.
    account_id   bigint   constraint notices_account_id_fkey references accounts (id),
    -- An address that has no account; empty otherwise, where the address is looked up when it is sent.
    email        text     not null,
    topic        text     not null,
    -- What it tells, by ids.
    fact         text     not null,
    subject      text     not null,
    -- The text, a paragraph a line.
    lines        text     not null,
    action_words text     not null,
    -- Where it leads, on this site; empty for nowhere.
    action_path  text     not null,
    -- How the address lets its reader in; the secret in it is made when the notice is sent.
    opens        text     not null,
    why          text     not null,
    created_at   datetime not null,
    -- Not sent before.
    next_try_at  datetime not null,
    tries        integer  not null,
    -- Why the last try failed; empty where none did.
    failure      text     not null,
    sent_at      datetime,
    -- When it was given up, or was found to be declined.
    dropped_at   datetime,
    constraint notices_fact_key unique (recipient, fact),
    constraint notices_topic_check check (topic in ('security', 'sheets', 'hours', 'credentials')),
    constraint notices_opens_check check (opens in ('', 'sign-in', 'sheet')),
    constraint notices_end_check check (sent_at is null or dropped_at is null),
    constraint notices_created_at_time check (datetime(substr(created_at, 1, 19)) || '+00:00' is substr(created_at, 1, 19) || substr(created_at, -6) and length(created_at) <= 32),
    constraint notices_next_try_at_time check (datetime(substr(next_try_at, 1, 19)) || '+00:00' is substr(next_try_at, 1, 19) || substr(next_try_at, -6) and length(next_try_at) <= 32),
    constraint notices_sent_at_time check (datetime(substr(sent_at, 1, 19)) || '+00:00' is substr(sent_at, 1, 19) || substr(sent_at, -6) and length(sent_at) <= 32),
    constraint notices_dropped_at_time check (datetime(substr(dropped_at, 1, 19)) || '+00:00' is substr(dropped_at, 1, 19) || substr(dropped_at, -6) and length(dropped_at) <= 32)
);
create index notices_waiting_idx on notices (next_try_at) where sent_at is null and dropped_at is null;
create index notices_person_idx on notices (person_id);
create index notices_account_idx on notices (account_id);

update schema_range set version = 2;
