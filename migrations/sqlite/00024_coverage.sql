-- +goose Up

-- Who is on track toward an Endorsement follows from pace, rules and decisions as they are today, and of a day that is over
-- nobody can tell any more: what was found is kept.
create table on_track (
    -- Days on which people were found on track toward an Endorsement, as each day found it. Owner: the person's association.
    person_id bigint not null constraint on_track_person_id_fkey references people (id),
    starts_on date   not null,
    -- Last day before they were found otherwise; null while they are on track.
    ends_on   date,
    constraint on_track_pkey primary key (person_id, starts_on),
    constraint on_track_order_check check (ends_on is null or ends_on >= starts_on),
    constraint on_track_starts_on_date check (date(starts_on) is starts_on),
    constraint on_track_ends_on_date check (date(ends_on) is ends_on)
);

create table on_track_days (
    -- Days on which it was looked at who of an association is on track. Owner: the association.
    association text not null constraint on_track_days_association_fkey references associations (code),
    on_day      date not null,
    constraint on_track_days_pkey primary key (association, on_day),
    constraint on_track_days_on_day_date check (date(on_day) is on_day)
);

create table public_coverage (
    -- Associations whose coverage everybody may read, without names and small numbers. Owner: the association.
    association text     not null constraint public_coverage_association_fkey references associations (code),
    since       datetime not null,
    constraint public_coverage_pkey primary key (association),
    constraint public_coverage_since_time check (datetime(substr(since, 1, 19)) || '+00:00' is substr(since, 1, 19) || substr(since, -6) and length(since) <= 32)
);

update schema_range set version = 24;
