-- +goose Up

-- Open, that a calendar address holds the sessions of open groups that have room and are not its owner's. Kept_from is the
-- instant from which it counts as unread where nobody was known to have read it: that of this migration, as readings were not
-- kept before the one before.
alter table feeds
    add column open boolean not null default false,
    add column kept_from timestamptz,
    add constraint feeds_open_check check (not open or group_id is null and not led and detail <> 'busy');
update feeds set kept_from = now() where read_at is null and revoked_at is null;

-- Inviting, that a group is open and has room, so that it stands in such calendars; inviting_sequence, how often it came into them
-- or left them, and inviting_since when last. Of those that are open now it is looked up within minutes.
alter table groups
    add column inviting boolean not null default false,
    add column inviting_sequence integer not null default 0,
    add column inviting_since timestamptz;
update groups set inviting = open;
create index groups_inviting_idx on groups (association) where inviting;

create table open_calendars (
    association text collate "C" not null primary key references associations (code),
    version     bigint           not null,
    changed_at  timestamptz      not null
);
comment on table open_calendars is 'How often something changed that shows in the calendars of open groups, and when last. Owner: the association.';

update schema_range set version = 31, oldest_binary = 31;
