/** What one visit of a home page says about the site (WEB-V2). */
import type { Probe } from '../evidence/probes.ts'
import { recogniseBlock } from '../gather/fetch/blocked.ts'
import type { FetchFailureKind } from '../gather/fetch/failure-class.ts'
import type { FetchResult } from '../gather/fetch/fetch-page.ts'

export interface Visit extends Pick<Probe, 'outcome' | 'elapsedMs' | 'detail'> {
  /** Nothing of the network answered at all: our own line may be down as well. */
  readonly noNetwork: boolean
}

/** Trouble of our own: it says nothing about the site. */
const ownTrouble = new Set<FetchFailureKind>(['addressRefused', 'stopped', 'cancelled', 'badUrl'])
const noNetwork = new Set<FetchFailureKind>(['dns', 'connectTimeout', 'refused'])

/** Longer details are of no use. */
const longestDetail = 300

/** The outcome of a visit; `null` when it says nothing about the site. A failure in a registered shutdown is maintenance. */
export function visitOutcome({ page, failure }: FetchResult, inMaintenance: boolean): Visit | null {
  const failed = inMaintenance ? 'maintenance' : 'failed'
  if (failure !== undefined) {
    if (ownTrouble.has(failure.kind)) return null
    const outcome = failure.kind === 'askedToWait' ? 'blocked' : failed
    const detail = failure.detail.slice(0, longestDetail)
    return { outcome, elapsedMs: null, detail, noNetwork: noNetwork.has(failure.kind) }
  }
  const blockedBy = recogniseBlock(page)
  if (blockedBy !== null) return { outcome: 'blocked', elapsedMs: null, detail: blockedBy, noNetwork: false }
  if (page.status >= 400) return { outcome: failed, elapsedMs: null, detail: `应答 ${page.status}`, noNetwork: false }
  return { outcome: 'opened', elapsedMs: Math.round(page.elapsedMs), detail: '', noNetwork: false }
}
