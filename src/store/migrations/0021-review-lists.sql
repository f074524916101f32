-- What lists are narrowed down by, as fields of their own: reading them out of the snapshots of a whole round takes seconds.
alter table frozen_target
  add column organiser_id integer generated always as ((snapshot -> 'organiser' ->> 'id')::integer) stored,
  add column category text generated always as (snapshot ->> 'category') stored,
  add column name text generated always as (snapshot ->> 'name') stored;
create index frozen_target_organiser on frozen_target (organiser_id);
