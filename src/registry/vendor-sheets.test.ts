/** Spreadsheets as three systems write them, on one register. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testStore } from '../../test/database.ts'
import { textRow, writeXlsxFile } from '../../test/xlsx-file.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { findAccount } from './account-list.ts'
import { accountFormat, importAccounts } from './import-accounts.ts'
import { importUnits, unitFormat } from './import-units.ts'
import { readSpreadsheet } from './spreadsheet.ts'

const { db } = await testStore()
const by = { author: '张三', at: '2025-08-14T01:00:00.000Z' }
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mingcha-vendors-'))
  const unit = { kind: 'district', shortName: '', printOrder: 1 }
  const units = [
    { ...unit, code: 'hp', name: '黄浦区人民政府', shortName: '黄浦区' },
    { ...unit, code: 'xh', name: '徐汇区人民政府', shortName: '徐汇区' },
    { ...unit, code: 'gov', name: '市政府办公厅', shortName: '办公厅' },
  ]
  await upsertRows(db, 'unit', ['code'], units)
})
afterAll(async () => await rm(folder, { recursive: true, force: true }))

const imported = async (file: string) => importAccounts(db, await readSpreadsheet(file, accountFormat), by)

test('a reporting system: title and note above, one organiser merged over its accounts, dates as numbers', async () => {
  const cell = (address: string, text: string) => `<c r="${address}" t="inlineStr"><is><t>${text}</t></is></c>`
  const file = await writeXlsxFile(path.join(folder, '报送系统.xlsx'), {
    rows:
      `<row r="1">${cell('A1', '全国政务新媒体信息报送系统导出表')}</row>` +
      `<row r="2">${cell('A2', '导出时间：2025-08-14')}${cell('F2', '单位：个')}</row>` +
      `<row r="4">${['序号', '开设主体', '平台类型', '新媒体名称', '开通时间', '是否备案'].map((text, at) => cell(`${'ABCDEF'[at]}4`, text)).join('')}</row>` +
      `<row r="5"><c r="A5"><v>1</v></c>${cell('B5', '黄浦区人民政府')}${cell('C5', '微信公众号')}${cell('D5', '上海黄浦')}<c r="E5"><v>43831</v></c>${cell('F5', '是')}</row>` +
      `<row r="6"><c r="A6"><v>2</v></c>${cell('C6', '新浪微博')}${cell('D6', '上海黄浦')}${cell('E6', '2020年1月2日')}${cell('F6', '否')}</row>` +
      `<row r="7"><c r="A7"><v>3</v></c>${cell('C7', 'app')}${cell('D7', '上海黄浦')}<c r="E7"><v>20200103</v></c></row>`,
    afterRows: '<mergeCells count="2"><mergeCell ref="A1:F1"/><mergeCell ref="B5:B7"/></mergeCells>',
  })
  expect(await imported(file)).toMatchObject({ added: 3, errorCount: 0 })
  const stored = await db
    .selectFrom('account')
    .select(['platform', 'openedOn', 'filingState', 'purpose'])
    .orderBy('openedOn')
    .execute()
  expect(stored).toEqual([
    { platform: 'weixin', openedOn: '2020-01-01', filingState: 'filed', purpose: 'publish' },
    { platform: 'weibo', openedOn: '2020-01-02', filingState: 'unfiled', purpose: 'publish' },
    { platform: 'app', openedOn: '2020-01-03', filingState: 'unknown', purpose: 'service' },
  ])
})

test('a workbook with a cover sheet, a remark sheet and the table; units under the names that offices use', async () => {
  const row = (line: number, ...texts: string[]) =>
    `<row r="${line}">${texts.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join('')}</row>`
  const sheet2 =
    row(1, '某区政务新媒体台账') +
    row(3, '新媒体名称', '平台类型', '平台账号/ID', '开设主体') +
    row(4, '徐汇教育😀', '微信公众号', 'gh_cover', '徐汇区') +
    row(5, '合 计', '', '1')
  const file = await writeXlsxFile(path.join(folder, '台账.xlsx'), {
    rows: row(1, '填表说明') + row(2, '请如实填写'),
    sheets: '<sheet name="说明" sheetId="1" r:id="rId1"/><sheet name="台账" sheetId="2" r:id="rId2"/>',
    more: { 'xl/worksheets/sheet2.xml': `<worksheet><sheetData>${sheet2}</sheetData></worksheet>` },
  })
  expect(await imported(file)).toMatchObject({ added: 1, errorCount: 0 })
  expect(await findAccount(db, '微信/gh_cover')).toMatchObject({ name: '徐汇教育😀' })
  // none of the sheets is the table: the first one is named
  await expect(readSpreadsheet(file, unitFormat)).rejects.toMatchObject({
    message: expect.stringMatching(/^台账\.xlsx 缺少表头/) as string,
    details: ['文件第一行是：填表说明'],
  })
  const units = path.join(folder, '单位.csv')
  const csv = '单位编码,单位名称,单位简称,单位类别,上级单位代码,排序\nzz,某镇人民政府,某镇,下属单位,xh,9\n'
  await writeFile(units, csv)
  expect(await importUnits(db, await readSpreadsheet(units, unitFormat), by)).toMatchObject({ added: 1 })
})

test('a data vendor: GBK csv with its own headings, followers in 万', async () => {
  const csv =
    '所属平台,昵称,UID,单位名称,粉丝量\r\n抖音短视频,徐汇发布,MS4w,徐汇区,12.5万\r\n快手短视频,徐汇发布,3x9,徐汇区,"9,876"\r\n'
  const file = path.join(folder, '厂商.csv')
  await writeFile(file, iconv.encode(csv, 'gbk'))
  expect(await imported(file)).toMatchObject({ added: 2, errorCount: 0 })
  expect(await findAccount(db, '抖音/ms4w')).toMatchObject({
    platformId: 'MS4w',
    followers: 125_000,
    organiser: { code: 'xh' },
  })
  expect(await findAccount(db, '快手/3x9')).toMatchObject({ followers: 9876 })
})

test('a city office: headings over two rows with line breaks and stars, units by short name', async () => {
  const cell = (address: string, text: string) => `<c r="${address}" t="inlineStr"><is><t>${text}</t></is></c>`
  const file = await writeXlsxFile(path.join(folder, '办公厅.xlsx'), {
    rows:
      `<row r="1">${cell('A1', '单位')}${cell('B1', '账号情况')}${cell('D1', '运行&#10;状态')}</row>` +
      `<row r="2">${cell('A2', '主办单位')}${cell('B2', '账号类型*')}${cell('C2', '账号 名称 ＊')}</row>` +
      `<row r="3">${cell('A3', '办公厅')}${cell('B3', '澎湃新闻')}${cell('C3', '上海发布厅')}${cell('D3', '停更')}</row>`,
    afterRows: '<mergeCells><mergeCell ref="B1:C1"/><mergeCell ref="D1:D2"/></mergeCells>',
  })
  expect(await imported(file)).toMatchObject({ added: 1, errorCount: 0 })
  const stored = await db.selectFrom('account').select(['platform', 'state']).where('name', '=', '上海发布厅').execute()
  expect(stored).toEqual([{ platform: 'thepaper', state: 'stopNotice' }])
})

test('a file whose headings say nothing names the row that comes closest and what it lacks', async () => {
  const file = await writeXlsxFile(path.join(folder, '缺列.xlsx'), {
    rows: textRow('政务新媒体台账') + textRow('序号', '平台', '昵称') + textRow('1', '微博', '甲'),
  })
  await expect(imported(file)).rejects.toMatchObject({
    code: 'badInput.headings',
    message: '缺列.xlsx 缺少表头：主办单位代码',
    details: ['最像表头的第 2 行是：序号、平台、昵称'],
  })
})

test('merged cells that overlap a million times are given up, not followed', async () => {
  const merges = Array.from({ length: 200_001 }, (_, at) => `<mergeCell ref="A2:A${at + 3}"/>`).join('')
  const file = await writeXlsxFile(path.join(folder, '合并.xlsx'), {
    rows: textRow('平台', '昵称', '单位名称') + textRow('微博', '甲', 'hp'),
    afterRows: `<mergeCells>${merges}</mergeCells>`,
  })
  await expect(imported(file)).rejects.toMatchObject({ code: 'badInput.damaged' })
})
