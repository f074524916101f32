/**
 * One inspection from job to judgement: gather, then write evidence and judgement in one transaction that holds only while
 * this attempt owns the job. A worker that was thought dead writes nothing, and a finished inspection is never repeated.
 */
import { createHash } from 'node:crypto'
import { mkdir, readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { roundKey } from '../campaigns/round.ts'
import { rulesOfCampaign } from '../campaigns/rule-set-version.ts'
import { inspectionsWithTargets, ownMonitorPoint } from '../campaigns/store.ts'
import type { GatheredEvidence } from '../evidence/evidence.ts'
import { maskEvidence } from '../evidence/mask-evidence.ts'
import { nextDueAt } from '../gather/collect/schedule.ts'
import { gatherAccount } from '../gather/gather-account.ts'
import { gatherSite } from '../gather/gather-site.ts'
import type { ArchiveSummary, GatherSettings } from '../gather/settings.ts'
import { addDays, startOfDay, windowOfDays, type Day } from '../kernel/day.ts'
import type { RuleSet, TargetKind } from '../regulations/rule-set.ts'
import type { AccountSnapshot, SiteSnapshot } from '../registry/snapshot.ts'
import { authorityAt } from '../registry/robots-authority.ts'
import { feedSource } from '../registry/account-sources.ts'
import { keepAsEvidence } from '../registry/raw-retention.ts'
import { storeReadings } from '../registry/source-readings.ts'
import { probesOf } from '../registry/store.ts'
import { transaction, type Tx } from '../store/database.ts'
import type { Lease } from '../store/jobs.ts'
import { json } from '../store/json.ts'
import { accountEvidence, type LiveReading } from './account-evidence.ts'
import { earlierListsOf } from './earlier-lists.ts'
import { judge, kindsAsked, type Judgement } from './judge.ts'
import { judgedTarget } from './judged-target.ts'
import { failedLinks, failedUrls, linksToRecheck, recordLinks, withHistory, type RecheckRule } from './link-failures.ts'
import { forgetCrawls, storedCheckpoint } from './stored-checkpoint.ts'

export interface InspectSettings extends Omit<GatherSettings, 'archiveFile' | 'signal' | 'checkpoint'> {
  /** Folder of the web archives; one WACZ per inspection. */
  readonly archiveFolder: string
  /** Who does it, for the record: host and process. */
  readonly worker: string
  readonly recheckRule: RecheckRule
  /** Asks for a re-check of a site's failed links, in the transaction. */
  readonly scheduleRecheck: (tx: Tx, siteId: number, startAfter: Date) => Promise<void>
}

interface Gathering {
  readonly evidence: GatheredEvidence
  readonly archive: ArchiveSummary | null
  /** Links that failed at an earlier inspection and open now. */
  readonly opened?: readonly string[]
  /** An account's feed as a reading for collection. */
  readonly live?: LiveReading | null
}

/** The frozen target of an inspection with what is needed to judge it. */
export interface Assignment {
  readonly id: number
  readonly state: string
  readonly campaignId: string
  readonly round: string
  readonly monitorPoint: Day
  readonly ruleSet: RuleSet
  readonly target:
    | { readonly kind: 'site'; readonly site: SiteSnapshot }
    | { readonly kind: 'account'; readonly account: AccountSnapshot }
}

/**
 * Inspects one target; does nothing when it has ended already. Trouble of the target is evidence, not an error. A site is
 * carried on with where an earlier attempt left it; one that is paused or cancelled meanwhile gives its job up.
 */
export async function inspect(
  db: Parameters<typeof transaction>[0],
  inspectionId: number,
  lease: Lease,
  settings: InspectSettings,
): Promise<void> {
  const assignment = await findAssignment(db, inspectionId)
  const folder = path.join(settings.archiveFolder, assignment.campaignId, assignment.round)
  // Archives hold what was published as it was, personal data included.
  await mkdir(folder, { recursive: true, mode: 0o750 })
  while (await mayGoOn(db, inspectionId, lease, settings.archiveFolder)) {
    const startedAt = new Date(settings.clock()).toISOString()
    const { checkpoint, signal } = storedCheckpoint(db, inspectionId, lease, settings.worker)
    // The attempt is part of the name: a zombie never writes into the archive of its successor.
    const archiveFile = path.join(folder, `${inspectionId}-${lease.name}.wacz`)
    const gathered = await gather(db, assignment, { ...settings, archiveFile, signal, checkpoint })
    lease.signal.throwIfAborted()
    if (signal.aborted) continue
    const written = await transaction(db, (tx) =>
      conclude(tx, assignment, gathered, { lease, startedAt, settings, archiveFile }),
    )
    if (written) await removeArchives(folder, inspectionId, gathered.archive && path.basename(archiveFile))
    return
  }
}

/**
 * Whether this attempt is to work on the inspection now. When it is paused or has ended, the job is given up in the same
 * transaction: who resumes it before finds it running, and who resumes it later can enqueue it.
 */
async function mayGoOn(
  db: Parameters<typeof transaction>[0],
  inspectionId: number,
  lease: Lease,
  archiveFolder: string,
): Promise<boolean> {
  return transaction(db, async (tx) => {
    if (!(await lease.stillOwned(tx))) return false
    const { state } = await tx
      .selectFrom('inspection')
      .select('state')
      .where('id', '=', inspectionId)
      .forUpdate()
      .executeTakeFirstOrThrow()
    if (state === 'waiting') return true
    await lease.release(tx)
    if (state === 'cancelled') await removeUnfinished(tx, [inspectionId], archiveFolder)
    return false
  })
}

interface Conclusion {
  readonly lease: Lease
  readonly startedAt: string
  readonly settings: InspectSettings
  readonly archiveFile: string
}

/** Writes the result, unless the job was lost, or the inspection paused or cancelled, in the last moment. */
async function conclude(
  tx: Tx,
  assignment: Assignment,
  gathered: Gathering,
  { lease, startedAt, settings, archiveFile }: Conclusion,
): Promise<boolean> {
  if (!(await lease.stillOwned(tx))) return false
  const { archive } = gathered
  const gatheredAt = new Date(settings.clock()).toISOString()
  const relative = archive && { ...archive, file: path.relative(settings.archiveFolder, archiveFile) }
  const updated = await tx
    .updateTable('inspection')
    .set({
      state: 'judged',
      attempt: lease.attempt + 1,
      startedAt,
      gatheredAt,
      worker: settings.worker,
      archive: relative && json(relative),
    })
    .where('id', '=', assignment.id)
    .where('state', '=', 'waiting')
    .executeTakeFirst()
  if (updated.numUpdatedRows === 0n) {
    await lease.release(tx)
    return false
  }
  const evidence = await withLinkHistory(tx, assignment, gathered, settings)
  await writeEvidence(tx, assignment.id, evidence, gatheredAt)
  await storeLive(tx, assignment, gathered)
  await keepRaw(tx, assignment)
  await writeJudgements(tx, assignment, judgeAssignment(assignment, evidence), gatheredAt)
  await forgetCrawls(tx, [assignment.id])
  return true
}

/** What earlier attempts left of an inspection that has ended: all its files but `kept`. */
async function removeArchives(folder: string, inspectionId: number, kept: string | null): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const own = names.filter((name) => name.startsWith(`${inspectionId}-`) && name !== kept)
  await Promise.all(own.map((name) => rm(path.join(folder, name), { force: true })))
}

/** Removes what this machine has of the archives of cancelled inspections, as no worker may come to do it. */
export async function removeUnfinished(tx: Tx, inspectionIds: readonly number[], archiveFolder: string): Promise<void> {
  for (const id of inspectionIds) {
    const { campaignId, ...round } = await inspectionsWithTargets(tx)
      .select(['round.campaignId', 'round.target', 'round.ordinal'])
      .where('inspection.id', '=', id)
      .where('inspection.state', '=', 'cancelled')
      .executeTakeFirstOrThrow()
    await removeArchives(path.join(archiveFolder, campaignId, roundKey(round)), id, null)
  }
}

/** Notes which links failed and which opened; the evidence with what is known of their earlier failures. */
async function withLinkHistory(
  tx: Tx,
  { target }: Assignment,
  { evidence, opened = [] }: Gathering,
  { recheckRule, scheduleRecheck, clock }: InspectSettings,
): Promise<GatheredEvidence> {
  const { links } = evidence
  if (target.kind !== 'site' || links === undefined || 'missing' in links) return evidence
  const { id } = target.site
  await recordLinks(tx, id, links.value.capturedAt, failedLinks(links.value), opened)
  const { nextAt } = await linksToRecheck(tx, id, recheckRule, clock())
  if (nextAt !== null) await scheduleRecheck(tx, id, nextAt)
  return { ...evidence, links: { value: await withHistory(tx, id, links.value) } }
}

async function gather(tx: Tx, assignment: Assignment, settings: GatherSettings): Promise<Gathering> {
  const { target, monitorPoint } = assignment
  if (target.kind === 'site') {
    const { site } = target
    const { name, url, siteCode, columns } = site
    const wanted = new Set(kindsAsked(assignment.ruleSet, judgedTarget('site', site)))
    const failedBefore = await failedUrls(tx, site.id)
    const earlierLists = wanted.has('dateClaims') ? await earlierListsOf(tx, site.id, assignment.id) : []
    const asked = { name, url, siteCode, columns, monitorPoint, wanted, failedBefore, earlierLists }
    const robotsAuthority = await authorityAt(tx, site.id, new Date(settings.clock()).toISOString())
    const { evidence, archive, opened } = await gatherSite(asked, { ...settings, robotsAuthority })
    // A week of probes is gathered over a week; the inspection takes what lies in the window.
    const probes = await probesOf(tx, site.id, windowOfDays(monitorPoint, 7))
    return { evidence: { ...evidence, probes: { value: probes } }, archive, opened }
  }
  const { account } = target
  const { id, name, platform, feedUrl } = account
  const visited = account.sourceKind === 'feed' && feedUrl !== null
  const gathered = visited ? await gatherAccount({ name, platform, feedUrl }, settings) : null
  if (gathered !== null && gathered.reading === null) return gathered
  const live = gathered && { feedUrl: feedUrl!, reading: gathered.reading!, posts: gathered.evidence.posts }
  const posts = await accountEvidence(tx, id, live, monitorPoint, settings.clock())
  return { evidence: maskEvidence({ posts }), archive: gathered?.archive ?? null, live }
}

/** What an inspection reads of a feed is a reading like those of collection. */
async function storeLive(tx: Tx, { target }: Assignment, { live }: Gathering): Promise<void> {
  if (target.kind !== 'account' || !live) return
  const { reading, feedUrl } = live
  const accountId = target.account.id
  const source = await feedSource(tx, accountId, feedUrl, reading.capturedAt)
  const due = nextDueAt(source, reading, Date.parse(reading.capturedAt))
  await storeReadings(tx, [{ sourceId: source.sourceId, accountId, reading, nextDueAt: due }])
}

/** What an account's sources have answered in the window, and a little before it, is proof from now on. */
async function keepRaw(tx: Tx, { target, monitorPoint, ruleSet }: Assignment): Promise<void> {
  if (target.kind !== 'account') return
  const { windowDays = 0, intervalDays = 0, freshWithinDays = 0 } = ruleSet.clauses['NM-V2.1']?.params ?? {}
  const from = addDays(windowOfDays(monitorPoint, Math.max(1, windowDays, intervalDays)).from, -freshWithinDays)
  await keepAsEvidence(tx, target.account.id, new Date(startOfDay(from)).toISOString())
}

/** Judges an inspection's evidence by its campaign's rules. */
export function judgeAssignment(
  { target, monitorPoint, ruleSet }: Assignment,
  evidence: GatheredEvidence,
): Judgement[] {
  const snapshot = target.kind === 'site' ? target.site : target.account
  return judge(ruleSet, judgedTarget(target.kind, snapshot), evidence, monitorPoint)
}

/** Loads an inspection with its frozen target. Throws when there is none: job ids come from our own table. */
export async function findAssignment(tx: Tx, inspectionId: number): Promise<Assignment> {
  const row = await inspectionsWithTargets(tx)
    .select(['inspection.id', 'inspection.state', 'round.campaignId', 'round.target', 'round.ordinal'])
    .select(ownMonitorPoint)
    .select(['campaign.ruleSet', 'campaign.ruleSetVersion', 'frozenTarget.snapshot'])
    .where('inspection.id', '=', inspectionId)
    .executeTakeFirstOrThrow()
  const kind = row.target as TargetKind
  const target =
    kind === 'site' ? { kind, site: row.snapshot as SiteSnapshot } : { kind, account: row.snapshot as AccountSnapshot }
  const ruleSet = await rulesOfCampaign(tx, row)
  return { ...row, round: roundKey(row), ruleSet, target }
}

/** Writes the evidence of an inspection, one row a kind. */
export async function writeEvidence(tx: Tx, inspectionId: number, evidence: GatheredEvidence, capturedAt: string) {
  const rows = Object.entries(evidence).map(([kind, gathered]) => {
    const value = 'value' in gathered ? json(gathered.value as unknown) : null
    const missing = 'missing' in gathered ? json(gathered.missing) : null
    const sha256 = createHash('sha256')
      .update(value ?? missing ?? '')
      .digest('hex')
    return { inspectionId, kind, value, missing, sha256, capturedAt }
  })
  await tx.insertInto('evidence').values(rows).execute()
}

/** Writes (or replaces) the judgements of one inspection. */
export async function writeJudgements(
  tx: Tx,
  { id, ruleSet }: Pick<Assignment, 'id' | 'ruleSet'>,
  judgements: readonly Judgement[],
  judgedAt: string,
): Promise<void> {
  const rows = judgements.map((judgement) => ({
    inspectionId: id,
    clauseId: judgement.clause,
    outcome: judgement.outcome,
    because: judgement.because,
    findings: json<unknown>(judgement.findings),
    ruleSet: ruleSet.id,
    ruleSetVersion: ruleSet.version,
    judgedAt,
  }))
  await tx.deleteFrom('judgement').where('inspectionId', '=', id).execute()
  await tx.insertInto('judgement').values(rows).execute()
}
