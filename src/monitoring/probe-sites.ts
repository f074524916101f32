/**
 * The prober: visits the home pages that are due from this place. A visit lies outside of any transaction; a worker that dies
 * with some under way loses its claim, and they are visited again.
 */
import { sql } from 'kysely'
import type { Http } from '../gather/fetch/http.ts'
import { decodeText } from '../gather/fetch/charset.ts'
import type { FetchedPage } from '../gather/fetch/fetch-page.ts'
import { headerText } from '../gather/fetch/headers.ts'
import { parseDay, type Day } from '../kernel/day.ts'
import { transaction, type Tx } from '../store/database.ts'
import { workAgain, type LoopSettings, type WorkLoop } from '../store/work-loop.ts'
import { noteProbe } from './note-probe.ts'
import { visitOutcome, type Visit } from './probe-outcome.ts'
import { noteHome } from './note-home.ts'
import { readHome } from './read-home.ts'
import type { HomeReading } from './judge-tampering.ts'

type Db = Parameters<typeof transaction>[0]

export interface ProbeMeans {
  readonly http: Pick<Http, 'fetch' | 'facts'>
  /** Where this worker stands, e.g. 上海电信. */
  readonly vantage: string
  /** Slower than this is not opened (WEB-V2: 15 s). */
  readonly timeoutMs: number
  /** Milliseconds since 1970. */
  readonly clock: () => number
  readonly worker: string
  /** A page that opens whenever our own line works; `null`: nothing tells, and every failure counts. */
  readonly lineCheckUrl: string | null
}

interface Due {
  readonly siteId: number
  readonly name: string
  readonly url: string
  readonly purpose: string
  readonly inMaintenance: boolean
}

/** Visits at once, and how long they may take before somebody else visits instead. */
const [batchSize, claimMs] = [20, 120_000]
/** When our own line is down, sites are visited again after so long. */
const lineRestMs = 5 * 60_000

/** Visits everything that is due now; returns how many visits were written. */
export async function probeDue(db: Db, means: ProbeMeans, signal: AbortSignal): Promise<number> {
  let written = 0
  while (!signal.aborted) {
    const batch = await transaction(db, (tx) => claim(tx, means))
    if (batch.length === 0) break
    const visits = await Promise.all(
      batch.map(async (due) => {
        const at = new Date(means.clock()).toISOString()
        return { due, at, ...(await visitHome(due, means, signal)), expiresOn: await certificateExpiry(due, means) }
      }),
    )
    if (signal.aborted) break
    const unsure = visits.filter(({ visit }) => visit?.noNetwork === true).map(({ due }) => due)
    const spoiled = unsure.length > 0 && (await isLineDown(means, signal)) ? unsure : []
    await transaction(db, (tx) => postpone(tx, spoiled, means))
    for (const { due, ...seen } of visits) {
      if (spoiled.includes(due)) continue
      await transaction(db, (tx) => conclude(tx, due, seen, means))
      if (seen.visit !== null) written += 1
    }
  }
  return written
}

async function claim(tx: Tx, { vantage, clock }: ProbeMeans): Promise<readonly Due[]> {
  const now = new Date(clock()).toISOString()
  const until = new Date(clock() + claimMs).toISOString()
  const { rows } = await sql<Due>`
    with due as (
      select site_id, purpose from probe_due
      where vantage = ${vantage} and due_at <= ${now} and (claimed_until is null or claimed_until <= ${now})
      order by purpose, due_at limit ${batchSize} for update skip locked)
    update probe_due set claimed_until = ${until} from due join site on site.id = due.site_id
    where probe_due.site_id = due.site_id and probe_due.purpose = due.purpose and probe_due.vantage = ${vantage}
    returning due.site_id as "siteId", site.name, site.url, due.purpose, exists (
      select from maintenance where maintenance.site_id = due.site_id and from_at <= ${now} and until_at > ${now}
    ) as "inMaintenance"`.execute(tx)
  return rows
}

async function visitHome(
  { url, inMaintenance }: Due,
  { http, timeoutMs }: ProbeMeans,
  signal: AbortSignal,
): Promise<Pick<Seen, 'visit' | 'home'>> {
  const result = await http.fetch(url, { signal, timeoutMs })
  const visit = visitOutcome(result, inMaintenance)
  const isPage = visit?.outcome === 'opened' && result.page !== undefined && !result.page.truncated
  return { visit, home: isPage && !inMaintenance ? homeOf(result.page) : null }
}

/** What the page shows; `null` when it is none. */
function homeOf({ body, headers, url }: FetchedPage): HomeReading | null {
  const contentType = headerText(headers, 'content-type') ?? 'text/html'
  return /html/i.test(contentType) ? readHome(decodeText(body, contentType).text, url) : null
}

/** The day on which the certificate that was shown expires; `null` without one. */
async function certificateExpiry({ url }: Due, { http }: ProbeMeans) {
  if (!url.startsWith('https:') || !URL.canParse(url)) return null
  const { tls } = await http.facts(new URL(url).origin)
  return parseDay(tls?.chain[0]?.validTo.slice(0, 10) ?? '')
}

/** Whether what opens always does not open either. Many sites on one server that is down are an outage, not our line. */
async function isLineDown({ http, lineCheckUrl, timeoutMs }: ProbeMeans, signal: AbortSignal): Promise<boolean> {
  if (lineCheckUrl === null) return false
  return visitOutcome(await http.fetch(lineCheckUrl, { signal, timeoutMs }), false)?.noNetwork === true
}

/** Nothing is written of visits that our own line has spoiled. */
async function postpone(tx: Tx, batch: readonly Due[], { vantage, clock }: ProbeMeans): Promise<void> {
  const dueAt = new Date(clock() + lineRestMs).toISOString()
  for (const { siteId, purpose } of batch) {
    await tx
      .updateTable('probeDue')
      .set({ dueAt, claimedUntil: null })
      .where('siteId', '=', siteId)
      .where('vantage', '=', vantage)
      .where('purpose', '=', purpose)
      .execute()
  }
}

/** What a visit has shown. */
interface Seen {
  /** ISO instant. */
  readonly at: string
  readonly visit: Visit | null
  readonly home: HomeReading | null
  readonly expiresOn: Day | null
}

async function conclude(
  tx: Tx,
  { siteId, name, purpose }: Due,
  { at, visit, home, expiresOn }: Seen,
  { vantage, clock, timeoutMs, worker }: ProbeMeans,
): Promise<void> {
  const done = await tx
    .deleteFrom('probeDue')
    .where('siteId', '=', siteId)
    .where('vantage', '=', vantage)
    .where('purpose', '=', purpose)
    .executeTakeFirst()
  // Somebody else has visited meanwhile.
  if (done.numDeletedRows === 0n) return
  if (expiresOn !== null) {
    await tx
      .insertInto('siteCertificate')
      .values({ siteId, expiresOn, seenAt: at })
      .onConflict((conflict) => conflict.column('siteId').doUpdateSet({ expiresOn, seenAt: at }))
      .execute()
  }
  if (visit === null) return
  const { outcome, elapsedMs, detail } = visit
  const probe = { siteId, vantage, at, outcome, elapsedMs, detail, purpose: purpose as 'scheduled' | 'confirming' }
  await noteProbe(tx, probe, { actor: worker, nowMs: clock(), timeoutMs })
  if (home !== null) await noteHome(tx, { id: siteId, name }, home, { actor: worker, at })
}

/** Probes until `stop`, which waits for the visits under way. */
export function workProbes(db: Db, means: ProbeMeans, loop: LoopSettings): WorkLoop {
  return workAgain((signal) => probeDue(db, means, signal), loop)
}
