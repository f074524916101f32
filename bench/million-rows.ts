/**
 * An installation after years of work, written straight into the tables: 1,000,000 judgements of 100,000 accounts, 1,000,000
 * entries of the audit log, 1,000,000 columns of sites, 1,000,000 messages sent, 200,000 cases, 300,000 messages received.
 */
import { openCampaign } from '../src/campaigns/open.ts'
import { day } from '../src/kernel/day.ts'
import { shanghai2025 } from '../src/regulations/shanghai-2025.ts'
import type { Store } from '../src/store/connect.ts'
import { addAccounts, addUnits } from './large-register.ts'

const at = "timestamptz '2025-08-20 10:00+08'"
/** Clauses of accounts: ten judgements each. */
const clauses = ['NM-V1', 'NM-V2.1', 'NM-V2.2', 'NM-V3.1', 'NM-V3.2', 'NM-V3.3', 'NM-D1', 'NM-D2', 'NM-D3', 'NM-D4']

export async function fillWithMillions({ db, pool }: Store): Promise<void> {
  await addUnits(pool)
  await addAccounts(pool)
  const monitorPoint = day('2025-08-14')
  const words = {
    issuer: '市政府办公厅',
    style: 'shanghai',
    seed: 'bench',
    openedBy: 'bench',
    openedAt: '2025-08-20T02:00:00Z',
  }
  await openCampaign(db, {
    ...words,
    id: '2025Q3',
    ruleSet: shanghai2025.id,
    monitorPoint,
    siteRounds: [monitorPoint],
    strata: [],
    demonstration: true,
  })
  await db.updateTable('campaign').set({ state: 'review' }).execute()
  const { id: round } = await db
    .selectFrom('round')
    .select('id')
    .where('target', '=', 'account')
    .executeTakeFirstOrThrow()
  // The chain of digests is not what is measured here.
  await pool.query('alter table audit_entry disable trigger user')
  for (const statement of statements(round)) await pool.query(statement)
  await pool.query('alter table audit_entry enable trigger user')
  await pool.query('vacuum analyze')
}

const statements = (round: number) => [
  `insert into site (site_code, name, url, category, state, organiser_id, has_services)
   select 'S' || lpad(n::text, 9, '0'), '第' || n || '网站', 'https://s' || n || '.example/', 'department',
     case when n % 20 = 0 then 'closed' else 'active' end, 1 + n % 1000, true
   from generate_series(1, 20000) n`,
  `insert into site_column (site_id, name, url, class, level, on_home, update_duty)
   select 1 + n % 20000, '栏目' || n, 'https://s' || 1 + n % 20000 || '.example/c' || n || '/', 'news', 1, false, n % 2 = 0
   from generate_series(1, 1000000) n`,
  `insert into frozen_target (round_id, target_id, snapshot)
   select ${round}, account.id, jsonb_build_object('id', account.id, 'platform', platform, 'platformId', platform_id,
     'name', account.name, 'purpose', purpose, 'state', state, 'sourceKind', source_kind, 'feedUrl', feed_url,
     'organiser', jsonb_build_object('id', unit.id, 'name', unit.name, 'shortName', unit.short_name, 'kind', unit.kind,
       'printOrder', unit.print_order))
   from account join unit on unit.id = organiser_id`,
  `insert into inspection (round_id, target_id, purpose, strata, state, gathered_at)
   select ${round}, id, 'regular', '{census}', 'judged', ${at} from account order by id`,
  `insert into judgement (inspection_id, clause_id, outcome, because, findings, rule_set, rule_set_version, judged_at)
   select inspection.id, clause, case when hash < 3 then 'failed' when hash < 5 then 'cantTell' else 'passed' end,
     '监测时间点前 14 天内没有更新，最近一次为 2025-07-31', '[]', '${shanghai2025.id}', ${shanghai2025.version}, ${at}
   from inspection, unnest('{${clauses.join(',')}}'::text[]) clause,
     lateral (select abs(hashtext(inspection.id || clause)) % 100 as hash) h`,
  `insert into decision (inspection_id, clause_id, kind, reason, note, author, role, decided_at)
   select inspection_id, clause_id, 'confirmed', '', '', '张三', 'reviewer', ${at}
   from judgement where outcome = 'failed' and inspection_id % 2 = 0`,
  `insert into audit_entry (at, actor, action, subject, detail, sequence, previous_hash, hash)
   select ${at} - (1000000 - n) * interval '30 seconds', '人员' || n % 50,
     (array['user.signedIn', 'review.decided', 'evidence.read', 'notice.sent', 'message.assigned'])[1 + n % 5],
     'subject/' || n % 20000, '{}', n + 1000, md5((n - 1)::text), md5(n::text)
   from generate_series(1, 1000000) n`,
  `insert into channel (name, kind, settings, used) values ('群', 'file', '{}', '{"times":[]}')`,
  `insert into dispatch (channel_id, address, unit_id, severe, state, not_before, created_at, accepted_at, subject, text)
   select 1, '', 1 + n % 1000, n % 10 = 0, case when n % 1000 = 0 then 'dead' else 'accepted' end, ${at}, ${at}, ${at},
     '整改通知 ' || n, '正文' from generate_series(1, 1000000) n`,
  `insert into message (number, site_id, category, content, received_at, answered_at, answer, unit_id, handler, due_on)
   select 'ZC' || lpad(n::text, 8, '0'), 1 + n % 20000, 'wrong', '第 ' || n || ' 条：“统计公报”页面的附件打不开',
     ${at} - n * interval '1 minute', case when n % 100 = 0 then null else ${at} end, '已改正', 1 + n % 1000, '人员' || n % 50,
     date '2025-08-20' - (n / 1440)
   from generate_series(1, 300000) n`,
  `insert into notice (campaign_id, unit_id, number, year, sequence, state, drafted_at, sent_at)
   select '2025Q3', id, '整改〔2025〕' || id, 2025, id, 'sent', ${at}, ${at} from unit`,
  `insert into rectification_case (notice_id, inspection_id, clause_id, target, target_id, target_name, unit_id, veto, problem,
     places, state, due_on)
   select notice.id, n / 2 + 1, case when n % 2 = 0 then 'NM-V1' else 'NM-V2.1' end, 'account', n / 2 + 1,
     '政务账号' || n / 2 + 1, notice.unit_id, n % 5 = 0, '没有更新', '[]',
     case when n % 10 = 0 then 'notified' else 'closed' end, date '2025-09-01'
   from generate_series(0, 199999) n join notice on notice.unit_id = 1 + n % 1000`,
  `insert into warning (target, target_id, organiser_id, clause_id, place, place_name, level, fails_on, because, state, rule_set,
     rule_set_version, raised_at, level_at, ended_at)
   select 'account', 1 + n % 100000, 1 + n % 1000, 'NM-V2.1', n::text, '首页', 1 + n % 3, date '2025-09-01' + n % 7, '没有更新',
     'raised', '${shanghai2025.id}', ${shanghai2025.version}, ${at}, ${at}, case when n % 5 = 0 then null else ${at} end
   from generate_series(1, 500000) n`,
  `insert into alert (kind, site_id, severity, message, evidence, opened_at, closed_at)
   select 'outage', 1 + n % 20000, 'severe', '两个监测点都打不开', '{}', ${at}, case when n <= 20000 then null else ${at} end
   from generate_series(1, 300000) n`,
  `insert into host_load (host, hour, worker, requests, bytes, errors, slow_downs, slowest_ms, total_ms)
   select 's' || n % 20000 || '.example', date_trunc('hour', now()) - (n / 20000) * interval '3 hours', '甲', 10, 1000, 0, 0, 9, 9
   from generate_series(1, 1000000) n`,
  `insert into app_user (user_name, name, role, all_units, created_by, created_at)
   select 'u' || n, '人员' || n, 'operator', false, 'bench', ${at} from generate_series(1, 20000) n`,
  `insert into user_unit (user_id, unit_id) select id, 1 + id % 1000 from app_user where all_units = false`,
]
