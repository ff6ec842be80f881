-- +goose Up

-- Mails name the sessions they tell of, and reminders and the week ahead are kinds of their own. SQLite changes no check, so both
-- tables are made anew.
alter table notices rename to old_notices;
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
    -- The sessions that it tells of, as they stood when it was written: a JSON list; empty for none.
    sessions     text     not null default '',
    action_words text     not null,
    -- Where it leads, on this site; empty for nowhere.
    action_path  text     not null,
    -- How the address lets its reader in; the secret in it is made when the notice is sent.
    opens        text     not null,
    -- How long the secret in the address works; 0: as long as is usual.
    lasts_minutes integer not null default 0,
    why          text     not null,
    created_at   datetime not null,
    -- Not sent before.
    next_try_at  datetime not null,
    tries        integer  not null,
    -- So long it is whoever's who has taken it to send it; afterwards, or where it is null, anybody may.
    leased_until datetime,
    -- Why the last try failed; empty where none did.
    failure      text     not null,
    sent_at      datetime,
    -- When it was given up, or was found to be declined.
    dropped_at   datetime,
    constraint notices_fact_key unique (recipient, fact),
    constraint notices_topic_check check (topic in ('security', 'sheets', 'hours', 'credentials', 'sessions', 'day_before', 'hour_before', 'week')),
    constraint notices_opens_check check (opens in ('', 'sign-in', 'sheet')),
    constraint notices_end_check check (sent_at is null or dropped_at is null),
    constraint notices_created_at_time check (datetime(substr(created_at, 1, 19)) || '+00:00' is substr(created_at, 1, 19) || substr(created_at, -6) and length(created_at) <= 32),
    constraint notices_next_try_at_time check (datetime(substr(next_try_at, 1, 19)) || '+00:00' is substr(next_try_at, 1, 19) || substr(next_try_at, -6) and length(next_try_at) <= 32),
    constraint notices_sent_at_time check (datetime(substr(sent_at, 1, 19)) || '+00:00' is substr(sent_at, 1, 19) || substr(sent_at, -6) and length(sent_at) <= 32),
    constraint notices_leased_until_time check (datetime(substr(leased_until, 1, 19)) || '+00:00' is substr(leased_until, 1, 19) || substr(leased_until, -6) and length(leased_until) <= 32),
    constraint notices_dropped_at_time check (datetime(substr(dropped_at, 1, 19)) || '+00:00' is substr(dropped_at, 1, 19) || substr(dropped_at, -6) and length(dropped_at) <= 32)
);
insert into notices (id, association, recipient, person_id, account_id, email, topic, fact, subject, lines, action_words, action_path, opens, lasts_minutes, why,
        created_at, next_try_at, tries, leased_until, failure, sent_at, dropped_at)
    select id, association, recipient, person_id, account_id, email, topic, fact, subject, lines, action_words, action_path, opens, lasts_minutes, why,
        created_at, next_try_at, tries, leased_until, failure, sent_at, dropped_at from old_notices;
drop table old_notices;
create index notices_waiting_idx on notices (next_try_at) where sent_at is null and dropped_at is null;
create index notices_failed_idx on notices (id) where dropped_at is not null;
create index notices_person_idx on notices (person_id);
create index notices_account_idx on notices (account_id);

alter table declined_topics rename to old_declined_topics;
create table declined_topics (
    -- Mails that somebody does not want. Security cannot be declined. Owner: the account's.
    account_id  bigint   not null constraint declined_topics_account_id_fkey references accounts (id),
    topic       text     not null,
    declined_at datetime not null,
    constraint declined_topics_pkey primary key (account_id, topic),
    constraint declined_topics_topic_check check (topic in ('sheets', 'hours', 'credentials', 'sessions', 'day_before')),
    constraint declined_topics_declined_at_time check (datetime(substr(declined_at, 1, 19)) || '+00:00' is substr(declined_at, 1, 19) || substr(declined_at, -6) and length(declined_at) <= 32)
);
insert into declined_topics (account_id, topic, declined_at) select account_id, topic, declined_at from old_declined_topics;
drop table old_declined_topics;

create table wished_topics (
    -- Mails that come to nobody but to whoever wishes for them. Owner: the account's.
    account_id bigint   not null constraint wished_topics_account_id_fkey references accounts (id),
    topic      text     not null,
    wished_at  datetime not null,
    constraint wished_topics_pkey primary key (account_id, topic),
    constraint wished_topics_topic_check check (topic in ('hour_before', 'week')),
    constraint wished_topics_wished_at_time check (datetime(substr(wished_at, 1, 19)) || '+00:00' is substr(wished_at, 1, 19) || substr(wished_at, -6) and length(wished_at) <= 32)
);

create table absence_keys (
    -- Addresses in mails by which one person can say that they cannot come to one session, without signing in, hashed. One works until the session begins. Owner: the session's.
    id         integer  not null constraint absence_keys_pkey primary key autoincrement,
    session_id bigint   not null constraint absence_keys_session_id_fkey references sessions (id),
    account_id bigint   not null constraint absence_keys_account_id_fkey references accounts (id),
    token_hash text     not null,
    created_at datetime not null,
    constraint absence_keys_token_key unique (token_hash),
    constraint absence_keys_created_at_time check (datetime(substr(created_at, 1, 19)) || '+00:00' is substr(created_at, 1, 19) || substr(created_at, -6) and length(created_at) <= 32)
);
create index absence_keys_session_idx on absence_keys (session_id);
create index absence_keys_account_idx on absence_keys (account_id);

update schema_range set version = 30;
