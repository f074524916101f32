/** Deadlines on a clock of their own: due ones happen once, whoever works, dies or throws. */
import { beforeEach, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { transaction } from './database.ts'
import { cancelDeadlines, runDueDeadlines, setDeadline, type DeadlineHandler } from './deadlines.ts'

const { db } = await testStore()
const at = (time: string) => () => Date.parse(`2025-09-01T${time}Z`)
let seen: string[] = []
const note: DeadlineHandler = async (_, { kind, subject, data }) =>
  void seen.push(`${kind} ${subject} ${JSON.stringify(data)}`)

beforeEach(async () => {
  seen = []
  await db.deleteFrom('deadline').execute()
})

const set = (subject: string, time: string, kind = 'chase', data = {}) =>
  setDeadline(db, { kind, subject, dueAt: `2025-09-01T${time}Z`, data })

describe('a deadline', () => {
  it('is done when the clock reaches it, once, the earliest first', async () => {
    await set('b', '10:00:01')
    await set('a', '10:00:00', 'chase', { n: 1 })
    expect(await runDueDeadlines(db, { chase: note }, at('09:59:59'))).toEqual({ done: 0, failed: 0 })
    expect(await runDueDeadlines(db, { chase: note }, at('10:00:00'))).toEqual({ done: 1, failed: 0 })
    expect(await runDueDeadlines(db, { chase: note }, at('10:00:01'))).toEqual({ done: 1, failed: 0 })
    expect(await runDueDeadlines(db, { chase: note }, at('23:00:00'))).toEqual({ done: 0, failed: 0 })
    expect(seen).toEqual(['chase a {"n":1}', 'chase b {}'])
  })

  it('is moved by setting it again, and may be set anew once it was done', async () => {
    await set('a', '10:00:00')
    await set('a', '12:00:00', 'chase', { n: 2 })
    expect(await runDueDeadlines(db, { chase: note }, at('11:00:00'))).toEqual({ done: 0, failed: 0 })
    await runDueDeadlines(db, { chase: note }, at('12:00:00'))
    await set('a', '13:00:00')
    await runDueDeadlines(db, { chase: note }, at('13:00:00'))
    expect(seen).toEqual(['chase a {"n":2}', 'chase a {}'])
  })

  it('is done once although the clock is set back, and is not lost when it is set forward', async () => {
    for (const [subject, time] of [
      ['a', '10:00:00'],
      ['b', '10:30:00'],
      ['c', '23:00:00'],
    ] as const)
      await set(subject, time)
    await runDueDeadlines(db, { chase: note }, at('10:00:00'))
    // back by an hour, as where summer ends, and on again
    await runDueDeadlines(db, { chase: note }, at('09:00:00'))
    await runDueDeadlines(db, { chase: note }, at('10:00:00'))
    expect(seen).toEqual(['chase a {}'])
    // forward by a day: both are done, in their order
    await runDueDeadlines(db, { chase: note }, () => Date.parse('2025-09-02T10:00:00Z'))
    await runDueDeadlines(db, { chase: note }, at('23:30:00'))
    expect(seen).toEqual(['chase a {}', 'chase b {}', 'chase c {}'])
  })

  it('can be taken back, all kinds or one', async () => {
    for (const kind of ['chase', 'escalate', 'remind']) await set('a', '10:00:00', kind)
    await cancelDeadlines(db, 'a', 'chase')
    const handlers = { chase: note, escalate: note }
    await runDueDeadlines(db, handlers, at('10:00:00'))
    expect(seen).toEqual(['escalate a {}'])
    await cancelDeadlines(db, 'a')
    expect(await runDueDeadlines(db, { remind: note }, at('10:00:00'))).toEqual({ done: 0, failed: 0 })
  })

  it('set in a transaction that rolls back was never set', async () => {
    const failing = transaction(db, async (tx) => {
      await setDeadline(tx, { kind: 'chase', subject: 'a', dueAt: '2025-09-01T10:00:00Z' })
      throw new Error('rolled back')
    })
    await expect(failing).rejects.toThrow('rolled back')
    expect(await runDueDeadlines(db, { chase: note }, at('11:00:00'))).toEqual({ done: 0, failed: 0 })
  })
})

describe('a handler that throws', () => {
  it('loses its own work only, and is tried again a minute later, then two', async () => {
    await set('bad', '10:00:00')
    await set('good', '10:00:00')
    let fails = 2
    const handler: DeadlineHandler = async (tx, deadline, now) => {
      if (deadline.subject === 'bad' && (fails -= 1) >= 0) {
        await setDeadline(tx, { kind: 'never', subject: 'written', dueAt: now })
        throw new Error('mail server hangs')
      }
      await note(tx, deadline, now)
    }
    expect(await runDueDeadlines(db, { chase: handler }, at('10:00:00'))).toEqual({ done: 1, failed: 1 })
    expect(await runDueDeadlines(db, { chase: handler }, at('10:00:59'))).toEqual({ done: 0, failed: 0 })
    expect(await runDueDeadlines(db, { chase: handler }, at('10:01:00'))).toEqual({ done: 0, failed: 1 })
    expect(await runDueDeadlines(db, { chase: handler }, at('10:02:59'))).toEqual({ done: 0, failed: 0 })
    expect(await runDueDeadlines(db, { chase: handler }, at('10:03:00'))).toEqual({ done: 1, failed: 0 })
    const rows = await db.selectFrom('deadline').select(['subject', 'attempts', 'lastError']).orderBy('id').execute()
    expect(rows).toEqual([
      { subject: 'bad', attempts: 2, lastError: expect.stringContaining('mail server hangs') as string },
      { subject: 'good', attempts: 0, lastError: null },
    ])
  })
})

it('many workers at once do each one once', async () => {
  for (let n = 0; n < 60; n += 1) await set(String(n).padStart(2, '0'), '10:00:00')
  const runs = await Promise.all([1, 2, 3, 4].map(() => runDueDeadlines(db, { chase: note }, at('10:00:00'))))
  expect(runs.reduce((sum, { done }) => sum + done, 0)).toBe(60)
  expect(new Set(seen).size).toBe(60)
})
