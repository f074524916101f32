-- A bridge or a platform is no site of the register: its host is stopped by name.
alter table crawl_stop add column host text;
alter table crawl_stop add constraint crawl_stop_one_scope check (site_id is null or host is null);
drop index crawl_stop_in_force;
create unique index crawl_stop_in_force on crawl_stop (coalesce(site_id, 0), coalesce(host, '')) where lifted_at is null;

-- Who has claimed a source: a host that is no bridge of our own is asked by one worker at a time.
alter table account_source add column claimed_by text;

-- Raw answers are kept for some time, the newest of each source and those that an inspection rests on for ever.
alter table source_raw add column stored_at timestamptz not null default now();
alter table source_raw add column is_evidence boolean not null default false;
update source_raw set is_evidence = true
where sha256 in (
  select source ->> 'sha256' from evidence, json_array_elements(evidence.value -> 'sources') source
  where kind = 'posts' and evidence.value is not null and json_typeof(evidence.value -> 'sources') = 'array'
);

-- All inspections of one target: its earlier lists, its last quarter, its cases.
create index inspection_target on inspection (target_id);
