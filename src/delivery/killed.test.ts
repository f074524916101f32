/** A sending process that is killed: nothing lost, nothing sent twice, but for the one case that no sender can close. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { testStore } from '../../test/database.ts'
import { temporaryFolder } from '../../test/program.ts'
import { openSafe } from '../store/credentials.ts'
import { post } from '../store/outbox.ts'
import { addRecipient, saveChannel } from './channel-list.ts'
import { startRobot, type Robot, type RobotKind } from './test-robots.ts'

const { db, url } = await testStore()
const home = await temporaryFolder('killed')
const safe = await openSafe(home)
const script = path.resolve(import.meta.dirname, '../../test/delivery-process.ts')
let aheadMs = 0
const clock = () => Date.now() + aheadMs

const running = new Set<ReturnType<typeof spawn>>()
afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
})

/** Starts a worker; the result kills it. */
async function startWorker(): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, [script, url, home, String(aheadMs)], { stdio: ['ignore', 'pipe', 'inherit'] })
  running.add(child)
  await once(child.stdout!, 'data')
  return async () => {
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
    running.delete(child)
  }
}

async function prepare(kind: RobotKind, count: number): Promise<Robot> {
  const robot = await startRobot(kind, clock)
  const at = new Date(clock()).toISOString()
  await saveChannel(db, safe, kind, { kind, secret: robot.secret }, { actor: '测试', at })
  await addRecipient(db, kind, { unit: null, everyUnit: true, address: '', kinds: [kind] }, { actor: '测试', at })
  for (let each = 1; each <= count; each += 1) {
    const message = { kind, subject: '消息', text: `第${each}条`, dedupeKey: `${kind}-${each}`, recipientUnitId: null }
    await post(db, { ...message, severity: 'severe', at })
  }
  return robot
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let waited = 0; !(await isSo()); waited += 20) {
    if (waited > 30_000) throw new Error('it never came')
    await sleep(20)
  }
}

const countOf = async (state: string) =>
  (await db.selectFrom('dispatch').select('id').where('state', '=', state).execute()).length

test('killed while a request is under way, and killed between two sends: each of 30 messages arrives once, in order', async () => {
  const robot = await prepare('wecom', 30)
  // the seventh request hangs; the worker dies with it
  let requests = 0
  robot.onRequest = () => {
    requests += 1
    if (requests === 7) robot.mood = 'hang'
  }
  const killFirst = await startWorker()
  await until(() => requests === 7)
  await killFirst()
  expect(robot.accepted).toHaveLength(6)
  robot.mood = 'well'
  robot.onRequest = () => {}
  // another one takes over when the lease has ended; the limit of twenty a minute stops it after the last of its twenty
  aheadMs += 95_000
  const killSecond = await startWorker()
  await until(async () => (await countOf('accepted')) === 26)
  await killSecond()
  aheadMs += 95_000
  const killThird = await startWorker()
  await until(async () => (await countOf('accepted')) === 30)
  await sleep(300)
  await killThird()
  expect(robot.accepted.map(({ text }) => /第\d+条/.exec(text)![0])).toEqual(
    Array.from({ length: 30 }, (_, index) => `第${index + 1}条`),
  )
  expect(robot.turnedAway).toEqual([])
  // that it may have been accepted is said of the one that was under way, and of no other
  const uncertain = await db.selectFrom('dispatch').select('text').where('uncertain', '=', true).execute()
  expect(uncertain).toMatchObject([{ text: '第7条' }])
}, 60_000)

test('accepted but never answered, and the worker dies: it comes again, marked and under the same key', async () => {
  const robot = await prepare('webhook', 1)
  robot.mood = 'swallow'
  const killFirst = await startWorker()
  await until(() => robot.accepted.length === 1)
  await killFirst()
  robot.mood = 'well'
  aheadMs += 95_000
  const killSecond = await startWorker()
  await until(() => robot.accepted.length === 2)
  await until(async () => (await countOf('sending')) === 0)
  await killSecond()
  const keys = robot.accepted.map(({ headers }) => headers['x-mingcha-delivery'])
  expect(keys[0]).toBe(keys[1])
  const dispatch = db.selectFrom('dispatch').select(['state', 'uncertain', 'key']).where('key', '=', String(keys[0]))
  expect(await dispatch.executeTakeFirst()).toMatchObject({ state: 'accepted', uncertain: true })
}, 60_000)
