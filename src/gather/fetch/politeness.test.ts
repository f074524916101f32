/** Politeness as a server sees it. Waits may be longer than asked for on a busy machine, never shorter. */
import { expect, onTestFinished, test } from 'vitest'
import type { GatherLimits } from '../limits.ts'
import { serve, testLimits, type Play } from '../test-server.ts'
import { createHttp } from './http.ts'

const signal = new AbortController().signal

/** A server and a door to it; `arrivals` are the instants at which requests came in. */
async function visited(play: Play, limits: Partial<GatherLimits>) {
  const arrivals: number[] = []
  const origin = await serve((request, response) => {
    arrivals.push(performance.now())
    play(request, response)
  })
  const http = createHttp(testLimits(limits))
  onTestFinished(() => http.close())
  const get = (path = '/') => http.fetch(origin + path, { signal })
  const gaps = () => arrivals.slice(1).map((at, index) => at - arrivals[index]!)
  return { origin, host: new URL(origin).host, http, get, arrivals, gaps }
}

test('no more than two requests at once and a second apart, as configured', async () => {
  let [underWay, most] = [0, 0]
  const { get, gaps } = await visited(
    (_request, response) => {
      underWay += 1
      most = Math.max(most, underWay)
      setTimeout(() => {
        underWay -= 1
        response.end('x')
      }, 300)
    },
    { hostGapMs: 100, hostInFlight: 2 },
  )
  await Promise.all(Array.from({ length: 6 }, () => get()))
  expect(most).toBe(2)
  // arrivals jitter; on average the gap is kept
  expect(gaps().reduce((sum, gap) => sum + gap, 0)).toBeGreaterThanOrEqual(5 * 100 - 50)
})

test.each<[string, () => string]>([
  ['seconds', () => '1'],
  ['a date', () => new Date(Date.now() + 2000).toUTCString()],
])('429 with Retry-After as %s: nobody asks before', async (_name, retryAfter) => {
  let answers = 0
  const { get, gaps } = await visited((_request, response) => {
    answers += 1
    if (answers > 1) return response.end('x')
    return response.writeHead(429, { 'retry-after': retryAfter() }).end()
  }, {})
  expect((await get()).page?.status).toBe(200)
  // a date has whole seconds: two seconds from now may be little more than one away
  expect(gaps()[0]).toBeGreaterThanOrEqual(980)
})

test('a server that gets slow is asked more slowly', async () => {
  let answers = 0
  const { get, gaps } = await visited(
    (_request, response) => {
      answers += 1
      if (answers <= 12) response.end('x')
      else setTimeout(() => response.end('x'), 300)
    },
    { hostGapMs: 120, slowDownMs: 100 },
  )
  for (let count = 0; count < 18; count += 1) await get()
  // without slowing down: as long as the answer takes, 300 ms
  expect(Math.max(...gaps().slice(-3))).toBeGreaterThanOrEqual(400)
}, 20_000)

test('the stop switch breaks off what is under way, asks nothing more, and lets others be', async () => {
  const { get, host, http, arrivals } = await visited((request, response) => {
    if (request.url !== '/hangs') response.end('x')
  }, {})
  const other = await visited((_request, response) => response.end('x'), {})
  const hanging = get('/hangs')
  await expect.poll(() => arrivals.length).toBe(1)
  http.stops.update({ all: false, hosts: [host] })
  expect((await hanging).failure?.kind).toBe('stopped')
  expect((await get()).failure?.kind).toBe('stopped')
  expect(arrivals).toHaveLength(1)
  expect((await http.fetch(`${other.origin}/`, { signal })).page?.status).toBe(200)
  http.stops.update({ all: true, hosts: [] })
  expect((await http.fetch(`${other.origin}/`, { signal })).failure?.kind).toBe('stopped')
  http.stops.update({ all: false, hosts: [] })
  expect((await get()).page?.status).toBe(200)
})

test('a request that waits for its turn is stopped as well', async () => {
  const { get, http, arrivals } = await visited((_request, response) => response.end('x'), { hostGapMs: 300 })
  const [first, second] = [get(), get()]
  await first
  http.stops.update({ all: true, hosts: [] })
  expect((await second).failure?.kind).toBe('stopped')
  expect(arrivals).toHaveLength(1)
})

test('the ledger counts what the server saw', async () => {
  const { get, host, http } = await visited(
    (request, response) => {
      if (request.url === '/gone') return request.socket.destroy()
      if (request.url === '/busy') return response.writeHead(503).end()
      return response.end('x'.repeat(1000))
    },
    { timeoutMs: 2000 },
  )
  for (const path of ['/', '/busy', '/', '/gone']) await get(path)
  const [load, ...others] = http.load.take()
  expect(others).toEqual([])
  // a connection that breaks is tried twice, as is a server that is busy
  expect(load).toMatchObject({ host, requests: 6, bytes: 2000, errors: 4, slowDowns: 2 })
  expect(load!.totalMs).toBeGreaterThanOrEqual(load!.slowestMs)
  expect(load!.hour).toMatch(/:00:00\.000Z$/)
  expect(http.load.take()).toEqual([])
  http.load.giveBack([load!])
  await get('/')
  expect(http.load.take()).toMatchObject([{ requests: 7, bytes: 3000 }])
})
