-- +goose Up

-- A decision that ended, because its reason did, and is made anew the same day in the same words leaves what stood there, too:
-- the reason for which the entry is held differs. That a decision ends, or that the push finds what one of a bundle is about,
-- replaces nothing.
-- +goose StatementBegin
create or replace function keep_replaced_decision() returns trigger language plpgsql as $$
begin
    if (old.verdict, old.reason, old.decided_by, old.decided_on) is distinct from (new.verdict, new.reason, new.decided_by, new.decided_on)
        or (old.held_reason <> new.held_reason and old.held_reason <> '' and new.held_reason <> 'ended') then
        insert into earlier_decisions (person_id, session_id, version, purpose, category, period, verdict, held_reason, reason, decided_by, decided_on)
        values (old.person_id, old.session_id, old.version, old.purpose, old.category, old.period, old.verdict, old.held_reason, old.reason, old.decided_by, old.decided_on);
    end if;
    return null;
end $$;
-- +goose StatementEnd

update schema_range set version = 16;
