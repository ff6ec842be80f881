-- +goose Up

-- What a pace needs of a verdict document stands beside it, and before it: SQLite reads a long row from its beginning. It adds no
-- check to a table that is there, so that is made anew.
alter table progress rename to old_progress;
drop index progress_association_idx;
create table progress (
    -- Figures and verdicts of each target and renewal, as the last push left them; made from ledger, roster and rules alone. Owner: the person's association.
    person_id   bigint   not null constraint progress_person_id_fkey references people (id),
    purpose     text     not null,
    category    text     not null,
    -- 2026 or 2025-2027 for a renewal; empty for earning.
    period      text     not null,
    association text     not null constraint progress_association_fkey references associations (code),
    -- Minutes asked for.
    required    integer  not null,
    -- Minutes that count, as held and rejected are minutes that wait for a decision and that do not count.
    counted     integer  not null,
    held        integer  not null,
    rejected    integer  not null,
    -- Distinct calendar months with counted minutes.
    months      integer  not null,
    -- Distinct calendar months asked for; null where the row was judged before they were kept here.
    min_months  integer,
    -- First day of the best window; null where there is none.
    window_from date,
    -- Last day inside the window.
    window_to   date,
    satisfied   boolean  not null,
    -- What is still lacking: words of minutes, months, focus and provided, with spaces between.
    missing     text     not null,
    -- Words of the rules, with spaces between.
    warnings    text     not null,
    -- Of the document, the hours that a pace is told by: the day of each, counted from 1 January of the year 1, its minutes, its session with c where it counts, w where it lies outside the window and h where it waits, and the days on which one like it would not count. Null as min_months.
    hours       text,
    -- JSON: the judged entries and what else a page shows behind the figures.
    details     text     not null,
    -- Name of the edition of the rules that judged.
    edition     text     not null,
    -- As-of day, local to the association, of the push that last changed the row.
    judged_for  date     not null,
    changed_at  datetime not null,
    constraint progress_pkey primary key (person_id, purpose, category, period),
    constraint progress_purpose_check check (purpose in ('earning', 'renewal')),
    constraint progress_minutes_check check (required >= 0 and counted >= 0 and held >= 0 and rejected >= 0),
    constraint progress_hours_check check ((hours is null) = (min_months is null)),
    constraint progress_window_from_date check (date(window_from) is window_from),
    constraint progress_window_to_date check (date(window_to) is window_to),
    constraint progress_satisfied_flag check (satisfied in (0, 1)),
    constraint progress_judged_for_date check (date(judged_for) is judged_for),
    constraint progress_changed_at_time check (datetime(substr(changed_at, 1, 19)) || '+00:00' is substr(changed_at, 1, 19) || substr(changed_at, -6) and length(changed_at) <= 32)
);
insert into progress (person_id, purpose, category, period, association, required, counted, held, rejected, months, window_from, window_to, satisfied, missing, warnings, details, edition, judged_for, changed_at)
    select person_id, purpose, category, period, association, required, counted, held, rejected, months, window_from, window_to, satisfied, missing, warnings, details, edition, judged_for, changed_at from old_progress;
drop table old_progress;
create index progress_association_idx on progress (association, purpose, category);

-- What is there is written again by the next push; until then it is read from the document.
insert into due (person_id, association, since, stamp, cause)
    select id, association, strftime('%Y-%m-%d %H:%M:%S+00:00', 'now'), 1, 'hours of a pace' from people where id in (select person_id from progress)
    on conflict (person_id) do update set stamp = due.stamp + 1, cause = excluded.cause;

-- A binary that knows no such columns would leave them as they were when it writes another document.
update schema_range set version = 29, oldest_binary = 29;
