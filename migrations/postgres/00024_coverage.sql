-- +goose Up

-- Who is on track toward an Endorsement follows from pace, rules and decisions as they are today, and of a day that is over
-- nobody can tell any more: what was found is kept.
create table on_track (
    person_id bigint not null references people (id),
    starts_on date not null,
    ends_on   date,
    constraint on_track_pkey primary key (person_id, starts_on),
    constraint on_track_order_check check (ends_on is null or ends_on >= starts_on)
);
comment on table on_track is 'Days on which people were found on track toward an Endorsement, as each day found it. Owner: the person''s association.';
comment on column on_track.ends_on is 'Last day before they were found otherwise; null while they are on track.';

create table on_track_days (
    association text collate "C" not null references associations (code),
    on_day      date not null,
    constraint on_track_days_pkey primary key (association, on_day)
);
comment on table on_track_days is 'Days on which it was looked at who of an association is on track. Owner: the association.';

create table public_coverage (
    association text collate "C" not null references associations (code),
    since       timestamptz not null,
    constraint public_coverage_pkey primary key (association)
);
comment on table public_coverage is 'Associations whose coverage everybody may read, without names and small numbers. Owner: the association.';

update schema_range set version = 24;
