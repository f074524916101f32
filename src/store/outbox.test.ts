import { expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { transaction } from './database.ts'
import { post, type OutboxMessage } from './outbox.ts'

const { db } = await testStore()
const message: OutboxMessage = {
  kind: 'notice.sent',
  recipientUnitId: null,
  subject: '整改通知\u0000',
  text: '请查收',
  severity: 'normal',
  dedupeKey: 'notice/1/sent',
  at: '2025-09-01T02:00:00.000Z',
}

it('a message is written once, waits, and goes with the transaction that failed', async () => {
  await post(db, message)
  await post(db, { ...message, text: '再来一次' })
  const failing = transaction(db, async (tx) => {
    await post(tx, { ...message, dedupeKey: 'notice/2/sent' })
    throw new Error('rolled back')
  })
  await expect(failing).rejects.toThrow('rolled back')
  const rows = await db.selectFrom('outbox').select(['subject', 'text', 'state', 'dedupeKey']).execute()
  expect(rows).toEqual([{ subject: '整改通知\ufffd', text: '请查收', state: 'pending', dedupeKey: 'notice/1/sent' }])
})
