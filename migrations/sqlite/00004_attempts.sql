-- +goose Up

create table attempts (
    -- How often what is limited was tried, such as asking for a sign-in link. Owner: the installation.
    -- What was tried, and by what it is counted.
    what     text     not null,
    -- SHA-256 of what it is counted by, such as an e-mail or a network address; gone a day later.
    subject  text     not null,
    -- The first try; counting begins anew some time after it.
    began_at datetime not null,
    tries    integer  not null,
    constraint attempts_pkey primary key (what, subject),
    constraint attempts_began_at_time check (datetime(substr(began_at, 1, 19)) || '+00:00' is substr(began_at, 1, 19) || substr(began_at, -6) and length(began_at) <= 32)
);

update schema_range set version = 4;
