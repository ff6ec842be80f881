-- +goose Up

-- What a pace needs of a verdict document stands beside it.
alter table progress
    add column min_months integer,
    add column hours text collate "C",
    add constraint progress_hours_check check ((hours is null) = (min_months is null));
comment on column progress.min_months is 'Distinct calendar months asked for; null where the row was judged before they were kept here.';
comment on column progress.hours is 'Of the document, the hours that a pace is told by: the day of each, counted from 1 January of the year 1, its minutes, its session with c where it counts, w where it lies outside the window and h where it waits, and the days on which one like it would not count. Null as min_months.';

-- What is there is written again by the next push; until then it is read from the document.
insert into due (person_id, association, since, stamp, cause)
    select id, association, now(), 1, 'hours of a pace' from people where id in (select person_id from progress) order by id
    on conflict (person_id) do update set stamp = due.stamp + 1, cause = excluded.cause;

-- A binary that knows no such columns would leave them as they were when it writes another document.
update schema_range set version = 29, oldest_binary = 29;
