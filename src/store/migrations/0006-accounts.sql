-- The register of accounts: who answers for an account, how it stands with filing and life cycle, its names over time.

alter table account
  -- printed platform and folded id, `weixin/gh_1`: the identity. One id cannot stand on 微信 and 微信订阅号 as two accounts
  add column identity_key text,
  add column supervisor_id integer references unit,
  -- 承办单位: a unit or a company; '' when the organiser runs the account itself or nobody said
  add column operator text not null default '',
  -- null: nobody said
  add column outsourced boolean,
  add column main_account boolean,
  -- 认证主体 as the platform shows it; '' when not known
  add column verified_principal text not null default '',
  add column filing_state text not null default 'unknown',
  add column opened_on date,
  add column filed_on date,
  add column closed_on date,
  add column followers integer,
  add column yearly_cost_yuan integer;

-- Platforms of earlier versions whose ids do not fold stay as they are written.
update account set identity_key = platform || '/' ||
  case when platform in ('weixin-channels', 'app') then platform_id else lower(platform_id) end;
-- Two ids that differ in case were two accounts until now: files mean the earlier one, the later one waits for a person.
update account set identity_key = account.identity_key || '#' || account.id
from account earlier
where earlier.identity_key = account.identity_key and earlier.id < account.id;

alter table account alter column identity_key set not null;
alter table account add constraint account_identity_key_key unique (identity_key);
alter table account drop constraint account_platform_platform_id_key;
create index account_list on account (state, platform, id);
create index account_supervisor on account (supervisor_id);

-- Names over time; the last one has no end and is the account's name.
create table account_name (
  account_id integer not null references account on delete cascade,
  from_on date,
  until_on date,
  name text not null
);
create index account_name_account on account_name (account_id);
-- a search looks at former names as well; most accounts have none
create index account_name_former on account_name (account_id) where until_on is not null;
insert into account_name (account_id, name) select id, name from account;

-- Keys change when a platform id becomes known; the history of an account goes on.
alter table registry_change add column subject_id integer;
update registry_change set subject_id = account.id from account
where registry_change.subject = 'account'
  and account.platform = registry_change.after ->> 'platform'
  and account.platform_id = registry_change.after ->> 'platformId';
create index registry_change_subject_id on registry_change (subject, subject_id);
