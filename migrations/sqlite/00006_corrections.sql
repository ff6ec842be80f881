-- +goose Up

create table corrections (
    -- Why something on record was changed, and what it said before and after; append-only, without names or addresses. Owner: the association.
    id           integer  not null constraint corrections_pkey primary key autoincrement,
    association  text     not null,
    -- A kind of thing and its id, as history names it.
    subject      text     not null,
    -- JSON of a dated fact; of a person, program or group the fields that differ. Empty for what was added.
    before       text     not null,
    -- As before; empty for what was taken off the record.
    after        text     not null,
    -- As it was given; empty where none was asked for, because something only ended.
    reason       text     not null,
    -- As history names who did it.
    corrected_by text     not null,
    corrected_at datetime not null,
    constraint corrections_corrected_at_time check (datetime(substr(corrected_at, 1, 19)) || '+00:00' is substr(corrected_at, 1, 19) || substr(corrected_at, -6) and length(corrected_at) <= 32)
);
create index corrections_subject_idx on corrections (subject);

-- +goose StatementBegin
create trigger corrections_append_only_update before update on corrections begin select raise(abort, 'corrections is append-only: UPDATE refused'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger corrections_append_only_delete before delete on corrections begin select raise(abort, 'corrections is append-only: DELETE refused'); end;
-- +goose StatementEnd

update schema_range set version = 6;
