-- +goose Up

-- The equal of the PostgreSQL file, in SQLite's words. Three kinds of check stand for what a column type promises there:
-- ..._time: an instant in UTC as the driver writes it, 2006-01-02 15:04:05.999999+00:00, so that text order is time order;
-- ..._date: a day that exists, 2006-01-02; ..._flag: true or false. Comments stand inside the statements, where the
-- database keeps them. Refusing INSERT OR REPLACE on append-only tables needs recursive_triggers, which every handle sets.

create table schema_range (
    -- The schema's own version and the oldest schema version a binary may have been built for and still be served. One row. Owner: the installation.
    -- Number of the newest migration that has been applied.
    version       integer not null constraint schema_range_pkey primary key,
    -- A binary built for an older version than this is refused.
    oldest_binary integer not null,
    constraint schema_range_order check (oldest_binary <= version)
);
insert into schema_range (version, oldest_binary) values (1, 1);

create table associations (
    -- Associations that have people or groups here, as the rules name them. Owner: the association.
    -- As the rules name it: CT, MI, …
    code      text not null constraint associations_pkey primary key,
    name      text not null,
    -- IANA name; the association's days and years begin and end in it.
    time_zone text not null,
    -- Last local day whose beginning the duty "days" has put on the due list.
    last_day  date,
    constraint associations_last_day_date check (date(last_day) is last_day)
);

create table people (
    -- Everybody an association knows. Owner: the person's association.
    id                  integer  not null constraint people_pkey primary key autoincrement,
    -- Id as the sender of a bundle writes it.
    external_id         text     not null,
    association         text     not null constraint people_association_fkey references associations (code),
    name                text     not null,
    -- May be empty or shared; tells who somebody is only by a link sent to it.
    email               text     not null,
    -- May be empty.
    region              text     not null,
    -- Raised in the transaction of any change that shows in one of this person's feeds.
    calendar_version    bigint   not null,
    -- When calendar_version was last raised; also by removals.
    calendar_changed_at datetime not null,
    constraint people_external_id_key unique (external_id),
    constraint people_calendar_changed_at_time check (datetime(substr(calendar_changed_at, 1, 19)) || '+00:00' is substr(calendar_changed_at, 1, 19) || substr(calendar_changed_at, -6) and length(calendar_changed_at) <= 32)
);
create index people_association_idx on people (association, id);

create table programs (
    -- Agencies' services in which people are employed. Owner: the program's association.
    id          integer not null constraint programs_pkey primary key autoincrement,
    -- Id as the sender of a bundle writes it.
    external_id text    not null,
    association text    not null constraint programs_association_fkey references associations (code),
    name        text    not null,
    kind        text    not null,
    -- Home-visiting model; empty for none.
    model       text    not null,
    -- May be empty.
    region      text    not null,
    constraint programs_external_id_key unique (external_id),
    constraint programs_kind_check check (kind in ('birth_to_three', 'home_visiting', 'early_head_start', 'head_start', 'child_welfare', 'clinic', 'other')),
    constraint programs_model_check check (model in ('pat', 'nfp', 'hfa', 'child_first', 'ehs', 'other', ''))
);
create index programs_association_idx on programs (association, id);

create table employments (
    -- One person's work in one program, dated; both days included. Owner: the person's association.
    id         integer not null constraint employments_pkey primary key autoincrement,
    person_id  bigint  not null constraint employments_person_id_fkey references people (id),
    program_id bigint  not null constraint employments_program_id_fkey references programs (id),
    role       text    not null,
    -- Share of full time in thousandths.
    fte_milli  integer not null,
    -- Age bands the person serves themself: IMH to 36 months, ECMH 36 to 72; empty where nobody said.
    serves     text    not null,
    -- Age bands served by staff whom the person supervises.
    supervises text    not null,
    starts_on  date    not null,
    -- Last day; null while no end is known.
    ends_on    date,
    constraint employments_key unique (person_id, program_id, role, starts_on),
    constraint employments_role_check check (role in ('practitioner', 'supervisor', 'manager')),
    constraint employments_serves_check check (serves in ('', 'IMH', 'ECMH', 'IMH+ECMH')),
    constraint employments_supervises_check check (supervises in ('', 'IMH', 'ECMH', 'IMH+ECMH')),
    constraint employments_order_check check (ends_on is null or ends_on >= starts_on),
    constraint employments_fte_check check (fte_milli between 0 and 2000),
    constraint employments_starts_on_date check (date(starts_on) is starts_on),
    constraint employments_ends_on_date check (date(ends_on) is ends_on)
);
create index employments_program_idx on employments (program_id, person_id);

create table credentials (
    -- Categories and add-ons people hold, dated; active on both days. Owner: the person's association.
    id        integer not null constraint credentials_pkey primary key autoincrement,
    person_id bigint  not null constraint credentials_person_id_fkey references people (id),
    -- Category of the Endorsement, or the add-on ERS, as the rules name it.
    category  text    not null,
    status    text    not null,
    -- Academic degree that came with it; empty where nobody said.
    degree    text    not null,
    starts_on date    not null,
    -- Last day on which it is active; null while no end is known.
    ends_on   date,
    constraint credentials_key unique (person_id, category, starts_on),
    constraint credentials_status_check check (status in ('endorsed', 'emerging', 'vetted')),
    constraint credentials_degree_check check (degree in ('bachelors', 'masters', 'none', '')),
    constraint credentials_order_check check (ends_on is null or ends_on >= starts_on),
    constraint credentials_starts_on_date check (date(starts_on) is starts_on),
    constraint credentials_ends_on_date check (date(ends_on) is ends_on)
);

create table targets (
    -- Categories people have set out to earn. Owner: the person's association.
    id        integer not null constraint targets_pkey primary key autoincrement,
    person_id bigint  not null constraint targets_person_id_fkey references people (id),
    -- Category of the Endorsement, as the rules name it.
    category  text    not null,
    -- The applicant's own academic degree; empty where nobody said.
    degree    text    not null,
    opened_on date    not null,
    constraint targets_key unique (person_id, category),
    constraint targets_degree_check check (degree in ('bachelors', 'masters', 'none', '')),
    constraint targets_opened_on_date check (date(opened_on) is opened_on)
);

create table groups (
    -- People who meet with a provider again and again. Owner: the group's association.
    id          integer not null constraint groups_pkey primary key autoincrement,
    -- Id as the sender of a bundle writes it.
    external_id text    not null,
    association text    not null constraint groups_association_fkey references associations (code),
    name        text    not null,
    -- Leads where a session names nobody else.
    provider_id bigint  not null constraint groups_provider_id_fkey references people (id),
    -- IANA name; the zone of the group's wall clock.
    time_zone   text    not null,
    kind        text    not null,
    format      text    not null,
    modality    text    not null,
    -- How many people it has room for.
    capacity    integer not null,
    -- A room or an address of a call; may be empty.
    place       text    not null,
    -- Null for a group of the association itself.
    program_id  bigint  constraint groups_program_id_fkey references programs (id),
    -- Who pays; may be empty.
    funding     text    not null,
    -- Cost of one session in cents; null where nobody said.
    cost_cents  integer,
    constraint groups_external_id_key unique (external_id),
    constraint groups_kind_check check (kind in ('reflective', 'peer', 'administrative', 'clinical')),
    constraint groups_format_check check (format in ('individual', 'group')),
    constraint groups_modality_check check (modality in ('in_person', 'virtual')),
    constraint groups_capacity_check check (capacity >= 0),
    constraint groups_cost_check check (cost_cents >= 0)
);
create index groups_association_idx on groups (association, id);
create index groups_provider_idx on groups (provider_id);

create table memberships (
    -- Who belongs to a group, dated; both days included. Owner: the group's association.
    id        integer not null constraint memberships_pkey primary key autoincrement,
    group_id  bigint  not null constraint memberships_group_id_fkey references groups (id),
    person_id bigint  not null constraint memberships_person_id_fkey references people (id),
    starts_on date    not null,
    -- Last day; null while no end is known.
    ends_on   date,
    constraint memberships_key unique (group_id, person_id, starts_on),
    constraint memberships_order_check check (ends_on is null or ends_on >= starts_on),
    constraint memberships_starts_on_date check (date(starts_on) is starts_on),
    constraint memberships_ends_on_date check (date(ends_on) is ends_on)
);
create index memberships_person_idx on memberships (person_id, group_id);

create table sessions (
    -- Meetings of groups, each with an identity from birth. Empty lead, kind and modality are the group's. Owner: the group's association.
    id          integer  not null constraint sessions_pkey primary key autoincrement,
    -- UUID, the name in calendars; never reused.
    uid         text     not null,
    -- Id as the sender of a bundle writes it, or one given here.
    external_id text     not null,
    group_id    bigint   not null constraint sessions_group_id_fkey references groups (id),
    -- The group's, kept here to search by.
    association text     not null constraint sessions_association_fkey references associations (code),
    -- Planned start on the group's clock, 2006-01-02T15:04; starts_at is the instant it stands for in time_zone.
    local_start text     not null,
    -- IANA name; the group's zone when the session was planned.
    time_zone   text     not null,
    starts_at   datetime not null,
    -- Planned length; it never makes credit.
    minutes     integer  not null,
    status      text     not null,
    -- Null for the group's provider, or where nobody led.
    lead_id     bigint   constraint sessions_lead_id_fkey references people (id),
    -- True where somebody said that nobody led; without a lead it is the group's provider.
    nobody_led  boolean  not null,
    -- Null for nobody.
    co_lead_id  bigint   constraint sessions_co_lead_id_fkey references people (id),
    -- Empty for the group's.
    kind        text     not null,
    -- Empty for the group's.
    modality    text     not null,
    -- Raised by each change that shows in a calendar, with changed_at (RFC 5545, 3.8.7.4).
    sequence    integer  not null,
    -- local_start before the last move; empty where it never moved.
    moved_from  text     not null,
    created_at  datetime not null,
    changed_at  datetime not null,
    constraint sessions_uid_key unique (uid),
    constraint sessions_external_id_key unique (external_id),
    constraint sessions_status_check check (status in ('scheduled', 'held', 'cancelled')),
    constraint sessions_kind_check check (kind in ('', 'reflective', 'peer', 'administrative', 'clinical')),
    constraint sessions_modality_check check (modality in ('', 'in_person', 'virtual')),
    constraint sessions_minutes_check check (minutes > 0),
    constraint sessions_lead_check check (not (nobody_led and lead_id is not null)),
    constraint sessions_starts_at_time check (datetime(substr(starts_at, 1, 19)) || '+00:00' is substr(starts_at, 1, 19) || substr(starts_at, -6) and length(starts_at) <= 32),
    constraint sessions_nobody_led_flag check (nobody_led in (0, 1)),
    constraint sessions_created_at_time check (datetime(substr(created_at, 1, 19)) || '+00:00' is substr(created_at, 1, 19) || substr(created_at, -6) and length(created_at) <= 32),
    constraint sessions_changed_at_time check (datetime(substr(changed_at, 1, 19)) || '+00:00' is substr(changed_at, 1, 19) || substr(changed_at, -6) and length(changed_at) <= 32)
);
create index sessions_group_idx on sessions (group_id, starts_at);
create index sessions_association_idx on sessions (association, starts_at);
create index sessions_lead_idx on sessions (lead_id, starts_at) where lead_id is not null;
create index sessions_co_lead_idx on sessions (co_lead_id, starts_at) where co_lead_id is not null;

create table sheets (
    -- The attendance sheet of a session as it stands. Owner: the group's association; it may hold people of several.
    session_id  integer  not null constraint sheets_pkey primary key constraint sheets_session_id_fkey references sessions (id),
    association text     not null constraint sheets_association_fkey references associations (code),
    state       text     not null,
    -- How often it was verified: the standing verified version, 0 before the first.
    version     integer  not null,
    -- Raised by each save; a form that comes back must still find it.
    revision    integer  not null,
    -- Actual start; null until the session was held.
    began_at    datetime,
    -- Actual end; null until the session was held.
    ended_at    datetime,
    constraint sheets_state_check check (state in ('open', 'unverified', 'verified', 'dropped')),
    constraint sheets_verified_check check (state <> 'verified' or version > 0),
    constraint sheets_order_check check (ended_at > began_at),
    constraint sheets_began_at_time check (datetime(substr(began_at, 1, 19)) || '+00:00' is substr(began_at, 1, 19) || substr(began_at, -6) and length(began_at) <= 32),
    constraint sheets_ended_at_time check (datetime(substr(ended_at, 1, 19)) || '+00:00' is substr(ended_at, 1, 19) || substr(ended_at, -6) and length(ended_at) <= 32)
);
create index sheets_waiting_idx on sheets (association, state);

create table sheet_versions (
    -- The facts fixed by each verification of a sheet; append-only. Owner: the group's association.
    session_id  bigint   not null constraint sheet_versions_session_id_fkey references sheets (session_id),
    version     integer  not null,
    began_at    datetime not null,
    ended_at    datetime not null,
    -- Who led, resolved from session and group on that day; null where nobody did.
    lead_id     bigint   constraint sheet_versions_lead_id_fkey references people (id),
    co_lead_id  bigint   constraint sheet_versions_co_lead_id_fkey references people (id),
    kind        text     not null,
    format      text     not null,
    modality    text     not null,
    -- attune where it was taken here, import where it came with a bundle.
    provenance  text     not null,
    -- Why an earlier version was amended; empty for the first.
    reason      text     not null,
    -- Account that verified; null for an import.
    verified_by bigint,
    verified_at datetime not null,
    constraint sheet_versions_pkey primary key (session_id, version),
    constraint sheet_versions_version_check check (version > 0),
    constraint sheet_versions_provenance_check check (provenance in ('attune', 'import')),
    constraint sheet_versions_order_check check (ended_at > began_at),
    constraint sheet_versions_began_at_time check (datetime(substr(began_at, 1, 19)) || '+00:00' is substr(began_at, 1, 19) || substr(began_at, -6) and length(began_at) <= 32),
    constraint sheet_versions_ended_at_time check (datetime(substr(ended_at, 1, 19)) || '+00:00' is substr(ended_at, 1, 19) || substr(ended_at, -6) and length(ended_at) <= 32),
    constraint sheet_versions_verified_at_time check (datetime(substr(verified_at, 1, 19)) || '+00:00' is substr(verified_at, 1, 19) || substr(verified_at, -6) and length(verified_at) <= 32)
);
create index sheet_versions_lead_idx on sheet_versions (lead_id);

create table marks (
    -- Who was there: for each verified version, and for the draft (version one above the sheet's). Locked with the version that fixes them. Owner: the group's association.
    session_id bigint  not null constraint marks_session_id_fkey references sheets (session_id),
    -- Of the sheet: a verified one, or one above the standing one for the draft.
    version    integer not null,
    person_id  bigint  not null constraint marks_person_id_fkey references people (id),
    mark       text    not null,
    -- Of a partial mark: start/end pairs in RFC 3339 UTC joined by semicolons, as they were given.
    intervals  text    not null,
    -- What the hour was about; empty for reflective practice at large.
    focus      text    not null,
    constraint marks_pkey primary key (session_id, version, person_id),
    constraint marks_version_check check (version > 0),
    constraint marks_mark_check check (mark in ('present', 'partial', 'absent', 'excused')),
    constraint marks_focus_check check (focus in ('', 'rsc_provision'))
);

create table ledger (
    -- Minutes received and provided, appended and reversed, never changed. Owner: the person's association when the entry was made.
    id          integer  not null constraint ledger_pkey primary key autoincrement,
    -- The person's, when the entry was made.
    association text     not null,
    person_id   bigint   not null constraint ledger_person_id_fkey references people (id),
    session_id  bigint   not null,
    -- received by a supervisee, or provided by who led.
    direction   text     not null,
    -- Of the sheet that made the entry.
    version     integer  not null,
    -- True where the row takes back the entry of the same person, session, direction and version.
    reversal    boolean  not null,
    -- Whole minutes, more than zero, in reversals too.
    minutes     integer  not null,
    -- Actual start of the session, also where the person came later.
    started_at  datetime not null,
    ended_at    datetime not null,
    -- Who led, as the version of the sheet says; null where nobody did.
    lead_id     bigint,
    kind        text     not null,
    format      text     not null,
    modality    text     not null,
    focus       text     not null,
    -- How many people have a received entry in that session and version.
    supervisees integer  not null,
    -- Start/end pairs in RFC 3339 UTC joined by semicolons, cut and merged; empty for the whole session.
    presence    text     not null,
    recorded_at datetime not null,
    constraint ledger_key unique (person_id, session_id, direction, version, reversal),
    constraint ledger_session_id_version_fkey foreign key (session_id, version) references sheet_versions (session_id, version),
    constraint ledger_direction_check check (direction in ('received', 'provided')),
    constraint ledger_minutes_check check (minutes > 0),
    constraint ledger_version_check check (version > 0),
    constraint ledger_order_check check (ended_at > started_at),
    constraint ledger_reversal_flag check (reversal in (0, 1)),
    constraint ledger_started_at_time check (datetime(substr(started_at, 1, 19)) || '+00:00' is substr(started_at, 1, 19) || substr(started_at, -6) and length(started_at) <= 32),
    constraint ledger_ended_at_time check (datetime(substr(ended_at, 1, 19)) || '+00:00' is substr(ended_at, 1, 19) || substr(ended_at, -6) and length(ended_at) <= 32),
    constraint ledger_recorded_at_time check (datetime(substr(recorded_at, 1, 19)) || '+00:00' is substr(recorded_at, 1, 19) || substr(recorded_at, -6) and length(recorded_at) <= 32)
);
create index ledger_session_idx on ledger (session_id);

create table decisions (
    -- A coordinator's word on one held entry for one purpose. Owner: the person's association.
    id          integer not null constraint decisions_pkey primary key autoincrement,
    person_id   bigint  not null constraint decisions_person_id_fkey references people (id),
    session_id  bigint  not null constraint decisions_session_id_fkey references sessions (id),
    -- Of the sheet; a decision on an earlier version is not one on a later.
    version     integer not null,
    purpose     text    not null,
    category    text    not null,
    -- 2026 or 2025-2027 for a renewal; empty for earning.
    period      text    not null,
    verdict     text    not null,
    -- Why the entry was held; empty until the first push after an import has found it. It ends when that reason changes, and says ended from then on.
    held_reason text    not null,
    reason      text    not null,
    decided_by  text    not null,
    decided_on  date    not null,
    constraint decisions_key unique (person_id, session_id, version, purpose, category, period),
    constraint decisions_purpose_check check (purpose in ('earning', 'renewal')),
    constraint decisions_verdict_check check (verdict in ('counted', 'rejected')),
    constraint decisions_decided_on_date check (date(decided_on) is decided_on)
);

create table due (
    -- People whose progress is to be judged again. Owner: the person's association.
    person_id   integer  not null constraint due_pkey primary key constraint due_person_id_fkey references people (id),
    association text     not null constraint due_association_fkey references associations (code),
    -- When the person was put on the list first since they were last taken off.
    since       datetime not null,
    -- Raised each time the person is put on the list; the push takes off only what it has seen.
    stamp       bigint   not null,
    -- What put the person on the list last.
    cause       text     not null,
    constraint due_since_time check (datetime(substr(since, 1, 19)) || '+00:00' is substr(since, 1, 19) || substr(since, -6) and length(since) <= 32)
);
create index due_since_idx on due (since, person_id);

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
    -- First day of the best window; null where there is none.
    window_from date,
    -- Last day inside the window.
    window_to   date,
    satisfied   boolean  not null,
    -- What is still lacking: words of minutes, months, focus and provided, with spaces between.
    missing     text     not null,
    -- Words of the rules, with spaces between.
    warnings    text     not null,
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
    constraint progress_window_from_date check (date(window_from) is window_from),
    constraint progress_window_to_date check (date(window_to) is window_to),
    constraint progress_satisfied_flag check (satisfied in (0, 1)),
    constraint progress_judged_for_date check (date(judged_for) is judged_for),
    constraint progress_changed_at_time check (datetime(substr(changed_at, 1, 19)) || '+00:00' is substr(changed_at, 1, 19) || substr(changed_at, -6) and length(changed_at) <= 32)
);
create index progress_association_idx on progress (association, purpose, category);

create table editions (
    -- Editions of the rules; the newest row is in force, also one that was in force before. Append-only. Owner: the installation.
    id        integer  not null constraint editions_pkey primary key autoincrement,
    -- As the edition names itself.
    name      text     not null,
    -- SHA-256 of the body, hexadecimal.
    checksum  text     not null,
    -- The rules as they were loaded, byte for byte.
    body      text     not null,
    loaded_at datetime not null,
    constraint editions_loaded_at_time check (datetime(substr(loaded_at, 1, 19)) || '+00:00' is substr(loaded_at, 1, 19) || substr(loaded_at, -6) and length(loaded_at) <= 32)
);

create table duty_runs (
    -- Each firing of a duty; who inserts the row runs it. Owner: the installation.
    duty         text     not null,
    -- When the schedule meant it, not when it began.
    planned_at   datetime not null,
    -- Which process runs it.
    instance     text     not null,
    -- From 1; more where earlier instances died running it.
    attempt      integer  not null,
    started_at   datetime not null,
    -- When the instance last said that it lives.
    heartbeat_at datetime not null,
    -- Null while it runs.
    finished_at  datetime,
    -- Rows, people or whatever the duty counts.
    rows_done    integer  not null,
    -- How many of them failed and were left for the next run.
    failures     integer  not null,
    -- What it did or why it failed, in a sentence; empty while it runs.
    outcome      text     not null,
    constraint duty_runs_pkey primary key (duty, planned_at),
    constraint duty_runs_planned_at_time check (datetime(substr(planned_at, 1, 19)) || '+00:00' is substr(planned_at, 1, 19) || substr(planned_at, -6) and length(planned_at) <= 32),
    constraint duty_runs_started_at_time check (datetime(substr(started_at, 1, 19)) || '+00:00' is substr(started_at, 1, 19) || substr(started_at, -6) and length(started_at) <= 32),
    constraint duty_runs_heartbeat_at_time check (datetime(substr(heartbeat_at, 1, 19)) || '+00:00' is substr(heartbeat_at, 1, 19) || substr(heartbeat_at, -6) and length(heartbeat_at) <= 32),
    constraint duty_runs_finished_at_time check (datetime(substr(finished_at, 1, 19)) || '+00:00' is substr(finished_at, 1, 19) || substr(finished_at, -6) and length(finished_at) <= 32)
);
create unique index duty_runs_unfinished_idx
    -- One run of a duty at a time, on whatever instance: a firing waits for none, it is skipped.
    on duty_runs (duty) where finished_at is null;

create table history_heads (
    -- The end of each association's history chain; locked while a change is appended. Owner: the association.
    -- Empty for the installation's own chain, which is no association's.
    association text   not null constraint history_heads_pkey primary key,
    -- Number of the chain's last row; zero before the first.
    seq         bigint not null,
    -- Hash of the chain's last row; empty before the first.
    hash        text   not null
);

create table history (
    -- Who changed what, hash-chained and append-only; ids only, never names or addresses. Owner: the association.
    -- Empty for the installation's own chain, which is no association's.
    association text     not null,
    -- 1 for the first row of a chain, without gaps.
    seq         bigint   not null,
    at          datetime not null,
    -- Who did it: an account, a duty or the operator; an id, never a name.
    actor       text     not null,
    -- What was done.
    act         text     not null,
    -- To what: a kind of thing and its id.
    subject     text     not null,
    -- Hash of the row before; empty for the first.
    prev_hash   text     not null,
    -- SHA-256 over the row and prev_hash, hexadecimal; internal/history says how.
    hash        text     not null,
    constraint history_pkey primary key (association, seq),
    constraint history_at_time check (datetime(substr(at, 1, 19)) || '+00:00' is substr(at, 1, 19) || substr(at, -6) and length(at) <= 32)
);
create index history_subject_idx on history (subject);

create table accounts (
    -- Who may sign in; at most one a person. Owner: the person's association, or the installation where there is no person.
    id         integer  not null constraint accounts_pkey primary key autoincrement,
    -- Null for somebody who is not on the roster, such as an operator.
    person_id  bigint   constraint accounts_person_id_fkey references people (id),
    -- Lower case; empty where a person has none.
    email      text     not null,
    created_at datetime not null,
    -- Null while it may sign in.
    closed_at  datetime,
    constraint accounts_person_key unique (person_id),
    constraint accounts_created_at_time check (datetime(substr(created_at, 1, 19)) || '+00:00' is substr(created_at, 1, 19) || substr(created_at, -6) and length(created_at) <= 32),
    constraint accounts_closed_at_time check (datetime(substr(closed_at, 1, 19)) || '+00:00' is substr(closed_at, 1, 19) || substr(closed_at, -6) and length(closed_at) <= 32)
);
create unique index accounts_invited_key
    -- Who is nobody of the roster is known by the e-mail alone; people may share one.
    on accounts (email) where person_id is null and closed_at is null;

create table account_roles (
    -- Roles given by invitation; practitioner, provider and manager follow from the roster. Owner: the association, or the installation for operators.
    account_id  bigint   not null constraint account_roles_account_id_fkey references accounts (id),
    role        text     not null,
    -- Empty for operators.
    association text     not null,
    granted_at  datetime not null,
    constraint account_roles_pkey primary key (account_id, role, association),
    constraint account_roles_role_check check (role in ('coordinator', 'operator')),
    constraint account_roles_scope_check check ((role = 'operator') = (association = '')),
    constraint account_roles_granted_at_time check (datetime(substr(granted_at, 1, 19)) || '+00:00' is substr(granted_at, 1, 19) || substr(granted_at, -6) and length(granted_at) <= 32)
);

create table sign_in_links (
    -- One-time sign-in links, hashed. Owner: the account's.
    id         integer  not null constraint sign_in_links_pkey primary key autoincrement,
    account_id bigint   not null constraint sign_in_links_account_id_fkey references accounts (id),
    token_hash text     not null,
    created_at datetime not null,
    expires_at datetime not null,
    -- Null until it was used; a link works once.
    used_at    datetime,
    -- Hash of the secret of the page whose button was pressed, so that a double click is answered once more; empty until then, or where the page had none.
    used_by    text     not null,
    constraint sign_in_links_token_key unique (token_hash),
    constraint sign_in_links_created_at_time check (datetime(substr(created_at, 1, 19)) || '+00:00' is substr(created_at, 1, 19) || substr(created_at, -6) and length(created_at) <= 32),
    constraint sign_in_links_expires_at_time check (datetime(substr(expires_at, 1, 19)) || '+00:00' is substr(expires_at, 1, 19) || substr(expires_at, -6) and length(expires_at) <= 32),
    constraint sign_in_links_used_at_time check (datetime(substr(used_at, 1, 19)) || '+00:00' is substr(used_at, 1, 19) || substr(used_at, -6) and length(used_at) <= 32)
);

create table web_sessions (
    -- Signed-in browsers, hashed. Owner: the installation.
    token_hash text     not null constraint web_sessions_pkey primary key,
    -- What the session library keeps, in its own encoding.
    data       blob     not null,
    expires_at datetime not null,
    constraint web_sessions_expires_at_time check (datetime(substr(expires_at, 1, 19)) || '+00:00' is substr(expires_at, 1, 19) || substr(expires_at, -6) and length(expires_at) <= 32)
);
create index web_sessions_expires_idx on web_sessions (expires_at);

create table feeds (
    -- Calendar addresses: all of the owner's sessions, or one group's. Tokens are stored hashed. Owner: the person's association.
    id         integer  not null constraint feeds_pkey primary key autoincrement,
    person_id  bigint   not null constraint feeds_person_id_fkey references people (id),
    -- Null for all of the owner's sessions.
    group_id   bigint   constraint feeds_group_id_fkey references groups (id),
    -- What the owner calls it.
    name       text     not null,
    token_hash text     not null,
    created_at datetime not null,
    -- Null while the address works.
    revoked_at datetime,
    constraint feeds_token_key unique (token_hash),
    constraint feeds_created_at_time check (datetime(substr(created_at, 1, 19)) || '+00:00' is substr(created_at, 1, 19) || substr(created_at, -6) and length(created_at) <= 32),
    constraint feeds_revoked_at_time check (datetime(substr(revoked_at, 1, 19)) || '+00:00' is substr(revoked_at, 1, 19) || substr(revoked_at, -6) and length(revoked_at) <= 32)
);
create index feeds_person_idx on feeds (person_id);

-- +goose StatementBegin
create trigger ledger_append_only_update before update on ledger begin select raise(abort, 'ledger is append-only: UPDATE refused'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger ledger_append_only_delete before delete on ledger begin select raise(abort, 'ledger is append-only: DELETE refused'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger history_append_only_update before update on history begin select raise(abort, 'history is append-only: UPDATE refused'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger history_append_only_delete before delete on history begin select raise(abort, 'history is append-only: DELETE refused'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger sheet_versions_append_only_update before update on sheet_versions begin select raise(abort, 'sheet_versions is append-only: UPDATE refused'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger sheet_versions_append_only_delete before delete on sheet_versions begin select raise(abort, 'sheet_versions is append-only: DELETE refused'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger editions_append_only_update before update on editions begin select raise(abort, 'editions is append-only: UPDATE refused'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger editions_append_only_delete before delete on editions begin select raise(abort, 'editions is append-only: DELETE refused'); end;
-- +goose StatementEnd

-- +goose StatementBegin
create trigger marks_locked_insert before insert on marks
when exists (select 1 from sheet_versions where session_id = new.session_id and version = new.version)
begin
    select raise(abort, 'marks of a verified sheet are locked: INSERT refused');
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger marks_locked_update before update on marks
when exists (select 1 from sheet_versions where session_id = old.session_id and version = old.version)
    or exists (select 1 from sheet_versions where session_id = new.session_id and version = new.version)
begin
    select raise(abort, 'marks of a verified sheet are locked: UPDATE refused');
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger marks_locked_delete before delete on marks
when exists (select 1 from sheet_versions where session_id = old.session_id and version = old.version)
begin
    select raise(abort, 'marks of a verified sheet are locked: DELETE refused');
end;
-- +goose StatementEnd

-- +goose StatementBegin
create trigger sheets_version_rises_update before update on sheets
when new.version < old.version or new.session_id <> old.session_id
begin
    select raise(abort, 'what was verified stays verified: UPDATE of sheets refused');
end;
-- +goose StatementEnd
