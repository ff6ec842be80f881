-- +goose Up

create table evidence (
    -- What somebody has to show for an Endorsement beside hours. What it says never changes, and it is never deleted. Owner: the person's association, when it was entered.
    id                  integer not null constraint evidence_pkey primary key autoincrement,
    person_id           bigint  not null constraint evidence_person_id_fkey references people (id),
    association         text    not null constraint evidence_association_fkey references associations (code),
    -- The id of the form it came with, so that a second click adds nothing.
    entry               text    not null,
    matter              text    not null,
    -- That it is for, of work, a reference or an exam; else empty.
    category            text    not null,
    -- Which education, agreement or year, or what a referee is to the person; never a name.
    what                text    not null,
    -- Of a training; else the day on which it came to be.
    dated               date    not null,
    title               text    not null,
    minutes             integer not null,
    supervision_minutes integer not null,
    equity_minutes      integer not null,
    -- Competency areas of a training, joined by commas.
    areas               text    not null,
    -- Of work.
    months              integer not null,
    -- The last of its words.
    word                text    not null,
    constraint evidence_key unique (person_id, entry),
    constraint evidence_matter_check check (matter in ('training', 'education', 'work', 'reference', 'agreement', 'membership', 'exam')),
    constraint evidence_word_check check (word in ('asked', 'given', 'confirmed', 'refused', 'withdrawn')),
    constraint evidence_minutes_check check (minutes >= 0 and supervision_minutes >= 0 and supervision_minutes <= minutes and equity_minutes >= 0 and equity_minutes <= minutes),
    constraint evidence_training_check check (matter = 'training' or minutes = 0 and title = '' and areas = ''),
    constraint evidence_dated_date check (date(dated) is dated)
);
create index evidence_waiting_idx on evidence (person_id) where word = 'given';
-- +goose StatementBegin
create trigger evidence_kept_update before update of id, person_id, association, entry, matter, category, what, dated, title, minutes, supervision_minutes, equity_minutes, areas, months on evidence begin select raise(abort, 'evidence is kept as it was entered: UPDATE refused'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger evidence_kept_delete before delete on evidence begin select raise(abort, 'evidence is kept as it was entered: DELETE refused'); end;
-- +goose StatementEnd

create table evidence_words (
    -- What was said of evidence, word by word; append-only. Owner: the person's association.
    id          integer  not null constraint evidence_words_pkey primary key autoincrement,
    evidence_id bigint   not null constraint evidence_words_evidence_id_fkey references evidence (id),
    word        text     not null,
    -- Local to the person's association; of a reference the day on which it came.
    said_on     date     not null,
    -- Why it does not serve.
    reason      text     not null,
    -- Who said it, as the history names them.
    said_by     text     not null,
    said_at     datetime not null,
    constraint evidence_words_word_check check (word in ('asked', 'given', 'confirmed', 'refused', 'withdrawn')),
    constraint evidence_words_reason_check check ((word = 'refused') = (reason <> '')),
    constraint evidence_words_said_on_date check (date(said_on) is said_on),
    constraint evidence_words_said_at_time check (datetime(substr(said_at, 1, 19)) || '+00:00' is substr(said_at, 1, 19) || substr(said_at, -6) and length(said_at) <= 32)
);
create index evidence_words_evidence_idx on evidence_words (evidence_id);
-- +goose StatementBegin
create trigger evidence_words_append_only_update before update on evidence_words begin select raise(abort, 'evidence_words is append-only: UPDATE refused'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger evidence_words_append_only_delete before delete on evidence_words begin select raise(abort, 'evidence_words is append-only: DELETE refused'); end;
-- +goose StatementEnd

update schema_range set version = 25;
