/** A site's visits of the last week, counted both ways, and from where they were made. */
import { addDays, dayOfInstant, startOfDay, windowOfDays, type Day } from '../kernel/day.ts'
import { findSite } from '../registry/find-site.ts'
import { probesOf } from '../registry/store.ts'
import type { Tx } from '../store/database.ts'
import { countProbes, type ProbeCount } from './probe-counts.ts'

export interface ProbeReport {
  readonly siteCode: string
  readonly name: string
  readonly from: Day
  readonly to: Day
  /** All visits; and twenty a day at equal distances. */
  readonly all: ProbeCount
  readonly spaced: ProbeCount
  readonly vantages: readonly { readonly vantage: string; readonly visits: number; readonly last: string }[]
}

/** The week up to the day of `nowMs`. */
export async function probeReport(tx: Tx, siteCode: string, nowMs: number, timeoutMs: number): Promise<ProbeReport> {
  const site = await findSite(tx, siteCode)
  const window = windowOfDays(dayOfInstant(nowMs), 7)
  const days = Array.from({ length: 7 }, (_, index) => addDays(window.from, index))
  const { probes } = await probesOf(tx, site.id, window)
  const vantages = await tx
    .selectFrom('probe')
    .select(['vantage'])
    .select((eb) => [eb.fn.countAll<number>().as('visits'), eb.fn.max('at').as('last')])
    .where('siteId', '=', site.id)
    .where('at', '>=', new Date(startOfDay(window.from)).toISOString())
    .groupBy('vantage')
    .orderBy('vantage')
    .execute()
  const shown = vantages.map(({ vantage, visits, last }) => ({ vantage, visits, last: String(last) }))
  return { siteCode, name: site.name, ...window, ...countProbes(probes, days, timeoutMs), vantages: shown }
}
