-- +goose Up

create table amendments (
    session_id  bigint not null references sheets (session_id),
    revision    integer not null,
    association text collate "C" not null references associations (code),
    version     integer not null,
    turn        text collate "C" not null,
    began_at    timestamptz,
    ended_at    timestamptz,
    lead_id     bigint references people (id),
    co_lead_id  bigint references people (id),
    reason      text collate "C" not null,
    taken_by    bigint references accounts (id),
    taken_at    timestamptz not null,
    constraint amendments_pkey primary key (session_id, revision),
    constraint amendments_turn_check check (turn in ('kept', 'signed', 'taken_back', 'overtaken')),
    constraint amendments_kept_check check (turn <> 'kept' or began_at is not null and ended_at is not null and reason <> ''),
    constraint amendments_order_check check (ended_at > began_at),
    constraint amendments_version_check check (version > 0)
);
comment on table amendments is 'What became of amendments that were kept without a signature; append-only, a row a turn. Owner: the group''s association.';
comment on column amendments.revision is 'The sheet''s once the turn was taken.';
comment on column amendments.version is 'Of the sheet once the turn was taken: the version it would replace, or the one that signing it made.';
comment on column amendments.began_at is 'Actual start that it proposes; null for a turn that ends it, as are ended_at, lead_id and co_lead_id.';
comment on column amendments.lead_id is 'Who led by it; null where nobody did.';
comment on column amendments.reason is 'Why what was verified should change; empty for a turn that ends it.';
comment on column amendments.taken_by is 'Account that took the turn; null for an import.';

create table amendment_marks (
    session_id bigint not null,
    revision   integer not null,
    person_id  bigint not null references people (id),
    mark       text collate "C" not null,
    intervals  text collate "C" not null,
    focus      text collate "C" not null,
    constraint amendment_marks_pkey primary key (session_id, revision, person_id),
    constraint amendment_marks_session_id_revision_fkey foreign key (session_id, revision) references amendments (session_id, revision),
    constraint amendment_marks_mark_check check (mark in ('present', 'partial', 'absent', 'excused')),
    constraint amendment_marks_focus_check check (focus in ('', 'rsc_provision'))
);
comment on table amendment_marks is 'Who was there by a kept amendment; append-only, and added to no more once another turn was taken. Owner: the group''s association.';
comment on column amendment_marks.intervals is 'As of marks.';

create table waiting_amendments (
    session_id  bigint not null primary key references sheets (session_id),
    association text collate "C" not null references associations (code),
    revision    integer not null,
    since       timestamptz not null,
    constraint waiting_amendments_session_id_revision_fkey foreign key (session_id, revision) references amendments (session_id, revision)
);
comment on table waiting_amendments is 'Sheets whose signed version is void until an amendment is verified or taken back; a row while one waits. Owner: the group''s association.';
comment on column waiting_amendments.revision is 'Of the turn that kept what waits.';
comment on column waiting_amendments.since is 'When an amendment was kept first.';
create index waiting_amendments_association_idx on waiting_amendments (association, since);

create trigger amendments_append_only before update or delete on amendments for each row execute function refuse_change();
create trigger amendments_no_truncate before truncate on amendments for each statement execute function refuse_change();
create trigger amendment_marks_append_only before update or delete on amendment_marks for each row execute function refuse_change();
create trigger amendment_marks_no_truncate before truncate on amendment_marks for each statement execute function refuse_change();

-- +goose StatementBegin
create function refuse_late_amendment_marks() returns trigger language plpgsql as $$
begin
    if exists (select from amendments where session_id = new.session_id and (revision > new.revision or revision = new.revision and turn <> 'kept')) then
        raise exception 'this turn of the amendment is over: % refused', tg_op using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
-- +goose StatementEnd
create trigger amendment_marks_locked_insert before insert on amendment_marks for each row execute function refuse_late_amendment_marks();

update schema_range set version = 13;
