-- 找错留言: what people report on 政府网站找错, imported from the platform's exports and handled here.
create table message (
  id integer generated always as identity primary key,
  number text not null unique,
  site_id integer not null references site (id),
  category text not null,
  -- numbers of persons are masked
  content text not null,
  page_url text,
  received_at timestamptz not null,
  -- null: nobody has said
  valid boolean,
  answered_at timestamptz,
  answer text not null,
  -- who answers: the site's organiser unless somebody said otherwise
  unit_id integer not null references unit (id),
  -- who does it there; null while the unit has named nobody
  handler text,
  -- the last day for an answer
  due_on date not null
);
create index message_open on message (due_on) where answered_at is null;
create index message_by_handler on message (handler) where answered_at is null;

-- who handles a unit's messages
create table message_handler (
  unit_id integer primary key references unit (id),
  handler text not null
);
