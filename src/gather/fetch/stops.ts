/** The stop switch as a process knows it: which hosts may not be asked for anything now. */
import { sameSite } from '../crawl/link-address.ts'

/** What is stopped: everything, or the hosts of some sites (with or without `www.`). */
export interface StopList {
  readonly all: boolean
  readonly hosts: readonly string[]
}

export interface Stops {
  isStopped(host: string): boolean
  /** Replaces the list; requests under way at hosts that are now stopped are broken off. */
  update(list: StopList): void
  /** Aborts `controller` when the host is stopped; call the result when the request has ended. */
  watch(host: string, controller: AbortController): () => void
}

/** The reason of requests that the stop switch broke off. */
export class CrawlStopped extends Error {
  readonly code = 'CRAWL_STOPPED'
}

export function createStops(): Stops {
  let list: StopList = { all: false, hosts: [] }
  const watched = new Map<AbortController, string>()
  const isStopped = (host: string) => list.all || list.hosts.some((own) => sameSite(own, host))
  return {
    isStopped,
    update(next) {
      list = next
      for (const [controller, host] of watched) if (isStopped(host)) controller.abort(new CrawlStopped(host))
    },
    watch(host, controller) {
      watched.set(controller, host)
      return () => watched.delete(controller)
    },
  }
}
