-- What has to happen at a time: written in the transaction of the state change that asks for it, done in one transaction with
-- what it does. The time is compared with the program's clock, not the server's: whoever moves the clock moves the deadlines.
create table deadline (
  id bigint generated always as identity primary key,
  kind text not null,
  -- what it is about; one open deadline per kind and subject
  subject text not null,
  due_at timestamptz not null,
  data jsonb not null,
  attempts integer not null default 0,
  last_error text,
  -- null: open
  done_at timestamptz
);
create unique index deadline_open on deadline (kind, subject) where done_at is null;
create index deadline_due on deadline (due_at) where done_at is null;
