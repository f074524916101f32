import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testStore } from '../../test/database.ts'
import { day } from '../kernel/day.ts'
import { transaction } from './database.ts'
import { json } from './json.ts'

const store = await testStore()
const { db } = store

test('values arrive as numbers, days and ISO instants', async () => {
  const { rows } = await sql`
    select 9007199254740991::int8 as big, 12.50::numeric as amount, date '2025-08-14' as day,
           timestamptz '2025-08-14 08:30:00.5+08' as instant,
           array[1, null, 3]::int8[] as bigs, array[date '2025-08-01'] as days,
           array[timestamptz '2025-08-14 00:00+08'] as instants, array['甲', '乙,"丙'] as texts`.execute(db)
  expect(rows[0]).toEqual({
    big: 9007199254740991,
    amount: 12.5,
    day: '2025-08-14',
    instant: '2025-08-14T00:30:00.500Z',
    bigs: [1, null, 3],
    days: ['2025-08-01'],
    instants: ['2025-08-13T16:00:00.000Z'],
    texts: ['甲', '乙,"丙'],
  })
})

test('keys inside jsonb keep their spelling, arrays and impossible characters are stored', async () => {
  const detail = {
    snake_key: 1,
    camelKey: [{ a_b: 'x' }],
    nul: 'a\u0000b',
    half: 'a\ud800b',
    emoji: '😀',
    typed: '\\u0000',
  }
  const { id } = await db
    .insertInto('auditEntry')
    .values({ at: new Date(0), actor: 'a', action: 'b', subject: 'c', detail: json(detail) })
    .returning('id')
    .executeTakeFirstOrThrow()
  const stored = await db.selectFrom('auditEntry').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  expect(stored.at).toBe('1970-01-01T00:00:00.000Z')
  expect(stored.detail).toEqual({ ...detail, nul: 'a\ufffdb', half: 'a\ufffdb' })
})

test('a transaction that throws leaves nothing, and transactions join', async () => {
  const insert = {
    source: 's',
    sha256: 'x',
    knownThrough: day('2025-08-14'),
    coveredFrom: null,
    deliveredAt: new Date(),
  }
  const outer = transaction(db, async (tx) => {
    await transaction(tx, (same) => same.insertInto('postDelivery').values(insert).execute())
    throw new Error('changed my mind')
  })
  await expect(outer).rejects.toThrow('changed my mind')
  expect(await db.selectFrom('postDelivery').selectAll().execute()).toEqual([])
})

test('Chinese names sort by pronunciation', async () => {
  const { rows } = await sql<{ name: string }>`
    select name from unnest(array['上海', '北京', '安徽', '广东']) as name order by name`.execute(db)
  expect(rows.map(({ name }) => name)).toEqual(['安徽', '北京', '广东', '上海'])
})
