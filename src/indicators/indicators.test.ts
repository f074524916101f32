/** One test for all indicators: complete index, every clause judged once or left to people, all cases hold. */
import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { evidenceSchemas, type EvidenceKind } from '../evidence/evidence.ts'
import { day } from '../kernel/day.ts'
import { ruleSets } from '../regulations/index.ts'
import { indicators } from './index.ts'

const folder = new URL('.', import.meta.url)

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

  it.each(Object.values(ruleSets))(
    '$id: every machine clause is judged exactly once, the rest is left to people',
    (set) => {
      const judged = indicators.map((indicator): string => indicator.clause).toSorted()
      const machine = Object.entries(set.clauses).filter(([, clause]) => clause.decidedBy === 'machine')
      expect(judged).toEqual(machine.map(([id]) => id).toSorted())
    },
  )
})

describe.each(indicators)('$id', (indicator) => {
  it('shows at least one pass and one failure', () => {
    const outcomes = indicator.cases.map((example) => example.outcome)
    expect(outcomes).toContain('passed')
    expect(outcomes).toContain('failed')
  })

  it.each(indicator.cases)('$name → $outcome', ({ given, monitorPoint, outcome, subject }) => {
    const clause = ruleSets['national-2019'].clauses[indicator.clause as 'WEB-V2']
    for (const kind of indicator.needs as EvidenceKind[]) evidenceSchemas[kind].parse(given[kind])
    const frozen = deepFreeze(structuredClone(given))
    const judged = indicator.judge(frozen, {
      params: clause.params,
      monitorPoint: day(monitorPoint),
      subject: { name: '示例', ...subject },
    })
    expect(judged).toMatchObject({ outcome })
    expect(judged.because).not.toBe('')
  })
})

function deepFreeze<Value>(value: Value): Value {
  if (value !== null && typeof value === 'object') {
    Object.freeze(value)
    Object.values(value).forEach(deepFreeze)
  }
  return value
}
