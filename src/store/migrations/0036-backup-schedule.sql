-- Backups that the program makes by itself, and which of them it has removed again.
alter table backup_run add column scheduled_for date;
alter table backup_run add column attempt smallint;
alter table backup_run add column removed_at timestamptz;
-- Of several workers one makes each attempt.
create unique index backup_run_attempt on backup_run (scheduled_for, attempt) where scheduled_for is not null;
