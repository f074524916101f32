import { describe, expect, test } from 'vitest'
import { createHostGate, HostAskedToWait, retryAfterMs, type HostGate, type HostGateLimits } from './host-gate.ts'

const signal = new AbortController().signal
const ok = { status: 200 }
const gateOf = (limits: Partial<HostGateLimits>) =>
  createHostGate({ hostInFlight: 1, hostGapMs: 0, slowDownMs: 500, ...limits })

/** Starts of `count` requests in ms since the first. */
async function starts(gate: HostGate, host: string, count: number): Promise<number[]> {
  const begun = performance.now()
  return Promise.all(
    Array.from({ length: count }, async () => {
      const lease = await gate.enter(host, signal)
      const at = performance.now() - begun
      lease.leave(ok)
      return at
    }),
  )
}

describe('host gate', () => {
  test('requests to one host start a gap apart', async () => {
    const times = await starts(gateOf({ hostInFlight: 5, hostGapMs: 40 }), 'a', 4)
    times.forEach((time, index) => expect(time).toBeGreaterThanOrEqual(index * 40 - 1))
    expect(times[3]).toBeLessThan(400)
  })

  test('other hosts do not wait', async () => {
    const gate = gateOf({ hostInFlight: 1, hostGapMs: 5000 })
    const leases = await Promise.all(['a', 'b', 'c'].map((host) => gate.enter(host, signal)))
    expect(leases).toHaveLength(3)
  })

  test('no more under way than allowed', async () => {
    const gate = gateOf({ hostInFlight: 2, hostGapMs: 0 })
    const [first] = await Promise.all([gate.enter('a', signal), gate.enter('a', signal)])
    let entered = false
    const third = gate.enter('a', signal).then((lease) => {
      entered = true
      return lease
    })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(entered).toBe(false)
    first.leave(ok)
    await third
  })

  test('429 and 503 slow down, a good answer makes it good again', async () => {
    const gate = gateOf({ hostInFlight: 1, hostGapMs: 0 })
    ;(await gate.enter('a', signal)).leave({ status: 503 })
    const [slow] = await starts(gate, 'a', 1)
    expect(slow).toBeGreaterThanOrEqual(199)
    const [fast] = await starts(gate, 'a', 1)
    expect(fast).toBeLessThan(500)
  })

  test('Retry-After is kept', async () => {
    const gate = gateOf({ hostInFlight: 1, hostGapMs: 0 })
    const lease = await gate.enter('a', signal)
    // measured from before the answer: afterwards, a busy machine would already have waited a part of the second
    const answered = performance.now()
    lease.leave({ status: 429, retryAfter: '1' })
    await gate.enter('a', signal)
    expect(performance.now() - answered).toBeGreaterThanOrEqual(999)
  })

  test('who asks for an hour is left alone, and the caller is told', async () => {
    const gate = gateOf({ hostInFlight: 1, hostGapMs: 0 })
    ;(await gate.enter('a', signal)).leave({ status: 429, retryAfter: '3600' })
    await expect(gate.enter('a', signal)).rejects.toBeInstanceOf(HostAskedToWait)
  })

  test('an aborted wait gives its place up', async () => {
    const gate = gateOf({ hostInFlight: 1, hostGapMs: 0 })
    const first = await gate.enter('a', signal)
    const abort = new AbortController()
    const second = gate.enter('a', abort.signal)
    const third = gate.enter('a', signal)
    abort.abort(new Error('stopped'))
    await expect(second).rejects.toThrow('stopped')
    first.leave(ok)
    await third
  })

  describe('answers that take longer and longer', () => {
    /** The gap before the next request, after answers that took so long; a machine under load only makes it longer. */
    async function gapAfter(gate: HostGate, answers: readonly number[]): Promise<number> {
      for (const answerMs of answers) (await gate.enter('a', signal)).leave({ status: 200, answerMs })
      const before = performance.now()
      ;(await gate.enter('a', signal)).leave(ok)
      return performance.now() - before
    }
    const times = (count: number, ms: number) => Array.from({ length: count }, () => ms)

    test('twice its own time and noticeable: the gap grows', async () => {
      const gate = gateOf({ hostGapMs: 40 })
      await gapAfter(gate, times(12, 300))
      expect(await gapAfter(gate, times(10, 1200))).toBeGreaterThanOrEqual(2 * 40 - 2)
    })

    test('to five times at most', async () => {
      const gate = gateOf({ hostGapMs: 20 })
      await gapAfter(gate, times(12, 100))
      const gap = await gapAfter(gate, times(10, 60_000))
      expect(gap).toBeGreaterThanOrEqual(5 * 20 - 2)
      // 600 times as slow: without the limit it would be 12 s
      expect(gap).toBeLessThan(3000)
    })

    test('and shrinks again', async () => {
      const gate = gateOf({ hostGapMs: 40 })
      await gapAfter(gate, times(12, 300))
      const slowed = await gapAfter(gate, times(5, 3000))
      const relaxed: number[] = []
      for (let count = 0; count < 12; count += 1) relaxed.push(await gapAfter(gate, [300]))
      expect(slowed).toBeGreaterThanOrEqual(3 * 40)
      expect(Math.min(...relaxed)).toBeLessThan(slowed * 0.6)
    }, 20_000)

    test.each([
      ['a host that was always slow', times(20, 2000)],
      ['a fast host a little less fast', [...times(12, 20), ...times(10, 100)]],
      ['a single slow answer', [...times(12, 300), 1400]],
    ])('%s is not slowed down', async (_name, answers) => {
      const gate = gateOf({ hostGapMs: 20 })
      await gapAfter(gate, answers)
      const gaps: number[] = []
      for (let count = 0; count < 5; count += 1) gaps.push(await gapAfter(gate, []))
      expect(Math.min(...gaps)).toBeLessThan(39)
    })

    test('who has lifted the gap is not slowed down', async () => {
      const gate = gateOf({ hostGapMs: 0 })
      await gapAfter(gate, times(12, 100))
      expect(await gapAfter(gate, times(10, 5000))).toBeLessThan(100)
    })
  })

  const now = Date.parse('2025-08-14T00:00:00Z')
  test.each([
    [undefined, undefined, 0],
    ['120', undefined, 120_000],
    [' 5 ', undefined, 5000],
    ['3599', undefined, 3_599_000],
    ['3601', undefined, 3_600_000],
    ['99999999999999999999999', undefined, 3_600_000],
    ['Thu, 14 Aug 2025 00:00:10 GMT', undefined, 10_000],
    ['Thu, 14 Aug 2025 00:00:00 GMT', undefined, 0],
    ['Wed, 13 Aug 2025 00:00:00 GMT', undefined, 0],
    ['Fri, 31 Dec 9999 23:59:59 GMT', undefined, 3_600_000],
    ['Thu, 14 Aug 2025 00:00:10 GMT', 'Thu, 14 Aug 2025 00:00:07 GMT', 3000],
    ['Fri, 13 Feb 2015 08:00:30 GMT', 'Fri, 13 Feb 2015 08:00:00 GMT', 30_000],
    ['Thu, 14 Aug 2025 00:00:10 GMT', 'yesterday', 10_000],
    ['soon', undefined, 0],
    ['-5', undefined, 0],
    ['1.5', undefined, 0],
  ])('Retry-After: %s, at the server’s %s', (value, date, ms) => expect(retryAfterMs(value, date, now)).toBe(ms))
})
