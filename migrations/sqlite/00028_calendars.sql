-- +goose Up

-- What the owner of a calendar address chooses about it: whether it holds only what they lead, how much it says of a session,
-- the minutes before a session at which it reminds, and whether cancelled sessions leave it.
alter table feeds add column led boolean not null default false constraint feeds_led_flag check (led in (0, 1)) constraint feeds_led_check check (not led or group_id is null);
alter table feeds add column detail text not null default 'full' constraint feeds_detail_check check (detail in ('full', 'title', 'busy'));
alter table feeds add column alarm integer not null default 0 constraint feeds_alarm_check check (alarm between 0 and 10080);
alter table feeds add column uncancelled boolean not null default false constraint feeds_uncancelled_flag check (uncancelled in (0, 1));
-- How often what it shows was chosen anew, and when last.
alter table feeds add column style integer not null default 0;
alter table feeds add column styled_at datetime constraint feeds_styled_at_time check (datetime(substr(styled_at, 1, 19)) || '+00:00' is substr(styled_at, 1, 19) || substr(styled_at, -6) and length(styled_at) <= 32);
-- When a program last read it, which one by its own word, and how the owner's calendar stood then.
alter table feeds add column read_at datetime constraint feeds_read_at_time check (datetime(substr(read_at, 1, 19)) || '+00:00' is substr(read_at, 1, 19) || substr(read_at, -6) and length(read_at) <= 32);
alter table feeds add column read_by text not null default '';
alter table feeds add column read_version bigint not null default 0;
-- Those that nobody reads end after a year.
create index feeds_idle_idx on feeds (read_at, created_at) where revoked_at is null;

update schema_range set version = 28;
