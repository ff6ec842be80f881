-- +goose Up

create table earlier_decisions (
    -- What coordinators had decided of held entries before they decided otherwise; append-only, kept as a decision is replaced. Owner: the person's association.
    id          integer not null constraint earlier_decisions_pkey primary key autoincrement,
    person_id   bigint  not null constraint earlier_decisions_person_id_fkey references people (id),
    session_id  bigint  not null constraint earlier_decisions_session_id_fkey references sessions (id),
    -- As of decisions, like all that follow.
    version     integer not null,
    purpose     text    not null,
    category    text    not null,
    period      text    not null,
    verdict     text    not null,
    held_reason text    not null,
    reason      text    not null,
    decided_by  text    not null,
    decided_on  date    not null,
    constraint earlier_decisions_purpose_check check (purpose in ('earning', 'renewal')),
    constraint earlier_decisions_verdict_check check (verdict in ('counted', 'rejected')),
    constraint earlier_decisions_decided_on_date check (date(decided_on) is decided_on)
);
create index earlier_decisions_person_idx on earlier_decisions (person_id);

-- Whoever writes another decision in place of one, a page or a bundle, leaves what stood there.
-- +goose StatementBegin
create trigger decisions_replaced_update after update on decisions
when old.verdict <> new.verdict or old.reason <> new.reason or old.decided_by <> new.decided_by or old.decided_on <> new.decided_on
begin
    insert into earlier_decisions (person_id, session_id, version, purpose, category, period, verdict, held_reason, reason, decided_by, decided_on)
    values (old.person_id, old.session_id, old.version, old.purpose, old.category, old.period, old.verdict, old.held_reason, old.reason, old.decided_by, old.decided_on);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger earlier_decisions_append_only_update before update on earlier_decisions begin select raise(abort, 'earlier_decisions is append-only: UPDATE refused'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger earlier_decisions_append_only_delete before delete on earlier_decisions begin select raise(abort, 'earlier_decisions is append-only: DELETE refused'); end;
-- +goose StatementEnd

update schema_range set version = 15;
