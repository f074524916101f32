-- Pictures that are handed in with a check sheet; the file lies with the attachments, by its digest. One that no decision names
-- yet was uploaded, but its sheet is not filled.
create table proof_picture (
  id integer primary key generated always as identity,
  inspection_id integer not null references inspection,
  clause_id text not null,
  field text not null,
  sha256 text not null,
  name text not null,
  media_type text not null,
  bytes integer not null,
  uploaded_by text not null,
  uploaded_at timestamptz not null,
  decision_id integer references decision
);
create index proof_picture_item on proof_picture (inspection_id, clause_id);
