-- Early warnings: what fails when it is judged on a day to come, if nothing new is published until then.

create table warning (
  id bigint generated always as identity primary key,
  -- site or account, and its id
  target text not null,
  target_id integer not null,
  organiser_id integer not null references unit,
  clause_id text not null,
  -- address of a column; '' when the warning is about the target as a whole
  place text not null,
  place_name text not null,
  -- days before the limit at which it stands: 7, 3, 1; 0 when the limit has passed
  level smallint not null,
  -- the first day on which it fails
  fails_on date not null,
  because text not null,
  -- why nobody can tell at present whether it still holds; null: somebody can
  unknown_because text,
  -- raised, sent, expired; ended: resolved, withdrawn
  state text not null,
  rule_set text not null,
  rule_set_version integer not null,
  raised_at timestamptz not null,
  -- when it reached its level
  level_at timestamptz not null,
  sent_at timestamptz,
  sent_by text,
  expired_at timestamptz,
  ended_at timestamptz
);
-- one open warning per target, clause and column
create unique index warning_open on warning (target, target_id, clause_id, place) where ended_at is null;
create index warning_list on warning (fails_on, id) where ended_at is null;
create index warning_unit on warning (organiser_id);
create index warning_ended on warning (ended_at);

-- Targets of which nobody can tell whether they keep to an update clause. They are neither warned nor stale.
create table update_unknown (
  target text not null,
  target_id integer not null,
  organiser_id integer not null references unit,
  clause_id text not null,
  because text not null,
  -- the last day that a source knows; null: there is none
  known_through date,
  since date not null,
  primary key (target, target_id, clause_id)
);
create index update_unknown_unit on update_unknown (organiser_id);
