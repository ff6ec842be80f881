-- +goose Up

create table sendings (
    account_id  bigint not null references accounts (id),
    session_id  bigint not null references sessions (id),
    id          text collate "C" not null,
    content     text collate "C" not null,
    act         text collate "C" not null,
    revision    integer not null,
    received_at timestamptz not null,
    constraint sendings_pkey primary key (account_id, session_id, id)
);
comment on table sendings is 'Forms of sheets that arrived and were kept, so that one that arrives again changes nothing; cleared away after 30 days. Owner: the group''s association.';
comment on column sendings.id is 'The form''s own, made at random with it.';
comment on column sendings.content is 'SHA-256 of all that it said; its words stand nowhere.';
comment on column sendings.act is 'What came of it, as the history has it; empty where the sheet said so already.';
comment on column sendings.revision is 'Of the sheet afterwards.';
create index sendings_received_idx on sendings (received_at);

update schema_range set version = 12;
