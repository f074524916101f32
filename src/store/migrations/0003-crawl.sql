-- A crawl under way: how far it is, and what it has seen, so that any worker can carry on. Gone when its inspection ends.
create table crawl (
  inspection_id integer primary key references inspection,
  -- beginning of the crawl, place in its archive
  head jsonb not null,
  pages_done integer not null,
  pages_known integer not null,
  -- null: cannot be told
  pages_per_second double precision,
  remaining_seconds integer,
  worker text not null,
  saved_at timestamptz not null
);
create table crawl_batch (
  inspection_id integer not null references crawl on delete cascade,
  number integer not null,
  -- compressed already
  events bytea storage external not null,
  primary key (inspection_id, number)
);
create index inspection_state on inspection (state);
