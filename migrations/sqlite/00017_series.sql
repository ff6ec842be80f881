-- +goose Up

create table series (
    -- How groups mean to meet from a day on; their sessions are rows of sessions. Owner: the group's association.
    id          integer  not null constraint series_pkey primary key autoincrement,
    -- Given when its form was opened.
    external_id text     not null,
    group_id    bigint   not null constraint series_group_id_fkey references groups (id),
    association text     not null constraint series_association_fkey references associations (code),
    -- First day that may be one of its days.
    starts_on   date     not null,
    -- The days, as an RRULE of days (RFC 5545, 3.3.10).
    rule        text     not null,
    -- Whether it meets on holidays and while the association is closed, too.
    through     boolean  not null,
    -- Of the group's clock, 0 to 1439.
    minute      integer  not null,
    minutes     integer  not null,
    -- Null for the group's provider.
    lead_id     bigint   constraint series_lead_id_fkey references people (id),
    -- Null for nobody.
    co_lead_id  bigint   constraint series_co_lead_id_fkey references people (id),
    -- Empty for the group's, as are modality and place.
    kind        text     not null,
    modality    text     not null,
    place       text     not null,
    -- Raised by each change of the series or of several of its sessions.
    version     integer  not null,
    created_at  datetime not null,
    constraint series_external_id_key unique (external_id),
    constraint series_kind_check check (kind in ('', 'reflective', 'peer', 'administrative', 'clinical')),
    constraint series_modality_check check (modality in ('', 'in_person', 'virtual')),
    constraint series_minute_check check (minute between 0 and 1439),
    constraint series_minutes_check check (minutes > 0),
    constraint series_version_check check (version > 0),
    constraint series_through_flag check (through in (0, 1)),
    constraint series_starts_on_date check (date(starts_on) is starts_on),
    constraint series_created_at_time check (datetime(substr(created_at, 1, 19)) || '+00:00' is substr(created_at, 1, 19) || substr(created_at, -6) and length(created_at) <= 32)
);
create index series_group_idx on series (group_id);

create table series_skips (
    -- Days of a series that were left out. Owner: the group's association.
    series_id  bigint not null constraint series_skips_series_id_fkey references series (id),
    skipped_on date   not null,
    constraint series_skips_pkey primary key (series_id, skipped_on),
    constraint series_skips_skipped_on_date check (date(skipped_on) is skipped_on)
);

create table session_plans (
    -- What was planned of a session beyond what a bundle can say; no row where nothing was. Owner: the group's association.
    session_id  integer not null constraint session_plans_pkey primary key constraint session_plans_session_id_fkey references sessions (id),
    -- Null for a session that was planned by itself.
    series_id   bigint  constraint session_plans_series_id_fkey references series (id),
    -- The day of the series that it is for, wherever it was moved to.
    due_on      date,
    -- What it has of its own, as bits in the order time, length, place, lead, co-lead, kind, modality, status.
    own         integer not null,
    -- Empty for the group's.
    place       text    not null,
    constraint session_plans_due_key unique (series_id, due_on),
    constraint session_plans_series_check check ((series_id is null) = (due_on is null)),
    constraint session_plans_due_on_date check (date(due_on) is due_on)
);

create table closures (
    -- When an association's groups do not meet; both days included. Owner: the association.
    id          integer not null constraint closures_pkey primary key autoincrement,
    association text    not null constraint closures_association_fkey references associations (code),
    starts_on   date    not null,
    ends_on     date    not null,
    name        text    not null,
    constraint closures_key unique (association, starts_on, ends_on, name),
    constraint closures_order_check check (ends_on >= starts_on),
    constraint closures_name_check check (name <> ''),
    constraint closures_starts_on_date check (date(starts_on) is starts_on),
    constraint closures_ends_on_date check (date(ends_on) is ends_on)
);

update schema_range set version = 17;
