-- Review: claims with a lease, reason codes, the double-blind share, exemptions (白名单); and the outbox of messages to units.
alter table decision add reason_code text;
alter table decision add blind boolean not null default false;
alter table campaign add blind_percent integer not null default 0 check (blind_percent between 0 and 100);

create table review_claim (
  inspection_id integer not null references inspection (id),
  clause_id text not null,
  reviewer text not null,
  claimed_at timestamptz not null,
  until timestamptz not null,
  primary key (inspection_id, clause_id)
);

create table exemption (
  id integer primary key generated always as identity,
  clause_id text not null,
  scope text not null,
  place text,
  target text,
  target_id integer,
  unit_id integer references unit (id),
  reason text not null,
  author text not null,
  recorded_at timestamptz not null,
  valid_to date not null,
  ended_at timestamptz,
  ended_by text,
  check ((scope = 'place') = (place is not null)),
  check ((scope = 'target') <= (target_id is not null)),
  check ((scope = 'unit') = (unit_id is not null))
);
create index exemption_clause on exemption (clause_id) where ended_at is null;

-- One row a message, written in the transaction of what it tells; delivery takes those that are pending.
create table outbox (
  id bigint primary key generated always as identity,
  kind text not null,
  recipient_unit_id integer references unit (id),
  subject text not null,
  text text not null,
  severity text not null,
  dedupe_key text not null unique,
  created_at timestamptz not null,
  state text not null default 'pending'
);
create index outbox_pending on outbox (id) where state = 'pending';
