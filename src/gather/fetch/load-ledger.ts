/** What this process asked of each host, by the hour; taken out now and then and written down. */

export interface HostLoad {
  readonly host: string
  /** ISO instant of the hour's beginning. */
  readonly hour: string
  readonly requests: number
  /** Bytes of answers as they came over the wire, headers not included. */
  readonly bytes: number
  /** Requests without an answer, and answers of 500 and above. */
  readonly errors: number
  /** Answers 429 and 503. */
  readonly slowDowns: number
  /** Milliseconds until the answer began. */
  readonly slowestMs: number
  readonly totalMs: number
}

export interface LoadLedger {
  note(
    host: string,
    request: { readonly status: number | null; readonly bytes: number; readonly answerMs: number },
  ): void
  /** Everything noted since the last time. */
  take(): HostLoad[]
  /** Puts back what could not be written. */
  giveBack(loads: readonly HostLoad[]): void
}

const hourMs = 3_600_000

/** `clock`: milliseconds since 1970. */
export function createLoadLedger(clock: () => number = Date.now): LoadLedger {
  let loads = new Map<string, HostLoad>()
  let current = { number: -1, hour: '' }

  function add({ host, hour, ...more }: HostLoad): void {
    const key = `${hour} ${host}`
    const { requests, bytes, errors, slowDowns, slowestMs, totalMs } = loads.get(key) ?? nothing
    loads.set(key, {
      host,
      hour,
      requests: requests + more.requests,
      bytes: bytes + more.bytes,
      errors: errors + more.errors,
      slowDowns: slowDowns + more.slowDowns,
      slowestMs: Math.max(slowestMs, more.slowestMs),
      totalMs: totalMs + more.totalMs,
    })
  }

  return {
    note(host, { status, bytes, answerMs }) {
      const ms = Math.round(answerMs)
      const number = Math.floor(clock() / hourMs)
      if (number !== current.number) current = { number, hour: new Date(number * hourMs).toISOString() }
      const { hour } = current
      const errors = status === null || status >= 500 ? 1 : 0
      const slowDowns = status === 429 || status === 503 ? 1 : 0
      add({ host, hour, requests: 1, bytes, errors, slowDowns, slowestMs: ms, totalMs: ms })
    },
    take() {
      const taken = [...loads.values()]
      loads = new Map()
      return taken
    },
    giveBack: (taken) => taken.forEach(add),
  }
}

const nothing = { requests: 0, bytes: 0, errors: 0, slowDowns: 0, slowestMs: 0, totalMs: 0 }
