/**
 * Politeness: how many requests may be under way at one host, how far apart they start, and how long to leave a host
 * alone that asks for it (429 and 503, `Retry-After`). A host that asks for more than a minute is not waited for: the
 * request is refused and the caller says so.
 */
import { performance } from 'node:perf_hooks'

export interface HostGateLimits {
  /** Requests under way at once per host. */
  readonly hostInFlight: number
  /** Milliseconds between the starts of two requests to one host. */
  readonly hostGapMs: number
}

/** The longest pause a host can ask for and still be waited for. */
const longestPauseMs = 60_000
const firstPenaltyMs = 200

export interface HostGate {
  /**
   * Waits until a request to this host may start, then counts it as under way until `leave` is called. Rejects with the
   * signal's reason when it is aborted, and with `HostAskedToWait` when the host wants to be left alone for long.
   */
  enter(host: string, signal: AbortSignal): Promise<{ leave(answer: GateAnswer): void }>
}

/** What the host answered; `status: null` when it did not. */
export interface GateAnswer {
  readonly status: number | null
  /** Value of the `Retry-After` header. */
  readonly retryAfter?: string | undefined
}

/** The host asked (`Retry-After`) for a longer pause than is waited for. */
export class HostAskedToWait extends Error {
  readonly code = 'HOST_ASKED_TO_WAIT'
  readonly waitMs: number
  constructor(host: string, waitMs: number) {
    super(`${host} asked for a pause of ${Math.ceil(waitMs / 1000)} s`)
    this.name = 'HostAskedToWait'
    this.waitMs = waitMs
  }
}

interface Host {
  inFlight: number
  nextStart: number
  pausedUntil: number
  /** Answers 429/503 not yet made good by others. */
  strikes: number
  waiting: { go: () => void; fail: (error: unknown) => void }[]
  timer: NodeJS.Timeout | null
}

/** A gate for all hosts of one process. */
export function createHostGate({ hostInFlight, hostGapMs }: HostGateLimits): HostGate {
  const hosts = new Map<string, Host>()

  const gapOf = (host: Host) =>
    host.strikes === 0
      ? hostGapMs
      : Math.min(longestPauseMs, Math.max(hostGapMs, firstPenaltyMs) * 2 ** Math.min(host.strikes - 1, 16))

  function pump(name: string, host: Host): void {
    if (host.timer !== null) return
    while (host.waiting.length > 0 && host.inFlight < hostInFlight) {
      const now = performance.now()
      const pause = host.pausedUntil - now
      if (pause > longestPauseMs) {
        for (const waiter of host.waiting.splice(0)) waiter.fail(new HostAskedToWait(name, pause))
        break
      }
      const wait = Math.max(host.nextStart, host.pausedUntil) - now
      if (wait > 0) {
        host.timer = setTimeout(() => {
          host.timer = null
          pump(name, host)
        }, Math.ceil(wait))
        return
      }
      host.inFlight += 1
      host.nextStart = now + gapOf(host)
      host.waiting.shift()!.go()
    }
    if (host.inFlight === 0 && host.waiting.length === 0) forget(name, host)
  }

  /** Hosts without a memory worth keeping are dropped, or the map would hold every host ever linked to. */
  function forget(name: string, host: Host): void {
    const until = Math.max(host.nextStart, host.pausedUntil)
    if (host.strikes === 0 && until <= performance.now()) hosts.delete(name)
    else if (hosts.size > 10_000)
      for (const [key, { inFlight, waiting }] of hosts) {
        if (inFlight === 0 && waiting.length === 0) hosts.delete(key)
      }
  }

  function leave(name: string, host: Host, answer: GateAnswer): void {
    host.inFlight -= 1
    if (answer.status === 429 || answer.status === 503) {
      host.strikes += 1
      const now = performance.now()
      host.nextStart = Math.max(host.nextStart, now + gapOf(host))
      host.pausedUntil = Math.max(host.pausedUntil, now + retryAfterMs(answer.retryAfter))
    } else if (answer.status !== null && host.strikes > 0) host.strikes -= 1
    pump(name, host)
  }

  return {
    enter(name, signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        let host = hosts.get(name)
        if (host === undefined) {
          host = { inFlight: 0, nextStart: 0, pausedUntil: 0, strikes: 0, waiting: [], timer: null }
          hosts.set(name, host)
        }
        const own = host
        let left = false
        const waiter = {
          go: () => {
            signal.removeEventListener('abort', giveUp)
            resolve({
              leave(answer) {
                if (left) return
                left = true
                leave(name, own, answer)
              },
            })
          },
          fail: (error: unknown) => {
            signal.removeEventListener('abort', giveUp)
            reject(error)
          },
        }
        const giveUp = () => {
          own.waiting = own.waiting.filter((other) => other !== waiter)
          reject(signal.reason)
        }
        signal.addEventListener('abort', giveUp, { once: true })
        own.waiting.push(waiter)
        pump(name, own)
      })
    },
  }
}

/** Milliseconds that a `Retry-After` header asks for: seconds or an HTTP date; 0 when absent or unreadable. */
export function retryAfterMs(value: string | undefined, now = Date.now()): number {
  if (value === undefined) return 0
  const text = value.trim()
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000
  const at = Date.parse(text)
  return Number.isNaN(at) ? 0 : Math.max(0, at - now)
}
