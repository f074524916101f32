-- a user whom nobody has given a role yet may not sign in
alter table app_user alter column role drop not null;

-- Keys of programs. The key itself is shown once.
create table api_key (
  id integer generated always as identity primary key,
  user_id integer not null references app_user on delete cascade,
  name text not null,
  key_sha256 bytea not null unique,
  -- its first letters, to tell keys apart
  hint text not null,
  capabilities text[] not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  last_used_at timestamptz,
  last_address text,
  unique (user_id, name)
);

-- who a user is at a provider (OIDC)
create table external_identity (
  issuer text not null,
  subject text not null,
  user_id integer not null references app_user on delete cascade,
  bound_at timestamptz not null,
  primary key (issuer, subject)
);
create index external_identity_user on external_identity (user_id);

-- sign-ins under way at a provider, by digest of a cookie of the browser that began them
create table sign_in_flow (
  cookie_sha256 bytea primary key,
  provider text not null,
  state text not null,
  nonce text not null,
  verifier text not null,
  return_to text not null,
  ends_at timestamptz not null
);
create index sign_in_flow_ends on sign_in_flow (ends_at);

-- the audit log is read by actor, subject and time
create index audit_entry_actor on audit_entry (actor, sequence);
create index audit_entry_subject on audit_entry (subject, sequence);
create index audit_entry_at on audit_entry (at);
