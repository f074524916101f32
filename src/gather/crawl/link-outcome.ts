/** What an answer says about a link and about the evidence that was hoped for behind it. */
import type { Missing } from '../../evidence/evidence.ts'
import type { LinkFinding } from '../../evidence/links.ts'
import { recogniseBlock } from '../fetch/blocked.ts'
import type { FetchFailureKind } from '../fetch/failure-class.ts'
import type { FetchResult } from '../fetch/fetch-page.ts'

export interface LinkOutcome {
  readonly outcome: LinkFinding['outcome']
  readonly status: number | null
  /** Chinese; empty when the link works. */
  readonly reason: string
  /** Why evidence behind this link is missing; `null` when it can be read. */
  readonly missing: Missing['reason'] | null
  /** Class of the failure when there was no answer at all. */
  readonly failure: FetchFailureKind | null
}

type Sorted = Pick<LinkOutcome, 'outcome' | 'missing'>

const ofFailure: Readonly<Record<FetchFailureKind, Sorted>> = {
  dns: { outcome: 'unreachable', missing: 'unreachable' },
  refused: { outcome: 'unreachable', missing: 'unreachable' },
  reset: { outcome: 'unreachable', missing: 'unreachable' },
  tls: { outcome: 'unreachable', missing: 'unreachable' },
  timeout: { outcome: 'slow', missing: 'unreachable' },
  tooManyRedirects: { outcome: 'broken', missing: 'unreadable' },
  badUrl: { outcome: 'broken', missing: 'unreadable' },
  // Browsers open much of what is not HTTP to the letter: no finding before one has tried.
  badHttp: { outcome: 'unchecked', missing: 'unreadable' },
  addressRefused: { outcome: 'unchecked', missing: 'unreachable' },
  askedToWait: { outcome: 'blocked', missing: 'blocked' },
  cancelled: { outcome: 'unchecked', missing: 'cancelled' },
}

/** Sorts an answer. A guard's answer is `blocked`; 503 may pass and is no dead link; 401 exists, but not for us. */
export function outcomeOf({ page, failure }: FetchResult): LinkOutcome {
  if (failure) return { ...ofFailure[failure.kind], status: null, reason: failure.detail, failure: failure.kind }
  const answered = (outcome: LinkOutcome['outcome'], reason: string, missing: LinkOutcome['missing']) => ({
    outcome,
    reason,
    missing,
    status: page.status,
    failure: null,
  })
  const { status } = page
  const block = recogniseBlock(page)
  if (block !== null) return answered('blocked', block, 'blocked')
  if (status >= 200 && status < 300) return answered('ok', '', null)
  if (status === 401 || status === 407) return answered('unchecked', `应答 ${status}，需要登录`, 'unreadable')
  if (status === 503) return answered('unreachable', '应答 503，暂时不可用', 'unreadable')
  return answered('broken', `应答 ${status}`, 'unreadable')
}

/** A link that was not visited, with the reason. */
export function unvisited(reason: string, missing: Missing['reason'] = 'notProvided'): LinkOutcome {
  return { outcome: 'unchecked', status: null, reason, missing, failure: null }
}

/** A link that does not work although nobody or somebody else answered. */
export function broken(reason: string, status: number | null = null): LinkOutcome {
  return { outcome: 'broken', status, reason, missing: 'unreadable', failure: null }
}
