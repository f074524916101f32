-- Delivery: rows of the outbox go out through channels, each within its limit, and what became of them is known. Probing: which
-- home pages are due from which place, outages that a second place has confirmed, periods of special watch.

-- values for the templates: 截止日, 编号
alter table outbox add column variables jsonb not null default '{}';
alter table outbox alter column variables drop default;

-- a way out: a mail server, the robot of a group, a folder
create table channel (
  id bigint generated always as identity primary key,
  name text not null unique,
  kind text not null,
  -- what is secret lies in credential, kind channel, under the same name
  settings jsonb not null,
  active boolean not null default true,
  -- when it was used last, in milliseconds: its limit holds for all workers together
  used jsonb not null,
  -- the other side wants a pause until then
  asleep_until timestamptz,
  asleep_reason text not null default '',
  -- one worker sends at a time, so that messages keep their order
  lease_by text,
  lease_until timestamptz
);

-- who hears of what through it; without a unit: what is for the supervisor
create table recipient (
  id bigint generated always as identity primary key,
  channel_id bigint not null references channel on delete cascade,
  unit_id integer references unit,
  -- hears what is for any unit as well
  every_unit boolean not null default false,
  -- a mailbox; '' where the channel itself is the address
  address text not null default '',
  -- null: all kinds of messages
  kinds text[]
);
create unique index recipient_once on recipient (channel_id, coalesce(unit_id, 0), address);

-- one message on its way through one channel to one address
create table dispatch (
  id bigint generated always as identity primary key,
  -- the same at every try: whoever gets it twice can tell
  key uuid not null unique default gen_random_uuid(),
  channel_id bigint not null references channel,
  address text not null,
  unit_id integer references unit,
  severe boolean not null,
  -- of a digest: the day it counts for
  digest_on date,
  state text not null default 'waiting',
  not_before timestamptz not null,
  attempts integer not null default 0,
  -- a worker died, or the answer never came: it may have been accepted before
  uncertain boolean not null default false,
  last_error text not null default '',
  -- as it was sent; null until the first try
  subject text,
  text text,
  created_at timestamptz not null,
  started_at timestamptz,
  accepted_at timestamptz,
  -- what the other side said
  receipt text not null default '',
  read_at timestamptz,
  read_by text,
  resend_of bigint references dispatch
);
create index dispatch_due on dispatch (channel_id, severe desc, id) where state in ('waiting', 'sending');
create index dispatch_newest on dispatch (created_at);
-- one digest per unit and day
create unique index dispatch_digest on dispatch (channel_id, address, coalesce(unit_id, 0), digest_on)
  where digest_on is not null and resend_of is null;

create table dispatch_item (
  dispatch_id bigint not null references dispatch on delete cascade,
  outbox_id bigint not null references outbox,
  channel_id bigint not null references channel,
  address text not null,
  resent boolean not null default false,
  primary key (dispatch_id, outbox_id)
);
-- a row of the outbox takes one way through each channel to each address, whoever takes it
create unique index dispatch_item_once on dispatch_item (outbox_id, channel_id, address) where not resent;

-- wording per kind of message; a kind without one uses the program's own
create table message_template (
  kind text primary key,
  subject text not null,
  body text not null,
  author text not null,
  stored_at timestamptz not null
);

-- confirming visits after a failure are no sample: they would count failures twice
alter table probe add column purpose text not null default 'scheduled';

-- which home page is to be visited next from which place
create table probe_due (
  site_id integer not null references site on delete cascade,
  vantage text not null,
  purpose text not null default 'scheduled',
  due_at timestamptz not null,
  claimed_until timestamptz,
  primary key (site_id, vantage, purpose)
);
create index probe_due_at on probe_due (vantage, due_at);

-- 已登记的维护时段: a site that is down by announcement is not an outage
create table maintenance (
  id bigint generated always as identity primary key,
  site_id integer not null references site on delete cascade,
  from_at timestamptz not null,
  until_at timestamptz not null check (until_at > from_at),
  reason text not null,
  registered_by text not null
);

create table alert (
  id bigint generated always as identity primary key,
  kind text not null,
  site_id integer not null references site,
  severity text not null,
  message text not null,
  evidence jsonb not null,
  opened_at timestamptz not null,
  -- null: it lasts
  closed_at timestamptz
);
create unique index alert_open on alert (kind, site_id) where closed_at is null;

-- certificates as the probes saw them
create table site_certificate (
  site_id integer primary key references site on delete cascade,
  expires_on date not null,
  seen_at timestamptz not null
);

-- 重保: a period of special watch
create table guard_period (
  id bigint generated always as identity primary key,
  name text not null,
  from_at timestamptz not null,
  until_at timestamptz not null check (until_at > from_at),
  every_minutes integer not null check (every_minutes between 1 and 60),
  -- who is on duty when: {"shifts": [{"from", "until", "person", "phone"}]}
  duty jsonb not null,
  -- who gets the hourly summary
  unit_id integer references unit,
  opened_by text not null,
  ended_at timestamptz
);
