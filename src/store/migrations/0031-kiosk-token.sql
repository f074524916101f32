-- Tokens of screens on walls. Each opens the numbers of the big screen and nothing else; of a token only its digest is kept.
create table kiosk_token (
  id integer generated always as identity primary key,
  name text not null unique,
  token_sha256 bytea not null unique,
  -- its first letters, to tell tokens apart
  hint text not null,
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  last_used_at timestamptz
);
