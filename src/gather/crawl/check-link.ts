/** Checks a link that is not read as a page: HEAD, and GET where HEAD proves nothing. */
import type { Archive } from '../archive/wacz.ts'
import type { Http } from '../fetch/http.ts'
import { outcomeOf, type LinkOutcome } from './link-outcome.ts'

export interface LinkCheckMeans {
  readonly http: Http
  readonly signal: AbortSignal
  /** Answers of broken links are kept as proof. */
  readonly archive: Archive
}

const bodyBytes = 65_536
/** Failures that GET would only repeat. */
const certain = new Set(['dns', 'refused', 'tls', 'badUrl', 'addressRefused', 'askedToWait', 'cancelled'])

/**
 * A checker with a memory: a host whose name does not exist or whose port is closed is not asked again, nor one that has
 * failed twice in another way; the same outcome is then given to its other links, and the reason says so.
 */
export function createLinkChecker({ http, signal, archive }: LinkCheckMeans): (url: string) => Promise<LinkOutcome> {
  const dead = new Map<string, { failures: number; outcome: LinkOutcome }>()

  const remember = (host: string, outcome: LinkOutcome) => {
    if (outcome.failure === null || outcome.failure === 'cancelled') return void dead.delete(host)
    const weight = outcome.failure === 'dns' || outcome.failure === 'refused' ? 2 : 1
    dead.set(host, { failures: (dead.get(host)?.failures ?? 0) + weight, outcome })
  }

  return async (url) => {
    const { host } = new URL(url)
    const memory = dead.get(host)
    if (memory !== undefined && memory.failures >= 2) {
      return { ...memory.outcome, reason: `${memory.outcome.reason}（同一主机，未再访问）` }
    }
    const head = outcomeOf(await http.fetch(url, { signal, method: 'HEAD' }))
    let outcome = head
    if (head.outcome !== 'ok' && !(head.failure !== null && certain.has(head.failure))) {
      const result = await http.fetch(url, { signal, wantedBytes: () => bodyBytes })
      outcome = outcomeOf(result)
      if (result.page && outcome.outcome === 'broken') await archive.store(result.page, '')
    }
    remember(host, outcome)
    return outcome
  }
}
