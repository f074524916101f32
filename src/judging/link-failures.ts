/**
 * The memory of failed links, per site: every inspection and re-check adds what it saw, and the evidence of inspections
 * still under review carries the history, so that judging stays a pure function of evidence.
 */
import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type { Evidence } from '../evidence/evidence.ts'
import { mayPass } from '../evidence/link-errors.ts'
import { failuresApart, failuresSinceOk, rememberedFailures, type LinkHistory } from '../evidence/link-history.ts'
import type { LinkFinding } from '../evidence/links.ts'
import { isAttachment } from '../gather/crawl/link-address.ts'
import { epochMs } from '../kernel/instant.ts'
import type { Row, Tx } from '../store/database.ts'
import { storableText } from '../store/json.ts'
import { upsertRows } from '../store/upsert-rows.ts'

/** When a failed link is looked at again; part of the configuration. */
export interface RecheckRule {
  /** Hours between two looks at a failed link. */
  readonly hoursApart: number
  /** After so many failures that far apart nobody looks again. */
  readonly untilFailures: number
}

type Failure = Row<'linkFailure'>

const stillFailing = sql<boolean>`cardinality(failed_at) > 0`

/** A link that stays unknown, e.g. blocked, is not asked for longer than this after its first failure. */
const longestRecheckMs = 30 * 86_400_000

/** The addresses of a site that are known to have failed and not to have opened since. */
export async function failedUrls(tx: Tx, siteId: number): Promise<ReadonlySet<string>> {
  const rows = await tx
    .selectFrom('linkFailure')
    .select(['url'])
    .where('siteId', '=', siteId)
    .where(stillFailing)
    .execute()
  return new Set(rows.map(({ url }) => url))
}

/**
 * Notes what an inspection or a re-check saw at `at`: these links failed, those opened. A link that opened starts anew, and
 * a reviewer's confirmation of it is void.
 */
export async function recordLinks(
  tx: Tx,
  siteId: number,
  at: string,
  failed: readonly Pick<Failure, 'url' | 'kind'>[],
  opened: readonly string[],
): Promise<void> {
  const known = await failuresOf(tx, siteId)
  const rows = new Map<string, Failure>()
  for (const { url, kind } of failed) {
    const urlSha256 = digest(url)
    const before = known.get(urlSha256)
    const earlier = before?.failedAt ?? []
    const failedAt = [...new Set([...earlier, at])].toSorted().slice(-rememberedFailures)
    const firstFailedAt = earlier.length > 0 ? before!.firstFailedAt : at
    rows.set(urlSha256, {
      ...unconfirmed,
      lastOkAt: null,
      ...before,
      siteId,
      urlSha256,
      url,
      kind,
      firstFailedAt,
      failedAt,
    })
  }
  for (const url of opened) {
    const before = known.get(digest(url))
    if (before) rows.set(before.urlSha256, { ...before, ...unconfirmed, failedAt: [], lastOkAt: at })
  }
  const storable = [...rows.values()].map((row) => ({ ...row, url: storableText(row.url) }))
  if (storable.length > 0) await upsertRows(tx, 'linkFailure', ['siteId', 'urlSha256'], storable)
}

const unconfirmed = { confirmedBy: null, confirmedAt: null, confirmation: null }

/** What of link evidence goes into the memory. */
export function failedLinks({ findings }: Evidence['links']): Pick<Failure, 'url' | 'kind'>[] {
  return findings
    .filter(({ outcome, error }) => mayPass(outcome, error))
    .map(({ url, places }) => {
      const place = places[0]?.place ?? 'a[href]'
      const isPage = /^(a|area|iframe|frame)\[/.test(place) && !isAttachment(url)
      return { url, kind: isPage ? 'page' : 'media' }
    })
}

/** The evidence with the history of each failed link as it is known now; the same object when nothing is new. */
export async function withHistory(tx: Tx, siteId: number, links: Evidence['links']): Promise<Evidence['links']> {
  const known = await failuresOf(tx, siteId)
  let changed = false
  const findings = links.findings.map((finding) => {
    const row = mayPass(finding.outcome, finding.error) ? known.get(digest(finding.url)) : undefined
    if (row === undefined) return finding
    const history = merged(finding, row, links.capturedAt)
    if (isDeepStrictEqual(history, finding.history)) return finding
    changed = true
    return { ...finding, history }
  })
  return changed ? { ...links, findings } : links
}

function merged({ history }: LinkFinding, row: Failure, capturedAt: string): LinkHistory {
  const own = history?.failedAt ?? [new Date(epochMs(capturedAt)).toISOString()]
  const { confirmedBy: by, confirmedAt: at, confirmation: reason } = row
  return {
    failedAt: [...new Set([...own, ...row.failedAt])].toSorted().slice(-rememberedFailures),
    lastOkAt: row.lastOkAt,
    confirmed: by !== null && at !== null ? { by, at, reason: reason ?? '' } : null,
  }
}

/** The failed links of a site that are due to be looked at again, and when the next one is; `null` when none is left. */
export async function linksToRecheck(tx: Tx, siteId: number, rule: RecheckRule, nowMs: number) {
  const pending = [...(await failuresOf(tx, siteId)).values()].filter(
    ({ failedAt, firstFailedAt, confirmedBy }) =>
      failedAt.length > 0 &&
      confirmedBy === null &&
      nowMs - epochMs(firstFailedAt) < longestRecheckMs &&
      failuresApart(failedAt, rule.hoursApart) < rule.untilFailures,
  )
  const due = (row: Failure) => epochMs(row.failedAt.at(-1)!) + rule.hoursApart * 3_600_000
  const next = pending.reduce<number | null>((least, row) => Math.min(least ?? Infinity, due(row)), null)
  return { due: pending.filter((row) => due(row) <= nowMs), nextAt: next === null ? null : new Date(next) }
}

/** A reviewer opened the link and it failed: it counts without waiting. Returns whether such a failed link is known. */
export async function confirmFailure(
  tx: Tx,
  siteId: number,
  url: string,
  by: { readonly actor: string; readonly at: string; readonly reason: string },
): Promise<boolean> {
  const updated = await tx
    .updateTable('linkFailure')
    .set({ confirmedBy: by.actor, confirmedAt: by.at, confirmation: by.reason })
    .where('siteId', '=', siteId)
    .where('urlSha256', '=', digest(url))
    .where(stillFailing)
    .executeTakeFirst()
  return updated.numUpdatedRows > 0n
}

/** The links of a site that have failed and not opened since, oldest first. */
export async function listFailures(tx: Tx, siteId: number, hoursApart: number) {
  const rows = [...(await failuresOf(tx, siteId)).values()].filter(({ failedAt }) => failedAt.length > 0)
  return rows
    .toSorted((a, b) => (a.firstFailedAt < b.firstFailedAt ? -1 : a.firstFailedAt > b.firstFailedAt ? 1 : 0))
    .map(({ url, firstFailedAt, failedAt, lastOkAt, confirmedBy, confirmedAt, confirmation }) => ({
      url,
      firstFailedAt,
      lastFailedAt: failedAt.at(-1)!,
      failures: failuresApart(failuresSinceOk({ failedAt, lastOkAt }), hoursApart),
      lastOkAt,
      confirmed: confirmedBy === null ? null : { by: confirmedBy, at: confirmedAt, reason: confirmation },
    }))
}

async function failuresOf(tx: Tx, siteId: number): Promise<Map<string, Failure>> {
  const rows = await tx.selectFrom('linkFailure').selectAll().where('siteId', '=', siteId).execute()
  return new Map(rows.map((row) => [row.urlSha256, row]))
}

function digest(url: string): string {
  return createHash('sha256').update(storableText(url)).digest('hex')
}
