-- Made by describeSchema from the catalog; written anew by `npm run golden`.

create table account (
  id integer not null generated always as identity,
  platform text not null,
  platform_id text not null,
  name text not null,
  organiser_id integer not null,
  purpose text not null,
  state text not null,
  source_kind text not null,
  feed_url text,
  identity_key text not null,
  supervisor_id integer,
  operator text not null default ''::text,
  outsourced boolean,
  main_account boolean,
  verified_principal text not null default ''::text,
  filing_state text not null default 'unknown'::text,
  opened_on date,
  filed_on date,
  closed_on date,
  followers integer,
  yearly_cost_yuan integer,
  search_text text not null generated always as lower(NORMALIZE(((name || chr(10)) || platform_id), NFKC)) stored,
  constraint account_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES unit(id),
  constraint account_supervisor_id_fkey FOREIGN KEY (supervisor_id) REFERENCES unit(id),
  constraint account_pkey PRIMARY KEY (id),
  constraint account_identity_key_key UNIQUE (identity_key)
);
CREATE INDEX account_by_name ON public.account USING btree (name, id);
CREATE INDEX account_list ON public.account USING btree (state, platform, id);
CREATE INDEX account_organiser ON public.account USING btree (organiser_id);
CREATE INDEX account_supervisor ON public.account USING btree (supervisor_id);

create table account_name (
  account_id integer not null,
  from_on date,
  until_on date,
  name text not null,
  search_text text not null generated always as lower(NORMALIZE(name, NFKC)) stored,
  constraint account_name_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE CASCADE
);
CREATE INDEX account_name_account ON public.account_name USING btree (account_id);
CREATE INDEX account_name_former ON public.account_name USING btree (account_id) WHERE (until_on IS NOT NULL);

create table account_posts (
  source_id integer not null,
  account_id integer not null,
  captured_at timestamp with time zone not null,
  known_until timestamp with time zone not null,
  covered_from date,
  undated_count integer not null,
  last_on date,
  days date[] not null,
  gone_days date[] not null,
  posts json not null,
  constraint account_posts_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint account_posts_source_id_fkey FOREIGN KEY (source_id) REFERENCES account_source(id) ON DELETE CASCADE,
  constraint account_posts_pkey PRIMARY KEY (source_id)
);
CREATE INDEX account_posts_account ON public.account_posts USING btree (account_id);

create table account_source (
  id integer not null generated always as identity,
  account_id integer not null,
  kind text not null,
  address text not null,
  credential text,
  trust smallint not null,
  fresh_hours integer not null,
  every_minutes integer,
  host text not null,
  active boolean not null default true,
  etag text,
  last_modified text,
  next_due_at timestamp with time zone,
  claimed_until timestamp with time zone,
  failures integer not null default 0,
  last_at timestamp with time zone,
  last_outcome text,
  last_detail text,
  added_by text not null,
  added_at timestamp with time zone not null,
  claimed_by text,
  constraint account_source_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint account_source_pkey PRIMARY KEY (id),
  constraint account_source_account_id_kind_address_key UNIQUE (account_id, kind, address)
);
CREATE INDEX account_source_due ON public.account_source USING btree (host, next_due_at) WHERE (active AND (next_due_at IS NOT NULL));

create table alert (
  id bigint not null generated always as identity,
  kind text not null,
  site_id integer not null,
  severity text not null,
  message text not null,
  evidence jsonb not null,
  opened_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  constraint alert_site_id_fkey FOREIGN KEY (site_id) REFERENCES site(id),
  constraint alert_pkey PRIMARY KEY (id)
);
CREATE INDEX alert_site ON public.alert USING btree (site_id);
CREATE UNIQUE INDEX alert_open ON public.alert USING btree (kind, site_id) WHERE (closed_at IS NULL);

create table api_key (
  id integer not null generated always as identity,
  user_id integer not null,
  name text not null,
  key_sha256 bytea not null,
  hint text not null,
  capabilities text[] not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  last_used_at timestamp with time zone,
  last_address text,
  constraint api_key_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user(id) ON DELETE CASCADE,
  constraint api_key_pkey PRIMARY KEY (id),
  constraint api_key_key_sha256_key UNIQUE (key_sha256),
  constraint api_key_user_id_name_key UNIQUE (user_id, name)
);

create table app_user (
  id integer not null generated always as identity,
  user_name text not null,
  name text not null,
  role text,
  all_units boolean not null,
  state text not null default 'active'::text,
  password_hash text,
  password_set_at timestamp with time zone,
  must_change_password boolean not null default false,
  totp_sealed bytea,
  totp_confirmed_at timestamp with time zone,
  totp_last_step integer,
  created_by text not null,
  created_at timestamp with time zone not null,
  last_sign_in_at timestamp with time zone,
  constraint app_user_state_check CHECK ((state = ANY (ARRAY['active'::text, 'disabled'::text]))),
  constraint app_user_user_name_check CHECK ((user_name = lower(user_name))),
  constraint app_user_pkey PRIMARY KEY (id),
  constraint app_user_name_key UNIQUE (name),
  constraint app_user_user_name_key UNIQUE (user_name)
);

create table appeal (
  id integer not null generated always as identity,
  case_id integer not null,
  text text not null,
  author text not null,
  filed_at timestamp with time zone not null,
  due_on date not null,
  state text not null,
  rejudged_outcome text,
  decided_by text,
  decided_at timestamp with time zone,
  reason text,
  constraint appeal_case_id_fkey FOREIGN KEY (case_id) REFERENCES rectification_case(id),
  constraint appeal_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX appeal_open ON public.appeal USING btree (case_id) WHERE (state = 'filed'::text);

create table attachment (
  answer_id integer not null,
  sha256 text not null,
  name text not null,
  media_type text not null,
  bytes integer not null,
  constraint attachment_answer_id_fkey FOREIGN KEY (answer_id) REFERENCES case_answer(id),
  constraint attachment_pkey PRIMARY KEY (answer_id, sha256)
);

create table audit_entry (
  id bigint not null generated always as identity,
  at timestamp with time zone not null,
  actor text not null,
  action text not null,
  subject text not null,
  detail jsonb not null,
  reason text not null default ''::text,
  before jsonb,
  after jsonb,
  sequence bigint,
  previous_hash text,
  hash text,
  constraint audit_entry_pkey PRIMARY KEY (id),
  constraint audit_link TRIGGER DEFERRABLE INITIALLY DEFERRED,
  constraint audit_entry_sequence_key UNIQUE (sequence)
);
CREATE INDEX audit_entry_actor ON public.audit_entry USING btree (actor, sequence);
CREATE INDEX audit_entry_at ON public.audit_entry USING btree (at);
CREATE INDEX audit_entry_subject ON public.audit_entry USING btree (subject, sequence);

create table audit_head (
  only_row boolean not null default true,
  sequence bigint not null,
  hash text not null,
  constraint audit_head_only_row_check CHECK (only_row),
  constraint audit_head_pkey PRIMARY KEY (only_row)
);

create table backup_run (
  id integer not null generated always as identity,
  folder text not null,
  started_by text not null,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  fault text not null default ''::text,
  table_count integer,
  row_count bigint,
  archive_count integer,
  bytes bigint,
  scheduled_for date,
  attempt smallint,
  removed_at timestamp with time zone,
  constraint backup_run_pkey PRIMARY KEY (id)
);
CREATE INDEX backup_run_started ON public.backup_run USING btree (started_at);
CREATE UNIQUE INDEX backup_run_attempt ON public.backup_run USING btree (scheduled_for, attempt) WHERE (scheduled_for IS NOT NULL);

create table bulletin (
  campaign_id text not null,
  version integer not null,
  value json not null,
  sha256 text not null,
  drafted_by text not null,
  drafted_at timestamp with time zone not null,
  constraint bulletin_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaign(id),
  constraint bulletin_pkey PRIMARY KEY (campaign_id, version)
);

create table campaign (
  id text not null,
  year integer not null,
  quarter integer not null,
  issuer text not null,
  style text not null,
  rule_set text not null,
  rule_set_version integer not null,
  monitor_point date not null,
  state text not null,
  seed text not null,
  strata jsonb not null,
  demonstration boolean not null,
  opened_by text not null,
  opened_at timestamp with time zone not null,
  blind_percent integer not null default 0,
  constraint campaign_blind_percent_check CHECK (((blind_percent >= 0) AND (blind_percent <= 100))),
  constraint campaign_pkey PRIMARY KEY (id)
);

create table case_answer (
  id integer not null generated always as identity,
  case_id integer not null,
  author text not null,
  text text not null,
  answered_at timestamp with time zone not null,
  constraint case_answer_case_id_fkey FOREIGN KEY (case_id) REFERENCES rectification_case(id),
  constraint case_answer_pkey PRIMARY KEY (id)
);
CREATE INDEX case_answer_case ON public.case_answer USING btree (case_id);

create table case_recheck (
  case_id integer not null,
  inspection_id integer not null,
  grade text,
  places jsonb,
  graded_at timestamp with time zone,
  constraint case_recheck_case_id_fkey FOREIGN KEY (case_id) REFERENCES rectification_case(id),
  constraint case_recheck_inspection_id_fkey FOREIGN KEY (inspection_id) REFERENCES inspection(id),
  constraint case_recheck_pkey PRIMARY KEY (case_id, inspection_id)
);
CREATE INDEX case_recheck_inspection ON public.case_recheck USING btree (inspection_id);

create table channel (
  id bigint not null generated always as identity,
  name text not null,
  kind text not null,
  settings jsonb not null,
  active boolean not null default true,
  used jsonb not null,
  asleep_until timestamp with time zone,
  asleep_reason text not null default ''::text,
  lease_by text,
  lease_until timestamp with time zone,
  constraint channel_pkey PRIMARY KEY (id),
  constraint channel_name_key UNIQUE (name)
);

create table crawl (
  inspection_id integer not null,
  head jsonb not null,
  pages_done integer not null,
  pages_known integer not null,
  pages_per_second double precision,
  remaining_seconds integer,
  worker text not null,
  saved_at timestamp with time zone not null,
  constraint crawl_inspection_id_fkey FOREIGN KEY (inspection_id) REFERENCES inspection(id),
  constraint crawl_pkey PRIMARY KEY (inspection_id)
);

create table crawl_batch (
  inspection_id integer not null,
  number integer not null,
  events bytea not null,
  constraint crawl_batch_inspection_id_fkey FOREIGN KEY (inspection_id) REFERENCES crawl(inspection_id) ON DELETE CASCADE,
  constraint crawl_batch_pkey PRIMARY KEY (inspection_id, number)
);

create table crawl_stop (
  id integer not null generated always as identity,
  site_id integer,
  reason text not null,
  author text not null,
  stopped_at timestamp with time zone not null,
  lifted_at timestamp with time zone,
  lifted_by text,
  host text,
  constraint crawl_stop_one_scope CHECK (((site_id IS NULL) OR (host IS NULL))),
  constraint crawl_stop_site_id_fkey FOREIGN KEY (site_id) REFERENCES site(id),
  constraint crawl_stop_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX crawl_stop_in_force ON public.crawl_stop USING btree (COALESCE(site_id, 0), COALESCE(host, ''::text)) WHERE (lifted_at IS NULL);

create table credential (
  kind text not null,
  name text not null,
  sealed bytea not null,
  set_by text not null,
  set_at timestamp with time zone not null,
  constraint credential_pkey PRIMARY KEY (kind, name)
);

create table deadline (
  id bigint not null generated always as identity,
  kind text not null,
  subject text not null,
  due_at timestamp with time zone not null,
  data jsonb not null,
  attempts integer not null default 0,
  last_error text,
  done_at timestamp with time zone,
  constraint deadline_pkey PRIMARY KEY (id)
);
CREATE INDEX deadline_due ON public.deadline USING btree (due_at) WHERE (done_at IS NULL);
CREATE UNIQUE INDEX deadline_open ON public.deadline USING btree (kind, subject) WHERE (done_at IS NULL);

create table decision (
  id integer not null generated always as identity,
  inspection_id integer not null,
  clause_id text not null,
  kind text not null,
  reason text not null,
  note text not null,
  author text not null,
  role text not null,
  decided_at timestamp with time zone not null,
  points numeric(5,1),
  reason_code text,
  blind boolean not null default false,
  constraint decision_points_check CHECK ((points >= (0)::numeric)),
  constraint decision_inspection_id_fkey FOREIGN KEY (inspection_id) REFERENCES inspection(id),
  constraint decision_pkey PRIMARY KEY (id)
);
CREATE INDEX decision_inspection ON public.decision USING btree (inspection_id, clause_id);

create table delivered_account (
  delivery_id integer not null,
  account_id integer not null,
  undated_count integer not null,
  posts jsonb not null,
  constraint delivered_account_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint delivered_account_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES post_delivery(id) ON DELETE CASCADE,
  constraint delivered_account_pkey PRIMARY KEY (delivery_id, account_id)
);

create table dispatch (
  id bigint not null generated always as identity,
  key uuid not null default gen_random_uuid(),
  channel_id bigint not null,
  address text not null,
  unit_id integer,
  severe boolean not null,
  digest_on date,
  state text not null default 'waiting'::text,
  not_before timestamp with time zone not null,
  attempts integer not null default 0,
  uncertain boolean not null default false,
  last_error text not null default ''::text,
  subject text,
  text text,
  created_at timestamp with time zone not null,
  started_at timestamp with time zone,
  accepted_at timestamp with time zone,
  receipt text not null default ''::text,
  read_at timestamp with time zone,
  read_by text,
  resend_of bigint,
  constraint dispatch_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channel(id),
  constraint dispatch_resend_of_fkey FOREIGN KEY (resend_of) REFERENCES dispatch(id),
  constraint dispatch_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES unit(id),
  constraint dispatch_pkey PRIMARY KEY (id),
  constraint dispatch_key_key UNIQUE (key)
);
CREATE INDEX dispatch_due ON public.dispatch USING btree (channel_id, severe DESC, id) WHERE (state = ANY (ARRAY['waiting'::text, 'sending'::text]));
CREATE INDEX dispatch_newest ON public.dispatch USING btree (created_at);
CREATE UNIQUE INDEX dispatch_digest ON public.dispatch USING btree (channel_id, address, COALESCE(unit_id, 0), digest_on) WHERE ((digest_on IS NOT NULL) AND (resend_of IS NULL));

create table dispatch_item (
  dispatch_id bigint not null,
  outbox_id bigint not null,
  channel_id bigint not null,
  address text not null,
  resent boolean not null default false,
  constraint dispatch_item_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channel(id),
  constraint dispatch_item_dispatch_id_fkey FOREIGN KEY (dispatch_id) REFERENCES dispatch(id) ON DELETE CASCADE,
  constraint dispatch_item_outbox_id_fkey FOREIGN KEY (outbox_id) REFERENCES outbox(id),
  constraint dispatch_item_pkey PRIMARY KEY (dispatch_id, outbox_id)
);
CREATE UNIQUE INDEX dispatch_item_once ON public.dispatch_item USING btree (outbox_id, channel_id, address) WHERE (NOT resent);

create table earlier_problem (
  account_id integer not null,
  noted_in text not null,
  problem text not null,
  constraint earlier_problem_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint earlier_problem_pkey PRIMARY KEY (account_id, noted_in)
);

create table evidence (
  inspection_id integer not null,
  kind text not null,
  value json,
  missing json,
  sha256 text not null,
  captured_at timestamp with time zone not null,
  constraint evidence_check CHECK (((value IS NULL) <> (missing IS NULL))),
  constraint evidence_inspection_id_fkey FOREIGN KEY (inspection_id) REFERENCES inspection(id),
  constraint evidence_pkey PRIMARY KEY (inspection_id, kind)
);

create table exemption (
  id integer not null generated always as identity,
  clause_id text not null,
  scope text not null,
  place text,
  target text,
  target_id integer,
  unit_id integer,
  reason text not null,
  author text not null,
  recorded_at timestamp with time zone not null,
  valid_to date not null,
  ended_at timestamp with time zone,
  ended_by text,
  constraint exemption_check CHECK (((scope = 'place'::text) = (place IS NOT NULL))),
  constraint exemption_check1 CHECK (((scope = 'target'::text) <= (target_id IS NOT NULL))),
  constraint exemption_check2 CHECK (((scope = 'unit'::text) = (unit_id IS NOT NULL))),
  constraint exemption_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES unit(id),
  constraint exemption_pkey PRIMARY KEY (id)
);
CREATE INDEX exemption_clause ON public.exemption USING btree (clause_id) WHERE (ended_at IS NULL);

create table extension (
  id integer not null generated always as identity,
  notice_id integer not null,
  wanted_on date not null,
  reason text not null,
  asked_by text not null,
  asked_at timestamp with time zone not null,
  state text not null,
  decided_by text,
  decided_at timestamp with time zone,
  decision_reason text,
  constraint extension_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES notice(id),
  constraint extension_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX extension_asked ON public.extension USING btree (notice_id) WHERE (state = 'asked'::text);

create table external_identity (
  issuer text not null,
  subject text not null,
  user_id integer not null,
  bound_at timestamp with time zone not null,
  constraint external_identity_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user(id) ON DELETE CASCADE,
  constraint external_identity_pkey PRIMARY KEY (issuer, subject)
);
CREATE INDEX external_identity_user ON public.external_identity USING btree (user_id);

create table former_password (
  user_id integer not null,
  hash text not null,
  set_at timestamp with time zone not null,
  constraint former_password_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user(id) ON DELETE CASCADE
);
CREATE INDEX former_password_user ON public.former_password USING btree (user_id, set_at);

create table frozen_target (
  round_id integer not null,
  target_id integer not null,
  snapshot jsonb not null,
  organiser_id integer generated always as (((snapshot -> 'organiser'::text) ->> 'id'::text))::integer stored,
  category text generated always as (snapshot ->> 'category'::text) stored,
  name text generated always as (snapshot ->> 'name'::text) stored,
  constraint frozen_target_round_id_fkey FOREIGN KEY (round_id) REFERENCES round(id),
  constraint frozen_target_pkey PRIMARY KEY (round_id, target_id)
);
CREATE INDEX frozen_target_organiser ON public.frozen_target USING btree (organiser_id);

create table guard_period (
  id bigint not null generated always as identity,
  name text not null,
  from_at timestamp with time zone not null,
  until_at timestamp with time zone not null,
  every_minutes integer not null,
  duty jsonb not null,
  unit_id integer,
  opened_by text not null,
  ended_at timestamp with time zone,
  constraint guard_period_check CHECK ((until_at > from_at)),
  constraint guard_period_every_minutes_check CHECK (((every_minutes >= 1) AND (every_minutes <= 60))),
  constraint guard_period_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES unit(id),
  constraint guard_period_pkey PRIMARY KEY (id)
);

create table host_load (
  host text not null,
  hour timestamp with time zone not null,
  worker text not null,
  requests integer not null,
  bytes bigint not null,
  errors integer not null,
  slow_downs integer not null,
  slowest_ms integer not null,
  total_ms bigint not null,
  constraint host_load_pkey PRIMARY KEY (host, hour, worker)
);
CREATE INDEX host_load_hour ON public.host_load USING btree (hour);

create table inspection (
  id integer not null generated always as identity,
  round_id integer not null,
  target_id integer not null,
  purpose text not null,
  strata text[] not null,
  state text not null,
  attempt integer not null default 0,
  started_at timestamp with time zone,
  gathered_at timestamp with time zone,
  worker text,
  archive jsonb,
  monitor_point date,
  constraint inspection_round_id_fkey FOREIGN KEY (round_id) REFERENCES round(id),
  constraint inspection_round_id_target_id_fkey FOREIGN KEY (round_id, target_id) REFERENCES frozen_target(round_id, target_id),
  constraint inspection_pkey PRIMARY KEY (id)
);
CREATE INDEX inspection_state ON public.inspection USING btree (state);
CREATE INDEX inspection_target ON public.inspection USING btree (target_id);
CREATE UNIQUE INDEX inspection_regular ON public.inspection USING btree (round_id, target_id) WHERE (purpose = 'regular'::text);

create table judgement (
  inspection_id integer not null,
  clause_id text not null,
  outcome text not null,
  because text not null,
  findings jsonb not null,
  rule_set text not null,
  rule_set_version integer not null,
  judged_at timestamp with time zone not null,
  constraint judgement_inspection_id_fkey FOREIGN KEY (inspection_id) REFERENCES inspection(id),
  constraint judgement_pkey PRIMARY KEY (inspection_id, clause_id)
);
CREATE INDEX judgement_outcome ON public.judgement USING btree (outcome, clause_id);

create table kiosk_token (
  id integer not null generated always as identity,
  name text not null,
  token_sha256 bytea not null,
  hint text not null,
  created_by text not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  last_used_at timestamp with time zone,
  constraint kiosk_token_pkey PRIMARY KEY (id),
  constraint kiosk_token_name_key UNIQUE (name),
  constraint kiosk_token_token_sha256_key UNIQUE (token_sha256)
);

create table link_failure (
  site_id integer not null,
  url_sha256 text not null,
  url text not null,
  kind text not null,
  first_failed_at timestamp with time zone not null,
  failed_at timestamp with time zone[] not null,
  last_ok_at timestamp with time zone,
  confirmed_by text,
  confirmed_at timestamp with time zone,
  confirmation text,
  constraint link_failure_site_id_fkey FOREIGN KEY (site_id) REFERENCES site(id),
  constraint link_failure_pkey PRIMARY KEY (site_id, url_sha256)
);

create table maintenance (
  id bigint not null generated always as identity,
  site_id integer not null,
  from_at timestamp with time zone not null,
  until_at timestamp with time zone not null,
  reason text not null,
  registered_by text not null,
  constraint maintenance_check CHECK ((until_at > from_at)),
  constraint maintenance_site_id_fkey FOREIGN KEY (site_id) REFERENCES site(id) ON DELETE CASCADE,
  constraint maintenance_pkey PRIMARY KEY (id)
);

create table message (
  id integer not null generated always as identity,
  number text not null,
  site_id integer not null,
  category text not null,
  content text not null,
  page_url text,
  received_at timestamp with time zone not null,
  valid boolean,
  answered_at timestamp with time zone,
  answer text not null,
  unit_id integer not null,
  handler text,
  due_on date not null,
  search_text text not null generated always as lower(NORMALIZE(((number || chr(10)) || content), NFKC)) stored,
  constraint message_site_id_fkey FOREIGN KEY (site_id) REFERENCES site(id),
  constraint message_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES unit(id),
  constraint message_pkey PRIMARY KEY (id),
  constraint message_number_key UNIQUE (number)
);
CREATE INDEX message_by_handler ON public.message USING btree (handler) WHERE (answered_at IS NULL);
CREATE INDEX message_list ON public.message USING btree (((answered_at IS NOT NULL)), due_on, number);
CREATE INDEX message_open ON public.message USING btree (due_on) WHERE (answered_at IS NULL);
CREATE INDEX message_site ON public.message USING btree (site_id);

create table message_handler (
  unit_id integer not null,
  handler text not null,
  constraint message_handler_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES unit(id),
  constraint message_handler_pkey PRIMARY KEY (unit_id)
);

create table message_template (
  kind text not null,
  subject text not null,
  body text not null,
  author text not null,
  stored_at timestamp with time zone not null,
  constraint message_template_pkey PRIMARY KEY (kind)
);

create table notice (
  id integer not null generated always as identity,
  campaign_id text not null,
  unit_id integer not null,
  number text not null,
  year integer not null,
  sequence integer not null,
  state text not null,
  drafted_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  read_at timestamp with time zone,
  read_by text,
  replied_at timestamp with time zone,
  closed_at timestamp with time zone,
  constraint notice_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaign(id),
  constraint notice_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES unit(id),
  constraint notice_pkey PRIMARY KEY (id),
  constraint notice_campaign_id_unit_id_key UNIQUE (campaign_id, unit_id),
  constraint notice_number_key UNIQUE (number),
  constraint notice_year_sequence_key UNIQUE (year, sequence)
);

create table outbox (
  id bigint not null generated always as identity,
  kind text not null,
  recipient_unit_id integer,
  subject text not null,
  text text not null,
  severity text not null,
  dedupe_key text not null,
  created_at timestamp with time zone not null,
  state text not null default 'pending'::text,
  variables jsonb not null,
  constraint outbox_recipient_unit_id_fkey FOREIGN KEY (recipient_unit_id) REFERENCES unit(id),
  constraint outbox_pkey PRIMARY KEY (id),
  constraint outbox_dedupe_key_key UNIQUE (dedupe_key)
);
CREATE INDEX outbox_pending ON public.outbox USING btree (id) WHERE (state = 'pending'::text);

create table post_delivery (
  id integer not null generated always as identity,
  source text not null,
  sha256 text not null,
  known_through date not null,
  covered_from date,
  delivered_at timestamp with time zone not null,
  constraint post_delivery_pkey PRIMARY KEY (id),
  constraint post_delivery_sha256_key UNIQUE (sha256)
);

create table probe (
  site_id integer not null,
  at timestamp with time zone not null,
  vantage text not null,
  outcome text not null,
  elapsed_ms integer,
  detail text not null,
  purpose text not null default 'scheduled'::text,
  constraint probe_site_id_fkey FOREIGN KEY (site_id) REFERENCES site(id),
  constraint probe_pkey PRIMARY KEY (site_id, at, vantage)
);

create table probe_day (
  site_id integer not null,
  day date not null,
  opened integer not null,
  slow integer not null,
  failed integer not null,
  blocked integer not null,
  maintenance integer not null,
  constraint probe_day_site_id_fkey FOREIGN KEY (site_id) REFERENCES site(id) ON DELETE CASCADE,
  constraint probe_day_pkey PRIMARY KEY (site_id, day)
);

create table probe_due (
  site_id integer not null,
  vantage text not null,
  purpose text not null default 'scheduled'::text,
  due_at timestamp with time zone not null,
  claimed_until timestamp with time zone,
  constraint probe_due_site_id_fkey FOREIGN KEY (site_id) REFERENCES site(id) ON DELETE CASCADE,
  constraint probe_due_pkey PRIMARY KEY (site_id, vantage, purpose)
);
CREATE INDEX probe_due_at ON public.probe_due USING btree (vantage, due_at);

create table proof_picture (
  id integer not null generated always as identity,
  inspection_id integer not null,
  clause_id text not null,
  field text not null,
  sha256 text not null,
  name text not null,
  media_type text not null,
  bytes integer not null,
  uploaded_by text not null,
  uploaded_at timestamp with time zone not null,
  decision_id integer,
  constraint proof_picture_decision_id_fkey FOREIGN KEY (decision_id) REFERENCES decision(id),
  constraint proof_picture_inspection_id_fkey FOREIGN KEY (inspection_id) REFERENCES inspection(id),
  constraint proof_picture_pkey PRIMARY KEY (id)
);
CREATE INDEX proof_picture_item ON public.proof_picture USING btree (inspection_id, clause_id);

create table recipient (
  id bigint not null generated always as identity,
  channel_id bigint not null,
  unit_id integer,
  every_unit boolean not null default false,
  address text not null default ''::text,
  kinds text[],
  constraint recipient_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channel(id) ON DELETE CASCADE,
  constraint recipient_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES unit(id),
  constraint recipient_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX recipient_once ON public.recipient USING btree (channel_id, COALESCE(unit_id, 0), address);

create table recovery_code (
  user_id integer not null,
  code_sha256 bytea not null,
  constraint recovery_code_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user(id) ON DELETE CASCADE,
  constraint recovery_code_pkey PRIMARY KEY (user_id, code_sha256)
);

create table rectification_case (
  id integer not null generated always as identity,
  notice_id integer not null,
  inspection_id integer not null,
  clause_id text not null,
  target text not null,
  target_id integer not null,
  target_name text not null,
  unit_id integer not null,
  veto boolean not null,
  problem text not null,
  places jsonb not null,
  state text not null,
  due_on date,
  grade text,
  recurrence integer not null default 0,
  accepted_by text,
  closed_at timestamp with time zone,
  closed_by text,
  constraint rectification_case_inspection_id_fkey FOREIGN KEY (inspection_id) REFERENCES inspection(id),
  constraint rectification_case_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES notice(id),
  constraint rectification_case_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES unit(id),
  constraint rectification_case_pkey PRIMARY KEY (id)
);
CREATE INDEX rectification_case_list ON public.rectification_case USING btree (((state = ANY (ARRAY['closed'::text, 'withdrawn'::text]))), due_on, id);
CREATE INDEX rectification_case_notice ON public.rectification_case USING btree (notice_id);
CREATE INDEX rectification_case_target ON public.rectification_case USING btree (target, target_id, clause_id);
CREATE UNIQUE INDEX rectification_case_finding ON public.rectification_case USING btree (inspection_id, clause_id);

create table registry_change (
  id bigint not null generated always as identity,
  subject text not null,
  subject_key text not null,
  before jsonb,
  after jsonb,
  author text not null,
  changed_at timestamp with time zone not null,
  subject_id integer,
  constraint registry_change_pkey PRIMARY KEY (id)
);
CREATE INDEX registry_change_subject ON public.registry_change USING btree (subject, subject_key);
CREATE INDEX registry_change_subject_id ON public.registry_change USING btree (subject, subject_id);

create table review_claim (
  inspection_id integer not null,
  clause_id text not null,
  reviewer text not null,
  claimed_at timestamp with time zone not null,
  until timestamp with time zone not null,
  constraint review_claim_inspection_id_fkey FOREIGN KEY (inspection_id) REFERENCES inspection(id),
  constraint review_claim_pkey PRIMARY KEY (inspection_id, clause_id)
);

create table robots_authority (
  id integer not null generated always as identity,
  site_id integer not null,
  document_number text not null,
  authority text not null,
  valid_from date not null,
  valid_to date not null,
  scan_file text,
  author text not null,
  recorded_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  ended_by text,
  constraint robots_authority_check CHECK ((valid_from <= valid_to)),
  constraint robots_authority_site_id_fkey FOREIGN KEY (site_id) REFERENCES site(id),
  constraint robots_authority_pkey PRIMARY KEY (id)
);
CREATE INDEX robots_authority_site ON public.robots_authority USING btree (site_id);

create table round (
  id integer not null generated always as identity,
  campaign_id text not null,
  target text not null,
  ordinal integer not null,
  monitor_point date not null,
  frozen_at timestamp with time zone,
  sample jsonb,
  constraint round_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaign(id),
  constraint round_pkey PRIMARY KEY (id),
  constraint round_campaign_id_target_ordinal_key UNIQUE (campaign_id, target, ordinal)
);

create table rule_set_version (
  rule_set text not null,
  version integer not null,
  value json not null,
  program_sha256 text not null,
  corrections jsonb,
  author text not null,
  stored_at timestamp with time zone not null,
  constraint rule_set_version_pkey PRIMARY KEY (rule_set, version)
);

create table saved_view (
  id integer not null generated always as identity,
  user_id integer not null,
  list text not null,
  name text not null,
  search jsonb not null,
  shared boolean not null default false,
  saved_at timestamp with time zone not null,
  constraint saved_view_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user(id) ON DELETE CASCADE,
  constraint saved_view_pkey PRIMARY KEY (id),
  constraint saved_view_user_id_list_name_key UNIQUE (user_id, list, name)
);
CREATE INDEX saved_view_shared ON public.saved_view USING btree (list) WHERE shared;

create table security_scan (
  campaign_id text not null,
  site_id integer not null,
  scanned_by text not null,
  scanned_on date not null,
  good boolean not null,
  note text not null,
  constraint security_scan_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaign(id),
  constraint security_scan_site_id_fkey FOREIGN KEY (site_id) REFERENCES site(id),
  constraint security_scan_pkey PRIMARY KEY (campaign_id, site_id)
);

create table sign_in_failure (
  name_sha256 bytea not null,
  failures integer not null,
  last_at timestamp with time zone not null,
  locked_until timestamp with time zone,
  constraint sign_in_failure_pkey PRIMARY KEY (name_sha256)
);
CREATE INDEX sign_in_failure_last ON public.sign_in_failure USING btree (last_at);

create table sign_in_flow (
  cookie_sha256 bytea not null,
  provider text not null,
  state text not null,
  nonce text not null,
  verifier text not null,
  return_to text not null,
  ends_at timestamp with time zone not null,
  constraint sign_in_flow_pkey PRIMARY KEY (cookie_sha256)
);
CREATE INDEX sign_in_flow_ends ON public.sign_in_flow USING btree (ends_at);

create table site (
  id integer not null generated always as identity,
  site_code text not null,
  name text not null,
  url text not null,
  category text not null,
  state text not null,
  organiser_id integer not null,
  has_services boolean not null,
  domain_expires_on date,
  constraint site_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES unit(id),
  constraint site_pkey PRIMARY KEY (id),
  constraint site_site_code_key UNIQUE (site_code)
);
CREATE INDEX site_organiser ON public.site USING btree (organiser_id);

create table site_certificate (
  site_id integer not null,
  expires_on date not null,
  seen_at timestamp with time zone not null,
  constraint site_certificate_site_id_fkey FOREIGN KEY (site_id) REFERENCES site(id) ON DELETE CASCADE,
  constraint site_certificate_pkey PRIMARY KEY (site_id)
);

create table site_column (
  id integer not null generated always as identity,
  site_id integer not null,
  name text not null,
  url text not null,
  class text not null,
  level integer not null,
  on_home boolean not null,
  update_duty boolean not null,
  search_text text not null generated always as lower(NORMALIZE(((name || chr(10)) || url), NFKC)) stored,
  constraint site_column_site_id_fkey FOREIGN KEY (site_id) REFERENCES site(id),
  constraint site_column_pkey PRIMARY KEY (id),
  constraint site_column_site_id_url_key UNIQUE (site_id, url)
);
CREATE INDEX site_column_list ON public.site_column USING btree (site_id, id);

create table site_crawl_hours (
  site_id integer not null,
  hours text not null,
  author text not null,
  set_at timestamp with time zone not null,
  constraint site_crawl_hours_site_id_fkey FOREIGN KEY (site_id) REFERENCES site(id),
  constraint site_crawl_hours_pkey PRIMARY KEY (site_id)
);

create table site_home (
  site_id integer not null,
  title text,
  own_links jsonb,
  accepted jsonb not null,
  suspect jsonb,
  seen_at timestamp with time zone not null,
  constraint site_home_site_id_fkey FOREIGN KEY (site_id) REFERENCES site(id) ON DELETE CASCADE,
  constraint site_home_pkey PRIMARY KEY (site_id)
);

create table source_raw (
  sha256 text not null,
  bytes integer not null,
  complete boolean not null,
  media_type text not null,
  content bytea not null,
  stored_at timestamp with time zone not null default now(),
  is_evidence boolean not null default false,
  constraint source_raw_pkey PRIMARY KEY (sha256)
);

create table source_result (
  id bigint not null generated always as identity,
  source_id integer not null,
  captured_at timestamp with time zone not null,
  outcome text not null,
  detail text not null,
  built_at timestamp with time zone,
  known_until timestamp with time zone,
  covered_from date,
  undated_count integer not null default 0,
  post_count integer not null default 0,
  newest_on date,
  sha256 text,
  provided_by text not null default ''::text,
  constraint source_result_source_id_fkey FOREIGN KEY (source_id) REFERENCES account_source(id) ON DELETE CASCADE,
  constraint source_result_pkey PRIMARY KEY (id)
);
CREATE INDEX source_result_source ON public.source_result USING btree (source_id, captured_at);

create table unit (
  id integer not null generated always as identity,
  code text not null,
  name text not null,
  short_name text not null,
  kind text not null,
  parent_id integer,
  print_order integer not null,
  constraint unit_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES unit(id),
  constraint unit_pkey PRIMARY KEY (id),
  constraint unit_code_key UNIQUE (code)
);
CREATE INDEX unit_parent ON public.unit USING btree (parent_id);

create table update_unknown (
  target text not null,
  target_id integer not null,
  organiser_id integer not null,
  clause_id text not null,
  because text not null,
  known_through date,
  since date not null,
  constraint update_unknown_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES unit(id),
  constraint update_unknown_pkey PRIMARY KEY (target, target_id, clause_id)
);
CREATE INDEX update_unknown_unit ON public.update_unknown USING btree (organiser_id);

create table user_campaign (
  user_id integer not null,
  campaign_id text not null,
  constraint user_campaign_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaign(id) ON DELETE CASCADE,
  constraint user_campaign_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user(id) ON DELETE CASCADE,
  constraint user_campaign_pkey PRIMARY KEY (user_id, campaign_id)
);
CREATE INDEX user_campaign_campaign ON public.user_campaign USING btree (campaign_id);

create table user_session (
  id integer not null generated always as identity,
  user_id integer not null,
  token_sha256 bytea not null,
  second_factor boolean not null,
  created_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  address text not null,
  client text not null,
  constraint user_session_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user(id) ON DELETE CASCADE,
  constraint user_session_pkey PRIMARY KEY (id),
  constraint user_session_token_sha256_key UNIQUE (token_sha256)
);
CREATE INDEX user_session_user ON public.user_session USING btree (user_id);

create table user_unit (
  user_id integer not null,
  unit_id integer not null,
  constraint user_unit_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES unit(id) ON DELETE CASCADE,
  constraint user_unit_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user(id) ON DELETE CASCADE,
  constraint user_unit_pkey PRIMARY KEY (user_id, unit_id)
);
CREATE INDEX user_unit_unit ON public.user_unit USING btree (unit_id);

create table warning (
  id bigint not null generated always as identity,
  target text not null,
  target_id integer not null,
  organiser_id integer not null,
  clause_id text not null,
  place text not null,
  place_name text not null,
  level smallint not null,
  fails_on date not null,
  because text not null,
  unknown_because text,
  state text not null,
  rule_set text not null,
  rule_set_version integer not null,
  raised_at timestamp with time zone not null,
  level_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  sent_by text,
  expired_at timestamp with time zone,
  ended_at timestamp with time zone,
  constraint warning_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES unit(id),
  constraint warning_pkey PRIMARY KEY (id)
);
CREATE INDEX warning_ended ON public.warning USING btree (ended_at);
CREATE INDEX warning_list ON public.warning USING btree (fails_on, id) WHERE (ended_at IS NULL);
CREATE INDEX warning_unit ON public.warning USING btree (organiser_id);
CREATE UNIQUE INDEX warning_open ON public.warning USING btree (target, target_id, clause_id, place) WHERE (ended_at IS NULL);
