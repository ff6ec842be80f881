-- +goose Up

-- What the owner of a calendar address chooses about it: led, that it holds only what they lead; detail, how much it says of a
-- session; alarm, the minutes before a session at which it reminds; uncancelled, that cancelled sessions leave it. Style is how
-- often what it shows was chosen anew, styled_at when last. Read_at is when a program last read it, read_by which one by its own
-- word, read_version how the owner's calendar stood then.
alter table feeds
    add column led boolean not null default false,
    add column detail text collate "C" not null default 'full',
    add column alarm integer not null default 0,
    add column uncancelled boolean not null default false,
    add column style integer not null default 0,
    add column styled_at timestamptz,
    add column read_at timestamptz,
    add column read_by text collate "C" not null default '',
    add column read_version bigint not null default 0,
    add constraint feeds_led_check check (not led or group_id is null),
    add constraint feeds_detail_check check (detail in ('full', 'title', 'busy')),
    add constraint feeds_alarm_check check (alarm between 0 and 10080);
-- Those that nobody reads end after a year.
create index feeds_idle_idx on feeds (read_at, created_at) where revoked_at is null;

update schema_range set version = 28;
