-- Backups that were begun, for the page that says when the last one was made. What a backup holds stands in its manifest.
create table backup_run (
  id integer generated always as identity primary key,
  folder text not null,
  started_by text not null,
  started_at timestamptz not null,
  -- null: under way while its lock is held, else broken off
  ended_at timestamptz,
  -- what went wrong, in words; '' for a whole one
  fault text not null default '',
  table_count integer,
  row_count bigint,
  archive_count integer,
  bytes bigint
);
create index backup_run_started on backup_run (started_at);
