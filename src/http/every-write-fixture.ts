/**
 * Every route that writes, with requests that are about the things of one unit (F1) and one campaign (2025Q3). In this order
 * they succeed, made by persons whose scope is the whole; made by anybody whose scope is another unit or campaign none may.
 */
import { defaultStrata } from '../campaigns/stratum.ts'
import type { Role } from '../kernel/actor.ts'
import { addDays, type Day } from '../kernel/day.ts'
import { ruleSets } from '../regulations/index.ts'
import { shanghai2025 } from '../regulations/shanghai-2025.ts'
import type { OtherRows } from './other-rows-fixture.ts'

/** What the requests are about, and what only the test knows: answers of earlier requests. */
export interface Written extends OtherRows {
  readonly siteInspectionId: number
  /** Cases of the unit in the states that the requests need. */
  readonly cases: Readonly<Record<'notified' | 'disputed' | 'rechecked' | 'returned', number>>
  readonly ownSessionId: number
  readonly ownKeyId: number
  readonly kioskTokenId: number
  readonly viewId: number
  /** A paragraph of the drafted bulletin. */
  readonly paragraph: string
  readonly today: Day
}

export interface Write {
  /** Who, with the whole as scope, does it. The unit's own people have their unit. */
  readonly as: Role
  readonly address: string
  /** JSON, or what `fetch` takes as body. A function gets the last answer's JSON. */
  readonly body?: unknown
  /** Added to the address: made of the last answer's JSON. */
  readonly query?: (last: never) => string
  /** What that person is answered. */
  readonly status: number
  /** It looks only among what the person sees, and so finds nothing and says so without an error. */
  readonly finds?: 'nothing'
  /** Why nothing is written into the audit log, and then nowhere else, but for one's own things. */
  readonly unaudited?: string
  /** Whoever does it does it for themselves. */
  readonly own?: true
}

const preview = 'nothing is written'
/** One white dot. */
export const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgAAIAAAUAAXpeqz8AAAAASUVORK5CYII=',
  'base64',
)

/** A form with one file. */
function form(fields: Readonly<Record<string, string>>, field: string, name: string, content: string): FormData {
  const made = new FormData()
  for (const [key, value] of Object.entries(fields)) made.set(key, value)
  made.append(field, new File([content], name))
  return made
}

const csv = (...lines: string[]) => new TextEncoder().encode(lines.join('\n'))
const units = csv('机构代码,机构名称,机构简称,机构类别,序号', 'F2,外单位的下级,下级,市政府部门,9')
const messages = () =>
  form(
    {},
    'file',
    '留言.csv',
    '留言编号,网站标识码,留言类型,留言内容,提交时间\nZC-9,3100000001,内容无法访问,打不开,2025-08-11 09:30:00\n',
  )
const filledSheet = csv('检查轮次,对象标识,条款,结论,经办人,角色', 'site-1,3100000001,WEB-V5.1,通过,,')
const exported = csv('序号,平台类型,账号名称,主办单位', '1,微信,某账号,外单位的机密')

/** Routes and requests, in an order in which all of them succeed. A route may stand more than once. */
export function everyWrite(about: Written): readonly (readonly [route: string, write: Write])[] {
  const { cases, today, siteInspectionId: inspection } = about
  const supervisor = 'supervisor' as const
  const strata: unknown = JSON.parse(JSON.stringify(defaultStrata))
  const [sheet] = Object.entries(shanghai2025.clauses).find(([, { evidenceFields }]) =>
    evidenceFields.some(({ name }) => name === '截图文件'),
  )!
  const step = (verb: string): readonly [string, Write] => [
    `POST /api/campaigns/:id/${verb}`,
    { as: supervisor, address: `/api/campaigns/2026Q1/${verb}`, body: {}, status: 200 },
  ]
  const item = { inspectionId: inspection, clause: 'WEB-V3' }
  return [
    // the system
    [
      'POST /api/users',
      {
        as: 'systemAdministrator',
        address: '/api/users',
        status: 200,
        body: { userName: 'neu', name: '新人', role: 'operator', units: ['F1'], campaigns: [] },
      },
    ],
    [
      'PUT /api/users/:userName/reach',
      {
        as: 'systemAdministrator',
        address: '/api/users/neu/reach',
        status: 204,
        body: { role: 'unitSupervisor', units: ['F1'], campaigns: [] },
      },
    ],
    [
      'POST /api/users/:userName/password',
      { as: 'systemAdministrator', address: '/api/users/neu/password', status: 200 },
    ],
    ['DELETE /api/users/:userName/lock', { as: 'systemAdministrator', address: '/api/users/neu/lock', status: 204 }],
    [
      'DELETE /api/users/:userName/sessions',
      { as: 'systemAdministrator', address: '/api/users/neu/sessions', status: 204 },
    ],
    [
      'DELETE /api/users/:userName/second-factor',
      { as: 'systemAdministrator', address: '/api/users/neu/second-factor', status: 204 },
    ],
    [
      'PUT /api/users/:userName/state',
      { as: 'systemAdministrator', address: '/api/users/neu/state', status: 204, body: { state: 'disabled' } },
    ],
    [
      'POST /api/kiosk-tokens',
      { as: 'systemAdministrator', address: '/api/kiosk-tokens', status: 200, body: { name: '三楼' } },
    ],
    [
      'POST /api/kiosk-tokens/:id/extension',
      {
        as: 'systemAdministrator',
        address: `/api/kiosk-tokens/${about.kioskTokenId}/extension`,
        status: 200,
        body: { days: 30 },
      },
    ],
    [
      'POST /api/kiosk-tokens/:id/revocation',
      {
        as: 'systemAdministrator',
        address: `/api/kiosk-tokens/${about.kioskTokenId}/revocation`,
        status: 204,
        body: { reason: '改造' },
      },
    ],
    [
      'POST /api/jobs/requeue',
      {
        as: 'systemAdministrator',
        address: '/api/jobs/requeue',
        status: 200,
        body: { reason: '演练' },
        unaudited: 'nothing is stuck',
      },
    ],
    [
      'PUT /api/delivery/channels/:name',
      {
        as: 'technicalSupport',
        address: '/api/delivery/channels/F1',
        status: 204,
        body: { kind: 'file', settings: { folder: '/nonexistent' } },
      },
    ],
    [
      'POST /api/delivery/channels/:name/recipients',
      { as: 'technicalSupport', address: '/api/delivery/channels/F1/recipients', status: 204, body: { unit: null } },
    ],
    [
      'DELETE /api/delivery/channels/:name/recipients',
      { as: 'technicalSupport', address: '/api/delivery/channels/F1/recipients', status: 204 },
    ],
    [
      'POST /api/delivery/channels/:name/tests',
      { as: 'technicalSupport', address: '/api/delivery/channels/F1/tests', status: 200, body: {} },
    ],
    [
      'POST /api/delivery/letters/:id/reading',
      { as: 'operator', address: `/api/delivery/letters/${about.dispatchId}/reading`, status: 204 },
    ],
    [
      'POST /api/delivery/dispatches/:id/resend',
      {
        as: 'technicalSupport',
        address: `/api/delivery/dispatches/${about.dispatchId}/resend`,
        status: 200,
        body: { reason: '没有收到' },
      },
    ],
    [
      'POST /api/delivery/channels/:name/retirement',
      {
        as: 'technicalSupport',
        address: '/api/delivery/channels/F1/retirement',
        status: 204,
        body: { reason: '不再使用' },
      },
    ],
    [
      'POST /api/crawling/stop',
      {
        as: supervisor,
        address: '/api/crawling/stop',
        status: 204,
        body: { siteCode: '3100000001', reason: '对方要求' },
      },
    ],
    [
      'POST /api/crawling/resume',
      {
        as: supervisor,
        address: '/api/crawling/resume',
        status: 204,
        body: { siteCode: '3100000001', reason: '恢复' },
      },
    ],
    [
      'POST /api/crawling/stop',
      { as: supervisor, address: '/api/crawling/stop', status: 204, body: { host: 'b.example', reason: '对方要求' } },
    ],
    [
      'POST /api/crawling/stop',
      { as: supervisor, address: '/api/crawling/stop', status: 204, body: { reason: '全部' } },
    ],
    // the register
    [
      'POST /api/imports/:kind/preview',
      {
        as: supervisor,
        address: '/api/imports/units/preview?name=a.csv',
        body: units,
        status: 200,
        unaudited: preview,
      },
    ],
    [
      'POST /api/imports/:kind',
      {
        as: supervisor,
        address: '/api/imports/units?name=a.csv',
        query: ({ previewId }: { previewId: string }) => `&previewId=${previewId}`,
        body: units,
        status: 200,
      },
    ],
    [
      'POST /api/reconciliations/accounts',
      {
        as: supervisor,
        address: '/api/reconciliations/accounts?name=a.csv',
        body: exported,
        status: 200,
        unaudited: preview,
      },
    ],
    [
      'POST /api/account-changes/preview',
      {
        as: supervisor,
        address: '/api/account-changes/preview',
        body: { keys: ['微信/gh_1'], field: '粉丝数', value: '12' },
        status: 200,
        unaudited: preview,
      },
    ],
    [
      'POST /api/account-changes',
      {
        as: supervisor,
        address: '/api/account-changes',
        body: ({ previewId }: { previewId: string }) => ({
          keys: ['微信/gh_1'],
          field: '粉丝数',
          value: '12',
          previewId,
        }),
        status: 200,
      },
    ],
    [
      'POST /api/site-changes/preview',
      {
        as: supervisor,
        address: '/api/site-changes/preview',
        body: { keys: ['3100000001'], field: '网站类别', value: '市政府部门下属子网站' },
        status: 200,
        unaudited: preview,
      },
    ],
    [
      'POST /api/site-changes',
      {
        as: supervisor,
        address: '/api/site-changes',
        body: ({ previewId }: { previewId: string }) => ({
          keys: ['3100000001'],
          field: '网站类别',
          value: '市政府部门下属子网站',
          previewId,
        }),
        status: 200,
      },
    ],
    // before review adds to what was confirmed
    ['POST /api/campaigns/:id/notices', { as: supervisor, address: '/api/campaigns/2025Q3/notices', status: 200 }],
    // review
    [
      'POST /api/campaigns/:id/review/next',
      {
        as: 'reviewer',
        address: '/api/campaigns/2025Q3/review/next',
        body: { unit: 'F1' },
        status: 200,
        finds: 'nothing',
      },
    ],
    [
      'POST /api/campaigns/:id/review/claim',
      { as: 'reviewer', address: '/api/campaigns/2025Q3/review/claim', body: item, status: 200 },
    ],
    [
      'POST /api/campaigns/:id/review/release',
      { as: 'reviewer', address: '/api/campaigns/2025Q3/review/release', body: item, status: 204 },
    ],
    [
      'POST /api/inspections/:id/clauses/:clause/pictures',
      {
        as: 'reviewer',
        address: `/api/inspections/${inspection}/clauses/${sheet}/pictures?field=${encodeURIComponent('截图文件')}&name=a.png`,
        body: png,
        status: 200,
      },
    ],
    [
      'POST /api/campaigns/:id/decisions',
      {
        as: 'reviewer',
        address: '/api/campaigns/2025Q3/decisions',
        body: { decisions: [{ ...item, kind: 'passed', reason: '核对无误' }] },
        status: 200,
      },
    ],
    [
      'POST /api/campaigns/:id/check-sheet',
      {
        as: 'reviewer',
        address: '/api/campaigns/2025Q3/check-sheet?name=sheet.csv',
        body: filledSheet,
        status: 200,
      },
    ],
    [
      'POST /api/campaigns/:id/decisions/matching',
      {
        as: 'reviewer',
        address: '/api/campaigns/2025Q3/decisions/matching',
        body: { filter: { unit: 'F1' }, kind: 'passed', reason: '核对无误' },
        status: 200,
        finds: 'nothing',
      },
    ],
    [
      'POST /api/inspections/:id/replay',
      { as: 'reviewer', address: `/api/inspections/${inspection}/replay`, status: 200 },
    ],
    [
      'POST /api/exemptions',
      {
        as: 'reviewer',
        address: '/api/exemptions',
        body: { clause: 'WEB-V3', scope: 'target', target: '3100000001', reason: '已核实', validTo: '2030-01-01' },
        status: 200,
      },
    ],
    [
      'POST /api/exemptions',
      {
        as: 'reviewer',
        address: '/api/exemptions',
        body: { clause: 'WEB-V3', scope: 'unit', unit: 'F1', reason: '已核实', validTo: '2030-01-01' },
        status: 200,
      },
    ],
    [
      'POST /api/exemptions/:id/end',
      { as: 'reviewer', address: `/api/exemptions/${about.exemptionId}/end`, body: { reason: '到期' }, status: 204 },
    ],
    [
      'POST /api/campaigns/:id/dry-run',
      {
        as: supervisor,
        address: '/api/campaigns/2025Q3/dry-run',
        body: { corrections: [{ clause: 'NM-V2.1', params: { windowDays: 15 } }] },
        status: 200,
      },
    ],
    [
      'POST /api/rule-sets/:id/corrections',
      {
        as: supervisor,
        address: '/api/rule-sets/minhou-2025/corrections',
        body: {
          version: ruleSets['minhou-2025'].version,
          correction: { clause: 'NM-V2.1', verified: true, source: '县级通知' },
        },
        status: 200,
      },
    ],
    [
      'PUT /api/campaigns/:id/blind-share',
      { as: supervisor, address: '/api/campaigns/2025Q3/blind-share', body: { percent: 0 }, status: 204 },
    ],
    // bulletins
    [
      'POST /api/campaigns/:id/bulletin/draft',
      { as: 'publisher', address: '/api/campaigns/2025Q3/bulletin/draft', body: {}, status: 200 },
    ],
    [
      'PUT /api/campaigns/:id/bulletin/prose',
      {
        as: 'publisher',
        address: '/api/campaigns/2025Q3/bulletin/prose',
        body: { version: 2, original: about.paragraph, text: `${about.paragraph}。` },
        status: 200,
      },
    ],
    [
      'POST /api/campaigns/:id/bulletin/approve',
      { as: supervisor, address: '/api/campaigns/2025Q3/bulletin/approve', body: { version: 3 }, status: 200 },
    ],
    [
      'POST /api/campaigns/:id/bulletin/publish',
      { as: 'publisher', address: '/api/campaigns/2025Q3/bulletin/publish', body: { version: 3 }, status: 200 },
    ],
    // rectification
    [
      'POST /api/notices/send',
      { as: supervisor, address: '/api/notices/send', body: { ids: [about.noticeId] }, status: 204 },
    ],
    ['POST /api/notices/:id/read', { as: 'operator', address: `/api/notices/${about.noticeId}/read`, status: 204 }],
    [
      'POST /api/extensions/:id/decision',
      {
        as: supervisor,
        address: `/api/extensions/${about.extensionId}/decision`,
        body: { granted: false, reason: '不同意' },
        status: 204,
      },
    ],
    [
      'POST /api/notices/:id/extensions',
      {
        as: 'operator',
        address: `/api/notices/${about.noticeId}/extensions`,
        body: { wantedOn: addDays(today, 60), reason: '需要时间' },
        status: 200,
      },
    ],
    [
      'POST /api/cases/:id/answers',
      {
        as: 'operator',
        address: `/api/cases/${cases.notified}/answers`,
        body: form({ text: '已整改' }, 'files', 'a.pdf', '%PDF-1.7 x'),
        status: 200,
      },
    ],
    ['POST /api/cases/:id/recheck', { as: 'reviewer', address: `/api/cases/${cases.notified}/recheck`, status: 200 }],
    [
      'POST /api/cases/:id/appeals',
      { as: 'operator', address: `/api/cases/${cases.disputed}/appeals`, body: { text: '判定有误' }, status: 200 },
    ],
    [
      'POST /api/appeals/:id/decision',
      {
        as: supervisor,
        address: `/api/appeals/${about.appealId}/decision`,
        body: { upheld: false, reason: '维持' },
        status: 204,
      },
    ],
    [
      'POST /api/cases/:id/close',
      { as: 'reviewer', address: `/api/cases/${cases.rechecked}/close`, body: {}, status: 200 },
    ],
    [
      'POST /api/cases/:id/return',
      { as: 'reviewer', address: `/api/cases/${cases.returned}/return`, body: { reason: '未整改到位' }, status: 204 },
    ],
    [
      'POST /api/self-checks',
      { as: 'operator', address: '/api/self-checks', body: { target: 'site', id: about.siteId }, status: 200 },
    ],
    [
      'POST /api/self-checks',
      { as: 'operator', address: '/api/self-checks', body: { target: 'account', id: about.accountId }, status: 200 },
    ],
    // messages and monitoring
    [
      'POST /api/messages/handlers',
      { as: supervisor, address: '/api/messages/handlers', body: { unitCode: 'F1', handler: '王五' }, status: 200 },
    ],
    [
      'POST /api/messages/:number/assignment',
      {
        as: supervisor,
        address: `/api/messages/${encodeURIComponent('外单位的机密')}/assignment`,
        body: { handler: '赵六', reason: '转办' },
        status: 204,
      },
    ],
    [
      'POST /api/messages/hand-over',
      {
        as: supervisor,
        address: '/api/messages/hand-over',
        body: { from: '赵六', to: '钱七', reason: '离任' },
        status: 200,
      },
    ],
    [
      'POST /api/messages/imports',
      { as: supervisor, address: '/api/messages/imports', body: messages(), status: 200, unaudited: preview },
    ],
    [
      'POST /api/messages/imports',
      {
        as: supervisor,
        address: '/api/messages/imports',
        query: ({ previewId }: { previewId: string }) => `?apply=${previewId}`,
        body: messages(),
        status: 200,
      },
    ],
    [
      'POST /api/guard-periods',
      {
        as: supervisor,
        address: '/api/guard-periods',
        body: { name: '两会', from: '2030-01-01T00:00:00Z', until: '2030-01-02T00:00:00Z', unit: 'F1' },
        status: 200,
      },
    ],
    [
      'POST /api/guard-periods/:id/end',
      { as: supervisor, address: `/api/guard-periods/${about.guardId}/end`, body: { reason: '结束' }, status: 204 },
    ],
    [
      'POST /api/sites/:siteCode/maintenance',
      {
        as: supervisor,
        address: '/api/sites/3100000001/maintenance',
        body: { from: '2030-01-01T00:00:00Z', until: '2030-01-02T00:00:00Z', reason: '维护' },
        status: 204,
      },
    ],
    // campaigns
    [
      'POST /api/campaign-plan',
      { as: supervisor, address: '/api/campaign-plan', body: { strata, seed: 'x' }, status: 200, unaudited: preview },
    ],
    [
      'POST /api/campaigns',
      {
        as: supervisor,
        address: '/api/campaigns',
        body: {
          id: '2026Q1',
          ruleSet: 'shanghai-2025',
          style: 'shanghai',
          monitorPoint: '2026-02-14',
          siteRounds: ['2026-02-14'],
        },
        status: 200,
      },
    ],
    step('freeze'),
    step('draw'),
    step('run'),
    step('pause'),
    step('resume'),
    step('cancel'),
    // one's own affairs
    [
      'POST /api/me/keys',
      {
        as: supervisor,
        own: true,
        address: '/api/me/keys',
        body: { name: 'k', capabilities: ['campaigns:read'], days: 1 },
        status: 200,
      },
    ],
    [
      'PUT /api/me/views',
      {
        as: supervisor,
        own: true,
        address: '/api/me/views',
        body: { list: 'accounts', name: '微信', search: { platform: ['weixin'] } },
        status: 200,
        unaudited: 'what a person keeps for themselves; what they share is told',
      },
    ],
    [
      'PUT /api/views/:id/shared',
      { as: supervisor, address: `/api/views/${about.viewId}/shared`, body: { shared: true }, status: 204 },
    ],
    ['DELETE /api/me/views/:id', { as: supervisor, address: `/api/me/views/${about.viewId}`, status: 204 }],
    ['DELETE /api/me/keys/:id', { as: supervisor, address: `/api/me/keys/${about.ownKeyId}`, status: 204 }],
    ['DELETE /api/me/sessions/:id', { as: supervisor, address: `/api/me/sessions/${about.ownSessionId}`, status: 204 }],
  ]
}

/** Routes that are about nothing but whoever asks, and where they are walked instead. */
export const elsewhere: Readonly<Record<string, string>> = {
  'POST /api/setup': 'session.test.ts',
  'POST /api/session': 'session.test.ts',
  'DELETE /api/session': 'session.test.ts',
  'PUT /api/me/password': 'session.test.ts',
  'POST /api/session/second-factor': 'second-factor.test.ts',
  'POST /api/me/second-factor': 'second-factor.test.ts',
  'PUT /api/me/second-factor': 'second-factor.test.ts',
  'DELETE /api/me/second-factor': 'second-factor.test.ts',
  'POST /api/backups': 'system.test.ts',
}
