/** Rules and judging from the command line, without a database: judge, explain, corrections. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, it } from 'vitest'
import { writeEvidenceFile } from '../src/evidence/evidence-file.ts'
import { exampleColumn, exampleColumns } from '../src/indicators/column-update.ts'
import type { Judgement } from '../src/judging/judge.ts'
import { day } from '../src/kernel/day.ts'
import { national2019 } from '../src/regulations/national-2019.ts'
import { program, temporaryFolder } from './program.ts'

const home = await temporaryFolder('judge')
const mingcha = program(home)
const evidence = path.join(home, 'evidence.json')
await writeFile(
  evidence,
  writeEvidenceFile({
    target: { kind: 'site', name: '示例\u001b[2J', isPortal: true, hasServices: true },
    monitorPoint: day('2025-08-14'),
    exportedAt: '2025-08-20T02:00:00.000Z',
    evidence: { columns: { value: exampleColumns([1, exampleColumn('news', '2025-07-31')]).columns } },
  }),
)

it('judges an evidence file at its own day and at another one', async () => {
  const at = async (...options: string[]) => {
    const { code, stdout } = await mingcha.run('--json', 'judge', '--evidence', evidence, ...options)
    const { judgements } = JSON.parse(stdout) as { judgements: Judgement[] }
    return [code, judgements.find(({ clause }) => clause === 'WEB-D-PUB-4')?.outcome]
  }
  expect(await at()).toEqual([1, 'failed'])
  expect(await at('--at', '2025-08-13')).toEqual([1, 'passed'])
  expect(await at('--rules', 'shanghai-2025')).toEqual([0, undefined])
})

it('prints the score with what it rests on, and no control characters of strangers', async () => {
  const { stdout } = await mingcha.run('judge', '--evidence', evidence)
  expect(stdout).toContain('暂定')
  expect(stdout).toContain('WEB-D-PUB-4 动态要闻 5 分')
  expect(stdout).not.toContain('\u001b')
})

it('names what is wrong with a file', async () => {
  const torn = path.join(home, 'torn.json')
  await writeFile(torn, '{"format": "mingcha-evid')
  expect(await mingcha.run('judge', '--evidence', torn)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('没有传完') as string,
  })
  expect((await mingcha.run('judge', '--evidence', path.join(home, 'none.json'))).code).toBe(3)
  expect((await mingcha.run('judge', '--evidence', evidence, '--rules', 'mars-2030')).code).toBe(2)
})

it('explains a clause, and as corrected', async () => {
  const { stdout } = await mingcha.run('explain', 'WEB-V4.1')
  for (const words of ['newsDays', 'S07, S17, S19', '怎样判定', '4个动态栏目未更新']) expect(stdout).toContain(words)
  const corrections = path.join(home, 'corrections.json')
  const correction = { clause: 'WEB-D-SVC-1', pointsVerified: true, source: 'S02', by: '瞿静之', on: '2025-09-01' }
  const { id, version } = national2019
  await writeFile(corrections, JSON.stringify({ ruleSet: id, version, corrections: [correction] }))
  const corrected = await mingcha.json<object>('explain', 'WEB-D-SVC-1', '--corrections', corrections)
  expect(corrected).toMatchObject({ version: version + 1, clause: { pointsVerified: true, source: 'S02' } })
  await writeFile(corrections, JSON.stringify({ ruleSet: id, version: 1, corrections: [] }))
  expect((await mingcha.run('explain', 'WEB-D-SVC-1', '--corrections', corrections)).code).toBe(2)
  expect((await mingcha.run('explain', 'WEB-X')).code).toBe(3)
})
