-- What a campaign is judged by, as a value: re-judging an old campaign gives the same result after the program or a
-- supervisor has changed the numbers. The order of the clauses is that of the table: json, not jsonb.
create table rule_set_version (
  rule_set text not null,
  version integer not null,
  value json not null,
  -- digest of the program's own rule set that this version is, or that was corrected
  program_sha256 text not null,
  -- null: the program's own numbers
  corrections jsonb,
  author text not null,
  stored_at timestamptz not null,
  primary key (rule_set, version)
);
