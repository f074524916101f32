import { describe, expect, test } from 'vitest'
import { day } from '../kernel/day.ts'
import type { Bulletin, Figure } from './bulletin.ts'
import { checkBulletin } from './checks.ts'
import { draftBulletin } from './draft.ts'
import type { CampaignFacts } from './facts.ts'
import { accountInspection, problem, siteInspection, thirdQuarter2025, withResult } from './facts-fixture.ts'
import { shanghai } from './styles/shanghai.ts'

const { sites, accounts } = thirdQuarter2025
const bulletin = draftBulletin(thirdQuarter2025, shanghai, { date: day('2025-09-28') })

function failedOf(facts: CampaignFacts, value: Bulletin): readonly string[] {
  return checkBulletin(facts, shanghai, value)
    .filter(({ ok }) => !ok)
    .map(({ id }) => id)
}

/** What fails when the bulletin is drafted from these facts. */
function failedFor(facts: CampaignFacts): readonly string[] {
  return failedOf(facts, draftBulletin(facts, shanghai, { date: day('2025-09-28') }))
}

/** What fails when one figure of the finished bulletin is altered. */
function failedWith(id: string, change: Partial<Figure>): readonly string[] {
  const figures = bulletin.figures.map((figure) => (figure.id === id ? { ...figure, ...change } : figure))
  return failedOf(thirdQuarter2025, { ...bulletin, figures })
}

describe('a bulletin that was altered', () => {
  test('the untouched one holds', () => {
    expect(failedOf(thirdQuarter2025, bulletin)).toEqual([])
  })

  test.each([
    ['a printed number', 'sites.total', { text: '68' }, ['figures.texts']],
    ['a total', 'sites.total', { text: '68', value: 68 }, ['sites.groups', 'figures.rows']],
    ['a group', 'sites.group.subsites', { text: '5', value: 5 }, ['sites.groups', 'figures.rows']],
    ['inspections', 'sites.inspections', { text: '136', value: 136 }, ['sites.inspections', 'figures.rows']],
    ['a verdict', 'sites.qualified', { text: '66', value: 66 }, ['sites.verdicts', 'figures.rows']],
    [
      'the printed rate: 66/67 is not 98.6 %',
      'sites.passRate',
      { text: '98.6%', value: 98.6, numerator: 66 },
      ['figures.rates'],
    ],
    ['a rate above one', 'sites.passRate', { numerator: 68 }, ['figures.rates']],
    ['accounts', 'accounts.total', { text: '1610', value: 1610 }, ['accounts.total', 'figures.rows']],
    ['problems', 'accounts.problem', { text: '4', value: 4 }, ['accounts.verdicts', 'figures.rows', 'annexes.counted']],
    ['rows', 'accounts.problem', { rowIds: [1, 2, 3, 4, 4] }, ['figures.rows']],
  ])('%s', (_, id, change, failed) => {
    expect(failedWith(id, change)).toEqual(failed)
  })

  test('a slot without a figure', () => {
    const figures = bulletin.figures.filter(({ id }) => id !== 'accounts.inspected')
    expect(failedOf(thirdQuarter2025, { ...bulletin, figures })).toContain('document.slots')
  })

  test('a number written into the text', () => {
    const blocks = [...bulletin.blocks, { kind: 'paragraph' as const, text: ['另有3家网站、98.6%的账号。'] }]
    expect(failedOf(thirdQuarter2025, { ...bulletin, blocks })).toEqual(['document.literals'])
  })

  test('a row left out of the annex, another name in it, a row without proof', () => {
    const annex = bulletin.annexes[0]!
    const changed = (change: Partial<typeof annex>) =>
      failedOf(thirdQuarter2025, { ...bulletin, annexes: [{ ...annex, ...change }] })
    expect(changed({ rows: annex.rows.slice(1), rowIds: annex.rowIds.slice(1) })).toEqual(['annexes.counted'])
    expect(changed({ rows: [['1', '市商务委', '微信', '别的账号', '问题'], ...annex.rows.slice(1)] })).toEqual([
      'annexes.proven',
      'document.named',
    ])
    expect(changed({ rowIds: [accountInspection(9), ...annex.rowIds.slice(1)] })).toEqual(['annexes.proven'])
    expect(changed({ rowIds: annex.rowIds.slice(1) })).toEqual(['annexes.proven'])
    expect(changed({ note: '注：' })).toEqual(['document.window'])
  })

  test('a demonstration without its notice', () => {
    const campaign = { ...thirdQuarter2025.campaign, demonstration: true }
    expect(failedOf({ ...thirdQuarter2025, campaign }, bulletin)).toEqual(['document.notice'])
  })
})

describe('facts that do not agree', () => {
  test('an inspection of the frozen register is missing', () => {
    expect(failedFor({ ...thirdQuarter2025, sites: { ...sites, inspections: sites.inspections.slice(1) } })).toEqual([
      'sites.inspections',
    ])
  })

  test('a sampled account was not inspected', () => {
    const inspections = accounts.inspections.slice(0, -1)
    expect(failedFor({ ...thirdQuarter2025, accounts: { ...accounts, inspections } })).toEqual(['accounts.sample'])
  })

  test('an account outside its stratum', () => {
    const strata = accounts.strata.map((stratum) => ({ ...stratum, populationIds: stratum.populationIds.slice(1) }))
    expect(failedFor({ ...thirdQuarter2025, accounts: { ...accounts, strata } })).toEqual(['accounts.strata'])
  })

  test('an account that was not frozen', () => {
    const population = accounts.population.slice(1)
    expect(failedFor({ ...thirdQuarter2025, accounts: { ...accounts, population } })).toEqual([
      'accounts.frozen',
      'annexes.proven',
    ])
  })

  test('unqualified without a confirmed problem, qualified with one', () => {
    const unproven = accounts.inspections.map((inspection) =>
      inspection.target.id === 1 ? { ...inspection, problems: [] } : inspection,
    )
    expect(failedFor({ ...thirdQuarter2025, accounts: { ...accounts, inspections: unproven } })).toContain(
      'accounts.proven',
    )
    const ignored = sites.inspections.map((inspection) =>
      inspection.inspectionId === siteInspection(3, 1) ? { ...inspection, problems: [problem('WEB-V3')] } : inspection,
    )
    expect(failedFor({ ...thirdQuarter2025, sites: { ...sites, inspections: ignored } })).toEqual(['sites.proven'])
  })

  test('a scan that calls a site good which it never scanned', () => {
    const securityScan = { ...sites.securityScan!, scannedIds: sites.securityScan!.scannedIds.slice(1) }
    expect(failedFor({ ...thirdQuarter2025, sites: { ...sites, securityScan } })).toContain('sites.scan')
  })
})

describe('warnings explain, they do not refuse', () => {
  test('a round that froze another number of sites than is announced', () => {
    const rounds = [{ ...sites.rounds[0]!, frozenIds: sites.rounds[0]!.frozenIds.slice(2) }, sites.rounds[1]!]
    const inspections = sites.inspections.filter(({ round, target }) => round === 2 || target.id > 2)
    const facts = { ...thirdQuarter2025, sites: { ...sites, rounds, inspections } }
    const failed = draftBulletin(facts, shanghai, { date: day('2025-09-28') }).checks.filter(({ ok }) => !ok)
    expect(failed).toEqual([
      {
        id: 'sites.population.1',
        ok: false,
        severity: 'warning',
        message: '第1轮冻结65家，通报总数67家，两者不同：2家未列入本轮：上海市人民政府门户网站、第1区人民政府门户网站',
      },
    ])
  })

  test('a date before the monitoring point, a basis without a title, a clause that was never verified', () => {
    const early = draftBulletin(thirdQuarter2025, shanghai, { date: day('2025-08-13') })
    expect(failedOf(thirdQuarter2025, early)).toEqual(['document.date'])
    const campaign = { ...thirdQuarter2025.campaign, basis: ['某办函〔2030〕1号'] }
    expect(failedFor({ ...thirdQuarter2025, campaign })).toEqual(['document.basis'])
    expect(failedFor(withResult(thirdQuarter2025, accountInspection(9), 'NM-V3.3'))).toEqual(['document.clauses'])
  })
})
