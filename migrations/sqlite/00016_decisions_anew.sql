-- +goose Up

-- A decision that ended, because its reason did, and is made anew the same day in the same words leaves what stood there, too:
-- the reason for which the entry is held differs. That a decision ends, or that the push finds what one of a bundle is about,
-- replaces nothing.
drop trigger decisions_replaced_update;
-- +goose StatementBegin
create trigger decisions_replaced_update after update on decisions
when old.verdict <> new.verdict or old.reason <> new.reason or old.decided_by <> new.decided_by or old.decided_on <> new.decided_on
    or (old.held_reason <> new.held_reason and old.held_reason <> '' and new.held_reason <> 'ended')
begin
    insert into earlier_decisions (person_id, session_id, version, purpose, category, period, verdict, held_reason, reason, decided_by, decided_on)
    values (old.person_id, old.session_id, old.version, old.purpose, old.category, old.period, old.verdict, old.held_reason, old.reason, old.decided_by, old.decided_on);
end;
-- +goose StatementEnd

update schema_range set version = 16;
