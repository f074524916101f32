/** Alerts: what is wrong with a site now. One of a kind per site is open at a time; unit and supervisor hear of its begin and end. */
import { record } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { json } from '../store/json.ts'
import { post } from '../store/outbox.ts'

/** Kinds of alerts, in Chinese. */
export const alertKinds = {
  outage: '首页无法访问',
  certificate: '证书即将到期',
  domain: '域名即将到期',
  tampering: '首页疑似被篡改',
} as const
export type AlertKind = keyof typeof alertKinds

export interface NewAlert {
  readonly kind: AlertKind
  readonly siteId: number
  readonly severity: 'normal' | 'severe'
  readonly message: string
  readonly evidence: Readonly<Record<string, unknown>>
}

interface At {
  readonly actor: string
  /** ISO instant. */
  readonly at: string
}

/**
 * Opens an alert unless one of its kind is open for the site; says whether it did. What has the same `key` is told once,
 * without one every opening is told.
 */
export async function openAlert(tx: Tx, alert: NewAlert, by: At, key?: string): Promise<boolean> {
  const opened = await tx
    .insertInto('alert')
    .values({ ...alert, evidence: json<Record<string, unknown>>(alert.evidence), openedAt: by.at, closedAt: null })
    .onConflict((conflict) => conflict.columns(['kind', 'siteId']).where('closedAt', 'is', null).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (opened === undefined) return false
  await record(tx, {
    ...by,
    action: 'alert.opened',
    subject: `alert ${opened.id}`,
    detail: { kind: alert.kind, siteId: alert.siteId },
    reason: alert.message,
    after: { state: 'open', ...alert.evidence },
  })
  await tellAbout(tx, alert, key ?? `alert.${alert.kind}:${opened.id}:opened`, by.at)
  return true
}

/** Closes the open alert of a kind, if there is one, and says so to those who heard of it. */
export async function closeAlert(
  tx: Tx,
  { kind, siteId }: Pick<NewAlert, 'kind' | 'siteId'>,
  message: string,
  by: At,
): Promise<boolean> {
  const closed = await tx
    .updateTable('alert')
    .set({ closedAt: by.at })
    .where('kind', '=', kind)
    .where('siteId', '=', siteId)
    .where('closedAt', 'is', null)
    .returning(['id', 'severity'])
    .executeTakeFirst()
  if (closed === undefined) return false
  await record(tx, {
    ...by,
    action: 'alert.closed',
    subject: `alert ${closed.id}`,
    detail: { kind, siteId },
    reason: message,
    before: { state: 'open' },
    after: { state: 'closed' },
  })
  const severity = closed.severity as NewAlert['severity']
  await tellAbout(tx, { kind, siteId, severity, message }, `alert.${kind}:${closed.id}:closed`, by.at)
  return true
}

/** Writes a message about a site to its organiser and to the supervisor; the same key is told once. */
export async function tellAbout(
  tx: Tx,
  { kind, siteId, severity, message }: Pick<NewAlert, 'kind' | 'siteId' | 'severity' | 'message'>,
  key: string,
  at: string,
): Promise<void> {
  const site = await tx
    .selectFrom('site')
    .select(['name', 'url', 'siteCode', 'organiserId'])
    .where('id', '=', siteId)
    .executeTakeFirstOrThrow()
  const subject = `${site.name}：${message.split('\n')[0]!}`
  const text = `网站：${site.name}（${site.siteCode}）\n网址：${site.url}\n${message}`
  for (const recipientUnitId of [site.organiserId, null]) {
    const dedupeKey = `${key}:${recipientUnitId ?? 'supervisor'}`
    await post(tx, { kind: `alert.${kind}`, recipientUnitId, subject, text, severity, dedupeKey, at })
  }
}

/** Alerts, the newest first: those that last, or all. */
export async function listAlerts(tx: Tx, { all, limit }: { readonly all: boolean; readonly limit: number }) {
  const alerts = tx
    .selectFrom('alert')
    .innerJoin('site', 'site.id', 'alert.siteId')
    .select(['alert.id', 'alert.kind', 'site.siteCode', 'site.name as site', 'alert.severity', 'alert.message'])
    .select(['alert.evidence', 'alert.openedAt', 'alert.closedAt'])
    .orderBy('alert.id', 'desc')
    .limit(limit)
  return await (all ? alerts : alerts.where('alert.closedAt', 'is', null)).execute()
}
