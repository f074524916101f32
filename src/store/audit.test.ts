/** The audit log is one chain; whatever is done to it behind the program's back is found. */
import { sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { record, verifyAudit } from './audit.ts'
import { transaction } from './database.ts'

const { db } = await testStore()

beforeEach(async () => {
  await sql`truncate audit_entry restart identity`.execute(db)
  await sql`truncate audit_head`.execute(db)
})

async function happened(subject: string, more: object = {}) {
  await transaction(db, (tx) =>
    record(tx, {
      at: '2025-09-01T09:00:00.123Z',
      actor: '张三',
      action: 'notice.sent',
      subject,
      detail: { n: 1.5, 名: '甲' },
      ...more,
    }),
  )
}

describe('the chain', () => {
  it('holds, with reasons and with what was before and after', async () => {
    await happened('1')
    await happened('2', { reason: '逾期', before: { state: 'draft' }, after: { state: 'sent', 'b,3:x': null } })
    const check = await verifyAudit(db)
    expect(check).toMatchObject({ entries: 2, faults: [] })
    expect(await verifyAudit(db, check.head)).toMatchObject({ faults: [] })
  })

  it('is one even when many write at once and some roll back', async () => {
    const work = Array.from({ length: 40 }, (_, index) =>
      transaction(db, async (tx) => {
        await record(tx, { at: '2025-09-01T09:00:00Z', actor: '甲', action: 'a.b', subject: String(index), detail: {} })
        if (index % 4 === 0) throw new Error('rolled back')
      }),
    )
    await Promise.allSettled(work)
    expect(await verifyAudit(db)).toMatchObject({ entries: 30, faults: [] })
  })

  it('links several entries of one transaction in their order', async () => {
    await transaction(db, async (tx) => {
      for (const subject of ['1', '2', '3']) {
        await record(tx, { at: '2025-09-01T09:00:00Z', actor: '甲', action: 'a.b', subject, detail: {} })
      }
    })
    const rows = await db.selectFrom('auditEntry').select('subject').orderBy('sequence').execute()
    expect(rows.map(({ subject }) => subject)).toEqual(['1', '2', '3'])
    expect(await verifyAudit(db)).toMatchObject({ entries: 3, faults: [] })
  })

  it('refuses changes and removals', async () => {
    await happened('1')
    await expect(db.updateTable('auditEntry').set({ actor: '李四' }).execute()).rejects.toThrow('only grows')
    await expect(db.deleteFrom('auditEntry').execute()).rejects.toThrow('only grows')
  })
})

describe('behind its back', () => {
  /** As somebody does who owns the database. */
  const behind = (change: string) =>
    db.transaction().execute(async (tx) => {
      await sql`set local session_replication_role = replica`.execute(tx)
      await sql.raw(change).execute(tx)
    })

  beforeEach(async () => {
    for (const subject of ['1', '2', '3']) await happened(subject)
  })

  it.each([
    [
      'a changed actor',
      "update audit_entry set actor = '李四' where sequence = 2",
      [{ sequence: 2, fault: 'changed' }],
    ],
    [
      'a changed detail',
      'update audit_entry set detail = \'{"n": 1.6}\' where sequence = 3',
      [{ sequence: 3, fault: 'changed' }],
    ],
    ['an entry taken out', 'delete from audit_entry where sequence = 2', [{ sequence: 2, fault: 'missing' }]],
    ['the last entry taken off', 'delete from audit_entry where sequence = 3', [{ sequence: 3, fault: 'missing' }]],
    [
      'a changed entry with a new digest of its own',
      "update audit_entry e set subject = 'x', hash = audit_hash(row(e.id, e.at, e.actor, e.action, 'x', e.detail, e.reason, e.before, e.after, e.sequence, e.previous_hash, null)::audit_entry) where sequence = 2",
      [{ sequence: 3, fault: 'unlinked' }],
    ],
  ])('%s is found', async (_, change, faults) => {
    await behind(change)
    expect((await verifyAudit(db)).faults).toEqual(faults)
  })

  it('a chain that was made anew as a whole is found by a head that was noted before', async () => {
    const { head } = await verifyAudit(db)
    await behind('truncate audit_entry restart identity')
    await sql`truncate audit_head`.execute(db)
    for (const subject of ['1', '2', '3', '4']) await happened(subject, { actor: '李四' })
    expect(await verifyAudit(db)).toMatchObject({ faults: [] })
    expect((await verifyAudit(db, head)).faults).toEqual([{ sequence: 4, fault: 'cutOff' }])
  })
})
