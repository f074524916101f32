/** A check sheet is written, filled by persons and read back. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { findCampaign } from '../campaigns/store.ts'
import { storeCampaign } from '../http/stored-campaign-fixture.ts'
import { Failure } from '../kernel/failure.ts'
import { checkSheet, type CheckSheet } from './check-sheet.ts'
import { checkSheetFile } from './check-sheet-file.ts'
import { decide } from './decide.ts'
import { readDecisionFile } from './decision-file.ts'

const { db } = await testStore()
const by = { actor: '张三', at: '2025-08-21T02:00:00.000Z' }
let folder: string
let sheet: CheckSheet

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mingcha-sheet-'))
  await storeCampaign(db, '=1+1 某局')
  sheet = await checkSheet(db, await findCampaign(db, '2025Q3'))
})
afterAll(() => rm(folder, { recursive: true }))

/** The sheet as persons hand it in: cells of some rows filled, by clause. */
async function handedIn(filled: Readonly<Record<string, Readonly<Record<string, string>>>>) {
  const clause = sheet.headings.indexOf('条款')
  const rows = sheet.rows.map((row) =>
    row.map((text, column) => filled[row[clause]!]?.[sheet.headings[column]!] ?? text),
  )
  const file = path.join(folder, 'sheet.xlsx')
  await writeFile(file, await checkSheetFile({ ...sheet, rows }))
  return readDecisionFile(file)
}

const who = { 经办人: '顾若澄', 角色: '检查人员' }
const proof = { 页面网址: 'http://a.example/1', 截图文件: '1.png', 检查日期: '2025-08-20', 情况说明: '名称有误' }

describe('the sheet', () => {
  it('has one row per open clause of every inspection, and none for what is concluded', () => {
    const cell = (row: readonly string[], heading: string) => row[sheet.headings.indexOf(heading)]
    const of = (round: string) => sheet.rows.filter((row) => cell(row, '检查轮次') === round)
    // no evidence was gathered: all 16 vetoes of the site wait, those of machines as well
    expect(of('site-1').map((row) => cell(row, '条款'))).toHaveLength(16)
    expect(of('account-1').map((row) => cell(row, '条款'))).toEqual(['NM-V1', 'NM-V3.1', 'NM-V3.2', 'NM-V3.3'])
  })

  it('says what must be handed in and who may fill it', () => {
    const row = sheet.rows.find((entry) => entry.includes('WEB-V1.2'))!
    expect(row).toContain('市级主管')
    expect(row).toContain('认定单位*、认定文号、检查日期*、情况说明*')
  })
})

describe('read back', () => {
  it('has no decisions when nobody touched it', async () => {
    expect(await handedIn({})).toEqual([])
  })

  it('gives the decisions with their proof in the note; names that look like formulas stay names', async () => {
    const decisions = await handedIn({
      'WEB-V1.1': { ...who, ...proof, 结论: '不通过', 原因: '属实' },
      'WEB-V5.1': { ...who, 结论: '通过', 说明: '已试提交' },
    })
    expect(decisions.map(({ clause, kind, author, role }) => [clause, kind, author, role])).toEqual([
      ['WEB-V1.1', 'failed', '顾若澄', 'inspector'],
      ['WEB-V5.1', 'passed', '顾若澄', 'inspector'],
    ])
    expect(await decide(db, await findCampaign(db, '2025Q3'), decisions, by)).toEqual({ added: 2, repeated: 0 })
    expect(await decide(db, await findCampaign(db, '2025Q3'), decisions, by)).toEqual({ added: 0, repeated: 2 })
    const { note } = await db
      .selectFrom('decision')
      .select('note')
      .where('clauseId', '=', 'WEB-V1.1')
      .executeTakeFirstOrThrow()
    expect(note).toContain('页面网址：http://a.example/1')
    const next = await checkSheet(db, await findCampaign(db, '2025Q3'))
    expect(next.rows).toHaveLength(sheet.rows.length - 2)
  })

  it.each([
    [
      'a fault without its proof',
      { 'WEB-V1.3': { ...who, 结论: '不通过', 原因: '属实' } },
      '缺少证明：页面网址、截图文件',
    ],
    ['somebody who may not fill it', { 'WEB-V1.2': { ...who, 结论: '通过' } }, '应由市级主管填写'],
    ['points where there are none', { 'WEB-V1.3': { ...who, 结论: '通过', 分值: '3' } }, '没有分值'],
    ['an unknown word', { 'WEB-V1.3': { ...who, 结论: '还行' } }, '没有结论'],
    ['a row half filled', { 'WEB-V1.3': { 说明: '看过' } }, '没有结论'],
  ])('refuses %s, all or none', async (_, filled, text) => {
    const decisions = await handedIn({ ...filled, 'NM-V3.1': { ...who, 结论: '通过' } })
    const attempt = decide(db, await findCampaign(db, '2025Q3'), decisions, by)
    await expect(attempt).rejects.toThrow(Failure)
    const failure = await attempt.catch((error: unknown) => error as Failure)
    expect((failure as Failure).details.join('\n')).toContain(text)
    expect(await db.selectFrom('decision').select('id').where('clauseId', '=', 'NM-V3.1').execute()).toEqual([])
  })
})
