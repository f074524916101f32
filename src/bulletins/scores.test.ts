/** Scores in a bulletin: listed where the rule set scores, provisional where they are, and no name on provisional points. */
import { describe, expect, test } from 'vitest'
import { draft } from './draft-fixture.ts'
import { belowPassMark, type CampaignFacts, type InspectionFact, type ScoreFact } from './facts.ts'
import { siteInspection, thirdQuarter2025 } from './facts-fixture.ts'
import { refusal } from './publication.ts'

const final: ScoreFact = { deductionPart: '92.5', bonusPart: '12', total: '104.5', provisional: [], unverified: [] }
const provisional: ScoreFact = {
  ...final,
  provisional: ['1 项指标的分值未与官方指标表核对'],
  unverified: ['WEB-D-PUB-4 动态要闻 5分（S08）'],
}
/** PROC-3: below 60 without a veto. */
const below = {
  verdict: 'unqualified',
  problems: [
    { clause: belowPassMark, group: '得分偏低', title: '得分', wording: '扣分后得59.9分，低于合格分数', findings: [] },
  ],
} as const

test('a rule set without scores prints none', () => {
  const { lists, method } = draft(thirdQuarter2025)
  expect(lists.map(({ name }) => name)).toEqual(['检查网站', '抽查账号'])
  expect(method.join()).not.toContain('计分')
})

test('every scored inspection is listed with its parts, and opens by its number', () => {
  const { lists, method } = draft(scored({ score: final }))
  const scores = lists.find(({ name }) => name === '得分')!
  expect(scores.rows).toHaveLength(1)
  expect(scores.rows[0]).toEqual(expect.arrayContaining([siteInspection(1, 1), '92.5', '12', '104.5', '合格']))
  expect(method.join()).not.toContain('暂定')
})

test('a provisional score says so, with the reason and the points it rests on', () => {
  const { lists, method } = draft(scored({ score: provisional }))
  const row = lists.find(({ name }) => name === '得分')!.rows[0]!
  expect(row).toEqual(expect.arrayContaining(['104.5（暂定）', ...provisional.provisional, ...provisional.unverified]))
  expect(method.join()).toContain('1次计分检查中有1次的得分为暂定')
})

describe('a site that is unqualified by its points', () => {
  test('is named like any other', () => {
    const bulletin = draft(scored({ score: final, ...below }))
    expect(bulletin.text).toContain('扣分后得59.9分，低于合格分数')
    expect(refusal(bulletin)).toBeNull()
  })

  test('is not published while they are provisional', () => {
    const bulletin = draft(scored({ score: provisional, ...below }))
    expect(bulletin.checks.find(({ id }) => id === 'document.provisional')).toMatchObject({ ok: false })
    expect(refusal(bulletin)).not.toBeNull()
  })
})

/** The quarter with one inspection of the first site changed. */
function scored(change: Partial<InspectionFact<never>>): CampaignFacts {
  const { sites } = thirdQuarter2025
  const inspections = sites.inspections.map((inspection) =>
    inspection.inspectionId === siteInspection(1, 1) ? { ...inspection, ...change } : inspection,
  )
  return { ...thirdQuarter2025, sites: { ...sites, inspections } }
}
