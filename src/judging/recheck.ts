/**
 * A re-check of a site's failed links: only those that are due, then their history goes into the evidence of the inspections
 * still under review, and these are judged again. Written in one transaction, by the attempt that owns the job.
 */
import { createHash } from 'node:crypto'
import { rulesOfCampaign } from '../campaigns/rule-set-version.ts'
import { inspectionsWithTargets, ownMonitorPoint } from '../campaigns/store.ts'
import type { Evidence, GatheredEvidence } from '../evidence/evidence.ts'
import { recheckLinks, type LinkToRecheck, type RecheckSettings } from '../gather/recheck-links.ts'
import { authorityAt } from '../registry/robots-authority.ts'
import { transaction, type Tx } from '../store/database.ts'
import { json } from '../store/json.ts'
import type { RecheckLease } from '../store/recheck-jobs.ts'
import { writeJudgements } from './inspect.ts'
import { judge } from './judge.ts'
import { judgedTarget } from './judged-target.ts'
import { linksToRecheck, recordLinks, withHistory, type RecheckRule } from './link-failures.ts'

export interface RecheckJobSettings extends Omit<RecheckSettings, 'signal' | 'robotsAuthority'> {
  readonly rule: RecheckRule
  /** Milliseconds since 1970. */
  readonly clock: () => number
  /** Asks for the next re-check of the site, in the transaction. */
  readonly schedule: (tx: Tx, siteId: number, startAfter: Date) => Promise<void>
}

/** Links looked at in one job; the others follow in the next. */
const maxLinks = 2000
/** A site that does not answer at all is tried again after this. */
const downForMs = 3_600_000

/** Looks again at the failed links of a site that are due. */
export async function recheckSite(
  db: Parameters<typeof transaction>[0],
  siteId: number,
  lease: RecheckLease,
  settings: RecheckJobSettings,
): Promise<void> {
  const { rule, clock, schedule } = settings
  const site = await db.selectFrom('site').select(['url', 'state']).where('id', '=', siteId).executeTakeFirst()
  if (site?.state !== 'active') return
  const at = clock()
  const { due } = await linksToRecheck(db, siteId, rule, at)
  const links = due.slice(0, maxLinks).map(({ url, kind }) => ({ url, kind }) as LinkToRecheck)
  const robotsAuthority = await authorityAt(db, siteId, new Date(at).toISOString())
  const results =
    links.length > 0
      ? await recheckLinks(site.url, links, { ...settings, robotsAuthority, signal: lease.signal })
      : new Map()
  lease.signal.throwIfAborted()
  await transaction(db, async (tx) => {
    if (!(await lease.stillOwned(tx))) return
    if (results === null) return schedule(tx, siteId, new Date(clock() + downForMs))
    const failed = links.filter(({ url }) => results.get(url) === 'failed')
    const opened = links.filter(({ url }) => results.get(url) === 'opened').map(({ url }) => url)
    await recordLinks(tx, siteId, new Date(at).toISOString(), failed, opened)
    await refreshLinkEvidence(tx, siteId, new Date(clock()).toISOString())
    const { nextAt } = await linksToRecheck(tx, siteId, rule, clock())
    if (nextAt === null) return
    // What stayed unknown is due still: it waits for the next round, unless others have not had their turn in this one.
    const again = due.length > links.length ? clock() : at + rule.hoursApart * 3_600_000
    await schedule(tx, siteId, nextAt.getTime() > clock() ? nextAt : new Date(again))
  })
}

/**
 * Brings the link histories in the evidence of a site's inspections up to date, as long as their campaign is collecting or
 * under review, and judges again those in which something is new. Returns how many.
 */
export async function refreshLinkEvidence(tx: Tx, siteId: number, judgedAt: string): Promise<number> {
  const rows = await inspectionsWithTargets(tx)
    .innerJoin('evidence', (join) =>
      join.onRef('evidence.inspectionId', '=', 'inspection.id').on('evidence.kind', '=', 'links'),
    )
    .select(['inspection.id', 'campaign.ruleSet', 'campaign.ruleSetVersion'])
    .select(['frozenTarget.snapshot', 'evidence.value'])
    .select(ownMonitorPoint)
    .where('round.target', '=', 'site')
    .where('inspection.targetId', '=', siteId)
    .where('inspection.state', '=', 'judged')
    .where('campaign.state', 'in', ['collecting', 'review'])
    .where('evidence.value', 'is not', null)
    .execute()
  let changed = 0
  for (const { id, monitorPoint, snapshot, value, ...campaign } of rows) {
    const before = value as Evidence['links']
    const links = await withHistory(tx, siteId, before)
    if (links === before) continue
    changed += 1
    const text = json<unknown>(links)
    const sha256 = createHash('sha256').update(text).digest('hex')
    await tx
      .updateTable('evidence')
      .set({ value: text, sha256 })
      .where('inspectionId', '=', id)
      .where('kind', '=', 'links')
      .execute()
    const ruleSet = await rulesOfCampaign(tx, campaign)
    const judgements = judge(ruleSet, judgedTarget('site', snapshot), await evidenceOf(tx, id), monitorPoint)
    await writeJudgements(tx, { id, ruleSet }, judgements, judgedAt)
  }
  return changed
}

async function evidenceOf(tx: Tx, inspectionId: number): Promise<GatheredEvidence> {
  const rows = await tx
    .selectFrom('evidence')
    .select(['kind', 'value', 'missing'])
    .where('inspectionId', '=', inspectionId)
    .execute()
  return Object.fromEntries(rows.map(({ kind, value, missing }) => [kind, missing ? { missing } : { value }]))
}
