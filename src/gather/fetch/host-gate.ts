/**
 * Politeness: how many requests may be under way at one host, how far apart they start, and how long to leave a host
 * alone that asks for it (429 and 503, `Retry-After`) or that answers ever more slowly. A host that asks for more than a
 * minute is not waited for: the request is refused and the caller says so.
 */
import { performance } from 'node:perf_hooks'
import { createLatency, type Latency } from './latency.ts'

export interface HostGateLimits {
  /** Requests under way at once per host. */
  readonly hostInFlight: number
  /** Milliseconds between the starts of two requests to one host. */
  readonly hostGapMs: number
  /** Answers faster than this on average never widen the gap. */
  readonly slowDownMs: number
}

/** The longest pause a host can ask for and still be waited for. */
const longestPauseMs = 60_000
/** A host that asks for more is asked again after this: nobody means to be left alone for years. */
const longestRefusalMs = 3_600_000
const firstPenaltyMs = 200
const maxHosts = 10_000
/** A host whose answers slow down is asked at most so many times as slowly as agreed. */
const mostSlowing = 5

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
  /** Value of the `Date` header: what the server takes for now. */
  readonly date?: string | undefined
  /** Milliseconds until the answer began, or until we gave up. */
  readonly answerMs?: number
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
  readonly latency: Latency
  waiting: { go: () => void; fail: (error: unknown) => void }[]
  timer: NodeJS.Timeout | null
}

/** A gate for all hosts of one process. */
export function createHostGate({ hostInFlight, hostGapMs, slowDownMs }: HostGateLimits): HostGate {
  const hosts = new Map<string, Host>()

  /** Who has lifted the gap altogether wants to know how fast a host can be. */
  const gapOf = (host: Host) => {
    const gap = hostGapMs * Math.min(mostSlowing, host.latency.rise(slowDownMs))
    if (host.strikes === 0) return gap
    return Math.max(
      gap,
      Math.min(longestPauseMs, Math.max(hostGapMs, firstPenaltyMs) * 2 ** Math.min(host.strikes - 1, 16)),
    )
  }

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
    forget()
  }

  /** Nobody waits and nothing is to be waited for; then the request counts as under way. */
  function mayStartNow(host: Host): boolean {
    if (host.waiting.length > 0 || host.timer !== null || host.inFlight >= hostInFlight) return false
    const now = performance.now()
    if (host.nextStart > now || host.pausedUntil > now) return false
    host.inFlight += 1
    host.nextStart = now + gapOf(host)
    return true
  }

  /** What is remembered of hosts is bounded, or the map would hold every host ever linked to. */
  function forget(): void {
    if (hosts.size <= maxHosts) return
    for (const [key, { inFlight, waiting }] of hosts) {
      if (inFlight === 0 && waiting.length === 0) hosts.delete(key)
    }
  }

  function leave(name: string, host: Host, answer: GateAnswer): void {
    host.inFlight -= 1
    if (answer.answerMs !== undefined) host.latency.add(answer.answerMs)
    if (answer.status === 429 || answer.status === 503) {
      host.strikes += 1
      const now = performance.now()
      host.nextStart = Math.max(host.nextStart, now + gapOf(host))
      host.pausedUntil = Math.max(host.pausedUntil, now + retryAfterMs(answer.retryAfter, answer.date))
    } else if (answer.status !== null && host.strikes > 0) host.strikes -= 1
    pump(name, host)
  }

  return {
    enter(name, signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        let host = hosts.get(name)
        if (host === undefined) {
          host = {
            inFlight: 0,
            nextStart: 0,
            pausedUntil: 0,
            strikes: 0,
            latency: createLatency(),
            waiting: [],
            timer: null,
          }
          hosts.set(name, host)
        }
        const own = host
        let left = false
        const lease = {
          leave(answer: GateAnswer) {
            if (left) return
            left = true
            leave(name, own, answer)
          },
        }
        if (mayStartNow(own)) return resolve(lease)
        const waiter = {
          go: () => {
            signal.removeEventListener('abort', giveUp)
            resolve(lease)
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

/**
 * Milliseconds that a `Retry-After` header asks for: seconds or an HTTP date, an hour at most; 0 when absent or unreadable.
 * A date is compared with the server's own clock (its `Date` header), which may be wrong, where it tells it.
 */
export function retryAfterMs(value: string | undefined, date?: string, now = Date.now()): number {
  if (value === undefined) return 0
  const text = value.trim()
  if (/^\d+$/.test(text)) return Math.min(longestRefusalMs, Number(text) * 1000)
  const at = Date.parse(text)
  const serverNow = Date.parse(date ?? '')
  if (Number.isNaN(at)) return 0
  return Math.min(longestRefusalMs, Math.max(0, at - (Number.isNaN(serverNow) ? now : serverNow)))
}
