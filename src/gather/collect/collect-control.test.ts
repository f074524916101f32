/** What collection obeys while it asks, and that it goes on by itself: real servers, several hosts, real loops. */
import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { resumeCrawling, stopCrawling, type StopScope } from '../../registry/crawl-stop.ts'
import { loadByHost } from '../../registry/host-load.ts'
import { rawAnswer } from '../../registry/source-readings.ts'
import { serve, testLimits } from '../test-server.ts'
import { collectDue } from './collect.ts'
import { collectionStore, feed, item } from './test-accounts.ts'
import { workCollection } from './work-collection.ts'

const { db, clock, register, settings, sources, shown } = await collectionStore()
const by = { actor: '张三', at: '2025-08-14T04:00:00.000Z' }
const host = (origin: string) => new URL(origin).host
const good = feed(item('a', '2025-08-13'))

/** A server of feeds that notes when it was asked and how many requests were under way at once. */
async function counted(play: (response: ServerResponse, asked: number) => void = (response) => response.end(good)) {
  const seen = { at: [] as number[], inFlight: 0, most: 0 }
  const origin = await serve((_request, response) => {
    seen.at.push(performance.now())
    seen.most = Math.max(seen.most, (seen.inFlight += 1))
    response.once('close', () => (seen.inFlight -= 1))
    play(response, seen.at.length)
  })
  return { origin, seen }
}

test('a host is asked by two at once at most, the requests apart, by all workers together', async () => {
  const { origin, seen } = await counted((response) => void setTimeout(() => response.end(good), 60))
  await register(Array.from({ length: 24 }, (_, index) => `${origin}/${index}`))
  const gather = testLimits({ hostInFlight: 2, hostGapMs: 20 })
  const patient = { quickMs: 5000, timeoutMs: 5000 }
  const runs = await Promise.all(['a:1', 'b:1'].map((worker) => collectDue(db, settings(patient, { worker, gather }))))
  expect(runs.map(({ done }) => done).toSorted((a, b) => a - b)).toEqual([0, 24])
  expect(seen.at).toHaveLength(24)
  expect(seen.most).toBe(2)
  // timers fire a little early or late; the gap as a whole stands
  expect(seen.at.at(-1)! - seen.at[0]!).toBeGreaterThan(23 * 20 - 50)
})

test('a worker that died with its claims hinders nobody for long', async () => {
  const { origin } = await counted()
  await register([`${origin}/1`, `${origin}/2`])
  await collectDue(db, settings())
  const due = new Date(clock.now).toISOString()
  const [first] = await sources()
  await db.updateTable('accountSource').set({ nextDueAt: due }).execute()
  const claimedUntil = new Date(clock.now + 60_000).toISOString()
  await db.updateTable('accountSource').set({ claimedBy: 'dead:1', claimedUntil }).where('id', '=', first!.id).execute()
  expect(await collectDue(db, settings())).toMatchObject({ done: 0 })
  clock.now += 60_001
  expect(await collectDue(db, settings())).toMatchObject({ done: 2, outcomes: { read: 2 } })
})

test.each<[string, (origin: string) => StopScope | Promise<StopScope>]>([
  ['everything', () => ({})],
  ['a host', (origin) => ({ host: host(origin) })],
  ['a site that serves feeds of accounts', siteOf],
])(
  'stopped meanwhile (%s), it asks no more, holds nothing against the source, and goes on when resumed',
  async (_, scope) => {
    const { promise: stopping, resolve: stop } = Promise.withResolvers<void>()
    let resumed = false
    const { origin, seen } = await counted((response, asked) => {
      if (asked < 5 || resumed) return response.end(good)
      // what is under way when the switch is thrown is broken off
      if (asked === 5) stop()
      return undefined
    })
    const other = await counted()
    await register([...Array.from({ length: 40 }, (_, index) => `${origin}/${index}`), `${other.origin}/other`])
    const running = collectDue(db, settings({ quickMs: 60_000, timeoutMs: 60_000 }))
    await stopping
    const where = await scope(origin)
    await stopCrawling(db, where, '单位来电', by)
    const run = await running
    expect(run.outcomes).toEqual({ read: run.done })
    expect(run.done).toBeLessThan(40)
    const askedBefore = seen.at.length
    expect((await sources()).every(({ claimedUntil, failures }) => claimedUntil === null && failures === 0)).toBe(true)
    expect(await collectDue(db, settings())).toMatchObject({ done: 0 })
    expect(seen.at).toHaveLength(askedBefore)

    await resumeCrawling(db, where, '已说明', by)
    resumed = true
    expect((await collectDue(db, settings())).total).toBe(41 - run.done)
  },
)

async function siteOf(origin: string): Promise<StopScope> {
  const { id: organiserId } = await db.selectFrom('unit').select('id').executeTakeFirstOrThrow()
  const site = {
    siteCode: '3100000087',
    name: '某区政府',
    url: `${origin}/`,
    category: 'districtPortal',
    state: 'active',
  }
  await db.deleteFrom('site').execute()
  await db
    .insertInto('site')
    .values({ ...site, organiserId, hasServices: true })
    .execute()
  return { siteCode: site.siteCode }
}

test('what was asked of each host stands in the load ledger, under the worker', async () => {
  const [first, second] = [await counted(), await counted((response) => response.writeHead(503).end())]
  await register([`${first.origin}/1`, `${first.origin}/2`, `${second.origin}/3`])
  await collectDue(db, settings({}, { worker: 'c:7' }))
  const window = {
    from: new Date(Date.now() - 7_200_000).toISOString(),
    to: new Date(Date.now() + 60_000).toISOString(),
  }
  const load = await loadByHost(db, window)
  expect(load).toMatchObject([
    { host: host(first.origin), requests: first.seen.at.length, errors: 0 },
    { host: host(second.origin), requests: second.seen.at.length, slowDowns: second.seen.at.length },
  ])
  expect(await db.selectFrom('hostLoad').select('worker').distinct().execute()).toEqual([{ worker: 'c:7' }])
})

test('a worker goes on by itself: reads what is due, backs off, delays nobody, records a block as a block', async () => {
  const calm = await counted()
  const hanging = await counted(() => undefined)
  const blocking = await counted((response) => response.writeHead(200).end('<html><script>acw_sc__v2</script></html>'))
  await register([
    ...Array.from({ length: 20 }, (_, index) => `${calm.origin}/${index}`),
    ...Array.from({ length: 5 }, (_, index) => `${hanging.origin}/${index}`),
    `${blocking.origin}/1`,
  ])
  const onError = vi.fn<(error: unknown) => void>()
  const { signal: _, ...own } = settings({ quickMs: 200, timeoutMs: 400 })
  const started = performance.now()
  const loop = workCollection(db, own, { everyMs: 50, onError })
  onTestFinished(() => loop.stop())
  await vi.waitFor(async () => expect(await shown()).toHaveLength(20), { timeout: 20_000, interval: 50 })
  await vi.waitFor(async () => expect((await sources()).every(({ lastOutcome }) => lastOutcome !== null)).toBe(true), {
    timeout: 20_000,
    interval: 50,
  })
  const outcomes = Object.groupBy(await sources(), ({ lastOutcome }) => lastOutcome!)
  expect([outcomes['read']?.length, outcomes['unreachable']?.length, outcomes['blocked']?.length]).toEqual([20, 5, 1])
  const [blocked] = outcomes['blocked']!
  expect(blocked!.lastDetail).toContain('质询')
  const kept = await db
    .selectFrom('sourceResult')
    .select('sha256')
    .where('sourceId', '=', blocked!.id)
    .executeTakeFirst()
  expect((await rawAnswer(db, kept!.sha256!)).content.toString()).toContain('acw_sc__v2')
  // the others had long been read when the hanging ones were given up
  expect(calm.seen.at.at(-1)! - started).toBeLessThan(hanging.seen.at.at(-1)! - started)

  // nothing is due: round after round nobody is asked
  const asked = () => [calm, hanging, blocking].map(({ seen }) => seen.at.length)
  const before = asked()
  await sleep(300)
  expect(asked()).toEqual(before)
  // 33 minutes later the unreachable ones are asked again, the block (six hours) and the others are not
  clock.now += 34 * 60_000
  await vi.waitFor(() => expect(hanging.seen.at.length).toBeGreaterThan(before[1]!), { timeout: 20_000 })
  await vi.waitFor(async () => expect((await sources()).filter(({ failures }) => failures === 2)).toHaveLength(5), {
    timeout: 20_000,
    interval: 50,
  })
  expect([calm.seen.at.length, blocking.seen.at.length]).toEqual([before[0], before[2]])
  await loop.stop()
  expect(onError).not.toHaveBeenCalled()
})
