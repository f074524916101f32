-- Lists over a million rows: what they count by and are ordered by, and what a search looks into folded once when it is written.
create index site_organiser on site (organiser_id);
create index unit_parent on unit (parent_id);

alter table site_column add column search_text text not null
  generated always as (lower(normalize(name || chr(10) || url, NFKC))) stored;

alter table message add column search_text text not null
  generated always as (lower(normalize(number || chr(10) || content, NFKC))) stored;
create index message_list on message ((answered_at is not null), due_on, number);
create index message_site on message (site_id);

create index rectification_case_list on rectification_case ((state in ('closed', 'withdrawn')), due_on, id);
create index alert_site on alert (site_id);
create index site_column_list on site_column (site_id, id);
