import { describe, expect, test } from 'vitest'
import { createHostGate, HostAskedToWait, retryAfterMs } from './host-gate.ts'

const signal = new AbortController().signal
const ok = { status: 200 }

/** Starts of `count` requests in ms since the first. */
async function starts(gate: ReturnType<typeof createHostGate>, host: string, count: number): Promise<number[]> {
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
    const times = await starts(createHostGate({ hostInFlight: 5, hostGapMs: 40 }), 'a', 4)
    times.forEach((time, index) => expect(time).toBeGreaterThanOrEqual(index * 40 - 1))
    expect(times[3]).toBeLessThan(400)
  })

  test('other hosts do not wait', async () => {
    const gate = createHostGate({ hostInFlight: 1, hostGapMs: 5000 })
    const leases = await Promise.all(['a', 'b', 'c'].map((host) => gate.enter(host, signal)))
    expect(leases).toHaveLength(3)
  })

  test('no more under way than allowed', async () => {
    const gate = createHostGate({ hostInFlight: 2, hostGapMs: 0 })
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
    const gate = createHostGate({ hostInFlight: 1, hostGapMs: 0 })
    ;(await gate.enter('a', signal)).leave({ status: 503 })
    const [slow] = await starts(gate, 'a', 1)
    expect(slow).toBeGreaterThanOrEqual(199)
    const [fast] = await starts(gate, 'a', 1)
    expect(fast).toBeLessThan(500)
  })

  test('Retry-After is kept', async () => {
    const gate = createHostGate({ hostInFlight: 1, hostGapMs: 0 })
    const lease = await gate.enter('a', signal)
    // measured from before the answer: afterwards, a busy machine would already have waited a part of the second
    const answered = performance.now()
    lease.leave({ status: 429, retryAfter: '1' })
    await gate.enter('a', signal)
    expect(performance.now() - answered).toBeGreaterThanOrEqual(999)
  })

  test('who asks for an hour is left alone, and the caller is told', async () => {
    const gate = createHostGate({ hostInFlight: 1, hostGapMs: 0 })
    ;(await gate.enter('a', signal)).leave({ status: 429, retryAfter: '3600' })
    await expect(gate.enter('a', signal)).rejects.toBeInstanceOf(HostAskedToWait)
  })

  test('an aborted wait gives its place up', async () => {
    const gate = createHostGate({ hostInFlight: 1, hostGapMs: 0 })
    const first = await gate.enter('a', signal)
    const abort = new AbortController()
    const second = gate.enter('a', abort.signal)
    const third = gate.enter('a', signal)
    abort.abort(new Error('stopped'))
    await expect(second).rejects.toThrow('stopped')
    first.leave(ok)
    await third
  })

  test.each([
    [undefined, 0],
    ['120', 120_000],
    [' 5 ', 5000],
    ['Thu, 14 Aug 2025 00:00:10 GMT', 10_000],
    ['Thu, 14 Aug 2025 00:00:00 GMT', 0],
    ['soon', 0],
    ['-5', 0],
  ])('Retry-After: %s', (value, ms) => expect(retryAfterMs(value, Date.parse('2025-08-14T00:00:00Z'))).toBe(ms))
})
