/** Warnings on their way: raised by the deadline of the morning, sent before holidays, one message a unit. */
import { beforeEach, describe, expect, it } from 'vitest'
import { day } from '../kernel/day.ts'
import { runDueDeadlines } from '../store/deadlines.ts'
import { transaction } from '../store/database.ts'
import { json } from '../store/json.ts'
import { raiseDaily, scheduleDaily } from './schedule.ts'
import { postWarnings } from './send-warnings.ts'
import { calendar, morning, warningStore } from './warnings-fixture.ts'

const { db, addAccount, shows, raise, send, listed } = await warningStore()

describe('sending', () => {
  it('happens before a holiday for what fails in it, and not on the holiday', async () => {
    const id = await addAccount('上海统计')
    await shows(id, '2025-09-30', ['2025-09-20'])
    // It fails on 4 October.
    await raise('2025-09-30')
    expect(await listed('2025-09-30')).toEqual([['上海统计', 1, 'raised', 4]])
    await expect(send('2025-10-01')).rejects.toMatchObject({ code: 'conflict.holiday' })
    expect(await send('2025-09-30')).toHaveLength(1)
    expect(await send('2025-09-30')).toEqual([])
  })
})

describe('writing to units', () => {
  const addRecipient = async (unit: string | null) => {
    const channel = { name: `c${unit}`, kind: 'webhook', settings: json({}), used: json({ times: [] }) }
    const { id } = await db
      .insertInto('channel')
      .values(channel as never)
      .returning('id')
      .executeTakeFirstOrThrow()
    const found = await db
      .selectFrom('unit')
      .select('id')
      .where('code', '=', unit ?? '')
      .executeTakeFirst()
    const recipient = { channelId: id, unitId: found?.id ?? null, everyUnit: unit === null, address: 'x' }
    await db.insertInto('recipient').values(recipient).execute()
  }
  const write = (today: string) =>
    transaction(db, (tx) => postWarnings(tx, { today: day(today), at: morning(today), calendar, actor: '值守' }))
  const outbox = () => db.selectFrom('outbox').select(['recipientUnitId', 'subject', 'text']).orderBy('id').execute()

  beforeEach(async () => {
    for (const [name, unit] of [
      ['甲', 'A'],
      ['乙', 'A'],
      ['丙', 'B'],
    ] as const) {
      await shows(await addAccount(name, { unit }), '2025-08-18', ['2025-08-07'])
    }
    await raise('2025-08-18')
  })

  it('is one message a unit, only for those that a channel reaches', async () => {
    expect(await write('2025-08-18')).toBe(0)
    await addRecipient('A')
    expect(await write('2025-08-18')).toBe(1)
    const messages = await outbox()
    expect(messages).toMatchObject([{ subject: '更新预警 2 条，最近的 8月21日起不合格' }])
    expect(messages[0]!.text).toContain(
      '甲（微信/甲）：3 天后即8月21日起不合格（如在当天检查：最近发布于 2025-08-07，至监测点已 14 天）',
    )
    expect(await listed('2025-08-18', { states: ['raised'] })).toEqual([['丙', 3, 'raised', 3]])
    expect(await write('2025-08-18')).toBe(0)
    expect(await outbox()).toHaveLength(1)
  })

  it('does nothing on a day off', async () => {
    await addRecipient(null)
    expect(await write('2025-08-17')).toBe(0)
    expect(await write('2025-08-18')).toBe(2)
  })
})

describe('every morning', () => {
  it('they are raised once by the deadline, which sets the next', async () => {
    await shows(await addAccount('上海统计'), '2025-08-18', ['2025-08-07'])
    const handlers = raiseDaily({ ruleSet: 'national-2019', siteFreshWithinDays: 3, calendar })
    const at = (time: string) => () => Date.parse(time)
    await scheduleDaily(db, at('2025-08-18T05:00:00+08:00')())
    await scheduleDaily(db, at('2025-08-18T06:00:00+08:00')())
    expect(await runDueDeadlines(db, handlers, at('2025-08-18T06:29:59+08:00'))).toEqual({ done: 0, failed: 0 })
    expect(await runDueDeadlines(db, handlers, at('2025-08-18T06:30:00+08:00'))).toEqual({ done: 1, failed: 0 })
    expect(await listed('2025-08-18')).toHaveLength(1)
    await scheduleDaily(db, at('2025-08-18T12:00:00+08:00')())
    expect(await runDueDeadlines(db, handlers, at('2025-08-18T23:00:00+08:00'))).toEqual({ done: 0, failed: 0 })
    expect(await runDueDeadlines(db, handlers, at('2025-08-19T06:30:00+08:00'))).toEqual({ done: 1, failed: 0 })
  })
})
