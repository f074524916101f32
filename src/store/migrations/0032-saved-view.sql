-- 常用视图: the filters of a list under a name, one person's own until the supervisor shows them to everybody.
create table saved_view (
  id integer generated always as identity primary key,
  user_id integer not null references app_user (id) on delete cascade,
  -- which list of the console
  list text not null,
  name text not null,
  -- the query of the list's address
  search jsonb not null,
  shared boolean not null default false,
  saved_at timestamptz not null,
  unique (user_id, list, name)
);
create index saved_view_shared on saved_view (list) where shared;
