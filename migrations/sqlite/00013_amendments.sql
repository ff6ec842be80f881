-- +goose Up

create table amendments (
    -- What became of amendments that were kept without a signature; append-only, a row a turn. Owner: the group's association.
    session_id  bigint   not null constraint amendments_session_id_fkey references sheets (session_id),
    -- The sheet's once the turn was taken.
    revision    integer  not null,
    association text     not null constraint amendments_association_fkey references associations (code),
    -- Of the sheet once the turn was taken: the version it would replace, or the one that signing it made.
    version     integer  not null,
    turn        text     not null,
    -- Actual start that it proposes; null for a turn that ends it, as are ended_at, lead_id and co_lead_id.
    began_at    datetime,
    ended_at    datetime,
    -- Who led by it; null where nobody did.
    lead_id     bigint   constraint amendments_lead_id_fkey references people (id),
    co_lead_id  bigint   constraint amendments_co_lead_id_fkey references people (id),
    -- Why what was verified should change; empty for a turn that ends it.
    reason      text     not null,
    -- Account that took the turn; null for an import.
    taken_by    bigint   constraint amendments_taken_by_fkey references accounts (id),
    taken_at    datetime not null,
    constraint amendments_pkey primary key (session_id, revision),
    constraint amendments_turn_check check (turn in ('kept', 'signed', 'taken_back', 'overtaken')),
    constraint amendments_kept_check check (turn <> 'kept' or began_at is not null and ended_at is not null and reason <> ''),
    constraint amendments_order_check check (ended_at > began_at),
    constraint amendments_version_check check (version > 0),
    constraint amendments_began_at_time check (datetime(substr(began_at, 1, 19)) || '+00:00' is substr(began_at, 1, 19) || substr(began_at, -6) and length(began_at) <= 32),
    constraint amendments_ended_at_time check (datetime(substr(ended_at, 1, 19)) || '+00:00' is substr(ended_at, 1, 19) || substr(ended_at, -6) and length(ended_at) <= 32),
    constraint amendments_taken_at_time check (datetime(substr(taken_at, 1, 19)) || '+00:00' is substr(taken_at, 1, 19) || substr(taken_at, -6) and length(taken_at) <= 32)
);

create table amendment_marks (
    -- Who was there by a kept amendment; append-only, and added to no more once another turn was taken. Owner: the group's association.
    session_id bigint  not null,
    revision   integer not null,
    person_id  bigint  not null constraint amendment_marks_person_id_fkey references people (id),
    mark       text    not null,
    -- As of marks.
    intervals  text    not null,
    focus      text    not null,
    constraint amendment_marks_pkey primary key (session_id, revision, person_id),
    constraint amendment_marks_session_id_revision_fkey foreign key (session_id, revision) references amendments (session_id, revision),
    constraint amendment_marks_mark_check check (mark in ('present', 'partial', 'absent', 'excused')),
    constraint amendment_marks_focus_check check (focus in ('', 'rsc_provision'))
);

create table waiting_amendments (
    -- Sheets whose signed version is void until an amendment is verified or taken back; a row while one waits. Owner: the group's association.
    session_id  integer  not null constraint waiting_amendments_pkey primary key constraint waiting_amendments_session_id_fkey references sheets (session_id),
    association text     not null constraint waiting_amendments_association_fkey references associations (code),
    -- Of the turn that kept what waits.
    revision    integer  not null,
    -- When an amendment was kept first.
    since       datetime not null,
    constraint waiting_amendments_session_id_revision_fkey foreign key (session_id, revision) references amendments (session_id, revision),
    constraint waiting_amendments_since_time check (datetime(substr(since, 1, 19)) || '+00:00' is substr(since, 1, 19) || substr(since, -6) and length(since) <= 32)
);
create index waiting_amendments_association_idx on waiting_amendments (association, since);

-- +goose StatementBegin
create trigger amendments_append_only_update before update on amendments begin select raise(abort, 'amendments is append-only: UPDATE refused'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger amendments_append_only_delete before delete on amendments begin select raise(abort, 'amendments is append-only: DELETE refused'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger amendment_marks_append_only_update before update on amendment_marks begin select raise(abort, 'amendment_marks is append-only: UPDATE refused'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger amendment_marks_append_only_delete before delete on amendment_marks begin select raise(abort, 'amendment_marks is append-only: DELETE refused'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger amendment_marks_locked_insert before insert on amendment_marks
when exists (select 1 from amendments where session_id = new.session_id and (revision > new.revision or revision = new.revision and turn <> 'kept'))
begin
    select raise(abort, 'this turn of the amendment is over: INSERT refused');
end;
-- +goose StatementEnd

update schema_range set version = 13;
