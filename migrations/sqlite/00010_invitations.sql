-- +goose Up

create table last_sign_ins (
    -- When each account last signed in; accounts that never did have no row. Owner: the account's.
    account_id   bigint   not null constraint last_sign_ins_pkey primary key constraint last_sign_ins_account_id_fkey references accounts (id),
    signed_in_at datetime not null,
    constraint last_sign_ins_signed_in_at_time check (datetime(substr(signed_in_at, 1, 19)) || '+00:00' is substr(signed_in_at, 1, 19) || substr(signed_in_at, -6) and length(signed_in_at) <= 32)
);

create table invitations (
    -- Places offered to whoever reads an e-mail address, each with what became of it. Owner: the association; the installation for operators.
    id            integer  not null constraint invitations_pkey primary key autoincrement,
    account_id    bigint   not null constraint invitations_account_id_fkey references accounts (id),
    -- Empty for operators.
    association   text     not null,
    -- What was offered.
    role          text     not null,
    -- Where they are to work; null for nowhere.
    program_id    bigint   constraint invitations_program_id_fkey references programs (id),
    -- As history names them.
    invited_by    text     not null,
    invited_at    datetime not null,
    -- How often it was sent, the first time included.
    sent          integer  not null,
    -- The last time.
    sent_at       datetime not null,
    expires_at    datetime not null,
    -- When whoever was invited first signed in after it; null until then.
    opened_at     datetime,
    -- Null where it stands.
    taken_back_at datetime,
    constraint invitations_role_check check (role in ('practitioner', 'provider', 'manager', 'coordinator', 'operator')),
    constraint invitations_scope_check check ((role = 'operator') = (association = '')),
    constraint invitations_sent_check check (sent > 0),
    constraint invitations_invited_at_time check (datetime(substr(invited_at, 1, 19)) || '+00:00' is substr(invited_at, 1, 19) || substr(invited_at, -6) and length(invited_at) <= 32),
    constraint invitations_sent_at_time check (datetime(substr(sent_at, 1, 19)) || '+00:00' is substr(sent_at, 1, 19) || substr(sent_at, -6) and length(sent_at) <= 32),
    constraint invitations_expires_at_time check (datetime(substr(expires_at, 1, 19)) || '+00:00' is substr(expires_at, 1, 19) || substr(expires_at, -6) and length(expires_at) <= 32),
    constraint invitations_opened_at_time check (datetime(substr(opened_at, 1, 19)) || '+00:00' is substr(opened_at, 1, 19) || substr(opened_at, -6) and length(opened_at) <= 32),
    constraint invitations_taken_back_at_time check (datetime(substr(taken_back_at, 1, 19)) || '+00:00' is substr(taken_back_at, 1, 19) || substr(taken_back_at, -6) and length(taken_back_at) <= 32)
);
create index invitations_account_idx on invitations (account_id);
create index invitations_association_idx on invitations (association, id);
create index invitations_program_idx on invitations (program_id, id);

update schema_range set version = 10;
