-- +goose Up

alter table sign_in_links add column destination text collate "C" not null default '';
alter table sign_in_links add column strong boolean not null default false;
comment on column sign_in_links.destination is 'Where it leads: a path on this site; empty for home.';
comment on column sign_in_links.strong is 'True where it stands for a second factor, too: the operator made it, at the machine itself.';

update schema_range set version = 3;
