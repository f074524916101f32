-- The audit log becomes one append-only chain: every entry carries the digest of the one before it. The digest is made at
-- commit (a deferred trigger), so that transactions wait for each other only then and never while they hold other locks.
alter table audit_entry
  add column reason text not null default '',
  add column before jsonb,
  add column after jsonb,
  add column sequence bigint unique,
  add column previous_hash text,
  add column hash text;

-- the last link; one row, made with the first entry
create table audit_head (
  only_row boolean primary key default true check (only_row),
  sequence bigint not null,
  hash text not null
);

-- a part with its length in bytes, so that no text can pretend to be two parts
create function audit_part(part text) returns text language sql immutable parallel safe as
$$ select case when part is null then '-,' else octet_length(part) || ':' || part || ',' end $$;

create function audit_hash(entry audit_entry) returns text language sql stable parallel safe as
$$ select encode(sha256(convert_to(
     audit_part(entry.sequence::text) || audit_part(entry.previous_hash)
     || audit_part(to_char(entry.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
     || audit_part(entry.actor) || audit_part(entry.action) || audit_part(entry.subject) || audit_part(entry.reason)
     || audit_part(entry.detail::text) || audit_part(entry.before::text) || audit_part(entry.after::text), 'UTF8')), 'hex') $$;

create function audit_link() returns trigger language plpgsql as
$$
declare
  head audit_head;
  entry audit_entry;
begin
  insert into audit_head (sequence, hash) values (0, repeat('0', 64)) on conflict do nothing;
  select * into head from audit_head for update;
  select * into entry from audit_entry where id = new.id;
  if not found or entry.hash is not null then return null; end if;
  entry.sequence := head.sequence + 1;
  entry.previous_hash := head.hash;
  entry.hash := audit_hash(entry);
  update audit_entry set sequence = entry.sequence, previous_hash = entry.previous_hash, hash = entry.hash where id = entry.id;
  update audit_head set sequence = entry.sequence, hash = entry.hash;
  return null;
end
$$;

create constraint trigger audit_link after insert on audit_entry
  deferrable initially deferred for each row when (new.hash is null) execute function audit_link();

-- entries of before the chain, in their order
do
$$
declare
  head audit_head;
  entry audit_entry;
begin
  head.sequence := 0;
  head.hash := repeat('0', 64);
  for entry in select * from audit_entry order by id loop
    entry.sequence := head.sequence + 1;
    entry.previous_hash := head.hash;
    entry.hash := audit_hash(entry);
    update audit_entry set sequence = entry.sequence, previous_hash = entry.previous_hash, hash = entry.hash where id = entry.id;
    head.sequence := entry.sequence;
    head.hash := entry.hash;
  end loop;
  if head.sequence > 0 then
    insert into audit_head (sequence, hash) values (head.sequence, head.hash);
  end if;
end
$$;

-- nobody changes or removes an entry by an honest mistake; who means to is found by `mingcha audit verify`
create function audit_stays() returns trigger language plpgsql as
$$ begin raise exception 'the audit log only grows'; end $$;

create trigger audit_stays before update or delete on audit_entry
  for each row when (old.hash is not null) execute function audit_stays();
