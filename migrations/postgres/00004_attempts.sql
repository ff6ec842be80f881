-- +goose Up

create table attempts (
    what     text collate "C" not null,
    subject  text collate "C" not null,
    began_at timestamptz not null,
    tries    integer not null,
    constraint attempts_pkey primary key (what, subject)
);
comment on table attempts is 'How often what is limited was tried, such as asking for a sign-in link. Owner: the installation.';
comment on column attempts.what is 'What was tried, and by what it is counted.';
comment on column attempts.subject is 'SHA-256 of what it is counted by, such as an e-mail or a network address; gone a day later.';
comment on column attempts.began_at is 'The first try; counting begins anew some time after it.';

update schema_range set version = 4;
