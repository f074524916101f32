/** 已登记的维护时段: what fails then is maintenance, not an outage. */
import { Failure } from '../kernel/failure.ts'
import { epochMs } from '../kernel/instant.ts'
import { findSite } from '../registry/find-site.ts'
import { record } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'

export interface NewMaintenance {
  readonly siteCode: string
  /** ISO instants; the end does not belong to it. */
  readonly from: string
  readonly until: string
  /** Why, or which document. */
  readonly reason: string
}

/** Registers a shutdown, before or while it lasts: what was seen earlier stays as it was seen. */
export async function registerMaintenance(
  tx: Tx,
  { siteCode, from, until, reason }: NewMaintenance,
  by: { readonly actor: string; readonly at: string },
): Promise<void> {
  const site = await findSite(tx, siteCode)
  if (epochMs(until) <= epochMs(from)) {
    throw new Failure('badInput.maintenance', '维护时段的结束应晚于开始', '改正 --until')
  }
  if (epochMs(from) < epochMs(by.at) - 60_000) {
    throw new Failure(
      'badInput.maintenance',
      '维护时段不能从已经过去的时间开始',
      '维护须事先登记；已有的监测记录不会改变',
    )
  }
  await tx
    .insertInto('maintenance')
    .values({ siteId: site.id, fromAt: from, untilAt: until, reason, registeredBy: by.actor })
    .execute()
  await record(tx, {
    ...by,
    action: 'maintenance.registered',
    subject: siteCode,
    detail: {},
    reason,
    after: { from, until },
  })
}

/** What is registered for a site, the newest first. */
export async function listMaintenance(tx: Tx, siteId: number) {
  return await tx
    .selectFrom('maintenance')
    .select(['id', 'fromAt as from', 'untilAt as until', 'reason', 'registeredBy'])
    .where('siteId', '=', siteId)
    .orderBy('fromAt', 'desc')
    .limit(100)
    .execute()
}
