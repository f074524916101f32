/** Writes what a visit saw and draws the conclusion: ask the other places, open an alert, close it. */
import { sql } from 'kysely'
import { beijingTime } from '../registry/import-fields.ts'
import type { Tx } from '../store/database.ts'
import { storableText } from '../store/json.ts'
import { closeAlert, openAlert } from './alerts.ts'
import { judgeOutage, togetherMs, type Sighting } from './judge-outage.ts'

export interface NotedProbe extends Sighting {
  readonly siteId: number
  readonly purpose: 'scheduled' | 'confirming'
}

/** A place that has been silent for so long is not asked to confirm. */
const silentMs = 3 * 3_600_000

export async function noteProbe(
  tx: Tx,
  { detail, ...probe }: NotedProbe,
  { actor, nowMs, timeoutMs }: { readonly actor: string; readonly nowMs: number; readonly timeoutMs: number },
): Promise<void> {
  await tx
    .insertInto('probe')
    .values({ ...probe, detail: storableText(detail) })
    .onConflict((conflict) => conflict.columns(['siteId', 'at', 'vantage']).doNothing())
    .execute()
  // Two places that see the same failure at the same time draw the conclusion one after the other.
  await sql`select pg_advisory_xact_lock(hashtext('mingcha outage'), ${probe.siteId})`.execute(tx)
  const latest = await latestSightings(tx, probe.siteId, nowMs)
  const judged = judgeOutage(latest, nowMs, timeoutMs)
  const by = { actor, at: new Date(nowMs).toISOString() }
  const about = { kind: 'outage', siteId: probe.siteId } as const
  const isOpen = await hasOpenOutage(tx, probe.siteId)
  switch (judged.state) {
    case 'confirmed': {
      const seen = judged.by.map((sighting) => `${sighting.vantage} ${beijingTime(sighting.at)} ${sighting.detail}`)
      const message = `首页无法访问，${judged.by.length} 个监测点确认\n${seen.join('\n')}`
      await openAlert(tx, { ...about, severity: 'severe', message, evidence: { sightings: judged.by } }, by)
      break
    }
    case 'suspected':
      // Only a scheduled visit asks: places that ask each other would never end.
      if (!isOpen && probe.purpose === 'scheduled') await askOthers(tx, probe, latest, nowMs)
      break
    case 'open':
      if (isOpen && (await nobodyElseFails(tx, probe, latest, nowMs))) {
        await closeAlert(tx, about, `首页已恢复访问（${probe.vantage} ${beijingTime(probe.at)}）`, by)
      }
      break
    case 'unknown':
      break
  }
}

/** The newest sighting of each place that still looks. */
async function latestSightings(tx: Tx, siteId: number, nowMs: number): Promise<readonly Sighting[]> {
  const rows = await tx
    .selectFrom('probe')
    .distinctOn('vantage')
    .select(['vantage', 'at', 'outcome', 'elapsedMs', 'detail'])
    .where('siteId', '=', siteId)
    .where('at', '>', new Date(nowMs - silentMs).toISOString())
    .where('at', '<=', new Date(nowMs).toISOString())
    .orderBy('vantage')
    .orderBy('at', 'desc')
    .execute()
  return rows as Sighting[]
}

async function hasOpenOutage(tx: Tx, siteId: number): Promise<boolean> {
  const open = tx.selectFrom('alert').select('id').where('kind', '=', 'outage').where('siteId', '=', siteId)
  return (await open.where('closedAt', 'is', null).execute()).length > 0
}

/** The places that failed last and have not looked since: they are asked before the end of an outage is told. */
async function nobodyElseFails(
  tx: Tx,
  probe: Pick<NotedProbe, 'siteId' | 'vantage'>,
  latest: readonly Sighting[],
  nowMs: number,
): Promise<boolean> {
  const failing = latest.filter(({ vantage, outcome }) => vantage !== probe.vantage && outcome === 'failed')
  if (failing.length > 0) await askOthers(tx, probe, failing, nowMs)
  // Who says nothing any more cannot hold an alert open for ever.
  return failing.every(({ at }) => nowMs - Date.parse(at) > togetherMs)
}

/** Asks the other places to look at once. */
async function askOthers(
  tx: Tx,
  { siteId, vantage: own }: Pick<NotedProbe, 'siteId' | 'vantage'>,
  known: readonly Sighting[],
  nowMs: number,
): Promise<void> {
  const dueAt = new Date(nowMs).toISOString()
  const others = await otherPlaces(tx, own, known, nowMs)
  if (others.length === 0) return
  await tx
    .insertInto('probeDue')
    .values(others.map((vantage) => ({ siteId, vantage, purpose: 'confirming', dueAt, claimedUntil: null })))
    .onConflict((conflict) => conflict.columns(['siteId', 'vantage', 'purpose']).doNothing())
    .execute()
}

/** Places that look at this site, or at any: a new site has been seen by nobody. */
async function otherPlaces(tx: Tx, own: string, known: readonly Sighting[], nowMs: number): Promise<readonly string[]> {
  const seen = known.map(({ vantage }) => vantage).filter((vantage) => vantage !== own)
  if (seen.length > 0) return seen
  const rows = await tx
    .selectFrom('probe')
    .select('vantage')
    .distinct()
    .where('at', '>', new Date(nowMs - silentMs).toISOString())
    .where('vantage', '!=', own)
    .execute()
  return rows.map(({ vantage }) => vantage)
}
