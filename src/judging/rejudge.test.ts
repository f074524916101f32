import { beforeEach, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { openCampaign } from '../campaigns/open.ts'
import { correctRules } from '../campaigns/rule-set-version.ts'
import { findCampaign, lockCampaign } from '../campaigns/store.ts'
import type { Evidence, GatheredEvidence } from '../evidence/evidence.ts'
import { day } from '../kernel/day.ts'
import { transaction } from '../store/database.ts'
import { json } from '../store/json.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { rejudge } from './rejudge.ts'

const { db } = await testStore()
const at = '2025-08-20T02:00:00.000Z'
const campaign = { id: '2025Q3', ruleSet: 'shanghai-2025' }
const monitorPoint = day('2025-08-14')

/** More than are read at once. */
const accounts = 1203

beforeEach(async () => {
  for (const table of ['judgement', 'evidence', 'inspection', 'frozenTarget', 'round', 'campaign'] as const) {
    await db.deleteFrom(table).execute()
  }
  const words = { issuer: '市政府办公厅', style: 'shanghai', seed: 'x', openedBy: '张三', openedAt: at }
  await openCampaign(db, {
    ...campaign,
    ...words,
    monitorPoint,
    siteRounds: [monitorPoint],
    strata: [],
    demonstration: true,
  })
})

describe('judging again', () => {
  it('finds every inspection without a stored judgement different, and writes it once', async () => {
    await inspected(accounts, () => ({ posts: { value: posts('2025-08-01') } }))
    const first = await again({ dryRun: false })
    expect(first.inspections).toBe(accounts)
    expect(first.changed.filter(({ clause }) => clause === 'NM-V2.1')).toHaveLength(accounts)
    expect(first.changed[0]).toMatchObject({ before: null })
    expect(await again({ dryRun: false })).toEqual({ inspections: accounts, changed: [] })
    expect(await outcomes()).toEqual([{ outcome: 'passed', count: accounts }])
  })

  it('with dryRun shows what would change and writes nothing', async () => {
    const [id] = await inspected(1, () => ({ posts: { value: posts('2025-07-31') } }))
    await again({ dryRun: false })
    await db.updateTable('judgement').set({ outcome: 'passed' }).where('clauseId', '=', 'NM-V2.1').execute()
    const change = { inspectionId: id, clause: 'NM-V2.1', before: 'passed', after: 'failed' }
    expect((await again({ dryRun: true })).changed).toEqual([change])
    expect((await again({ dryRun: true })).changed).toEqual([change])
    expect((await again({ dryRun: false })).changed).toEqual([change])
    expect((await again({ dryRun: true })).changed).toEqual([])
  })

  it('knows a missing value from a value, and no evidence from both', async () => {
    const missing = { reason: 'blocked', detail: 'http://feed' } as const
    await inspected(2, (n) => (n === 1 ? { posts: { missing } } : {}))
    const { changed } = await again({ dryRun: true })
    expect(changed.filter(({ clause }) => clause === 'NM-V2.1').map(({ after }) => after)).toEqual([
      'cantTell',
      'untested',
    ])
  })

  it('leaves inspections alone that wait for their evidence', async () => {
    await inspected(2, () => ({ posts: { value: posts('2025-08-01') } }))
    await db.updateTable('inspection').set({ state: 'waiting' }).where('targetId', '=', 1).execute()
    expect((await again({ dryRun: true })).inspections).toBe(1)
    await db.updateTable('inspection').set({ state: 'waiting' }).execute()
    expect(await again({ dryRun: true })).toEqual({ inspections: 0, changed: [] })
  })

  it('under another rule set only compares', async () => {
    await expect(again({ dryRun: false, ruleSet: 'national-2019' })).rejects.toMatchObject({ code: 'conflict.ruleSet' })
    expect(await again({ dryRun: true, ruleSet: 'national-2019' })).toEqual({ inspections: 0, changed: [] })
    await expect(again({ dryRun: true, ruleSet: 'nowhere' })).rejects.toMatchObject({ code: 'badInput.ruleSet' })
  })
})

it('goes over to a corrected rule set when asked to, and judges by it', async () => {
  const { ruleSetVersion: version } = await findCampaign(db, campaign.id)
  await inspected(1, () => ({ posts: { value: posts('2025-08-01') } }))
  await again({ dryRun: false })
  const corrections = [{ clause: 'NM-V2.1', params: { windowDays: 7 }, source: 'S02', by: '测试', on: '2025-09-01' }]
  const text = JSON.stringify({ ruleSet: campaign.ruleSet, version, corrections })
  await transaction(db, (tx) => correctRules(tx, campaign.ruleSet, text, { actor: '测试', at }))
  expect((await again({ dryRun: false })).changed).toEqual([])
  expect((await again({ dryRun: true, adopt: true })).changed).toMatchObject([{ before: 'passed', after: 'failed' }])
  expect((await findCampaign(db, campaign.id)).ruleSetVersion).toBe(version)
  expect((await again({ dryRun: false, adopt: true })).changed).toMatchObject([{ before: 'passed', after: 'failed' }])
  expect((await findCampaign(db, campaign.id)).ruleSetVersion).toBe(version + 1)
})

async function again(settings: { readonly dryRun: boolean; readonly ruleSet?: string; readonly adopt?: boolean }) {
  return transaction(db, async (tx) =>
    rejudge(tx, await lockCampaign(tx, campaign.id), { ...settings, at, actor: '测试' }),
  )
}

async function outcomes() {
  return db
    .selectFrom('judgement')
    .select('outcome')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('clauseId', '=', 'NM-V2.1')
    .groupBy('outcome')
    .execute()
}

/** Stores inspections with this evidence and no judgements; returns their ids. */
async function inspected(count: number, evidenceOf: (n: number) => GatheredEvidence): Promise<number[]> {
  const { id: roundId } = await db
    .selectFrom('round')
    .select('id')
    .where('target', '=', 'account')
    .executeTakeFirstOrThrow()
  const targetIds = Array.from({ length: count }, (_, index) => index + 1)
  const snapshot = { name: '上海统计', purpose: 'publish', platform: 'weixin' }
  const targets = targetIds.map((targetId) => ({ roundId, targetId, snapshot }))
  await upsertRows(db, 'frozenTarget', [], targets)
  const regular = { purpose: 'regular', strata: ['census'], state: 'judged' }
  const inspections = targetIds.map((targetId) => ({ roundId, targetId, ...regular }))
  await upsertRows(db, 'inspection', [], inspections)
  const stored = await db.selectFrom('inspection').select(['id', 'targetId']).orderBy('id').execute()
  for (const { id: inspectionId, targetId } of stored) {
    for (const [kind, gathered] of Object.entries(evidenceOf(targetId))) {
      const value = 'value' in gathered ? json<unknown>(gathered.value) : null
      const missing = 'missing' in gathered ? json(gathered.missing) : null
      await db
        .insertInto('evidence')
        .values({ inspectionId, kind, value, missing, sha256: 'e3b0c442', capturedAt: at })
        .execute()
    }
  }
  return stored.map(({ id }) => id)
}

/** A delivery with one post. */
function posts(date: string): Evidence['posts'] {
  const publishedOn = day(date)
  return {
    source: '报送',
    capturedAt: at,
    knownThrough: day('2025-08-20'),
    coveredFrom: day('2025-06-01'),
    undatedCount: 0,
    posts: [{ id: '1', title: '一条', url: null, publishedOn, publishedAt: null, rawDate: date }],
  }
}
