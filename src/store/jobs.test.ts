import { spawn, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { testStore } from '../../test/database.ts'
import { transaction } from './database.ts'
import { enqueueInspections, openJobs, queueCounts, workInspections, type Jobs, type Lease } from './jobs.ts'

const store = await testStore()
const { db } = store
let jobs: Jobs
let earlier = 0

const allEntries = () => db.selectFrom('auditEntry').select(['subject', 'actor', 'detail']).orderBy('id').execute()
/** What this test wrote: the audit log only grows. */
const entriesOfThisTest = async () => (await allEntries()).slice(earlier)

beforeEach(async () => {
  jobs = await openJobs(store)
  await jobs.boss.deleteAllJobs('inspect')
  earlier = (await allEntries()).length
})

afterEach(async () => {
  await jobs.close()
})

const ids = (count: number) => Array.from({ length: count }, (_, index) => index + 1)
const enqueue = (list: readonly number[]) => transaction(db, (tx) => enqueueInspections(jobs, tx, list))

test('jobs appear with the transaction that made them, or not at all', async () => {
  const cancelled = transaction(db, async (tx) => {
    await enqueueInspections(jobs, tx, [1, 2])
    throw new Error('cancelled')
  })
  await expect(cancelled).rejects.toThrow('cancelled')
  expect((await queueCounts(db)).queued).toBe(0)
  await enqueue([1, 2])
  expect((await queueCounts(db)).queued).toBe(2)
})

test('an inspection that waits or runs is not enqueued again; one that is done can be', async () => {
  await enqueue([1, 2, 2])
  await enqueue([2, 3])
  expect((await queueCounts(db)).queued).toBe(3)
  const done: number[] = []
  await workInspections(jobs, { concurrency: 1 }, async (id) => {
    if (id === 1) await enqueue([1])
    done.push(id)
  })
  await vi.waitFor(async () => expect(await queueCounts(db)).toMatchObject({ queued: 0, completed: 3 }), 5000)
  expect(done).toEqual([1, 2, 3])
  await enqueue([1])
  await vi.waitFor(() => expect(done).toEqual([1, 2, 3, 1]), 5000)
})

test('several hundred short jobs are not slowed down by the poll interval', async () => {
  const seen = new Set<number>()
  await enqueue(ids(348))
  const started = performance.now()
  await workInspections(jobs, { concurrency: 8 }, async (id) => void seen.add(id))
  await vi.waitFor(async () => expect((await queueCounts(db)).completed).toBe(348), { timeout: 18_000, interval: 20 })
  expect(seen.size).toBe(348)
  // measured 0.7 s on a quiet machine; waiting out the poll interval would take over 20 s
  expect(performance.now() - started).toBeLessThan(18_000)
})

test('a handler that throws gets the job again as the next attempt', async () => {
  await enqueue([7])
  const attempts: number[] = []
  await workInspections(jobs, { concurrency: 1 }, async (_, { attempt }) => {
    attempts.push(attempt)
    if (attempt === 0) throw new Error('the network is down')
  })
  await vi.waitFor(async () => expect((await queueCounts(db)).completed).toBe(1), 10_000)
  expect(attempts).toEqual([0, 1])
})

test('while a result is being written nobody takes the job; afterwards the old owner is refused', async () => {
  await enqueue([5])
  const { promise, resolve } = Promise.withResolvers<Lease>()
  const release = Promise.withResolvers<void>()
  await workInspections(jobs, { concurrency: 1 }, async (_, lease) => {
    resolve(lease)
    await release.promise
  })
  const lease = await promise
  const takeAway = async () => {
    const { rows } = await store.pool.query<{ id: string }>("select id from pgboss.job where state = 'active'")
    await jobs.boss.fail('inspect', rows[0]!.id)
  }
  const taken = await transaction(db, async (tx) => {
    expect(await lease.stillOwned(tx)).toBe(true)
    const done = takeAway()
    expect(await Promise.race([done.then(() => 'taken'), sleep(300, 'waits')])).toBe('waits')
    return { done }
  })
  await taken.done
  expect(await transaction(db, (tx) => lease.stillOwned(tx))).toBe(false)
  release.resolve()
})

test('closing finishes short jobs, tells long ones by their signal and returns them to the queue', async () => {
  await enqueue([1, 2])
  const events: string[] = []
  const started = Promise.withResolvers<void>()
  await workInspections(jobs, { concurrency: 2 }, async (id, { signal }) => {
    if (id === 2) started.resolve()
    await sleep(id === 1 ? 300 : 60_000, null, { signal }).catch(() => events.push(`${id} aborted`))
    signal.throwIfAborted()
    events.push(`${id} done`)
  })
  await started.promise
  const before = performance.now()
  await jobs.close({ finishWithinMs: 1500 })
  expect(performance.now() - before).toBeLessThan(4000)
  expect(events).toEqual(['1 done', '2 aborted'])
  expect(await queueCounts(db)).toEqual({ queued: 1, active: 0, completed: 1, failed: 0 })
})

test('a killed worker and a frozen one: every inspection is written exactly once', { timeout: 60_000 }, async () => {
  await enqueue(ids(40))
  const killed = startWorker(400)
  const frozen = startWorker(400)
  await Promise.all([killed.saw('wrote'), frozen.saw('wrote')])
  await Promise.all([killed.saw('started', 5), frozen.saw('started', 5)])
  killed.child.kill('SIGKILL')
  frozen.child.kill('SIGSTOP')
  const healthy = startWorker(100)
  await vi.waitFor(async () => expect((await queueCounts(db)).completed).toBe(40), { timeout: 40_000, interval: 200 })
  frozen.child.kill('SIGCONT')
  await frozen.saw('lost')
  const entries = await entriesOfThisTest()
  expect(entries.map(({ subject }) => Number(subject)).toSorted((a, b) => a - b)).toEqual(ids(40))
  expect(entries.filter(({ detail }) => detail['attempt'] === 1).length).toBeGreaterThan(0)
  expect(new Set(entries.map(({ actor }) => actor)).size).toBe(3)
  healthy.child.stdin!.end()
})

test('a worker frozen while it writes does not hold up the others', { timeout: 60_000 }, async () => {
  await enqueue(ids(4))
  const frozen = startWorker(0, 1000)
  await frozen.saw('writing')
  frozen.child.kill('SIGSTOP')
  const healthy = startWorker(0)
  await vi.waitFor(async () => expect((await queueCounts(db)).completed).toBe(4), { timeout: 45_000, interval: 200 })
  frozen.child.kill('SIGCONT')
  await frozen.saw('lost')
  const entries = await entriesOfThisTest()
  expect(entries.map(({ subject }) => Number(subject)).toSorted((a, b) => a - b)).toEqual(ids(4))
  expect(new Set(entries.map(({ actor }) => actor))).toEqual(new Set([String(healthy.child.pid)]))
  healthy.child.stdin!.end()
})

function startWorker(milliseconds: number, writingMilliseconds = 0) {
  const script = path.join(import.meta.dirname, '../../test/worker-process.ts')
  const settings = [store.url, String(milliseconds), String(writingMilliseconds)]
  const child: ChildProcess = spawn(process.execPath, [script, ...settings], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (output += text))
  const saw = (word: string, times = 1) =>
    vi.waitFor(() => expect(output.split(word).length - 1).toBeGreaterThanOrEqual(times), {
      timeout: 30_000,
      interval: 10,
    })
  return { child, saw }
}
