-- Who may sign in, with which role and scope, and who is signed in. Of passwords, tokens and codes only digests are kept.
create table app_user (
  id integer generated always as identity primary key,
  user_name text not null unique check (user_name = lower(user_name)),
  -- stands in decisions and the audit log: two persons must never share it
  name text not null unique,
  role text not null,
  all_units boolean not null,
  state text not null default 'active' check (state in ('active', 'disabled')),
  -- null: signs in through a provider only
  password_hash text,
  password_set_at timestamptz,
  must_change_password boolean not null default false,
  totp_sealed bytea,
  totp_confirmed_at timestamptz,
  -- a code counts once
  totp_last_step integer,
  created_by text not null,
  created_at timestamptz not null,
  last_sign_in_at timestamptz
);

create table user_unit (
  user_id integer not null references app_user on delete cascade,
  unit_id integer not null references unit on delete cascade,
  primary key (user_id, unit_id)
);
create index user_unit_unit on user_unit (unit_id);

create table user_campaign (
  user_id integer not null references app_user on delete cascade,
  campaign_id text not null references campaign on delete cascade,
  primary key (user_id, campaign_id)
);
create index user_campaign_campaign on user_campaign (campaign_id);

create table former_password (
  user_id integer not null references app_user on delete cascade,
  hash text not null,
  set_at timestamptz not null
);
create index former_password_user on former_password (user_id, set_at);

create table recovery_code (
  user_id integer not null references app_user on delete cascade,
  code_sha256 bytea not null,
  primary key (user_id, code_sha256)
);

create table user_session (
  id integer generated always as identity primary key,
  user_id integer not null references app_user on delete cascade,
  token_sha256 bytea not null unique,
  -- whether the second factor was given, or none is needed
  second_factor boolean not null,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  address text not null,
  client text not null
);
create index user_session_user on user_session (user_id);

-- by digest of the name, whether anybody has it or not: an answer must not tell which names exist
create table sign_in_failure (
  name_sha256 bytea primary key,
  failures integer not null,
  last_at timestamptz not null,
  locked_until timestamptz
);
create index sign_in_failure_last on sign_in_failure (last_at);
