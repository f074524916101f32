import { expect, test } from 'vitest'
import { testStore } from '../../test/database.ts'
import { day } from '../kernel/day.ts'
import { openCampaign } from './open.ts'
import { rulesOfCampaign } from './rule-set-version.ts'
import { findCampaign } from './store.ts'

const { db } = await testStore()

function open(id: string, monitorPoint: string, intervalFrom?: string, ruleSet = 'guizhou-2025') {
  const words = { issuer: '省政府办公厅', style: 'shanghai', seed: 'x', demonstration: true }
  const opened = { openedBy: '张三', openedAt: '2025-06-16T02:00:00.000Z' }
  const point = day(monitorPoint)
  const from = intervalFrom === undefined ? {} : { intervalFrom: day(intervalFrom) }
  return openCampaign(db, {
    id,
    ...words,
    ...opened,
    ...from,
    ruleSet,
    monitorPoint: point,
    siteRounds: [point],
    strata: [],
  })
}
const intervalOf = async (id: string) => {
  const { clauses } = await rulesOfCampaign(db, await findCampaign(db, id))
  return clauses['NM-V2.1']!.params['intervalDays']
}

test('each campaign keeps the interval it was opened with; without one the length in use holds', async () => {
  await open('2025Q2', '2025-06-15', '2025-04-01')
  await open('2025Q3', '2025-09-10', '2025-07-01')
  await open('2025Q4', '2025-12-10')
  expect([await intervalOf('2025Q2'), await intervalOf('2025Q3'), await intervalOf('2025Q4')]).toEqual([76, 72, 72])
  const versions = await db.selectFrom('ruleSetVersion').select(['version', 'author']).orderBy('version').execute()
  expect(versions).toHaveLength(2)
  const { detail } = await db
    .selectFrom('auditEntry')
    .select('detail')
    .where('action', '=', 'rules.corrected')
    .executeTakeFirstOrThrow()
  expect(JSON.stringify(detail)).toContain('时间段 2025-07-01 至 2025-09-10')
})

test.each([
  ['2026Q1', '2026-03-10', '2026-02-01', 'shanghai-2025', '按监测时间点检查'],
  ['2026Q1', '2026-03-14', '2026-03-02', 'guizhou-2025', '只有 13 天，少于口径规定的 14 天'],
  ['2026Q1', '2026-03-14', '2026-03-20', 'guizhou-2025', '只有 0 天'],
])('%s to %s from %s by %s is refused, and nothing is opened', async (id, to, from, ruleSet, words) => {
  await expect(open(id, to, from, ruleSet)).rejects.toThrow(words)
  await expect(findCampaign(db, id)).rejects.toThrow()
})
