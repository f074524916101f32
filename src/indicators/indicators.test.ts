/** One test for all indicators: complete index, every clause judged once or left to people, all cases hold. */
import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { evidenceSchemas, type EvidenceKind } from '../evidence/evidence.ts'
import { day } from '../kernel/day.ts'
import { addPoints, formatPoints, points } from '../kernel/points.ts'
import { ruleSets } from '../regulations/index.ts'
import type { Clause, RuleSet } from '../regulations/rule-set.ts'
import { indicators } from './index.ts'

const folder = new URL('.', import.meta.url)
const clauses: Readonly<Record<string, Clause>> = ruleSets['national-2019'].clauses

describe('the index', () => {
  it('lists every indicator file once, under its own path', async () => {
    const listed = indicators.map((indicator) => indicator.id).toSorted()
    const files = ['site', 'account'].flatMap((kind) =>
      readdirSync(new URL(`${kind}/`, folder)).map((file) => `${kind}/${file.replace(/\.ts$/, '')}`),
    )
    const exporting: string[] = []
    for (const file of files) {
      const module: { default?: { id: string } } = await import(new URL(`${file}.ts`, folder).href)
      if (module.default) exporting.push(file)
    }
    expect(listed).toEqual(exporting.toSorted())
  })

  it('judges every national clause of machines and for confirmation exactly once, and leaves the rest to people', () => {
    const judged = indicators.map((indicator): string => indicator.clause).toSorted()
    const machine = Object.entries(clauses)
      .filter(([, clause]) => clause.decidedBy !== 'person')
      .map(([id]) => id)
    expect(judged).toEqual(machine.toSorted())
  })

  it.each(Object.values<RuleSet>(ruleSets))('$id: an indicator for every clause that a machine judges', (set) => {
    const known = new Set(indicators.map((indicator): string => indicator.clause))
    const machine = Object.entries(set.clauses).filter(([, clause]) => clause.decidedBy !== 'person')
    expect(machine.filter(([id, clause]) => !known.has(clause.judgedLike ?? id))).toEqual([])
  })

  it('shows at least 400 cases', () => {
    expect(indicators.flatMap((indicator) => indicator.cases).length).toBeGreaterThanOrEqual(400)
  })
})

describe.each(indicators)('$id', (indicator) => {
  it('shows at least one pass and one failure', () => {
    const outcomes = indicator.cases.map((example) => example.outcome)
    expect(outcomes).toContain('passed')
    expect(outcomes).toContain('failed')
  })

  it('shows what cannot be told or does not apply, and calls no two cases the same', () => {
    const outcomes = indicator.cases.map((example) => example.outcome)
    expect(outcomes.some((outcome) => outcome === 'cantTell' || outcome === 'inapplicable')).toBe(true)
    const names = indicator.cases.map((example) => example.name)
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })

  it.each(indicator.cases)('$name → $outcome', ({ given, monitorPoint, outcome, subject, params, lost }) => {
    const clause = clauses[indicator.clause]!
    for (const kind of indicator.needs as EvidenceKind[]) evidenceSchemas[kind].parse(given[kind])
    const frozen = deepFreeze(structuredClone(given))
    const judged = indicator.judge(frozen, {
      params: { ...clause.params, ...params },
      monitorPoint: day(monitorPoint),
      subject: { name: '示例', ...subject },
    })
    expect(judged).toMatchObject({ outcome })
    expect(judged.because).not.toBe('')
    const findings = judged.outcome === 'failed' ? judged.findings : []
    const priced = findings.flatMap((finding) => (finding.points === undefined ? [] : [points(finding.points)]))
    expect(formatPoints(addPoints(...priced))).toBe(String(lost ?? 0))
    if (judged.outcome === 'failed') expect(findings.length).toBeGreaterThan(0)
    if (clauses[indicator.clause]!.effect === 'deduction') expect(priced.length).toBe(findings.length)
  })
})

function deepFreeze<Value>(value: Value): Value {
  if (value !== null && typeof value === 'object') {
    Object.freeze(value)
    Object.values(value).forEach(deepFreeze)
  }
  return value
}
