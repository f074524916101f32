-- 明察: the first schema. Order follows the path of data: registry, campaigns, gathering, judging, review, bulletins.
-- Days are `date` (Asia/Shanghai), instants `timestamptz`. Lists that grow are text, never a database enum.

create table unit (
  id integer generated always as identity primary key,
  code text not null unique,
  name text not null,
  short_name text not null,
  kind text not null,
  parent_id integer references unit,
  print_order integer not null
);

create table site (
  id integer generated always as identity primary key,
  site_code text not null unique,
  name text not null,
  url text not null,
  category text not null,
  state text not null,
  organiser_id integer not null references unit,
  has_services boolean not null
);

-- A column (栏目) of a site; class and level are set once by a person and kept.
create table site_column (
  id integer generated always as identity primary key,
  site_id integer not null references site,
  name text not null,
  url text not null,
  class text not null,
  level integer not null,
  on_home boolean not null,
  update_duty boolean not null,
  unique (site_id, url)
);

-- Identity is platform + platform id, never the name: 上海统计 is one account on 微信 and another on 澎湃号.
create table account (
  id integer generated always as identity primary key,
  platform text not null,
  platform_id text not null,
  name text not null,
  organiser_id integer not null references unit,
  purpose text not null,
  state text not null,
  -- `feed`: feed_url is read; `delivered`: posts come in files
  source_kind text not null,
  feed_url text,
  unique (platform, platform_id)
);
create index account_organiser on account (organiser_id);

-- Accounts that were named in an earlier inspection: they join the next sample (复查).
create table earlier_problem (
  account_id integer not null references account,
  noted_in text not null,
  problem text not null,
  primary key (account_id, noted_in)
);

-- Every change of the register: who, when, what it was before and after.
create table registry_change (
  id bigint generated always as identity primary key,
  subject text not null,
  subject_key text not null,
  before jsonb,
  after jsonb,
  author text not null,
  changed_at timestamptz not null
);
create index registry_change_subject on registry_change (subject, subject_key);

-- A file of posts that a unit or a data vendor delivered; raw text of dates is kept.
create table post_delivery (
  id integer generated always as identity primary key,
  source text not null,
  sha256 text not null unique,
  known_through date not null,
  covered_from date,
  delivered_at timestamptz not null
);
create table delivered_account (
  delivery_id integer not null references post_delivery on delete cascade,
  account_id integer not null references account,
  undated_count integer not null,
  posts jsonb not null,
  primary key (delivery_id, account_id)
);

create table probe (
  site_id integer not null references site,
  at timestamptz not null,
  vantage text not null,
  outcome text not null,
  elapsed_ms integer,
  detail text not null,
  primary key (site_id, at, vantage)
);

create table campaign (
  id text primary key,
  year integer not null,
  quarter integer not null,
  issuer text not null,
  -- which bulletin style prints it
  style text not null,
  rule_set text not null,
  rule_set_version integer not null,
  monitor_point date not null,
  state text not null,
  seed text not null,
  -- the sampling plan: one entry per stratum
  strata jsonb not null,
  -- printed on every document when the data come from the simulated city
  demonstration boolean not null,
  opened_by text not null,
  opened_at timestamptz not null
);

-- One pass over the sites or the accounts of a campaign, with a frozen population of its own.
create table round (
  id integer generated always as identity primary key,
  campaign_id text not null references campaign,
  target text not null,
  ordinal integer not null,
  monitor_point date not null,
  frozen_at timestamptz,
  -- strata with population and members, and the printed method statement; null until the sample is drawn
  sample jsonb,
  unique (campaign_id, target, ordinal)
);

-- The frozen register: what each target was when the round was frozen. Never updated.
create table frozen_target (
  round_id integer not null references round,
  target_id integer not null,
  snapshot jsonb not null,
  primary key (round_id, target_id)
);

create table inspection (
  id integer generated always as identity primary key,
  round_id integer not null references round,
  target_id integer not null,
  purpose text not null,
  -- why the target is in the sample: census, recheck, spotCheck; may be several
  strata text[] not null,
  state text not null,
  attempt integer not null default 0,
  started_at timestamptz,
  gathered_at timestamptz,
  worker text,
  archive jsonb,
  unique (round_id, target_id, purpose),
  foreign key (round_id, target_id) references frozen_target
);

create table evidence (
  inspection_id integer not null references inspection,
  kind text not null,
  -- json, not jsonb: the text is kept as it was hashed, and judging it again reads it without it being written anew
  value json,
  missing json,
  -- of the text of `value` or `missing`
  sha256 text not null,
  captured_at timestamptz not null,
  primary key (inspection_id, kind),
  check ((value is null) <> (missing is null))
);

create table judgement (
  inspection_id integer not null references inspection,
  clause_id text not null,
  outcome text not null,
  because text not null,
  findings jsonb not null,
  rule_set text not null,
  rule_set_version integer not null,
  judged_at timestamptz not null,
  primary key (inspection_id, clause_id)
);
create index judgement_outcome on judgement (outcome, clause_id);

-- Decisions are only added: the latest of each author counts.
create table decision (
  id integer generated always as identity primary key,
  inspection_id integer not null references inspection,
  clause_id text not null,
  kind text not null,
  reason text not null,
  note text not null,
  author text not null,
  role text not null,
  decided_at timestamptz not null
);
create index decision_inspection on decision (inspection_id, clause_id);

create table bulletin (
  campaign_id text not null references campaign,
  version integer not null,
  -- json, as it was hashed
  value json not null,
  sha256 text not null,
  drafted_by text not null,
  drafted_at timestamptz not null,
  primary key (campaign_id, version)
);

-- Results of a third-party security scan, delivered as a file.
create table security_scan (
  campaign_id text not null references campaign,
  site_id integer not null references site,
  scanned_by text not null,
  scanned_on date not null,
  good boolean not null,
  note text not null,
  primary key (campaign_id, site_id)
);

create table audit_entry (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  actor text not null,
  action text not null,
  subject text not null,
  detail jsonb not null
);
