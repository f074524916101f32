-- Collection of account posts: any number of sources per account, every result with its outcome and raw bytes, and the posts
-- that each source has shown so far, compact enough to judge a hundred thousand accounts at once.

create table account_source (
  id integer generated always as identity primary key,
  account_id integer not null references account,
  -- feed, weixinApi, weiboApi, file, unitReport, capture
  kind text not null,
  -- feed: its URL; weixinApi: AppID; weiboApi: uid; else ''
  address text not null,
  -- name of the stored credential; null when the kind needs none
  credential text,
  -- rank of trust: 1 is trusted most
  trust smallint not null,
  -- a reading older than this is unknown
  fresh_hours integer not null,
  -- how often the program asks; null: somebody delivers
  every_minutes integer,
  -- host that is asked, for limits per host; '' when nobody is
  host text not null,
  active boolean not null default true,
  -- validators of the last answer, for conditional requests
  etag text,
  last_modified text,
  next_due_at timestamptz,
  -- a worker is at it until then at most
  claimed_until timestamptz,
  -- failed readings in a row
  failures integer not null default 0,
  last_at timestamptz,
  last_outcome text,
  last_detail text,
  added_by text not null,
  added_at timestamptz not null,
  unique (account_id, kind, address)
);
create index account_source_due on account_source (host, next_due_at) where active and next_due_at is not null;

-- Every reading of a source. Never updated.
create table source_result (
  id bigint generated always as identity primary key,
  source_id integer not null references account_source on delete cascade,
  captured_at timestamptz not null,
  -- read, empty, stale, blocked, unreachable, unreadable
  outcome text not null,
  detail text not null,
  -- when the feed says it was built
  built_at timestamptz,
  -- up to when this reading knows the account; null: nothing was read
  known_until timestamptz,
  covered_from date,
  undated_count integer not null default 0,
  post_count integer not null default 0,
  newest_on date,
  -- of the raw bytes as they came (cut at the cap); null: no answer
  sha256 text,
  -- who handed it in: a person, a unit; '' for the program's own readings
  provided_by text not null default ''
);
create index source_result_source on source_result (source_id, captured_at);

-- Raw bytes by digest, gzip-compressed; the same answer twice is stored once.
create table source_raw (
  sha256 text primary key,
  bytes integer not null,
  -- false: cut at the cap
  complete boolean not null,
  media_type text not null,
  content bytea storage external not null
);

-- What a source has shown of an account so far: one row per source, days apart from texts, so that a window over all
-- accounts reads the days alone.
create table account_posts (
  source_id integer primary key references account_source on delete cascade,
  account_id integer not null references account,
  captured_at timestamptz not null,
  -- the source knows the account up to then
  known_until timestamptz not null,
  -- the first day it certainly covers; null: from the account's beginning
  covered_from date,
  -- items of the last reading whose date cannot be read
  undated_count integer not null,
  -- newest day that is still shown
  last_on date,
  -- publishing days of posts that are still shown, newest first; one entry per post
  days date[] not null,
  -- publishing days of posts that were shown once and are gone: deleted, or hidden
  gone_days date[] not null,
  -- all of them, newest first, as posts of the evidence; json as it is never searched
  posts json not null
);
create index account_posts_account on account_posts (account_id);

-- Credentials that units authorised, sealed with the key file of the installation: a backup holds nothing in clear.
create table credential (
  kind text not null,
  name text not null,
  -- AES-256-GCM: nonce, tag, cipher text
  sealed bytea not null,
  set_by text not null,
  set_at timestamptz not null,
  primary key (kind, name)
);

-- What was delivered before is a source like any other.
insert into account_source (account_id, kind, address, trust, fresh_hours, host, last_at, last_outcome, last_detail, added_by, added_at)
select account_id, 'file', '', 4, 72, '', max(delivered_at), 'read', '', 'migration 0009', max(delivered_at)
from delivered_account join post_delivery on post_delivery.id = delivery_id
group by account_id;
insert into account_posts (source_id, account_id, captured_at, known_until, covered_from, undated_count, last_on, days, gone_days, posts)
select source.id, source.account_id, furthest.delivered_at,
  ((furthest.known_through + 1)::timestamp at time zone 'Asia/Shanghai'), furthest.covered_from, furthest.undated_count,
  shown.days[1], coalesce(shown.days, '{}'), '{}', coalesce(shown.posts, '[]'::json)
from account_source source
cross join lateral (
  select known_through, covered_from, undated_count, delivered_at
  from delivered_account join post_delivery on post_delivery.id = delivery_id
  where account_id = source.account_id
  order by known_through desc, delivered_at desc, delivery_id desc limit 1
) furthest
cross join lateral (
  select array_agg(day order by day desc) as days, json_agg(post order by day desc) as posts
  from (
    select distinct on (post ->> 'id', post ->> 'rawDate') post, (post ->> 'publishedOn')::date as day
    from delivered_account, jsonb_array_elements(delivered_account.posts) as post
    where account_id = source.account_id
  ) as different
) shown
where source.kind = 'file';
