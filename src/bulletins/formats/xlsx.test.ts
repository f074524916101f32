import { readXlsx, type Workbook } from 'hucre/xlsx'
import { beforeAll, describe, expect, test } from 'vitest'
import { day } from '../../kernel/day.ts'
import { draftBulletin } from '../draft.ts'
import { siteInspection, thirdQuarter2025, withResult } from '../facts-fixture.ts'
import { shanghai } from '../styles/shanghai.ts'
import { unzip } from './unzip-fixture.ts'
import { xlsx } from './xlsx.ts'

const formulaLike = ['=1+1', '+1', '-1', '@SUM(A1)']
const facts = withResult(thirdQuarter2025, siteInspection(3, 1), 'WEB-V3')
const inspections = facts.accounts.inspections.map((inspection) => {
  const name = formulaLike[inspection.target.id - 1] ?? inspection.target.name
  return { ...inspection, target: { ...inspection.target, name } }
})
const bulletin = draftBulletin({ ...facts, accounts: { ...facts.accounts, inspections } }, shanghai, {
  date: day('2025-09-28'),
})

let bytes: Uint8Array
let workbook: Workbook
beforeAll(async () => {
  bytes = await xlsx.render(bulletin)
  workbook = await readXlsx(bytes)
})

function sheet(name: string) {
  const found = workbook.sheets.find((candidate) => candidate.name === name)
  if (found === undefined) throw new Error(`no sheet ${name}`)
  return found
}

describe('sheets', () => {
  test('annexes, figures, lists, method', () => {
    expect(workbook.sheets.map(({ name }) => name)).toEqual([
      '附件1',
      '附件2',
      '指标数据',
      '检查网站',
      '抽查账号',
      '口径说明',
    ])
  })

  test('the annex is title, headings, rows and note', () => {
    expect(sheet('附件1').rows).toEqual([
      ['第三季度检查不合格的政府网站名单', null, null, null, null],
      ['序号', '区/部门', '网站名称', '网站标识码', '问题'],
      [1, '第2区', '第2区人民政府门户网站', '3100000003', '第1轮检查：监测点前两周首页未更新'],
      ['注：监测时间点第1轮2025年7月16日，第2轮2025年8月14日', null, null, null, null],
    ])
  })

  test('every figure with value, counts and number of rows', () => {
    const rows = sheet('指标数据').rows
    expect(rows).toHaveLength(2 + bulletin.figures.length)
    expect(rows).toContainEqual(['sites.total', '正常运行的政府网站', 67, null, null, null, '网站', 67])
    expect(rows).toContainEqual(['sites.passRate', '网站合格率（按网站）', 98.5, '98.5%', 66, 67, '网站', 67])
    expect(rows).toContainEqual(['accounts.inspectedShare', '抽查比例', 21.6, '21.6%', 348, 1609, '账号', 1609])
  })

  test('all inspected targets with their results', () => {
    expect(sheet('检查网站').rows).toHaveLength(2 + 67)
    expect(sheet('检查网站').rows[4]?.slice(6, 10)).toEqual([
      2,
      '第1轮不合格；第2轮合格',
      '不合格',
      '监测点前两周首页未更新（WEB-V3）',
    ])
    expect(sheet('抽查账号').rows).toHaveLength(2 + 348)
  })

  test('names that look like formulas are text', async () => {
    const names = sheet('附件2').rows.map((row) => row[3])
    for (const name of formulaLike) expect(names).toContain(name)
    const { files } = await unzip(bytes)
    for (const [name, xml] of files) expect([name, /<f[ >]/.test(xml)]).toEqual([name, false])
  })
})

test('printed on A4 across, headings on every page and in sight, with a filter', () => {
  for (const { name, pageSetup, freezePane, autoFilter, headerFooter } of workbook.sheets) {
    expect([name, pageSetup]).toMatchObject([
      name,
      { paperSize: 'a4', orientation: 'landscape', fitToWidth: 1, fitToHeight: 0 },
    ])
    expect([name, pageSetup?.printTitlesRow]).toEqual([name, '$2:$2'])
    expect([name, freezePane?.rows]).toEqual([name, 2])
    expect([name, autoFilter?.range]).toEqual([name, expect.stringMatching(/^A2:[A-Z]\d+$/)])
    expect([name, headerFooter?.oddFooter]).toEqual([name, '&C— &P —'])
  }
})
