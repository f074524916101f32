-- Visits of home pages counted by day, so that a year of them is shown without reading each. Kept by triggers, by differences:
-- whoever writes probes, and two at once, the counts are those of the rows. Confirming visits are no sample (0017).
create table probe_day (
  site_id integer not null references site (id) on delete cascade,
  -- in Asia/Shanghai
  day date not null,
  -- opened in time
  opened integer not null,
  -- opened, but only after 15 seconds: WEB-V2 counts them as failed
  slow integer not null,
  failed integer not null,
  blocked integer not null,
  maintenance integer not null,
  primary key (site_id, day)
);

-- `sign` is 1 for rows that came and -1 for rows that went
create function count_probes(changed probe[], sign integer) returns void language sql as
$$
  insert into probe_day as known
  select site_id, (at at time zone 'Asia/Shanghai')::date,
    sign * count(*) filter (where outcome = 'opened' and coalesce(elapsed_ms, 0) < 15000),
    sign * count(*) filter (where outcome = 'opened' and elapsed_ms >= 15000),
    sign * count(*) filter (where outcome = 'failed'),
    sign * count(*) filter (where outcome = 'blocked'),
    sign * count(*) filter (where outcome = 'maintenance')
  from unnest(changed) where purpose = 'scheduled'
  -- in one order, so that two writers wait for each other and not for ever
  group by 1, 2 order by 1, 2
  on conflict (site_id, day) do update set
    opened = known.opened + excluded.opened, slow = known.slow + excluded.slow, failed = known.failed + excluded.failed,
    blocked = known.blocked + excluded.blocked, maintenance = known.maintenance + excluded.maintenance
$$;

create function probes_changed() returns trigger language plpgsql as
$$
begin
  if tg_op <> 'INSERT' then
    perform count_probes((select array_agg(gone::probe) from gone), -1);
  end if;
  if tg_op <> 'DELETE' then
    perform count_probes((select array_agg(come::probe) from come), 1);
  end if;
  return null;
end
$$;

create trigger probes_added after insert on probe referencing new table as come
  for each statement execute function probes_changed();
create trigger probes_changed after update on probe referencing old table as gone new table as come
  for each statement execute function probes_changed();
create trigger probes_removed after delete on probe referencing old table as gone
  for each statement execute function probes_changed();

select count_probes((select array_agg(probe) from probe where site_id = site.id), 1) from site;
