-- From the finding to the closed case: notices, cases, answers with proof, re-checks, extensions, appeals; self-checks.
alter table inspection add monitor_point date;
alter table inspection drop constraint inspection_round_id_target_id_purpose_key;
create unique index inspection_regular on inspection (round_id, target_id) where purpose = 'regular';

create table notice (
  id integer primary key generated always as identity,
  campaign_id text not null references campaign (id),
  unit_id integer not null references unit (id),
  number text not null unique,
  year integer not null,
  sequence integer not null,
  state text not null,
  drafted_at timestamptz not null,
  sent_at timestamptz,
  read_at timestamptz,
  read_by text,
  replied_at timestamptz,
  closed_at timestamptz,
  unique (campaign_id, unit_id),
  unique (year, sequence)
);

create table rectification_case (
  id integer primary key generated always as identity,
  notice_id integer not null references notice (id),
  inspection_id integer not null references inspection (id),
  clause_id text not null,
  target text not null,
  target_id integer not null,
  target_name text not null,
  unit_id integer not null references unit (id),
  veto boolean not null,
  problem text not null,
  places jsonb not null,
  state text not null,
  due_on date,
  grade text,
  recurrence integer not null default 0,
  accepted_by text,
  closed_at timestamptz,
  closed_by text
);
create index rectification_case_notice on rectification_case (notice_id);
create unique index rectification_case_finding on rectification_case (inspection_id, clause_id);
create index rectification_case_target on rectification_case (target, target_id, clause_id);

create table case_answer (
  id integer primary key generated always as identity,
  case_id integer not null references rectification_case (id),
  author text not null,
  text text not null,
  answered_at timestamptz not null
);
create index case_answer_case on case_answer (case_id);

create table attachment (
  answer_id integer not null references case_answer (id),
  sha256 text not null,
  name text not null,
  media_type text not null,
  bytes integer not null,
  primary key (answer_id, sha256)
);

create table case_recheck (
  case_id integer not null references rectification_case (id),
  inspection_id integer not null references inspection (id),
  grade text,
  places jsonb,
  graded_at timestamptz,
  primary key (case_id, inspection_id)
);
create index case_recheck_inspection on case_recheck (inspection_id);

create table extension (
  id integer primary key generated always as identity,
  notice_id integer not null references notice (id),
  wanted_on date not null,
  reason text not null,
  asked_by text not null,
  asked_at timestamptz not null,
  state text not null,
  decided_by text,
  decided_at timestamptz,
  decision_reason text
);
create unique index extension_asked on extension (notice_id) where state = 'asked';

create table appeal (
  id integer primary key generated always as identity,
  case_id integer not null references rectification_case (id),
  text text not null,
  author text not null,
  filed_at timestamptz not null,
  due_on date not null,
  state text not null,
  rejudged_outcome text,
  decided_by text,
  decided_at timestamptz,
  reason text
);
create unique index appeal_open on appeal (case_id) where state = 'filed';
