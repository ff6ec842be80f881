-- +goose Up

-- That a calendar address holds the sessions of open groups that have room and are not its owner's.
alter table feeds add column open boolean not null default false constraint feeds_open_flag check (open in (0, 1)) constraint feeds_open_check check (not open or group_id is null and not led and detail <> 'busy');
-- From when it counts as unread where nobody was known to have read it: from this migration, as readings were not kept before the
-- one before.
alter table feeds add column kept_from datetime constraint feeds_kept_from_time check (datetime(substr(kept_from, 1, 19)) || '+00:00' is substr(kept_from, 1, 19) || substr(kept_from, -6) and length(kept_from) <= 32);
update feeds set kept_from = strftime('%Y-%m-%d %H:%M:%S', 'now') || '+00:00' where read_at is null and revoked_at is null;

-- That a group is open and has room, so that it stands in such calendars; how often it came into them or left them, and when last.
-- Of those that are open now it is looked up within minutes.
alter table groups add column inviting boolean not null default false constraint groups_inviting_flag check (inviting in (0, 1));
alter table groups add column inviting_sequence integer not null default 0;
alter table groups add column inviting_since datetime constraint groups_inviting_since_time check (datetime(substr(inviting_since, 1, 19)) || '+00:00' is substr(inviting_since, 1, 19) || substr(inviting_since, -6) and length(inviting_since) <= 32);
update groups set inviting = open;
create index groups_inviting_idx on groups (association) where inviting;

create table open_calendars (
    -- How often something changed that shows in the calendars of open groups, and when last. Owner: the association.
    association text     not null constraint open_calendars_pkey primary key constraint open_calendars_association_fkey references associations (code),
    version     bigint   not null,
    changed_at  datetime not null,
    constraint open_calendars_changed_at_time check (datetime(substr(changed_at, 1, 19)) || '+00:00' is substr(changed_at, 1, 19) || substr(changed_at, -6) and length(changed_at) <= 32)
);

update schema_range set version = 31, oldest_binary = 31;
