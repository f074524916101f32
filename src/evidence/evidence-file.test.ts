import { describe, expect, it } from 'vitest'
import { exampleColumn, exampleColumns } from '../indicators/column-update.ts'
import { judge } from '../judging/judge.ts'
import { day } from '../kernel/day.ts'
import { Failure } from '../kernel/failure.ts'
import { national2019 } from '../regulations/national-2019.ts'
import { evidenceVersion, readEvidenceFile, writeEvidenceFile, type EvidenceFile } from './evidence-file.ts'

const file: EvidenceFile = {
  target: { kind: 'site', name: '示例', isPortal: true },
  monitorPoint: day('2025-08-14'),
  exportedAt: '2025-08-20T02:00:00.000Z',
  evidence: {
    columns: { value: exampleColumns([5, exampleColumn('news', '2025-07-31')]).columns },
    homePage: { missing: { reason: 'blocked', detail: '验证页面' } },
  },
}
const text = writeEvidenceFile(file)

it('reads what it wrote, and the judgement is the same', () => {
  const read = readEvidenceFile(text)
  expect(read).toEqual(file)
  const judged = (of: EvidenceFile) => judge(national2019, { kind: 'site', name: '示例' }, of.evidence, of.monitorPoint)
  expect(judged(read)).toEqual(judged(file))
  expect(judged(read).find(({ clause }) => clause === 'WEB-V4.1')?.outcome).toBe('failed')
  expect(judged(read).find(({ clause }) => clause === 'WEB-V3')?.outcome).toBe('cantTell')
})

/** The file with one thing changed, as a stranger might send it. */
function changed(change: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ ...(JSON.parse(text) as object), ...change })
}

const column = exampleColumn('news', null)
const columnsWith = (odd: object) => ({
  columns: { value: { capturedAt: '2025-08-20T09:00:00+08:00', columns: [{ ...column, ...odd }] } },
})

describe('a precise error, never a wrong verdict', () => {
  it.each([
    ['truncated', text.slice(0, text.length / 2), 'json', '没有传完'],
    ['empty', '', 'json', '没有传完'],
    ['no JSON', '{"format": }', 'json', 'JSON'],
    ['another format', '{"format": "other"}', 'kind', '不是明察'],
    ['a list', '[]', 'kind', '不是明察'],
    ['an older version', changed({ version: evidenceVersion - 1 }), 'version', `第 ${evidenceVersion - 1} 版`],
    ['a newer version', changed({ version: evidenceVersion + 1 }), 'version', '升级'],
    ['no such day', changed({ monitorPoint: '2025-02-30' }), 'fields', 'monitorPoint'],
    ['no target', changed({ target: { kind: 'office' } }), 'fields', 'target'],
    ['an unknown kind', changed({ evidence: { tarot: { value: {} } } }), 'kinds', 'tarot'],
    [
      'a kind called like something every object has',
      changed({ evidence: { constructor: { value: {} } } }),
      'kinds',
      'constructor',
    ],
    [
      'a wrong field',
      changed({ evidence: columnsWith({ level: 0 }) }),
      'fields',
      'evidence.columns.value.columns.0.level',
    ],
    [
      'a missing reason that is none',
      changed({ evidence: { columns: { missing: { reason: 'lazy', detail: '' } } } }),
      'fields',
      'evidence.columns.missing.reason',
    ],
    ['neither value nor reason', changed({ evidence: { columns: {} } }), 'fields', 'evidence.columns'],
    [
      'value and reason',
      changed({ evidence: { columns: { ...columnsWith({}).columns, missing: { reason: 'blocked', detail: '' } } } }),
      'fields',
      'evidence.columns',
    ],
    [
      'a title of 10 MB',
      changed({ evidence: columnsWith({ name: '长'.repeat(10_000_000) }) }),
      'texts',
      'evidence.columns.value.columns.0.name',
    ],
    [
      'a blank column with content',
      changed({ evidence: columnsWith({ itemCount: 3 }) }),
      'contradictions',
      '空白却有内容',
    ],
  ])('%s', (_, given, what, words) => {
    const failure = failureOf(() => readEvidenceFile(given))
    expect(failure.code).toBe(`badInput.evidenceFile.${what}`)
    expect([failure.message, failure.advice, ...failure.details].join('\n')).toContain(words)
    expect(failure.details.join('').length).toBeLessThan(10_000)
  })

  it('control characters and formulas are text like any other', () => {
    const name = '=cmd|’/c calc’!A1\u0000\u001b[2J'
    const read = readEvidenceFile(changed({ evidence: columnsWith({ name }) }))
    expect(judge(national2019, { kind: 'site', name }, read.evidence, read.monitorPoint).length).toBeGreaterThan(0)
  })
})

function failureOf(work: () => unknown): Failure {
  try {
    work()
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('nothing was thrown')
}
