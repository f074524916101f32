/** What the audit chain says of claims and decisions. */
import { describe, expect, it } from 'vitest'
import { listAudit, verifyAudit } from '../store/audit.ts'
import { claimItem, claimNext, releaseItem } from './claim.ts'
import { db, at, store, campaign, make } from './queue-fixture.ts'

describe('the audit chain', () => {
  const latest = async () => (await listAudit(db, { limit: 1 }))[0]!

  it('has every claim, with who had it before; a renewal is none', async () => {
    const [id] = await store(1, { 'WEB-V3': 'failed' })
    const who = { reviewer: '甲', role: 'reviewer' as const, minutes: 15, now: at }
    const until = '2025-08-20T02:15:00.000Z'
    const subject = `inspection/${id}/WEB-V3`
    await claimNext(db, await campaign(), who)
    const claimed = await latest()
    expect(claimed).toMatchObject({ action: 'review.claimed', actor: '甲', subject, after: { reviewer: '甲', until } })
    expect(claimed.before).toBeNull()
    await claimNext(db, await campaign(), who)
    expect((await latest()).id).toBe(claimed.id)
    await claimNext(db, await campaign(), { ...who, reviewer: '乙', now: until })
    expect(await latest()).toMatchObject({ actor: '乙', before: { reviewer: '甲', until } })
    const key = { inspectionId: id!, clause: 'WEB-V3' }
    await expect(claimItem(db, '2025Q3', key, { ...who, now: until })).rejects.toMatchObject({
      code: 'conflict.claimed',
      message: expect.stringContaining('正由乙处理'),
    })
    await releaseItem(db, key, { actor: '甲', at: until })
    expect((await latest()).action).toBe('review.claimed')
    await releaseItem(db, key, { actor: '乙', at: until })
    expect(await latest()).toMatchObject({ action: 'review.claimReleased', before: { reviewer: '乙' } })
    expect(await claimItem(db, '2025Q3', key, { ...who, now: until })).toBe('2025-08-20T02:30:00.000Z')
  })

  it('has a decision with its reason and what its author had said before', async () => {
    const [id] = await store(1, { 'WEB-V3': 'failed' })
    await make({ reason: '属实' })
    const subject = `inspection/${id}/WEB-V3`
    const first = { kind: 'confirmed', reason: '属实', note: '', points: null, role: 'reviewer' }
    expect(await latest()).toMatchObject({ action: 'review.decided', actor: '张三', subject, reason: '属实' })
    expect(await latest()).toMatchObject({ before: null, after: first, detail: { author: '李四' } })
    await make({ kind: 'dismissed', reason: '已更新' })
    expect(await latest()).toMatchObject({ before: first, after: { kind: 'dismissed', reason: '已更新' } })
  })

  it('has one entry a batch, with the numbers of its inspections and what it went over', async () => {
    const ids = await store(3, { 'WEB-V3': 'failed', 'WEB-V1.1': 'failed' })
    await make({ note: '先看的' })
    await make(...['3100000001', '3100000002', '3100000003'].map((target) => ({ target, reason: '属实' })), {
      clause: 'WEB-V1.1',
      kind: 'dismissed',
      reason: '已更新',
    })
    const entry = await latest()
    expect(entry).toMatchObject({ action: 'review.batchDecided', subject: '2025Q3', detail: { decisions: 4 } })
    expect(entry.before).toEqual({
      decisions: [expect.objectContaining({ inspectionId: ids[0], clause: 'WEB-V3', note: '先看的', author: '李四' })],
    })
    expect(entry.after).toEqual({
      decisions: [
        expect.objectContaining({ clause: 'WEB-V3', kind: 'confirmed', reason: '属实', inspections: ids }),
        expect.objectContaining({ clause: 'WEB-V1.1', kind: 'dismissed', inspections: [ids[0]] }),
      ],
    })
    expect((await verifyAudit(db)).faults).toEqual([])
  })

  it('has nothing of what was refused', async () => {
    await store(1, { 'WEB-V3': 'failed' })
    const { id } = await latest()
    await expect(make({ kind: 'dismissed', reason: '' })).rejects.toThrow()
    expect((await latest()).id).toBe(id)
  })
})
