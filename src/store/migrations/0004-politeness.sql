-- How the crawler treats those it visits, and how often a link must fail before it counts.

-- Written permission to visit what a site's robots.txt forbids, for a stated time. Never changed but for its end.
create table robots_authority (
  id integer generated always as identity primary key,
  site_id integer not null references site,
  document_number text not null,
  authority text not null,
  valid_from date not null,
  valid_to date not null,
  scan_file text,
  author text not null,
  recorded_at timestamptz not null,
  ended_at timestamptz,
  ended_by text,
  check (valid_from <= valid_to)
);
create index robots_authority_site on robots_authority (site_id);

-- What we asked of a host in one hour. By host: sites that share one share its load. Each worker adds to rows of its own.
create table host_load (
  host text not null,
  hour timestamptz not null,
  worker text not null,
  requests integer not null,
  bytes bigint not null,
  errors integer not null,
  -- answers 429 and 503
  slow_downs integer not null,
  slowest_ms integer not null,
  total_ms bigint not null,
  primary key (host, hour, worker)
);
create index host_load_hour on host_load (hour);

-- The stop switch: no site means all. A stop holds until it is lifted.
create table crawl_stop (
  id integer generated always as identity primary key,
  site_id integer references site,
  reason text not null,
  author text not null,
  stopped_at timestamptz not null,
  lifted_at timestamptz,
  lifted_by text
);
create unique index crawl_stop_in_force on crawl_stop (coalesce(site_id, 0)) where lifted_at is null;

-- When whole sites may be crawled, where a site differs from the installation; `always` lifts the window.
create table site_crawl_hours (
  site_id integer primary key references site,
  hours text not null,
  author text not null,
  set_at timestamptz not null
);

-- Links that failed, per site: a fault is counted when it was seen often enough and far enough apart. The address is
-- identified by its digest, since addresses may be longer than an index row.
create table link_failure (
  site_id integer not null references site,
  url_sha256 text not null,
  url text not null,
  -- `page`: read as a page of the site; anything else is only asked for
  kind text not null,
  first_failed_at timestamptz not null,
  -- the latest ones, oldest first
  failed_at timestamptz[] not null,
  last_ok_at timestamptz,
  confirmed_by text,
  confirmed_at timestamptz,
  confirmation text,
  primary key (site_id, url_sha256)
);
