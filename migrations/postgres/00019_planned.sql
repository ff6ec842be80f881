-- +goose Up

-- Mails about planning are a kind of their own.
alter table notices drop constraint notices_topic_check,
    add constraint notices_topic_check check (topic in ('security', 'sheets', 'hours', 'credentials', 'sessions'));
alter table declined_topics drop constraint declined_topics_topic_check,
    add constraint declined_topics_topic_check check (topic in ('sheets', 'hours', 'credentials', 'sessions'));

update schema_range set version = 19;
