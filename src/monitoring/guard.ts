/** 重保: a period of special watch with denser probes, people on duty and a summary every hour. */
import { z } from 'zod'
import { instantField } from '../evidence/fields.ts'
import { Failure } from '../kernel/failure.ts'
import { epochMs } from '../kernel/instant.ts'
import { findUnit } from '../registry/find-unit.ts'
import { beijingTime } from '../registry/import-fields.ts'
import { record } from '../store/audit.ts'
import type { Row, Tx } from '../store/database.ts'
import { cancelDeadlines, setDeadline, type DeadlineHandler } from '../store/deadlines.ts'
import { json } from '../store/json.ts'
import { post } from '../store/outbox.ts'
import { hurryRounds } from './schedule-probes.ts'

const shift = z.strictObject({ from: instantField, to: instantField, person: z.string().min(1), phone: z.string() })
const duty = z.strictObject({ shifts: z.array(shift) })

/** As a person writes it into a file. */
export const guardEntry = z
  .strictObject({
    name: z.string().min(1),
    from: instantField,
    until: instantField,
    everyMinutes: z.number().int().min(1).max(60).default(5),
    shifts: duty.shape.shifts.default([]),
    /** Code of the unit that gets the summary; `null`: the supervisor. */
    unit: z.string().nullable().default(null),
  })
  .refine(({ from, until }) => epochMs(from) < epochMs(until), { error: '结束时间应晚于开始时间', path: ['until'] })

interface By {
  readonly actor: string
  readonly at: string
}

export const guardSummaryKind = 'guard.summary'
const hourMs = 3_600_000

/** Opens a period; its first summary comes an hour after its begin, and the probes get denser by themselves. */
export async function openGuard(tx: Tx, entry: unknown, by: By): Promise<Row<'guardPeriod'>> {
  const parsed = guardEntry.safeParse(entry, { error: z.locales.zhCN().localeError })
  if (!parsed.success) {
    const details = parsed.error.issues.map(({ path, message }) => `${path.join('.')}：${message}`)
    throw new Failure('badInput.guard', '重保期的设置不正确', '请改正下列各项', details)
  }
  const { name, from, until, everyMinutes, shifts, unit } = parsed.data
  if (epochMs(until) <= epochMs(by.at)) throw new Failure('badInput.guard', '重保期已经过去', '改正结束时间')
  const values = { name, fromAt: from, untilAt: until, everyMinutes, openedBy: by.actor, endedAt: null }
  const period = await tx
    .insertInto('guardPeriod')
    .values({
      ...values,
      duty: json<unknown>({ shifts }),
      unitId: unit === null ? null : (await findUnit(tx, unit)).id,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  const begin = Math.max(epochMs(from), epochMs(by.at))
  const subject = String(period.id)
  await setDeadline(tx, { kind: guardBeginKind, subject, dueAt: new Date(begin).toISOString() })
  await setDeadline(tx, { kind: guardSummaryKind, subject, dueAt: new Date(begin + hourMs).toISOString() })
  const after = { name, from, until, everyMinutes, shifts }
  await record(tx, { ...by, action: 'guard.opened', subject: `guard ${subject}`, detail: {}, after })
  return period
}

/** Ends a period before its time. */
export async function endGuard(tx: Tx, id: number, reason: string, by: By): Promise<void> {
  const ended = await tx
    .updateTable('guardPeriod')
    .set({ endedAt: by.at })
    .where('id', '=', id)
    .where('endedAt', 'is', null)
    .returning('untilAt')
    .executeTakeFirst()
  if (ended === undefined)
    throw new Failure('notFound.guard', `没有进行中的第 ${id} 号重保期`, '用 mingcha guard list 查看')
  for (const kind of [guardBeginKind, guardSummaryKind]) await cancelDeadlines(tx, String(id), kind)
  const changed = { before: { until: ended.untilAt }, after: { until: by.at } }
  await record(tx, { ...by, action: 'guard.ended', subject: `guard ${id}`, detail: {}, reason, ...changed })
}

/** All periods, the newest first. */
export async function listGuards(tx: Tx) {
  return await tx.selectFrom('guardPeriod').selectAll().orderBy('id', 'desc').limit(50).execute()
}

export const guardBeginKind = 'guard.begin'
/** The next round of probes waits for nothing any more. */
export const guardBegins: DeadlineHandler = async (tx, _, now) => hurryRounds(tx, now)

/** Writes the summary of the last hour, on days off and at night as well, and sets the next one. */
export const guardSummary: DeadlineHandler = async (tx, { id, kind, subject }, now) => {
  const period = await tx.selectFrom('guardPeriod').selectAll().where('id', '=', Number(subject)).executeTakeFirst()
  if (period === undefined || period.endedAt !== null) return
  const nowMs = epochMs(now)
  const text = await summaryText(tx, period, nowMs)
  const isLast = nowMs >= epochMs(period.untilAt)
  await post(tx, {
    kind: guardSummaryKind,
    recipientUnitId: period.unitId,
    subject: `${period.name}${isLast ? '：结束，最后一小时情况' : '：每小时情况'} ${beijingTime(now)}`,
    text,
    // Who is on duty waits for it, whatever the hour.
    severity: 'severe',
    dedupeKey: `guard:${subject}:${now}`,
    at: now,
  })
  if (isLast) return
  await tx.updateTable('deadline').set({ doneAt: now }).where('id', '=', id).execute()
  const dueAt = new Date(Math.min(nowMs + hourMs, epochMs(period.untilAt))).toISOString()
  await setDeadline(tx, { kind, subject, dueAt })
}

async function summaryText(tx: Tx, { duty: stored }: Row<'guardPeriod'>, nowMs: number): Promise<string> {
  const since = new Date(nowMs - hourMs).toISOString()
  const [now, nowIso] = [nowMs, new Date(nowMs).toISOString()]
  const visits = await tx
    .selectFrom('probe')
    .select('outcome')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('at', '>', since)
    .where('at', '<=', nowIso)
    .groupBy('outcome')
    .execute()
  const count = (outcome: string) => visits.find((row) => row.outcome === outcome)?.count ?? 0
  const sites = tx
    .selectFrom('site')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('state', '=', 'active')
  const { count: active } = await sites.executeTakeFirstOrThrow()
  const alerts = await tx
    .selectFrom('alert')
    .innerJoin('site', 'site.id', 'alert.siteId')
    .select(['site.name', 'alert.message', 'alert.openedAt', 'alert.closedAt'])
    .where('alert.kind', '=', 'outage')
    .where((eb) => eb.or([eb('closedAt', 'is', null), eb('closedAt', '>', since)]))
    .orderBy('alert.openedAt')
    .execute()
  const onDuty = duty.parse(stored).shifts.filter(({ from, to }) => epochMs(from) <= now && now < epochMs(to))
  const outages = alerts.map(
    ({ name, openedAt, closedAt }) =>
      `· ${name}：${beijingTime(openedAt)} 起${closedAt === null ? '，仍未恢复' : `，${beijingTime(closedAt)} 恢复`}`,
  )
  return [
    `在运行网站 ${active} 个；过去一小时访问 ${visits.reduce((sum, row) => sum + row.count, 0)} 次：` +
      `打开 ${count('opened')}，失败 ${count('failed')}，被拦截 ${count('blocked')}，维护 ${count('maintenance')}。`,
    outages.length === 0 ? '没有确认的无法访问。' : `无法访问 ${outages.length} 起：`,
    ...outages,
    `值班：${onDuty.map(({ person, phone }) => `${person} ${phone}`.trim()).join('、') || '（未安排）'}`,
  ].join('\n')
}
