/** The lists of monitoring as xlsx: the same filters, all rows, sent as they are read. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { daysBetween } from '../../kernel/day.ts'
import { alertKinds } from '../../monitoring/alerts.ts'
import {
  availabilityStandings,
  listAvailability,
  listProbes,
  type ListedProbe,
  type SiteAvailability,
} from '../../monitoring/availability.ts'
import { findAlerts, findCertificates, type FoundCertificate } from '../../monitoring/find-alerts.ts'
import {
  listUnknown,
  listWarnings,
  warningsByUnit,
  type ListedUnknown,
  type ListedWarning,
  type UnitWarnings,
} from '../../monitoring/list-warnings.ts'
import { warningStates } from '../../monitoring/warning.ts'
import { findSite } from '../../registry/find-site.ts'
import { beijingTime } from '../../registry/import-fields.ts'
import { demandSite } from '../../registry/scope.ts'
import { actorOf, needs } from '../actor.ts'
import { windowAsked } from '../day-param.ts'
import { checked, otherwise } from '../errors.ts'
import { todayOf } from '../list-filters.ts'
import { nowOf, type HttpSettings } from '../settings.ts'
import { sendSheet } from '../sheet-export.ts'
import {
  alertQuery,
  lastedMinutes,
  type AlertRow,
  availabilityQuery,
  certificateQuery,
  siteParam,
  visitQuery,
} from './watch.ts'
import { unknownQuery, warningQuery, warningsAsked } from './warnings.ts'

const sheetOf = <Path extends string, Query extends z.core.$ZodLooseShape>(path: Path, noun: string, query: Query) => ({
  ...needs('monitoring:read'),
  method: 'get' as const,
  path,
  request: { query: z.object(query) },
  responses: { 200: { description: `符合条件的全部${noun}（xlsx）` }, ...otherwise },
})
const availability = createRoute(sheetOf('/api/availability.xlsx', '网站的可用性', availabilityQuery))
const alerts = createRoute(sheetOf('/api/alerts.xlsx', '告警', alertQuery))
const certificates = createRoute(sheetOf('/api/certificates.xlsx', '证书', certificateQuery))
const warnings = createRoute(sheetOf('/api/warnings.xlsx', '预警', warningQuery))
const unknown = createRoute(sheetOf('/api/warnings/unknown.xlsx', '更新情况无法判断的对象', unknownQuery))
const byUnit = createRoute(sheetOf('/api/warnings/units.xlsx', '单位的预警', { unit: unknownQuery.unit }))
const visits = createRoute({
  ...needs('monitoring:read'),
  method: 'get',
  path: '/api/sites/{siteCode}/visits.xlsx',
  request: { params: siteParam, query: z.object(visitQuery) },
  responses: { 200: { description: '符合条件的全部逐次监测记录（xlsx）' }, ...otherwise },
})

const outcomes: Readonly<Record<string, string>> = {
  opened: '打开',
  slow: '15 秒以上才打开',
  failed: '失败',
  blocked: '被拦截',
  maintenance: '维护',
}
const targets = { site: '网站', account: '新媒体账号' } as const
const seconds = (ms: number | null) => (ms === null ? null : Math.round(ms / 10) / 100)
const at = (instant: string | null) => (instant === null ? '' : beijingTime(instant))

const availabilityColumns = [
  { title: '网站标识码', width: 14, value: (row: SiteAvailability) => row.siteCode },
  { title: '网站', width: 30, value: (row: SiteAvailability) => row.name },
  { title: '网址', width: 36, value: (row: SiteAvailability) => row.url },
  { title: '主办单位', width: 30, value: (row: SiteAvailability) => row.unit.name },
  { title: '结论', width: 18, value: (row: SiteAvailability) => availabilityStandings[row.standing] },
  { title: '失败占比（%）', width: 14, value: (row: SiteAvailability) => sharePercent(row) },
  { title: '打开', width: 8, value: (row: SiteAvailability) => row.opened },
  { title: '15 秒以上', width: 10, value: (row: SiteAvailability) => row.slow },
  { title: '失败', width: 8, value: (row: SiteAvailability) => row.failed },
  { title: '被拦截', width: 8, value: (row: SiteAvailability) => row.blocked },
  { title: '维护', width: 8, value: (row: SiteAvailability) => row.maintenance },
  { title: '不足 20 次的天数', width: 16, value: (row: SiteAvailability) => row.thinDays },
  { title: '打开时间中位数（秒）', width: 20, value: (row: SiteAvailability) => seconds(row.medianMs) },
  { title: '95% 在（秒）', width: 12, value: (row: SiteAvailability) => seconds(row.p95Ms) },
  { title: '正在中断', width: 10, value: (row: SiteAvailability) => (row.down ? '是' : '') },
]
const alertColumns = [
  { title: '网站标识码', width: 14, value: (row: AlertRow) => row.siteCode },
  { title: '网站', width: 30, value: (row: AlertRow) => row.site },
  { title: '主办单位', width: 30, value: (row: AlertRow) => row.unit.name },
  { title: '类别', width: 16, value: (row: AlertRow) => alertKinds[row.kind] },
  { title: '严重', width: 8, value: (row: AlertRow) => (row.severity === 'severe' ? '是' : '') },
  { title: '开始', width: 20, value: (row: AlertRow) => at(row.openedAt) },
  { title: '结束', width: 20, value: (row: AlertRow) => (row.closedAt === null ? '持续中' : at(row.closedAt)) },
  { title: '时长（分钟）', width: 12, value: (row: AlertRow) => row.lastedMinutes },
  { title: '情况', width: 50, value: (row: AlertRow) => row.message },
]
const certificateColumns = [
  { title: '网站标识码', width: 14, value: (row: FoundCertificate) => row.siteCode },
  { title: '网站', width: 30, value: (row: FoundCertificate) => row.site },
  { title: '主办单位', width: 30, value: (row: FoundCertificate) => row.unit.name },
  { title: '网址', width: 36, value: (row: FoundCertificate) => row.url },
  { title: '有效期至', width: 12, value: (row: FoundCertificate) => row.expiresOn },
  { title: '剩余天数', width: 10, value: (row: FoundCertificate) => row.daysLeft },
  { title: '最近看到', width: 20, value: (row: FoundCertificate) => at(row.seenAt) },
]
const warningColumns = [
  { title: '类别', width: 12, value: (row: ListedWarning) => targets[row.target] },
  { title: '标识', width: 26, value: (row: ListedWarning) => row.targetKey },
  { title: '对象', width: 30, value: (row: ListedWarning) => row.name },
  { title: '栏目', width: 24, value: (row: ListedWarning) => row.placeName || '整个对象' },
  { title: '栏目地址', width: 36, value: (row: ListedWarning) => row.place },
  { title: '单位', width: 30, value: (row: ListedWarning) => row.unit.name },
  { title: '指标', width: 14, value: (row: ListedWarning) => row.clause },
  { title: '距不合格（天）', width: 14, value: (row: ListedWarning) => row.daysLeft },
  { title: '不合格起始日', width: 14, value: (row: ListedWarning) => row.failsOn },
  { title: '如在当天检查', width: 44, value: (row: ListedWarning) => row.because },
  { title: '目前无法判断', width: 24, value: (row: ListedWarning) => row.unknownBecause },
  { title: '状态', width: 10, value: (row: ListedWarning) => warningStates[row.state] },
  { title: '提醒', width: 20, value: (row: ListedWarning) => at(row.sentAt) },
]
const unknownColumns = [
  { title: '类别', width: 12, value: (row: ListedUnknown) => targets[row.target] },
  { title: '标识', width: 26, value: (row: ListedUnknown) => row.targetKey },
  { title: '对象', width: 30, value: (row: ListedUnknown) => row.name },
  { title: '单位', width: 30, value: (row: ListedUnknown) => row.unit.name },
  { title: '指标', width: 14, value: (row: ListedUnknown) => row.clause },
  { title: '原因', width: 44, value: (row: ListedUnknown) => row.because },
  { title: '所知截至', width: 12, value: (row: ListedUnknown) => row.knownThrough ?? '从未采集' },
  { title: '距今（天）', width: 10, value: (row: ListedUnknown) => row.ageDays },
  { title: '无法判断自', width: 12, value: (row: ListedUnknown) => row.since },
]
const visitColumns = [
  { title: '时间', width: 20, value: (row: ListedProbe) => at(row.at) },
  { title: '监测点', width: 18, value: (row: ListedProbe) => row.vantage },
  { title: '结果', width: 16, value: (row: ListedProbe) => outcomes[row.outcome] ?? row.outcome },
  { title: '用时（秒）', width: 10, value: (row: ListedProbe) => seconds(row.elapsedMs) },
  { title: '说明', width: 44, value: (row: ListedProbe) => row.detail },
  {
    title: '性质',
    width: 14,
    value: (row: ListedProbe) => (row.purpose === 'confirming' ? '核实（不计入）' : '定时'),
  },
]

/** Failures of the visits that count, in percent with two digits; `null` without any. */
function sharePercent({ opened, slow, failed }: SiteAvailability): number | null {
  const counted = opened + slow + failed
  return counted === 0 ? null : Math.round(((slow + failed) / counted) * 10_000) / 100
}

export function monitoringSheetRoutes(settings: HttpSettings): OpenAPIHono {
  const { db } = settings
  const app = new OpenAPIHono(checked)
  app.openapi(availability, (context) => {
    const { from, to, days: last, failing, ...filter } = context.req.valid('query')
    const [actor, days] = [actorOf(context), windowAsked({ from, to, days: last }, todayOf(context), 7)]
    const wanted = { ...filter, failing: failing === 'true' }
    return sendSheet<SiteAvailability>(
      '可用性',
      availabilityColumns,
      async (offset, limit) => (await listAvailability(db, actor, wanted, { offset, limit }, days)).items,
    ) as never
  })
  app.openapi(alerts, (context) => {
    const { lasting, ...filter } = context.req.valid('query')
    const [actor, wanted] = [actorOf(context), { ...filter, open: lasting === 'true' }]
    const now = nowOf(settings)
    return sendSheet<AlertRow>('告警', alertColumns, async (offset, limit) =>
      (await findAlerts(db, actor, wanted, { offset, limit })).items.map((row) => ({
        ...row,
        lastedMinutes: lastedMinutes(row, now),
      })),
    ) as never
  })
  app.openapi(certificates, (context) => {
    const { withinDays, ...filter } = context.req.valid('query')
    const [actor, today] = [actorOf(context), todayOf(context)]
    const wanted = { ...filter, withinDays: withinDays === undefined ? undefined : Number(withinDays) }
    return sendSheet<FoundCertificate>(
      '证书',
      certificateColumns,
      async (offset, limit) => (await findCertificates(db, actor, wanted, { offset, limit }, today)).items,
    ) as never
  })
  app.openapi(warnings, (context) => {
    const [filter, today] = [
      { ...warningsAsked(context.req.valid('query')), scope: actorOf(context) },
      todayOf(context),
    ]
    return sendSheet<ListedWarning>(
      '更新预警',
      warningColumns,
      async (offset, limit) => (await listWarnings(db, filter, { offset, limit }, today)).warnings,
    ) as never
  })
  app.openapi(unknown, (context) => {
    const [filter, today] = [{ ...context.req.valid('query'), scope: actorOf(context) }, todayOf(context)]
    return sendSheet<ListedUnknown>(
      '更新情况无法判断',
      unknownColumns,
      async (offset, limit) => (await listUnknown(db, filter, { offset, limit }, today)).unknown,
    ) as never
  })
  app.openapi(byUnit, (context) => {
    const [filter, today] = [{ ...context.req.valid('query'), scope: actorOf(context) }, todayOf(context)]
    return sendSheet<UnitWarnings>(
      '各单位更新预警',
      [
        { title: '单位', width: 36, value: ({ unit }) => unit.name },
        { title: '已超期', width: 10, value: ({ expired }) => expired },
        { title: '1 天内', width: 10, value: ({ within1 }) => within1 },
        { title: '3 天内', width: 10, value: ({ within3 }) => within3 },
        { title: '7 天内', width: 10, value: ({ within7 }) => within7 },
        { title: '最早不合格起始日', width: 18, value: ({ failsOn }) => failsOn },
        { title: '距不合格（天）', width: 14, value: ({ failsOn }) => daysBetween(today, failsOn) },
      ],
      async (offset, limit) => (await warningsByUnit(db, filter, { offset, limit })).items,
    ) as never
  })
  app.openapi(visits, async (context) => {
    const { outcome, ...days } = context.req.valid('query')
    const site = await findSite(db, context.req.valid('param').siteCode)
    await demandSite(db, actorOf(context), site.id)
    const asked = { window: windowAsked(days, todayOf(context), 7), outcome }
    return sendSheet<ListedProbe>(
      `${site.siteCode}监测记录`,
      visitColumns,
      async (offset, limit) => (await listProbes(db, site.id, asked, { offset, limit })).items,
    ) as never
  })
  return app
}
