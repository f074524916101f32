-- When the site's domain name expires, as the register knows it.
alter table site add column domain_expires_on date;

-- A site's home page as it was when it last raised no doubt, and the doubts of its last visit (篡改线索).
create table site_home (
  site_id integer primary key references site on delete cascade,
  -- of the last reading without signs; null: there was none
  title text,
  own_links jsonb,
  -- signs that a person has found harmless: [{"sign", "detail"}]
  accepted jsonb not null,
  -- what the last visit showed, when it shows signs: {"title", "ownLinks", "signs"}
  suspect jsonb,
  seen_at timestamptz not null
);
